// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// How far a comparison of traffic goes. "Gone" is what the newer capture does not show: that may be an update that
// mended something, or the same data inside of encryption, or half a file.
#include "api/history.h"
#include "core/lang.h"

#include <stddef.h>

struct side {
    enum wy_change_kind doubted; // what this capture's limits make doubtful
    const char *nothing, *part;
};

static const struct side older = {
    WY_APPEARED,
    N_("Nothing in the older capture could be searched: what appeared need not be new."),
    N_("The older capture was not read as a whole: what appeared need not be new."),
};
static const struct side newer = {
    WY_GONE,
    N_("Nothing in the newer capture could be searched: what is gone was only not seen."),
    N_("The newer capture was not read as a whole: what is gone was only not seen."),
};

static bool read_in_part(const struct wy_evidence *ev)
{
    const struct wy_source *sources = ev->sources.v;
    for (WY_EACH(struct wy_gap, gap, ev->gaps))
        if (gap->at.source < ev->sources.n && wy_str_eq(sources[gap->at.source].kind, WY_S("capture")))
            return true;
    return false;
}

static uint64_t sum(const struct wy_evidence *ev, size_t offset)
{
    uint64_t n = 0;
    for (WY_EACH(struct wy_capture, c, ev->captures)) {
        const struct wy_int *field = (const void *)((const char *)c + offset);
        n += field->known && field->v > 0 ? (uint64_t)field->v : 0;
    }
    return n;
}

static wy_err add(struct wy_arena *arena, struct wy_rows *out, wy_str text)
{
    wy_str *slot = text.len ? wy_rows_add(out, arena, sizeof *slot) : NULL;
    if (!slot)
        return text.len || !text.ptr ? WY_NO_MEMORY : WY_OK;
    *slot = text;
    return WY_OK;
}

static wy_str closed_words(const struct side *side, struct wy_arena *arena, uint64_t n)
{
    unsigned long long closed = n;
    if (!closed)
        return WY_S("");
    if (side == &older)
        return wy_arena_printf(arena,
                               _("Bytes of the older capture that could not be looked into: %llu. What appeared may "
                                 "have been in them."),
                               closed);
    return wy_arena_printf(
        arena, _("Bytes of the newer capture that could not be looked into: %llu. What is gone may be in them."),
        closed);
}

static wy_err tell(const struct wy_evidence *ev, const struct side *side, const struct wy_rows *changes,
                   struct wy_arena *arena, struct wy_rows *out)
{
    bool doubted = false;
    for (WY_EACH(struct wy_change, c, *changes))
        doubted |= c->kind == side->doubted && strcmp(c->table, "transfers") == 0;
    if (!doubted)
        return WY_OK;
    const char *whole = NULL;
    if (!sum(ev, offsetof(struct wy_capture, searched_bytes)))
        whole = side->nothing;
    else if (read_in_part(ev))
        whole = side->part;
    wy_err err = add(arena, out, whole ? wy_str_c(_(whole)) : WY_S(""));
    uint64_t closed = sum(ev, offsetof(struct wy_capture, opaque_bytes));
    return err == WY_OK ? add(arena, out, closed_words(side, arena, closed)) : err;
}

// Two phones have numbers of their own, but the same kinds of them. Older evidence does not tell the kinds.
static bool same_kinds(const struct wy_evidence *before, const struct wy_evidence *after)
{
    const struct wy_capture *a = before->captures.v, *b = after->captures.v;
    if (!before->captures.n || !after->captures.n || !a->identifiers.n || a->identifiers.n != b->identifiers.n)
        return false;
    for (size_t i = 0; i < a->identifiers.n; i++)
        if (!wy_str_eq(a->identifiers.v[i], b->identifiers.v[i]))
            return false;
    return true;
}

wy_err wy_diff_limits(const struct wy_evidence *before, const struct wy_evidence *after, const struct wy_rows *changes,
                      struct wy_arena *arena, struct wy_rows *out)
{
    wy_err err = tell(before, &older, changes, arena, out);
    if (err == WY_OK)
        err = tell(after, &newer, changes, arena, out);
    unsigned long long a = sum(before, offsetof(struct wy_capture, needles)),
                       b = sum(after, offsetof(struct wy_capture, needles));
    bool any = false;
    for (WY_EACH(struct wy_change, c, *changes))
        any |= strcmp(c->table, "transfers") == 0;
    if (err != WY_OK || !any || !a || !b || a == b || same_kinds(before, after))
        return err;
    return add(arena, out,
               wy_arena_printf(arena,
                               _("The captures were searched for different numbers of forms: %llu and %llu. Were the "
                                 "same kinds of identifiers given for both?"),
                               a, b));
}
