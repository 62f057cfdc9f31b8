// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One claim against one phone. Versions: the CVE 5 status algorithm (VERSIONS of the CVE schema: the first entry that
// holds the version, then its changes, else defaultStatus). Patch levels: a level claims every fix up to it; where only
// the month is known, a fix is certain from the next month on.
#include "core/date.h"
#include "core/lang.h"
#include "knowledge/index/match.h"
#include "knowledge/record.h"
#include "knowledge/version/range.h"

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

enum wy_match_status wy_claim_judge_version(const struct wy_index *ix, const struct wy_index_claim *c, wy_str version,
                                            const char **why)
{
    const struct wy_index_span *s;
    uint32_t n = wy_index_spans(ix, c, &s);
    enum wy_order order = c->order < WY_ORDERS ? (enum wy_order)c->order : WY_ORDER_NONE;
    enum wy_version_note note = WY_NOTE_NONE, first = WY_NOTE_NONE;
    *why = NULL;
    if (!version.len) {
        *why = N_("the version is not known");
        return WY_MATCH_CANNOT_TELL;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (s[i].flags & WY_SPAN_CHANGE)
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

static int32_t next_month(int32_t day)
{
    int y, m, d;
    int32_t out;
    wy_ymd_from_day(day, &y, &m, &d);
    return wy_day_from_ymd(m == 12 ? y + 1 : y, m == 12 ? 1 : m + 1, 1, &out) ? out : day;
}

static int32_t month_start(int32_t day)
{
    int y, m, d;
    int32_t out;
    wy_ymd_from_day(day, &y, &m, &d);
    return wy_day_from_ymd(y, m, 1, &out) ? out : day;
}

static bool ends_in_five(int32_t day)
{
    int y, m, d;
    wy_ymd_from_day(day, &y, &m, &d);
    return d >= 5;
}

static enum wy_match_status judge_level(const struct wy_index_claim *c, int32_t level, const char **why)
{
    if (!c->fixed || (c->flags & WY_CLAIM_NO_LEVEL)) {
        *why = N_("no record says which patch level fixes it");
        return WY_MATCH_OPEN;
    }
    if (!level) {
        *why = N_("the patch level is missing or not a date");
        return WY_MATCH_CANNOT_TELL;
    }
    if (!(c->flags & WY_CLAIM_MONTH))
        return level >= c->fixed ? WY_MATCH_FIXED : WY_MATCH_AFFECTED;
    if (level >= next_month(c->fixed))
        return WY_MATCH_FIXED;
    if (level < month_start(c->fixed))
        return WY_MATCH_AFFECTED;
    *why = N_("the record names only the month of the fix");
    return WY_MATCH_OPEN;
}

static enum wy_match_status judge_platform(const struct wy_index_claim *c, const struct wy_asked *p, const char **why)
{
    if ((c->flags & WY_CLAIM_PIXEL) && !p->google)
        return WY_MATCH_NONE;
    if (!(c->majors & 1)) {
        if (!p->major) {
            *why = N_("the Android release is not known");
            return WY_MATCH_CANNOT_TELL;
        }
        if (!(c->majors & p->major))
            return WY_MATCH_NOT_AFFECTED;
    }
    int32_t level = p->system;
    if (c->component == WY_COMPONENT_VENDOR) {
        level = p->vendor;
        // Without a level of its own the vendor part is claimed by a system level that ends in 05.
        if (!level && p->system && ends_in_five(p->system) && c->fixed && p->system >= c->fixed)
            level = p->system;
    }
    return judge_level(c, level, why);
}

static enum wy_match_status judge_chip(const struct wy_index *ix, const struct wy_index_claim *c,
                                       const struct wy_asked *p, const char **why)
{
    const uint32_t *chips;
    uint32_t n = p->chip.ptr ? wy_index_numbers(ix, c->chips, c->chips_n, &chips) : 0;
    bool named = false;
    for (uint32_t i = 0; i < n && !named; i++)
        named = wy_str_eq(wy_index_text(ix, chips[i]), p->chip);
    if (!named)
        return WY_MATCH_NONE;
    return judge_platform(c, p, why);
}

enum wy_match_status wy_claim_judge(const struct wy_index *ix, const struct wy_index_claim *c, const struct wy_asked *p,
                                    const struct wy_asked_app *app, const char **why)
{
    *why = NULL;
    switch (c->kind) {
    case WY_CLAIM_PACKAGE:
    case WY_CLAIM_PURL: return app ? wy_claim_judge_version(ix, c, app->version, why) : WY_MATCH_NONE;
    case WY_CLAIM_PLATFORM: return judge_platform(c, p, why);
    case WY_CLAIM_CHIP: return judge_chip(ix, c, p, why);
    case WY_CLAIM_MAKER: return p->samsung ? judge_platform(c, p, why) : WY_MATCH_NONE;
    case WY_CLAIM_MODULE: return judge_level(c, p->modules, why);
    default: return WY_MATCH_NONE;
    }
}

wy_str wy_match_word(enum wy_match_status status)
{
    switch (status) {
    case WY_MATCH_AFFECTED: return WY_S("affected");
    case WY_MATCH_POSSIBLE: return WY_S("possible");
    case WY_MATCH_FIXED: return WY_S("fixed");
    case WY_MATCH_NOT_AFFECTED: return WY_S("not-affected");
    case WY_MATCH_OPEN:
    case WY_MATCH_CANNOT_TELL: return WY_S("cannot-tell");
    case WY_MATCH_NONE: break;
    }
    return WY_S("none");
}
