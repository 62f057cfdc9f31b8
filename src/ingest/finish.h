// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What can only be said once every item of a target was read: the device behind the properties, packages told twice,
// packages that are used but not listed.
#pragma once

#include "ingest/ingest.h"

WY_CHECKED wy_err wy_ingest_finish(struct wy_ingest *in, struct wy_diag *diag);
