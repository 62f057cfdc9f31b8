// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/attested.h"

#include "core/lang.h"
#include "core/wrap.h"

enum { FIELDS_MAX = 200 }; // told of one attestation; the schema knows about 60, twice

static wy_str name_of(struct wy_view *view, const struct wy_attestation *a, struct wy_buf *out)
{
    wy_str item = a->at.item.len ? a->at.item : wy_source_name(view->in->evidence, a->at.source);
    return wy_view_harmless(view, wy_view_quote(view, item, out), out);
}

static wy_str field(struct wy_view *view, wy_str text, struct wy_buf *out)
{
    return wy_view_harmless(view, wy_view_quote(view, text, out), out);
}

void wy_attested_terminal(struct wy_view *view, unsigned width, struct wy_buf *out)
{
    for (WY_EACH(struct wy_attestation, a, view->in->evidence->attestations)) {
        wy_buf_printf(out, "   %.*s\n", WY_ARG(name_of(view, a, out)));
        for (size_t i = 0; i < a->notes.n && i < FIELDS_MAX; i++) {
            wy_buf_addc(out, "   - ");
            wy_wrap(out, field(view, a->notes.v[i], out), (struct wy_wrap){width, 5, 5});
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
        wy_buf_addc(out, "</h3>\n<ul lang=\"en\">\n");
        for (size_t i = 0; i < a->notes.n && i < FIELDS_MAX; i++) {
            wy_buf_addc(out, "<li>");
            wy_buf_html(out, field(view, a->notes.v[i], out));
            wy_buf_addc(out, "</li>\n");
        }
        wy_buf_addc(out, "</ul>\n");
    }
    wy_buf_addc(out, "</details>\n");
}
