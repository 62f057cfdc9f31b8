// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A hostile index: the body is the fuzzer's, the header is made right for it (its digest would stop everything else),
// with section borders taken from the first bytes.
#include "knowledge/index/match.h"
#include "knowledge/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *user, const struct wy_matched *m)
{
    (void)user;
    if (!wy_match_word(m->status).len)
        abort();
}

static void ask(const struct wy_index *ix)
{
    static const struct wy_asked_app apps[] = {
        {.name = WY_S_INIT("com.x.app"), .version = WY_S_INIT("3.1"), .kind = WY_CLAIM_PACKAGE}};
    static const struct wy_device device = {.codename = WY_S_INIT("android"), .release = WY_S_INIT("13")};
    struct wy_asked phone = {.firmware = true,
                             .device = &device,
                             .kernel = WY_S("3.1"),
                             .kernel_number = 3u << 24 | 1u << 16,
                             .major = 1u << 13,
                             .system = 19000,
                             .chip = WY_S("SM8550"),
                             .samsung = true,
                             .google = true,
                             .modules = 19000,
                             .apps = apps,
                             .apps_n = 1};
    struct wy_arena scratch;
    uint32_t cursor = 0;
    wy_arena_init(&scratch, 64 << 20);
    if (wy_index_match(ix, &phone, &scratch, ignore, NULL) == WY_OK)
        if (wy_index_scan(ix, &phone, &scratch, ignore, NULL) != WY_OK)
            abort();
    for (int i = 0; i < 8 && wy_index_find(ix, WY_S("CVE-2099-0001"), &cursor); i++)
        ;
    for (uint32_t i = 0; i < ix->advisories_n; i++) {
        const struct wy_index_claim *claims;
        uint32_t n = wy_index_claims(ix, &ix->advisories[i], &claims);
        for (uint32_t k = 0; k < n && k < 16; k++)
            (void)wy_index_text(ix, claims[k].vendor);
        (void)wy_index_prose(ix, ix->advisories[i].title);
    }
    wy_arena_fini(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < WY_PACKED_SECTIONS || size > 65536)
        return 0;
    struct wy_arena arena;
    wy_arena_init(&arena, 1 << 20);
    size_t total = sizeof(struct wy_packed_header) + size;
    uint8_t *file = wy_arena_alloc(&arena, total, 8);
    if (!file)
        abort();
    struct wy_packed_header *h = (struct wy_packed_header *)(void *)file;
    memcpy(file + sizeof *h, data, size);
    memcpy(h->magic, WY_INDEX_MAGIC, 8);
    h->version = WY_INDEX_VERSION;
    h->order_mark = WY_PACKED_ORDER_MARK;
    h->size = total;
    size_t at = sizeof *h;
    for (int i = 0; i < WY_PACKED_SECTIONS; i++) {
        size_t part = i < WY_INDEX_SECTIONS ? (size_t)data[i] * 8 : 0;
        part = part > total - at ? total - at : part;
        h->section[i].offset = at;
        bool texts = i == WY_INDEX_TEXTS || i == WY_INDEX_PROSE; // run to the end, and what comes after lies in them
        h->section[i].size = texts ? total - at : part;
        at += texts ? 0 : part;
        if (at % 8)
            break;
    }
    h->check = wy_packed_check(h);
    struct wy_index ix;
    if (wy_index_from_bytes(&ix, (wy_bytes){file, total}, NULL) == WY_OK)
        ask(&ix);
    wy_arena_fini(&arena);
    return 0;
}
