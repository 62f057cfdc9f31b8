// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Header blocks of HTTP/3 (QPACK, RFC 9204), inflated by nghttp3. A block may refer to what the encoder's stream says
// later; and how a block numbers its references depends on the size of the table that the other side allowed.
#pragma once

#include "formats/net/http_message.h"

struct nghttp3_qpack_decoder;
struct nghttp3_mem;
struct wy_qpack { // what one side encodes; all zeros is the beginning
    struct nghttp3_qpack_decoder *decoder;
    struct nghttp3_mem *memory; // which it refers to
    struct wy_hold early;       // instructions that came before the table's size was known
    bool sized, lost;           // lost: instructions are missing
    bool guessed;               // the other side's settings never came
    uint64_t table, inserted;   // inserted: bytes of instructions read
};

void wy_qpack_size(struct wy_conn *conn, struct wy_qpack *q, uint64_t table); // from the other side's settings
void wy_qpack_guess(struct wy_conn *conn, struct wy_qpack *q);                // those settings will not come
void wy_qpack_instructions(struct wy_conn *conn, struct wy_qpack *q, wy_bytes b);
void wy_qpack_free(struct wy_conn *conn, struct wy_qpack *q);

enum wy_qpack_result { WY_QPACK_DONE, WY_QPACK_WAIT, WY_QPACK_BROKEN };
WY_CHECKED enum wy_qpack_result wy_qpack_block(struct wy_conn *conn, struct wy_qpack *q, wy_bytes block,
                                               struct wy_http_message *m);
