// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Firmware images as containers: what an update, a flash package or a partition holds, without mounting and without
// root.
#include "formats/android/payload.h"
#include "formats/android/super.h"
#include "formats/archive/erofs.h"
#include "formats/archive/ext4.h"
#include "formats/archive/gpt.h"
#include "formats/archive/sparse.h"
#include "sources/container.h"

static void visit_blob(struct wy_container_walk *walk, wy_str name, const struct wy_blob *blob)
{
    struct wy_item item = {.name = name, .blob = blob, .size = blob->size};
    walk->visit(walk->user, &item);
}

// A file in a partition is named as on the phone and as in an extracted tree.
static wy_str inner_name(struct wy_container_walk *walk, wy_str image, wy_str inner)
{
    return wy_arena_printf(walk->scratch, "%.*s/%.*s", WY_ARG(wy_image_partition(image)), WY_ARG(inner));
}

static bool sparse_match(const struct wy_item *item) { return wy_sparse_looks_like(item->head); }

static wy_err sparse_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_mapped_blob image;
    wy_err err = wy_sparse_open(&image, item->blob, walk->limits->item, walk->scratch, diag);
    if (err == WY_OK)
        visit_blob(walk, item->name, &image.blob);
    return err;
}

// Whole, or by its beginning: the item is then opened for random access.
static bool is_image(const struct wy_item *item, bool (*is)(const struct wy_blob *))
{
    struct wy_memory_blob head = wy_memory_blob(item->head);
    return is(item->blob ? item->blob : &head.blob);
}

static bool super_match(const struct wy_item *item) { return is_image(item, wy_super_is); }

static wy_err super_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_rows partitions = {0};
    wy_err err = wy_super_open(item->blob, walk->scratch, &partitions, diag);
    if (err == WY_OK)
        for (WY_EACH(struct wy_super_partition, p, partitions)) {
            if (p->elsewhere) {
                struct wy_diag why = {0};
                (void)wy_fail(&why, WY_UNSUPPORTED, WY_NO_OFFSET, "a part of this partition lies on another device");
                walk->gap(walk->user, p->name, &why);
                continue;
            }
            visit_blob(walk, p->name, &p->image.blob);
        }
    return err;
}

static bool payload_match(const struct wy_item *item) { return wy_payload_looks_like(item->head); }

static void visit_update(struct wy_container_walk *walk, struct wy_payload_partition *p)
{
    if (p->incremental) {
        struct wy_diag why = {0};
        (void)wy_fail(&why, WY_UNSUPPORTED, WY_NO_OFFSET,
                      "an incremental update: the partition can only be made from the release before it; give "
                      "the full update of this release");
        walk->gap(walk->user, p->name, &why);
    } else if (p->image.blob.size > 0) {
        visit_blob(walk, p->name, &p->image.blob);
    }
    wy_mapped_fini(&p->image);
}

static wy_err payload_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_rows partitions = {0};
    wy_err err = wy_payload_open(item->blob, walk->scratch, &partitions, diag);
    for (int first = 1; err == WY_OK && first >= 0; first--)
        for (WY_EACH(struct wy_payload_partition, p, partitions))
            if (wy_goes_first(p->name) == first)
                visit_update(walk, p);
    return err;
}

struct tree {
    struct wy_container_walk *walk;
    wy_str image;
};

static void visit_file(void *user, wy_str path, const struct wy_blob *file)
{
    struct tree *t = user;
    visit_blob(t->walk, inner_name(t->walk, t->image, path), file);
}

static void tell(void *user, wy_str path, const struct wy_diag *diag)
{
    struct tree *t = user;
    t->walk->gap(t->walk->user, inner_name(t->walk, t->image, path), diag);
}

static wy_err walk_tree(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag,
                        wy_err (*read)(const struct wy_blob *, const struct wy_fs_walk *, struct wy_diag *))
{
    struct tree t = {walk, item->name};
    struct wy_fs_walk fs = {walk->limits, walk->scratch, visit_file, tell, &t};
    return read(item->blob, &fs, diag);
}

static bool ext4_match(const struct wy_item *item) { return is_image(item, wy_ext4_is); }

static wy_err ext4_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    return walk_tree(walk, item, diag, wy_ext4_walk);
}

static bool erofs_match(const struct wy_item *item) { return is_image(item, wy_erofs_is); }

static wy_err erofs_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    return walk_tree(walk, item, diag, wy_erofs_walk);
}

static bool gpt_match(const struct wy_item *item) { return wy_gpt_is(item->head); }

static wy_err gpt_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_rows partitions = {0};
    wy_err err = wy_gpt_open(item->blob, walk->scratch, &partitions, diag);
    for (int first = 1; err == WY_OK && first >= 0; first--)
        for (WY_EACH(struct wy_gpt_partition, p, partitions))
            if (wy_goes_first(p->name) == first)
                visit_blob(walk, p->name, &p->image.blob);
    return err;
}

// File systems that are known and not read.
static const char *unread_kind(wy_bytes head)
{
    static const struct {
        const char *name, *magic;
        size_t at;
    } kinds[] = {
        {"F2FS", "\x10\x20\xf5\xf2", 1024},
        {"SquashFS", "hsqs", 0},
        {"UBI", "UBI#", 0},
        {"UBIFS", "\x31\x18\x10\x06", 0},
    };
    for (size_t i = 0; i < WY_COUNT(kinds); i++)
        if (head.len >= kinds[i].at + 4 && memcmp(head.ptr + kinds[i].at, kinds[i].magic, 4) == 0)
            return kinds[i].name;
    return NULL;
}

static bool unread_match(const struct wy_item *item) { return unread_kind(item->head); }

static wy_err unread_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    (void)walk;
    return wy_fail(diag, WY_UNSUPPORTED, 0,
                   "a file system of kind %s, which is not read here; give a folder with its files",
                   unread_kind(item->head));
}

const struct wy_container wy_container_gpt = {"gpt", "firmware", true, gpt_match, gpt_walk};
const struct wy_container wy_container_unread = {"unread", "firmware", false, unread_match, unread_walk};
const struct wy_container wy_container_sparse = {"sparse", "firmware", true, sparse_match, sparse_walk};
const struct wy_container wy_container_super = {"super", "firmware", true, super_match, super_walk};
const struct wy_container wy_container_payload = {"payload", "firmware", true, payload_match, payload_walk};
const struct wy_container wy_container_ext4 = {"ext4", "firmware", true, ext4_match, ext4_walk};
const struct wy_container wy_container_erofs = {"erofs", "firmware", true, erofs_match, erofs_walk};
