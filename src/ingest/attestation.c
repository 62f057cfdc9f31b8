// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Key attestation chains, pasted or in DER. What the hardware's list says becomes the fields; what Android says of
// itself stays among the notes. Attested identifiers are the owner's, and serve as such for the rest of the case.
#include "formats/crypto/attestation.h"

#include "core/buffer.h"
#include "core/date.h"
#include "core/embedded.h"
#include "ingest/ingest.h"

enum {
    CHAIN_FILE_MAX = 1 << 20, // 64 certificates of 16 KiB
    SCRATCH_MAX = 4 << 20,    // for a look at the head
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

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes bytes;
    wy_err err = wy_item_whole(in, item, &bytes, diag);
    if (err != WY_OK)
        return err;
    struct wy_attestation_lists lists;
    err = wy_attestation_lists_load(&lists, wy_embedded(WY_S("trust/attestation-roots.tsv")),
                                    wy_embedded(WY_S("trust/attestation-revoked.tsv")),
                                    wy_embedded(WY_S("trust/boot-keys.tsv")), in->scratch, diag);
    if (err == WY_OK && in->options && in->options->revocations.len)
        err = wy_attestation_lists_status(&lists, in->options->revocations, diag);
    struct wy_rows chains = {0};
    if (err == WY_OK)
        err = wy_attestations_read(bytes, &lists, in->options ? in->options->now : 0, in->scratch, &chains, diag);
    struct wy_origin at = wy_item_origin(in, item);
    for (WY_EACH(struct wy_attestation_chain, a, chains))
        add(in, wy_at_byte(at, a->offset), a);
    return err;
}

const struct wy_artifact wy_artifact_attestation = {
    .name = "attestation",
    .kind = "attestation",
    .rank = 20,
    .match = match,
    .run = run,
};
