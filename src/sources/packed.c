// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One packed stream as a container with one item, and tar archives. What lies in them is read from front to back; an
// image within is opened for random access (formats/archive/seekable.h), so that a fastboot package (.tgz) or a Samsung
// one (.tar.md5 with .lz4 images) is read in one step, without disk.
#include "formats/archive/seekable.h"
#include "formats/archive/tar.h"
#include "sources/joined.h"

// "vbmeta.img.lz4" holds "vbmeta.img".
static wy_str without_suffix(wy_str name)
{
    size_t dot = wy_str_rfind_char(name, '.'), slash = wy_str_rfind_char(name, '/');
    return dot == WY_NPOS || dot == 0 || (slash != WY_NPOS && dot < slash) ? name : wy_str_sub(name, 0, dot);
}

static bool packed_match(const struct wy_item *item)
{
    enum wy_codec codec;
    return wy_packed_codec(item->head, &codec);
}

// An entry of an archive that fits in memory: what is in it can be read at random then. If it breaks off, what came
// before is walked.
static wy_err hold(const struct wy_container_walk *walk, struct wy_item *item, struct wy_memory_blob *held,
                   struct wy_diag *diag)
{
    size_t got = 0;
    bool fits = !item->blob && item->size <= walk->limits->whole_item;
    uint8_t *bytes = fits ? wy_arena_alloc(walk->scratch, (size_t)item->size + 1, 8) : NULL;
    if (!bytes)
        return WY_OK;
    wy_err err = wy_stream_fill(item->stream, bytes, (size_t)item->size, &got, diag);
    *held = wy_memory_blob((wy_bytes){bytes, got});
    item->blob = &held->blob;
    return err;
}

static wy_err packed_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_memory_blob held;
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    wy_err broken = hold(walk, item, &held, &own);
    struct wy_again again = {.packed = item->blob, .size = UINT64_MAX};
    struct wy_stream *plain;
    if (!wy_packed_codec(item->head, &again.codec))
        return wy_fail(diag, WY_MALFORMED, 0, "not packed in a way that Wary knows");
    wy_err err = item->blob ? wy_again_stream(&again, walk->decoders, &plain, diag)
                            : wy_unpack_stream(item->stream, again.codec, walk->decoders, &plain, diag);
    if (err != WY_OK)
        return err;
    struct wy_item inner = {
        .name = without_suffix(item->name), .stream = plain, .again = item->blob ? &again : NULL, .size = UINT64_MAX};
    walk->visit(walk->user, &inner);
    wy_stream_close(plain);
    return broken == WY_OK ? WY_OK : wy_fail(diag, broken, own.offset, "%s", own.text);
}

struct seekable_stream {
    struct wy_stream stream;
    struct wy_seekable *seekable;
    uint64_t pos;
    bool failed;
};

static wy_err seekable_stream_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct seekable_stream *s = (struct seekable_stream *)stream;
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    *got = 0;
    if (s->failed)
        return WY_OK;
    wy_err err = wy_seekable_read(s->seekable, s->pos, out, cap, got, &own);
    s->pos += *got;
    if (err == WY_OK || *got) // what comes before a break
        return WY_OK;
    s->failed = true;
    return wy_fail(diag, err, own.offset, "%s", own.text);
}

static void seekable_stream_skip(struct wy_stream *stream, uint64_t n)
{
    struct seekable_stream *s = (struct seekable_stream *)stream;
    s->pos = s->pos > UINT64_MAX / 2 || n > UINT64_MAX / 2 ? UINT64_MAX : s->pos + n;
}

static bool tar_match(const struct wy_item *item) { return wy_tar_looks_like(item->head); }

struct tar_stream {
    struct wy_stream stream;
    struct wy_tar *tar;
};

static wy_err tar_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    return wy_tar_read(((struct tar_stream *)stream)->tar, out, cap, got, diag);
}

// A tar archive as far as it can be read at random: it lies in a blob, or in a packed one that was opened for that.
struct tar_walk {
    struct wy_container_walk *walk;
    struct wy_tar *tar;
    struct wy_stream *in;
    const struct wy_blob *base; // NULL: a stream, and nothing else
    bool packed;                // going back costs time
    bool images;                // have come
    uint64_t late;              // entries before the last boot metadata, with images among them; 0 = none
    struct wy_seekable *seekable;
    struct wy_joiner joiner;
    struct wy_blob_stream plain;
    struct seekable_stream unpacked;
};

static wy_err open_tar(struct tar_walk *t, struct wy_item *item, struct wy_diag *diag)
{
    t->in = item->stream;
    t->base = item->blob;
    if (t->base) {
        t->plain = wy_blob_stream(t->base);
        t->in = &t->plain.stream;
    } else if (item->again) {
        wy_err err = wy_seekable_open(item->again, t->walk->decoders, &t->seekable, diag);
        if (err != WY_OK)
            return err;
        t->unpacked =
            (struct seekable_stream){{seekable_stream_read, NULL, seekable_stream_skip}, t->seekable, 0, false};
        t->in = &t->unpacked.stream;
        t->base = wy_seekable_blob(t->seekable);
        t->packed = true;
    }
    wy_tar_init(t->tar, t->in);
    return WY_OK;
}

// True when the entry was kept, or visited with random access.
static bool visit_at_random(struct tar_walk *t, const struct wy_tar_entry *entry, wy_str name)
{
    bool join = wy_join_name(name);
    if (!t->base || (t->packed && !join && entry->size <= t->walk->limits->whole_item))
        return false;
    struct wy_part_blob *part = wy_new(t->walk->scratch, struct wy_part_blob, 1);
    if (!part)
        return false;
    *part = wy_part_blob(t->base, t->tar->offset, entry->size);
    if (join && wy_joiner_take(&t->joiner, name, &part->blob))
        return true;
    struct wy_item inner = {.name = name, .blob = &part->blob, .size = part->blob.size};
    t->walk->visit(t->walk->user, &inner);
    return true;
}

// Metadata that comes after images which it may speak of.
static void note_order(struct tar_walk *t, wy_str name, uint64_t n)
{
    if (wy_goes_first(name))
        t->late = t->images ? n : 0;
    else
        t->images |= wy_str_has(name, WY_S(".img")) || wy_str_has(name, WY_S(".bin"));
}

// `only`: what goes first, or what does not; NULL = all.
static wy_err walk_entries(struct tar_walk *t, const bool *only, struct wy_diag *diag)
{
    struct wy_tar_entry entry;
    uint64_t n = 0;
    wy_err err;
    while ((err = wy_tar_next(t->tar, &entry, diag)) == WY_OK) {
        if (++n > t->walk->limits->items)
            return wy_fail(diag, WY_LIMIT, entry.offset, "more files than --limit items= allows");
        if (entry.type != WY_TAR_FILE || entry.size == 0 || (only && wy_goes_first(entry.name) != *only))
            continue;
        note_order(t, entry.name, n);
        struct tar_stream content = {{.read = tar_read}, t->tar};
        wy_str name = wy_arena_dup(t->walk->scratch, entry.name); // the entry's own is gone once its content is read
        if (visit_at_random(t, &entry, name))
            continue;
        struct wy_item inner = {.name = name, .stream = &content.stream, .size = entry.size};
        t->walk->visit(t->walk->user, &inner);
    }
    if (err != WY_NOT_FOUND)
        return err;
    return t->base && !t->packed ? WY_OK : wy_stream_drain(t->in, t->walk->limits->item, diag);
}

// What came before the metadata, once more: now it can be held against what they say.
static void walk_again(struct tar_walk *t)
{
    struct wy_tar_entry entry;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    t->unpacked.pos = 0;
    t->unpacked.failed = false;
    wy_tar_init(t->tar, t->in);
    for (uint64_t n = 1; n < t->late && wy_tar_next(t->tar, &entry, &diag) == WY_OK; n++) {
        if (entry.type != WY_TAR_FILE || entry.size == 0 || wy_goes_first(entry.name) || wy_join_name(entry.name))
            continue;
        struct wy_part_blob part = wy_part_blob(t->base, t->tar->offset, entry.size);
        struct wy_item inner = {.name = wy_arena_dup(t->walk->scratch, entry.name),
                                .blob = &part.blob,
                                .size = part.blob.size,
                                .second = true};
        t->walk->visit(t->walk->user, &inner);
    }
}

// Twice over the headers where that is cheap; what is wrong with the archive is told once. `second`: the metadata in it
// were read when it was shown first, so that archives within each other are not walked twice as often for each level.
static wy_err walk_all(struct tar_walk *t, bool second, struct wy_diag *diag)
{
    if (!t->base)
        return walk_entries(t, NULL, diag);
    if (t->packed) {
        wy_err err = walk_entries(t, NULL, diag);
        if (t->late && !second)
            walk_again(t);
        return err;
    }
    static const bool first = true, rest = false;
    struct wy_diag again = {.offset = WY_NO_OFFSET};
    (void)walk_entries(t, &first, &again);
    t->plain = wy_blob_stream(t->base);
    wy_tar_init(t->tar, t->in);
    return walk_entries(t, &rest, diag);
}

static wy_err tar_walk(struct wy_container_walk *walk, struct wy_item *item, struct wy_diag *diag)
{
    struct tar_walk *t = wy_new(walk->scratch, struct tar_walk, 1);
    if (t)
        t->tar = wy_new(walk->scratch, struct wy_tar, 1);
    if (!t || !t->tar)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read a tar archive");
    t->walk = walk;
    t->joiner = (struct wy_joiner){.arena = walk->scratch, .limits = walk->limits};
    wy_err err = open_tar(t, item, diag);
    if (err == WY_OK)
        err = walk_all(t, item->second, diag);
    wy_joiner_give(&t->joiner, walk);
    wy_seekable_free(t->seekable);
    return err;
}

const struct wy_container wy_container_packed = {"packed", "archive", false, packed_match, packed_walk};
const struct wy_container wy_container_tar = {"tar", "archive", false, tar_match, tar_walk};
