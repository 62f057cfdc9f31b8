// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/groups.h"

enum {
    END_MIN = 11,       // letters: the matcher's longest windows
    DIGITS_MAX = 24,    // of a number
    SEPARATORS_MAX = 3, // between two digits: ") "
    TABLE_MAX = 8,      // digits that tables of short numbers make by chance
};

static const char separators[] = " -.()/+";
static bool is_separator(uint8_t c) { return c && strchr(separators, (char)c); }

// Sizes of groups from the right (":" is ten); what is left over is one more group. With `joint` the one in front of
// the last size may differ from the others: "(415) 555-0123".
struct cut {
    const char *sizes;
    bool joint;
};
static const struct cut of_phones[] = {{"22222", false}, {"3333", false}, {"34", false}, {"32", false},
                                       {"5", false},     {"6", false},    {"8", true},   {"43", true},
                                       {"44", true},     {"45", true},    {"223", true}, {"7", true}};
static const struct cut of_codes[] = {{"1662", false}, {"1626", false}, {"168", false},   {"66", false},
                                      {"62", false},   {"7", false},    {"9", false},     {":", false},
                                      {"55", false},   {"4555", false}, {"33333", false}, {"3444", false},
                                      {"2444", false}, {"1444", false}, {"44444", false}};

// Written from the right end of `out`, up to END_MIN letters or the whole number.
static void spell(wy_str digits, const char *sizes, char inner, const char *joint, void (*add)(void *, wy_str),
                  void *ctx)
{
    enum { ROOM = 3 * DIGITS_MAX };
    char out[ROOM];
    size_t at = ROOM, left = digits.len, group = 0;
    bool parted = false;
    while (left && ROOM - at < END_MIN) {
        out[--at] = digits.ptr[--left];
        if (!*sizes || ++group < (size_t)(*sizes - '0') || !left)
            continue;
        group = 0;
        sizes++;
        parted = true;
        if (*sizes || !joint)
            out[--at] = inner;
        else
            for (size_t n = strlen(joint); n; n--)
                out[--at] = joint[n - 1];
    }
    if (parted)
        add(ctx, (wy_str){out + at, ROOM - at});
}

// The groups may lie in front of a last one as long as that.
static void spell_last(wy_str digits, void (*add)(void *, wy_str), void *ctx)
{
    if (digits.len > END_MIN)
        add(ctx, wy_str_from(digits, digits.len - END_MIN));
}

void wy_groups_spell(enum wy_groups_of what, wy_str digits, void (*add)(void *ctx, wy_str end), void *ctx)
{
    static const char *const joints[] = {") ", ")", " ", "/", "-"};
    const struct cut *cuts = what == WY_GROUPS_PHONE ? of_phones : of_codes;
    size_t n = what == WY_GROUPS_PHONE ? WY_COUNT(of_phones) : WY_COUNT(of_codes);
    if (digits.len > DIGITS_MAX)
        return;
    spell_last(digits, add, ctx);
    for (size_t i = 0; i < n; i++) {
        for (const char *inner = what == WY_GROUPS_PHONE ? " -.+" : " -./+"; *inner; inner++) {
            spell(digits, cuts[i].sizes, *inner, NULL, add, ctx);
            if (*inner != ' ' && *inner != '-' && cuts[i].joint)
                continue;
            for (size_t k = 0; k < WY_COUNT(joints) && cuts[i].joint; k++)
                if (joints[k][0] != *inner)
                    spell(digits, cuts[i].sizes, *inner, joints[k], add, ctx);
        }
    }
}

wy_str wy_trunk_prefix(wy_str code)
{
    static const char *const others[][2] = {{"7", "8"}, {"36", "06"}, {"370", "8"}, {"375", "80"}};
    for (size_t i = 0; i < WY_COUNT(others); i++)
        if (wy_str_eq(code, wy_str_c(others[i][0])))
            return wy_str_c(others[i][1]);
    return WY_S("0");
}

// Reads `digits` backwards from text[at], exclusive; false where something else stands there. Counts separators.
static bool read_back(wy_str digits, wy_bytes text, size_t *at, size_t *parted)
{
    size_t i = *at;
    for (size_t left = digits.len; left; left--) {
        size_t between = 0;
        for (; i && between < SEPARATORS_MAX && is_separator(text.ptr[i - 1]); between++)
            i--;
        if (i == 0 || text.ptr[i - 1] != (uint8_t)digits.ptr[left - 1])
            return false;
        i--;
        *parted += between;
    }
    *at = i;
    return true;
}

static bool digit_before(wy_bytes text, size_t at) { return at && wy_is_digit((char)text.ptr[at - 1]); }

// Moves *start before `front` where it stands there, and before a "+" or "00" in front of that.
static bool take(wy_str front, wy_bytes text, size_t *start, size_t *parted)
{
    size_t at = *start, more = 0, zeros;
    if (!front.len || !read_back(front, text, &at, &more))
        return false;
    for (zeros = at; zeros && at - zeros < 2 && text.ptr[zeros - 1] == '0';)
        zeros--;
    at = at - zeros == 2 ? zeros : at;
    if (digit_before(text, at))
        return false;
    *start = at && text.ptr[at - 1] == '+' ? at - 1 : at;
    *parted += more;
    return true;
}

// The code before the number, or what is dialled instead, or both: "+49 (0)170".
static void take_front(wy_str code, wy_bytes text, size_t *start, size_t *parted)
{
    char both[16];
    wy_str trunk = wy_trunk_prefix(code);
    memcpy(both, code.ptr, code.len);
    memcpy(both + code.len, trunk.ptr, trunk.len);
    if (!take((wy_str){both, code.len + trunk.len}, text, start, parted) && !take(code, text, start, parted))
        (void)take(trunk, text, start, parted);
}

// Another group beside the number, as in a table of numbers.
static bool group_beside(wy_bytes text, size_t start, size_t end)
{
    return (start && is_separator(text.ptr[start - 1]) && digit_before(text, start - 1)) ||
           (end + 1 < text.len && is_separator(text.ptr[end]) && wy_is_digit((char)text.ptr[end + 1]));
}

bool wy_groups_agree(wy_str digits, size_t code, wy_bytes text, size_t at, size_t end, size_t *start)
{
    size_t parted = 0;
    *start = end;
    if (end < text.len && wy_is_digit((char)text.ptr[end]))
        return false;
    if (at >= end || !read_back(wy_str_from(digits, code), text, start, &parted))
        return false;
    size_t bare = *start;
    if (code)
        take_front(wy_str_sub(digits, 0, code), text, start, &parted);
    if (*start == bare && digits.len - code <= TABLE_MAX && group_beside(text, bare, end))
        return false;
    return parted && !digit_before(text, *start);
}

// ITU-T E.164 assignments.
size_t wy_country_code(wy_str d)
{
    static const char two[] =
        "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 "
        "65 66 81 82 84 86 90 91 92 93 94 95 98 ";
    if (d.len < 4)
        return 0;
    if (d.ptr[0] == '1' || d.ptr[0] == '7')
        return 1;
    char code[4] = {d.ptr[0], d.ptr[1], ' ', '\0'};
    return strstr(two, code) ? 2 : 3;
}
