// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/attestation.h"
#include "core/embedded.h"
#include "formats/crypto/key_eat.h"
#include "formats/crypto/key_knox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct wy_attestation_lists lists;
    struct wy_rows out = {0};
    struct wy_diag diag = {0};
    wy_bytes in = {data, size};
    wy_err err = wy_attestation_lists_load(&lists, wy_embedded(WY_S("trust/attestation-roots.tsv")),
                                           wy_embedded(WY_S("trust/attestation-revoked.tsv")),
                                           wy_embedded(WY_S("trust/boot-keys.tsv")), &arena, &diag);
    if (err == WY_OK)
        err = wy_attestations_read(in, &lists, 1795000000, &arena, &out, &diag);
    if (err == WY_OK && out.n == 0)
        __builtin_trap(); // success without an attestation
    (void)wy_attestation_looks_like(in, size & 1, &arena);
    struct wy_key_description key;
    err = wy_key_description_read(in, &arena, &key, &diag);
    if (err == WY_OK && key.challenge.len > size)
        __builtin_trap();
    err = wy_key_eat_read(in, &arena, &key, &diag);
    if (err == WY_OK && key.challenge.len > size)
        __builtin_trap();
    struct wy_key_knox knox;
    wy_key_knox_read(in, &arena, &knox);
    wy_arena_fini(&arena);
    return 0;
}
