// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of the licence expression: the grammar of SPDX 3.0.1 annex B without DocumentRef, and what is listed by SPDX
// and by the ScanCode LicenseDB.
#include "knowledge/lint/rules.h"
#include "knowledge/lint/tables/tables.h"

enum { NESTING_MAX = 64, EXPRESSION_MAX = 65536 };

struct parser {
    wy_str in;
    size_t at;
    unsigned depth;
    const char *wrong;
    struct wy_rows *ids; // wy_str, in their order; may be NULL
    struct lint *l;
};

static void blanks(struct parser *p)
{
    while (p->at < p->in.len && wy_is_space(p->in.ptr[p->at]))
        p->at++;
}

static wy_str peek_word(struct parser *p)
{
    blanks(p);
    size_t end = p->at;
    while (end < p->in.len && !wy_is_space(p->in.ptr[end]) && p->in.ptr[end] != '(' && p->in.ptr[end] != ')')
        end++;
    return wy_str_sub(p->in, p->at, end - p->at);
}

static bool operator_is(wy_str word, const char *upper, const char *lower)
{
    return wy_str_eq(word, wy_str_c(upper)) || wy_str_eq(word, wy_str_c(lower));
}

static bool is_operator(wy_str w)
{
    return operator_is(w, "AND", "and") || operator_is(w, "OR", "or") || operator_is(w, "WITH", "with");
}

static const char *wrong_id(wy_str id, bool addition)
{
    wy_str prefix = addition ? WY_S("AdditionRef-") : WY_S("LicenseRef-");
    if (wy_str_starts_nocase(id, WY_S("DocumentRef-")))
        return "DocumentRef must not be used in CSAF";
    bool ref = wy_str_starts(id, prefix);
    if (!ref && (wy_str_starts_nocase(id, WY_S("LicenseRef-")) || wy_str_starts_nocase(id, WY_S("AdditionRef-"))))
        return addition ? "after WITH an exception or AdditionRef- is expected, in this spelling"
                        : "a licence or LicenseRef- is expected, in this spelling";
    if (ref)
        id = wy_str_from(id, prefix.len);
    else if (!addition && wy_str_ends(id, WY_S("+")))
        id = wy_str_sub(id, 0, id.len - 1);
    for (size_t i = 0; i < id.len; i++)
        if (!wy_is_alpha(id.ptr[i]) && !wy_is_digit(id.ptr[i]) && id.ptr[i] != '-' && id.ptr[i] != '.')
            return "an identifier has letters, digits, '-' and '.' only";
    return id.len ? NULL : "an identifier is missing";
}

static void read_id(struct parser *p, bool addition)
{
    wy_str word = peek_word(p);
    const char *wrong = is_operator(word) ? "an identifier is missing before an operator" : wrong_id(word, addition);
    if (wrong) {
        p->wrong = wrong;
        return;
    }
    p->at += word.len;
    wy_str *row = p->ids ? wy_rows_add(p->ids, p->l->arena, sizeof *row) : NULL;
    if (row)
        *row = word;
}

static void read_expression(struct parser *p);

static void read_operand(struct parser *p)
{
    blanks(p);
    if (p->at < p->in.len && p->in.ptr[p->at] == '(') {
        if (++p->depth > NESTING_MAX) {
            p->wrong = "it is nested too deeply";
            return;
        }
        p->at++;
        read_expression(p);
        blanks(p);
        if (!p->wrong && (p->at == p->in.len || p->in.ptr[p->at] != ')'))
            p->wrong = "a bracket is not closed";
        p->at++;
        p->depth--;
        return;
    }
    read_id(p, false);
    wy_str word = p->wrong ? (wy_str){0} : peek_word(p);
    if (operator_is(word, "WITH", "with")) {
        p->at += 4;
        read_id(p, true);
    }
}

static void read_expression(struct parser *p)
{
    read_operand(p);
    while (!p->wrong) {
        wy_str word = peek_word(p);
        if (!operator_is(word, "AND", "and") && !operator_is(word, "OR", "or"))
            return;
        p->at += word.len;
        read_operand(p);
    }
}

static const char *parse(struct lint *l, wy_str expression, struct wy_rows *ids)
{
    struct parser p = {.in = expression, .ids = ids, .l = l};
    if (expression.len > EXPRESSION_MAX)
        return "it is too long for a licence expression";
    read_expression(&p);
    blanks(&p);
    if (!p.wrong && p.at < p.in.len)
        p.wrong = "identifiers are joined by AND, OR or WITH";
    return p.wrong;
}

static wy_str expression_of(const struct lint *l) { return LINT_STR(l->document, "license_expression"); }

// 6.1.54
void lint_license_expression(struct lint *l)
{
    wy_str expression = expression_of(l);
    const char *wrong = expression.ptr ? parse(l, expression, NULL) : NULL;
    if (wrong)
        lint_fail(l, LINT_GET(l->document, "license_expression"), "is no SPDX licence expression: %s", wrong);
}

static int nocase_cmp(wy_str a, wy_str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        unsigned char x = (unsigned char)wy_lower(a.ptr[i]), y = (unsigned char)wy_lower(b.ptr[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

static const struct lint_license *find(wy_str id)
{
    size_t low = 0, high = lint_licenses_n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = nocase_cmp(lint_licenses[mid].id, id);
        if (order == 0)
            return &lint_licenses[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

// An identifier as listed, with its "+" if it is listed so, or without.
static const struct lint_license *listed(struct lint *l, wy_str id)
{
    if (wy_str_starts(id, WY_S("AdditionRef-scancode-")))
        id = wy_arena_printf(l->arena, "LicenseRef-%.*s", WY_ARG(wy_str_from(id, strlen("AdditionRef-"))));
    const struct lint_license *found = find(id);
    if (!found && wy_str_ends(id, WY_S("+")))
        found = find(wy_str_sub(id, 0, id.len - 1));
    return found;
}

static bool is_ref(wy_str id)
{
    return wy_str_starts(id, WY_S("LicenseRef-")) || wy_str_starts(id, WY_S("AdditionRef-"));
}
static bool is_scancode(wy_str id)
{
    return wy_str_starts(id, WY_S("LicenseRef-scancode-")) || wy_str_starts(id, WY_S("AdditionRef-scancode-"));
}

enum question { DEPRECATED, UNKNOWN, UNREGISTERED, OWN };

static bool any_id(struct lint *l, enum question question, wy_str *which)
{
    struct wy_rows ids = {0};
    wy_str expression = expression_of(l);
    if (!expression.ptr || parse(l, expression, &ids))
        return false;
    for (WY_EACH(wy_str, id, ids)) {
        const struct lint_license *found = listed(l, *id);
        bool yes = question == DEPRECATED ? found && (found->flags & LINT_LICENSE_OLD)
                   : question == UNKNOWN  ? !found && (!is_ref(*id) || is_scancode(*id))
                   : question == OWN      ? !found && is_ref(*id) && !is_scancode(*id)
                                          : !found;
        *which = *id;
        if (yes)
            return true;
    }
    return false;
}

static void check_ids(struct lint *l, enum question question, const char *words)
{
    wy_str id;
    if (any_id(l, question, &id))
        lint_fail(l, LINT_GET(l->document, "license_expression"), "'%.*s' %s", WY_ARG(wy_str_sub(id, 0, 100)), words);
}

// 6.2.44
void lint_license_deprecated(struct lint *l) { check_ids(l, DEPRECATED, "is deprecated; use its successor"); }

// 6.2.45
void lint_license_unknown(struct lint *l) { check_ids(l, UNKNOWN, "is in no list of SPDX or ScanCode; correct it"); }

// 6.3.17
void lint_license_unregistered(struct lint *l)
{
    check_ids(l, UNREGISTERED, "is listed neither by SPDX nor by the ScanCode LicenseDB; prefer a listed licence");
}

// 6.1.55: a licence of the issuer's own; an identifier that is merely wrong is for 6.2.45.
void lint_license_text(struct lint *l)
{
    wy_str id;
    if (lint_english(l) && any_id(l, OWN, &id))
        lint_one_note(l, WY_S("License"), "legal_disclaimer");
}

// 6.2.46
void lint_license_text_translated(struct lint *l)
{
    wy_str id;
    if (lint_english(l) || !any_id(l, OWN, &id))
        return;
    wy_str title = lint_translated(l, WY_S("License"));
    if (title.ptr)
        lint_one_note(l, title, "legal_disclaimer");
    else
        lint_skip(l, "no translation of the needed title is known for the document's language");
}
