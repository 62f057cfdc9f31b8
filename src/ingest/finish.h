// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What can only be said once every item of a target was read: the device behind the properties, packages told twice,
// packages that are used but not listed.
#pragma once

#include "ingest/ingest.h"

// Chains of certificates that lie in several files. What cannot be read becomes a gap.
void wy_attestations_finish(struct wy_ingest *in);
// Whether another target of this case attests a key: certificates alone are then parts of its chain.
bool wy_attested_beside(const struct wy_ingest *in);

WY_CHECKED wy_err wy_ingest_finish(struct wy_ingest *in, struct wy_diag *diag);
