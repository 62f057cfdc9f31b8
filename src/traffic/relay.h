// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Between the engine and the leaks: what the engine tells is gathered in blocks, the messages of several blocks are
// searched at the same time by threads, and everything is handed on in the order in which it was told. Blocks are cut
// and budgeted alike with any number of threads, so the result is the same; with none, each message is searched and
// handed on as it comes, and nothing is copied.
#pragma once

#include "traffic/leaks.h"

struct wy_relay;
// As many threads as there are processors to spare, or `threads` where it is not negative. NULL: no memory.
WY_CHECKED struct wy_relay *wy_relay_new(struct wy_leaks *leaks, const struct wy_limits *limits, int threads);
struct wy_net_sink wy_relay_sink(struct wy_relay *relay);
void wy_relay_finish(struct wy_relay *relay); // everything told so far has arrived, and no thread is left
void wy_relay_free(struct wy_relay *relay);   // NULL-safe
