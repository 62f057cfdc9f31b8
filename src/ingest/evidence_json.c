// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary.evidence/1, as `wary collect` writes it: old evidence is judged again without the phone.
#include "evidence/codec.h"
#include "ingest/ingest.h"

static enum wy_match match(const struct wy_item *item)
{
    return wy_evidence_looks_like(item->head) ? WY_MATCH_SURE : WY_MATCH_NO;
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes text;
    const size_t before = in->ev->captures.n;
    wy_err err = wy_item_whole(in, item, &text, diag);
    if (err == WY_OK)
        err = wy_evidence_decode(in->ev, text, diag);
    const struct wy_ingest_options *o = in->options;
    bool asked = o->identity.len || o->marks.len || o->key_log.len || o->mine.len || o->received;
    if (err == WY_OK && asked && in->ev->captures.n > before) // else the report advises what was just done
        wy_gap(in->ev, wy_item_origin(in, item), WY_UNSUPPORTED,
               "this is stored evidence, whose traffic was searched when it was collected: --identity, --experiment, "
               "--keys, --mine and --received change nothing here; give the capture itself");
    return err;
}

const struct wy_artifact wy_artifact_evidence_json = {
    .name = "evidence",
    .kind = "evidence",
    .rank = 1,
    .match = match,
    .run = run,
};
