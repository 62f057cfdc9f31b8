// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One message in, the identifiers found in it out. The message's parts are searched as they are and as their wrappings
// give way: declared encodings first, then whatever the bytes themselves show, in any order, to a depth and within a
// budget of unpacked bytes.
#pragma once

#include "formats/net/net.h"
#include "traffic/needles.h"

enum { WY_FORMS_MAX = 8, WY_FOUND_MAX = 256 };

struct wy_found {
    uint32_t owner; // index into the owners; of no meaning when it is only shaped
    bool shaped;    // like an identifier, of whomever
    enum wy_id_kind kind;
    wy_str value;
    const char *form;           // the outermost form
    enum wy_part_kind part;     // where that one was
    uint64_t offset;            // of that one in its decoded part
    wy_str excerpt;             // the name in front of the value; never the value
    wy_str forms[WY_FORMS_MAX]; // each as outermost/.../innermost
    size_t forms_n;
    unsigned depth; // of the outermost one found
};

struct wy_searcher;

struct wy_search_result {
    const struct wy_found *found; // valid until the next message
    size_t n;
    bool opaque; // a body that stayed closed: dense bytes that nothing unpacked
    uint64_t opaque_size;
    double entropy;
};

// Needles and limits must outlive it. NULL: no memory.
WY_CHECKED struct wy_searcher *wy_searcher_new(const struct wy_needles *needles, const struct wy_limits *limits);
void wy_searcher_free(struct wy_searcher *s);
// Forgets the last message and begins a new budget: what follows is searched as by a new searcher.
void wy_searcher_fresh(struct wy_searcher *s);
// Owners already given for the same message id are not given again.
void wy_search_message(struct wy_searcher *s, const struct wy_message *m, struct wy_search_result *out);
uint64_t wy_searcher_bytes(const struct wy_searcher *s); // searched so far, decoded ones included
bool wy_searcher_exhausted(const struct wy_searcher *s); // something was not unpacked because the budget was used up
