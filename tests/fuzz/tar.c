// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every entry of a tar stream, read in odd portions; unpacked before where the seed is packed.
#include "formats/archive/tar.h"
#include "formats/archive/packed.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    struct wy_blob_stream raw = wy_blob_stream(&blob.blob);
    struct wy_stream *in = &raw.stream, *plain = NULL;
    struct wy_limits limits = wy_limits_default;
    struct wy_diag diag = {0};
    limits.item = 8 << 20;
    enum wy_codec codec;
    struct wy_decoders decoders = {.limits = &limits};
    if (wy_packed_codec((wy_bytes){data, size}, &codec) &&
        wy_unpack_stream(in, codec, &decoders, &plain, &diag) == WY_OK)
        in = plain;
    struct wy_tar *tar = malloc(sizeof *tar);
    struct wy_tar_entry e;
    char out[777];
    size_t got = 1;
    if (!tar)
        abort();
    wy_tar_init(tar, in);
    while (wy_tar_next(tar, &e, &diag) == WY_OK)
        for (got = 1; got;)
            if (wy_tar_read(tar, out, sizeof out, &got, &diag) != WY_OK)
                break;
    free(tar);
    wy_stream_close(plain);
    return 0;
}
