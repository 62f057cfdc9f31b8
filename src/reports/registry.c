// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every format: one word here, one line in meson.build.
#include "reports/report.h"

#define REPORTS(ROW) ROW(terminal) ROW(json) ROW(html) ROW(sarif) ROW(csv) ROW(jsonl) ROW(cyclonedx)

#define ROW(name) extern const struct wy_report wy_report_##name;
REPORTS(ROW)
#undef ROW

#define ROW(name) &wy_report_##name,
const struct wy_report *const wy_reports[] = {REPORTS(ROW)};
#undef ROW
const size_t wy_reports_n = WY_COUNT(wy_reports);

const struct wy_report *wy_report_find(wy_str name)
{
    for (size_t i = 0; i < wy_reports_n; i++)
        if (wy_str_eq(wy_str_c(wy_reports[i]->name), name))
            return wy_reports[i];
    return NULL;
}
