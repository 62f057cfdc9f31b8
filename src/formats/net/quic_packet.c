// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/quic_packet.h"

#include "core/reader.h"
#include "formats/net/ip.h"
#include "formats/net/quic_frame.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { SAMPLE = 16, NUMBER_MAX = 4 };

struct wy_quic_version {
    uint32_t number;
    uint8_t initial; // the packet type; the others follow it in the order of RFC 9000
    const char *key, *iv, *hp, *update;
    uint8_t salt[20];
};

#define LABELS_1 "quic key", "quic iv", "quic hp", "quic ku"
#define SALT_22                                                                                                        \
    {                                                                                                                  \
        0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd, 0x7a, 0x02,    \
            0x64, 0x4a                                                                                                 \
    }
#define SALT_23                                                                                                        \
    {                                                                                                                  \
        0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe, 0xf9,    \
            0xf5, 0x02                                                                                                 \
    }
#define SALT_29                                                                                                        \
    {                                                                                                                  \
        0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90,    \
            0xa8, 0x99                                                                                                 \
    }
#define SALT_1                                                                                                         \
    {                                                                                                                  \
        0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb,    \
            0x7f, 0x0a                                                                                                 \
    }
#define SALT_2                                                                                                         \
    {                                                                                                                  \
        0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd,    \
            0x2e, 0xd9                                                                                                 \
    }

static const struct wy_quic_version versions[] = {
    {0x00000001, 0, LABELS_1, SALT_1},  {0x6b3343cf, 1, "quicv2 key", "quicv2 iv", "quicv2 hp", "quicv2 ku", SALT_2},
    {0xff000016, 0, LABELS_1, SALT_22}, {0xff000017, 0, LABELS_1, SALT_23},
    {0xff000018, 0, LABELS_1, SALT_23}, {0xff000019, 0, LABELS_1, SALT_23},
    {0xff00001a, 0, LABELS_1, SALT_23}, {0xff00001b, 0, LABELS_1, SALT_23},
    {0xff00001c, 0, LABELS_1, SALT_23}, {0xff00001d, 0, LABELS_1, SALT_29},
    {0xff00001e, 0, LABELS_1, SALT_29}, {0xff00001f, 0, LABELS_1, SALT_29},
    {0xff000020, 0, LABELS_1, SALT_29}, {0xff000021, 0, LABELS_1, SALT_1},
    {0xff000022, 0, LABELS_1, SALT_1},  {0xfaceb001, 0, LABELS_1, SALT_22}, // Facebook's numbers for drafts 22 and 27
    {0xfaceb002, 0, LABELS_1, SALT_23},
};

const struct wy_quic_version *wy_quic_version_of(uint32_t number)
{
    for (size_t i = 0; i < WY_COUNT(versions); i++)
        if (versions[i].number == number)
            return &versions[i];
    return NULL;
}

static bool read_short(wy_bytes datagram, size_t id, struct wy_quic_packet *out, wy_bytes *rest)
{
    if (datagram.len < 1 + id + NUMBER_MAX + SAMPLE) // its second bit may be of either value: RFC 9287
        return false;
    *out = (struct wy_quic_packet){.type = WY_QUIC_ONE_RTT, .whole = datagram, .number_at = 1 + id};
    out->to = wy_bytes_sub(datagram, 1, id);
    *rest = (wy_bytes){0};
    return true;
}

bool wy_quic_packet_read(wy_bytes datagram, size_t short_id, struct wy_quic_packet *out, wy_bytes *rest)
{
    static const uint8_t types[4] = {WY_QUIC_INITIAL, WY_QUIC_ZERO_RTT, WY_QUIC_HANDSHAKE, WY_QUIC_RETRY};
    if (datagram.len == 0)
        return false;
    if ((datagram.ptr[0] & 0x80) == 0)
        return read_short(datagram, short_id, out, rest);
    struct wy_reader r = wy_reader_init(datagram, 0);
    unsigned first = wy_read_u8(&r);
    uint32_t number = wy_read_u32be(&r);
    *out =
        (struct wy_quic_packet){.type = WY_QUIC_NEGOTIATION, .whole = datagram, .version = wy_quic_version_of(number)};
    out->to = wy_read_bytes(&r, wy_read_u8(&r));
    out->from = wy_read_bytes(&r, wy_read_u8(&r));
    *rest = (wy_bytes){0};
    if (!wy_reader_ok(&r) || out->to.len > WY_QUIC_ID_MAX || out->from.len > WY_QUIC_ID_MAX ||
        (number && !out->version))
        return false;
    if (!out->version)
        return true;
    out->type = types[((first >> 4) - out->version->initial) & 3];
    if (out->type == WY_QUIC_RETRY)
        return true;
    uint64_t token = out->type == WY_QUIC_INITIAL ? wy_quic_varint(&r) : 0;
    out->token = token > 0;
    wy_read_skip(&r, token > datagram.len ? SIZE_MAX : (size_t)token);
    uint64_t n = wy_quic_varint(&r);
    if (!wy_reader_ok(&r) || n > wy_reader_left(&r) || n < NUMBER_MAX + SAMPLE)
        return false;
    out->number_at = r.pos;
    out->whole = wy_bytes_sub(datagram, 0, r.pos + (size_t)n);
    *rest = wy_bytes_sub(datagram, out->whole.len, SIZE_MAX);
    return true;
}

static const EVP_CIPHER *mask_cipher(const struct wy_tls_suite *s)
{
    if (s->mode == WY_TLS_CHACHA)
        return EVP_chacha20();
    return s->key_len == 16 ? EVP_aes_128_ecb() : EVP_aes_256_ecb();
}

static bool set_keys(struct wy_heap *heap, struct wy_quic_keys *k, wy_bytes secret, bool mask)
{
    uint8_t key[32], hp[32];
    const struct wy_tls_suite *s = k->open.suite;
    if (secret.len != wy_tls_hash_size(s->prf) || s->mode == WY_TLS_CBC || s->mode == WY_TLS_CCM8)
        return false;
    memmove(k->open.secret, secret.ptr, secret.len);
    if (!wy_tls_expand(s->prf, secret, k->version->key, key, s->key_len) ||
        !wy_tls_expand(s->prf, secret, k->version->iv, k->open.iv, 12) || !wy_tls_open_key(heap, &k->open, key))
        return false;
    if (!mask)
        return true;
    if (!k->hp)
        k->hp = EVP_CIPHER_CTX_new();
    return k->hp && wy_tls_expand(s->prf, secret, k->version->hp, hp, s->key_len) && EVP_CIPHER_CTX_reset(k->hp) == 1 &&
           EVP_EncryptInit_ex(k->hp, mask_cipher(s), NULL, hp, NULL) == 1 && EVP_CIPHER_CTX_set_padding(k->hp, 0) == 1;
}

bool wy_quic_keys_begin(struct wy_heap *heap, struct wy_quic_keys *k, const struct wy_quic_version *v,
                        const struct wy_tls_suite *suite, wy_bytes secret)
{
    k->version = v;
    k->open.suite = suite;
    if (suite && set_keys(heap, k, secret, true))
        return true;
    wy_quic_keys_free(heap, k);
    return false;
}

bool wy_quic_keys_initial(struct wy_heap *heap, struct wy_quic_keys *k, const struct wy_quic_version *v, wy_bytes id,
                          bool server)
{
    uint8_t initial[32], secret[32];
    unsigned n = 0;
    return HMAC(EVP_sha256(), v->salt, sizeof v->salt, id.ptr, id.len, initial, &n) &&
           wy_tls_expand(WY_TLS_SHA256, (wy_bytes){initial, 32}, server ? "server in" : "client in", secret, 32) &&
           wy_quic_keys_begin(heap, k, v, wy_tls_suite_of(0x1301), (wy_bytes){secret, 32});
}

bool wy_quic_keys_next(struct wy_heap *heap, const struct wy_quic_keys *now, struct wy_quic_keys *next)
{
    uint8_t secret[48];
    size_t n = wy_tls_hash_size(now->open.suite->prf);
    wy_quic_keys_free(heap, next);
    next->version = now->version;
    next->open.suite = now->open.suite;
    return wy_tls_expand(now->open.suite->prf, (wy_bytes){now->open.secret, n}, now->version->update, secret, n) &&
           set_keys(heap, next, (wy_bytes){secret, n}, false);
}

void wy_quic_keys_free(struct wy_heap *heap, struct wy_quic_keys *k)
{
    wy_tls_open_free(heap, &k->open);
    EVP_CIPHER_CTX_free(k->hp);
    *k = (struct wy_quic_keys){0};
}

static bool make_mask(const struct wy_quic_keys *k, const uint8_t *sample, uint8_t mask[16])
{
    static const uint8_t zeros[5];
    int n = 0;
    if (k->open.suite->mode == WY_TLS_CHACHA)
        return EVP_EncryptInit_ex(k->hp, NULL, NULL, NULL, sample) == 1 &&
               EVP_EncryptUpdate(k->hp, mask, &n, zeros, sizeof zeros) == 1;
    return EVP_EncryptUpdate(k->hp, mask, &n, sample, SAMPLE) == 1;
}

// RFC 9000, A.3
static uint64_t whole_number(uint64_t largest, uint64_t part, unsigned bits)
{
    uint64_t window = UINT64_C(1) << bits, half = window / 2, near = (largest & ~(window - 1)) | part;
    if (near + half <= largest && near < (UINT64_C(1) << 62) - window)
        return near + window;
    return near > largest + half && near >= window ? near - window : near;
}

bool wy_quic_unmask(const struct wy_quic_keys *k, const struct wy_quic_packet *p, uint64_t largest,
                    struct wy_quic_opened *out)
{
    uint8_t mask[16];
    size_t at = p->number_at;
    if (!k->hp || at == 0 || p->whole.len < at + NUMBER_MAX + SAMPLE || at + NUMBER_MAX > WY_QUIC_HEAD_MAX ||
        !make_mask(k, p->whole.ptr + at + NUMBER_MAX, mask))
        return false;
    memcpy(out->head, p->whole.ptr, at + NUMBER_MAX);
    out->head[0] ^= mask[0] & (p->type == WY_QUIC_ONE_RTT ? 0x1f : 0x0f);
    size_t n = (out->head[0] & 3) + 1u;
    uint64_t part = 0;
    for (size_t i = 0; i < n; i++) {
        out->head[at + i] ^= mask[1 + i];
        part = part << 8 | out->head[at + i];
    }
    out->number = whole_number(largest, part, (unsigned)n * 8);
    out->phase = p->type == WY_QUIC_ONE_RTT && out->head[0] & 4;
    out->head_len = at + n;
    return true;
}

bool wy_quic_open(struct wy_quic_keys *k, const struct wy_quic_packet *p, const struct wy_quic_opened *head,
                  uint8_t *out, wy_bytes *payload)
{
    uint8_t nonce[12];
    size_t n = 0;
    memcpy(nonce, k->open.iv, sizeof nonce);
    for (unsigned i = 0; i < 8; i++)
        nonce[11 - i] ^= (uint8_t)(head->number >> (8 * i));
    if (!k->open.ctx || !wy_aead_open(&k->open, nonce, (wy_bytes){head->head, head->head_len},
                                      wy_bytes_sub(p->whole, head->head_len, SIZE_MAX), out, &n))
        return false;
    *payload = (wy_bytes){out, n};
    return true;
}
