// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/search.h"

#include "traffic/confirm.h"
#include "traffic/decode.h"
#include "traffic/escapes.h"
#include "traffic/opaque.h"
#include "traffic/runs.h"
#include "traffic/shape.h"

#include <stdlib.h>

enum {
    DEPTH_MAX = 7, // wrappings within each other
    RUN_MIN = 16,  // characters of base64 that are worth a look: twelve bytes
    HEX_RUN_MIN = 32,
    TEXT_RUN_MIN = 12,
    ENCODINGS_MAX = 4,      // of a list of encodings that are tried
    EMBEDDED_MIN = 32,      // bytes that come out of a packed stream within other bytes
    ZLIB_MIN = 16,          // bytes that come out of what has zlib's mark, which is short
    UNMARKED_MIN = 8,       // bytes of a body that is tried as Deflate or Brotli without saying so
    UNMARKED_MAX = 1 << 20, // of a body that is tried as Brotli without saying so
    SHAPES_MAX = 32,        // of one message
    SHAPE_RUN_MIN = 8,
    PLACE_RUN_MIN = 6,         // a geohash
    PLACE_BYTES_MAX = 1 << 18, // larger bodies of bytes are films and pictures
    SCRATCH_MAX = 8 << 20,
};

// The messages of one budget may unpack to this many bytes, and this many for each byte searched: hostile traffic could
// otherwise make a small capture cost hours.
#define BUDGET_BASE (UINT64_C(32) << 20)
#define BUDGET_RATIO 24

struct wy_searcher {
    const struct wy_needles *needles;
    const struct wy_limits *limits;
    struct wy_arena scratch; // what belongs to the present message
    uint64_t bytes, spent;
    uint64_t before; // of the bytes: searched under an earlier budget
    uint64_t left;   // of the present message's budget
    bool exhausted;
    uint64_t *seen_in;  // by owner: the last message id it was found in
    uint32_t *found_at; // and its index there
    struct wy_found found[WY_FOUND_MAX];
    size_t found_n;
    uint64_t message;
    enum wy_part_kind part;
    const char *chain[DEPTH_MAX + 1];
    size_t depth;
    bool unpacked; // something of this part came out of a packing
    bool whole;    // and some packed stream of it ended as it should
    bool mime;     // this part may hold others with headers of their own
    bool uploads;  // what stays closed of this part is told
    struct wy_opaque closed;
    wy_str inner; // encodings that are declared for what is unpacked next
};

struct wy_searcher *wy_searcher_new(const struct wy_needles *needles, const struct wy_limits *limits)
{
    struct wy_searcher *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    size_t n = needles->owners->rows.n;
    s->needles = needles;
    s->limits = limits;
    wy_arena_init(&s->scratch, SCRATCH_MAX);
    s->seen_in = calloc(n ? n : 1, sizeof *s->seen_in);
    s->found_at = calloc(n ? n : 1, sizeof *s->found_at);
    if (!s->seen_in || !s->found_at) {
        wy_searcher_free(s);
        return NULL;
    }
    return s;
}

void wy_searcher_free(struct wy_searcher *s)
{
    if (!s)
        return;
    wy_arena_fini(&s->scratch);
    free(s->seen_in);
    free(s->found_at);
    free(s);
}

void wy_searcher_fresh(struct wy_searcher *s)
{
    s->message = 0;
    s->spent = 0;
    s->before = s->bytes;
    memset(s->seen_in, 0, s->needles->owners->rows.n * sizeof *s->seen_in);
}

uint64_t wy_searcher_bytes(const struct wy_searcher *s) { return s->bytes; }
bool wy_searcher_exhausted(const struct wy_searcher *s) { return s->exhausted; }

// How many bytes before `end` are a sign between a name and its value, perhaps percent-encoded; a plus is the value's.
static size_t sign_before(wy_bytes text, size_t end)
{
    static const char *const encoded[] = {"%3d", "%3a", "%22", "%2b", "%20"};
    if (end && memchr("=:\"' \\{[(+", text.ptr[end - 1], 10))
        return 1;
    for (size_t i = 0; i < WY_COUNT(encoded) && end >= 3; i++)
        if (wy_str_eq_nocase(wy_bytes_str(wy_bytes_sub(text, end - 3, 3)), wy_str_c(encoded[i])))
            return 3;
    return 0;
}

// "imei=[imei]": the name before the value, if one can be told; a name with many digits might be a value itself.
static wy_str make_excerpt(struct wy_searcher *s, wy_bytes text, size_t at, wy_str kind)
{
    size_t end = at, digits = 0;
    for (size_t i = 0, n; i < 6 && (n = sign_before(text, end)) > 0; i++)
        end -= n;
    size_t start = end;
    while (start && end - start < 32) {
        char c = (char)text.ptr[start - 1];
        if (!wy_is_alpha(c) && !wy_is_digit(c) && c != '_' && c != '-' && c != '.')
            break;
        digits += wy_is_digit(c);
        start--;
    }
    for (int i = 0; i < 2 && start && end - start > 2 && text.ptr[start - 1 - (size_t)i] == '%'; i++, start++)
        digits -= wy_is_digit((char)text.ptr[start]); // "%26number": the code of what is before the name
    bool name = end < at && end > start && digits <= 3;
    wy_str key = name ? wy_bytes_str(wy_bytes_sub(text, start, end - start)) : (wy_str){0};
    return wy_arena_printf(&s->scratch, "%.*s%s[%.*s]", WY_ARG(key), name ? "=" : "", WY_ARG(kind));
}

static wy_str chain_text(struct wy_searcher *s, const char *form)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 512);
    for (size_t i = 0; i < s->depth; i++) {
        wy_buf_addc(&buf, s->chain[i]);
        wy_buf_char(&buf, '/');
    }
    wy_buf_addc(&buf, form);
    wy_str text = wy_arena_dup(&s->scratch, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return text;
}

static bool has_form(const struct wy_found *f, wy_str text)
{
    for (size_t i = 0; i < f->forms_n; i++)
        if (wy_str_eq(f->forms[i], text))
            return true;
    return false;
}

// Undoing escapes leaves all other text as it was: a value that stood there before is no new form.
static bool stood_before(struct wy_searcher *s, const struct wy_found *f, const char *form)
{
    size_t depth = s->depth;
    bool known = false;
    while (s->depth && !known && wy_is_escape_name(s->chain[s->depth - 1])) {
        s->depth--;
        known = has_form(f, chain_text(s, form));
    }
    s->depth = depth;
    return known;
}

static void add_form(struct wy_searcher *s, struct wy_found *f, const char *form)
{
    if (f->forms_n == WY_FORMS_MAX || stood_before(s, f, form))
        return;
    wy_str text = chain_text(s, form);
    if (has_form(f, text))
        return;
    if (text.ptr)
        f->forms[f->forms_n++] = text;
}

struct scan {
    struct wy_searcher *s;
    wy_bytes text;
    size_t from; // in it: where what is looked at begins
};

// The outermost place is the one that is told.
static void note_place(const struct scan *scan, struct wy_found *f, const char *form, size_t at)
{
    struct wy_searcher *s = scan->s;
    if (s->depth < f->depth) {
        f->depth = (unsigned)s->depth;
        f->form = s->depth ? s->chain[0] : form;
        f->part = s->part;
        f->offset = at;
        f->excerpt = make_excerpt(s, scan->text, at, wy_id_name(f->kind));
    }
    add_form(s, f, form);
}

static void note_found(const struct scan *scan, uint32_t owner, const char *form, size_t at)
{
    struct wy_searcher *s = scan->s;
    bool again = s->seen_in[owner] == s->message;
    if (again && s->found_at[owner] == UINT32_MAX)
        return; // told with an earlier piece of this message
    if (!again && s->found_n == WY_FOUND_MAX)
        return;
    if (!again) {
        s->seen_in[owner] = s->message;
        s->found_at[owner] = (uint32_t)s->found_n;
        const struct wy_owner *o = (const struct wy_owner *)s->needles->owners->rows.v + owner;
        s->found[s->found_n++] =
            (struct wy_found){.owner = owner, .kind = o->kind, .value = o->value, .depth = UINT32_MAX};
    }
    note_place(scan, &s->found[s->found_at[owner]], form, at);
}

static bool on_hit(void *ctx, size_t literal, size_t at)
{
    struct scan *scan = ctx;
    const struct wy_needle *n = (const struct wy_needle *)scan->s->needles->rows.v + literal;
    const struct wy_literal *l = (const struct wy_literal *)scan->s->needles->literals.v + literal;
    const char *form = wy_needle_confirm(n, l, scan->text, &at);
    if (form)
        note_found(scan, n->owner, form, at);
    return true;
}

static void on_place(void *ctx, const struct wy_place_hit *hit)
{
    const struct scan *scan = ctx;
    note_found(scan, hit->place->owner, hit->form, scan->from + hit->at);
}

// Positions are numbers within a tolerance: no literals.
static void look_for_places(struct wy_searcher *s, wy_bytes b)
{
    const struct wy_rows *places = &s->needles->places;
    struct scan scan = {s, b, 0};
    struct wy_text_walk walk WY_UNSET;
    wy_bytes run;
    wy_text_begin(&walk, b, 0, PLACE_RUN_MIN, NULL);
    while (wy_text_next(&walk, &run)) {
        scan.from = (size_t)(run.ptr - b.ptr);
        wy_places_in_text(places, run, on_place, &scan);
    }
    scan.from = 0;
    if (!wy_mostly_text(b) && b.len <= PLACE_BYTES_MAX)
        wy_places_in_bytes(places, b, on_place, &scan);
}

static void on_shape(void *ctx, const struct wy_shape *shape)
{
    const struct scan *scan = ctx;
    struct wy_searcher *s = scan->s;
    struct wy_found *f = NULL;
    for (size_t i = 0; i < s->found_n && !f; i++)
        if (s->found[i].kind == shape->kind && wy_str_eq_nocase(s->found[i].value, shape->value))
            f = &s->found[i];
    if (!f && s->found_n < SHAPES_MAX) {
        f = &s->found[s->found_n++];
        *f = (struct wy_found){.shaped = true, .kind = shape->kind, .depth = UINT32_MAX};
        f->value = wy_arena_dup(&s->scratch, shape->value);
    }
    if (f)
        note_place(scan, f, "plain", scan->from + shape->at);
}

// Only where nobody's identifiers are known: with them, they are what is looked for.
static void look_for_shapes(struct wy_searcher *s, wy_bytes b)
{
    struct scan scan = {s, b, 0};
    struct wy_text_walk walk WY_UNSET;
    wy_bytes run;
    wy_text_begin(&walk, b, 0, SHAPE_RUN_MIN, NULL);
    while (wy_text_next(&walk, &run)) {
        scan.from = (size_t)(run.ptr - b.ptr);
        wy_shapes_find(run, on_shape, &scan);
    }
}

static bool may_spend(struct wy_searcher *s, size_t n)
{
    if (n <= s->left && s->spent + n <= BUDGET_BASE + (s->bytes - s->before) * BUDGET_RATIO) {
        s->left -= n;
        s->spent += n;
        return true;
    }
    s->exhausted = true;
    return false;
}

static void look(struct wy_searcher *s, wy_bytes b);

// False where the budget forbids it.
static bool look_inside(struct wy_searcher *s, const char *wrapping, const struct wy_buf *out)
{
    if (out->len == 0 || !may_spend(s, out->len))
        return false;
    s->chain[s->depth++] = wrapping;
    look(s, wy_str_bytes(wy_buf_str(out)));
    s->depth--;
    return true;
}

// A few bytes come out of many that are not packed: less than `min` are nothing, and what broke was only packed for
// sure where a mark of several bytes says so.
static enum wy_unpacked look_packed(struct wy_searcher *s, enum wy_packing packing, wy_bytes b, size_t min)
{
    if (min > 1 && !wy_unpacks(packing, b, min))
        return WY_UNPACKED_NOTHING;
    struct wy_buf out;
    size_t most = (size_t)s->left;
    wy_buf_init(&out, most);
    enum wy_unpacked how = most ? wy_unpack(packing, b, &out) : WY_UNPACKED_NOTHING;
    s->exhausted = s->exhausted || (out.len == most && how <= WY_UNPACKED_CUT); // the rest was not looked at
    if (how != WY_UNPACKED_WHOLE && out.len < min)
        how = WY_UNPACKED_NOTHING;
    if (how != WY_UNPACKED_NOTHING) {
        bool marked = packing == WY_PACK_GZIP || packing == WY_PACK_ZSTD;
        s->unpacked = s->unpacked || marked || how != WY_UNPACKED_BROKEN;
        s->whole = s->whole || how == WY_UNPACKED_WHOLE;
        bool looked = look_inside(s, wy_packing_name(packing), &out);
        if (looked && s->uploads && how != WY_UNPACKED_BROKEN)
            wy_opaque_judge(wy_str_bytes(wy_buf_str(&out)), &s->closed);
    }
    wy_buf_fini(&out);
    return how;
}

static void look_unescaped(struct wy_searcher *s, wy_bytes b, enum wy_escape kind)
{
    struct wy_buf out;
    wy_buf_init(&out, b.len + WY_ESCAPE_ROOM);
    if (wy_undo_escapes(kind, b, &out))
        look_inside(s, wy_escape_name(kind), &out);
    wy_buf_fini(&out);
}

// "quoted-printable" in either case, by its dash: memmem() prepares itself for each call.
static bool names_quoted(wy_bytes b)
{
    const wy_str before = WY_S("quoted"), behind = WY_S("printable"), text = wy_bytes_str(b);
    for (size_t at = before.len; at < b.len; at++) {
        const uint8_t *dash = memchr(b.ptr + at, '-', b.len - at);
        if (!dash)
            return false;
        at = (size_t)(dash - b.ptr);
        if (wy_str_starts_nocase(wy_str_from(text, at + 1), behind) &&
            wy_str_eq_nocase(wy_str_sub(text, at - before.len, before.len), before))
            return true;
    }
    return false;
}

static void look_escaped(struct wy_searcher *s, wy_bytes b, bool *quoted)
{
    look_unescaped(s, b, WY_ESCAPE_PERCENT);
    look_unescaped(s, b, WY_ESCAPE_JSON);
    look_unescaped(s, b, WY_ESCAPE_ENTITY);
    *quoted = *quoted || (s->mime && names_quoted(b));
    if (*quoted)
        look_unescaped(s, b, WY_ESCAPE_QUOTED);
}

// `whatever` it reads as; else only text or something packed.
static bool look_hex_from(struct wy_searcher *s, wy_bytes run, bool whatever)
{
    size_t at = 0;
    wy_bytes wide;
    struct wy_buf out;
    wy_buf_init(&out, run.len);
    if (may_spend(s, run.len))
        wy_decode_hex(run, &out);
    wy_bytes bytes = wy_str_bytes(wy_buf_str(&out));
    bool sense = whatever || wy_packing_of_magic(bytes) || wy_mostly_text(bytes) || wy_wide_run(bytes, &at, &wide);
    if (sense)
        look_inside(s, "hex", &out);
    wy_buf_fini(&out);
    return sense;
}

// Of MD5, SHA-1, SHA-256, SHA-512: most hex is of these or of random numbers, which say nothing more in bytes.
static bool digest_sized(size_t digits) { return digits == 32 || digits == 40 || digits == 64 || digits == 128; }

// Letters of hex are letters of base64. The last letter of a word in front may be one of hex, too.
static void look_hex(struct wy_searcher *s, wy_bytes b)
{
    wy_bytes run;
    for (size_t at = 0; wy_hex_run(b, &at, HEX_RUN_MIN, &run);) {
        size_t start = (size_t)(run.ptr - b.ptr), digits = at - start;
        wy_bytes later = wy_bytes_sub(b, start + 1, digits - 1);
        if (look_hex_from(s, run, false) || look_hex_from(s, later, false) || digest_sized(digits))
            continue;
        (void)look_hex_from(s, run, true);
        if (digits % 2)
            (void)look_hex_from(s, later, true);
    }
}

static void look_base64_from(struct wy_searcher *s, wy_bytes run, enum wy_packing packing)
{
    struct wy_buf out;
    wy_buf_init(&out, run.len + 16);
    if (may_spend(s, run.len))
        wy_decode_base64(run, &out);
    if (packing != WY_PACK_NONE) { // and nothing else: what the letters in front made of it was looked at
        size_t min = packing == WY_PACK_DEFLATE ? SIZE_MAX : packing == WY_PACK_ZLIB ? ZLIB_MIN : 1;
        s->chain[s->depth++] = "base64";
        (void)look_packed(s, packing, wy_str_bytes(wy_buf_str(&out)), min); // SIZE_MAX, without a mark: a whole one
        s->depth--;
    } else {
        look_inside(s, "base64", &out);
    }
    wy_buf_fini(&out);
}

// A path's "/" is a letter of base64: once for each place in a group that it leaves to what stands behind it.
static void look_behind_slashes(struct wy_searcher *s, wy_bytes run, size_t last, size_t shift)
{
    unsigned tried = 1u | 1u << shift % 4;
    for (size_t i = 0; i < last; i++)
        if (run.ptr[i] == '/' && !(tried >> (i + 1) % 4 & 1)) {
            tried |= 1u << (i + 1) % 4;
            look_base64_from(s, wy_bytes_sub(run, i + 1, SIZE_MAX), WY_PACK_NONE);
        }
}

static void look_base64(struct wy_searcher *s, wy_bytes b)
{
    wy_bytes run;
    for (size_t at = 0; wy_base64_run(b, &at, RUN_MIN, &run);) {
        if (run.len >= HEX_RUN_MIN)
            look_hex(s, run);
        look_base64_from(s, run, WY_PACK_NONE);
        // A word before the value shifts the groups: text shows itself, and a packed stream by its first letters.
        size_t shift = wy_base64_shift(run);
        if (shift)
            look_base64_from(s, wy_bytes_sub(run, shift, SIZE_MAX), WY_PACK_NONE);
        size_t last = wy_min(run.len - RUN_MIN + 1, WY_WORD_BEFORE_MAX);
        look_behind_slashes(s, run, last, shift);
        enum wy_packing packing;
        for (size_t i = 0; (packing = wy_packing_in_base64(run, &i, last)) != WY_PACK_NONE; i++)
            look_base64_from(s, wy_bytes_sub(run, i, SIZE_MAX), packing);
    }
}

// A zero in front is the first letter's upper half, and the last one stands behind the run; or it ends a length.
static bool may_be_whole(wy_bytes b, wy_bytes run)
{
    size_t at = (size_t)(run.ptr - b.ptr), letters = (run.len + 1) / 2;
    if (at == 0 || run.ptr[-1] != 0)
        return true;
    return at > 1 && (run.ptr[-2] == 0 || run.ptr[-2] == letters || run.ptr[-2] == 2 * letters);
}

static void look_wide(struct wy_searcher *s, wy_bytes b, size_t from)
{
    wy_bytes run;
    for (size_t at = from; wy_wide_run(b, &at, &run);) {
        struct wy_buf out;
        wy_buf_init(&out, run.len / 2 + 2);
        if (!may_spend(s, run.len))
            return;
        char *to = wy_buf_reserve(&out, run.len / 2 + 2);
        for (size_t i = 0; to && i < run.len; i += 2)
            to[out.len++] = (char)run.ptr[i];
        wy_bytes last = wy_bytes_sub(b, (size_t)(run.ptr - b.ptr) + run.len + 1, 1);
        bool more = to && last.len && wy_is_textual(last.ptr[0]); // of the other byte order, perhaps
        if (!more || may_be_whole(b, run))
            look_inside(s, "utf-16", &out);
        if (more) {
            to[out.len++] = (char)last.ptr[0];
            look_inside(s, "utf-16", &out);
        }
        wy_buf_fini(&out);
    }
}

// Packed streams somewhere within binary bytes: behind a length, in a protobuf field, in a part of a multipart body.
static void look_embedded(struct wy_searcher *s, wy_bytes b, const struct wy_signs *signs)
{
    for (size_t i = signs->packed_n && signs->packed[0] == 0 ? 1 : 0; i < signs->packed_n; i++) { // 0: see look()
        wy_bytes rest = wy_bytes_sub(b, signs->packed[i], SIZE_MAX);
        enum wy_packing packing = wy_packing_of_magic(rest);
        if (!may_spend(s, 4096))
            return;
        (void)look_packed(s, packing, rest, EMBEDDED_MIN);
    }
}

static void look_in_run(struct wy_searcher *s, wy_bytes run, bool *quoted)
{
    look_escaped(s, run, quoted);
    if (run.len >= RUN_MIN)
        look_base64(s, run);
}

// What is written in text, wherever text stands.
static void look_in_text(struct wy_searcher *s, wy_bytes b, const struct wy_signs *signs)
{
    wy_bytes run;
    bool quoted = false;
    for (size_t i = 0; i < signs->runs; i++)
        look_in_run(s, signs->run[i], &quoted);
    if (signs->runs_end == b.len)
        return;
    struct wy_text_walk walk WY_UNSET;
    wy_text_begin(&walk, b, signs->runs_end, TEXT_RUN_MIN, NULL);
    while (wy_text_next(&walk, &run))
        look_in_run(s, run, &quoted);
}

static bool look_encoded(struct wy_searcher *s, wy_str encodings, wy_bytes b);

static void look(struct wy_searcher *s, wy_bytes b)
{
    struct scan scan = {s, b, 0};
    wy_str inner = s->inner;
    s->inner = (wy_str){0};
    s->bytes += s->depth == 0 && s->part != WY_PART_HANDSHAKE ? b.len : 0; // which carries nothing of what is sent
    if (b.len < WY_NEEDLE_MIN)
        return;
    struct wy_signs signs WY_UNSET;
    signs.min = TEXT_RUN_MIN;
    wy_matcher_scan(s->needles->matcher, b, on_hit, &scan, &signs);
    if (s->needles->places.n)
        look_for_places(s, b);
    if (!s->needles->owners->rows.n)
        look_for_shapes(s, b);
    if (s->depth >= DEPTH_MAX) {
        enum wy_packing more = wy_packing_of_magic(b);
        s->exhausted = s->exhausted || more == WY_PACK_GZIP || more == WY_PACK_ZSTD; // zlib's two bytes may be chance
        return;
    }
    enum wy_packing packing = wy_packing_of_magic(b);
    if (!packing && inner.len && look_encoded(s, inner, b))
        return;
    if (packing && look_packed(s, packing, b, packing == WY_PACK_ZLIB ? ZLIB_MIN : 1) > WY_UNPACKED_BROKEN)
        return;
    look_in_text(s, b, &signs);
    bool text = wy_mostly_text(b);
    if (!text || memchr(b.ptr, 0, b.len))
        look_wide(s, b, signs.wide);
    look_embedded(s, b, &signs); // much text may stand around them
}

// Keys that software development kits carry in the clear, so that anyone can read what they hide: Tencent's MTA, whose
// key is the text, not the bytes it spells.
static const char *const rc4_keys[] = {"03a976511e2cbe3a7f26808fb7af3c05"};

static void look_rc4(struct wy_searcher *s, wy_bytes b)
{
    for (size_t i = 0; i < WY_COUNT(rc4_keys); i++) {
        struct wy_buf out;
        wy_buf_init(&out, b.len);
        if (may_spend(s, b.len))
            wy_rc4(wy_str_bytes(wy_str_c(rc4_keys[i])), b, &out);
        look_inside(s, "rc4", &out);
        wy_buf_fini(&out);
    }
}

// One declared encoding; false when the bytes say otherwise.
static bool look_declared(struct wy_searcher *s, wy_str word, wy_bytes b)
{
    if (wy_str_eq_nocase(word, WY_S("rc4"))) {
        look_rc4(s, b);
        return true;
    }
    enum wy_packing packing = wy_packing_of_word(word);
    if (packing == WY_PACK_NONE)
        return false;
    if (packing == WY_PACK_DEFLATE && wy_str_starts_nocase(word, WY_S("permessage"))) {
        struct wy_buf tail;
        wy_buf_init(&tail, b.len + 4);
        wy_buf_add_bytes(&tail, b);
        wy_buf_add(&tail, WY_S("\x00\x00\xff\xff")); // left out by RFC 7692
        bool any = look_packed(s, packing, wy_str_bytes(wy_buf_str(&tail)), 1) != WY_UNPACKED_NOTHING;
        wy_buf_fini(&tail);
        return any;
    }
    return look_packed(s, packing, b, 1) != WY_UNPACKED_NOTHING ||
           (packing == WY_PACK_ZLIB && look_packed(s, WY_PACK_DEFLATE, b, 1) != WY_UNPACKED_NOTHING);
}

// The last encoding named was applied last. Inner ones mostly show themselves by their first bytes. Each that is tried
// may read all of the body and give nothing: hostile lists have thousands.
static bool look_encoded(struct wy_searcher *s, wy_str encodings, wy_bytes b)
{
    bool done = false;
    for (int i = 0; i < ENCODINGS_MAX && encodings.len && !done; i++) {
        size_t comma = wy_str_rfind_char(encodings, ',');
        wy_str word = wy_str_trim(comma == WY_NPOS ? encodings : wy_str_from(encodings, comma + 1));
        encodings = comma == WY_NPOS ? (wy_str){0} : wy_str_sub(encodings, 0, comma);
        s->inner = encodings;
        done = word.len && look_declared(s, word, b);
        s->inner = (wy_str){0};
    }
    s->exhausted = s->exhausted || (!done && encodings.len);
    return done;
}

static bool may_hold_parts(const struct wy_message_part *p)
{
    wy_str start = wy_bytes_str(wy_bytes_sub(p->data, 0, 8));
    return p->kind == WY_PART_RAW || wy_str_starts_nocase(p->type, WY_S("multipart")) ||
           wy_str_starts_nocase(p->type, WY_S("message")) || wy_str_starts(start, WY_S("--")) ||
           wy_str_starts_nocase(start, WY_S("content-")) || wy_str_starts_nocase(start, WY_S("mime-"));
}

static void look_body(struct wy_searcher *s, const struct wy_message_part *p)
{
    bool done = look_encoded(s, p->encoding, p->data);
    if (done && s->whole && !p->cut)
        return;
    // What was cut is looked at again, by what it begins with, and counts once.
    struct wy_opaque closed = s->closed;
    s->closed = (struct wy_opaque){0};
    look(s, p->data);
    s->closed = closed.size > s->closed.size ? closed : s->closed;
    // Those without a mark of their own: only a whole stream counts. What came out of a false one does not.
    if (s->whole || p->cut || p->data.len < UNMARKED_MIN || wy_mostly_text(p->data))
        return;
    if (look_packed(s, WY_PACK_DEFLATE, p->data, SIZE_MAX) == WY_UNPACKED_NOTHING && p->data.len <= UNMARKED_MAX)
        (void)look_packed(s, WY_PACK_BROTLI, p->data, SIZE_MAX);
}

static void judge_opaque(struct wy_searcher *s, const struct wy_message_part *p, struct wy_search_result *out)
{
    if (!s->unpacked)
        wy_opaque_judge(p->data, &s->closed);
    if (!s->closed.size)
        return;
    out->opaque = true;
    out->opaque_size += s->closed.size;
    out->entropy = s->closed.entropy;
}

void wy_search_message(struct wy_searcher *s, const struct wy_message *m, struct wy_search_result *out)
{
    *out = (struct wy_search_result){0};
    wy_arena_reset(&s->scratch, (struct wy_arena_mark){0});
    if (s->message == m->id) // a further piece: what was told stays told
        for (size_t i = 0; i < s->found_n; i++)
            if (!s->found[i].shaped)
                s->found_at[s->found[i].owner] = UINT32_MAX;
    s->found_n = 0;
    s->message = m->id;
    s->left = s->limits->decoded;
    for (size_t i = 0; i < m->n; i++) {
        const struct wy_message_part *p = &m->parts[i];
        s->part = p->kind;
        s->depth = 0;
        s->unpacked = s->whole = false;
        s->mime = may_hold_parts(p);
        s->uploads = (uint8_t)m->from == m->flow->sent && (p->kind == WY_PART_BODY || p->kind == WY_PART_URL);
        s->closed = (struct wy_opaque){0};
        if (p->kind == WY_PART_BODY)
            look_body(s, p);
        else
            look(s, p->data);
        if (s->uploads)
            judge_opaque(s, p, out);
    }
    out->found = s->found;
    out->n = s->found_n;
}
