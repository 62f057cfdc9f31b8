// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the owner is, searched for with a tolerance: "LATITUDE, LONGITUDE" in degrees and, behind another comma, metres
// (500 when none are given). Two numbers close to each other in a message that both lie within it are a position: in
// text as degrees with a fraction, as integers of 10^-7 or 10^-6 degrees, as degrees and minutes (NMEA 0183); in bytes
// as doubles, floats and 32-bit integers of 10^-7 degrees, in either byte order, and as neighbouring varint fields of a
// protobuf; and geohashes of six letters and more whose cell lies within it. Left out: other grids.
#pragma once

#include "core/arena.h"
#include "core/text.h"

struct wy_place {
    double latitude, longitude; // degrees
    double tolerance[2];        // of each, in degrees
    uint32_t owner;             // whose: index into the owners
};

// False when the text is no position; wy_place_parse also for 0, 0, where nobody is.
bool wy_place_read(wy_str text, struct wy_place *out);
WY_CHECKED bool wy_place_parse(wy_str text, struct wy_place *out);

struct wy_place_hit {
    const struct wy_place *place;
    const char *form; // static text: "degrees", "integer", "minutes", "double", "float", "varint", "geohash"
    size_t at;
};
void wy_places_in_text(const struct wy_rows *places, wy_bytes run, void (*hit)(void *, const struct wy_place_hit *),
                       void *ctx);
void wy_places_in_bytes(const struct wy_rows *places, wy_bytes bytes, void (*hit)(void *, const struct wy_place_hit *),
                        void *ctx);
