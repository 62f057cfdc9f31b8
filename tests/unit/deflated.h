// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes packed by zlib; `window` is that of deflateInit2(): 31 makes gzip. Returns how many there are.
#pragma once

#include "test.h"

#include <zlib.h>

static inline size_t deflated(uint8_t *to, size_t room, wy_bytes from, int level, int window)
{
    z_stream z = {0};
    union {
        const uint8_t *in;
        uint8_t *zlib; // its interface lacks a const
    } source = {from.ptr};
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = source.zlib;
    z.avail_in = (uInt)from.len;
    z.next_out = to;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return z.total_out;
}
