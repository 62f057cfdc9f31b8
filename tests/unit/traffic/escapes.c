// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "traffic/decode.h"
#include "traffic/escapes.h"
#include "traffic/identity.h"

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static void what_each_makes(void **state)
{
    (void)state;
    static const struct {
        enum wy_escape kind;
        const char *in, *out; // NULL: nothing to undo
    } cases[] = {
        {WY_ESCAPE_PERCENT, "a%3Db%u003d%2", "a=b=%2"},
        {WY_ESCAPE_PERCENT, "100%, %zz, %u12", NULL},
        {WY_ESCAPE_PERCENT, "%", NULL},
        {WY_ESCAPE_JSON, "\\\"a\\\\\\/\\n\\u0041\\x42\\q\\", "\"a\\/\nAB\\q\\"},
        {WY_ESCAPE_JSON, "\\ud83d\\ude00 \\ud83d\\u0041",
         "\xf0\x9f\x98\x80 \xef\xbf\xbd"
         "A"},
        {WY_ESCAPE_JSON, "\\u004 \\x4", NULL},
        {WY_ESCAPE_ENTITY, "a=1&b=2&#x33;&#52;&#53x&amp;",
         "a=1&b=234"
         "5x&"},
        {WY_ESCAPE_ENTITY, "a&b&#;&#x;&#1;&nosuch;", NULL},
        {WY_ESCAPE_QUOTED, "a=3D=\r\nb=", "a=b="},
        {WY_ESCAPE_QUOTED, "a=b=\n", NULL},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        wy_bytes in = wy_str_bytes(wy_str_c(cases[i].in));
        struct wy_buf out;
        wy_buf_init(&out, in.len + WY_ESCAPE_ROOM);
        assert_int_equal(wy_undo_escapes(cases[i].kind, in, &out), cases[i].out != NULL);
        assert_true(wy_str_eq(wy_buf_str(&out), wy_str_c(cases[i].out ? cases[i].out : "")));
        for (size_t n = 0; n < in.len; n++) { // cut at every byte, with nothing behind it
            uint8_t *cut = malloc(n + 1);
            assert_non_null(cut);
            memcpy(cut + 1, in.ptr, n);
            wy_buf_clear(&out);
            bool any = wy_undo_escapes(cases[i].kind, (wy_bytes){cut + 1, n}, &out);
            assert_true(any || out.len == 0);
            assert_true(out.len <= n && out.err == WY_OK);
            free(cut);
        }
        wy_buf_fini(&out);
    }
}

// A text as it was and as it is written.
struct page {
    char plain[1 << 15], written[1 << 16];
    size_t n, len;
};

static void put(struct page *p, char c, bool escaped, enum wy_escape kind)
{
    assert_true(p->n < sizeof p->plain && p->len < sizeof p->written - 8);
    p->plain[p->n++] = c;
    char *to = p->written + p->len;
    int n = 1;
    *to = c;
    if (escaped && kind == WY_ESCAPE_PERCENT)
        n = sprintf(to, "%%%02X", (unsigned)c);
    else if (escaped && kind == WY_ESCAPE_JSON)
        n = sprintf(to, "\\u%04x", (unsigned)c);
    else if (escaped && kind == WY_ESCAPE_ENTITY)
        n = sprintf(to, "&#%d;", c);
    else if (escaped)
        n = sprintf(to, "=%02X", (unsigned)c);
    p->len += (size_t)n;
}

// Words, numbers in groups, base64, and what none of these goes on over.
static void fill(struct page *p, size_t n, uint32_t *random)
{
    static const char *const pieces[] = {"word", "x",    "7", " 49",  "-0154",  ". ",
                                         "<b>",  "\r\n", "?", " of ", "QUJD+/", " (0)"};
    unsigned kind = next(random) >> 28;
    for (size_t end = p->n + n; p->n < end;) {
        const char *piece = pieces[(next(random) >> 20) % WY_COUNT(pieces)];
        piece = kind == 0 ? "aB" : kind == 1 ? "12 " : piece; // long ones of a kind
        for (; *piece; piece++)
            put(p, *piece, false, 0);
    }
}

static wy_str plain_part(const struct page *p, size_t at, size_t n) { return (wy_str){p->plain + at, n}; }

// Every part of what came out stood so in the text, and begins and ends where no word, number or base64 goes on.
static void parts_are_whole(const struct page *p, wy_str out)
{
    size_t at = 0;
    wy_str part;
    while (wy_str_next(&out, WY_ESCAPE_GAP, &part)) {
        size_t found = wy_str_find(wy_str_from(plain_part(p, 0, p->n), at), part);
        assert_true(part.len > 0 && found != WY_NPOS);
        at += found;
        size_t end = at + part.len;
        assert_true(at == 0 || !wy_is_base64((uint8_t)p->plain[at - 1]));
        assert_true(end == p->n || !wy_is_base64((uint8_t)p->plain[end]));
        at = end;
    }
}

static void values_come_out_whole(void **state)
{
    (void)state;
    static struct page p;
    uint32_t random = 11;
    size_t shorter = 0;
    for (int round = 0; round < 400; round++) {
        enum wy_escape kind = (enum wy_escape)(round % WY_ESCAPES_N);
        size_t n = 6 + (next(&random) >> 8) % (WY_OWNER_VALUE_MAX - 5), value[3];
        memset(&p, 0, sizeof p);
        for (int i = 0; i < 3; i++) {
            fill(&p, (next(&random) >> 8) % (i == 1 ? 1000 : 6000), &random);
            value[i] = p.n;
            size_t escaped = (next(&random) >> 8) % n;
            for (size_t k = 0; k < n; k++)
                put(&p, (char)(' ' + 1 + k % 3), k == escaped || next(&random) >> 28 == 0, kind);
        }
        fill(&p, (next(&random) >> 8) % 3000, &random);
        struct wy_buf out;
        wy_buf_init(&out, p.len + WY_ESCAPE_ROOM);
        assert_true(wy_undo_escapes(kind, wy_str_bytes((wy_str){p.written, p.len}), &out));
        assert_int_equal(out.err, WY_OK);
        size_t from = 0;
        for (int i = 0; i < 3; i++) {
            size_t found = wy_str_find(wy_str_from(wy_buf_str(&out), from), plain_part(&p, value[i], n));
            assert_true(found != WY_NPOS);
            from += found + n;
        }
        parts_are_whole(&p, wy_buf_str(&out));
        shorter += out.len < p.n;
        wy_buf_fini(&out);
    }
    assert_true(shorter > 200); // most texts are left out but for what stands around
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_makes),
        cmocka_unit_test(values_come_out_whole),
    };
    return cmocka_run_group_tests_name("traffic/escapes", tests, NULL, NULL);
}
