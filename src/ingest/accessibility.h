// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/ingest.h"

// One service; told twice it is one row, and what says "enabled" wins.
void wy_accessibility_add(struct wy_ingest *in, struct wy_origin at, wy_str component, bool enabled);
// The setting enabled_accessibility_services: components separated by ':'.
void wy_accessibility_list(struct wy_ingest *in, struct wy_origin at, wy_str components);
