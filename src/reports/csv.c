// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CSV (RFC 4180) for the helpdesk's spreadsheet: one record a line, findings first, then what was cleared, not assessed
// and not readable, last the age of the advisories. Cells never begin as formulas.
#include "reports/leaks.h"

struct sheet {
    struct wy_view view;
    struct wy_buf *out;
};

enum { COLUMNS = 14 };

static void put_row(struct sheet *s, const wy_str cells[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i)
            wy_buf_char(s->out, ',');
        if (cells[i].len)
            wy_buf_csv(s->out, cells[i]);
    }
    wy_buf_addc(s->out, "\r\n");
}

static wy_str joined(struct sheet *s, const struct wy_strs *list)
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 20);
    for (size_t i = 0; i < list->n; i++) {
        wy_buf_addc(&text, i ? " " : "");
        wy_buf_add(&text, list->v[i]);
    }
    wy_str copy = wy_view_quote(&s->view, wy_buf_str(&text), s->out);
    wy_buf_fini(&text);
    return copy;
}

static wy_str place(struct sheet *s, const struct wy_origin *at)
{
    char position[WY_POSITION_SIZE];
    wy_str source = wy_view_quote(&s->view, wy_source_name(s->view.in->evidence, at->source), s->out);
    wy_str item = wy_view_quote(&s->view, at->item, s->out);
    wy_str where = wy_position_json(at, position);
    return wy_arena_printf(&s->view.arena, "%.*s%s%.*s%s%.*s", WY_ARG(source), source.len && item.len ? " > " : "",
                           WY_ARG(item), where.len ? ", " : "", WY_ARG(where));
}

static void put_finding(struct sheet *s, const struct wy_finding *f)
{
    const struct wy_finding_evidence *e = f->evidence.v;
    put_row(s,
            (wy_str[COLUMNS]){WY_S("finding"), wy_str_c(wy_verdict_word(wy_finding_weight(f))),
                              wy_str_c(wy_question_word(f->question)), wy_str_c(wy_severity_word(f->severity)),
                              wy_str_c(wy_status_word(f->status)), f->id, wy_view_quote(&s->view, f->subject, s->out),
                              joined(s, &f->aliases), wy_view_text(&s->view, f->title, s->out),
                              f->evidence.n ? place(s, &e->at) : (wy_str){0},
                              f->evidence.n ? wy_str_c(wy_certainty_word(e->at.kind)) : (wy_str){0},
                              f->evidence.n ? wy_view_quote(&s->view, e->excerpt, s->out) : (wy_str){0},
                              wy_view_text(&s->view, f->next_step, s->out), wy_str_c(f->fingerprint)});
}

// The columns are those of findings: the identifier's token is the subject, the recipient the title.
static void put_transfers(struct sheet *s)
{
    struct wy_leak_table table;
    wy_err err = wy_leak_table_init(&s->view, s->out, &table);
    if (err != WY_OK)
        s->out->err = s->out->err ? s->out->err : err;
    for (size_t i = 0; i < table.n; i++) {
        const struct wy_leak_cells *c = &table.rows[i];
        const struct wy_transfer *t = c->leak->first;
        put_row(s, (wy_str[COLUMNS]){WY_S("transfer"), [2] = WY_S("leaks"), [5] = t->identifier, c->who, [8] = c->to,
                                     place(s, &t->at), WY_S("observed"),
                                     wy_arena_printf(&s->view.arena, "%.*s; %.*s; %.*s; %.*s; %llu", WY_ARG(c->form),
                                                     WY_ARG(c->step), WY_ARG(c->consent), WY_ARG(t->time),
                                                     (unsigned long long)c->leak->count)});
    }
}

// A trusted app: its UUID is the id, its name the subject, its container the title; then digest, signature, counter.
static void put_trusted_apps(struct sheet *s)
{
    for (WY_EACH(struct wy_trusted_app, t, s->view.in->evidence->trusted_apps)) {
        wy_str state = t->rollback ? t->rollback->state : (wy_str){0};
        wy_str counter = t->rollback && t->rollback->value.known
                             ? wy_arena_printf(&s->view.arena, " %lld", (long long)t->rollback->value.v)
                             : WY_S("");
        put_row(s, (wy_str[COLUMNS]){
                       WY_S("trusted-app"), [2] = WY_S("trust"), [5] = t->uuid,
                       wy_view_quote(&s->view, t->name, s->out), [8] = t->container, place(s, &t->at), WY_S("observed"),
                       wy_arena_printf(&s->view.arena, "%.*s; signature %.*s; %.*s%.*s; %.*s", WY_ARG(t->sha256),
                                       WY_ARG(t->signature), WY_ARG(state), WY_ARG(counter), WY_ARG(t->signer))});
    }
}

static void put_rest(struct sheet *s)
{
    const struct wy_report_input *in = s->view.in;
    for (WY_EACH(struct wy_cleared, c, in->findings->cleared))
        put_row(s, (wy_str[COLUMNS]){WY_S("cleared"), [6] = wy_view_quote(&s->view, c->subject, s->out),
                                     joined(s, &c->aliases), wy_view_text(&s->view, c->reason, s->out)});
    for (WY_EACH(struct wy_not_assessed, u, in->findings->unassessed))
        put_row(s, (wy_str[COLUMNS]){
                       WY_S("not-assessed"), [2] = wy_str_c(wy_question_word(u->question)), [5] = wy_str_c(u->check),
                       [8] = wy_view_text(&s->view, u->reason, s->out), [12] = wy_view_text(&s->view, u->how, s->out)});
    for (WY_EACH(struct wy_gap, g, in->evidence->gaps))
        put_row(s, (wy_str[COLUMNS]){WY_S("gap"), [8] = wy_view_gap(&s->view, g, s->out), place(s, &g->at)});
}

static wy_err write_csv(const struct wy_report_input *in, struct wy_buf *out)
{
    struct sheet s = {.out = out};
    wy_err err = wy_view_init(&s.view, in);
    if (err)
        return err;
    // The names of columns are for scripts, so they are not translated.
    wy_buf_addc(out, "record,verdict,question,severity,status,id,subject,aliases,title,where,kind,excerpt,next_step,"
                     "fingerprint\r\n");
    for (size_t i = 0; i < s.view.n; i++)
        put_finding(&s, s.view.findings[i]);
    put_transfers(&s);
    put_trusted_apps(&s);
    put_rest(&s);
    put_row(
        &s,
        (wy_str[COLUMNS]){
            WY_S("knowledge"), [2] = WY_S("known"), [5] = in->knowledge.date, [8] = wy_say_data_age(&s.view, s.out)});
    wy_view_fini(&s.view);
    return out->err;
}

const struct wy_report wy_report_csv = {.name = "csv", .media = "text/csv; charset=utf-8", .write = write_csv};
