// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Ranges that publishers write as text in the place of a version: "< 1.2.3", ">= 1.0, < 1.2.3", "before 4.4.0.9", "3.1
// and earlier". Comparators are as good as a range; words are our reading and are marked so.
#include "knowledge/record.h"

static const wy_str before_words[] = {
    WY_S_INIT("before "),     WY_S_INIT("prior to "), WY_S_INIT("earlier than "),
    WY_S_INIT("lower than "), WY_S_INIT("below "),    WY_S_INIT("older than "),
};
static const wy_str until_words[] = {WY_S_INIT("up to "), WY_S_INIT("through "), WY_S_INIT("until ")};
static const wy_str tail_words[] = {
    WY_S_INIT(" and earlier"), WY_S_INIT(" and prior"),          WY_S_INIT(" and below"),
    WY_S_INIT(" and older"),   WY_S_INIT(" or earlier"),         WY_S_INIT(" and lower"),
    WY_S_INIT(" or below"),    WY_S_INIT(" and prior versions"), WY_S_INIT(" and earlier versions"),
};
static const wy_str lead_words[] = {WY_S_INIT("all "), WY_S_INIT("versions "), WY_S_INIT("version ")};

// A version by itself: begins with a digit or v and a digit, holds no blank.
static bool is_bare(wy_str s)
{
    if (s.len > 1 && (s.ptr[0] == 'v' || s.ptr[0] == 'V'))
        s = wy_str_from(s, 1);
    if (!s.len || !wy_is_digit(s.ptr[0]))
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (wy_is_space(s.ptr[i]) || s.ptr[i] == ',' || s.ptr[i] == '<' || s.ptr[i] == '>')
            return false;
    return true;
}

static bool cut_word(wy_str *s, const wy_str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (wy_str_starts_nocase(*s, words[i])) {
            *s = wy_str_trim(wy_str_from(*s, words[i].len));
            return true;
        }
    }
    return false;
}

static bool read_comparators(wy_str s, struct wy_span *out)
{
    wy_str part;
    while (wy_str_next(&s, ',', &part)) {
        part = wy_str_trim(part);
        bool less = part.len && part.ptr[0] == '<', equal = part.len > 1 && part.ptr[1] == '=';
        if (!less && !(part.len && part.ptr[0] == '>'))
            return false;
        wy_str version = wy_str_trim(wy_str_from(part, equal ? 2 : 1));
        if (!is_bare(version) || (less ? out->to.ptr : out->from.ptr) || (!less && !equal))
            return false; // ">" alone has no place in a span
        if (less) {
            out->to = version;
            out->flags = (uint8_t)(out->flags | (equal ? WY_SPAN_TO_INCLUDED : 0));
        } else {
            out->from = version;
        }
    }
    return out->to.ptr || out->from.ptr;
}

static bool read_english(wy_str s, struct wy_span *out)
{
    while (cut_word(&s, lead_words, WY_COUNT(lead_words)))
        ;
    out->flags |= WY_SPAN_READ;
    if (cut_word(&s, before_words, WY_COUNT(before_words))) {
        out->to = s;
        return is_bare(s);
    }
    out->flags |= WY_SPAN_TO_INCLUDED;
    if (cut_word(&s, until_words, WY_COUNT(until_words))) {
        out->to = s;
        return is_bare(s);
    }
    for (size_t i = 0; i < WY_COUNT(tail_words); i++) {
        size_t len = tail_words[i].len;
        if (s.len > len && wy_str_eq_nocase(wy_str_from(s, s.len - len), tail_words[i])) {
            out->to = wy_str_sub(s, 0, s.len - len);
            return is_bare(out->to);
        }
    }
    return false;
}

bool wy_span_from_words(wy_str text, struct wy_span *out)
{
    struct wy_span span = {.flags = WY_SPAN_RANGE, .status = out->status};
    text = wy_str_trim(text);
    bool ok = text.len && (text.ptr[0] == '<' || text.ptr[0] == '>') ? read_comparators(text, &span)
                                                                     : read_english(text, &span);
    if (ok)
        *out = span;
    return ok;
}

bool wy_span_is_empty(const struct wy_claim *claim, const struct wy_span *s)
{
    if (!(s->flags & WY_SPAN_RANGE) || !s->from.len || !s->to.len || claim->kind == WY_CLAIM_KERNEL ||
        wy_str_ends(s->to, WY_S("*")))
        return false;
    int sign = wy_version_compare(claim->order ? claim->order : WY_ORDER_APK, s->from, s->to).sign;
    return sign == 1 || (sign == 0 && !(s->flags & WY_SPAN_TO_INCLUDED));
}
