// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A searcher for the owner whose identity file is given, and what it finds in a body.
#pragma once

#include "test.h"

#include "core/buffer.h"
#include "traffic/search.h"

struct bench {
    struct wy_arena arena;
    struct wy_owners owners;
    struct wy_needles needles;
    struct wy_searcher *searcher;
    uint64_t id;
    struct wy_buf log;
};

static inline void start(struct bench *b, const char *toml)
{
    *b = (struct bench){0};
    wy_arena_init(&b->arena, 0);
    b->owners.arena = &b->arena;
    struct wy_diag diag = {0};
    assert_int_equal(wy_owners_toml(&b->owners, wy_str_bytes(wy_str_c(toml)), &diag), WY_OK);
    assert_int_equal(wy_needles_build(&b->needles, &b->owners, 1500000000, &b->arena), WY_OK);
    b->searcher = wy_searcher_new(&b->needles, &wy_limits_default);
    assert_non_null(b->searcher);
    wy_buf_init(&b->log, 1 << 16);
}

static inline void stop(struct bench *b)
{
    wy_searcher_free(b->searcher);
    wy_arena_fini(&b->arena);
    wy_buf_fini(&b->log);
}

// "kind:form,form kind:form": what is found in one body.
static inline wy_str found(struct bench *b, wy_bytes body, const char *encoding)
{
    struct wy_flow_facts flow = {0};
    struct wy_message_part part = {.kind = WY_PART_BODY, .data = body, .encoding = wy_str_c(encoding)};
    struct wy_message m = {.flow = &flow, .id = ++b->id, .transport = "http", .parts = &part, .n = 1};
    struct wy_search_result r;
    wy_search_message(b->searcher, &m, &r);
    wy_buf_clear(&b->log);
    for (size_t i = 0; i < r.n; i++) {
        wy_buf_printf(&b->log, "%s%s%.*s:", i ? " " : "", r.found[i].shaped ? "like-" : "",
                      WY_ARG(wy_id_name(r.found[i].kind)));
        for (size_t k = 0; k < r.found[i].forms_n; k++)
            wy_buf_printf(&b->log, "%s%.*s", k ? "," : "", WY_ARG(r.found[i].forms[k]));
    }
    return wy_buf_str(&b->log);
}

static inline wy_str in_text(struct bench *b, const char *text) { return found(b, wy_str_bytes(wy_str_c(text)), NULL); }
