// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "evidence/codec.h"

static const char phone[] =
    "{\"schema\":\"wary.evidence/1\",\"sources\":[{\"target\":\"a.zip\",\"kind\":\"bugreport\",\"size\":12}],"
    "\"devices\":[{\"brand\":\"Redmi\",\"build_time\":1700000000,\"patch_level\":{\"system\":\"2025-05-01\"},"
    "\"at\":{\"source\":0,\"item\":\"x\",\"line\":3,\"kind\":\"claimed\"}}],"
    "\"packages\":[{\"name\":\"com.example.app\",\"version_code\":7,\"system\":true,\"requested\":[\"a\",\"b\"],"
    "\"permissions\":[{\"name\":\"p\",\"granted\":false}],\"at\":{\"source\":0,\"kind\":\"observed\"}}],"
    "\"gaps\":[{\"reason\":\"cut\",\"code\":\"truncated\",\"at\":{\"source\":0,\"byte\":77,\"kind\":\"observed\"}}]}";

static void round_trip_is_exact(void **state)
{
    (void)state;
    struct wy_evidence ev;
    wy_evidence_init(&ev, &wy_limits_default);
    struct wy_diag diag = {0};
    assert_int_equal(wy_evidence_decode(&ev, wy_str_bytes(wy_str_c(phone)), &diag), WY_OK);
    struct wy_buf buf;
    wy_buf_init(&buf, 1 << 20);
    wy_evidence_encode(&ev, WY_ENCODE_COMPACT, &buf);
    assert_str_is(wy_buf_str(&buf), phone);
    wy_buf_fini(&buf);
    wy_evidence_fini(&ev);
}

struct lines {
    struct wy_buf all;
    size_t n, longest;
};

static bool take_line(void *ctx, wy_str line)
{
    struct lines *l = ctx;
    assert_int_equal(line.ptr[line.len - 1], '\n');
    assert_null(memchr(line.ptr, '\n', line.len - 1));
    l->n++;
    l->longest = line.len > l->longest ? line.len : l->longest;
    wy_buf_add(&l->all, line);
    return true;
}

static bool take_none(void *ctx, wy_str line)
{
    (void)line;
    return ++*(int *)ctx < 2;
}

static wy_str whole(const struct wy_evidence *ev, struct wy_buf *buf)
{
    wy_buf_init(buf, 64 << 20);
    wy_evidence_encode(ev, WY_ENCODE_COMPACT, buf);
    return wy_buf_str(buf);
}

static wy_err read_all(struct wy_evidence *ev, wy_bytes lines, struct wy_diag *diag)
{
    struct wy_evidence_reader reader = wy_evidence_reader_new(ev);
    wy_err err = WY_OK;
    for (size_t n; err == WY_OK && lines.len; lines = wy_bytes_sub(lines, n, SIZE_MAX)) { // one by one
        const uint8_t *end = memchr(lines.ptr, '\n', lines.len);
        n = end ? (size_t)(end + 1 - lines.ptr) : lines.len;
        err = wy_evidence_read_lines(&reader, wy_bytes_sub(lines, 0, n), diag);
    }
    if (err == WY_OK)
        err = wy_evidence_reader_finish(&reader, diag);
    wy_evidence_reader_fini(&reader);
    return err;
}

// What comes back from a worker in lines is what it had, also beside other evidence.
static void lines_carry_all(void **state)
{
    (void)state;
    enum { ROWS = 9000 };
    struct wy_evidence a, b;
    struct wy_diag diag = {0};
    struct lines lines = {0};
    struct wy_buf one, two;
    wy_evidence_init(&a, &wy_limits_default);
    wy_evidence_init(&b, &wy_limits_default);
    wy_buf_init(&lines.all, 64 << 20);
    assert_int_equal(wy_evidence_decode(&a, wy_str_bytes(wy_str_c(phone)), &diag), WY_OK);
    for (int i = 0; i < ROWS; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, i % 9 ? "host%d\n" : "", i / 4);
        struct wy_transfer *t = WY_ADD(transfer, &a, transfers, (struct wy_origin){0});
        assert_non_null(t);
        t->host = wy_evidence_text(&a, (wy_str){text, (size_t)n});
        wy_strs_add(&a, &t->forms, WY_S("plain"));
    }
    assert_true(wy_evidence_encode_lines(&a, take_line, &lines));
    assert_true(lines.n >= 3 && lines.longest < 300000);
    assert_int_equal(read_all(&b, wy_str_bytes(wy_buf_str(&lines.all)), &diag), WY_OK);
    assert_true(wy_str_eq(whole(&a, &one), whole(&b, &two)));
    assert_int_equal(read_all(&b, wy_str_bytes(wy_buf_str(&lines.all)), &diag), WY_OK);
    assert_int_equal(((struct wy_transfer *)b.transfers.v)[2 * ROWS - 1].at.source, 1);
    // Cut anywhere but at the end of a line it is no evidence.
    wy_bytes cut = wy_bytes_sub(wy_str_bytes(wy_buf_str(&lines.all)), 0, lines.all.len - 2);
    assert_int_not_equal(read_all(&b, cut, &diag), WY_OK);
    int calls = 0;
    assert_false(wy_evidence_encode_lines(&a, take_none, &calls));
    assert_int_equal(calls, 2);
    wy_buf_fini(&lines.all);
    wy_buf_fini(&one);
    wy_buf_fini(&two);
    wy_evidence_fini(&a);
    wy_evidence_fini(&b);
}

static void merge_renumbers_sources(void **state)
{
    (void)state;
    struct wy_evidence a, b;
    wy_evidence_init(&a, &wy_limits_default);
    wy_evidence_init(&b, &wy_limits_default);
    struct wy_diag diag = {0};
    assert_int_equal(wy_evidence_decode(&a, wy_str_bytes(wy_str_c(phone)), &diag), WY_OK);
    assert_int_equal(wy_evidence_decode(&b, wy_str_bytes(wy_str_c(phone)), &diag), WY_OK);
    assert_int_equal(wy_evidence_merge(&a, &b), WY_OK);
    wy_evidence_fini(&b); // the merged rows must not depend on it
    assert_int_equal(a.sources.n, 2);
    assert_int_equal(a.packages.n, 2);
    struct wy_package *p = a.packages.v;
    assert_int_equal(p[1].at.source, 1);
    assert_str_is(p[1].name, "com.example.app");
    assert_str_is(p[1].requested.v[1], "b");
    assert_int_equal(p[1].permissions.n, 1);
    wy_evidence_fini(&a);
}

static void wrong_types_are_told(void **state)
{
    (void)state;
    struct wy_evidence ev;
    wy_evidence_init(&ev, &wy_limits_default);
    struct wy_diag diag = {0};
    const char *text =
        "{\"schema\":\"wary.evidence/1\",\"sources\":[],\"packages\":[{\"name\":7,\"at\":{\"source\":9}}]}";
    assert_int_equal(wy_evidence_decode(&ev, wy_str_bytes(wy_str_c(text)), &diag), WY_OK);
    assert_int_equal(ev.gaps.n, 1);
    wy_evidence_fini(&ev);
    wy_evidence_init(&ev, &wy_limits_default);
    text = "{\"schema\":\"wary.evidence/2\"}";
    assert_int_equal(wy_evidence_decode(&ev, wy_str_bytes(wy_str_c(text)), &diag), WY_UNSUPPORTED);
    wy_evidence_fini(&ev);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip_is_exact),
        cmocka_unit_test(lines_carry_all),
        cmocka_unit_test(merge_renumbers_sources),
        cmocka_unit_test(wrong_types_are_told),
    };
    return cmocka_run_group_tests_name("evidence/codec", tests, NULL, NULL);
}
