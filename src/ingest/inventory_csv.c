// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An inventory as CSV (RFC 4180, also with ; or tab): a header row names the columns, each further row is one piece of
// software, perhaps with the device it is on. Column names are matched by their words, whatever their case.
#include "core/buffer.h"
#include "ingest/inventory.h"

enum column { C_NAME, C_ID, C_VERSION, C_MAKER, C_MODEL, C_KIND, C_OS, C_PATCH, C_SERIAL, C_COLUMNS };
enum { FIELDS_MAX = 64 };

static const struct {
    const char *word;
    enum column column;
} words[] = {
    {"name", C_NAME},
    {"app", C_NAME},
    {"application", C_NAME},
    {"app_name", C_NAME},
    {"software", C_NAME},
    {"service", C_NAME},
    {"title", C_NAME},
    {"label", C_NAME},
    {"package", C_ID},
    {"package_name", C_ID},
    {"bundle_identifier", C_ID},
    {"app_id", C_ID},
    {"identifier", C_ID},
    {"version", C_VERSION},
    {"version_name", C_VERSION},
    {"app_version", C_VERSION},
    {"versionname", C_VERSION},
    {"maker", C_MAKER},
    {"manufacturer", C_MAKER},
    {"device_manufacturer", C_MAKER},
    {"brand", C_MAKER},
    {"model", C_MODEL},
    {"device", C_MODEL},
    {"device_model", C_MODEL},
    {"device_name", C_MODEL},
    {"kind", C_KIND},
    {"type", C_KIND},
    {"device_type", C_KIND},
    {"os", C_OS},
    {"operating_system", C_OS},
    {"os_version", C_OS},
    {"patch_level", C_PATCH},
    {"security_patch", C_PATCH},
    {"security_patch_level", C_PATCH},
};

struct csv {
    struct wy_ingest *in;
    struct wy_origin at;
    char separator;
    int column[C_COLUMNS]; // field index, -1 = not there
    wy_str fields[FIELDS_MAX];
    size_t n;
    uint64_t rows;
};

// Spaces and dashes count as underscores.
static bool same_word(wy_str field, const char *word)
{
    wy_str w = wy_str_c(word);
    if (field.len != w.len)
        return false;
    for (size_t i = 0; i < w.len; i++) {
        char c = wy_lower(field.ptr[i]);
        if ((c == ' ' || c == '-' ? '_' : c) != w.ptr[i])
            return false;
    }
    return true;
}

static int column_of(wy_str field)
{
    field = wy_str_trim(field);
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (same_word(field, words[i].word))
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

// The separator with which the header names software and something more; false when there is none.
static bool read_header(struct csv *c, wy_str line)
{
    static const char separators[] = {',', ';', '\t'};
    for (size_t s = 0; s < sizeof separators; s++) {
        c->separator = separators[s];
        for (int i = 0; i < C_COLUMNS; i++)
            c->column[i] = -1;
        split(c, line);
        size_t known = 0;
        for (size_t i = 0; i < c->n; i++) {
            int column = column_of(c->fields[i]);
            if (column >= 0 && c->column[column] < 0) {
                c->column[column] = (int)i;
                known++;
            }
        }
        if (known >= 2 && (c->column[C_NAME] >= 0 || c->column[C_ID] >= 0))
            return true;
    }
    return false;
}

static wy_str value(const struct csv *c, enum column column)
{
    int i = c->column[column];
    return i >= 0 && (size_t)i < c->n ? c->fields[i] : (wy_str){0};
}

static void take_row(struct csv *c, const struct wy_line *line)
{
    split(c, line->text);
    struct wy_origin at = wy_at_line(c->at, line->number);
    struct wy_inventory_row row = {.name = value(c, C_NAME), .version = value(c, C_VERSION), .id = value(c, C_ID)};
    wy_inventory_add(c->in, at, &row);
    c->rows++;
    wy_str model = value(c, C_MODEL), maker = value(c, C_MAKER), kind = value(c, C_KIND), os = value(c, C_OS);
    if (!model.len && !maker.len && !kind.len && !os.len)
        return;
    struct wy_device *d = wy_inventory_device(c->in, at);
    if (!d)
        return;
    wy_inventory_set(c->in, &d->model, model);
    wy_inventory_set(c->in, &d->maker, maker);
    wy_inventory_set(c->in, &d->kind, wy_inventory_kind(kind));
    wy_inventory_set(c->in, &d->os, os);
    if (d->model.ptr && model.len && !wy_str_eq(d->model, model))
        wy_gap(c->in->ev, at, WY_UNSUPPORTED, "the list names more than one device; give one file for each device");
}

static enum wy_match match(const struct wy_item *item)
{
    char text[2048]; // UTF-16 headers are judged by their low bytes
    size_t n = 0;
    for (size_t i = 0; i < item->head.len && n < sizeof text && item->head.ptr[i] != '\n'; i++)
        if (item->head.ptr[i] && item->head.ptr[i] < 0x80)
            text[n++] = (char)item->head.ptr[i];
    struct wy_arena scratch;
    wy_arena_init(&scratch, 1 << 20);
    struct wy_ingest in = {.scratch = &scratch};
    struct csv *c = wy_new(&scratch, struct csv, 1);
    bool yes = false;
    if (c) {
        c->in = &in;
        yes = read_header(c, (wy_str){text, n});
    }
    wy_arena_fini(&scratch);
    return yes ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_err read_rows(struct csv *c, struct wy_lines *lines, struct wy_diag *diag)
{
    struct wy_line line;
    wy_err err;
    if (!wy_lines_next(lines, &line, &err, diag))
        return err == WY_OK ? wy_fail(diag, WY_TRUNCATED, 0, "no header row") : err;
    if (!read_header(c, wy_str_trim(line.text)))
        return wy_fail(diag, WY_MALFORMED, 0, "the header names no column for the software (name, package, ...)");
    while (wy_lines_next(lines, &line, &err, diag)) {
        struct wy_arena_mark mark = wy_arena_mark(c->in->scratch);
        if (wy_str_trim(line.text).len)
            take_row(c, &line);
        wy_arena_reset(c->in->scratch, mark);
    }
    return err;
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    struct wy_lines *lines = wy_lines_new(wy_item_stream(item, &storage), (size_t)in->limits->line);
    struct csv *c = wy_new(in->scratch, struct csv, 1);
    wy_err err = WY_NO_MEMORY;
    if (lines && c) {
        c->in = in;
        c->at = wy_item_origin(in, item);
        err = read_rows(c, lines, diag);
    }
    wy_lines_free(lines);
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
