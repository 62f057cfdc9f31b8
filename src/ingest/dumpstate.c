// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A bugreport's main text (frameworks/native/cmds/dumpstate, Android 5 to 16) and the like of it: dumpsys.txt, and the
// saved output of one command. The text is split by its headings, "------ TITLE (command) ------" and "DUMP OF SERVICE
// x:"; what no parser in ingest/sections.c wants is passed over. Lines are streamed: memory does not grow with the
// report.
#include "core/date.h"
#include "ingest/section.h"

enum { HEADER_LINES = 60 };

struct report {
    struct wy_ingest *in;
    struct wy_feed feed;
    struct wy_origin at;
    bool in_header, timed; // timed: sections end with "... was the duration of ..."
    bool closed;           // the closing "== dumpstate: done" was there
    bool dumpstate;        // the opening "== dumpstate:" was there
    const char *only;      // what `wanted` was made of
    bool wanted[256];      // first bytes of lines that anyone wants now
    bool second;           // of another time than what was read of this target before: passed over
};

// In an acquisition, dumpsys.txt and the bugreport tell the same twice: what another item told whole is not read again.
// A plain list of packages is not all that `dumpsys package` tells, so all tables of a section count.
static bool covered_by_other(const struct report *r, wy_str table)
{
    for (WY_EACH(struct wy_coverage, c, r->in->ev->coverage))
        if (c->at.source == r->in->source && wy_str_eq(c->table, table) && !wy_str_eq(c->at.item, r->at.item))
            return true;
    return false;
}

static bool told_by_other(const struct report *r, const struct wy_section *section)
{
    wy_str rest = wy_str_c(section->tables), table;
    bool told = section->tables != NULL;
    while (told && wy_str_next(&rest, ' ', &table))
        told = covered_by_other(r, table);
    return told;
}

static void begin(struct report *r, const struct wy_section *section, uint64_t number)
{
    if (section && !r->second && !told_by_other(r, section))
        wy_feed_begin(&r->feed, section, (wy_str){0}, wy_at_line(r->at, number));
}

// "------ SYSTEM PROPERTIES (getprop) ------", "------ 0.030s was the duration of 'SYSTEM PROPERTIES' ------"
static void title(struct report *r, wy_str text, uint64_t number)
{
    wy_str name = wy_str_from(text, 7);
    if (name.len && wy_is_digit(name.ptr[0]) && wy_str_has(name, WY_S("s was the duration of '"))) {
        r->timed = true;
        wy_feed_end(&r->feed, true);
        return;
    }
    wy_feed_end(&r->feed, true);
    r->in_header = false;
    begin(r, wy_section_of_title(name), number);
}

// "DUMP OF SERVICE package:", from Android 9 also "DUMP OF SERVICE CRITICAL activity:"
static void service(struct report *r, wy_str text, uint64_t number)
{
    wy_str name = wy_str_trim(wy_str_from(text, 16));
    size_t space = wy_str_find_char(name, ' ');
    if (space != WY_NPOS)
        name = wy_str_from(name, space + 1);
    if (name.len && name.ptr[name.len - 1] == ':')
        name.len--;
    wy_feed_end(&r->feed, true);
    r->in_header = false;
    begin(r, wy_section_of_service(name), number);
}

// "2019-08-15 15:08:46": local time of the phone; it does not tell its zone, so this is read as UTC.
static bool local_time(wy_str s, int64_t *out)
{
    char buf[WY_TIME_SIZE];
    s = wy_str_sub(wy_str_trim(s), 0, 19);
    if (s.len != 19)
        return false;
    memcpy(buf, s.ptr, 19);
    buf[10] = 'T';
    buf[19] = 'Z';
    return wy_time_parse((wy_str){buf, 20}, out);
}

// A report within an acquisition is of the same hours, though one clock is local and the other is not. Further apart
// are two moments of a phone, or two phones: then the first is read.
static void report_time(struct report *r, struct wy_device *device, int64_t when)
{
    enum { SAME_TIME_S = 36 * 3600 };
    int64_t before = device->captured.v;
    if (device->captured.known && (when - before > SAME_TIME_S || before - when > SAME_TIME_S)) {
        r->second = true;
        wy_gap(
            r->in->ev, r->at, WY_UNSUPPORTED,
            "a report of another time than the rest of this target was passed over; check it as a target of its own");
        return;
    }
    device->captured = wy_int_of(when);
}

static void header(struct report *r, wy_str text, uint64_t number)
{
    struct wy_origin at = wy_at_line(r->at, number);
    struct wy_evidence *ev = r->in->ev;
    int64_t when;
    bool kernel = wy_str_starts(text, WY_S("Kernel: ")), print = wy_str_starts(text, WY_S("Build fingerprint: '"));
    bool start = wy_str_starts(text, WY_S("== dumpstate: "));
    if (!kernel && !print && !start)
        return;
    r->dumpstate |= start;
    struct wy_device *device = wy_ingest_device(r->in, at);
    if (!device)
        return;
    if (kernel) {
        device->kernel = wy_evidence_text(ev, wy_str_trim(wy_str_from(text, 8)));
    } else if (print) {
        wy_str value = wy_str_between(text, WY_S("'"), WY_S("'"));
        if (value.len && !device->fingerprint.ptr)
            device->fingerprint = wy_evidence_text(ev, value);
    } else if (local_time(wy_str_from(text, 14), &when)) {
        report_time(r, device, when);
    }
}

static void report_line(struct report *r, const struct wy_line *line)
{
    wy_str text = line->text;
    char first = text.len > 14 ? text.ptr[0] : 0;
    if (first == '-') {
        if (text.ptr[6] == ' ' && wy_str_starts(text, WY_S("------ "))) {
            title(r, text, line->number);
            return;
        }
        if (text.ptr[9] == ' ' && wy_str_has(text, WY_S("s was the duration of dumpsys "))) {
            r->timed = true;
            wy_feed_end(&r->feed, true);
            return;
        }
    } else if (first == 'D' && wy_str_starts(text, WY_S("DUMP OF SERVICE "))) {
        service(r, text, line->number);
        return;
    } else if (first == '=' && wy_str_starts(text, WY_S("== dumpstate: done"))) {
        r->closed = true;
        wy_feed_end(&r->feed, true);
        return;
    }
    if (r->feed.section)
        wy_feed_line(&r->feed, line);
    else if (r->in_header && line->number <= HEADER_LINES)
        header(r, text, line->number);
}

// Most of a report is nobody's: its lines are passed over by their first byte.
static void skip_unwanted(struct report *r, struct wy_lines *lines)
{
    static const char nothing[] = "";
    const char *only = r->feed.section ? r->feed.dump.only : r->in_header ? NULL : nothing;
    if (!only)
        return;
    if (only != r->only) {
        r->only = only;
        memset(r->wanted, 0, sizeof r->wanted);
        for (const char *c = "-D=*CPEFSe"; *c; c++) // headings, and words of a dump that breaks off
            r->wanted[(uint8_t)*c] = true;
        for (const char *c = only; *c; c++)
            r->wanted[(uint8_t)*c] = true;
    }
    wy_lines_skip(lines, r->wanted);
}

static void report_end(struct report *r, wy_err err)
{
    // Where sections or the report tell their end, one that does not was cut; elsewhere the last one simply ends.
    bool told = r->timed || (r->dumpstate && !r->closed);
    wy_feed_end(&r->feed, err == WY_OK && (!told || !r->feed.section));
    if (err == WY_OK && r->dumpstate && !r->closed)
        wy_gap(r->in->ev, r->at, WY_TRUNCATED, "the report ends without its closing line, so its end is missing");
}

static wy_err run_lines(struct report *r, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    struct wy_lines *lines = wy_lines_new(wy_item_stream(item, &storage), (size_t)r->in->limits->line);
    if (!lines)
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory to read lines");
    struct wy_line line;
    wy_err err = WY_OK;
    while (r->in->ev->err == WY_OK && wy_lines_next(lines, &line, &err, diag)) {
        report_line(r, &line);
        skip_unwanted(r, lines);
    }
    report_end(r, err);
    wy_lines_free(lines);
    if (err == WY_OK && r->in->ev->err != WY_OK)
        err = wy_fail(diag, r->in->ev->err, WY_NO_OFFSET, "more evidence than may be kept (--limit arena=, rows=)");
    return err;
}

static wy_err run_report(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct report *r = wy_new(in->scratch, struct report, 1);
    if (!r)
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory");
    r->in = r->feed.dump.in = in;
    r->at = wy_item_origin(in, item);
    r->in_header = true;
    return run_lines(r, item, diag);
}

// The head as ASCII, whatever width its characters have, so that it can be searched.
static wy_str head_text(const struct wy_item *item, char out[WY_ITEM_HEAD])
{
    const uint8_t *p = item->head.ptr;
    size_t n = wy_min(item->head.len, WY_ITEM_HEAD), w = 0;
    bool wide =
        n >= 4 && ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff) || (p[0] && !p[1] && !p[3]));
    if (!wide)
        return (wy_str){(const char *)p, n};
    for (size_t i = 0; i < n; i++)
        if (p[i] && p[i] < 0x80)
            out[w++] = (char)p[i];
    return (wy_str){out, w};
}

// Something that only a phone's report has, at the start of a line.
static bool has_heading(wy_str head)
{
    for (wy_str line; wy_str_next(&head, '\n', &line);) {
        if (wy_str_starts(line, WY_S("DUMP OF SERVICE ")) || wy_str_starts(line, WY_S("Currently running services:")))
            return true;
        if (wy_str_starts(line, WY_S("------ ")) && wy_str_has(line, WY_S(" ------")) &&
            wy_str_find_char(line, '(') != WY_NPOS)
            return true;
    }
    return false;
}

static enum wy_match match_dumpstate(const struct wy_item *item)
{
    char buf[WY_ITEM_HEAD];
    wy_str head = head_text(item, buf);
    return wy_str_has(head, WY_S("== dumpstate: 1")) || wy_str_has(head, WY_S("== dumpstate: 2")) ? WY_MATCH_SURE
                                                                                                  : WY_MATCH_NO;
}

static enum wy_match match_dumpsys(const struct wy_item *item)
{
    char buf[WY_ITEM_HEAD];
    wy_str head = head_text(item, buf);
    if (has_heading(head))
        return WY_MATCH_CONTENT;
    char name[WY_SECTION_NAME];
    return wy_str_eq(wy_section_name(item->name, name), WY_S("dumpsys")) ? WY_MATCH_NAME : WY_MATCH_NO;
}

// The name tells which command it was, unless the content is plainly another's.
static const struct wy_section *section_of_item(const struct wy_item *item)
{
    char buf[WY_ITEM_HEAD];
    const struct wy_section *section = wy_section_of_content(head_text(item, buf));
    return section ? section : wy_section_of_name(item->name);
}

static enum wy_match match_section(const struct wy_item *item)
{
    return section_of_item(item) ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_err run_section(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    const struct wy_section *section = section_of_item(item);
    struct report *r = wy_new(in->scratch, struct report, 1);
    if (!section || !r)
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory");
    char *name = wy_arena_alloc(in->scratch, WY_SECTION_NAME, 1);
    if (!name)
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory");
    r->in = r->feed.dump.in = in;
    r->at = wy_item_origin(in, item);
    wy_feed_begin(&r->feed, section, wy_section_name(item->name, name), wy_at_line(r->at, 1));
    return run_lines(r, item, diag);
}

const struct wy_artifact wy_artifact_dumpstate = {
    .name = "dumpstate",
    .kind = "bugreport",
    .rank = 50,
    .match = match_dumpstate,
    .run = run_report,
};

const struct wy_artifact wy_artifact_dumpsys = {
    .name = "dumpsys",
    .kind = "dumpsys",
    .rank = 20,
    .match = match_dumpsys,
    .run = run_report,
};

const struct wy_artifact wy_artifact_section = {
    .name = "command output",
    .kind = "dumpsys",
    .rank = 10,
    .match = match_section,
    .run = run_section,
};
