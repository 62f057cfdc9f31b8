// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/quic_frame.h"

uint64_t wy_quic_varint(struct wy_reader *r)
{
    uint8_t first = wy_read_u8(r);
    uint64_t v = first & 0x3f;
    for (int i = (1 << (first >> 6)) - 1; i > 0; i--)
        v = v << 8 | wy_read_u8(r);
    return v;
}

static wy_bytes counted(struct wy_reader *r)
{
    uint64_t n = wy_quic_varint(r);
    return wy_read_bytes(r, n > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)n);
}

static void skip_numbers(struct wy_reader *r, uint64_t n)
{
    for (uint64_t i = 0; i < n && wy_reader_ok(r); i++)
        wy_quic_varint(r);
}

static void skip_ack(struct wy_reader *r, bool counts)
{
    skip_numbers(r, 2);
    uint64_t ranges = wy_quic_varint(r);
    skip_numbers(r, 1);
    skip_numbers(r, ranges > wy_reader_left(r) ? UINT64_MAX : ranges * 2);
    skip_numbers(r, counts ? 3 : 0);
}

static void stream(struct wy_reader *r, uint64_t type, struct wy_quic_frame *out)
{
    out->kind = WY_QUIC_FRAME_STREAM;
    out->stream = wy_quic_varint(r);
    out->at = type & 4 ? wy_quic_varint(r) : 0;
    out->data = type & 2 ? counted(r) : wy_read_bytes(r, wy_reader_left(r));
    out->fin = type & 1;
}

static void close_frame(struct wy_reader *r, bool application, struct wy_quic_frame *out)
{
    out->kind = WY_QUIC_FRAME_CLOSE;
    out->application = application;
    out->code = wy_quic_varint(r);
    skip_numbers(r, application ? 0 : 1);
    (void)counted(r);
}

static void new_id(struct wy_reader *r, struct wy_quic_frame *out)
{
    out->kind = WY_QUIC_FRAME_NEW_ID;
    skip_numbers(r, 2);
    out->data = wy_read_bytes(r, wy_read_u8(r));
    wy_read_skip(r, 16);
}

// Frames of nothing but numbers: how many.
static int numbers_of(uint64_t type)
{
    switch (type) {
    case 0x00: // padding, ping, handshake done, immediate acknowledgement
    case 0x01:
    case 0x1e:
    case 0x1f: return 0;
    case 0x10: // largest data, streams; blocked; retired ids; time stamp
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
    case 0x17:
    case 0x19:
    case 0x02f5: return 1;
    case 0x05: // stop sending, stream's largest data, blocked
    case 0x11:
    case 0x15: return 2;
    case 0xaf: return 4; // acknowledgement frequency
    default: return -1;
    }
}

static bool by_type(struct wy_reader *r, uint64_t type, struct wy_quic_frame *out)
{
    int numbers = numbers_of(type);
    if (numbers >= 0) {
        skip_numbers(r, (uint64_t)numbers);
        return true;
    }
    if (type >= 0x08 && type <= 0x0f) {
        stream(r, type, out);
        return true;
    }
    switch (type) {
    case 0x02:
    case 0x03: skip_ack(r, type == 3); return true;
    case 0x04:
        out->kind = WY_QUIC_FRAME_RESET;
        out->stream = wy_quic_varint(r);
        skip_numbers(r, 2);
        return true;
    case 0x06:
        out->kind = WY_QUIC_FRAME_CRYPTO;
        out->at = wy_quic_varint(r);
        out->data = counted(r);
        return true;
    case 0x07: (void)counted(r); return true;
    case 0x18: new_id(r, out); return true;
    case 0x1a:
    case 0x1b: wy_read_skip(r, 8); return true;
    case 0x1c:
    case 0x1d: close_frame(r, type == 0x1d, out); return true;
    case 0x30:
    case 0x31:
        out->kind = WY_QUIC_FRAME_DATAGRAM;
        out->data = type & 1 ? counted(r) : wy_read_bytes(r, wy_reader_left(r));
        return true;
    default: return false;
    }
}

bool wy_quic_frame_next(struct wy_reader *r, struct wy_quic_frame *out)
{
    while (wy_reader_left(r) && r->in.ptr[r->pos] == 0) // padding is the most frequent frame
        r->pos++;
    if (wy_reader_left(r) == 0)
        return false;
    size_t before = r->pos;
    *out = (struct wy_quic_frame){0};
    uint64_t type = wy_quic_varint(r);
    if (wy_reader_ok(r) && by_type(r, type, out))
        return wy_reader_ok(r);
    wy_reader_seek(r, before);
    return false;
}
