// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/fleet.h"

#include "core/map.h"
#include "knowledge/record.h"

#include <stdlib.h>

#define WY_FLEET_MAGIC "WARYFLT\n"
enum { PHONES, PACKAGES, HAVE, TEXTS };

struct seen { // one package of one phone, before sorting
    uint32_t kind, name, phone, version;
};

struct wy_fleet_builder {
    struct wy_texts texts;
    struct wy_buf phones, seen, packages, have;
    struct wy_packed_header header;
};

struct wy_fleet_builder *wy_fleet_builder_new(void)
{
    struct wy_fleet_builder *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    wy_buf_init(&b->phones, WY_PACKED_SECTION_MAX);
    wy_buf_init(&b->seen, WY_PACKED_SECTION_MAX * 2);
    wy_buf_init(&b->packages, WY_PACKED_SECTION_MAX);
    wy_buf_init(&b->have, WY_PACKED_SECTION_MAX);
    if (wy_texts_init(&b->texts))
        return b;
    wy_fleet_builder_free(b);
    return NULL;
}

void wy_fleet_builder_free(struct wy_fleet_builder *b)
{
    if (!b)
        return;
    wy_buf_fini(&b->phones);
    wy_buf_fini(&b->seen);
    wy_buf_fini(&b->packages);
    wy_buf_fini(&b->have);
    wy_texts_fini(&b->texts);
    free(b);
}

static void put(struct wy_buf *buf, const void *row, size_t size) { wy_buf_add(buf, (wy_str){row, size}); }

static wy_err state(const struct wy_fleet_builder *b, struct wy_diag *diag)
{
    wy_err err = b->texts.buf.err ? b->texts.buf.err : b->phones.err;
    err = err ? err : b->seen.err ? b->seen.err : b->packages.err ? b->packages.err : b->have.err;
    return err ? wy_fail(diag, err, WY_NO_OFFSET, "the columns outgrow memory or their 2 GiB sections") : WY_OK;
}

wy_err wy_fleet_add(struct wy_fleet_builder *b, wy_str name, wy_str model, const struct wy_asked *p,
                    struct wy_diag *diag)
{
    struct wy_fleet_phone row = {
        .major = p->major,
        .name = name.ptr ? wy_texts_append(&b->texts, name) : 0,
        .model = wy_texts_intern(&b->texts, model),
        .chip = wy_texts_intern(&b->texts, p->chip),
        .system = p->system,
        .vendor = p->vendor,
        .modules = p->modules,
        .google = p->google,
        .samsung = p->samsung,
    };
    uint32_t phone = (uint32_t)(b->phones.len / sizeof row);
    put(&b->phones, &row, sizeof row);
    for (size_t i = 0; i < p->apps_n; i++) {
        struct seen s = {p->apps[i].kind, wy_texts_intern(&b->texts, p->apps[i].name), phone,
                         wy_texts_intern(&b->texts, p->apps[i].version)};
        put(&b->seen, &s, sizeof s);
    }
    return state(b, diag);
}

// By the names' offsets first, which brings equal names together; the packages are put into the order of names after.
static int by_package(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    if (a->version != b->version)
        return a->version < b->version ? -1 : 1;
    return a->phone < b->phone ? -1 : a->phone > b->phone;
}

static int by_name(const void *x, const void *y, void *texts)
{
    const struct wy_fleet_package *a = x, *b = y;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return wy_str_cmp(wy_texts_at(texts, a->name), wy_texts_at(texts, b->name));
}

static void sections(const struct wy_fleet_builder *b, const struct wy_buf *out[WY_PACKED_SECTIONS])
{
    memset(out, 0, sizeof *out * WY_PACKED_SECTIONS);
    out[PHONES] = &b->phones;
    out[PACKAGES] = &b->packages;
    out[HAVE] = &b->have;
    out[TEXTS] = &b->texts.buf;
}

wy_err wy_fleet_finish(struct wy_fleet_builder *b, struct wy_diag *diag)
{
    struct seen *s = (void *)b->seen.data;
    size_t n = b->seen.len / sizeof *s;
    if (n)
        qsort(s, n, sizeof *s, by_package);
    for (size_t i = 0; i < n;) {
        struct wy_fleet_package p = {s[i].kind, s[i].name, (uint32_t)(b->have.len / sizeof(struct wy_fleet_have)), 0};
        for (; i < n && s[i].kind == p.kind && s[i].name == p.name; i++) {
            struct wy_fleet_have have = {s[i].phone, s[i].version};
            put(&b->have, &have, sizeof have);
            p.have_n++;
        }
        put(&b->packages, &p, sizeof p);
    }
    wy_err err = state(b, diag);
    if (err)
        return err;
    if (b->packages.len)
        qsort_r(b->packages.data, b->packages.len / sizeof(struct wy_fleet_package), sizeof(struct wy_fleet_package),
                by_name, &b->texts);
    wy_buf_fini(&b->seen);
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_seal(&b->header, WY_FLEET_MAGIC, WY_FLEET_VERSION, part, diag);
}

wy_err wy_fleet_write(const struct wy_fleet_builder *b, const char *path, struct wy_diag *diag)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_write(&b->header, part, path, diag);
}

bool wy_fleet_copy(const struct wy_fleet_builder *b, struct wy_arena *arena, wy_bytes *out)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_copy(&b->header, part, arena, out);
}

static void map_sections(struct wy_fleet *f)
{
    f->rows = wy_packed_section(&f->file, PHONES, sizeof *f->rows, &f->phones);
    f->packages = wy_packed_section(&f->file, PACKAGES, sizeof *f->packages, &f->packages_n);
    f->have = wy_packed_section(&f->file, HAVE, sizeof *f->have, &f->have_n);
}

wy_err wy_fleet_open(struct wy_fleet *out, const char *path, struct wy_diag *diag)
{
    struct wy_fleet f = {0};
    wy_err err = wy_packed_open(&f.file, path, WY_FLEET_MAGIC, WY_FLEET_VERSION, diag);
    if (err)
        return err;
    map_sections(&f);
    *out = f;
    return WY_OK;
}

wy_err wy_fleet_from_bytes(struct wy_fleet *out, wy_bytes bytes, struct wy_diag *diag)
{
    struct wy_fleet f = {0};
    wy_err err = wy_packed_from_bytes(&f.file, bytes, WY_FLEET_MAGIC, WY_FLEET_VERSION, diag);
    if (err)
        return err;
    map_sections(&f);
    *out = f;
    return WY_OK;
}

void wy_fleet_close(struct wy_fleet *f)
{
    wy_packed_close(&f->file);
    *f = (struct wy_fleet){0};
}

wy_str wy_fleet_text(const struct wy_fleet *f, uint32_t offset) { return wy_packed_text(&f->file, TEXTS, offset); }

static const struct wy_fleet_package *find_package(const struct wy_fleet *f, uint32_t kind, wy_str name)
{
    uint32_t low = 0, high = f->packages_n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct wy_fleet_package *p = &f->packages[mid];
        int d = p->kind != kind ? (p->kind < kind ? -1 : 1) : wy_str_cmp(wy_fleet_text(f, p->name), name);
        if (d == 0)
            return p;
        if (d < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

// The list is in the order of versions' offsets, so each version is judged once.
static void ask_package(const struct wy_fleet *f, const struct wy_index *ix, const struct wy_index_claim *c,
                        uint8_t *status)
{
    const struct wy_fleet_package *p = find_package(f, c->kind, wy_index_text(ix, c->subject));
    uint32_t n = p ? wy_packed_clamp(p->have, p->have_n, f->have_n) : 0, version = 0;
    enum wy_match_status s = WY_MATCH_NONE;
    const char *why;
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_fleet_have *h = &f->have[p->have + i];
        if (i == 0 || h->version != version)
            s = wy_claim_judge_version(ix, c, wy_fleet_text(f, h->version), &why);
        version = h->version;
        if (h->phone < f->phones && s > status[h->phone])
            status[h->phone] = (uint8_t)s;
    }
}

static void ask_phones(const struct wy_fleet *f, const struct wy_index *ix, const struct wy_index_claim *c,
                       uint8_t *status)
{
    const char *why;
    for (uint32_t i = 0; i < f->phones; i++) {
        const struct wy_fleet_phone *row = &f->rows[i];
        struct wy_asked phone = {.major = row->major,
                                 .system = row->system,
                                 .vendor = row->vendor,
                                 .modules = row->modules,
                                 .google = row->google,
                                 .samsung = row->samsung,
                                 .chip = wy_fleet_text(f, row->chip)};
        enum wy_match_status s = wy_claim_judge(ix, c, &phone, NULL, &why);
        if (s > status[i])
            status[i] = (uint8_t)s;
    }
}

wy_err wy_fleet_ask(const struct wy_fleet *f, const struct wy_index *ix, const struct wy_index_advisory *a,
                    struct wy_arena *arena, uint8_t **status)
{
    const struct wy_index_claim *claims;
    uint8_t *s = wy_new(arena, uint8_t, (size_t)f->phones + 1);
    if (!s)
        return WY_NO_MEMORY;
    uint32_t n = a->withdrawn ? 0 : wy_index_claims(ix, a, &claims);
    for (uint32_t i = 0; i < n; i++) {
        if (claims[i].kind == WY_CLAIM_PACKAGE || claims[i].kind == WY_CLAIM_PURL)
            ask_package(f, ix, &claims[i], s);
        else if (claims[i].kind != WY_CLAIM_PRODUCT)
            ask_phones(f, ix, &claims[i], s);
    }
    *status = s;
    return WY_OK;
}
