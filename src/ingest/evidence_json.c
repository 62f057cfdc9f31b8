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
    wy_err err = wy_item_whole(in, item, &text, diag);
    return err == WY_OK ? wy_evidence_decode(in->ev, text, diag) : err;
}

const struct wy_artifact wy_artifact_evidence_json = {
    .name = "evidence",
    .kind = "evidence",
    .rank = 1,
    .match = match,
    .run = run,
};
