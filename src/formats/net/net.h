// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// From packets to messages: the vocabulary of formats/net.
//
//   capture.h  a file becomes packets            ip.h    a packet becomes one IP payload with its ports
//   engine.h   payloads become flows, TCP streams are put in order
//   layer      what speaks inside a stream (http1, tls, h2, ...), chosen by looking at its first bytes
//   sink       where messages, flow facts and gaps go; traffic/ searches the messages
//
// A layer is given the bytes of each direction in order, with gaps marked, and gives whole messages to the sink. A
// layer that decrypts (tls) opens an inner stream with wy_conn_inner() and gives the plaintext to it, where the choice
// of layer starts again. Datagram layers (dns, quic) are given each datagram.
#pragma once

#include "core/heap.h"
#include "core/limits.h"
#include "core/text.h"

#define WY_NO_TIME INT64_MIN
#define WY_LINK_BROKEN UINT32_MAX // the record contradicts itself

// One packet as a capture file holds it. `data` is valid until the next packet is read.
struct wy_packet {
    wy_bytes data;      // what was captured
    uint64_t wire_size; // what was on the wire
    uint32_t link;      // LINKTYPE_ number
    uint64_t number;    // from 1
    int64_t time;       // nanoseconds since 1970, or WY_NO_TIME
    uint64_t offset;    // of its record in the file
    wy_str comment;     // pcapng; absent if none
};

struct wy_when {
    uint64_t packet;
    int64_t time;    // nanoseconds since 1970, or WY_NO_TIME
    uint64_t offset; // of the packet's record in the file; 0 = not told
};
static inline struct wy_when wy_when_of(const struct wy_packet *p)
{
    return (struct wy_when){p->number, p->time, p->offset};
}

// Packets may come without a time, or not in order.
static inline bool wy_times_near(int64_t a, int64_t b, int64_t most)
{
    return (a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a) <= (uint64_t)most;
}

struct wy_address {
    uint8_t len; // 4, 16, or 0 for none; 6: a MAC address
    uint8_t byte[16];
};
enum { WY_ADDRESS_TEXT = 48 };
wy_str wy_address_text(const struct wy_address *a, char out[WY_ADDRESS_TEXT]);

// Directions are named by who sends.
enum wy_side { WY_CLIENT = 0, WY_SERVER = 1 };

enum wy_flow_state { WY_FLOW_CLEAR, WY_FLOW_DECRYPTED, WY_FLOW_ENCRYPTED };

// Texts of a flow that most flows do not have. Written by layers through wy_flow_set(), freed with the flow.
enum wy_flow_text {
    WY_FLOW_HOST,
    WY_FLOW_SNI,
    WY_FLOW_ALPN,
    WY_FLOW_CERTIFICATE,
    WY_FLOW_REASON,
    WY_FLOW_APP,
    WY_FLOW_TEXTS
};

struct wy_flow_facts {
    struct wy_address address[2]; // [WY_CLIENT], [WY_SERVER]
    uint16_t port[2];
    uint8_t protocol;                // enum wy_protocol
    uint8_t state;                   // enum wy_flow_state
    uint8_t sent;                    // enum wy_side: which side is the phone whose data is searched
    bool searched;                   // false: another device's (--mine)
    bool late;                       // the capture began after the connection
    bool ech;                        // encrypted client hello seen
    uint16_t tls_version, tls_suite; // of the handshake; 0 = none seen
    const char *transport; // static text: "http", "https", "h2", "h3", "dns", "tls", "quic", "tcp", "udp", ...
    struct wy_when first, last;
    uint64_t packets;
    uint64_t bytes[2]; // payload by sender
    uint64_t opaque;   // bytes sent by the phone that no layer could look into
    double entropy;    // bits for each byte of some of those; 0 = not measured
    uint64_t lost;     // bytes of gaps
    wy_str text[WY_FLOW_TEXTS];
};

enum wy_part_kind {
    WY_PART_URL,
    WY_PART_HEADER,
    WY_PART_BODY,
    WY_PART_NAME,
    WY_PART_RAW,
    WY_PART_HANDSHAKE, // of TLS, in clear or opened
    WY_PART_ADDRESS,   // no part of a message: told of the sender's address
};
struct wy_message_part {
    wy_bytes data;
    wy_str type;     // Content-Type of a body; absent if none
    wy_str encoding; // Content-Encoding of a body; absent if none
    enum wy_part_kind kind;
    bool cut; // incomplete: lost packets, or longer than what is held at once
};

// One request, response, query or datagram. A body longer than what is held at once comes as several messages with the
// same id. Everything pointed to is valid during the call only.
struct wy_message {
    const struct wy_flow_facts *flow;
    uint64_t id;
    enum wy_side from;
    bool encrypted;        // was inside TLS or QUIC
    const char *transport; // of this message: "http", "https", "h2", "h3", "dns", "tcp", ...
    wy_str host;           // whom the message is for; absent if unknown
    struct wy_when when;   // its first byte
    const struct wy_message_part *parts;
    size_t n;
};

struct wy_net_sink {
    void *ctx;
    void (*message)(void *ctx, const struct wy_message *m);
    void (*flow)(void *ctx, const struct wy_flow_facts *f); // once, when it ends or is forgotten
    // A mark in the traffic itself: a packet comment, or the text of a UDP datagram or TCP segment that begins with
    // "WARY-MARK/1 ".
    void (*mark)(void *ctx, wy_str text, struct wy_when when);
    void (*gap)(void *ctx, wy_err code, struct wy_when when, const char *why);
};

enum { WY_MINE_MAX = 32 };
struct wy_net_options {
    bool received;    // deliver what the phone received, too
    wy_str mine;      // addresses (IP or MAC), comma separated, at most WY_MINE_MAX; absent = every device
    wy_bytes secrets; // SSLKEYLOGFILE text known from the start
};

struct wy_net; // the engine
struct wy_tls_keys;
struct wy_conn; // one stream inside a flow

// Bytes of one direction in order.
struct wy_span {
    wy_bytes data;
    struct wy_when when;
};

enum wy_sniff { WY_SNIFF_NO, WY_SNIFF_MORE, WY_SNIFF_YES };

// A stream layer. `state` has state_size zeroed bytes; memory beyond it comes from wy_conn_heap().
struct wy_layer {
    const char *name;
    size_t state_size;
    // `first` are the first bytes that `side` sent. WY_SNIFF_MORE asks again when there are more (up to WY_SNIFF_SIZE).
    enum wy_sniff (*sniff)(const struct wy_conn *conn, enum wy_side side, wy_bytes first);
    // The layer needs this side's bytes even where only the other side's are searched.
    bool needs[2];
    void (*data)(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span);
    void (*gap)(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing); // bytes were not captured
    void (*end)(struct wy_conn *conn, void *state, enum wy_side side);
    void (*fini)(struct wy_conn *conn, void *state); // frees what state holds
};
enum { WY_SNIFF_SIZE = 64 };

// A datagram layer sees the datagrams of a UDP flow; its state lives as long as the flow.
struct wy_datagram_layer {
    const char *name;
    size_t state_size;
    enum wy_sniff (*sniff)(const struct wy_flow_facts *flow, wy_bytes datagram); // YES or NO
    bool needs[2];
    void (*data)(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *datagram);
    void (*fini)(struct wy_conn *conn, void *state);
};

// What layers may call.
struct wy_heap *wy_conn_heap(struct wy_conn *conn);
struct wy_flow_facts *wy_conn_flow(const struct wy_conn *conn); // to be changed by layers: state, transport, ...
const struct wy_limits *wy_conn_limits(const struct wy_conn *conn);
bool wy_conn_encrypted(const struct wy_conn *conn);                // this is the inside of TLS or QUIC
bool wy_conn_wants(const struct wy_conn *conn, enum wy_side side); // messages of this side are searched
wy_str wy_conn_host(const struct wy_conn *conn); // best name known: Host or CONNECT, SNI, DNS answer; may be absent
uint64_t wy_conn_next_id(struct wy_conn *conn);  // for wy_message.id
// Completes flow, encrypted and host (when absent) and hands the message to the sink, if its side is wanted.
void wy_conn_message(struct wy_conn *conn, struct wy_message *m);
void wy_conn_gap(struct wy_conn *conn, wy_err code, struct wy_when when, const char *why);
void wy_flow_set(struct wy_conn *conn, enum wy_flow_text what, wy_str value); // copied; cut to 255 bytes
// From now on this stream is another layer's: `layer` NULL = look at the next bytes and choose. Call it as the last
// thing before returning from data(), and hand the rest of the span to wy_conn_data().
void wy_conn_switch(struct wy_conn *conn, const struct wy_layer *layer);
void wy_conn_data(struct wy_conn *conn, enum wy_side side, const struct wy_span *span);
// A stream inside this one (the plaintext of TLS). Owned by the outer layer's state: free it in fini. NULL: no memory
// or too deep.
WY_CHECKED struct wy_conn *wy_conn_inner(struct wy_conn *outer, bool encrypted);
void wy_conn_gap_bytes(struct wy_conn *conn, enum wy_side side, uint64_t missing);
void wy_conn_end(struct wy_conn *conn, enum wy_side side);
void wy_conn_free(struct wy_conn *conn); // NULL-safe
// Nobody reads this side's bytes any more: they need not be put in order.
void wy_conn_skip(struct wy_conn *conn, enum wy_side side);
// The TLS secrets given so far, from the options and from Decryption Secrets Blocks.
const struct wy_tls_keys *wy_conn_keys(const struct wy_conn *conn);
// Remembers that a name has an address (from DNS), for flows without a name of their own.
void wy_conn_name(struct wy_conn *conn, const struct wy_address *address, wy_str name);

// A buffer on the engine's heap. Grows up to `max`; what does not fit is left out and told by false.
struct wy_hold {
    uint8_t *data;
    size_t len, cap;
};
WY_CHECKED bool wy_hold_add(struct wy_heap *heap, struct wy_hold *hold, wy_bytes b, size_t max);
void wy_hold_cut(struct wy_hold *hold, size_t n); // drops the first n bytes
void wy_hold_free(struct wy_heap *heap, struct wy_hold *hold);
static inline wy_bytes wy_hold_bytes(const struct wy_hold *h) { return (wy_bytes){h->data, h->len}; }
