// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// docs/checks.md is what the rows of the checks say. WARY_UPDATE=1 writes it anew.
#include "test.h"

#include "reports/explain.h"

static void path_of(char out[4096])
{
    (void)snprintf(out, 4096, "%s/docs/checks.md", getenv("WARY_SOURCE") ? getenv("WARY_SOURCE") : ".");
}

static void catalogue_is_up_to_date(void **state)
{
    (void)state;
    char path[4096];
    path_of(path);
    struct wy_buf made, there;
    wy_buf_init(&made, 1 << 24);
    wy_buf_init(&there, 1 << 24);
    wy_explain_catalogue(&made);
    assert_int_equal(made.err, WY_OK);
    FILE *f = fopen(path, getenv("WARY_UPDATE") ? "w+b" : "rb");
    assert_non_null(f);
    if (getenv("WARY_UPDATE"))
        assert_int_equal(fwrite(made.data, 1, made.len, f), made.len);
    rewind(f);
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        wy_buf_add(&there, (wy_str){block, n});
    fclose(f);
    if (!wy_str_eq(wy_buf_str(&made), wy_buf_str(&there)))
        fail_msg("docs/checks.md differs from the rows: run WARY_UPDATE=1 meson test -C build reports/catalogue");
    wy_buf_fini(&made);
    wy_buf_fini(&there);
}

static void every_row_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < wy_checks_n; i++) {
        const struct wy_check *c = wy_checks[i];
        assert_non_null(c->run);
        assert_true(c->id && c->title && c->needs && c->kinds && c->means && c->does_not_mean && c->next_step);
        assert_ptr_equal(wy_check_find(wy_str_c(c->id)), c); // no id twice
        if (c->reference && strncmp(c->reference, "https://", 8) != 0)
            assert_non_null(strchr(c->reference, ' ')); // a specification and a section
        struct wy_buf buf;
        wy_buf_init(&buf, 1 << 20);
        wy_explain_check(c, 60, &buf);
        assert_true(wy_str_has(wy_buf_str(&buf), wy_str_c(c->id)));
        wy_buf_fini(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalogue_is_up_to_date),
        cmocka_unit_test(every_row_is_complete),
    };
    return cmocka_run_group_tests_name("reports/catalogue", tests, NULL, NULL);
}
