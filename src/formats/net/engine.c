// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/flow.h"

#include "core/map.h"

#include <arpa/inet.h>
#include <stdlib.h>

// A 64-bit multiply folded onto itself under a random seed: flows are chosen by hostile input, so the seed is secret.
static uint64_t fold(uint64_t a, uint64_t b)
{
    __uint128_t p = (__uint128_t)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

uint64_t wy_net_hash(const struct wy_net *net, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    uint64_t h = net->seed[0] ^ n;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t v;
        memcpy(&v, p, 8);
        h = fold(h ^ v, net->seed[1]);
    }
    uint64_t v = 0;
    memcpy(&v, p, n);
    return fold(h ^ v, net->seed[1] ^ UINT64_C(0x9e3779b97f4a7c15));
}

static void add_mine(struct wy_net *net, wy_str text)
{
    char c[64];
    if (net->mine_n == WY_MINE_MAX || text.len == 0 || text.len >= sizeof c)
        return;
    memcpy(c, text.ptr, text.len);
    c[text.len] = '\0';
    struct wy_address *a = &net->mine[net->mine_n].address;
    if (inet_pton(AF_INET, c, a->byte) == 1) {
        a->len = 4;
    } else if (inet_pton(AF_INET6, c, a->byte) == 1) {
        a->len = 16;
    } else {
        uint64_t v = 0;
        size_t digits = 0;
        for (size_t i = 0; i < text.len && digits < 13; i++)
            if (wy_hex_digit(c[i]) >= 0)
                v = v << 4 | (uint64_t)wy_hex_digit(c[i]), digits++;
        if (digits != 12)
            return;
        for (int i = 0; i < 6; i++)
            a->byte[i] = (uint8_t)(v >> (8 * (5 - i)));
        a->len = 6;
    }
    net->mine_n++;
}

struct wy_net *wy_net_new(const struct wy_net_options *options, const struct wy_net_sink *sink,
                          const struct wy_limits *limits)
{
    struct wy_net *net = calloc(1, sizeof *net);
    if (!net)
        return NULL;
    *net = (struct wy_net){.options = options, .sink = sink, .limits = limits, .next_id = 1};
    net->heap.limit = (size_t)limits->net_memory;
    wy_random(net->seed, sizeof net->seed);
    net->seed[1] |= 1;
    size_t flows = (size_t)limits->net_flows;
    size_t buckets = 1024;
    while (buckets < flows)
        buckets *= 2;
    net->bucket_mask = buckets - 1;
    net->chunks_max = flows / WY_FLOW_CHUNK + 1;
    net->buckets = calloc(buckets, sizeof *net->buckets);
    net->chunks = calloc(net->chunks_max, sizeof(struct wy_net_flow *));
    net->free_flows = calloc(net->chunks_max * WY_FLOW_CHUNK, sizeof *net->free_flows);
    net->defrag = wy_defrag_new(&net->heap);
    if (!net->buckets || !net->chunks || !net->free_flows || !net->defrag) {
        wy_net_free(net);
        return NULL;
    }
    wy_str mine = options->mine, part;
    net->mine_given = mine.len > 0;
    while (wy_str_next(&mine, ',', &part))
        add_mine(net, wy_str_trim(part));
    wy_net_secrets(net, options->secrets);
    return net;
}

void wy_net_count(const struct wy_net *net, uint64_t *sum, struct wy_when *first, uint64_t n)
{
    if (*sum == 0)
        *first = net->now;
    *sum += n;
}

static void count_broken(struct wy_net *net) { wy_net_count(net, &net->stats.broken, &net->stats.first_broken, 1); }

static struct wy_net_flow *flow_at(const struct wy_net *net, size_t index)
{
    return &net->chunks[index / WY_FLOW_CHUNK][index % WY_FLOW_CHUNK];
}

static void free_flow_parts(struct wy_net *net, struct wy_net_flow *f)
{
    wy_conn_free(f->conn);
    f->conn = NULL;
    for (int side = 0; side < 2; side++)
        wy_tcp_drop(net, &f->side[side]);
    for (int i = 0; i < WY_FLOW_TEXTS; i++) {
        union {
            const char *in;
            char *out;
        } text = {f->facts.text[i].ptr};
        wy_heap_free(&net->heap, text.out, f->facts.text[i].len);
        f->facts.text[i] = (wy_str){0};
    }
}

void wy_net_free(struct wy_net *net)
{
    if (!net)
        return;
    size_t chunks = net->chunks ? net->chunks_n : 0;
    for (size_t i = 0; i < chunks * WY_FLOW_CHUNK; i++)
        if (flow_at(net, i)->used)
            free_flow_parts(net, flow_at(net, i));
    for (size_t i = 0; i < chunks; i++)
        wy_heap_free(&net->heap, net->chunks[i], WY_FLOW_CHUNK * sizeof(struct wy_net_flow));
    wy_heap_free(&net->heap, net->names, WY_KNOWN_NAMES * sizeof *net->names);
    wy_tls_keys_free(&net->heap, &net->keys);
    wy_quic_ids_free(net);
    wy_defrag_free(net->defrag);
    free(net->buckets);
    free(net->chunks);
    free(net->free_flows);
    free(net);
}

void wy_flow_close(struct wy_net *net, struct wy_net_flow *f)
{
    if (f->closed)
        return;
    f->closed = true; // first: what is flushed now may end the flow again
    for (int side = 0; side < 2 && f->facts.protocol == 6; side++) {
        wy_tcp_flush(net, f, (enum wy_side)side);
        if (f->conn && !f->side[side].ended)
            wy_conn_end(f->conn, (enum wy_side)side);
        f->side[side].ended = true;
    }
    wy_conn_free(f->conn); // a layer may tell more of the flow while it ends
    f->conn = NULL;
    net->sink->flow(net->sink->ctx, &f->facts);
    free_flow_parts(net, f);
}

static void remove_flow(struct wy_net *net, struct wy_net_flow *f)
{
    wy_flow_close(net, f);
    uint32_t *link = &net->buckets[f->hash & net->bucket_mask];
    while (*link != f->index + 1)
        link = &flow_at(net, *link - 1)->chain;
    *link = f->chain;
    f->used = false;
    net->free_flows[net->free_n++] = f->index;
    net->flows_n--;
    if (net->last == f)
        net->last = NULL;
}

// The clock: a flow that was not touched since the hand last passed goes.
static void forget_one(struct wy_net *net)
{
    size_t all = net->chunks_n * WY_FLOW_CHUNK;
    for (size_t i = 0; i < all * 2; i++) {
        struct wy_net_flow *f = flow_at(net, net->hand);
        net->hand = (net->hand + 1) % all;
        if (f->used && !f->touched) {
            if (!f->closed && !f->reset)
                wy_net_count(net, &net->stats.forgotten, &net->stats.first_forgotten, 1);
            remove_flow(net, f);
            return;
        }
        f->touched = false;
    }
}

static void keep_within_memory(struct wy_net *net)
{
    size_t mark = net->heap.limit / 8 * 7;
    if (net->heap.used <= mark)
        return;
    while (net->flows_n && net->heap.used > mark / 8 * 7)
        forget_one(net);
}

static struct wy_net_flow *new_flow(struct wy_net *net)
{
    if (net->flows_n >= net->limits->net_flows)
        forget_one(net);
    if (net->free_n == 0 && net->chunks_n < net->chunks_max) {
        struct wy_net_flow *chunk = wy_heap_alloc(&net->heap, WY_FLOW_CHUNK * sizeof *chunk);
        if (chunk) {
            size_t base = net->chunks_n * WY_FLOW_CHUNK;
            net->chunks[net->chunks_n++] = chunk;
            for (size_t i = WY_FLOW_CHUNK; i > 0; i--)
                net->free_flows[net->free_n++] = (uint32_t)(base + i - 1);
        }
    }
    if (net->free_n == 0 && net->chunks_n)
        forget_one(net);
    if (net->free_n == 0)
        return NULL;
    uint32_t index = net->free_flows[--net->free_n];
    struct wy_net_flow *f = flow_at(net, index);
    *f = (struct wy_net_flow){.index = index, .used = true, .touched = true};
    net->flows_n++;
    return f;
}

// One packet's ends, as it travels.
struct ends {
    const struct wy_walk *walk;
    uint16_t port[2]; // source, destination
};

static bool end_is(const struct wy_flow_facts *f, enum wy_side side, const struct ends *e, int which)
{
    return f->port[side] == e->port[which] &&
           memcmp(f->address[side].byte, e->walk->address[which], e->walk->address_len) == 0;
}

// Which side of the flow sent the packet, or -1 when the packet is not of this flow.
static int side_of(const struct wy_net_flow *flow, const struct ends *e)
{
    const struct wy_flow_facts *f = &flow->facts;
    if (f->protocol != e->walk->protocol || f->address[0].len != e->walk->address_len)
        return -1;
    if (end_is(f, WY_CLIENT, e, 0) && end_is(f, WY_SERVER, e, 1))
        return WY_CLIENT;
    if (end_is(f, WY_SERVER, e, 0) && end_is(f, WY_CLIENT, e, 1))
        return WY_SERVER;
    return -1;
}

static uint64_t hash_end(const struct wy_net *net, const struct ends *e, int which)
{
    uint8_t key[20] = {0};
    memcpy(key, e->walk->address[which], e->walk->address_len);
    memcpy(key + 16, &e->port[which], 2);
    key[18] = e->walk->protocol;
    return wy_net_hash(net, key, sizeof key);
}

static struct wy_net_flow *find_flow(struct wy_net *net, const struct ends *e, uint64_t *hash, int *side)
{
    if (net->last && (*side = side_of(net->last, e)) >= 0)
        return net->last;
    *hash = hash_end(net, e, 0) + hash_end(net, e, 1); // the same for both directions
    for (uint32_t i = net->buckets[*hash & net->bucket_mask]; i;) {
        struct wy_net_flow *f = flow_at(net, i - 1);
        if (f->hash == *hash && (*side = side_of(f, e)) >= 0) {
            net->last = f;
            return f;
        }
        i = f->chain;
    }
    return NULL;
}

static bool is_mine(const struct wy_net *net, const struct wy_walk *w, int which)
{
    for (size_t i = 0; i < net->mine_n; i++) {
        const struct wy_address *a = &net->mine[i].address;
        if (a->len == 6 ? w->mac[which] && memcmp(w->mac[which], a->byte, 6) == 0
                        : a->len == w->address_len && memcmp(w->address[which], a->byte, a->len) == 0)
            return true;
    }
    return false;
}

static bool known_service(uint16_t port)
{
    return port < 1024 || port == 8080 || port == 8443 || port == 8000 || port == 5222 || port == 5228 ||
           port == 1883 || port == 8883 || port == 5353 || port == 5355 || port == 1900;
}

// Whose packet begins the flow when no handshake tells: the side with a service's port is the server.
static bool looks_like_answer(const struct ends *e, wy_bytes payload)
{
    if (payload.len >= 7 && memcmp(payload.ptr, "HTTP/1.", 7) == 0)
        return true;
    bool from = known_service(e->port[0]), to = known_service(e->port[1]);
    return from != to ? from : e->walk->protocol == 6 && e->port[0] < e->port[1];
}

static const char *transport_of(uint8_t protocol)
{
    switch (protocol) {
    case WY_PROTOCOL_TCP: return "tcp";
    case WY_PROTOCOL_UDP: return "udp";
    case WY_PROTOCOL_ESP: return "esp";
    case WY_PROTOCOL_PROBE: return "wlan";
    default: return "icmp";
    }
}

static struct wy_net_flow *open_flow(struct wy_net *net, const struct ends *e, uint64_t hash, bool answer)
{
    struct wy_net_flow *f = new_flow(net);
    if (!f)
        return NULL;
    int client = answer ? 1 : 0;
    struct wy_flow_facts *facts = &f->facts;
    for (int side = 0; side < 2; side++) {
        int which = side == WY_CLIENT ? client : !client;
        facts->address[side].len = e->walk->address_len;
        memcpy(facts->address[side].byte, e->walk->address[which], e->walk->address_len);
        facts->port[side] = e->port[which];
    }
    facts->protocol = e->walk->protocol;
    facts->transport = transport_of(e->walk->protocol);
    bool client_mine = is_mine(net, e->walk, client), server_mine = is_mine(net, e->walk, !client);
    facts->searched = !net->mine_given || client_mine || server_mine;
    facts->sent = server_mine && !client_mine ? WY_SERVER : WY_CLIENT;
    f->hash = hash;
    uint32_t *bucket = &net->buckets[hash & net->bucket_mask];
    f->chain = *bucket;
    *bucket = f->index + 1;
    net->stats.connections++;
    net->last = f;
    return f;
}

static void note_packet(struct wy_net_flow *f, const struct wy_packet *p, int side, uint64_t payload)
{
    struct wy_flow_facts *facts = &f->facts;
    f->touched = true;
    if (facts->packets++ == 0)
        facts->first = wy_when_of(p);
    facts->last = wy_when_of(p);
    facts->bytes[side] += payload;
}

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_ACK = 16 };

static struct wy_net_flow *tcp_flow(struct wy_net *net, const struct ends *e, unsigned flags, uint32_t seq,
                                    wy_bytes payload, int *side)
{
    uint64_t hash = 0;
    struct wy_net_flow *f = find_flow(net, e, &hash, side);
    bool opens = (flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
    // A second SYN of other numbering: the ports are used again.
    if (f && opens && (f->closed || (f->side[*side].started && f->side[*side].next != seq + 1 && *side == WY_CLIENT))) {
        hash = f->hash;
        remove_flow(net, f);
        f = NULL;
    }
    if (f || (flags & TCP_RST) || (!(flags & TCP_SYN) && payload.len == 0))
        return f;
    bool answer = flags & TCP_SYN ? (flags & TCP_ACK) != 0 : looks_like_answer(e, payload);
    f = open_flow(net, e, hash, answer);
    if (!f)
        return NULL;
    f->facts.late = !(flags & TCP_SYN);
    *side = answer ? WY_SERVER : WY_CLIENT;
    return f;
}

// Marks of an experiment, whoever sent them (traffic/steps.h). They are searched like everything else: a prefix must
// not be a place to hide.
static void note_mark(struct wy_net *net, const struct wy_span *span)
{
    static const char prefix[] = "WARY-MARK/1 ";
    if (span->data.len < sizeof prefix || memcmp(span->data.ptr, prefix, sizeof prefix - 1) != 0)
        return;
    if (net->sink->mark)
        net->sink->mark(net->sink->ctx, wy_bytes_str(wy_bytes_sub(span->data, 0, 512)), span->when);
}

static bool is_wanted(const struct wy_net *net, const struct wy_net_flow *f, enum wy_side side)
{
    return f->facts.searched && (net->options->received || f->facts.sent == side);
}

// What the other side sent before it learnt of this, it did send.
static void tcp_reset(struct wy_net *net, struct wy_net_flow *f, enum wy_side side)
{
    enum wy_side other = side == WY_CLIENT ? WY_SERVER : WY_CLIENT;
    wy_tcp_flush(net, f, side);
    if (f->closed)
        return;
    if (f->conn && !f->side[side].ended)
        wy_conn_end(f->conn, side);
    f->side[side].ended = f->reset = true;
    if (!f->conn || f->side[other].ended || !is_wanted(net, f, other))
        wy_flow_close(net, f);
}

// Bytes behind the end of their connection that are not those that came before.
static void note_after(struct wy_net *net, const struct wy_net_flow *f, enum wy_side side, uint32_t seq, uint64_t size)
{
    int32_t fresh = (int32_t)(seq + (uint32_t)size - f->side[side].next);
    if (is_wanted(net, f, side) && size && fresh > 0 && f->side[side].started && !f->side[side].skip)
        wy_net_count(net, &net->stats.after, &net->stats.first_after, wy_min((uint64_t)fresh, size));
}

static size_t tcp_head(const uint8_t *h) { return (size_t)(h[12] >> 4) * 4; }

static bool head_is_whole(const struct wy_walk *w)
{
    if (w->protocol == WY_PROTOCOL_UDP)
        return w->rest.len >= 8;
    if (w->protocol != WY_PROTOCOL_TCP)
        return w->rest.len > 0;
    return w->rest.len >= 20 && tcp_head(w->rest.ptr) >= 20 && tcp_head(w->rest.ptr) <= w->rest.len;
}

static void tcp_packet(struct wy_net *net, const struct wy_packet *p, const struct wy_walk *w)
{
    const uint8_t *h = w->rest.ptr;
    size_t head = tcp_head(h);
    struct ends e = {w, {(uint16_t)wy_be16(h), (uint16_t)wy_be16(h + 2)}};
    uint32_t seq = wy_be32(h + 4);
    unsigned flags = h[13];
    struct wy_span span = {{h + head, w->rest.len - head}, wy_when_of(p)};
    note_mark(net, &span);
    uint64_t size = span.data.len + w->missing;
    net->stats.bytes += size;
    int side = 0;
    struct wy_net_flow *f = tcp_flow(net, &e, flags, seq, span.data, &side);
    if (!f)
        return;
    note_packet(f, p, side, size);
    if (f->closed) {
        note_after(net, f, (enum wy_side)side, seq, size);
        return;
    }
    if (flags & TCP_SYN && !f->side[side].started) {
        f->side[side].started = true;
        f->side[side].next = seq + 1;
    }
    if (flags & TCP_SYN)
        seq++;
    if (!f->facts.searched)
        f->side[0].skip = f->side[1].skip = true;
    if (size)
        wy_tcp_data(net, f, (enum wy_side)side, seq, &span, w->missing);
    if (f->closed)
        return;
    if (flags & TCP_FIN)
        wy_tcp_fin(net, f, (enum wy_side)side, seq + (uint32_t)size);
    else if (flags & TCP_RST)
        tcp_reset(net, f, (enum wy_side)side);
}

// With --mine: a QUIC connection of the owner's that goes on from an address that nobody named.
static void follow_moved(struct wy_net *net, struct wy_net_flow *f, enum wy_side side, wy_bytes datagram)
{
    enum wy_side to, other = side == WY_CLIENT ? WY_SERVER : WY_CLIENT;
    wy_bytes id;
    const struct wy_conn *home = wy_quic_ids_of(net, datagram, &id, &to);
    if (!home)
        return;
    f->facts.searched = true;
    f->facts.sent = (uint8_t)(to == wy_conn_flow(home)->sent ? other : side);
}

// A datagram that was captured twice: on two interfaces, or by a router before and behind its queues. Equal ones that
// an app sent have identifications of their own, where the sender numbers them at all, or come later: the shortest time
// after which known protocols repeat themselves is half a second (SIP, STUN).
#define COPY_TIME (INT64_C(200) * 1000000)
static bool is_copy(struct wy_net *net, const struct wy_net_flow *f, int side, const struct wy_walk *w,
                    const struct wy_span *span)
{
    uint64_t key[] = {f->hash, (uint64_t)side << 32 | w->id, wy_net_hash(net, span->data.ptr, span->data.len)};
    uint64_t hash = wy_net_hash(net, key, sizeof key);
    struct wy_copy *seen = &net->copy[hash % WY_COPIES];
    int64_t time = span->when.time;
    if (time != WY_NO_TIME && seen->hash == hash && wy_times_near(time, seen->time, COPY_TIME))
        return true;
    *seen = (struct wy_copy){hash, time};
    return false;
}

// A datagram of UDP, or of something without ports.
static void datagram(struct wy_net *net, const struct wy_packet *p, const struct wy_walk *w)
{
    const uint8_t *h = w->rest.ptr;
    bool udp = w->protocol == WY_PROTOCOL_UDP;
    size_t head = udp ? 8 : 0, claimed = udp ? wy_be16(h + 4) : w->rest.len + (size_t)w->missing;
    size_t size = claimed >= head ? wy_min(claimed, w->rest.len) - head : w->rest.len - head;
    struct ends e = {w, {(uint16_t)(udp ? wy_be16(h) : 0), (uint16_t)(udp ? wy_be16(h + 2) : 0)}};
    struct wy_span span = {{h + head, size}, wy_when_of(p)};
    net->stats.bytes += size + w->missing;
    note_mark(net, &span);
    uint64_t hash = 0;
    int side = 0;
    struct wy_net_flow *f = find_flow(net, &e, &hash, &side);
    if (!f) {
        bool answer = w->answer || (udp && looks_like_answer(&e, span.data));
        f = open_flow(net, &e, hash, answer);
        side = answer ? WY_SERVER : WY_CLIENT;
    }
    if (!f)
        return;
    note_packet(f, p, side, size);
    if (!f->facts.searched && size && udp)
        follow_moved(net, f, (enum wy_side)side, span.data);
    if (w->missing && claimed > w->rest.len && is_wanted(net, f, (enum wy_side)side)) {
        f->facts.lost += claimed - w->rest.len;
        wy_net_count(net, &net->stats.lost, &net->stats.first_lost, claimed - w->rest.len);
    }
    if (!f->facts.searched || size == 0)
        return;
    bool numbered = strcmp(f->facts.transport, "quic") == 0; // knows its copies by itself
    if (!numbered && is_wanted(net, f, (enum wy_side)side) && is_copy(net, f, side, w, &span))
        return;
    if (!f->conn)
        f->conn = wy_conn_new(net, f);
    if (f->conn)
        wy_conn_datagram(f->conn, (enum wy_side)side, &span);
}

// False: it contradicts itself.
static bool give_packet(struct wy_net *net, const struct wy_packet *packet, const struct wy_walk *walk)
{
    if (!head_is_whole(walk))
        return false;
    uint64_t refused = net->heap.refused;
    if (walk->protocol == WY_PROTOCOL_TCP)
        tcp_packet(net, packet, walk);
    else
        datagram(net, packet, walk);
    if (net->heap.refused != refused)
        wy_net_count(net, &net->stats.refused, &net->stats.first_refused, net->heap.refused - refused);
    return true;
}

// A packet of the capture counts once, however many frames are in it.
static void count_packet(struct wy_net *net, bool read, bool broken)
{
    net->stats.packets++;
    if (broken)
        count_broken(net);
    else if (!read)
        net->stats.other++;
}

void wy_net_packet(struct wy_net *net, const struct wy_packet *packet)
{
    if (packet->time != WY_NO_TIME) {
        if (net->stats.first.packet == 0)
            net->stats.first = wy_when_of(packet);
        net->stats.last = wy_when_of(packet);
    }
    if (packet->comment.ptr && net->sink->mark)
        net->sink->mark(net->sink->ctx, packet->comment, wy_when_of(packet));
    net->now = wy_when_of(packet);
    keep_within_memory(net);
    struct wy_walk walk;
    (void)wy_packet_walk(net->defrag, packet, &walk);
    bool read = false, broken = false;
    do {
        bool whole = walk.step == WY_WALK_DONE && give_packet(net, packet, &walk);
        read = read || whole;
        broken = broken || walk.step == WY_WALK_BROKEN || (walk.step == WY_WALK_DONE && !whole);
    } while (wy_packet_walk_on(net->defrag, packet, &walk));
    count_packet(net, read, broken);
}

void wy_net_secrets(struct wy_net *net, wy_bytes key_log)
{
    if (!wy_tls_keys_add(&net->heap, &net->keys, key_log))
        net->sink->gap(net->sink->ctx, WY_LIMIT, (struct wy_when){.time = WY_NO_TIME},
                       "more TLS secrets than are held");
}

static void give_rest(struct wy_net *net)
{
    struct wy_walk walk;
    struct wy_packet p = {.time = WY_NO_TIME};
    struct wy_when when;
    while (wy_defrag_rest(net->defrag, &walk, &when)) {
        p.number = when.packet;
        p.time = when.time;
        p.offset = when.offset;
        net->now = when;
        if (!give_packet(net, &p, &walk))
            count_broken(net);
        keep_within_memory(net);
    }
    if (wy_defrag_lost(net->defrag, &when))
        net->sink->gap(net->sink->ctx, WY_TRUNCATED, when,
                       "fragments of datagrams that never became whole; the first here");
}

void wy_net_finish(struct wy_net *net)
{
    give_rest(net);
    for (size_t i = 0; i < net->chunks_n * WY_FLOW_CHUNK; i++)
        if (flow_at(net, i)->used)
            remove_flow(net, flow_at(net, i));
}

struct wy_net_stats wy_net_stats(const struct wy_net *net) { return net->stats; }
