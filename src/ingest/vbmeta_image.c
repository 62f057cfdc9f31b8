// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the top metadata of a firmware promise about other images, held against those images: a hash or hashtree
// descriptor (Android Verified Boot 2) is recomputed from the image's data when the image comes. Containers give the
// metadata before the rest (sources/container.h); an image that came before them all the same is told as a gap. An
// image that brings the same descriptor at its own end was digested there already, and ingest/vbmeta_tree.c compares.
#include "core/map.h"
#include "formats/android/super.h"
#include "ingest/vbmeta.h"

enum {
    TRIES_MAX = 4,      // images for one promise: slots, and a liar's copies
    PROMISES_MAX = 256, // about partitions of one name: releases in many folders
    TOLD_MAX = 16,      // metadata of one image at its own end
};

struct promise {
    struct promise *next; // about a partition of the same name
    struct wy_avb_entry entry;
    struct wy_avb_descriptor *row; // the evidence about it
    wy_str path;                   // of the metadata
    unsigned tries;
};

static wy_str folder_of(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    return slash == WY_NPOS ? wy_str_sub(path, 0, 0) : wy_str_sub(path, 0, slash);
}

static wy_bytes keep(struct wy_ingest *in, wy_bytes b)
{
    return wy_str_bytes(wy_arena_dup(&in->ev->arena, wy_bytes_str(b)));
}

// Those about partitions of one name, in the order in which they came.
struct promises {
    struct promise *first, **end;
    size_t n;
    bool told; // that there were more
};

static struct promises *promises_about(struct wy_ingest *in, wy_bytes partition)
{
    if (!in->promises.arena)
        wy_map_init(&in->promises, &in->ev->arena);
    struct promises *all = wy_map_get(&in->promises, wy_bytes_str(partition));
    if (all)
        return all;
    wy_str name = wy_bytes_str(keep(in, partition));
    all = name.ptr ? wy_new(&in->ev->arena, struct promises, 1) : NULL;
    struct wy_map_slot *slot = all ? wy_map_put(&in->promises, name) : NULL;
    if (!slot)
        return NULL;
    all->end = &all->first;
    slot->value = all;
    return all;
}

static struct promise *first_about(const struct wy_ingest *in, wy_str image)
{
    const struct promises *all = in->promises.arena ? wy_map_get(&in->promises, wy_image_partition(image)) : NULL;
    return all ? all->first : NULL;
}

void wy_vbmeta_promise(struct wy_ingest *in, struct wy_origin at, const struct wy_avb_entry *e,
                       struct wy_avb_descriptor *row)
{
    bool about_data = e->kind == WY_AVB_HASH || e->kind == WY_AVB_HASHTREE;
    struct promises *all = about_data && e->digest.len ? promises_about(in, e->partition) : NULL;
    if (!all)
        return;
    if (all->n == PROMISES_MAX) {
        if (!all->told)
            wy_gap(in->ev, at, WY_LIMIT,
                   "more than %d digests of images called %.*s: the rest are not held against them", PROMISES_MAX,
                   (int)wy_min(e->partition.len, 40), (const char *)e->partition.ptr);
        all->told = true;
        return;
    }
    struct promise *p = wy_new(&in->ev->arena, struct promise, 1);
    if (!p)
        return;
    *all->end = p;
    all->end = &p->next;
    all->n++;
    *p = (struct promise){.entry = *e, .row = row, .path = at.item};
    p->entry.partition = keep(in, e->partition);
    p->entry.algorithm = keep(in, e->algorithm);
    p->entry.salt = keep(in, e->salt);
    p->entry.digest = keep(in, e->digest);
}

// `name` is one of the promise's partition: an image beside its metadata, or a partition of a disk, super image or
// update, which has no folder. A file of the same name elsewhere (in a file system, in the folder of another release)
// is something else.
static bool is_about(const struct promise *p, wy_str name)
{
    if (p->tries == TRIES_MAX || wy_str_eq(p->row->check, WY_S("verified")))
        return false;
    wy_str folder = folder_of(name);
    bool named = wy_str_ends(name, WY_S(".img")) || wy_str_ends(name, WY_S(".raw"));
    return (folder.len == 0 && !named) || wy_str_eq(folder, folder_of(p->path));
}

bool wy_vbmeta_awaits(const struct wy_ingest *in, const struct wy_item *item)
{
    for (const struct promise *p = first_about(in, item->name); p; p = p->next)
        if (is_about(p, item->name))
            return true;
    return false;
}

// What an image brought at its own end.
struct own {
    const struct wy_vbmeta *v[TOLD_MAX];
    size_t n;
};

static struct own own_metadata(const struct wy_ingest *in, wy_str name)
{
    struct own own = {.n = 0};
    for (WY_EACH(struct wy_vbmeta, v, in->ev->vbmeta))
        if (own.n < TOLD_MAX && v->at.source == in->source && wy_str_eq(v->path, name))
            own.v[own.n++] = v;
    return own;
}

static bool told_by_image(const struct own *own, const struct promise *p)
{
    for (size_t i = 0; i < own->n; i++)
        for (WY_EACH(struct wy_avb_descriptor, d, own->v[i]->descriptors))
            if (d->check.len && !wy_str_eq(d->check, WY_S("not-checked")) && wy_str_eq(d->kind, p->row->kind) &&
                wy_str_eq(d->partition, p->row->partition) && wy_str_eq(d->salt, p->row->salt))
                return true;
    return false;
}

static wy_err check(struct wy_ingest *in, struct promise *p, const struct wy_blob *image, struct wy_diag *diag)
{
    p->tries++;
    uint64_t size = p->entry.image_size;
    if (size > image->size)
        return wy_fail(diag, WY_TRUNCATED, image->size,
                       "%llu bytes, and the firmware's metadata (%.*s) tell the digest of %llu: not checked",
                       (unsigned long long)image->size, WY_ARG(p->path), (unsigned long long)size);
    wy_err err = wy_avb_check_entry(image, &p->entry, wy_images_left(in), diag);
    if (err != WY_OK)
        return err;
    if (p->entry.check == WY_AVB_NOT_CHECKED)
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET,
                       "its digest in the firmware's metadata (%.*s) was not checked: %llu bytes, algorithm %.*s "
                       "(--limit hashed=)",
                       WY_ARG(p->path), (unsigned long long)size, WY_ARG(wy_bytes_str(p->entry.algorithm)));
    in->hashed += size;
    // one of several slots may hold another release: the best answer is kept
    p->row->check = p->entry.check == WY_AVB_VERIFIED ? WY_S("verified") : WY_S("broken");
    return WY_OK;
}

wy_err wy_vbmeta_check(struct wy_ingest *in, const struct wy_item *item, struct wy_diag *diag)
{
    wy_err err = WY_OK;
    struct promise *first = first_about(in, item->name);
    struct own own = first ? own_metadata(in, item->name) : (struct own){.n = 0};
    for (struct promise *p = first; p && err == WY_OK; p = p->next)
        if (is_about(p, item->name) && !told_by_image(&own, p))
            err = check(in, p, item->blob, diag);
    return err;
}

void wy_vbmeta_tell_missed(struct wy_ingest *in)
{
    for (WY_EACH(struct wy_partition, image, in->ev->partitions)) {
        struct promise *first = image->at.source == in->source ? first_about(in, image->path) : NULL;
        for (struct promise *p = first; p; p = p->next) {
            if (p->tries || !wy_str_eq(p->row->check, WY_S("not-checked")) || !is_about(p, image->path))
                continue;
            p->tries++; // once
            wy_gap(in->ev, image->at, WY_UNSUPPORTED,
                   "not held against its digest, which comes later in the same packed archive (%.*s): unpack the "
                   "archive and give the folder",
                   WY_ARG(p->path));
        }
    }
}
