// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Chains whose certificates lie in several files, as tools that export a key store write them.
#pragma once

#include "core/arena.h"

enum { WY_JOINED_CHAIN_MAX = 16 };

// The certificates of `in` (struct wy_certificate_bytes, leaf first) and behind them those of `pool` (wy_bytes, DER)
// that issued them: the name fits and the key made the signature. DER, one after the other; *added counts them. *tries
// are the signatures that may still be checked: who made the pool chose how many carry the name, and how slow they are.
wy_bytes wy_attestation_join(const struct wy_rows *in, const struct wy_rows *pool, struct wy_arena *arena,
                             size_t *tries, size_t *added);
