// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern const struct wy_artifact wy_artifact_cyclonedx;
extern const struct wy_artifact wy_artifact_osquery;
extern const struct wy_artifact wy_artifact_inventory_csv;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_item(&wy_artifact_cyclonedx, "bom.json", data, size);
    fuzz_item(&wy_artifact_osquery, "rows.json", data, size);
    fuzz_item(&wy_artifact_inventory_csv, "list.csv", data, size);
    return 0;
}
