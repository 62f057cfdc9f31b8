// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A judged case as VEX: what of the published flaws this one device has. Findings and cleared flaws with a CVE number
// (or of an advisory check) become statements; other findings are not about published flaws and stay out.
#pragma once

#include "core/error.h"
#include "reports/report.h"

// CSAF 2.0, profile csaf_vex. WY_NOT_FOUND: the case says nothing about any published flaw.
WY_CHECKED wy_err wy_vex_csaf(const struct wy_report_input *in, struct wy_buf *out, struct wy_diag *diag);
// CycloneDX 1.5.
WY_CHECKED wy_err wy_vex_cyclonedx(const struct wy_report_input *in, struct wy_buf *out, struct wy_diag *diag);

// "properties" of a CycloneDX document: how many advisories were asked, and of when the newest is.
struct wy_json_writer;
void wy_cyclonedx_knowledge(struct wy_json_writer *w, const struct wy_report_input *in);
