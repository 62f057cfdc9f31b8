// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/quic_open.h"

#include "formats/net/flow.h"

enum wy_quic_level wy_quic_level_of(const struct wy_quic_packet *p)
{
    switch (p->type) {
    case WY_QUIC_ZERO_RTT: return WY_QUIC_AT_EARLY;
    case WY_QUIC_HANDSHAKE: return WY_QUIC_AT_HANDSHAKE;
    case WY_QUIC_ONE_RTT: return WY_QUIC_AT_DATA;
    default: return WY_QUIC_AT_INITIAL;
    }
}

static bool try_open(struct wy_quic_keys *k, uint64_t *largest, const struct wy_quic_packet *p, uint8_t *out,
                     wy_bytes *payload)
{
    struct wy_quic_opened head;
    if (!wy_quic_unmask(k, p, *largest, &head) || !wy_quic_open(k, p, &head, out, payload))
        return false;
    *largest = wy_max(*largest, head.number + 1);
    return true;
}

static wy_bytes secret_of(struct wy_conn *conn, const struct wy_quic_opener *o, enum wy_side side,
                          enum wy_quic_level level)
{
    static const uint8_t kinds[2][WY_QUIC_LEVELS] = {
        {0, WY_TLS_CLIENT_HANDSHAKE, WY_TLS_CLIENT_TRAFFIC, WY_TLS_CLIENT_EARLY},
        {0, WY_TLS_SERVER_HANDSHAKE, WY_TLS_SERVER_TRAFFIC, 0},
    };
    unsigned kind = kinds[side][level];
    return kind && o->random ? wy_tls_keys_get(wy_conn_keys(conn), o->random, kind) : (wy_bytes){0};
}

// The suite is the server's hello's; where that is not in the capture, the one that opens.
static bool open_level(struct wy_conn *conn, struct wy_quic_opener *o, enum wy_side side,
                       const struct wy_quic_packet *p, uint8_t *out, wy_bytes *payload)
{
    static const uint16_t suites[] = {0x1301, 0x1302, 0x1303, 0x1304};
    enum wy_quic_level level = wy_quic_level_of(p);
    struct wy_quic_keys *k = &o->end[side].keys[level];
    uint64_t *largest = &o->end[side].largest[level == WY_QUIC_AT_EARLY ? WY_QUIC_AT_DATA : level];
    const struct wy_tls_suite **known = level == WY_QUIC_AT_EARLY ? &o->early_suite : &o->suite;
    const struct wy_quic_version *version = p->version ? p->version : o->version;
    if (k->open.ctx && k->version == version)
        return try_open(k, largest, p, out, payload);
    wy_bytes secret = secret_of(conn, o, side, level);
    for (size_t i = 0; version && secret.len && i < (*known ? 1 : WY_COUNT(suites)); i++) {
        const struct wy_tls_suite *suite = *known ? *known : wy_tls_suite_of(suites[i]);
        if (wy_quic_keys_begin(wy_conn_heap(conn), k, version, suite, secret) &&
            try_open(k, largest, p, out, payload)) {
            *known = suite;
            return true;
        }
    }
    wy_quic_keys_free(wy_conn_heap(conn), k);
    return false;
}

static void turn_phase(struct wy_conn *conn, struct wy_quic_end *e, const struct wy_quic_opened *head)
{
    struct wy_quic_keys *now = &e->keys[WY_QUIC_AT_DATA];
    wy_quic_keys_free(wy_conn_heap(conn), &e->older);
    e->next.hp = now->hp;
    now->hp = NULL;
    e->older = *now;
    *now = e->next;
    e->next = (struct wy_quic_keys){0};
    e->phase = head->phase;
    e->phase_from = head->number;
}

// Application packets of the present, the last or the next key phase (RFC 9001, 6.3).
static bool open_data(struct wy_conn *conn, struct wy_quic_opener *o, enum wy_side side, const struct wy_quic_packet *p,
                      uint8_t *out, wy_bytes *payload)
{
    struct wy_quic_end *e = &o->end[side];
    struct wy_quic_keys *now = &e->keys[WY_QUIC_AT_DATA];
    struct wy_quic_opened head;
    if (!now->open.ctx)
        return open_level(conn, o, side, p, out, payload);
    if (!wy_quic_unmask(now, p, e->largest[WY_QUIC_AT_DATA], &head))
        return false;
    bool same = head.phase == e->phase, old = !same && head.number < e->phase_from;
    struct wy_quic_keys *k = same ? now : old ? &e->older : &e->next;
    if (k == &e->next && !k->open.ctx && !wy_quic_keys_next(wy_conn_heap(conn), now, k))
        return false;
    if (!wy_quic_open(k, p, &head, out, payload))
        return false;
    e->largest[WY_QUIC_AT_DATA] = wy_max(e->largest[WY_QUIC_AT_DATA], head.number + 1);
    if (k == &e->next)
        turn_phase(conn, e, &head);
    return true;
}

// The keys are those of the client's first destination; after a Retry or for another connection, of the new one.
static enum wy_quic_result open_initial(struct wy_conn *conn, struct wy_quic_opener *o, enum wy_side side,
                                        const struct wy_quic_packet *p, uint8_t *out, wy_bytes *payload)
{
    struct wy_quic_end *e = &o->end[side];
    struct wy_quic_keys *k = &e->keys[WY_QUIC_AT_INITIAL], fresh = {0};
    uint64_t *largest = &e->largest[WY_QUIC_AT_INITIAL], none = 0;
    wy_bytes id = {o->id, o->id_len};
    bool ready = k->open.ctx && k->version == p->version;
    if (o->identified && (ready || wy_quic_keys_initial(wy_conn_heap(conn), k, p->version, id, side == WY_SERVER)) &&
        try_open(k, largest, p, out, payload))
        return WY_QUIC_OPENED;
    if (side == WY_SERVER)
        return WY_QUIC_CLOSED_TO_US;
    if (!wy_quic_keys_initial(wy_conn_heap(conn), &fresh, p->version, p->to, false) ||
        !try_open(&fresh, &none, p, out, payload)) {
        wy_quic_keys_free(wy_conn_heap(conn), &fresh);
        return WY_QUIC_CLOSED_TO_US;
    }
    wy_quic_keys_free(wy_conn_heap(conn), k);
    wy_quic_keys_free(wy_conn_heap(conn), &o->end[WY_SERVER].keys[WY_QUIC_AT_INITIAL]);
    *k = fresh;
    *largest = wy_max(*largest, none);
    bool anew = o->identified;
    memcpy(o->id, p->to.ptr, p->to.len);
    o->id_len = (uint8_t)p->to.len;
    o->identified = true;
    return anew ? WY_QUIC_OPENED_ANEW : WY_QUIC_OPENED;
}

enum wy_quic_result wy_quic_opener_open(struct wy_conn *conn, struct wy_quic_opener *o, enum wy_side side,
                                        const struct wy_quic_packet *p, uint8_t *out, wy_bytes *payload)
{
    enum wy_quic_result result;
    if (p->type == WY_QUIC_INITIAL)
        result = open_initial(conn, o, side, p, out, payload);
    else if (p->type == WY_QUIC_ONE_RTT)
        result = open_data(conn, o, side, p, out, payload) ? WY_QUIC_OPENED : WY_QUIC_CLOSED_TO_US;
    else
        result = open_level(conn, o, side, p, out, payload) ? WY_QUIC_OPENED : WY_QUIC_CLOSED_TO_US;
    if (result != WY_QUIC_CLOSED_TO_US && p->version)
        o->version = p->version;
    return result;
}

static void free_end(struct wy_conn *conn, struct wy_quic_end *e)
{
    for (int i = 0; i < WY_QUIC_LEVELS; i++)
        wy_quic_keys_free(wy_conn_heap(conn), &e->keys[i]);
    wy_quic_keys_free(wy_conn_heap(conn), &e->older);
    wy_quic_keys_free(wy_conn_heap(conn), &e->next);
    *e = (struct wy_quic_end){0};
}

void wy_quic_opener_restart(struct wy_conn *conn, struct wy_quic_opener *o)
{
    struct wy_quic_keys kept = o->end[WY_CLIENT].keys[WY_QUIC_AT_INITIAL];
    o->end[WY_CLIENT].keys[WY_QUIC_AT_INITIAL] = (struct wy_quic_keys){0};
    free_end(conn, &o->end[WY_CLIENT]);
    free_end(conn, &o->end[WY_SERVER]);
    o->end[WY_CLIENT].keys[WY_QUIC_AT_INITIAL] = kept;
    o->suite = o->early_suite = NULL;
    o->random = NULL;
}

void wy_quic_opener_free(struct wy_conn *conn, struct wy_quic_opener *o)
{
    free_end(conn, &o->end[WY_CLIENT]);
    free_end(conn, &o->end[WY_SERVER]);
}
