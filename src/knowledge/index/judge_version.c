// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A claim about versions of a package: the CVE 5 status algorithm (VERSIONS of the CVE schema): the first entry that
// holds the version, then its changes, else defaultStatus.
#include "core/lang.h"
#include "knowledge/index/match.h"
#include "knowledge/version/range.h"

#include <stdio.h>

static enum wy_tri in_span(const struct wy_index *ix, enum wy_order order, const struct wy_index_span *s,
                           wy_str version, enum wy_version_note *why)
{
    wy_str from = wy_index_text(ix, s->from), to = wy_index_text(ix, s->to);
    if (s->flags & WY_SPAN_RANGE) {
        struct wy_interval interval = {.from = from,
                                       .to = to,
                                       .from_excluded = s->flags & WY_SPAN_FROM_EXCLUDED,
                                       .to_included = s->flags & WY_SPAN_TO_INCLUDED};
        return wy_interval_contains(order, &interval, version, why);
    }
    struct wy_compared d = wy_version_compare(order, version, from);
    *why = d.note;
    if (d.sign == WY_UNORDERED)
        return WY_UNKNOWN;
    return d.sign == 0 ? WY_YES : WY_NO;
}

// The status of the changes that the version has passed; false when one of them cannot be ordered.
static bool apply_changes(const struct wy_index *ix, enum wy_order order, const struct wy_index_span *change,
                          uint32_t n, wy_str version, uint8_t *status, enum wy_version_note *why)
{
    for (uint32_t i = 0; i < n && (change[i].flags & WY_SPAN_CHANGE); i++) {
        struct wy_compared d = wy_version_compare(order, version, wy_index_text(ix, change[i].from));
        if (d.sign == WY_UNORDERED) {
            *why = d.note;
            return false;
        }
        if (d.sign >= 0)
            *status = change[i].status;
    }
    return true;
}

// Unaffected, and above something affected: that is "fixed".
static bool above_affected(const struct wy_index *ix, enum wy_order order, const struct wy_index_span *s, uint32_t n,
                           wy_str version)
{
    for (uint32_t i = 0; i < n; i++) {
        if (s[i].status != WY_STATUS_AFFECTED)
            continue;
        wy_str bound = wy_index_text(ix, s[i].to ? s[i].to : s[i].from);
        struct wy_compared d = wy_version_compare(order, version, bound);
        if (bound.ptr && d.sign != WY_UNORDERED && d.sign >= 0)
            return true;
    }
    return false;
}

static enum wy_match_status settle(const struct wy_index *ix, const struct wy_index_claim *c, uint8_t status, bool read,
                                   wy_str version, const char **why)
{
    const struct wy_index_span *spans;
    uint32_t n = wy_index_spans(ix, c, &spans);
    switch (status) {
    case WY_STATUS_AFFECTED:
        if (read)
            *why = N_("the record gives the range in words; this is our reading of them");
        return read ? WY_MATCH_POSSIBLE : WY_MATCH_AFFECTED;
    case WY_STATUS_UNAFFECTED:
        return above_affected(ix, (enum wy_order)c->order, spans, n, version) ? WY_MATCH_FIXED : WY_MATCH_NOT_AFFECTED;
    default: *why = N_("the record says nothing about this version"); return WY_MATCH_CANNOT_TELL;
    }
}

// Entries that are version codes, or those that are not.
static enum wy_match_status judge_entries(const struct wy_index *ix, const struct wy_index_claim *c, wy_str version,
                                          bool codes, const char **why)
{
    const struct wy_index_span *s;
    uint32_t n = wy_index_spans(ix, c, &s);
    enum wy_order order = c->order < WY_ORDERS ? (enum wy_order)c->order : WY_ORDER_NONE;
    enum wy_version_note note = WY_NOTE_NONE, first = WY_NOTE_NONE;
    *why = NULL;
    if (!version.len) {
        *why = codes ? N_("the version code is not known") : N_("the version is not known");
        return WY_MATCH_CANNOT_TELL;
    }
    for (uint32_t i = 0; i < n; i++) {
        if ((s[i].flags & WY_SPAN_CHANGE) || ((s[i].flags & WY_SPAN_CODE) != 0) != codes)
            continue;
        enum wy_tri in = in_span(ix, order, &s[i], version, &note);
        if (in == WY_UNKNOWN && !first)
            first = note ? note : WY_NOTE_NO_ORDER;
        if (in != WY_YES)
            continue;
        uint8_t status = s[i].status;
        if (!apply_changes(ix, order, s + i + 1, n - i - 1, version, &status, &note)) {
            first = note;
            break;
        }
        if (status == WY_STATUS_UNAFFECTED && s[i].status == WY_STATUS_AFFECTED)
            return WY_MATCH_FIXED; // by a change within the range
        return settle(ix, c, status, s[i].flags & WY_SPAN_READ, version, why);
    }
    if (first) {
        *why = wy_version_note_text(first);
        return WY_MATCH_CANNOT_TELL;
    }
    return settle(ix, c, c->standard, false, version, why);
}

// Which kinds of entries the claim has.
static void kinds_of_entries(const struct wy_index *ix, const struct wy_index_claim *c, bool *names, bool *codes)
{
    const struct wy_index_span *s;
    uint32_t n = wy_index_spans(ix, c, &s);
    *names = n == 0;
    *codes = false;
    for (uint32_t i = 0; i < n; i++) {
        *codes |= s[i].flags & WY_SPAN_CODE;
        *names |= !(s[i].flags & (WY_SPAN_CODE | WY_SPAN_CHANGE));
    }
}

static bool hits(enum wy_match_status s) { return s == WY_MATCH_AFFECTED || s == WY_MATCH_POSSIBLE; }

// A version code decides where the record gives one; a name that says the opposite makes it "cannot tell".
static enum wy_match_status judge_both(const struct wy_index *ix, const struct wy_index_claim *c,
                                       const struct wy_asked_app *app, const char **why)
{
    char text[24];
    bool names, codes;
    kinds_of_entries(ix, c, &names, &codes);
    if (!codes)
        return judge_entries(ix, c, app->version, false, why);
    wy_str code = {text, 0};
    if (app->code.known)
        code.len = (size_t)snprintf(text, sizeof text, "%lld", (long long)app->code.v);
    enum wy_match_status by_code = judge_entries(ix, c, code, true, why);
    if (!names)
        return by_code;
    const char *name_why;
    enum wy_match_status by_name = judge_entries(ix, c, app->version, false, &name_why);
    if (by_code == WY_MATCH_CANNOT_TELL) {
        *why = name_why;
        return by_name;
    }
    if (by_name == WY_MATCH_CANNOT_TELL || hits(by_name) == hits(by_code))
        return by_code;
    *why = N_("its version name and its version code do not agree");
    return WY_MATCH_CANNOT_TELL;
}

enum wy_match_status wy_claim_judge_version(const struct wy_index *ix, const struct wy_index_claim *c,
                                            const struct wy_asked_app *app, const char **why)
{
    enum wy_match_status s = judge_both(ix, c, app, why);
    if (s == WY_MATCH_AFFECTED && (c->flags & WY_CLAIM_MAPPED)) {
        *why = N_("the record names the product in other words; that this app is it is our reading");
        return WY_MATCH_POSSIBLE;
    }
    return s;
}
