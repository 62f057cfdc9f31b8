// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The picture: identifier, form, recipient, country as columns of bars, joined by ribbons as wide as their count. It is
// static SVG with its words as text, so it prints, and the table below it says the same.
#include "core/lang.h"
#include "core/map.h"
#include "core/wrap.h"
#include "reports/leaks.h"

#include <stdlib.h>

enum {
    STAGES = 4,
    NODES_MAX = 14,    // of a column; what is rarer becomes one "others"
    LABEL_BYTES = 200, // and bytes, so that a hostile one costs little
    ROW = 26,          // height of a node without width, for its label
    GAP = 8,
    BAR = 10,
    INK = 260, // height that all transfers together have
    TOP = 28,
};
static const unsigned column_x[STAGES] = {0, 190, 400, 690};
static const unsigned label_columns[STAGES] = {22, 25, 36, 21}; // of a label, in front of its count
enum { PICTURE_WIDTH = 860 };

const char wy_leak_style[] =
    ".wide{overflow-x:auto}.flow{width:100%;height:auto;min-width:40rem;margin:.6rem 0}"
    ".flow text{fill:var(--text);font-size:12px;paint-order:stroke;stroke:var(--page);stroke-width:3px}"
    ".flow .head{font-weight:600}.flow rect{fill:var(--text)}.flow path{opacity:.38;fill:var(--unsure)}"
    ".flow path.clear{fill:var(--now)}.agreed td{border-top:3px double var(--ok)}.leaks{font-size:.9rem}"
    ".leaks td{overflow-wrap:break-word}.leaks td:first-child{white-space:nowrap}"
    ".sent td:nth-child(2){overflow-wrap:anywhere}.leaks td:last-child{white-space:normal;font-weight:400}"
    ".steps td:first-child{white-space:normal}"
    ".bar{height:.8rem;display:block}.bar .c{fill:var(--now)}.bar .e{fill:var(--unsure)}"
    "@media print{.flow{min-width:0}.flow path,.bar rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

struct node {
    wy_str label;
    size_t number; // in the order of first sight
    uint64_t count;
    double y, height, in, out; // `in` and `out`: where the next ribbon docks
};

struct stage {
    struct wy_map known; // label -> node number + 1
    struct wy_rows nodes;
    size_t shown; // nodes of their own; the one behind them is "others"
};

struct picture {
    struct wy_view *view;
    struct wy_buf *out;
    const struct wy_leak_table *table;
    struct stage stage[STAGES];
    uint64_t total;
    double height;
};

static void put(struct picture *p, wy_str text) { wy_buf_html(p->out, text); }

static wy_str label_of(const struct wy_leak_cells *c, size_t stage)
{
    const wy_str all[STAGES] = {c->who, c->spelling, c->company, c->country};
    return all[stage];
}

static wy_err count_nodes(struct picture *p)
{
    for (size_t s = 0; s < STAGES; s++) {
        struct stage *st = &p->stage[s];
        wy_map_init(&st->known, &p->view->arena);
        for (size_t i = 0; i < p->table->all; i++) {
            const struct wy_leak_cells *c = &p->table->rows[i];
            struct wy_map_slot *slot = wy_map_put(&st->known, label_of(c, s));
            struct node *n = NULL;
            if (slot && !slot->value) {
                n = wy_rows_add(&st->nodes, &p->view->arena, sizeof *n);
                if (!n)
                    return WY_NO_MEMORY;
                *n = (struct node){.label = label_of(c, s), .number = st->nodes.n};
                slot->value = (void *)(uintptr_t)st->nodes.n;
            }
            if (!slot)
                return WY_NO_MEMORY;
            n = (struct node *)st->nodes.v + ((uintptr_t)slot->value - 1);
            n->count += c->leak->count;
        }
    }
    for (size_t i = 0; i < p->table->all; i++)
        p->total += p->table->rows[i].leak->count;
    return WY_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static int by_count(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    return x->count > y->count ? -1 : x->count < y->count ? 1 : by_number(a, b);
}

// The rarest beyond NODES_MAX share one node: order of first sight is kept for the others.
static void fold(struct picture *p, struct stage *st)
{
    struct node *n = st->nodes.v, rest = {.count = 0};
    size_t all = st->nodes.n;
    st->shown = wy_min(all, NODES_MAX);
    if (all <= NODES_MAX)
        return;
    qsort(n, all, sizeof *n, by_count);
    qsort(n, st->shown, sizeof *n, by_number);
    for (size_t i = st->shown; i < all; i++)
        rest.count += n[i].count;
    rest.label = wy_arena_printf(&p->view->arena, "%s (%zu)", _("others"), all - st->shown);
    n[st->shown] = rest;
    st->nodes.n = st->shown + 1;
}

static double ink(const struct picture *p, uint64_t count)
{
    double h = p->total ? INK * (double)count / (double)p->total : 0;
    return h < 1.5 ? 1.5 : h;
}

static void place(struct picture *p)
{
    for (size_t s = 0; s < STAGES; s++) {
        double y = TOP;
        fold(p, &p->stage[s]);
        for (WY_EACH(struct node, n, p->stage[s].nodes)) {
            n->y = y;
            n->height = ink(p, n->count);
            y += (n->height < ROW ? ROW : n->height) + GAP;
        }
        if (y > p->height)
            p->height = y;
    }
}

// The node's number; what has none of its own is in "others", behind the last.
static size_t find(const struct stage *st, wy_str label)
{
    const struct node *n = st->nodes.v;
    for (size_t i = 0; i < st->shown; i++)
        if (wy_str_eq(n[i].label, label))
            return i;
    return st->nodes.n > st->shown ? st->shown : 0;
}

// Everything that goes from one node to another the same way is one ribbon.
static void put_ribbon(struct picture *p, size_t s, size_t from, size_t to, bool clear, uint64_t count)
{
    struct node *a = (struct node *)p->stage[s].nodes.v + from, *b = (struct node *)p->stage[s + 1].nodes.v + to;
    double w = INK * (double)count / (double)p->total;
    double x0 = column_x[s] + BAR, x1 = column_x[s + 1], mid = (x0 + x1) / 2;
    double ya = a->y + a->out, yb = b->y + b->in;
    a->out += w;
    b->in += w;
    w = w < 0.8 ? 0.8 : w; // still to be seen
    wy_buf_printf(p->out,
                  "<path%s d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ\"><title>",
                  clear ? " class=\"clear\"" : "", x0, ya, mid, ya, mid, yb, x1, yb, yb + w, mid, yb + w, mid, ya + w,
                  x0, ya + w);
    put(p, a->label);
    wy_buf_addc(p->out, " → ");
    put(p, b->label);
    wy_buf_printf(p->out, ": %llu</title></path>\n", (unsigned long long)count);
}

static void put_ribbons(struct picture *p, size_t s)
{
    uint64_t count[2][NODES_MAX + 1][NODES_MAX + 1] = {{{0}}};
    for (size_t i = 0; i < p->table->all; i++) {
        const struct wy_leak_cells *c = &p->table->rows[i];
        count[c->clear][find(&p->stage[s], label_of(c, s))][find(&p->stage[s + 1], label_of(c, s + 1))] +=
            c->leak->count;
    }
    for (size_t from = 0; from <= NODES_MAX; from++)
        for (size_t to = 0; to <= NODES_MAX; to++)
            for (size_t clear = 0; clear < 2; clear++)
                if (count[clear][from][to])
                    put_ribbon(p, s, from, to, clear, count[clear][from][to]);
}

static bool inside(wy_str s, size_t at) { return at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80; }

// What fits between two columns; of a host's name the end, which tells whose it is.
static wy_str cut(wy_str label, unsigned columns, bool tail)
{
    wy_str part = tail && label.len > LABEL_BYTES ? wy_str_from(label, label.len - LABEL_BYTES)
                                                  : wy_str_sub(label, 0, LABEL_BYTES);
    while (part.len && (wy_columns(part) > columns || inside(label, (size_t)(part.ptr - label.ptr)) ||
                        inside(label, (size_t)(part.ptr - label.ptr) + part.len)))
        part = tail ? wy_str_from(part, 1) : wy_str_sub(part, 0, part.len - 1);
    return part;
}

static void put_nodes(struct picture *p, size_t s)
{
    for (WY_EACH(struct node, n, p->stage[s].nodes)) {
        bool host = s == 2 && wy_str_has(n->label, WY_S(".")) && !wy_str_has(n->label, WY_S(" "));
        wy_str label = cut(n->label, label_columns[s], host);
        const char *left_out = label.len < n->label.len ? "…" : "";
        wy_buf_printf(p->out, "<rect x=\"%u\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>", column_x[s], n->y, BAR,
                      n->height);
        wy_buf_printf(p->out, "<text x=\"%u\" y=\"%.1f\">", column_x[s] + BAR + 4,
                      n->y + (n->height > ROW ? n->height / 2 + 4 : 12));
        wy_buf_addc(p->out, host ? left_out : "");
        put(p, label);
        wy_buf_printf(p->out, "%s · %llu</text>\n", host ? "" : left_out, (unsigned long long)n->count);
    }
}

static void put_picture(struct picture *p)
{
    const char *heads[STAGES] = {_("Identifier"), _("Form"), _("Recipient"), _("Country of the server")};
    wy_buf_printf(p->out, "<div class=\"wide\"><svg class=\"flow\" role=\"img\" viewBox=\"0 0 %d %.0f\"><title>",
                  PICTURE_WIDTH, p->height);
    put(p, wy_str_c(_("Which identifier went in which form to whom; the table below says the same.")));
    wy_buf_addc(p->out, "</title>\n");
    for (size_t s = 0; s + 1 < STAGES; s++)
        put_ribbons(p, s);
    for (size_t s = 0; s < STAGES; s++) {
        wy_buf_printf(p->out, "<text class=\"head\" x=\"%u\" y=\"14\">", column_x[s]);
        put(p, wy_str_c(heads[s]));
        wy_buf_addc(p->out, "</text>\n");
        put_nodes(p, s);
    }
    wy_buf_addc(p->out, "</svg></div>\n");
    wy_buf_addc(p->out, "<p class=\"soft\"><span class=\"now\" aria-hidden=\"true\">■</span> ");
    put(p, wy_str_c(_("not encrypted")));
    wy_buf_addc(p->out, " <span class=\"unsure\" aria-hidden=\"true\">■</span> ");
    put(p, wy_str_c(_("encrypted")));
    wy_buf_addc(p->out, "</p>\n");
}

static void put_cell(struct picture *p, wy_str text)
{
    wy_buf_addc(p->out, "<td><bdi>");
    put(p, text);
    wy_buf_addc(p->out, "</bdi></td>");
}

// A long word that a narrow column may break behind each `c`.
static void put_breaking(struct picture *p, wy_str text, char c)
{
    wy_str part;
    wy_buf_addc(p->out, "<td><bdi>");
    for (bool first = true; wy_str_next(&text, c, &part); first = false) {
        if (!first)
            wy_buf_printf(p->out, "%c<wbr>", c);
        put(p, part);
    }
    wy_buf_addc(p->out, "</bdi></td>");
}

static void put_heads(struct picture *p, const char *class, const char *const *heads, size_t n)
{
    wy_buf_printf(p->out, "<div class=\"wide\"><table class=\"leaks%s\"><thead><tr>", class);
    for (size_t i = 0; i < n; i++) {
        wy_buf_addc(p->out, "<th scope=\"col\">");
        put(p, wy_str_c(heads[i]));
        wy_buf_addc(p->out, "</th>");
    }
    wy_buf_addc(p->out, "</tr></thead>\n<tbody>\n");
}

static void put_table(struct picture *p)
{
    const char *const heads[] = {_("Identifier"), _("Recipient"), _("Country of the server"),
                                 _("Network"),    _("Form"),      _("Step"),
                                 _("Agreed?"),    _("Times")};
    put_heads(p, " sent", heads, WY_COUNT(heads));
    for (size_t i = 0; i < p->table->n; i++) {
        const struct wy_leak_cells *c = &p->table->rows[i];
        wy_buf_addc(p->out, "<tr>");
        put_cell(p, c->who);
        put_breaking(p, c->to, '.');
        put_cell(p, c->country);
        put_cell(p, c->network);
        put_cell(p, c->form);
        put_cell(p, c->step);
        put_cell(p, c->consent);
        wy_buf_printf(p->out, "<td>%llu</td></tr>\n", (unsigned long long)c->leak->count);
    }
    wy_buf_addc(p->out, "</tbody></table></div>\n");
    if (p->table->untold)
        wy_buf_printf(p->out, "<p>+ %zu (--format json)</p>\n", p->table->untold);
}

// The bar of one step: what went in clear, then what was encrypted.
static void put_bar(struct picture *p, const struct wy_leak_step *s, uint64_t most)
{
    double unit = most ? 100.0 / (double)most : 0, clear = (double)s->clear * unit, rest = (double)s->encrypted * unit;
    wy_buf_addc(p->out, "<td><svg class=\"bar\" width=\"100%\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
                        "aria-hidden=\"true\">");
    wy_buf_printf(p->out, "<rect class=\"c\" x=\"0\" width=\"%.1f\" height=\"10\"/>", clear);
    wy_buf_printf(p->out, "<rect class=\"e\" x=\"%.1f\" width=\"%.1f\" height=\"10\"/></svg>", clear, rest);
    wy_buf_printf(p->out, _("not encrypted: %llu, encrypted: %llu"), (unsigned long long)s->clear,
                  (unsigned long long)s->encrypted);
    wy_buf_addc(p->out, "</td>");
}

static void put_number(struct picture *p, uint64_t n) { wy_buf_printf(p->out, "<td>%llu</td>", (unsigned long long)n); }

static void put_steps(struct picture *p, const struct wy_leak_steps *steps)
{
    uint64_t most = 0;
    if (!steps->n)
        return;
    for (size_t i = 0; i < steps->n; i++)
        most = wy_max(most, steps->rows[i].clear + steps->rows[i].encrypted);
    wy_buf_addc(p->out, "<h3>");
    put(p, wy_str_c(_("The steps, in time")));
    wy_buf_addc(p->out, "</h3>\n");
    const char *const heads[] = {_("Step"), _("Time"), _("Connections"), _("Bytes not readable"),
                                 _("Identifiers sent")};
    put_heads(p, " steps", heads, WY_COUNT(heads));
    for (size_t i = 0; i < steps->n; i++) {
        const struct wy_leak_step *s = &steps->rows[i];
        wy_buf_addc(p->out, s->consent ? "<tr class=\"agreed\">" : "<tr>");
        put_cell(p, wy_leak_step_name(p->view, s, p->out));
        put_breaking(p, wy_view_harmless(p->view, wy_view_quote(p->view, s->time, p->out), p->out), 'T');
        put_number(p, s->connections);
        put_number(p, s->closed_bytes);
        put_bar(p, s, most);
        wy_buf_addc(p->out, "</tr>\n");
    }
    wy_buf_addc(p->out, "</tbody></table></div>\n");
    wy_str outside = wy_leak_steps_outside(p->view, steps, p->out);
    if (outside.len) {
        wy_buf_addc(p->out, "<p>");
        put(p, outside);
        wy_buf_addc(p->out, "</p>\n");
    }
}

static void put_consents(struct picture *p)
{
    struct wy_leak_consents c;
    wy_err err = wy_leak_consents_init(p->view, p->out, &c);
    if (err != WY_OK)
        p->out->err = p->out->err ? p->out->err : err;
    if (err != WY_OK || !c.observed)
        return;
    const char *const heads[] = {_("Identifier"), _("Before agreeing"), _("After agreeing"), _("Not observed")};
    put_heads(p, "", heads, WY_COUNT(heads));
    for (size_t i = 0; i < c.n; i++) {
        wy_buf_addc(p->out, "<tr>");
        put_cell(p, c.rows[i].who);
        put_number(p, c.rows[i].before);
        put_number(p, c.rows[i].after);
        put_number(p, c.rows[i].unknown);
        wy_buf_addc(p->out, "</tr>\n");
    }
    wy_buf_addc(p->out, "</tbody></table></div>\n");
}

void wy_leak_section_html(struct wy_view *view, struct wy_buf *out)
{
    struct wy_leak_table table;
    struct wy_leak_steps steps = {0};
    struct picture p = {.view = view, .out = out, .table = &table};
    wy_err err = wy_leak_table_init(view, out, &table);
    if (err == WY_OK)
        err = wy_leak_steps_init(view, &steps);
    if (err == WY_OK && table.n)
        err = count_nodes(&p);
    if (err != WY_OK)
        out->err = out->err ? out->err : err;
    if (err != WY_OK || (!table.n && !steps.n))
        return;
    wy_buf_addc(out, "<section>\n<h2>");
    put(&p, wy_str_c(_("Personal data in the traffic")));
    wy_buf_addc(out, "</h2>\n");
    if (table.n) {
        place(&p);
        put_picture(&p);
    } else {
        wy_buf_addc(out, "<p>");
        put(&p, wy_leak_none(view->in->evidence));
        wy_buf_addc(out, "</p>\n");
    }
    put_consents(&p);
    put_steps(&p, &steps);
    if (table.n)
        put_table(&p);
    wy_buf_addc(out, "</section>\n");
}
