// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The layers without what carries them: the input is a key log, a NUL, and pieces of one TCP or UDP flow, each with a
// byte for its direction and two for its length.
#include "core/reader.h"
#include "formats/net/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_message(void *ctx, const struct wy_message *m)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < m->parts[i].data.len; k++) // every byte that is given must be readable
            *(volatile unsigned *)ctx += m->parts[i].data.ptr[k];
}

static void on_flow(void *ctx, const struct wy_flow_facts *f)
{
    for (int i = 0; i < WY_FLOW_TEXTS; i++)
        for (size_t k = 0; k < f->text[i].len; k++)
            *(volatile unsigned *)ctx += (unsigned char)f->text[i].ptr[k];
}

static void on_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    (void)when;
    *(unsigned *)ctx += (unsigned)code + (unsigned char)why[0];
}

static void put(uint8_t *p, size_t v, int n)
{
    for (int i = 0; i < n; i++)
        p[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

// Bits of `how`: 0 from the server, 1 UDP, 2 bytes are missing in front.
static void send(struct wy_net *net, unsigned how, wy_bytes b, uint32_t seq[2], uint64_t number)
{
    enum { PIECE = 2000 };
    uint8_t p[40 + PIECE] = {0x45};
    bool back = how & 1, udp = how & 2;
    size_t head = udp ? 8 : 20;
    b = wy_bytes_sub(b, 0, PIECE);
    seq[back] += how & 4 ? 30 : 0;
    put(p + 2, 20 + head + b.len, 2);
    p[9] = udp ? 17 : 6;
    put(p + 12, back ? 0xc6120001 : 0x0a000002, 4);
    put(p + 16, back ? 0x0a000002 : 0xc6120001, 4);
    put(p + 20, back ? 443 : 40000, 2);
    put(p + 22, back ? 40000 : 443, 2);
    if (udp) {
        put(p + 24, 8 + b.len, 2);
    } else {
        put(p + 24, seq[back], 4);
        p[32] = 0x50;
        p[33] = 24;
    }
    if (b.len)
        memcpy(p + 20 + head, b.ptr, b.len);
    seq[back] += (uint32_t)b.len;
    struct wy_packet packet = {{p, 20 + head + b.len}, 20 + head + b.len, 101, number, (int64_t)number, 0, {0}};
    wy_net_packet(net, &packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    struct wy_limits limits = wy_limits_default;
    limits.net_memory = 4 << 20;
    limits.net_flows = 64;
    limits.net_body = 2048;
    struct wy_net_options options = {.received = size & 1};
    struct wy_net_sink sink = {&sum, on_message, on_flow, NULL, on_gap};
    struct wy_net *net = wy_net_new(&options, &sink, &limits);
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    if (net && end) {
        size_t at = (size_t)(end - data) + 1;
        uint32_t seq[2] = {100, 500};
        wy_net_secrets(net, (wy_bytes){data, at - 1});
        struct wy_reader r = wy_reader_init((wy_bytes){data + at, size - at}, 0);
        for (uint64_t number = 1; wy_reader_left(&r) > 3 && number < 500; number++) {
            unsigned how = wy_read_u8(&r);
            size_t n = wy_min(wy_read_u16be(&r), wy_reader_left(&r));
            send(net, how, wy_read_bytes(&r, n), seq, number);
        }
    }
    if (net)
        wy_net_finish(net);
    wy_net_free(net);
    return 0;
}
