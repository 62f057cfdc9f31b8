// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Android's binary XML as a pull parser (frameworks/base ResourceTypes.h, ResXMLTree). It accepts and refuses what
// Android's own parser does: the document's chunk type is not looked at, unknown chunks are skipped, attributes are
// known by resource id, not by name.
#pragma once

#include "formats/android/respool.h"

enum wy_axml_event { WY_AXML_END, WY_AXML_OPEN, WY_AXML_CLOSE, WY_AXML_OTHER };

// Types of a Res_value that manifests use.
enum {
    WY_RES_NULL = 0x00,
    WY_RES_REFERENCE = 0x01,
    WY_RES_ATTRIBUTE = 0x02,
    WY_RES_STRING = 0x03,
    WY_RES_FLOAT = 0x04,
    WY_RES_INT_DEC = 0x10,
    WY_RES_INT_HEX = 0x11,
    WY_RES_BOOLEAN = 0x12,
};

struct wy_axml_value {
    uint8_t type;
    uint32_t data;
    uint32_t raw; // index of the text as written, UINT32_MAX when there is none
};

struct wy_axml {
    wy_bytes in; // cut to the document's own size
    size_t pos;  // of the next chunk
    struct wy_respool pool;
    wy_bytes ids;  // resource ids of the first strings of the pool
    wy_bytes tag;  // the open tag's chunk from its extension on
    uint32_t name; // of the tag just opened or closed
    unsigned attributes;
    bool odd_type; // the document's chunk type is not XML's
};

// Finds string pool, resource map and the first node. `in` must outlive *out.
WY_CHECKED wy_err wy_axml_init(struct wy_axml *out, wy_bytes in, struct wy_diag *diag);
WY_CHECKED wy_err wy_axml_next(struct wy_axml *x, enum wy_axml_event *out, struct wy_diag *diag);

// Both look at the tag just opened. By resource id, and by name for the few that have none (package, split).
bool wy_axml_by_id(const struct wy_axml *x, uint32_t id, struct wy_axml_value *out);
bool wy_axml_by_name(const struct wy_axml *x, wy_str name, struct wy_axml_value *out);
static inline bool wy_axml_is(const struct wy_axml *x, wy_str name) { return wy_respool_is(&x->pool, x->name, name); }
