// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every artifact Wary reads is one line in artifacts.def and one in meson.build.
#include "ingest/ingest.h"

#define ROW(name) extern const struct wy_artifact wy_artifact_##name;
#include "ingest/artifacts.def"
#undef ROW

const struct wy_artifact *const wy_artifacts[] = {
#define ROW(name) &wy_artifact_##name,
#include "ingest/artifacts.def"
#undef ROW
};
const size_t wy_artifacts_n = WY_COUNT(wy_artifacts);

const struct wy_artifact *wy_artifact_for(const struct wy_item *item)
{
    const struct wy_artifact *best = NULL;
    enum wy_match best_match = WY_MATCH_NO;
    for (size_t i = 0; i < wy_artifacts_n && best_match < WY_MATCH_SURE; i++) {
        enum wy_match match = wy_artifacts[i]->match(item);
        if (match > best_match) {
            best = wy_artifacts[i];
            best_match = match;
        }
    }
    return best;
}

struct wy_origin wy_item_origin(struct wy_ingest *in, const struct wy_item *item)
{
    return (struct wy_origin){.source = in->source, .item = wy_evidence_text(in->ev, item->name)};
}

struct wy_stream *wy_item_stream(struct wy_item *item, struct wy_blob_stream *storage)
{
    if (item->stream)
        return item->stream;
    *storage = wy_blob_stream(item->blob);
    return &storage->stream;
}

wy_err wy_item_whole(struct wy_ingest *in, struct wy_item *item, wy_bytes *out, struct wy_diag *diag)
{
    size_t max = (size_t)in->limits->whole_item;
    if (item->blob && item->blob->size > max)
        return wy_fail(diag, WY_LIMIT, 0, "%llu bytes; more than %zu are not held in memory (--limit whole_item=)",
                       (unsigned long long)item->blob->size, max);
    if (item->blob)
        return wy_blob_view(item->blob, 0, (size_t)item->blob->size, in->scratch, out, diag);
    return wy_stream_all(item->stream, max, in->scratch, out, diag);
}
