// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/traffic.h"

#include "core/date.h"
#include "traffic/steps.h"

#include <arpa/inet.h>

// The identity file and what the case knows about the phone. A damaged file is an error: its owner expects the search.
static wy_err gather_owners(const struct wy_ingest *in, struct wy_owners *owners, struct wy_diag *diag)
{
    const struct wy_ingest_options *o = in->options;
    wy_err err = wy_owners_toml(owners, o->identity, diag);
    if (err == WY_OK)
        err = wy_owners_evidence(owners, in->ev);
    if (err == WY_OK && o->known)
        err = wy_owners_evidence(owners, o->known);
    if (err == WY_LIMIT)
        return wy_fail(diag, err, WY_NO_OFFSET, "more than %d identifiers", WY_OWNERS_MAX);
    return err;
}

wy_err wy_ingest_check_identity(wy_bytes text, struct wy_diag *diag)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    wy_err err = wy_owners_toml(&(struct wy_owners){.arena = &arena}, text, diag);
    wy_arena_fini(&arena);
    return err;
}

wy_err wy_ingest_check_marks(wy_bytes text, struct wy_diag *diag)
{
    struct wy_arena arena;
    struct wy_steps steps;
    wy_arena_init(&arena, 0);
    wy_err err = wy_steps_read(&steps, &arena, text, diag);
    if (err == WY_OK && !steps.rows.n)
        err = wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "marks file: there is no mark in it");
    wy_arena_fini(&arena);
    return err;
}

wy_err wy_traffic_begin(struct wy_traffic *t, struct wy_ingest *in, const struct wy_item *item, enum wy_unit unit,
                        struct wy_diag *diag)
{
    *t = (struct wy_traffic){.in = in, .at = wy_item_origin(in, item), .next_id = 1};
    t->owners.arena = in->scratch;
    wy_err err = gather_owners(in, &t->owners, diag);
    const struct wy_ingest_options *o = in->options;
    struct wy_leaks_setup setup = {in->ev, in->limits, &t->owners, o->marks, t->at, unit, o->now, o->mine.len > 0};
    if (err == WY_OK)
        err = wy_leaks_new(&setup, &t->leaks, diag);
    if (err == WY_OK)
        t->sink = wy_leaks_sink(t->leaks);
    return err;
}

void wy_traffic_end(struct wy_traffic *t, wy_str format, uint64_t bytes)
{
    wy_leaks_finish(t->leaks, &t->stats, format, bytes);
    wy_leaks_free(t->leaks);
    t->leaks = NULL;
}

bool wy_traffic_address(wy_str text, struct wy_address *out)
{
    char c[64];
    *out = (struct wy_address){0};
    if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
        text = wy_str_sub(text, 1, text.len - 2);
    if (text.len == 0 || text.len >= sizeof c)
        return false;
    memcpy(c, text.ptr, text.len);
    c[text.len] = '\0';
    if (inet_pton(AF_INET, c, out->byte) == 1)
        out->len = 4;
    else if (inet_pton(AF_INET6, c, out->byte) == 1)
        out->len = 16;
    return out->len > 0;
}

int64_t wy_traffic_time(wy_str text)
{
    int64_t seconds;
    if (!wy_time_parse(text, &seconds) || seconds < 0 || seconds > 9000000000)
        return WY_NO_TIME;
    int64_t ns = 0, unit = 100000000;
    size_t dot = wy_str_find_char(text, '.');
    for (size_t i = dot == WY_NPOS ? text.len : dot + 1; i < text.len && wy_is_digit(text.ptr[i]); i++, unit /= 10)
        ns += (text.ptr[i] - '0') * unit;
    return seconds * 1000000000 + ns;
}

void wy_traffic_flow(struct wy_traffic *t, struct wy_flow_facts *facts)
{
    t->stats.connections++;
    int64_t time = facts->first.time;
    if (time != WY_NO_TIME) {
        if (!t->stats.first.packet || time < t->stats.first.time)
            t->stats.first = (struct wy_when){.packet = 1, .time = time};
        if (!t->stats.last.packet || time > t->stats.last.time)
            t->stats.last = (struct wy_when){.packet = 1, .time = time};
    }
    facts->searched = true;
    facts->sent = WY_CLIENT;
    t->sink.flow(t->sink.ctx, facts);
}
