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
// view: texts are not copied, and WY_JSON_PADDING bytes after the text can be read.
enum wy_json_bridge_result wy_json_bridge(struct wy_json_parser *parser, wy_bytes text, size_t depth_max, bool view,
                                          struct wy_arena *arena, struct wy_json *out);
