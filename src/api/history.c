// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "api/history.h"

#include "core/lang.h"
#include "core/wrap.h"

#include <stdio.h>

enum { NAME_COLUMNS = 56, CELL_COLUMNS = 6, WIDTH = 80 };

static const struct wy_source *first_source(const struct wy_evidence *ev)
{
    return ev->sources.n ? ev->sources.v : NULL;
}

static wy_str build_of(const struct wy_evidence *ev)
{
    const struct wy_device *d = wy_device(ev);
    return d ? d->build : (wy_str){0};
}

static wy_str patch_of(const struct wy_evidence *ev)
{
    const struct wy_device *d = wy_device(ev);
    if (!d || !d->patch_level)
        return (wy_str){0};
    return d->patch_level->vendor.len ? d->patch_level->vendor : d->patch_level->system;
}

// "B:2": the second content, with counter 2; "A" where there is no counter, "." where the release has no such thing.
void wy_history_cell(struct wy_buf *out, const struct wy_history_cell *c)
{
    if (!c->present) {
        wy_buf_addc(out, ".");
        return;
    }
    if (c->version < 26)
        wy_buf_printf(out, "%c", 'A' + (int)c->version);
    else
        wy_buf_printf(out, "#%u", c->version + 1);
    if (c->value.known)
        wy_buf_printf(out, ":%lld", (long long)c->value.v);
}

static void pad_to(struct wy_buf *out, size_t start, size_t columns)
{
    do {
        wy_buf_addc(out, " ");
    } while (out->len - start < columns && out->err == WY_OK);
}

void wy_history_flaw(struct wy_buf *out, const struct wy_history_flaw *f)
{
    wy_buf_printf(out, _("%.*s (mended %.*s)"), WY_ARG(f->id), WY_ARG(f->month));
}

wy_str wy_history_label(const struct wy_history_row *row)
{
    return row->name.len ? row->name : row->uuid.len ? row->uuid : row->path;
}

static void put_row(const struct wy_releases *r, const struct wy_history_row *row, struct wy_buf *out)
{
    size_t start = out->len;
    wy_buf_addc(out, "    ");
    wy_buf_term(out, wy_str_sub(wy_history_label(row), 0, 40));
    if (row->uuid.len && row->name.len) {
        wy_buf_addc(out, " ");
        wy_buf_term(out, row->uuid);
    } else if (!row->uuid.len && row->name.len && !wy_str_ends(row->path, row->name)) {
        wy_buf_addc(out, " ");
        size_t slash = wy_str_rfind_char(row->path, '/');
        wy_buf_term(out, slash == WY_NPOS ? row->path : wy_str_from(row->path, slash + 1));
    }
    pad_to(out, start, NAME_COLUMNS);
    for (size_t i = 0; i < r->n; i++) {
        size_t cell = out->len;
        wy_history_cell(out, &row->cells[i]);
        if (i + 1 < r->n)
            pad_to(out, cell, CELL_COLUMNS);
    }
    wy_buf_addc(out, "\n");
    struct wy_buf text;
    wy_buf_init(&text, 4096);
    for (WY_EACH(struct wy_history_flaw, flaw, row->flaws)) {
        if (!row->changes)
            break;
        wy_buf_clear(&text);
        wy_history_flaw(&text, flaw);
        wy_buf_addc(out, "        ");
        wy_buf_printf(out, _("flaw published for it: %.*s"), WY_ARG(wy_buf_str(&text)));
        wy_buf_addc(out, "\n");
    }
    wy_buf_fini(&text);
}

void wy_history_release(const struct wy_evidence *ev, struct wy_buf *out)
{
    const struct wy_source *source = first_source(ev);
    wy_str build = build_of(ev), patch = patch_of(ev);
    wy_buf_term(out, source ? source->target : WY_S("?"));
    if (build.len) {
        wy_buf_addc(out, ", ");
        wy_buf_term(out, build);
    }
    if (patch.len) {
        struct wy_buf words; // the release wrote it
        wy_buf_init(&words, out->max);
        wy_buf_printf(&words, _("patch level %.*s"), WY_ARG(patch));
        wy_buf_addc(out, ", ");
        wy_buf_term(out, wy_buf_str(&words));
        wy_buf_fini(&words);
    }
}

static void put_releases(const struct wy_releases *r, struct wy_buf *out)
{
    for (size_t i = 0; i < r->n; i++) {
        wy_buf_printf(out, "  %zu  ", i + 1);
        wy_history_release(&r->cases[i]->ev, out);
        wy_buf_addc(out, "\n");
    }
}

static void put_words(struct wy_buf *out, unsigned indent, const char *words)
{
    for (unsigned i = 0; i < indent; i++)
        wy_buf_addc(out, " ");
    wy_wrap(out, wy_str_c(words), (struct wy_wrap){WIDTH, indent, indent});
}

static size_t count_of(const struct wy_rows *rows, enum wy_history_verdict verdict)
{
    size_t n = 0;
    for (WY_EACH(struct wy_history_row, row, *rows))
        n += row->verdict == verdict;
    return n;
}

void wy_history_terminal(const struct wy_releases *r, struct wy_buf *out)
{
    if (!r->history.n)
        return;
    wy_buf_addc(out, "\n");
    wy_buf_printf(out,
                  wy_ngettext("Trusted apps and boot images across %zu release, oldest first\n",
                              "Trusted apps and boot images across %zu releases, oldest first\n", r->n),
                  r->n);
    put_releases(r, out);
    put_words(out, 2, _("The same letter is the same content; a number behind it is the counter."));
    for (int i = 0; i < WY_HISTORY_VERDICTS; i++) {
        enum wy_history_verdict v = (enum wy_history_verdict)i;
        size_t n = count_of(&r->history, v);
        if (!n)
            continue;
        wy_buf_printf(out, "\n  %zu: ", n);
        wy_wrap(out, wy_str_c(_(wy_history_means(v))), (struct wy_wrap){WIDTH, 6, 4});
        if (v == WY_HISTORY_UNCHANGED)
            continue; // nothing to see: --format csv lists them
        for (WY_EACH(struct wy_history_row, row, r->history))
            if (row->verdict == v)
                put_row(r, row, out);
    }
    wy_buf_addc(out, "\n");
    put_words(out, 2,
              _("A counter of 0 in one release proves nothing; what counts is whether it is raised when the content "
                "changes."));
    put_words(out, 2,
              _("That a change mends a flaw is not seen here: compare the months of the flaw and of the releases."));
}

static void json_row(const struct wy_releases *r, const struct wy_history_row *row, struct wy_json_writer *w)
{
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("table"), wy_str_c(row->table));
    wy_json_put_str(w, WY_S("container"), row->container);
    wy_json_put_str(w, WY_S("uuid"), row->uuid);
    wy_json_put_str(w, WY_S("name"), row->name);
    wy_json_put_str(w, WY_S("path"), row->path);
    wy_json_put_str(w, WY_S("verdict"), wy_str_c(wy_history_word(row->verdict)));
    wy_json_put_str(w, WY_S("means"), wy_str_c(_(wy_history_means(row->verdict))));
    wy_json_put_int(w, WY_S("changes"), (int64_t)row->changes);
    wy_json_open(w, WY_S("releases"), '[');
    for (size_t i = 0; i < r->n; i++) {
        const struct wy_history_cell *c = &row->cells[i];
        wy_json_open(w, (wy_str){0}, '{');
        if (c->present) {
            wy_json_put_int(w, WY_S("version"), (int64_t)c->version);
            wy_json_put_str(w, WY_S("digest"), c->digest);
            if (c->value.known)
                wy_json_put_int(w, WY_S("counter"), c->value.v);
        }
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("flaws"), '[');
    for (WY_EACH(struct wy_history_flaw, flaw, row->flaws)) { // the same words in every language
        char text[128];
        int n = snprintf(text, sizeof text, "%.*s (mended %.*s)", WY_ARG(flaw->id), WY_ARG(flaw->month));
        wy_json_put_str(w, (wy_str){0}, (wy_str){text, wy_min((size_t)n, sizeof text - 1)});
    }
    wy_json_close(w, ']');
    wy_json_close(w, '}');
}

void wy_history_json(const struct wy_releases *r, struct wy_json_writer *w)
{
    wy_json_open(w, WY_S("releases"), '[');
    for (size_t i = 0; i < r->n; i++) {
        const struct wy_evidence *ev = &r->cases[i]->ev;
        const struct wy_source *source = first_source(ev);
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("target"), source ? source->target : (wy_str){0});
        wy_json_put_str(w, WY_S("build"), build_of(ev));
        wy_json_put_str(w, WY_S("patch_level"), patch_of(ev));
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("history"), '[');
    for (WY_EACH(struct wy_history_row, row, r->history))
        json_row(r, row, w);
    wy_json_close(w, ']');
}

void wy_history_csv(const struct wy_releases *r, struct wy_buf *out)
{
    for (WY_EACH(struct wy_history_row, row, r->history)) {
        struct wy_buf cells, flaws;
        wy_buf_init(&cells, 1 << 16);
        wy_buf_init(&flaws, 1 << 16);
        for (size_t i = 0; i < r->n; i++) {
            wy_buf_addc(&cells, i ? " " : "");
            wy_history_cell(&cells, &row->cells[i]);
        }
        for (WY_EACH(struct wy_history_flaw, flaw, row->flaws)) {
            wy_buf_addc(&flaws, flaws.len ? "; " : "");
            wy_history_flaw(&flaws, flaw);
        }
        wy_str columns[] = {WY_S("history"),
                            wy_str_c(wy_history_word(row->verdict)),
                            row->key,
                            wy_history_label(row),
                            wy_buf_str(&cells),
                            wy_buf_str(&flaws),
                            wy_str_c(_(wy_history_means(row->verdict)))};
        for (size_t i = 0; i < WY_COUNT(columns); i++) {
            wy_buf_addc(out, i ? "," : "");
            wy_buf_csv(out, columns[i]);
        }
        wy_buf_addc(out, "\n");
        wy_buf_fini(&cells);
        wy_buf_fini(&flaws);
    }
}
