// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/leaks.h"

#include "core/buffer.h"
#include "core/date.h"
#include "core/map.h"
#include "traffic/eui64.h"
#include "traffic/steps.h"
#include "traffic/tokens.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    TRANSFERS_MAX = 100000,
    FLOWS_MAX = 50000, // rows; connections of one device to one service in one step share a row
    OPAQUE_ROWS_MAX = 5000,
    GAPS_MAX = 200, // of one capture
    DEVICES_MAX = 4096,
    CREDENTIALS_MAX = 200,
    KEY_MAX = 64 * 1024,
    PIECES = 256, // identifiers of bodies in pieces that are remembered
};

struct piece {
    uint64_t message;
    uint32_t owner;
};

struct wy_leaks {
    struct wy_evidence *ev;
    const struct wy_owners *owners;
    struct wy_origin origin;
    uint8_t unit; // what is counted in it
    struct wy_arena arena;
    struct wy_needles needles;
    struct wy_searcher *searcher; // of messages that come one by one
    uint64_t searched;
    bool exhausted;
    struct piece piece[PIECES];
    size_t next_piece;
    struct wy_steps steps;
    struct wy_map flows, credentials; // values: row number + 1
    struct wy_map devices;
    struct wy_buf key;
    struct wy_rows transfer_times, flow_times; // int64_t, one for each row that we added
    bool mine;
    size_t first_transfer, first_flow;
    uint64_t untold_transfers, untold_flows, untold_credentials, opaque_rows, opaque_bytes, gaps, connections;
    uint64_t devices_n, not_searched;
};

wy_err wy_leaks_new(const struct wy_leaks_setup *setup, struct wy_leaks **out, struct wy_diag *diag)
{
    struct wy_leaks *l = calloc(1, sizeof *l);
    if (!l)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory");
    l->ev = setup->ev;
    l->owners = setup->owners;
    l->origin = setup->origin;
    l->unit = (uint8_t)setup->unit;
    l->mine = setup->mine;
    l->first_transfer = l->ev->transfers.n;
    l->first_flow = l->ev->flows.n;
    wy_arena_init(&l->arena, 0);
    wy_map_init(&l->flows, &l->arena);
    wy_map_init(&l->credentials, &l->arena);
    wy_map_init(&l->devices, &l->arena);
    wy_buf_init(&l->key, KEY_MAX);
    wy_err err = wy_needles_build(&l->needles, setup->owners, setup->begin, &l->arena);
    if (err == WY_OK) {
        l->searcher = wy_searcher_new(&l->needles, setup->limits);
        err = l->searcher ? wy_steps_read(&l->steps, &l->arena, setup->marks, diag) : WY_NO_MEMORY;
    }
    if (err != WY_OK) {
        wy_leaks_free(l);
        return wy_fail(diag, err, WY_NO_OFFSET, "the identifiers' forms cannot be held: %s", wy_err_name(err));
    }
    *out = l;
    return WY_OK;
}

void wy_leaks_free(struct wy_leaks *l)
{
    if (!l)
        return;
    wy_searcher_free(l->searcher);
    wy_buf_fini(&l->key);
    wy_arena_fini(&l->arena);
    free(l);
}

static wy_str time_text(struct wy_leaks *l, int64_t time)
{
    char day[WY_TIME_SIZE], text[WY_TIME_SIZE + 8];
    if (time == WY_NO_TIME || time < 0)
        return (wy_str){0};
    wy_str whole = wy_time_format(time / 1000000000, day);
    int n = snprintf(text, sizeof text, "%.*s.%03dZ", (int)whole.len - 1, whole.ptr, (int)(time / 1000000 % 1000));
    return wy_evidence_text(l->ev, (wy_str){text, (size_t)n});
}

static bool keep_time(struct wy_leaks *l, struct wy_rows *rows, int64_t time)
{
    int64_t *slot = wy_rows_add(rows, &l->arena, sizeof *slot);
    if (slot)
        *slot = time;
    return slot != NULL;
}

static wy_str address_of(struct wy_leaks *l, const struct wy_address *a)
{
    char text[WY_ADDRESS_TEXT];
    return wy_evidence_text(l->ev, wy_address_text(a, text));
}

// Strangers' MAC addresses are not written down.
static wy_str device_of(struct wy_leaks *l, const struct wy_flow_facts *f)
{
    const struct wy_address *a = &f->address[f->sent];
    return a->len == WY_MAC ? (wy_str){0} : address_of(l, a);
}

static struct wy_origin at_packet(const struct wy_leaks *l, uint64_t packet)
{
    struct wy_origin at = l->origin;
    at.unit = packet ? l->unit : WY_AT_NOWHERE;
    at.position = packet;
    return at;
}

static wy_str part_name(enum wy_part_kind part)
{
    static const char *const names[] = {
        [WY_PART_URL] = "url",        [WY_PART_HEADER] = "header", [WY_PART_BODY] = "body",
        [WY_PART_NAME] = "dns name",  [WY_PART_RAW] = "data",      [WY_PART_HANDSHAKE] = "handshake",
        [WY_PART_ADDRESS] = "address"};
    return wy_str_c(names[part]);
}

static void add_transfer(struct wy_leaks *l, const struct wy_message *m, const struct wy_found *f)
{
    const struct wy_flow_facts *flow = m->flow;
    if (l->transfer_times.n >= TRANSFERS_MAX || !keep_time(l, &l->transfer_times, m->when.time)) {
        l->untold_transfers++;
        return;
    }
    struct wy_transfer row = {.at = at_packet(l, m->when.packet)};
    enum wy_side phone = (enum wy_side)flow->sent;
    row.direction = m->from == phone ? WY_S("sent") : WY_S("received");
    row.identifier = wy_id_name(f->kind);
    row.value = wy_evidence_text(l->ev, f->value);
    row.form = wy_str_c(f->form);
    row.shaped = f->shaped ? WY_YES : WY_UNKNOWN;
    for (size_t i = 0; i < f->forms_n; i++)
        wy_strs_add(l->ev, &row.forms, f->forms[i]);
    row.host = wy_evidence_text(l->ev, m->host);
    row.ip = address_of(l, &flow->address[!phone]);
    if (flow->port[!phone])
        row.port = wy_int_of(flow->port[!phone]);
    row.device = device_of(l, flow);
    row.app = wy_evidence_text(l->ev, flow->text[WY_FLOW_APP]);
    row.transport = wy_str_c(m->transport);
    row.encrypted = wy_tri_of(m->encrypted);
    if (m->when.packet)
        row.packet = wy_int_of((int64_t)m->when.packet);
    row.offset = wy_int_of((int64_t)f->offset);
    row.time = time_text(l, m->when.time);
    row.where = part_name(f->part);
    row.excerpt = wy_evidence_text(l->ev, f->excerpt);
    struct wy_transfer *t = WY_ADD(transfer, l->ev, transfers, row.at);
    if (t)
        *t = row;
    else
        l->transfer_times.n--;
}

// Lists of connections hold any number; evidence holds INT64_MAX.
static uint64_t sum_of(uint64_t sum, uint64_t n) { return wy_min(sum + wy_min(n, INT64_MAX), INT64_MAX); }

// A body that stayed closed: its size and time are all that can be told.
static void add_opaque(struct wy_leaks *l, const struct wy_message *m, const struct wy_search_result *r)
{
    l->opaque_bytes = sum_of(l->opaque_bytes, r->opaque_size);
    if (l->opaque_rows >= OPAQUE_ROWS_MAX || !keep_time(l, &l->flow_times, m->when.time))
        return;
    l->opaque_rows++;
    const struct wy_flow_facts *flow = m->flow;
    struct wy_flow row = {.at = at_packet(l, m->when.packet)};
    row.device = device_of(l, flow);
    row.host = wy_evidence_text(l->ev, m->host);
    row.ip = address_of(l, &flow->address[!flow->sent]);
    if (flow->port[!flow->sent])
        row.port = wy_int_of(flow->port[!flow->sent]);
    row.transport = wy_str_c(m->transport);
    row.state = WY_S("opaque");
    row.reason = WY_S("dense bytes in a message that could be read otherwise: encrypted by the app, or packed unknown");
    row.sent = row.opaque = wy_int_of((int64_t)r->opaque_size);
    row.time = time_text(l, m->when.time);
    if (m->when.packet)
        row.packet = wy_int_of((int64_t)m->when.packet);
    row.entropy = (struct wy_real){r->entropy, true};
    struct wy_flow *f = WY_ADD(flow, l->ev, flows, row.at);
    if (f)
        *f = row;
    else
        l->flow_times.n--;
}

struct telling {
    struct wy_leaks *l;
    const struct wy_message *m;
};

// With their lengths: the texts are the traffic's. A server without a name is told by its address.
static wy_str token_key(struct wy_leaks *l, const struct wy_token *token, wy_str host, const struct wy_address *address)
{
    char text[WY_ADDRESS_TEXT];
    wy_str texts[] = {wy_str_c(token->kind), token->name, host.len ? host : wy_address_text(address, text)};
    wy_buf_clear(&l->key);
    for (size_t i = 0; i < WY_COUNT(texts); i++) {
        wy_buf_printf(&l->key, "%zu:", texts[i].len);
        wy_buf_add(&l->key, texts[i]);
    }
    return wy_buf_str(&l->key);
}

// One row for each name and host.
static void on_token(void *ctx, const struct wy_token *token)
{
    const struct telling *t = ctx;
    struct wy_leaks *l = t->l;
    const struct wy_flow_facts *flow = t->m->flow;
    wy_str key = token_key(l, token, t->m->host, &flow->address[!flow->sent]);
    uintptr_t known = key.ptr ? (uintptr_t)wy_map_get(&l->credentials, key) : 0;
    if (known) {
        ((struct wy_credential *)l->ev->credentials.v + (known - 1))->count.v++;
        return;
    }
    bool full = l->credentials.n >= CREDENTIALS_MAX;
    wy_str copy = full ? (wy_str){0} : wy_arena_dup(&l->arena, key);
    struct wy_map_slot *slot = copy.ptr ? wy_map_put(&l->credentials, copy) : NULL;
    struct wy_credential *c = slot ? WY_ADD(credential, l->ev, credentials, at_packet(l, t->m->when.packet)) : NULL;
    if (!c) {
        l->untold_credentials++;
        return;
    }
    slot->value = (void *)(uintptr_t)l->ev->credentials.n;
    c->kind = wy_str_c(token->kind);
    c->name = wy_evidence_text(l->ev, token->name);
    c->host = wy_evidence_text(l->ev, t->m->host);
    c->ip = address_of(l, &flow->address[!flow->sent]);
    c->device = device_of(l, flow);
    c->time = time_text(l, t->m->when.time);
    c->packet = wy_int_of((int64_t)t->m->when.packet);
    c->count = wy_int_of(1);
}

// A long body comes in pieces, with those of other messages between them: an identifier is told once for all.
static bool told_before(struct wy_leaks *l, const struct wy_message *m, const struct wy_found *f)
{
    bool pieces = false;
    for (size_t i = 0; i < m->n; i++)
        pieces = pieces || m->parts[i].cut;
    if (!pieces || f->shaped)
        return false;
    for (size_t i = 0; i < PIECES; i++)
        if (l->piece[i].message == m->id && l->piece[i].owner == f->owner)
            return true;
    l->piece[l->next_piece++ % PIECES] = (struct piece){m->id, f->owner};
    return false;
}

const struct wy_needles *wy_leaks_needles(const struct wy_leaks *l) { return &l->needles; }

void wy_leaks_result(struct wy_leaks *l, const struct wy_message *m, const struct wy_search_result *result)
{
    if ((uint8_t)m->from == m->flow->sent)
        wy_tokens_find(m, on_token, &(struct telling){l, m});
    for (size_t i = 0; i < result->n; i++)
        if (!told_before(l, m, &result->found[i]))
            add_transfer(l, m, &result->found[i]);
    if (result->opaque)
        add_opaque(l, m, result);
}

void wy_leaks_searched(struct wy_leaks *l, const struct wy_searcher *searcher)
{
    l->searched += wy_searcher_bytes(searcher);
    l->exhausted = l->exhausted || wy_searcher_exhausted(searcher);
}

static void on_message(void *ctx, const struct wy_message *m)
{
    struct wy_leaks *l = ctx;
    struct wy_search_result result;
    wy_search_message(l->searcher, m, &result);
    wy_leaks_result(l, m, &result);
}

static void count_device(struct wy_leaks *l, const struct wy_flow_facts *f)
{
    const struct wy_address *a = &f->address[f->sent];
    wy_str address = {(const char *)a->byte, a->len};
    if (!a->len || wy_map_get(&l->devices, address) || l->devices.n >= (size_t)DEVICES_MAX * 16)
        return;
    wy_str key = wy_arena_dup(&l->arena, address);
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&l->devices, key) : NULL;
    if (!slot)
        return;
    slot->value = l;
    l->devices_n++;
    l->not_searched += !f->searched;
}

static const char *state_name(const struct wy_flow_facts *f)
{
    static const char *const names[] = {"clear", "decrypted", "encrypted"};
    return names[f->state];
}

static wy_str flow_host(const struct wy_flow_facts *f)
{
    return f->text[WY_FLOW_HOST].ptr ? f->text[WY_FLOW_HOST] : f->text[WY_FLOW_SNI];
}

static void handshake_facts(struct wy_leaks *l, const struct wy_flow_facts *f, struct wy_flow *row)
{
    char text[32];
    if (f->tls_version) {
        int n = snprintf(text, sizeof text, "%04x %04x", f->tls_version, f->tls_suite);
        row->tls = wy_evidence_text(l->ev, (wy_str){text, f->tls_suite ? (size_t)n : 4});
        row->ech = f->ech ? WY_YES : WY_NO;
    }
    row->alpn = wy_evidence_text(l->ev, f->text[WY_FLOW_ALPN]);
    row->certificate = wy_evidence_text(l->ev, f->text[WY_FLOW_CERTIFICATE]);
}

static struct wy_flow *new_flow_row(struct wy_leaks *l, const struct wy_flow_facts *f)
{
    if (l->ev->flows.n - l->first_flow >= FLOWS_MAX || !keep_time(l, &l->flow_times, f->first.time))
        return NULL;
    struct wy_flow row = {.at = at_packet(l, f->first.packet)};
    row.device = device_of(l, f);
    row.app = wy_evidence_text(l->ev, f->text[WY_FLOW_APP]);
    row.host = wy_evidence_text(l->ev, flow_host(f));
    row.ip = address_of(l, &f->address[!f->sent]);
    if (f->port[!f->sent])
        row.port = wy_int_of(f->port[!f->sent]);
    row.transport = wy_str_c(f->transport);
    row.state = wy_str_c(state_name(f));
    row.reason = wy_evidence_text(l->ev, f->text[WY_FLOW_REASON]);
    handshake_facts(l, f, &row);
    row.time = time_text(l, f->first.time);
    if (f->first.packet)
        row.packet = wy_int_of((int64_t)f->first.packet);
    struct wy_flow *added = WY_ADD(flow, l->ev, flows, row.at);
    if (added)
        *added = row;
    else
        l->flow_times.n--;
    return added;
}

// Whose the address is; without an owner's MAC address, what it is shaped like.
static bool name_address(struct wy_leaks *l, const struct wy_address *address, struct wy_found *found)
{
    uint8_t mac[WY_MAC], other[WY_MAC];
    struct wy_address own = {.len = WY_MAC};
    char text[WY_ADDRESS_TEXT];
    bool known = false;
    if (!wy_eui64_mac(address, mac))
        return false;
    for (WY_EACH(struct wy_owner, o, l->owners->rows)) {
        known = known || o->kind == WY_ID_MAC;
        if (o->kind == WY_ID_MAC && wy_mac_parse(o->value, other) && memcmp(mac, other, WY_MAC) == 0)
            found->value = o->value;
    }
    if (found->value.ptr || known)
        return found->value.ptr != NULL;
    memcpy(own.byte, mac, WY_MAC);
    found->shaped = true;
    found->value = wy_evidence_text(l->ev, wy_address_text(&own, text));
    return found->value.ptr && !wy_id_is_shared(WY_ID_MAC, found->value);
}

// The sender's address is read by the server and by everybody on the way, whatever is encrypted.
static void tell_address(struct wy_leaks *l, const struct wy_flow_facts *f)
{
    struct wy_found found = {
        .kind = WY_ID_MAC, .form = "eui64", .part = WY_PART_ADDRESS, .forms = {WY_S("eui64")}, .forms_n = 1};
    if (!name_address(l, &f->address[f->sent], &found))
        return;
    struct wy_message m = {
        .flow = f, .from = (enum wy_side)f->sent, .transport = f->transport, .host = flow_host(f), .when = f->first};
    add_transfer(l, &m, &found);
}

static void add_to(struct wy_int *sum, uint64_t n) { *sum = wy_int_of((int64_t)sum_of((uint64_t)sum->v, n)); }

// What connections of one row have in common.
static wy_str flow_key(struct wy_leaks *l, const struct wy_flow_facts *f)
{
    struct wy_buf *key = &l->key;
    wy_str texts[] = {wy_str_c(f->transport),  wy_str_c(state_name(f)), flow_host(f),
                      f->text[WY_FLOW_REASON], f->text[WY_FLOW_APP],    wy_steps_at(&l->steps, f->first.time)};
    wy_buf_clear(key);
    for (int side = 0; side < 2; side++) {
        const struct wy_address *a = &f->address[side ? !f->sent : f->sent];
        wy_buf_char(key, (char)a->len);
        wy_buf_add_bytes(key, (wy_bytes){a->byte, a->len});
    }
    wy_buf_char(key, (char)(f->port[!f->sent] >> 8));
    wy_buf_char(key, (char)(f->port[!f->sent] & 0xff));
    for (size_t i = 0; i < WY_COUNT(texts); i++) {
        wy_buf_add(key, texts[i]);
        wy_buf_char(key, '\0');
    }
    return wy_buf_str(key);
}

static void on_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct wy_leaks *l = ctx;
    l->connections++;
    l->opaque_bytes = sum_of(l->opaque_bytes, f->opaque);
    count_device(l, f);
    if (!f->searched)
        return;
    wy_str key = flow_key(l, f);
    uintptr_t known = key.ptr ? (uintptr_t)wy_map_get(&l->flows, key) : 0;
    struct wy_flow *row = known ? (struct wy_flow *)l->ev->flows.v + (known - 1) : new_flow_row(l, f);
    if (!known)
        tell_address(l, f);
    if (row && !known) {
        wy_str copy = wy_arena_dup(&l->arena, key);
        struct wy_map_slot *slot = copy.ptr ? wy_map_put(&l->flows, copy) : NULL;
        if (slot)
            slot->value = (void *)(uintptr_t)l->ev->flows.n;
    }
    if (!row) {
        l->untold_flows++;
        return;
    }
    add_to(&row->connections, 1);
    add_to(&row->packets, f->packets);
    add_to(&row->sent, f->bytes[f->sent]);
    add_to(&row->received, f->bytes[!f->sent]);
    add_to(&row->opaque, f->opaque);
    if (f->entropy > row->entropy.v)
        row->entropy = (struct wy_real){f->entropy, true};
}

static void on_mark(void *ctx, wy_str text, struct wy_when when)
{
    struct wy_leaks *l = ctx;
    wy_steps_add(&l->steps, when.time, text);
}

// The gap that was told last is about this packet.
static void set_offset(struct wy_leaks *l, struct wy_when when)
{
    struct wy_gap *last = l->ev->gaps.n ? (struct wy_gap *)l->ev->gaps.v + (l->ev->gaps.n - 1) : NULL;
    if (last && when.offset && last->at.unit == l->unit && last->at.position == when.packet)
        last->offset = wy_int_of((int64_t)when.offset);
}

static void on_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    struct wy_leaks *l = ctx;
    if (l->gaps++ >= GAPS_MAX)
        return;
    wy_gap(l->ev, at_packet(l, when.packet), code, "%s", why);
    set_offset(l, when);
}

// What was counted while reading, told where it was first.
static void tell_count(struct wy_leaks *l, uint64_t n, struct wy_when first, wy_err code, const char *what)
{
    if (!n)
        return;
    wy_gap(l->ev, at_packet(l, first.packet), code, "%llu %s%s", (unsigned long long)n, what,
           first.packet ? "; the first here" : "");
    set_offset(l, first);
}

struct wy_net_sink wy_leaks_sink(struct wy_leaks *l)
{
    return (struct wy_net_sink){l, on_message, on_flow, on_mark, on_gap};
}

// Marks around a capture are its own, too: a step of a day is often captured in many files. Those of another day would
// put everything before the consent, or everything behind it.
static void drop_strange_marks(struct wy_leaks *l, const struct wy_net_stats *stats)
{
    static const int64_t slack =
        INT64_C(3600000000000); // for what was captured before the first step, or after the last
    const struct wy_step *rows = l->steps.rows.v;
    size_t n = l->steps.rows.n;
    if (!n || !stats->first.packet || stats->first.time == WY_NO_TIME || stats->last.time == WY_NO_TIME ||
        (stats->last.time >= rows[0].time - slack && stats->first.time <= rows[n - 1].time + slack))
        return;
    wy_gap(
        l->ev, l->origin, WY_MALFORMED,
        "none of the %zu marks lies within an hour of this capture, so they were not used: is it the right file, and "
        "were both clocks right?",
        n);
    l->steps.rows.n = 0;
    l->steps.consent = INT64_MAX;
}

static void attribute(struct wy_leaks *l)
{
    const int64_t *times = l->transfer_times.v;
    struct wy_transfer *transfers = l->ev->transfers.v;
    for (size_t i = 0; i < l->transfer_times.n; i++) {
        struct wy_transfer *t = &transfers[l->first_transfer + i];
        t->step = wy_evidence_text(l->ev, wy_steps_at(&l->steps, times[i]));
        t->consent = wy_steps_consent(&l->steps, times[i]);
    }
    times = l->flow_times.v;
    struct wy_flow *flows = l->ev->flows.v;
    for (size_t i = 0; i < l->flow_times.n; i++)
        flows[l->first_flow + i].step = wy_evidence_text(l->ev, wy_steps_at(&l->steps, times[i]));
}

static void tell_steps(struct wy_leaks *l)
{
    const struct wy_step *rows = l->steps.rows.v;
    for (size_t i = 0; i < l->steps.rows.n; i++) {
        struct wy_step_fact row = {.at = l->origin, .name = wy_evidence_text(l->ev, rows[i].name)};
        row.time = time_text(l, rows[i].time);
        row.consent = wy_tri_of(rows[i].consent);
        row.in_traffic = wy_tri_of(rows[i].in_traffic);
        struct wy_step_fact *added = WY_ADD(step_fact, l->ev, steps, l->origin);
        if (added)
            *added = row;
    }
    if (l->steps.foreign)
        wy_gap(l->ev, l->origin, WY_DENIED, "%llu marker packets do not belong to this run and were not believed",
               (unsigned long long)l->steps.foreign);
}

static void tell_limits(struct wy_leaks *l, const struct wy_net_stats *stats)
{
    struct wy_origin at = l->origin;
    if (l->gaps > GAPS_MAX)
        wy_gap(l->ev, at, WY_LIMIT, "%llu more places in this capture could not be read",
               (unsigned long long)(l->gaps - GAPS_MAX));
    if (l->untold_transfers)
        wy_gap(l->ev, at, WY_LIMIT, "%llu transfers beyond the first %d are not listed",
               (unsigned long long)l->untold_transfers, TRANSFERS_MAX);
    if (l->untold_flows)
        wy_gap(l->ev, at, WY_LIMIT, "%llu connections beyond the first %d kinds are not listed",
               (unsigned long long)l->untold_flows, FLOWS_MAX);
    if (l->untold_credentials)
        wy_gap(l->ev, at, WY_LIMIT, "%llu session tokens beyond the first %d kinds are not listed",
               (unsigned long long)l->untold_credentials, CREDENTIALS_MAX);
    if (l->exhausted)
        wy_gap(l->ev, at, WY_LIMIT,
               "some packed content was not unpacked: it would grow to much more than what carried it, or to more than "
               "--limit decoded= allows for one message");
    tell_count(l, stats->lost, stats->first_lost, WY_TRUNCATED, "bytes of connections are missing from the capture");
    tell_count(l, stats->forgotten, stats->first_forgotten, WY_LIMIT,
               "open connections were closed early to stay within memory");
    tell_count(l, stats->broken, stats->first_broken, WY_MALFORMED,
               l->unit == WY_AT_PACKET ? "packets contradict themselves and were left out"
                                       : "records contradict themselves and were left out");
    tell_count(l, stats->after, stats->first_after, WY_MALFORMED,
               "bytes came after their connection had ended and were not searched");
    tell_count(l, stats->refused, stats->first_refused, WY_NO_MEMORY,
               "times there was no memory to hold something, which was then not searched");
    if (l->owners->national)
        wy_gap(l->ev, at, WY_UNSUPPORTED,
               "telephone numbers of the identity file without a country's code, such as +48: %zu. They were not found "
               "where they were sent with one",
               l->owners->national);
    if (l->owners->short_ones)
        wy_gap(l->ev, at, WY_UNSUPPORTED,
               "identifiers that are too short to be told from chance, and were not searched: %zu",
               l->owners->short_ones);
}

// What was not searched for was not found, either: the kinds are told.
static void tell_kinds(struct wy_leaks *l, struct wy_strs *out)
{
    bool known[WY_ID_KINDS] = {false};
    for (WY_EACH(struct wy_owner, o, l->owners->rows))
        known[o->kind] = true;
    for (size_t i = 0; i < WY_ID_KINDS; i++)
        if (known[i])
            wy_strs_add(l->ev, out, wy_id_name((enum wy_id_kind)i));
}

void wy_leaks_finish(struct wy_leaks *l, const struct wy_net_stats *stats, wy_str format, uint64_t bytes)
{
    wy_leaks_searched(l, l->searcher);
    wy_steps_settle(&l->steps);
    drop_strange_marks(l, stats);
    attribute(l);
    tell_steps(l);
    tell_limits(l, stats);
    struct wy_capture row = {.at = l->origin, .format = format};
    if (l->unit == WY_AT_PACKET) {
        row.packets = wy_int_of((int64_t)stats->packets);
        row.other = wy_int_of((int64_t)stats->other);
    }
    row.bytes = wy_int_of((int64_t)bytes);
    row.begin = time_text(l, stats->first.packet ? stats->first.time : WY_NO_TIME);
    row.end = time_text(l, stats->last.packet ? stats->last.time : WY_NO_TIME);
    row.devices = wy_int_of((int64_t)l->devices_n);
    row.not_searched = wy_int_of((int64_t)l->not_searched);
    row.connections = wy_int_of((int64_t)l->connections);
    row.searched_bytes = wy_int_of((int64_t)l->searched);
    row.opaque_bytes = wy_int_of((int64_t)l->opaque_bytes);
    row.needles = wy_int_of((int64_t)l->needles.rows.n);
    tell_kinds(l, &row.identifiers);
    row.mine = wy_tri_of(l->mine);
    if (l->steps.clock_known)
        row.clock_offset = wy_int_of(l->steps.clock_offset / 1000000);
    struct wy_capture *c = WY_ADD(capture, l->ev, captures, l->origin);
    if (c)
        *c = row;
    wy_covered(l->ev, l->origin, WY_S("flows"));
    wy_covered(l->ev, l->origin, WY_S("captures"));
    if (l->owners->rows.n)
        wy_covered(l->ev, l->origin, WY_S("transfers"));
}
