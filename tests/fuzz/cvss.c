// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A vector that is accepted has a score between 0.0 and 10.0 and words for all its metrics.
#include "knowledge/cvss.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wy_cvss c;
    struct wy_diag diag = {0};
    if (wy_cvss_parse((wy_str){(const char *)data, size}, &c, &diag) != WY_OK)
        return 0;
    struct wy_cvss_words w;
    unsigned cursor = 0;
    while (wy_cvss_next_words(&c, &cursor, &w))
        if (!w.metric || !w.value)
            abort();
    if (c.score < 0 || c.score > 100 || c.base < 0 || c.base > 100)
        abort();
    return 0;
}
