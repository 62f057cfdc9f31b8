// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows are gathered as they come; at the end they are brought into the order of ids and written out. Texts that recur
// (names, versions) are kept once.
#include "knowledge/index/builder.h"

#include "core/date.h"

#include <stdlib.h>

enum { TEXT_MAX = 320 }; // the record itself is not kept: its text is shortened

enum { BUFFERS = 13 };
static void buffers(struct wy_index_builder *b, struct wy_buf *out[BUFFERS])
{
    struct wy_buf *all[BUFFERS] = {&b->rows,          &b->claims,       &b->spans, &b->numbers,  &b->advisories,
                                   &b->sorted_claims, &b->sorted_spans, &b->keys,  &b->subjects, &b->aliases,
                                   &b->conditions,    &b->slots,        &b->prose};
    memcpy(out, all, sizeof all);
}

struct wy_index_builder *wy_index_builder_new(void)
{
    struct wy_index_builder *b = calloc(1, sizeof *b);
    struct wy_buf *all[BUFFERS];
    if (!b)
        return NULL;
    buffers(b, all);
    for (size_t i = 0; i < BUFFERS; i++)
        wy_buf_init(all[i], WY_PACKED_SECTION_MAX);
    wy_buf_repeat(&b->prose, '\0', 4); // offset 0 is "absent"
    if (wy_texts_init(&b->texts))
        return b;
    wy_index_builder_free(b);
    return NULL;
}

void wy_index_builder_free(struct wy_index_builder *b)
{
    struct wy_buf *all[BUFFERS];
    if (!b)
        return;
    buffers(b, all);
    for (size_t i = 0; i < BUFFERS; i++)
        wy_buf_fini(all[i]);
    wy_texts_fini(&b->texts);
    free(b);
}

// 0 for an absent text.
static uint32_t intern(struct wy_index_builder *b, wy_str s) { return wy_texts_intern(&b->texts, s); }

// Shortened where a code point begins.
static uint32_t short_text(struct wy_index_builder *b, wy_str s)
{
    if (!s.len)
        return 0;
    if (s.len > TEXT_MAX) {
        s.len = TEXT_MAX;
        while (s.len && ((unsigned char)s.ptr[s.len] & 0xc0) == 0x80)
            s.len--;
    }
    return wy_text_append(&b->prose, s);
}

static uint32_t add_names(struct wy_index_builder *b, const struct wy_rows *names)
{
    uint32_t first = wy_index_rows(&b->numbers, sizeof(uint32_t));
    for (WY_EACH(wy_str, s, *names)) {
        uint32_t at = intern(b, *s);
        wy_buf_add(&b->numbers, (wy_str){(const char *)&at, sizeof at});
    }
    return first;
}

// Half-open intervals of numbers; false for a bound that is no kernel release.
static bool kernel_span(const struct wy_span *s, struct wy_index_span *out)
{
    out->to = UINT32_MAX;
    if (s->from.ptr && !wy_kernel_number(s->from, &out->from) && !wy_str_eq(s->from, WY_S("0")))
        return false;
    if (!(s->flags & WY_SPAN_RANGE)) {
        out->to = out->from + 1;
        return true;
    }
    if (!s->to.ptr)
        return true;
    if (!wy_kernel_number(s->to, &out->to))
        return false;
    bool line = wy_str_ends(s->to, WY_S("*")); // is what comes after the line already
    out->to += (s->flags & WY_SPAN_TO_INCLUDED) && !line;
    return true;
}

static void add_spans(struct wy_index_builder *b, const struct wy_claim *c)
{
    for (WY_EACH(struct wy_span, s, c->spans)) {
        struct wy_index_span span = {.flags = s->flags, .status = s->status};
        if (c->kind != WY_CLAIM_KERNEL && c->kind != WY_CLAIM_LTS) {
            span.from = intern(b, s->from);
            span.to = intern(b, s->to);
        } else if (!kernel_span(s, &span)) {
            span = (struct wy_index_span){.status = WY_STATUS_UNKNOWN}; // holds nothing, but is counted
        }
        wy_buf_add(&b->spans, (wy_str){(const char *)&span, sizeof span});
    }
}

static void add_conditions(struct wy_index_builder *b, const struct wy_claim *c)
{
    for (WY_EACH(struct wy_condition, x, c->conditions)) {
        struct wy_index_condition row = {.key = intern(b, x->key),
                                         .version = intern(b, x->version.text),
                                         .values = add_names(b, &x->values),
                                         .values_n = (uint32_t)x->values.n,
                                         .labels = add_names(b, &x->labels),
                                         .labels_n = (uint32_t)x->labels.n,
                                         .fact = (uint8_t)x->fact,
                                         .rule = (uint8_t)x->version.kind};
        wy_buf_add(&b->conditions, (wy_str){(const char *)&row, sizeof row});
    }
}

static void add_claim(struct wy_index_builder *b, const struct wy_claim *c)
{
    struct wy_index_claim row = {
        .majors = c->majors,
        .vendor = intern(b, c->vendor),
        .subject = intern(b, c->subject),
        .spans = wy_index_rows(&b->spans, sizeof(struct wy_index_span)),
        .spans_n = (uint32_t)c->spans.n,
        .chips = add_names(b, &c->chips),
        .chips_n = (uint32_t)c->chips.n,
        .conditions = wy_index_rows(&b->conditions, sizeof(struct wy_index_condition)),
        .conditions_n = (uint32_t)c->conditions.n,
        .fixed = c->fixed,
        .kind = (uint8_t)c->kind,
        .component = (uint8_t)c->component,
        .order = (uint8_t)c->order,
        .standard = (uint8_t)c->standard,
        .flags = c->flags,
        .standing = (uint8_t)c->standing,
        .maker = c->component == WY_COMPONENT_VENDOR ? (uint8_t)wy_chip_maker_in(c->vendor) : 0,
        .month = c->fixed ? (int16_t)wy_month_of_day(c->fixed) : 0,
    };
    add_spans(b, c);
    add_conditions(b, c);
    wy_buf_add(&b->claims, (wy_str){(const char *)&row, sizeof row});
}

static void add_row(struct wy_index_builder *b, const struct wy_record *r, wy_str id, uint32_t claims)
{
    struct wy_index_row row = {
        .advisory =
            {
                .id = intern(b, id),
                .title = short_text(b, r->title),
                .text = short_text(b, r->text),
                .source = intern(b, r->source),
                .vector = intern(b, r->vector),
                .published = r->published,
                .modified = r->modified,
                .claims = claims,
                .claims_n = (uint32_t)r->claims.n,
                .aliases = add_names(b, &r->aliases),
                .aliases_n = (uint32_t)r->aliases.n,
                .score = (int16_t)r->score,
                .withdrawn = r->withdrawn,
                .exploited = r->exploited,
                .misfit = r->misfit,
                .rated = r->rated,
                .empty = r->empty,
            },
        .sequence = wy_index_rows(&b->rows, sizeof row),
    };
    if (!wy_str_eq(id, r->id)) { // filed under another name: its own is an alias, too
        uint32_t at = intern(b, r->id);
        wy_buf_add(&b->numbers, (wy_str){(const char *)&at, sizeof at});
        row.advisory.aliases_n++;
    }
    wy_buf_add(&b->rows, (wy_str){(const char *)&row, sizeof row});
}

wy_err wy_index_builder_state(struct wy_index_builder *b, struct wy_diag *diag)
{
    struct wy_buf *all[BUFFERS];
    wy_err err = b->texts.buf.err;
    buffers(b, all);
    for (size_t i = 0; i < BUFFERS && !err; i++)
        err = all[i]->err;
    return err ? wy_fail(diag, err, WY_NO_OFFSET, "the index outgrows memory or its 2 GiB sections") : WY_OK;
}

wy_err wy_index_builder_add(struct wy_index_builder *b, const struct wy_record *r, struct wy_diag *diag)
{
    uint32_t claims = wy_index_rows(&b->claims, sizeof(struct wy_index_claim));
    for (WY_EACH(struct wy_claim, c, r->claims))
        add_claim(b, c);
    // A record about several CVEs is filed under each; one without any under its own id.
    bool filed = false;
    for (WY_EACH(wy_str, alias, r->aliases)) {
        if (!wy_str_starts(*alias, WY_S("CVE-")) || wy_str_starts(r->id, WY_S("CVE-")))
            continue;
        add_row(b, r, *alias, claims);
        filed = true;
    }
    if (!filed)
        add_row(b, r, r->id, claims);
    b->header.info[WY_INDEX_RECORDS]++;
    b->header.info[WY_INDEX_EMPTY] += r->empty;
    int32_t day = r->modified > r->published ? r->modified : r->published;
    if (day > b->header.info[WY_INDEX_NEWEST])
        b->header.info[WY_INDEX_NEWEST] = day;
    return wy_index_builder_state(b, diag);
}

static void sections(const struct wy_index_builder *b, const struct wy_buf *out[WY_PACKED_SECTIONS])
{
    memset(out, 0, sizeof *out * WY_PACKED_SECTIONS);
    out[WY_INDEX_ADVISORIES] = &b->advisories;
    out[WY_INDEX_CLAIMS] = &b->sorted_claims;
    out[WY_INDEX_SPANS] = &b->sorted_spans;
    out[WY_INDEX_CONDITIONS] = &b->conditions;
    out[WY_INDEX_SUBJECTS] = &b->subjects;
    out[WY_INDEX_ALIASES] = &b->aliases;
    out[WY_INDEX_NUMBERS] = &b->numbers;
    out[WY_INDEX_TEXTS] = &b->texts.buf;
    out[WY_INDEX_SLOTS] = &b->slots;
    out[WY_INDEX_KEYS] = &b->keys;
    out[WY_INDEX_PROSE] = &b->prose;
}

wy_err wy_index_builder_finish(struct wy_index_builder *b, uint32_t skipped, struct wy_diag *diag)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    wy_err err = wy_index_arrange(b, diag);
    sections(b, part);
    b->header.info[WY_INDEX_SKIPPED] = (int32_t)skipped;
    if (!err)
        wy_packed_seal(&b->header, WY_INDEX_MAGIC, WY_INDEX_VERSION, part);
    return err;
}

int32_t wy_index_builder_empty(const struct wy_index_builder *b) { return b->header.info[WY_INDEX_EMPTY]; }

bool wy_index_builder_copy(const struct wy_index_builder *b, struct wy_arena *arena, wy_bytes *out)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_copy(&b->header, part, arena, out);
}

wy_err wy_index_builder_write(const struct wy_index_builder *b, const char *path, struct wy_diag *diag)
{
    const struct wy_buf *part[WY_PACKED_SECTIONS];
    sections(b, part);
    return wy_packed_write(&b->header, part, path, 0644, diag);
}
