// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Claims of CSAF documents: the conditions come out of the index and are held against the evidence as
// knowledge/match.c does it with the advisories that ship with Wary.
#include "core/lang.h"
#include "knowledge/index/match.h"

static bool load_texts(const struct wy_index *ix, uint32_t first, uint32_t n, struct wy_arena *arena,
                       struct wy_rows *out)
{
    const uint32_t *numbers;
    n = wy_index_numbers(ix, first, n, &numbers);
    wy_str *texts = n ? wy_new(arena, wy_str, n) : NULL;
    if (n && !texts)
        return false;
    for (uint32_t i = 0; i < n; i++)
        texts[i] = wy_index_text(ix, numbers[i]);
    *out = (struct wy_rows){texts, n, n};
    return true;
}

static bool load(const struct wy_index *ix, const struct wy_index_condition *row, struct wy_arena *arena,
                 struct wy_condition *out)
{
    if (row->fact >= WY_FACTS || row->rule > WY_VERSION_WORDS)
        return false;
    *out = (struct wy_condition){.fact = (enum wy_fact)row->fact, .key = wy_index_text(ix, row->key)};
    out->version.kind = (enum wy_version_kind)row->rule;
    out->version.text = wy_index_text(ix, row->version);
    return load_texts(ix, row->values, row->values_n, arena, &out->values) &&
           load_texts(ix, row->labels, row->labels_n, arena, &out->labels) &&
           wy_version_rule_settle(&out->version, arena);
}

const struct wy_condition *wy_claim_conditions(const struct wy_judge *j, const struct wy_index_claim *c, uint32_t *n)
{
    *n = wy_packed_clamp(c->conditions, c->conditions_n, j->index->conditions_n);
    if (*n != c->conditions_n)
        return NULL;
    struct wy_condition *all = *n ? wy_new(j->scratch, struct wy_condition, *n) : NULL;
    for (uint32_t i = 0; all && i < *n; i++)
        if (!load(j->index, &j->index->conditions[c->conditions + i], j->scratch, &all[i]))
            return NULL;
    return all;
}

static enum wy_match_status weigh(uint8_t standing, enum wy_tri answer, bool named, const char **why)
{
    static const enum wy_match_status said[] = {
        [WY_STAND_NONE] = WY_MATCH_NONE,         [WY_STAND_NOT_AFFECTED] = WY_MATCH_NOT_AFFECTED,
        [WY_STAND_FIXED] = WY_MATCH_FIXED,       [WY_STAND_UNKNOWN] = WY_MATCH_OPEN,
        [WY_STAND_POSSIBLE] = WY_MATCH_POSSIBLE, [WY_STAND_AFFECTED] = WY_MATCH_AFFECTED,
    };
    const char *doubt = *why;
    *why = NULL;
    if (answer == WY_YES && standing < WY_COUNT(said) && said[standing])
        return said[standing];
    if (answer == WY_UNKNOWN && named && standing >= WY_STAND_POSSIBLE) {
        *why = doubt; // only a statement that could accuse makes doubt
        return WY_MATCH_OPEN;
    }
    return named ? WY_MATCH_UNSAID : WY_MATCH_NONE;
}

static enum wy_match_status judge_claim(const struct wy_judge *j, const struct wy_index_claim *c,
                                        const struct wy_asked_app *app, const char **why)
{
    static const struct wy_evidence nothing;
    struct wy_subject s = {.ev = j->phone->ev ? j->phone->ev : &nothing, .device = j->phone->device};
    struct wy_package bare;
    bool of_app = c->kind == WY_CLAIM_PACKAGE, named = false;
    if (of_app != (app != NULL) || (!of_app && !j->phone->firmware))
        return WY_MATCH_NONE;
    if (app) {
        bare = (struct wy_package){.name = app->name, .version_name = app->version, .version_code = app->code};
        s.package = app->package ? app->package : &bare;
        s.version = app->version;
    }
    struct wy_arena_mark mark = wy_arena_mark(j->scratch);
    uint32_t n;
    const struct wy_condition *all = wy_claim_conditions(j, c, &n);
    enum wy_match_status status = WY_MATCH_NONE;
    bool component = !app;
    for (uint32_t i = 0; all && app && i < n && !component; i++)
        component = all[i].fact == WY_FACT_PACKAGE && wy_condition_names(&all[i], s.package);
    if (!all && c->conditions_n) {
        *why = "damaged: the conditions of the index cannot be read"; // not an answer that clears anything
        status = WY_MATCH_OPEN;
    } else if (all && component) {
        const char *doubt = NULL;
        enum wy_tri answer = wy_conditions_hold(all, n, &s, &named, &doubt);
        *why = doubt;
        status = weigh(c->standing, answer, named, why);
    }
    wy_arena_reset(j->scratch, mark);
    return status;
}

// Doubt about one product is settled by a statement about the same app (or the device) that certainly clears it.
enum wy_match_status wy_claim_judge_conditions(const struct wy_judge *j, const struct wy_index_claim *c,
                                               const struct wy_asked_app *app, const char **why)
{
    enum wy_match_status s = judge_claim(j, c, app, why);
    const struct wy_index_claim *others = NULL;
    uint32_t n = s == WY_MATCH_OPEN && c->advisory < j->index->advisories_n
                     ? wy_index_claims(j->index, &j->index->advisories[c->advisory], &others)
                     : 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *ignored;
        bool clears = others[i].standing == WY_STAND_FIXED || others[i].standing == WY_STAND_NOT_AFFECTED;
        if (!clears || !others[i].conditions_n || others[i].kind != c->kind)
            continue;
        enum wy_match_status other = judge_claim(j, &others[i], app, &ignored);
        if (other == WY_MATCH_FIXED || other == WY_MATCH_NOT_AFFECTED)
            return s;
    }
    return s == WY_MATCH_OPEN ? WY_MATCH_CANNOT_TELL : s;
}

bool wy_claim_names(const struct wy_index *ix, const struct wy_index_claim *c, const struct wy_asked_app *app)
{
    if (!c->conditions_n)
        return app->kind == c->kind && wy_str_eq(app->name, wy_index_text(ix, c->subject));
    return c->kind == WY_CLAIM_PACKAGE && app->kind != WY_CLAIM_PURL; // the conditions tell
}
