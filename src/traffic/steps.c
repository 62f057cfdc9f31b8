// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/steps.h"

#include "core/date.h"

#include <stdlib.h>

enum { NAME_MAX_BYTES = 64 };

void wy_steps_add(struct wy_steps *s, int64_t time, wy_str mark)
{
    if (s->rows.n >= WY_STEPS_MAX || time == INT64_MIN)
        return;
    wy_str rest = wy_str_trim(mark), word, name = {0};
    bool consent = false, keyed = false;
    while (wy_str_next_word(&rest, &word)) {
        if (wy_str_starts(word, WY_S("step=")))
            name = wy_str_from(word, 5), keyed = true;
        else if (wy_str_eq(word, WY_S("consent=given")))
            consent = keyed = true;
    }
    if (!keyed) // a comment in someone's own words
        name = wy_str_trim(mark);
    if (!name.len && !consent)
        return;
    struct wy_step *row = wy_rows_add(&s->rows, s->arena, sizeof *row);
    if (!row)
        return;
    *row = (struct wy_step){time, wy_arena_dup(s->arena, wy_str_sub(name, 0, NAME_MAX_BYTES)), consent};
    if (consent && time < s->consent)
        s->consent = time;
}

// Seconds and their fraction; the rest of the line is the mark.
static bool read_time(wy_str text, int64_t *out)
{
    int64_t seconds;
    if (!wy_time_parse(text, &seconds) || seconds < 0 || seconds > 9000000000)
        return false;
    uint64_t ns = 0;
    size_t dot = wy_str_find_char(text, '.');
    if (dot != WY_NPOS) {
        uint64_t unit = 100000000;
        for (size_t i = dot + 1; i < text.len && wy_is_digit(text.ptr[i]) && unit; i++, unit /= 10)
            ns += (uint64_t)(text.ptr[i] - '0') * unit;
    }
    *out = seconds * 1000000000 + (int64_t)ns;
    return true;
}

wy_err wy_steps_read(struct wy_steps *s, struct wy_arena *arena, wy_bytes text, struct wy_diag *diag)
{
    *s = (struct wy_steps){.arena = arena, .consent = INT64_MAX};
    wy_str rest = wy_bytes_str(text), line, word;
    for (unsigned number = 1; text.len && wy_str_next(&rest, '\n', &line); number++) {
        int64_t time;
        line = wy_str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (!wy_str_next_word(&line, &word) || !read_time(word, &time))
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET,
                           "marks file, line %u: a time like 2026-11-21T10:00:00Z is expected", number);
        wy_steps_add(s, time, line);
    }
    return WY_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct wy_step *x = a, *y = b;
    return x->time < y->time ? -1 : x->time > y->time;
}

void wy_steps_sort(struct wy_steps *s)
{
    if (s->rows.n)
        qsort(s->rows.v, s->rows.n, sizeof(struct wy_step), by_time);
}

wy_str wy_steps_at(const struct wy_steps *s, int64_t time)
{
    const struct wy_step *rows = s->rows.v;
    size_t low = 0, high = time == INT64_MIN ? 0 : s->rows.n;
    while (low < high) { // the first one later than `time`
        size_t middle = low + (high - low) / 2;
        if (rows[middle].time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > 0 && !rows[low - 1].name.len)
        low--;
    return low ? rows[low - 1].name : (wy_str){0};
}

wy_str wy_steps_consent(const struct wy_steps *s, int64_t time)
{
    if (s->consent == INT64_MAX || time == INT64_MIN)
        return WY_S("not observed");
    return time < s->consent ? WY_S("before") : WY_S("after");
}
