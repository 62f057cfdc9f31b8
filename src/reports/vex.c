// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// VEX of a case: CSAF 2.0 section 4.5 (profile 5) and the "vulnerabilities" of CycloneDX 1.5. "possible" and "cannot
// tell" are under investigation there; "fixed" is what the maker claims. Where the case says two things of one flaw
// and one product, the more cautious stands, as the formats allow one status alone.
#include "reports/vex.h"

#include "core/date.h"
#include "core/json.h"
#include "core/lang.h"
#include "core/map.h"

#include <stdio.h>
#include <stdlib.h>

// The order is that of caution.
enum standing { NOT_AFFECTED, FIXED, IN_TRIAGE, AFFECTED, STANDINGS };

struct product {
    wy_str id, name, version;
};

struct statement {
    wy_str flaw;
    const struct product *product;
    enum standing standing;
    wy_str text, step;
};

struct vex {
    const struct wy_report_input *in;
    struct wy_arena arena;
    struct wy_map products, seen;     // name -> struct product; flaw and product -> struct statement
    struct wy_rows order, statements; // struct product *, struct statement *
    bool failed;
};

static const struct wy_package *package_of(const struct vex *v, wy_str name)
{
    for (WY_EACH(const struct wy_package, p, v->in->evidence->packages))
        if (wy_str_eq(p->name, name))
            return p;
    return NULL;
}

static void name_product(struct vex *v, struct product *p, wy_str subject)
{
    const struct wy_package *app = package_of(v, subject);
    const struct wy_device *d = wy_device(v->in->evidence);
    p->id = wy_arena_printf(&v->arena, "PRODUCT-%zu", v->order.n);
    if (app) {
        p->name = app->name;
        p->version = app->version_name;
    } else {
        wy_str maker = d ? (d->brand.len ? d->brand : d->maker) : (wy_str){0};
        p->name = wy_arena_printf(&v->arena, "%.*s%s%.*s", WY_ARG(maker), maker.len && d->model.len ? " " : "",
                                  WY_ARG(d ? d->model : maker));
        if (!p->name.len)
            p->name = WY_S("device");
        p->version = d ? d->build : (wy_str){0};
    }
}

// All subjects that are no app are the device.
static const struct product *product_of(struct vex *v, wy_str subject)
{
    wy_str key = package_of(v, subject) ? subject : WY_S("");
    struct wy_map_slot *slot = wy_map_put(&v->products, key);
    if (slot && !slot->value) {
        struct product **row = wy_rows_add(&v->order, &v->arena, sizeof *row);
        struct product *p = row ? wy_new(&v->arena, struct product, 1) : NULL;
        if (p) {
            *row = p;
            name_product(v, p, subject);
        }
        slot->value = p;
    }
    return slot ? slot->value : NULL;
}

static void state(struct vex *v, wy_str flaw, struct statement said)
{
    wy_str key =
        said.product ? wy_arena_printf(&v->arena, "%.*s %.*s", WY_ARG(flaw), WY_ARG(said.product->id)) : (wy_str){0};
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&v->seen, key) : NULL;
    struct statement *s = slot ? slot->value : NULL;
    if (slot && !s) {
        struct statement **row = wy_rows_add(&v->statements, &v->arena, sizeof *row);
        s = slot->value = row ? wy_new(&v->arena, struct statement, 1) : NULL;
        if (s)
            *row = s;
    } else if (s && said.standing <= s->standing) {
        return;
    }
    v->failed |= !s;
    if (s) {
        *s = said;
        s->flaw = flaw;
    }
}

// "CVE-YYYY-NNNN", four digits at least at the end: what the schema of CSAF takes.
static bool is_cve(wy_str s)
{
    size_t digits = 0;
    if (!wy_str_starts(s, WY_S("CVE-")) || s.len < 13 || s.ptr[8] != '-')
        return false;
    for (size_t i = 4; i < s.len; i++)
        digits += i != 8 && wy_is_digit(s.ptr[i]);
    return digits == s.len - 5;
}

static bool state_all(struct vex *v, const struct wy_strs *names, struct statement said)
{
    bool any = false;
    for (size_t i = 0; i < names->n; i++)
        if (is_cve(names->v[i])) {
            state(v, names->v[i], said);
            any = true;
        }
    return any;
}

static int compare_statements(const void *a, const void *b)
{
    const struct statement *x = *(const struct statement *const *)a, *y = *(const struct statement *const *)b;
    int d = wy_str_cmp(x->flaw, y->flaw);
    return d ? d : wy_str_cmp(x->product->id, y->product->id);
}

static wy_err gather(struct vex *v, const struct wy_report_input *in, struct wy_diag *diag)
{
    *v = (struct vex){.in = in};
    wy_arena_init(&v->arena, 0);
    wy_map_init(&v->products, &v->arena);
    wy_map_init(&v->seen, &v->arena);
    (void)product_of(v, WY_S("")); // the device itself is always the first
    for (WY_EACH(const struct wy_finding, f, in->findings->findings)) {
        if (f->question != WY_KNOWN)
            continue;
        struct statement said = {.product = product_of(v, f->subject),
                                 .standing = f->status == WY_ST_AFFECTED ? AFFECTED : IN_TRIAGE,
                                 .text = f->title,
                                 .step = f->next_step};
        if (!state_all(v, &f->aliases, said) && wy_str_starts(wy_str_c(f->check), WY_S("advisory-")) &&
            !wy_str_eq(f->id, wy_str_c(f->check)))
            state(v, f->id, said);
    }
    for (WY_EACH(const struct wy_cleared, c, in->findings->cleared)) {
        struct statement said = {
            .product = product_of(v, c->subject), .standing = c->fixed ? FIXED : NOT_AFFECTED, .text = c->reason};
        (void)state_all(v, &c->aliases, said);
    }
    if (v->failed)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
    if (v->statements.n == 0)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, _("the case says nothing about any published flaw"));
    qsort(v->statements.v, v->statements.n, sizeof(struct statement *), compare_statements);
    return WY_OK;
}

static size_t same_flaw(const struct vex *v, size_t from)
{
    struct statement *const *s = v->statements.v;
    size_t end = from + 1;
    while (end < v->statements.n && wy_str_eq(s[end]->flaw, s[from]->flaw))
        end++;
    return end;
}

static void put_person(struct wy_json_writer *w, const struct vex *v)
{
    char time[WY_TIME_SIZE];
    wy_str now = wy_time_format(v->in->now, time);
    const struct product *device = *(const struct product *const *)v->order.v;
    wy_json_open(w, WY_S("publisher"), '{');
    wy_json_put_str(w, WY_S("category"), WY_S("user"));
    wy_json_put_str(w, WY_S("name"), WY_S("the owner of the device, with Wary"));
    wy_json_put_str(w, WY_S("namespace"), WY_S("urn:wary:case"));
    wy_json_close(w, '}');
    char title[200];
    (void)snprintf(title, sizeof title, "Published flaws and this device: %.*s", (int)wy_min(device->name.len, 100),
                   device->name.ptr);
    wy_str text = wy_str_c(title);
    wy_json_put_str(w, WY_S("title"), wy_str_sub(text, 0, wy_utf8_valid_prefix(wy_str_bytes(text))));
    wy_json_open(w, WY_S("tracking"), '{');
    wy_json_put_str(w, WY_S("current_release_date"), now);
    wy_json_open(w, WY_S("generator"), '{');
    wy_json_open(w, WY_S("engine"), '{');
    wy_json_put_str(w, WY_S("name"), WY_S("Wary"));
    wy_json_put_str(w, WY_S("version"), wy_str_c(v->in->version));
    wy_json_close(w, '}');
    wy_json_close(w, '}');
    char id[64];
    (void)snprintf(id, sizeof id, "WARY-CASE-%.*s", WY_ARG(now));
    for (char *p = id; *p; p++)
        *p = *p == ':' ? '-' : *p;
    wy_json_put_str(w, WY_S("id"), wy_str_c(id));
    wy_json_put_str(w, WY_S("initial_release_date"), now);
    wy_json_open(w, WY_S("revision_history"), '[');
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("date"), now);
    wy_json_put_str(w, WY_S("number"), WY_S("1"));
    wy_json_put_str(w, WY_S("summary"), WY_S("Exported from a case."));
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    wy_json_put_str(w, WY_S("status"), WY_S("final"));
    wy_json_put_str(w, WY_S("version"), WY_S("1"));
    wy_json_close(w, '}');
}

static void put_age(struct wy_json_writer *w, const struct wy_report_input *in)
{
    struct wy_buf text;
    if (!in->knowledge.date.len)
        return;
    wy_buf_init(&text, 1 << 16);
    wy_say_knowledge(&in->knowledge, &text);
    wy_json_open(w, WY_S("notes"), '[');
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("category"), WY_S("general"));
    wy_json_put_str(w, WY_S("text"), wy_buf_str(&text));
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    wy_buf_fini(&text);
}

static void put_document(struct wy_json_writer *w, const struct vex *v)
{
    wy_json_open(w, WY_S("document"), '{');
    wy_json_put_str(w, WY_S("category"), WY_S("csaf_vex"));
    wy_json_put_str(w, WY_S("csaf_version"), WY_S("2.0"));
    wy_json_open(w, WY_S("distribution"), '{');
    wy_json_open(w, WY_S("tlp"), '{');
    wy_json_put_str(w, WY_S("label"), WY_S("AMBER"));
    wy_json_close(w, '}');
    wy_json_close(w, '}');
    wy_json_put_str(w, WY_S("lang"), wy_str_c(v->in->lang ? v->in->lang : "en"));
    put_age(w, v->in);
    put_person(w, v);
    wy_json_close(w, '}');
}

static void put_products(struct wy_json_writer *w, const struct vex *v)
{
    wy_json_open(w, WY_S("product_tree"), '{');
    wy_json_open(w, WY_S("full_product_names"), '[');
    for (WY_EACH(struct product *, p, v->order)) {
        struct wy_buf name;
        wy_buf_init(&name, 1 << 16);
        wy_buf_printf(&name, "%.*s%s%.*s", WY_ARG((*p)->name), (*p)->version.len ? " " : "", WY_ARG((*p)->version));
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("name"), wy_buf_str(&name));
        wy_json_put_str(w, WY_S("product_id"), (*p)->id);
        wy_json_close(w, '}');
        wy_buf_fini(&name);
    }
    wy_json_close(w, ']');
    wy_json_close(w, '}');
}

static void put_ids(struct wy_json_writer *w, wy_str key, const struct statement *const *s, size_t n,
                    enum standing standing)
{
    bool open = false;
    for (size_t i = 0; i < n; i++) {
        if (s[i]->standing != standing)
            continue;
        if (!open)
            wy_json_open(w, key, '[');
        open = true;
        wy_json_put_str(w, (wy_str){0}, s[i]->product->id);
    }
    if (open)
        wy_json_close(w, ']');
}

// An action for each product that is affected, an impact for each that is not: section 4.5 asks for them.
static void put_details(struct wy_json_writer *w, wy_str list, const struct statement *const *s, size_t n,
                        enum standing standing)
{
    bool open = false;
    for (size_t i = 0; i < n; i++) {
        if (s[i]->standing != standing)
            continue;
        if (!open)
            wy_json_open(w, list, '[');
        open = true;
        wy_str text = standing == AFFECTED ? s[i]->step : s[i]->text;
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("category"), standing == AFFECTED ? WY_S("mitigation") : WY_S("impact"));
        wy_json_put_str(w, WY_S("details"), text.len ? text : WY_S("-"));
        put_ids(w, WY_S("product_ids"), &s[i], 1, standing);
        wy_json_close(w, '}');
    }
    if (open)
        wy_json_close(w, ']');
}

static void put_flaw(struct wy_json_writer *w, const struct statement *const *s, size_t n)
{
    static const wy_str lists[STANDINGS] = {
        [NOT_AFFECTED] = WY_S_INIT("known_not_affected"),
        [FIXED] = WY_S_INIT("fixed"),
        [IN_TRIAGE] = WY_S_INIT("under_investigation"),
        [AFFECTED] = WY_S_INIT("known_affected"),
    };
    wy_json_open(w, (wy_str){0}, '{');
    if (is_cve(s[0]->flaw)) {
        wy_json_put_str(w, WY_S("cve"), s[0]->flaw);
    } else {
        wy_json_open(w, WY_S("ids"), '[');
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("system_name"), WY_S("Wary"));
        wy_json_put_str(w, WY_S("text"), s[0]->flaw);
        wy_json_close(w, '}');
        wy_json_close(w, ']');
    }
    wy_json_open(w, WY_S("notes"), '[');
    for (size_t i = 0; i < n; i++) {
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("category"), WY_S("summary"));
        wy_json_put_str(w, WY_S("text"), s[i]->text.len ? s[i]->text : s[i]->flaw);
        wy_json_put_str(w, WY_S("title"), s[i]->product->name);
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("product_status"), '{');
    for (int k = 0; k < STANDINGS; k++)
        put_ids(w, lists[k], s, n, (enum standing)k);
    wy_json_close(w, '}');
    put_details(w, WY_S("remediations"), s, n, AFFECTED);
    put_details(w, WY_S("threats"), s, n, NOT_AFFECTED);
    wy_json_close(w, '}');
}

static wy_err finish(struct vex *v, struct wy_buf *out, struct wy_diag *diag)
{
    wy_arena_fini(&v->arena);
    wy_buf_char(out, '\n');
    return out->err ? wy_fail(diag, out->err, WY_NO_OFFSET, "the document is larger than a report may be") : WY_OK;
}

wy_err wy_vex_csaf(const struct wy_report_input *in, struct wy_buf *out, struct wy_diag *diag)
{
    struct vex v;
    wy_err err = gather(&v, in, diag);
    if (err) {
        wy_arena_fini(&v.arena);
        return err;
    }
    const struct statement *const *s = v.statements.v;
    struct wy_json_writer w = wy_json_writer_init(out, 3);
    wy_json_open(&w, (wy_str){0}, '{');
    put_document(&w, &v);
    put_products(&w, &v);
    wy_json_open(&w, WY_S("vulnerabilities"), '[');
    for (size_t i = 0, end; i < v.statements.n; i = end) {
        end = same_flaw(&v, i);
        put_flaw(&w, s + i, end - i);
    }
    wy_json_close(&w, ']');
    wy_json_close(&w, '}');
    return finish(&v, out, diag);
}

static void put_component(struct wy_json_writer *w, wy_str key, const struct product *p, bool device)
{
    wy_json_open(w, key, '{');
    wy_json_put_str(w, WY_S("type"), device ? WY_S("device") : WY_S("application"));
    wy_json_put_str(w, WY_S("bom-ref"), p->id);
    wy_json_put_str(w, WY_S("name"), p->name);
    if (p->version.len)
        wy_json_put_str(w, WY_S("version"), p->version);
    wy_json_close(w, '}');
}

void wy_cyclonedx_knowledge(struct wy_json_writer *w, const struct wy_report_input *in)
{
    char count[24];
    (void)snprintf(count, sizeof count, "%llu", (unsigned long long)in->knowledge.advisories);
    const struct {
        wy_str name, value;
    } rows[] = {
        {WY_S("wary:knowledge:date"), in->knowledge.date},
        {WY_S("wary:knowledge:advisories"), wy_str_c(count)},
    };
    wy_json_open(w, WY_S("properties"), '[');
    for (size_t i = 0; i < WY_COUNT(rows) && in->knowledge.date.len; i++) {
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("name"), rows[i].name);
        wy_json_put_str(w, WY_S("value"), rows[i].value);
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
}

static void put_metadata(struct wy_json_writer *w, const struct vex *v)
{
    char time[WY_TIME_SIZE];
    wy_json_open(w, WY_S("metadata"), '{');
    wy_json_put_str(w, WY_S("timestamp"), wy_time_format(v->in->now, time));
    wy_json_open(w, WY_S("tools"), '{');
    wy_json_open(w, WY_S("components"), '[');
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("type"), WY_S("application"));
    wy_json_put_str(w, WY_S("name"), WY_S("wary"));
    wy_json_put_str(w, WY_S("version"), wy_str_c(v->in->version));
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    wy_json_close(w, '}');
    put_component(w, WY_S("component"), *(const struct product *const *)v->order.v, true);
    wy_cyclonedx_knowledge(w, v->in);
    wy_json_close(w, '}');
}

// One entry for each flaw and product: an analysis is about all that its entry names.
static void put_analysis(struct wy_json_writer *w, const struct statement *s)
{
    static const wy_str states[STANDINGS] = {
        [NOT_AFFECTED] = WY_S_INIT("not_affected"),
        [FIXED] = WY_S_INIT("resolved"),
        [IN_TRIAGE] = WY_S_INIT("in_triage"),
        [AFFECTED] = WY_S_INIT("exploitable"),
    };
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("id"), s->flaw);
    if (s->step.len)
        wy_json_put_str(w, WY_S("recommendation"), s->step);
    wy_json_open(w, WY_S("analysis"), '{');
    wy_json_put_str(w, WY_S("state"), states[s->standing]);
    wy_json_put_str(w, WY_S("detail"), s->text);
    wy_json_close(w, '}');
    wy_json_open(w, WY_S("affects"), '[');
    wy_json_open(w, (wy_str){0}, '{');
    wy_json_put_str(w, WY_S("ref"), s->product->id);
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    wy_json_close(w, '}');
}

wy_err wy_vex_cyclonedx(const struct wy_report_input *in, struct wy_buf *out, struct wy_diag *diag)
{
    struct vex v;
    wy_err err = gather(&v, in, diag);
    if (err) {
        wy_arena_fini(&v.arena);
        return err;
    }
    struct product *const *products = v.order.v;
    struct wy_json_writer w = wy_json_writer_init(out, 2);
    wy_json_open(&w, (wy_str){0}, '{');
    wy_json_put_str(&w, WY_S("bomFormat"), WY_S("CycloneDX"));
    wy_json_put_str(&w, WY_S("specVersion"), WY_S("1.5"));
    wy_json_put_int(&w, WY_S("version"), 1);
    put_metadata(&w, &v);
    wy_json_open(&w, WY_S("components"), '[');
    for (size_t i = 1; i < v.order.n; i++)
        put_component(&w, (wy_str){0}, products[i], false);
    wy_json_close(&w, ']');
    wy_json_open(&w, WY_S("vulnerabilities"), '[');
    for (WY_EACH(struct statement *, s, v.statements))
        put_analysis(&w, *s);
    wy_json_close(&w, ']');
    wy_json_close(&w, '}');
    return finish(&v, out, diag);
}
