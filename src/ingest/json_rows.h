// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A JSON array of objects that need not fit in memory: a list of every file on a phone is some 100 MB. Objects are cut
// out of the stream one by one, so an array that breaks off gives what was before.
#pragma once

#include "core/json.h"
#include "ingest/ingest.h"

struct wy_json_rows {
    struct wy_ingest *in;
    struct wy_origin at; // of the object, as a byte offset
    void *user;
    // May be NULL. false: this object's text holds nothing of interest and is not parsed.
    bool (*wanted)(wy_str text);
    // The object lives during the call only.
    void (*row)(struct wy_json_rows *rows, const struct wy_json *object);
    uint64_t n; // objects seen
};

// WY_TRUNCATED when the array does not end.
WY_CHECKED wy_err wy_json_rows(struct wy_json_rows *rows, struct wy_item *item, struct wy_diag *diag);
