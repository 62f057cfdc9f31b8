// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Header fields: POSIX.1-2001, pax interchange format, table 4-14; numbers in octal, or binary with the high bit set
// (GNU).
#include "formats/archive/tar.h"

enum { BLOCK = 512, NAME = 0, SIZE = 124, CHECKSUM = 148, TYPE = 156, MAGIC = 257, PREFIX = 345 };
enum { PAX_MAX = 1024 * 1024 }; // extended headers are names and times; a larger one is refused

static wy_err fill(struct wy_tar *t, struct wy_diag *diag)
{
    size_t got = 0;
    if (t->pos < t->fill)
        return WY_OK;
    wy_err err = t->in->read(t->in, t->buffer, sizeof t->buffer, &got, diag);
    t->pos = 0;
    t->fill = err ? 0 : got;
    return err;
}

// Exactly n bytes; out == NULL skips them.
static wy_err take(struct wy_tar *t, void *out, uint64_t n, struct wy_diag *diag)
{
    uint8_t *to = out;
    while (n > 0) {
        wy_err err = fill(t, diag);
        if (err)
            return err;
        size_t part = t->fill - t->pos;
        if (part == 0)
            return wy_fail(diag, WY_TRUNCATED, t->offset, "the tar archive ends within an entry");
        if (!to && n > part + WY_TAR_BUFFER && t->in->skip) {
            uint64_t jump = n - part;
            t->in->skip(t->in, jump);
            t->jumped = true;
            t->offset += jump;
            n -= jump;
        }
        if (part > n)
            part = (size_t)n;
        if (to) {
            memcpy(to, t->buffer + t->pos, part);
            to += part;
        }
        t->pos += part;
        t->offset += part;
        n -= part;
    }
    return WY_OK;
}

static wy_str field(const uint8_t *header, size_t at, size_t size)
{
    const void *end = memchr(header + at, 0, size);
    return (wy_str){(const char *)header + at, end ? (size_t)((const uint8_t *)end - header) - at : size};
}

static bool number(const uint8_t *header, size_t at, size_t size, uint64_t *out)
{
    uint64_t v = 0;
    if (header[at] & 0x80) { // GNU: big-endian binary
        for (size_t i = 0; i < size; i++) {
            uint8_t byte = i ? header[at + i] : header[at] & 0x7f;
            if (v >> 55)
                return false;
            v = v << 8 | byte;
        }
        *out = v;
        return true;
    }
    wy_str s = wy_str_trim(field(header, at, size));
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '7')
            return false;
        v = v << 3 | (uint64_t)(s.ptr[i] - '0');
    }
    *out = v;
    return true;
}

static bool checksum_holds(const uint8_t *header)
{
    uint64_t want, sum = 0;
    for (size_t i = 0; i < BLOCK; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i];
    return number(header, CHECKSUM, 8, &want) && want == sum;
}

bool wy_tar_looks_like(wy_bytes head) { return head.len >= BLOCK && head.ptr[0] != 0 && checksum_holds(head.ptr); }

void wy_tar_init(struct wy_tar *tar, struct wy_stream *in) { *tar = (struct wy_tar){.in = in}; }

static void set_name(struct wy_tar *t, wy_str name, size_t *len)
{
    *len = wy_min(name.len, sizeof t->name);
    memcpy(t->name, name.ptr, *len);
}

static void name_from_header(struct wy_tar *t, const uint8_t *header, size_t *len)
{
    wy_str prefix = field(header, PREFIX, 155), name = field(header, NAME, 100);
    *len = 0;
    if (memcmp(header + MAGIC, "ustar", 6) == 0 && prefix.len) {
        set_name(t, prefix, len);
        t->name[(*len)++] = '/';
    }
    memcpy(t->name + *len, name.ptr, name.len); // 155 + 1 + 100 bytes at most
    *len += name.len;
}

struct extended {
    bool has_name, has_size;
    uint64_t size;
    size_t name_len;
};

// Records "LENGTH KEY=VALUE\n"; what is not understood is passed over.
static wy_err read_pax(struct wy_tar *t, wy_str text, struct extended *e, struct wy_diag *diag)
{
    while (text.len) {
        size_t space = wy_str_find_char(text, ' ');
        uint64_t len;
        if (space == WY_NPOS || !wy_str_u64(wy_str_sub(text, 0, space), &len) || len <= space + 1 || len > text.len)
            return wy_fail(diag, WY_MALFORMED, t->offset, "a pax header that contradicts its lengths");
        wy_str record = wy_str_sub(text, space + 1, (size_t)len - space - 2);
        text = wy_str_from(text, (size_t)len);
        if (wy_str_starts(record, WY_S("path="))) {
            set_name(t, wy_str_from(record, 5), &e->name_len);
            e->has_name = true;
        } else if (wy_str_starts(record, WY_S("size="))) {
            e->has_size = wy_str_u64(wy_str_from(record, 5), &e->size);
        }
    }
    return WY_OK;
}

// x (pax) and L (GNU long name) speak about the next entry; g is for all and holds nothing that matters here.
static wy_err read_extended(struct wy_tar *t, char type, uint64_t size, struct extended *e, struct wy_diag *diag)
{
    if (size > PAX_MAX)
        return wy_fail(diag, WY_LIMIT, t->offset, "an extended tar header of %llu bytes", (unsigned long long)size);
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    char *text = wy_new(&arena, char, size + 1);
    wy_err err = text ? take(t, text, size, diag) : wy_fail(diag, WY_NO_MEMORY, t->offset, "no memory");
    if (!err && type == 'x')
        err = read_pax(t, (wy_str){text, (size_t)size}, e, diag);
    if (!err && type == 'L') {
        set_name(t, wy_str_c(text), &e->name_len);
        e->has_name = true;
    }
    wy_arena_fini(&arena);
    return err ? err : take(t, NULL, (BLOCK - size % BLOCK) % BLOCK, diag);
}

static bool all_zero(const uint8_t *header)
{
    for (size_t i = 0; i < BLOCK; i++)
        if (header[i])
            return false;
    return true;
}

static wy_err end_of_archive(struct wy_tar *t)
{
    t->ended = true;
    return WY_NOT_FOUND;
}

static wy_err next_header(struct wy_tar *t, uint8_t header[BLOCK], struct wy_diag *diag)
{
    if (t->ended)
        return WY_NOT_FOUND;
    wy_err err = take(t, NULL, t->left + t->padding, diag);
    t->left = t->padding = 0;
    if (!err)
        err = fill(t, diag);
    if (err)
        return err;
    if (t->fill == t->pos && t->jumped) // nothing told yet whether the entry was whole
        return wy_fail(diag, WY_TRUNCATED, t->offset, "the tar archive ends within an entry, or without its end mark");
    t->jumped = false;
    if (t->fill == t->pos)
        return end_of_archive(t); // without the two zero blocks; tar(1) accepts it, too
    err = take(t, header, BLOCK, diag);
    if (err)
        return err;
    if (all_zero(header))
        return end_of_archive(t);
    if (!checksum_holds(header))
        return wy_fail(diag, WY_MALFORMED, t->offset - BLOCK, "a tar header whose checksum is wrong");
    return WY_OK;
}

wy_err wy_tar_next(struct wy_tar *t, struct wy_tar_entry *out, struct wy_diag *diag)
{
    uint8_t header[BLOCK];
    struct extended e = {0};
    for (;;) {
        wy_err err = next_header(t, header, diag);
        if (err) {
            t->ended = true;
            return err;
        }
        uint64_t size;
        char type = (char)header[TYPE];
        if (!number(header, SIZE, 12, &size)) {
            t->ended = true;
            return wy_fail(diag, WY_MALFORMED, t->offset - BLOCK, "a tar header without a size");
        }
        if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
            err = read_extended(t, type, size, &e, diag);
            t->ended = err != WY_OK;
            if (err)
                return err;
            continue;
        }
        bool is_file = type == '0' || type == 0 || type == '7';
        if (e.has_size)
            size = e.size;
        t->left = is_file ? size : 0;
        t->padding = (unsigned)((BLOCK - t->left % BLOCK) % BLOCK);
        if (!e.has_name)
            name_from_header(t, header, &e.name_len);
        *out = (struct wy_tar_entry){
            .name = {t->name, e.name_len},
            .size = t->left,
            .type = is_file       ? WY_TAR_FILE
                    : type == '5' ? WY_TAR_FOLDER
                                  : WY_TAR_OTHER,
            .offset = t->offset - BLOCK,
        };
        return WY_OK;
    }
}

wy_err wy_tar_read(struct wy_tar *t, void *out, size_t n, size_t *got, struct wy_diag *diag)
{
    *got = 0;
    wy_err err = n && t->left ? fill(t, diag) : WY_OK;
    if (!err && n && t->left) { // no more at a time than is there: what comes before a break counts
        size_t there = t->fill - t->pos;
        *got = wy_min(n, there && there < t->left ? there : (size_t)t->left);
        err = take(t, out, *got, diag);
    }
    if (err) {
        t->ended = true;
        t->left = 0;
        *got = 0;
        return err;
    }
    t->left -= *got;
    return WY_OK;
}
