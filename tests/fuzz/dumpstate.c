// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A report's text, once as a whole and once fed to each section parser, so that every parser sees every byte.
#include "ingest/packages.h"
#include "ingest/section.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const struct wy_artifact wy_artifact_dumpstate;

static void feed_all(struct wy_ingest *in, const struct wy_section *section, wy_str text)
{
    struct wy_feed *feed = wy_new(in->scratch, struct wy_feed, 1);
    if (!feed)
        return;
    feed->dump.in = in;
    wy_str names = wy_str_c(section->names), variant = {0};
    (void)wy_str_next(&names, '|', &variant);
    wy_feed_begin(feed, section, variant, (struct wy_origin){0});
    struct wy_line line = {0};
    while (wy_str_next(&text, '\n', &line.text)) {
        line.number++;
        wy_feed_line(feed, &line);
    }
    wy_feed_end(feed, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_limits limits = wy_limits_default;
    limits.rows = 5000;
    struct wy_evidence ev;
    wy_evidence_init(&ev, &limits);
    struct wy_arena scratch;
    wy_arena_init(&scratch, 0);
    struct wy_ingest_options options = {0};
    struct wy_ingest in = {.ev = &ev, .scratch = &scratch, .limits = &limits, .options = &options};
    wy_bytes bytes = {data, size};
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    struct wy_item item = {
        .name = WY_S("bugreport.txt"), .blob = &blob.blob, .size = size, .head = wy_bytes_sub(bytes, 0, WY_ITEM_HEAD)};
    struct wy_diag diag = {0};
    (void)wy_artifact_for(&item);
    wy_err err = wy_artifact_dumpstate.run(&in, &item, &diag);
    (void)err;
    for (size_t i = 0; i < wy_sections_n; i++)
        feed_all(&in, wy_sections[i], wy_bytes_str(bytes));
    wy_packages_merge(&in);
    wy_arena_fini(&scratch);
    wy_evidence_fini(&ev);
    return 0;
}
