// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Against the files of tests/gen/trusted_app.py.
#include "test.h"

#include "formats/android/trusted_app.h"

#include <unistd.h>

static char folder[] = "/tmp/wary-ta-XXXXXX";

static int make(void **state)
{
    (void)state;
    char command[8192];
    const char *source = getenv("WARY_SOURCE");
    if (!source || !mkdtemp(folder))
        return -1;
    snprintf(command, sizeof command, "/usr/bin/python3 %s/tests/gen/trusted_app.py %s", source, folder);
    return system(command);
}

static int unmake(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static wy_err read_made(struct wy_arena *arena, const char *name, struct wy_ta *ta)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    uint8_t *data = wy_new(arena, uint8_t, 1 << 16);
    size_t n = fread(data, 1, 1 << 16, f);
    fclose(f);
    struct wy_diag diag = {0};
    return wy_ta_read(&(struct wy_ta_input){{data, n}, wy_str_c(name), arena}, ta, &diag);
}

#define UUID "101112131415161718191a1b1c1d1e1f"

static const struct expected {
    const char *file, *container;
    enum wy_ta_signature signature;
    enum wy_ta_rollback rollback;
    uint64_t counter;
    enum wy_ta_flag debug;
    const char *uuid, *version;
} table[] = {
    {"beanpod.ta", "beanpod", WY_TA_UNVERIFIABLE, WY_TA_NO_COUNTER, 0, WY_TA_FLAG_UNKNOWN, UUID, "2 records"},
    {"beanpod-opaque.ta", "beanpod", WY_TA_UNVERIFIABLE, WY_TA_NO_COUNTER, 0, WY_TA_FLAG_UNKNOWN, NULL, "1 records"},
    {"mclf.tlbin", "mclf", WY_TA_VERIFIED, WY_TA_COUNTER, 0x10000, WY_TA_FLAG_NO, UUID, "2.5"},
    {"mclf-debug.tlbin", "mclf", WY_TA_VERIFIED, WY_TA_COUNTER, 0, WY_TA_FLAG_YES, UUID, "2.5"},
    {"mclf-broken.tlbin", "mclf", WY_TA_BROKEN, WY_TA_COUNTER, 0x10000, WY_TA_FLAG_NO, UUID, "2.5"},
    {"teegris-2", "teegris", WY_TA_VERIFIED, WY_TA_NO_COUNTER, 0, WY_TA_FLAG_UNKNOWN, UUID, "SEC2"},
    {"teegris-3", "teegris", WY_TA_VERIFIED, WY_TA_COUNTER, 3, WY_TA_FLAG_UNKNOWN, UUID, "SEC3"},
    {"optee-0.ta", "optee", WY_TA_UNVERIFIABLE, WY_TA_NO_COUNTER, 0, WY_TA_FLAG_UNKNOWN, UUID, "type 0"},
    {"optee-1.ta", "optee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 7, WY_TA_FLAG_UNKNOWN, UUID, "type 1"},
    {"optee-2.ta", "optee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 7, WY_TA_FLAG_UNKNOWN, UUID, "type 2"},
    {"optee-3.ta", "optee", WY_TA_UNVERIFIABLE, WY_TA_UNREADABLE, 0, WY_TA_FLAG_UNKNOWN, NULL, "type 3"},
    {"optee-broken.ta", "optee", WY_TA_BROKEN, WY_TA_COUNTER, 7, WY_TA_FLAG_UNKNOWN, UUID, "type 1"},
    {"optee-bare.ta", "optee", WY_TA_UNVERIFIABLE, WY_TA_NO_COUNTER, 0, WY_TA_FLAG_UNKNOWN, UUID, "type 2"},
    {"qsee-3.mdt", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 3"},
    {"qsee-3.mbn", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 3"},
    {"qsee-5.mdt", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 5"},
    {"qsee-6.mdt", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 6"},
    {"qsee-6.mbn", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 6"},
    {"qsee-7.mdt", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 7"},
    {"qsee-7.mbn", "qsee", WY_TA_UNVERIFIABLE, WY_TA_COUNTER, 2, WY_TA_FLAG_YES, NULL, "MBN 7"},
    {"huawei-3.sec", "huawei", WY_TA_UNVERIFIABLE, WY_TA_UNREADABLE, 0, WY_TA_FLAG_UNKNOWN, NULL, "3"},
    {"huawei-1.sec", "huawei", WY_TA_UNVERIFIABLE, WY_TA_UNREADABLE, 0, WY_TA_FLAG_UNKNOWN, NULL, "1"},
};

static void every_container_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < WY_COUNT(table); i++) {
        const struct expected *want = &table[i];
        struct wy_arena a;
        wy_arena_init(&a, 0);
        struct wy_ta ta = {0};
        wy_err err = read_made(&a, want->file, &ta);
        bool same = err == WY_OK && strcmp(ta.container, want->container) == 0 && ta.signature == want->signature &&
                    ta.rollback == want->rollback && ta.counter == want->counter && ta.debug == want->debug &&
                    wy_str_eq(ta.uuid, wy_str_c(want->uuid)) && wy_str_eq(ta.format_version, wy_str_c(want->version));
        if (!same)
            fail_msg("%s: %s signature %d rollback %d counter %llu debug %d uuid %.*s version %.*s", want->file,
                     wy_err_name(err), ta.signature, ta.rollback, (unsigned long long)ta.counter, ta.debug,
                     WY_ARG(ta.uuid), WY_ARG(ta.format_version));
        wy_arena_fini(&a);
    }
}

static void segments_are_no_apps(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    struct wy_ta ta = {0};
    assert_int_equal(read_made(&a, "qsee.b00", &ta), WY_NOT_FOUND);
    assert_int_equal(read_made(&a, "qsee.b01", &ta), WY_NOT_FOUND);
    wy_arena_fini(&a);
}

static void places_and_names(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    assert_true(wy_ta_is_place(WY_S("vendor/thh/ta/d78d338b1ac349e09f65f4efe179739d.ta")));
    assert_true(wy_ta_is_place(WY_S("vendor/mitee/ta/d78d338b-1ac3-49e0-9f65f4efe179739d.ta")));
    assert_false(wy_ta_is_place(WY_S("system/etc/hosts")));
    assert_str_is(wy_ta_uuid_in_name(&a, WY_S("x/D78D338B-1ac3-49e0-9f65f4efe179739d.ta")),
                  "d78d338b1ac349e09f65f4efe179739d");
    assert_null(wy_ta_uuid_in_name(&a, WY_S("d78d338b1ac349e09f65f4efe179739d00")).ptr);
    struct wy_ta ta = {0};
    struct wy_diag diag = {0};
    struct wy_ta_input in = {wy_str_bytes(WY_S("opaque")), WY_S("thh/ta/d78d338b1ac349e09f65f4efe179739d.ta"), &a};
    assert_int_equal(wy_ta_read(&in, &ta, &diag), WY_OK);
    assert_string_equal(ta.container, "unknown");
    assert_int_equal(ta.rollback, WY_TA_UNREADABLE);
    wy_arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_container_is_read),
        cmocka_unit_test(segments_are_no_apps),
        cmocka_unit_test(places_and_names),
    };
    return cmocka_run_group_tests_name("formats/android/trusted_app", tests, make, unmake);
}
