// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// QUIC as a datagram layer: versions 1 (RFC 9000, 9001), 2 (RFC 9369) and the drafts from 29 on. A client's Initial
// packets are protected with keys that anybody can compute, so the hello with the server's name is read without a key
// log, however it is scattered. What follows is not opened here, and told as closed.
#include "formats/net/flow.h"
#include "formats/net/tls_crypto.h"
#include "formats/net/tls_hello.h"

#include "core/reader.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

enum {
    ID_MAX = 20,
    CRYPTO_MAX = 32 * 1024, // a hello with the largest keys in use is under 4 KiB
    RANGES_MAX = 64,
    INITIALS_MAX = 64, // tried in one flow before it is left alone
    DATAGRAM_MAX = 65536,
};

struct range {
    uint32_t begin, end;
};

struct quic {
    struct wy_tls_open open;
    uint8_t hp[16];
    uint8_t id[ID_MAX]; // the destination id that the keys are made of
    uint8_t id_len;
    bool keyed, done, hello;
    unsigned initials;
    struct wy_hold crypto;
    struct range ranges[RANGES_MAX]; // of `crypto`, in order, apart from each other
    size_t ranges_n;
    uint8_t random[32];
};

struct version {
    uint32_t number;
    uint8_t initial; // the packet type
    const char *key, *iv, *hp;
    uint8_t salt[20];
};

#define SALT_1                                                                                                         \
    {                                                                                                                  \
        0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb,    \
            0x7f, 0x0a                                                                                                 \
    }
#define SALT_29                                                                                                        \
    {                                                                                                                  \
        0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90,    \
            0xa8, 0x99                                                                                                 \
    }
#define SALT_2                                                                                                         \
    {                                                                                                                  \
        0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd,    \
            0x2e, 0xd9                                                                                                 \
    }

static const struct version versions[] = {
    {0x00000001, 0, "quic key", "quic iv", "quic hp", SALT_1},
    {0x6b3343cf, 1, "quicv2 key", "quicv2 iv", "quicv2 hp", SALT_2},
    {0xff00001d, 0, "quic key", "quic iv", "quic hp", SALT_29},
    {0xff00001e, 0, "quic key", "quic iv", "quic hp", SALT_29},
    {0xff00001f, 0, "quic key", "quic iv", "quic hp", SALT_29},
    {0xff000020, 0, "quic key", "quic iv", "quic hp", SALT_29},
    {0xff000021, 0, "quic key", "quic iv", "quic hp", SALT_1},
    {0xff000022, 0, "quic key", "quic iv", "quic hp", SALT_1},
};

static const struct version *version_of(uint32_t number)
{
    for (size_t i = 0; i < WY_COUNT(versions); i++)
        if (versions[i].number == number)
            return &versions[i];
    return NULL;
}

static enum wy_sniff sniff(const struct wy_flow_facts *flow, wy_bytes b)
{
    (void)flow;
    bool is_long = b.len >= 7 && (b.ptr[0] & 0xc0) == 0xc0 && b.ptr[5] <= ID_MAX;
    return is_long && version_of(wy_be32(b.ptr + 1)) ? WY_SNIFF_YES : WY_SNIFF_NO;
}

// RFC 9000, 16
static uint64_t varint(struct wy_reader *r)
{
    uint8_t first = wy_read_u8(r);
    uint64_t v = first & 0x3f;
    for (int i = (1 << (first >> 6)) - 1; i > 0; i--)
        v = v << 8 | wy_read_u8(r);
    return v;
}

static void set_keys(struct wy_conn *conn, struct quic *st, const struct version *v, wy_bytes id)
{
    uint8_t initial[32], client[32], key[16];
    unsigned n = 0;
    if (st->keyed && id.len == st->id_len && memcmp(id.ptr, st->id, id.len) == 0)
        return;
    st->keyed = HMAC(EVP_sha256(), v->salt, sizeof v->salt, id.ptr, id.len, initial, &n) &&
                wy_tls_expand(WY_TLS_SHA256, (wy_bytes){initial, 32}, "client in", client, 32) &&
                wy_tls_expand(WY_TLS_SHA256, (wy_bytes){client, 32}, v->key, key, sizeof key) &&
                wy_tls_expand(WY_TLS_SHA256, (wy_bytes){client, 32}, v->iv, st->open.iv, 12) &&
                wy_tls_expand(WY_TLS_SHA256, (wy_bytes){client, 32}, v->hp, st->hp, sizeof st->hp);
    st->open.suite = wy_tls_suite_of(0x1301);
    st->keyed = st->keyed && wy_tls_open_key(wy_conn_heap(conn), &st->open, key);
    memcpy(st->id, id.ptr, id.len);
    st->id_len = (uint8_t)id.len;
}

static bool header_mask(const uint8_t hp[16], const uint8_t sample[16], uint8_t mask[16])
{
    int n = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, hp, NULL) == 1 &&
              EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 && EVP_EncryptUpdate(ctx, mask, &n, sample, 16) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}

// One Initial packet; `at` is where its packet number begins. `out` has room for the packet.
static bool open_packet(struct quic *st, wy_bytes packet, size_t at, uint8_t *out, wy_bytes *payload)
{
    uint8_t mask[16], head[1600], nonce[12];
    if (!st->keyed || packet.len < at + 4 + 16 || at + 4 > sizeof head ||
        !header_mask(st->hp, packet.ptr + at + 4, mask))
        return false;
    memcpy(head, packet.ptr, at + 4);
    head[0] ^= mask[0] & 0x0f;
    size_t pn = (head[0] & 3) + 1u;
    memcpy(nonce, st->open.iv, sizeof nonce);
    for (size_t i = 0; i < pn; i++) {
        head[at + i] ^= mask[1 + i];
        nonce[12 - pn + i] ^= head[at + i];
    }
    size_t n = 0;
    if (!wy_aead_open(&st->open, nonce, (wy_bytes){head, at + pn}, wy_bytes_sub(packet, at + pn, SIZE_MAX), out, &n))
        return false;
    *payload = (wy_bytes){out, n};
    return true;
}

// Marks [begin, end) as present.
static bool add_range(struct quic *st, uint32_t begin, uint32_t end)
{
    size_t i = 0;
    while (i < st->ranges_n && st->ranges[i].end < begin)
        i++;
    size_t k = i;
    for (; k < st->ranges_n && st->ranges[k].begin <= end; k++) {
        begin = (uint32_t)wy_min(begin, st->ranges[k].begin);
        end = (uint32_t)wy_max(end, st->ranges[k].end);
    }
    if (st->ranges_n - (k - i) >= RANGES_MAX)
        return false;
    memmove(&st->ranges[i + 1], &st->ranges[k], (st->ranges_n - k) * sizeof *st->ranges);
    st->ranges_n = st->ranges_n - (k - i) + 1;
    st->ranges[i] = (struct range){begin, end};
    return true;
}

static void take_crypto(struct wy_conn *conn, struct quic *st, uint64_t at, wy_bytes b)
{
    static const uint8_t zeros[1024];
    if (at > CRYPTO_MAX || b.len > CRYPTO_MAX - at || b.len == 0)
        return;
    while (st->crypto.len < at + b.len) {
        size_t n = wy_min(sizeof zeros, (size_t)at + b.len - st->crypto.len);
        if (!wy_hold_add(wy_conn_heap(conn), &st->crypto, (wy_bytes){zeros, n}, CRYPTO_MAX))
            return;
    }
    if (add_range(st, (uint32_t)at, (uint32_t)(at + b.len)))
        memcpy(st->crypto.data + at, b.ptr, b.len);
}

static void skip_ack(struct wy_reader *r, bool counts)
{
    varint(r);
    varint(r);
    uint64_t ranges = varint(r);
    varint(r);
    for (uint64_t i = 0; i < ranges * 2 && wy_reader_ok(r); i++)
        varint(r);
    for (int i = 0; counts && i < 3; i++)
        varint(r);
}

static void take_frames(struct wy_conn *conn, struct quic *st, wy_bytes payload)
{
    struct wy_reader r = wy_reader_init(payload, 0);
    while (wy_reader_left(&r)) {
        uint64_t type = varint(&r);
        if (type == 2 || type == 3) {
            skip_ack(&r, type == 3);
        } else if (type == 6) {
            uint64_t at = varint(&r), n = varint(&r);
            wy_bytes b = wy_read_bytes(&r, n > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)n);
            if (wy_reader_ok(&r))
                take_crypto(conn, st, at, b);
        } else if (type > 1) { // neither padding nor ping
            return;
        }
    }
}

static void finish(struct wy_conn *conn, struct quic *st)
{
    st->done = true;
    wy_hold_free(wy_conn_heap(conn), &st->crypto);
    wy_tls_open_free(wy_conn_heap(conn), &st->open);
}

static void look_for_hello(struct wy_conn *conn, struct quic *st)
{
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    if (st->ranges_n == 0 || st->ranges[0].begin != 0 || st->ranges[0].end < 4)
        return;
    size_t n = wy_be32(st->crypto.data) & 0xffffff;
    if (st->crypto.data[0] == WY_TLS_CLIENT_HELLO && st->ranges[0].end - 4 < n)
        return;
    if (st->crypto.data[0] == WY_TLS_CLIENT_HELLO && wy_tls_client_hello((wy_bytes){st->crypto.data + 4, n}, &h)) {
        struct wy_flow_facts *f = wy_conn_flow(conn);
        st->hello = true;
        memcpy(st->random, h.random, 32);
        f->ech = f->ech || h.ech;
        f->tls_version = h.version;
        wy_flow_set(conn, WY_FLOW_SNI, h.sni);
        wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    }
    finish(conn, st);
}

static void take_initial(struct wy_conn *conn, struct quic *st, const struct version *v, wy_bytes packet, size_t at)
{
    uint8_t out[DATAGRAM_MAX];
    wy_bytes id = wy_bytes_sub(packet, 6, packet.ptr[5]), payload;
    if (packet.len > sizeof out || ++st->initials > INITIALS_MAX) {
        finish(conn, st);
        return;
    }
    if (!st->keyed)
        set_keys(conn, st, v, id);
    bool ok = open_packet(st, packet, at, out, &payload);
    if (!ok) { // after a Retry the keys are those of the new destination
        set_keys(conn, st, v, id);
        ok = open_packet(st, packet, at, out, &payload);
    }
    if (ok) {
        take_frames(conn, st, payload);
        look_for_hello(conn, st);
    }
}

// The packets of one datagram (RFC 9000, 12.2) up to the first that has no length.
static void take_packets(struct wy_conn *conn, struct quic *st, wy_bytes datagram)
{
    while (datagram.len >= 7 && datagram.ptr[0] & 0x80 && !st->done) {
        struct wy_reader r = wy_reader_init(datagram, 0);
        uint8_t first = wy_read_u8(&r);
        const struct version *v = version_of(wy_read_u32be(&r));
        size_t id = wy_read_u8(&r);
        wy_read_skip(&r, id);
        wy_read_skip(&r, wy_read_u8(&r));
        if (!v || id > ID_MAX || ((first >> 4) & 3) == (v->initial + 3u) % 4)
            return; // a Retry ends its datagram
        bool initial = ((first >> 4) & 3) == v->initial;
        uint64_t token = initial ? varint(&r) : 0;
        wy_read_skip(&r, token > datagram.len ? SIZE_MAX : (size_t)token);
        uint64_t n = varint(&r);
        if (!wy_reader_ok(&r) || n > wy_reader_left(&r))
            return;
        if (initial)
            take_initial(conn, st, v, wy_bytes_sub(datagram, 0, r.pos + (size_t)n), r.pos);
        datagram = wy_bytes_sub(datagram, r.pos + (size_t)n, SIZE_MAX);
    }
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *datagram)
{
    struct quic *st = state;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    f->transport = "quic";
    f->state = WY_FLOW_ENCRYPTED;
    if (side == WY_CLIENT && !st->done)
        take_packets(conn, st, datagram->data);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct quic *st = state;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    const struct wy_tls_keys *keys = wy_conn_keys(conn);
    const char *reason = "the handshake is not whole in the capture";
    if (st->hello && keys->n == 0)
        reason = "no keys were given";
    else if (st->hello && wy_tls_keys_get(keys, st->random, WY_TLS_CLIENT_TRAFFIC).len == 0)
        reason = "no key for this session";
    else if (st->hello)
        reason = "QUIC is not opened yet, though its key was given";
    f->opaque += f->bytes[f->sent];
    wy_flow_set(conn, WY_FLOW_REASON, wy_str_c(reason));
    finish(conn, st);
}

const struct wy_datagram_layer wy_datagram_quic = {
    .name = "quic",
    .state_size = sizeof(struct quic),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .fini = fini,
};
