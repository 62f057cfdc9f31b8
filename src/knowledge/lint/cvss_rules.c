// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of CVSS objects and of other metrics. Scores come from knowledge/cvss; this file knows how the FIRST JSON
// schemas name metrics and values.
#include "knowledge/cvss.h"
#include "knowledge/lint/rules.h"

#include <math.h>

enum { KINDS = 3 };
static const wy_str kinds[KINDS] = {WY_S_INIT("cvss_v2"), WY_S_INIT("cvss_v3"), WY_S_INIT("cvss_v4")};

// The words of a metric: "code WORD code WORD ...".
#define CIA3 "N NONE L LOW H HIGH"
#define REQUIREMENT "L LOW M MEDIUM H HIGH"
struct member {
    const char *name, *key, *words;
};
static const struct member v2[] = {
    {"accessVector", "AV", "L LOCAL A ADJACENT_NETWORK N NETWORK"},
    {"accessComplexity", "AC", "H HIGH M MEDIUM L LOW"},
    {"authentication", "Au", "M MULTIPLE S SINGLE N NONE"},
    {"confidentialityImpact", "C", "N NONE P PARTIAL C COMPLETE"},
    {"integrityImpact", "I", "N NONE P PARTIAL C COMPLETE"},
    {"availabilityImpact", "A", "N NONE P PARTIAL C COMPLETE"},
    {"exploitability", "E", "U UNPROVEN POC PROOF_OF_CONCEPT F FUNCTIONAL H HIGH"},
    {"remediationLevel", "RL", "OF OFFICIAL_FIX TF TEMPORARY_FIX W WORKAROUND U UNAVAILABLE"},
    {"reportConfidence", "RC", "UC UNCONFIRMED UR UNCORROBORATED C CONFIRMED"},
    {"collateralDamagePotential", "CDP", "N NONE L LOW LM LOW_MEDIUM MH MEDIUM_HIGH H HIGH"},
    {"targetDistribution", "TD", "N NONE L LOW M MEDIUM H HIGH"},
    {"confidentialityRequirement", "CR", REQUIREMENT},
    {"integrityRequirement", "IR", REQUIREMENT},
    {"availabilityRequirement", "AR", REQUIREMENT},
};
static const struct member v3[] = {
    {"attackVector", "AV", "N NETWORK A ADJACENT_NETWORK L LOCAL P PHYSICAL"},
    {"attackComplexity", "AC", "L LOW H HIGH"},
    {"privilegesRequired", "PR", CIA3},
    {"userInteraction", "UI", "N NONE R REQUIRED"},
    {"scope", "S", "U UNCHANGED C CHANGED"},
    {"confidentialityImpact", "C", CIA3},
    {"integrityImpact", "I", CIA3},
    {"availabilityImpact", "A", CIA3},
    {"exploitCodeMaturity", "E", "U UNPROVEN P PROOF_OF_CONCEPT F FUNCTIONAL H HIGH"},
    {"remediationLevel", "RL", "O OFFICIAL_FIX T TEMPORARY_FIX W WORKAROUND U UNAVAILABLE"},
    {"reportConfidence", "RC", "U UNKNOWN R REASONABLE C CONFIRMED"},
    {"confidentialityRequirement", "CR", REQUIREMENT},
    {"integrityRequirement", "IR", REQUIREMENT},
    {"availabilityRequirement", "AR", REQUIREMENT},
    {"modifiedAttackVector", "MAV", "N NETWORK A ADJACENT_NETWORK L LOCAL P PHYSICAL"},
    {"modifiedAttackComplexity", "MAC", "L LOW H HIGH"},
    {"modifiedPrivilegesRequired", "MPR", CIA3},
    {"modifiedUserInteraction", "MUI", "N NONE R REQUIRED"},
    {"modifiedScope", "MS", "U UNCHANGED C CHANGED"},
    {"modifiedConfidentialityImpact", "MC", CIA3},
    {"modifiedIntegrityImpact", "MI", CIA3},
    {"modifiedAvailabilityImpact", "MA", CIA3},
};
static const struct member v4[] = {
    {"attackVector", "AV", "N NETWORK A ADJACENT L LOCAL P PHYSICAL"},
    {"attackComplexity", "AC", "L LOW H HIGH"},
    {"attackRequirements", "AT", "N NONE P PRESENT"},
    {"privilegesRequired", "PR", CIA3},
    {"userInteraction", "UI", "N NONE P PASSIVE A ACTIVE"},
    {"vulnConfidentialityImpact", "VC", CIA3},
    {"vulnIntegrityImpact", "VI", CIA3},
    {"vulnAvailabilityImpact", "VA", CIA3},
    {"subConfidentialityImpact", "SC", CIA3},
    {"subIntegrityImpact", "SI", CIA3},
    {"subAvailabilityImpact", "SA", CIA3},
    {"exploitMaturity", "E", "A ATTACKED P PROOF_OF_CONCEPT U UNREPORTED"},
    {"confidentialityRequirement", "CR", REQUIREMENT},
    {"integrityRequirement", "IR", REQUIREMENT},
    {"availabilityRequirement", "AR", REQUIREMENT},
    {"modifiedAttackVector", "MAV", "N NETWORK A ADJACENT L LOCAL P PHYSICAL"},
    {"modifiedAttackComplexity", "MAC", "L LOW H HIGH"},
    {"modifiedAttackRequirements", "MAT", "N NONE P PRESENT"},
    {"modifiedPrivilegesRequired", "MPR", CIA3},
    {"modifiedUserInteraction", "MUI", "N NONE P PASSIVE A ACTIVE"},
    {"modifiedVulnConfidentialityImpact", "MVC", CIA3},
    {"modifiedVulnIntegrityImpact", "MVI", CIA3},
    {"modifiedVulnAvailabilityImpact", "MVA", CIA3},
    {"modifiedSubConfidentialityImpact", "MSC", "N NEGLIGIBLE L LOW H HIGH"},
    {"modifiedSubIntegrityImpact", "MSI", "N NEGLIGIBLE L LOW H HIGH S SAFETY"},
    {"modifiedSubAvailabilityImpact", "MSA", "N NEGLIGIBLE L LOW H HIGH S SAFETY"},
    {"Safety", "S", "N NEGLIGIBLE P PRESENT"},
    {"Automatable", "AU", "N NO Y YES"},
    {"Recovery", "R", "A AUTOMATIC U USER I IRRECOVERABLE"},
    {"valueDensity", "V", "D DIFFUSE C CONCENTRATED"},
    {"vulnerabilityResponseEffort", "RE", "L LOW M MODERATE H HIGH"},
    {"providerUrgency", "U", "Clear CLEAR Green GREEN Amber AMBER Red RED"},
};
static const struct {
    const struct member *rows;
    size_t n;
} members[KINDS] = {{v2, WY_COUNT(v2)}, {v3, WY_COUNT(v3)}, {v4, WY_COUNT(v4)}};

// Walks every CVSS object of the document.
struct cvss_walk {
    const struct lint *l;
    const struct lint_vuln *vuln;
    const struct wy_json *metric, *object; // the current ones
    size_t i;
    uint32_t at;
    unsigned kind;
};

static bool next_cvss(struct cvss_walk *w)
{
    const struct lint_vuln *vulns = w->l->vulns.v;
    for (; w->i < w->l->vulns.n; w->i++, w->at = 0) {
        w->vuln = &vulns[w->i];
        for (; lint_is(w->vuln->metrics, WY_JSON_ARRAY) && w->at < w->vuln->metrics->n; w->at++) {
            w->metric = w->vuln->metrics->items + w->at;
            const struct wy_json *content = w->l->v21 ? LINT_GET(w->metric, "content") : w->metric;
            while (w->kind < KINDS) {
                w->object = wy_json_get(content, kinds[w->kind++]);
                if (lint_is(w->object, WY_JSON_OBJECT))
                    return true;
            }
            w->kind = 0;
        }
    }
    return false;
}

static const char *kind_schema_version(const struct wy_json *object)
{
    wy_str version = LINT_STR(object, "version"), vector = LINT_STR(object, "vectorString");
    return wy_str_eq(version, WY_S("3.0")) || (!version.ptr && wy_str_starts(vector, WY_S("CVSS:3.0"))) ? "3.0" : "3.1";
}

// 6.1.8
void lint_invalid_cvss(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        enum lint_schema_root root = w.kind == 1                                         ? LINT_SCHEMA_CVSS20
                                     : w.kind == 3                                       ? LINT_SCHEMA_CVSS40
                                     : strcmp(kind_schema_version(w.object), "3.0") == 0 ? LINT_SCHEMA_CVSS30
                                                                                         : LINT_SCHEMA_CVSS31;
        if (w.kind < 3 || l->v21)
            lint_schema_check(l, root, w.object, false);
    }
}

static bool parse(const struct wy_json *object, struct wy_cvss *out)
{
    wy_str vector = LINT_STR(object, "vectorString");
    return vector.ptr && wy_cvss_parse(vector, out, NULL) == WY_OK;
}

static void check_score(struct lint *l, const struct wy_json *object, const char *name, int tenths)
{
    const struct wy_json *node = wy_json_get(object, wy_str_c(name));
    if (!lint_is(node, WY_JSON_INT) && !lint_is(node, WY_JSON_REAL))
        return;
    double given = node->type == WY_JSON_INT ? (double)node->integer : node->real;
    char text[WY_CVSS_SCORE_SIZE];
    if (fabs(given * 10 - tenths) > 1e-6)
        lint_fail(l, node, "is %g, but the vector gives %.*s; write that", given, WY_ARG(wy_cvss_format(tenths, text)));
}

static void check_severity(struct lint *l, const struct wy_json *object, const char *name, enum wy_cvss_version version,
                           int tenths)
{
    const struct wy_json *node = wy_json_get(object, wy_str_c(name));
    wy_str right = wy_cvss_severity(version, tenths);
    if (lint_is(node, WY_JSON_STRING) && !wy_str_eq_nocase(node->string, right))
        lint_fail(l, node, "is %.*s, but the vector gives %.*s; write that in capitals", WY_ARG(node->string),
                  WY_ARG(right));
}

// 6.1.9
void lint_cvss_computation(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        struct wy_cvss c;
        if (!parse(w.object, &c))
            continue;
        check_score(l, w.object, "baseScore", c.base);
        if (c.version != WY_CVSS_40) {
            check_score(l, w.object, "temporalScore", c.temporal);
            check_score(l, w.object, "environmentalScore", c.environmental);
        }
        if (c.version == WY_CVSS_2)
            continue;
        check_severity(l, w.object, "baseSeverity", c.version, c.base);
        if (c.version == WY_CVSS_40)
            continue;
        check_severity(l, w.object, "temporalSeverity", c.version, c.temporal);
        check_severity(l, w.object, "environmentalSeverity", c.version, c.environmental);
    }
}

static wy_str code_in_vector(wy_str vector, wy_str key)
{
    for (wy_str part; wy_str_next(&vector, '/', &part);) {
        size_t colon = wy_str_find_char(part, ':');
        if (colon != WY_NPOS && wy_str_eq(wy_str_sub(part, 0, colon), key))
            return wy_str_from(part, colon + 1);
    }
    return (wy_str){0};
}

static wy_str word_of(const char *words, wy_str code)
{
    wy_str rest = wy_str_c(words), key, word;
    while (wy_str_next_word(&rest, &key) && wy_str_next_word(&rest, &word))
        if (wy_str_eq(key, code))
            return word;
    return WY_S("NOT_DEFINED");
}

// 6.1.10
void lint_inconsistent_cvss(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        wy_str vector = LINT_STR(w.object, "vectorString");
        if (!vector.ptr)
            continue;
        for (size_t i = 0; i < members[w.kind - 1].n; i++) {
            const struct member *m = &members[w.kind - 1].rows[i];
            const struct wy_json *node = wy_json_get(w.object, wy_str_c(m->name));
            wy_str code = code_in_vector(vector, wy_str_c(m->key)), word = word_of(m->words, code);
            // A metric that the vector does not name is not contradicted.
            if (code.ptr && lint_is(node, WY_JSON_STRING) && !wy_str_eq(node->string, word))
                lint_fail(l, node, "is %.*s, but the vector says %.*s; the vector counts", WY_ARG(node->string),
                          WY_ARG(word));
        }
        wy_str version = LINT_STR(w.object, "version");
        if (version.ptr && wy_str_starts(vector, WY_S("CVSS:")) &&
            !wy_str_eq(wy_str_between(vector, WY_S("CVSS:"), WY_S("/")), version))
            lint_fail(l, LINT_GET(w.object, "version"),
                      "is %.*s, but the vector is of another version; make them agree", WY_ARG(version));
    }
}

static wy_str source_of(const struct lint *l, const struct wy_json *metric)
{
    wy_str source = l->v21 ? LINT_STR(metric, "source") : (wy_str){0};
    return source.ptr && !wy_str_eq(source, l->canonical) ? source : WY_S("");
}

// Marks (product, tag, source) in `seen`; the slot's old value, or NULL.
static void *mark(struct lint *l, struct wy_map *seen, wy_str id, wy_str tag, wy_str source, void *value)
{
    wy_str key = wy_arena_printf(l->arena, "%zu %.*s %.*s %.*s", id.len, WY_ARG(id), WY_ARG(tag), WY_ARG(source));
    struct wy_map_slot *slot = key.ptr ? wy_map_put(seen, key) : NULL;
    if (!slot) {
        l->out_of_memory = true;
        return NULL;
    }
    void *was = slot->value;
    slot->value = was ? was : value;
    return was;
}

// 6.1.7
void lint_multiple_scores(struct lint *l)
{
    struct wy_map seen;
    const struct lint_vuln *vuln = NULL;
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        if (w.vuln != vuln)
            wy_map_init(&seen, l->arena);
        vuln = w.vuln;
        wy_str version = LINT_STR(w.object, "version");
        version = version.ptr ? version : kinds[w.kind - 1];
        for (WY_JSON_EACH(product, LINT_GET(w.metric, "products"))) {
            wy_str id = wy_json_str(product);
            void *self = (void *)(uintptr_t)w.metric->items;
            void *was = id.ptr ? mark(l, &seen, id, version, source_of(l, w.metric), self) : NULL;
            if (was && was != self)
                lint_fail(l, product, "'%.*s' has more than one CVSS %.*s score of the same source; keep one",
                          WY_ARG(id), WY_ARG(version));
        }
    }
}

// 6.1.56
void lint_cvss_and_rating(struct lint *l)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        struct wy_map seen;
        wy_map_init(&seen, l->arena);
        for (unsigned pass = 0; pass < 2; pass++) {
            for (WY_JSON_EACH(metric, v->metrics)) {
                const struct wy_json *content = LINT_GET(metric, "content");
                bool rated = LINT_GET(content, "qualitative_severity_rating") != NULL, scored = false;
                for (size_t i = 0; i < KINDS; i++)
                    scored |= wy_json_get(content, kinds[i]) != NULL;
                if (pass ? !rated : !scored)
                    continue;
                for (WY_JSON_EACH(product, LINT_GET(metric, "products"))) {
                    wy_str id = wy_json_str(product);
                    if (!id.ptr)
                        continue;
                    if (pass == 0)
                        (void)mark(l, &seen, id, WY_S("cvss"), source_of(l, metric), v);
                    else if (mark(l, &seen, id, WY_S("cvss"), source_of(l, metric), NULL))
                        lint_fail(l, product,
                                  "'%.*s' has a CVSS score and a severity rating of the same source; keep the score",
                                  WY_ARG(id));
                }
            }
        }
    }
}

static bool all_are(const struct wy_json *object, const char *names, const char *value)
{
    wy_str rest = wy_str_c(names);
    for (wy_str name; wy_str_next_word(&rest, &name);)
        if (!wy_str_eq(wy_json_get_str(object, name), wy_str_c(value)))
            return false;
    return true;
}

static bool scores_zero(const struct wy_json *object, unsigned kind)
{
    const struct wy_json *score = LINT_GET(object, "environmentalScore");
    struct wy_cvss c;
    if (score)
        return (score->type == WY_JSON_INT && score->integer == 0) ||
               (score->type == WY_JSON_REAL && fabs(score->real) < 0.05);
    if (parse(object, &c) && c.score == 0)
        return true;
    if (kind == 1)
        return all_are(object, "targetDistribution", "NONE");
    if (kind == 2)
        return all_are(object, "modifiedConfidentialityImpact modifiedIntegrityImpact modifiedAvailabilityImpact",
                       "NONE");
    return all_are(object,
                   "modifiedVulnConfidentialityImpact modifiedVulnIntegrityImpact modifiedVulnAvailabilityImpact",
                   "NONE") &&
           all_are(object, "modifiedSubConfidentialityImpact modifiedSubIntegrityImpact modifiedSubAvailabilityImpact",
                   "NEGLIGIBLE");
}

// 6.2.19
void lint_cvss_for_fixed(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        if (scores_zero(w.object, w.kind))
            continue;
        for (WY_JSON_EACH(product, LINT_GET(w.metric, "products"))) {
            struct lint_member *m = lint_member(w.vuln, wy_json_str(product));
            if (m && (m->status & LINT_ANY_FIXED))
                lint_fail(
                    l, product,
                    "'%.*s' is fixed, but its score is not 0; set the environmental metrics or leave the product out",
                    WY_ARG(m->id));
        }
    }
}

// 6.3.1
void lint_only_cvss_v2(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        if (w.kind != 1)
            continue;
        for (WY_JSON_EACH(product, LINT_GET(w.metric, "products"))) {
            struct lint_member *m = lint_member(w.vuln, wy_json_str(product));
            if (m && !m->cvss_v3_or_4)
                lint_fail(l, product, "'%.*s' has only a CVSS v2 score; add one of CVSS v4.0", WY_ARG(m->id));
        }
    }
}

// 6.3.2
void lint_cvss_v30(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);)
        if (w.kind == 2 && (wy_str_eq(LINT_STR(w.object, "version"), WY_S("3.0")) ||
                            wy_str_starts(LINT_STR(w.object, "vectorString"), WY_S("CVSS:3.0"))))
            lint_fail(l, w.object, "CVSS v3.0 is outdated; use v3.1 or v4.0");
}

// 6.3.12
void lint_missing_cvss_v4(struct lint *l)
{
    for (struct cvss_walk w = {.l = l}; next_cvss(&w);) {
        if (w.kind == 3)
            continue;
        for (WY_JSON_EACH(product, LINT_GET(w.metric, "products"))) {
            struct lint_member *m = lint_member(w.vuln, wy_json_str(product));
            if (m && !m->cvss_v4)
                lint_fail(l, product, "'%.*s' has no CVSS v4.0 score; add one", WY_ARG(m->id));
        }
    }
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_EACH(lint_member_ref, row, v->rows))
            if (((*row)->status & LINT_AFFECTED) && !(*row)->cvss)
                lint_fail(l, (*row)->node, "'%.*s' is affected, but no CVSS score covers it; add one",
                          WY_ARG((*row)->id));
}

static void check_ratings(struct lint *l, bool issuer_only)
{
    for (LINT_EACH(vuln, v, l->vulns))
        for (WY_JSON_EACH(metric, v->metrics)) {
            const struct wy_json *node = LINT_GET(LINT_GET(metric, "content"), "qualitative_severity_rating");
            if (node && (!issuer_only || source_of(l, metric).len == 0))
                lint_fail(l, node, "a severity in words does not tell how it was found; give a CVSS score");
        }
}

// 6.2.47
void lint_rating_by_issuer(struct lint *l) { check_ratings(l, true); }

// 6.3.18
void lint_rating_used(struct lint *l) { check_ratings(l, false); }
