// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The OASIS test files of CSAF 2.0 and 2.1 with their testcases.json: a failing file fails its test, a valid one does
// not. Mandatory tests must all agree; the others as counted in docs/conformance/csaf.md.
#include "test.h"

#include "knowledge/lint/lint.h"

static struct wy_linter *linter;

static wy_bytes read_file(struct wy_arena *arena, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return (wy_bytes){NULL, 0};
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    uint8_t *data = wy_new(arena, uint8_t, (size_t)size + 1);
    size_t n = data ? fread(data, 1, (size_t)size, f) : 0;
    fclose(f);
    return (wy_bytes){data, n};
}

static bool fails(const struct wy_lint_report *report, wy_str id)
{
    for (WY_EACH(struct wy_lint_failure, f, report->failed)) {
        wy_str test = wy_str_c(f->test);
        if (wy_str_eq(test, id) || (wy_str_starts(test, id) && test.len > id.len && test.ptr[id.len] == '.'))
            return true;
    }
    return false;
}

static bool was_run(const struct wy_lint_report *report, wy_str id)
{
    for (WY_EACH(struct wy_lint_not_run, n, report->not_run))
        if (wy_str_eq(wy_str_c(n->test), id))
            return false;
    return true;
}

struct tally {
    size_t cases, agree, not_run, verdicts, verdicts_agree;
};

static void run_case(const char *folder, wy_str id, const struct wy_json *c, bool should_fail, struct tally *tally)
{
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    char path[1024];
    snprintf(path, sizeof path, "%s/%.*s", folder, WY_ARG(wy_json_get_str(c, WY_S("name"))));
    wy_bytes document = read_file(&arena, path);
    struct wy_lint_report report;
    if (document.ptr) {
        assert_int_equal(wy_csaf_lint(linter, document, INT64_C(1780000000), &arena, &report, NULL), WY_OK);
        bool agrees = fails(&report, id) == should_fail;
        tally->not_run += !agrees && !was_run(&report, id);
        tally->cases++;
        tally->agree += agrees;
        const struct wy_json *valid = wy_json_get(c, WY_S("valid"));
        tally->verdicts += valid != NULL;
        tally->verdicts_agree += valid && valid->boolean == report.valid;
        if ((!agrees || (valid && valid->boolean != report.valid)) && getenv("WARY_CSAF_TELL")) {
            print_message("# %s %.*s: should %s, %s\n", agrees ? "verdict" : "differs", WY_ARG(id),
                          should_fail ? "fail" : "pass", path);
            for (WY_EACH(struct wy_lint_failure, f, report.failed))
                if (wy_lint_level(f->test) == WY_LINT_ERROR)
                    print_message("#    %s %.*s: %.*s\n", f->test, WY_ARG(f->path), WY_ARG(f->message));
        }
    }
    wy_arena_fini(&arena);
}

// Every test that the suite names is a row of ours, for that version.
static void has_row(wy_str id, const char *version)
{
    struct wy_lint_test t;
    for (size_t i = 0; wy_lint_test_at(i, &t); i++)
        if (wy_str_eq(id, wy_str_c(t.id)) && strstr(t.versions, version))
            return;
    fail_msg("no test %.*s for CSAF %s", WY_ARG(id), version);
}

static void run_version(const char *version, const char *wanted_group, struct tally *tally)
{
    const char *data = shared_data();
    if (!data)
        skip();
    char folder[800], path[1024];
    snprintf(folder, sizeof folder, "%s/advisories/csaf/csaf_%s/test/validator/data", data, version);
    snprintf(path, sizeof path, "%s/testcases.json", folder);
    struct wy_arena arena;
    wy_arena_init(&arena, 0);
    const struct wy_json *cases;
    assert_int_equal(wy_json_parse(NULL, read_file(&arena, path), 64, &arena, &cases, NULL), WY_OK);
    for (WY_JSON_EACH(test, wy_json_get(cases, WY_S("tests")))) {
        wy_str id = wy_json_get_str(test, WY_S("id")), group = wy_json_get_str(test, WY_S("group"));
        bool mandatory = wy_str_eq(group, WY_S("mandatory"));
        has_row(id, version);
        // The two need extension schemas that are not among the data.
        if (mandatory != (wanted_group[0] == 'm') || wy_str_eq(id, WY_S("6.1.60.2")) || wy_str_eq(id, WY_S("6.1.60.3")))
            continue;
        for (WY_JSON_EACH(c, wy_json_get(test, WY_S("failures"))))
            run_case(folder, id, c, true, tally);
        for (WY_JSON_EACH(c, wy_json_get(test, WY_S("valid"))))
            run_case(folder, id, c, false, tally);
    }
    wy_arena_fini(&arena);
    print_message("# CSAF %s %s: %zu of %zu agree, %zu of %zu verdicts\n", version, wanted_group, tally->agree,
                  tally->cases, tally->verdicts_agree, tally->verdicts);
}

static void mandatory_20(void **state)
{
    (void)state;
    struct tally tally = {0};
    run_version("2.0", "mandatory", &tally);
    assert_true(tally.cases > 50);
    assert_int_equal(tally.agree, tally.cases);
}

static void mandatory_21(void **state)
{
    (void)state;
    struct tally tally = {0};
    run_version("2.1", "mandatory", &tally);
    assert_true(tally.cases > 200);
    assert_int_equal(tally.agree, tally.cases);
}

static void others(void **state)
{
    (void)state;
    struct tally tally = {0};
    run_version("2.0", "other", &tally);
    run_version("2.1", "other", &tally);
    assert_true(tally.cases > 200);
    assert_int_equal(tally.agree + tally.not_run, tally.cases);
}

static int setup(void **state)
{
    (void)state;
    linter = wy_linter_new();
    return linter ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    wy_linter_free(linter);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mandatory_20),
        cmocka_unit_test(mandatory_21),
        cmocka_unit_test(others),
    };
    return cmocka_run_group_tests_name("knowledge/csaf", tests, setup, teardown);
}
