// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Trusted apps under any name: by content, and where the content is opaque by the folder that only they lie in.
#include "formats/android/trusted_app.h"

#include "core/digest.h"
#include "core/embedded.h"
#include "ingest/ingest.h"

static enum wy_match match(const struct wy_item *item)
{
    uint8_t buf[WY_TA_TAIL];
    wy_bytes tail = {0};
    if (item->blob && item->blob->size >= sizeof buf &&
        wy_blob_read(item->blob, item->blob->size - sizeof buf, buf, sizeof buf, NULL) == WY_OK)
        tail = (wy_bytes){buf, sizeof buf};
    else if (item->size <= item->head.len)
        tail = item->head;
    if (wy_ta_format_of(item->head, tail))
        return WY_MATCH_CONTENT;
    return wy_ta_is_place(item->name) ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_str known_name(struct wy_ingest *in, const struct wy_ta *ta)
{
    wy_str rest = wy_embedded(WY_S("trust/trusted-apps.tsv")), cell[3];
    while (ta->uuid.ptr && wy_tsv_next(&rest, cell, 3))
        if (wy_str_eq(cell[1], ta->uuid) && wy_str_eq(cell[0], wy_str_c(ta->container)))
            return wy_evidence_text(in->ev, cell[2]);
    return ta->name.ptr ? wy_evidence_text(in->ev, ta->name) : (wy_str){0};
}

static wy_str sha256(struct wy_ingest *in, wy_bytes file)
{
    uint8_t digest[WY_DIGEST_MAX];
    if (!wy_digest_once(WY_SHA256, file, digest))
        return (wy_str){0};
    return wy_evidence_text(in->ev, wy_ta_hex(in->scratch, (wy_bytes){digest, 32}));
}

static void add(struct wy_ingest *in, struct wy_origin at, wy_bytes file, const struct wy_ta *ta)
{
    static const char *const signatures[] = {"absent", "verified", "unverifiable", "broken"};
    static const char *const rollbacks[] = {"unreadable", "no-counter", "counter"};
    struct wy_trusted_app *row = WY_ADD(trusted_app, in->ev, trusted_apps, at);
    struct wy_rollback *rollback = wy_new(&in->ev->arena, struct wy_rollback, 1);
    if (!row || !rollback)
        return;
    row->path = at.item;
    row->uuid = wy_evidence_text(in->ev, ta->uuid);
    row->name = known_name(in, ta);
    row->container = wy_evidence_text(in->ev, wy_str_c(ta->container));
    row->format_version = wy_evidence_text(in->ev, ta->format_version);
    row->sha256 = sha256(in, file);
    row->size = wy_int_of((int64_t)file.len);
    row->signature = wy_evidence_text(in->ev, wy_str_c(signatures[ta->signature]));
    row->signer = wy_evidence_text(in->ev, ta->signer);
    if (ta->debug != WY_TA_FLAG_UNKNOWN)
        row->debug = wy_tri_of(ta->debug == WY_TA_FLAG_YES);
    rollback->state = wy_evidence_text(in->ev, wy_str_c(rollbacks[ta->rollback]));
    if (ta->rollback == WY_TA_COUNTER)
        rollback->value = wy_int_of((int64_t)ta->counter);
    row->rollback = rollback;
    for (WY_EACH(wy_str, note, ta->notes))
        wy_strs_add(in->ev, &row->notes, *note);
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes file;
    wy_err err = wy_item_whole(in, item, &file, diag);
    if (err != WY_OK)
        return err;
    struct wy_ta ta = {0};
    err = wy_ta_read(&(struct wy_ta_input){file, item->name, in->scratch}, &ta, diag);
    if (err == WY_NOT_FOUND) // its first bytes promised more than the file holds
        return err;
    add(in, wy_item_origin(in, item), file, &ta);
    return err;
}

const struct wy_artifact wy_artifact_trusted_app = {
    .name = "trusted-app",
    .kind = "firmware",
    .rank = 25,
    .match = match,
    .run = run,
};
