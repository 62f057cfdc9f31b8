// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/steps.h"

#include "core/date.h"

#include <stdlib.h>

static const char packet_prefix[] = "WARY-MARK/1 ";
enum { NAME_MAX_BYTES = 64 };
static const int64_t second = 1000000000;

struct mark {
    wy_str name, run;
    int64_t sent; // by the clock of the machine that marked; INT64_MIN = not told
    bool consent;
    bool misspelt; // a consent that is not "given"
};

// Seconds and their fraction; the rest of the line is the mark.
static bool read_time(wy_str text, int64_t *out)
{
    int64_t seconds;
    if (!wy_time_parse(text, &seconds) || seconds < 0 || seconds >= WY_STEPS_TIME_MAX / second)
        return false;
    uint64_t ns = 0;
    size_t dot = wy_str_find_char(text, '.');
    if (dot != WY_NPOS) {
        uint64_t unit = 100000000;
        for (size_t i = dot + 1; i < text.len && wy_is_digit(text.ptr[i]) && unit; i++, unit /= 10)
            ns += (uint64_t)(text.ptr[i] - '0') * unit;
    }
    *out = seconds * second + (int64_t)ns;
    return true;
}

// "step=NAME consent=given at=TIME run=ID" in any order; a text without one of the first two is a comment in
// someone's own words, and names a step by itself.
static struct mark parse(wy_str text)
{
    struct mark m = {.sent = INT64_MIN};
    wy_str rest = text, word;
    bool keyed = false;
    while (wy_str_next_word(&rest, &word)) {
        if (wy_str_starts(word, WY_S("step=")))
            m.name = wy_str_from(word, 5), keyed = true;
        else if (wy_str_starts(word, WY_S("consent=")))
            keyed = true, *(wy_str_eq(word, WY_S("consent=given")) ? &m.consent : &m.misspelt) = true;
        else if (wy_str_starts(word, WY_S("run=")))
            m.run = wy_str_from(word, 4);
        else if (wy_str_starts(word, WY_S("at=")) && !read_time(wy_str_from(word, 3), &m.sent))
            m.sent = INT64_MIN;
    }
    if (!keyed)
        m.name = wy_str_trim(text);
    m.name = wy_str_sub(m.name, 0, NAME_MAX_BYTES);
    return m;
}

static void insert(struct wy_steps *s, struct wy_step row)
{
    if (s->rows.n >= WY_STEPS_MAX || (!row.name.len && !row.consent) ||
        !wy_rows_add(&s->rows, s->arena, sizeof(struct wy_step)))
        return;
    struct wy_step *rows = s->rows.v;
    size_t at = s->rows.n - 1; // marks come nearly in order
    for (; at > 0 && rows[at - 1].time > row.time; at--)
        rows[at] = rows[at - 1];
    row.name = wy_arena_dup(s->arena, row.name);
    rows[at] = row;
    if (row.consent && row.time < s->consent)
        s->consent = row.time;
}

static bool of_our_runs(const struct wy_steps *s, wy_str run)
{
    for (WY_EACH(wy_str, ours, s->runs))
        if (wy_str_eq(*ours, run))
            return true;
    return false;
}

static wy_err add_run(struct wy_steps *s, wy_str run, struct wy_diag *diag)
{
    if (!run.len || of_our_runs(s, run))
        return WY_OK;
    if (s->runs.n >= WY_STEPS_RUNS_MAX)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "marks files: more than %d runs; give fewer files at a time",
                       WY_STEPS_RUNS_MAX);
    wy_str copy = wy_arena_dup(s->arena, run), *slot = copy.ptr ? wy_rows_add(&s->runs, s->arena, sizeof *slot) : NULL;
    if (!slot)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "marks files: no memory");
    *slot = copy;
    return WY_OK;
}

void wy_steps_add(struct wy_steps *s, int64_t time, wy_str text)
{
    text = wy_str_trim(text);
    bool packet = wy_str_starts(text, wy_str_c(packet_prefix));
    if (packet)
        text = wy_str_from(text, sizeof packet_prefix - 1);
    struct mark m = parse(text);
    if (time < 0 || time > WY_STEPS_TIME_MAX)
        return;
    if (packet && s->runs.n && !of_our_runs(s, m.run)) {
        s->foreign++;
        return;
    }
    if (m.sent != INT64_MIN && (!s->clock_known || time - m.sent < s->clock_offset)) {
        s->clock_known = true; // the way takes time, so the smallest difference is the nearest
        s->clock_offset = time - m.sent;
    }
    insert(s, (struct wy_step){time, m.name, m.consent, true});
}

wy_err wy_steps_read(struct wy_steps *s, struct wy_arena *arena, wy_bytes text, struct wy_diag *diag)
{
    *s = (struct wy_steps){.arena = arena, .consent = INT64_MAX};
    wy_str rest = wy_bytes_str(text), line, word;
    for (unsigned number = 1; text.len && wy_str_next(&rest, '\n', &line); number++) {
        int64_t time;
        line = wy_str_trim(line);
        wy_err err = wy_str_starts(line, WY_S("# run=")) ? add_run(s, parse(wy_str_from(line, 2)).run, diag) : WY_OK;
        if (err != WY_OK)
            return err;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (!wy_str_next_word(&line, &word) || !read_time(word, &time))
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET,
                           "marks file, line %u: a time like 2026-11-21T10:00:00Z is expected", number);
        struct mark m = parse(line);
        if (m.misspelt || (!m.name.len && !m.consent))
            return wy_fail(
                diag, WY_MALFORMED, WY_NO_OFFSET,
                "marks file, line %u: behind the time stands step=NAME, and consent=given where the owner agrees",
                number);
        insert(s, (struct wy_step){time, m.name, m.consent, false});
    }
    return WY_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct wy_step *x = a, *y = b;
    return x->time < y->time ? -1 : x->time > y->time;
}

static bool same_mark(const struct wy_step *a, const struct wy_step *b)
{
    return wy_str_eq(a->name, b->name) && a->consent == b->consent;
}

// The same mark as row `i`, near it in time, that makes it superfluous: one in the traffic beats the file's, for it
// has the capture's clock; of two copies the earlier stands.
static bool superfluous(const struct wy_step *rows, size_t n, size_t i)
{
    for (size_t k = i; k-- > 0 && rows[i].time - rows[k].time < 2 * second;)
        if (same_mark(&rows[i], &rows[k]) && (rows[k].in_traffic || !rows[i].in_traffic))
            return true;
    for (size_t k = i + 1; k < n && rows[k].time - rows[i].time < 2 * second && !rows[i].in_traffic; k++)
        if (same_mark(&rows[i], &rows[k]) && rows[k].in_traffic)
            return true;
    return false;
}

void wy_steps_settle(struct wy_steps *s)
{
    struct wy_step *rows = s->rows.v;
    struct wy_rows kept = {0};
    for (size_t i = 0; i < s->rows.n && s->clock_known; i++)
        rows[i].time += rows[i].in_traffic ? 0 : s->clock_offset;
    if (s->rows.n)
        qsort(rows, s->rows.n, sizeof *rows, by_time);
    s->consent = INT64_MAX;
    for (size_t i = 0; i < s->rows.n; i++) {
        struct wy_step *row = superfluous(rows, s->rows.n, i) ? NULL : wy_rows_add(&kept, s->arena, sizeof *row);
        if (!row)
            continue;
        *row = rows[i];
        if (row->consent && row->time < s->consent)
            s->consent = row->time;
    }
    s->rows = kept;
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
