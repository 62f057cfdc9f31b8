// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Certificates as people keep them: PEM with any text around it (mail quotes, JSON with \n escapes, one long line),
// base64 without its markers (JSON arrays, lines of a log; the URL's alphabet, too), or DER certificates one after the
// other. Only the split; what is in them is for others.
#pragma once

#include "core/arena.h"
#include "core/error.h"

enum {
    WY_CERTIFICATES_MAX = 64,            // real attestation chains have 3 to 6
    WY_CERTIFICATE_SIZE_MAX = 64 * 1024, // the largest with an ML-DSA key has 8 KiB
};

struct wy_certificate_bytes {
    wy_bytes der;
    uint64_t offset; // in the input: of the BEGIN line or of the DER itself
};

// Rows of struct wy_certificate_bytes, in the order of the input. A block that is not base64 or not a DER sequence is
// left out and counted in *damaged. WY_NOT_FOUND when the input holds none of these forms.
WY_CHECKED wy_err wy_certificates_split(wy_bytes in, struct wy_arena *arena, struct wy_rows *out, size_t *damaged,
                                        struct wy_diag *diag);
