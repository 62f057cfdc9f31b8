// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Whatever a database of addresses holds: texts that are given lie within it, and a failure has words.
#include "formats/net/mmdb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(wy_str s, const uint8_t *data, size_t size)
{
    const uint8_t *p = (const uint8_t *)s.ptr;
    if (p && (p < data || s.len > size || p > data + size - s.len))
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_mmdb db;
    struct wy_mmdb_answer answer;
    struct wy_diag diag = {0};
    if (wy_mmdb_open(&db, (wy_bytes){data, size}, &diag) != WY_OK) {
        if (diag.code == WY_OK)
            __builtin_trap();
        return 0;
    }
    within(db.type, data, size);
    const struct wy_address asked[] = {{4, {198, 18, 0, 1}},
                                       {4, {1, 1, 1, 1}},
                                       {4, {255, 255, 255, 255}},
                                       {4, {0}},
                                       {16, {0x20, 1, 0xd, 0xb8}},
                                       {16, {0}},
                                       {0, {0}}};
    for (size_t i = 0; i < WY_COUNT(asked); i++)
        if (wy_mmdb_lookup(&db, &asked[i], &answer) == WY_OK) {
            within(answer.country, data, size);
            within(answer.network, data, size);
        }
    return 0;
}
