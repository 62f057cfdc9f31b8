// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Python packages: PEP 440, and for texts that are none (they stand in old records) the order that setuptools gave them
// before: every such text comes before every PEP 440 version.
#include "knowledge/version/scan.h"

enum { DEV_ONLY = 1, ALPHA, BETA, RC, FINAL };

struct pep440 {
    wy_str epoch, release, pre_number, post_number, dev_number, local;
    int pre;
    bool post, dev;
};

static bool is_joint(char c) { return c == '.' || c == '-' || c == '_'; }

static bool take_word(wy_str *s, wy_str word)
{
    wy_str rest = *s;
    if (rest.len && is_joint(rest.ptr[0]))
        rest = wy_str_from(rest, 1);
    if (!wy_str_starts_nocase(rest, word))
        return false;
    *s = wy_str_from(rest, word.len);
    return true;
}

// The number after a word, and a joint before it; "1.0b-" is a version as well.
static wy_str take_number(wy_str *s)
{
    if (s->len && is_joint(s->ptr[0]))
        *s = wy_str_from(*s, 1);
    return wy_take_digits(s);
}

static void take_pre(wy_str *s, struct pep440 *v)
{
    static const struct {
        wy_str word;
        int stage;
    } rows[] = {{WY_S_INIT("alpha"), ALPHA}, {WY_S_INIT("a"), ALPHA}, {WY_S_INIT("beta"), BETA},
                {WY_S_INIT("b"), BETA},      {WY_S_INIT("rc"), RC},   {WY_S_INIT("c"), RC},
                {WY_S_INIT("preview"), RC},  {WY_S_INIT("pre"), RC}};
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        if (take_word(s, rows[i].word)) {
            v->pre = rows[i].stage;
            v->pre_number = take_number(s);
            return;
        }
    }
}

static void take_post(wy_str *s, struct pep440 *v)
{
    if (s->len > 1 && s->ptr[0] == '-' && wy_is_digit(s->ptr[1])) {
        *s = wy_str_from(*s, 1);
        v->post = true;
        v->post_number = wy_take_digits(s);
    } else if (take_word(s, WY_S("post")) || take_word(s, WY_S("rev")) || take_word(s, WY_S("r"))) {
        v->post = true;
        v->post_number = take_number(s);
    }
}

static bool local_valid(wy_str s)
{
    bool joint = true;
    for (size_t i = 0; i < s.len; i++) {
        bool now = is_joint(s.ptr[i]);
        if ((now && joint) || (!now && !wy_is_alpha(s.ptr[i]) && !wy_is_digit(s.ptr[i])))
            return false;
        joint = now;
    }
    return !joint;
}

static bool parse(wy_str s, struct pep440 *v)
{
    *v = (struct pep440){0};
    if (s.len && (s.ptr[0] == 'v' || s.ptr[0] == 'V'))
        s = wy_str_from(s, 1);
    wy_str rest = s, digits = wy_take_digits(&rest);
    if (digits.len && wy_take_char(&rest, '!')) {
        v->epoch = digits;
        s = rest;
    }
    size_t n = 0;
    while (n < s.len && (wy_is_digit(s.ptr[n]) || (n && s.ptr[n] == '.' && wy_is_digit(s.ptr[n - 1]) && n + 1 < s.len &&
                                                   wy_is_digit(s.ptr[n + 1]))))
        n++;
    v->release = wy_str_sub(s, 0, n);
    s = wy_str_from(s, n);
    if (!n)
        return false;
    take_pre(&s, v);
    take_post(&s, v);
    if (take_word(&s, WY_S("dev"))) {
        v->dev = true;
        v->dev_number = take_number(&s);
    }
    if (!v->pre)
        v->pre = !v->post && v->dev ? DEV_ONLY : FINAL;
    if (wy_take_char(&s, '+')) {
        v->local = s;
        return local_valid(s);
    }
    return s.len == 0;
}

static int compare_local(wy_str a, wy_str b)
{
    if (!a.ptr || !b.ptr)
        return (a.ptr != NULL) - (b.ptr != NULL);
    while (a.len && b.len) {
        size_t na = 0, nb = 0;
        while (na < a.len && !is_joint(a.ptr[na]))
            na++;
        while (nb < b.len && !is_joint(b.ptr[nb]))
            nb++;
        wy_str pa = wy_str_sub(a, 0, na), pb = wy_str_sub(b, 0, nb);
        bool da = wy_all_digits(pa), db = wy_all_digits(pb);
        int d = da && db ? wy_digits_cmp(pa, pb) : da != db ? (da ? 1 : -1) : wy_nocase_cmp(pa, pb);
        if (d)
            return d;
        a = wy_str_from(a, na + 1);
        b = wy_str_from(b, nb + 1);
    }
    return (a.len > 0) - (b.len > 0);
}

static int compare_release(wy_str a, wy_str b)
{
    while (a.len || b.len) {
        int d = wy_digits_cmp(wy_take_digits(&a), wy_take_digits(&b));
        if (d)
            return d;
        a = wy_str_from(a, 1);
        b = wy_str_from(b, 1);
    }
    return 0;
}

static int compare_pep440(const struct pep440 *a, const struct pep440 *b)
{
    int d = wy_digits_cmp(a->epoch, b->epoch);
    if (!d)
        d = compare_release(a->release, b->release);
    if (!d)
        d = wy_sign(a->pre - b->pre);
    if (!d)
        d = wy_digits_cmp(a->pre_number, b->pre_number);
    if (!d)
        d = a->post - b->post;
    if (!d)
        d = wy_digits_cmp(a->post_number, b->post_number);
    if (!d)
        d = b->dev - a->dev;
    if (!d)
        d = wy_digits_cmp(a->dev_number, b->dev_number);
    return d ? d : compare_local(a->local, b->local);
}

// The old order: runs of digits, runs of letters and dashes become parts.
enum { PARTS_MAX = 96 };
struct part {
    wy_str text;
    char kind; // '0' number, 'a' word, '-' dash, '.' end of the version
};

static struct part make_part(wy_str text)
{
    struct part p = {text, 'a'};
    if (wy_is_digit(text.ptr[0]))
        p.kind = '0';
    else if (text.ptr[0] == '-')
        p = (struct part){WY_S("final-"), 'a'};
    else if (wy_str_eq_nocase(text, WY_S("pre")) || wy_str_eq_nocase(text, WY_S("preview")) ||
             wy_str_eq_nocase(text, WY_S("rc")))
        p.text = WY_S("c");
    else if (wy_str_eq_nocase(text, WY_S("dev")))
        p.text = WY_S("@");
    return p;
}

static bool is_number_zero(const struct part *p) { return p->kind == '0' && wy_digits_cmp(p->text, WY_S("0")) == 0; }

static bool push_part(struct part *parts, size_t *n, struct part p)
{
    if (p.kind == 'a') {
        if (wy_nocase_cmp(p.text, WY_S("final")) < 0)
            while (*n && parts[*n - 1].kind == 'a' && wy_str_eq(parts[*n - 1].text, WY_S("final-")))
                (*n)--;
        while (*n && is_number_zero(&parts[*n - 1]))
            (*n)--;
    }
    if (*n == PARTS_MAX)
        return false;
    parts[(*n)++] = p;
    return true;
}

static bool legacy_parts(wy_str s, struct part *parts, size_t *n)
{
    *n = 0;
    while (s.len) {
        wy_str text = wy_take_digits(&s);
        if (!text.len)
            text = wy_take_letters(&s);
        if (!text.len) {
            text = wy_str_sub(s, 0, 1);
            s = wy_str_from(s, 1);
            if (text.ptr[0] != '-') // a dot, or what the old rule treated as one
                continue;
        }
        if (!push_part(parts, n, make_part(text)))
            return false;
    }
    return push_part(parts, n, (struct part){WY_S("final"), 'a'});
}

static struct wy_compared compare_legacy(wy_str a, wy_str b)
{
    struct part pa[PARTS_MAX], pb[PARTS_MAX];
    size_t na, nb;
    if (!legacy_parts(a, pa, &na) || !legacy_parts(b, pb, &nb))
        return wy_unordered(WY_NOTE_TOO_LONG);
    for (size_t i = 0; i < na && i < nb; i++) {
        int d = pa[i].kind != pb[i].kind ? (pa[i].kind == 'a' ? -1 : 1)
                : pa[i].kind == '0'      ? wy_digits_cmp(pa[i].text, pb[i].text)
                                         : wy_nocase_cmp(pa[i].text, pb[i].text);
        if (d)
            return wy_ordered(d);
    }
    return wy_ordered((na > nb) - (na < nb));
}

struct wy_compared wy_compare_pypi(wy_str a, wy_str b)
{
    struct pep440 va, vb;
    bool pa = parse(a, &va), pb = parse(b, &vb);
    if (pa && pb)
        return wy_ordered(compare_pep440(&va, &vb));
    if (pa != pb)
        return wy_ordered(pa ? 1 : -1);
    return compare_legacy(a, b);
}
