// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The streams of one QUIC connection (RFC 9000, 2 and 3) and what speaks in them: HTTP/3, DNS (RFC 9250), or something
// that is not known. Each direction of a stream is a stream of its own here.
#pragma once

#include "formats/net/order.h"

struct wy_quic_stream {
    uint64_t id;
    uint8_t side;   // who sends
    bool used, fin; // fin: `end` is known
    bool ended;     // told to the application, which keeps it for another stream's sake
    uint64_t end;
    struct wy_order order;
    struct wy_when when; // its first frame
    void *state;         // the application's
};

struct wy_quic_streams;
struct wy_quic_app {
    size_t state_size, stream_size;                                             // zeroed at the beginning
    bool (*wanted)(const struct wy_conn *conn, enum wy_side side, uint64_t id); // this direction of this stream is read
    void (*data)(struct wy_quic_streams *all, struct wy_quic_stream *s, const struct wy_span *span);
    void (*gap)(struct wy_quic_streams *all, struct wy_quic_stream *s, uint64_t missing);
    bool (*end)(struct wy_quic_streams *all, struct wy_quic_stream *s, bool cut); // false: it waits for another stream
    void (*finish)(struct wy_quic_streams *all); // nothing follows; NULL: nothing to do
    void (*free_stream)(struct wy_quic_streams *all, struct wy_quic_stream *s);
    void (*fini)(struct wy_quic_streams *all);
};

enum { WY_QUIC_CLOSED = 256 };
struct wy_quic_closed { // streams of one kind that were read already
    uint64_t base;      // those before it are
    uint8_t bit[WY_QUIC_CLOSED / 8];
    bool skipped; // not all of them were seen
};

struct wy_quic_streams {
    struct wy_conn *conn; // the inside of the connection; owned
    const struct wy_quic_app *app;
    void *state;
    struct wy_quic_stream *list;
    size_t n;
    struct wy_quic_closed closed[2][4];
    bool crowded_told;
};

extern const struct wy_quic_app wy_quic_h3, wy_quic_dns, wy_quic_raw;

WY_CHECKED bool wy_quic_streams_begin(struct wy_quic_streams *all, struct wy_conn *outer, wy_str alpn);
void wy_quic_streams_fini(struct wy_quic_streams *all); // tells what is left; all zeros is fine

struct wy_quic_piece { // of a STREAM frame
    uint64_t id, at;
    enum wy_side side;
    bool fin;
};
void wy_quic_streams_data(struct wy_quic_streams *all, const struct wy_quic_piece *piece, const struct wy_span *span);
void wy_quic_streams_reset(struct wy_quic_streams *all, enum wy_side side, uint64_t id);
// For applications: a stream that waited is done.
void wy_quic_stream_forget(struct wy_quic_streams *all, struct wy_quic_stream *s);
