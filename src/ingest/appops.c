// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `dumpsys appops`: who used which sensitive operation when. Below "Uid u0a12:" and "Package a.b:" stand operations, up
// to Android 8 as "CAMERA: mode=0; time=+2h ago; rejectTime=...", later as "CAMERA (allow):" with lines "Access:
// [top-s] 2024-05-06 07:08:09.123 (-2h)" below, one for each process state and attribution; the latest counts. Kept are
// operations that were used or refused, and a few whose mode alone matters.
#include "ingest/section.h"

enum { OP_MAX = 80, MODE_MAX = 24, WHEN_MAX = 40, PACKAGE_MAX = 256 };

struct text {
    char v[PACKAGE_MAX];
    size_t n;
};

struct state {
    struct wy_origin at; // of the operation that is being read
    struct wy_int uid;
    struct text package, op, mode, access, reject;
    bool in_uid;
};

static void set(struct text *t, wy_str s, size_t max)
{
    t->n = wy_min(s.len, max);
    if (t->n)
        memcpy(t->v, s.ptr, t->n);
}

static wy_str get(const struct text *t) { return (wy_str){t->v, t->n}; }

static wy_str keep(struct wy_evidence *ev, const struct text *t)
{
    return t->n ? wy_evidence_text(ev, get(t)) : (wy_str){0};
}

// Told even if it was never used: being allowed is the news.
static bool mode_matters(wy_str op)
{
    static const char *const ops[] = {"REQUEST_INSTALL_PACKAGES", "MANAGE_EXTERNAL_STORAGE", "SYSTEM_ALERT_WINDOW",
                                      "GET_USAGE_STATS",          "WRITE_SETTINGS",          "ACCESS_NOTIFICATIONS"};
    for (size_t i = 0; i < WY_COUNT(ops); i++)
        if (wy_str_eq(op, wy_str_c(ops[i])))
            return true;
    return false;
}

static void flush(struct wy_dump *d, struct state *s)
{
    bool used = s->access.n || s->reject.n;
    bool told = s->op.n && s->package.n && (used || (s->mode.n && mode_matters(get(&s->op))));
    struct wy_appop *row = told ? WY_ADD(appop, d->in->ev, appops, s->at) : NULL;
    if (row) {
        row->package = keep(d->in->ev, &s->package);
        row->uid = s->uid;
        row->op = keep(d->in->ev, &s->op);
        row->mode = keep(d->in->ev, &s->mode);
        row->last_access = keep(d->in->ev, &s->access);
        row->last_reject = keep(d->in->ev, &s->reject);
    }
    s->op.n = s->mode.n = s->access.n = s->reject.n = 0;
}

static void later(struct text *t, wy_str when)
{
    if (wy_str_cmp(when, get(t)) > 0)
        set(t, when, WHEN_MAX);
}

// "2024-05-06 07:08:09.123" wherever it begins: "[top-s] 2024-...", "cch   = 2019-...", "[fg-s]2021-..."
static wy_str date_in(wy_str s)
{
    for (size_t i = 0; i + 10 <= s.len; i++)
        if (s.ptr[i + 4] == '-' && s.ptr[i + 7] == '-' && wy_is_digit(s.ptr[i]) && wy_is_digit(s.ptr[i + 3])) {
            wy_str rest = wy_str_from(s, i);
            size_t end = wy_str_find(rest, WY_S(" ("));
            return wy_str_sub(rest, 0, wy_min(end, 23));
        }
    return (wy_str){0};
}

static wy_str mode_name(wy_str number)
{
    static const char *const names[] = {"allow", "ignore", "deny", "default", "foreground"};
    bool digit = number.len == 1 && number.ptr[0] >= '0' && number.ptr[0] <= '4';
    return digit ? wy_str_c(names[number.ptr[0] - '0']) : number;
}

// "CAMERA: mode=0; time=+2h5m ago; rejectTime=+3h ago; duration=+1s"
static void old_operation(struct state *s, wy_str op, wy_str fields)
{
    set(&s->op, op, OP_MAX);
    wy_str part;
    while (wy_str_next(&fields, ';', &part)) {
        wy_str value;
        if ((value = wy_value_of(part, WY_S("mode"))).ptr)
            set(&s->mode, mode_name(value), MODE_MAX);
        else if ((value = wy_value_of(part, WY_S("time"))).ptr)
            set(&s->access, value, WHEN_MAX);
        else if ((value = wy_value_of(part, WY_S("rejectTime"))).ptr)
            set(&s->reject, value, WHEN_MAX);
    }
}

static void operation(struct wy_dump *d, struct state *s, wy_str text)
{
    flush(d, s);
    s->at = d->at;
    size_t colon = wy_str_find(text, WY_S(": mode=")), open = wy_str_find(text, WY_S(" ("));
    if (colon != WY_NPOS) {
        old_operation(s, wy_str_sub(text, 0, colon), wy_str_from(text, colon + 2));
    } else if (open != WY_NPOS && text.ptr[text.len - 1] == ':') {
        set(&s->op, wy_str_sub(text, 0, open), OP_MAX);
        wy_str mode = wy_str_from(text, open + 2);
        size_t end = 0;
        while (end < mode.len && wy_is_alpha(mode.ptr[end]))
            end++;
        set(&s->mode, wy_str_sub(mode, 0, end), MODE_MAX);
    }
}

static void uid_or_package(struct wy_dump *d, struct state *s, wy_str text, size_t indent)
{
    flush(d, s);
    if (indent == 2) {
        s->package.n = 0;
        s->in_uid = text.len < 40 && wy_str_starts(text, WY_S("Uid ")) && text.ptr[text.len - 1] == ':';
        int64_t uid;
        s->uid =
            s->in_uid && wy_uid_parse(wy_str_sub(text, 4, text.len - 5), &uid) ? wy_int_of(uid) : (struct wy_int){0};
        return;
    }
    wy_str name = wy_str_starts(text, WY_S("Package ")) ? wy_str_from(text, 8) : (wy_str){0};
    if (!s->in_uid || name.len < 2 || name.ptr[name.len - 1] != ':' || wy_str_find_char(name, ' ') != WY_NPOS)
        return;
    d->seen = true;
    set(&s->package, wy_str_sub(name, 0, name.len - 1), PACKAGE_MAX);
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    size_t indent = wy_indent(text);
    text = wy_str_trim(text);
    if (text.len == 0)
        return;
    if (indent <= 4 && (indent == 2 || wy_str_starts(text, WY_S("Package ")))) {
        uid_or_package(d, s, text, indent);
    } else if (indent == 6 && s->package.n) {
        operation(d, s, text);
    } else if (indent > 6 && s->op.n) {
        if (wy_str_starts(text, WY_S("Access:")))
            later(&s->access, date_in(text));
        else if (wy_str_starts(text, WY_S("Reject:")))
            later(&s->reject, date_in(text));
    } else if (wy_str_starts(text, WY_S("Current AppOps Service state"))) {
        d->seen = true;
    }
}

static void end(struct wy_dump *d) { flush(d, d->state); }

const struct wy_section wy_section_appops = {
    .service = "appops",
    .names = "dumpsys appops|appops",
    .tables = "appops",
    .content = "Current AppOps Service state:",
    .always = true,
    .state_size = sizeof(struct state),
    .line = line,
    .end = end,
};
