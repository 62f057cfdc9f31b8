// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between engine.c (flows), tcp.c (order of bytes) and conn.c (layers). Nobody else includes this; layers see net.h.
#pragma once

#include "formats/net/engine.h"
#include "formats/net/ip.h"
#include "formats/net/tls_keys.h"

// Bytes that came before those in front of them.
struct wy_segment {
    struct wy_segment *next;
    struct wy_when when;
    uint64_t missing; // claimed by the header, not captured
    uint32_t seq, len;
    uint8_t data[];
};

// One direction of a TCP connection.
struct wy_tcp_side {
    struct wy_segment *early, *early_last;
    uint32_t early_bytes, early_n;
    uint32_t next;    // sequence number expected
    uint32_t fin_seq; // valid with `fin`
    bool started, fin, ended;
    bool skip; // nobody wants these bytes
};

struct wy_net_flow {
    uint64_t hash;  // this and the ends, which facts begin with, are what most look-ups read: one line of the cache
    uint32_t chain; // next flow in its bucket, +1
    uint32_t index; // of itself
    struct wy_flow_facts facts;
    struct wy_tcp_side side[2];
    struct wy_conn *conn;
    bool used, touched, closed;
    bool reset; // by one side; the other may not know yet
};

struct wy_known_name {
    struct wy_address address;
    uint8_t len;
    char name[109];
};
enum { WY_KNOWN_NAMES = 8192 };

struct wy_mine {
    struct wy_address address; // len 6: a MAC address
};

enum { WY_FLOW_CHUNK = 1024 };

struct wy_copy {
    uint64_t hash;
    int64_t time;
};
enum { WY_COPIES = 1024 };

struct wy_quic_id;
enum { WY_QUIC_IDS = 4096, WY_QUIC_ID_BYTES = 20 };

struct wy_net {
    struct wy_heap heap;
    const struct wy_net_options *options;
    const struct wy_net_sink *sink;
    const struct wy_limits *limits;
    struct wy_defrag *defrag;
    struct wy_net_stats stats;
    struct wy_when now; // the present packet
    bool deep_told;
    uint32_t *buckets; // flow index + 1
    size_t bucket_mask;
    struct wy_net_flow **chunks; // WY_FLOW_CHUNK flows each
    size_t chunks_n, chunks_max;
    uint32_t *free_flows; // a stack of unused indices
    size_t free_n, flows_n, hand;
    struct wy_net_flow *last; // the flow of the packet before: mostly the flow of this one, too
    uint64_t seed[2], next_id;
    struct wy_copy copy[WY_COPIES]; // datagrams of the last moments, by their hash
    struct wy_mine mine[WY_MINE_MAX];
    size_t mine_n;
    bool mine_given; // so none that could be read is nobody, not everybody
    struct wy_known_name *names; // WY_KNOWN_NAMES, made when the first is told
    struct wy_tls_keys keys;
    struct wy_quic_id *quic_ids; // WY_QUIC_IDS, made when the first is told
    uint32_t quic_id_lens;       // bit n: one of n bytes was told
};

uint64_t wy_net_hash(const struct wy_net *net, const void *bytes, size_t n);
void wy_net_count(const struct wy_net *net, uint64_t *sum, struct wy_when *first, uint64_t n); // and where it was first
void wy_flow_close(struct wy_net *net, struct wy_net_flow *flow); // tells the sink; the flow stays as a tombstone

// tcp.c: one segment's payload, in whatever order it comes.
void wy_tcp_data(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint32_t seq,
                 const struct wy_span *span, uint64_t missing);
void wy_tcp_fin(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side, uint32_t seq);
void wy_tcp_flush(struct wy_net *net, struct wy_net_flow *flow, enum wy_side side); // gives out what waits, with gaps
void wy_tcp_drop(struct wy_net *net, struct wy_tcp_side *side);                     // forgets what waits

// conn.c
WY_CHECKED struct wy_conn *wy_conn_new(struct wy_net *net, struct wy_net_flow *flow);
void wy_conn_datagram(struct wy_conn *conn, enum wy_side side, const struct wy_span *span);
struct wy_net *wy_conn_net(const struct wy_conn *conn);
void wy_conn_lost(struct wy_conn *conn, uint64_t missing); // bytes that were not captured
// What an end said while TLS shakes hands: a hello, a name for a shared key, a certificate. `name`: whom it is for.
void wy_conn_said(struct wy_conn *conn, enum wy_side side, wy_bytes said, wy_str name, struct wy_when when,
                  bool encrypted);
void wy_conn_unknown(struct wy_conn *conn, enum wy_side side, wy_bytes b); // of a datagram; dense ones are told

// quic_ids.c: which connection a datagram belongs to, wherever it comes from.
void wy_quic_ids_add(struct wy_conn *conn, enum wy_side owner, wy_bytes id);
void wy_quic_ids_forget(struct wy_conn *conn);
void wy_quic_ids_free(struct wy_net *net);
struct wy_conn *wy_quic_ids_find(const struct wy_net *net, wy_bytes id, enum wy_side *owner);
struct wy_conn *wy_quic_ids_of(const struct wy_net *net, wy_bytes datagram, wy_bytes *id, enum wy_side *owner);

// tunnels.c: what a datagram of nobody's shows its flow to be; NULL: nothing.
const char *wy_tunnel_reason(const struct wy_flow_facts *flow, wy_bytes datagram);

// Why a connection stays closed, where several say the same.
#define WY_REASON_REFUSED "the client left on seeing the server's certificate: the app may accept only its own"
#define WY_REASON_UNKNOWN "a protocol that is not known here, with dense bytes"
#define WY_REASON_BARE "TLS with a cipher suite that does not encrypt"
#define WY_REASON_ECH "no key for this session, whose client hello may be an encrypted one"

wy_str wy_strip_port(wy_str host); // http1.c: a host without its port

extern const struct wy_layer wy_layer_http1, wy_layer_h2, wy_layer_tls, wy_layer_websocket, wy_layer_dns, wy_layer_mqtt,
    wy_layer_raw;
extern const struct wy_datagram_layer wy_datagram_quic, wy_datagram_gquic, wy_datagram_dtls, wy_datagram_dns;
