// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Each format on the same case: complete, harmless, without personal values.
#include "case.h"

#include "core/wrap.h"
#include "reports/view.h"

static void no_format_shows_personal_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < wy_reports_n; i++) {
        struct report_case c;
        case_init(&c);
        struct wy_buf buf;
        wy_str text = case_write(&c, wy_reports[i]->name, &buf);
        if (wy_str_has(text, WY_S(IMEI)) || wy_str_has(text, WY_S("501234567")))
            fail_msg("%s shows a personal value", wy_reports[i]->name);
        if (wy_str_has(text, WY_S("\033")) || wy_str_has(text, WY_S("\xee\x80\x80")))
            fail_msg("%s lets an escape code or a mark through", wy_reports[i]->name);
        bool inventory = strcmp(wy_reports[i]->name, "cyclonedx") == 0; // the software alone, without findings
        bool traffic = strcmp(wy_reports[i]->name, "jsonl") == 0;       // transfers alone
        assert_true(inventory || traffic || wy_str_has(text, WY_S("CVE-2024-45347")));
        wy_buf_fini(&buf);
        c.in.reveal = true;
        text = case_write(&c, wy_reports[i]->name, &buf);
        assert_true(inventory || wy_str_has(text, WY_S(IMEI)));
        wy_buf_fini(&buf);
        case_fini(&c);
    }
}

static void attested_fields_are_told(void **state)
{
    (void)state;
    static const char *const formats[] = {"terminal", "html"};
    for (size_t i = 0; i < WY_COUNT(formats); i++) {
        struct report_case c;
        case_init(&c);
        struct wy_buf buf;
        wy_str text = case_write(&c, formats[i], &buf);
        assert_true(wy_str_has(text, WY_S("The attestation, field by field")));
        assert_true(wy_str_has(text, WY_S("hardware: brand:")));
        assert_false(wy_str_has(text, WY_S("<script>alert")) && i == 1);
        wy_buf_fini(&buf);
        case_fini(&c);
    }
}

static size_t count_of(wy_str text, wy_str what)
{
    size_t n = 0;
    for (size_t at; (at = wy_str_find(text, what)) != WY_NPOS; n++)
        text = wy_str_from(text, at + what.len);
    return n;
}

static void gaps_that_say_the_same_are_told_once(void **state)
{
    (void)state;
    static const char *const formats[] = {"terminal", "html", "json"};
    for (size_t i = 0; i < WY_COUNT(formats); i++) {
        struct report_case c;
        case_init(&c);
        c.in.width = 200;
        for (uint64_t packet = 1; packet <= 4; packet++) {
            struct wy_origin at = {.item = WY_S("c.pcap"), .unit = WY_AT_PACKET, .position = packet};
            wy_gap(&c.ev, at, WY_MALFORMED, "a frame that is not known");
            wy_gap(&c.ev, (struct wy_origin){.item = WY_S("other.pcap")}, WY_MALFORMED,
                   packet % 2 ? "a frame that is not known" : "cut");
        }
        struct wy_buf buf;
        wy_str text = case_write(&c, formats[i], &buf);
        bool all = i == 2;
        assert_int_equal(count_of(text, WY_S("a frame that is not known")), all ? 6 : 2);
        assert_int_equal(wy_str_has(text, WY_S("and 3 more: --format json lists them.")), !all);
        assert_int_equal(count_of(text, WY_S("--format json lists it.")), all ? 0 : 2);
        wy_buf_fini(&buf);
        case_fini(&c);
    }
}

// A narrow terminal breaks hosts, not the short words of other columns.
static void narrow_tables_keep_short_words(void **state)
{
    (void)state;
    struct report_case c;
    case_init(&c);
    c.in.width = 60;
    struct wy_buf buf;
    assert_true(wy_str_has(case_write(&c, "terminal", &buf), WY_S("Agreed?\n")));
    wy_buf_fini(&buf);
    case_fini(&c);
}

// Evidence of others: compared with each other, so many would take minutes.
static void gaps_without_number(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    struct report_case c;
    struct wy_view view;
    size_t told = 0, said = 0;
    case_init(&c);
    c.ev.gaps = (struct wy_rows){0};
    for (size_t i = 0; i < MANY; i++) {
        struct wy_gap *g = wy_rows_add(&c.ev.gaps, &c.ev.arena, sizeof *g);
        assert_non_null(g);
        g->reason = wy_arena_printf(&c.ev.arena, "frame %zu", i / 2);
    }
    assert_int_equal(wy_view_init(&view, &c.in), WY_OK);
    for (WY_EACH(const struct wy_gap, g, c.ev.gaps)) {
        size_t same = wy_view_same_gaps(&view, g);
        told += same;
        said += same > 0;
    }
    assert_int_equal(told, MANY);
    assert_int_equal(said, MANY / 2);
    wy_view_fini(&view);
    case_fini(&c);
}

static void terminal_keeps_to_its_columns(void **state)
{
    (void)state;
    for (unsigned width = 40; width <= 120; width += 20) {
        struct report_case c;
        case_init(&c);
        c.in.width = width;
        struct wy_buf buf;
        wy_str text = case_write(&c, "terminal", &buf), line, last = {0}, first = {0};
        assert_true(wy_str_ends(text, WY_S("\n")));
        while (wy_str_next(&text, '\n', &line)) {
            if (!first.ptr)
                first = line;
            if (line.len)
                last = line;
            if (width >= 80 || !wy_str_starts(line, WY_S("Verdict:")))
                assert_true(wy_columns(line) <= width);
        }
        assert_true(wy_str_starts(first, WY_S("Examined: a.zip (bugreport)")));
        assert_str_is(last, "Verdict: ACT NOW. Take the first step of this report today.");
        wy_buf_fini(&buf);
        case_fini(&c);
    }
}

static void transfers_are_told_once_with_their_count(void **state)
{
    (void)state;
    struct report_case c;
    case_init(&c);
    struct wy_transfer again = *(const struct wy_transfer *)c.ev.transfers.v, *t;
    t = WY_ADD(transfer, &c.ev, transfers, again.at);
    assert_non_null(t);
    *t = again;
    struct wy_buf buf;
    wy_str text = case_write(&c, "terminal", &buf);
    assert_true(wy_str_has(text, WY_S("encrypted; 2 ×")));
    assert_true(wy_str_has(text, WY_S("shaped like:")));
    wy_buf_fini(&buf);
    text = case_write(&c, "html", &buf);
    assert_true(wy_str_has(text, WY_S("Example · 3</text>")));
    assert_true(wy_str_has(text, WY_S("not encrypted: 2, encrypted: 0")));
    wy_buf_fini(&buf);
    case_fini(&c);
}

static void terminal_colours_only_when_asked(void **state)
{
    (void)state;
    struct report_case c;
    case_init(&c);
    c.in.colour = true;
    struct wy_buf buf;
    assert_true(wy_str_has(case_write(&c, "terminal", &buf), WY_S("\033[1;31mACT NOW\033[0m")));
    assert_false(wy_str_has(wy_buf_str(&buf), WY_S("\033[1m\033[0m")));
    wy_buf_fini(&buf);
    case_fini(&c);
}

static void json_has_the_promised_names(void **state)
{
    (void)state;
    struct report_case c;
    case_init(&c);
    struct wy_buf buf;
    wy_str text = case_write(&c, "json", &buf);
    struct wy_arena arena;
    wy_arena_init(&arena, 1 << 24);
    const struct wy_json *root = NULL;
    struct wy_diag diag = {0};
    assert_int_equal(wy_json_parse(NULL, wy_str_bytes(text), 64, &arena, &root, &diag), WY_OK);
    assert_str_is(wy_json_get_str(root, WY_S("schema")), "wary.report/1");
    assert_str_is(wy_json_get_str(root, WY_S("verdict")), "act-now");
    assert_str_is(wy_json_str(wy_json_path(root, "knowledge.date")), "2026-11-01");
    assert_str_is(wy_json_str(wy_json_path(root, "questions.known.verdict")), "act-now");
    const struct wy_json *leaks = wy_json_at(wy_json_path(root, "questions.leaks.not_assessed"), 0);
    assert_str_is(wy_json_get_str(leaks, WY_S("how")), "give a capture");
    const struct wy_json *f = wy_json_at(wy_json_get(root, WY_S("findings")), 0);
    assert_str_is(wy_json_get_str(f, WY_S("severity")), "critical");
    assert_str_is(wy_json_get_str(f, WY_S("status")), "affected");
    const struct wy_json *e = wy_json_get(f, WY_S("evidence"));
    assert_str_is(wy_json_get_str(wy_json_at(e, 0), WY_S("kind")), "observed");
    assert_str_is(wy_json_get_str(wy_json_at(e, 0), WY_S("source")), "a.zip");
    assert_str_is(wy_json_get_str(wy_json_at(e, 0), WY_S("position")), "line 12");
    assert_str_is(wy_json_get_str(wy_json_at(e, 1), WY_S("kind")), "claimed");
    assert_str_is(wy_json_get_str(wy_json_at(wy_json_get(root, WY_S("cleared")), 0), WY_S("reason")),
                  "3.1.921.10 is fixed");
    assert_str_is(wy_json_get_str(wy_json_at(wy_json_get(root, WY_S("gaps")), 0), WY_S("code")), "truncated");
    wy_arena_fini(&arena);
    wy_buf_fini(&buf);
    case_fini(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_format_shows_personal_values),
        cmocka_unit_test(attested_fields_are_told),
        cmocka_unit_test(gaps_that_say_the_same_are_told_once),
        cmocka_unit_test(gaps_without_number),
        cmocka_unit_test(terminal_keeps_to_its_columns),
        cmocka_unit_test(narrow_tables_keep_short_words),
        cmocka_unit_test(transfers_are_told_once_with_their_count),
        cmocka_unit_test(terminal_colours_only_when_asked),
        cmocka_unit_test(json_has_the_promised_names),
    };
    return cmocka_run_group_tests_name("reports/formats", tests, NULL, NULL);
}
