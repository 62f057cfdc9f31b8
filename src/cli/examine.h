// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/cli.h"

// Adds the invocation's targets (the attached phone when there are none) and examines them, with progress on a
// terminal.
int examine_targets(const struct invocation *in, wary *w);
