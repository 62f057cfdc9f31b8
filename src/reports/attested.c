// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/attested.h"

#include "core/lang.h"
#include "core/wrap.h"

enum {
    FIELDS_MAX = 200, // told of one attestation; the schema knows about 60, twice
    MARKS_MAX = 12,   // in one text that is translated whole
};

static wy_str name_of(struct wy_view *view, const struct wy_attestation *a, struct wy_buf *out)
{
    wy_str item = a->at.item.len ? a->at.item : wy_source_name(view->in->evidence, a->at.source);
    return wy_view_harmless(view, wy_view_quote(view, item, out), out);
}

static wy_str field(struct wy_view *view, wy_str text, struct wy_buf *out)
{
    return wy_view_harmless(view, wy_view_quote(view, text, out), out);
}

// Where the next ": " or ", " of a note ends, from `from` on; the note's length at its end.
static size_t next_mark(wy_str note, size_t from)
{
    for (size_t i = from; i + 1 < note.len; i++)
        if ((note.ptr[i] == ':' || note.ptr[i] == ',') && note.ptr[i + 1] == ' ')
            return i;
    return note.len;
}

// The longest beginning of a note that the catalogue knows, in the reader's words; else the piece up to the first mark.
static size_t longest_known(struct wy_view *view, wy_str note, wy_str *words)
{
    size_t ends[MARKS_MAX], n = 0;
    for (size_t at = 0; n < MARKS_MAX && (n == 0 || at < note.len); at = ends[n - 1] + 1)
        ends[n++] = next_mark(note, at);
    for (size_t i = n; i-- > 0;) {
        char *piece = ends[i] ? wy_arena_cstr(&view->arena, wy_str_sub(note, 0, ends[i])) : NULL;
        const char *translated = piece ? _(piece) : NULL;
        if (translated != piece) {
            *words = wy_str_c(translated);
            return ends[i];
        }
    }
    *words = wy_str_sub(note, 0, ends[0]);
    return ends[0];
}

// A note in the reader's language: texts and values, joined by ": " and ", " (formats/crypto/key_tags.h).
static wy_str in_words(struct wy_view *view, wy_str note, struct wy_buf *out)
{
    struct wy_buf buf;
    wy_buf_init(&buf, out->max);
    while (note.len) {
        wy_str words;
        size_t n = longest_known(view, note, &words);
        wy_buf_add(&buf, words);
        wy_buf_add(&buf, wy_str_sub(note, n, 2)); // the mark
        note = wy_str_from(note, wy_min(n + 2, note.len));
    }
    wy_str text = field(view, wy_arena_dup(&view->arena, wy_buf_str(&buf)), out);
    wy_buf_fini(&buf);
    return text;
}

void wy_attested_terminal(struct wy_view *view, unsigned width, struct wy_buf *out)
{
    for (WY_EACH(struct wy_attestation, a, view->in->evidence->attestations)) {
        wy_buf_printf(out, "   %.*s\n", WY_ARG(name_of(view, a, out)));
        for (size_t i = 0; i < a->notes.n && i < FIELDS_MAX; i++) {
            wy_buf_addc(out, "   - ");
            wy_wrap(out, in_words(view, a->notes.v[i], out), (struct wy_wrap){width, 5, 5});
        }
    }
}

void wy_attested_html(struct wy_view *view, struct wy_buf *out)
{
    const struct wy_rows *rows = &view->in->evidence->attestations;
    if (!rows->n)
        return;
    wy_buf_addc(out, "<details><summary>");
    wy_buf_html(out, wy_str_c(_("The attestation, field by field")));
    wy_buf_addc(out, "</summary>\n");
    for (WY_EACH(struct wy_attestation, a, *rows)) {
        wy_buf_addc(out, "<h3>");
        wy_buf_html(out, name_of(view, a, out));
        wy_buf_addc(out, "</h3>\n<ul>\n");
        for (size_t i = 0; i < a->notes.n && i < FIELDS_MAX; i++) {
            wy_buf_addc(out, "<li>");
            wy_buf_html(out, in_words(view, a->notes.v[i], out));
            wy_buf_addc(out, "</li>\n");
        }
        wy_buf_addc(out, "</ul>\n");
    }
    wy_buf_addc(out, "</details>\n");
}
