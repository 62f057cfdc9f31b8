// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/limits.h"
#include "findings/finding.h"

static struct wy_finding *add_finding(struct wy_findings *f, wy_str id)
{
    struct wy_finding_head head = {"check", id, WY_S("subject"), WY_KNOWN, WY_SEV_LOW, WY_ST_AFFECTED};
    struct wy_finding *finding = wy_finding_add(f, head);
    assert_non_null(finding);
    return finding;
}

// Each once, in the order in which they came first, however many there are.
static void names_are_kept_once(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    static wy_str want[MANY];
    static const size_t kinds[] = {1, 7, 31, 32, 33, 50, 2000};
    struct wy_findings f;
    wy_findings_init(&f, &wy_limits_default);
    uint32_t random = 1;
    for (size_t k = 0; k < WY_COUNT(kinds); k++) {
        size_t n = 0;
        char text[16];
        struct wy_finding *one = add_finding(&f, wy_findings_text(&f, "%zu", k));
        for (size_t i = 0; i < MANY; i++) {
            random = random * 1664525u + 1013904223u;
            int len = snprintf(text, sizeof text, "CVE-%zu", (size_t)(random >> 8) % kinds[k]);
            wy_str name = {text, random >> 31 ? (size_t)len : 0}; // the empty one, too
            size_t at = 0;
            while (at < n && !wy_str_eq(want[at], name))
                at++;
            if (at == n)
                want[n++] = wy_arena_dup(&f.arena, name);
            wy_finding_alias(&f, one, name);
            wy_finding_reference(&f, one, name);
        }
        assert_int_equal(one->aliases.n, n);
        assert_int_equal(one->references.n, n);
        for (size_t i = 0; i < n; i++)
            assert_true(wy_str_eq(one->aliases.v[i], want[i]) && wy_str_eq(one->references.v[i], want[i]));
    }
    assert_int_equal(f.err, WY_OK);
    wy_findings_fini(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_kept_once)};
    return cmocka_run_group_tests_name("findings/finding", tests, NULL, NULL);
}
