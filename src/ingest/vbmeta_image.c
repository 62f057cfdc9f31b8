// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the top metadata of a firmware promise about other images, held against those images: a hash or hashtree
// descriptor (Android Verified Boot 2) is recomputed from the image's data when the image comes. Containers give the
// metadata before the rest (sources/container.h); an image that came before them all the same is told as a gap. An
// image that brings the same descriptor at its own end was digested there already, and ingest/vbmeta_tree.c compares.
#include "core/buffer.h"
#include "formats/android/super.h"
#include "ingest/vbmeta.h"

enum { TRIES_MAX = 4 }; // images for one promise: slots, and a liar's copies

struct promise {
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

void wy_vbmeta_promise(struct wy_ingest *in, wy_str path, const struct wy_avb_entry *e, struct wy_avb_descriptor *row)
{
    bool about_data = e->kind == WY_AVB_HASH || e->kind == WY_AVB_HASHTREE;
    struct promise *p = about_data && e->digest.len ? wy_rows_add(&in->promises, &in->ev->arena, sizeof *p) : NULL;
    if (!p)
        return;
    *p = (struct promise){.entry = *e, .row = row, .path = path};
    p->entry.partition = keep(in, e->partition);
    p->entry.algorithm = keep(in, e->algorithm);
    p->entry.salt = keep(in, e->salt);
    p->entry.digest = keep(in, e->digest);
}

// An image beside its metadata, or a partition of a disk, super image or update, which has no folder. A file of the
// same name elsewhere (in a file system, in the folder of another release) is something else.
static bool is_about(const struct promise *p, wy_str name)
{
    if (p->tries == TRIES_MAX || !wy_str_eq(wy_bytes_str(p->entry.partition), wy_image_partition(name)) ||
        wy_str_eq(p->row->check, WY_S("verified")))
        return false;
    wy_str folder = folder_of(name);
    bool named = wy_str_ends(name, WY_S(".img")) || wy_str_ends(name, WY_S(".raw"));
    return (folder.len == 0 && !named) || wy_str_eq(folder, folder_of(p->path));
}

bool wy_vbmeta_awaits(const struct wy_ingest *in, const struct wy_item *item)
{
    for (WY_EACH(struct promise, p, in->promises))
        if (is_about(p, item->name))
            return true;
    return false;
}

static bool told_by_image(const struct wy_ingest *in, const struct promise *p, wy_str name)
{
    for (WY_EACH(struct wy_vbmeta, v, in->ev->vbmeta)) {
        if (v->at.source != in->source || !wy_str_eq(v->path, name))
            continue;
        for (WY_EACH(struct wy_avb_descriptor, d, v->descriptors))
            if (d->check.len && !wy_str_eq(d->check, WY_S("not-checked")) && wy_str_eq(d->kind, p->row->kind) &&
                wy_str_eq(d->partition, p->row->partition) && wy_str_eq(d->salt, p->row->salt))
                return true;
    }
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
    for (WY_EACH(struct promise, p, in->promises))
        if (err == WY_OK && is_about(p, item->name) && !told_by_image(in, p, item->name))
            err = check(in, p, item->blob, diag);
    return err;
}

void wy_vbmeta_tell_missed(struct wy_ingest *in)
{
    for (WY_EACH(struct promise, p, in->promises))
        for (WY_EACH(struct wy_partition, image, in->ev->partitions)) {
            if (p->tries || !wy_str_eq(p->row->check, WY_S("not-checked")) || image->at.source != in->source ||
                !is_about(p, image->path))
                continue;
            p->tries++; // once
            wy_gap(in->ev, image->at, WY_UNSUPPORTED,
                   "not held against its digest, which comes later in the same packed archive (%.*s): unpack the "
                   "archive and give the folder",
                   WY_ARG(p->path));
        }
}
