// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/chain.h"

#include "core/lang.h"
#include "core/wrap.h"

enum { BOOT, SECURE, APPS, PAYMENT };

// Which checks speak about a link; "id/subject" is one of a check's several findings.
static const char *const speakers[WY_LINKS][8] = {
    [BOOT] = {"boot-not-verified", "boot-contradiction", "development-build", "fingerprint-contradiction",
              "firmware-boot-metadata", "root-traces", "attestation"},
    [SECURE] = {"attestation/not-valid", "attestation/software", "attestation/contradiction", "attestation/knox"},
    [APPS] = {"trusted-apps"},
    [PAYMENT] = {"attack-path/payment-app", "attack-path/payment-put-back"},
};

static bool speaks(const struct wy_finding *f, const char *speaker)
{
    wy_str rest = wy_str_c(speaker), check;
    return wy_str_next(&rest, '/', &check) && wy_str_eq(check, wy_str_c(f->check)) &&
           (!rest.ptr || wy_str_eq(rest, f->subject));
}

// The worst finding about a link, and how many there are.
static const struct wy_finding *worst(const struct wy_findings *findings, int link, enum wy_verdict *verdict)
{
    const struct wy_finding *found = NULL;
    for (WY_EACH(struct wy_finding, f, findings->findings))
        for (size_t i = 0; i < WY_COUNT(speakers[link]) && speakers[link][i]; i++)
            if (speaks(f, speakers[link][i]) && (!found || wy_finding_weight(f) > *verdict)) {
                found = f;
                *verdict = wy_finding_weight(f);
            }
    return found;
}

static bool seen(const struct wy_evidence *ev, const struct wy_rows *rows, wy_str table)
{
    return rows->n || wy_is_covered(ev, table);
}

static wy_str secure_detail(struct wy_view *view)
{
    const struct wy_evidence *ev = view->in->evidence;
    const struct wy_attestation *a = ev->attestations.n ? ev->attestations.v : NULL;
    if (!a)
        return (wy_str){0};
    const char *valid = a->valid == WY_YES ? _("valid") : a->valid == WY_NO ? _("not valid") : _("unknown");
    return wy_arena_printf(&view->arena, _("key attestation: %.*s, %s"), WY_ARG(a->security_level), valid);
}

static wy_str apps_detail(struct wy_view *view)
{
    size_t n[4] = {0};
    for (WY_EACH(struct wy_trusted_app, t, view->in->evidence->trusted_apps)) {
        wy_str state = t->rollback ? t->rollback->state : (wy_str){0};
        bool counter = wy_str_eq(state, WY_S("counter"));
        n[wy_str_eq(state, WY_S("no-counter")) ? 0 : counter && t->rollback->value.v == 0 ? 1 : counter ? 2 : 3]++;
    }
    return wy_arena_printf(&view->arena,
                           _("no version counter: %zu, counter at 0: %zu, counter above 0: %zu, not readable: %zu"),
                           n[0], n[1], n[2], n[3]);
}

static void judge_payment(struct wy_link *link, const struct wy_finding *f)
{
    link->examined = f != NULL;
    // Told for information only: some of what it takes holds, some is missing or cannot be seen.
    if (f && link->verdict == WY_NOTHING_FOUND)
        link->verdict = WY_VERDICT_CANNOT_TELL;
}

bool wy_chain(struct wy_view *view, struct wy_link links[WY_LINKS], struct wy_buf *out)
{
    const struct wy_evidence *ev = view->in->evidence;
    const char *const names[WY_LINKS] = {_("start of the system"), _("secure environment"), _("trusted apps"),
                                         _("payment keys")};
    for (int i = 0; i < WY_LINKS; i++) {
        links[i] = (struct wy_link){.name = names[i], .verdict = WY_NOTHING_FOUND};
        const struct wy_finding *f = worst(view->in->findings, i, &links[i].verdict);
        if (i == PAYMENT)
            judge_payment(&links[i], f);
        if (f && (i != APPS || links[i].verdict > WY_NOTHING_FOUND))
            links[i].detail = wy_view_text(view, f->title, out);
    }
    links[BOOT].examined = ev->properties.n || ev->attestations.n || ev->vbmeta.n;
    links[SECURE].examined = ev->attestations.n > 0;
    links[APPS].examined = seen(ev, &ev->trusted_apps, WY_S("trusted_apps"));
    if (links[SECURE].examined && !links[SECURE].detail.len)
        links[SECURE].detail = wy_view_harmless(view, secure_detail(view), out);
    if (ev->trusted_apps.n) {
        wy_str counts = apps_detail(view), told = links[APPS].detail;
        links[APPS].detail =
            told.len ? wy_arena_printf(&view->arena, "%.*s (%.*s)", WY_ARG(told), WY_ARG(counts)) : counts;
    }
    return ev->trusted_apps.n || ev->attestations.n || ev->vbmeta.n || links[PAYMENT].examined;
}

const char *wy_link_answer(const struct wy_link *link)
{
    return link->examined ? wy_say_verdict(link->verdict) : _("not examined");
}

void wy_chain_terminal(const struct wy_link links[WY_LINKS], unsigned width, struct wy_buf *out)
{
    for (int i = 0; i < WY_LINKS; i++) {
        wy_buf_printf(out, "%s%s: %s\n", i ? "-> " : "   ", links[i].name, wy_link_answer(&links[i]));
        if (!links[i].detail.len)
            continue;
        wy_buf_repeat(out, ' ', 6);
        wy_wrap(out, links[i].detail, (struct wy_wrap){width, 6, 6});
    }
}

// --- HTML
// ------------------------------------------------------------------------------------------------------------

enum { BOX_WIDTH = 460, BOX_HEIGHT = 46, STEP = 70 };

static void draw_box(const struct wy_link *link, int i, struct wy_buf *out)
{
    static const char *const classes[] = {"ok", "unsure", "soon", "now"}; // by verdict
    int y = 2 + i * STEP;
    wy_buf_printf(out,
                  "<g class=\"%s\"><rect x=\"2\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"none\" "
                  "stroke=\"currentColor\" stroke-width=\"2\"%s/>",
                  link->examined ? classes[link->verdict] : "soft", y, BOX_WIDTH, BOX_HEIGHT,
                  link->examined ? "" : " stroke-dasharray=\"5 4\"");
    if (i)
        wy_buf_printf(out,
                      "<path d=\"M%d %dv%dm-6 -8l6 8l6 -8\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>",
                      BOX_WIDTH / 2, y - (STEP - BOX_HEIGHT) + 2, STEP - BOX_HEIGHT - 4);
    wy_buf_printf(out, "<text x=\"16\" y=\"%d\" fill=\"currentColor\">", y + BOX_HEIGHT / 2 + 5);
    wy_buf_html(out, wy_str_c(link->name));
    wy_buf_printf(out, "</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-weight=\"700\" fill=\"currentColor\">",
                  BOX_WIDTH - 12, y + BOX_HEIGHT / 2 + 5);
    wy_buf_html(out, wy_str_c(wy_link_answer(link)));
    wy_buf_addc(out, "</text></g>\n");
}

void wy_chain_html(struct wy_view *view, struct wy_buf *out)
{
    struct wy_link links[WY_LINKS];
    if (!wy_chain(view, links, out))
        return;
    wy_buf_addc(out, "<h2>");
    wy_buf_html(out, wy_str_c(_("The chain of trust")));
    wy_buf_printf(out,
                  "</h2>\n<svg class=\"chain\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-hidden=\"true\" "
                  "font-size=\"15\">\n",
                  BOX_WIDTH + 4, (WY_LINKS - 1) * STEP + BOX_HEIGHT + 4, BOX_WIDTH + 4);
    for (int i = 0; i < WY_LINKS; i++)
        draw_box(&links[i], i, out);
    wy_buf_addc(out, "</svg>\n<ol>\n");
    for (int i = 0; i < WY_LINKS; i++) {
        wy_buf_addc(out, "<li>");
        wy_buf_html(out, wy_str_c(links[i].name));
        wy_buf_addc(out, ": <b>");
        wy_buf_html(out, wy_str_c(wy_link_answer(&links[i])));
        wy_buf_addc(out, "</b>");
        if (links[i].detail.len) {
            wy_buf_addc(out, _(". "));
            wy_buf_html(out, wy_view_harmless(view, links[i].detail, out));
        }
        wy_buf_addc(out, "</li>\n");
    }
    wy_buf_addc(out, "</ol>\n");
}
