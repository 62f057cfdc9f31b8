// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Frames for tests, and a sink that writes down what the engine gives.
#pragma once

#include "core/arena.h"
#include "core/buffer.h"
#include "formats/net/engine.h"

struct lab {
    struct wy_net *net;
    struct wy_net_options options;
    struct wy_net_sink sink;
    struct wy_limits limits;
    struct wy_buf log; // one line for each event
    uint64_t packets;
    int64_t time;   // of the packets, or WY_NO_TIME; 0 = one after the other
    unsigned ident; // identification of the packets; 0 = 7
    uint8_t client; // last byte of the client's address; 0 = 2
    bool handshakes; // what is said in them is written down, too
    size_t messages, flows;
};

static void lab_message(void *ctx, const struct wy_message *m)
{
    struct lab *lab = ctx;
    if (m->n && m->parts[0].kind == WY_PART_HANDSHAKE && !lab->handshakes)
        return;
    lab->messages++;
    wy_buf_printf(&lab->log, "%s %s %.*s @%llu", m->from == WY_CLIENT ? ">" : "<", m->transport, WY_ARG(m->host),
                  (unsigned long long)m->when.packet);
    for (size_t i = 0; i < m->n; i++)
        if (m->parts[i].kind != WY_PART_HEADER)
            wy_buf_printf(&lab->log, "%s[%.*s]", m->parts[i].cut ? "cut" : "", WY_ARG(wy_bytes_str(m->parts[i].data)));
    wy_buf_char(&lab->log, '\n');
}

static void lab_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct lab *lab = ctx;
    (void)f;
    lab->flows++;
}

static void lab_mark(void *ctx, wy_str text, struct wy_when when)
{
    (void)when;
    wy_buf_printf(&((struct lab *)ctx)->log, "mark %.*s\n", WY_ARG(text));
}

static void lab_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    (void)when;
    wy_buf_printf(&((struct lab *)ctx)->log, "gap %s %s\n", wy_err_name(code), why);
}

static inline void lab_start(struct lab *lab, bool received, const char *mine)
{
    *lab = (struct lab){.limits = wy_limits_default};
    lab->options = (struct wy_net_options){.received = received, .mine = wy_str_c(mine)};
    lab->sink = (struct wy_net_sink){lab, lab_message, lab_flow, lab_mark, lab_gap};
    wy_buf_init(&lab->log, 1 << 20);
    lab->net = wy_net_new(&lab->options, &lab->sink, &lab->limits);
}

static inline void lab_end(struct lab *lab)
{
    wy_net_free(lab->net);
    wy_buf_fini(&lab->log);
}

static inline void put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void put32(uint8_t *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xffff);
}

// One IPv4 packet as raw IP (link type 101). `back` = from the server.
static inline void lab_ip(struct lab *lab, unsigned protocol, bool back, wy_bytes payload, unsigned fragment)
{
    uint8_t p[20 + 65000] = {0x45};
    const uint8_t client[4] = {10, 0, 0, lab->client ? lab->client : 2}, server[4] = {198, 18, 0, 1};
    put16(p + 2, (unsigned)(20 + payload.len));
    put16(p + 4, lab->ident ? lab->ident : 7);
    put16(p + 6, fragment);
    p[9] = (uint8_t)protocol;
    memcpy(p + 12, back ? server : client, 4);
    memcpy(p + 16, back ? client : server, 4);
    memcpy(p + 20, payload.ptr, payload.len);
    struct wy_packet packet = {.data = {p, 20 + payload.len},
                               .wire_size = 20 + payload.len,
                               .link = 101,
                               .number = ++lab->packets,
                               .time = lab->time ? lab->time : 1500000000000000000 + (int64_t)lab->packets};
    wy_net_packet(lab->net, &packet);
}

static inline void lab_tcp(struct lab *lab, bool back, uint32_t seq, unsigned flags, const char *text)
{
    uint8_t p[20 + 8000] = {0};
    size_t n = strlen(text);
    put16(p, back ? 80 : 40000);
    put16(p + 2, back ? 40000 : 80);
    put32(p + 4, seq);
    p[12] = 0x50;
    p[13] = (uint8_t)flags;
    memcpy(p + 20, text, n);
    lab_ip(lab, 6, back, (wy_bytes){p, 20 + n}, 0);
}

static inline void lab_udp(struct lab *lab, bool back, unsigned port, wy_bytes data)
{
    uint8_t p[8 + 8000] = {0};
    put16(p, back ? port : 40000);
    put16(p + 2, back ? 40000 : port);
    put16(p + 4, (unsigned)(8 + data.len));
    memcpy(p + 8, data.ptr, data.len);
    lab_ip(lab, 17, back, (wy_bytes){p, 8 + data.len}, 0);
}
