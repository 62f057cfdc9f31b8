// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The chain of trust: start, secure environment, trusted apps, payment. Each link has its own answer, because a chain
// holds as little as its weakest link.
#pragma once

#include "reports/view.h"

enum { WY_LINKS = 4 };

struct wy_link {
    const char *name; // translated
    bool examined;
    enum wy_verdict verdict;
    wy_str detail; // what the answer rests on
};

// false: there is nothing about it in this case beyond what the findings say (no firmware, attestation or path).
bool wy_chain(struct wy_view *view, struct wy_link links[WY_LINKS], struct wy_buf *out);
const char *wy_link_answer(const struct wy_link *link);

void wy_chain_terminal(const struct wy_link links[WY_LINKS], unsigned width, struct wy_buf *out);
void wy_chain_html(struct wy_view *view, struct wy_buf *out); // a drawing, and the same as a list
