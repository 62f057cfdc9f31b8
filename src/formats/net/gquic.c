// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Google's QUIC from before the standard: Q0xx and T05x, as Chromium spoke it until 2021. Up to Q046 the client's hello
// (CHLO, a list of tags) is in clear: its server's name is read, and it is searched. Nothing is decrypted.
#include "formats/net/flow.h"

enum { TAG_MAX = 64, HELLO_HEAD = 8, TAG_SIZE = 8, HASH = 12 };

struct gquic {
    uint64_t clear; // bytes of datagrams that were readable, by the phone
    bool hello;
};

static bool is_version(const uint8_t *p)
{
    return (p[0] == 'Q' || p[0] == 'T') && p[1] == '0' && wy_is_digit((char)p[2]) && wy_is_digit((char)p[3]);
}

// The version of a datagram that tells it: in the old header behind flags and an id of eight bytes, in the later one
// where the standard has it. NULL: none.
static const uint8_t *version_in(wy_bytes b)
{
    if (b.len >= 7 && b.ptr[0] & 0x80)
        return is_version(b.ptr + 1) ? b.ptr + 1 : NULL;
    bool old = b.len > 14 + HASH && (b.ptr[0] & 0xc1) == 1 && b.ptr[0] & 8;
    return old && is_version(b.ptr + 9) ? b.ptr + 9 : NULL;
}

static enum wy_sniff sniff(const struct wy_flow_facts *flow, wy_bytes datagram)
{
    (void)flow;
    return version_in(datagram) ? WY_SNIFF_YES : WY_SNIFF_NO;
}

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

// Each tag has the end of its value behind all tags.
static wy_str tag_value(wy_bytes hello, const char *name)
{
    size_t n = le32(hello.ptr + 4) & 0xffff, from = 0;
    wy_bytes values = wy_bytes_sub(hello, HELLO_HEAD + n * TAG_SIZE, SIZE_MAX);
    if (n > TAG_MAX || hello.len < HELLO_HEAD + n * TAG_SIZE)
        return (wy_str){0};
    for (size_t i = 0; i < n; i++) {
        const uint8_t *tag = hello.ptr + HELLO_HEAD + i * TAG_SIZE;
        size_t end = le32(tag + 4);
        if (end < from || end > values.len)
            return (wy_str){0};
        if (memcmp(tag, name, 4) == 0)
            return wy_bytes_str(wy_bytes_sub(values, from, end - from));
        from = end;
    }
    return (wy_str){0};
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *datagram)
{
    struct gquic *st = state;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    wy_bytes b = datagram->data;
    const uint8_t *version = version_in(b);
    f->state = WY_FLOW_ENCRYPTED;
    f->transport = "quic";
    if (version)
        wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){(const char *)version, 4});
    const uint8_t *hello = version && side == WY_CLIENT && b.len > HELLO_HEAD ? memmem(b.ptr, b.len, "CHLO", 4) : NULL;
    if (!hello || b.len - (size_t)(hello - b.ptr) < HELLO_HEAD)
        return;
    st->hello = true;
    st->clear += side == f->sent ? b.len : 0;
    wy_flow_set(conn, WY_FLOW_SNI, tag_value(wy_bytes_sub(b, (size_t)(hello - b.ptr), SIZE_MAX), "SNI"));
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = b}; // it names the app and the phone's model
    struct wy_message m = {.from = side, .transport = "quic", .when = datagram->when, .parts = &part, .n = 1};
    wy_conn_message(conn, &m);
}

static void fini(struct wy_conn *conn, void *state)
{
    const struct gquic *st = state;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    uint64_t sent = f->bytes[f->sent];
    f->opaque += sent > st->clear ? sent - st->clear : 0;
    wy_flow_set(conn, WY_FLOW_REASON, WY_S("Google's QUIC from before the standard, which is not decrypted here"));
}

const struct wy_datagram_layer wy_datagram_gquic = {
    .name = "gquic",
    .state_size = sizeof(struct gquic),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .fini = fini,
};
