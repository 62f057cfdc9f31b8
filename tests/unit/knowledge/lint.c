// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The linter on documents of our own: what the skeleton gives, and one change at a time that must be found.
#include "test.h"

#include "knowledge/lint/lint.h"

static struct wy_linter *linter;
static struct wy_arena arena;
static struct wy_lint_report report;

static const int64_t now = INT64_C(1780000000);

static void lint(wy_str document)
{
    assert_int_equal(wy_csaf_lint(linter, wy_str_bytes(document), now, &arena, &report, NULL), WY_OK);
}

static const struct wy_lint_failure *failure(const char *test)
{
    for (WY_EACH(struct wy_lint_failure, f, report.failed))
        if (strcmp(f->test, test) == 0)
            return f;
    return NULL;
}

static bool not_run(const char *test)
{
    for (WY_EACH(struct wy_lint_not_run, n, report.not_run))
        if (strcmp(n->test, test) == 0)
            return true;
    return false;
}

static wy_str skeleton(const char *version, const char *category)
{
    struct wy_csaf_answers a = {.now = now};
    assert_int_equal(wy_csaf_answer(&a, WY_S("csaf"), wy_str_c(version)), WY_OK);
    assert_int_equal(wy_csaf_answer(&a, WY_S("category"), wy_str_c(category)), WY_OK);
    assert_int_equal(wy_csaf_answer(&a, WY_S("fixed"), WY_S("2.0")), WY_OK);
    assert_int_equal(wy_csaf_answer(&a, WY_S("affected"), WY_S("1.0")), WY_OK);
    assert_int_equal(wy_csaf_answer(&a, WY_S("nonsense"), WY_S("1.0")), WY_NOT_FOUND);
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    assert_int_equal(wy_csaf_new(&a, &buf, NULL), WY_OK);
    wy_str text = wy_arena_dup(&arena, wy_buf_str(&buf));
    wy_buf_fini(&buf);
    return text;
}

// `text` with the first `from` replaced.
static wy_str change(wy_str text, const char *from, const char *to)
{
    size_t at = wy_str_find(text, wy_str_c(from));
    assert_true(at != WY_NPOS);
    return wy_arena_printf(&arena, "%.*s%s%.*s", (int)at, text.ptr, to, WY_ARG(wy_str_from(text, at + strlen(from))));
}

static void skeletons_are_valid(void **state)
{
    (void)state;
    static const char *const categories[] = {"csaf_base", "csaf_informational_advisory", "csaf_security_advisory",
                                             "csaf_vex"};
    for (size_t i = 0; i < WY_COUNT(categories); i++) {
        for (int v = 0; v < 2; v++) {
            lint(skeleton(v ? "2.1" : "2.0", categories[i]));
            assert_true(report.valid);
            assert_string_equal(report.version, v ? "2.1" : "2.0");
            assert_null(failure("6.2.13")); // keys are sorted
            assert_true(not_run("6.3.6"));
        }
    }
}

static void one_change_one_failure(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *test, *path;
    } rows[] = {
        {"\"version\":\"1\"", "\"version\":\"2\"", "6.1.16", "/document/tracking/version"},
        {"\"number\":\"1\"", "\"number\":\"3\"", "6.1.21", "/document/tracking/revision_history"},
        {"\"lang\":\"en\"", "\"lang\":\"EZ\"", "6.1.12", "/document/lang"},
        {"\"lang\":\"en\"", "\"lang\":\"en-x-mine\"", "6.2.14", "/document/lang"},
        {"\"license_expression\":\"CC-BY-4.0\"", "\"license_expression\":\"Do what you like\"", "6.1.54",
         "/document/license_expression"},
        {"\"license_expression\":\"CC-BY-4.0\"", "\"license_expression\":\"GFDL-1.1\"", "6.2.44",
         "/document/license_expression"},
        {"\"CSAFPID-0002\"\n", "\"NOBODY\"\n", "6.1.1", "/vulnerabilities/0/product_status/fixed/0"},
        {"\"category\":\"vendor_fix\"", "\"category\":\"optional_patch\"", "6.1.36",
         "/vulnerabilities/0/remediations/0"},
        {"\"name\":\"1.0\"", "\"name\":\"1.0 and earlier\"", "6.1.31",
         "/product_tree/branches/0/branches/0/branches/0/name"},
        {"\"csaf_security_advisory\"", "\"Security Advisory\"", "6.1.26", "/document/category"},
        {"\"status\":\"draft\"", "\"status\":\"done\"", "schema", "/document/tracking/status"},
        {"2026-05-28T20:26:40Z", "2026-05-28t20:26:40Z", "6.1.37", "/document/tracking/current_release_date"},
        {"\"label\":\"CLEAR\"", "\"label\":\"CLEAR\",\"a/b~c\":1", "schema", "/document/distribution/tlp/a~1b~0c"},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        lint(change(skeleton("2.1", "csaf_security_advisory"), rows[i].from, rows[i].to));
        const struct wy_lint_failure *f = failure(rows[i].test);
        if (!f)
            fail_msg("%s did not fail", rows[i].test);
        else
            assert_str_is(f->path, rows[i].path);
        if (report.valid != (wy_lint_level(rows[i].test) != WY_LINT_ERROR))
            fail_msg("%s: the document is called %s", rows[i].test, report.valid ? "valid" : "not valid");
    }
}

static void schema_failure_stops_nothing(void **state)
{
    (void)state;
    lint(WY_S("{\"document\":{\"csaf_version\":\"2.1\",\"lang\":\"qqq-1\",\"title\":7,\"title\":8},\"vulnerabilities\":"
              "[{\"flags\":[{}]}]}"));
    assert_false(report.valid);
    assert_non_null(failure("schema"));
    assert_non_null(failure("6.1.32"));
    assert_non_null(failure("6.1.12"));
}

static void no_json_is_said(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{", "[1,2", "{\"a\":\"\xff\"}", "nonsense"};
    for (size_t i = 0; i < WY_COUNT(texts); i++) {
        lint(wy_str_c(texts[i]));
        assert_false(report.valid);
        assert_non_null(failure("schema"));
        assert_true(not_run("6.1.1"));
    }
    lint(WY_S("[]"));
    assert_false(report.valid);
    assert_false(not_run("6.1.1"));
}

// Groups times remediations: the linter stops counting, says so, and does not call the document valid.
static void multiplying_is_bounded(void **state)
{
    (void)state;
    struct wy_buf buf;
    wy_buf_init(&buf, 64 << 20);
    wy_buf_addc(&buf, "{\"document\":{\"csaf_version\":\"2.1\"},\"product_tree\":{\"product_groups\":[{\"group_id\":"
                      "\"G\",\"product_ids\":[\"p0\"");
    for (int i = 1; i < 4000; i++)
        wy_buf_printf(&buf, ",\"p%d\"", i);
    wy_buf_addc(&buf, "]}]},\"vulnerabilities\":[{\"remediations\":[{}");
    for (int i = 0; i < 4000; i++)
        wy_buf_addc(&buf, ",{\"category\":\"workaround\",\"group_ids\":[\"G\"]}");
    wy_buf_addc(&buf, "]}]}");
    lint(wy_buf_str(&buf));
    wy_buf_fini(&buf);
    assert_non_null(failure("limit"));
    assert_true(not_run("6.1.35"));
    assert_false(report.valid);
}

static void text_fits_the_screen(void **state)
{
    (void)state;
    lint(change(skeleton("2.1", "csaf_vex"), "\"fixed\"", "\"fiexd\""));
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    wy_lint_write_text(&buf, WY_S("a.json"), &report);
    wy_str rest = wy_buf_str(&buf);
    assert_true(wy_str_starts(rest, WY_S("a.json: not valid CSAF 2.1 (errors: ")));
    for (wy_str line; wy_str_next(&rest, '\n', &line);)
        if (wy_str_starts(line, WY_S("    ")))
            assert_true(line.len <= 80);
    wy_buf_fini(&buf);
}

static wy_str as_json(const struct wy_lint_report *r, struct wy_buf *buf)
{
    wy_buf_init(buf, 1 << 20);
    struct wy_json_writer w = wy_json_writer_init(buf, 0);
    wy_lint_write_json(&w, WY_S("x"), r);
    return wy_buf_str(buf);
}

static void a_report_comes_back(void **state)
{
    (void)state;
    struct wy_buf first, second;
    struct wy_lint_report back;
    lint(change(skeleton("2.1", "csaf_vex"), "\"fixed\"", "\"fiexd\""));
    wy_str text = as_json(&report, &first);
    assert_int_equal(wy_lint_read_json(wy_str_bytes(text), &arena, &back, NULL), WY_OK);
    assert_true(report.failed.n > 0 && report.not_run.n > 0);
    assert_str_is(as_json(&back, &second), wy_arena_cstr(&arena, text));
    for (size_t cut = 0; cut < text.len; cut++)
        assert_int_not_equal(wy_lint_read_json(wy_str_bytes(wy_str_sub(text, 0, cut)), &arena, &back, NULL), WY_OK);
    wy_str forged = change(text, "\"test\":\"6.", "\"test\":\"\\u001b[2J");
    assert_int_equal(wy_lint_read_json(wy_str_bytes(forged), &arena, &back, NULL), WY_MALFORMED);
    wy_buf_fini(&first);
    wy_buf_fini(&second);
}

static int setup(void **state)
{
    (void)state;
    wy_arena_init(&arena, 0);
    linter = wy_linter_new();
    return linter ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    wy_linter_free(linter);
    wy_arena_fini(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skeletons_are_valid),          cmocka_unit_test(one_change_one_failure),
        cmocka_unit_test(schema_failure_stops_nothing), cmocka_unit_test(no_json_is_said),
        cmocka_unit_test(multiplying_is_bounded),       cmocka_unit_test(text_fits_the_screen),
        cmocka_unit_test(a_report_comes_back),
    };
    return cmocka_run_group_tests_name("knowledge/lint", tests, setup, teardown);
}
