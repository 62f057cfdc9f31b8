// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Verified boot metadata: vbmeta images, and partition images that end in an AVB footer.
#include "ingest/vbmeta.h"

#include "core/buffer.h"
#include "core/embedded.h"

enum { BOOT_BYTES_MAX = 16 << 20 };

static enum wy_match match(const struct wy_item *item)
{
    if (wy_str_starts(wy_bytes_str(item->head), WY_S("AVB0")))
        return WY_MATCH_SURE;
    // below what a file system or boot image in the same partition is worth: ingest/partition.c reads the footer then
    return item->blob && wy_avb_is(item->blob) ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_str hex(struct wy_ingest *in, wy_bytes b)
{
    struct wy_buf buf;
    wy_buf_init(&buf, in->limits->string);
    wy_buf_hex(&buf, b);
    wy_str s = wy_evidence_text(in->ev, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return s;
}

static wy_str key_digest(struct wy_ingest *in, wy_bytes key)
{
    uint8_t digest[WY_DIGEST_MAX];
    return key.len && wy_digest_once(WY_SHA256, key, digest) ? hex(in, (wy_bytes){digest, 32}) : (wy_str){0};
}

static wy_str key_owner(struct wy_ingest *in, wy_str digest)
{
    wy_str rest = wy_embedded(WY_S("trust/avb-keys.tsv")), cell[2];
    while (digest.ptr && wy_tsv_next(&rest, cell, 2))
        if (wy_str_eq(cell[0], digest))
            return wy_evidence_text(in->ev, cell[1]);
    return digest.ptr ? wy_evidence_text(in->ev, WY_S("unknown")) : (wy_str){0};
}

static wy_str text(struct wy_ingest *in, wy_bytes b) { return wy_evidence_text(in->ev, wy_bytes_str(b)); }

static void add_entry(struct wy_ingest *in, struct wy_vbmeta *row, const struct wy_avb_entry *e)
{
    static const char *const kinds[] = {"property", "hashtree", "hash", "cmdline", "chain", "unknown"};
    static const char *const checks[] = {"not-checked", "verified", "broken"};
    struct wy_avb_descriptor *out = wy_rows_add(&row->descriptors, &in->ev->arena, sizeof *out);
    if (!out)
        return;
    out->kind = wy_evidence_text(in->ev, wy_str_c(kinds[e->kind]));
    if (e->partition.len)
        out->partition = text(in, e->partition);
    if (e->kind == WY_AVB_CHAIN) {
        out->rollback_index_location = wy_int_of(e->rollback_index_location);
        out->key = key_digest(in, e->key);
    } else if (e->kind == WY_AVB_HASH || e->kind == WY_AVB_HASHTREE) {
        out->value = hex(in, e->digest);
        out->salt = hex(in, e->salt);
        out->check = wy_evidence_text(in->ev, wy_str_c(checks[e->check]));
    } else if (e->kind == WY_AVB_PROPERTY) {
        wy_str name = wy_bytes_str(e->name), value = wy_bytes_str(e->value);
        out->value = wy_evidence_text(in->ev, wy_arena_printf(in->scratch, "%.*s=%.*s", WY_ARG(name), WY_ARG(value)));
    } else if (e->kind == WY_AVB_CMDLINE) {
        out->value = text(in, e->value);
    }
}

static void add(struct wy_ingest *in, struct wy_origin at, const struct wy_avb *avb)
{
    static const char *const signatures[] = {"absent", "verified", "broken"};
    struct wy_vbmeta *row = WY_ADD(vbmeta, in->ev, vbmeta, wy_at_byte(at, avb->offset));
    if (!row)
        return;
    const char *algorithm = wy_avb_algorithm_name(avb->algorithm);
    row->path = at.item;
    row->algorithm = wy_evidence_text(in->ev, wy_str_c(algorithm ? algorithm : "unknown"));
    row->flags = wy_int_of(avb->flags);
    row->rollback_index = wy_int_of(avb->rollback_index > INT64_MAX ? INT64_MAX : (int64_t)avb->rollback_index);
    row->rollback_index_location = wy_int_of(avb->rollback_index_location);
    row->signature = wy_evidence_text(in->ev, wy_str_c(signatures[avb->signature]));
    row->key = key_digest(in, avb->key);
    row->key_owner = key_owner(in, row->key);
    row->release = text(in, avb->release);
    for (WY_EACH(struct wy_avb_entry, e, avb->entries))
        add_entry(in, row, e);
    struct wy_avb_descriptor *d = row->descriptors.v; // all are there: they do not move any more
    const struct wy_avb_entry *e = avb->entries.v;
    for (size_t i = 0; !avb->footer && i < row->descriptors.n; i++)
        wy_vbmeta_promise(in, row->at, &e[i], &d[i]);
}

// Patch levels and build names that the maker signed along; named as in the image.
static void add_properties(struct wy_ingest *in, struct wy_origin at, const struct wy_avb *avb)
{
    for (WY_EACH(struct wy_avb_entry, e, avb->entries)) {
        struct wy_property *row = e->kind == WY_AVB_PROPERTY
                                      ? WY_ADD(property, in->ev, properties, wy_claimed(wy_at_byte(at, avb->offset)))
                                      : NULL;
        if (!row)
            continue;
        row->name = text(in, e->name);
        row->value = text(in, e->value);
        row->partition = wy_evidence_text(in->ev, WY_S("vbmeta"));
    }
}

// Real firmware has less than a megabyte: 64 KiB an image at most, a dozen images in two slots.
static bool has_room(struct wy_ingest *in, const struct wy_avb_entry *e)
{
    uint64_t size = sizeof(struct wy_avb_descriptor) + e->partition.len + 2 * (e->name.len + e->value.len) +
                    2 * (e->salt.len + e->digest.len);
    if (size > BOOT_BYTES_MAX - in->boot_bytes)
        return false;
    in->boot_bytes += size;
    return true;
}

static void keep_what_fits(struct wy_ingest *in, struct wy_origin at, struct wy_avb *avb)
{
    const struct wy_avb_entry *e = avb->entries.v;
    size_t all = avb->entries.n, n = 0;
    while (n < all && has_room(in, &e[n]))
        n++;
    avb->entries.n = n;
    if (n < all)
        wy_gap(in->ev, at, WY_LIMIT,
               "of %zu descriptors of this image %zu were kept: boot metadata of one target are kept up to %d MiB", all,
               n, BOOT_BYTES_MAX >> 20);
}

wy_err wy_ingest_avb(struct wy_ingest *in, struct wy_origin at, const struct wy_blob *blob, struct wy_diag *diag)
{
    struct wy_avb avb;
    wy_err err = wy_avb_read(blob, in->scratch, &avb, diag);
    if (err == WY_OK)
        err = wy_avb_check_image(blob, &avb, wy_images_left(in), diag);
    for (WY_EACH(struct wy_avb_entry, e, avb.entries))
        in->hashed += e->check == WY_AVB_NOT_CHECKED ? 0 : e->image_size;
    keep_what_fits(in, at, &avb);
    if (avb.release.ptr) { // the header was whole: its fields are facts even where the rest is not
        add(in, at, &avb);
        add_properties(in, at, &avb);
    }
    return err;
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_memory_blob held;
    const struct wy_blob *blob = item->blob;
    if (!blob) {
        wy_bytes whole;
        wy_err err = wy_item_whole(in, item, &whole, diag);
        if (err != WY_OK)
            return err;
        held = wy_memory_blob(whole);
        blob = &held.blob;
    }
    return wy_ingest_avb(in, wy_item_origin(in, item), blob, diag);
}

const struct wy_artifact wy_artifact_vbmeta = {
    .name = "vbmeta",
    .kind = "firmware",
    .rank = 30,
    .goes_on = true, // the partition above the footer may hold something else that is known
    .match = match,
    .run = run,
};
