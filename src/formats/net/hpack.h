// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HPACK (RFC 7541) by nghttp2, also where earlier header blocks are missing: places in the table are counted from its
// newest entry, so what was put there since then is right, and what is older is known to be unknown.
#pragma once

#include "formats/net/http_message.h"

#include <nghttp2/nghttp2.h>

// All zeros is the beginning of a connection.
struct wy_hpack {
    nghttp2_hd_inflater *inflater;
    nghttp2_mem memory; // which it refers to
    bool partial;       // entries are missing
};

enum wy_hpack_result {
    WY_HPACK_DONE,
    WY_HPACK_UNKNOWN,
    WY_HPACK_BROKEN
}; // unknown: some fields refer to what is missing
// Adds the fields of a block to `m`, as far as they can be read. After a broken one the table is partial.
WY_CHECKED enum wy_hpack_result wy_hpack_block(struct wy_conn *conn, struct wy_hpack *h, wy_bytes block,
                                               struct wy_http_message *m);
void wy_hpack_lose(struct wy_hpack *h); // bytes of blocks were missed
void wy_hpack_free(struct wy_hpack *h);
