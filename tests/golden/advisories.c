// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every case beside every advisory of data/advisories gets the answer that its name says, and no flaw that can be
// matched comes without a case that is a hit and one that is not.
#include "test.h"

#include "core/embedded.h"
#include "knowledge/lint/lint.h"
#include "knowledge/selftest.h"

static struct wy_knowledge *k;

static int open_shelf(void **state)
{
    (void)state;
    k = wy_knowledge_new(&wy_limits_default);
    return !k || wy_knowledge_settle(k, NULL) != WY_OK;
}

static int close_shelf(void **state)
{
    (void)state;
    wy_knowledge_free(k);
    return 0;
}

static void every_case_gets_its_answer(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_rows cases = {0};
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    size_t wrong = 0;
    wy_arena_init(&arena, 0);
    if (wy_selftest_advisories(k, &wy_limits_default, &arena, &cases, &diag) != WY_OK)
        fail_msg("%s", diag.text);
    for (WY_EACH(const struct wy_selftest_case, c, cases))
        if (!wy_selftest_passed(c)) {
            wrong++;
            print_message("# %.*s: expected %.*s, got %.*s\n", WY_ARG(c->name), WY_ARG(c->expected), WY_ARG(c->got));
        }
    assert_true(cases.n > 150);
    assert_int_equal(wrong, 0);
    wy_arena_fini(&arena);
}

static bool has_case(wy_str id, bool hit)
{
    for (size_t i = 0; i < wy_embedded_files_n; i++) {
        wy_str path = wy_str_c(wy_embedded_files[i].name);
        if (!wy_str_starts(path, WY_S("advisories/")) || !wy_str_starts(wy_str_from(path, 11), id) ||
            path.ptr[11 + id.len] != '/')
            continue;
        wy_str file = wy_str_from(path, 12 + id.len);
        bool is_hit = wy_str_starts(file, WY_S("affected-")) || wy_str_starts(file, WY_S("possible-")) ||
                      wy_str_starts(file, WY_S("cannot-tell-"));
        bool is_miss = wy_str_starts(file, WY_S("fixed-")) || wy_str_starts(file, WY_S("not-affected-")) ||
                       wy_str_starts(file, WY_S("none-"));
        if (hit ? is_hit : is_miss)
            return true;
    }
    return false;
}

static void every_flaw_has_cases(void **state)
{
    (void)state;
    for (WY_EACH(struct wy_flaw *, f, k->flaws)) {
        if (!(*f)->matchable)
            continue;
        if (!has_case((*f)->id, true) || !has_case((*f)->id, false))
            fail_msg("%.*s lacks a case that is a hit, or one that is not", WY_ARG((*f)->id));
    }
}

static void every_overlay_has_its_record(void **state)
{
    (void)state;
    for (WY_EACH(struct wy_csaf *, o, k->documents)) {
        bool found = !(*o)->overlay_of.len;
        for (WY_EACH(struct wy_csaf *, r, k->documents))
            found |= wy_str_eq((*r)->id, (*o)->overlay_of);
        if (!found)
            fail_msg("%.*s explains a record that is not there", WY_ARG((*o)->id));
    }
}

static void every_document_is_valid_csaf(void **state)
{
    (void)state;
    struct wy_linter *linter = wy_linter_new();
    assert_non_null(linter);
    for (size_t i = 0; i < wy_embedded_files_n; i++) {
        const struct wy_embedded *f = &wy_embedded_files[i];
        struct wy_lint_report report;
        struct wy_arena arena;
        if (!wy_str_ends(wy_str_c(f->name), WY_S("/record.json")) &&
            !wy_str_ends(wy_str_c(f->name), WY_S("/overlay.json")))
            continue;
        wy_arena_init(&arena, 0);
        assert_int_equal(wy_csaf_lint(linter, (wy_bytes){(const uint8_t *)f->text, f->len}, INT64_C(1795219200), &arena,
                                      &report, NULL),
                         WY_OK);
        if (!report.valid) {
            const struct wy_lint_failure *first = report.failed.v;
            fail_msg("%s: %s at %.*s: %.*s", f->name, first->test, WY_ARG(first->path), WY_ARG(first->message));
        }
        wy_arena_fini(&arena);
    }
    wy_linter_free(linter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gets_its_answer),
        cmocka_unit_test(every_flaw_has_cases),
        cmocka_unit_test(every_overlay_has_its_record),
        cmocka_unit_test(every_document_is_valid_csaf),
    };
    return cmocka_run_group_tests_name("golden advisories", tests, open_shelf, close_shelf);
}
