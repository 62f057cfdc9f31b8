// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A crash of native code as debuggerd writes it: "*** *** ***", then "name: value" lines up to the back trace. The
// binary form (tombstone_00.pb) is passed over; the text lies beside it.
#include "ingest/ingest.h"

enum { HEADER_LINES = 40 };

static const char mark[] = "*** *** *** *** *** *** *** ***";

static enum wy_match match(const struct wy_item *item)
{
    wy_str head = wy_str_trim(wy_bytes_str(wy_bytes_sub(item->head, 0, 200)));
    return wy_str_starts(head, wy_str_c(mark)) ? WY_MATCH_SURE : WY_MATCH_NO;
}

struct crash {
    wy_str process, uid, signal, time, command;
};

static wy_str keep(struct wy_evidence *ev, wy_str s) { return wy_evidence_text(ev, wy_str_trim(s)); }

static void line(struct wy_evidence *ev, struct crash *c, wy_str text)
{
    if (wy_str_starts(text, WY_S("Timestamp: ")))
        c->time = keep(ev, wy_str_from(text, 11));
    else if (wy_str_starts(text, WY_S("Cmdline: ")))
        c->command = keep(ev, wy_str_from(text, 9));
    else if (wy_str_starts(text, WY_S("uid: ")))
        c->uid = keep(ev, wy_str_from(text, 5));
    else if (wy_str_starts(text, WY_S("signal ")))
        c->signal = keep(ev, wy_str_sub(text, 0, wy_str_find(text, WY_S(", fault addr"))));
    else if (wy_str_starts(text, WY_S("pid: ")) && wy_str_has(text, WY_S(">>> ")))
        c->process = keep(ev, wy_str_between(text, WY_S(">>> "), WY_S(" <<<")));
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    struct wy_lines *lines = wy_lines_new(wy_item_stream(item, &storage), (size_t)in->limits->line);
    if (!lines)
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory to read lines");
    struct crash c = {{0}, {0}, {0}, {0}, {0}};
    struct wy_line one;
    wy_err err = WY_OK;
    while (wy_lines_next(lines, &one, &err, diag) && one.number <= HEADER_LINES &&
           !wy_str_starts(one.text, WY_S("backtrace:")))
        line(in->ev, &c, one.text);
    wy_lines_free(lines);
    wy_str subject = c.process.len ? c.process : c.command;
    struct wy_event *e = subject.len ? WY_ADD(event, in->ev, events, wy_item_origin(in, item)) : NULL;
    if (e) {
        e->kind = WY_S("crash");
        e->subject = subject;
        e->detail =
            wy_arena_printf(&in->ev->arena, "%.*s%s%.*s", WY_ARG(c.signal), c.uid.len ? ", uid " : "", WY_ARG(c.uid));
        e->time = c.time;
    }
    return err;
}

const struct wy_artifact wy_artifact_tombstone = {
    .name = "crash",
    .kind = "tombstone",
    .rank = 1,
    .match = match,
    .run = run,
};
