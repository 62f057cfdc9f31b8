// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What boot metadata promise about other images, held against one: u16le sizes of two metadata, those, and the image.
// It comes under several names, before and after the second metadata.
#include "core/reader.h"
#include "ingest/finish.h"
#include "ingest/vbmeta.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_have_words(wy_err err, const struct wy_diag *diag)
{
    if (err != WY_OK && diag->code == WY_OK)
        __builtin_trap(); // a failure without words
}

static void metadata(struct wy_ingest *in, const char *name, wy_bytes bytes)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    struct wy_origin at = {.item = wy_str_c(name)};
    must_have_words(wy_ingest_avb(in, at, &blob.blob, &diag), &diag);
}

static void image(struct wy_ingest *in, const char *name, wy_bytes bytes)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    struct wy_item item = {.name = wy_str_c(name), .blob = &blob.blob, .size = bytes.len};
    bool awaited = wy_vbmeta_awaits(in, &item);
    uint64_t before = in->hashed;
    must_have_words(wy_vbmeta_check(in, &item, &diag), &diag);
    if (!awaited && in->hashed != before)
        __builtin_trap(); // digested, though nobody asked for it
}

static void check_answers(const struct wy_evidence *ev)
{
    for (WY_EACH(struct wy_vbmeta, v, ev->vbmeta))
        for (WY_EACH(struct wy_avb_descriptor, d, v->descriptors))
            if (d->check.len && !wy_str_eq(d->check, WY_S("not-checked")) && !wy_str_eq(d->check, WY_S("verified")) &&
                !wy_str_eq(d->check, WY_S("broken")))
                __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_reader r = wy_reader_init((wy_bytes){data, size}, 0);
    size_t first_n = wy_read_u16le(&r), second_n = wy_read_u16le(&r);
    wy_bytes rest = size < 4 ? (wy_bytes){0} : (wy_bytes){data + 4, size - 4};
    wy_bytes first = wy_bytes_sub(rest, 0, first_n), second = wy_bytes_sub(rest, first_n, second_n);
    wy_bytes boot = wy_bytes_sub(rest, first.len + second.len, SIZE_MAX);
    struct wy_limits limits = wy_limits_default;
    limits.arena = 64 << 20;
    limits.hashed = 1 << 20;
    struct wy_evidence ev;
    struct wy_arena scratch;
    struct wy_ingest_options options = {.min_sdk = -1, .max_sdk = -1};
    struct wy_ingest in = {.ev = &ev, .scratch = &scratch, .limits = &limits, .options = &options};
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    wy_evidence_init(&ev, &limits);
    wy_arena_init(&scratch, 64 << 20);
    if (WY_ADD(source, &ev, sources, (struct wy_origin){0})) {
        metadata(&in, "vbmeta.img", first);
        metadata(&in, "boot.img", boot);
        image(&in, "boot.img", boot);
        image(&in, "other/boot.img", boot);
        metadata(&in, "vbmeta_b.img", second);
        image(&in, "boot_b", boot);
        if (wy_ingest_finish(&in, &diag) != WY_OK)
            diag.code = WY_OK; // ev.err may say it
        check_answers(&ev);
        if (in.hashed > limits.hashed)
            __builtin_trap();
    }
    wy_arena_fini(&scratch);
    wy_evidence_fini(&ev);
    return 0;
}
