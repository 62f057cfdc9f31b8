// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Which schemes count for a range of SDK levels, in which order, and what must hold between them.
#include "formats/android/apksig_internal.h"

#include <stdarg.h>
#include <stdio.h>

static void message(struct run *r, struct wy_rows *list, const char *name, const char *text)
{
    if (list->n >= MESSAGES_MAX)
        return;
    wy_str *row = wy_rows_add(list, r->arena, sizeof *row);
    if (row)
        *row = text[0] ? wy_arena_printf(r->arena, "%s: %s", name, text) : wy_arena_printf(r->arena, "%s", name);
    if (!row || !row->ptr)
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for what is wrong"));
}

void sig_error(struct run *r, const char *name, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    message(r, &r->out->errors, name, text);
}

void sig_warning(struct run *r, const char *name, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    message(r, &r->out->warnings, name, text);
}

void sig_broke(struct run *r, wy_err err)
{
    if (r->err == WY_OK)
        r->err = err;
}

static bool among(const struct cert *list, size_t n, const struct cert *c)
{
    for (size_t i = 0; i < n; i++) {
        if (wy_bytes_eq(list[i].whole, c->whole))
            return true;
    }
    return false;
}

// v1 and v2 must name the same signers.
static void compare_v1_v2(struct run *r)
{
    for (size_t i = 0; i < r->v2.n; i++) {
        if (!among(r->v1_signers, r->v1_n, &r->v2.signers[i].certs[0]))
            sig_error(r, "JAR_SIG_MISSING", "a v2 signer did not sign v1");
    }
    for (size_t i = 0; i < r->v1_n; i++) {
        bool found = false;
        for (size_t k = 0; k < r->v2.n; k++)
            found = found || wy_bytes_eq(r->v2.signers[k].certs[0].whole, r->v1_signers[i].whole);
        if (!found)
            sig_error(r, "V2_SIG_MISSING", "a v1 signer did not sign v2");
    }
}

// The older schemes' signer must be the oldest of the lineage, or, without a lineage, the v3 signer itself.
static void compare_v3(struct run *r)
{
    size_t older = r->v1_n ? r->v1_n : r->v2.n;
    const struct cert *old = r->v1_n ? &r->v1_signers[0] : &r->v2.signers[0].certs[0];
    const struct signer *s = &r->v3.signers[r->v3.n - 1];
    wy_bytes first = s->lineage_n ? s->lineage[0] : r->v3.signers[0].certs[0].whole;
    if (older != 1)
        sig_error(r, "V3_SIG_MULTIPLE_PAST_SIGNERS", "%zu signers before", older);
    else if (!wy_bytes_eq(first, old->whole))
        sig_error(r, "V3_SIG_PAST_SIGNERS_MISMATCH", "the signer before is not where the lineage starts");
}

static void check_target(struct run *r)
{
    const struct wy_apksig_options *o = r->options;
    if (o->max_sdk >= SDK_O && o->target_sandbox > 1 && !r->found)
        sig_error(r, "NO_SIG_FOR_TARGET_SANDBOX_VERSION", "sandbox version %d needs v2 or newer", o->target_sandbox);
    bool newer = r->v2.verified || r->v3.verified || r->v31.verified;
    if (o->target_sdk >= SDK_R && o->max_sdk >= o->target_sdk && !newer)
        sig_error(r, "MIN_SIG_SCHEME_FOR_TARGET_SDK_NOT_MET", "target SDK %d needs v2 or newer", o->target_sdk);
}

static void verify_blocks(struct run *r)
{
    const struct wy_apksig_options *o = r->options;
    if (o->max_sdk >= SDK_T)
        sig_verify_v3(r, true);
    if (!sig_failed(r) && o->max_sdk >= SDK_P)
        sig_verify_v3(r, false);
    if (!sig_failed(r) && r->v31.found && !r->v3.found)
        sig_error(r, "V31_BLOCK_FOUND_WITHOUT_V3_BLOCK", "releases before SDK 33 would find no signer");
    if (!sig_failed(r) && o->max_sdk >= SDK_N && (o->min_sdk < SDK_P || !r->found))
        sig_verify_v2(r);
    if (!sig_failed(r) && o->max_sdk >= SDK_N && o->idsig)
        sig_verify_v4(r);
}

static void verify_all(struct run *r)
{
    sig_find_block(r);
    if (!sig_failed(r))
        verify_blocks(r);
    if (sig_failed(r))
        return;
    bool v1 = r->options->min_sdk < SDK_N || !r->found;
    if (v1)
        sig_verify_v1(r);
    if (sig_failed(r))
        return;
    if (v1)
        r->out->schemes |= WY_APKSIG_V1;
    check_target(r);
    if (v1 && r->v2.verified)
        compare_v1_v2(r);
    if (r->v3.verified && r->v3.n && (r->v1_n || r->v2.n))
        compare_v3(r);
}

static void add_cert(struct run *r, struct wy_rows *list, wy_bytes cert)
{
    wy_str *row = wy_rows_add(list, r->arena, sizeof *row);
    if (row)
        *row = sig_hex_sha256(cert, r->arena);
    if (!row || !row->ptr)
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for signers"));
}

static void tell(struct run *r)
{
    const struct scheme_result *newest = r->v31.verified  ? &r->v31
                                         : r->v3.verified ? &r->v3
                                         : r->v2.verified ? &r->v2
                                                          : NULL;
    const struct scheme_result *results[] = {&r->v2, &r->v3, &r->v31};
    for (size_t i = 0; i < WY_COUNT(results); i++)
        r->out->schemes |= results[i]->verified ? (uint32_t)WY_APKSIG_V2 << i : 0;
    for (size_t i = 0; newest && i < newest->n; i++) {
        const struct signer *s = &newest->signers[i];
        add_cert(r, &r->out->signers, s->certs[0].whole);
        sig_note_weak_key(r, &s->certs[0]);
        for (size_t k = 0; i + 1 == newest->n && k < s->lineage_n; k++)
            add_cert(r, &r->out->lineage, s->lineage[k]);
    }
    for (size_t i = 0; !newest && i < r->v1_n; i++) {
        add_cert(r, &r->out->signers, r->v1_signers[i].whole);
        sig_note_weak_key(r, &r->v1_signers[i]);
    }
}

// Bytes before the first entry: a DEX file there is run by releases that verify v1 only, while the signature covers
// nothing but the entries (CVE-2017-13156).
static void note_janus(struct run *r)
{
    uint8_t head[8] = {0};
    if (!(r->zip->odd & WY_ZIP_PREFIX) || wy_blob_read(r->blob, 0, head, sizeof head, NULL) != WY_OK)
        return;
    if (memcmp(head, "dex\n", 4) == 0)
        sig_warning(r, "JANUS", "a DEX file stands before the ZIP (CVE-2017-13156)%s",
                    r->v2.verified || r->v3.verified ? "" : "; scheme v1 does not cover it");
    else
        sig_warning(r, "ZIP_PREFIX", "bytes before the first ZIP entry");
}

wy_err wy_apksig_verify(struct wy_apksig *out, const struct wy_zip *zip, const struct wy_apksig_options *options,
                        struct wy_arena *arena, struct wy_diag *diag)
{
    *out = (struct wy_apksig){0};
    struct run *r = wy_new(arena, struct run, 1);
    if (!r)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to verify an APK");
    *r = (struct run){
        .zip = zip, .jar = *zip, .blob = zip->blob, .options = options, .arena = arena, .out = out, .diag = diag};
    r->jar.manner = WY_ZIP_AS_JAR;
    if (zip->shift || zip->odd & WY_ZIP_TRAILING)
        sig_error(r, "APK_MALFORMED", "Android does not read such a ZIP archive");
    else
        verify_all(r);
    tell(r);
    sig_note_hybrid(r);
    note_janus(r);
    out->verified = !sig_failed(r);
    if (r->err == WY_OK && out->verified)
        sig_verify_stamp(r);
    out->verified = !sig_failed(r);
    return r->err;
}
