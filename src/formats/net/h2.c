// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/2 (RFC 9113) as a layer: header blocks are inflated by nghttp2 (HPACK, RFC 7541), the DATA of each stream
// becomes the body of one message; bodies of gRPC are given message by message. After lost bytes, or where the capture
// begins late, frames are found again at the beginning of a segment or record; until then bytes are given as they are.
#include "formats/net/flow.h"
#include "formats/net/hpack.h"

enum {
    FRAME_HEAD = 9,
    FRAME_MAX = 1 << 20,    // senders keep to 16 KiB unless told otherwise
    BLOCK_MAX = 256 * 1024, // one header block; servers accept far less
    STREAMS_MAX = 256,      // open at one time; browsers keep to 100
    EXTENSION_LAST = 0x20,  // types beyond are nobody's yet
    EXTENSION_MAX = 4096,
};

enum { DATA, HEADERS, PRIORITY_OF, RESET, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION };
enum { END_STREAM = 1, END_HEADERS = 4, PADDED = 8, PRIORITY = 32 };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
enum { PREFACE = sizeof preface - 1 };

struct stream {
    uint32_t id; // 0 = unused
    struct wy_http_message m;
};

struct h2_side {
    struct wy_hold frame, block;
    struct wy_hpack hpack;
    uint32_t block_stream;
    bool block_pushed, block_ends;
    bool begun;
    bool lost;      // where the next frame begins is not known
    uint64_t left;  // bytes to come of a frame that is not held whole,
    uint32_t owner; // and the stream whose body they are; 0 = nobody's
    bool ends;      // the stream ends with them
    struct wy_when when;
};

struct h2 {
    struct h2_side side[2];
    struct stream *streams;
    size_t streams_n;
    bool crowded_told, unknown_told, lost_told;
};

// Whether a frame may begin so: by its type's flags, size and stream.
static bool may_be_frame(const uint8_t *h)
{
    static const struct {
        uint8_t flags, size, step; // size: the least, step: what is above it is a multiple of it, 0 = anything
        bool of_stream, of_all;
    } types[] = {
        [DATA] = {END_STREAM | PADDED, 0, 0, true, false},
        [HEADERS] = {END_STREAM | END_HEADERS | PADDED | PRIORITY, 1, 0, true, false},
        [PRIORITY_OF] = {0, 5, 255, true, false},
        [RESET] = {0, 4, 255, true, false},
        [SETTINGS] = {1, 0, 6, false, true},
        [PUSH_PROMISE] = {END_HEADERS | PADDED, 5, 0, true, false},
        [PING] = {1, 8, 255, false, true},
        [GOAWAY] = {0, 8, 0, false, true},
        [WINDOW_UPDATE] = {0, 4, 255, true, true},
        [CONTINUATION] = {END_HEADERS, 1, 0, true, false},
    };
    uint32_t size = wy_be32(h) >> 8, stream = wy_be32(h + 5);
    if (h[3] >= WY_COUNT(types)) // an extension: ALTSVC, ORIGIN, PRIORITY_UPDATE, ...
        return h[3] <= EXTENSION_LAST && size <= EXTENSION_MAX && stream < 0x80000000;
    if (h[4] & ~types[h[3]].flags || size > FRAME_MAX || size < types[h[3]].size)
        return false;
    uint8_t step = types[h[3]].step;
    return (!step || (size - types[h[3]].size) % step == 0) && stream < 0x80000000 &&
           (stream ? types[h[3]].of_stream : types[h[3]].of_all);
}

static size_t frame_size(const uint8_t *head) { return FRAME_HEAD + (wy_be32(head) >> 8); }

// How many whole frames the bytes begin with; 0 also when something that cannot be one follows them.
static size_t frames_in(wy_bytes b)
{
    size_t n = 0;
    for (; b.len >= FRAME_HEAD; n++) {
        if (!may_be_frame(b.ptr))
            return 0;
        if (frame_size(b.ptr) > b.len)
            return n;
        b = wy_bytes_sub(b, frame_size(b.ptr), SIZE_MAX);
    }
    return n;
}

// Without its beginning, a request's first frame or two frames that agree are enough.
static bool late_start(wy_bytes b)
{
    size_t n = frames_in(b);
    return n > 1 || (n == 1 && b.ptr[3] == HEADERS && b.ptr[4] & END_HEADERS && b.ptr[8] & 1);
}

// A server begins with its settings, and may do so before the client has spoken (RFC 9113, 3.4).
static bool server_start(wy_bytes b)
{
    return b.len >= FRAME_HEAD && b.ptr[3] == SETTINGS && b.ptr[4] == 0 && frames_in(b);
}

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes first)
{
    size_t n = wy_min(first.len, PREFACE);
    bool torn = wy_conn_flow(conn)->late || wy_conn_flow(conn)->lost;
    if (side != WY_CLIENT)
        return server_start(first) || (torn && late_start(first)) ? WY_SNIFF_YES : WY_SNIFF_NO;
    if (memcmp(first.ptr, preface, n) != 0)
        return torn && late_start(first) ? WY_SNIFF_YES : WY_SNIFF_NO;
    return n == PREFACE ? WY_SNIFF_YES : WY_SNIFF_MORE;
}

static void finish(struct wy_conn *conn, struct stream *s, bool cut)
{
    wy_http_finish(conn, &s->m, cut);
    s->id = 0;
}

static struct stream *find(const struct h2 *st, enum wy_side side, uint32_t id)
{
    for (size_t i = 0; i < st->streams_n; i++)
        if (st->streams[i].id == id && (id == 0 || st->streams[i].m.side == side))
            return &st->streams[i];
    return NULL;
}

static bool more_streams(struct wy_conn *conn, struct h2 *st)
{
    size_t n = st->streams_n ? st->streams_n * 2 : 8;
    if (n > STREAMS_MAX)
        return false;
    struct stream *bigger =
        wy_heap_resize(wy_conn_heap(conn), st->streams, st->streams_n * sizeof *bigger, n * sizeof *bigger);
    if (!bigger)
        return false;
    memset(bigger + st->streams_n, 0, (n - st->streams_n) * sizeof *bigger);
    st->streams = bigger;
    st->streams_n = n;
    return true;
}

static void tell_once(struct wy_conn *conn, bool *told, wy_err code, struct wy_when when, const char *why)
{
    if (!*told)
        wy_conn_gap(conn, code, when, why);
    *told = true;
}

// An unused place, or that of the oldest stream, which is told as cut.
static struct stream *make(struct wy_conn *conn, struct h2 *st, enum wy_side side, uint32_t id)
{
    struct stream *place = find(st, side, 0);
    if (!place && more_streams(conn, st))
        place = find(st, side, 0);
    if (!place) {
        if (st->streams_n == 0)
            return NULL;
        place = st->streams;
        for (struct stream *s = st->streams; s < st->streams + st->streams_n; s++)
            if (s->id < place->id)
                place = s;
        tell_once(conn, &st->crowded_told, WY_LIMIT, st->side[side].when,
                  "more streams of an HTTP/2 connection at once than are followed");
        finish(conn, place, true);
    }
    *place = (struct stream){.id = id, .m = {.side = (uint8_t)side, .transport = "h2", .when = st->side[side].when}};
    return place;
}

static struct stream *find_or_make(struct wy_conn *conn, struct h2 *st, enum wy_side side, uint32_t id)
{
    struct stream *s = id ? find(st, side, id) : NULL;
    return s || !id ? s : make(conn, st, side, id);
}

static bool inflate(struct wy_conn *conn, struct h2 *st, enum wy_side side, struct wy_http_message *m)
{
    struct h2_side *h = &st->side[side];
    switch (wy_hpack_block(conn, &h->hpack, wy_hold_bytes(&h->block), m)) {
    case WY_HPACK_DONE: return true;
    case WY_HPACK_UNKNOWN:
        tell_once(conn, &st->unknown_told, WY_TRUNCATED, h->when,
                  "header fields of HTTP/2 refer to bytes that are not in the capture");
        return false;
    default:
        tell_once(conn, &st->unknown_told, WY_MALFORMED, h->when, "header fields of HTTP/2 that cannot be read");
        return false;
    }
}

// `whole` false: its end is missing.
static void take_block(struct wy_conn *conn, struct h2 *st, enum wy_side side, bool whole)
{
    struct h2_side *h = &st->side[side];
    struct stream apart = {.m = {.side = (uint8_t)side, .transport = "h2", .when = h->when}}; // a promised request
    struct stream *s = h->block_pushed ? &apart : find_or_make(conn, st, side, h->block_stream);
    struct wy_http_message *m = s ? &s->m : &apart.m;
    bool ok = whole ? inflate(conn, st, side, m)
                    : wy_hpack_block(conn, &h->hpack, wy_hold_bytes(&h->block), m) == WY_HPACK_DONE;
    wy_hold_free(wy_conn_heap(conn), &h->block);
    if (s)
        s->m.cut = s->m.cut || !ok || !whole;
    if (s && s != &apart && h->block_ends)
        finish(conn, s, false);
    if (s == &apart && apart.m.path.len)
        wy_http_finish(conn, &apart.m, false);
    wy_http_free(conn, &apart.m);
}

static wy_bytes without_padding(wy_bytes b, unsigned flags)
{
    if (!(flags & PADDED) || b.len == 0)
        return b;
    size_t pad = wy_min(b.ptr[0], b.len - 1);
    return wy_bytes_sub(b, 1, b.len - 1 - pad);
}

static void take_headers(struct wy_conn *conn, struct h2 *st, enum wy_side side, const uint8_t *head, wy_bytes b)
{
    struct h2_side *h = &st->side[side];
    unsigned type = head[3], flags = head[4];
    if (type != CONTINUATION) {
        wy_hold_free(wy_conn_heap(conn), &h->block);
        h->block_stream = wy_be32(head + 5) & 0x7fffffff;
        h->block_pushed = type == PUSH_PROMISE || h->block_stream == 0;
        h->block_ends = type == HEADERS && flags & END_STREAM;
        b = without_padding(b, flags);
        b = wy_bytes_sub(b, type == PUSH_PROMISE ? 4 : flags & PRIORITY ? 5 : 0, SIZE_MAX);
    }
    if (wy_hold_add(wy_conn_heap(conn), &h->block, b, BLOCK_MAX)) {
        if (flags & END_HEADERS)
            take_block(conn, st, side, true);
        return;
    }
    wy_conn_gap(conn, WY_LIMIT, h->when, "header fields of HTTP/2 that are longer than what is held");
    take_block(conn, st, side, false);
    wy_hpack_lose(&h->hpack);
}

static void give_body(struct wy_conn *conn, struct h2 *st, enum wy_side side, uint32_t id, wy_bytes b, bool ends)
{
    struct stream *s = find_or_make(conn, st, side, id);
    if (!s)
        return;
    wy_http_body(conn, &s->m, b);
    if (ends)
        finish(conn, s, false);
}

static void give_raw(struct wy_conn *conn, enum wy_side side, wy_bytes b, struct wy_when when)
{
    struct wy_message_part part = {.kind = WY_PART_RAW, .data = b};
    struct wy_message m = {.from = side, .transport = "h2", .when = when, .parts = &part, .n = 1};
    if (b.len)
        wy_conn_message(conn, &m);
}

static bool of_interest(const struct wy_conn *conn, enum wy_side side)
{
    return side == WY_CLIENT || wy_conn_wants(conn, side);
}

static void take_frame(struct wy_conn *conn, struct h2 *st, enum wy_side side, wy_bytes frame)
{
    const uint8_t *head = frame.ptr;
    wy_bytes b = wy_bytes_sub(frame, FRAME_HEAD, SIZE_MAX);
    if (!of_interest(conn, side))
        return;
    switch (head[3]) {
    case DATA:
        give_body(conn, st, side, wy_be32(head + 5) & 0x7fffffff, without_padding(b, head[4]), head[4] & END_STREAM);
        break;
    case HEADERS:
    case PUSH_PROMISE:
    case CONTINUATION: take_headers(conn, st, side, head, b); break;
    case PRIORITY_OF:
    case RESET:
    case SETTINGS:
    case PING:
    case WINDOW_UPDATE: break;
    case GOAWAY: give_raw(conn, side, wy_bytes_sub(b, 8, SIZE_MAX), st->side[side].when); break;
    default: give_raw(conn, side, b, st->side[side].when); // extensions, or what nobody knows
    }
}

// The held beginning of a frame, `left` bytes of which are not there yet or not at all.
static void take_torn(struct wy_conn *conn, struct h2 *st, enum wy_side side, uint64_t left)
{
    struct h2_side *h = &st->side[side];
    struct wy_hold part = h->frame;
    wy_bytes b = wy_bytes_sub(wy_hold_bytes(&part), FRAME_HEAD, SIZE_MAX);
    unsigned type = part.data[3], flags = part.data[4];
    h->frame = (struct wy_hold){0};
    h->left = left;
    h->owner = 0;
    if (type == DATA && of_interest(conn, side)) {
        h->owner = wy_be32(part.data + 5) & 0x7fffffff;
        h->ends = flags & END_STREAM;
        give_body(conn, st, side, h->owner, wy_bytes_sub(b, flags & PADDED ? 1 : 0, SIZE_MAX), h->ends && !left);
    } else if (type == HEADERS || type == PUSH_PROMISE || type == CONTINUATION) {
        part.data[4] = (uint8_t)(flags & (0xffu - PADDED - END_HEADERS)); // the padding is what is missing
        b = wy_bytes_sub(b, flags & PADDED ? 1 : 0, SIZE_MAX);
        take_headers(conn, st, side, part.data, b);
        if (h->block.len)
            take_block(conn, st, side, false);
        wy_hpack_lose(&h->hpack);
    } else if (type == GOAWAY || type > CONTINUATION) {
        give_raw(conn, side, b, h->when);
    }
    wy_hold_free(wy_conn_heap(conn), &part);
}

static void cut_body(struct h2 *st, enum wy_side side, uint32_t id)
{
    struct stream *s = id ? find(st, side, id) : NULL;
    if (s)
        s->m.cut = true;
}

// Where the next frame begins is not known any more.
static void lose(struct wy_conn *conn, struct h2 *st, enum wy_side side)
{
    struct h2_side *h = &st->side[side];
    h->lost = true;
    h->left = 0;
    wy_hold_free(wy_conn_heap(conn), &h->frame);
    wy_hold_free(wy_conn_heap(conn), &h->block);
    wy_hpack_lose(&h->hpack);
    for (size_t i = 0; i < st->streams_n; i++)
        if (st->streams[i].id && st->streams[i].m.side == side)
            st->streams[i].m.cut = true;
}

// The rest of a frame that is not held whole.
static size_t take_rest(struct wy_conn *conn, struct h2 *st, enum wy_side side, wy_bytes b)
{
    struct h2_side *h = &st->side[side];
    size_t n = h->left < b.len ? (size_t)h->left : b.len;
    h->left -= n;
    if (h->owner)
        give_body(conn, st, side, h->owner, wy_bytes_sub(b, 0, n), h->ends && !h->left);
    return n;
}

// One frame from the held bytes and the span. Returns the bytes of the span that were used.
static size_t gather(struct wy_conn *conn, struct h2 *st, enum wy_side side, const struct wy_span *span)
{
    struct h2_side *h = &st->side[side];
    wy_bytes b = span->data;
    if (h->left)
        return take_rest(conn, st, side, b);
    if (h->frame.len == 0)
        h->when = span->when;
    if (h->frame.len == 0 && b.len >= FRAME_HEAD && b.len >= frame_size(b.ptr)) {
        size_t n = frame_size(b.ptr);
        take_frame(conn, st, side, wy_bytes_sub(b, 0, n));
        return n;
    }
    size_t want = h->frame.len < FRAME_HEAD ? FRAME_HEAD : frame_size(h->frame.data);
    if (want > FRAME_MAX) {
        if (h->frame.data[3] != DATA)
            wy_conn_gap(conn, WY_LIMIT, h->when, "a frame of HTTP/2 that is longer than what is held");
        take_torn(conn, st, side, want - h->frame.len);
        return 0;
    }
    size_t n = wy_min(want - h->frame.len, b.len);
    if (!wy_hold_add(wy_conn_heap(conn), &h->frame, wy_bytes_sub(b, 0, n), FRAME_MAX)) {
        lose(conn, st, side); // told by the engine as refused memory
        return b.len;
    }
    if (h->frame.len >= FRAME_HEAD && h->frame.len == frame_size(h->frame.data)) {
        struct wy_hold whole = h->frame;
        h->frame = (struct wy_hold){0};
        take_frame(conn, st, side, wy_hold_bytes(&whole));
        wy_hold_free(wy_conn_heap(conn), &whole);
    }
    return n;
}

// The client's first bytes. Sniff saw them whole, but they may come in pieces.
static wy_bytes take_preface(struct wy_conn *conn, struct h2 *st, wy_bytes b)
{
    struct h2_side *h = &st->side[WY_CLIENT];
    if (h->frame.len == 0 && memcmp(b.ptr, preface, wy_min(b.len, PREFACE)) != 0) {
        h->begun = true; // a late start
        lose(conn, st, WY_CLIENT);
        if (!st->side[WY_SERVER].begun)
            lose(conn, st, WY_SERVER);
        return b;
    }
    size_t n = wy_min(PREFACE - h->frame.len, b.len);
    if (!wy_hold_add(wy_conn_heap(conn), &h->frame, wy_bytes_sub(b, 0, n), PREFACE))
        lose(conn, st, WY_CLIENT);
    h->begun = h->lost || h->frame.len == PREFACE;
    if (h->begun)
        wy_hold_free(wy_conn_heap(conn), &h->frame);
    return wy_bytes_sub(b, n, SIZE_MAX);
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct h2 *st = state;
    struct h2_side *h = &st->side[side];
    struct wy_span rest = *span;
    wy_conn_flow(conn)->transport = "h2";
    if (side == WY_CLIENT && !h->begun)
        rest.data = take_preface(conn, st, rest.data);
    else if (!h->begun && wy_conn_flow(conn)->late)
        wy_hpack_lose(&h->hpack); // a server that is met in the middle
    h->begun = h->begun || side == WY_SERVER;
    if (h->lost && frames_in(rest.data))
        h->lost = false;
    if (h->lost && rest.data.len) {
        tell_once(conn, &st->lost_told, WY_TRUNCATED, span->when,
                  "HTTP/2 whose earlier bytes are missing: until its frames are found again it is searched as it is");
        give_raw(conn, side, rest.data, span->when);
    }
    while (rest.data.len && !h->lost)
        rest.data = wy_bytes_sub(rest.data, gather(conn, st, side, &rest), SIZE_MAX);
}

// The beginning of a frame, not of the client's first bytes.
static bool holds_frame(const struct h2_side *h, enum wy_side side)
{
    return !h->left && h->frame.len >= FRAME_HEAD && (h->begun || side == WY_SERVER);
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct h2 *st = state;
    struct h2_side *h = &st->side[side];
    if (holds_frame(h, side))
        take_torn(conn, st, side, frame_size(h->frame.data) - h->frame.len);
    if (missing > h->left) {
        lose(conn, st, side);
        return;
    }
    cut_body(st, side, h->owner);
    h->left -= missing;
    if (!h->left && h->owner && h->ends)
        give_body(conn, st, side, h->owner, (wy_bytes){0}, true);
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    struct h2 *st = state;
    struct h2_side *h = &st->side[side];
    if (holds_frame(h, side))
        take_torn(conn, st, side, frame_size(h->frame.data) - h->frame.len);
    for (size_t i = 0; i < st->streams_n; i++)
        if (st->streams[i].id && st->streams[i].m.side == side)
            finish(conn, &st->streams[i], true);
}

static void fini(struct wy_conn *conn, void *state)
{
    struct h2 *st = state;
    struct wy_heap *heap = wy_conn_heap(conn);
    for (int i = 0; i < 2; i++) {
        wy_hold_free(heap, &st->side[i].frame);
        wy_hold_free(heap, &st->side[i].block);
        wy_hpack_free(&st->side[i].hpack);
    }
    for (size_t i = 0; i < st->streams_n; i++)
        wy_http_free(conn, &st->streams[i].m);
    wy_heap_free(heap, st->streams, st->streams_n * sizeof *st->streams);
}

const struct wy_layer wy_layer_h2 = {
    .name = "h2",
    .state_size = sizeof(struct h2),
    .sniff = sniff,
    .needs = {true, false},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
