// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// IPv4 (RFC 791), IPv6 (RFC 8200) with extension headers, fragments of both, and GRE (RFC 2784, 2890), GTP-U (3GPP TS
// 29.281), VXLAN (RFC 7348), Geneve (RFC 8926), MPLS (RFC 3032), PPPoE (RFC 2516), VLAN tags, IP in IP. ESP is not
// opened.
#include "formats/net/ip.h"

#include "core/map.h"

#include <arpa/inet.h>
#include <stdio.h>

enum {
    DEPTH_MAX = 24, // unwrappings of one packet; four tunnels within each other need about sixteen
    EXTENSIONS_MAX = 16,
    FRAGMENTED_MAX = 256, // datagrams whose fragments are collected at one time
    DATAGRAM_MAX = 65536,
    JOINED_MAX = 32, // datagrams whose late copies of fragments are known
    PIECES_MAX = 48, // of such a datagram: 64 KiB in pieces of 1,480 bytes
};
#define JOINED_TIME (INT64_C(2) * 1000000000) // for so long
// For a datagram to become whole (RFC 8200, 4.5). Identifications come again.
#define COLLECT_TIME (INT64_C(60) * 1000000000)

wy_str wy_address_text(const struct wy_address *a, char out[WY_ADDRESS_TEXT])
{
    const uint8_t *b = a->byte;
    if (a->len == 6) {
        int n = snprintf(out, WY_ADDRESS_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
        return (wy_str){out, (size_t)n};
    }
    if (a->len == 0 || !inet_ntop(a->len == 4 ? AF_INET : AF_INET6, b, out, WY_ADDRESS_TEXT))
        return (wy_str){0};
    return wy_str_c(out);
}

struct fragmented {
    struct fragmented *next; // in the list of those given out
    uint8_t key[38];         // addresses, protocol, identification
    uint32_t size;           // known once the last fragment is there; 0 before
    uint32_t blocks;         // eight-byte blocks present
    unsigned pieces;         // that came
    bool fresh;              // one of them is no copy of what was joined before
    struct wy_when when;
    uint64_t piece[PIECES_MAX]; // their hashes
    uint8_t present[DATAGRAM_MAX / 64];
    uint8_t data[DATAGRAM_MAX];
};

struct joined {
    uint8_t key[38];
    unsigned pieces;
    int64_t time;
    uint64_t piece[PIECES_MAX];
};

struct wy_defrag {
    struct wy_heap *heap;
    struct joined joined[JOINED_MAX];
    unsigned next_joined;
    struct fragmented *slot[FRAGMENTED_MAX];
    unsigned hand;
    struct wy_when now; // of the present packet
    uint64_t lost;
    struct wy_when first_lost;
    struct fragmented *whole; // given out with the last packet; more than one when tunnels were fragmented, too
};

struct wy_defrag *wy_defrag_new(struct wy_heap *heap)
{
    struct wy_defrag *d = wy_heap_alloc(heap, sizeof *d);
    if (d)
        d->heap = heap;
    return d;
}

static void free_whole(struct wy_defrag *d)
{
    while (d->whole) {
        struct fragmented *next = d->whole->next;
        wy_heap_free(d->heap, d->whole, sizeof *d->whole);
        d->whole = next;
    }
}

void wy_defrag_free(struct wy_defrag *d)
{
    if (!d)
        return;
    free_whole(d);
    for (size_t i = 0; i < FRAGMENTED_MAX; i++)
        wy_heap_free(d->heap, d->slot[i], sizeof *d->slot[i]);
    wy_heap_free(d->heap, d, sizeof *d);
}

struct piece {
    uint32_t id, offset;
    bool more;
};

static void make_key(const struct wy_walk *w, uint32_t id, uint8_t key[38])
{
    memset(key, 0, 38);
    memcpy(key, w->address[0], w->address_len);
    memcpy(key + 16, w->address[1], w->address_len);
    key[32] = w->protocol;
    key[33] = w->address_len;
    memcpy(key + 34, &id, 4);
}

static uint64_t hash_piece(const struct piece *p, wy_bytes data)
{
    const uint64_t seed[2] = {p->offset, p->more};
    return wy_siphash(seed, data);
}

// A piece of a datagram that is whole already and was seen on another interface, too. One that has only such pieces is
// not missed when it never becomes whole; when it does, who reads it decides whether it is a copy.
static bool joined_before(const struct wy_defrag *d, const uint8_t key[38], uint64_t hash)
{
    for (const struct joined *j = d->joined; j < d->joined + JOINED_MAX; j++) {
        if (memcmp(j->key, key, 38) != 0 || !wy_times_near(d->now.time, j->time, JOINED_TIME))
            continue;
        for (unsigned i = 0; i < wy_min(j->pieces, PIECES_MAX); i++)
            if (j->piece[i] == hash)
                return true;
    }
    return false;
}

static void begin_anew(struct wy_defrag *d, struct fragmented *f, const uint8_t key[38])
{
    f->when = d->now;
    f->size = f->blocks = f->pieces = 0;
    f->fresh = false;
    memset(f->present, 0, sizeof f->present);
    memcpy(f->key, key, sizeof f->key);
}

static void note_lost(struct wy_defrag *d, const struct fragmented *f)
{
    if (f->fresh && d->lost++ == 0)
        d->first_lost = f->when;
}

static struct fragmented **find_fragmented(struct wy_defrag *d, const uint8_t key[38])
{
    struct fragmented **slot = NULL;
    for (size_t i = 0; i < FRAGMENTED_MAX && !slot; i++)
        if (d->slot[i] && memcmp(d->slot[i]->key, key, sizeof d->slot[i]->key) == 0)
            slot = &d->slot[i];
    if (slot && wy_times_near(d->now.time, (*slot)->when.time, COLLECT_TIME))
        return slot;
    if (!slot)
        slot = &d->slot[d->hand++ % FRAGMENTED_MAX]; // the oldest gives way
    if (*slot)
        note_lost(d, *slot);
    else
        *slot = wy_heap_alloc(d->heap, sizeof **slot);
    if (!*slot)
        return NULL;
    begin_anew(d, *slot, key);
    return slot;
}

// The first copy of a byte wins; blocks are eight bytes as in the headers.
static void put_piece(struct fragmented *f, const struct piece *p, wy_bytes data)
{
    for (size_t at = 0; at < data.len; at += 8) {
        size_t block = (p->offset + at) / 8;
        if (f->present[block / 8] & 1u << (block & 7))
            continue;
        f->present[block / 8] |= (uint8_t)(1u << (block & 7));
        f->blocks++;
        memcpy(f->data + p->offset + at, data.ptr + at, wy_min(8, data.len - at));
    }
    if (!p->more && f->size == 0)
        f->size = p->offset + (uint32_t)data.len;
}

// True when the datagram is whole now: `rest` is then all of it.
static bool join(struct wy_defrag *d, struct wy_walk *w, const struct piece *p)
{
    w->step = WY_WALK_OTHER;
    if (p->offset == 0 && !p->more) // an atomic fragment
        return true;
    if (!d || w->missing || w->rest.len == 0 || p->offset + w->rest.len > DATAGRAM_MAX - 8)
        return false;
    uint8_t key[38];
    make_key(w, p->id, key);
    struct fragmented **slot = find_fragmented(d, key);
    if (!slot)
        return false;
    struct fragmented *f = *slot;
    uint64_t hash = hash_piece(p, w->rest);
    bool fresh = !joined_before(d, key, hash);
    if (fresh && !f->fresh && p->offset == 0) // what waits are the ends of copies
        begin_anew(d, f, key);
    f->fresh = f->fresh || fresh;
    f->piece[f->pieces++ % PIECES_MAX] = hash;
    put_piece(f, p, p->more ? (wy_bytes){w->rest.ptr, w->rest.len & ~(size_t)7} : w->rest);
    if (f->size == 0 || f->blocks < (f->size + 7) / 8)
        return false;
    struct joined *joined = &d->joined[d->next_joined++ % JOINED_MAX];
    memcpy(joined->key, key, sizeof joined->key);
    joined->time = d->now.time;
    joined->pieces = f->pieces;
    memcpy(joined->piece, f->piece, sizeof joined->piece);
    f->next = d->whole;
    d->whole = f;
    *slot = NULL;
    w->rest = (wy_bytes){f->data, f->size};
    return true;
}

static void protocol(struct wy_walk *w, uint8_t number)
{
    w->protocol = number;
    w->type = number;
    w->step = WY_WALK_PROTOCOL;
}

static void ipv4(struct wy_defrag *d, struct wy_walk *w)
{
    const uint8_t *p = w->rest.ptr;
    if (w->rest.len < 20) {
        w->step = WY_WALK_BROKEN;
        return;
    }
    size_t head = (size_t)(p[0] & 15u) * 4, total = wy_be16(p + 2);
    if (head < 20 || head > w->rest.len || (total && total < head)) {
        w->step = WY_WALK_BROKEN;
        return;
    }
    if (total == 0) // left to the network card
        total = w->rest.len;
    w->missing = total > w->rest.len ? total - w->rest.len : 0;
    w->rest.len = wy_min(w->rest.len, total);
    w->address[0] = p + 12;
    w->address[1] = p + 16;
    w->address_len = 4;
    w->id = wy_be16(p + 4);
    (void)wy_walk_skip(w, head);
    w->protocol = p[9];
    uint32_t fragment = wy_be16(p + 6);
    if (fragment & 0x3fff) {
        struct piece piece = {w->id, (fragment & 0x1fff) * 8, (fragment & 0x2000) != 0};
        if (!join(d, w, &piece))
            return;
    }
    protocol(w, p[9]);
}

static void ipv6(struct wy_defrag *d, struct wy_walk *w)
{
    const uint8_t *p = w->rest.ptr;
    if (w->rest.len < 40) {
        w->step = WY_WALK_BROKEN;
        return;
    }
    size_t size = wy_be16(p + 4);
    w->address[0] = p + 8;
    w->address[1] = p + 24;
    w->address_len = 16;
    w->id = 0;
    uint8_t next = p[6];
    (void)wy_walk_skip(w, 40);
    if (size) {
        w->missing = size > w->rest.len ? size - w->rest.len : 0;
        w->rest.len = wy_min(w->rest.len, size);
    }
    for (int i = 0; i < EXTENSIONS_MAX; i++) {
        bool plain = next == 0 || next == 43 || next == 60 || next == 135 || next == 139 || next == 140;
        if (!plain && next != 44)
            break;
        if (w->rest.len < 8) {
            w->step = WY_WALK_BROKEN;
            return;
        }
        const uint8_t *e = w->rest.ptr;
        size_t skip = next == 44 ? 8 : ((size_t)e[1] + 1) * 8;
        bool fragment = next == 44;
        next = e[0];
        if (!wy_walk_skip(w, skip))
            return;
        w->protocol = next;
        w->id = fragment ? wy_be32(e + 4) : w->id;
        struct piece piece = {wy_be32(e + 4), wy_be16(e + 2) & 0xfff8, (e[3] & 1) != 0};
        if (fragment && !join(d, w, &piece))
            return;
    }
    protocol(w, next);
}

static void gre(struct wy_walk *w)
{
    const uint8_t *p = w->rest.ptr;
    if (w->rest.len < 4) {
        w->step = WY_WALK_BROKEN;
        return;
    }
    bool pptp = (p[1] & 7) == 1; // enhanced GRE carries PPP
    size_t head = 4 + (p[0] & 0x80 ? 4u : 0u) + (p[0] & 0x20 ? 4u : 0u) + (p[0] & 0x10 ? 4u : 0u);
    if (pptp && p[1] & 0x80)
        head += 4;
    uint32_t type = wy_be16(p + 2);
    if (!wy_walk_skip(w, head))
        return;
    w->step = pptp ? WY_WALK_PPP : WY_WALK_TYPE;
    w->type = type;
}

// GTPv1-U: message 255 carries the user's packet; extension headers are chained by a type byte.
static bool gtp(struct wy_walk *w, wy_bytes u)
{
    if (u.len < 8 || (u.ptr[0] & 0xf0) != 0x30 || u.ptr[1] != 255)
        return false;
    size_t head = u.ptr[0] & 7 ? 12 : 8;
    uint8_t next = u.ptr[0] & 4 && u.len >= 12 ? u.ptr[11] : 0;
    for (int i = 0; next && i < EXTENSIONS_MAX; i++) {
        if (head >= u.len || u.ptr[head] == 0)
            return false;
        size_t size = (size_t)u.ptr[head] * 4;
        if (size > u.len - head)
            return false;
        next = u.ptr[head + size - 1];
        head += size;
    }
    if (head >= u.len || ((u.ptr[head] >> 4) != 4 && (u.ptr[head] >> 4) != 6))
        return false;
    w->rest = wy_bytes_sub(u, head, SIZE_MAX);
    w->step = WY_WALK_IP;
    return true;
}

// UDP ports that mean a tunnel; false leaves the datagram as it is.
static bool udp_tunnel(struct wy_walk *w)
{
    if (w->rest.len < 16)
        return false;
    uint32_t from = wy_be16(w->rest.ptr), to = wy_be16(w->rest.ptr + 2);
    wy_bytes u = wy_bytes_sub(w->rest, 8, SIZE_MAX);
    if (to == 2152 || from == 2152)
        return gtp(w, u);
    if (to == 4789 && u.ptr[0] & 8 && (u.ptr[0] & ~8) == 0) {
        w->rest = wy_bytes_sub(u, 8, SIZE_MAX);
        w->step = WY_WALK_ETHERNET;
        return true;
    }
    if (to == 6081 && (u.ptr[0] & 0xc0) == 0) {
        w->rest = wy_bytes_sub(u, 8 + (u.ptr[0] & 0x3fu) * 4u, SIZE_MAX);
        w->type = wy_be16(u.ptr + 2);
        w->step = WY_WALK_TYPE;
        return true;
    }
    return false;
}

// What is put into an echo is sent (RFC 792, RFC 4443). Other messages of ICMP are the network's own.
static void echo(struct wy_walk *w, uint8_t request, uint8_t reply)
{
    enum { HEAD = 8 };
    uint8_t kind = w->rest.len > HEAD ? w->rest.ptr[0] : 255;
    bool data = (kind == request || kind == reply) && w->rest.ptr[1] == 0;
    w->answer = kind == reply;
    w->step = WY_WALK_OTHER;
    if (data && wy_walk_skip(w, HEAD))
        w->step = WY_WALK_DONE;
}

static void by_protocol(struct wy_walk *w)
{
    switch (w->type) {
    case WY_PROTOCOL_ICMP: echo(w, 8, 0); break;
    case WY_PROTOCOL_ICMP6: echo(w, 128, 129); break;
    case WY_PROTOCOL_ESP:
    case WY_PROTOCOL_TCP: w->step = WY_WALK_DONE; break;
    case WY_PROTOCOL_UDP:
        if (!udp_tunnel(w))
            w->step = WY_WALK_DONE;
        break;
    case 4:
    case 41: w->step = WY_WALK_IP; break;
    case 47: gre(w); break;
    case 51: // authentication header: not encrypted
        if (w->rest.len >= 12) {
            uint8_t next = w->rest.ptr[0];
            if (wy_walk_skip(w, ((size_t)w->rest.ptr[1] + 2) * 4))
                protocol(w, next);
            break;
        }
        w->step = WY_WALK_BROKEN;
        break;
    default: w->step = WY_WALK_OTHER;
    }
}

static void mpls(struct wy_walk *w)
{
    for (int i = 0; i < EXTENSIONS_MAX; i++) {
        if (w->rest.len < 5) {
            w->step = WY_WALK_BROKEN;
            return;
        }
        bool bottom = w->rest.ptr[2] & 1;
        (void)wy_walk_skip(w, 4);
        if (!bottom)
            continue;
        uint8_t version = w->rest.ptr[0] >> 4;
        if (version == 4 || version == 6) {
            w->step = WY_WALK_IP;
        } else { // an Ethernet pseudo-wire, perhaps with a control word
            if (version == 0 && w->rest.len > 18 && wy_be16(w->rest.ptr + 16) >= 0x800)
                (void)wy_walk_skip(w, 4);
            w->step = WY_WALK_ETHERNET;
        }
        return;
    }
    w->step = WY_WALK_OTHER;
}

static void by_type(struct wy_walk *w)
{
    switch (w->type) {
    case 0x0800:
    case 0x86dd: w->step = WY_WALK_IP; break;
    case 0x8100:
    case 0x88a8:
    case 0x9100:
    case 0x9200:
        if (w->rest.len < 4) {
            w->step = WY_WALK_BROKEN;
            break;
        }
        w->type = wy_be16(w->rest.ptr + 2);
        w->step = w->type >= 1536 ? WY_WALK_TYPE : WY_WALK_LLC;
        (void)wy_walk_skip(w, 4);
        break;
    case 0x8864: // PPPoE session
        if (wy_walk_skip(w, 6))
            w->step = WY_WALK_PPP;
        break;
    case 0x8847:
    case 0x8848: mpls(w); break;
    case 0x6558: w->step = WY_WALK_ETHERNET; break; // transparent Ethernet bridging
    case 0x880b: w->step = WY_WALK_PPP; break;
    default: w->step = WY_WALK_OTHER;
    }
}

static void by_version(struct wy_defrag *d, struct wy_walk *w)
{
    unsigned version = w->rest.len ? w->rest.ptr[0] >> 4 : 0;
    if (version == 4)
        ipv4(d, w);
    else if (version == 6)
        ipv6(d, w);
    else
        w->step = WY_WALK_BROKEN;
}

static enum wy_walk_step walk(struct wy_defrag *defrag, const struct wy_packet *packet, struct wy_walk *out)
{
    for (int i = 0; i < DEPTH_MAX && out->step < WY_WALK_DONE; i++) {
        switch (out->step) {
        case WY_WALK_TYPE: by_type(out); break;
        case WY_WALK_IP: by_version(defrag, out); break;
        case WY_WALK_PROTOCOL: by_protocol(out); break;
        default: wy_link_step(out, packet->link);
        }
    }
    out->step = out->step < WY_WALK_DONE ? WY_WALK_BROKEN : out->step;
    return out->step;
}

enum wy_walk_step wy_packet_walk(struct wy_defrag *defrag, const struct wy_packet *packet, struct wy_walk *out)
{
    if (defrag && defrag->whole)
        free_whole(defrag);
    if (defrag)
        defrag->now = wy_when_of(packet);
    *out = (struct wy_walk){.rest = packet->data, .step = WY_WALK_LINK};
    return walk(defrag, packet, out);
}

bool wy_packet_walk_on(struct wy_defrag *defrag, const struct wy_packet *packet, struct wy_walk *out)
{
    if (out->more.len == 0)
        return false;
    if (defrag && defrag->whole)
        free_whole(defrag);
    *out = (struct wy_walk){.rest = out->more, .step = WY_WALK_AMSDU};
    (void)walk(defrag, packet, out);
    return true;
}
uint64_t wy_defrag_lost(const struct wy_defrag *d, struct wy_when *first)
{
    *first = d->first_lost;
    return d->lost;
}

static size_t beginning(const struct fragmented *f)
{
    size_t n = 0;
    while (n < DATAGRAM_MAX / 8 && f->present[n / 8] >> (n & 7) & 1)
        n++;
    return wy_min(n * 8, f->size ? f->size : SIZE_MAX);
}

bool wy_defrag_rest(struct wy_defrag *d, struct wy_walk *out, struct wy_when *when)
{
    free_whole(d);
    for (size_t i = 0; i < FRAGMENTED_MAX; i++) {
        struct fragmented *f = d->slot[i];
        if (!f)
            continue;
        d->slot[i] = NULL;
        f->next = d->whole;
        d->whole = f;
        if (!f->fresh)
            continue;
        size_t n = beginning(f);
        *out = (struct wy_walk){.rest = {f->data, n}, .address = {f->key, f->key + 16}, .address_len = f->key[33]};
        out->missing = f->size > n ? f->size - n : 1; // the length is in the last fragment
        *when = f->when;
        protocol(out, f->key[32]);
        by_protocol(out);
        if (n && out->step == WY_WALK_DONE)
            return true;
    }
    return false;
}
