// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Key attestation chains, pasted or in DER. What the hardware's list says becomes the fields; what Android says of
// itself stays among the notes. Attested identifiers are the owner's, and serve as such for the rest of the case.
#include "formats/crypto/attestation.h"

#include "core/buffer.h"
#include "core/date.h"
#include "core/embedded.h"
#include "core/lang.h"
#include "formats/crypto/attestation_join.h"
#include "formats/crypto/certificates.h"
#include "formats/crypto/der.h"
#include "ingest/finish.h"
#include "ingest/ingest.h"

enum {
    CHAIN_FILE_MAX = 1 << 20, // 64 certificates of 16 KiB
    KEPT_MAX = 512,           // certificates that chains of other files may need
    CHAINS_MAX = 64,          // that wait for them
    SIGNATURES_MAX = 2048,    // that are checked to find who issued what
    SCRATCH_MAX = 4 << 20,    // for a look at the head
};

// A file with a chain whose root has not come yet.
struct waiting {
    struct wy_origin at;
    wy_bytes bytes;
};

static enum wy_match match(const struct wy_item *item)
{
    struct wy_arena scratch;
    wy_arena_init(&scratch, SCRATCH_MAX);
    int like = wy_attestation_looks_like(item->head, item->size <= item->head.len, &scratch);
    wy_arena_fini(&scratch);
    return like == 2 ? WY_MATCH_SURE : like == 1 ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_str hex(struct wy_ingest *in, wy_bytes b)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 2 * CHAIN_FILE_MAX);
    wy_buf_hex(&buf, b);
    wy_str s = wy_evidence_text(in->ev, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return s;
}

static wy_str text(struct wy_ingest *in, const char *c)
{
    return c ? wy_evidence_text(in->ev, wy_str_c(c)) : (wy_str){0};
}

static struct wy_int integer(struct wy_key_number n) { return (struct wy_int){n.v, n.known}; }

static void add_texts(struct wy_ingest *in, struct wy_strs *list, const struct wy_rows *texts)
{
    for (WY_EACH(wy_str, s, *texts))
        wy_strs_add(in->ev, list, *s);
}

static void add_identity(struct wy_ingest *in, struct wy_origin at, const char *kind, wy_bytes value)
{
    struct wy_identity *row = value.len ? WY_ADD(identity, in->ev, identities, at) : NULL;
    if (!row)
        return;
    row->kind = text(in, kind);
    row->value = wy_evidence_text(in->ev, wy_bytes_str(value));
}

static void fill_root_of_trust(struct wy_ingest *in, struct wy_attestation *row, const struct wy_attestation_chain *a)
{
    const struct wy_root_of_trust *root = &a->key.hardware.root;
    if (!root->present)
        return;
    row->verified_boot_state = text(in, root->boot_state);
    if (root->locked.known)
        row->device_locked = wy_tri_of(root->locked.v != 0);
    row->verified_boot_key = hex(in, root->boot_key);
    if (root->boot_hash.len)
        row->verified_boot_hash = hex(in, root->boot_hash);
    row->boot_key_owner = wy_evidence_text(in->ev, a->boot_key_owner);
}

static void fill_key(struct wy_ingest *in, struct wy_attestation *row, const struct wy_attestation_chain *a)
{
    const struct wy_key_description *key = &a->key;
    const struct wy_key_authorizations *hw = &key->hardware;
    struct wy_key_number made = hw->created_ms.known ? hw->created_ms : key->software.created_ms;
    row->form = text(in, a->form);
    row->version = integer(key->version);
    row->security_level = text(in, wy_key_level_name(key->level));
    row->keymint_version = integer(key->keymint_version);
    row->keymint_security_level = text(in, wy_key_level_name(key->keymint_level));
    row->os_version = integer(hw->os_version);
    row->os_patch = integer(hw->os_patch);
    row->vendor_patch = integer(hw->vendor_patch);
    row->boot_patch = integer(hw->boot_patch);
    row->challenge = hex(in, key->challenge);
    if (hw->n)
        row->rollback_resistance = wy_tri_of(hw->rollback_resistance);
    if (made.known)
        row->created = wy_int_of(made.v / 1000);
    fill_root_of_trust(in, row, a);
}

static void add(struct wy_ingest *in, struct wy_origin at, const struct wy_attestation_chain *a)
{
    struct wy_attestation *row = WY_ADD(attestation, in->ev, attestations, at);
    if (!row)
        return;
    row->valid = wy_tri_of(a->valid);
    row->root = wy_evidence_text(in->ev, a->root);
    row->revocations = wy_evidence_text(in->ev, a->revocations);
    row->provisioning = text(in, a->provisioning);
    if (a->expired_since.known) {
        char day[WY_DATE_SIZE];
        row->expired_since = wy_evidence_text(in->ev, wy_day_format((int32_t)(a->expired_since.v / 86400), day));
    }
    if (a->described)
        fill_key(in, row, a);
    add_texts(in, &row->knox, &a->knox);
    add_texts(in, &row->errors, &a->errors);
    add_texts(in, &row->notes, &a->notes);
    add_texts(in, &row->notes, &a->key.notes);
    const struct wy_key_authorizations *hw = &a->key.hardware;
    add_identity(in, at, "imei", hw->imei[0]);
    add_identity(in, at, "imei", hw->imei[1]);
    add_identity(in, at, "serial", hw->serial);
}

static wy_err read_chains(struct wy_ingest *in, wy_bytes bytes, struct wy_rows *out, struct wy_diag *diag)
{
    struct wy_attestation_lists lists;
    wy_err err = wy_attestation_lists_load(&lists, wy_embedded(WY_S("trust/attestation-roots.tsv")),
                                           wy_embedded(WY_S("trust/attestation-revoked.tsv")),
                                           wy_embedded(WY_S("trust/boot-keys.tsv")), in->scratch, diag);
    if (err == WY_OK && in->options && in->options->revocations.len)
        err = wy_attestation_lists_status(&lists, in->options->revocations, in->options->revocations_date, diag);
    if (err == WY_OK)
        err = wy_attestations_read(bytes, &lists, in->options ? in->options->now : 0, in->scratch, out, diag);
    for (WY_EACH(struct wy_attestation_chain, a, *out)) {
        a->revocations = lists.date;
        wy_say(&a->notes, in->scratch, "%s: %.*s, %s: %zu",
               lists.given ? N_("list of withdrawn keys that was given, by its file's date")
                           : N_("list of withdrawn keys that ships with Wary"),
               WY_ARG(lists.date), N_("entries"), lists.revoked.n);
    }
    return err;
}

// What may be missing in a chain that lies in another file. Beyond the number they are left out: firmware has hundreds.
static void keep_certificates(struct wy_ingest *in, const struct wy_rows *certs)
{
    for (WY_EACH(struct wy_certificate_bytes, c, *certs)) {
        wy_bytes *row = in->certificates.n < KEPT_MAX && c->der.len <= WY_CERTIFICATE_SIZE_MAX
                            ? wy_rows_add(&in->certificates, &in->ev->arena, sizeof *row)
                            : NULL;
        if (row)
            *row = wy_str_bytes(wy_arena_dup(&in->ev->arena, wy_bytes_str(c->der)));
    }
}

static bool wait_for_issuers(struct wy_ingest *in, struct wy_origin at, wy_bytes bytes)
{
    wy_str kept = in->chains.n < CHAINS_MAX ? wy_arena_dup(&in->ev->arena, wy_bytes_str(bytes)) : (wy_str){0};
    struct waiting *row = kept.ptr ? wy_rows_add(&in->chains, &in->ev->arena, sizeof *row) : NULL;
    if (row)
        *row = (struct waiting){at, wy_str_bytes(kept)};
    return row;
}

static bool any_attests(const struct wy_ingest *in, const struct wy_rows *certs)
{
    for (WY_EACH(struct wy_certificate_bytes, c, *certs))
        if (wy_attestation_looks_like(c->der, true, in->scratch) == 2)
            return true;
    return false;
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes bytes;
    wy_err err = wy_item_whole(in, item, &bytes, diag);
    if (err != WY_OK)
        return err;
    struct wy_rows certs = {0}, chains = {0};
    size_t damaged = 0;
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    err = wy_certificates_split(bytes, in->scratch, &certs, &damaged, &own);
    if (err == WY_LIMIT && !any_attests(in, &certs)) // a list of authorities, as systems have them
        return WY_OK;
    if (err == WY_OK)
        keep_certificates(in, &certs);
    wy_diag_clear(&own);
    err = read_chains(in, bytes, &chains, &own);
    struct wy_origin at = wy_item_origin(in, item);
    const struct wy_attestation_chain *only = chains.n == 1 ? chains.v : NULL;
    if (err == WY_OK && only && !only->root.len && wait_for_issuers(in, at, bytes))
        return WY_OK;
    for (WY_EACH(struct wy_attestation_chain, a, chains))
        add(in, wy_at_byte(at, a->offset), a);
    if (err != WY_OK && err != WY_UNSUPPORTED) // certificates that attest nothing are told at the end, if at all
        *diag = own;
    return err == WY_UNSUPPORTED ? WY_OK : err;
}

static void keep_beside(struct wy_ingest *in)
{
    for (size_t i = 0; in->options && i < in->options->beside.n; i++) {
        struct wy_rows certs = {0};
        size_t damaged = 0;
        if (wy_certificates_split(((wy_bytes *)in->options->beside.v)[i], in->scratch, &certs, &damaged, NULL) == WY_OK)
            keep_certificates(in, &certs);
    }
}

// With the certificates of other files behind it that fit; as it came where that makes it too long.
static wy_err finish_chain(struct wy_ingest *in, const struct waiting *w, size_t *tries, struct wy_diag *diag)
{
    struct wy_rows certs = {0}, chains = {0};
    size_t damaged = 0, added = 0;
    wy_bytes joined = {0};
    if (wy_certificates_split(w->bytes, in->scratch, &certs, &damaged, NULL) == WY_OK)
        joined = wy_attestation_join(&certs, &in->certificates, in->scratch, tries, &added);
    wy_err err = added ? read_chains(in, joined, &chains, NULL) : WY_NOT_FOUND;
    if (err != WY_OK) {
        added = 0;
        chains = (struct wy_rows){0};
        err = read_chains(in, w->bytes, &chains, diag);
    }
    for (WY_EACH(struct wy_attestation_chain, a, chains)) {
        if (added)
            wy_say(&a->notes, in->scratch, "%s: %zu", N_("certificates of its chain that come from other files"),
                   added);
        add(in, wy_at_byte(w->at, added ? 0 : a->offset), a);
    }
    return err;
}

void wy_attestations_finish(struct wy_ingest *in)
{
    size_t tries = SIGNATURES_MAX;
    if (in->chains.n)
        keep_beside(in);
    for (WY_EACH(struct waiting, w, in->chains)) {
        struct wy_diag diag = {.offset = WY_NO_OFFSET};
        struct wy_arena_mark mark = wy_arena_mark(in->scratch);
        bool open = tries > 0;
        if (finish_chain(in, w, &tries, &diag) != WY_OK)
            wy_gap_diag(in->ev, w->at, &diag);
        if (open && tries == 0)
            wy_gap(in->ev, w->at, WY_LIMIT,
                   "more than %d certificates carry the names of issuers: the rest was not tried", SIGNATURES_MAX);
        wy_arena_reset(in->scratch, mark);
    }
}

bool wy_attested_beside(const struct wy_ingest *in)
{
    for (size_t i = 0; in->options && i < in->options->beside.n; i++) {
        wy_bytes b = ((wy_bytes *)in->options->beside.v)[i];
        if (wy_attestation_looks_like(b, true, in->scratch) == 2)
            return true;
    }
    return false;
}

// SEQUENCE { SEQUENCE { [0] version 3, however small
static bool begins_certificate(wy_bytes in)
{
    static const uint8_t version_3[] = {0xa0, 0x03, 0x02, 0x01, 0x02};
    struct wy_reader r = wy_reader_init(in, 0);
    struct wy_der outer, inner;
    if (!wy_der_next(&r, &outer) || !wy_der_is(&outer, WY_DER_SEQUENCE))
        return false;
    r = wy_der_inside(&outer);
    return wy_der_next(&r, &inner) && wy_der_is(&inner, WY_DER_SEQUENCE) &&
           wy_bytes_eq(wy_bytes_sub(inner.body, 0, sizeof version_3), (wy_bytes){version_3, sizeof version_3});
}

// Certificates that attest nothing: of a chain in several files, or of a phone's store.
static enum wy_match match_certificates(const struct wy_item *item)
{
    struct wy_arena scratch;
    struct wy_rows certs = {0};
    size_t damaged = 0;
    bool pem = wy_str_has(wy_bytes_str(item->head), WY_S("-----BEGIN CERTIFICATE-----"));
    if (item->size > item->head.len || (!pem && !begins_certificate(item->head)))
        return WY_MATCH_NO;
    wy_arena_init(&scratch, SCRATCH_MAX);
    bool any = wy_certificates_split(item->head, &scratch, &certs, &damaged, NULL) == WY_OK && certs.n;
    wy_arena_fini(&scratch);
    return any ? WY_MATCH_NAME : WY_MATCH_NO;
}

const struct wy_artifact wy_artifact_certificates = {
    .name = "certificates",
    .kind = "certificates",
    .rank = 1,
    .match = match_certificates,
    .run = run,
};

const struct wy_artifact wy_artifact_attestation = {
    .name = "attestation",
    .kind = "attestation",
    .rank = 20,
    .match = match,
    .run = run,
};
