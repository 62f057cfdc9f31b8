// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Frames inside a QUIC packet (RFC 9000, 19; RFC 9221 datagrams; acknowledgement frequency), one after another.
#pragma once

#include "core/reader.h"

enum wy_quic_frame_kind {
    WY_QUIC_FRAME_OTHER, // nothing that is followed
    WY_QUIC_FRAME_CRYPTO,
    WY_QUIC_FRAME_STREAM,
    WY_QUIC_FRAME_RESET,
    WY_QUIC_FRAME_NEW_ID,
    WY_QUIC_FRAME_CLOSE,
    WY_QUIC_FRAME_DATAGRAM,
};

struct wy_quic_frame {
    enum wy_quic_frame_kind kind;
    uint64_t stream, at, code;
    wy_bytes data; // of a stream, a datagram; the id of NEW_ID
    bool fin, application;
};

uint64_t wy_quic_varint(struct wy_reader *r); // RFC 9000, 16
// False at the end, and where what follows is no frame that is known (wy_reader_left tells them apart).
WY_CHECKED bool wy_quic_frame_next(struct wy_reader *r, struct wy_quic_frame *out);
