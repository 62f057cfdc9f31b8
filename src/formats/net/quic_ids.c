// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The connection ids of opened QUIC connections: a datagram from or to an unknown address that carries one belongs to
// that connection, which moved (RFC 9000, 9). Ids shorter than four bytes prove nothing.
#include "formats/net/flow.h"

enum { ID_MIN = 4 };

struct wy_quic_id {
    struct wy_conn *conn; // NULL: an empty place
    uint8_t owner, len;   // owner: the side that datagrams with it go to
    uint8_t byte[WY_QUIC_ID_BYTES];
};

static struct wy_quic_id *place(const struct wy_net *net, wy_bytes id)
{
    return &net->quic_ids[wy_net_hash(net, id.ptr, id.len) % WY_QUIC_IDS];
}

void wy_quic_ids_add(struct wy_conn *conn, enum wy_side owner, wy_bytes id)
{
    struct wy_net *net = wy_conn_net(conn);
    if (id.len < ID_MIN || id.len > WY_QUIC_ID_BYTES)
        return;
    if (!net->quic_ids)
        net->quic_ids = wy_heap_alloc(&net->heap, WY_QUIC_IDS * sizeof *net->quic_ids);
    if (!net->quic_ids)
        return;
    struct wy_quic_id *at = place(net, id);
    *at = (struct wy_quic_id){.conn = conn, .owner = (uint8_t)owner, .len = (uint8_t)id.len};
    memcpy(at->byte, id.ptr, id.len);
    net->quic_id_lens |= 1u << id.len;
}

void wy_quic_ids_forget(struct wy_conn *conn)
{
    struct wy_net *net = wy_conn_net(conn);
    for (size_t i = 0; net->quic_ids && i < WY_QUIC_IDS; i++)
        if (net->quic_ids[i].conn == conn)
            net->quic_ids[i] = (struct wy_quic_id){0};
}

void wy_quic_ids_free(struct wy_net *net)
{
    wy_heap_free(&net->heap, net->quic_ids, WY_QUIC_IDS * sizeof *net->quic_ids);
    net->quic_ids = NULL;
}

struct wy_conn *wy_quic_ids_find(const struct wy_net *net, wy_bytes id, enum wy_side *owner)
{
    if (!net->quic_ids || id.len < ID_MIN || id.len > WY_QUIC_ID_BYTES)
        return NULL;
    const struct wy_quic_id *at = place(net, id);
    if (!at->conn || at->len != id.len || memcmp(at->byte, id.ptr, id.len) != 0)
        return NULL;
    *owner = (enum wy_side)at->owner;
    return at->conn;
}

// The id in front of a datagram's first packet, if it is one of ours: its length is not told in short headers.
struct wy_conn *wy_quic_ids_of(const struct wy_net *net, wy_bytes datagram, wy_bytes *id, enum wy_side *owner)
{
    if (!net->quic_ids || datagram.len < 2 || (datagram.ptr[0] & 0x80))
        return NULL;
    for (size_t n = ID_MIN; n <= WY_QUIC_ID_BYTES && n < datagram.len; n++) {
        *id = wy_bytes_sub(datagram, 1, n);
        struct wy_conn *conn = net->quic_id_lens >> n & 1 ? wy_quic_ids_find(net, *id, owner) : NULL;
        if (conn)
            return conn;
    }
    return NULL;
}
