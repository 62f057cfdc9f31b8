// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The linter itself: it parses a document, builds the index, runs every row of the table that applies to the document's
// CSAF version and profile, and collects what fails with the JSON pointer of the place.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "knowledge/lint/lint.h"

#include "knowledge/lint/rules.h"
#include "knowledge/lint/tables/tables.h"

#include <pcre2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    // Nesting the linter still reads: 30 branches (6.1.34) take 60 levels; a document that goes on beyond must be told
    // so.
    DEPTH_MAX = 512,
    LARGE = 1 << 20,
    TOLD_MAX = 100, // failures told for one test; the rest are counted
    // Backtracking steps and kilobytes for one pattern on one string; honest values need a few hundred steps.
    MATCH_MAX = 200000,
    MATCH_KIB_MAX = 4096,
    MESSAGE_MAX = 600,
};

const struct lint_rule lint_rules[] = {
#define LINT_ROW(id, title, versions, profiles, function) {id, title, versions, profiles, lint_##function, NULL},
#define LINT_NOT_RUN(id, title, versions, reason) {id, title, versions, 0, NULL, reason},
#include "knowledge/lint/rules.def"
#undef LINT_ROW
#undef LINT_NOT_RUN
};
const size_t lint_rules_n = WY_COUNT(lint_rules);

struct wy_linter {
    struct wy_json_parser *parser;
    pcre2_code *patterns[LINT_PATTERNS], *id_patterns[LINT_ID_SYSTEMS];
    pcre2_match_data *match;
    pcre2_match_context *limits;
};

struct wy_linter *wy_linter_new(void)
{
    struct wy_linter *linter = calloc(1, sizeof *linter);
    if (!linter)
        return NULL;
    linter->parser = wy_json_parser_new();
    linter->match = pcre2_match_data_create(1, NULL);
    linter->limits = pcre2_match_context_create(NULL);
    if (!linter->parser || !linter->match || !linter->limits) {
        wy_linter_free(linter);
        return NULL;
    }
    pcre2_set_match_limit(linter->limits, MATCH_MAX);
    pcre2_set_depth_limit(linter->limits, MATCH_MAX);
    pcre2_set_heap_limit(linter->limits, MATCH_KIB_MAX);
    return linter;
}

void wy_linter_free(struct wy_linter *linter)
{
    if (!linter)
        return;
    for (size_t i = 0; i < LINT_PATTERNS; i++)
        pcre2_code_free(linter->patterns[i]);
    for (size_t i = 0; i < LINT_ID_SYSTEMS; i++)
        pcre2_code_free(linter->id_patterns[i]);
    pcre2_match_data_free(linter->match);
    pcre2_match_context_free(linter->limits);
    wy_json_parser_free(linter->parser);
    free(linter);
}

// The tree is a copy: what the parser holds of a large document is given back before the rules take as much.
static bool drop_large_parser(struct wy_linter *linter, size_t size)
{
    if (size < LARGE)
        return true;
    wy_json_parser_free(linter->parser);
    linter->parser = wy_json_parser_new();
    return linter->parser != NULL;
}

// ECMAScript's reading: $ only at the very end, \d and \w in ASCII.
static bool match(struct lint *l, pcre2_code **code, const char *pattern, wy_str s)
{
    if (!*code) {
        int error;
        PCRE2_SIZE at;
        *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &error, &at,
                              NULL);
        if (!*code) {
            l->out_of_memory = true;
            return true;
        }
    }
    return pcre2_match(*code, (PCRE2_SPTR)s.ptr, s.len, 0, PCRE2_NO_UTF_CHECK, l->linter->match, l->linter->limits) >=
           0;
}

bool lint_match(struct lint *l, size_t pattern, wy_str s)
{
    return match(l, &l->linter->patterns[pattern], lint_patterns[pattern], s);
}

bool lint_match_id_system(struct lint *l, size_t row, wy_str s)
{
    return match(l, &l->linter->id_patterns[row], lint_id_systems[row].pattern, s);
}

bool lint_step(struct lint *l, uint64_t n)
{
    if (l->budget < n) {
        l->budget = 0;
        return false;
    }
    l->budget -= n;
    return true;
}

static int by_items(const void *a, const void *b)
{
    const struct lint_span *x = a, *y = b;
    return x->items < y->items ? -1 : x->items > y->items;
}

static void add_spans(struct lint *l, const struct wy_json *node)
{
    if ((node->type != WY_JSON_ARRAY && node->type != WY_JSON_OBJECT) || node->n == 0)
        return;
    struct lint_span *span = wy_rows_add(&l->spans, l->arena, sizeof *span);
    if (!span) {
        l->out_of_memory = true;
        return;
    }
    *span = (struct lint_span){node->items, node, node->n};
    for (WY_JSON_EACH(item, node))
        add_spans(l, item);
}

static const struct lint_span *parent_of(const struct lint *l, const struct wy_json *node)
{
    const struct lint_span *v = l->spans.v;
    size_t low = 0, high = l->spans.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (v[mid].items <= node)
            low = mid + 1;
        else
            high = mid;
    }
    return low && node < v[low - 1].items + v[low - 1].n ? &v[low - 1] : NULL;
}

static void add_token(struct wy_buf *buf, const struct lint_span *in, const struct wy_json *node)
{
    if (in->owner->type == WY_JSON_ARRAY) {
        wy_buf_printf(buf, "/%zu", (size_t)(node - in->items));
        return;
    }
    wy_buf_char(buf, '/');
    for (size_t i = 0; i < node->key.len; i++) {
        char c = node->key.ptr[i];
        if (c == '~' || c == '/')
            wy_buf_addc(buf, c == '~' ? "~0" : "~1");
        else
            wy_buf_char(buf, c);
    }
}

wy_str lint_pointer(struct lint *l, const struct wy_json *node)
{
    if (!l->spans.v) {
        add_spans(l, l->root);
        if (l->spans.n)
            qsort(l->spans.v, l->spans.n, sizeof(struct lint_span), by_items);
    }
    const struct wy_json *chain[DEPTH_MAX + 1];
    const struct lint_span *in[DEPTH_MAX + 1];
    size_t n = 0;
    for (const struct lint_span *p; node && node != l->root && n <= DEPTH_MAX && (p = parent_of(l, node));
         node = p->owner) {
        chain[n] = node;
        in[n++] = p;
    }
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    while (n--)
        add_token(&buf, in[n], chain[n]);
    wy_str out = wy_arena_dup(l->arena, wy_buf_str(&buf));
    l->out_of_memory |= buf.err || !out.ptr;
    wy_buf_fini(&buf);
    return out;
}

static void tell(struct lint *l, const struct wy_json *node, const char *member, wy_str message)
{
    struct wy_lint_failure *f = wy_rows_add(&l->report->failed, l->arena, sizeof *f);
    if (!f) {
        l->out_of_memory = true;
        return;
    }
    wy_str path = lint_pointer(l, node);
    if (member)
        path = wy_arena_printf(l->arena, "%.*s/%s", WY_ARG(path), member);
    *f = (struct wy_lint_failure){l->rule->id, path, wy_arena_dup(l->arena, message)};
    l->out_of_memory |= !f->path.ptr || !f->message.ptr;
}

static void fail_v(struct lint *l, const struct wy_json *node, const char *member, const char *fmt, va_list args)
{
    l->told++;
    if (l->quiet || l->told > TOLD_MAX)
        return;
    char text[MESSAGE_MAX];
    int n = vsnprintf(text, sizeof text, fmt, args);
    wy_str message = {text, n < 0 ? 0 : wy_min((size_t)n, sizeof text - 1)};
    message.len = wy_utf8_valid_prefix(wy_str_bytes(message));
    if (l->told == TOLD_MAX)
        message = WY_S("this test fails here and at more places, which are not listed; repair these first");
    tell(l, node ? node : l->root, member, message);
}

void lint_fail(struct lint *l, const struct wy_json *node, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fail_v(l, node, NULL, fmt, args);
    va_end(args);
}

void lint_fail_at(struct lint *l, const struct wy_json *node, const char *member, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fail_v(l, node, member, fmt, args);
    va_end(args);
}

void lint_skip(struct lint *l, const char *reason)
{
    struct wy_lint_not_run *row = wy_rows_add(&l->report->not_run, l->arena, sizeof *row);
    if (row)
        *row = (struct wy_lint_not_run){l->rule->id, reason};
    l->out_of_memory |= !row;
}

enum wy_lint_level wy_lint_level(const char *test)
{
    if (strncmp(test, "6.2.", 4) == 0)
        return WY_LINT_WARNING;
    return strncmp(test, "6.3.", 4) == 0 ? WY_LINT_NOTE : WY_LINT_ERROR;
}

// Tests that count on every status, remediation and flag having been seen.
static bool needs_all_statuses(const char *id)
{
    return strncmp(id, "6.1.27.", 7) == 0 || strncmp(id, "6.2.39.", 7) == 0 ||
           lint_in(wy_str_c(id), "6.1.6 6.1.33 6.1.35 6.1.36 6.2.2 6.2.3 6.2.19 6.2.27 6.3.1 6.3.12");
}

// What was cut short is not shown to be right.
static void tell_limit(struct lint *l)
{
    static const struct lint_rule limit = {"limit", "Limits", LINT_BOTH, 0, NULL, NULL};
    l->rule = &limit;
    l->told = 0;
    l->report->valid = false;
    lint_fail(l, l->root,
              "groups, remediations and ranges multiply beyond what is counted for a document of this size; split it");
}

static void run_rules(struct lint *l)
{
    bool cut = l->partial;
    uint64_t budget = l->budget_of_rule;
    for (size_t i = 0; i < lint_rules_n && !l->out_of_memory; i++) {
        const struct lint_rule *rule = &lint_rules[i];
        if (!(rule->versions & (l->v21 ? LINT_21 : LINT_20)) || (rule->profiles && !(rule->profiles & l->profile)))
            continue;
        l->rule = rule;
        l->told = 0;
        if (!rule->run || (l->partial && needs_all_statuses(rule->id))) {
            lint_skip(l, rule->run ? "the document multiplies its products" : rule->not_run);
            continue;
        }
        l->budget = budget;
        rule->run(l);
        if (!l->budget) {
            lint_skip(l, "the document multiplies its products");
            cut |= wy_lint_level(rule->id) == WY_LINT_ERROR;
        }
        if (wy_lint_level(rule->id) == WY_LINT_ERROR && l->told)
            l->report->valid = false;
    }
    if (cut)
        tell_limit(l);
}

static wy_err refuse(struct lint *l, const struct wy_diag *why)
{
    static const struct lint_rule schema = {"schema", "JSON schema", LINT_BOTH, 0, NULL, NULL};
    l->rule = &schema;
    l->report->valid = false;
    struct wy_lint_failure *f = wy_rows_add(&l->report->failed, l->arena, sizeof *f);
    if (!f)
        return WY_NO_MEMORY;
    *f = (struct wy_lint_failure){"schema", WY_S(""),
                                  wy_arena_printf(l->arena, "no JSON document that can be read: %s (byte %llu)",
                                                  why->text, (unsigned long long)why->offset)};
    for (size_t i = 0; i < lint_rules_n; i++) {
        l->rule = &lint_rules[i];
        if (i && strcmp(lint_rules[i].id, "schema"))
            lint_skip(l, "the document could not be read");
    }
    return f->message.ptr ? WY_OK : WY_NO_MEMORY;
}

wy_err wy_csaf_lint(struct wy_linter *linter, wy_bytes document, int64_t now, struct wy_arena *arena,
                    struct wy_lint_report *out, struct wy_diag *diag)
{
    *out = (struct wy_lint_report){.valid = true};
    struct lint l = {.linter = linter, .arena = arena, .report = out, .now = now};
    if (document.len >= 3 && memcmp(document.ptr, "\xef\xbb\xbf", 3) == 0)
        document = wy_bytes_sub(document, 3, document.len - 3);
    struct wy_diag why = {0};
    wy_err err = wy_json_parse(linter->parser, document, DEPTH_MAX, arena, &l.root, &why);
    if (err == WY_OK && !drop_large_parser(linter, document.len))
        err = WY_NO_MEMORY;
    if (err == WY_OK)
        err = lint_index_build(&l, document.len);
    else if (err != WY_NO_MEMORY)
        err = refuse(&l, &why);
    if (err == WY_OK && l.root)
        run_rules(&l);
    if (err == WY_OK && l.out_of_memory)
        err = WY_NO_MEMORY;
    return err ? wy_fail(diag, err, WY_NO_OFFSET, "out of memory while checking a CSAF document") : WY_OK;
}

bool wy_lint_test_at(size_t i, struct wy_lint_test *out)
{
    static const char *const versions[] = {"", "2.0", "2.1", "2.0 2.1"};
    if (i >= lint_rules_n)
        return false;
    *out = (struct wy_lint_test){lint_rules[i].id, lint_rules[i].title, versions[lint_rules[i].versions]};
    return true;
}
