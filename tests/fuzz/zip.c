// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The same bytes without the memory shortcut, so that both ways of reading are walked.
static wy_err copy_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    const struct wy_part_blob *self = (const struct wy_part_blob *)blob;
    return wy_blob_read(self->whole, self->start + offset, out, n, diag);
}

static void read_all(struct wy_zip *zip, size_t budget)
{
    char piece[4096];
    for (size_t i = 0; i < zip->n && budget; i++) {
        struct wy_stream *stream = NULL;
        struct wy_diag diag = {0};
        if (wy_zip_stream(zip, &zip->entries[i], &stream, &diag) != WY_OK)
            continue;
        for (size_t got = 1; got && budget; budget -= wy_min(budget, got ? got : 1)) {
            if (stream->read(stream, piece, sizeof piece, &got, &diag) != WY_OK)
                break;
        }
        wy_stream_close(stream);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 64 << 20);
    struct wy_memory_blob memory = wy_memory_blob((wy_bytes){data, size});
    struct wy_part_blob copied = {{copy_read, size, NULL}, &memory.blob, 0};
    const struct wy_blob *blobs[] = {&memory.blob, &copied.blob};
    for (size_t i = 0; i < WY_COUNT(blobs); i++) {
        struct wy_zip zip;
        struct wy_diag diag = {0};
        enum wy_zip_manner manner = i ? WY_ZIP_STRICT : WY_ZIP_AS_ANDROID;
        if (wy_zip_open(&zip, blobs[i], manner, &wy_limits_default, &arena, &diag) != WY_OK)
            continue;
        if (wy_zip_examine(&zip, &arena, &diag) == WY_OK)
            read_all(&zip, 1 << 20);
    }
    wy_arena_fini(&arena);
    return 0;
}
