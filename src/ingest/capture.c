// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A capture of network traffic is searched for the owner's identifiers: which left, in which form, to whom, at which
// step.
#include "formats/net/capture.h"
#include "core/buffer.h"
#include "formats/net/engine.h"
#include "formats/net/tls_keys.h"
#include "ingest/traffic.h"
#include "traffic/relay.h"

enum { SECRETS_FIRST_MAX = 64 << 20 };

static enum wy_match match(const struct wy_item *item)
{
    return wy_capture_format(item->head).ptr ? WY_MATCH_SURE : WY_MATCH_NO;
}

struct reading {
    struct wy_capture_reader *reader;
    struct wy_net *net;
    const struct wy_evidence *ev;
    _Atomic uint64_t *live;
};

static wy_err read_packets(struct reading *r, struct wy_diag *diag)
{
    struct wy_capture_item item;
    for (;;) {
        wy_err err = wy_capture_next(r->reader, &item, diag);
        if (err != WY_OK || item.event == WY_CAPTURE_END)
            return err;
        if (item.event == WY_CAPTURE_PACKET)
            wy_net_packet(r->net, &item.packet);
        if (r->live)
            *r->live = r->ev->transfers.n;
        if (item.event == WY_CAPTURE_PACKET)
            continue;
        wy_net_secrets(r->net, item.secrets);
    }
}

// What could be read stands; how much of the end could not is told.
static void tell_tail(struct wy_ingest *in, const struct wy_item *item, struct wy_origin at, uint64_t used,
                      const struct wy_diag *diag)
{
    if (item->size != UINT64_MAX && item->size > used)
        wy_gap(in->ev, wy_at_byte(at, used), diag->code, "%s; the last %llu bytes were not read", diag->text,
               (unsigned long long)(item->size - used));
    else
        wy_gap_diag(in->ev, at, diag);
}

static bool is_mac(wy_str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (wy_hex_digit(text.ptr[i]) >= 0)
            digits++;
        else if (text.ptr[i] != ':' && text.ptr[i] != '-' && text.ptr[i] != '.')
            return false;
    }
    return digits == 12;
}

_Static_assert((int)WY_DEVICES_NAMED_MAX == (int)WY_MINE_MAX, "the engine takes as many");

bool wy_ingest_names_devices(wy_str mine)
{
    struct wy_address address;
    wy_str part;
    size_t n = 0;
    while (wy_str_next(&mine, ',', &part)) {
        part = wy_str_trim(part);
        n += part.len > 0;
        if (part.len && !wy_str_eq_nocase(part, WY_S("phone")) && !is_mac(part) && !wy_traffic_address(part, &address))
            return false;
    }
    return n > 0 && n <= WY_DEVICES_NAMED_MAX;
}

// --mine as addresses: "phone" stands for those of the owner's identifiers. What is no address is an error: taken for
// nothing, it would have everybody searched.
static wy_err resolve_mine(const struct wy_ingest *in, const struct wy_owners *owners, wy_str *out,
                           struct wy_diag *diag)
{
    wy_str rest = in->options->mine, part;
    struct wy_address address;
    struct wy_buf list;
    wy_err err = WY_OK;
    wy_buf_init(&list, 4096);
    while (err == WY_OK && wy_str_next(&rest, ',', &part)) {
        part = wy_str_trim(part);
        size_t before = list.len;
        if (wy_str_eq_nocase(part, WY_S("phone"))) {
            for (WY_EACH(struct wy_owner, o, owners->rows))
                if (o->kind == WY_ID_MAC)
                    wy_buf_printf(&list, "%.*s,", WY_ARG(o->value));
        } else if (is_mac(part)) {
            wy_buf_printf(&list, "%.*s,", WY_ARG(part));
        } else if (wy_traffic_address(part, &address)) { // as the engine writes it, without brackets
            char text[WY_ADDRESS_TEXT];
            wy_str plain = wy_address_text(&address, text);
            wy_buf_printf(&list, "%.*s,", WY_ARG(plain));
        } else if (part.len) {
            err = wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "--mine: \"%.*s\" is no IP or MAC address", WY_ARG(part));
        }
        if (err == WY_OK && part.len && list.len == before)
            err = wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET,
                          "--mine phone: no MAC address of the phone is known; give one as --mine ADDRESS");
    }
    *out = wy_arena_dup(in->scratch, wy_buf_str(&list));
    wy_buf_fini(&list);
    return err;
}

// A program that writes secrets while it captures writes them behind the packets that need them. Files that are not too
// long for it are read for their secrets first.
static void read_secrets(const struct wy_item *item, struct wy_net *net)
{
    if (!item->blob || item->size > SECRETS_FIRST_MAX || !wy_str_eq(wy_capture_format(item->head), WY_S("pcapng")))
        return;
    struct wy_blob_stream storage = wy_blob_stream(item->blob);
    struct wy_capture_reader *reader = wy_capture_new(&storage.stream);
    struct wy_capture_item c;
    struct wy_diag diag = {0}; // told when the packets are read
    while (reader && wy_capture_next(reader, &c, &diag) == WY_OK && c.event != WY_CAPTURE_END)
        if (c.event == WY_CAPTURE_SECRETS)
            wy_net_secrets(net, c.secrets);
    wy_capture_free(reader);
}

// A private key, or some other file, given as --keys: the connections would be said to have been given none.
static void tell_useless_keys(struct wy_ingest *in, const struct wy_item *item)
{
    struct wy_heap heap = {0};
    struct wy_tls_keys keys = {0};
    bool room = wy_tls_keys_add(&heap, &keys, in->options->key_log); // what does not fit is told by the engine
    if (room && !keys.n && in->options->key_log.len)
        wy_gap(in->ev, wy_item_origin(in, item), WY_UNSUPPORTED,
               "--keys: no line is a TLS secret, such as CLIENT_RANDOM; a server's private key does not help");
    wy_tls_keys_free(&heap, &keys);
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_traffic t;
    wy_str mine = {0};
    wy_err err = wy_traffic_begin(&t, in, item, WY_AT_PACKET, diag);
    if (err == WY_OK && in->options->mine.len && (err = resolve_mine(in, &t.owners, &mine, diag)) != WY_OK)
        wy_leaks_free(t.leaks);
    if (err != WY_OK)
        return err;
    struct wy_net_options options = {in->options->received, mine, in->options->key_log};
    struct wy_blob_stream storage;
    // While packets still come they are few, and the count must not lag: one thread.
    struct wy_relay *relay = in->options->live ? NULL : wy_relay_new(t.leaks, in->limits, -1);
    struct wy_net_sink sink = relay ? wy_relay_sink(relay) : t.sink;
    struct reading r = {wy_capture_new(wy_item_stream(item, &storage)), wy_net_new(&options, &sink, in->limits), in->ev,
                        in->options->live};
    uint64_t used = 0;
    struct wy_diag tail = {.offset = WY_NO_OFFSET};
    if (!r.net || !r.reader) {
        err = wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read a capture");
    } else {
        read_secrets(item, r.net);
        tell_useless_keys(in, item);
        wy_err read = read_packets(&r, &tail);
        wy_net_finish(r.net);
        if (relay)
            wy_relay_finish(relay);
        t.stats = wy_net_stats(r.net);
        used = wy_capture_offset(r.reader);
        if (read != WY_OK)
            tell_tail(in, item, t.at, used, &tail);
    }
    wy_relay_free(relay);
    wy_traffic_end(&t, wy_capture_format(item->head), used);
    wy_capture_free(r.reader);
    wy_net_free(r.net);
    return err;
}

const struct wy_artifact wy_artifact_capture = {
    .name = "capture",
    .kind = "capture",
    .rank = 50,
    .match = match,
    .run = run,
};
