// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// From files to records: a source is a JSON file or a table, a folder, a zip, or a tar. Each but the folder and the zip
// may be packed (gzip, xz, zstd, LZ4) and come from a pipe. One thread unpacks and cuts, others parse; records come out
// in the order in which they lie in the source, whatever the number of threads. A record that cannot be read is told
// and left out; it never ends the import.
#pragma once

#include "core/limits.h"
#include "knowledge/record.h"

enum { WY_IMPORT_REASONS = 10 };
struct wy_import_counts {
    uint64_t documents;              // JSON documents seen
    uint64_t records;                // given to the sink
    uint64_t skipped;                // documents, and records of lists, that could not be read
    uint64_t why[WY_IMPORT_REASONS]; // of these, by wy_err
    uint64_t bytes;                  // of JSON
};

struct wy_import_options {
    const struct wy_limits *limits;
    unsigned threads; // that parse; 0 = one for each processor, 8 at most
    wy_err (*sink)(void *user, const struct wy_record *record, struct wy_diag *diag);
    void *user;
    // Called for documents and records that were left out (the first of a batch), with where and why; may be NULL.
    void (*skipped)(void *user, wy_str name, const struct wy_diag *why);
};

// Adds to *counts. Fails where the source itself cannot be opened or unpacked, or the sink refuses.
WY_CHECKED wy_err wy_import(const char *path, const struct wy_import_options *options, struct wy_import_counts *counts,
                            struct wy_diag *diag);
