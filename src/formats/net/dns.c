// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/dns.h"

#include "core/map.h"
#include "formats/net/flow.h"

enum { POINTERS_MAX = 32, RECORDS_MAX = 256, QUESTIONS_MAX = 64, NAMES_MAX = 8 };
enum { TYPE_A = 1, TYPE_AAAA = 28, TYPE_SVCB = 64, TYPE_HTTPS = 65, HINT_4 = 4, HINT_6 = 6 };

// Reads a name with compression pointers; returns the offset behind it in the message, or 0 when it is broken. Bytes
// that would confuse a reader of the dotted form become '?'.
static size_t read_name(wy_bytes m, size_t at, char out[WY_DNS_NAME], size_t *len)
{
    size_t end = 0, n = 0;
    for (int jumps = 0; at < m.len;) {
        uint8_t size = m.ptr[at];
        if (size == 0) {
            *len = n;
            return end ? end : at + 1;
        }
        if ((size & 0xc0) == 0xc0) {
            if (at + 1 >= m.len || ++jumps > POINTERS_MAX)
                return 0;
            if (!end)
                end = at + 2;
            at = (size_t)(size & 0x3f) << 8 | m.ptr[at + 1];
            continue;
        }
        if (size > 63 || size > m.len - at - 1 || n + size + 1 > WY_DNS_NAME)
            return 0;
        if (n)
            out[n++] = '.';
        for (size_t i = 0; i < size; i++) {
            uint8_t c = m.ptr[at + 1 + i];
            out[n++] = (char)(c > ' ' && c < 0x7f && c != '.' ? c : '?');
        }
        at += 1u + size;
    }
    return 0;
}

bool wy_dns_read(wy_bytes m, struct wy_dns_question *out)
{
    if (m.len < 12)
        return false;
    unsigned opcode = m.ptr[2] >> 3 & 15;
    uint32_t questions = wy_be16(m.ptr + 4);
    *out = (struct wy_dns_question){.response = (m.ptr[2] & 0x80) != 0};
    if (opcode > 6 || questions > QUESTIONS_MAX || wy_be16(m.ptr + 6) > 4096)
        return false;
    if (questions == 0)
        return out->response;
    size_t at = read_name(m, 12, out->name, &out->name_len);
    if (at == 0 || m.len - at < 4)
        return false;
    out->type = (uint16_t)wy_be16(m.ptr + at);
    return true;
}

wy_str wy_dns_owner(wy_str name)
{
    size_t last = wy_str_rfind_char(name, '.');
    if (last == WY_NPOS)
        return name;
    size_t second = wy_str_rfind_char(wy_str_sub(name, 0, last), '.');
    if (second == WY_NPOS)
        return name;
    // "co.uk", "com.cn": a short label before a country's stands for the kind of registry.
    if (last - second - 1 <= 3 && name.len - last - 1 == 2) {
        size_t third = wy_str_rfind_char(wy_str_sub(name, 0, second), '.');
        return third == WY_NPOS ? name : wy_str_from(name, third + 1);
    }
    return wy_str_from(name, second + 1);
}

static void learn_addresses(struct wy_conn *conn, wy_bytes list, uint8_t size, wy_str name)
{
    for (; list.len >= size; list = wy_bytes_sub(list, size, SIZE_MAX)) {
        struct wy_address a = {.len = size};
        memcpy(a.byte, list.ptr, size);
        wy_conn_name(conn, &a, name);
    }
}

// RFC 9460, 2.2: a service's parameters, of which only the addresses matter here.
static void learn_service(struct wy_conn *conn, wy_bytes m, size_t at, size_t end, wy_str name)
{
    char target[WY_DNS_NAME];
    size_t len;
    if (end - at < 3 || (at = read_name(m, at + 2, target, &len)) == 0)
        return;
    while (at + 4 <= end) {
        uint32_t key = wy_be16(m.ptr + at), size = wy_be16(m.ptr + at + 2);
        at += 4;
        if (size > end - at)
            return;
        if (key == HINT_4 || key == HINT_6)
            learn_addresses(conn, wy_bytes_sub(m, at, size), key == HINT_4 ? 4 : 16, name);
        at += size;
    }
}

// The offset behind the questions, or 0.
static size_t skip_questions(wy_bytes m)
{
    char name[WY_DNS_NAME];
    size_t len, at = 12;
    for (uint32_t i = wy_be16(m.ptr + 4); i > 0 && at; i--) {
        at = read_name(m, at, name, &len);
        at = at && m.len - at >= 4 ? at + 4 : 0;
    }
    return at;
}

static void learn(struct wy_conn *conn, wy_bytes m, wy_str name)
{
    uint32_t answers = wy_be16(m.ptr + 6);
    char other[WY_DNS_NAME];
    size_t len, at = skip_questions(m);
    for (uint32_t i = 0; at && i < answers && i < RECORDS_MAX; i++) {
        at = read_name(m, at, other, &len);
        if (at == 0 || at > m.len || m.len - at < 10)
            return;
        uint32_t type = wy_be16(m.ptr + at), size = wy_be16(m.ptr + at + 8);
        at += 10;
        if (size > m.len - at)
            return;
        if ((type == TYPE_A && size == 4) || (type == TYPE_AAAA && size == 16))
            learn_addresses(conn, wy_bytes_sub(m, at, size), (uint8_t)size, name);
        else if (type == TYPE_HTTPS || type == TYPE_SVCB)
            learn_service(conn, m, at, at + size, name);
        at += size;
    }
}

void wy_dns_message(struct wy_conn *conn, enum wy_side side, const struct wy_span *span, const char *transport)
{
    struct wy_dns_question q;
    char names[NAMES_MAX][WY_DNS_NAME];
    bool udp = wy_conn_flow(conn)->protocol == 17 && !wy_conn_encrypted(conn);
    struct wy_message_part parts[1 + NAMES_MAX] = {{.kind = WY_PART_RAW, .data = span->data}};
    struct wy_message m = {.from = side, .transport = transport, .when = span->when, .parts = parts, .n = 1};
    if (!wy_dns_read(span->data, &q)) {
        m.transport = udp ? "udp" : transport; // something else at DNS's port
    } else {
        wy_str name = {q.name, q.name_len};
        if (q.response && q.name_len)
            learn(conn, span->data, name);
        m.host = q.name_len ? wy_dns_owner(name) : (wy_str){0};
        size_t at = 12, len = 0; // mDNS asks for several names at once
        for (uint32_t i = wy_be16(span->data.ptr + 4); i > 0 && at && m.n <= NAMES_MAX; i--) {
            at = read_name(span->data, at, names[m.n - 1], &len);
            if (at)
                parts[m.n] =
                    (struct wy_message_part){.kind = WY_PART_NAME, .data = {(const uint8_t *)names[m.n - 1], len}};
            m.n += at > 0;
            at = at ? at + 4 : 0;
        }
    }
    wy_conn_message(conn, &m);
}

static bool dns_port(const struct wy_flow_facts *f)
{
    for (int i = 0; i < 2; i++)
        if (f->port[i] == 53 || f->port[i] == 5353 || f->port[i] == 5355)
            return true;
    return false;
}

static enum wy_sniff sniff_datagram(const struct wy_flow_facts *flow, wy_bytes datagram)
{
    struct wy_dns_question q;
    return dns_port(flow) && wy_dns_read(datagram, &q) ? WY_SNIFF_YES : WY_SNIFF_NO;
}

// The last messages of a flow: a question is asked again when its answer is late, and is the same message then.
enum { TOLD_MAX = 4 };
#define AGAIN_TIME (INT64_C(30) * 1000000000)
struct dns_told {
    uint64_t hash[TOLD_MAX];
    int64_t time[TOLD_MAX];
    unsigned next;
};

static bool told_before(struct dns_told *t, enum wy_side side, const struct wy_span *span)
{
    static const uint64_t seed[2] = {0};
    uint64_t hash = wy_siphash(seed, span->data) + (uint64_t)side;
    for (size_t i = 0; i < TOLD_MAX; i++)
        if (t->time[i] && t->hash[i] == hash && wy_times_near(span->when.time, t->time[i], AGAIN_TIME))
            return true;
    t->hash[t->next % TOLD_MAX] = hash;
    t->time[t->next++ % TOLD_MAX] = span->when.time;
    return false;
}

static void datagram(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    wy_conn_flow(conn)->transport = "dns";
    if (!told_before(state, side, span))
        wy_dns_message(conn, side, span, "dns");
}

const struct wy_datagram_layer wy_datagram_dns = {
    .name = "dns",
    .state_size = sizeof(struct dns_told),
    .sniff = sniff_datagram,
    .needs = {true, true}, // answers name the addresses
    .data = datagram,
};

// Over TCP each message has its length in front (RFC 1035, 4.2.2).
struct dns_stream {
    struct wy_hold hold[2];
    struct wy_when when[2];
    size_t skip[2]; // bytes to come of a message that has a hole
    bool lost[2];   // where the next message begins is not known
    bool told;
};

// Whether a message with its length may begin so.
static bool message_begins(wy_bytes b)
{
    return wy_be16(b.ptr) >= 12 && (b.ptr[4] >> 3 & 15) <= 6 && wy_be16(b.ptr + 6) <= 64;
}

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    const struct wy_flow_facts *f = wy_conn_flow(conn);
    (void)side;
    if (f->port[WY_SERVER] != 53 && f->port[WY_SERVER] != 853)
        return WY_SNIFF_NO;
    if (first.len < 14)
        return WY_SNIFF_MORE;
    return message_begins(first) ? WY_SNIFF_YES : WY_SNIFF_NO;
}

static const char *transport_of(const struct wy_conn *conn) { return wy_conn_encrypted(conn) ? "dot" : "dns"; }

// A segment that is filled by whole messages shows where they begin.
static bool found_again(wy_bytes b)
{
    size_t n = 0;
    for (; b.len >= 14 && message_begins(b); n++) {
        size_t size = wy_be16(b.ptr) + 2u;
        if (size >= b.len)
            return size == b.len;
        b = wy_bytes_sub(b, size, SIZE_MAX);
    }
    return false;
}

// Bytes between a hole and the next message.
static void give_between(struct wy_conn *conn, struct dns_stream *st, enum wy_side side, const struct wy_span *span)
{
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = span->data, .cut = true};
    struct wy_message m = {.from = side, .when = span->when, .parts = &part, .n = 1};
    m.transport = transport_of(conn);
    if (!st->told)
        wy_conn_gap(conn, WY_TRUNCATED, span->when,
                    "DNS whose earlier bytes are missing: until a message is found again it is searched as it is");
    st->told = true;
    wy_conn_message(conn, &m);
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct dns_stream *st = state;
    struct wy_hold *h = &st->hold[side];
    wy_bytes b = span->data;
    wy_conn_flow(conn)->transport = transport_of(conn);
    if (st->lost[side] && !found_again(b)) {
        give_between(conn, st, side, span);
        return;
    }
    st->lost[side] = false;
    if (st->skip[side]) {
        struct wy_span rest = {wy_bytes_sub(b, 0, st->skip[side]), span->when};
        give_between(conn, st, side, &rest);
        st->skip[side] -= rest.data.len;
        b = wy_bytes_sub(b, rest.data.len, SIZE_MAX);
    }
    if (h->len == 0)
        st->when[side] = span->when;
    if (!wy_hold_add(wy_conn_heap(conn), h, b, (size_t)4 * 65537)) {
        wy_hold_free(wy_conn_heap(conn), h);
        st->lost[side] = true;
        give_between(conn, st, side, span);
        return;
    }
    size_t at = 0;
    while (h->len - at >= 2) {
        size_t size = wy_be16(h->data + at);
        if (size + 2 > h->len - at)
            break;
        struct wy_span one = {{h->data + at + 2, size}, st->when[side]};
        wy_dns_message(conn, side, &one, transport_of(conn));
        st->when[side] = span->when;
        at += size + 2;
    }
    wy_hold_cut(h, at);
}

// What is there of a message that is not whole.
static void give_part(struct wy_conn *conn, struct dns_stream *st, enum wy_side side)
{
    struct wy_hold *h = &st->hold[side];
    struct wy_span part = {wy_bytes_sub(wy_hold_bytes(h), 2, SIZE_MAX), st->when[side]};
    if (part.data.len)
        wy_dns_message(conn, side, &part, transport_of(conn));
    wy_hold_free(wy_conn_heap(conn), h);
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct dns_stream *st = state;
    const struct wy_hold *h = &st->hold[side];
    if (h->len >= 2)
        st->skip[side] = wy_be16(h->data) + 2u - h->len;
    give_part(conn, st, side);
    st->lost[side] = st->lost[side] || missing > st->skip[side];
    st->skip[side] -= st->lost[side] ? st->skip[side] : (size_t)missing;
}

static void end(struct wy_conn *conn, void *state, enum wy_side side) { give_part(conn, state, side); }

static void fini(struct wy_conn *conn, void *state)
{
    struct dns_stream *st = state;
    wy_hold_free(wy_conn_heap(conn), &st->hold[0]);
    wy_hold_free(wy_conn_heap(conn), &st->hold[1]);
}

const struct wy_layer wy_layer_dns = {
    .name = "dns",
    .state_size = sizeof(struct dns_stream),
    .sniff = sniff,
    .needs = {true, true},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
