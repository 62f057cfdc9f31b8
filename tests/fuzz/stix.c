// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/stix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_indicators set;
    wy_indicators_init(&set, &wy_limits_default);
    struct wy_diag diag = {0};
    if (wy_indicators_load(&set, WY_S("fuzz"), (wy_bytes){data, size}, &diag) == WY_OK)
        for (int kind = 0; kind < WY_IOC_KINDS; kind++)
            (void)wy_indicators_find(&set, (enum wy_indicator_kind)kind, WY_S("www.c2.example"));
    wy_indicators_fini(&set);
    return 0;
}
