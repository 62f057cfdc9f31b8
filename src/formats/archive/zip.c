// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The ZIP directory: end record, zip64 records, central headers (APPNOTE 4.3.12 to 4.3.16), local headers for
// comparison (4.3.7). Content is zip_stream.c.
#include "formats/archive/zip.h"

#include "core/reader.h"

#include <stdlib.h>

enum {
    EOCD_SIZE = 22,
    EOCD64_SIZE = 56,
    LOCATOR_SIZE = 20,
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    COMMENT_MAX = 65535,
    SIG_EOCD = 0x06054b50,
    SIG_EOCD64 = 0x06064b50,
    SIG_LOCATOR = 0x07064b50,
    SIG_CENTRAL = 0x02014b50,
    SIG_LOCAL = 0x04034b50,
    FLAG_ENCRYPTED = 1,
    FLAG_DESCRIPTOR = 8,
};

struct end_record {
    uint64_t count, directory_size, directory;
    uint64_t at; // offset of the record that gave them: the zip64 one where there is one
};

static bool is_eocd(const uint8_t *p) { return memcmp(p, "PK\5\6", 4) == 0; }

static size_t comment_len(const uint8_t *eocd) { return (size_t)(eocd[20] | eocd[21] << 8); }

// The last end record whose comment ends exactly with the file; failing that, the last one at all.
static size_t eocd_find(wy_bytes tail, uint32_t *odd)
{
    size_t fallback = WY_NPOS, found = WY_NPOS;
    for (size_t i = tail.len - EOCD_SIZE + 1; i-- > 0;) {
        if (!is_eocd(tail.ptr + i))
            continue;
        if (i + EOCD_SIZE + comment_len(tail.ptr + i) == tail.len) {
            found = i;
            break;
        }
        if (fallback == WY_NPOS)
            fallback = i;
    }
    if (found != WY_NPOS && fallback != WY_NPOS)
        *odd |= WY_ZIP_EOCD_IN_COMMENT;
    if (found == WY_NPOS && fallback != WY_NPOS)
        *odd |= WY_ZIP_TRAILING;
    return found != WY_NPOS ? found : fallback;
}

// An earlier record whose comment ends with the file, too, holds the found one in its comment.
static bool eocd_is_nested(wy_bytes tail, size_t found)
{
    for (size_t i = 0; i < found; i++) {
        if (is_eocd(tail.ptr + i) && i + EOCD_SIZE + comment_len(tail.ptr + i) == tail.len)
            return true;
    }
    return false;
}

static wy_err read_zip64(struct wy_zip *zip, struct end_record *end, struct wy_diag *diag)
{
    if (zip->eocd < LOCATOR_SIZE)
        return WY_OK;
    uint8_t b[EOCD64_SIZE];
    wy_err err = wy_blob_read(zip->blob, zip->eocd - LOCATOR_SIZE, b, LOCATOR_SIZE, diag);
    struct wy_reader r = wy_reader_init((wy_bytes){b, LOCATOR_SIZE}, zip->eocd - LOCATOR_SIZE);
    if (err != WY_OK || wy_read_u32le(&r) != SIG_LOCATOR)
        return err;
    (void)wy_read_u32le(&r); // disk
    uint64_t at = wy_read_u64le(&r);
    err = wy_blob_read(zip->blob, at, b, EOCD64_SIZE, diag);
    if (err != WY_OK)
        return err;
    r = wy_reader_init((wy_bytes){b, EOCD64_SIZE}, at);
    if (wy_read_u32le(&r) != SIG_EOCD64 || at >= zip->eocd)
        return wy_fail(diag, WY_MALFORMED, at, "the zip64 end record is not where its locator points");
    wy_read_skip(&r, 20); // size, versions, disks
    (void)wy_read_u64le(&r);
    *end = (struct end_record){.count = wy_read_u64le(&r), .at = at};
    end->directory_size = wy_read_u64le(&r);
    end->directory = wy_read_u64le(&r);
    zip->odd |= WY_ZIP_ZIP64;
    return WY_OK;
}

static wy_err read_end(struct wy_zip *zip, struct end_record *end, struct wy_arena *arena, struct wy_diag *diag)
{
    uint64_t size = zip->blob->size;
    if (size < EOCD_SIZE)
        return wy_fail(diag, WY_TRUNCATED, size, "too short for a ZIP archive");
    size_t n = size < EOCD_SIZE + COMMENT_MAX ? (size_t)size : EOCD_SIZE + COMMENT_MAX;
    // Most archives have no comment: look at the last bytes before asking for 64 KiB.
    size_t first = wy_min(n, 4096);
    wy_bytes tail;
    wy_err err = wy_blob_view(zip->blob, size - first, first, arena, &tail, diag);
    if (err != WY_OK)
        return err;
    size_t at = is_eocd(tail.ptr + first - EOCD_SIZE) && comment_len(tail.ptr + first - EOCD_SIZE) == 0
                    ? first - EOCD_SIZE
                    : WY_NPOS;
    if (at == WY_NPOS) {
        err = wy_blob_view(zip->blob, size - n, n, arena, &tail, diag);
        if (err != WY_OK)
            return err;
        at = eocd_find(tail, &zip->odd);
    }
    if (at == WY_NPOS)
        return wy_fail(diag, WY_MALFORMED, size, "no ZIP end record: cut off, or not a ZIP archive");
    if (eocd_is_nested(tail, at))
        zip->odd |= WY_ZIP_EOCD_IN_COMMENT;
    zip->eocd = size - tail.len + at;
    struct wy_reader r = wy_reader_init(wy_bytes_sub(tail, at, tail.len), zip->eocd);
    wy_read_skip(&r, 4);
    uint16_t disk = wy_read_u16le(&r), directory_disk = wy_read_u16le(&r);
    (void)wy_read_u16le(&r);
    *end = (struct end_record){.count = wy_read_u16le(&r), .at = zip->eocd};
    end->directory_size = wy_read_u32le(&r);
    end->directory = wy_read_u32le(&r);
    size_t comment = wy_read_u16le(&r);
    zip->comment = wy_bytes_str(wy_read_bytes(&r, wy_min(comment, wy_reader_left(&r))));
    if (disk != directory_disk && disk != 0xffff && directory_disk != 0xffff)
        return wy_fail(diag, WY_UNSUPPORTED, zip->eocd, "one part of an archive that was split over several files");
    return read_zip64(zip, end, diag);
}

// Where the directory is not at its stated offset but right before the end record, all offsets are shifted by what lies
// before the archive.
static wy_err place_directory(struct wy_zip *zip, const struct end_record *end, struct wy_diag *diag)
{
    uint64_t stop;
    if (end->directory_size > end->at || !wy_add_u64(end->directory, end->directory_size, &stop) || stop > end->at)
        return wy_fail(diag, WY_MALFORMED, end->at,
                       "the ZIP directory (%llu bytes at %llu) does not fit before its end",
                       (unsigned long long)end->directory_size, (unsigned long long)end->directory);
    zip->directory = end->directory;
    zip->directory_size = end->directory_size;
    if (stop == end->at || end->directory_size < CENTRAL_SIZE)
        return WY_OK;
    uint8_t here[4], there[4];
    wy_err err = wy_blob_read(zip->blob, end->directory, here, 4, diag);
    if (err == WY_OK)
        err = wy_blob_read(zip->blob, end->at - end->directory_size, there, 4, diag);
    if (err != WY_OK)
        return err;
    zip->odd |= WY_ZIP_DIRECTORY_GAP;
    if (memcmp(here, "PK\1\2", 4) != 0 && memcmp(there, "PK\1\2", 4) == 0) {
        zip->odd |= WY_ZIP_SHIFTED;
        zip->shift = end->at - stop;
        zip->directory += zip->shift;
    }
    return WY_OK;
}

static bool unsafe_name(wy_str name)
{
    if (!name.len || name.ptr[0] == '/')
        return true;
    wy_str rest = name, part;
    while (wy_str_next(&rest, '/', &part)) {
        if (wy_str_eq(part, WY_S("..")))
            return true;
    }
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.ptr[i] < 0x20 || name.ptr[i] == '\\' || name.ptr[i] == 0x7f)
            return true;
    }
    return false;
}

// Zip64 extended information (APPNOTE 4.5.3): only the fields that are all ones in the header are there, in order.
static void widen(struct wy_zip_entry *e, struct wy_reader extra)
{
    while (wy_reader_left(&extra) >= 4) {
        uint16_t id = wy_read_u16le(&extra);
        struct wy_reader field = wy_read_sub(&extra, wy_read_u16le(&extra));
        if (id != 1)
            continue;
        uint64_t *wide[] = {&e->size, &e->packed, &e->header};
        for (size_t i = 0; i < WY_COUNT(wide); i++) {
            if (*wide[i] == UINT32_MAX && wy_reader_left(&field) >= 8)
                *wide[i] = wy_read_u64le(&field);
        }
        return;
    }
}

static wy_err read_central(struct wy_zip *zip, struct wy_reader *r, struct wy_zip_entry *e, struct wy_diag *diag)
{
    uint64_t at = r->base + r->pos;
    if (wy_read_u32le(r) != SIG_CENTRAL && wy_reader_ok(r))
        return wy_fail(diag, WY_MALFORMED, at, "no directory header where one should be");
    wy_read_skip(r, 4); // versions
    e->flags = wy_read_u16le(r);
    e->method = wy_read_u16le(r);
    wy_read_skip(r, 4); // time
    e->crc = wy_read_u32le(r);
    e->packed = wy_read_u32le(r);
    e->size = wy_read_u32le(r);
    uint16_t name = wy_read_u16le(r), extra = wy_read_u16le(r), comment = wy_read_u16le(r);
    wy_read_skip(r, 8); // disk, attributes
    e->header = wy_read_u32le(r);
    e->name = wy_bytes_str(wy_read_bytes(r, name));
    widen(e, wy_read_sub(r, extra));
    wy_read_skip(r, comment);
    if (!wy_reader_ok(r))
        return wy_reader_check(r, diag, "ZIP directory");
    if (!wy_add_u64(e->header, zip->shift, &e->header))
        return wy_fail(diag, WY_MALFORMED, at, "the entry lies outside of any file");
    if (unsafe_name(e->name))
        e->odd |= WY_ZIP_UNSAFE_NAME;
    if (e->flags & FLAG_ENCRYPTED)
        e->odd |= WY_ZIP_ENCRYPTED;
    if (e->method != 0 && e->method != 8)
        e->odd |= WY_ZIP_METHOD;
    if (e->method == 0 && e->packed != e->size)
        e->odd |= WY_ZIP_STORED_SIZES;
    return WY_OK;
}

static wy_err read_entries(struct wy_zip *zip, uint64_t count, struct wy_reader *r, struct wy_arena *arena,
                           struct wy_diag *diag)
{
    zip->entries = wy_new(arena, struct wy_zip_entry, (size_t)count + 1);
    if (!zip->entries)
        return wy_fail(diag, WY_NO_MEMORY, zip->directory, "no memory for a directory of %llu entries",
                       (unsigned long long)count);
    for (; zip->n < count; zip->n++) {
        struct wy_zip_entry *e = &zip->entries[zip->n];
        wy_err err = read_central(zip, r, e, diag);
        if (err != WY_OK)
            return err;
        struct wy_map_slot *slot = wy_map_put(&zip->by_name, e->name);
        if (!slot)
            return wy_fail(diag, WY_NO_MEMORY, zip->directory, "no memory for the names of a ZIP directory");
        if (slot->value) {
            e->odd |= WY_ZIP_DUPLICATE;
            zip->odd |= WY_ZIP_DUPLICATES;
        } else {
            slot->value = e;
        }
    }
    if (wy_reader_left(r) >= 4 && wy_read_u32le(r) == SIG_CENTRAL)
        zip->odd |= WY_ZIP_HIDDEN;
    return WY_OK;
}

wy_err wy_zip_open(struct wy_zip *out, const struct wy_blob *blob, enum wy_zip_manner manner,
                   const struct wy_limits *limits, struct wy_arena *arena, struct wy_diag *diag)
{
    struct wy_zip zip = {.blob = blob, .manner = manner, .limits = limits};
    wy_map_init(&zip.by_name, arena);
    struct end_record end = {0};
    wy_err err = read_end(&zip, &end, arena, diag);
    if (err == WY_OK)
        err = place_directory(&zip, &end, diag);
    if (err != WY_OK)
        return err;
    if (end.count > limits->items)
        return wy_fail(diag, WY_LIMIT, zip.eocd, "%llu entries (--limit items=)", (unsigned long long)end.count);
    if (end.count > zip.directory_size / CENTRAL_SIZE)
        return wy_fail(diag, WY_TRUNCATED, zip.eocd, "a directory of %llu bytes cannot hold %llu entries",
                       (unsigned long long)zip.directory_size, (unsigned long long)end.count);
    if (zip.directory_size > limits->whole_item)
        return wy_fail(diag, WY_LIMIT, zip.eocd, "a ZIP directory of %llu bytes (--limit whole_item=)",
                       (unsigned long long)zip.directory_size);
    uint8_t start[4] = {0};
    wy_bytes directory;
    err = wy_blob_read(blob, 0, start, sizeof start, diag);
    if (err == WY_OK)
        err = wy_blob_view(blob, zip.directory, (size_t)zip.directory_size, arena, &directory, diag);
    if (err != WY_OK)
        return err;
    if (end.count && memcmp(start, "PK\3\4", 4) != 0)
        zip.odd |= WY_ZIP_PREFIX;
    struct wy_reader r = wy_reader_init(directory, zip.directory);
    err = read_entries(&zip, end.count, &r, arena, diag);
    if (err == WY_OK)
        *out = zip;
    return err;
}

struct wy_zip_entry *wy_zip_find(const struct wy_zip *zip, wy_str name) { return wy_map_get(&zip->by_name, name); }

// The name is compared through a small window so that a 64 KiB name costs no memory.
static bool same_name(const struct wy_zip *zip, const struct wy_zip_entry *e, uint64_t at, size_t len)
{
    if (len != e->name.len)
        return false;
    uint8_t piece[256];
    for (size_t done = 0; done < len; done += sizeof piece) {
        size_t n = wy_min(sizeof piece, len - done);
        if (wy_blob_read(zip->blob, at + done, piece, n, NULL) != WY_OK || memcmp(piece, e->name.ptr + done, n) != 0)
            return false;
    }
    return true;
}

static void compare_local(struct wy_zip_entry *e, struct wy_reader *r)
{
    wy_read_skip(r, 2);
    uint16_t flags = wy_read_u16le(r);
    e->local_method = wy_read_u16le(r);
    wy_read_skip(r, 4);
    uint32_t crc = wy_read_u32le(r), packed = wy_read_u32le(r), size = wy_read_u32le(r);
    if (flags != e->flags)
        e->odd |= WY_ZIP_LOCAL_FLAGS;
    if (e->local_method != e->method)
        e->odd |= WY_ZIP_LOCAL_METHOD;
    bool later = flags & FLAG_DESCRIPTOR; // a data descriptor follows the content instead
    if (crc != e->crc && !(later && crc == 0))
        e->odd |= WY_ZIP_LOCAL_CRC;
    bool wide = packed == UINT32_MAX || size == UINT32_MAX;
    if ((packed != e->packed || size != e->size) && !wide && !(later && packed == 0 && size == 0))
        e->odd |= WY_ZIP_LOCAL_SIZES;
}

wy_err wy_zip_locate(const struct wy_zip *zip, struct wy_zip_entry *e, struct wy_diag *diag)
{
    uint8_t b[LOCAL_SIZE];
    if (e->data)
        return WY_OK;
    if (e->odd & WY_ZIP_NO_LOCAL || e->header >= zip->directory ||
        wy_blob_read(zip->blob, e->header, b, sizeof b, NULL) != WY_OK) {
        e->odd |= WY_ZIP_NO_LOCAL;
        return wy_fail(diag, WY_MALFORMED, e->header, "no ZIP entry where the directory points");
    }
    struct wy_reader r = wy_reader_init((wy_bytes){b, sizeof b}, e->header);
    if (wy_read_u32le(&r) != SIG_LOCAL) {
        e->odd |= WY_ZIP_NO_LOCAL;
        return wy_fail(diag, WY_MALFORMED, e->header, "no ZIP entry where the directory points");
    }
    compare_local(e, &r);
    size_t name = wy_read_u16le(&r), extra = wy_read_u16le(&r);
    if (!same_name(zip, e, e->header + LOCAL_SIZE, name))
        e->odd |= WY_ZIP_LOCAL_NAME;
    uint64_t data = e->header + LOCAL_SIZE + name + extra;
    if (data > zip->directory || e->packed > zip->directory - data)
        e->odd |= WY_ZIP_PAST_DATA;
    e->data = data;
    return WY_OK;
}

static int by_header(const void *a, const void *b)
{
    const struct wy_zip_entry *const *x = a, *const *y = b;
    return (*x)->header < (*y)->header ? -1 : (*x)->header > (*y)->header;
}

wy_err wy_zip_examine(struct wy_zip *zip, struct wy_arena *scratch, struct wy_diag *diag)
{
    struct wy_zip_entry **sorted = wy_new(scratch, struct wy_zip_entry *, zip->n + 1);
    if (!sorted)
        return wy_fail(diag, WY_NO_MEMORY, zip->directory, "no memory to sort a ZIP directory");
    for (size_t i = 0; i < zip->n; i++) {
        sorted[i] = &zip->entries[i];
        if (wy_zip_locate(zip, sorted[i], NULL) != WY_OK)
            continue; // told by WY_ZIP_NO_LOCAL
    }
    qsort(sorted, zip->n, sizeof(struct wy_zip_entry *), by_header);
    uint64_t end = 0;
    for (size_t i = 0; i < zip->n; i++) {
        struct wy_zip_entry *e = sorted[i];
        if (!e->data)
            continue;
        if (i && e->header < end)
            e->odd |= WY_ZIP_OVERLAP;
        uint64_t stop;
        if (wy_add_u64(e->data, e->packed, &stop) && stop > end)
            end = stop;
    }
    return WY_OK;
}
