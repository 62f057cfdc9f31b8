// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests of ingest: one text under one name goes through the artifact that recognises it, into evidence of its own.
#pragma once

#include "test.h"

#include "ingest/ingest.h"
#include "ingest/packages.h"

struct run {
    struct wy_evidence ev;
    struct wy_arena scratch;
    struct wy_ingest_options options;
    struct wy_ingest in;
    const struct wy_artifact *artifact; // of the last item
    wy_err err;
    struct wy_diag diag;
};

static inline void run_init(struct run *r)
{
    *r = (struct run){.err = WY_OK};
    wy_evidence_init(&r->ev, &wy_limits_default);
    wy_arena_init(&r->scratch, 0);
    r->in =
        (struct wy_ingest){.ev = &r->ev, .scratch = &r->scratch, .limits = &wy_limits_default, .options = &r->options};
    if (!WY_ADD(source, &r->ev, sources, (struct wy_origin){0}))
        abort();
}

static inline void run_item(struct run *r, const char *name, wy_bytes bytes)
{
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    struct wy_item item = {
        .name = wy_str_c(name), .blob = &blob.blob, .size = bytes.len, .head = wy_bytes_sub(bytes, 0, WY_ITEM_HEAD)};
    r->diag = (struct wy_diag){.offset = WY_NO_OFFSET};
    r->artifact = wy_artifact_for(&item);
    r->err = r->artifact ? r->artifact->run(&r->in, &item, &r->diag) : WY_NOT_FOUND;
}

static inline void run_text(struct run *r, const char *name, const char *text)
{
    run_item(r, name, wy_str_bytes(wy_str_c(text)));
}

static inline void run_fini(struct run *r)
{
    wy_evidence_fini(&r->ev);
    wy_arena_fini(&r->scratch);
}

// The package of that name and state; the test fails without it.
static inline const struct wy_package *package_of(const struct run *r, const char *name, const char *state)
{
    for (WY_EACH(struct wy_package, p, r->ev.packages))
        if (wy_str_eq(p->name, wy_str_c(name)) && wy_str_eq(p->state, wy_str_c(state)))
            return p;
    fail_msg("no package %s of state %s", name, state);
    abort();
}
