// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The order of Android versionNames, which are free text. The leading digit runs (joined by . - _ + or blanks) are the
// core and decide; what follows the first letter is the tail: alpha, beta, rc and the like sort before the release, any
// other tail is build metadata. A text without a leading number, with several numbers, or that is a range in words, has
// no order. Product names before the number are cut by wy_apk_version_strip, whose caller knows them.
#include "knowledge/version/scan.h"

struct apk_version {
    wy_str core; // digits and separators
    wy_str tail;
    enum wy_version_note bad;
};

static bool is_separator(char c) { return c == '.' || c == '-' || c == '_' || c == '+' || c == ' '; }

static bool word_in(wy_str word, const wy_str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (wy_str_eq_nocase(word, list[i]))
            return true;
    return false;
}

static bool is_range_word(wy_str word)
{
    static const wy_str words[] = {
        WY_S_INIT("and"),   WY_S_INIT("or"),    WY_S_INIT("before"),  WY_S_INIT("prior"), WY_S_INIT("earlier"),
        WY_S_INIT("older"), WY_S_INIT("below"), WY_S_INIT("through"), WY_S_INIT("to"),    WY_S_INIT("later"),
        WY_S_INIT("newer"), WY_S_INIT("above"), WY_S_INIT("until"),   WY_S_INIT("lower"), WY_S_INIT("higher"),
    };
    return word_in(word, words, WY_COUNT(words));
}

static bool is_market_word(wy_str word)
{
    static const wy_str words[] = {WY_S_INIT("cn"), WY_S_INIT("global"), WY_S_INIT("eea"), WY_S_INIT("eu"),
                                   WY_S_INIT("in"), WY_S_INIT("ru"),     WY_S_INIT("intl")};
    return word_in(word, words, WY_COUNT(words));
}

// The tail may hold a second version number ("1.2 (4.5)", "1.0, 2.0") or words of a range.
static enum wy_version_note judge_tail(wy_str tail, bool dotted_core)
{
    char before = 0;
    while (tail.len) {
        wy_str number = wy_take_digits(&tail);
        if (number.len) {
            bool fresh = before == ' ' || before == ',' || before == ';' || before == '/' || before == '(';
            if (fresh && dotted_core && tail.len > 1 && tail.ptr[0] == '.' && wy_is_digit(tail.ptr[1]))
                return WY_NOTE_SEVERAL;
            before = '0';
            continue;
        }
        wy_str word = wy_take_letters(&tail);
        if (word.len) {
            if ((before == ' ' || before == ',') && is_range_word(word))
                return WY_NOTE_RANGE_WORDS;
            before = 'a';
            continue;
        }
        before = tail.ptr[0];
        if (before == '<' || before == '>' || before == '=')
            return WY_NOTE_RANGE_WORDS;
        tail = wy_str_from(tail, 1);
    }
    return WY_NOTE_NONE;
}

static struct apk_version parse(wy_str s)
{
    struct apk_version v = {0};
    if (s.len > 1 && (s.ptr[0] == 'v' || s.ptr[0] == 'V') && wy_is_digit(s.ptr[1]))
        s = wy_str_from(s, 1);
    if (!s.len || !wy_is_digit(s.ptr[0])) {
        v.bad =
            s.len && (s.ptr[0] == '<' || s.ptr[0] == '>' || s.ptr[0] == '=') ? WY_NOTE_RANGE_WORDS : WY_NOTE_NO_NUMBER;
        return v;
    }
    // The core ends with its last digit that only separators divide from the digits before.
    size_t end = 0, i = 0, dots = 0;
    bool blank = false;
    while (i < s.len && (wy_is_digit(s.ptr[i]) || is_separator(s.ptr[i]))) {
        if (wy_is_digit(s.ptr[i]))
            end = i + 1;
        else if (s.ptr[i] == ' ')
            blank = true;
        else if (s.ptr[i] == '.' && i + 1 < s.len && wy_is_digit(s.ptr[i + 1])) {
            if (blank && dots > 0)
                v.bad = WY_NOTE_SEVERAL; // "1.2 3.4"
            dots++;
        }
        i++;
    }
    v.core = wy_str_sub(s, 0, end);
    v.tail = wy_str_from(s, end);
    if (!v.bad)
        v.bad = judge_tail(v.tail, dots > 0);
    return v;
}

static wy_str next_number(wy_str *core)
{
    while (core->len && !wy_is_digit(core->ptr[0]))
        *core = wy_str_from(*core, 1);
    return wy_take_digits(core);
}

static wy_str first_word(wy_str *tail)
{
    while (tail->len && !wy_is_alpha(tail->ptr[0]))
        *tail = wy_str_from(*tail, 1);
    return wy_take_letters(tail);
}

// 0 = not a pre-release; words that say how far from the release come in order, the others are in no order to them.
static int stage(wy_str word)
{
    static const wy_str words[] = {WY_S_INIT("alpha"), WY_S_INIT("beta"),   WY_S_INIT("rc"),       WY_S_INIT("pre"),
                                   WY_S_INIT("dev"),   WY_S_INIT("canary"), WY_S_INIT("snapshot"), WY_S_INIT("test")};
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(word, words[i]))
            return (int)i + 1;
    return 0;
}

// fullCnRelease: words also end where lower case meets upper case.
static bool has_market(wy_str tail)
{
    while (tail.len) {
        size_t n = 0;
        while (n < tail.len && wy_is_alpha(tail.ptr[n]) &&
               (n == 0 || !(wy_lower(tail.ptr[n]) != tail.ptr[n] && wy_lower(tail.ptr[n - 1]) == tail.ptr[n - 1])))
            n++;
        if (n && is_market_word(wy_str_sub(tail, 0, n)))
            return true;
        tail = wy_str_from(tail, n ? n : 1);
    }
    return false;
}

static struct wy_compared compare_tails(wy_str a, wy_str b)
{
    wy_str rest_a = a, rest_b = b;
    wy_str word_a = first_word(&rest_a), word_b = first_word(&rest_b);
    int sa = stage(word_a), sb = stage(word_b);
    if (!sa && !sb) {
        bool differ = wy_nocase_cmp(a, b) != 0 && (has_market(a) || has_market(b));
        return (struct wy_compared){0, differ ? WY_NOTE_FLAVOUR : WY_NOTE_NONE};
    }
    if (!sa || !sb)
        return wy_ordered(sa ? -1 : 1);
    if (sa != sb)
        return sa <= 3 && sb <= 3 ? wy_ordered(wy_sign(sa - sb)) : wy_unordered(WY_NOTE_TAIL);
    do {
        int d = wy_digits_cmp(next_number(&rest_a), next_number(&rest_b));
        if (d)
            return wy_ordered(d);
    } while (rest_a.len || rest_b.len);
    return wy_ordered(0);
}

struct wy_compared wy_compare_apk(wy_str a, wy_str b)
{
    struct apk_version va = parse(a), vb = parse(b);
    if (wy_str_eq(a, b)) { // the very same build, whatever its name means; but "n/a" is no version
        bool number = false;
        for (size_t i = 0; i < a.len; i++)
            number |= wy_is_digit(a.ptr[i]);
        if (number && va.bad != WY_NOTE_RANGE_WORDS && va.bad != WY_NOTE_SEVERAL)
            return wy_ordered(0);
    }
    if (va.bad || vb.bad)
        return wy_unordered(va.bad ? va.bad : vb.bad);
    wy_str ca = va.core, cb = vb.core;
    while (ca.len || cb.len) {
        int d = wy_digits_cmp(next_number(&ca), next_number(&cb));
        if (d)
            return wy_ordered(d);
    }
    return compare_tails(va.tail, vb.tail);
}

// Each number is written as the count of its bits in 5 bits and the bits after the first, so that greater numbers give
// greater texts of bits; the key is the first 64 bits, zeros follow the last number, as 0 follows it in the order.
uint64_t wy_apk_key(wy_str version)
{
    struct apk_version v = parse(version);
    uint64_t key = 0, n;
    unsigned room = 64;
    while (!v.bad && v.core.len && room) {
        wy_str digits = next_number(&v.core);
        while (digits.len && digits.ptr[0] == '0')
            digits = wy_str_from(digits, 1);
        bool large = digits.len && (!wy_str_u64(digits, &n) || n >> 30);
        n = large ? UINT64_C(1) << 30 : digits.len ? n : 0;
        unsigned bits = n ? 64 - (unsigned)__builtin_clzll(n) : 0, width = bits ? bits + 4 : 5;
        uint64_t code = bits ? (uint64_t)bits << (bits - 1) | (n ^ UINT64_C(1) << (bits - 1)) : 0;
        unsigned taken = width < room ? width : room;
        room -= taken;
        key |= code >> (width - taken) << room;
        if (large)
            break; // all of these are alike
    }
    return key;
}

wy_str wy_apk_version_strip(wy_str version, const wy_str *names, size_t n)
{
    wy_str best = version;
    size_t longest = 0;
    for (size_t i = 0; i < n; i++) {
        if (names[i].len <= longest || !wy_str_starts_nocase(version, names[i]))
            continue;
        wy_str rest = wy_str_from(version, names[i].len);
        while (rest.len && (is_separator(rest.ptr[0]) || rest.ptr[0] == ':' || rest.ptr[0] == '/'))
            rest = wy_str_from(rest, 1);
        bool v = rest.len > 1 && (rest.ptr[0] == 'v' || rest.ptr[0] == 'V') && wy_is_digit(rest.ptr[1]);
        if (!v && !(rest.len && wy_is_digit(rest.ptr[0])))
            continue;
        longest = names[i].len;
        best = rest;
    }
    return best;
}
