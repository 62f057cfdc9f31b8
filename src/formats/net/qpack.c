// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/qpack.h"

#include "formats/net/quic_frame.h"

#include <nghttp3/nghttp3.h>

enum {
    EARLY_MAX = 64 * 1024,
    TABLE_MAX = 1 << 20, // no server allows more than 64 KiB
    TABLE_GUESS = 4096,
    STREAM = 0, // the decoder keeps nothing by stream
};

static nghttp3_mem memory(struct wy_conn *conn)
{
    return (nghttp3_mem){wy_conn_heap(conn), wy_heap_c_malloc, wy_heap_c_free, wy_heap_c_calloc, wy_heap_c_realloc};
}

// nghttp3 keeps the pointer to its memory functions.
static bool begin(struct wy_conn *conn, struct wy_qpack *q)
{
    static const size_t waiting_max = 1024;
    if (!q->decoder && !q->lost) {
        nghttp3_mem *mem = wy_heap_alloc(wy_conn_heap(conn), sizeof *mem);
        if (mem)
            *mem = memory(conn);
        q->memory = mem;
        size_t table = (size_t)wy_min(q->table, TABLE_MAX);
        q->lost = !mem || nghttp3_qpack_decoder_new(&q->decoder, table, waiting_max, mem) != 0;
    }
    return !q->lost;
}

static void read_instructions(struct wy_conn *conn, struct wy_qpack *q, wy_bytes b)
{
    if (b.len && begin(conn, q) && nghttp3_qpack_decoder_read_encoder(q->decoder, b.ptr, b.len) != (ssize_t)b.len)
        q->lost = true;
    q->inserted += b.len;
}

void wy_qpack_size(struct wy_conn *conn, struct wy_qpack *q, uint64_t table)
{
    if (q->sized)
        return;
    q->sized = true;
    q->table = table;
    read_instructions(conn, q, wy_hold_bytes(&q->early));
    wy_hold_free(wy_conn_heap(conn), &q->early);
}

// The first instruction mostly sets the size in use, which is mostly all that is allowed (RFC 9204, 4.3.1).
void wy_qpack_guess(struct wy_conn *conn, struct wy_qpack *q)
{
    uint64_t table = 0;
    unsigned shift = 0;
    if (q->sized)
        return;
    if (q->early.len && (q->early.data[0] & 0xe0) == 0x20) {
        table = q->early.data[0] & 0x1f;
        for (size_t i = 1; table >= 0x1f && i < q->early.len && shift <= 21; i++, shift += 7) {
            table += (uint64_t)(q->early.data[i] & 0x7f) << shift;
            if (!(q->early.data[i] & 0x80))
                break;
        }
    }
    q->guessed = q->early.len > 0;
    wy_qpack_size(conn, q, table ? table : TABLE_GUESS);
}

void wy_qpack_instructions(struct wy_conn *conn, struct wy_qpack *q, wy_bytes b)
{
    if (q->sized)
        read_instructions(conn, q, b);
    else if (!q->lost)
        q->lost = !wy_hold_add(wy_conn_heap(conn), &q->early, b, EARLY_MAX);
}

void wy_qpack_free(struct wy_conn *conn, struct wy_qpack *q)
{
    if (q->decoder)
        nghttp3_qpack_decoder_del(q->decoder);
    wy_heap_free(wy_conn_heap(conn), q->memory, sizeof(nghttp3_mem));
    wy_hold_free(wy_conn_heap(conn), &q->early);
    *q = (struct wy_qpack){0};
}

static void emit(struct wy_conn *conn, const nghttp3_qpack_nv *nv, struct wy_http_message *m)
{
    nghttp3_vec name = nghttp3_rcbuf_get_buf(nv->name), value = nghttp3_rcbuf_get_buf(nv->value);
    wy_http_field(conn, m, (wy_bytes){name.base, name.len}, (wy_bytes){value.base, value.len});
    nghttp3_rcbuf_decref(nv->name);
    nghttp3_rcbuf_decref(nv->value);
}

static enum wy_qpack_result read_block(struct wy_conn *conn, struct wy_qpack *q, nghttp3_qpack_stream_context *stream,
                                       wy_bytes b, struct wy_http_message *m)
{
    for (;;) {
        nghttp3_qpack_nv nv;
        uint8_t flags = 0;
        nghttp3_ssize used = nghttp3_qpack_decoder_read_request(q->decoder, stream, &nv, &flags, b.ptr, b.len, 1);
        if (used < 0)
            return WY_QPACK_BROKEN;
        b = wy_bytes_sub(b, (size_t)used, SIZE_MAX);
        if (flags & NGHTTP3_QPACK_DECODE_FLAG_BLOCKED)
            return WY_QPACK_WAIT;
        if (flags & NGHTTP3_QPACK_DECODE_FLAG_EMIT)
            emit(conn, &nv, m);
        if (flags & NGHTTP3_QPACK_DECODE_FLAG_FINAL)
            return WY_QPACK_DONE;
        if (used == 0 && !(flags & NGHTTP3_QPACK_DECODE_FLAG_EMIT))
            return WY_QPACK_BROKEN;
    }
}

enum wy_qpack_result wy_qpack_block(struct wy_conn *conn, struct wy_qpack *q, wy_bytes block, struct wy_http_message *m)
{
    bool refers = block.len && block.ptr[0]; // to what the encoder's stream put into the table
    if (refers && q->lost)
        return WY_QPACK_BROKEN;
    if (refers && !q->sized)
        return WY_QPACK_WAIT;
    struct wy_qpack alone = {.sized = true}; // a block that refers to nothing needs no table
    struct wy_qpack *use = q->sized && !q->lost ? q : &alone;
    nghttp3_qpack_stream_context *stream = NULL;
    enum wy_qpack_result result = WY_QPACK_BROKEN;
    if (block.len && begin(conn, use) && nghttp3_qpack_stream_context_new(&stream, STREAM, use->memory) == 0)
        result = read_block(conn, use, stream, block, m);
    if (stream)
        nghttp3_qpack_stream_context_del(stream);
    wy_qpack_free(conn, &alone);
    return result;
}
