// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Key attestations field by field, as they were decoded: a chapter of the terminal's report and of the HTML page. The
// fields are told in the words of the specification, in English; what they mean for the owner is said by the findings.
#pragma once

#include "reports/view.h"

// Nothing where no attestation was read.
void wy_attested_terminal(struct wy_view *view, unsigned width, struct wy_buf *out);
void wy_attested_html(struct wy_view *view, struct wy_buf *out);
