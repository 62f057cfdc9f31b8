// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/arsc.h"

#include "core/reader.h"

enum {
    TABLE_HEADER = 12,
    PACKAGE = 0x0200,
    TYPE = 0x0201,
    TYPE_HEADER = 20, // before the configuration
    FLAG_SPARSE = 1,
    FLAG_OFFSET16 = 2,
    ENTRY_COMPLEX = 1,
    ENTRY_COMPACT = 8,
    NO_ENTRY = 0xffff,
    TYPES_MAX = 100000,  // type chunks in one table; the largest apps have a few thousand
    WORK_MAX = 50000000, // a manifest with hostile references ends here, within a second
    REFERENCES_MAX = 16, // a resource that points to a resource that ...
};

struct type {
    wy_bytes chunk;
    uint16_t header;
    uint8_t package, id;
};

static wy_err read_package(struct wy_arsc *t, const struct wy_res_chunk *package, struct wy_arena *arena,
                           struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(package->bytes, 0);
    wy_read_skip(&r, 8);
    uint32_t id = wy_read_u32le(&r);
    struct wy_res_chunk c;
    for (size_t pos = package->header; wy_res_chunk_at(package->bytes, pos, 8, &c); pos += c.size) {
        if (c.type != TYPE || c.header < TYPE_HEADER)
            continue;
        if (t->types.n >= TYPES_MAX)
            return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "more than %d resource types", TYPES_MAX);
        struct type *row = wy_rows_add(&t->types, arena, sizeof *row);
        if (!row)
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a resource table");
        *row = (struct type){c.bytes, c.header, (uint8_t)id, c.bytes.ptr[8]};
    }
    return WY_OK;
}

wy_err wy_arsc_init(struct wy_arsc *out, wy_bytes in, struct wy_arena *arena, struct wy_diag *diag)
{
    struct wy_arsc t = {0};
    struct wy_res_chunk table, c;
    if (!wy_res_chunk_at(in, 0, TABLE_HEADER, &table) || table.type != WY_RES_TABLE)
        return wy_fail(diag, WY_MALFORMED, 0, "not a resource table");
    for (size_t pos = table.header; wy_res_chunk_at(table.bytes, pos, 8, &c); pos += c.size) {
        if (c.type == WY_RES_POOL && !t.pool.count && !wy_respool_init(&t.pool, &c))
            return wy_fail(diag, WY_MALFORMED, pos, "broken string pool in a resource table");
        wy_err err = c.type == PACKAGE ? read_package(&t, &c, arena, diag) : WY_OK;
        if (err != WY_OK)
            return err;
    }
    *out = t;
    return WY_OK;
}

struct wy_res_locale wy_res_locale(wy_str name)
{
    struct wy_res_locale l = {{0}, {0}};
    size_t part = 0, n = 0;
    for (size_t i = 0; i < name.len && name.ptr[i] != '.' && name.ptr[i] != '@'; i++) {
        char c = name.ptr[i];
        if (c == '-' || c == '_') {
            part++;
            n = 0;
        } else if (part == 0 && n < 3) {
            l.language[n++] = wy_lower(c);
        } else if (part && n < 4) {
            l.region[n++] = wy_upper(c);
        }
    }
    if (l.region[2]) // a script, not a region
        l.region[0] = 0;
    l.region[2] = l.region[3] = 0;
    return l;
}

// Two letters as they are, or three packed into 15 bits with the high bit set.
static void unpack(uint8_t a, uint8_t b, char out[4])
{
    memset(out, 0, 4);
    if (!(a & 0x80)) {
        out[0] = (char)a;
        out[1] = (char)b;
        return;
    }
    out[0] = (char)('a' + (b & 0x1f));
    out[1] = (char)('a' + ((b & 0xe0) >> 5 | (a & 0x03) << 3));
    out[2] = (char)('a' + ((a & 0x7c) >> 2));
}

// How well a configuration fits; the highest wins. Anything but the language only breaks ties: fewer qualifiers first.
static int score(const struct type *t, struct wy_res_locale want)
{
    struct wy_reader r = wy_reader_init(wy_bytes_sub(t->chunk, 0, t->header), 0);
    wy_reader_seek(&r, TYPE_HEADER);
    uint32_t size = wy_read_u32le(&r);
    struct wy_reader config = wy_read_sub(&r, wy_min(size >= 4 ? size - 4 : 0, wy_reader_left(&r)));
    int plain = wy_read_u32le(&config) ? -1 : 0; // mobile country and network code
    wy_bytes locale = wy_read_bytes(&config, 4);
    char language[4] = {0}, region[4] = {0};
    if (locale.len == 4) {
        unpack(locale.ptr[0], locale.ptr[1], language);
        region[0] = (char)locale.ptr[2];
        region[1] = (char)locale.ptr[3];
    }
    while (wy_reader_left(&config) >= 4 && plain > -8)
        plain -= wy_read_u32le(&config) ? 1 : 0;
    if (!language[0])
        return 500 + plain;
    if (memcmp(language, want.language, 3) != 0)
        return 10 + plain;
    if (!region[0])
        return 800 + plain;
    if (memcmp(region, want.region, 2) == 0)
        return 1000 + plain;
    if (region[0] == 'X') // XA and XB are pseudo-languages, made to test layouts
        return plain;
    // An app's default is English mostly; another region's English is no better.
    return (memcmp(language, "en", 2) == 0 && memcmp(region, "US", 2) != 0 ? 400 : 700) + plain;
}

// Sparse types list (index, offset / 4) pairs in order of the index.
static bool sparse_offset(struct wy_reader r, uint32_t count, uint32_t index, uint32_t *out)
{
    size_t base = r.pos, low = 0, high = wy_min(count, wy_reader_left(&r) / 4);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        wy_reader_seek(&r, base + mid * 4);
        uint32_t here = wy_read_u16le(&r), offset = wy_read_u16le(&r);
        if (here == index) {
            *out = offset * 4;
            return true;
        }
        if (here < index)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static bool entry_offset(const struct type *t, uint32_t index, uint32_t *out)
{
    struct wy_reader r = wy_reader_init(t->chunk, 0);
    wy_read_skip(&r, 9);
    uint8_t flags = wy_read_u8(&r);
    wy_read_skip(&r, 2);
    uint32_t count = wy_read_u32le(&r), start = wy_read_u32le(&r), offset = 0;
    wy_reader_seek(&r, t->header);
    if (flags & FLAG_SPARSE) {
        if (!sparse_offset(r, count, index, &offset))
            return false;
    } else {
        if (index >= count)
            return false;
        wy_reader_seek(&r, t->header + (size_t)index * (flags & FLAG_OFFSET16 ? 2 : 4));
        offset = flags & FLAG_OFFSET16 ? wy_read_u16le(&r) : wy_read_u32le(&r);
        if (!wy_reader_ok(&r) || offset == (flags & FLAG_OFFSET16 ? NO_ENTRY : UINT32_MAX))
            return false;
        if (flags & FLAG_OFFSET16)
            offset *= 4;
    }
    return !__builtin_add_overflow(start, offset, out);
}

static bool entry_value(const struct type *t, uint32_t index, struct wy_axml_value *out)
{
    uint32_t at;
    if (!entry_offset(t, index, &at))
        return false;
    struct wy_reader r = wy_reader_init(t->chunk, 0);
    wy_reader_seek(&r, at);
    uint16_t size = wy_read_u16le(&r), flags = wy_read_u16le(&r);
    uint32_t key = wy_read_u32le(&r);
    struct wy_axml_value v = {.type = (uint8_t)(flags >> 8), .data = key, .raw = UINT32_MAX};
    if (flags & ENTRY_COMPACT) {
        *out = v;
        return wy_reader_ok(&r);
    }
    if (flags & ENTRY_COMPLEX)
        return false;
    wy_reader_seek(&r, (size_t)at + size + 3); // size of the value, zero
    v.type = wy_read_u8(&r);
    v.data = wy_read_u32le(&r);
    *out = v;
    return wy_reader_ok(&r);
}

static bool best_value(struct wy_arsc *t, uint32_t id, struct wy_res_locale locale, struct wy_axml_value *out)
{
    int best = INT32_MIN;
    if (t->work > WORK_MAX)
        return false;
    t->work += t->types.n;
    for (WY_EACH(struct type, row, t->types)) {
        struct wy_axml_value v;
        if (row->package != id >> 24 || row->id != (uint8_t)(id >> 16) || !entry_value(row, id & 0xffff, &v))
            continue;
        int fit = score(row, locale);
        if (fit > best) {
            best = fit;
            *out = v;
        }
    }
    return best != INT32_MIN;
}

bool wy_arsc_get(struct wy_arsc *t, uint32_t id, struct wy_res_locale locale, struct wy_axml_value *out)
{
    struct wy_axml_value v = {.type = WY_RES_REFERENCE, .data = id};
    for (int i = 0; i < REFERENCES_MAX && v.type == WY_RES_REFERENCE; i++) {
        if (!best_value(t, v.data, locale, &v))
            return false;
    }
    if (v.type == WY_RES_REFERENCE)
        return false;
    *out = v;
    return true;
}

wy_str wy_arsc_text(struct wy_arsc *t, uint32_t id, struct wy_res_locale locale, size_t max, struct wy_arena *arena)
{
    struct wy_axml_value v;
    if (!wy_arsc_get(t, id, locale, &v))
        return (wy_str){0};
    if (v.type == WY_RES_STRING)
        return wy_respool_text(&t->pool, v.data, max, arena);
    if (v.type == WY_RES_INT_DEC)
        return wy_arena_printf(arena, "%d", (int32_t)v.data);
    return (wy_str){0};
}
