// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/capture.h"

#include "core/reader.h"

#include <stdlib.h>

// The window stays in the processor's cache while it is read; it grows only for a block that does not fit.
enum {
    WINDOW = 256 * 1024,
    WINDOW_MAX = 20 * 1024 * 1024, // the largest pcapng block that is looked into
    PACKET_MAX = 1024 * 1024,      // no link has larger frames; a longer record is a damaged file
    INTERFACES_MAX = 4096,
    PCAP_HEADER = 24,
};

struct interface {
    uint32_t link;
    uint32_t snap;
    uint64_t units; // ticks for one second
    int64_t offset; // seconds to add
};

struct wy_capture_reader {
    struct wy_stream *stream;
    uint8_t *buf;
    size_t cap, pos, len;
    uint64_t base; // file offset of buf[0]
    uint64_t packets;
    bool started, at_end, pcapng, swapped;
    uint32_t link, record_header, frac_ns;
    struct interface *interfaces;
    size_t interfaces_n, interfaces_cap;
};

static uint16_t get16(const struct wy_capture_reader *r, const uint8_t *p)
{
    uint16_t v;
    memcpy(&v, p, 2);
    return r->swapped ? __builtin_bswap16(v) : v;
}

static uint32_t get32(const struct wy_capture_reader *r, const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return r->swapped ? __builtin_bswap32(v) : v;
}

wy_str wy_capture_format(wy_bytes head)
{
    static const uint8_t magics[][4] = {{0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0xc3, 0xd4}, {0x4d, 0x3c, 0xb2, 0xa1},
                                        {0xa1, 0xb2, 0x3c, 0x4d}, {0x34, 0xcd, 0xb2, 0xa1}, {0xa1, 0xb2, 0xcd, 0x34}};
    if (head.len < 12)
        return (wy_str){0};
    for (size_t i = 0; i < WY_COUNT(magics); i++)
        if (memcmp(head.ptr, magics[i], 4) == 0)
            return WY_S("pcap");
    if (memcmp(head.ptr, "\x0a\x0d\x0d\x0a", 4) == 0 &&
        (memcmp(head.ptr + 8, "\x1a\x2b\x3c\x4d", 4) == 0 || memcmp(head.ptr + 8, "\x4d\x3c\x2b\x1a", 4) == 0))
        return WY_S("pcapng");
    return (wy_str){0};
}

struct wy_capture_reader *wy_capture_new(struct wy_stream *stream)
{
    struct wy_capture_reader *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->stream = stream;
    r->cap = WINDOW;
    r->buf = malloc(r->cap);
    if (!r->buf) {
        free(r);
        return NULL;
    }
    return r;
}

void wy_capture_free(struct wy_capture_reader *r)
{
    if (!r)
        return;
    free(r->buf);
    free(r->interfaces);
    free(r);
}

uint64_t wy_capture_offset(const struct wy_capture_reader *r) { return r->base + r->pos; }

static wy_err make_room(struct wy_capture_reader *r, size_t n, struct wy_diag *diag)
{
    memmove(r->buf, r->buf + r->pos, r->len - r->pos);
    r->base += r->pos;
    r->len -= r->pos;
    r->pos = 0;
    if (n <= r->cap)
        return WY_OK;
    uint8_t *bigger = realloc(r->buf, n);
    if (!bigger)
        return wy_fail(diag, WY_NO_MEMORY, r->base, "no memory for a block of %zu bytes", n);
    r->buf = bigger;
    r->cap = n;
    return WY_OK;
}

// Makes n bytes contiguous at buf + pos; *have tells how many there are when the file ends before.
static wy_err fill(struct wy_capture_reader *r, size_t n, size_t *have, struct wy_diag *diag)
{
    wy_err err = r->len - r->pos >= n ? WY_OK : make_room(r, n, diag);
    while (err == WY_OK && r->len - r->pos < n && !r->at_end) {
        size_t got = 0;
        err = r->stream->read(r->stream, r->buf + r->len, r->cap - r->len, &got, diag);
        r->len += got;
        r->at_end = err == WY_OK && got == 0;
    }
    *have = r->len - r->pos;
    return err;
}

static wy_err need(struct wy_capture_reader *r, size_t n, const char *what, struct wy_diag *diag)
{
    if (r->len - r->pos >= n)
        return WY_OK;
    size_t have;
    wy_err err = fill(r, n, &have, diag);
    if (err != WY_OK || have >= n)
        return err;
    return wy_fail(diag, WY_TRUNCATED, wy_capture_offset(r), "the file ends within %s: %zu of %zu bytes are there",
                   what, have, n);
}

static wy_err skip(struct wy_capture_reader *r, uint64_t n, struct wy_diag *diag)
{
    while (n) {
        size_t part = n < WINDOW ? (size_t)n : WINDOW;
        wy_err err = need(r, part, "a block", diag);
        if (err != WY_OK)
            return err;
        r->pos += part;
        n -= part;
    }
    return WY_OK;
}

static wy_err start_pcap(struct wy_capture_reader *r, struct wy_diag *diag)
{
    wy_err err = need(r, PCAP_HEADER, "the file header", diag);
    if (err != WY_OK)
        return err;
    const uint8_t *p = r->buf + r->pos;
    uint32_t magic;
    memcpy(&magic, p, 4);
    uint32_t turned = __builtin_bswap32(magic);
    r->swapped = turned == 0xa1b2c3d4u || turned == 0xa1b23c4du || turned == 0xa1b2cd34u;
    uint32_t kind = r->swapped ? turned : magic;
    r->frac_ns = kind == 0xa1b23c4du ? 1 : 1000;
    r->record_header = kind == 0xa1b2cd34u ? 24 : 16;
    r->link = get32(r, p + 20) & 0xffff; // the upper bits tell about frame check sequences
    r->pos += PCAP_HEADER;
    return WY_OK;
}

static int64_t join_time(uint64_t seconds, uint64_t ns)
{
    return seconds > 9000000000u ? WY_NO_TIME : (int64_t)(seconds * 1000000000u + ns);
}

static wy_err next_pcap(struct wy_capture_reader *r, struct wy_capture_item *out, struct wy_diag *diag)
{
    size_t have = r->len - r->pos;
    if (have < r->record_header) {
        wy_err err = fill(r, r->record_header, &have, diag);
        if (err != WY_OK)
            return err;
        if (have == 0) {
            out->event = WY_CAPTURE_END;
            return WY_OK;
        }
        if ((err = need(r, r->record_header, "a packet header", diag)) != WY_OK)
            return err;
    }
    const uint8_t *p = r->buf + r->pos;
    uint32_t size = get32(r, p + 8);
    if (size > PACKET_MAX)
        return wy_fail(diag, WY_MALFORMED, wy_capture_offset(r), "packet %llu claims %u bytes",
                       (unsigned long long)r->packets + 1, size);
    size_t whole = r->record_header + (size_t)size;
    if (r->len - r->pos < whole) {
        wy_err err = need(r, whole, "a packet", diag);
        if (err != WY_OK)
            return err;
        p = r->buf + r->pos;
    }
    uint32_t frac = get32(r, p + 4);
    out->event = WY_CAPTURE_PACKET;
    out->packet = (struct wy_packet){
        .data = {p + r->record_header, size},
        .wire_size = get32(r, p + 12),
        .link = r->link,
        .number = ++r->packets,
        .time = join_time(get32(r, p), (uint64_t)frac * r->frac_ns),
        .offset = wy_capture_offset(r),
    };
    r->pos += whole;
    return WY_OK;
}

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET_OLD = 2,
    BLOCK_SIMPLE = 3,
    BLOCK_PACKET = 6,
    BLOCK_SECRETS = 10
};

// The next option, or false. Options are padded to four bytes; a lying length ends them.
static bool next_option(const struct wy_capture_reader *r, wy_bytes *rest, uint16_t *code, wy_bytes *value)
{
    if (rest->len < 4)
        return false;
    *code = get16(r, rest->ptr);
    size_t n = get16(r, rest->ptr + 2);
    if (*code == 0 || n > rest->len - 4)
        return false;
    *value = (wy_bytes){rest->ptr + 4, n};
    *rest = wy_bytes_sub(*rest, 4 + ((n + 3) & ~(size_t)3), SIZE_MAX);
    return true;
}

static void set_resolution(struct interface *i, uint8_t code)
{
    unsigned exponent = code & 0x7f;
    if (code & 0x80) {
        i->units = exponent < 64 ? UINT64_C(1) << exponent : 0;
        return;
    }
    i->units = exponent < 20 ? 1 : 0;
    for (unsigned k = 0; k < exponent && i->units; k++)
        i->units *= 10;
}

static wy_err add_interface(struct wy_capture_reader *r, wy_bytes body, struct wy_diag *diag)
{
    if (body.len < 8)
        return wy_fail(diag, WY_MALFORMED, wy_capture_offset(r), "interface block of %zu bytes", body.len);
    if (r->interfaces_n == r->interfaces_cap) {
        size_t cap = r->interfaces_cap ? r->interfaces_cap * 2 : 8;
        if (cap > INTERFACES_MAX)
            return wy_fail(diag, WY_LIMIT, wy_capture_offset(r), "more than %d interfaces", INTERFACES_MAX);
        struct interface *bigger = realloc(r->interfaces, cap * sizeof *bigger);
        if (!bigger)
            return wy_fail(diag, WY_NO_MEMORY, wy_capture_offset(r), "no memory for interfaces");
        r->interfaces = bigger;
        r->interfaces_cap = cap;
    }
    struct interface *i = &r->interfaces[r->interfaces_n++];
    *i = (struct interface){.link = get16(r, body.ptr), .snap = get32(r, body.ptr + 4), .units = 1000000};
    wy_bytes rest = wy_bytes_sub(body, 8, SIZE_MAX), value;
    uint16_t code;
    while (next_option(r, &rest, &code, &value)) {
        if (code == 9 && value.len == 1)
            set_resolution(i, value.ptr[0]);
        if (code == 14 && value.len == 8) {
            uint64_t offset;
            memcpy(&offset, value.ptr, 8);
            i->offset = (int64_t)(r->swapped ? __builtin_bswap64(offset) : offset);
        }
    }
    return WY_OK;
}

static int64_t tick_time(const struct interface *i, uint64_t ticks)
{
    if (i->units == 0 || i->offset < 0 || i->offset > 9000000000)
        return WY_NO_TIME;
    uint64_t seconds = ticks / i->units, rest = ticks % i->units;
    uint64_t ns =
        i->units <= 1000000000 ? rest * 1000000000 / i->units : (uint64_t)((double)rest * 1e9 / (double)i->units);
    return seconds > 9000000000u ? WY_NO_TIME : join_time(seconds + (uint64_t)i->offset, ns);
}

// A packet block's content; false when it contradicts itself.
static bool read_packet(struct wy_capture_reader *r, uint32_t type, wy_bytes b, struct wy_packet *out)
{
    size_t head = type == BLOCK_SIMPLE ? 4 : 20;
    if (b.len < head)
        return false;
    uint32_t index = type == BLOCK_SIMPLE ? 0 : type == BLOCK_PACKET ? get32(r, b.ptr) : get16(r, b.ptr);
    if (index >= r->interfaces_n)
        return false;
    const struct interface *i = &r->interfaces[index];
    out->link = i->link;
    out->time = WY_NO_TIME;
    uint32_t size;
    if (type == BLOCK_SIMPLE) {
        out->wire_size = get32(r, b.ptr);
        size = (uint32_t)wy_min((size_t)out->wire_size, b.len - head);
        if (i->snap && size > i->snap)
            size = i->snap;
    } else {
        out->time = tick_time(i, (uint64_t)get32(r, b.ptr + 4) << 32 | get32(r, b.ptr + 8));
        size = get32(r, b.ptr + 12);
        out->wire_size = get32(r, b.ptr + 16);
    }
    if (size > b.len - head || size > PACKET_MAX)
        return false;
    out->data = (wy_bytes){b.ptr + head, size};
    if (type == BLOCK_SIMPLE)
        return true;
    wy_bytes rest = wy_bytes_sub(b, head + (((size_t)size + 3) & ~(size_t)3), SIZE_MAX), value;
    uint16_t code;
    while (rest.len && next_option(r, &rest, &code, &value))
        if (code == 1)
            out->comment = wy_bytes_str(value);
    return true;
}

static wy_err start_section(struct wy_capture_reader *r, struct wy_diag *diag)
{
    wy_err err = need(r, 12, "a section header", diag);
    if (err != WY_OK)
        return err;
    uint32_t order;
    memcpy(&order, r->buf + r->pos + 8, 4);
    if (order != 0x1a2b3c4du && order != 0x4d3c2b1au)
        return wy_fail(diag, WY_MALFORMED, wy_capture_offset(r), "section with an unknown byte order");
    r->swapped = order == 0x4d3c2b1au;
    r->interfaces_n = 0;
    return WY_OK;
}

// *done tells that `out` holds something for the caller.
static wy_err take_block(struct wy_capture_reader *r, uint32_t type, wy_bytes body, struct wy_capture_item *out,
                         bool *done, struct wy_diag *diag)
{
    switch (type) {
    case BLOCK_INTERFACE: return add_interface(r, body, diag);
    case BLOCK_SECRETS:
        if (body.len >= 8 && get32(r, body.ptr) == 0x544c534b) { // "TLSK": SSLKEYLOGFILE text
            out->event = WY_CAPTURE_SECRETS;
            out->secrets = wy_bytes_sub(body, 8, get32(r, body.ptr + 4));
            *done = true;
        }
        return WY_OK;
    case BLOCK_PACKET:
    case BLOCK_PACKET_OLD:
    case BLOCK_SIMPLE:
        out->event = WY_CAPTURE_PACKET;
        out->packet = (struct wy_packet){.number = ++r->packets, .offset = wy_capture_offset(r)};
        if (!read_packet(r, type, body, &out->packet)) { // the block's length still leads to the next one
            out->packet.data = (wy_bytes){0};
            out->packet.link = WY_LINK_BROKEN;
        }
        *done = true;
        return WY_OK;
    default: return WY_OK;
    }
}

static wy_err next_block(struct wy_capture_reader *r, struct wy_capture_item *out, struct wy_diag *diag)
{
    for (bool done = false; !done;) {
        size_t have;
        wy_err err = fill(r, 12, &have, diag);
        if (err != WY_OK)
            return err;
        if (have == 0) {
            out->event = WY_CAPTURE_END;
            return WY_OK;
        }
        if ((err = need(r, 12, "a block header", diag)) != WY_OK)
            return err;
        uint32_t type = get32(r, r->buf + r->pos);
        if (type == BLOCK_SECTION && (err = start_section(r, diag)) != WY_OK)
            return err;
        uint32_t size = get32(r, r->buf + r->pos + 4);
        if (size < 12 || size & 3)
            return wy_fail(diag, WY_MALFORMED, wy_capture_offset(r), "block of %u bytes", size);
        if (size > WINDOW_MAX) { // too large to be a packet
            if ((err = skip(r, size, diag)) != WY_OK)
                return err;
            continue;
        }
        if ((err = need(r, size, "a block", diag)) != WY_OK)
            return err;
        wy_bytes body = {r->buf + r->pos + 8, size - 12};
        if ((err = take_block(r, type, body, out, &done, diag)) != WY_OK)
            return err;
        r->pos += size;
    }
    return WY_OK;
}

wy_err wy_capture_next(struct wy_capture_reader *r, struct wy_capture_item *out, struct wy_diag *diag)
{
    if (r->started)
        return r->pcapng ? next_block(r, out, diag) : next_pcap(r, out, diag);
    size_t have;
    wy_err err = fill(r, 12, &have, diag);
    if (err != WY_OK)
        return err;
    wy_str format = wy_capture_format((wy_bytes){r->buf + r->pos, have});
    if (!format.ptr)
        return wy_fail(diag, WY_UNSUPPORTED, 0, "not a pcap or pcapng file");
    r->started = true;
    r->pcapng = wy_str_eq(format, WY_S("pcapng"));
    if (!r->pcapng && (err = start_pcap(r, diag)) != WY_OK)
        return err;
    return wy_capture_next(r, out, diag);
}
