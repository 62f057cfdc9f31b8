// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A zip as a container: bugreports, AndroidQF acquisitions, firmware packages, split apps. Entries come in the
// directory's order; a stored entry can be read at random, a packed one is a stream that can be opened anew for that.
#include "formats/archive/zip.h"

#include "sources/joined.h"

static bool match(const struct wy_item *item) { return wy_zip_looks_like(item->head); }

static void tell(struct wy_container_walk *walk, wy_str name, struct wy_diag *diag)
{
    walk->gap(walk->user, name, diag);
    wy_diag_clear(diag);
}

struct zip_walk {
    struct wy_container_walk *walk;
    const struct wy_zip *zip;
    struct wy_joiner joiner;
    struct wy_rows seekables; // struct wy_seekable *, of parts that wait to be joined
};

static void visit_entry(const struct zip_walk *z, struct wy_zip_entry *entry)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_item item = {.name = entry->name, .size = entry->size};
    struct wy_part_blob bytes;
    struct wy_again again = {&bytes.blob, WY_CODEC_DEFLATE, entry->size};
    struct wy_stream *stream = NULL;
    if (entry->method == 0 && wy_zip_blob(z->zip, entry, &bytes, &diag) == WY_OK) {
        item.blob = &bytes.blob;
    } else {
        wy_diag_clear(&diag);
        if (wy_zip_stream(z->zip, entry, &stream, &diag) != WY_OK) {
            tell(z->walk, entry->name, &diag);
            return;
        }
        bytes = wy_part_blob(z->zip->blob, entry->data, entry->packed);
        item.stream = stream;
        item.again = entry->method == 8 ? &again : NULL;
    }
    z->walk->visit(z->walk->user, &item);
    wy_stream_close(stream);
}

// A part of a split image is opened at random and kept.
static bool keep_part(struct zip_walk *z, struct wy_zip_entry *entry)
{
    struct wy_arena *arena = z->walk->scratch;
    struct wy_part_blob *bytes = wy_new(arena, struct wy_part_blob, 1);
    struct wy_stream *stream = NULL;
    if (!bytes)
        return false;
    if (entry->method == 0)
        return wy_zip_blob(z->zip, entry, bytes, NULL) == WY_OK &&
               wy_joiner_take(&z->joiner, entry->name, &bytes->blob);
    if (entry->method != 8 || wy_zip_stream(z->zip, entry, &stream, NULL) != WY_OK) // its bounds are checked so
        return false;
    wy_stream_close(stream);
    *bytes = wy_part_blob(z->zip->blob, entry->data, entry->packed);
    struct wy_again again = {&bytes->blob, WY_CODEC_DEFLATE, entry->size};
    struct wy_seekable *seekable, **row;
    if (wy_seekable_open(&again, z->walk->decoders, &seekable, NULL) != WY_OK)
        return false;
    row = wy_joiner_take(&z->joiner, entry->name, wy_seekable_blob(seekable))
              ? wy_rows_add(&z->seekables, arena, sizeof *row)
              : NULL;
    if (row)
        *row = seekable;
    else
        wy_seekable_free(seekable);
    return row;
}

static void visit_entries(struct zip_walk *z, bool first)
{
    for (size_t i = 0; i < z->zip->n; i++) {
        struct wy_zip_entry *entry = &z->zip->entries[i];
        if (wy_zip_is_folder(entry) || entry->size == 0 || wy_goes_first(entry->name) != first)
            continue;
        if (!wy_join_name(entry->name) || !keep_part(z, entry))
            visit_entry(z, entry);
    }
}

static wy_err walk_zip(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_zip zip;
    struct zip_walk z = {.walk = walk, .zip = &zip, .joiner = {.arena = walk->scratch, .limits = walk->limits}};
    wy_err err = wy_zip_open(&zip, item->blob, WY_ZIP_STRICT, walk->limits, walk->scratch, diag);
    for (int first = 1; err == WY_OK && first >= 0; first--)
        visit_entries(&z, first);
    wy_joiner_give(&z.joiner, walk);
    for (WY_EACH(struct wy_seekable *, s, z.seekables))
        wy_seekable_free(*s);
    return err;
}

const struct wy_container wy_container_zip = {
    .name = "zip",
    .kind = "archive",
    .needs_blob = true,
    .match = match,
    .walk = walk_zip,
};
