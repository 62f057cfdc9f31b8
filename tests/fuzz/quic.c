// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// QUIC and HTTP/3 behind their protection: the input says which packets come, and they are sealed here with secrets
// that the engine knows. Records of: what (bits 0-1 kind, bit 2 sender), length (one byte for each 4), content.
#include "formats/net/engine.h"

#include "../unit/quiclab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FRAMES, SHAKE, INITIAL, BARE };

static const char key_log[] =
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET 3031323334353637383961626364656630313233343536373839616263646566 "
    "0101010101010101010101010101010101010101010101010101010101010101\n"
    "SERVER_HANDSHAKE_TRAFFIC_SECRET 3031323334353637383961626364656630313233343536373839616263646566 "
    "0101010101010101010101010101010101010101010101010101010101010101\n"
    "CLIENT_TRAFFIC_SECRET_0 3031323334353637383961626364656630313233343536373839616263646566 "
    "0101010101010101010101010101010101010101010101010101010101010101\n"
    "SERVER_TRAFFIC_SECRET_0 3031323334353637383961626364656630313233343536373839616263646566 "
    "0101010101010101010101010101010101010101010101010101010101010101\n";

static void on_message(void *ctx, const struct wy_message *m)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < m->parts[i].data.len; k++) // every byte that is given must be readable
            *(volatile unsigned *)ctx += m->parts[i].data.ptr[k];
}

static void on_flow(void *ctx, const struct wy_flow_facts *f) { *(unsigned *)ctx += (unsigned)f->packets; }

static void on_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    (void)when;
    *(unsigned *)ctx += (unsigned)code + (unsigned char)why[0];
}

static void send_datagram(struct wy_net *net, uint64_t number, bool back, wy_bytes d)
{
    uint8_t p[28 + 4096] = {0x45, [9] = 17, [12] = 10, [15] = 2, [16] = 10, [19] = 1, [20] = 9, [22] = 1, [23] = 187};
    size_t n = 28 + d.len;
    if (back) {
        p[15] = 1, p[19] = 2;
        p[20] = 1, p[21] = 187, p[22] = 9, p[23] = 0;
    }
    p[2] = (uint8_t)(n >> 8), p[3] = (uint8_t)n;
    p[24] = (uint8_t)((n - 20) >> 8), p[25] = (uint8_t)(n - 20);
    memcpy(p + 28, d.ptr, d.len);
    struct wy_packet packet = {.data = {p, n}, .wire_size = n, .link = 101, .number = number, .time = WY_NO_TIME};
    wy_net_packet(net, &packet);
}

static void send_record(struct wy_net *net, uint64_t number, unsigned what, wy_bytes content)
{
    static const uint8_t ids[2][4] = {"ccc", "sss"}, first[8] = "firstid";
    uint8_t out[4096], secret[32];
    bool back = what & 4;
    memset(secret, 1, sizeof secret);
    wy_bytes to = {first, 8}, own = {ids[back], 3}, other = {ids[!back], 3};
    struct quiclab_packet p = {.type = QL_SHORT, .to = other, .from = own, .number = number, .number_len = 2};
    struct quiclab_keys k;
    switch (what & 3) {
    case INITIAL:
        k = quiclab_initial(QL_V1, to, back);
        p.type = QL_INITIAL;
        p.to = back ? other : to;
        break;
    case SHAKE: p.type = QL_HANDSHAKE; // fall through
    default: k = quiclab_secret(QL_V1, 0x1301, secret);
    }
    if ((what & 3) == BARE)
        send_datagram(net, number, back, content);
    else
        send_datagram(net, number, back, (wy_bytes){out, quiclab_seal(&k, &p, content, out)});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    struct wy_limits limits = wy_limits_default;
    limits.net_memory = 4 << 20;
    limits.net_flows = 64;
    limits.net_body = 2048;
    struct wy_net_options options = {.received = size & 1, .secrets = wy_str_bytes(wy_str_c(key_log))};
    struct wy_net_sink sink = {&sum, on_message, on_flow, NULL, on_gap};
    struct wy_net *net = wy_net_new(&options, &sink, &limits);
    uint64_t number = 0;
    for (wy_bytes rest = {data, size}; net && rest.len >= 2 && number < 64;) {
        wy_bytes content = wy_bytes_sub(rest, 2, rest.ptr[1] * 4u);
        send_record(net, ++number, rest.ptr[0], content);
        rest = wy_bytes_sub(rest, 2 + content.len, SIZE_MAX);
    }
    if (net)
        wy_net_finish(net);
    wy_net_free(net);
    return 0;
}
