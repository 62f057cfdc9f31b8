// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/history.h"

#include "core/digest.h"
#include "core/embedded.h"
#include "core/lang.h"
#include "core/map.h"

#include <stdlib.h>

struct history {
    struct wy_arena *arena;
    struct wy_rows rows; // struct wy_history_row *
    struct wy_map by_key;
    size_t n, release;
    bool failed;
};

static const struct {
    const char *word, *means;
} verdicts[] = {
    [WY_HISTORY_LOWERED] = {"lowered",
                            N_("the counter went down: the newer release accepts what the older one refuses")},
    [WY_HISTORY_NO_COUNTER] = {"no-counter",
                               N_("changed, and the format has no counter: each older one would still be accepted")},
    [WY_HISTORY_NEVER_RAISED] = {"never-raised",
                                 N_("changed, and the counter was never raised across these releases: as "
                                    "far as it decides, each older one would still be accepted")},
    [WY_HISTORY_RAISED_BEFORE] =
        {"raised-before", N_("the counter was raised once, but the content changed again since without that: as "
                             "far as it decides, those since then would still be accepted")},
    [WY_HISTORY_UNREADABLE] = {"unreadable", N_("changed; whether there is a counter cannot be read")},
    [WY_HISTORY_RAISED] =
        {"raised", N_("the counter was raised with the last change: as far as it decides, older ones are refused")},
    [WY_HISTORY_UNCHANGED] = {"unchanged", N_("unchanged")},
    [WY_HISTORY_ONCE] = {"once", N_("in one of these releases only")},
};

const char *wy_history_word(enum wy_history_verdict verdict) { return verdicts[verdict].word; }

const char *wy_history_means(enum wy_history_verdict verdict) { return verdicts[verdict].means; }

static wy_str base_name(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    return slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
}

// The row of that key with the cell of the present release, which is empty yet; NULL where it was filled before.
static struct wy_history_row *row_of(struct history *h, const char *table, wy_str key)
{
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&h->by_key, key) : NULL;
    if (slot && !slot->value) {
        struct wy_history_row *row = wy_new(h->arena, struct wy_history_row, 1);
        struct wy_history_cell *cells = wy_new(h->arena, struct wy_history_cell, h->n);
        struct wy_history_row **listed = row && cells ? wy_rows_add(&h->rows, h->arena, sizeof *listed) : NULL;
        if (listed) {
            *row = (struct wy_history_row){.table = table, .key = key, .cells = cells};
            *listed = row;
            slot->value = row;
        }
    }
    h->failed |= !slot || !slot->value;
    struct wy_history_row *row = h->failed ? NULL : slot->value;
    return row && !row->cells[h->release].present ? row : NULL;
}

static void add_app(struct history *h, const struct wy_trusted_app *t)
{
    wy_str key =
        wy_arena_printf(h->arena, "%.*s %.*s %.*s", WY_ARG(t->container), WY_ARG(t->uuid), WY_ARG(base_name(t->path)));
    struct wy_history_row *row = row_of(h, "trusted_apps", key);
    if (!row || !t->rollback)
        return;
    row->name = t->name.len ? t->name : row->name;
    row->uuid = t->uuid;
    row->container = t->container;
    row->path = t->path;
    row->no_counter = wy_str_eq(t->rollback->state, WY_S("no-counter"));
    row->unreadable |= wy_str_eq(t->rollback->state, WY_S("unreadable"));
    row->cells[h->release] =
        (struct wy_history_cell){.present = true, .digest = t->sha256, .value = t->rollback->value};
}

// What the metadata say about partitions, as one digest; two images with the same one hold the same system.
static wy_str content_of(struct history *h, const struct wy_vbmeta *v)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t digest[WY_DIGEST_MAX] = {0};
    char text[64];
    struct wy_digest *d WY_CLEANUP(wy_digest_freep) = wy_digest_new(WY_SHA256);
    for (WY_EACH(struct wy_avb_descriptor, e, v->descriptors)) {
        wy_str parts[] = {e->kind, e->partition, e->value, e->key};
        for (size_t i = 0; d && i < WY_COUNT(parts); i++)
            h->failed |= !wy_digest_add(d, wy_str_bytes(parts[i])) || !wy_digest_add(d, wy_str_bytes(WY_S("\n")));
    }
    h->failed |= !d || !wy_digest_take(d, digest);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = hex[digest[i / 2] >> (i % 2 ? 0 : 4) & 15];
    return wy_arena_dup(h->arena, (wy_str){text, sizeof text});
}

static void add_image(struct history *h, const struct wy_vbmeta *v)
{
    struct wy_history_row *row =
        row_of(h, "vbmeta", wy_arena_printf(h->arena, "image %.*s", WY_ARG(base_name(v->path))));
    if (!row)
        return;
    row->name = base_name(v->path);
    row->container = WY_S("avb");
    row->path = v->path;
    row->unreadable |= !v->rollback_index.known;
    row->cells[h->release] =
        (struct wy_history_cell){.present = true, .digest = content_of(h, v), .value = v->rollback_index};
}

static void number_versions(struct history *h, struct wy_history_row *row)
{
    unsigned next = 0;
    for (size_t i = 0; i < h->n; i++) {
        struct wy_history_cell *c = &row->cells[i];
        size_t same = 0;
        while (same < i && !(row->cells[same].present && wy_str_eq(row->cells[same].digest, c->digest)))
            same++;
        if (c->present)
            c->version = same < i ? row->cells[same].version : next++;
    }
}

static void judge(struct history *h, struct wy_history_row *row)
{
    const struct wy_history_cell *before = NULL;
    size_t present = 0;
    bool lowered = false, raised = false, changed_since = false;
    for (size_t i = 0; i < h->n; i++) {
        const struct wy_history_cell *c = &row->cells[i];
        if (!c->present)
            continue;
        present++;
        bool changed = before && !wy_str_eq(before->digest, c->digest);
        bool counted = before && before->value.known && c->value.known;
        bool up = counted && c->value.v > before->value.v;
        lowered |= counted && c->value.v < before->value.v;
        raised |= up;
        row->changes += changed;
        if (up)
            changed_since = false;
        else if (changed)
            changed_since = true;
        before = c;
    }
    row->verdict = present < 2               ? WY_HISTORY_ONCE
                   : lowered                 ? WY_HISTORY_LOWERED
                   : row->changes == 0       ? WY_HISTORY_UNCHANGED
                   : row->unreadable         ? WY_HISTORY_UNREADABLE
                   : row->no_counter         ? WY_HISTORY_NO_COUNTER
                   : raised && changed_since ? WY_HISTORY_RAISED_BEFORE
                   : raised                  ? WY_HISTORY_RAISED
                                             : WY_HISTORY_NEVER_RAISED;
}

// Flaws that were published for this app; in which release they were mended is for the reader to see by the months.
static void add_flaws(struct history *h, struct wy_history_row *row)
{
    wy_str rest = wy_embedded(WY_S("trust/trusted-app-flaws.tsv")), cell[4];
    while (row->uuid.len && wy_tsv_next(&rest, cell, 4)) {
        if (!wy_str_eq(cell[0], row->container) || !wy_str_eq(cell[1], row->uuid))
            continue;
        struct wy_history_flaw *flaw = wy_rows_add(&row->flaws, h->arena, sizeof *flaw);
        h->failed |= !flaw;
        if (flaw)
            *flaw = (struct wy_history_flaw){cell[2], cell[3]};
    }
}

static int worst_first(const void *a, const void *b)
{
    const struct wy_history_row *x = a, *y = b;
    if (x->verdict != y->verdict)
        return x->verdict < y->verdict ? -1 : 1;
    if ((x->flaws.n > 0) != (y->flaws.n > 0))
        return x->flaws.n ? -1 : 1;
    return wy_str_cmp(x->key, y->key);
}

wy_err wy_history(const struct wy_evidence *const *releases, size_t n, struct wy_arena *arena, struct wy_rows *out)
{
    struct history h = {.arena = arena, .n = n};
    wy_map_init(&h.by_key, arena);
    for (h.release = 0; h.release < n; h.release++) {
        for (WY_EACH(struct wy_trusted_app, t, releases[h.release]->trusted_apps))
            add_app(&h, t);
        for (WY_EACH(struct wy_vbmeta, v, releases[h.release]->vbmeta))
            add_image(&h, v);
    }
    for (WY_EACH(struct wy_history_row *, listed, h.rows)) {
        number_versions(&h, *listed);
        judge(&h, *listed);
        add_flaws(&h, *listed);
        struct wy_history_row *row = wy_rows_add(out, arena, sizeof *row);
        h.failed |= !row;
        if (row)
            *row = **listed;
    }
    if (out->n)
        qsort(out->v, out->n, sizeof(struct wy_history_row), worst_first);
    return h.failed ? WY_NO_MEMORY : WY_OK;
}
