// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Tables that lead from a CVE to the bulletin or the patch level that fixes it: CSV, tab separated, a JSON list of
// rows, or one release's table ({"android_version", "vulnerabilities": [{"cve", "fixed_spl"}]}). Columns are known by
// their names. A bulletin's date names only the month of the fix (docs/advisory-index.md); a patch level names the day.
// Bulletins of cars and watches are carried, never matched.
#include "core/date.h"
#include "knowledge/read/lists.h"

enum column { C_CVE, C_BULLETIN, C_LEVEL, C_KIND, C_RELEASES, C_COMPONENT, C_SEVERITY, C_TITLE, C_COLUMNS };

static const struct {
    wy_str word;
    enum column column;
} words[] = {
    {WY_S_INIT("cve"), C_CVE},
    {WY_S_INIT("cve_id"), C_CVE},
    {WY_S_INIT("cveid"), C_CVE},
    {WY_S_INIT("bulletin"), C_BULLETIN},
    {WY_S_INIT("bulletin_date"), C_BULLETIN},
    {WY_S_INIT("spl"), C_LEVEL},
    {WY_S_INIT("fixed_spl"), C_LEVEL},
    {WY_S_INIT("fixedspl"), C_LEVEL},
    {WY_S_INIT("patch_level"), C_LEVEL},
    {WY_S_INIT("security_patch_level"), C_LEVEL},
    {WY_S_INIT("kind"), C_KIND},
    {WY_S_INIT("affected_versions"), C_RELEASES},
    {WY_S_INIT("android_versions"), C_RELEASES},
    {WY_S_INIT("android_version"), C_RELEASES},
    {WY_S_INIT("versions"), C_RELEASES},
    {WY_S_INIT("component"), C_COMPONENT},
    {WY_S_INIT("severity"), C_SEVERITY},
    {WY_S_INIT("title"), C_TITLE},
    {WY_S_INIT("type"), C_TITLE},
    {WY_S_INIT("vulnerabilitytype"), C_TITLE},
};

struct row {
    wy_str field[C_COLUMNS];
};

static int column_of(wy_str name)
{
    name = wy_str_trim(name);
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(name, words[i].word))
            return (int)words[i].column;
    return -1;
}

// One text of the releases column: majors, and whether it means the kernel or the chip's part.
static void read_release(struct wy_claim *c, wy_str text)
{
    static const wy_str kernels[] = {WY_S_INIT("kernel"), WY_S_INIT("android kernel")},
                        chips[] = {WY_S_INIT("soc"), WY_S_INIT("android soc"), WY_S_INIT("socversion")};
    text = wy_str_trim(text);
    c->majors |= wy_android_bits(text);
    for (size_t i = 0; i < WY_COUNT(kernels); i++)
        if (wy_str_eq_nocase(text, kernels[i]))
            c->component = WY_COMPONENT_KERNEL;
    for (size_t i = 0; i < WY_COUNT(chips); i++)
        if (wy_str_eq_nocase(text, chips[i])) {
            c->component = WY_COMPONENT_VENDOR;
            c->flags |= WY_CLAIM_LOOSE;
        }
}

static void read_releases(struct wy_claim *c, wy_str list)
{
    wy_str part;
    while (list.ptr && wy_str_next(&list, '|', &part))
        read_release(c, part);
    if (!c->majors && c->component == WY_COMPONENT_SYSTEM)
        c->flags |= WY_CLAIM_LOOSE; // "n/a"
    if (!c->majors)
        c->majors = 1;
}

static void read_component(struct wy_claim *c, wy_str text)
{
    if (wy_str_eq_nocase(text, WY_S("vendor")))
        c->component = WY_COMPONENT_VENDOR;
    if (wy_str_eq_nocase(text, WY_S("kernel")) || wy_str_starts_nocase(text, WY_S("kernel ")))
        c->component = WY_COMPONENT_KERNEL;
}

static bool is_another_device(wy_str kind)
{
    static const wy_str kinds[] = {WY_S_INIT("aaos"), WY_S_INIT("auto"), WY_S_INIT("wear"), WY_S_INIT("tv")};
    for (size_t i = 0; i < WY_COUNT(kinds); i++)
        if (wy_str_eq_nocase(kind, kinds[i]))
            return true;
    return false;
}

// Gives one row; what is wrong with it is told under `where`, a pointer or a line.
static wy_err give_row(const struct row *row, wy_str where, struct wy_arena *scratch, const struct wy_record_out *out,
                       struct wy_diag *diag)
{
    const wy_str *f = row->field;
    struct wy_record r = {.score = -1, .source = WY_S("bulletin table"), .id = wy_str_trim(f[C_CVE])};
    wy_str level = wy_str_trim(f[C_LEVEL].len ? f[C_LEVEL] : f[C_BULLETIN]), kind = wy_str_trim(f[C_KIND]);
    int32_t day = 0;
    if (!wy_is_cve(r.id)) {
        wy_record_leave_out(out, WY_MALFORMED, "%.*s: not a CVE number", WY_ARG(where));
        return WY_OK;
    }
    if (level.len && !wy_day_parse(level, &day)) {
        wy_record_leave_out(out, WY_MALFORMED, "%.*s: not a date of a bulletin or patch level", WY_ARG(where));
        return WY_OK;
    }
    // What names neither a level nor releases (a list of fixed components) has nothing that a phone could be asked.
    bool other = is_another_device(kind) || (!level.len && !f[C_RELEASES].len);
    struct wy_claim *c = wy_record_claim(&r, scratch, other ? WY_CLAIM_PRODUCT : WY_CLAIM_PLATFORM);
    if (!c)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    c->subject = !other ? WY_S("android") : kind.len ? kind : f[C_COMPONENT];
    c->standard = WY_STATUS_UNAFFECTED;
    c->fixed = day;
    c->flags = (uint8_t)(!day ? WY_CLAIM_NO_LEVEL : f[C_LEVEL].len ? 0 : WY_CLAIM_MONTH);
    if (wy_str_starts_nocase(kind, WY_S("pixel")) || wy_str_starts_nocase(kind, WY_S("pub")))
        c->flags |= WY_CLAIM_PIXEL;
    read_releases(c, f[C_RELEASES]);
    read_component(c, wy_str_trim(f[C_COMPONENT]));
    r.rated = wy_rating(wy_str_trim(f[C_SEVERITY]));
    r.title = f[C_TITLE];
    r.modified = day;
    return out->record(out->user, &r, diag);
}

// JSON.

static void read_members(const struct wy_json *object, struct row *row)
{
    for (WY_JSON_EACH(member, object)) {
        int column = column_of(member->key);
        if (column >= 0 && wy_json_str(member).ptr)
            row->field[column] = wy_json_str(member);
    }
}

bool wy_bulletin_row_json(const struct wy_json *root)
{
    struct row row = {0};
    read_members(root, &row);
    return row.field[C_CVE].len && (row.field[C_LEVEL].len || row.field[C_BULLETIN].len || row.field[C_COMPONENT].len);
}

wy_err wy_read_bulletin(const struct wy_json *root, struct wy_arena *scratch, const struct wy_record_out *out,
                        struct wy_diag *diag)
{
    const struct wy_json *list = wy_json_get(root, WY_S("vulnerabilities"));
    wy_str release = wy_json_get_str(root, WY_S("android_version"));
    if (!list) {
        struct row row = {0};
        read_members(root, &row);
        return give_row(&row, WY_S("/"), scratch, out, diag);
    }
    if (list->type != WY_JSON_ARRAY || !wy_android_bit(release))
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/%s",
                       list->type == WY_JSON_ARRAY ? "android_version: not a release of Android"
                                                   : "vulnerabilities: not a list");
    for (uint32_t i = 0; i < list->n; i++) {
        struct wy_arena_mark mark = wy_arena_mark(scratch);
        struct row row = {0};
        row.field[C_RELEASES] = release;
        read_members(wy_json_at(list, i), &row);
        wy_err err = give_row(&row, wy_arena_printf(scratch, "/vulnerabilities/%u", i), scratch, out, diag);
        wy_arena_reset(scratch, mark);
        if (err)
            return err;
    }
    return WY_OK;
}

// Text. Fields may be quoted (RFC 4180), but hold no line ends.

static bool next_field(wy_str *rest, char separator, wy_str *field)
{
    if (!rest->ptr)
        return false;
    if (rest->len && rest->ptr[0] == '"') {
        size_t end = 1;
        while (end < rest->len && rest->ptr[end] != '"')
            end++;
        *field = wy_str_sub(*rest, 1, end - 1);
        *rest = wy_str_from(*rest, end + 1);
        *rest = rest->len ? wy_str_from(*rest, 1) : (wy_str){0};
        return true;
    }
    return wy_str_next(rest, separator, field);
}

static wy_str first_line(wy_str *rest)
{
    wy_str line = {0};
    if (!wy_str_next(rest, '\n', &line))
        return line;
    return wy_str_ends(line, WY_S("\r")) ? wy_str_sub(line, 0, line.len - 1) : line;
}

enum { FIELDS_MAX = 64 };
struct header {
    char separator;
    int column[FIELDS_MAX];
    size_t n;
};

static bool read_header(wy_str line, struct header *h)
{
    wy_str field;
    bool cve = false, level = false;
    *h = (struct header){.separator = wy_str_find_char(line, '\t') != WY_NPOS ? '\t' : ','};
    while (h->n < FIELDS_MAX && next_field(&line, h->separator, &field)) {
        int column = column_of(field);
        h->column[h->n++] = column;
        cve |= column == C_CVE;
        level |= column == C_BULLETIN || column == C_LEVEL;
    }
    return cve && level;
}

bool wy_record_is_table(wy_bytes text)
{
    enum { HEADER_MAX = 4096 };
    struct header h;
    wy_str head = wy_str_sub(wy_bytes_str(text), 0, HEADER_MAX);
    if (!head.len || head.ptr[0] == '{' || head.ptr[0] == '[') // JSON, as nearly all are
        return false;
    return read_header(first_line(&head), &h);
}

wy_err wy_record_read_table(wy_str text, struct wy_arena *scratch, const struct wy_record_out *out,
                            struct wy_diag *diag)
{
    struct header h;
    if (!read_header(first_line(&text), &h))
        return wy_fail(diag, WY_UNSUPPORTED, 0, "its first line names no column of CVEs and of bulletins or levels");
    for (unsigned long number = 2; text.ptr; number++) {
        struct wy_arena_mark mark = wy_arena_mark(scratch);
        wy_str line = first_line(&text), field;
        struct row row = {0};
        if (!wy_str_trim(line).len)
            continue;
        for (size_t i = 0; i < h.n && next_field(&line, h.separator, &field); i++)
            if (h.column[i] >= 0)
                row.field[h.column[i]] = field;
        for (size_t i = 0; i < C_COLUMNS; i++) // what is no text is no field
            row.field[i] = wy_str_sub(row.field[i], 0, wy_utf8_valid_prefix(wy_str_bytes(row.field[i])));
        wy_err err = give_row(&row, wy_arena_printf(scratch, "line %lu", number), scratch, out, diag);
        wy_arena_reset(scratch, mark);
        if (err)
            return err;
    }
    return WY_OK;
}
