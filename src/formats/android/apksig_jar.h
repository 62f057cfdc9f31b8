// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MANIFEST.MF and .SF files (JAR file specification, "Name-Value pairs and Sections") as Android reads them: lines end
// in CR, LF or both, a line that starts with a blank goes on with the one before.
#pragma once

#include "core/arena.h"

struct wy_jar_section {
    wy_str name;    // value of its Name attribute, unfolded; absent without one
    wy_bytes bytes; // from its first byte to past the blank line that ends it
};

struct wy_jar {
    wy_bytes in;
    size_t pos;
};

// The next section; false at the end. Names that are folded are put together in the arena.
bool wy_jar_next(struct wy_jar *jar, struct wy_jar_section *out, struct wy_arena *arena);
// The value of an attribute (names compare without case), unfolded; absent when it is not there.
wy_str wy_jar_attribute(const struct wy_jar_section *section, wy_str name, struct wy_arena *arena);
