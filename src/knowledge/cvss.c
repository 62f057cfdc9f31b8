// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Vectors in; scores of v2 (guide section 3.2) and v3.0/v3.1 (specification section 7). v4.0 is in cvss4.c.
#include "knowledge/cvss.h"

#include "core/arena.h"
#include "core/lang.h"

#include <math.h>
#include <stdio.h>

// Rows of the tables in cvss_metrics.c.
enum { V2_AV, V2_AC, V2_AU, V2_C, V2_I, V2_A, V2_E, V2_RL, V2_RC, V2_CDP, V2_TD, V2_CR, V2_IR, V2_AR };
enum { V3_AV, V3_AC, V3_PR, V3_UI, V3_S, V3_C, V3_I, V3_A, V3_E, V3_RL, V3_RC, V3_CR, V3_IR, V3_AR };

static double weight(const struct wy_cvss *c, int row, bool modified, double absent)
{
    size_t n;
    unsigned v = c->value[row][modified && c->value[row][1]];
    return v ? wy_cvss_metrics(c->version, &n)[row].values[v - 1].weight : absent;
}

// Half up, to whole tenths. The values have at most a few decimals; the small number takes away what binary fractions
// leave of a tie.
static int nearest(double x) { return (int)floor(x * 10 + 0.5 + 1e-9); }

static void score_v2(struct wy_cvss *c)
{
    double exploit = 20 * weight(c, V2_AV, false, 0) * weight(c, V2_AC, false, 0) * weight(c, V2_AU, false, 0);
    double time = weight(c, V2_E, false, 1) * weight(c, V2_RL, false, 1) * weight(c, V2_RC, false, 1);
    double conf = weight(c, V2_C, false, 0), integ = weight(c, V2_I, false, 0), avail = weight(c, V2_A, false, 0);
    double impact = 10.41 * (1 - (1 - conf) * (1 - integ) * (1 - avail));
    double factor = impact > 0 ? 1.176 : 0;
    c->base = nearest((0.6 * impact + 0.4 * exploit - 1.5) * factor);
    c->temporal = nearest(c->base * time / 10);
    double adjusted = 10.41 * (1 - (1 - conf * weight(c, V2_CR, false, 1)) * (1 - integ * weight(c, V2_IR, false, 1)) *
                                       (1 - avail * weight(c, V2_AR, false, 1)));
    adjusted = adjusted > 10 ? 10 : adjusted;
    int base = nearest((0.6 * adjusted + 0.4 * exploit - 1.5) * factor);
    double temporal = nearest(base * time / 10) / 10.0;
    double harm = weight(c, V2_CDP, false, 0), spread = weight(c, V2_TD, false, 1);
    c->environmental = nearest((temporal + (10 - temporal) * harm) * spread);
}

// Up to the next tenth. v3.1 defines it on whole hundred-thousandths; v3.0 says "the smallest number with one decimal
// that is not lower", meant exactly, so there the trace of binary fractions is taken away too.
static int roundup(const struct wy_cvss *c, double x)
{
    if (c->version == WY_CVSS_30)
        return (int)ceil(x * 10 - 1e-9);
    int64_t whole = (int64_t)floor(x * 100000 + 0.5);
    return (int)(whole % 10000 == 0 ? whole / 10000 : whole / 10000 + 1);
}

static double privileges(const struct wy_cvss *c, bool modified, bool changed)
{
    double w = weight(c, V3_PR, modified, 0);
    if (!changed || w > 0.8)
        return w;
    return w > 0.5 ? 0.68 : 0.5;
}

static int score_v3_part(const struct wy_cvss *c, bool modified, double time)
{
    bool changed = weight(c, V3_S, modified, 0) > 0;
    double need[3] = {1, 1, 1}, loss = 1;
    for (int i = 0; i < 3; i++) {
        if (modified)
            need[i] = weight(c, V3_CR + i, false, 1);
        loss *= 1 - need[i] * weight(c, V3_C + i, modified, 0);
    }
    double iss = 1 - loss;
    if (modified && iss > 0.915)
        iss = 0.915;
    double impact = 6.42 * iss;
    if (changed && modified && c->version == WY_CVSS_31)
        impact = 7.52 * (iss - 0.029) - 3.25 * pow(iss * 0.9731 - 0.02, 13);
    else if (changed)
        impact = 7.52 * (iss - 0.029) - 3.25 * pow(iss - 0.02, 15);
    if (impact <= 0)
        return 0;
    double exploit = 8.22 * weight(c, V3_AV, modified, 0) * weight(c, V3_AC, modified, 0) *
                     privileges(c, modified, changed) * weight(c, V3_UI, modified, 0);
    double sum = (changed ? 1.08 : 1) * (impact + exploit);
    int tenths = roundup(c, sum > 10 ? 10 : sum);
    return modified ? roundup(c, tenths * time / 10) : tenths;
}

static void score_v3(struct wy_cvss *c)
{
    double time = weight(c, V3_E, false, 1) * weight(c, V3_RL, false, 1) * weight(c, V3_RC, false, 1);
    c->base = score_v3_part(c, false, 1);
    c->temporal = roundup(c, c->base * time / 10);
    c->environmental = score_v3_part(c, true, time);
}

static bool not_given(enum wy_cvss_version version, wy_str value)
{
    return wy_str_eq(value, version == WY_CVSS_2 ? WY_S("ND") : WY_S("X"));
}

static int find_metric(enum wy_cvss_version version, wy_str key, bool *modified)
{
    size_t n;
    const struct wy_cvss_metric *rows = wy_cvss_metrics(version, &n);
    for (size_t i = 0; i < n; i++) {
        wy_str name = wy_str_c(rows[i].key);
        *modified = false;
        if (wy_str_eq(key, name))
            return (int)i;
        *modified = true;
        if (rows[i].modifiable && key.len && key.ptr[0] == 'M' && wy_str_eq(wy_str_from(key, 1), name))
            return (int)i;
    }
    return -1;
}

static unsigned find_value(const struct wy_cvss_metric *m, wy_str value, bool modified)
{
    bool safety = wy_str_eq(value, WY_S("S")) && (strcmp(m->key, "SI") == 0 || strcmp(m->key, "SA") == 0);
    for (unsigned i = 0; i < WY_COUNT(m->values) && m->values[i].code; i++)
        if (wy_str_eq(value, wy_str_c(m->values[i].code)))
            return safety && !modified ? 0 : i + 1;
    return 0;
}

// `at` is the place of `part` in the text as given.
static wy_err read_metric(wy_str part, size_t at, struct wy_cvss *c, uint64_t seen[2], struct wy_diag *diag)
{
    size_t n, colon = wy_str_find_char(part, ':');
    bool modified = false;
    wy_str key = wy_str_sub(part, 0, colon == WY_NPOS ? part.len : colon), value = wy_str_from(part, key.len + 1);
    int row = colon == WY_NPOS ? -1 : find_metric(c->version, key, &modified);
    if (row < 0)
        return wy_fail(diag, WY_MALFORMED, at, _("CVSS %.*s has no metric '%.*s'"),
                       WY_ARG(wy_cvss_version_name(c->version)), WY_ARG(wy_str_sub(part, 0, 20)));
    if (seen[modified] & UINT64_C(1) << row)
        return wy_fail(diag, WY_MALFORMED, at, _("the metric %.*s is given twice"), WY_ARG(key));
    seen[modified] |= UINT64_C(1) << row;
    const struct wy_cvss_metric *m = &wy_cvss_metrics(c->version, &n)[row];
    if (not_given(c->version, value) && (modified || m->group != WY_CVSS_BASE))
        return WY_OK;
    unsigned v = find_value(m, value, modified);
    if (!v)
        return wy_fail(diag, WY_MALFORMED, at + key.len + 1, _("the metric %.*s has no value '%.*s'"), WY_ARG(key),
                       WY_ARG(wy_str_sub(value, 0, 20)));
    c->value[row][modified] = (uint8_t)v;
    c->has_temporal |= m->group == WY_CVSS_TEMPORAL;
    c->has_environmental |= modified || m->group == WY_CVSS_ENVIRONMENTAL;
    return WY_OK;
}

static bool take_version(wy_str *vector, enum wy_cvss_version *out)
{
    static const wy_str names[] = {WY_S_INIT("CVSS:2.0/"), WY_S_INIT("CVSS:3.0/"), WY_S_INIT("CVSS:3.1/"),
                                   WY_S_INIT("CVSS:4.0/")};
    if (!wy_str_starts(*vector, WY_S("CVSS:"))) {
        *out = WY_CVSS_2;
        if (vector->len > 2 && vector->ptr[0] == '(' && vector->ptr[vector->len - 1] == ')')
            *vector = wy_str_sub(*vector, 1, vector->len - 2);
        return true;
    }
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        if (wy_str_starts(*vector, names[i])) {
            *vector = wy_str_from(*vector, names[i].len);
            *out = (enum wy_cvss_version)i;
            return true;
        }
    }
    return false;
}

wy_err wy_cvss_parse(wy_str vector, struct wy_cvss *out, struct wy_diag *diag)
{
    enum { VECTOR_MAX = 512 }; // every metric of v4.0 given takes 200 bytes
    struct wy_cvss c = {0};
    uint64_t seen[2] = {0};
    wy_str part;
    const char *begin = vector.ptr;
    if (vector.len > VECTOR_MAX)
        return wy_fail(diag, WY_LIMIT, VECTOR_MAX, _("a CVSS vector of %zu bytes"), vector.len);
    if (wy_str_starts_nocase(vector, WY_S("cvss:")) && !wy_str_starts(vector, WY_S("CVSS:")))
        return wy_fail(diag, WY_MALFORMED, 0, _("a CVSS vector is written in capitals"));
    if (!take_version(&vector, &c.version))
        return wy_fail(diag, WY_UNSUPPORTED, 0, _("CVSS 2.0, 3.0, 3.1 and 4.0 are known, not this version"));
    size_t n, end = (size_t)(vector.ptr - begin) + vector.len;
    while (wy_str_next(&vector, '/', &part)) {
        wy_err err = read_metric(part, (size_t)(part.ptr - begin), &c, seen, diag);
        if (err)
            return err;
    }
    const struct wy_cvss_metric *rows = wy_cvss_metrics(c.version, &n);
    for (size_t i = 0; i < n; i++)
        if (rows[i].group == WY_CVSS_BASE && !c.value[i][0])
            return wy_fail(diag, WY_MALFORMED, end, _("the metric %s is missing"), rows[i].key);
    if (c.version == WY_CVSS_2)
        score_v2(&c);
    else if (c.version == WY_CVSS_40)
        c.base = c.temporal = c.environmental = wy_cvss4_score(&c);
    else
        score_v3(&c);
    c.score = c.has_environmental ? c.environmental : c.has_temporal ? c.temporal : c.base;
    c.score = c.score < 0 ? 0 : c.score;
    *out = c;
    return WY_OK;
}

wy_str wy_cvss_severity(enum wy_cvss_version version, int tenths)
{
    if (version == WY_CVSS_2)
        return tenths < 40 ? WY_S("low") : tenths < 70 ? WY_S("medium") : WY_S("high");
    if (tenths <= 0)
        return WY_S("none");
    return tenths < 40 ? WY_S("low") : tenths < 70 ? WY_S("medium") : tenths < 90 ? WY_S("high") : WY_S("critical");
}

wy_str wy_cvss_version_name(enum wy_cvss_version version)
{
    static const wy_str names[] = {WY_S_INIT("2.0"), WY_S_INIT("3.0"), WY_S_INIT("3.1"), WY_S_INIT("4.0")};
    return names[version];
}

wy_str wy_cvss_format(int tenths, char out[WY_CVSS_SCORE_SIZE])
{
    tenths = tenths < 0 ? 0 : tenths > 100 ? 100 : tenths;
    int n = snprintf(out, WY_CVSS_SCORE_SIZE, "%d.%d", tenths / 10, tenths % 10);
    return (wy_str){out, (size_t)n};
}

bool wy_cvss_next_words(const struct wy_cvss *cvss, unsigned *cursor, struct wy_cvss_words *out)
{
    size_t n;
    const struct wy_cvss_metric *rows = wy_cvss_metrics(cvss->version, &n);
    for (; *cursor < 2 * n; (*cursor)++) {
        unsigned row = *cursor % (unsigned)n;
        bool modified = *cursor >= n;
        unsigned v = cvss->value[row][modified];
        if (!v)
            continue;
        *out = (struct wy_cvss_words){rows[row].words, rows[row].values[v - 1].words, modified};
        (*cursor)++;
        return true;
    }
    return false;
}
