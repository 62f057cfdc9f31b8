// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/ingest.h"

// Adds the AVB metadata that `blob` begins or ends with: a vbmeta row, and its properties as the maker's claims.
WY_CHECKED wy_err wy_ingest_avb(struct wy_ingest *in, struct wy_origin at, const struct wy_blob *blob,
                                struct wy_diag *diag);
// Once all images were read: holds what each says about others against those.
void wy_vbmeta_tie(struct wy_ingest *in);
