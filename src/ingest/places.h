// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// To whom traffic went, as three facts that are kept apart: the company behind the host's name (data/lists, and the
// user's lists), the country that a database tells for the server's address, and the network that the address belongs
// to. Of an address that is at many places at once (anycast, data/lists/networks.tsv) the kind is told, for its country
// proves nothing. Stored evidence is looked up again, so a newer database or list takes effect.
#pragma once

#include "ingest/ingest.h"

WY_CHECKED wy_err wy_places_fill(struct wy_ingest *in);
