// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The one C++ file: a bridge from simdjson's DOM to struct wy_json. The tree is copied into the caller's arena, so
// that no C++ object outlives the call and callers need not know about simdjson's lifetimes.
#include <new>

#include <simdjson.h>

extern "C" {
#include "core/json_bridge.h"
}

using simdjson::dom::element;
using simdjson::dom::element_type;

struct wy_json_parser {
    simdjson::dom::parser dom;
};

extern "C" struct wy_json_parser *wy_json_parser_new(void) { return new (std::nothrow) wy_json_parser; }
extern "C" void wy_json_parser_free(struct wy_json_parser *parser) { delete parser; }

static bool copy_text(struct wy_arena *arena, std::string_view v, wy_str *out)
{
    wy_str s = {v.data() ? v.data() : "", v.size()};
    return wy_arena_str(arena, s, out);
}

static bool copy_node(element from, struct wy_json *to, struct wy_arena *arena);

static bool copy_array(simdjson::dom::array from, struct wy_json *to, struct wy_arena *arena)
{
    size_t n = 0;
    for (element e : from) {
        (void)e;
        n++;
    }
    auto *items = static_cast<struct wy_json *>(wy_arena_alloc_array(arena, n ? n : 1, sizeof *to, alignof(struct wy_json)));
    if (!items || n > UINT32_MAX)
        return false;
    to->type = WY_JSON_ARRAY;
    to->n = static_cast<uint32_t>(n);
    to->items = items;
    for (element e : from)
        if (!copy_node(e, items++, arena))
            return false;
    return true;
}

static bool copy_object(simdjson::dom::object from, struct wy_json *to, struct wy_arena *arena)
{
    size_t n = 0;
    for (auto field : from) {
        (void)field;
        n++;
    }
    auto *items = static_cast<struct wy_json *>(wy_arena_alloc_array(arena, n ? n : 1, sizeof *to, alignof(struct wy_json)));
    if (!items || n > UINT32_MAX)
        return false;
    to->type = WY_JSON_OBJECT;
    to->n = static_cast<uint32_t>(n);
    to->items = items;
    for (auto field : from) {
        if (!copy_text(arena, field.key, &items->key) || !copy_node(field.value, items++, arena))
            return false;
    }
    return true;
}

// Recursion is bounded by the parser's depth limit.
static bool copy_node(element from, struct wy_json *to, struct wy_arena *arena)
{
    switch (from.type()) {
    case element_type::ARRAY: return copy_array(from.get_array().value_unsafe(), to, arena);
    case element_type::OBJECT: return copy_object(from.get_object().value_unsafe(), to, arena);
    case element_type::STRING:
        to->type = WY_JSON_STRING;
        return copy_text(arena, from.get_string().value_unsafe(), &to->string);
    case element_type::INT64:
        to->type = WY_JSON_INT;
        to->integer = from.get_int64().value_unsafe();
        return true;
    case element_type::UINT64:
        to->type = WY_JSON_REAL;
        to->real = static_cast<double>(from.get_uint64().value_unsafe());
        return true;
    case element_type::DOUBLE:
        to->type = WY_JSON_REAL;
        to->real = from.get_double().value_unsafe();
        return true;
    case element_type::BOOL:
        to->type = WY_JSON_BOOL;
        to->boolean = from.get_bool().value_unsafe();
        return true;
    default: to->type = WY_JSON_NULL; return true;
    }
}

extern "C" enum wy_json_bridge_result wy_json_bridge(struct wy_json_parser *parser, wy_bytes text, size_t depth_max,
                                                     struct wy_arena *arena, struct wy_json *out)
{
    if (parser->dom.max_depth() != depth_max &&
        parser->dom.allocate(text.len < 4096 ? 4096 : text.len, depth_max) != simdjson::SUCCESS)
        return WY_JSON_BRIDGE_MEMORY;
    element root;
    auto error = parser->dom.parse(reinterpret_cast<const char *>(text.ptr), text.len, true).get(root);
    if (error == simdjson::MEMALLOC)
        return WY_JSON_BRIDGE_MEMORY;
    if (error == simdjson::DEPTH_ERROR)
        return WY_JSON_BRIDGE_DEPTH;
    if (error == simdjson::CAPACITY)
        return WY_JSON_BRIDGE_SIZE;
    if (error != simdjson::SUCCESS)
        return WY_JSON_BRIDGE_SYNTAX;
    return copy_node(root, out, arena) ? WY_JSON_BRIDGE_OK : WY_JSON_BRIDGE_MEMORY;
}
