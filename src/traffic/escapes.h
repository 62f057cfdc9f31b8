// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Ways to write single characters by others: %XX of URLs and forms (RFC 3986, and the %uXXXX of old scripts); the
// backslashes of JSON (RFC 8259, 7) and of scripts; the references of HTML and XML (&#51; &#x33; and the few names that
// stand for what markup itself needs); quoted-printable (RFC 2045, 6.7).
#pragma once

#include "core/buffer.h"

enum wy_escape { WY_ESCAPE_PERCENT, WY_ESCAPE_JSON, WY_ESCAPE_ENTITY, WY_ESCAPE_QUOTED, WY_ESCAPES_N };

const char *wy_escape_name(enum wy_escape kind);     // "percent", "json-escape", ...: static
WY_CHECKED bool wy_is_escape_name(const char *name); // by its address

// Undoes all escapes of one kind, with what stands around them: as much as a value could be long, and whole words,
// numbers and base64. What lies further from every escape is left out, as it stays what it was; WY_ESCAPE_GAP stands in
// its place. What only looks like an escape stays as it is. False, with `out` unchanged, when there is none. What comes
// out is no longer than what goes in; `out` needs WY_ESCAPE_ROOM more.
enum { WY_ESCAPE_NEAR = 640, WY_ESCAPE_GAP = 1 }; // bytes on either side at least; a byte that no text holds
enum { WY_ESCAPE_ROOM = 4 };
WY_CHECKED bool wy_undo_escapes(enum wy_escape kind, wy_bytes in, struct wy_buf *out);
