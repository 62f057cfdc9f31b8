// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A zip as a container: bugreports, AndroidQF acquisitions, firmware packages, split apps. Entries come in the
// directory's order; a stored entry can be read at random, a packed one is a stream.
#include "formats/archive/zip.h"

#include "sources/container.h"

static bool match(const struct wy_item *item) { return wy_zip_looks_like(item->head); }

static void tell(struct wy_container_walk *walk, wy_str name, struct wy_diag *diag)
{
    walk->gap(walk->user, name, diag);
    wy_diag_clear(diag);
}

static void visit_entry(struct wy_container_walk *walk, const struct wy_zip *zip, struct wy_zip_entry *entry)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_item item = {.name = entry->name, .size = entry->size};
    struct wy_part_blob stored;
    struct wy_stream *stream = NULL;
    if (entry->method == 0 && wy_zip_blob(zip, entry, &stored, &diag) == WY_OK) {
        item.blob = &stored.blob;
    } else {
        wy_diag_clear(&diag);
        if (wy_zip_stream(zip, entry, &stream, &diag) != WY_OK) {
            tell(walk, entry->name, &diag);
            return;
        }
        item.stream = stream;
    }
    walk->visit(walk->user, &item);
    wy_stream_close(stream);
}

static wy_err walk_zip(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_zip zip;
    wy_err err = wy_zip_open(&zip, item->blob, WY_ZIP_STRICT, walk->limits, walk->scratch, diag);
    for (size_t i = 0; err == WY_OK && i < zip.n; i++)
        if (!wy_zip_is_folder(&zip.entries[i]) && zip.entries[i].size > 0)
            visit_entry(walk, &zip, &zip.entries[i]);
    return err;
}

const struct wy_container wy_container_zip = {
    .name = "zip",
    .kind = "archive",
    .needs_blob = true,
    .match = match,
    .walk = walk_zip,
};
