// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "formats/android/avb.h"
#include "ingest/ingest.h"

// Adds the AVB metadata that `blob` begins or ends with: a vbmeta row, and its properties as the maker's claims.
WY_CHECKED wy_err wy_ingest_avb(struct wy_ingest *in, struct wy_origin at, const struct wy_blob *blob,
                                struct wy_diag *diag);
// Remembers what metadata at `at` (whose item outlives this) say about another image, for when it comes; the answer
// goes to row->check.
void wy_vbmeta_promise(struct wy_ingest *in, struct wy_origin at, const struct wy_avb_entry *e,
                       struct wy_avb_descriptor *row);
// Is something promised about an image of this name?
bool wy_vbmeta_awaits(const struct wy_ingest *in, const struct wy_item *item);
// Recomputes what was promised from the item's blob.
WY_CHECKED wy_err wy_vbmeta_check(struct wy_ingest *in, const struct wy_item *item, struct wy_diag *diag);
// At the end: images whose metadata came too late become gaps.
void wy_vbmeta_tell_missed(struct wy_ingest *in);
// Bytes of images that may still be digested.
static inline uint64_t wy_images_left(const struct wy_ingest *in)
{
    return in->hashed < in->limits->hashed ? in->limits->hashed - in->hashed : 0;
}
// Once all images were read: holds what each says about others against those.
void wy_vbmeta_tie(struct wy_ingest *in);
