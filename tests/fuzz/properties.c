// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct wy_artifact wy_artifact_getprop;
extern const struct wy_artifact wy_artifact_build_prop;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_item(&wy_artifact_getprop, "getprop.txt", data, size);
    fuzz_item(&wy_artifact_build_prop, "vendor/build.prop", data, size);
    return 0;
}
