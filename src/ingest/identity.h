// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the files that tell a device from its properties share: ingest/identity.c (names, build, patch levels),
// identity_skin.c (the maker's own system and its region) and identity_soc.c (the chip).
#pragma once

#include "core/map.h"
#include "ingest/ingest.h"

struct wy_lookup {
    struct wy_ingest *in;
    struct wy_map by_name; // struct wy_property *
    bool firmware;         // read from partitions, not from a running phone
    struct wy_origin at;   // of the first property used
};

// The first of the names (space separated) with a value. In a tree, generic values only when there is no other.
wy_str wy_lookup_find(struct wy_lookup *l, const char *names);
// Takes it when the field is still open.
void wy_lookup_fill(struct wy_lookup *l, wy_str *field, const char *names);

// Both need the build's name and the brand to be filled in.
void wy_identity_skin(struct wy_lookup *l, struct wy_device *d);
void wy_identity_soc(struct wy_lookup *l, struct wy_device *d);
