// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Scores against tables that other implementations made (shared data, skipped when absent), and what the tables can not
// say: refusals, severities, words.
#include "test.h"

#include "core/arena.h"
#include "knowledge/cvss.h"

static int score(const char *vector)
{
    struct wy_cvss c;
    struct wy_diag diag = {0};
    if (wy_cvss_parse(wy_str_c(vector), &c, &diag) != WY_OK)
        fail_msg("%s: %s", vector, diag.text);
    return c.score;
}

static void known_scores(void **state)
{
    (void)state;
    assert_int_equal(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), 98);
    assert_int_equal(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"), 100);
    assert_int_equal(score("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"), 61);
    assert_int_equal(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"), 0);
    assert_int_equal(score("AV:N/AC:L/Au:N/C:C/I:C/A:C"), 100);
    assert_int_equal(score("(AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M)"), 75);
    assert_int_equal(score("CVSS:2.0/AV:N/AC:L/Au:N/C:N/I:N/A:N"), 0);
    assert_int_equal(score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"), 100);
    assert_int_equal(score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N/U:Red/RE:H"), 0);
    // given as X is not given
    assert_int_equal(score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:L/A:L/MAV:X/CR:X"),
                     score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:L/A:L"));
}

static void refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "AV:N",
        "CVSS:3.1/",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MZ:H",
        "CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:S/SA:H",
        "CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    };
    for (size_t i = 0; i < WY_COUNT(bad); i++) {
        struct wy_cvss c;
        struct wy_diag diag = {0};
        assert_int_not_equal(wy_cvss_parse(wy_str_c(bad[i]), &c, &diag), WY_OK);
        assert_true(diag.text[0] != 0);
    }
}

static void refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *vector;
        uint64_t at;
    } rows[] = {
        {"CVSS:3.1/AV:Q/AC:L", 12},
        {"CVSS:3.1/AV:N/AX:L", 14},
        {"CVSS:3.1/AV:N/AV:N", 14},
        {"(AV:N/AC:L/Au:N/C:P/I:P)", 23},
        {"AV:N/", 5},
        {"CVSS:9/AV:N", 0},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        struct wy_cvss c;
        struct wy_diag diag = {.offset = WY_NO_OFFSET};
        assert_int_not_equal(wy_cvss_parse(wy_str_c(rows[i].vector), &c, &diag), WY_OK);
        assert_int_equal(diag.offset, rows[i].at);
    }
}

static void words(void **state)
{
    (void)state;
    struct wy_cvss c;
    struct wy_cvss_words w;
    unsigned cursor = 0, n = 0;
    wy_str vector = WY_S("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:X/MAV:P");
    assert_int_equal(wy_cvss_parse(vector, &c, NULL), WY_OK);
    assert_true(wy_cvss_next_words(&c, &cursor, &w));
    assert_string_equal(w.metric, "From where");
    assert_string_equal(w.value, "from the same Wi-Fi, Bluetooth range or local network");
    for (n = 1; wy_cvss_next_words(&c, &cursor, &w); n++)
        assert_non_null(w.value);
    assert_int_equal(n, 9);
    assert_true(w.modified);
    assert_str_is(wy_cvss_severity(WY_CVSS_31, 90), "critical");
    assert_str_is(wy_cvss_severity(WY_CVSS_31, 89), "high");
    assert_str_is(wy_cvss_severity(WY_CVSS_2, 100), "high");
    assert_str_is(wy_cvss_severity(WY_CVSS_40, 0), "none");
    assert_str_is(wy_cvss_severity(WY_CVSS_2, 0), "low");
}

struct tally {
    size_t columns; // how many of base, temporal, environmental are compared
    size_t rows, wrong;
};

static bool same(wy_str cell, int tenths)
{
    char text[WY_CVSS_SCORE_SIZE];
    wy_str mine = wy_cvss_format(tenths, text);
    if (wy_str_eq(cell, WY_S("10")) && tenths == 100)
        return true;
    if (wy_str_eq(cell, WY_S("0")) && tenths == 0)
        return true;
    return wy_str_eq(cell, mine);
}

static void check_row(wy_str line, struct tally *t)
{
    wy_str vector, cell[3] = {{0}};
    size_t n = 0;
    struct wy_cvss c;
    if (!wy_str_next(&line, '\t', &vector) || wy_str_eq(vector, WY_S("vector")))
        return;
    while (n < t->columns && wy_str_next(&line, '\t', &cell[n]))
        n++;
    t->rows++;
    bool ok = wy_cvss_parse(vector, &c, NULL) == WY_OK && same(cell[0], c.base);
    if (ok && n > 1 && cell[1].len && c.has_temporal)
        ok = same(cell[1], c.temporal);
    if (ok && n > 2 && cell[2].len && c.has_environmental)
        ok = same(cell[2], c.environmental);
    if (!ok && t->wrong++ < 5)
        print_message("# %.*s: %d %d %d, expected %.*s %.*s %.*s\n", WY_ARG(vector), c.base, c.temporal,
                      c.environmental, WY_ARG(cell[0]), WY_ARG(cell[1]), WY_ARG(cell[2]));
}

static struct tally run_table(const char *name, size_t columns)
{
    struct tally t = {.columns = columns};
    char path[4096], line[1024];
    if (!shared_data())
        skip();
    snprintf(path, sizeof path, "%s/advisories/cvss/%s", shared_data(), name);
    FILE *f = fopen(path, "r");
    if (!f)
        skip();
    while (fgets(line, sizeof line, f))
        if (line[0] != '\n')
            check_row(wy_str_trim(wy_str_c(line)), &t);
    fclose(f);
    return t;
}

static void expect_table(const char *name, size_t columns, size_t rows_min)
{
    struct tally t = run_table(name, columns);
    if (t.wrong || t.rows < rows_min)
        fail_msg("%s: %zu of %zu rows differ", name, t.wrong, t.rows);
}

static void table_sample(void **state)
{
    (void)state;
    expect_table("sample.tsv", 3, 1000);
}
static void table_v2(void **state)
{
    (void)state;
    expect_table("gen_v2.tsv", 3, 1000);
}
static void table_v30(void **state)
{
    (void)state;
    expect_table("gen_v30.tsv", 3, 1000);
}
static void table_v31(void **state)
{
    (void)state;
    expect_table("gen_v31.tsv", 3, 1000);
}
static void table_v40(void **state)
{
    (void)state;
    expect_table("gen_v40_agreed.tsv", 1, 1000);
}
// Where implementations differ, ours rounds as the first column does: docs/conformance/cvss.md.
static void table_v40_ties(void **state)
{
    (void)state;
    expect_table("gen_v40_disagree.tsv", 1, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_scores),   cmocka_unit_test(refused),      cmocka_unit_test(refused_with_its_place),
        cmocka_unit_test(words),          cmocka_unit_test(table_sample), cmocka_unit_test(table_v2),
        cmocka_unit_test(table_v30),      cmocka_unit_test(table_v31),    cmocka_unit_test(table_v40),
        cmocka_unit_test(table_v40_ties),
    };
    return cmocka_run_group_tests_name("knowledge/cvss", tests, NULL, NULL);
}
