// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/properties.h"

enum { VALUE_MAX = 16 * 1024 };

void wy_properties_add(struct wy_ingest *in, struct wy_origin at, wy_str name, wy_str value, wy_str partition)
{
    struct wy_property *p = WY_ADD(property, in->ev, properties, wy_claimed(at));
    if (!p)
        return;
    p->name = wy_evidence_text(in->ev, name);
    p->value = wy_evidence_text(in->ev, value);
    p->partition = wy_evidence_text(in->ev, partition);
}

void wy_getprop_begin(struct wy_getprop_lines *g)
{
    *g = (struct wy_getprop_lines){0};
    wy_buf_init(&g->value, VALUE_MAX);
}

static void give(struct wy_ingest *in, struct wy_getprop_lines *g)
{
    if (g->value.err == WY_NO_MEMORY && in->ev->err == WY_OK)
        in->ev->err = WY_NO_MEMORY;
    wy_properties_add(in, g->at, (wy_str){g->name, g->name_len}, wy_buf_str(&g->value), (wy_str){0});
    g->open = false;
}

bool wy_getprop_line(struct wy_ingest *in, struct wy_getprop_lines *g, struct wy_origin at, wy_str line)
{
    size_t middle = wy_str_find(line, WY_S("]: ["));
    bool starts = wy_str_starts(line, WY_S("[")) && middle != WY_NPOS && middle > 1;
    if (g->open && !starts) { // a value of several lines goes on until a line ends in its bracket
        bool ends = wy_str_ends(line, WY_S("]"));
        wy_buf_char(&g->value, '\n');
        wy_buf_add(&g->value, wy_str_sub(line, 0, line.len - (ends ? 1 : 0)));
        if (ends || g->value.err)
            give(in, g);
        return true;
    }
    if (g->open)
        give(in, g); // the bracket never came; what there is counts
    if (!starts || middle - 1 > sizeof g->name)
        return line.len == 0;
    wy_str value = wy_str_from(line, middle + 4);
    g->at = at;
    g->name_len = middle - 1;
    memcpy(g->name, line.ptr + 1, g->name_len);
    bool ends = wy_str_ends(value, WY_S("]"));
    value.len -= ends ? 1 : 0;
    wy_buf_clear(&g->value);
    g->value.err = WY_OK;
    wy_buf_add(&g->value, value);
    g->open = true;
    if (ends)
        give(in, g);
    return true;
}

void wy_getprop_end(struct wy_ingest *in, struct wy_getprop_lines *g)
{
    if (g->open)
        give(in, g);
    wy_buf_fini(&g->value);
}

// Runs `line` over every line of the item and tells the odd ones.
struct line_run {
    struct wy_ingest *in;
    struct wy_origin at;
    void (*line)(struct line_run *run, const struct wy_line *line);
    void *state;
    uint64_t taken, odd;
};

static wy_err run_lines(struct line_run *run, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_blob_stream storage;
    struct wy_lines *lines = wy_lines_new(wy_item_stream(item, &storage), (size_t)run->in->limits->line);
    if (!lines)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read lines");
    struct wy_line line;
    wy_err err;
    while (wy_lines_next(lines, &line, &err, diag))
        run->line(run, &line);
    wy_lines_free(lines);
    if (err == WY_OK)
        wy_covered(run->in->ev, run->at, WY_S("properties"));
    return err;
}

static void getprop_line(struct line_run *run, const struct wy_line *line)
{
    run->odd += !wy_getprop_line(run->in, run->state, wy_at_line(run->at, line->number), line->text);
}

// The first lines look like "[some.name]: [value]"; UTF-16 is judged by its low bytes.
static bool looks_like_getprop(wy_bytes head)
{
    char text[512];
    size_t n = 0;
    for (size_t i = 0; i < head.len && n < sizeof text; i++)
        if (head.ptr[i] && head.ptr[i] < 0x80)
            text[n++] = (char)head.ptr[i];
    wy_str rest = {text, n}, line;
    for (int i = 0; i < 4 && wy_str_next(&rest, '\n', &line); i++) {
        size_t middle = wy_str_find(line, WY_S("]: ["));
        if (wy_str_starts(line, WY_S("[")) && middle != WY_NPOS && wy_str_find_char(line, '.') < middle)
            return true;
    }
    return false;
}

static enum wy_match match_getprop(const struct wy_item *item)
{
    return looks_like_getprop(item->head) ? WY_MATCH_CONTENT : WY_MATCH_NO;
}

static wy_err run_getprop(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_getprop_lines g;
    wy_getprop_begin(&g);
    struct line_run run = {in, wy_item_origin(in, item), getprop_line, &g, 0, 0};
    size_t before = in->ev->properties.n;
    wy_err err = run_lines(&run, item, diag);
    wy_getprop_end(in, &g);
    if (err == WY_OK && in->ev->properties.n == before)
        err = wy_fail(diag, WY_MALFORMED, 0, "no property in what looked like getprop output");
    return err;
}

const struct wy_artifact wy_artifact_getprop = {
    .name = "getprop",
    .kind = "properties",
    .rank = 2,
    .match = match_getprop,
    .run = run_getprop,
};

static wy_str base_name(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    return slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
}

// "odm" for odm/etc/build.prop, "vendor" for system/vendor/build.prop, "system" for a file that names none.
static wy_str partition_of(wy_str path)
{
    static const char *const known[] = {"mi_ext",     "odm",         "vendor",     "product",
                                        "system_ext", "my_manifest", "my_product", "my_region",
                                        "my_carrier", "vendor_dlkm", "odm_dlkm",   "system"};
    wy_str rest = path, part, found = {0};
    while (wy_str_next(&rest, '/', &part))
        for (size_t i = 0; i < WY_COUNT(known) && rest.ptr; i++)
            if (wy_str_eq(part, wy_str_c(known[i])))
                found = part; // the innermost: system/product/build.prop is product's
    return found.ptr ? found : WY_S("system");
}

static bool property_name(wy_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_alpha(s.ptr[i]) && !wy_is_digit(s.ptr[i]) && !memchr("._-:@", s.ptr[i], 5))
            return false;
    return s.len > 0;
}

static void build_prop_line(struct line_run *run, const struct wy_line *line)
{
    wy_str text = wy_str_trim(line->text), name;
    if (text.len == 0 || text.ptr[0] == '#' || wy_str_starts(text, WY_S("import ")))
        return;
    if (!wy_str_next(&text, '=', &name) || !text.ptr || !property_name(wy_str_trim(name))) {
        run->odd++;
        return;
    }
    run->taken++;
    wy_properties_add(run->in, wy_at_line(run->at, line->number), wy_str_trim(name), wy_str_trim(text),
                      *(wy_str *)run->state);
}

static bool looks_like_build_prop(wy_bytes head)
{
    wy_str rest = wy_bytes_str(head), line;
    int names = 0;
    for (int i = 0; i < 60 && wy_str_next(&rest, '\n', &line); i++) {
        wy_str name;
        line = wy_str_trim(line);
        if (line.len && line.ptr[0] != '#' && wy_str_next(&line, '=', &name) && line.ptr)
            names += wy_str_starts(name, WY_S("ro.")) || wy_str_starts(name, WY_S("persist."));
    }
    return names >= 2;
}

static enum wy_match match_build_prop(const struct wy_item *item)
{
    wy_str base = base_name(item->name);
    bool named = wy_str_ends(base, WY_S("build.prop")) || wy_str_eq(base, WY_S("default.prop")) ||
                 wy_str_eq(base, WY_S("prop.default"));
    if (looks_like_build_prop(item->head))
        return named ? WY_MATCH_SURE : WY_MATCH_CONTENT;
    return named && item->head.len && item->head.ptr[0] != 0 ? WY_MATCH_NAME : WY_MATCH_NO;
}

static wy_err run_build_prop(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_str partition = partition_of(item->name);
    struct line_run run = {in, wy_item_origin(in, item), build_prop_line, &partition, 0, 0};
    wy_err err = run_lines(&run, item, diag);
    if (run.odd && run.odd >= run.taken)
        wy_gap(in->ev, run.at, WY_MALFORMED, "%llu of %llu lines are not name=value", (unsigned long long)run.odd,
               (unsigned long long)(run.odd + run.taken));
    return err;
}

const struct wy_artifact wy_artifact_build_prop = {
    .name = "build.prop",
    .kind = "firmware",
    .rank = 3,
    .match = match_build_prop,
    .run = run_build_prop,
};
