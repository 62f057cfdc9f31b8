// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The picture: identifier, form, recipient, country as columns of bars, joined by ribbons as wide as their count. It is
// static SVG with its words as text, so it prints, and the table below it says the same.
#include "core/lang.h"
#include "core/map.h"
#include "reports/leaks.h"
#include "reports/wrap.h"

#include <stdlib.h>

enum {
    STAGES = 4,
    NODES_MAX = 14,    // of a column; what is rarer becomes one "others"
    LABEL_MAX = 34,    // columns of a label in the picture
    LABEL_BYTES = 200, // and bytes, so that a hostile one costs little
    ROW = 26,          // height of a node without width, for its label
    GAP = 8,
    BAR = 10,
    INK = 260, // height that all transfers together have
    TOP = 28,
    STEPS_MAX = 60,
};
static const unsigned column_x[STAGES] = {0, 190, 400, 690};
enum { PICTURE_WIDTH = 860 };

const char wy_leak_style[] =
    ".wide{overflow-x:auto}.flow{width:100%;height:auto;min-width:40rem;margin:.6rem 0}"
    ".flow text{fill:var(--text);font-size:12px;paint-order:stroke;stroke:var(--page);stroke-width:3px}"
    ".flow .head{font-weight:600}.flow rect{fill:var(--text)}.flow path{opacity:.38;fill:var(--unsure)}"
    ".flow path.clear{fill:var(--now)}.leaks td:last-child{white-space:normal;font-weight:400}"
    ".leaks{font-size:.9rem}.leaks td{overflow-wrap:anywhere}.bar{height:.8rem;display:block}.bar "
    ".c{fill:var(--now)}.bar "
    ".e{fill:var(--unsure)}"
    "@media print{.flow{min-width:0}.flow path,.bar rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}";

struct node {
    wy_str label;
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
    const wy_str all[STAGES] = {c->who, c->form, c->to, c->country};
    return all[stage];
}

static wy_err count_nodes(struct picture *p)
{
    for (size_t s = 0; s < STAGES; s++) {
        struct stage *st = &p->stage[s];
        wy_map_init(&st->known, &p->view->arena);
        for (size_t i = 0; i < p->table->n; i++) {
            const struct wy_leak_cells *c = &p->table->rows[i];
            struct wy_map_slot *slot = wy_map_put(&st->known, label_of(c, s));
            struct node *n = NULL;
            if (slot && !slot->value) {
                n = wy_rows_add(&st->nodes, &p->view->arena, sizeof *n);
                if (!n)
                    return WY_NO_MEMORY;
                *n = (struct node){.label = label_of(c, s)};
                slot->value = (void *)(uintptr_t)st->nodes.n;
            }
            if (!slot)
                return WY_NO_MEMORY;
            n = (struct node *)st->nodes.v + ((uintptr_t)slot->value - 1);
            n->count += c->leak->count;
        }
    }
    for (size_t i = 0; i < p->table->n; i++)
        p->total += p->table->rows[i].leak->count;
    return WY_OK;
}

// The rarest beyond NODES_MAX share one node: order of first sight is kept for the others. At most WY_LEAK_ROWS_MAX
// nodes.
static void fold(struct stage *st)
{
    struct node *n = st->nodes.v, rest = {.label = wy_str_c(_("others"))};
    while (st->nodes.n > NODES_MAX) {
        size_t least = 0;
        for (size_t i = 1; i < st->nodes.n; i++)
            if (n[i].count <= n[least].count)
                least = i;
        rest.count += n[least].count;
        memmove(n + least, n + least + 1, (st->nodes.n - least - 1) * sizeof *n);
        st->nodes.n--;
    }
    st->shown = st->nodes.n;
    if (rest.count)
        n[st->nodes.n++] = rest; // there is room: some were taken out
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
        fold(&p->stage[s]);
        for (WY_EACH(struct node, n, p->stage[s].nodes)) {
            n->y = y;
            n->height = ink(p, n->count);
            y += (n->height < ROW ? ROW : n->height) + GAP;
        }
        if (y > p->height)
            p->height = y;
    }
}

static struct node *find(struct stage *st, wy_str label)
{
    struct node *n = st->nodes.v;
    for (size_t i = 0; i < st->shown; i++)
        if (wy_str_eq(n[i].label, label))
            return &n[i];
    return st->nodes.n > st->shown ? &n[st->shown] : n;
}

static void put_ribbon(struct picture *p, size_t s, const struct wy_leak_cells *c)
{
    struct node *a = find(&p->stage[s], label_of(c, s)), *b = find(&p->stage[s + 1], label_of(c, s + 1));
    double w = ink(p, c->leak->count);
    double x0 = column_x[s] + BAR, x1 = column_x[s + 1], mid = (x0 + x1) / 2;
    double ya = a->y + a->out, yb = b->y + b->in;
    // Many rare ones are wider together than their node: they share its end.
    a->out = a->out + w > a->height ? a->out : a->out + w;
    b->in = b->in + w > b->height ? b->in : b->in + w;
    wy_buf_printf(p->out,
                  "<path%s d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ\"><title>",
                  c->clear ? " class=\"clear\"" : "", x0, ya, mid, ya, mid, yb, x1, yb, yb + w, mid, yb + w, mid,
                  ya + w, x0, ya + w);
    put(p, label_of(c, s));
    wy_buf_addc(p->out, " → ");
    put(p, label_of(c, s + 1));
    wy_buf_printf(p->out, ": %llu</title></path>\n", (unsigned long long)c->leak->count);
}

static wy_str cut(wy_str label)
{
    wy_str part = wy_str_sub(label, 0, LABEL_BYTES);
    size_t end = part.len;
    while (end && ((end < label.len && ((unsigned char)label.ptr[end] & 0xc0) == 0x80) ||
                   wy_columns(wy_str_sub(part, 0, end)) > LABEL_MAX))
        end--;
    return wy_str_sub(part, 0, end);
}

static void put_nodes(struct picture *p, size_t s)
{
    for (WY_EACH(struct node, n, p->stage[s].nodes)) {
        wy_str label = cut(n->label);
        wy_buf_printf(p->out, "<rect x=\"%u\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>", column_x[s], n->y, BAR,
                      n->height);
        wy_buf_printf(p->out, "<text x=\"%u\" y=\"%.1f\">", column_x[s] + BAR + 4,
                      n->y + (n->height > ROW ? n->height / 2 + 4 : 12));
        put(p, label);
        wy_buf_addc(p->out, label.len < n->label.len ? "…" : "");
        wy_buf_printf(p->out, " · %llu</text>\n", (unsigned long long)n->count);
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
        for (size_t i = 0; i < p->table->n; i++)
            put_ribbon(p, s, &p->table->rows[i]);
    for (size_t s = 0; s < STAGES; s++) {
        wy_buf_printf(p->out, "<text class=\"head\" x=\"%u\" y=\"14\">", column_x[s]);
        put(p, wy_str_c(heads[s]));
        wy_buf_addc(p->out, "</text>\n");
        put_nodes(p, s);
    }
    wy_buf_addc(p->out, "</svg></div>\n");
}

static void put_cell(struct picture *p, wy_str text)
{
    wy_buf_addc(p->out, "<td><bdi>");
    put(p, text);
    wy_buf_addc(p->out, "</bdi></td>");
}

static void put_heads(struct picture *p, const char *const *heads, size_t n)
{
    wy_buf_addc(p->out, "<div class=\"wide\"><table class=\"leaks\"><thead><tr>");
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
    put_heads(p, heads, WY_COUNT(heads));
    for (size_t i = 0; i < p->table->n; i++) {
        const struct wy_leak_cells *c = &p->table->rows[i];
        wy_buf_addc(p->out, "<tr>");
        put_cell(p, c->who);
        put_cell(p, c->to);
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

struct step {
    wy_str name, time, consent;
    uint64_t clear, encrypted;
};

static struct step *step_of(struct step *steps, size_t *n, wy_str name, wy_str time)
{
    if (!name.len)
        return NULL;
    for (size_t i = 0; i < *n; i++)
        if (wy_str_eq(steps[i].name, name)) {
            if (time.len && (!steps[i].time.len || wy_str_cmp(time, steps[i].time) < 0))
                steps[i].time = time;
            return &steps[i];
        }
    if (*n == STEPS_MAX)
        return NULL;
    steps[*n] = (struct step){.name = name, .time = time};
    return &steps[(*n)++];
}

static int by_time(const void *a, const void *b)
{
    return wy_str_cmp(((const struct step *)a)->time, ((const struct step *)b)->time);
}

static size_t gather_steps(const struct picture *p, struct step *steps)
{
    const struct wy_evidence *ev = p->view->in->evidence;
    size_t n = 0;
    for (WY_EACH(struct wy_flow, f, ev->flows)) // steps in which something was sent, if not of the owner's
        (void)step_of(steps, &n, f->step, f->time);
    for (WY_EACH(struct wy_transfer, t, ev->transfers)) {
        struct step *s = wy_leak_sent(t) ? step_of(steps, &n, t->step, t->time) : NULL;
        if (!s)
            continue;
        s->clear += t->encrypted != WY_YES;
        s->encrypted += t->encrypted == WY_YES;
        s->consent = t->consent;
    }
    if (n)
        qsort(steps, n, sizeof *steps, by_time);
    return n;
}

// The bar of one step: what went in clear, then what was encrypted.
static void put_bar(struct picture *p, const struct step *s, uint64_t most)
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

static void put_steps(struct picture *p)
{
    struct step *steps = wy_new(&p->view->arena, struct step, STEPS_MAX);
    size_t n = steps ? gather_steps(p, steps) : 0;
    uint64_t most = 0;
    if (!n)
        return;
    for (size_t i = 0; i < n; i++)
        most = wy_max(most, steps[i].clear + steps[i].encrypted);
    wy_buf_addc(p->out, "<h3>");
    put(p, wy_str_c(_("The steps, in time")));
    wy_buf_addc(p->out, "</h3>\n");
    const char *const heads[] = {_("Time"), _("Step"), _("Identifiers sent")};
    put_heads(p, heads, WY_COUNT(heads));
    for (size_t i = 0; i < n; i++) {
        wy_buf_addc(p->out, "<tr>");
        put_cell(p, wy_view_harmless(p->view, wy_view_quote(p->view, steps[i].time, p->out), p->out));
        put_cell(p, wy_view_harmless(p->view, wy_view_quote(p->view, steps[i].name, p->out), p->out));
        put_bar(p, &steps[i], most);
        wy_buf_addc(p->out, "</tr>\n");
    }
    wy_buf_addc(p->out, "</tbody></table></div>\n");
}

void wy_leak_section_html(struct wy_view *view, struct wy_buf *out)
{
    struct wy_leak_table table;
    struct picture p = {.view = view, .out = out, .table = &table};
    wy_err err = wy_leak_table_init(view, out, &table);
    if (err == WY_OK && table.n)
        err = count_nodes(&p);
    if (err != WY_OK)
        out->err = out->err ? out->err : err;
    if (err != WY_OK || !table.n)
        return;
    place(&p);
    wy_buf_addc(out, "<section>\n<h2>");
    put(&p, wy_str_c(_("Personal data in the traffic")));
    wy_buf_addc(out, "</h2>\n");
    put_picture(&p);
    put_steps(&p);
    put_table(&p);
    wy_buf_addc(out, "</section>\n");
}
