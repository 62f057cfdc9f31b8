// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing and reading packs. Rows of devices and of apps recur, so they are interned like texts.
#include "knowledge/index/fleet.h"

#include <stdlib.h>

#define WY_FLEET_MAGIC "WARYFLT\n"
enum { PHONES, DEVICES, PACKAGES, HAVE, TEXTS, KEYS };
enum { KEYS_MAX = 1000 };

struct seen { // one package of one phone, before sorting
    uint32_t kind, name, phone, app;
};

struct wy_fleet_builder {
    struct wy_texts texts;
    struct wy_buf phones, devices, seen, packages, have, keys;
    struct wy_packed_header header;
};

static void put(struct wy_buf *buf, const void *row, size_t size) { wy_buf_add(buf, (wy_str){row, size}); }

bool wy_fleet_keep(struct wy_fleet_builder *b, enum wy_fact fact, wy_str key)
{
    struct wy_fleet_key row = {fact, wy_texts_intern(&b->texts, key)};
    const struct wy_fleet_key *keys = (const void *)b->keys.data;
    size_t n = b->keys.len / sizeof row;
    for (size_t i = 0; i < n; i++)
        if (keys[i].fact == row.fact && keys[i].key == row.key)
            return true;
    if (n >= KEYS_MAX)
        return true; // what is not kept gets "cannot tell"
    put(&b->keys, &row, sizeof row);
    return !b->keys.err && !b->texts.buf.err;
}

static bool keep_usual(struct wy_fleet_builder *b)
{
#define KEPT(fact, key) &&wy_fleet_keep(b, WY_FACT_##fact, WY_S(key))
    return true
#include "knowledge/index/kept.def"
        ;
#undef KEPT
}

struct wy_fleet_builder *wy_fleet_builder_new(void)
{
    struct wy_fleet_builder *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    wy_buf_init(&b->phones, WY_PACKED_SECTION_MAX);
    wy_buf_init(&b->devices, WY_PACKED_SECTION_MAX);
    wy_buf_init(&b->seen, WY_PACKED_SECTION_MAX * 2);
    wy_buf_init(&b->packages, WY_PACKED_SECTION_MAX);
    wy_buf_init(&b->have, WY_PACKED_SECTION_MAX);
    wy_buf_init(&b->keys, WY_PACKED_SECTION_MAX);
    if (wy_texts_init(&b->texts) && keep_usual(b))
        return b;
    wy_fleet_builder_free(b);
    return NULL;
}

void wy_fleet_builder_free(struct wy_fleet_builder *b)
{
    if (!b)
        return;
    wy_buf_fini(&b->phones);
    wy_buf_fini(&b->devices);
    wy_buf_fini(&b->seen);
    wy_buf_fini(&b->packages);
    wy_buf_fini(&b->have);
    wy_buf_fini(&b->keys);
    wy_texts_fini(&b->texts);
    free(b);
}

static wy_err state(const struct wy_fleet_builder *b, struct wy_diag *diag)
{
    wy_err err = b->texts.buf.err ? b->texts.buf.err : b->phones.err;
    err = err ? err : b->seen.err ? b->seen.err : b->packages.err ? b->packages.err : b->have.err;
    return err ? wy_fail(diag, err, WY_NO_OFFSET, "the columns outgrow memory or their 2 GiB sections") : WY_OK;
}

static uint32_t intern(struct wy_fleet_builder *b, wy_str s) { return s.len ? wy_texts_intern(&b->texts, s) : 0; }

static uint32_t intern_row(struct wy_fleet_builder *b, const void *row, size_t size)
{
    return wy_texts_intern(&b->texts, (wy_str){row, size});
}

static void put_fact(struct wy_fleet_builder *b, struct wy_buf *out, enum wy_fact fact, uint32_t key, wy_str value)
{
    struct wy_fleet_fact row = {fact, key, intern(b, value), value.ptr != NULL};
    put(out, &row, sizeof row);
}

// The keys by number: settings and properties that a phone has, then all its modules.
static uint32_t facts_row(struct wy_fleet_builder *b, const struct wy_evidence *ev)
{
    struct wy_buf rows;
    wy_buf_init(&rows, 1 << 20);
    for (size_t i = 0; i < b->keys.len / sizeof(struct wy_fleet_key); i++) {
        struct wy_fleet_key kept;
        memcpy(&kept, b->keys.data + i * sizeof kept, sizeof kept);
        wy_str key = wy_texts_at(&b->texts, kept.key), rest = key, space = {0};
        if (kept.fact == WY_FACT_SETTING) {
            const struct wy_setting *s = wy_str_next(&rest, '.', &space) ? wy_setting(ev, space, rest) : NULL;
            if (s)
                put_fact(b, &rows, WY_FACT_SETTING, kept.key, s->value);
        } else if (wy_property(ev, key).ptr) {
            put_fact(b, &rows, WY_FACT_PROPERTY, kept.key, wy_property(ev, key));
        }
    }
    for (WY_EACH(const struct wy_module, m, ev->modules))
        put_fact(b, &rows, WY_FACT_MODULE, intern(b, m->name), m->version);
    uint32_t at = rows.len ? intern_row(b, rows.data, rows.len) : 0;
    b->texts.buf.err = b->texts.buf.err ? b->texts.buf.err : rows.err;
    wy_buf_fini(&rows);
    return at;
}

static uint32_t device_row(struct wy_fleet_builder *b, const struct wy_evidence *ev, const struct wy_device *d,
                           int32_t modules)
{
    struct wy_fleet_device row = {.modules = modules};
    if (ev) {
        row.facts = facts_row(b, ev);
        row.settings = wy_is_covered(ev, WY_S("settings"));
    }
    if (d) {
#define X(name) row.name = intern(b, d->name);
        WY_FLEET_TEXTS(X)
#undef X
        row.api_level.v = d->api_level.v;
        row.api_level.known = d->api_level.known;
        row.build_time.v = d->build_time.v;
        row.build_time.known = d->build_time.known;
    }
    if (d && d->patch_level) {
        row.system = intern(b, d->patch_level->system);
        row.vendor = intern(b, d->patch_level->vendor);
        row.boot = intern(b, d->patch_level->boot);
    }
    return intern_row(b, &row, sizeof row);
}

// Digests of the signers with blanks between; only whole ones say anything.
static uint32_t signers(struct wy_fleet_builder *b, const struct wy_package *p)
{
    char text[8 * 65];
    size_t n = 0;
    const struct wy_strs *lists[] = {p->signature ? &p->signature->signers : NULL, &p->signers};
    for (size_t i = 0; i < WY_COUNT(lists); i++)
        for (size_t k = 0; lists[i] && k < lists[i]->n; k++)
            if (lists[i]->v[k].len == 64 && n + 65 <= sizeof text) {
                memcpy(text + n, lists[i]->v[k].ptr, 64);
                text[n + 64] = ' ';
                n += 65;
            }
    return n ? intern(b, (wy_str){text, n - 1}) : 0;
}

static uint32_t app_row(struct wy_fleet_builder *b, const struct wy_asked_app *a)
{
    struct wy_fleet_app row = {.name = intern(b, a->name), .version = intern(b, a->version)};
    row.code = a->code.v;
    row.code_known = a->code.known;
    if (a->package) {
        row.state = intern(b, a->package->state);
        row.label = intern(b, a->package->label);
        row.purl = intern(b, a->package->purl);
        row.signers = signers(b, a->package);
    }
    return intern_row(b, &row, sizeof row);
}

static uint32_t phones_in(const struct wy_fleet_builder *b)
{
    return (uint32_t)(b->phones.len / sizeof(struct wy_fleet_phone));
}

wy_err wy_fleet_add(struct wy_fleet_builder *b, wy_str name, bool looked, const struct wy_asked *p,
                    struct wy_diag *diag)
{
    uint32_t phone = phones_in(b);
    struct wy_fleet_phone row = {.name = name.len ? wy_text_append(&b->texts.buf, name) : 0,
                                 .device = device_row(b, p->ev, p->device, p->modules),
                                 .looked = looked};
    put(&b->phones, &row, sizeof row);
    for (size_t i = 0; i < p->apps_n; i++) {
        const struct wy_asked_app *a = &p->apps[i];
        struct seen s = {a->kind, intern(b, a->key.ptr ? a->key : a->name), phone, app_row(b, a)};
        put(&b->seen, &s, sizeof s);
    }
    return state(b, diag);
}

wy_err wy_fleet_add_trouble(struct wy_fleet_builder *b, wy_str name, wy_str why, struct wy_diag *diag)
{
    struct wy_fleet_phone row = {.name = name.len ? wy_text_append(&b->texts.buf, name) : 0,
                                 .device = device_row(b, NULL, NULL, 0),
                                 .trouble = intern(b, why.len ? why : WY_S("?"))};
    put(&b->phones, &row, sizeof row);
    return state(b, diag);
}

static uint32_t again(struct wy_fleet_builder *b, const struct wy_fleet *f, uint32_t text)
{
    return intern(b, wy_fleet_text(f, text));
}

static uint32_t join_facts(struct wy_fleet_builder *b, const struct wy_fleet *f, uint32_t facts)
{
    wy_str rest = wy_fleet_text(f, facts);
    struct wy_buf rows;
    struct wy_fleet_fact row;
    wy_buf_init(&rows, 1 << 20);
    for (; rest.len >= sizeof row; rest = wy_str_from(rest, sizeof row)) {
        memcpy(&row, rest.ptr, sizeof row);
        row.key = again(b, f, row.key);
        row.value = again(b, f, row.value);
        put(&rows, &row, sizeof row);
    }
    uint32_t at = rows.len ? intern_row(b, rows.data, rows.len) : 0;
    b->texts.buf.err = b->texts.buf.err ? b->texts.buf.err : rows.err;
    wy_buf_fini(&rows);
    return at;
}

// Packs that keep different things cannot be one: what is not there would not mean the same.
static bool same_keys(struct wy_fleet_builder *b, const struct wy_fleet *f)
{
    bool ok = true;
    for (uint32_t i = 0; i < f->keys_n; i++)
        ok = ok && wy_fleet_keep(b, (enum wy_fact)f->keys[i].fact, wy_fleet_text(f, f->keys[i].key));
    return ok && b->keys.len == f->keys_n * sizeof *f->keys;
}

static uint32_t join_device(struct wy_fleet_builder *b, const struct wy_fleet *f, uint32_t device)
{
    struct wy_fleet_device row = wy_fleet_device_of(f, device);
#define X(name) row.name = again(b, f, row.name);
    WY_FLEET_TEXTS(X)
#undef X
    row.system = again(b, f, row.system);
    row.vendor = again(b, f, row.vendor);
    row.boot = again(b, f, row.boot);
    row.facts = join_facts(b, f, row.facts);
    return intern_row(b, &row, sizeof row);
}

static uint32_t join_app(struct wy_fleet_builder *b, const struct wy_fleet *f, uint32_t offset)
{
    struct wy_fleet_app row = {0};
    if (!wy_fleet_app_of(f, offset, &row))
        return 0;
    row.name = again(b, f, row.name);
    row.version = again(b, f, row.version);
    row.state = again(b, f, row.state);
    row.label = again(b, f, row.label);
    row.purl = again(b, f, row.purl);
    row.signers = again(b, f, row.signers);
    return intern_row(b, &row, sizeof row);
}

// Rows of one app lie together, so it is interned once.
static void join_packages(struct wy_fleet_builder *b, const struct wy_fleet *f, size_t turn, size_t n, uint32_t before)
{
    for (uint32_t i = 0; i < f->packages_n; i++) {
        const struct wy_fleet_package *p = &f->packages[i];
        uint32_t rows = wy_packed_clamp(p->have, p->have_n, f->have_n), name = again(b, f, p->name), last = 0, app = 0;
        for (uint32_t k = 0; k < rows; k++) {
            const struct wy_fleet_have *h = &f->have[p->have + k];
            app = h->app == last ? app : join_app(b, f, h->app);
            last = h->app;
            struct seen s = {p->kind, name, (uint32_t)(before + h->phone * n + turn), app};
            if (h->phone < f->phones)
                put(&b->seen, &s, sizeof s);
        }
    }
}

wy_err wy_fleet_join(struct wy_fleet_builder *b, const struct wy_fleet *packs, size_t n, struct wy_diag *diag)
{
    uint32_t before = phones_in(b);
    for (size_t t = 0; t < n; t++)
        if (!same_keys(b, &packs[t]))
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "packs that keep different settings");
    for (size_t i = 0;; i++) {
        const struct wy_fleet *f = &packs[i % n];
        if (i / n >= f->phones)
            break;
        const struct wy_fleet_phone *p = &f->rows[i / n];
        wy_str name = wy_fleet_text(f, p->name);
        struct wy_fleet_phone row = {.name = name.len ? wy_text_append(&b->texts.buf, name) : 0,
                                     .device = join_device(b, f, p->device),
                                     .trouble = again(b, f, p->trouble),
                                     .looked = p->looked};
        put(&b->phones, &row, sizeof row);
    }
    size_t all = before;
    for (size_t t = 0; t < n; t++)
        all += packs[t].phones;
    if (all != phones_in(b)) // the rows below count on every phone being there
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "packs of unequal length");
    for (size_t t = 0; t < n; t++)
        join_packages(b, &packs[t], t, n, before);
    return state(b, diag);
}

static int by_number(const void *x, const void *y)
{
    uint32_t a, b;
    memcpy(&a, x, sizeof a);
    memcpy(&b, y, sizeof b);
    return a < b ? -1 : a > b;
}

// Devices as a list without repetition; phones then name the place in it.
static void settle_devices(struct wy_fleet_builder *b)
{
    struct wy_fleet_phone *phones = (void *)b->phones.data;
    uint32_t n = phones_in(b), unique = 0;
    for (uint32_t i = 0; i < n; i++)
        put(&b->devices, &phones[i].device, sizeof phones[i].device);
    uint32_t *list = (void *)b->devices.data;
    if (b->devices.err || !n)
        return;
    qsort(list, n, sizeof *list, by_number);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || list[i] != list[unique - 1])
            list[unique++] = list[i];
    b->devices.len = unique * sizeof *list;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *at = bsearch(&phones[i].device, list, unique, sizeof *list, by_number);
        phones[i].device = (uint32_t)(at - list);
    }
}

// By the names' offsets first, which brings equal names together; the packages are put into the order of names after.
// Within a package by app and device, so that what gets the same answer lies together.
static int by_package(const void *x, const void *y, void *phones)
{
    const struct seen *a = x, *b = y;
    const struct wy_fleet_phone *p = phones;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    if (a->app != b->app)
        return a->app < b->app ? -1 : 1;
    if (p[a->phone].device != p[b->phone].device)
        return p[a->phone].device < p[b->phone].device ? -1 : 1;
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
    out[DEVICES] = &b->devices;
    out[PACKAGES] = &b->packages;
    out[HAVE] = &b->have;
    out[TEXTS] = &b->texts.buf;
    out[KEYS] = &b->keys;
}

wy_err wy_fleet_finish(struct wy_fleet_builder *b, struct wy_diag *diag)
{
    settle_devices(b);
    wy_err err = b->devices.err ? wy_fail(diag, b->devices.err, WY_NO_OFFSET, "no memory for columns") : state(b, diag);
    struct seen *s = (void *)b->seen.data;
    size_t n = err ? 0 : b->seen.len / sizeof *s;
    if (n)
        qsort_r(s, n, sizeof *s, by_package, b->phones.data);
    for (size_t i = 0; i < n;) {
        struct wy_fleet_package p = {s[i].kind, s[i].name, (uint32_t)(b->have.len / sizeof(struct wy_fleet_have)), 0};
        for (; i < n && s[i].kind == p.kind && s[i].name == p.name; i++) {
            struct wy_fleet_have have = {s[i].phone, s[i].app};
            put(&b->have, &have, sizeof have);
            p.have_n++;
        }
        put(&b->packages, &p, sizeof p);
    }
    err = err ? err : state(b, diag);
    if (err)
        return err;
    if (b->packages.len)
        qsort_r(b->packages.data, b->packages.len / sizeof(struct wy_fleet_package), sizeof(struct wy_fleet_package),
                by_name, &b->texts);
    wy_buf_fini(&b->seen);
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    wy_packed_seal(&b->header, WY_FLEET_MAGIC, WY_FLEET_VERSION, part);
    return WY_OK;
}

wy_err wy_fleet_write(const struct wy_fleet_builder *b, const char *path, struct wy_diag *diag)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_write(&b->header, part, path, 0600, diag);
}

bool wy_fleet_copy(const struct wy_fleet_builder *b, struct wy_arena *arena, wy_bytes *out)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_copy(&b->header, part, arena, out);
}

bool wy_fleet_looks_like(wy_bytes head) { return head.len >= 8 && memcmp(head.ptr, WY_FLEET_MAGIC, 8) == 0; }

static void map_sections(struct wy_fleet *f)
{
    f->rows = wy_packed_section(&f->file, PHONES, sizeof *f->rows, &f->phones);
    f->devices = wy_packed_section(&f->file, DEVICES, sizeof *f->devices, &f->devices_n);
    f->packages = wy_packed_section(&f->file, PACKAGES, sizeof *f->packages, &f->packages_n);
    f->have = wy_packed_section(&f->file, HAVE, sizeof *f->have, &f->have_n);
    f->keys = wy_packed_section(&f->file, KEYS, sizeof *f->keys, &f->keys_n);
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

struct wy_fleet_device wy_fleet_device_of(const struct wy_fleet *f, uint32_t device)
{
    struct wy_fleet_device row = {0};
    wy_str bytes = device < f->devices_n ? wy_fleet_text(f, f->devices[device]) : (wy_str){0};
    if (bytes.len == sizeof row)
        memcpy(&row, bytes.ptr, sizeof row);
    return row;
}

bool wy_fleet_app_of(const struct wy_fleet *f, uint32_t offset, struct wy_fleet_app *out)
{
    wy_str bytes = wy_fleet_text(f, offset);
    if (bytes.len != sizeof *out)
        return false;
    memcpy(out, bytes.ptr, sizeof *out);
    return true;
}

bool wy_fleet_keeps(const struct wy_fleet *f, enum wy_fact fact, wy_str key)
{
    for (uint32_t i = 0; i < f->keys_n; i++)
        if (f->keys[i].fact == (uint32_t)fact && wy_str_eq(wy_fleet_text(f, f->keys[i].key), key))
            return true;
    return false;
}
