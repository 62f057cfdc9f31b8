// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What changed between releases as one page (reports/page.h): the releases, what became of trusted apps and boot images
// across them, and each step. Digests are shown by their beginnings; whole ones are in the JSON and CSV forms.
#include "api/history.h"
#include "core/lang.h"
#include "reports/page.h"

static const char style[] = "main{max-width:60rem}td:last-child{white-space:normal;font-weight:400}"
                            "td{overflow-wrap:anywhere}td.cell,th.cell{white-space:nowrap;padding-right:1rem}"
                            ".changes{list-style:none;padding-left:0}.changes>li{padding:.25rem 0;"
                            "border-bottom:1px solid var(--line)}";

// Harmless for a terminal first: escapes for control and invisible characters are the same everywhere.
static void put(struct wy_buf *out, const char *open, wy_str text, const char *close)
{
    struct wy_buf safe;
    wy_buf_init(&safe, out->max);
    wy_buf_term(&safe, text);
    wy_buf_addc(out, open);
    wy_buf_html(out, wy_buf_str(&safe));
    wy_buf_addc(out, close);
    wy_buf_fini(&safe);
}

static void say(struct wy_buf *out, const char *open, const char *text, const char *close)
{
    put(out, open, wy_str_trim(wy_str_c(text)), close);
}

static void put_change(const struct wy_change *c, struct wy_buf *out)
{
    struct wy_buf words;
    wy_buf_init(&words, out->max);
    wy_change_words(c, &words);
    wy_buf_addc(out, "<li><bdi>");
    wy_buf_html(out, wy_buf_str(&words));
    wy_buf_addc(out, "</bdi>");
    if (c->note)
        say(out, "<br><b class=\"soon\">", _(c->note), "</b>");
    wy_buf_addc(out, "</li>\n");
    wy_buf_fini(&words);
}

static void put_step(const struct wy_step *s, struct wy_buf *out)
{
    const char *table = "";
    struct wy_buf text;
    wy_buf_init(&text, out->max);
    for (WY_EACH(struct wy_change, c, s->changes)) {
        if (strcmp(table, c->table) != 0) {
            wy_buf_addc(out, *table ? "</ul>\n" : "");
            say(out, "<h3>", wy_diff_table_words(c->table), "</h3>\n<ul class=\"changes\">\n");
        }
        table = c->table;
        put_change(c, out);
    }
    wy_buf_addc(out, *table ? "</ul>\n" : "");
    for (size_t i = 0; i < s->skipped.n; i++) {
        wy_buf_clear(&text);
        wy_buf_printf(&text, _("not compared: %.*s (only one of the two cases holds any)\n"),
                      WY_ARG(wy_str_c(wy_diff_table_words(s->skipped.v[i].ptr))));
        put(out, "<p class=\"soft\">", wy_str_trim(wy_buf_str(&text)), "</p>\n");
    }
    for (WY_EACH(wy_str, limit, s->limits))
        put(out, "<p>", *limit, "</p>\n");
    wy_buf_clear(&text);
    wy_buf_printf(&text, wy_ngettext("%zu change\n", "%zu changes\n", s->changes.n), s->changes.n);
    put(out, "<p>", wy_str_trim(wy_buf_str(&text)), "</p>\n");
    wy_buf_fini(&text);
}

static void put_flaws(const struct wy_history_row *row, struct wy_buf *out)
{
    struct wy_buf text;
    wy_buf_init(&text, 4096);
    for (WY_EACH(struct wy_history_flaw, flaw, row->flaws)) {
        if (!row->changes)
            break;
        wy_buf_clear(&text);
        wy_history_flaw(&text, flaw);
        put(out, "<br><span class=\"soft\">", wy_buf_str(&text), "</span>");
    }
    wy_buf_fini(&text);
}

static void put_history(const struct wy_releases *r, struct wy_buf *out)
{
    int verdict = -1;
    for (WY_EACH(struct wy_history_row, row, r->history)) {
        if (row->verdict == WY_HISTORY_UNCHANGED)
            continue;
        if ((int)row->verdict != verdict) {
            wy_buf_addc(out, verdict < 0 ? "" : "</tbody></table>\n");
            say(out, "<p>", _(wy_history_means(row->verdict)), "</p>\n<table><tbody>\n");
        }
        verdict = (int)row->verdict;
        put(out, "<tr><th scope=\"row\"><bdi>", wy_history_label(row), "</bdi>");
        put_flaws(row, out);
        wy_buf_addc(out, "</th>");
        for (size_t i = 0; i < r->n; i++) {
            wy_buf_addc(out, "<td class=\"cell\">");
            wy_history_cell(out, &row->cells[i]);
            wy_buf_addc(out, "</td>");
        }
        wy_buf_addc(out, "</tr>\n");
    }
    wy_buf_addc(out, verdict < 0 ? "" : "</tbody></table>\n");
}

static void put_releases(const struct wy_releases *r, struct wy_buf *out)
{
    wy_buf_addc(out, "<ol>\n");
    for (size_t i = 0; i < r->n; i++) {
        struct wy_buf line;
        wy_buf_init(&line, out->max);
        wy_history_release(&r->cases[i]->ev, &line);
        wy_buf_addc(out, "<li><bdi>");
        wy_buf_html(out, wy_buf_str(&line)); // safe for a terminal already
        wy_buf_addc(out, "</bdi></li>\n");
        wy_buf_fini(&line);
    }
    wy_buf_addc(out, "</ol>\n");
}

void wy_diff_html(const struct wy_releases *r, const struct wy_step *steps, struct wy_buf *out)
{
    const char *title = _("What changed");
    wy_page_head(out, wy_lang(), title, style);
    say(out, "<h1>Wary: ", title, "</h1>\n");
    put_releases(r, out);
    if (r->history.n) {
        say(out, "<p>", _("The same letter is the same content; a number behind it is the counter."), "</p>\n");
        put_history(r, out);
        say(out, "<p class=\"soft\">",
            _("A counter of 0 in one release proves nothing; what counts is whether it is raised when the content "
              "changes."),
            "</p>\n");
    }
    for (size_t i = 0; i + 1 < r->n; i++) {
        wy_buf_printf(out, "<h2>%zu &rarr; %zu</h2>\n", i + 1, i + 2);
        put_step(&steps[i], out);
    }
    wy_page_foot(out);
}
