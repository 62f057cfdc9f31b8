// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// QUIC as a datagram layer. A client's Initial packets are protected with keys that anybody can compute, so the hello
// with the server's name is read without a key log, however it is scattered. With the session's secrets everything is
// opened: early data, handshake, application data through key updates; what the streams carry is quic_stream.c's. A
// connection is one flow's until a datagram with one of its ids comes from another address (quic_ids.c).
#include "formats/net/flow.h"
#include "formats/net/quic_frame.h"
#include "formats/net/quic_open.h"
#include "formats/net/quic_stream.h"
#include "formats/net/tls_hello.h"

enum {
    SHAKE_MAX = 128 * 1024, // one handshake message
    INITIALS_MAX = 64,      // tried in one flow before it is left alone
    DATAGRAM_MAX = 65536,
    FAILURES_MAX = 4096, // packets that no key opens, one after another
    TAIL_MAX = 16,       // packets at the end of one side that do not open and are nothing to tell
    ALERT = 0x100,       // RFC 9001, 4.8
};

enum { CRYPTO_LEVELS = WY_QUIC_AT_DATA }; // those whose handshake messages are read

struct quic_open {
    struct wy_quic_opener keys;
    struct wy_order crypto[2][CRYPTO_LEVELS]; // by who sends
    struct wy_hold shake[2][CRYPTO_LEVELS];
    uint32_t id_lens[2]; // bit n: this side chose an id of n bytes
    struct wy_quic_streams streams;
};

struct quic {
    struct quic_open *open; // NULL: nothing is opened
    uint8_t random[32];
    uint8_t alert; // with which the client left
    bool hello, keyed, done, retried, unknown_told;
    unsigned initials, failures;
    unsigned closed[2];          // of each side, since its last packet that opened
    struct wy_when closed_at[2]; // the first of them with a short header
    bool missed_told;
    uint64_t opened[2], data_packets; // bytes; application packets
};

static enum wy_sniff sniff(const struct wy_flow_facts *flow, wy_bytes b)
{
    (void)flow;
    bool is_long = b.len >= 7 && (b.ptr[0] & 0x80) && b.ptr[5] <= WY_QUIC_ID_MAX;
    return is_long && wy_quic_version_of(wy_be32(b.ptr + 1)) ? WY_SNIFF_YES : WY_SNIFF_NO;
}

// What belongs to one connection, apart from its keys.
static void clear(struct wy_conn *conn, struct quic_open *o)
{
    struct wy_heap *heap = wy_conn_heap(conn);
    wy_quic_ids_forget(conn);
    wy_quic_streams_fini(&o->streams);
    for (int side = 0; side < 2; side++) {
        o->id_lens[side] = 0;
        for (int i = 0; i < CRYPTO_LEVELS; i++) {
            wy_order_free(heap, &o->crypto[side][i]);
            wy_hold_free(heap, &o->shake[side][i]);
            o->crypto[side][i] = (struct wy_order){0};
        }
    }
}

static void close_open(struct wy_conn *conn, struct quic *st)
{
    if (!st->open)
        return;
    clear(conn, st->open);
    wy_quic_opener_free(conn, &st->open->keys);
    wy_heap_free(wy_conn_heap(conn), st->open, sizeof *st->open);
    st->open = NULL;
}

static void give_up(struct wy_conn *conn, struct quic *st)
{
    st->done = true;
    close_open(conn, st);
}

static bool has_keys(struct wy_conn *conn, const struct quic *st)
{
    for (unsigned kind = WY_TLS_CLIENT_EARLY; kind <= WY_TLS_SERVER_TRAFFIC; kind++)
        if (wy_tls_keys_get(wy_conn_keys(conn), st->random, kind).len)
            return true;
    return false;
}

static void take_client_hello(struct wy_conn *conn, struct quic *st, wy_bytes body, struct wy_when when)
{
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    if (!wy_tls_client_hello(body, &h))
        return;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    st->hello = true;
    memcpy(st->random, h.random, 32);
    f->ech = f->ech || h.ech;
    f->tls_version = h.version;
    wy_flow_set(conn, WY_FLOW_SNI, h.sni);
    wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    wy_conn_said(conn, WY_CLIENT, body, h.sni, when, false); // anybody can make the keys of a first packet
    st->keyed = has_keys(conn, st);
    st->open->keys.random = st->random;
}

static void take_message(struct wy_conn *conn, struct quic *st, enum wy_side side, unsigned type, wy_bytes body,
                         struct wy_when when)
{
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    if (type == WY_TLS_CLIENT_HELLO && side == WY_CLIENT) {
        take_client_hello(conn, st, body, when);
    } else if (type == WY_TLS_SERVER_HELLO && side == WY_SERVER && wy_tls_server_hello(body, &h) && !h.retry) {
        wy_conn_flow(conn)->tls_suite = h.suite;
        st->open->keys.suite = wy_tls_suite_of(h.suite);
    } else if (type == WY_TLS_ENCRYPTED_EXTENSIONS && side == WY_SERVER && wy_tls_encrypted_extensions(body, &h)) {
        wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    } else if (type == WY_TLS_CERTIFICATE && side == WY_SERVER) {
        wy_flow_set(conn, WY_FLOW_CERTIFICATE, (wy_str){names, wy_tls_certificate_names(body, true, names)});
    }
}

// The packet whose frames are read.
struct source {
    struct wy_conn *conn;
    struct quic *st;
    enum wy_side side;
    enum wy_quic_level level;
    struct wy_when when;
};

static void crypto_give(void *ctx, const struct wy_span *span)
{
    const struct source *t = ctx;
    struct wy_hold *h = &t->st->open->shake[t->side][t->level];
    if (!wy_hold_add(wy_conn_heap(t->conn), h, span->data, SHAKE_MAX))
        return;
    while (h->len >= 4) {
        size_t n = wy_be32(h->data) & 0xffffff;
        if (h->len - 4 < n)
            return;
        take_message(t->conn, t->st, t->side, h->data[0], (wy_bytes){h->data + 4, n}, t->when);
        wy_hold_cut(h, 4 + n);
    }
}

static void crypto_gap(void *ctx, uint64_t missing)
{
    (void)ctx, (void)missing; // no borders any more: what follows will hardly look like a message
}

static void take_crypto(struct source *t, uint64_t at, wy_bytes b)
{
    struct wy_order_sink sink = {t, crypto_give, crypto_gap};
    struct wy_span span = {b, t->when};
    if (t->level < WY_QUIC_AT_DATA)
        wy_order_add(wy_conn_heap(t->conn), &t->st->open->crypto[t->side][t->level], at, &span, &sink);
}

static struct wy_quic_streams *streams_of(const struct source *t)
{
    struct wy_quic_streams *all = &t->st->open->streams;
    if (!all->conn && !wy_quic_streams_begin(all, t->conn, wy_conn_flow(t->conn)->text[WY_FLOW_ALPN]))
        return NULL;
    wy_conn_flow(t->conn)->state = WY_FLOW_DECRYPTED;
    return all->state ? all : NULL;
}

static void take_application(const struct source *t, const struct wy_quic_frame *f)
{
    struct wy_quic_streams *all = t->level >= WY_QUIC_AT_DATA ? streams_of(t) : NULL;
    struct wy_span span = {f->data, t->when};
    struct wy_quic_piece piece = {f->stream, f->at, t->side, f->fin};
    if (!all)
        return;
    if (f->kind == WY_QUIC_FRAME_STREAM) {
        wy_quic_streams_data(all, &piece, &span);
    } else if (f->kind == WY_QUIC_FRAME_RESET) {
        wy_quic_streams_reset(all, t->side, f->stream);
    } else {
        struct wy_message_part part = {.kind = WY_PART_RAW, .data = f->data};
        struct wy_message m = {.from = t->side, .transport = "quic", .when = t->when, .parts = &part, .n = 1};
        wy_conn_message(all->conn, &m);
    }
}

static void note_id(const struct source *t, enum wy_side owner, wy_bytes id)
{
    if (id.len > WY_QUIC_ID_MAX)
        return;
    t->st->open->id_lens[owner] |= 1u << id.len;
    if (t->st->keyed)
        wy_quic_ids_add(t->conn, owner, id);
}

static void take_frame(struct source *t, const struct wy_quic_frame *f)
{
    switch (f->kind) {
    case WY_QUIC_FRAME_CRYPTO: take_crypto(t, f->at, f->data); break;
    case WY_QUIC_FRAME_STREAM:
    case WY_QUIC_FRAME_RESET:
    case WY_QUIC_FRAME_DATAGRAM: take_application(t, f); break;
    case WY_QUIC_FRAME_NEW_ID: note_id(t, t->side, f->data); break;
    case WY_QUIC_FRAME_CLOSE:
        if (!f->application && t->side == WY_CLIENT && f->code >= ALERT && f->code < ALERT + 256)
            t->st->alert = (uint8_t)(f->code - ALERT);
        break;
    default: break;
    }
}

static void take_frames(struct source *t, wy_bytes payload)
{
    struct wy_reader r = wy_reader_init(payload, 0);
    struct wy_quic_frame f;
    while (wy_quic_frame_next(&r, &f))
        take_frame(t, &f);
    if (!r.err && wy_reader_left(&r) == 0)
        return;
    if (!t->st->unknown_told)
        wy_conn_gap(t->conn, WY_UNSUPPORTED, t->when, "a QUIC frame that is not known here");
    t->st->unknown_told = true;
}

static void take_opened(struct source *t, const struct wy_quic_packet *p, wy_bytes payload, bool anew)
{
    struct quic *st = t->st;
    if (anew && st->hello && !st->retried) { // another connection on the same ports
        clear(t->conn, st->open);
        wy_quic_opener_restart(t->conn, &st->open->keys);
        st->hello = st->keyed = false;
    }
    st->retried = st->retried && !anew;
    if (st->closed_at[t->side].packet && !st->missed_told) { // between those that open
        wy_conn_gap(t->conn, WY_UNSUPPORTED, st->closed_at[t->side],
                    "packets of a QUIC connection that its key does not open");
        st->missed_told = true;
    }
    st->closed_at[t->side] = (struct wy_when){0};
    st->failures = st->closed[t->side] = 0;
    st->opened[t->side] += p->whole.len;
    st->data_packets += t->level >= WY_QUIC_AT_DATA;
    take_frames(t, payload);
    if (p->version)
        note_id(t, t->side, p->from);
    if (t->side == WY_CLIENT && t->level == WY_QUIC_AT_HANDSHAKE)
        note_id(t, WY_SERVER, p->to);
    if (st->hello && !st->keyed)
        give_up(t->conn, st);
}

static void note_closed(const struct source *t)
{
    struct quic *st = t->st;
    st->closed[t->side]++;
    if (st->keyed ? ++st->failures > FAILURES_MAX : ++st->initials > INITIALS_MAX)
        give_up(t->conn, st);
}

static bool take_packet(struct source *t, const struct wy_quic_packet *p)
{
    uint8_t out[DATAGRAM_MAX];
    wy_bytes payload;
    struct quic *st = t->st;
    if (p->type == WY_QUIC_RETRY)
        st->retried = st->retried || t->side == WY_SERVER;
    if (p->number_at == 0 || p->whole.len > sizeof out || (p->type != WY_QUIC_INITIAL && !st->keyed))
        return false;
    if (!st->open)
        st->open = wy_heap_alloc(wy_conn_heap(t->conn), sizeof *st->open);
    if (!st->open)
        return false;
    t->level = wy_quic_level_of(p);
    enum wy_quic_result result = wy_quic_opener_open(t->conn, &st->open->keys, t->side, p, out, &payload);
    if (result != WY_QUIC_CLOSED_TO_US)
        take_opened(t, p, payload, result == WY_QUIC_OPENED_ANEW);
    else if (p->version)
        note_closed(t);
    return result != WY_QUIC_CLOSED_TO_US;
}

// A short header does not tell how long its id is: one of those lengths that the receiver chose.
static void take_short(struct source *t, wy_bytes datagram)
{
    struct quic *st = t->st;
    uint32_t lens = st->open ? st->open->id_lens[t->side == WY_CLIENT ? WY_SERVER : WY_CLIENT] : 0;
    for (size_t n = 0; lens >> n && !st->done; n++) {
        struct wy_quic_packet p;
        wy_bytes rest;
        if (lens >> n & 1 && wy_quic_packet_read(datagram, n, &p, &rest) && take_packet(t, &p))
            return;
    }
    size_t zeros = 0;
    while (zeros < datagram.len && datagram.ptr[zeros] == 0)
        zeros++;
    if (st->done || !st->keyed || zeros == datagram.len) // zeros fill up a datagram
        return;
    if (!st->closed_at[t->side].packet && (t->side == WY_CLIENT || wy_conn_wants(t->conn, t->side)))
        st->closed_at[t->side] = t->when;
    note_closed(t);
}

// A connection that stays closed is known by what the server calls itself, wherever the phone sends it from.
static void note_closed_id(struct wy_conn *conn, wy_bytes datagram)
{
    struct wy_quic_packet p;
    wy_bytes rest;
    if (wy_conn_net(conn)->mine_n && datagram.ptr[0] & 0x80 && wy_quic_packet_read(datagram, 0, &p, &rest))
        wy_quic_ids_add(conn, WY_SERVER, p.from);
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *datagram)
{
    struct quic *st = state;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    struct source t = {conn, st, side, WY_QUIC_AT_INITIAL, datagram->when};
    struct wy_quic_packet p;
    wy_bytes rest = datagram->data;
    if (f->state != WY_FLOW_DECRYPTED) {
        f->state = WY_FLOW_ENCRYPTED;
        f->transport = "quic";
    }
    if (st->done && side == WY_SERVER)
        note_closed_id(conn, rest);
    while (!st->done && rest.len && rest.ptr[0] & 0x80 && wy_quic_packet_read(rest, 0, &p, &rest))
        (void)take_packet(&t, &p);
    if (!st->done && rest.len && !(rest.ptr[0] & 0x80))
        take_short(&t, rest);
    else if (!st->done && st->keyed && rest.len)
        note_closed(&t); // of no version that is known
}

static const char *reason_of(struct wy_conn *conn, const struct quic *st)
{
    if (!st->hello)
        return "the handshake is not whole in the capture";
    if (wy_tls_refuses_certificate(st->alert))
        return WY_REASON_REFUSED;
    if (wy_conn_keys(conn)->n == 0)
        return "no keys were given";
    if (!st->keyed && wy_conn_flow(conn)->ech)
        return WY_REASON_ECH;
    if (!st->keyed)
        return "no key for this session";
    if (st->data_packets == 0)
        return st->failures ? "its packets do not open with the key that was given" : "nothing but a handshake";
    if (st->failures > st->data_packets)
        return "most of its packets do not open with the key that was given";
    return st->closed[wy_conn_flow(conn)->sent] > TAIL_MAX
               ? "from some time on its packets do not open with the key that was given"
               : NULL;
}

static void fini(struct wy_conn *conn, void *state)
{
    struct quic *st = state;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    const char *reason = reason_of(conn, st);
    uint64_t sent = f->bytes[f->sent], opened = st->keyed ? st->opened[f->sent] : 0;
    f->opaque += sent > opened && (reason || !st->keyed) ? sent - opened : 0;
    if (reason)
        wy_flow_set(conn, WY_FLOW_REASON, wy_str_c(reason));
    close_open(conn, st);
    wy_quic_ids_forget(conn);
}

const struct wy_datagram_layer wy_datagram_quic = {
    .name = "quic",
    .state_size = sizeof(struct quic),
    .sniff = sniff,
    .needs = {true, true}, // the server's side tells how the client's headers are packed
    .data = data,
    .fini = fini,
};
