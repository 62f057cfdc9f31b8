// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Scheme v1: JAR signatures with Android's rules. A signature block (PKCS #7, RFC 2315) signs a .SF file, which holds
// digests of MANIFEST.MF or of its sections, which holds digests of the entries. The block is apksig_pkcs7.c.
#include "formats/android/apksig_internal.h"
#include "formats/android/apksig_jar.h"

#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_MAX = 8 << 20, PIECE = 65536, HASH_NONE = -1 };

struct jar_signer {
    wy_str name;           // of the signature block's entry
    wy_bytes file;         // the .SF
    struct cert cert;      // that verified it
    struct wy_map entries; // names in the .SF
    bool ignored;
};

struct jar {
    struct run *r;
    wy_bytes manifest;
    struct wy_jar_section main;
    struct wy_map sections; // name -> struct wy_jar_section
    struct jar_signer signers[SIGNERS_MAX];
    size_t n;
};

// --- digests in manifests

struct named_digest {
    int hash; // enum wy_digest_kind
    wy_str base64;
};

static int hash_of_name(wy_str name)
{
    static const struct {
        const char *name;
        int hash;
    } names[] = {{"MD5", WY_MD5},        {"SHA", WY_SHA1},       {"SHA1", WY_SHA1},     {"SHA-1", WY_SHA1},
                 {"SHA-256", WY_SHA256}, {"SHA-384", WY_SHA384}, {"SHA-512", WY_SHA512}};
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        if (wy_str_eq_nocase(name, wy_str_c(names[i].name)))
            return names[i].hash;
    }
    return HASH_NONE;
}

static wy_str digest_attribute(struct jar *j, const struct wy_jar_section *s, wy_str alg, const char *suffix)
{
    char name[64];
    int n = snprintf(name, sizeof name, "%.*s%s", WY_ARG(alg), suffix);
    if (n < 0 || (size_t)n >= sizeof name)
        return (wy_str){0};
    return wy_jar_attribute(s, (wy_str){name, (size_t)n}, j->r->arena);
}

// Which digests of a section count: before SDK 18 the first of those that Digest-Algorithms lists, from then on the
// strongest. At most one of each.
static size_t digests_of(struct jar *j, const struct wy_jar_section *s, const char *suffix, struct named_digest out[2])
{
    size_t n = 0;
    const struct wy_apksig_options *o = j->r->options;
    if (o->min_sdk < 18) {
        wy_str algs = wy_jar_attribute(s, WY_S("Digest-Algorithms"), j->r->arena), alg;
        if (!algs.ptr)
            algs = WY_S("SHA SHA1");
        while (n == 0 && wy_str_next_word(&algs, &alg)) {
            wy_str value = digest_attribute(j, s, alg, suffix);
            int hash = hash_of_name(alg);
            if (value.ptr && hash != HASH_NONE && ((hash != WY_SHA384 && hash != WY_SHA512) || o->min_sdk >= 9))
                out[n++] = (struct named_digest){hash, value};
        }
        if (n == 0)
            return 0;
    }
    static const struct {
        const char *name;
        int hash;
    } strongest[] = {{"SHA-512", WY_SHA512}, {"SHA-384", WY_SHA384}, {"SHA-256", WY_SHA256}, {"SHA1", WY_SHA1}};
    for (size_t i = 0; o->max_sdk >= 18 && i < WY_COUNT(strongest); i++) {
        wy_str value = digest_attribute(j, s, wy_str_c(strongest[i].name), suffix);
        if (!value.ptr)
            continue;
        if (n == 0 || out[0].hash != strongest[i].hash || !wy_str_eq(out[0].base64, value))
            out[n++] = (struct named_digest){strongest[i].hash, value};
        break;
    }
    return n;
}

static bool digest_equals(const struct named_digest *d, const uint8_t *actual)
{
    uint8_t expected[WY_DIGEST_MAX + 3];
    unsigned char padded[96];
    size_t size = wy_digest_size((enum wy_digest_kind)d->hash);
    if (d->base64.len != (size + 2) / 3 * 4 || d->base64.len > sizeof padded)
        return false;
    memcpy(padded, d->base64.ptr, d->base64.len);
    return EVP_DecodeBlock(expected, padded, (int)d->base64.len) >= (int)size && memcmp(expected, actual, size) == 0;
}

static bool digest_holds(const struct named_digest *d, wy_bytes in)
{
    uint8_t actual[WY_DIGEST_MAX];
    return wy_digest_once((enum wy_digest_kind)d->hash, in, actual) && digest_equals(d, actual);
}

// --- .SF against MANIFEST.MF

// A comma-separated list of the schemes that it was signed with, too: each that the range knows must be there.
static void check_stripped(struct jar *j, const struct jar_signer *s, const struct wy_jar_section *main)
{
    struct run *r = j->r;
    wy_str list = wy_jar_attribute(main, WY_S("X-Android-APK-Signed"), r->arena), part;
    if (!list.len && r->found)
        sig_warning(r, "JAR_SIG_NO_APK_SIG_STRIP_PROTECTION", "%.*s", WY_ARG(s->name));
    while (list.len && wy_str_next(&list, ',', &part)) {
        uint64_t id;
        if (!wy_str_u64(wy_str_trim(part), &id))
            continue;
        uint32_t bit = id == 2 ? WY_APKSIG_V2 : 0;
        if (id == 3 && r->options->max_sdk >= SDK_P)
            bit = WY_APKSIG_V3;
        if (id == 31 && r->options->max_sdk >= SDK_T)
            bit = WY_APKSIG_V31;
        if (bit && !(r->found & bit))
            sig_error(r, "JAR_SIG_MISSING_APK_SIG_REFERENCED", "%.*s: signed with v%llu, too, which is gone",
                      WY_ARG(s->name), (unsigned long long)id);
    }
}

static bool check_whole_manifest(struct jar *j, const struct wy_jar_section *main, bool signtool)
{
    struct named_digest d[2];
    size_t n = digests_of(j, main, signtool ? "-Digest" : "-Digest-Manifest", d);
    bool holds = n > 0;
    for (size_t i = 0; i < n; i++)
        holds = digest_holds(&d[i], j->manifest) && holds;
    return holds;
}

static void check_main_section(struct jar *j, const struct jar_signer *s, const struct wy_jar_section *main)
{
    struct named_digest d[2];
    size_t n = digests_of(j, main, "-Digest-Manifest-Main-Attributes", d);
    for (size_t i = 0; i < n; i++) {
        if (!digest_holds(&d[i], j->main.bytes))
            sig_error(j->r, "JAR_SIG_MANIFEST_MAIN_SECTION_DIGEST_DID_NOT_VERIFY", "%.*s", WY_ARG(s->name));
    }
}

static void check_section(struct jar *j, struct jar_signer *s, const struct wy_jar_section *section, bool signtool)
{
    const struct wy_jar_section *m = wy_map_get(&j->sections, section->name);
    struct named_digest d[2];
    if (!m) {
        s->ignored = true;
        return;
    }
    size_t n = digests_of(j, section, "-Digest", d);
    if (!n)
        sig_error(j->r, "JAR_SIG_NO_MANIFEST_SECTION_DIGEST_IN_SIG_FILE", "%.*s", WY_ARG(section->name));
    wy_bytes bytes = m->bytes;
    if (signtool && bytes.len >= 2 && memcmp(bytes.ptr + bytes.len - 2, "\n\n", 2) == 0)
        bytes.len--;
    for (size_t i = 0; i < n; i++) {
        if (!digest_holds(&d[i], bytes))
            sig_error(j->r, "JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY", "%.*s", WY_ARG(section->name));
    }
}

static void check_signature_file(struct jar *j, struct jar_signer *s)
{
    struct wy_jar file = {s->file, 0};
    struct wy_jar_section main, section;
    if (!wy_jar_next(&file, &main, j->r->arena) ||
        !wy_jar_attribute(&main, WY_S("Signature-Version"), j->r->arena).ptr) {
        sig_warning(j->r, "JAR_SIG_MISSING_VERSION_ATTR_IN_SIG_FILE", "%.*s", WY_ARG(s->name));
        s->ignored = true;
        return;
    }
    if (j->r->options->max_sdk >= SDK_N)
        check_stripped(j, s, &main);
    if (sig_failed(j->r))
        return;
    bool signtool = wy_str_has(wy_jar_attribute(&main, WY_S("Created-By"), j->r->arena), WY_S("signtool"));
    bool whole = check_whole_manifest(j, &main, signtool);
    if (!signtool)
        check_main_section(j, s, &main);
    while (!sig_failed(j->r) && wy_jar_next(&file, &section, j->r->arena)) {
        struct wy_map_slot *slot = section.name.ptr ? wy_map_put(&s->entries, section.name) : NULL;
        if (!slot || slot->value) {
            s->ignored = true; // a section without a name, or twice
            return;
        }
        slot->value = s;
        if (!whole)
            check_section(j, s, &section, signtool);
    }
}

// --- entries against MANIFEST.MF

static bool ends_nocase(wy_str s, wy_str end)
{
    return s.len >= end.len && wy_str_eq_nocase(wy_str_from(s, s.len - end.len), end);
}

static bool needs_digest(wy_str name)
{
    static const wy_str meta = WY_S_INIT("META-INF/");
    if (wy_str_ends(name, WY_S("/")))
        return false;
    if (!wy_str_starts(name, meta))
        return true;
    wy_str file = wy_str_from(name, meta.len);
    if (wy_str_find_char(file, '/') != WY_NPOS)
        return true;
    return !(wy_str_eq_nocase(file, WY_S("MANIFEST.MF")) || ends_nocase(file, WY_S(".SF")) ||
             ends_nocase(file, WY_S(".RSA")) || ends_nocase(file, WY_S(".DSA")) || ends_nocase(file, WY_S(".EC")) ||
             wy_str_starts_nocase(file, WY_S("SIG-")));
}

static bool content_holds(struct jar *j, struct wy_zip_entry *e, const struct named_digest *want, size_t n,
                          uint8_t *piece)
{
    struct wy_digest *d[2] = {wy_digest_new((enum wy_digest_kind)want[0].hash),
                              n > 1 ? wy_digest_new((enum wy_digest_kind)want[1].hash) : NULL};
    struct wy_stream *stream = NULL;
    struct wy_diag diag = {0};
    wy_err err = wy_zip_stream(&j->r->jar, e, &stream, &diag);
    bool ok = err == WY_OK && d[0] && (n < 2 || d[1]);
    for (size_t got = 1; ok && got;) {
        ok = stream->read(stream, piece, PIECE, &got, &diag) == WY_OK;
        for (size_t i = 0; ok && i < n; i++)
            ok = wy_digest_add(d[i], (wy_bytes){piece, got});
    }
    for (size_t i = 0; ok && i < n; i++) {
        uint8_t actual[WY_DIGEST_MAX];
        ok = wy_digest_take(d[i], actual) && digest_equals(&want[i], actual);
    }
    wy_stream_close(stream);
    wy_digest_free(d[0]);
    wy_digest_free(d[1]);
    return ok;
}

// Which signers cover an entry, as bits.
static uint32_t signers_of(const struct jar *j, wy_str name)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < j->n; i++) {
        if (!j->signers[i].ignored && wy_map_get(&j->signers[i].entries, name))
            bits |= 1U << i;
    }
    return bits;
}

static void check_entry(struct jar *j, struct wy_zip_entry *e, uint32_t *signers, uint8_t *piece)
{
    struct run *r = j->r;
    const struct wy_jar_section *section = wy_map_get(&j->sections, e->name);
    struct named_digest d[2];
    size_t n = section ? digests_of(j, section, "-Digest", d) : 0;
    uint32_t here = signers_of(j, e->name);
    if (!section || (here && !n))
        sig_error(r, "JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST", "%.*s", WY_ARG(e->name));
    else if (!here)
        sig_error(r, "JAR_SIG_ZIP_ENTRY_NOT_SIGNED", "%.*s", WY_ARG(e->name));
    else if (*signers && *signers != here)
        sig_error(r, "JAR_SIG_ZIP_ENTRY_SIGNERS_MISMATCH", "%.*s", WY_ARG(e->name));
    else if (!content_holds(j, e, d, n, piece))
        sig_error(r, "JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY", "%.*s", WY_ARG(e->name));
    if (!*signers)
        *signers = here;
}

static void check_entries(struct jar *j)
{
    struct run *r = j->r;
    uint32_t signers = 0;
    uint8_t *piece = malloc(PIECE);
    if (!piece) {
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory to read entries"));
        return;
    }
    for (size_t i = 0; i < r->zip->n && r->out->errors.n < MESSAGES_MAX; i++) {
        struct wy_zip_entry *e = &r->zip->entries[i];
        if (needs_digest(e->name))
            check_entry(j, e, &signers, piece);
        else if (!wy_str_ends(e->name, WY_S("/")) && !wy_str_starts(e->name, WY_S("META-INF/")))
            sig_warning(r, "JAR_SIG_UNPROTECTED_ZIP_ENTRY", "%.*s", WY_ARG(e->name));
    }
    free(piece);
    if (!signers && !sig_failed(r))
        sig_error(r, "JAR_SIG_NO_SIGNED_ZIP_ENTRIES", "nothing is signed");
    for (size_t i = 0; i < j->n && !sig_failed(r); i++) {
        if (signers & 1U << i)
            r->v1_signers[r->v1_n++] = j->signers[i].cert;
    }
}

// --- the whole

static bool whole_entry(struct jar *j, struct wy_zip_entry *e, size_t max, wy_bytes *out)
{
    struct wy_diag diag = {0};
    wy_err err = wy_zip_whole(&j->r->jar, e, max, j->r->arena, out, &diag);
    if (err != WY_OK)
        sig_error(j->r, "ZIP_ENTRY_UNREADABLE", "%.*s: %s", WY_ARG(e->name), diag.text);
    return err == WY_OK;
}

static void read_manifest(struct jar *j)
{
    struct run *r = j->r;
    struct wy_jar file = {j->manifest, 0};
    struct wy_jar_section section;
    size_t number = 0;
    if (!wy_jar_next(&file, &j->main, r->arena))
        return;
    while (r->out->errors.n < MESSAGES_MAX && wy_jar_next(&file, &section, r->arena)) {
        number++;
        if (!section.name.ptr) {
            sig_error(r, "JAR_SIG_UNNNAMED_MANIFEST_SECTION", "section %zu of MANIFEST.MF", number);
            continue;
        }
        struct wy_map_slot *slot = wy_map_put(&j->sections, section.name);
        struct wy_jar_section *row = wy_new(r->arena, struct wy_jar_section, 1);
        if (!slot || !row) {
            sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory for MANIFEST.MF"));
            return;
        }
        if (slot->value)
            sig_error(r, "JAR_SIG_DUPLICATE_MANIFEST_SECTION", "%.*s", WY_ARG(section.name));
        else if (!wy_zip_find(r->zip, section.name))
            sig_error(r, "JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST", "%.*s", WY_ARG(section.name));
        *row = section;
        slot->value = row;
    }
}

static struct wy_zip_entry *signature_file(struct jar *j, wy_str block)
{
    size_t dot = wy_str_rfind_char(block, '.');
    wy_str name = wy_arena_printf(j->r->arena, "%.*s.SF", WY_ARG(wy_str_sub(block, 0, dot)));
    return wy_zip_find(j->r->zip, name);
}

static void find_signers(struct jar *j)
{
    struct run *r = j->r;
    size_t seen = 0;
    for (size_t i = 0; i < r->zip->n && !sig_failed(r); i++) {
        struct wy_zip_entry *e = &r->zip->entries[i];
        bool block = wy_str_starts(e->name, WY_S("META-INF/")) &&
                     (wy_str_ends(e->name, WY_S(".RSA")) || wy_str_ends(e->name, WY_S(".DSA")) ||
                      wy_str_ends(e->name, WY_S(".EC")));
        struct wy_zip_entry *sf = block ? signature_file(j, e->name) : NULL;
        if (block && !sf)
            sig_warning(r, "JAR_SIG_MISSING_FILE", "%.*s has no .SF file", WY_ARG(e->name));
        if (!sf)
            continue;
        if (++seen > SIGNERS_MAX) {
            sig_error(r, "JAR_SIG_MAX_SIGNATURES_EXCEEDED", "more than %d signers", SIGNERS_MAX);
            return;
        }
        struct jar_signer *s = &j->signers[j->n++];
        s->name = e->name;
        wy_map_init(&s->entries, r->arena);
        if (!whole_entry(j, sf, (size_t)r->zip->limits->whole_item, &s->file))
            return;
    }
    if (!j->n && !sig_failed(r))
        sig_error(r, "JAR_SIG_NO_SIGNATURES", "no signature block in META-INF");
}

void sig_verify_v1(struct run *r)
{
    struct jar *j = wy_new(r->arena, struct jar, 1);
    struct wy_zip_entry *e = wy_zip_find(r->zip, WY_S("META-INF/MANIFEST.MF"));
    if (!j) {
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "no memory for JAR signatures"));
        return;
    }
    j->r = r;
    wy_map_init(&j->sections, r->arena);
    if (r->zip->odd & WY_ZIP_DUPLICATES)
        sig_error(r, "JAR_SIG_DUPLICATE_ZIP_ENTRY", "two entries of one name");
    else if (!e)
        sig_error(r, "JAR_SIG_NO_MANIFEST", "no META-INF/MANIFEST.MF");
    if (sig_failed(r) || !whole_entry(j, e, (size_t)r->zip->limits->whole_item, &j->manifest))
        return;
    read_manifest(j);
    if (!sig_failed(r))
        find_signers(j);
    for (size_t i = 0; i < j->n && !sig_failed(r); i++) {
        wy_bytes block;
        if (whole_entry(j, wy_zip_find(r->zip, j->signers[i].name), BLOCK_MAX, &block))
            (void)sig_check_block(r, j->signers[i].name, j->signers[i].file, block, &j->signers[i].cert);
    }
    size_t left = 0;
    for (size_t i = 0; i < j->n && !sig_failed(r); i++) {
        check_signature_file(j, &j->signers[i]);
        left += !j->signers[i].ignored;
    }
    if (!left && !sig_failed(r))
        sig_error(r, "JAR_SIG_NO_SIGNATURES", "no signature that counts");
    if (!sig_failed(r))
        check_entries(j);
}
