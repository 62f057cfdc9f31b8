// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams and their layers: the first bytes choose who reads a stream; what layers may call (net.h).
#include "formats/net/flow.h"

enum { CONN_DEPTH_MAX = 4 }; // TLS inside a CONNECT inside TLS is three

// In the order in which they are asked. raw takes what nobody else wants.
static const struct wy_layer *const layers[] = {&wy_layer_http1, &wy_layer_h2, &wy_layer_tls, &wy_layer_mqtt,
                                                &wy_layer_dns};
static const struct wy_datagram_layer *const datagram_layers[] = {&wy_datagram_quic, &wy_datagram_gquic,
                                                                  &wy_datagram_dtls, &wy_datagram_dns};

struct wy_conn {
    struct wy_net *net;
    struct wy_net_flow *flow;
    const struct wy_layer *layer;
    const struct wy_datagram_layer *datagrams;
    void *state;
    struct wy_when head_when;
    uint8_t head[WY_SNIFF_SIZE]; // the client's first bytes while they do not tell enough
    uint8_t head_n, depth;
    bool encrypted, inner;
    bool ended[2];
    struct wy_hold sample;         // of what the phone sent in datagrams of nobody's
    const char *tunnel;            // why they stay closed, if they show it
    uint32_t unknown, short_heads; // how many, and how many of them begin like QUIC's after its handshake
    bool moved, turned; // a QUIC connection moved here; `head` is one of its ids; this flow's client is its server
};

struct wy_conn *wy_conn_new(struct wy_net *net, struct wy_net_flow *flow)
{
    struct wy_conn *c = wy_heap_alloc(&net->heap, sizeof *c);
    if (c)
        *c = (struct wy_conn){.net = net, .flow = flow};
    return c;
}

static size_t state_size(const struct wy_conn *c)
{
    return c->layer ? c->layer->state_size : c->datagrams ? c->datagrams->state_size : 0;
}

static void drop_state(struct wy_conn *c)
{
    if (c->state && c->layer && c->layer->fini)
        c->layer->fini(c, c->state);
    if (c->state && c->datagrams && c->datagrams->fini)
        c->datagrams->fini(c, c->state);
    wy_heap_free(&c->net->heap, c->state, state_size(c));
    c->state = NULL;
    c->layer = NULL;
    c->datagrams = NULL;
}

enum { SAMPLE = 512, SAMPLE_PIECE = 128, QUIC_PORT = 443, SHORT_HEADS_MIN = 4 };
#define DENSE_BITS 7.2

// Datagrams that no layer knows are searched as they are; dense bytes are told as closed. A few from the end of each
// are enough to tell, and hundreds of thousands of flows may be open.
void wy_conn_unknown(struct wy_conn *c, enum wy_side side, wy_bytes b)
{
    if (c->flow->facts.sent != side || b.len == 0)
        return;
    if (c->unknown++ == 0)
        c->tunnel = wy_tunnel_reason(&c->flow->facts, b);
    c->short_heads += (b.ptr[0] & 0xc0) == 0x40;
    wy_bytes end = wy_bytes_sub(b, b.len - wy_min(b.len, SAMPLE_PIECE), SIZE_MAX);
    if (c->sample.len < SAMPLE && !wy_hold_add(&c->net->heap, &c->sample, end, SAMPLE + SAMPLE_PIECE))
        c->unknown = 0; // no memory: nothing is said of it
}

static void judge_unknown(struct wy_conn *c)
{
    struct wy_flow_facts *f = &c->flow->facts;
    double entropy = c->sample.len >= SAMPLE ? wy_entropy(wy_hold_bytes(&c->sample)) : 0;
    bool quic = c->short_heads == c->unknown && c->unknown >= SHORT_HEADS_MIN && f->port[!f->sent] == QUIC_PORT;
    bool few = c->sample.len < SAMPLE, esp = f->protocol == WY_PROTOCOL_ESP; // which may be in clear as well
    bool closed = entropy >= DENSE_BITS || (c->tunnel && (few || !esp));
    if (closed && f->state == WY_FLOW_CLEAR && !f->text[WY_FLOW_REASON].ptr) {
        f->state = WY_FLOW_ENCRYPTED;
        f->opaque += f->bytes[f->sent];
        f->entropy = entropy;
        f->transport = quic ? "quic" : f->transport;
        wy_flow_set(c, WY_FLOW_REASON,
                    quic        ? WY_S("QUIC whose beginning is not in the capture: without it no key can be found")
                    : c->tunnel ? wy_str_c(c->tunnel)
                                : WY_S(WY_REASON_UNKNOWN));
    }
    wy_hold_free(&c->net->heap, &c->sample);
}

void wy_conn_free(struct wy_conn *c)
{
    if (!c)
        return;
    drop_state(c);
    judge_unknown(c);
    wy_heap_free(&c->net->heap, c, sizeof *c);
}

struct wy_conn *wy_conn_inner(struct wy_conn *outer, bool encrypted)
{
    if (outer->depth >= CONN_DEPTH_MAX) {
        if (!outer->net->deep_told)
            wy_conn_gap(outer, WY_LIMIT, outer->net->now, "connections within each other, deeper than is followed");
        outer->net->deep_told = true;
        return NULL;
    }
    struct wy_conn *c = wy_conn_new(outer->net, outer->flow);
    if (c) {
        c->inner = true;
        c->encrypted = encrypted || outer->encrypted;
        c->depth = (uint8_t)(outer->depth + 1);
    }
    return c;
}

bool wy_conn_wants(const struct wy_conn *c, enum wy_side side)
{
    return c->flow->facts.searched && (c->net->options->received || c->flow->facts.sent == side);
}

// Tells the flow which directions nobody needs, so that their bytes are not even put in order.
static void set_skips(struct wy_conn *c)
{
    if (c->inner || c->flow->facts.protocol != 6)
        return;
    for (int side = 0; side < 2; side++) {
        struct wy_tcp_side *s = &c->flow->side[side];
        bool skip = c->layer && !c->layer->needs[side] && !wy_conn_wants(c, (enum wy_side)side);
        if (s->skip && !skip)
            s->started = false; // pick the numbering up again
        s->skip = skip;
    }
}

static bool take_layer(struct wy_conn *c, const struct wy_layer *layer)
{
    drop_state(c);
    c->state = wy_heap_alloc(&c->net->heap, layer->state_size);
    if (!c->state)
        return false;
    c->layer = layer;
    set_skips(c);
    return true;
}

static const struct wy_layer *ask_layers(const struct wy_conn *c, enum wy_side side, wy_bytes first, bool *more)
{
    *more = false;
    for (size_t i = 0; i < WY_COUNT(layers); i++) {
        enum wy_sniff answer = layers[i]->sniff(c, side, first);
        if (answer == WY_SNIFF_YES)
            return layers[i];
        *more = *more || answer == WY_SNIFF_MORE;
    }
    return NULL;
}

static void give_head(struct wy_conn *c, enum wy_side side)
{
    uint8_t head[WY_SNIFF_SIZE];
    struct wy_span span = {{head, c->head_n}, c->head_when};
    memcpy(head, c->head, c->head_n);
    c->head_n = 0;
    if (span.data.len)
        wy_conn_data(c, side, &span);
}

static void choose(struct wy_conn *c, enum wy_side side, const struct wy_span *span)
{
    uint8_t both[WY_SNIFF_SIZE];
    wy_bytes first = span->data;
    bool hold = side == WY_CLIENT, more;
    if (hold && c->head_n) {
        memcpy(both, c->head, c->head_n);
        size_t add = wy_min(sizeof both - c->head_n, span->data.len);
        memcpy(both + c->head_n, span->data.ptr, add);
        first = (wy_bytes){both, c->head_n + add};
    }
    const struct wy_layer *layer = ask_layers(c, side, first, &more);
    if (!layer && !hold) { // a server that speaks first; its greeting is not ours to judge by
        struct wy_message_part part = {.kind = WY_PART_RAW, .data = span->data, .cut = true};
        struct wy_message m = {.from = side, .when = span->when, .parts = &part, .n = 1};
        m.transport = c->encrypted ? "tls" : "tcp";
        wy_conn_message(c, &m);
        return;
    }
    if (!layer && more && first.len < WY_SNIFF_SIZE) {
        if (c->head_n == 0)
            c->head_when = span->when;
        memcpy(c->head, first.ptr, first.len);
        c->head_n = (uint8_t)first.len;
        return;
    }
    if (!take_layer(c, layer ? layer : &wy_layer_raw))
        return;
    if (hold)
        give_head(c, side);
    wy_conn_data(c, side, span);
}

void wy_conn_data(struct wy_conn *c, enum wy_side side, const struct wy_span *span)
{
    if (span->data.len == 0)
        return;
    if (c->layer)
        c->layer->data(c, c->state, side, span);
    else
        choose(c, side, span);
}

void wy_conn_switch(struct wy_conn *c, const struct wy_layer *layer)
{
    drop_state(c);
    if (layer && !take_layer(c, layer))
        return;
    set_skips(c);
}

void wy_conn_gap_bytes(struct wy_conn *c, enum wy_side side, uint64_t missing)
{
    if (!c->layer && side == WY_CLIENT) { // without its beginning a stream is raw, or resumes as HTTP
        if (!take_layer(c, &wy_layer_raw))
            return;
        give_head(c, side);
    }
    if (c->layer && c->layer->gap)
        c->layer->gap(c, c->state, side, missing);
}

void wy_conn_end(struct wy_conn *c, enum wy_side side)
{
    if (!c->layer && c->head_n && side == WY_CLIENT && take_layer(c, &wy_layer_raw))
        give_head(c, side);
    if (c->layer && c->layer->end && !c->ended[side])
        c->layer->end(c, c->state, side);
    c->ended[side] = true;
}

// Datagrams of a QUIC connection that moved here from another flow. False: they are not.
static bool give_moved(struct wy_conn *c, enum wy_side side, const struct wy_span *span)
{
    enum wy_side owner;
    wy_bytes id;
    struct wy_conn *home = wy_quic_ids_of(c->net, span->data, &id, &owner);
    if (home) {
        memcpy(c->head, id.ptr, id.len);
        c->head_n = (uint8_t)id.len;
        c->moved = true;
        c->turned = (side == WY_CLIENT) == (owner == WY_CLIENT);
    } else if (c->moved) { // the other way: its ids may be empty
        home = wy_quic_ids_find(c->net, (wy_bytes){c->head, c->head_n}, &owner);
    }
    if (!home)
        return false;
    home->flow->touched = true;
    c->flow->facts.transport = "quic";
    c->flow->facts.state = home->flow->facts.state;
    wy_flow_set(c, WY_FLOW_REASON, WY_S("a connection that moved here from another address, where it is told"));
    wy_flow_set(c, WY_FLOW_SNI, home->flow->facts.text[WY_FLOW_SNI]);
    enum wy_side sender = c->turned == (side == WY_CLIENT) ? WY_SERVER : WY_CLIENT;
    if (side == (enum wy_side)c->flow->facts.sent && home->flow->facts.state == WY_FLOW_ENCRYPTED)
        c->flow->facts.opaque += span->data.len;
    home->datagrams->data(home, home->state, sender, span);
    return true;
}

static bool take_datagrams(struct wy_conn *c, const struct wy_span *span)
{
    bool udp = c->flow->facts.protocol == WY_PROTOCOL_UDP;
    for (size_t i = 0; udp && i < WY_COUNT(datagram_layers) && !c->datagrams; i++)
        if (datagram_layers[i]->sniff(&c->flow->facts, span->data) == WY_SNIFF_YES)
            c->datagrams = datagram_layers[i];
    if (!c->datagrams)
        return false;
    c->state = wy_heap_alloc(&c->net->heap, c->datagrams->state_size);
    if (!c->state)
        c->datagrams = NULL;
    return c->state != NULL;
}

void wy_conn_datagram(struct wy_conn *c, enum wy_side side, const struct wy_span *span)
{
    if (!c->state && !take_datagrams(c, span)) {
        bool udp = c->flow->facts.protocol == WY_PROTOCOL_UDP;
        if (udp && give_moved(c, side, span))
            return;
        struct wy_message_part part = {.kind = WY_PART_RAW, .data = span->data};
        struct wy_message m = {.from = side, .when = span->when, .parts = &part, .n = 1};
        m.transport = udp ? "udp" : c->flow->facts.transport;
        wy_conn_message(c, &m);
        wy_conn_unknown(c, side, span->data);
        return;
    }
    if (c->datagrams->needs[side] || wy_conn_wants(c, side))
        c->datagrams->data(c, c->state, side, span);
}

struct wy_net *wy_conn_net(const struct wy_conn *c) { return c->net; }

void wy_conn_lost(struct wy_conn *c, uint64_t missing)
{
    struct wy_net *net = c->net;
    c->flow->facts.lost += missing;
    wy_net_count(net, &net->stats.lost, &net->stats.first_lost, missing);
}

struct wy_heap *wy_conn_heap(struct wy_conn *c) { return &c->net->heap; }
struct wy_flow_facts *wy_conn_flow(const struct wy_conn *c) { return &c->flow->facts; }
const struct wy_limits *wy_conn_limits(const struct wy_conn *c) { return c->net->limits; }
bool wy_conn_encrypted(const struct wy_conn *c) { return c->encrypted; }
uint64_t wy_conn_next_id(struct wy_conn *c) { return c->net->next_id++; }

static const struct wy_known_name *known_name(const struct wy_net *net, const struct wy_address *a)
{
    if (!net->names)
        return NULL;
    const struct wy_known_name *n = &net->names[wy_net_hash(net, a->byte, a->len) % WY_KNOWN_NAMES];
    return n->address.len == a->len && memcmp(n->address.byte, a->byte, a->len) == 0 ? n : NULL;
}

void wy_conn_name(struct wy_conn *c, const struct wy_address *a, wy_str name)
{
    struct wy_net *net = c->net;
    if (!net->names)
        net->names = wy_heap_alloc(&net->heap, WY_KNOWN_NAMES * sizeof *net->names);
    if (!net->names || name.len == 0 || name.len > sizeof net->names->name)
        return;
    struct wy_known_name *n = &net->names[wy_net_hash(net, a->byte, a->len) % WY_KNOWN_NAMES];
    n->address = *a;
    n->len = (uint8_t)name.len;
    memcpy(n->name, name.ptr, name.len);
}

wy_str wy_conn_host(const struct wy_conn *c)
{
    const struct wy_flow_facts *f = &c->flow->facts;
    if (f->text[WY_FLOW_HOST].ptr)
        return f->text[WY_FLOW_HOST];
    if (f->text[WY_FLOW_SNI].ptr)
        return f->text[WY_FLOW_SNI];
    const struct wy_known_name *n = known_name(c->net, &f->address[WY_SERVER]);
    return n ? (wy_str){n->name, n->len} : (wy_str){0};
}

void wy_flow_set(struct wy_conn *c, enum wy_flow_text what, wy_str value)
{
    wy_str *slot = &c->flow->facts.text[what];
    value.len = wy_min(value.len, 255);
    if (value.len == 0 || (slot->ptr && wy_str_eq(*slot, value)))
        return;
    char *copy = wy_heap_alloc(&c->net->heap, value.len);
    if (!copy)
        return;
    memcpy(copy, value.ptr, value.len);
    union {
        const char *in;
        char *out;
    } old = {slot->ptr};
    wy_heap_free(&c->net->heap, old.out, slot->len);
    *slot = (wy_str){copy, value.len};
}

void wy_conn_message(struct wy_conn *c, struct wy_message *m)
{
    if (!wy_conn_wants(c, m->from))
        return;
    m->flow = &c->flow->facts;
    m->encrypted = m->encrypted || c->encrypted;
    if (m->id == 0)
        m->id = wy_conn_next_id(c);
    if (!m->host.ptr)
        m->host = wy_conn_host(c);
    c->net->sink->message(c->net->sink->ctx, m);
}

void wy_conn_said(struct wy_conn *c, enum wy_side side, wy_bytes said, wy_str name, struct wy_when when, bool encrypted)
{
    struct wy_message_part parts[] = {{.kind = WY_PART_HANDSHAKE, .data = said},
                                      {.kind = WY_PART_HANDSHAKE, .data = wy_str_bytes(name)}};
    struct wy_message m = {.from = side, .encrypted = encrypted, .when = when, .parts = parts, .n = name.len ? 2 : 1};
    m.transport = c->flow->facts.transport;
    if (said.len)
        wy_conn_message(c, &m);
}

void wy_conn_gap(struct wy_conn *c, wy_err code, struct wy_when when, const char *why)
{
    if (c->flow->facts.searched)
        c->net->sink->gap(c->net->sink->ctx, code, when, why);
}

void wy_conn_skip(struct wy_conn *c, enum wy_side side)
{
    if (!c->inner && c->flow->facts.protocol == 6)
        c->flow->side[side].skip = true;
}

const struct wy_tls_keys *wy_conn_keys(const struct wy_conn *c) { return &c->net->keys; }

bool wy_hold_add(struct wy_heap *heap, struct wy_hold *h, wy_bytes b, size_t max)
{
    if (b.len > max - wy_min(max, h->len))
        return false;
    if (h->len + b.len > h->cap) {
        size_t cap = wy_max(h->len + b.len, h->cap * 2); // exact at first: many open streams hold little
        uint8_t *data = wy_heap_resize(heap, h->data, h->cap, wy_min(cap, wy_max(max, h->len + b.len)));
        if (!data)
            return false;
        h->data = data;
        h->cap = wy_min(cap, wy_max(max, h->len + b.len));
    }
    if (b.len)
        memcpy(h->data + h->len, b.ptr, b.len);
    h->len += b.len;
    return true;
}

void wy_hold_cut(struct wy_hold *h, size_t n)
{
    n = wy_min(n, h->len);
    if (n)
        memmove(h->data, h->data + n, h->len - n);
    h->len -= n;
}

void wy_hold_free(struct wy_heap *heap, struct wy_hold *h)
{
    wy_heap_free(heap, h->data, h->cap);
    *h = (struct wy_hold){0};
}
