// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The software of a case as a bill of materials: CycloneDX 1.5 JSON, with apps, trusted apps, modules and partitions.
// What is known about flaws goes into the VEX (reports/vex.c), not here.
#include "core/date.h"
#include "core/json.h"
#include "reports/vex.h"
#include "reports/view.h"

struct bom {
    struct wy_view view;
    struct wy_buf *out;
    struct wy_json_writer w;
    size_t n; // components written, for references that are unique
};

struct component {
    const char *type;
    wy_str name, version, purl, sha256;
};

static void put(struct bom *b, const char *key, wy_str text)
{
    if (text.len)
        wy_json_put_str(&b->w, wy_str_c(key), wy_view_quote(&b->view, text, b->out));
}

static void property(struct bom *b, const char *name, wy_str value)
{
    if (!value.len)
        return;
    wy_json_open(&b->w, (wy_str){0}, '{');
    wy_json_put_str(&b->w, WY_S("name"), wy_arena_printf(&b->view.arena, "wary:%s", name));
    put(b, "value", value);
    wy_json_close(&b->w, '}');
}

// What evidence holds may come from a stranger's file: a bill of materials with it must still be one.
static bool is_sha256(wy_str s)
{
    bool hex = s.len == 64;
    for (size_t i = 0; hex && i < s.len; i++)
        hex = wy_is_digit(s.ptr[i]) || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'F');
    return hex;
}

static bool is_purl(wy_str s)
{
    bool good = wy_str_starts(s, WY_S("pkg:")) && s.len > 6 && wy_is_alpha(s.ptr[4]) && wy_str_find_char(s, '/') > 4;
    for (size_t i = 0; good && i < s.len; i++)
        good = s.ptr[i] > ' ' && s.ptr[i] < 127;
    return good && wy_str_has(s, WY_S("/"));
}

static void open_component(struct bom *b, const struct component *c)
{
    wy_json_open(&b->w, (wy_str){0}, '{');
    wy_json_put_str(&b->w, WY_S("type"), wy_str_c(c->type));
    wy_json_put_str(&b->w, WY_S("bom-ref"), wy_arena_printf(&b->view.arena, "c%zu", ++b->n));
    wy_json_put_str(&b->w, WY_S("name"), c->name.len ? wy_view_quote(&b->view, c->name, b->out) : WY_S("?"));
    put(b, "version", c->version);
    if (is_purl(c->purl))
        put(b, "purl", c->purl);
    if (is_sha256(c->sha256)) {
        wy_json_open(&b->w, WY_S("hashes"), '[');
        wy_json_open(&b->w, (wy_str){0}, '{');
        wy_json_put_str(&b->w, WY_S("alg"), WY_S("SHA-256"));
        wy_json_put_str(&b->w, WY_S("content"), c->sha256);
        wy_json_close(&b->w, '}');
        wy_json_close(&b->w, ']');
    }
    wy_json_open(&b->w, WY_S("properties"), '[');
}

static void close_component(struct bom *b)
{
    wy_json_close(&b->w, ']');
    wy_json_close(&b->w, '}');
}

// Names of Android packages need no escapes in a package URL; what does is left out of it.
static wy_str purl_of(struct bom *b, const struct wy_package *p)
{
    bool plain = p->name.len > 0;
    for (size_t i = 0; i < p->name.len; i++) {
        char c = p->name.ptr[i];
        plain &= wy_is_alpha(c) || wy_is_digit(c) || c == '.' || c == '_' || c == '-';
    }
    if (p->purl.len || !plain || wy_str_eq(p->state, WY_S("inventory")))
        return p->purl;
    return wy_arena_printf(&b->view.arena, "pkg:android/%.*s", WY_ARG(p->name));
}

static void put_packages(struct bom *b)
{
    for (WY_EACH(struct wy_package, p, b->view.in->evidence->packages)) {
        if (wy_str_eq(p->state, WY_S("referenced")))
            continue;
        struct component c = {"application", p->name, p->version_name, purl_of(b, p), p->sha256};
        open_component(b, &c);
        property(b, "state", p->state);
        property(b, "path", p->path);
        if (p->version_code.known)
            property(b, "version-code", wy_arena_printf(&b->view.arena, "%lld", (long long)p->version_code.v));
        if (p->signature)
            property(b, "signature",
                     p->signature->verified == WY_YES  ? WY_S("verified")
                     : p->signature->verified == WY_NO ? WY_S("broken")
                                                       : (wy_str){0});
        const struct wy_strs *signers = p->signature ? &p->signature->signers : &p->signers;
        for (size_t i = 0; i < signers->n; i++)
            property(b, "signer", signers->v[i]);
        close_component(b);
    }
}

static void put_trusted_apps(struct bom *b)
{
    for (WY_EACH(struct wy_trusted_app, t, b->view.in->evidence->trusted_apps)) {
        struct component c = {"firmware", t->name.len ? t->name : t->uuid.len ? t->uuid : t->path, {0}, {0}, t->sha256};
        open_component(b, &c);
        property(b, "uuid", t->uuid);
        property(b, "container", t->container);
        property(b, "path", t->path);
        property(b, "signature", t->signature);
        property(b, "signer", t->signer);
        if (t->rollback)
            property(b, "rollback", t->rollback->state);
        if (t->rollback && t->rollback->value.known)
            property(b, "rollback-counter", wy_arena_printf(&b->view.arena, "%lld", (long long)t->rollback->value.v));
        close_component(b);
    }
}

static void put_rest(struct bom *b)
{
    for (WY_EACH(struct wy_module, m, b->view.in->evidence->modules)) {
        struct component c = {"library", m->name, m->version, {0}, {0}};
        open_component(b, &c);
        close_component(b);
    }
    for (WY_EACH(struct wy_partition, p, b->view.in->evidence->partitions)) {
        struct component c = {"firmware", p->name, {0}, {0}, p->sha256};
        open_component(b, &c);
        property(b, "filesystem", p->filesystem);
        property(b, "path", p->path);
        close_component(b);
    }
}

static void put_metadata(struct bom *b)
{
    const struct wy_report_input *in = b->view.in;
    const struct wy_device *d = wy_device(in->evidence);
    char time[WY_TIME_SIZE];
    wy_json_open(&b->w, WY_S("metadata"), '{');
    wy_json_put_str(&b->w, WY_S("timestamp"), wy_time_format(in->now, time));
    wy_json_open(&b->w, WY_S("tools"), '{');
    wy_json_open(&b->w, WY_S("components"), '[');
    wy_json_open(&b->w, (wy_str){0}, '{');
    wy_json_put_str(&b->w, WY_S("type"), WY_S("application"));
    wy_json_put_str(&b->w, WY_S("name"), WY_S("wary"));
    wy_json_put_str(&b->w, WY_S("version"), wy_str_c(in->version));
    wy_json_close(&b->w, '}');
    wy_json_close(&b->w, ']');
    wy_json_close(&b->w, '}');
    if (d && (d->model.len || d->codename.len)) {
        wy_json_open(&b->w, WY_S("component"), '{');
        wy_json_put_str(&b->w, WY_S("type"), WY_S("device"));
        put(b, "name", d->model.len ? d->model : d->codename);
        put(b, "version", d->build);
        wy_json_close(&b->w, '}');
    }
    wy_cyclonedx_knowledge(&b->w, in);
    wy_json_close(&b->w, '}');
}

static wy_err write_cyclonedx(const struct wy_report_input *in, struct wy_buf *out)
{
    struct bom b = {.out = out};
    wy_err err = wy_view_init(&b.view, in);
    if (err)
        return err;
    b.w = wy_json_writer_init(out, 2);
    wy_json_open(&b.w, (wy_str){0}, '{');
    wy_json_put_str(&b.w, WY_S("bomFormat"), WY_S("CycloneDX"));
    wy_json_put_str(&b.w, WY_S("specVersion"), WY_S("1.5"));
    wy_json_put_int(&b.w, WY_S("version"), 1);
    put_metadata(&b);
    wy_json_open(&b.w, WY_S("components"), '[');
    put_packages(&b);
    put_trusted_apps(&b);
    put_rest(&b);
    wy_json_close(&b.w, ']');
    wy_json_close(&b.w, '}');
    wy_view_fini(&b.view);
    return out->err;
}

const struct wy_report wy_report_cyclonedx = {
    .name = "cyclonedx",
    .media = "application/vnd.cyclonedx+json; version=1.5",
    .write = write_cyclonedx,
};
