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

struct copy {
    struct wy_arena *arena;
    bool view; // texts stay in the parser's memory
};

static bool copy_text(const copy &to, std::string_view v, wy_str *out)
{
    wy_str s = {v.data() ? v.data() : "", v.size()};
    if (to.view) {
        *out = s;
        return true;
    }
    return wy_arena_str(to.arena, s, out);
}

static bool copy_node(element from, struct wy_json *node, const copy &to);

// The tape keeps a count that stops at 24 bits; beyond it the members are counted one by one.
template <typename T> static bool make_items(T from, struct wy_json *node, const copy &to, struct wy_json **items)
{
    size_t n = from.size();
    if (n >= 0xFFFFFF) {
        n = 0;
        for (auto e : from) {
            (void)e;
            n++;
        }
    }
    if (n > UINT32_MAX)
        return false;
    *items =
        static_cast<struct wy_json *>(wy_arena_alloc_array(to.arena, n ? n : 1, sizeof *node, alignof(struct wy_json)));
    node->n = static_cast<uint32_t>(n);
    node->items = *items;
    return *items != nullptr;
}

static bool copy_array(simdjson::dom::array from, struct wy_json *node, const copy &to)
{
    struct wy_json *items;
    node->type = WY_JSON_ARRAY;
    if (!make_items(from, node, to, &items))
        return false;
    for (element e : from)
        if (!copy_node(e, items++, to))
            return false;
    return true;
}

static bool copy_object(simdjson::dom::object from, struct wy_json *node, const copy &to)
{
    struct wy_json *items;
    node->type = WY_JSON_OBJECT;
    if (!make_items(from, node, to, &items))
        return false;
    for (auto field : from) {
        if (!copy_text(to, field.key, &items->key) || !copy_node(field.value, items++, to))
            return false;
    }
    return true;
}

// Recursion is bounded by the parser's depth limit.
static bool copy_node(element from, struct wy_json *node, const copy &to)
{
    switch (from.type()) {
    case element_type::ARRAY: return copy_array(from.get_array().value_unsafe(), node, to);
    case element_type::OBJECT: return copy_object(from.get_object().value_unsafe(), node, to);
    case element_type::STRING:
        node->type = WY_JSON_STRING;
        return copy_text(to, from.get_string().value_unsafe(), &node->string);
    case element_type::INT64:
        node->type = WY_JSON_INT;
        node->integer = from.get_int64().value_unsafe();
        return true;
    case element_type::UINT64:
        node->type = WY_JSON_REAL;
        node->real = static_cast<double>(from.get_uint64().value_unsafe());
        return true;
    case element_type::DOUBLE:
        node->type = WY_JSON_REAL;
        node->real = from.get_double().value_unsafe();
        return true;
    case element_type::BOOL:
        node->type = WY_JSON_BOOL;
        node->boolean = from.get_bool().value_unsafe();
        return true;
    default: node->type = WY_JSON_NULL; return true;
    }
}

extern "C" enum wy_json_bridge_result wy_json_bridge(struct wy_json_parser *parser, wy_bytes text, size_t depth_max,
                                                     unsigned how, struct wy_arena *arena, struct wy_json *out)
{
    if (parser->dom.max_depth() != depth_max &&
        parser->dom.allocate(text.len < 4096 ? 4096 : text.len, depth_max) != simdjson::SUCCESS)
        return WY_JSON_BRIDGE_MEMORY;
    element root;
    auto error =
        parser->dom.parse(reinterpret_cast<const char *>(text.ptr), text.len, !(how & WY_JSON_PADDED)).get(root);
    if (error == simdjson::MEMALLOC)
        return WY_JSON_BRIDGE_MEMORY;
    if (error == simdjson::DEPTH_ERROR)
        return WY_JSON_BRIDGE_DEPTH;
    if (error == simdjson::CAPACITY)
        return WY_JSON_BRIDGE_SIZE;
    if (error != simdjson::SUCCESS)
        return WY_JSON_BRIDGE_SYNTAX;
    return copy_node(root, out, copy{arena, (how & WY_JSON_VIEW) != 0}) ? WY_JSON_BRIDGE_OK : WY_JSON_BRIDGE_MEMORY;
}
