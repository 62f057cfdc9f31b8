// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between core/json.c and the simdjson bridge; nobody else includes this.
#pragma once

#include "core/json.h"

enum wy_json_bridge_result {
    WY_JSON_BRIDGE_OK,
    WY_JSON_BRIDGE_MEMORY,
    WY_JSON_BRIDGE_DEPTH,
    WY_JSON_BRIDGE_SIZE,
    WY_JSON_BRIDGE_SYNTAX,
};
// view: texts are not copied into the arena; padded: WY_JSON_PADDING bytes can be read behind the text.
enum wy_json_how { WY_JSON_VIEW = 1, WY_JSON_PADDED = 2 };
enum wy_json_bridge_result wy_json_bridge(struct wy_json_parser *parser, wy_bytes text, size_t depth_max, unsigned how,
                                          struct wy_arena *arena, struct wy_json *out);
