// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A claim about versions of a package: the CVE 5 status algorithm (VERSIONS of the CVE schema): the first entry that
// holds the version, then its changes, else defaultStatus.
#include "core/lang.h"
#include "knowledge/index/match.h"
#include "knowledge/version/range.h"

#include <stdio.h>

// What is held against the entries: a version's text, and its key where it is worth one.
struct held {
    const struct wy_index *index;
    enum wy_order order;
    wy_str version;
    uint64_t key;
};

static struct wy_compared against(const struct held *h, uint32_t bound, uint64_t key)
{
    if (key && h->key && key != h->key)
        return (struct wy_compared){h->key < key ? -1 : 1, WY_NOTE_NONE};
    return wy_version_compare(h->order, h->version, wy_index_text(h->index, bound));
}

static struct wy_index_keys keys_of(const struct wy_index *ix, const struct wy_index_span *s)
{
    size_t i = (size_t)(s - ix->spans);
    return i < ix->keys_n ? ix->keys[i] : (struct wy_index_keys){0, 0};
}

static enum wy_tri in_span(const struct held *h, const struct wy_index_span *s, enum wy_version_note *why)
{
    struct wy_index_keys keys = keys_of(h->index, s);
    struct wy_interval interval = {.from_excluded = s->flags & WY_SPAN_FROM_EXCLUDED,
                                   .to_included = s->flags & WY_SPAN_TO_INCLUDED};
    struct wy_compared d = {1, WY_NOTE_NONE}, high = {-1, WY_NOTE_NONE}; // an absent bound is kept
    if (s->from || !(s->flags & WY_SPAN_RANGE))
        d = against(h, s->from, keys.from);
    if (s->flags & WY_SPAN_RANGE) {
        if (s->to)
            high = against(h, s->to, keys.to);
        return wy_interval_weigh(&interval, d, high, why);
    }
    *why = d.note;
    if (d.sign == WY_UNORDERED)
        return WY_UNKNOWN;
    return d.sign == 0 ? WY_YES : WY_NO;
}

// The status of the changes that the version has passed; false when one of them cannot be ordered.
static bool apply_changes(const struct held *h, const struct wy_index_span *change, uint32_t n, uint8_t *status,
                          enum wy_version_note *why)
{
    for (uint32_t i = 0; i < n && (change[i].flags & WY_SPAN_CHANGE); i++) {
        struct wy_compared d = against(h, change[i].from, keys_of(h->index, &change[i]).from);
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
static bool above_affected(const struct held *h, const struct wy_index_span *s, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (s[i].status != WY_STATUS_AFFECTED)
            continue;
        struct wy_index_keys keys = keys_of(h->index, &s[i]);
        struct wy_compared d = s[i].to ? against(h, s[i].to, keys.to) : against(h, s[i].from, keys.from);
        if (d.sign != WY_UNORDERED && d.sign >= 0)
            return true;
    }
    return false;
}

static enum wy_match_status settle(const struct held *h, const struct wy_index_claim *c, uint8_t status, bool read,
                                   const char **why)
{
    const struct wy_index_span *spans;
    uint32_t n = wy_index_spans(h->index, c, &spans);
    switch (status) {
    case WY_STATUS_AFFECTED:
        if (read)
            *why = N_("the record gives the range in words; this is our reading of them");
        return read ? WY_MATCH_POSSIBLE : WY_MATCH_AFFECTED;
    case WY_STATUS_UNAFFECTED: return above_affected(h, spans, n) ? WY_MATCH_FIXED : WY_MATCH_NOT_AFFECTED;
    default: *why = N_("the record says nothing about this version"); return WY_MATCH_CANNOT_TELL;
    }
}

// Entries that are version codes, or those that are not.
static enum wy_match_status judge_entries(const struct held *h, const struct wy_index_claim *c, bool codes,
                                          const char **why)
{
    const struct wy_index_span *s;
    uint32_t n = wy_index_spans(h->index, c, &s);
    enum wy_version_note note = WY_NOTE_NONE, first = WY_NOTE_NONE;
    *why = NULL;
    if (!h->version.len) {
        *why = codes ? N_("the version code is not known") : N_("the version is not known");
        return WY_MATCH_CANNOT_TELL;
    }
    for (uint32_t i = 0; i < n; i++) {
        if ((s[i].flags & WY_SPAN_CHANGE) || ((s[i].flags & WY_SPAN_CODE) != 0) != codes)
            continue;
        enum wy_tri in = in_span(h, &s[i], &note);
        if (in == WY_UNKNOWN && !first)
            first = note ? note : WY_NOTE_NO_ORDER;
        if (in != WY_YES)
            continue;
        uint8_t status = s[i].status;
        if (!apply_changes(h, s + i + 1, n - i - 1, &status, &note)) {
            first = note;
            break;
        }
        if (status == WY_STATUS_UNAFFECTED && s[i].status == WY_STATUS_AFFECTED)
            return WY_MATCH_FIXED; // by a change within the range
        return settle(h, c, status, s[i].flags & WY_SPAN_READ, why);
    }
    if (first) {
        *why = wy_version_note_text(first);
        return WY_MATCH_CANNOT_TELL;
    }
    return settle(h, c, c->standard, false, why);
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
static enum wy_match_status judge_both(const struct wy_judge *j, const struct wy_index_claim *c,
                                       const struct wy_asked_app *app, const char **why)
{
    char text[24];
    bool names, codes;
    struct held by = {j->index, c->order < WY_ORDERS ? (enum wy_order)c->order : WY_ORDER_NONE, app->version, 0};
    by.key = j->keyed == app && by.order == WY_ORDER_APK ? j->apk_key : 0;
    kinds_of_entries(j->index, c, &names, &codes);
    if (!codes)
        return judge_entries(&by, c, false, why);
    struct held code = {j->index, by.order, {text, 0}, 0};
    if (app->code.known)
        code.version.len = (size_t)snprintf(text, sizeof text, "%lld", (long long)app->code.v);
    enum wy_match_status by_code = judge_entries(&code, c, true, why);
    if (!names)
        return by_code;
    const char *name_why;
    enum wy_match_status by_name = judge_entries(&by, c, false, &name_why);
    if (by_code == WY_MATCH_CANNOT_TELL) {
        *why = name_why;
        return by_name;
    }
    if (by_name == WY_MATCH_CANNOT_TELL || hits(by_name) == hits(by_code))
        return by_code;
    *why = N_("its version name and its version code do not agree");
    return WY_MATCH_CANNOT_TELL;
}

enum wy_match_status wy_claim_judge_version(const struct wy_judge *j, const struct wy_index_claim *c,
                                            const struct wy_asked_app *app, const char **why)
{
    enum wy_match_status s = judge_both(j, c, app, why);
    if (s == WY_MATCH_AFFECTED && (c->flags & WY_CLAIM_MAPPED)) {
        *why = N_("the record names the product in other words; that this app is it is our reading");
        return WY_MATCH_POSSIBLE;
    }
    return s;
}
