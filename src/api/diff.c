// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "api/session.h"

#include "core/json.h"
#include "core/lang.h"
#include "scan/diff.h"

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

static void write_terminal(const struct wy_rows *changes, const struct wy_strs *skipped, struct wy_buf *out)
{
    const char *table = "";
    for (WY_EACH(struct wy_change, c, *changes)) {
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
    for (size_t i = 0; i < skipped->n; i++)
        wy_buf_printf(out, _("not compared: %.*s (only one of the two cases holds any)\n"), WY_ARG(skipped->v[i]));
    wy_buf_printf(out, wy_ngettext("%zu change\n", "%zu changes\n", changes->n), changes->n);
}

static void write_json(const struct wy_rows *changes, const struct wy_strs *skipped, struct wy_buf *out)
{
    struct wy_json_writer w = wy_json_writer_init(out, 2);
    wy_json_open(&w, (wy_str){0}, '{');
    wy_json_put_str(&w, WY_S("schema"), WY_S("wary.diff/1"));
    wy_json_open(&w, WY_S("changes"), '[');
    for (WY_EACH(struct wy_change, c, *changes)) {
        wy_json_open(&w, (wy_str){0}, '{');
        wy_json_put_str(&w, WY_S("table"), wy_str_c(c->table));
        wy_json_put_str(&w, WY_S("kind"), wy_str_c(wy_change_word(c->kind)));
        wy_json_put_str(&w, WY_S("key"), c->key);
        if (c->field) {
            wy_json_put_str(&w, WY_S("field"), wy_str_c(c->field));
            wy_json_put_str(&w, WY_S("was"), c->was);
            wy_json_put_str(&w, WY_S("is"), c->is);
        }
        if (c->note)
            wy_json_put_str(&w, WY_S("note"), wy_str_c(_(c->note)));
        wy_json_close(&w, '}');
    }
    wy_json_close(&w, ']');
    wy_json_open(&w, WY_S("not_compared"), '[');
    for (size_t i = 0; i < skipped->n; i++)
        wy_json_put_str(&w, (wy_str){0}, skipped->v[i]);
    wy_json_close(&w, ']');
    wy_json_close(&w, '}');
}

static void write_csv(const struct wy_rows *changes, const struct wy_strs *skipped, struct wy_buf *out)
{
    (void)skipped;
    wy_buf_addc(out, "table,kind,key,field,was,is,note\n");
    for (WY_EACH(struct wy_change, c, *changes)) {
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

int wary_write_diff(wary *before, wary *after, const char *format, int fd)
{
    static const struct {
        const char *format;
        void (*write)(const struct wy_rows *changes, const struct wy_strs *skipped, struct wy_buf *out);
    } rows[] = {{"terminal", write_terminal}, {"json", write_json}, {"csv", write_csv}};
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        if (strcmp(rows[i].format, format) != 0)
            continue;
        struct wy_rows changes = {0};
        struct wy_strs skipped = {0};
        wy_err err = wy_diff(&before->ev, &after->ev, &after->arena, &changes, &skipped);
        if (err != WY_OK)
            return wary_fail(after, WARY_INTERNAL, "%s", wy_err_name(err));
        struct wy_buf buf;
        wy_buf_init(&buf, (size_t)after->limits.report);
        rows[i].write(&changes, &skipped, &buf);
        int code = wary_write_buf(after, &buf, fd);
        wy_buf_fini(&buf);
        return code;
    }
    return wary_fail(after, WARY_USAGE, _("format: \"%s\" is not one of terminal, json, csv"), format);
}
