// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Records of traffic that are text: HAR, PCAPdroid's CSV, Android's intrusion log.
#include "ingest/ingest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct wy_artifact wy_artifact_har, wy_artifact_pcapdroid, wy_artifact_intrusion_log;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct wy_artifact *const artifacts[] = {&wy_artifact_har, &wy_artifact_pcapdroid,
                                                          &wy_artifact_intrusion_log};
    struct wy_evidence ev;
    struct wy_arena scratch;
    wy_evidence_init(&ev, &wy_limits_default);
    wy_arena_init(&scratch, 64 << 20);
    struct wy_ingest_options options = {
        .received = size & 1,
        .identity = wy_str_bytes(WY_S("imei = \"490154203237518\"\nemail = \"owner.test@example.org\"\n")),
    };
    struct wy_ingest in = {.ev = &ev, .scratch = &scratch, .limits = &wy_limits_default, .options = &options};
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    for (size_t i = 0; i < WY_COUNT(artifacts); i++) {
        struct wy_item item = {.name = WY_S("x"), .blob = &blob.blob, .size = size, .head = {data, wy_min(size, 4096)}};
        struct wy_diag diag = {0};
        if (artifacts[i]->match(&item) == WY_MATCH_NO)
            continue;
        wy_err err = artifacts[i]->run(&in, &item, &diag);
        if (err != WY_OK)
            wy_gap_diag(&ev, (struct wy_origin){0}, &diag);
    }
    wy_arena_fini(&scratch);
    wy_evidence_fini(&ev);
    return 0;
}
