// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "sources/joined.h"

#include "formats/android/blockota.h"
#include "formats/archive/sparse.h"

#include <stdlib.h>

enum kind { NONE, SPARSE, LIST, DATA, DATA_BROTLI };

struct part {
    wy_str group; // what the whole is called, with its folder
    enum kind kind;
    uint64_t number;
    const struct wy_blob *blob;
};

// "super.img.12", "super.img_sparsechunk.3", "system.img_sparsechunk3": a number at the end and what is before it.
static bool numbered(wy_str name, wy_str *group, uint64_t *number)
{
    size_t end = name.len;
    while (end > 0 && wy_is_digit(name.ptr[end - 1]))
        end--;
    wy_str before = wy_str_sub(name, 0, end), mark = WY_S("_sparsechunk");
    if (end == name.len || name.len - end > 4 || !wy_str_u64(wy_str_from(name, end), number))
        return false;
    if (wy_str_ends(before, WY_S(".")))
        before.len--;
    else if (!wy_str_ends(before, mark))
        return false;
    if (wy_str_ends(before, mark))
        before.len -= mark.len;
    *group = before;
    return before.len > 0;
}

// "super.2.4b1dc0de.img": a number within, as some makers write it.
static bool numbered_within(wy_str name, wy_str *group, uint64_t *number)
{
    size_t slash = wy_str_rfind_char(name, '/'), start = slash == WY_NPOS ? 0 : slash + 1;
    wy_str rest = wy_str_from(name, start), first, second;
    if (!wy_str_ends(rest, WY_S(".img")) || !wy_str_next(&rest, '.', &first) || !wy_str_next(&rest, '.', &second) ||
        second.len > 3 || !wy_str_u64(second, number))
        return false;
    *group = wy_str_sub(name, 0, start + first.len);
    return first.len > 0;
}

static bool ends_in(wy_str name, wy_str end, wy_str *group)
{
    *group = wy_str_sub(name, 0, name.len > end.len ? name.len - end.len : 0);
    return name.len > end.len && wy_str_ends(name, end);
}

static enum kind kind_of(wy_str name, wy_str *group, uint64_t *number)
{
    *number = 0;
    if (ends_in(name, WY_S(".transfer.list"), group))
        return LIST;
    if (ends_in(name, WY_S(".new.dat"), group))
        return DATA;
    if (ends_in(name, WY_S(".new.dat.br"), group))
        return DATA_BROTLI;
    return numbered(name, group, number) || numbered_within(name, group, number) ? SPARSE : NONE;
}

bool wy_join_name(wy_str name)
{
    wy_str group;
    uint64_t number;
    return kind_of(name, &group, &number) != NONE;
}

bool wy_joiner_take(struct wy_joiner *j, wy_str name, const struct wy_blob *blob)
{
    struct part part = {.blob = blob};
    uint8_t head[28] = {0}; // a sparse image's header
    part.kind = kind_of(name, &part.group, &part.number);
    if (part.kind == NONE || j->parts.n >= WY_JOINED_MAX)
        return false;
    if (part.kind == SPARSE && (blob->size < sizeof head || wy_blob_read(blob, 0, head, sizeof head, NULL) != WY_OK ||
                                !wy_sparse_looks_like((wy_bytes){head, sizeof head})))
        return false;
    part.group = wy_arena_dup(j->arena, part.group);
    struct part *row = part.group.ptr ? wy_rows_add(&j->parts, j->arena, sizeof *row) : NULL;
    if (row)
        *row = part;
    return row;
}

static int by_group(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    bool x_sparse = x->kind == SPARSE, y_sparse = y->kind == SPARSE;
    int order = wy_str_cmp(x->group, y->group);
    if (order == 0)
        order = x_sparse - y_sparse;
    if (order == 0)
        order = x->number < y->number ? -1 : x->number > y->number;
    return order ? order : (int)x->kind - (int)y->kind;
}

static void visit(struct wy_container_walk *walk, wy_str name, const struct wy_blob *blob)
{
    struct wy_item item = {.name = name, .blob = blob, .size = blob->size};
    walk->visit(walk->user, &item);
}

static wy_err give_sparse(struct wy_joiner *j, struct wy_container_walk *walk, const struct part *parts, size_t n,
                          struct wy_diag *diag)
{
    const struct wy_blob **images = wy_new(j->arena, const struct wy_blob *, n);
    if (!images)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a split image");
    for (size_t i = 0; i < n; i++)
        images[i] = parts[i].blob;
    struct wy_mapped_blob whole;
    wy_err err = wy_sparse_join(&whole, images, n, walk->limits->item, j->arena, diag);
    if (err == WY_OK)
        visit(walk, parts[0].group, &whole.blob);
    return err;
}

static wy_err give_update(struct wy_joiner *j, struct wy_container_walk *walk, const struct part *parts, size_t n,
                          struct wy_diag *diag)
{
    if (n < 2 || parts[0].kind != LIST)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "%s is missing, without which the partition cannot be read",
                       parts[0].kind == LIST ? ".new.dat beside .transfer.list" : ".transfer.list beside .new.dat");
    const struct wy_blob *data = parts[1].blob;
    struct wy_seekable *plain WY_CLEANUP(wy_seekable_freep) = NULL;
    struct wy_mapped_blob whole;
    wy_bytes list;
    if (parts[0].blob->size > walk->limits->whole_item)
        return wy_fail(diag, WY_LIMIT, 0, "a transfer list of %llu bytes", (unsigned long long)parts[0].blob->size);
    wy_err err = wy_blob_view(parts[0].blob, 0, (size_t)parts[0].blob->size, j->arena, &list, diag);
    struct wy_again again = {data, WY_CODEC_BROTLI, UINT64_MAX};
    if (err == WY_OK && parts[1].kind == DATA_BROTLI) {
        err = wy_seekable_open(&again, walk->decoders, &plain, diag);
        data = err == WY_OK ? wy_seekable_blob(plain) : data;
    }
    if (err == WY_OK)
        err = wy_blockota_open(wy_bytes_str(list), data, j->arena, &whole, diag);
    if (err == WY_OK)
        visit(walk, parts[0].group, &whole.blob);
    return err;
}

void wy_joiner_give(struct wy_joiner *j, struct wy_container_walk *walk)
{
    struct part *parts = j->parts.v;
    if (j->parts.n)
        qsort(parts, j->parts.n, sizeof *parts, by_group);
    for (size_t i = 0, n; i < j->parts.n; i += n) {
        bool sparse = parts[i].kind == SPARSE;
        for (n = 1; i + n < j->parts.n && (parts[i + n].kind == SPARSE) == sparse; n++)
            if (!wy_str_eq(parts[i + n].group, parts[i].group))
                break;
        struct wy_diag diag = {.offset = WY_NO_OFFSET};
        wy_err err = sparse ? give_sparse(j, walk, parts + i, n, &diag) : give_update(j, walk, parts + i, n, &diag);
        if (err != WY_OK)
            walk->gap(walk->user, parts[i].group, &diag);
    }
    j->parts.n = 0;
}
