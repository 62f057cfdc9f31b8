// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/mmdb.h"

#include "core/reader.h"

enum {
    METADATA_MAX = 128 * 1024, // from the end of the file
    SEPARATOR = 16,            // zero bytes between tree and data
    VALUES_MAX = 2000,         // values walked for one question
    KEY_DEPTH_MAX = 2,
};
enum { POINTER = 1, TEXT = 2, U16 = 5, U32 = 6, MAP = 7, U64 = 9, ARRAY = 11, BOOLEAN = 14 }; // types we look at

struct value {
    unsigned type;
    size_t size;    // bytes, or entries of a map or array; of a boolean, the value
    size_t content; // position of the bytes or of the first entry
    size_t after;   // where the value that stood here ends; of a map or array, where its entries begin
    bool pointed;   // the value lies elsewhere
};

static bool big(wy_bytes section, size_t pos, size_t n, uint64_t *out)
{
    *out = 0;
    if (pos > section.len || section.len - pos < n || n > 8)
        return false;
    for (size_t i = 0; i < n; i++)
        *out = *out << 8 | section.ptr[pos + i];
    return true;
}

// The control byte with its extensions; *pos moves behind them.
static bool read_control(wy_bytes section, size_t *pos, struct value *v)
{
    static const uint32_t base[] = {29, 285, 65821};
    uint64_t control, more = 0;
    if (!big(section, *pos, 1, &control))
        return false;
    (*pos)++;
    v->type = (unsigned)(control >> 5);
    v->size = control & 31;
    if (v->type == POINTER)
        return true;
    if (v->type == 0) {
        if (!big(section, *pos, 1, &more))
            return false;
        (*pos)++;
        v->type = 7 + (unsigned)more;
    }
    if (v->size >= 29) {
        size_t n = v->size - 28;
        if (!big(section, *pos, n, &more))
            return false;
        *pos += n;
        v->size = (size_t)(base[n - 1] + more);
    }
    return true;
}

static bool read_pointer(wy_bytes section, size_t *pos, size_t bits, size_t *target)
{
    static const uint32_t base[] = {0, 2048, 526336, 0};
    size_t n = (bits >> 3 & 3) + 1;
    uint64_t low;
    if (!big(section, *pos, n, &low))
        return false;
    *pos += n;
    uint64_t high = n == 4 ? 0 : (uint64_t)(bits & 7) << (8 * n);
    *target = (size_t)(high + low + base[n - 1]);
    return true;
}

static bool holds_others(const struct value *v) { return v->type == MAP || v->type == ARRAY; }

// One value; a pointer is followed once, for a pointer to a pointer is forbidden.
static bool read_value(wy_bytes section, size_t pos, struct value *v)
{
    *v = (struct value){0};
    if (!read_control(section, &pos, v))
        return false;
    if (v->type == POINTER) {
        size_t target;
        if (!read_pointer(section, &pos, v->size, &target))
            return false;
        v->after = pos;
        pos = target;
        if (!read_control(section, &pos, v) || v->type == POINTER)
            return false;
        v->pointed = true;
    }
    v->content = pos;
    size_t bytes = holds_others(v) || v->type == BOOLEAN ? 0 : v->size;
    if (pos > section.len || bytes > section.len - pos)
        return false;
    if (!v->pointed)
        v->after = pos + bytes;
    return true;
}

// Where the value at `pos` ends. Entries within it are walked one by one; `budget` bounds them.
static bool skip(wy_bytes section, size_t *pos, unsigned *budget)
{
    uint64_t left = 1;
    while (left > 0) {
        struct value v;
        size_t at = *pos;
        if ((*budget)-- == 0 || !read_value(section, at, &v)) {
            *budget = 0;
            return false;
        }
        *pos = v.after;
        left--;
        if (!v.pointed && holds_others(&v))
            left += (v.type == MAP ? 2 : 1) * (uint64_t)v.size;
    }
    return true;
}

// The entry `key` of the map `map`. WY_NOT_FOUND: it has none.
static wy_err find(wy_bytes section, const struct value *map, wy_str key, unsigned *budget, struct value *out)
{
    size_t pos = map->content;
    if (map->type != MAP)
        return WY_NOT_FOUND;
    for (size_t i = 0; i < map->size; i++) {
        struct value name;
        if (*budget == 0 || !read_value(section, pos, &name) || name.type != TEXT)
            return WY_MALFORMED;
        (*budget)--;
        pos = name.after;
        if (wy_str_eq((wy_str){(const char *)section.ptr + name.content, name.size}, key))
            return read_value(section, pos, out) ? WY_OK : WY_MALFORMED;
        if (!skip(section, &pos, budget))
            return WY_MALFORMED;
    }
    return WY_NOT_FOUND;
}

static bool number(wy_bytes section, const struct value *v, uint64_t *out)
{
    return (v->type == U16 || v->type == U32 || v->type == U64) && v->size <= 8 &&
           big(section, v->content, v->size, out);
}

static wy_str text(wy_bytes section, const struct value *v)
{
    wy_str s = {(const char *)section.ptr + v->content, v->size};
    return v->type == TEXT && wy_utf8_valid(wy_str_bytes(s)) ? s : (wy_str){0};
}

static bool metadata_number(wy_bytes section, const struct value *map, const char *key, uint64_t *out)
{
    unsigned budget = VALUES_MAX;
    struct value v;
    return find(section, map, wy_str_c(key), &budget, &v) == WY_OK && number(section, &v, out);
}

// Behind its last marker near the end of the file.
static bool find_metadata(wy_bytes file, wy_bytes *out, size_t *begin)
{
    static const char marker[] = "\xab\xcd\xef"
                                 "MaxMind.com";
    const size_t n = sizeof marker - 1;
    for (size_t back = n; back <= file.len && back <= METADATA_MAX; back++) {
        size_t at = file.len - back;
        if (memcmp(file.ptr + at, marker, n) == 0) {
            *begin = at;
            *out = wy_bytes_sub(file, at + n, SIZE_MAX);
            return true;
        }
    }
    return false;
}

static uint32_t record(const struct wy_mmdb *db, uint32_t node, size_t bit)
{
    size_t bytes = db->record_bits / 4;
    const uint8_t *p = db->tree.ptr + (size_t)node * bytes; // node < nodes, and the tree's size was checked
    if (db->record_bits == 24)
        return (uint32_t)p[bit * 3] << 16 | (uint32_t)p[bit * 3 + 1] << 8 | p[bit * 3 + 2];
    if (db->record_bits == 32)
        return (uint32_t)p[bit * 4] << 24 | (uint32_t)p[bit * 4 + 1] << 16 | (uint32_t)p[bit * 4 + 2] << 8 |
               p[bit * 4 + 3];
    uint32_t high = bit ? p[3] & 15u : p[3] >> 4u;
    p += bit ? 4 : 0;
    return high << 24 | (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

wy_err wy_mmdb_open(struct wy_mmdb *db, wy_bytes file, struct wy_diag *diag)
{
    wy_bytes meta;
    size_t begin;
    struct value map, v;
    uint64_t nodes, bits, version, built = 0;
    *db = (struct wy_mmdb){0};
    if (!find_metadata(file, &meta, &begin))
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "not a MaxMind database (MMDB)");
    if (!read_value(meta, 0, &map) || !metadata_number(meta, &map, "node_count", &nodes) ||
        !metadata_number(meta, &map, "record_size", &bits) || !metadata_number(meta, &map, "ip_version", &version))
        return wy_fail(diag, WY_MALFORMED, begin, "the database does not describe itself");
    if ((bits != 24 && bits != 28 && bits != 32) || (version != 4 && version != 6) || nodes > UINT32_MAX)
        return wy_fail(diag, WY_UNSUPPORTED, begin,
                       "a database with records of %llu bits for addresses of version %llu", (unsigned long long)bits,
                       (unsigned long long)version);
    uint64_t tree = nodes * (bits / 4);
    if (tree + SEPARATOR > begin)
        return wy_fail(diag, WY_TRUNCATED, begin, "the database is shorter than its tree of %llu nodes",
                       (unsigned long long)nodes);
    (void)metadata_number(meta, &map, "build_epoch", &built);
    unsigned budget = VALUES_MAX;
    *db = (struct wy_mmdb){.tree = wy_bytes_sub(file, 0, (size_t)tree),
                           .data = wy_bytes_sub(file, (size_t)tree + SEPARATOR, begin - (size_t)tree - SEPARATOR),
                           .nodes = (uint32_t)nodes,
                           .record_bits = (unsigned)bits,
                           .ip_version = (unsigned)version,
                           .built = built};
    if (find(meta, &map, WY_S("database_type"), &budget, &v) == WY_OK)
        db->type = text(meta, &v);
    for (int i = 0; version == 6 && i < 96 && db->ipv4_node < db->nodes; i++)
        db->ipv4_node = record(db, db->ipv4_node, 0);
    return WY_OK;
}

// The number that the tree ends in for this address.
static uint32_t walk(const struct wy_mmdb *db, const struct wy_address *a)
{
    uint32_t node = a->len == 4 ? db->ipv4_node : 0;
    for (unsigned i = 0; i < a->len * 8u && node < db->nodes; i++)
        node = record(db, node, a->byte[i / 8] >> (7 - i % 8) & 1u);
    return node;
}

static wy_err find_path(const struct wy_mmdb *db, const struct value *root, const char *const *path, unsigned *budget,
                        struct value *out)
{
    wy_err err = WY_OK;
    *out = *root;
    for (int i = 0; i < KEY_DEPTH_MAX && path[i] && err == WY_OK; i++) {
        struct value map = *out;
        err = find(db->data, &map, wy_str_c(path[i]), budget, out);
    }
    return err;
}

wy_err wy_mmdb_lookup(const struct wy_mmdb *db, const struct wy_address *address, struct wy_mmdb_answer *out)
{
    // The spellings of the databases that are about: MaxMind's and DB-IP's, and those made from registries.
    static const char *const countries[][KEY_DEPTH_MAX] = {{"country", "iso_code"}, {"country_code"}, {"country"}};
    static const char *const systems[][KEY_DEPTH_MAX] = {{"autonomous_system_number"}, {"asn"}};
    static const char *const names[][KEY_DEPTH_MAX] = {
        {"autonomous_system_organization"}, {"as_name"}, {"organization"}};
    struct value root, v;
    *out = (struct wy_mmdb_answer){0};
    if (address->len == 0 || (address->len == 16 && db->ip_version == 4))
        return WY_NOT_FOUND;
    uint32_t end = walk(db, address);
    if (end == db->nodes)
        return WY_NOT_FOUND;
    if (end < db->nodes || end - db->nodes < SEPARATOR || !read_value(db->data, end - db->nodes - SEPARATOR, &root))
        return WY_MALFORMED;
    unsigned budget = VALUES_MAX;
    for (size_t i = 0; i < WY_COUNT(countries) && !out->country.len; i++)
        if (find_path(db, &root, countries[i], &budget, &v) == WY_OK)
            out->country = text(db->data, &v);
    uint64_t asn = 0;
    for (size_t i = 0; i < WY_COUNT(systems) && !asn; i++)
        if (find_path(db, &root, systems[i], &budget, &v) != WY_OK || !number(db->data, &v, &asn) || asn > UINT32_MAX)
            asn = 0;
    out->asn = (uint32_t)asn;
    for (size_t i = 0; i < WY_COUNT(names) && !out->network.len; i++)
        if (find_path(db, &root, names[i], &budget, &v) == WY_OK)
            out->network = text(db->data, &v);
    if (budget == 0)
        return WY_MALFORMED;
    return out->country.len || out->asn ? WY_OK : WY_NOT_FOUND;
}
