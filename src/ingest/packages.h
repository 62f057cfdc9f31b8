// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/ingest.h"

// When all items of this source were read: what several items told about one package becomes one row, and packages that
// are used (app-ops, running services) but not in a package list that was read whole become rows of state "referenced".
void wy_packages_merge(struct wy_ingest *in);
