// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MQTT 3.1, 3.1.1 and 5 as a layer, over TCP, TLS or WebSocket: each control packet is a message; what is published has
// its topic as URL, its properties as header and its payload as body. Numbers that stand for topics (MQTT 5, 3.3.2.3.4)
// are not followed.
#include "formats/net/flow.h"

enum { HEAD_MAX = 5, CONNECT = 1, PUBLISH = 3, LEVEL_5 = 5, PROPERTY_TYPE = 3, WINDOW = 256 * 1024, OVERLAP = 1024 };

struct mqtt_side {
    struct wy_hold packet;
    struct wy_when when;
    uint32_t left; // bytes of the present packet to come
    uint64_t id;   // of a packet that is told in pieces
    uint8_t head[HEAD_MAX], head_n;
    bool in_packet;
};

struct mqtt {
    struct mqtt_side side[2];
    uint8_t level; // of the protocol, from the client's first packet
};

// One to four bytes, the lowest seven bits first; 0 = not whole yet, HEAD_MAX = not a number.
static size_t number(wy_bytes b, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < b.len && i < 4; i++) {
        *out |= (uint32_t)(b.ptr[i] & 0x7f) << (7 * i);
        if (!(b.ptr[i] & 0x80))
            return i + 1;
    }
    return b.len < 4 ? 0 : HEAD_MAX;
}

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    (void)conn;
    static const uint8_t names[][8] = {"\0\4MQTT", "\0\6MQIsdp"};
    uint32_t left;
    if (side != WY_CLIENT || first.ptr[0] != CONNECT << 4)
        return WY_SNIFF_NO;
    size_t n = number(wy_bytes_sub(first, 1, SIZE_MAX), &left);
    if (n == HEAD_MAX || (n && left < 10))
        return WY_SNIFF_NO;
    wy_bytes name = wy_bytes_sub(first, 1 + n, SIZE_MAX);
    for (size_t i = 0; n && i < WY_COUNT(names); i++) {
        size_t size = 2 + names[i][1];
        if (memcmp(name.ptr, names[i], wy_min(name.len, size)) == 0)
            return name.len >= size ? WY_SNIFF_YES : WY_SNIFF_MORE;
    }
    return n ? WY_SNIFF_NO : WY_SNIFF_MORE;
}

// A text or bytes with two bytes of length in front, taken off *rest; what is cut is given as far as it goes.
static wy_bytes counted(wy_bytes *rest)
{
    if (rest->len < 2) {
        *rest = (wy_bytes){0};
        return *rest;
    }
    wy_bytes out = wy_bytes_sub(*rest, 2, wy_be16(rest->ptr));
    *rest = wy_bytes_sub(*rest, 2 + out.len, SIZE_MAX);
    return out;
}

static wy_bytes properties(wy_bytes *rest)
{
    uint32_t len;
    size_t n = number(*rest, &len);
    if (n == 0 || n == HEAD_MAX)
        return (wy_bytes){0};
    wy_bytes out = wy_bytes_sub(*rest, n, len);
    *rest = wy_bytes_sub(*rest, n + out.len, SIZE_MAX);
    return out;
}

static size_t published(const struct mqtt *st, unsigned head, wy_bytes b, struct wy_message_part *parts)
{
    size_t n = 0;
    parts[n++] = (struct wy_message_part){.kind = WY_PART_URL, .data = counted(&b)};
    if (head & 6) // an identifier where delivery is acknowledged
        b = wy_bytes_sub(b, 2, SIZE_MAX);
    if (st->level == LEVEL_5)
        parts[n++] = (struct wy_message_part){.kind = WY_PART_HEADER, .data = properties(&b)};
    parts[n++] = (struct wy_message_part){.kind = WY_PART_BODY, .data = b};
    wy_bytes type = n == 3 ? parts[1].data : (wy_bytes){0};
    if (type.len && type.ptr[0] == PROPERTY_TYPE) { // mostly the first, if there is one
        type = wy_bytes_sub(type, 1, SIZE_MAX);
        parts[2].type = wy_bytes_str(counted(&type));
    }
    return n;
}

static void tell(struct wy_conn *conn, struct mqtt *st, enum wy_side from, bool cut)
{
    struct mqtt_side *s = &st->side[from];
    struct wy_message_part parts[3] = {{.kind = WY_PART_HEADER, .data = wy_hold_bytes(&s->packet)}};
    size_t n = 1;
    if (s->id)
        parts[0].kind = WY_PART_BODY;
    else if (s->head[0] >> 4 == PUBLISH)
        n = published(st, s->head[0], parts[0].data, parts);
    parts[n - 1].cut = cut || s->id;
    if (s->id == 0)
        s->id = wy_conn_next_id(conn);
    struct wy_message m = {.id = s->id, .from = from, .transport = "mqtt", .when = s->when, .parts = parts, .n = n};
    if (s->packet.len)
        wy_conn_message(conn, &m);
}

static void packet_over(struct wy_conn *conn, struct mqtt *st, enum wy_side side)
{
    struct mqtt_side *s = &st->side[side];
    wy_bytes b = wy_hold_bytes(&s->packet);
    if (side == WY_CLIENT && s->head[0] >> 4 == CONNECT && s->id == 0 && counted(&b).len && b.len)
        st->level = b.ptr[0];
    tell(conn, st, side, false);
    wy_hold_free(wy_conn_heap(conn), &s->packet);
    s->in_packet = false;
    s->id = 0;
    s->head_n = 0;
}

// False: not a packet.
static bool take_head(struct wy_conn *conn, struct mqtt *st, enum wy_side side, const struct wy_span *span)
{
    struct mqtt_side *s = &st->side[side];
    if (s->head_n == 0)
        s->when = span->when;
    s->head[s->head_n++] = span->data.ptr[0];
    if (s->head_n < 2)
        return s->head[0] >> 4 != 0;
    size_t n = number((wy_bytes){s->head + 1, s->head_n - 1u}, &s->left);
    if (n == HEAD_MAX)
        return false;
    s->in_packet = n > 0;
    if (s->in_packet && s->left == 0)
        packet_over(conn, st, side);
    return true;
}

static size_t take_content(struct wy_conn *conn, struct mqtt *st, enum wy_side side, wy_bytes b)
{
    struct mqtt_side *s = &st->side[side];
    size_t max = s->id ? WINDOW : (size_t)wy_conn_limits(conn)->net_body;
    size_t n = wy_min(wy_min(b.len, s->left), max - wy_min(max, s->packet.len));
    bool connects = s->head[0] >> 4 == CONNECT; // tells the level, whoever is searched
    if ((connects || wy_conn_wants(conn, side)) &&
        !wy_hold_add(wy_conn_heap(conn), &s->packet, wy_bytes_sub(b, 0, n), SIZE_MAX))
        n = wy_min(b.len, s->left); // no memory: told as far as it goes
    s->left -= (uint32_t)n;
    if (s->left == 0) {
        packet_over(conn, st, side);
    } else if (s->packet.len >= max) {
        tell(conn, st, side, true);
        wy_hold_cut(&s->packet, s->packet.len - wy_min(OVERLAP, s->packet.len / 2));
    }
    return n;
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct mqtt *st = state;
    struct mqtt_side *s = &st->side[side];
    struct wy_span rest = *span;
    wy_conn_flow(conn)->transport = "mqtt";
    while (rest.data.len) {
        size_t n = 1;
        if (s->in_packet) {
            n = take_content(conn, st, side, rest.data);
        } else if (!take_head(conn, st, side, &rest)) {
            wy_conn_switch(conn, &wy_layer_raw);
            wy_conn_data(conn, side, &rest);
            return;
        }
        rest.data = wy_bytes_sub(rest.data, n, SIZE_MAX);
    }
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct mqtt *st = state;
    struct mqtt_side *s = &st->side[side];
    if (s->in_packet && s->packet.len)
        tell(conn, st, side, true);
    wy_hold_free(wy_conn_heap(conn), &s->packet);
    if (s->in_packet && missing < s->left) {
        s->left -= (uint32_t)missing;
        return;
    }
    wy_conn_switch(conn, &wy_layer_raw); // no borders any more
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    struct mqtt *st = state;
    if (st->side[side].in_packet)
        tell(conn, st, side, true);
    wy_hold_free(wy_conn_heap(conn), &st->side[side].packet);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct mqtt *st = state;
    wy_hold_free(wy_conn_heap(conn), &st->side[0].packet);
    wy_hold_free(wy_conn_heap(conn), &st->side[1].packet);
}

const struct wy_layer wy_layer_mqtt = {
    .name = "mqtt",
    .state_size = sizeof(struct mqtt),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
