// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// DTLS (RFC 6347 and 9147) as a datagram layer: what its handshake says in clear, and content of records that are not
// encrypted: before there are keys, or of a cipher suite without encryption. Nothing is decrypted. On the same ports
// may be STUN and media (RFC 7983), which are given as they are.
#include "formats/net/flow.h"
#include "formats/net/tls_hello.h"

enum {
    RECORD_HEAD = 13,
    SHAKE_HEAD = 12,
    SHAKE_MAX = 64 * 1024,
    HELLO_MAX = 16 * 1024,
    RECORD_MAX = 16 * 1024 + 2048,
    ALERT_SIZE = 2,
    KINDS = 4, // of messages that tell something of the client
    RECORD_HANDSHAKE = 22,
    RECORD_CID = 25, // RFC 9146: with an identifier whose length is not told
    RECORD_LAST = 26,
    VERSION_1_3 = 0xfefc,
    SEALED = 0x20, // first byte of a sealed record of DTLS 1.3: 001xxxxx
};

struct dtls {
    struct wy_hold shake[2]; // a message whose pieces come in order
    uint16_t number[2];      // of that message
    uint64_t said[KINDS];    // the client's last message of each kind that was searched, by its hash
    struct wy_when when;     // of the present datagram
    uint64_t opaque;
    bool hello, older;  // older than DTLS 1.3, whose sealed records look otherwise
    bool sealed, clear; // records of either kind were there
};

struct record {
    uint8_t type; // 0: only DTLS 1.3 knows
    bool keyed;   // of a later epoch than the first
    bool cut;     // it claims more bytes than there are
    wy_bytes body;
};

static bool is_version(const uint8_t *p) { return p[0] == 0xfe && p[1] >= 0xfc; }

static bool next_record(wy_bytes *rest, bool older, struct record *out)
{
    const uint8_t *p = rest->ptr;
    bool whole = rest->len >= RECORD_HEAD && p[0] >= 20 && p[0] <= RECORD_LAST && is_version(p + 1);
    bool borderless = (rest->len && (p[0] & 0xe0) == SEALED && !older) || (whole && p[0] == RECORD_CID);
    if (borderless) { // how far it reaches depends on more than is known
        *out = (struct record){.type = whole ? p[0] : 0, .keyed = true, .body = *rest};
        *rest = (wy_bytes){0};
        return true;
    }
    size_t size = whole ? wy_be16(p + 11) : 0;
    if (!whole || size > RECORD_MAX)
        return false;
    *out = (struct record){.type = p[0], .keyed = wy_be16(p + 3) > 0, .body = wy_bytes_sub(*rest, RECORD_HEAD, size)};
    out->cut = out->body.len < size;
    *rest = wy_bytes_sub(*rest, RECORD_HEAD + out->body.len, SIZE_MAX);
    return true;
}

static enum wy_sniff sniff(const struct wy_flow_facts *flow, wy_bytes b)
{
    (void)flow;
    struct record r;
    bool plain = b.len >= RECORD_HEAD && (b.ptr[0] & 0xe0) != SEALED;
    return plain && next_record(&b, false, &r) ? WY_SNIFF_YES : WY_SNIFF_NO;
}

// A client's hello has a cookie where TLS has none.
static void take_client_hello(struct wy_conn *conn, struct dtls *st, wy_bytes body)
{
    uint8_t plain[HELLO_MAX];
    char names[WY_TLS_NAMES];
    struct wy_tls_hello h;
    if (body.len < 36 || body.len > sizeof plain)
        return;
    size_t cookie = 35u + body.ptr[34];
    if (cookie >= body.len)
        return;
    wy_bytes after = wy_bytes_sub(body, cookie + 1u + body.ptr[cookie], SIZE_MAX);
    memcpy(plain, body.ptr, cookie);
    if (after.len)
        memcpy(plain + cookie, after.ptr, after.len);
    plain[0] = plain[1] = 3; // the version as TLS would have it
    if (!wy_tls_client_hello((wy_bytes){plain, cookie + after.len}, &h))
        return;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    st->hello = true;
    f->tls_version = (uint16_t)wy_be16(body.ptr);
    f->ech = f->ech || h.ech;
    wy_flow_set(conn, WY_FLOW_SNI, h.sni);
    wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
}

// Once, however often its flight is sent.
static void say(struct wy_conn *conn, struct dtls *st, unsigned type, wy_bytes body)
{
    static const uint8_t kinds[KINDS] = {WY_TLS_CLIENT_HELLO, WY_TLS_CERTIFICATE, WY_TLS_CLIENT_KEY,
                                         WY_TLS_SUPPLEMENTAL};
    uint64_t hash = wy_net_hash(wy_conn_net(conn), body.ptr, body.len);
    for (size_t i = 0; i < KINDS; i++) {
        if (kinds[i] != type || st->said[i] == hash)
            continue;
        st->said[i] = hash;
        wy_conn_said(conn, WY_CLIENT, body,
                     type == WY_TLS_CLIENT_HELLO ? wy_conn_flow(conn)->text[WY_FLOW_SNI] : (wy_str){0}, st->when,
                     false);
    }
}

static void take_message(struct wy_conn *conn, struct dtls *st, enum wy_side side, unsigned type, wy_bytes body)
{
    struct wy_flow_facts *f = wy_conn_flow(conn);
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    if (type == WY_TLS_CLIENT_HELLO && side == WY_CLIENT) {
        take_client_hello(conn, st, body);
    } else if (type == WY_TLS_SERVER_HELLO && side == WY_SERVER && body.len >= 2 && wy_tls_server_hello(body, &h)) {
        f->tls_version = h.version;
        st->older = h.version != VERSION_1_3;
        f->tls_suite = h.suite;
        wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    } else if (type == WY_TLS_CERTIFICATE && side == WY_SERVER) {
        wy_flow_set(conn, WY_FLOW_CERTIFICATE, (wy_str){names, wy_tls_certificate_names(body, false, names)});
    }
    if (side == WY_CLIENT)
        say(conn, st, type, body);
}

// A handshake message, or a piece of one. Pieces that do not come in order are left: names are all that is lost.
static size_t take_piece(struct wy_conn *conn, struct dtls *st, enum wy_side side, wy_bytes b)
{
    struct wy_hold *h = &st->shake[side];
    const uint8_t *p = b.ptr;
    size_t whole = wy_be32(p) & 0xffffff, at = wy_be32(p + 5) & 0xffffff, size = wy_be32(p + 8) & 0xffffff;
    wy_bytes piece = wy_bytes_sub(b, SHAKE_HEAD, size);
    if (piece.len < size || at + size > whole)
        return b.len;
    if (at == 0) {
        h->len = 0;
        st->number[side] = (uint16_t)wy_be16(p + 4);
    }
    if (at != h->len || st->number[side] != wy_be16(p + 4) || !wy_hold_add(wy_conn_heap(conn), h, piece, SHAKE_MAX))
        return SHAKE_HEAD + size;
    if (h->len == whole) {
        take_message(conn, st, side, p[0], wy_hold_bytes(h));
        wy_hold_free(wy_conn_heap(conn), h);
    }
    return SHAKE_HEAD + size;
}

static void give(struct wy_conn *conn, enum wy_side side, const struct wy_span *span, const char *transport, bool cut)
{
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = span->data, .cut = cut};
    struct wy_message m = {.from = side, .transport = transport, .when = span->when, .parts = &part, .n = 1};
    wy_conn_message(conn, &m);
    wy_conn_unknown(conn, side, span->data);
}

static void take_record(struct wy_conn *conn, struct dtls *st, enum wy_side side, const struct record *r,
                        struct wy_when when)
{
    const struct wy_flow_facts *f = wy_conn_flow(conn);
    if (r->keyed && !wy_tls_bare(f->tls_suite)) {
        st->sealed = true;
        st->opaque += side == f->sent ? r->body.len : 0;
        return;
    }
    bool shakes = r->type == RECORD_HANDSHAKE && !r->keyed;
    for (wy_bytes b = r->body; shakes && b.len >= SHAKE_HEAD;)
        b = wy_bytes_sub(b, take_piece(conn, st, side, b), SIZE_MAX);
    if ((shakes && !r->cut) || r->body.len <= ALERT_SIZE)
        return;
    st->clear = st->clear || !shakes;
    give(conn, side, &(struct wy_span){r->body, when}, "dtls", r->cut);
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *datagram)
{
    struct dtls *st = state;
    wy_bytes rest = datagram->data;
    struct record r;
    st->when = datagram->when;
    wy_conn_flow(conn)->state = WY_FLOW_ENCRYPTED;
    wy_conn_flow(conn)->transport = "dtls";
    while (rest.len && next_record(&rest, st->older, &r))
        take_record(conn, st, side, &r, datagram->when);
    if (rest.len)
        give(conn, side, &(struct wy_span){rest, datagram->when}, "udp", false);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct dtls *st = state;
    wy_conn_flow(conn)->opaque += st->opaque;
    if (st->clear && !st->sealed)
        wy_conn_flow(conn)->state = WY_FLOW_CLEAR;
    else
        wy_flow_set(conn, WY_FLOW_REASON,
                    st->hello ? WY_S("DTLS is not decrypted here")
                              : WY_S("DTLS, which is not decrypted here, and whose beginning is not in the capture"));
    wy_hold_free(wy_conn_heap(conn), &st->shake[0]);
    wy_hold_free(wy_conn_heap(conn), &st->shake[1]);
}

const struct wy_datagram_layer wy_datagram_dtls = {
    .name = "dtls",
    .state_size = sizeof(struct dtls),
    .sniff = sniff,
    .needs = {true, true}, // the server's side names its certificate
    .data = data,
    .fini = fini,
};
