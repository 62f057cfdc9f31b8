// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Initial packets, sealed here with the keys that RFC 9001, appendix A.1, and RFC 9369, appendix A.1, give for the
// destination id 8394c8f03e515708.
#include "test.h"

#include "netlab.h"

#include <openssl/evp.h>

static const uint8_t id[8] = {0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08};

struct keys {
    uint32_t version;
    uint8_t first; // of the header, with a packet number of one byte
    uint8_t key[16], iv[12], hp[16];
};

static const struct keys v1 = {
    1,
    0xc0,
    {0x1f, 0x36, 0x96, 0x13, 0xdd, 0x76, 0xd5, 0x46, 0x77, 0x30, 0xef, 0xcb, 0xe3, 0xb1, 0xa2, 0x2d},
    {0xfa, 0x04, 0x4b, 0x2f, 0x42, 0xa3, 0xfd, 0x3b, 0x46, 0xfb, 0x25, 0x5c},
    {0x9f, 0x50, 0x44, 0x9e, 0x04, 0xa0, 0xe8, 0x10, 0x28, 0x3a, 0x1e, 0x99, 0x33, 0xad, 0xed, 0xd2},
};
static const struct keys v2 = {
    0x6b3343cf,
    0xd0,
    {0x8b, 0x1a, 0x0b, 0xc1, 0x21, 0x28, 0x42, 0x90, 0xa2, 0x9e, 0x09, 0x71, 0xb5, 0xcd, 0x04, 0x5d},
    {0x91, 0xf7, 0x3e, 0x23, 0x51, 0xd8, 0xfa, 0x91, 0x66, 0x0e, 0x90, 0x9f},
    {0x45, 0xb9, 0x5e, 0x15, 0x23, 0x5d, 0x6f, 0x45, 0xa6, 0xb1, 0x9c, 0xbc, 0xb0, 0x29, 0x4b, 0xa9},
};

static const uint8_t hello[] = "\x01\x00\x00\x53\x03\x03"
                               "0123456789abcdef0123456789abcdef"
                               "\x00\x00\x02\x13\x01\x01\x00\x00\x28"
                               "\x00\x00\x00\x0e\x00\x0c\x00\x00\x09q.example"
                               "\x00\x10\x00\x05\x00\x03\x02h3"
                               "\x00\x2b\x00\x03\x02\x03\x04"
                               "\xfe\x0d\x00\x02xx";
enum { HELLO = sizeof hello - 1 };

struct seen {
    struct lab lab;
    char sni[32], alpn[32], reason[64];
    const char *transport;
    bool ech;
};

static void see_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct seen *s = (struct seen *)ctx;
    snprintf(s->sni, sizeof s->sni, "%.*s", WY_ARG(f->text[WY_FLOW_SNI]));
    snprintf(s->alpn, sizeof s->alpn, "%.*s", WY_ARG(f->text[WY_FLOW_ALPN]));
    snprintf(s->reason, sizeof s->reason, "%.*s", WY_ARG(f->text[WY_FLOW_REASON]));
    s->transport = f->transport;
    s->ech = f->ech;
}

static void start(struct seen *s)
{
    *s = (struct seen){0};
    lab_start(&s->lab, false, NULL);
    s->lab.sink.flow = see_flow;
}

// A CRYPTO frame of hello[at, at + n) at the end of `p`.
static size_t crypto(uint8_t *p, size_t at, size_t n)
{
    assert_true(n < 64 && at + n <= HELLO);
    p[0] = 6;
    put16(p + 1, (unsigned)(0x4000 | at));
    p[3] = (uint8_t)n;
    memcpy(p + 4, hello + at, n);
    return 4 + n;
}

// Seals `frames` as packet `number`, appends to `out`.
static size_t seal(const struct keys *k, uint8_t number, const uint8_t *frames, size_t n, uint8_t *out)
{
    uint8_t head[20] = {k->first}, nonce[12], mask[16], *body = out + 19;
    int len = 0, more = 0;
    put32(head + 1, k->version);
    head[5] = sizeof id;
    memcpy(head + 6, id, sizeof id);
    head[14] = 0, head[15] = 0; // no source id, no token
    put16(head + 16, (unsigned)(0x4000 | (1 + n + 16)));
    head[18] = number;
    memcpy(nonce, k->iv, sizeof nonce);
    nonce[11] ^= number;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, k->key, nonce), 1);
    assert_int_equal(EVP_EncryptUpdate(ctx, NULL, &len, head, 19), 1);
    assert_int_equal(EVP_EncryptUpdate(ctx, body, &len, frames, (int)n), 1);
    assert_int_equal(EVP_EncryptFinal_ex(ctx, body + len, &more), 1);
    assert_int_equal(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, body + n), 1);
    memcpy(out, head, 19);
    assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, k->hp, NULL), 1);
    assert_int_equal(EVP_EncryptUpdate(ctx, mask, &len, out + 18 + 4, 16), 1);
    EVP_CIPHER_CTX_free(ctx);
    out[0] ^= mask[0] & 0x0f;
    out[18] ^= mask[1];
    return 19 + n + 16;
}

static void scattered(const struct keys *k, bool twice)
{
    struct seen s;
    uint8_t frames[256] = {0}, packet[2048];
    start(&s);
    s.lab.handshakes = true;
    // In the first datagram the end and the middle, between padding, ping and an acknowledgement.
    size_t n = 2;
    frames[n++] = 1;
    n += crypto(frames + n, 60, HELLO - 60);
    memcpy(frames + n, "\x02\x05\x00\x01\x00\x00\x00", 7);
    n += 7;
    n += crypto(frames + n, 20, 30);
    size_t size = seal(k, 0, frames, n, packet);
    // A second packet in the same datagram.
    n = crypto(frames, 45, 20);
    size += seal(k, 1, frames, n, packet + size);
    lab_udp(&s.lab, false, 443, (wy_bytes){packet, size});
    n = crypto(frames, 0, twice ? 25 : 10);
    size = seal(k, 2, frames, n, packet);
    lab_udp(&s.lab, false, 443, (wy_bytes){packet, size});
    wy_net_finish(s.lab.net);
    assert_string_equal(s.transport, "quic");
    assert_int_equal(s.lab.messages, twice); // the hello, which everybody can read
    assert_int_equal(wy_str_has(wy_buf_str(&s.lab.log), WY_S("[q.example]")), twice);
    assert_string_equal(s.sni, twice ? "q.example" : "");
    assert_string_equal(s.alpn, twice ? "h3" : "");
    assert_int_equal(s.ech, twice);
    assert_string_equal(s.reason, twice ? "no keys were given" : "the handshake is not whole in the capture");
    lab_end(&s.lab);
}

static void the_name_is_read_without_keys(void **state)
{
    (void)state;
    scattered(&v1, true);
    scattered(&v2, true);
    scattered(&v1, false); // ten bytes are missing
}

static void damage_gives_nothing(void **state)
{
    (void)state;
    uint8_t frames[256], packet[2048];
    size_t n = crypto(frames, 0, 60);
    n += crypto(frames + n, 60, HELLO - 60);
    size_t size = seal(&v1, 0, frames, n, packet);
    for (size_t i = 6; i < size; i += 7) {
        struct seen s;
        start(&s);
        packet[i] ^= 0x55;
        lab_udp(&s.lab, false, 443, (wy_bytes){packet, size});
        packet[i] ^= 0x55;
        wy_net_finish(s.lab.net);
        assert_string_equal(s.sni, "");
        lab_end(&s.lab);
    }
    struct seen s;
    start(&s);
    lab_udp(&s.lab, false, 443, (wy_bytes){packet, size});
    wy_net_finish(s.lab.net);
    assert_string_equal(s.sni, "q.example");
    lab_end(&s.lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_is_read_without_keys),
        cmocka_unit_test(damage_gives_nothing),
    };
    return cmocka_run_group_tests_name("formats/net/quic", tests, NULL, NULL);
}
