// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/index.h"

bool wy_index_looks_like(wy_bytes head) { return head.len >= 8 && memcmp(head.ptr, WY_INDEX_MAGIC, 8) == 0; }

static void map_sections(struct wy_index *ix)
{
    const struct wy_packed *f = &ix->file;
    ix->advisories = wy_packed_section(f, WY_INDEX_ADVISORIES, sizeof *ix->advisories, &ix->advisories_n);
    ix->claims = wy_packed_section(f, WY_INDEX_CLAIMS, sizeof *ix->claims, &ix->claims_n);
    ix->spans = wy_packed_section(f, WY_INDEX_SPANS, sizeof *ix->spans, &ix->spans_n);
    ix->conditions = wy_packed_section(f, WY_INDEX_CONDITIONS, sizeof *ix->conditions, &ix->conditions_n);
    ix->subjects = wy_packed_section(f, WY_INDEX_SUBJECTS, sizeof *ix->subjects, &ix->subjects_n);
    ix->aliases = wy_packed_section(f, WY_INDEX_ALIASES, sizeof *ix->aliases, &ix->aliases_n);
    ix->keys = wy_packed_section(f, WY_INDEX_KEYS, sizeof *ix->keys, &ix->keys_n);
    ix->slots = wy_packed_section(f, WY_INDEX_SLOTS, sizeof *ix->slots, &ix->slots_n);
    ix->numbers = wy_packed_section(f, WY_INDEX_NUMBERS, sizeof *ix->numbers, &ix->numbers_n);
}

wy_err wy_index_from_bytes(struct wy_index *out, wy_bytes file, struct wy_diag *diag)
{
    struct wy_index ix = {0};
    wy_err err = wy_packed_from_bytes(&ix.file, file, WY_INDEX_MAGIC, WY_INDEX_VERSION, diag);
    if (err)
        return err;
    map_sections(&ix);
    *out = ix;
    return WY_OK;
}

wy_err wy_index_open(struct wy_index *out, const char *path, struct wy_diag *diag)
{
    struct wy_index ix = {0};
    wy_err err = wy_packed_open(&ix.file, path, WY_INDEX_MAGIC, WY_INDEX_VERSION, diag);
    if (err)
        return err;
    map_sections(&ix);
    *out = ix;
    return WY_OK;
}

void wy_index_close(struct wy_index *ix)
{
    wy_packed_close(&ix->file);
    *ix = (struct wy_index){0};
}

wy_err wy_index_verify(const struct wy_index *ix, struct wy_diag *diag) { return wy_packed_verify(&ix->file, diag); }

wy_str wy_index_text(const struct wy_index *ix, uint32_t offset)
{
    return wy_packed_text(&ix->file, WY_INDEX_TEXTS, offset);
}

wy_str wy_index_prose(const struct wy_index *ix, uint32_t offset)
{
    return wy_packed_text(&ix->file, WY_INDEX_PROSE, offset);
}

uint32_t wy_index_numbers(const struct wy_index *ix, uint32_t first, uint32_t n, const uint32_t **out)
{
    n = wy_packed_clamp(first, n, ix->numbers_n);
    *out = n ? ix->numbers + first : NULL;
    return n;
}

uint32_t wy_index_spans(const struct wy_index *ix, const struct wy_index_claim *c, const struct wy_index_span **out)
{
    uint32_t n = wy_packed_clamp(c->spans, c->spans_n, ix->spans_n);
    *out = n ? ix->spans + c->spans : NULL;
    return n;
}

uint32_t wy_index_claims(const struct wy_index *ix, const struct wy_index_advisory *a,
                         const struct wy_index_claim **out)
{
    uint32_t n = wy_packed_clamp(a->claims, a->claims_n, ix->claims_n);
    *out = n ? ix->claims + a->claims : NULL;
    return n;
}

static wy_str upper_id(wy_str id, char out[64])
{
    if (id.len > 64)
        return id;
    for (size_t i = 0; i < id.len; i++)
        out[i] = wy_upper(id.ptr[i]);
    return (wy_str){out, id.len};
}

const struct wy_index_advisory *wy_index_find(const struct wy_index *ix, wy_str id, uint32_t *cursor)
{
    char text[64];
    if (wy_str_starts_nocase(id, WY_S("cve-")))
        id = upper_id(id, text);
    uint32_t low = 0, high = ix->advisories_n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (wy_str_cmp(wy_index_text(ix, ix->advisories[mid].id), id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (*cursor == 0 && low < ix->advisories_n && wy_str_eq(wy_index_text(ix, ix->advisories[low].id), id)) {
        *cursor = UINT32_MAX;
        return &ix->advisories[low];
    }
    if (*cursor == UINT32_MAX)
        return NULL;
    for (low = 0, high = ix->aliases_n; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        if (wy_str_cmp(wy_index_text(ix, ix->aliases[mid].name), id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    low += *cursor;
    if (low >= ix->aliases_n || !wy_str_eq(wy_index_text(ix, ix->aliases[low].name), id) ||
        ix->aliases[low].advisory >= ix->advisories_n)
        return NULL;
    ++*cursor;
    return &ix->advisories[ix->aliases[low].advisory];
}

uint32_t wy_index_about(const struct wy_index *ix, uint32_t kind, wy_str name, const uint32_t **claims)
{
    *claims = NULL;
    if (!ix->slots_n || (ix->slots_n & (ix->slots_n - 1)))
        return 0;
    uint32_t mask = ix->slots_n - 1, hash = wy_index_hash(kind, name), i = hash & mask;
    for (uint32_t tried = 0; tried <= mask && ix->slots[i].subject; tried++, i = (i + 1) & mask) {
        if (ix->slots[i].hash != hash)
            continue;
        if (ix->slots[i].subject > ix->subjects_n)
            return 0;
        const struct wy_index_subject *s = &ix->subjects[ix->slots[i].subject - 1];
        if (s->kind == kind && wy_str_eq(wy_index_text(ix, s->name), name))
            return wy_index_numbers(ix, s->postings, s->postings_n, claims);
    }
    return 0;
}
