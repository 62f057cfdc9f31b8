// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Input: length of the APK (u32), the APK, its .idsig.
#include "formats/android/apksig.h"
#include "core/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int ranges[][2] = {{1, WY_SDK_MAX}, {24, WY_SDK_MAX}, {1, 23}};
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct wy_reader r = wy_reader_init((wy_bytes){data, size}, 0);
    size_t n = wy_read_u32le(&r);
    struct wy_memory_blob apk = wy_memory_blob(wy_read_bytes(&r, wy_min(n, wy_reader_left(&r))));
    struct wy_memory_blob idsig = wy_memory_blob(wy_read_bytes(&r, wy_reader_left(&r)));
    struct wy_zip zip;
    struct wy_diag diag = {0};
    if (wy_zip_open(&zip, &apk.blob, WY_ZIP_AS_ANDROID, &wy_limits_default, &arena, &diag) == WY_OK) {
        const int *range = ranges[apk.blob.size % WY_COUNT(ranges)];
        struct wy_apksig_options o = {.min_sdk = range[0], .max_sdk = range[1], .idsig = &idsig.blob};
        struct wy_apksig sig;
        wy_err err = wy_apksig_verify(&sig, &zip, &o, &arena, &diag);
        if (err == WY_OK && sig.verified != (sig.errors.n == 0))
            __builtin_trap();
    }
    wy_arena_fini(&arena);
    return 0;
}
