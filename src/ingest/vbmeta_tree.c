// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What one image of a firmware says about another: the top vbmeta holds digests of partitions and the keys of chained
// ones, and those images carry their own metadata. Digests with the same salt must be equal, keys always.
#include "formats/android/super.h"
#include "ingest/vbmeta.h"

static bool is_about(const struct wy_vbmeta *image, wy_str partition)
{
    return wy_str_eq(wy_image_partition(image->path), partition);
}

// Keeps the best answer: one of several slots may hold another release.
static void note(wy_str *check, bool same, wy_str own)
{
    if (same && !wy_str_eq(*check, WY_S("verified")))
        *check = own;
    else if (!same && wy_str_eq(*check, WY_S("not-checked")))
        *check = WY_S("broken");
}

static void tie_digest(struct wy_avb_descriptor *d, const struct wy_vbmeta *image)
{
    for (WY_EACH(struct wy_avb_descriptor, own, image->descriptors)) {
        bool judged = own->check.len && !wy_str_eq(own->check, WY_S("not-checked"));
        if (judged && wy_str_eq(own->kind, d->kind) && wy_str_eq(own->partition, d->partition) &&
            wy_str_eq(own->salt, d->salt))
            note(&d->check, wy_str_eq(own->value, d->value), own->check);
    }
}

static void tie(const struct wy_vbmeta *row, struct wy_avb_descriptor *d, const struct wy_rows *all)
{
    bool chain = wy_str_eq(d->kind, WY_S("chain"));
    bool open = wy_str_eq(d->check, WY_S("not-checked"));
    for (WY_EACH(struct wy_vbmeta, image, *all)) {
        if (image == row || image->at.source != row->at.source || !is_about(image, d->partition))
            continue;
        if (chain && image->key.len)
            note(&d->check, wy_str_eq(image->key, d->key), WY_S("verified"));
        else if (!chain && open)
            tie_digest(d, image);
    }
}

void wy_vbmeta_tie(struct wy_ingest *in)
{
    for (WY_EACH(struct wy_vbmeta, row, in->ev->vbmeta))
        for (WY_EACH(struct wy_avb_descriptor, d, row->descriptors)) {
            if (row->at.source != in->source || !d->partition.len)
                continue;
            if (wy_str_eq(d->kind, WY_S("chain")))
                d->check = WY_S("not-checked");
            tie(row, d, &in->ev->vbmeta);
        }
}
