// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The compiled index as it lies in its file (index/packed.h): sections of fixed rows and one of texts.
//
// What a phone asks for lies close together, since each page of the file that is touched has its price: claims that can
// be matched come first, those about one subject side by side, and long texts have a section of their own.
//
//   advisories  one row for each id, sorted by id: what is said about it, and its claims
//   claims      grouped by advisory (reverse: advisory to packages, chips, levels), the groups by what they are about
//   spans       grouped by claim, in published order; of kernel claims they are numbers, [from, to)
//   keys        of the first spans, as many as there are: wy_version_key of both bounds
//   conditions  grouped by claim (CSAF products)
//   subjects    sorted by kind and name, without products that are only listed; their postings are claims (forward:
//               phone to advisories)
//   aliases     sorted by alias; to advisories
//   numbers     lists of 32-bit numbers that rows point into
//   texts       length (32 bit) and bytes; a text is named by its offset, 0 is "absent"
//   prose       the same for titles and descriptions
//   slots       a power of two of them: a subject at the hash of its kind and name, else at the next ones that are
//               taken; an empty one ends the search
#pragma once

#include "core/text.h"

#define WY_INDEX_MAGIC "WARYIDX\n"
enum { WY_INDEX_VERSION = 5 };
// info[] of the header.
// Day of the newest record; counts of the import; records with a range that ends before it begins.
enum { WY_INDEX_NEWEST, WY_INDEX_RECORDS, WY_INDEX_SKIPPED, WY_INDEX_EMPTY };

enum wy_index_section {
    WY_INDEX_ADVISORIES,
    WY_INDEX_CLAIMS,
    WY_INDEX_SPANS,
    WY_INDEX_CONDITIONS,
    WY_INDEX_SUBJECTS,
    WY_INDEX_ALIASES,
    WY_INDEX_NUMBERS,
    WY_INDEX_TEXTS,
    WY_INDEX_SLOTS,
    WY_INDEX_KEYS,
    WY_INDEX_PROSE,
    WY_INDEX_SECTIONS,
};

struct wy_index_advisory {
    uint32_t id, title, text, source, vector; // title and text: prose
    int32_t published, modified;
    uint32_t claims, claims_n;
    uint32_t aliases, aliases_n; // in numbers: texts
    int16_t score;               // tenths, -1 = none
    uint8_t withdrawn, exploited;
    uint8_t misfit; // the published score is not that of the vector
    uint8_t rated;  // severity in words: 1 low to 4 critical, 0 = not said
    uint8_t empty;  // one of its ranges ends before it begins
    uint8_t unused;
};

struct wy_index_claim {
    uint64_t majors;
    uint32_t advisory, vendor, subject;
    uint32_t spans, spans_n;
    uint32_t chips, chips_n; // in numbers: texts
    uint32_t conditions, conditions_n;
    int32_t fixed;
    uint8_t kind, component, order, standard, flags, standing;
    uint8_t withdrawn; // as the advisory
    uint8_t maker;     // enum wy_chip_maker: whose part it is, as the record's words tell
    int16_t month;     // of `fixed`, wy_month_of_day
    uint16_t unused[3];
};

_Static_assert(sizeof(struct wy_index_claim) == 64, "rows have no holes: they are compared and written as they are");

struct wy_index_condition {
    uint32_t key, version;         // texts
    uint32_t values, values_n;     // in numbers: texts
    uint32_t labels, labels_n;     // in numbers: texts
    uint8_t fact, rule, unused[2]; // enum wy_fact, enum wy_version_kind
};

struct wy_index_span {
    uint32_t from, to; // texts, 0 = no bound
    uint8_t flags, status, unused[2];
};

struct wy_index_keys {
    uint64_t from, to; // 0 = has none
};

struct wy_index_subject {
    uint32_t kind, name;
    uint32_t postings, postings_n; // in numbers: claims
};

struct wy_index_slot {
    uint32_t hash, subject; // subject: 1 + its place, 0 = empty
};

struct wy_index_alias {
    uint32_t name, advisory;
};

// FNV-1a. What collides only takes longer.
static inline uint32_t wy_index_hash(uint32_t kind, wy_str name)
{
    uint32_t hash = (2166136261u ^ kind) * 16777619u;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (uint8_t)name.ptr[i]) * 16777619u;
    return hash ^ hash >> 15;
}
