// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What every unit test includes: CMocka in the order it wants, and comparisons of slices.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/text.h"

#define assert_str_is(actual, expected)                                                                                \
    do {                                                                                                               \
        wy_str actual_ = (actual), expected_ = wy_str_c(expected);                                                     \
        if (!wy_str_eq(actual_, expected_))                                                                            \
            fail_msg("got '%.*s', expected '%s'", (int)actual_.len, actual_.ptr ? actual_.ptr : "", expected_.ptr);    \
    } while (0)

// Folder of shared test data, or NULL: tests that need it then skip().
static inline const char *shared_data(void)
{
    const char *path = getenv("WARY_SHARED_DATA");
    FILE *f = NULL;
    char probe[4096];
    if (path && snprintf(probe, sizeof probe, "%s/device/MANIFEST.md", path) < (int)sizeof probe)
        f = fopen(probe, "rb");
    if (!f)
        return NULL;
    fclose(f);
    return path;
}
