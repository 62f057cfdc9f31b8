// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs one artifact over the fuzzer's bytes as an item of the given name, once from memory and once as a stream.
#pragma once

#include "ingest/finish.h"
#include "ingest/ingest.h"

static inline void fuzz_item_once(const struct wy_artifact *artifact, const char *name, wy_bytes bytes, bool stream)
{
    struct wy_limits limits = wy_limits_default;
    limits.arena = 64 << 20;
    limits.whole_item = 8 << 20;
    limits.rows = 20000;
    struct wy_evidence ev;
    wy_evidence_init(&ev, &limits);
    struct wy_arena scratch;
    wy_arena_init(&scratch, 64 << 20);
    struct wy_ingest_options options = {.min_sdk = -1, .max_sdk = -1};
    struct wy_ingest in = {.ev = &ev, .scratch = &scratch, .limits = &limits, .options = &options};
    if (WY_ADD(source, &ev, sources, (struct wy_origin){0})) {
        struct wy_memory_blob blob = wy_memory_blob(bytes);
        struct wy_blob_stream pull = wy_blob_stream(&blob.blob);
        struct wy_item item = {.name = wy_str_c(name), .size = bytes.len};
        item.head = wy_bytes_sub(bytes, 0, WY_ITEM_HEAD);
        item.blob = stream ? NULL : &blob.blob;
        item.stream = stream ? &pull.stream : NULL;
        struct wy_diag diag = {.offset = WY_NO_OFFSET};
        (void)artifact->match(&item);
        (void)artifact->run(&in, &item, &diag);
        if (wy_ingest_finish(&in, &diag) != WY_OK)
            diag.code = WY_OK;
    }
    wy_arena_fini(&scratch);
    wy_evidence_fini(&ev);
}

static inline void fuzz_item(const struct wy_artifact *artifact, const char *name, const uint8_t *data, size_t size)
{
    fuzz_item_once(artifact, name, (wy_bytes){data, size}, false);
    fuzz_item_once(artifact, name, (wy_bytes){data, size}, true);
}
