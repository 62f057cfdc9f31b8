// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/diff.h"
#include "api/history.h"
#include "api/session.h"
#include "core/lang.h"

static void put_text(struct wy_buf *out, wy_str s)
{
    enum { SHOWN_MAX = 200 };
    if (!s.ptr)
        wy_buf_addc(out, "-");
    else
        wy_buf_term(out, wy_str_sub(s, 0, SHOWN_MAX));
    if (s.len > SHOWN_MAX)
        wy_buf_addc(out, "...");
}

static const char *change_text(enum wy_change_kind kind)
{
    static const char *const texts[] = {N_("appeared"), N_("gone"), N_("changed"), N_("updated"), N_("downgraded")};
    return _(texts[kind]);
}

// What changed from one release to the next.
struct step {
    struct wy_rows changes; // struct wy_change
    struct wy_strs skipped;
};

static void write_step(const struct step *s, struct wy_buf *out)
{
    const char *table = "";
    for (WY_EACH(struct wy_change, c, s->changes)) {
        if (strcmp(table, c->table) != 0)
            wy_buf_printf(out, "%s%s\n", *table ? "\n" : "", c->table);
        table = c->table;
        wy_buf_printf(out, "  %s: ", change_text(c->kind));
        wy_buf_term(out, c->key);
        if (c->field && (!c->note || c->is.ptr)) {
            wy_buf_printf(out, "%s%s: ", c->key.len ? ", " : "", c->field);
            put_text(out, c->was);
            wy_buf_addc(out, " -> ");
            put_text(out, c->is);
        }
        wy_buf_addc(out, "\n");
        if (c->note)
            wy_buf_printf(out, "    %s\n", _(c->note));
    }
    for (size_t i = 0; i < s->skipped.n; i++)
        wy_buf_printf(out, _("not compared: %.*s (only one of the two cases holds any)\n"), WY_ARG(s->skipped.v[i]));
    wy_buf_printf(out, wy_ngettext("%zu change\n", "%zu changes\n", s->changes.n), s->changes.n);
}

static void write_terminal(const struct wy_releases *r, const struct step *steps, struct wy_buf *out)
{
    for (size_t i = 0; i + 1 < r->n; i++) {
        if (r->n > 2)
            wy_buf_printf(out, "%s%zu -> %zu\n", i ? "\n" : "", i + 1, i + 2);
        write_step(&steps[i], out);
    }
    wy_history_terminal(r, out);
}

static void json_step(const struct step *s, struct wy_json_writer *w)
{
    wy_json_open(w, WY_S("changes"), '[');
    for (WY_EACH(struct wy_change, c, s->changes)) {
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("table"), wy_str_c(c->table));
        wy_json_put_str(w, WY_S("kind"), wy_str_c(wy_change_word(c->kind)));
        wy_json_put_str(w, WY_S("key"), c->key);
        if (c->field) {
            wy_json_put_str(w, WY_S("field"), wy_str_c(c->field));
            wy_json_put_str(w, WY_S("was"), c->was);
            wy_json_put_str(w, WY_S("is"), c->is);
        }
        if (c->note)
            wy_json_put_str(w, WY_S("note"), wy_str_c(_(c->note)));
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("not_compared"), '[');
    for (size_t i = 0; i < s->skipped.n; i++)
        wy_json_put_str(w, (wy_str){0}, s->skipped.v[i]);
    wy_json_close(w, ']');
}

// With two releases their changes stand at the top, with more in "steps".
static void write_json(const struct wy_releases *r, const struct step *steps, struct wy_buf *out)
{
    struct wy_json_writer w = wy_json_writer_init(out, 2);
    wy_json_open(&w, (wy_str){0}, '{');
    wy_json_put_str(&w, WY_S("schema"), WY_S("wary.diff/1"));
    if (r->n == 2) {
        json_step(&steps[0], &w);
    } else {
        wy_json_open(&w, WY_S("steps"), '[');
        for (size_t i = 0; i + 1 < r->n; i++) {
            wy_json_open(&w, (wy_str){0}, '{');
            wy_json_put_int(&w, WY_S("from"), (int64_t)i);
            wy_json_put_int(&w, WY_S("to"), (int64_t)i + 1);
            json_step(&steps[i], &w);
            wy_json_close(&w, '}');
        }
        wy_json_close(&w, ']');
    }
    wy_history_json(r, &w);
    wy_json_close(&w, '}');
}

static void write_csv(const struct wy_releases *r, const struct step *steps, struct wy_buf *out)
{
    wy_buf_addc(out, "table,kind,key,field,was,is,note\n");
    for (size_t s = 0; s + 1 < r->n; s++) {
        for (WY_EACH(struct wy_change, c, steps[s].changes)) {
            wy_str columns[] = {wy_str_c(c->table),
                                wy_str_c(wy_change_word(c->kind)),
                                c->key,
                                wy_str_c(c->field),
                                c->was,
                                c->is,
                                wy_str_c(c->note ? _(c->note) : NULL)};
            for (size_t i = 0; i < WY_COUNT(columns); i++) {
                wy_buf_addc(out, i ? "," : "");
                wy_buf_csv(out, columns[i]);
            }
            wy_buf_addc(out, "\n");
        }
    }
    wy_history_csv(r, out);
}

typedef void (*writer)(const struct wy_releases *r, const struct step *steps, struct wy_buf *out);

static writer writer_for(const char *format)
{
    static const struct {
        const char *format;
        writer write;
    } rows[] = {{"terminal", write_terminal}, {"json", write_json}, {"csv", write_csv}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (strcmp(rows[i].format, format) == 0)
            return rows[i].write;
    return NULL;
}

static wy_err compare(struct wy_releases *r, struct step *steps, struct wy_arena *arena)
{
    const struct wy_evidence **evidence = wy_new(arena, const struct wy_evidence *, r->n);
    wy_err err = evidence ? WY_OK : WY_NO_MEMORY;
    for (size_t i = 0; i < r->n && err == WY_OK; i++)
        evidence[i] = &r->cases[i]->ev;
    for (size_t i = 0; i + 1 < r->n && err == WY_OK; i++)
        err = wy_diff(evidence[i], evidence[i + 1], arena, &steps[i].changes, &steps[i].skipped);
    return err == WY_OK ? wy_history(evidence, r->n, arena, &r->history) : err;
}

static int write_releases(wary *const *cases, size_t n, const char *format, int fd)
{
    wary *last = cases[n - 1];
    writer write = writer_for(format);
    if (!write)
        return wary_fail(last, WARY_USAGE, _("format: \"%s\" is not one of terminal, json, csv"), format);
    struct wy_releases r = {.cases = cases, .n = n};
    struct step *steps = wy_new(&last->arena, struct step, n);
    wy_err err = steps ? compare(&r, steps, &last->arena) : WY_NO_MEMORY;
    if (err != WY_OK)
        return wary_fail(last, WARY_INTERNAL, "%s", wy_err_name(err));
    struct wy_buf buf;
    wy_buf_init(&buf, (size_t)last->limits.report);
    write(&r, steps, &buf);
    int code = wary_write_buf(last, &buf, fd);
    wy_buf_fini(&buf);
    return code;
}

int wary_write_diff(wary *before, wary *after, const char *format, int fd)
{
    enum { RELEASES_MAX = 64 };
    wary *cases[RELEASES_MAX];
    size_t n = 0;
    after->older = before;
    if (!format)
        return WARY_OK;
    for (wary *w = after; w; w = w->older) {
        if (n == RELEASES_MAX)
            return wary_fail(after, WARY_USAGE, _("more than %d releases"), RELEASES_MAX);
        cases[n++] = w;
    }
    for (size_t i = 0; i < n / 2; i++) { // oldest first
        wary *swap = cases[i];
        cases[i] = cases[n - 1 - i];
        cases[n - 1 - i] = swap;
    }
    return write_releases(cases, n, format, fd);
}
