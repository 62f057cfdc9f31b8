// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/http_message.h"

#include "formats/net/dns.h"
#include "formats/net/flow.h"

enum {
    FIELDS_MAX = 256 * 1024,
    HOST_MAX = 1024,
    WINDOW = 256 * 1024,
    OVERLAP = 1024, // between pieces, so that nothing hides on their border
    GRPC_HEAD = 5,
    GRPC_PARTS = 32, // told at once
};

void wy_http_free(struct wy_conn *conn, struct wy_http_message *m)
{
    struct wy_heap *heap = wy_conn_heap(conn);
    wy_hold_free(heap, &m->path);
    wy_hold_free(heap, &m->host);
    wy_hold_free(heap, &m->fields);
    wy_hold_free(heap, &m->body);
    *m = (struct wy_http_message){0};
}

static wy_str field_at(const struct wy_http_message *m, struct wy_http_place p)
{
    return p.n ? wy_str_sub(wy_bytes_str(wy_hold_bytes(&m->fields)), p.at, p.n) : (wy_str){0};
}

// Each message of gRPC has five bytes in front: packed or not, and its length. Returns the bytes of the body used.
static size_t grpc_parts(const struct wy_http_message *m, bool last, struct wy_message_part *parts, size_t *n)
{
    wy_bytes all = wy_hold_bytes(&m->body);
    size_t at = 0;
    for (size_t i = 0; i < GRPC_PARTS && all.len - at >= GRPC_HEAD; i++) {
        const uint8_t *head = all.ptr + at;
        size_t left = all.len - at - GRPC_HEAD, len = wy_be32(head + 1);
        if (len > left && !last)
            break;
        struct wy_message_part *part = &parts[(*n)++];
        *part = (struct wy_message_part){.kind = WY_PART_BODY, .data = {head + GRPC_HEAD, wy_min(len, left)}};
        part->cut = m->cut || len > left;
        if (head[0] == 1)
            part->encoding = field_at(m, m->grpc_encoding);
        at += GRPC_HEAD + wy_min(len, left);
    }
    return at;
}

// Gives what is there to the sink; `last`: nothing follows. Returns the bytes of the body used.
static size_t tell(struct wy_conn *conn, struct wy_http_message *s, bool last)
{
    struct wy_message_part parts[3 + GRPC_PARTS];
    struct wy_dns_question asked;
    size_t n = 0, used = s->body.len;
    if (!s->path_told && s->path.len)
        parts[n++] = (struct wy_message_part){.kind = WY_PART_URL, .data = wy_hold_bytes(&s->path)};
    wy_bytes fields = wy_bytes_sub(wy_hold_bytes(&s->fields), s->fields_told, SIZE_MAX);
    if (fields.len)
        parts[n++] = (struct wy_message_part){.kind = WY_PART_HEADER, .data = fields};
    if (s->grpc)
        used = grpc_parts(s, last, parts, &n);
    else if (s->body.len)
        parts[n++] = (struct wy_message_part){
            .kind = WY_PART_BODY,
            .data = wy_hold_bytes(&s->body),
            .type = field_at(s, s->type),
            .encoding = s->told ? (wy_str){0} : field_at(s, s->encoding),
            .cut = s->cut || s->told,
        };
    bool dns = s->body.len && wy_str_eq_nocase(field_at(s, s->type), WY_S("application/dns-message"));
    if (dns && !s->told && wy_dns_read(wy_hold_bytes(&s->body), &asked)) // RFC 8484
        parts[n++] = (struct wy_message_part){.kind = WY_PART_NAME, .data = {(uint8_t *)asked.name, asked.name_len}};
    if (s->id == 0)
        s->id = wy_conn_next_id(conn);
    struct wy_message m = {
        .id = s->id, .from = s->side, .transport = s->transport, .when = s->when, .parts = parts, .n = n};
    if (s->host.len) {
        m.host = wy_bytes_str(wy_hold_bytes(&s->host));
        wy_flow_set(conn, WY_FLOW_HOST, m.host);
    }
    if (n)
        wy_conn_message(conn, &m);
    s->told = true;
    s->path_told = s->path.len > 0;
    s->fields_told = s->fields.len;
    return used;
}

void wy_http_finish(struct wy_conn *conn, struct wy_http_message *m, bool cut)
{
    m->cut = m->cut || cut;
    while (!m->told || (m->path.len && !m->path_told) || m->body.len || m->fields.len > m->fields_told) {
        size_t used = tell(conn, m, true);
        if (used == 0) // fewer bytes than gRPC's head
            break;
        wy_hold_cut(&m->body, used);
    }
    wy_http_free(conn, m);
}

// The held part of the body is as long as it may become.
static void make_room(struct wy_conn *conn, struct wy_http_message *m)
{
    size_t used = m->grpc ? tell(conn, m, false) : 0;
    if (used) {
        wy_hold_cut(&m->body, used);
        return;
    }
    m->cut = true;
    m->grpc = false; // one message longer than all that is held: its border is lost
    (void)tell(conn, m, false);
    wy_hold_cut(&m->body, m->body.len - wy_min(OVERLAP, m->body.len / 2));
}

void wy_http_body(struct wy_conn *conn, struct wy_http_message *m, wy_bytes b)
{
    while (b.len) {
        size_t max = m->told ? WINDOW : (size_t)wy_conn_limits(conn)->net_body;
        size_t n = wy_min(b.len, max - wy_min(max, m->body.len));
        if (!wy_hold_add(wy_conn_heap(conn), &m->body, wy_bytes_sub(b, 0, n), SIZE_MAX)) {
            m->cut = true;
            return;
        }
        b = wy_bytes_sub(b, n, SIZE_MAX);
        if (m->body.len >= max)
            make_room(conn, m);
    }
}

static void tell_long(struct wy_conn *conn, struct wy_http_message *m)
{
    if (!m->long_told)
        wy_conn_gap(conn, WY_LIMIT, m->when, "header fields that are longer than what is held");
    m->long_told = m->cut = true;
}

static void add_line(struct wy_conn *conn, struct wy_http_message *m, wy_str name, wy_bytes value)
{
    struct wy_heap *heap = wy_conn_heap(conn);
    struct wy_http_place at = {m->fields.len + name.len + 2, value.len};
    if (m->fields.len + name.len + value.len + 4 > FIELDS_MAX ||
        !wy_hold_add(heap, &m->fields, wy_str_bytes(name), FIELDS_MAX) ||
        !wy_hold_add(heap, &m->fields, wy_str_bytes(WY_S(": ")), FIELDS_MAX) ||
        !wy_hold_add(heap, &m->fields, value, FIELDS_MAX) ||
        !wy_hold_add(heap, &m->fields, wy_str_bytes(WY_S("\r\n")), FIELDS_MAX)) {
        tell_long(conn, m);
        return;
    }
    if (wy_str_eq(name, WY_S("content-type"))) {
        m->type = at;
        wy_str type = wy_bytes_str(value); // the text variant of gRPC-Web is base64, which the searcher reads
        m->grpc = !m->told && wy_str_starts_nocase(type, WY_S("application/grpc")) &&
                  !wy_str_starts_nocase(type, WY_S("application/grpc-web-text"));
    } else if (wy_str_eq(name, WY_S("content-encoding"))) {
        m->encoding = at;
    } else if (wy_str_eq(name, WY_S("grpc-encoding"))) {
        m->grpc_encoding = at;
    }
}

void wy_http_field(struct wy_conn *conn, struct wy_http_message *m, wy_bytes name_bytes, wy_bytes value)
{
    struct wy_heap *heap = wy_conn_heap(conn);
    wy_str name = wy_bytes_str(name_bytes);
    bool fits = true;
    if (wy_str_eq(name, WY_S(":path")))
        fits = m->path.len || wy_hold_add(heap, &m->path, value, FIELDS_MAX);
    else if (wy_str_eq(name, WY_S(":authority")))
        fits = m->host.len || wy_hold_add(heap, &m->host, wy_str_bytes(wy_strip_port(wy_bytes_str(value))), HOST_MAX);
    else
        add_line(conn, m, name, value);
    if (!fits)
        tell_long(conn, m);
}
