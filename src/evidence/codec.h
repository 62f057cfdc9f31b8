// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary.evidence/1, the complete JSON form of evidence. In lines it is also what a worker returns to its parent, so
// decoding treats it as hostile.
#pragma once

#include "core/json.h"
#include "evidence/model.h"

enum wy_encode_options {
    WY_ENCODE_COMPACT = 1, // one line; else one record a line
    WY_ENCODE_REDACT = 2,  // leave the owner's identifiers out (and say so in the document)
};

void wy_evidence_encode(const struct wy_evidence *ev, unsigned options, struct wy_buf *out);
// Adds the document's rows to `ev` (which may hold others already). Unknown members are ignored: additive changes.
// A row that does not fit becomes a gap; a document that is not evidence fails with WY_UNSUPPORTED.
WY_CHECKED wy_err wy_evidence_decode(struct wy_evidence *ev, wy_bytes json, struct wy_diag *diag);
// The same in pieces, so that neither side holds all of it as text or as a tree: lines that are documents by
// themselves, the first with the sources. False from `give` ends it, and is what comes back.
WY_CHECKED bool wy_evidence_encode_lines(const struct wy_evidence *ev, bool (*give)(void *ctx, wy_str line), void *ctx);
// And back: whole lines, some at a time. After an error nothing more is to be read.
struct wy_evidence_reader {
    struct wy_evidence *ev;
    struct wy_json_parser *parser;
    uint32_t shift; // source index of the document's first source
    uint32_t sources;
    size_t misfits; // members whose type is not what the model says
};
struct wy_evidence_reader wy_evidence_reader_new(struct wy_evidence *ev);
WY_CHECKED wy_err wy_evidence_read_lines(struct wy_evidence_reader *r, wy_bytes lines, struct wy_diag *diag);
WY_CHECKED wy_err wy_evidence_reader_finish(struct wy_evidence_reader *r,
                                            struct wy_diag *diag); // what could not be kept
void wy_evidence_reader_fini(struct wy_evidence_reader *r);
bool wy_evidence_looks_like(wy_bytes head); // the first bytes of a file
// The JSON Schema (draft 2020-12) of the model.
void wy_evidence_schema(struct wy_buf *out);
