// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Partitions of a firmware: what each image is, and the AVB footer at its end. What a file system holds is walked by
// the containers (sources/images.c).
#include "core/reader.h"
#include "formats/android/avb.h"
#include "formats/android/super.h"
#include "formats/archive/erofs.h"
#include "formats/archive/ext4.h"
#include "ingest/ingest.h"
#include "ingest/vbmeta.h"

static const char *kind_of(const struct wy_item *item)
{
    static const struct {
        const char *magic, *kind;
        size_t n;
    } magics[] = {{"ANDROID!", "boot", 8}, {"VNDRBOOT", "vendor_boot", 8}, {"\xd7\xb7\xab\x1e", "dtbo", 4}};
    for (size_t i = 0; i < WY_COUNT(magics); i++)
        if (wy_str_starts(wy_bytes_str(item->head), (wy_str){magics[i].magic, magics[i].n}))
            return magics[i].kind;
    if (!item->blob)
        return NULL;
    return wy_erofs_is(item->blob) ? "erofs" : wy_ext4_is(item->blob) ? "ext4" : NULL;
}

static enum wy_match match(const struct wy_item *item) { return kind_of(item) ? WY_MATCH_CONTENT : WY_MATCH_NO; }

struct boot_header {
    uint32_t version;
    uint32_t os; // version and patch level as the header packs them; 0 = not told
};

static struct boot_header read_boot(wy_bytes head)
{
    struct wy_reader r = wy_reader_init(head, 0);
    struct boot_header h = {0};
    wy_reader_seek(&r, 40);
    h.version = wy_read_u32le(&r);
    wy_reader_seek(&r, h.version >= 3 ? 16 : 44);
    h.os = wy_read_u32le(&r);
    return wy_reader_ok(&r) && h.version <= 8 ? h : (struct boot_header){0};
}

static void add_property(struct wy_ingest *in, struct wy_origin at, wy_str name, wy_str value)
{
    struct wy_property *row = WY_ADD(property, in->ev, properties, wy_claimed(at));
    if (!row)
        return;
    row->name = wy_evidence_text(in->ev, name);
    row->value = wy_evidence_text(in->ev, value);
    row->partition = wy_evidence_text(in->ev, WY_S("boot"));
}

// Three times seven bits above the patch level.
static void add_boot_version(struct wy_ingest *in, struct wy_origin at, const struct boot_header *h)
{
    uint32_t v = h->os >> 11;
    if (v)
        add_property(in, at, WY_S("boot.header.os_version"),
                     wy_arena_printf(in->scratch, "%u.%u.%u", v >> 14 & 127, v >> 7 & 127, v & 127));
}

// Eleven bits: years since 2000, month. The same fact as ro.bootimage.build.security_patch, without its day.
static void add_boot_patch(struct wy_ingest *in, struct wy_origin at, const struct boot_header *h)
{
    uint32_t level = h->os & 0x7ff, year = 2000 + (level >> 4), month = level & 15;
    if (level && month >= 1 && month <= 12)
        add_property(in, at, WY_S("boot.header.patch_level"), wy_arena_printf(in->scratch, "%u-%02u", year, month));
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_origin at = wy_item_origin(in, item);
    const char *kind = kind_of(item);
    struct wy_partition *row = WY_ADD(partition, in->ev, partitions, at);
    if (row) {
        row->name = wy_evidence_text(in->ev, wy_image_partition(item->name));
        row->path = at.item;
        row->filesystem = wy_evidence_text(in->ev, wy_str_c(kind));
        if (item->size != UINT64_MAX)
            row->size = wy_int_of((int64_t)item->size);
    }
    if (strcmp(kind, "boot") == 0) {
        struct boot_header h = read_boot(item->head);
        add_boot_version(in, at, &h);
        add_boot_patch(in, at, &h);
    }
    struct wy_memory_blob held;
    const struct wy_blob *blob = item->blob;
    if (!blob && item->stream) { // a small image in a packed archive; no container reads on after this
        wy_bytes whole;
        wy_err err = wy_item_whole(in, item, &whole, diag);
        if (err != WY_OK)
            return err;
        held = wy_memory_blob(whole);
        blob = &held.blob;
    }
    return blob && wy_avb_is(blob) ? wy_ingest_avb(in, at, blob, diag) : WY_OK;
}

const struct wy_artifact wy_artifact_partition = {
    .name = "partition",
    .kind = "firmware",
    .rank = 30,
    .goes_on = true,
    .match = match,
    .run = run,
};
