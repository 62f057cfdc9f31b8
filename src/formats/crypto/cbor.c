// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/cbor.h"

static uint64_t read_argument(struct wy_reader *r, uint8_t info)
{
    switch (info) {
    case 24: return wy_read_u8(r);
    case 25: return wy_read_u16be(r);
    case 26: return wy_read_u32be(r);
    case 27: return wy_read_u64be(r);
    default: break;
    }
    if (info >= 24) // 28 to 30 are reserved, 31 is an indefinite length
        wy_reader_bad(r, WY_UNSUPPORTED);
    return info;
}

struct wy_cbor wy_cbor_next(struct wy_reader *r)
{
    uint8_t head = wy_read_u8(r);
    struct wy_cbor item = {.type = (enum wy_cbor_type)(head >> 5)};
    item.value = read_argument(r, head & 0x1f);
    if (item.type == WY_CBOR_BYTES || item.type == WY_CBOR_TEXT)
        item.bytes = wy_read_bytes(r, item.value > SIZE_MAX ? SIZE_MAX : (size_t)item.value);
    return item;
}

static uint64_t items_below(const struct wy_cbor *item)
{
    switch (item->type) {
    case WY_CBOR_ARRAY: return item->value;
    case WY_CBOR_MAP: return item->value > UINT64_MAX / 2 ? UINT64_MAX : item->value * 2;
    case WY_CBOR_TAG: return 1;
    default: return 0;
    }
}

void wy_cbor_skip(struct wy_reader *r, const struct wy_cbor *item)
{
    uint64_t owed = items_below(item);
    while (owed > 0 && wy_reader_ok(r)) {
        struct wy_cbor next = wy_cbor_next(r);
        if (!wy_add_u64(owed - 1, items_below(&next), &owed))
            wy_reader_bad(r, WY_LIMIT);
    }
}
