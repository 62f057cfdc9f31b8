// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One thing that an advisory asks of a device, and its answer: yes, no, or unknown with the reason. A product of an
// advisory is a list of these, all of which have to hold.
#pragma once

#include "evidence/model.h"
#include "knowledge/version/range.h"

enum wy_fact {
#define FACT(id, word, flags, order, meaning) WY_FACT_##id,
#include "knowledge/facts.def"
#undef FACT
    WY_FACTS,
};

enum { FACT_COMPONENT = 1, FACT_IDENTITY = 2, FACT_KEYED = 4, FACT_NOCASE = 8 };

struct wy_fact_row {
    wy_str word;
    unsigned flags;
    enum wy_order order;
    const char *meaning;
};
extern const struct wy_fact_row wy_facts[WY_FACTS];

enum wy_version_kind {
    WY_VERSION_ANY,   // nothing is said about versions
    WY_VERSION_EXACT, // this one
    WY_VERSION_RANGE, // a vers: range
    WY_VERSION_WORDS, // a range in words: nothing can be compared with it
};
struct wy_version_rule {
    enum wy_version_kind kind;
    wy_str text;           // as published
    struct wy_range range; // of WY_VERSION_RANGE
};

// Reads the range of a rule whose text and kind are set. A broken range becomes words: it makes "cannot tell". False:
// no memory.
WY_CHECKED bool wy_version_rule_settle(struct wy_version_rule *rule, struct wy_arena *arena);

struct wy_condition {
    enum wy_fact fact;
    wy_str key;            // of FACT_KEYED
    struct wy_rows values; // wy_str: any of them; a trailing * is a prefix. None: only the version rule decides
    struct wy_rows labels; // wy_str, for WY_FACT_PACKAGE: names that inventories may use instead
    struct wy_version_rule version;
};

// "wary:codename/cannong" into fact, key and value (percent-decoded into the arena). false: not a URI of this namespace
// or a fact that is not known here.
WY_CHECKED bool wy_condition_uri(wy_str uri, struct wy_arena *arena, enum wy_fact *fact, wy_str *key, wy_str *value);

// What conditions are held against.
struct wy_subject {
    const struct wy_evidence *ev;
    const struct wy_device *device;   // NULL: nothing is known about it
    const struct wy_package *package; // NULL: the device itself is asked about
    wy_str version;                   // of the package; absent when it cannot be read
};

// *why is set on WY_UNKNOWN: English, marked for translation.
enum wy_tri wy_condition_holds(const struct wy_condition *c, const struct wy_subject *s, const char **why);

// All conditions of one product. *named: nothing about who the app and the device are speaks against it, and something
// speaks for it. A package's version name and version code that disagree about the two ranges given for them are
// unknown.
enum wy_tri wy_conditions_hold(const struct wy_condition *conditions, size_t n, const struct wy_subject *s, bool *named,
                               const char **why);

// Does the product name this app, by package name, package URL or (in inventories) by label?
bool wy_condition_names(const struct wy_condition *component, const struct wy_package *package);
// Letters and digits alone, lower case: how labels are compared. Into the arena; absent on refusal.
wy_str wy_label_key(wy_str label, struct wy_arena *arena);
// The package name in a package URL (pkg:android/NAME@VERSION?...), or absent.
wy_str wy_purl_package(wy_str purl);
bool wy_package_in_inventory(const struct wy_package *p); // the row comes from a list that is not Android's own
