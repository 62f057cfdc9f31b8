// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The lists of an acquisition: each of their parsers reads every input.
#include "ingest/packages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const struct wy_artifact wy_artifact_aqf_packages, wy_artifact_aqf_files, wy_artifact_aqf_processes,
    wy_artifact_aqf_texts, wy_artifact_aqf_acquisition, wy_artifact_tombstone;

static void run_all(struct wy_ingest *in, wy_bytes bytes)
{
    static const struct wy_artifact *const all[] = {&wy_artifact_aqf_packages,    &wy_artifact_aqf_files,
                                                    &wy_artifact_aqf_processes,   &wy_artifact_aqf_texts,
                                                    &wy_artifact_aqf_acquisition, &wy_artifact_tombstone};
    static const char *const names[] = {"packages.json", "mounts.json", "root_binaries.json"};
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    for (size_t n = 0; n < WY_COUNT(names); n++) {
        struct wy_item item = {.name = wy_str_c(names[n]),
                               .blob = &blob.blob,
                               .size = bytes.len,
                               .head = wy_bytes_sub(bytes, 0, WY_ITEM_HEAD)};
        (void)wy_artifact_for(&item);
        for (size_t i = 0; i < WY_COUNT(all); i++) {
            struct wy_diag diag = {0};
            wy_err err = n == 0 || all[i] == &wy_artifact_aqf_texts ? all[i]->run(in, &item, &diag) : WY_OK;
            (void)err;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_limits limits = wy_limits_default;
    limits.rows = 5000;
    struct wy_evidence ev;
    wy_evidence_init(&ev, &limits);
    struct wy_arena scratch;
    wy_arena_init(&scratch, 0);
    struct wy_ingest_options options = {0};
    struct wy_ingest in = {.ev = &ev, .scratch = &scratch, .limits = &limits, .options = &options};
    run_all(&in, (wy_bytes){data, size});
    wy_packages_merge(&in);
    wy_arena_fini(&scratch);
    wy_evidence_fini(&ev);
    return 0;
}
