// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A CSAF document is read, joined with nothing else, and held against a small phone: no crash, and every match names a
// flaw of the document.
#include "knowledge/match.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool add_phone(struct wy_evidence *ev)
{
    static const struct wy_origin nowhere;
    struct wy_device *d = WY_ADD(device, ev, devices, nowhere);
    struct wy_package *p = WY_ADD(package, ev, packages, nowhere);
    if (!d || !p)
        return false;
    d->maker = WY_S("Xiaomi");
    d->codename = WY_S("cannong");
    d->soc = WY_S("MT6853");
    d->build = WY_S("V12.5.6.0.RJEMIXM");
    d->build_time = wy_int_of(1600000000);
    p->name = WY_S("com.xiaomi.mi_connect_service");
    p->version_name = WY_S("3.1.895.10");
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_evidence ev;
    struct wy_limits limits = wy_limits_default;
    limits.arena = 64 << 20;
    wy_evidence_init(&ev, &limits);
    struct wy_knowledge *k = wy_knowledge_new_empty(&limits);
    if (!k || !add_phone(&ev))
        abort();
    if (wy_knowledge_add(k, (wy_bytes){data, size}, WY_S("fuzz.json"), NULL) == WY_OK &&
        wy_knowledge_settle(k, NULL) == WY_OK) {
        struct wy_rows rows = {0};
        for (int of_packages = 0; of_packages < 2; of_packages++)
            if (wy_knowledge_match(k, &ev, of_packages == 1, &ev.arena, &rows) != WY_OK)
                break;
        for (WY_EACH(const struct wy_flaw_match, m, rows))
            if (wy_knowledge_find(k, m->flaw->id) != m->flaw || !wy_flaw_title(m->flaw).ptr)
                abort();
    }
    wy_knowledge_free(k);
    wy_evidence_fini(&ev);
    return 0;
}
