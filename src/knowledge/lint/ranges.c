// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tests of product version ranges: VERS in canonical form, or its constraints alone ("vls"). Where an order of versions
// is known, constraints must be sorted and needed, and ranges side by side are tested for overlap. vls have no order of
// their own; dotted numbers and SemVer are compared, others are not.
#include "knowledge/lint/rules.h"
#include "knowledge/version/version.h"

#include <stdlib.h>

enum { CONSTRAINTS_MAX = 256 }; // of one range that is evaluated; longer ones are only read
enum comparator { EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL };

struct constraint {
    enum comparator comparator;
    wy_str version;
};

enum order { NO_ORDER, DOTTED, BY_SCHEME };
struct range {
    bool vers, all;
    wy_str scheme;
    const char *wrong; // why the text is no range
    enum order order;
    enum wy_order by;
    struct constraint *v;
    size_t n;
};

static bool is_digits_and_dots(wy_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_digit(s.ptr[i]) && s.ptr[i] != '.')
            return false;
    return s.len && wy_is_digit(s.ptr[0]);
}

static wy_str without_v(wy_str s)
{
    return s.len > 1 && wy_lower(s.ptr[0]) == 'v' && wy_is_digit(s.ptr[1]) ? wy_str_from(s, 1) : s;
}

static int dotted_cmp(wy_str a, wy_str b)
{
    while (a.ptr || b.ptr) {
        wy_str x = {"", 0}, y = {"", 0};
        wy_str_next(&a, '.', &x);
        wy_str_next(&b, '.', &y);
        while (x.len && x.ptr[0] == '0')
            x = wy_str_from(x, 1);
        while (y.len && y.ptr[0] == '0')
            y = wy_str_from(y, 1);
        int order = x.len != y.len ? (x.len < y.len ? -1 : 1) : wy_str_cmp(x, y);
        if (order)
            return order < 0 ? -1 : 1;
    }
    return 0;
}

// WY_UNORDERED when the two can not be compared.
static int compare(const struct range *r, wy_str a, wy_str b)
{
    if (r->order == BY_SCHEME)
        return wy_version_compare(r->by, a, b).sign;
    if (r->order == NO_ORDER)
        return WY_UNORDERED;
    if (!r->vers) {
        a = without_v(a);
        b = without_v(b);
    }
    if (is_digits_and_dots(a) && is_digits_and_dots(b))
        return dotted_cmp(a, b);
    return r->vers ? WY_UNORDERED : wy_version_compare(WY_ORDER_SEMVER, a, b).sign;
}

// "vers:", a type, a slash and more: the form that test 6.2.18 asks for.
static bool looks_like_vers(wy_str s)
{
    if (!wy_str_starts(s, WY_S("vers:")))
        return false;
    size_t slash = wy_str_find_char(s, '/');
    if (slash == WY_NPOS || slash == 5 || slash + 1 == s.len)
        return false;
    for (size_t i = 5; i < slash; i++) {
        char c = s.ptr[i];
        if (!(c >= 'a' && c <= 'z') && c != '.' && c != '-' && c != '+' && !(i > 5 && wy_is_digit(c)))
            return false;
    }
    return true;
}

static const char *read_constraint(wy_str s, bool vers, struct constraint *out)
{
    static const struct {
        const char *text;
        enum comparator comparator;
    } rows[] = {{">=", GREATER_EQUAL}, {"<=", LESS_EQUAL}, {"!=", NOT_EQUAL},
                {"<", LESS},           {">", GREATER},     {"=", EQUAL}};
    out->comparator = EQUAL;
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        wy_str text = wy_str_c(rows[i].text);
        if (!wy_str_starts(s, text))
            continue;
        if (vers && rows[i].comparator == EQUAL)
            return "'=' is left out in the canonical form";
        out->comparator = rows[i].comparator;
        s = wy_str_from(s, text.len);
        break;
    }
    if (!s.len)
        return "a version is missing (look for '|' at the ends and twice in a row)";
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (strchr("<>=!*|", c))
            return "a version has a comparator in it; percent-encode it";
        if (c == '%' && vers && (s.len - i < 3 || wy_hex_digit(s.ptr[i + 1]) < 0 || wy_hex_digit(s.ptr[i + 2]) < 0))
            return "a '%' does not start a percent-encoded character";
    }
    out->version = s;
    return NULL;
}

static void read_constraints(struct lint *l, wy_str list, struct range *r)
{
    size_t bars = 1;
    for (size_t i = 0; i < list.len; i++)
        bars += list.ptr[i] == '|';
    r->v = wy_new(l->arena, struct constraint, bars);
    l->out_of_memory |= !r->v;
    for (wy_str part; r->v && !r->wrong && wy_str_next(&list, '|', &part);)
        r->wrong = read_constraint(part, r->vers, &r->v[r->n++]);
}

static struct range read_range(struct lint *l, wy_str s)
{
    struct range r = {.vers = looks_like_vers(s)};
    for (size_t i = 0; i < s.len; i++)
        if (wy_is_space(s.ptr[i]) || (unsigned char)s.ptr[i] < 0x20) {
            r.wrong = "it has white space";
            return r;
        }
    wy_str list = s;
    r.order = DOTTED;
    if (r.vers) {
        size_t slash = wy_str_find_char(s, '/');
        r.scheme = wy_str_sub(s, 5, slash - 5);
        list = wy_str_from(s, slash + 1);
        bool dotted = wy_str_eq(r.scheme, WY_S("intdot"));
        r.by = dotted ? WY_ORDER_NONE : wy_order_find(r.scheme);
        r.order = dotted ? DOTTED : r.by != WY_ORDER_NONE ? BY_SCHEME : NO_ORDER;
        bool star = wy_str_eq(list, WY_S("*"));
        if (lint_in(r.scheme, "all none") || star) {
            r.all = true;
            if (!star || !lint_in(r.scheme, "all none"))
                r.wrong = "all versions are written vers:all/*";
            return r;
        }
    }
    read_constraints(l, list, &r);
    return r;
}

static int by_text(const void *a, const void *b)
{
    const struct constraint *x = a, *y = b;
    int order = wy_str_cmp(x->version, y->version);
    return order ? order : (int)x->comparator - (int)y->comparator;
}

// VERS names each version once; of a vls only whole constraints are compared, because "<2|>2" is used for "not 2".
static bool repeats(struct lint *l, const struct range *r)
{
    struct constraint *copy = wy_new(l->arena, struct constraint, r->n + 1);
    if (!copy) {
        l->out_of_memory = true;
        return false;
    }
    if (r->n)
        memcpy(copy, r->v, r->n * sizeof *copy);
    qsort(copy, r->n, sizeof *copy, by_text);
    for (size_t i = 1; i < r->n; i++)
        if (wy_str_eq(copy[i - 1].version, copy[i].version) &&
            (r->vers || copy[i - 1].comparator == copy[i].comparator))
            return true;
    return false;
}

static bool goes_up(enum comparator c) { return c == GREATER || c == GREATER_EQUAL; }
static bool goes_down(enum comparator c) { return c == LESS || c == LESS_EQUAL; }

// Of the constraints without !=, one that follows must not be implied by the one before, or the reverse.
static const char *sequence(const struct range *r)
{
    int before = LINT_NONE;
    for (size_t i = 0; i < r->n; i++) {
        enum comparator c = r->v[i].comparator;
        if (c == NOT_EQUAL)
            continue;
        if (before >= 0 && goes_up((enum comparator)before) && !goes_down(c))
            return "a constraint after '>' or '>=' is contained in it";
        if (before >= 0 && !goes_up((enum comparator)before) && goes_down(c))
            return "a constraint before '<' or '<=' is contained in it";
        before = (int)c;
    }
    return NULL;
}

static const char *order_rules(struct lint *l, const struct range *r)
{
    if (repeats(l, r))
        return "a version stands in it twice";
    if (!r->vers || r->order == NO_ORDER)
        return NULL;
    for (size_t i = 0; i < r->n; i++) {
        bool semver = wy_str_eq(r->scheme, WY_S("semver")); // whose order also takes shorter forms
        struct lint_version v = lint_version(r->v[i].version);
        if (compare(r, r->v[i].version, r->v[i].version) == WY_UNORDERED || (semver && !(v.ok && v.semver)))
            return "a version does not have the form of its type";
        int order = i ? compare(r, r->v[i - 1].version, r->v[i].version) : -1;
        if (order == 0)
            return "a version stands in it twice";
        if (order == 1)
            return "its versions are not in ascending order";
    }
    return sequence(r);
}

// 6.1.50
void lint_range_rules(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches)) {
        if (!wy_str_eq(b->category, WY_S("product_version_range")) || !b->name.ptr)
            continue;
        struct range r = read_range(l, b->name);
        const char *wrong = r.wrong ? r.wrong : r.all ? NULL : order_rules(l, &r);
        if (wrong)
            lint_fail(l, LINT_GET(b->node, "name"), "'%.*s' is no canonical version range: %s",
                      WY_ARG(wy_str_sub(b->name, 0, 120)), wrong);
    }
}

// 6.1.59
void lint_single_version_range(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches)) {
        if (!wy_str_eq(b->category, WY_S("product_version_range")) || !b->name.ptr)
            continue;
        struct range r = read_range(l, b->name);
        bool bounded = r.n == 2 && r.v[0].comparator == GREATER_EQUAL && r.v[1].comparator == LESS_EQUAL &&
                       compare(&r, r.v[0].version, r.v[1].version) == 0;
        if (!r.wrong && !r.all && ((r.n == 1 && r.v[0].comparator == EQUAL) || bounded))
            lint_fail(l, LINT_GET(b->node, "name"), "'%.*s' is one version; use the category product_version",
                      WY_ARG(b->name));
    }
}

// 6.2.18
void lint_range_without_vers(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches))
        if (wy_str_eq(b->category, WY_S("product_version_range")) && !looks_like_vers(b->name))
            lint_fail_at(l, b->node, "name", "the range does not use VERS; write vers:TYPE/... or list the versions");
}

// 6.2.49
void lint_range_open(struct lint *l)
{
    for (LINT_EACH(branch, b, l->branches)) {
        if (!wy_str_eq(b->category, WY_S("product_version_range")) || !b->name.ptr)
            continue;
        struct range r = read_range(l, b->name);
        size_t last = r.n;
        while (last && r.v[last - 1].comparator == NOT_EQUAL)
            last--;
        bool open = r.all || (last ? goes_up(r.v[last - 1].comparator) : r.n > 0);
        if (!r.wrong && open && !wy_str_eq(r.scheme, WY_S("none")))
            lint_fail(l, LINT_GET(b->node, "name"),
                      "the range has no upper end, so it covers versions that do not exist yet; close it");
    }
}

// 6.2.51
void lint_vers_type(struct lint *l)
{
    static const char registered[] =
        "all alpm apk cargo composer conan cpan dart datetime deb gem generic golang hackage intdot "
        "lexicographic maven none npm nuget pypi rpm semver";
    for (LINT_EACH(branch, b, l->branches)) {
        if (!wy_str_eq(b->category, WY_S("product_version_range")) || !looks_like_vers(b->name))
            continue;
        struct range r = read_range(l, b->name);
        wy_str scheme = wy_str_sub(b->name, 5, wy_str_find_char(b->name, '/') - 5);
        bool known = r.order != NO_ORDER || r.all;
        if (!lint_in(scheme, registered))
            lint_fail(l, LINT_GET(b->node, "name"), "the VERS type '%.*s' is not registered", WY_ARG(scheme));
        else if (!known)
            lint_fail(l, LINT_GET(b->node, "name"),
                      "the VERS type '%.*s' is registered, but its versions are not compared here", WY_ARG(scheme));
    }
}

// Versions of one or two ranges in ascending order: point i of the line is version i/2 for odd i, the gap before it for
// even i.
struct line {
    wy_str v[2 * CONSTRAINTS_MAX];
    size_t n;
};

// Too large to be made anew for each pair of ranges.
struct lint_scratch {
    struct line line;
    bool in_a[4 * CONSTRAINTS_MAX + 1], in_b[4 * CONSTRAINTS_MAX + 1];
};

static bool add_version(struct line *line, const struct range *r, wy_str version)
{
    size_t low = 0, high = line->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = compare(r, line->v[mid], version);
        if (order == WY_UNORDERED)
            return false;
        if (order == 0)
            return true;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (line->n == WY_COUNT(line->v))
        return false;
    memmove(line->v + low + 1, line->v + low, (line->n - low) * sizeof *line->v);
    line->v[low] = version;
    line->n++;
    return true;
}

static bool add_versions(struct line *line, const struct range *r)
{
    if (r->n > CONSTRAINTS_MAX)
        return false;
    for (size_t i = 0; i < r->n; i++)
        if (!add_version(line, r, r->v[i].version))
            return false;
    return true;
}

static size_t point_of(const struct line *line, const struct range *r, wy_str version)
{
    size_t low = 0, high = line->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare(r, line->v[mid], version) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return 2 * low + 1;
}

// Marks in `inside` which points the range covers; its constraints are in ascending order.
static void cover(const struct line *line, const struct range *r, bool *inside)
{
    size_t points = 2 * line->n + 1, from = 0;
    bool open = true, any = false; // the part before the first bound is covered if that bound goes down
    memset(inside, 0, points * sizeof *inside);
    for (size_t i = 0; i < r->n; i++) {
        enum comparator c = r->v[i].comparator;
        size_t at = point_of(line, r, r->v[i].version);
        if (c == EQUAL)
            inside[at] = true;
        any |= c != NOT_EQUAL;
        if (goes_up(c)) {
            from = c == GREATER ? at + 1 : at;
            open = true;
        } else if (goes_down(c)) {
            for (size_t p = from; open && p < (c == LESS ? at : at + 1); p++)
                inside[p] = true;
            open = false;
        } else if (c == EQUAL) {
            open = false;
        }
    }
    enum comparator last = NOT_EQUAL;
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].comparator != NOT_EQUAL)
            last = r->v[i].comparator;
    for (size_t p = from; (goes_up(last) || !any) && p < points; p++)
        inside[p] = true;
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].comparator == NOT_EQUAL)
            inside[point_of(line, r, r->v[i].version)] = false;
}

static bool comparable(const struct range *a, const struct range *b)
{
    return a->vers == b->vers && (!a->vers || wy_str_eq(a->scheme, b->scheme)) && a->order != NO_ORDER;
}

static bool usable(const struct range *r) { return !r->wrong && (r->all || (r->n && r->n <= CONSTRAINTS_MAX)); }

static bool overlap(struct lint *l, const struct range *a, const struct range *b)
{
    if (!usable(a) || !usable(b) || !lint_step(l, (a->n + b->n) * (a->n + b->n > 8 ? 8 : 1) + 1))
        return false;
    if (a->all || b->all)
        return !wy_str_eq(a->scheme, WY_S("none")) && !wy_str_eq(b->scheme, WY_S("none"));
    if (!l->scratch)
        l->scratch = wy_new(l->arena, struct lint_scratch, 1);
    struct lint_scratch *s = l->scratch;
    if (!s) {
        l->out_of_memory = true;
        return false;
    }
    s->line.n = 0;
    if (!comparable(a, b) || !add_versions(&s->line, a) || !add_versions(&s->line, b))
        return false;
    cover(&s->line, a, s->in_a);
    cover(&s->line, b, s->in_b);
    for (size_t p = 0; p < 2 * s->line.n + 1; p++)
        if (s->in_a[p] && s->in_b[p])
            return true;
    return false;
}

static bool holds(struct lint *l, const struct range *r, wy_str version)
{
    struct constraint one = {EQUAL, version};
    struct range single = {.vers = r->vers, .scheme = r->scheme, .order = r->order, .by = r->by, .v = &one, .n = 1};
    return overlap(l, r, &single);
}

// One branch beside a range: what it is, and the range if it is one.
struct sibling {
    const struct lint_branch *branch;
    struct range range;
    bool is_range, has_branches, has_product;
};

// The branches below each parent, in order, as runs of one array.
struct siblings {
    struct sibling *v;
    size_t n;
};

static int by_parent(const void *a, const void *b)
{
    const struct sibling *x = a, *y = b;
    if (x->branch->parent != y->branch->parent)
        return x->branch->parent < y->branch->parent ? -1 : 1;
    return x->branch < y->branch ? -1 : x->branch > y->branch;
}

static struct siblings collect(struct lint *l)
{
    struct siblings s = {.v = wy_new(l->arena, struct sibling, l->branches.n + 1)};
    if (!s.v) {
        l->out_of_memory = true;
        return s;
    }
    for (LINT_EACH(branch, b, l->branches)) {
        bool range = wy_str_eq(b->category, WY_S("product_version_range"));
        if (!b->name.ptr || (!range && !wy_str_eq(b->category, WY_S("product_version"))))
            continue;
        struct sibling *row = &s.v[s.n++];
        *row = (struct sibling){.branch = b,
                                .is_range = range,
                                .has_branches = LINT_GET(b->node, "branches") != NULL,
                                .has_product = b->product != LINT_NONE};
        if (range)
            row->range = read_range(l, b->name);
    }
    qsort(s.v, s.n, sizeof *s.v, by_parent);
    return s;
}

static bool meets(struct lint *l, const struct sibling *a, const struct sibling *b)
{
    return b->is_range ? overlap(l, &a->range, &b->range) : holds(l, &a->range, b->branch->name);
}

static uint16_t status_of(const struct lint *l, const struct lint_vuln *v, int32_t product)
{
    const struct lint_product *p = (const struct lint_product *)l->products.v + product;
    struct lint_member *m = lint_member(v, p->id);
    return m ? m->status : 0;
}

static unsigned groups_of(uint16_t status)
{
    static const uint16_t bits[] = {LINT_AFFECTED, LINT_KNOWN_NOT_AFFECTED, LINT_ANY_FIXED, LINT_UNDER_INVESTIGATION,
                                    LINT_UNKNOWN};
    unsigned groups = 0;
    for (unsigned i = 0; i < WY_COUNT(bits); i++)
        groups |= status & bits[i] ? 1u << i : 0;
    return groups;
}

// Products at or below the branch: a run, because parents stand before their children.
static bool below(const struct lint *l, const struct lint_branch *b, size_t *i, int32_t *product)
{
    const struct lint_branch *all = l->branches.v;
    size_t self = (size_t)(b - all);
    for (; *i < l->branches.n && (*i == self || all[*i].depth > b->depth); ++*i)
        if (all[*i].product != LINT_NONE) {
            *product = all[(*i)++].product;
            return true;
        }
    return false;
}

// Whether some vulnerability gives a product of `a` and the product of `b` statuses of one group, or of contradicting
// ones.
static const struct lint_vuln *status_meets(struct lint *l, const struct sibling *a, const struct sibling *b, bool same)
{
    for (LINT_EACH(vuln, v, l->vulns)) {
        unsigned of_b = groups_of(status_of(l, v, b->branch->product));
        int32_t product;
        for (size_t i = (size_t)(a->branch - (const struct lint_branch *)l->branches.v);
             of_b && below(l, a->branch, &i, &product);) {
            unsigned of_a = groups_of(status_of(l, v, product));
            if (!lint_step(l, 1))
                return NULL;
            if (of_a && (same ? (of_a & of_b) != 0 : (of_a | of_b) != of_a || (of_a | of_b) != of_b))
                return v;
        }
    }
    return NULL;
}

// Which of the three kinds of siblings the running test is about, by the end of its number.
enum kind { KIND_VERS = '1', KIND_VLS = '2', KIND_VERSION = '3', KIND_BRANCH_RANGE = '4', KIND_BRANCH_VERSION = '5' };

static bool is_kind(const struct sibling *b, char kind)
{
    switch (kind) {
    case KIND_VERS: return b->is_range && b->has_product && b->range.vers;
    case KIND_VLS: return b->is_range && b->has_product && !b->range.vers;
    case KIND_VERSION: return !b->is_range && b->has_product;
    case KIND_BRANCH_RANGE: return b->is_range && b->has_branches;
    default: return !b->is_range && b->has_branches;
    }
}

static void check_pair(struct lint *l, const struct sibling *a, const struct sibling *b, char kind)
{
    bool same = wy_lint_level(l->rule->id) == WY_LINT_NOTE;
    if (kind >= KIND_BRANCH_RANGE) {
        if (meets(l, a, b))
            lint_fail(l, LINT_GET(b->branch->node, "name"), "overlaps with '%.*s' beside it; split the two",
                      WY_ARG(a->branch->name));
        return;
    }
    bool told_from_there = b->is_range && a->has_product && !a->has_branches && b < a;
    const struct lint_vuln *v = told_from_there || !meets(l, a, b) ? NULL : status_meets(l, a, b, same);
    if (v)
        lint_fail_at(l, v->node, "product_status",
                     "'%.*s' and '%.*s' overlap, and their products have %s status; split the two",
                     WY_ARG(a->branch->name), WY_ARG(b->branch->name), same ? "the same" : "a contradicting");
}

static void check_overlaps(struct lint *l)
{
    struct siblings s = collect(l);
    char kind = l->rule->id[strlen(l->rule->id) - 1];
    for (size_t from = 0, to; from < s.n; from = to) {
        for (to = from; to < s.n && s.v[to].branch->parent == s.v[from].branch->parent;)
            to++;
        for (size_t i = from; i < to; i++)
            for (size_t j = from; s.v[i].is_range && j < to && lint_step(l, 1); j++)
                if (i != j && is_kind(&s.v[j], kind))
                    check_pair(l, &s.v[i], &s.v[j], kind);
    }
}

// 6.2.50.1 to 6.2.50.3
void lint_range_overlap_contradicting(struct lint *l) { check_overlaps(l); }

// 6.3.19.1 to 6.3.19.3
void lint_range_overlap_same(struct lint *l) { check_overlaps(l); }

// 6.3.19.4, 6.3.19.5
void lint_range_overlap_branch(struct lint *l) { check_overlaps(l); }
