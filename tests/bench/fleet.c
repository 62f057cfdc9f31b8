// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A pack of made-up phones for make bench: make-fleet FILE COUNT. A few thousand builds of some models, each phone with
// a dozen apps in a few versions, two settings and the modules of its build.
#include "knowledge/index/fleet.h"

#include <stdio.h>
#include <stdlib.h>

enum { MODELS = 60, BUILDS = 40, APPS = 12, MODULES = 24 };

static uint64_t state = 7;
static uint32_t roll(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % n;
}

static wy_str text(char *buf, size_t size, const char *what, uint32_t a, uint32_t b)
{
    int n = snprintf(buf, size, "%s%u.%u", what, a, b);
    return (wy_str){buf, (size_t)n};
}

static wy_err add_phone(struct wy_fleet_builder *b, uint32_t number, struct wy_diag *diag)
{
    char name[32], model[32], build[32], level[32], versions[APPS][32], names[APPS][32];
    uint32_t m = roll(MODELS), k = roll(BUILDS);
    struct wy_patch_level patch = {0};
    struct wy_device d = {
        .maker = WY_S("Xiaomi"), .brand = WY_S("Redmi"), .release = WY_S("13"), .patch_level = &patch};
    d.model = d.codename = text(model, sizeof model, "model", m, 0);
    d.build = text(build, sizeof build, "V14.", m, k);
    snprintf(level, sizeof level, "202%u-%02u-05", 3 + k / 12 % 4, k % 12 + 1);
    patch.system = patch.vendor = (wy_str){level, 10};
    struct wy_asked_app apps[APPS];
    for (uint32_t i = 0; i < APPS; i++) {
        wy_str app = i ? text(names[i], sizeof names[i], "com.example.app", roll(400), 0)
                       : WY_S("com.xiaomi.mi_connect_service");
        apps[i] = (struct wy_asked_app){.name = app,
                                        .kind = WY_CLAIM_PACKAGE,
                                        .version = text(versions[i], sizeof versions[i], i ? "1." : "3.1.",
                                                        i ? roll(9) : 880 + roll(60), roll(20))};
    }
    char days[MODULES][32], modules_names[MODULES][32];
    struct wy_module modules[MODULES];
    for (uint32_t i = 0; i < MODULES; i++)
        modules[i] = (struct wy_module){.name = text(modules_names[i], sizeof modules_names[i], "com.android.", i, 0),
                                        .version = text(days[i], sizeof days[i], "34009", k, m)};
    struct wy_setting settings[] = {
        {.space = WY_S("global"), .name = WY_S("adb_enabled"), .value = roll(9) ? WY_S("0") : WY_S("1")},
        {.space = WY_S("secure"), .name = WY_S("install_non_market_apps"), .value = roll(5) ? WY_S("0") : WY_S("1")}};
    struct wy_evidence ev = {.settings = {settings, WY_COUNT(settings), WY_COUNT(settings)},
                             .modules = {modules, MODULES, MODULES}};
    struct wy_asked phone = {.ev = &ev, .device = &d, .apps = apps, .apps_n = APPS};
    return wy_fleet_add(b, text(name, sizeof name, "case", number, 0), true, &phone, diag);
}

int main(int argc, char **argv)
{
    struct wy_diag diag = {0};
    WY_CLEANUP(wy_fleet_builder_freep) struct wy_fleet_builder *b = wy_fleet_builder_new();
    uint32_t count = argc == 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    wy_err err = b && count ? WY_OK : WY_NO_MEMORY;
    for (uint32_t i = 0; i < count && !err; i++)
        err = add_phone(b, i, &diag);
    err = err ? err : wy_fleet_finish(b, &diag);
    err = err ? err : wy_fleet_write(b, argv[1], &diag);
    if (err)
        fprintf(stderr, "make-fleet FILE COUNT: %s\n", diag.text);
    return err != WY_OK;
}
