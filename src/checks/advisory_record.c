// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Records of compiled indexes for people: one in full, with every claim and whether a device can be held against it;
// and the list. Texts are the publishers', in their language.
#include "checks/advisory.h"
#include "core/date.h"
#include "core/lang.h"
#include "knowledge/record.h"

#include <stdio.h>

enum { CLAIMS_TOLD = 200, SPANS_TOLD = 40 };

static bool is_listed_only(const struct wy_index *ix, const struct wy_index_advisory *a)
{
    const struct wy_index_claim *c;
    uint32_t n = wy_index_claims(ix, a, &c);
    for (uint32_t i = 0; i < n; i++)
        if (c[i].kind != WY_CLAIM_PRODUCT && c[i].kind != WY_CLAIM_LTS)
            return false;
    return true;
}

static wy_str severity_word(const struct wy_index_advisory *a)
{
    static const wy_str rated[] = {WY_S_INIT("-"), WY_S_INIT("low"), WY_S_INIT("medium"), WY_S_INIT("high"),
                                   WY_S_INIT("critical")};
    if (a->score < 0)
        return rated[a->rated < WY_COUNT(rated) ? a->rated : 0];
    return rated[a->score >= 90 ? 4 : a->score >= 70 ? 3 : a->score >= 40 ? 2 : a->score > 0 ? 1 : 0];
}

static void put_text(const struct wy_index *ix, uint32_t text, struct wy_buf *out)
{
    wy_buf_term(out, wy_index_text(ix, text));
}

// "< 4.0 affected, 5.1 affected": entries as published.
static void put_spans(const struct wy_index *ix, const struct wy_index_claim *c, struct wy_buf *out)
{
    static const char *const words[] = {"unknown", "affected", "unaffected"};
    const struct wy_index_span *s;
    uint32_t n = wy_index_spans(ix, c, &s);
    bool numbers = c->kind == WY_CLAIM_KERNEL;
    for (uint32_t i = 0; i < n && i < SPANS_TOLD && !numbers; i++) {
        wy_buf_addc(out, i ? ", " : ": ");
        if (s[i].flags & WY_SPAN_CHANGE)
            wy_buf_addc(out, _("from "));
        put_text(ix, s[i].from, out);
        if (s[i].flags & WY_SPAN_RANGE) {
            wy_buf_addc(out, s[i].flags & WY_SPAN_TO_INCLUDED ? " <= " : " < ");
            wy_buf_term(out, s[i].to ? wy_index_text(ix, s[i].to) : WY_S("*"));
        }
        wy_buf_printf(out, " %s", words[s[i].status < WY_COUNT(words) ? s[i].status : 0]);
    }
    if (n > SPANS_TOLD && !numbers)
        wy_buf_addc(out, ", ...");
    if (numbers)
        wy_buf_printf(out, wy_ngettext(": %lu range of releases", ": %lu ranges of releases", n), (unsigned long)n);
}

static void put_level(const struct wy_index_claim *c, struct wy_buf *out)
{
    char day[WY_DATE_SIZE];
    static const char *const parts[] = {N_("system"), N_("vendor"), N_("kernel")};
    if (c->kind == WY_CLAIM_PLATFORM || c->kind == WY_CLAIM_CHIP)
        wy_buf_printf(out, " (%s)", _(parts[c->component < WY_COUNT(parts) ? c->component : 0]));
    if (!c->fixed || (c->flags & WY_CLAIM_NO_LEVEL))
        wy_buf_printf(out, ": %s", _("no level that fixes it is named"));
    else if (c->flags & WY_CLAIM_MONTH)
        wy_buf_printf(out, _(": fixed in the month of %.*s"), WY_ARG(wy_day_format(c->fixed, day)));
    else
        wy_buf_printf(out, _(": fixed from level %.*s on"), WY_ARG(wy_day_format(c->fixed, day)));
}

static void put_conditions(const struct wy_index *ix, const struct wy_index_claim *c, struct wy_buf *out)
{
    uint32_t n = wy_packed_clamp(c->conditions, c->conditions_n, ix->conditions_n);
    wy_buf_printf(out, "%s",
                  wy_standing_say(c->standing <= WY_STAND_AFFECTED ? (enum wy_standing)c->standing : WY_STAND_NONE));
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_index_condition *x = &ix->conditions[c->conditions + i];
        const uint32_t *values;
        uint32_t m = wy_index_numbers(ix, x->values, x->values_n, &values);
        wy_str word = x->fact < WY_FACTS ? wy_facts[x->fact].word : WY_S("?");
        wy_buf_printf(out, "%s%.*s ", i ? "; " : ": ", WY_ARG(word));
        put_text(ix, x->key, out);
        for (uint32_t k = 0; k < m && k < SPANS_TOLD; k++) {
            wy_buf_addc(out, k ? "|" : "");
            put_text(ix, values[k], out);
        }
        wy_buf_addc(out, m && x->version ? " " : "");
        put_text(ix, x->version, out);
    }
}

static void put_claim(const struct wy_index *ix, const struct wy_index_claim *c, struct wy_buf *out)
{
    wy_buf_addc(out, "  ");
    if (c->conditions_n) {
        put_conditions(ix, c, out);
        wy_buf_char(out, '\n');
        return;
    }
    if (wy_index_text(ix, c->vendor).len) {
        put_text(ix, c->vendor, out);
        wy_buf_char(out, ' ');
    }
    put_text(ix, c->subject, out);
    switch (c->kind) {
    case WY_CLAIM_PLATFORM:
    case WY_CLAIM_CHIP:
    case WY_CLAIM_MAKER:
    case WY_CLAIM_MODULE:
    case WY_CLAIM_LTS: put_level(c, out); break;
    default: put_spans(ix, c, out); break;
    }
    if (c->kind == WY_CLAIM_PRODUCT)
        wy_buf_addc(out, _(" (listed only)"));
    wy_buf_char(out, '\n');
}

void wy_record_claims(const struct wy_index *ix, const struct wy_index_advisory *a, struct wy_buf *out)
{
    const struct wy_index_claim *c;
    uint32_t n = wy_index_claims(ix, a, &c);
    if (n)
        wy_buf_printf(out, "%s\n", _("What it is about"));
    for (uint32_t i = 0; i < n && i < CLAIMS_TOLD; i++)
        put_claim(ix, &c[i], out);
    if (n > CLAIMS_TOLD)
        wy_buf_printf(out, _("  and %lu more\n"), (unsigned long)(n - CLAIMS_TOLD));
    if (a->empty)
        wy_buf_printf(out, "%s\n", _("  A range in it ends before it begins."));
    wy_buf_addc(out, n ? "\n" : "");
}

void wy_records_list(const struct wy_knowledge *k, struct wy_buf *out)
{
    for (WY_EACH(const struct wy_index, ix, k->indexes))
        for (uint32_t i = 0; i < ix->advisories_n; i++) {
            const struct wy_index_advisory *a = &ix->advisories[i];
            wy_buf_printf(out, "%-26.*s %-8.*s ", WY_ARG(wy_index_text(ix, a->id)), WY_ARG(severity_word(a)));
            wy_str title = wy_index_prose(ix, a->title ? a->title : a->text);
            wy_buf_term(out, wy_str_sub(title, 0, wy_utf8_valid_prefix(wy_str_bytes(wy_str_sub(title, 0, 100)))));
            wy_buf_printf(out, "%s%s\n", a->withdrawn ? _(" (withdrawn)") : "",
                          is_listed_only(ix, a) ? _(" (listed only)") : "");
        }
}
