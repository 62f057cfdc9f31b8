// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/1.x (RFC 9112) as a layer: requests and responses with their bodies, chunked or not. A message that lies within
// one segment is given on without a copy. After lost bytes it looks for the next start line at the start of a segment;
// what lies between is given as raw bytes. CONNECT and Upgrade hand the stream to whoever recognises what follows.
// Content encodings are the searcher's work.
#include "formats/net/flow.h"

enum {
    HEAD_MAX = 256 * 1024, // start line and fields; servers accept far less
    LINE_MAX = 4096,       // of a chunk header
    WINDOW = 256 * 1024,   // pieces of a body that is longer than net_body
    OVERLAP = 1024,        // between pieces, so that nothing hides on their border
    METHOD_MAX = 24,
};

enum mode {
    MODE_HEAD,
    MODE_LENGTH, // `left` bytes of body
    MODE_TO_END, // body until the connection ends
    MODE_CHUNK,  // chunk header line
    MODE_CHUNK_DATA,
    MODE_CHUNK_END, // line end after a chunk
    MODE_TRAILER,
    MODE_TUNNEL, // after CONNECT or Upgrade
    MODE_LOST,
};

struct http_side {
    struct wy_hold head, body, trailer;
    uint64_t left, id;
    struct wy_when when;
    uint8_t mode;
    bool cut; // bytes of this message are missing
    bool cut_trailer;
    bool told;      // url and fields were given with an earlier piece
    bool websocket; // what the tunnel was asked for
    bool switched;  // the server has agreed to it
};

struct http {
    struct http_side side[2];
    uint64_t heads; // the methods of unanswered requests, oldest in bit 0: 1 = HEAD
    unsigned heads_n;
};

struct head {
    bool response, head_method, connect, chunked, has_length, upgrade, websocket;
    unsigned status;
    uint64_t length;
    wy_str target, host, type, encoding;
};

static enum wy_sniff looks_like_start(enum wy_side side, wy_bytes b)
{
    static const char response[] = "HTTP/1.";
    if (side == WY_SERVER) {
        size_t n = wy_min(b.len, sizeof response - 1);
        if (memcmp(b.ptr, response, n) != 0)
            return WY_SNIFF_NO;
        return n == sizeof response - 1 ? WY_SNIFF_YES : WY_SNIFF_MORE;
    }
    size_t i = 0;
    while (i < b.len && i < METHOD_MAX &&
           ((b.ptr[i] >= 'A' && b.ptr[i] <= 'Z') || (i && (b.ptr[i] == '-' || b.ptr[i] == '_'))))
        i++;
    if (i == b.len && i < METHOD_MAX)
        return WY_SNIFF_MORE;
    if (i < 3 || b.ptr[i] != ' ')
        return WY_SNIFF_NO;
    if (i + 1 == b.len)
        return WY_SNIFF_MORE;
    uint8_t c = b.ptr[i + 1];
    wy_str method = wy_bytes_str(wy_bytes_sub(b, 0, i));
    if (wy_str_eq(method, WY_S("CONNECT")))
        return WY_SNIFF_YES;
    bool h2 = wy_str_eq(method, WY_S("PRI"));
    return !h2 && (c == '/' || c == '*' || c == 'h' || c == 'H' || c == '?') ? WY_SNIFF_YES : WY_SNIFF_NO;
}

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    (void)conn;
    while (first.len && (first.ptr[0] == '\r' || first.ptr[0] == '\n'))
        first = wy_bytes_sub(first, 1, SIZE_MAX);
    return first.len ? looks_like_start(side, first) : WY_SNIFF_MORE;
}

// The length of the head with its empty line, or 0 when its end is not there yet. `from` is where looking begins.
static size_t head_end(wy_bytes b, size_t from)
{
    while (from < b.len) {
        const uint8_t *nl = memchr(b.ptr + from, '\n', b.len - from);
        if (!nl)
            return 0;
        size_t at = (size_t)(nl - b.ptr) + 1;
        if (at < b.len && b.ptr[at] == '\n')
            return at + 1;
        if (at + 1 < b.len && b.ptr[at] == '\r' && b.ptr[at + 1] == '\n')
            return at + 2;
        from = at;
    }
    return 0;
}

wy_str wy_strip_port(wy_str host)
{
    size_t colon = wy_str_rfind_char(host, ':');
    if (colon == WY_NPOS || (wy_str_find_char(host, ':') != colon && host.ptr[colon - 1] != ']'))
        return host;
    return wy_str_sub(host, 0, colon);
}

static void start_line(wy_str line, struct head *h)
{
    wy_str word;
    if (!wy_str_next_word(&line, &word))
        return;
    h->response = wy_str_starts(word, WY_S("HTTP/1."));
    uint64_t status;
    if (h->response) {
        if (wy_str_next_word(&line, &word) && wy_str_u64(word, &status) && status < 1000)
            h->status = (unsigned)status;
        return;
    }
    h->head_method = wy_str_eq(word, WY_S("HEAD"));
    h->connect = wy_str_eq(word, WY_S("CONNECT"));
    h->target = wy_str_trim(line);
    size_t version = wy_str_rfind_char(h->target, ' ');
    if (version != WY_NPOS && wy_str_starts(wy_str_from(h->target, version + 1), WY_S("HTTP/")))
        h->target = wy_str_sub(h->target, 0, version);
    if (h->connect)
        h->host = wy_strip_port(h->target);
    else if (wy_str_starts_nocase(h->target, WY_S("http://")) || wy_str_starts_nocase(h->target, WY_S("https://"))) {
        wy_str rest = wy_str_from(h->target, wy_str_find_char(h->target, '/') + 2);
        h->host = wy_strip_port(wy_str_sub(rest, 0, wy_min(wy_str_find_char(rest, '/'), rest.len)));
    }
}

static void field(wy_str name, wy_str value, struct head *h)
{
    if (wy_str_eq_nocase(name, WY_S("host"))) {
        // CONNECT to an address: the field may know its name.
        bool bare = h->connect && h->host.len && (wy_is_digit(h->host.ptr[h->host.len - 1]) || h->host.ptr[0] == '[');
        if ((!h->host.ptr || bare) && value.len)
            h->host = wy_strip_port(value);
    } else if (wy_str_eq_nocase(name, WY_S("content-length"))) {
        h->has_length = wy_str_u64(value, &h->length);
    } else if (wy_str_eq_nocase(name, WY_S("transfer-encoding"))) {
        h->chunked =
            h->chunked || (value.len >= 7 && wy_str_eq_nocase(wy_str_from(value, value.len - 7), WY_S("chunked")));
    } else if (wy_str_eq_nocase(name, WY_S("content-type"))) {
        h->type = value;
    } else if (wy_str_eq_nocase(name, WY_S("content-encoding"))) {
        h->encoding = value;
    } else if (wy_str_eq_nocase(name, WY_S("upgrade"))) {
        h->upgrade = true;
        h->websocket = wy_str_starts_nocase(value, WY_S("websocket"));
    }
}

static void parse_head(wy_bytes bytes, struct head *h)
{
    *h = (struct head){0};
    wy_str rest = wy_bytes_str(bytes), line;
    bool first = true;
    while (wy_str_next(&rest, '\n', &line)) {
        line = wy_str_trim(line);
        if (first) {
            start_line(line, h);
            first = line.len == 0;
            continue;
        }
        size_t colon = wy_str_find_char(line, ':');
        if (colon != WY_NPOS)
            field(wy_str_trim(wy_str_sub(line, 0, colon)), wy_str_trim(wy_str_from(line, colon + 1)), h);
    }
}

static void tell(struct wy_conn *conn, enum wy_side from, struct http_side *s, wy_bytes head_bytes, wy_bytes body)
{
    struct head h;
    parse_head(head_bytes, &h);
    struct wy_message_part parts[4];
    size_t n = 0;
    if (!s->told && h.target.len)
        parts[n++] = (struct wy_message_part){.kind = WY_PART_URL, .data = wy_str_bytes(h.target)};
    if (!s->told && head_bytes.len) {
        // The start line's target is searched as the URL already.
        size_t line = h.target.len ? (size_t)(h.target.ptr + h.target.len - (const char *)head_bytes.ptr) : 0;
        parts[n++] = (struct wy_message_part){.kind = WY_PART_HEADER, .data = wy_bytes_sub(head_bytes, line, SIZE_MAX)};
    }
    if (body.len)
        parts[n++] = (struct wy_message_part){
            .kind = head_bytes.len ? WY_PART_BODY : WY_PART_RAW,
            .data = body,
            .type = h.type,
            .encoding = s->told ? (wy_str){0} : h.encoding,
            .cut = s->cut || s->told,
        };
    if (s->trailer.len)
        parts[n++] = (struct wy_message_part){.kind = WY_PART_HEADER, .data = wy_hold_bytes(&s->trailer)};
    if (s->id == 0)
        s->id = wy_conn_next_id(conn);
    struct wy_message m = {.id = s->id, .from = from, .when = s->when, .host = h.host, .parts = parts, .n = n};
    m.transport = wy_conn_encrypted(conn) ? "https" : "http";
    if (h.host.ptr)
        wy_flow_set(conn, WY_FLOW_HOST, h.host);
    if (n)
        wy_conn_message(conn, &m);
    s->told = true;
}

static void begin_next(struct wy_conn *conn, struct http_side *s, enum mode mode)
{
    struct wy_heap *heap = wy_conn_heap(conn);
    wy_hold_free(heap, &s->head);
    wy_hold_free(heap, &s->body);
    wy_hold_free(heap, &s->trailer);
    *s = (struct http_side){.mode = (uint8_t)mode, .websocket = s->websocket, .switched = s->switched};
}

static void finish(struct wy_conn *conn, enum wy_side from, struct http_side *s)
{
    bool tunnel = false;
    if (s->head.len || s->body.len || s->trailer.len)
        tell(conn, from, s, wy_hold_bytes(&s->head), wy_hold_bytes(&s->body));
    if (s->head.len && from == WY_CLIENT) {
        struct head h;
        parse_head(wy_hold_bytes(&s->head), &h);
        tunnel = h.connect || h.upgrade;
        s->websocket = h.websocket;
    }
    begin_next(conn, s, tunnel ? MODE_TUNNEL : MODE_HEAD);
}

static void add_body(struct wy_conn *conn, enum wy_side from, struct http_side *s, wy_bytes b)
{
    if (!wy_conn_wants(conn, from))
        return;
    size_t max = s->told ? WINDOW : (size_t)wy_conn_limits(conn)->net_body;
    while (b.len) {
        size_t n = wy_min(b.len, max - wy_min(max, s->body.len));
        if (!wy_hold_add(wy_conn_heap(conn), &s->body, wy_bytes_sub(b, 0, n), SIZE_MAX)) {
            s->cut = true;
            return;
        }
        b = wy_bytes_sub(b, n, SIZE_MAX);
        if (s->body.len < max)
            continue;
        s->cut = true;
        tell(conn, from, s, wy_hold_bytes(&s->head), wy_hold_bytes(&s->body));
        max = WINDOW;
        wy_hold_cut(&s->body, s->body.len - OVERLAP);
    }
}

static bool has_body(const struct http *st, const struct head *h)
{
    if (!h->response)
        return h->chunked || (h->has_length && h->length);
    bool to_head = st->heads_n && (st->heads & 1);
    return !to_head && h->status >= 200 && h->status != 204 && h->status != 304;
}

static void note_request(struct http *st, const struct head *h)
{
    if (!h->response && st->heads_n < 64)
        st->heads |= (uint64_t)h->head_method << st->heads_n++;
}

static void note_response(struct http *st, const struct head *h)
{
    if (h->response && h->status >= 200 && st->heads_n) {
        st->heads >>= 1;
        st->heads_n--;
    }
}

// The head is complete: what follows it? `head` lies in the segment or in s->head. Returns bytes of `after` used.
static size_t take_head(struct wy_conn *conn, struct http *st, enum wy_side from, wy_bytes head, wy_bytes after)
{
    struct http_side *s = &st->side[from];
    struct head h;
    parse_head(head, &h);
    bool body = has_body(st, &h);
    note_request(st, &h);
    note_response(st, &h);
    bool in_place = s->head.len == 0;
    bool tunnel = from == WY_CLIENT && (h.connect || h.upgrade);
    bool whole = body && !h.chunked && h.has_length && h.length <= after.len;
    if (!body || whole) {
        size_t used = body ? (size_t)h.length : 0;
        tell(conn, from, s, head, wy_bytes_sub(after, 0, used));
        s->websocket = h.websocket;
        s->switched = h.response && h.status == 101;
        begin_next(conn, s, tunnel ? MODE_TUNNEL : MODE_HEAD);
        return used;
    }
    if (in_place && !wy_hold_add(wy_conn_heap(conn), &s->head, head, HEAD_MAX))
        s->cut = true;
    s->mode = h.chunked ? MODE_CHUNK : h.has_length ? MODE_LENGTH : MODE_TO_END;
    s->left = h.chunked ? 0 : h.length;
    return 0;
}

static void lose(struct wy_conn *conn, enum wy_side from, struct http_side *s)
{
    s->cut = true;
    if (s->head.len || s->body.len || s->trailer.len)
        tell(conn, from, s, wy_hold_bytes(&s->head), wy_hold_bytes(&s->body));
    begin_next(conn, s, MODE_LOST);
}

static size_t read_head(struct wy_conn *conn, struct http *st, enum wy_side from, const struct wy_span *span)
{
    struct http_side *s = &st->side[from];
    wy_bytes b = span->data;
    if (s->head.len == 0) {
        size_t blank = 0;
        while (blank < b.len && (b.ptr[blank] == '\r' || b.ptr[blank] == '\n'))
            blank++;
        if (blank)
            return blank;
        s->when = span->when;
        if (looks_like_start(from, b) == WY_SNIFF_NO) {
            lose(conn, from, s);
            return 0;
        }
        size_t end = head_end(b, 0);
        if (end)
            return end + take_head(conn, st, from, wy_bytes_sub(b, 0, end), wy_bytes_sub(b, end, SIZE_MAX));
    }
    size_t old = s->head.len, add = wy_min(b.len, HEAD_MAX - wy_min(HEAD_MAX, old));
    if (add == 0 || !wy_hold_add(wy_conn_heap(conn), &s->head, wy_bytes_sub(b, 0, add), HEAD_MAX)) {
        lose(conn, from, s);
        return 0;
    }
    size_t end = head_end(wy_hold_bytes(&s->head), old > 3 ? old - 3 : 0);
    if (!end)
        return add;
    s->head.len = end;
    size_t used = end - old;
    return used + take_head(conn, st, from, wy_hold_bytes(&s->head), wy_bytes_sub(b, used, SIZE_MAX));
}

// A line of a chunked body, gathered in place of the chunk's data: short, so it is held in `left`'s stead byte by byte.
static size_t read_chunk_size(struct wy_conn *conn, enum wy_side from, struct http_side *s, wy_bytes b)
{
    for (size_t i = 0; i < b.len; i++) {
        char c = (char)b.ptr[i];
        if (c == '\n') {
            uint64_t size = s->left & UINT64_C(0x0fffffffffffffff);
            s->left = size;
            s->mode = size ? MODE_CHUNK_DATA : MODE_TRAILER;
            return i + 1;
        }
        int digit = wy_hex_digit(c);
        bool ended = s->left >> 60; // an extension or blank was seen
        if (digit >= 0 && !ended && s->left >> 52 == 0) {
            s->left = s->left << 4 | (uint64_t)digit;
        } else if (c == ';' || c == ' ' || c == '\t' || c == '\r' || ended) {
            s->left |= UINT64_C(1) << 60;
        } else {
            lose(conn, from, s);
            return i;
        }
    }
    return b.len;
}

static void hold_trailer(struct wy_conn *conn, enum wy_side from, struct http_side *s, wy_bytes b)
{
    if (!wy_conn_wants(conn, from) || s->cut_trailer || wy_hold_add(wy_conn_heap(conn), &s->trailer, b, HEAD_MAX))
        return;
    wy_conn_gap(conn, WY_LIMIT, s->when, "header fields that are longer than what is held");
    s->cut_trailer = true;
}

// Field lines after the last chunk, up to the empty one. `left` counts the bytes of the present line.
static size_t read_trailer(struct wy_conn *conn, enum wy_side from, struct http_side *s, wy_bytes b)
{
    size_t line = 0;
    for (size_t i = 0; i < b.len; i++) {
        if (b.ptr[i] != '\n') {
            s->left += b.ptr[i] != '\r';
            continue;
        }
        bool last = s->left == 0;
        s->left = 0;
        hold_trailer(conn, from, s, wy_bytes_sub(b, line, i + 1 - line));
        line = i + 1;
        if (last) {
            finish(conn, from, s);
            return i + 1;
        }
    }
    hold_trailer(conn, from, s, wy_bytes_sub(b, line, SIZE_MAX));
    return b.len;
}

static size_t read_body(struct wy_conn *conn, enum wy_side from, struct http_side *s, wy_bytes b)
{
    size_t n = s->mode == MODE_TO_END || s->left > b.len ? b.len : (size_t)s->left;
    add_body(conn, from, s, wy_bytes_sub(b, 0, n));
    if (s->mode == MODE_TO_END)
        return n;
    s->left -= n;
    if (s->left == 0 && s->mode == MODE_LENGTH)
        finish(conn, from, s);
    else if (s->left == 0)
        s->mode = MODE_CHUNK_END;
    return n;
}

static size_t read_lost(struct wy_conn *conn, enum wy_side from, struct http_side *s, const struct wy_span *span)
{
    if (s->body.len == 0)
        s->when = span->when;
    add_body(conn, from, s, span->data);
    return span->data.len;
}

static size_t step(struct wy_conn *conn, struct http *st, enum wy_side from, const struct wy_span *span)
{
    struct http_side *s = &st->side[from];
    switch (s->mode) {
    case MODE_TUNNEL: // a refused CONNECT is followed by another request
        s->mode = MODE_HEAD;
        return 0;
    case MODE_HEAD: return read_head(conn, st, from, span);
    case MODE_CHUNK: return read_chunk_size(conn, from, s, span->data);
    case MODE_TRAILER: return read_trailer(conn, from, s, span->data);
    case MODE_CHUNK_END:
        if (span->data.ptr[0] == '\n') {
            s->mode = MODE_CHUNK;
            s->left = 0;
        } else if (span->data.ptr[0] != '\r') {
            lose(conn, from, s);
            return 0;
        }
        return 1;
    case MODE_LOST: return read_lost(conn, from, s, span);
    default: return read_body(conn, from, s, span->data);
    }
}

// What comes now is no HTTP any more. A server may be the first to send a frame.
static bool tunnel_begins(const struct http *st, enum wy_side side, wy_bytes b)
{
    const struct http_side *client = &st->side[WY_CLIENT];
    return client->mode == MODE_TUNNEL && looks_like_start(side, b) != WY_SNIFF_YES &&
           (side == WY_CLIENT || (client->websocket && st->side[side].switched && st->side[side].mode == MODE_HEAD));
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct http *st = state;
    struct wy_span rest = *span;
    wy_conn_flow(conn)->transport = wy_conn_encrypted(conn) ? "https" : "http";
    if (st->side[side].mode == MODE_LOST && looks_like_start(side, rest.data) == WY_SNIFF_YES) {
        finish(conn, side, &st->side[side]);
        st->heads_n = 0;
    }
    while (rest.data.len) {
        if (tunnel_begins(st, side, rest.data)) {
            wy_conn_switch(conn, st->side[WY_CLIENT].websocket ? &wy_layer_websocket : NULL);
            wy_conn_data(conn, side, &rest);
            return;
        }
        rest.data = wy_bytes_sub(rest.data, step(conn, st, side, &rest), SIZE_MAX);
    }
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct http *st = state;
    struct http_side *s = &st->side[side];
    s->cut = true;
    if ((s->mode == MODE_LENGTH || s->mode == MODE_CHUNK_DATA) && missing < s->left)
        s->left -= missing;
    else if (s->mode == MODE_LENGTH && missing == s->left)
        finish(conn, side, s);
    else if (s->mode != MODE_TO_END)
        lose(conn, side, s);
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    struct http_side *s = &((struct http *)state)->side[side];
    s->cut = s->cut || s->mode != MODE_TO_END;
    finish(conn, side, s);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct http *st = state;
    for (int i = 0; i < 2; i++) {
        wy_hold_free(wy_conn_heap(conn), &st->side[i].head);
        wy_hold_free(wy_conn_heap(conn), &st->side[i].body);
        wy_hold_free(wy_conn_heap(conn), &st->side[i].trailer);
    }
}

const struct wy_layer wy_layer_http1 = {
    .name = "http1",
    .state_size = sizeof(struct http),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
