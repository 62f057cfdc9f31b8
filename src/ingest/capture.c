// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A capture of network traffic is searched for the owner's identifiers: which left, in which form, to whom, at which
// step.
#include "formats/net/capture.h"

#include "ingest/ingest.h"
#include "traffic/leaks.h"

static enum wy_match match(const struct wy_item *item)
{
    return wy_capture_format(item->head).ptr ? WY_MATCH_SURE : WY_MATCH_NO;
}

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

struct reading {
    struct wy_capture_reader *reader;
    struct wy_net *net;
    struct wy_leaks *leaks;
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
        else
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

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_origin at = wy_item_origin(in, item);
    struct wy_owners owners = {.arena = in->scratch};
    wy_err err = gather_owners(in, &owners, diag);
    if (err != WY_OK)
        return err;
    struct wy_leaks_setup setup = {in->ev, in->limits, &owners, in->options->marks, at, in->options->now};
    struct wy_net_options options = {in->options->received, in->options->mine, in->options->key_log};
    struct reading r = {0};
    if ((err = wy_leaks_new(&setup, &r.leaks, diag)) != WY_OK)
        return err;
    struct wy_net_sink sink = wy_leaks_sink(r.leaks);
    struct wy_blob_stream storage;
    r.net = wy_net_new(&options, &sink, in->limits);
    r.reader = wy_capture_new(wy_item_stream(item, &storage));
    if (!r.net || !r.reader) {
        err = wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read a capture");
    } else {
        struct wy_diag tail = {.offset = WY_NO_OFFSET};
        wy_err read = read_packets(&r, &tail);
        wy_net_finish(r.net);
        struct wy_net_stats stats = wy_net_stats(r.net);
        wy_leaks_finish(r.leaks, &stats, wy_capture_format(item->head), wy_capture_offset(r.reader));
        if (read != WY_OK)
            tell_tail(in, item, at, wy_capture_offset(r.reader), &tail);
    }
    wy_capture_free(r.reader);
    wy_net_free(r.net);
    wy_leaks_free(r.leaks);
    return err;
}

const struct wy_artifact wy_artifact_capture = {
    .name = "capture",
    .kind = "capture",
    .rank = 50,
    .match = match,
    .run = run,
};
