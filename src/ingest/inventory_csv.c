// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An inventory as CSV (RFC 4180, also with ; tab or |): a header row names the columns, each further row is one piece
// of software, perhaps with the device it is on. The header may have a title, blank rows or a spreadsheet's "sep=;"
// above it. Column names are compared by their letters and digits only, whatever their case and order.
#include "core/buffer.h"
#include "core/decode.h"
#include "ingest/inventory.h"
#include "ingest/section.h"

enum column { C_NAME, C_ID, C_VERSION, C_MAKER, C_MODEL, C_KIND, C_OS, C_COLUMNS };
enum { FIELDS_MAX = 64, HEADER_WITHIN = 12, RECORD_LINES_MAX = 200 };

// English, and the words for the same in Hindi, Polish and Chinese. Every item of a report is looked at, so the lengths
// are known beforehand.
static const struct {
    wy_str word;
    enum column column;
} words[] = {
    {WY_S_INIT("name"), C_NAME},
    {WY_S_INIT("app"), C_NAME},
    {WY_S_INIT("application"), C_NAME},
    {WY_S_INIT("appname"), C_NAME},
    {WY_S_INIT("applicationname"), C_NAME},
    {WY_S_INIT("software"), C_NAME},
    {WY_S_INIT("softwarename"), C_NAME},
    {WY_S_INIT("service"), C_NAME},
    {WY_S_INIT("title"), C_NAME},
    {WY_S_INIT("label"), C_NAME},
    {WY_S_INIT("displayname"), C_NAME},
    {WY_S_INIT("program"), C_NAME},
    {WY_S_INIT("programname"), C_NAME},
    {WY_S_INIT("product"), C_NAME},
    {WY_S_INIT("productname"), C_NAME},
    {WY_S_INIT("नाम"), C_NAME},
    {WY_S_INIT("ऐप"), C_NAME},
    {WY_S_INIT("nazwa"), C_NAME},
    {WY_S_INIT("aplikacja"), C_NAME},
    {WY_S_INIT("名称"), C_NAME},
    {WY_S_INIT("应用"), C_NAME},
    {WY_S_INIT("应用名称"), C_NAME},
    {WY_S_INIT("软件"), C_NAME},
    {WY_S_INIT("package"), C_ID},
    {WY_S_INIT("packagename"), C_ID},
    {WY_S_INIT("packageid"), C_ID},
    {WY_S_INIT("bundleidentifier"), C_ID},
    {WY_S_INIT("bundleid"), C_ID},
    {WY_S_INIT("appid"), C_ID},
    {WY_S_INIT("applicationid"), C_ID},
    {WY_S_INIT("identifier"), C_ID},
    {WY_S_INIT("id"), C_ID},
    {WY_S_INIT("pakiet"), C_ID},
    {WY_S_INIT("包名"), C_ID},
    {WY_S_INIT("version"), C_VERSION},
    {WY_S_INIT("versionname"), C_VERSION},
    {WY_S_INIT("appversion"), C_VERSION},
    {WY_S_INIT("applicationversion"), C_VERSION},
    {WY_S_INIT("displayversion"), C_VERSION},
    {WY_S_INIT("softwareversion"), C_VERSION},
    {WY_S_INIT("installedversion"), C_VERSION},
    {WY_S_INIT("currentversion"), C_VERSION},
    {WY_S_INIT("productversion"), C_VERSION},
    {WY_S_INIT("versionnumber"), C_VERSION},
    {WY_S_INIT("ver"), C_VERSION},
    {WY_S_INIT("संस्करण"), C_VERSION},
    {WY_S_INIT("wersja"), C_VERSION},
    {WY_S_INIT("版本"), C_VERSION},
    {WY_S_INIT("版本号"), C_VERSION},
    {WY_S_INIT("maker"), C_MAKER},
    {WY_S_INIT("manufacturer"), C_MAKER},
    {WY_S_INIT("devicemanufacturer"), C_MAKER},
    {WY_S_INIT("brand"), C_MAKER},
    {WY_S_INIT("निर्माता"), C_MAKER},
    {WY_S_INIT("producent"), C_MAKER},
    // Not the name that somebody gave the machine (hostname, asset): it often is the owner's.
    {WY_S_INIT("model"), C_MODEL},
    {WY_S_INIT("device"), C_MODEL},
    {WY_S_INIT("devicemodel"), C_MODEL},
    {WY_S_INIT("डिवाइस"), C_MODEL},
    {WY_S_INIT("urządzenie"), C_MODEL},
    {WY_S_INIT("设备"), C_MODEL},
    {WY_S_INIT("kind"), C_KIND},
    {WY_S_INIT("type"), C_KIND},
    {WY_S_INIT("devicetype"), C_KIND},
    {WY_S_INIT("typ"), C_KIND},
    {WY_S_INIT("os"), C_OS},
    {WY_S_INIT("osname"), C_OS},
    {WY_S_INIT("osversion"), C_OS},
    {WY_S_INIT("operatingsystem"), C_OS},
    {WY_S_INIT("system"), C_OS},
};

struct csv {
    struct wy_ingest *in;
    struct wy_origin at;
    char separator;
    int column[C_COLUMNS]; // field index, -1 = not there
    wy_str fields[FIELDS_MAX];
    size_t n;
    bool other_device; // told once
    bool named;        // ".csv": then a list of names alone is one, too
};

// "App Name", "app_name" and "AppName" are one word.
static wy_str key_of(wy_str field, char out[64])
{
    size_t n = 0;
    for (size_t i = 0; i < field.len && n < 64; i++) {
        char c = wy_lower(field.ptr[i]);
        if (wy_is_alpha(c) || wy_is_digit(c) || (unsigned char)c >= 0x80)
            out[n++] = c;
    }
    return (wy_str){out, n};
}

static int column_of(wy_str field)
{
    char buf[64];
    wy_str key = key_of(field, buf);
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq(words[i].word, key))
            return (int)words[i].column;
    return -1;
}

// Cuts a quoted field out of *rest; doubled quotes become one, in scratch.
static wy_str quoted_field(struct csv *c, wy_str *rest)
{
    struct wy_buf buf;
    wy_buf_init(&buf, rest->len + 1);
    size_t i = 1;
    for (; i < rest->len; i++) {
        if (rest->ptr[i] == '"' && (i + 1 >= rest->len || rest->ptr[i + 1] != '"'))
            break;
        i += rest->ptr[i] == '"';
        wy_buf_char(&buf, rest->ptr[i]);
    }
    wy_str value = wy_arena_dup(c->in->scratch, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    wy_str junk, tail = wy_str_from(*rest, i + 1);
    *rest = tail;
    if (tail.len)
        (void)wy_str_next(rest, c->separator, &junk);
    else
        *rest = (wy_str){0};
    return value;
}

static void split(struct csv *c, wy_str line)
{
    c->n = 0;
    while (line.ptr && c->n < FIELDS_MAX) {
        wy_str field;
        if (wy_str_starts(line, WY_S("\"")))
            field = quoted_field(c, &line);
        else if (!wy_str_next(&line, c->separator, &field))
            break;
        c->fields[c->n++] = wy_str_trim(field);
    }
}

// Does the text, which begins within a quoted field or not, end within one? Then the next line belongs to it.
static bool open_quotes(const struct csv *c, wy_str text, bool quoted)
{
    bool at_start = !quoted;
    for (size_t i = 0; i < text.len; i++) {
        char ch = text.ptr[i];
        if (quoted) {
            bool doubled = ch == '"' && i + 1 < text.len && text.ptr[i + 1] == '"';
            quoted = ch != '"' || doubled;
            i += doubled;
            continue;
        }
        quoted = at_start && ch == '"';
        at_start = ch == c->separator;
    }
    return quoted;
}

static size_t columns_in(struct csv *c, wy_str text)
{
    size_t known = 0;
    for (int i = 0; i < C_COLUMNS; i++)
        c->column[i] = -1;
    split(c, text);
    for (size_t i = 0; i < c->n; i++) {
        int column = column_of(c->fields[i]);
        if (column >= 0 && c->column[column] < 0) {
            c->column[column] = (int)i;
            known++;
        }
    }
    return known;
}

// The separator with which the row names software and something more; false when there is none. Below other rows a
// version has to be among them: a sentence with commas is no header.
static bool read_header(struct csv *c, wy_str text, bool first)
{
    static const char separators[] = {',', ';', '\t', '|'};
    for (size_t s = 0; s < sizeof separators; s++) {
        c->separator = separators[s];
        if (wy_str_find_char(text, c->separator) == WY_NPOS)
            continue;
        size_t known = columns_in(c, text);
        bool software = c->column[C_NAME] >= 0 || c->column[C_ID] >= 0;
        if (known >= 2 && software && (first || c->column[C_VERSION] >= 0))
            return true;
    }
    c->separator = ',';
    return first && c->named && columns_in(c, text) == 1 && c->n == 1 &&
           (c->column[C_NAME] >= 0 || c->column[C_ID] >= 0);
}

static bool is_blank_or_sep(wy_str text)
{
    return text.len == 0 || (text.len <= 6 && wy_str_starts_nocase(text, WY_S("sep=")));
}

static wy_str value(const struct csv *c, enum column column)
{
    int i = c->column[column];
    return i >= 0 && (size_t)i < c->n ? c->fields[i] : (wy_str){0};
}

static void take_device(struct csv *c, struct wy_origin at)
{
    wy_str model = value(c, C_MODEL), maker = value(c, C_MAKER), kind = value(c, C_KIND), os = value(c, C_OS);
    struct wy_device *d = model.len || maker.len || kind.len || os.len ? wy_inventory_device(c->in, at) : NULL;
    if (!d)
        return;
    wy_inventory_set(c->in, &d->model, model);
    wy_inventory_set(c->in, &d->maker, maker);
    wy_inventory_set(c->in, &d->kind, wy_inventory_kind(kind));
    wy_inventory_set(c->in, &d->os, os);
    if (!c->other_device && d->model.ptr && model.len && !wy_str_eq(d->model, model)) {
        c->other_device = true;
        wy_gap(c->in->ev, at, WY_UNSUPPORTED, "the list names more than one device; give one file for each device");
    }
}

static void take_row(struct csv *c, wy_str text, uint64_t number)
{
    split(c, text);
    struct wy_origin at = wy_at_line(c->at, number);
    struct wy_inventory_row row = {.name = value(c, C_NAME), .version = value(c, C_VERSION), .id = value(c, C_ID)};
    if (row.name.len && !wy_is_package_name(row.id))
        row.id = (wy_str){0}; // a number of the list's own
    wy_inventory_add(c->in, at, &row);
    take_device(c, at);
}

static bool has_header(struct csv *c, wy_str head)
{
    wy_str line;
    bool first = true;
    for (int i = 0; i < HEADER_WITHIN && wy_str_next(&head, '\n', &line); i++) {
        line = wy_str_trim(line);
        if (is_blank_or_sep(line))
            continue;
        if (read_header(c, line, first))
            return true;
        first = false;
    }
    return false;
}

static enum wy_match match(const struct wy_item *item)
{
    struct wy_arena scratch;
    wy_arena_init(&scratch, 1 << 20);
    struct wy_ingest in = {.scratch = &scratch};
    struct csv *c = wy_new(&scratch, struct csv, 1);
    bool yes = false;
    if (c) {
        c->in = &in;
        c->named = wy_str_ends(item->name, WY_S(".csv"));
        yes = has_header(c, wy_text_plain(item->head, &scratch));
    }
    wy_arena_fini(&scratch);
    return yes ? WY_MATCH_NAME : WY_MATCH_NO;
}

struct records {
    struct wy_lines *lines;
    struct wy_buf text; // of a record that spans lines
    uint64_t number;    // of its first line
};

// One record: a line, and those after it as long as a quoted field is open.
static bool next_record(struct csv *c, struct records *r, wy_str *out, wy_err *err, struct wy_diag *diag)
{
    struct wy_line line;
    if (!wy_lines_next(r->lines, &line, err, diag))
        return false;
    r->number = line.number;
    *out = line.text;
    bool open = open_quotes(c, line.text, false);
    if (!open)
        return true;
    wy_buf_clear(&r->text);
    wy_buf_add(&r->text, line.text);
    for (int i = 0; open && i < RECORD_LINES_MAX && wy_lines_next(r->lines, &line, err, diag); i++) {
        wy_buf_char(&r->text, ' ');
        wy_buf_add(&r->text, line.text);
        open = open_quotes(c, line.text, true);
    }
    *out = wy_buf_str(&r->text);
    if (open || r->text.err != WY_OK)
        wy_gap(c->in->ev, wy_at_line(c->at, r->number), WY_MALFORMED, "a quoted field that does not end");
    r->text.err = WY_OK;
    return true;
}

static wy_err read_rows(struct csv *c, struct records *r, struct wy_diag *diag)
{
    wy_str text;
    wy_err err = WY_OK;
    bool header = false, first = true;
    c->separator = ',';
    while (next_record(c, r, &text, &err, diag)) {
        struct wy_arena_mark mark = wy_arena_mark(c->in->scratch);
        text = wy_str_trim(text);
        if (is_blank_or_sep(text)) {
            // nothing
        } else if (header) {
            take_row(c, text, r->number);
        } else {
            header = read_header(c, text, first);
            first = false;
        }
        wy_arena_reset(c->in->scratch, mark);
        if (!header && r->number > HEADER_WITHIN)
            break;
    }
    if (err == WY_OK && !header)
        return wy_fail(diag, WY_MALFORMED, 0, "no row names a column for the software (name, package, ...)");
    return err;
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    size_t line_max = (size_t)in->limits->line;
    struct records r = {.lines = wy_lines_new(wy_item_stream(item, &storage), line_max)};
    struct csv *c = wy_new(in->scratch, struct csv, 1);
    wy_err err = WY_NO_MEMORY;
    wy_buf_init(&r.text, line_max);
    if (r.lines && c) {
        c->in = in;
        c->named = wy_str_ends(item->name, WY_S(".csv"));
        c->at = wy_item_origin(in, item);
        err = read_rows(c, &r, diag);
    }
    wy_buf_fini(&r.text);
    wy_lines_free(r.lines);
    if (err == WY_OK)
        wy_covered(in->ev, c->at, WY_S("packages"));
    return err;
}

const struct wy_artifact wy_artifact_inventory_csv = {
    .name = "inventory-csv",
    .kind = "inventory",
    .rank = 1,
    .match = match,
    .run = run,
};
