// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MIUI and HyperOS build names: the forms seen in devices, bulletins and advisories, and their order. Numbers restart
// when a model moves to a new Android under the same user interface, so the letter comes before them; two builds are
// comparable only within one device, region and operator. Leaves out: the table from device codes to models.
#include "knowledge/version/build.h"

#include "core/date.h"
#include "knowledge/version/scan.h"

#include <stdio.h>

static bool take_word(wy_str *s, wy_str word)
{
    if (!wy_str_starts_nocase(*s, word))
        return false;
    *s = wy_str_from(*s, word.len);
    while (s->len && s->ptr[0] == ' ')
        *s = wy_str_from(*s, 1);
    return true;
}

static void take_family(wy_str *s, struct wy_build *b)
{
    if (take_word(s, WY_S("Xiaomi ")))
        while (s->len && s->ptr[0] == ' ')
            *s = wy_str_from(*s, 1);
    if (take_word(s, WY_S("HyperOS")))
        b->skin = WY_SKIN_HYPEROS;
    else if (take_word(s, WY_S("MIUI")))
        b->skin = WY_SKIN_MIUI;
    if (s->len < 2)
        return;
    if ((s->ptr[0] == 'V' || s->ptr[0] == 'v') && wy_is_digit(s->ptr[1])) {
        *s = wy_str_from(*s, 1);
        b->skin = b->skin == WY_SKIN_HYPEROS ? WY_SKIN_HYPEROS : WY_SKIN_MIUI;
    } else if (wy_str_starts_nocase(*s, WY_S("OS")) && s->len > 2 && wy_is_digit(s->ptr[2])) {
        *s = wy_str_from(*s, 2);
        b->skin = WY_SKIN_HYPEROS;
    }
}

// Up to five numbers joined by dots; false for a number of more than nine digits.
static bool take_numbers(wy_str *s, uint32_t number[5], unsigned *n)
{
    for (*n = 0; *n < 5; (*n)++) {
        wy_str rest = *s;
        if (*n > 0 && !wy_take_char(&rest, '.'))
            break;
        wy_str digits = wy_take_digits(&rest);
        uint64_t v;
        if (!digits.len)
            break;
        if (digits.len > 9 || !wy_str_u64(digits, &v))
            return false;
        number[*n] = (uint32_t)v;
        *s = rest;
    }
    return *n > 0;
}

static bool is_code(char c) { return (c >= 'A' && c <= 'Z') || wy_is_digit(c); }

// LDDRROO after a dot or in brackets.
static bool take_letters7(wy_str *s, struct wy_build *b)
{
    wy_str rest = *s;
    bool bracket = wy_take_char(&rest, '(');
    if (!bracket && !wy_take_char(&rest, '.'))
        return false;
    if (rest.len < 7 || (rest.len > 7 && rest.ptr[7] != '.' && rest.ptr[7] != ')' && rest.ptr[7] != ' '))
        return false;
    for (size_t i = 0; i < 7; i++)
        if (!is_code(rest.ptr[i]) || ((i == 0 || i >= 3) && wy_is_digit(rest.ptr[i])))
            return false;
    b->letter = rest.ptr[0];
    memcpy(b->device, rest.ptr + 1, 2);
    memcpy(b->region, rest.ptr + 3, 2);
    memcpy(b->operator_code, rest.ptr + 5, 2);
    rest = wy_str_from(rest, 7);
    if (bracket && !wy_take_char(&rest, ')'))
        return false;
    *s = rest;
    return true;
}

static bool as_day(uint32_t year, uint32_t month, uint32_t day, int32_t *out)
{
    year += year < 10 ? 2010 : 2000;
    return month <= 12 && day <= 31 && wy_day_from_ymd((int)year, (int)month, (int)day, out);
}

static bool take_suffix(wy_str s, struct wy_build *b)
{
    s = wy_str_trim(s);
    if (!s.len)
        return true;
    if (!wy_take_char(&s, '.') && !wy_take_char(&s, '-') && !wy_take_char(&s, ' '))
        return false;
    static const wy_str known[] = {WY_S_INIT("PRE"), WY_S_INIT("DEV"), WY_S_INIT("BETA"), WY_S_INIT("ALPHA")};
    b->suffix = wy_take_letters(&s);
    for (size_t i = 0; i < WY_COUNT(known); i++)
        if (wy_str_eq_nocase(b->suffix, known[i]))
            return s.len == 0;
    return false;
}

static void settle_skin(struct wy_build *b)
{
    if (b->skin != WY_SKIN_HYPEROS && b->number[0] == 816) {
        b->skin = WY_SKIN_HYPEROS;
        b->number[0] = 1;
    }
    if (b->skin == WY_SKIN_UNKNOWN) { // MIUI's first three versions had no such names
        b->skin_assumed = true;
        b->skin = b->number[0] <= 4 && b->kind != WY_BUILD_OLD_WEEKLY ? WY_SKIN_HYPEROS : WY_SKIN_MIUI;
    }
}

bool wy_build_parse(wy_str s, struct wy_build *out)
{
    struct wy_build b = {0};
    uint32_t number[5] = {0};
    unsigned n;
    s = wy_str_trim(s);
    take_family(&s, &b);
    if (!take_numbers(&s, number, &n))
        return false;
    bool family = b.skin != WY_SKIN_UNKNOWN;
    memcpy(b.number, number, sizeof b.number);
    b.numbers = n > 4 ? 4 : n;
    b.kind = WY_BUILD_SHORT;
    if (n == 4 && take_letters7(&s, &b)) {
        b.kind = WY_BUILD_STABLE;
    } else if (n == 5) {
        if (number[2] < 10 || !as_day(number[2], number[3], number[4], &b.day))
            return false;
        b.kind = WY_BUILD_WEEKLY;
        b.numbers = 2;
    } else if (n == 3 && !family && (number[0] >= 20 || (number[0] >= 4 && number[0] < 10 && number[1] > 0)) &&
               as_day(number[0], number[1], number[2], &b.day)) {
        b.kind = WY_BUILD_OLD_WEEKLY;
    }
    if (!take_suffix(s, &b))
        return false;
    settle_skin(&b);
    *out = b;
    return true;
}

wy_str wy_build_format(const struct wy_build *b, char out[WY_BUILD_TEXT_SIZE])
{
    const char *family = b->skin == WY_SKIN_HYPEROS ? "OS" : b->kind == WY_BUILD_OLD_WEEKLY ? "" : "V";
    int n = snprintf(out, WY_BUILD_TEXT_SIZE, "%s%u", family, b->number[0]);
    for (unsigned i = 1; i < b->numbers; i++)
        n += snprintf(out + n, (size_t)(WY_BUILD_TEXT_SIZE - n), ".%u", b->number[i]);
    if (b->kind == WY_BUILD_WEEKLY) {
        int y, m, d;
        wy_ymd_from_day(b->day, &y, &m, &d);
        n += snprintf(out + n, (size_t)(WY_BUILD_TEXT_SIZE - n), ".%d.%d.%d", y % 100, m, d);
    }
    if (b->letter)
        n += snprintf(out + n, (size_t)(WY_BUILD_TEXT_SIZE - n), ".%c%s%s%s", b->letter, b->device, b->region,
                      b->operator_code);
    if (b->suffix.len && b->suffix.len <= 12)
        n += snprintf(out + n, (size_t)(WY_BUILD_TEXT_SIZE - n), ".%.*s", (int)b->suffix.len, b->suffix.ptr);
    return (wy_str){out, (size_t)n};
}

wy_str wy_build_android(char letter)
{
    static const wy_str names[] = {
        WY_S_INIT("4.1"), WY_S_INIT("4.4"), WY_S_INIT("5"),  WY_S_INIT("6"),  WY_S_INIT("7"),
        WY_S_INIT("8"),   WY_S_INIT("9"),   WY_S_INIT("10"), WY_S_INIT("11"), WY_S_INIT("12"),
        WY_S_INIT("13"),  WY_S_INIT("14"),  WY_S_INIT("15"), WY_S_INIT("16"), WY_S_INIT("17"),
    };
    return letter >= 'J' && letter <= 'X' ? names[letter - 'J'] : (wy_str){0};
}

static int line_sign(const struct wy_build *a, const struct wy_build *b)
{
    if (a->skin != b->skin)
        return a->skin < b->skin ? -1 : 1;
    for (unsigned i = 0; i < 2; i++) {
        if (i >= a->numbers || i >= b->numbers)
            return 0;
        if (a->number[i] != b->number[i])
            return a->number[i] < b->number[i] ? -1 : 1;
    }
    return 0;
}

struct wy_compared wy_build_compare_line(const struct wy_build *a, const struct wy_build *b)
{
    if (a->kind == WY_BUILD_OLD_WEEKLY || b->kind == WY_BUILD_OLD_WEEKLY)
        return wy_unordered(WY_NOTE_CHANNEL);
    int sign = line_sign(a, b);
    if (!sign && a->numbers != b->numbers && (a->numbers < 2 || b->numbers < 2))
        return wy_unordered(WY_NOTE_PREFIX); // "MIUI 12" and 12.5
    return (struct wy_compared){sign, WY_NOTE_LINE};
}

static struct wy_compared compare_stable(const struct wy_build *a, const struct wy_build *b)
{
    if (memcmp(a->device, b->device, 2) != 0 || memcmp(a->region, b->region, 2) != 0 ||
        memcmp(a->operator_code, b->operator_code, 2) != 0)
        return wy_unordered(WY_NOTE_DEVICE);
    int sign = line_sign(a, b);
    if (!sign)
        sign = wy_sign(a->letter - b->letter);
    for (unsigned i = 2; i < 4 && !sign; i++)
        sign = wy_sign((int64_t)a->number[i] - (int64_t)b->number[i]);
    if (!sign && !wy_str_eq_nocase(a->suffix, b->suffix))
        return wy_unordered(WY_NOTE_TAIL); // a preview of the same number
    return wy_ordered(sign);
}

// At least one of the two has no device.
static struct wy_compared compare_short(const struct wy_build *a, const struct wy_build *b)
{
    int sign = line_sign(a, b);
    if (sign)
        return (struct wy_compared){sign, WY_NOTE_LINE};
    unsigned shared = a->numbers < b->numbers ? a->numbers : b->numbers;
    for (unsigned i = 2; i < shared && !sign; i++)
        sign = wy_sign((int64_t)a->number[i] - (int64_t)b->number[i]);
    if (!sign && a->numbers != b->numbers)
        return wy_unordered(WY_NOTE_PREFIX);
    if (a->kind == WY_BUILD_SHORT && b->kind == WY_BUILD_SHORT)
        return wy_ordered(sign);
    return (struct wy_compared){sign, WY_NOTE_NO_LETTER};
}

struct wy_compared wy_build_compare(const struct wy_build *a, const struct wy_build *b)
{
    bool date_a = a->kind == WY_BUILD_WEEKLY || a->kind == WY_BUILD_OLD_WEEKLY;
    bool date_b = b->kind == WY_BUILD_WEEKLY || b->kind == WY_BUILD_OLD_WEEKLY;
    if (date_a && date_b)
        return wy_ordered(wy_sign((int64_t)a->day - b->day));
    if (date_a || date_b)
        return wy_unordered(WY_NOTE_CHANNEL);
    if (a->kind == WY_BUILD_STABLE && b->kind == WY_BUILD_STABLE)
        return compare_stable(a, b);
    return compare_short(a, b);
}

struct wy_compared wy_compare_build(wy_str a, wy_str b)
{
    struct wy_build ba, bb;
    if (!wy_build_parse(a, &ba) || !wy_build_parse(b, &bb))
        return wy_unordered(WY_NOTE_FORM);
    return wy_build_compare(&ba, &bb);
}
