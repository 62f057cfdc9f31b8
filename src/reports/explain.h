// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A check in words, without a phone at hand: for `wary explain`, and for docs/checks.md.
#pragma once

#include "checks/check.h"
#include "core/buffer.h"

void wy_explain_check(const struct wy_check *check, unsigned width, struct wy_buf *out);
// The catalogue of all checks as Markdown (docs/checks.md).
void wy_explain_catalogue(struct wy_buf *out);
