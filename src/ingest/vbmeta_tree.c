// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What one image of a firmware says about another: the top vbmeta holds digests of partitions and the keys of chained
// ones, and those images carry their own metadata. Digests with the same salt must be equal, keys always.
#include "core/map.h"
#include "formats/android/super.h"
#include "ingest/vbmeta.h"

enum {
    IMAGES_MAX = 16, // of one partition that are looked at: slots, releases, and a liar's copies
    OWN_MAX = 4,     // digests that an image tells of itself
};

// The metadata of images of one partition.
struct images {
    size_t n;
    struct {
        const struct wy_vbmeta *image;
        const struct wy_avb_descriptor *own[OWN_MAX]; // that were held against the image itself
        size_t own_n;
    } v[IMAGES_MAX];
};

static bool judged(const struct wy_avb_descriptor *d)
{
    return d->check.len && !wy_str_eq(d->check, WY_S("not-checked"));
}

static void list_image(struct wy_map *by_partition, const struct wy_vbmeta *image)
{
    wy_str partition = wy_image_partition(image->path);
    struct wy_map_slot *slot = wy_map_put(by_partition, partition);
    if (slot && !slot->value)
        slot->value = wy_new(by_partition->arena, struct images, 1);
    struct images *all = slot ? slot->value : NULL;
    if (!all || all->n == IMAGES_MAX)
        return;
    size_t i = all->n++;
    all->v[i].image = image;
    for (WY_EACH(struct wy_avb_descriptor, d, image->descriptors))
        if (judged(d) && wy_str_eq(d->partition, partition) && all->v[i].own_n < OWN_MAX)
            all->v[i].own[all->v[i].own_n++] = d;
}

// Keeps the best answer: one of several slots may hold another release.
static void note(wy_str *check, bool same, wy_str own)
{
    if (same && !wy_str_eq(*check, WY_S("verified")))
        *check = own;
    else if (!same && wy_str_eq(*check, WY_S("not-checked")))
        *check = WY_S("broken");
}

static void tie(const struct wy_vbmeta *row, struct wy_avb_descriptor *d, const struct images *all)
{
    bool chain = wy_str_eq(d->kind, WY_S("chain"));
    bool open = wy_str_eq(d->check, WY_S("not-checked"));
    for (size_t i = 0; i < all->n; i++) {
        const struct wy_vbmeta *image = all->v[i].image;
        if (image == row)
            continue;
        if (chain && image->key.len)
            note(&d->check, wy_str_eq(image->key, d->key), WY_S("verified"));
        for (size_t k = 0; !chain && open && k < all->v[i].own_n; k++) {
            const struct wy_avb_descriptor *own = all->v[i].own[k];
            if (wy_str_eq(own->kind, d->kind) && wy_str_eq(own->salt, d->salt))
                note(&d->check, wy_str_eq(own->value, d->value), own->check);
        }
    }
}

void wy_vbmeta_tie(struct wy_ingest *in)
{
    struct wy_map by_partition;
    wy_map_init(&by_partition, in->scratch);
    for (WY_EACH(struct wy_vbmeta, row, in->ev->vbmeta))
        if (row->at.source == in->source)
            list_image(&by_partition, row);
    for (WY_EACH(struct wy_vbmeta, row, in->ev->vbmeta))
        for (WY_EACH(struct wy_avb_descriptor, d, row->descriptors)) {
            if (row->at.source != in->source || !d->partition.len)
                continue;
            if (wy_str_eq(d->kind, WY_S("chain")))
                d->check = WY_S("not-checked");
            const struct images *all = wy_map_get(&by_partition, d->partition);
            if (all)
                tie(row, d, all);
        }
}
