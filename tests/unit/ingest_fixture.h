// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One artifact over one text: what every test of ingest does.
#pragma once

#include "test.h"

#include "ingest/finish.h"
#include "ingest/ingest.h"

struct fixture {
    struct wy_evidence ev;
    struct wy_arena scratch;
    struct wy_ingest_options options;
    struct wy_ingest in;
    struct wy_diag diag;
};

static inline int fixture_setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    wy_evidence_init(&f->ev, &wy_limits_default);
    wy_arena_init(&f->scratch, 0);
    f->options = (struct wy_ingest_options){.min_sdk = -1, .max_sdk = -1};
    f->in =
        (struct wy_ingest){.ev = &f->ev, .scratch = &f->scratch, .limits = &wy_limits_default, .options = &f->options};
    (void)!WY_ADD(source, &f->ev, sources, (struct wy_origin){0});
    *state = f;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *f = *state;
    wy_arena_fini(&f->scratch);
    wy_evidence_fini(&f->ev);
    free(f);
    return 0;
}

// Recognises and reads one item; gives the artifact that took it (NULL: none).
static inline const struct wy_artifact *feed_bytes(struct fixture *f, const char *name, wy_bytes bytes)
{
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    struct wy_item item = {.name = wy_str_c(name), .blob = &blob.blob, .size = bytes.len};
    item.head = wy_bytes_sub(bytes, 0, WY_ITEM_HEAD);
    const struct wy_artifact *artifact = wy_artifact_for(&item);
    f->diag = (struct wy_diag){.offset = WY_NO_OFFSET};
    if (artifact && artifact->run(&f->in, &item, &f->diag) != WY_OK)
        return NULL;
    return artifact;
}
static inline const struct wy_artifact *feed(struct fixture *f, const char *name, const char *text)
{
    return feed_bytes(f, name, wy_str_bytes(wy_str_c(text)));
}
static inline void finish(struct fixture *f) { assert_int_equal(wy_ingest_finish(&f->in, &f->diag), WY_OK); }
