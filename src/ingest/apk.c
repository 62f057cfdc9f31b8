// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An APK becomes a row of packages: what its manifest says, and whether its signature holds for the asked SDK levels.
// The splits of one app (in .apks and .xapk archives, or a folder) become one row. Its .idsig comes with the options.
#include "core/buffer.h"
#include "core/digest.h"
#include "core/lang.h"
#include "formats/android/apksig.h"
#include "formats/android/manifest.h"
#include "ingest/ingest.h"

enum {
    MATCH_ARENA = 64 << 20,
    NEIGHBOURS_MAX = 256, // rows looked back for the other splits of an app
    SPLITS_MAX = 1000,    // of one app; the largest have some dozens
    SPLIT_SDK = 21,
    ODD_MAX = 20, // oddities of ZIP entries that are told
    HASH_PIECE = 1 << 18,
};

struct apk {
    struct wy_ingest *in;
    struct wy_item *item;
    const struct wy_blob *blob;
    struct wy_origin at;
    struct wy_zip zip;
    struct wy_manifest manifest;
    struct wy_apksig sig;
    int min_sdk, max_sdk;
    bool checked; // the signature was looked at
};

static bool may_be_apk(const struct wy_item *item)
{
    return wy_zip_looks_like(item->head) || wy_str_starts(wy_bytes_str(item->head), WY_S("dex\n"));
}

// By its manifest, under whatever name; by its name where the directory cannot be read.
static enum wy_match match(const struct wy_item *item)
{
    if (!may_be_apk(item))
        return WY_MATCH_NO;
    bool named = wy_str_ends(item->name, WY_S(".apk"));
    if (!item->blob)
        return named ? WY_MATCH_CONTENT : WY_MATCH_NO;
    struct wy_arena arena;
    struct wy_zip zip;
    wy_arena_init(&arena, MATCH_ARENA);
    bool found = wy_zip_open(&zip, item->blob, WY_ZIP_AS_ANDROID, &wy_limits_default, &arena, NULL) == WY_OK &&
                 wy_zip_find(&zip, WY_S("AndroidManifest.xml"));
    wy_arena_fini(&arena);
    return found ? WY_MATCH_SURE : named ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_err read_manifest(struct apk *a, struct wy_diag *diag)
{
    struct wy_arena *scratch = a->in->scratch;
    size_t max = (size_t)a->in->limits->whole_item;
    struct wy_zip_entry *e = wy_zip_find(&a->zip, WY_S("AndroidManifest.xml"));
    wy_bytes xml, table;
    if (!e)
        return wy_fail(diag, WY_MALFORMED, a->zip.directory, "an APK without a manifest, which no Android installs");
    wy_err err = wy_zip_whole(&a->zip, e, max, scratch, &xml, diag);
    if (err != WY_OK)
        return err;
    struct wy_arsc arsc, *resources = NULL;
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    e = wy_zip_find(&a->zip, WY_S("resources.arsc"));
    if (e && wy_zip_whole(&a->zip, e, max, scratch, &table, &own) == WY_OK &&
        wy_arsc_init(&arsc, table, scratch, &own) == WY_OK)
        resources = &arsc;
    if (e && !resources)
        wy_gap(a->in->ev, a->at, own.code, "resources.arsc: %s", own.text);
    struct wy_res_locale locale = wy_res_locale(wy_str_c(wy_lang()));
    return wy_manifest_read(&a->manifest, xml, resources, locale, scratch, diag);
}

static int as_sdk(struct wy_manifest_number n, int absent)
{
    return !n.known ? absent : n.v < 0 ? 0 : n.v > WY_SDK_MAX ? WY_SDK_MAX : (int)n.v;
}

static wy_err verify(struct apk *a, struct wy_diag *diag)
{
    const struct wy_ingest_options *o = a->in->options;
    // Splits exist since SDK 21, and many do not repeat what their base says.
    int low = as_sdk(a->manifest.min_sdk, a->manifest.split.len ? SPLIT_SDK : 1);
    a->min_sdk = o->min_sdk >= 0 ? o->min_sdk : low;
    a->max_sdk = o->max_sdk >= 0 ? o->max_sdk : WY_SDK_MAX;
    if (a->min_sdk > a->max_sdk) {
        wy_gap(a->in->ev, a->at, WY_UNSUPPORTED, "the app needs SDK %d, so its signature was not verified up to SDK %d",
               a->min_sdk, a->max_sdk);
        return WY_OK;
    }
    struct wy_memory_blob idsig = wy_memory_blob(o->idsig);
    struct wy_apksig_options options = {.min_sdk = a->min_sdk,
                                        .max_sdk = a->max_sdk,
                                        .target_sdk = as_sdk(a->manifest.target_sdk, low),
                                        .target_sandbox = as_sdk(a->manifest.target_sandbox, 1),
                                        .idsig = o->idsig.ptr && a->item->depth == 0 ? &idsig.blob : NULL};
    a->checked = true;
    return wy_apksig_verify(&a->sig, &a->zip, &options, a->in->scratch, diag);
}

// --- into the evidence
// ------------------------------------------------------------------------------------------------

static void copy_texts(struct wy_evidence *ev, struct wy_strs *to, const struct wy_rows *from)
{
    for (WY_EACH(wy_str, s, *from))
        wy_strs_add(ev, to, *s);
}

static enum wy_tri answer(enum wy_apksig_answer a)
{
    return a == WY_APKSIG_ABSENT ? WY_UNKNOWN : wy_tri_of(a == WY_APKSIG_GOOD);
}

static void tell_odd_entries(struct apk *a, struct wy_signature *s)
{
    static const struct {
        uint32_t bit;
        const char *name;
    } odd[] = {
        {WY_ZIP_UNSAFE_NAME, "ZIP_UNSAFE_NAME"},
        {WY_ZIP_DUPLICATE, "ZIP_DUPLICATE"},
        {WY_ZIP_ENCRYPTED, "ZIP_ENCRYPTION_BIT"},
        {WY_ZIP_METHOD, "ZIP_UNKNOWN_METHOD"},
        {WY_ZIP_NO_LOCAL | WY_ZIP_LOCAL_NAME | WY_ZIP_LOCAL_SIZES | WY_ZIP_LOCAL_METHOD | WY_ZIP_LOCAL_CRC,
         "ZIP_HEADERS_DIFFER"},
        {WY_ZIP_OVERLAP, "ZIP_OVERLAP"},
        {WY_ZIP_PAST_DATA, "ZIP_PAST_DATA"},
    };
    size_t told = 0;
    for (size_t i = 0; i < a->zip.n && told < ODD_MAX; i++) {
        const struct wy_zip_entry *e = &a->zip.entries[i];
        for (size_t k = 0; e->odd && k < WY_COUNT(odd); k++) {
            if (!(e->odd & odd[k].bit))
                continue;
            told++;
            wy_strs_add(a->in->ev, &s->warnings,
                        wy_arena_printf(a->in->scratch, "%s: %.*s", odd[k].name, WY_ARG(e->name)));
        }
    }
    if (a->zip.odd & WY_ZIP_EOCD_IN_COMMENT)
        wy_strs_add(a->in->ev, &s->warnings, WY_S("ZIP_END_IN_COMMENT: a second end record in the comment"));
    if (a->zip.odd & WY_ZIP_HIDDEN)
        wy_strs_add(a->in->ev, &s->warnings, WY_S("ZIP_HIDDEN: entries after the announced number"));
    if (a->manifest.odd_type)
        wy_strs_add(a->in->ev, &s->warnings, WY_S("MANIFEST_TYPE: the manifest does not call itself XML"));
}

static struct wy_signature *signature_row(struct apk *a)
{
    static const char *const names[] = {"v1", "v2", "v3", "v3.1"};
    struct wy_evidence *ev = a->in->ev;
    struct wy_signature *s = wy_new(&ev->arena, struct wy_signature, 1);
    if (!s) {
        ev->err = ev->err ? ev->err : WY_NO_MEMORY;
        return NULL;
    }
    s->verified = wy_tri_of(a->sig.verified);
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        if (a->sig.schemes & 1U << i)
            wy_strs_add(ev, &s->schemes, wy_str_c(names[i]));
    }
    copy_texts(ev, &s->errors, &a->sig.errors);
    copy_texts(ev, &s->warnings, &a->sig.warnings);
    copy_texts(ev, &s->signers, &a->sig.signers);
    copy_texts(ev, &s->lineage, &a->sig.lineage);
    s->v4 = answer(a->sig.v4);
    s->source_stamp = answer(a->sig.source_stamp);
    s->min_sdk = wy_int_of(a->min_sdk);
    if (a->max_sdk != WY_SDK_MAX)
        s->max_sdk = wy_int_of(a->max_sdk);
    tell_odd_entries(a, s);
    return s;
}

static bool same_signers(const struct wy_strs *a, const struct wy_strs *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = wy_strs_has(b, a->v[i]);
    return same;
}

// Android installs the splits of an app only when all verify and all have the same signers.
static void join_signatures(struct wy_evidence *ev, struct wy_signature **of, struct wy_signature *more, wy_str split)
{
    if (!*of || !more) {
        *of = *of ? *of : more;
        return;
    }
    struct wy_signature *s = *of;
    for (size_t i = 0; i < more->errors.n; i++)
        wy_strs_add(ev, &s->errors,
                    wy_arena_printf(&ev->arena, "%.*s: %.*s", WY_ARG(split), WY_ARG(more->errors.v[i])));
    if (s->verified == WY_YES && more->verified == WY_YES && !same_signers(&s->signers, &more->signers))
        wy_strs_add(ev, &s->errors, wy_arena_printf(&ev->arena, "SPLIT_SIGNERS_DIFFER: %.*s", WY_ARG(split)));
    if (s->errors.n)
        s->verified = WY_NO;
}

static const char *protection_of(const struct wy_manifest_permission *p)
{
    static const char *const levels[] = {"normal", "dangerous", "signature", "signatureOrSystem", "internal"};
    return p ? levels[(size_t)(p->level & 15) < WY_COUNT(levels) ? p->level & 15 : 0] : NULL;
}

static void map_declared(struct apk *a, struct wy_map *out)
{
    wy_map_init(out, a->in->scratch);
    for (WY_EACH(struct wy_manifest_permission, p, a->manifest.permissions)) {
        struct wy_map_slot *slot = p->declared && p->name.len ? wy_map_put(out, p->name) : NULL;
        if (slot)
            slot->value = p;
    }
}

static void add_components(struct apk *a, struct wy_package *p)
{
    struct wy_evidence *ev = a->in->ev;
    struct wy_map declared;
    map_declared(a, &declared);
    for (WY_EACH(struct wy_manifest_component, c, a->manifest.components)) {
        if (!c->exported || c->enabled == WY_FLAG_NO)
            continue;
        struct wy_component *row = wy_rows_add(&p->components, &ev->arena, sizeof *row);
        if (!row) {
            ev->err = ev->err ? ev->err : WY_NO_MEMORY;
            return;
        }
        row->kind = wy_evidence_text(ev, wy_str_c(c->kind));
        row->name = wy_evidence_text(ev, c->name);
        row->exported = WY_YES;
        row->permission = wy_evidence_text(ev, c->permission.ptr ? c->permission : c->read_permission);
        row->protection = wy_evidence_text(ev, wy_str_c(protection_of(wy_map_get(&declared, row->permission))));
    }
}

static void add_flags(struct apk *a, struct wy_package *p)
{
    const struct wy_manifest *m = &a->manifest;
    if (m->test_only == WY_FLAG_YES)
        wy_strs_add(a->in->ev, &p->flags, WY_S("TEST_ONLY"));
    if (m->allow_backup != WY_FLAG_NO)
        wy_strs_add(a->in->ev, &p->flags, WY_S("ALLOW_BACKUP"));
    if (m->cleartext == WY_FLAG_YES)
        wy_strs_add(a->in->ev, &p->flags, WY_S("USES_CLEARTEXT_TRAFFIC"));
}

static wy_str hash_of(struct apk *a)
{
    const struct wy_source *source = (struct wy_source *)a->in->ev->sources.v + a->in->source;
    if (a->item->depth == 0 && source->sha256.ptr) // a target of its own was hashed already
        return source->sha256;
    struct wy_digest *d WY_CLEANUP(wy_digest_freep) = wy_digest_new(WY_SHA256);
    uint8_t *piece = wy_arena_alloc(a->in->scratch, HASH_PIECE, 8), out[WY_DIGEST_MAX];
    for (uint64_t at = 0; d && piece && at < a->blob->size; at += HASH_PIECE) {
        uint64_t left = a->blob->size - at;
        size_t n = left < HASH_PIECE ? (size_t)left : HASH_PIECE;
        if (wy_blob_read(a->blob, at, piece, n, NULL) != WY_OK || !wy_digest_add(d, (wy_bytes){piece, n}))
            return (wy_str){0};
    }
    if (!d || !piece || !wy_digest_take(d, out))
        return (wy_str){0};
    struct wy_buf hex;
    wy_buf_init(&hex, 2 * WY_DIGEST_MAX);
    wy_buf_hex(&hex, (wy_bytes){out, 32});
    wy_str text = wy_evidence_text(a->in->ev, wy_buf_str(&hex));
    wy_buf_fini(&hex);
    return text;
}

static void fill_app(struct apk *a, struct wy_package *p)
{
    struct wy_evidence *ev = a->in->ev;
    const struct wy_manifest *m = &a->manifest;
    p->version_name = wy_evidence_text(ev, m->version_name);
    p->label = wy_evidence_text(ev, m->label);
    p->path = a->at.item;
    if (m->debuggable != WY_FLAG_UNSET || m->application)
        p->debuggable = wy_tri_of(m->debuggable == WY_FLAG_YES);
    if (m->min_sdk.known)
        p->min_sdk = wy_int_of(m->min_sdk.v);
    if (m->target_sdk.known)
        p->target_sdk = wy_int_of(m->target_sdk.v);
    p->sha256 = hash_of(a);
    for (WY_EACH(struct wy_manifest_permission, permission, m->permissions)) {
        if (!permission->declared && permission->name.len)
            wy_strs_add(ev, &p->requested, permission->name);
    }
    add_components(a, p);
    add_flags(a, p);
}

// The row of the same app and version that this source gave lately, if it misses what this APK is.
static struct wy_package *neighbour(struct apk *a)
{
    struct wy_package *rows = a->in->ev->packages.v;
    size_t n = a->in->ev->packages.n;
    bool split = a->manifest.split.len > 0;
    for (size_t i = n; i-- > 0 && n - i <= NEIGHBOURS_MAX;) {
        struct wy_package *p = &rows[i];
        if (p->at.source != a->in->source || !wy_str_eq(p->state, WY_S("archive")) ||
            !wy_str_eq(p->name, a->manifest.package) || p->version_code.v != a->manifest.version_code.v)
            continue;
        bool has_base = p->sha256.ptr != NULL;
        if (p->splits.n >= SPLITS_MAX)
            return NULL;
        if (split ? !wy_strs_has(&p->splits, a->manifest.split) : !has_base)
            return p;
    }
    return NULL;
}

static void add_package(struct apk *a)
{
    struct wy_evidence *ev = a->in->ev;
    const struct wy_manifest *m = &a->manifest;
    bool split = m->split.len > 0;
    struct wy_package *p = neighbour(a);
    if (!p) {
        p = WY_ADD(package, ev, packages, a->at);
        if (!p)
            return;
        p->name = wy_evidence_text(ev, m->package);
        p->state = WY_S("archive");
        if (m->version_code.known)
            p->version_code = wy_int_of(m->version_code.v);
    }
    if (!split)
        fill_app(a, p);
    else
        wy_strs_add(ev, &p->splits, m->split);
    struct wy_signature *s = a->checked ? signature_row(a) : NULL;
    if (split || !p->signature) {
        join_signatures(ev, &p->signature, s, m->split);
        return;
    }
    // The base after its splits: its own facts lead.
    struct wy_signature *splits = p->signature;
    p->signature = NULL;
    join_signatures(ev, &p->signature, s, m->split);
    join_signatures(ev, &p->signature, splits, p->splits.n ? p->splits.v[0] : m->split);
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct apk *a = wy_new(in->scratch, struct apk, 1);
    struct wy_memory_blob held;
    if (!a)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read an APK");
    a->in = in;
    a->item = item;
    a->blob = item->blob;
    a->at = wy_item_origin(in, item);
    wy_err err = WY_OK;
    if (!a->blob) {
        wy_bytes whole;
        err = wy_item_whole(in, item, &whole, diag);
        if (err != WY_OK)
            return err;
        held = wy_memory_blob(whole);
        a->blob = &held.blob;
    }
    err = wy_zip_open(&a->zip, a->blob, WY_ZIP_AS_ANDROID, in->limits, in->scratch, diag);
    if (err == WY_OK)
        err = wy_zip_examine(&a->zip, in->scratch, diag);
    if (err == WY_OK)
        err = read_manifest(a, diag);
    if (err == WY_OK)
        err = verify(a, diag);
    if (err == WY_OK)
        add_package(a);
    return err;
}

const struct wy_artifact wy_artifact_apk = {
    .name = "apk",
    .kind = "apk",
    .rank = 5,
    .archive = true,
    .match = match,
    .run = run,
};

// An .idsig is read together with its APK; on its own it tells nothing.
static enum wy_match match_idsig(const struct wy_item *item)
{
    const uint8_t *p = item->head.ptr;
    bool form = item->head.len >= 64 && memcmp(p, "\2\0\0", 4) == 0 && memcmp(p + 8, "\1\0\0\0\x0c", 5) == 0;
    return form ? WY_MATCH_SURE : WY_MATCH_NO;
}

static wy_err run_idsig(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    (void)in;
    (void)item;
    (void)diag;
    return WY_OK;
}

const struct wy_artifact wy_artifact_idsig = {
    .name = "idsig",
    .kind = "idsig",
    .rank = 1,
    .match = match_idsig,
    .run = run_idsig,
};
