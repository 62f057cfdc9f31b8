// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Columns, breaking of lines, redaction.
#include "test.h"

#include "core/map.h"
#include "core/wrap.h"
#include "findings/finding.h"
#include "reports/redact.h"

static void columns_are_those_of_terminals(void **state)
{
    (void)state;
    assert_int_equal(wy_columns(WY_S("")), 0);
    assert_int_equal(wy_columns(WY_S("abc")), 3);
    assert_int_equal(wy_columns(WY_S("za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87")), 6);
    assert_int_equal(wy_columns(WY_S("小米")), 4);
    assert_int_equal(wy_columns(WY_S("e\xcc\x81")), 1);
    assert_int_equal(wy_columns(WY_S("कि")), 2); // a spacing vowel sign has its own column
    assert_int_equal(wy_columns(WY_S("क्")), 1);  // the virama has none
}

static void wrapped(const char *text, struct wy_wrap wrap, const char *expected)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    wy_wrap(&buf, wy_str_c(text), wrap);
    assert_str_is(wy_buf_str(&buf), expected);
    wy_buf_fini(&buf);
}

static void lines_break_at_blanks(void **state)
{
    (void)state;
    wrapped("one two three", (struct wy_wrap){8, 0, 2}, "one two\n  three\n");
    wrapped("one two", (struct wy_wrap){8, 5, 2}, "one\n  two\n");
    wrapped("one\ntwo", (struct wy_wrap){8, 0, 1}, "one\n two\n");
    wrapped("", (struct wy_wrap){8, 0, 1}, "\n");
    wrapped("abcdefghijkl", (struct wy_wrap){5, 0, 1}, "abcde\n fghi\n jkl\n");
    wrapped("小米小米", (struct wy_wrap){5, 0, 0}, "小米\n小米\n");
    wrapped("क्षक्षक्षक्ष", (struct wy_wrap){4, 0, 0}, "क्षक्ष\nक्षक्ष\n"); // never within a conjunct's mark
}

static void no_line_is_too_wide(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",  "word", "longer-word-than-the-line-is", "小米互联", "स्थापित", " ",
                                         "  ", "\n"};
    uint64_t seed[2];
    wy_random(seed, sizeof seed);
    for (unsigned round = 0; round < 300; round++) {
        struct wy_buf text, out;
        wy_buf_init(&text, 1 << 16);
        wy_buf_init(&out, 1 << 16);
        for (unsigned i = 0; i < 30; i++) {
            uint32_t dice[2] = {round, i};
            wy_buf_addc(&text,
                        pieces[wy_siphash(seed, (wy_bytes){(const uint8_t *)dice, sizeof dice}) % WY_COUNT(pieces)]);
        }
        unsigned width = 10 + round % 30;
        wy_wrap(&out, wy_buf_str(&text), (struct wy_wrap){width, round % 7, round % 5});
        wy_str rest = wy_buf_str(&out), line;
        bool first = true;
        while (wy_str_next(&rest, '\n', &line)) {
            assert_true(wy_columns(line) + (first ? round % 7 : 0) <= width);
            first = false;
        }
        wy_buf_fini(&text);
        wy_buf_fini(&out);
    }
}

struct fixture {
    struct wy_evidence ev;
    struct wy_arena arena;
    struct wy_redactor r;
    struct wy_buf out;
};

static void add_identity(struct fixture *x, const char *kind, const char *value)
{
    struct wy_identity *id = WY_ADD(identity, &x->ev, identities, (struct wy_origin){0});
    assert_non_null(id);
    id->kind = wy_str_c(kind);
    id->value = wy_str_c(value);
}

static wy_str redacted(struct fixture *x, const char *text)
{
    wy_buf_clear(&x->out);
    wy_redact_all(&x->r, wy_str_c(text), &x->out);
    assert_int_equal(x->out.err, WY_OK);
    return wy_buf_str(&x->out);
}

static void open_fixture(struct fixture *x)
{
    wy_evidence_init(&x->ev, &wy_limits_default);
    wy_arena_init(&x->arena, 1 << 24);
    wy_buf_init(&x->out, 1 << 20);
}

static void close_fixture(struct fixture *x)
{
    wy_buf_fini(&x->out);
    wy_arena_fini(&x->arena);
    wy_evidence_fini(&x->ev);
}

static void values_become_tokens(void **state)
{
    (void)state;
    static const uint8_t salt[16] = {9};
    struct fixture x = {0};
    open_fixture(&x);
    add_identity(&x, "imei", "356938035643809");
    add_identity(&x, "mac", "A4:50:46:AA:BB:CC");
    add_identity(&x, "phone", "+48501234567");
    add_identity(&x, "phone", "+4850123");
    add_identity(&x, "ssid", "xiaomi");
    add_identity(&x, "serial", "unknown");
    add_identity(&x, "text", "abc");
    assert_int_equal(wy_redactor_init(&x.r, &x.ev, false, salt, &x.arena), WY_OK);
    struct wy_buf token;
    wy_buf_init(&token, 100);
    wy_redact_value(&x.r, WY_S("imei"), WY_S("356938035643809"), &token);
    assert_true(wy_str_starts(wy_buf_str(&token), WY_S("IMEI-")));
    assert_int_equal(token.len, 11);
    wy_str plain = redacted(&x, "imei=356938035643809;");
    assert_true(wy_str_has(plain, wy_buf_str(&token)));
    assert_false(wy_str_has(plain, WY_S("3569380")));
    assert_true(wy_str_starts(redacted(&x, "a4:50:46:aa:bb:cc up"), WY_S("MAC-")));
    // The longest value wins, its beginning alone is still found.
    plain = redacted(&x, "+48501234567 +48501239999");
    assert_false(wy_str_has(plain, WY_S("+48501")));
    assert_true(wy_str_has(plain, WY_S("9999")));
    assert_str_is(redacted(&x, "com.xiaomi.xmsf unknown abc"), "com.xiaomi.xmsf unknown abc");
    assert_true(wy_str_starts(redacted(&x, "\"xiaomi\""), WY_S("\"SSID-")));
    wy_buf_fini(&token);
    close_fixture(&x);
}

// A server's name may carry what no source of the case calls an identity.
static void what_left_is_hidden_everywhere(void **state)
{
    (void)state;
    struct fixture x = {0};
    open_fixture(&x);
    for (int i = 0; i < 3; i++) {
        struct wy_transfer *t = WY_ADD(transfer, &x.ev, transfers, (struct wy_origin){0});
        t->identifier = i == 1 ? WY_S("email") : WY_S("imei");
        t->value = i == 1 ? WY_S("a@b.example") : WY_S("490154203237518");
    }
    assert_int_equal(wy_redactor_init(&x.r, &x.ev, false, NULL, &x.arena), WY_OK);
    wy_str plain = redacted(&x, "id-490154203237518.evil.example A@B.example");
    assert_true(wy_str_starts(plain, WY_S("id-IMEI-")) && wy_str_has(plain, WY_S(".evil.example email-")));
    close_fixture(&x);
}

static void marks_are_replaced_or_taken_away(void **state)
{
    (void)state;
    struct fixture x = {0};
    open_fixture(&x);
    struct wy_findings f;
    wy_findings_init(&f, &wy_limits_default);
    wy_str text = wy_findings_text(&f, "from %.*s.", WY_ARG(wy_personal(&f, "phone", WY_S("555 1234"))));
    assert_int_equal(wy_redactor_init(&x.r, &x.ev, true, NULL, &x.arena), WY_OK);
    assert_str_is(redacted(&x, text.ptr), "from 555 1234.");
    assert_int_equal(wy_redactor_init(&x.r, &x.ev, false, NULL, &x.arena), WY_OK);
    wy_str plain = redacted(&x, text.ptr);
    assert_true(wy_str_starts(plain, WY_S("from phone-")));
    assert_false(wy_str_has(plain, WY_S("555")));
    assert_str_is(redacted(&x, "stray \xee\x80\x80mark"), "stray mark");
    wy_findings_fini(&f);
    close_fixture(&x);
}

static void each_report_draws_its_own_salt(void **state)
{
    (void)state;
    struct fixture x = {0};
    open_fixture(&x);
    add_identity(&x, "imei", "356938035643809");
    assert_int_equal(wy_redactor_init(&x.r, &x.ev, false, NULL, &x.arena), WY_OK);
    char one[32] = {0};
    wy_str first = redacted(&x, "356938035643809");
    memcpy(one, first.ptr, wy_min(first.len, 31));
    assert_int_equal(wy_redactor_init(&x.r, &x.ev, false, NULL, &x.arena), WY_OK);
    assert_false(wy_str_eq(redacted(&x, "356938035643809"), wy_str_c(one))); // equal once in 16 million runs
    close_fixture(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_those_of_terminals),
        cmocka_unit_test(lines_break_at_blanks),
        cmocka_unit_test(no_line_is_too_wide),
        cmocka_unit_test(values_become_tokens),
        cmocka_unit_test(what_left_is_hidden_everywhere),
        cmocka_unit_test(marks_are_replaced_or_taken_away),
        cmocka_unit_test(each_report_draws_its_own_salt),
    };
    return cmocka_run_group_tests_name("reports/text", tests, NULL, NULL);
}
