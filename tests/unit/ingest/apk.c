// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/run.h"

#include "core/reader.h"
#include "recipe.h"

struct fixture {
    char folder[64];
    struct wy_arena arena;
    struct run r;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    wy_arena_init(&f->arena, 0);
    *state = f;
    return recipe_run("apksig", f->folder) ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    recipe_clean(f->folder);
    wy_arena_fini(&f->arena);
    free(f);
    return 0;
}

static void begin(struct fixture *f)
{
    run_init(&f->r);
    f->r.options.min_sdk = f->r.options.max_sdk = -1;
}

static wy_bytes apk_of(struct fixture *f, const char *seed, wy_bytes *idsig)
{
    struct wy_reader r = wy_reader_init(recipe_file(f->folder, seed, &f->arena), 0);
    wy_bytes apk = wy_read_bytes(&r, wy_read_u32le(&r));
    if (idsig)
        *idsig = wy_read_bytes(&r, wy_reader_left(&r));
    return apk;
}

static const struct wy_package *read_apk(struct fixture *f, const char *name, const char *seed)
{
    run_item(&f->r, name, apk_of(f, seed, NULL));
    assert_int_equal(f->r.err, WY_OK);
    assert_string_equal(f->r.artifact->kind, "apk");
    return package_of(&f->r, "org.example.app", "archive");
}

static void an_apk_is_a_package(void **state)
{
    struct fixture *f = *state;
    begin(f);
    const struct wy_package *p = read_apk(f, "under any name", "good-v1v2v3.seed");
    assert_str_is(p->version_name, "1.7");
    assert_str_is(p->label, "Example");
    assert_int_equal(p->version_code.v, 7);
    assert_int_equal(p->debuggable, WY_YES);
    assert_int_equal(p->sha256.len, 64);
    assert_int_equal(p->requested.n, 1);
    assert_int_equal(p->components.n, 2); // the provider is not exported
    const struct wy_component *c = p->components.v;
    assert_str_is(c[1].permission, "org.example.P");
    assert_str_is(c[1].protection, "signature");
    assert_int_equal(p->signature->verified, WY_YES);
    assert_int_equal(p->signature->schemes.n, 3);
    assert_int_equal(p->signature->source_stamp, WY_YES);
    assert_int_equal(p->signature->v4, WY_UNKNOWN);
    assert_int_equal(p->signature->min_sdk.v, 21); // the manifest's
    run_fini(&f->r);
}

static void the_range_is_the_askers(void **state)
{
    struct fixture *f = *state;
    begin(f);
    f->r.options.max_sdk = 23;
    const struct wy_package *p = read_apk(f, "a.apk", "good-v1v2v3.seed");
    assert_int_equal(p->signature->schemes.n, 1);
    assert_int_equal(p->signature->max_sdk.v, 23);
    run_fini(&f->r);
    begin(f);
    f->r.options.max_sdk = 20; // the app needs 21
    p = read_apk(f, "a.apk", "good-v1v2v3.seed");
    assert_null(p->signature);
    assert_int_equal(f->r.ev.gaps.n, 1);
    run_fini(&f->r);
}

static void a_changed_apk_is_told(void **state)
{
    struct fixture *f = *state;
    begin(f);
    const struct wy_package *p = read_apk(f, "a.apk", "bad-changed.seed");
    assert_int_equal(p->signature->verified, WY_NO);
    assert_true(p->signature->errors.n > 0);
    run_fini(&f->r);
}

static void an_idsig_beside_is_read(void **state)
{
    struct fixture *f = *state;
    begin(f);
    wy_bytes idsig;
    (void)apk_of(f, "good-v1v2v3.seed", &idsig);
    f->r.options.idsig = idsig;
    assert_int_equal(read_apk(f, "a.apk", "good-v1v2v3.seed")->signature->v4, WY_YES);
    run_item(&f->r, "a.apk.idsig", idsig);
    assert_int_equal(f->r.err, WY_OK);
    assert_string_equal(f->r.artifact->kind, "idsig");
    run_fini(&f->r);
    begin(f);
    f->r.options.idsig = wy_bytes_sub(idsig, 0, 100);
    const struct wy_package *p = read_apk(f, "a.apk", "good-v1v2v3.seed");
    assert_int_equal(p->signature->v4, WY_NO);
    assert_int_equal(p->signature->verified, WY_YES);
    run_fini(&f->r);
}

static void splits_join_their_app(void **state)
{
    struct fixture *f = *state;
    static const char *const orders[2][2] = {{"good-v1v2v3.seed", "good-split.seed"},
                                             {"good-split.seed", "good-v1v2v3.seed"}};
    for (size_t i = 0; i < 2; i++) {
        begin(f);
        (void)read_apk(f, "x/a.apk", orders[i][0]);
        const struct wy_package *p = read_apk(f, "x/b.apk", orders[i][1]);
        assert_int_equal(f->r.ev.packages.n, 1);
        assert_int_equal(p->splits.n, 1);
        assert_str_is(p->splits.v[0], "config.hi");
        assert_str_is(p->label, "Example");
        assert_int_equal(p->signature->verified, WY_YES);
        assert_int_equal(p->signature->source_stamp, WY_YES); // the base's
        run_fini(&f->r);
    }
    begin(f);
    (void)read_apk(f, "x/a.apk", "good-v1v2v3.seed");
    const struct wy_package *p = read_apk(f, "x/b.apk", "good-split-of-another.seed");
    assert_int_equal(p->signature->verified, WY_NO); // another signer
    assert_true(wy_str_starts(p->signature->errors.v[0], WY_S("SPLIT_SIGNERS_DIFFER")));
    run_fini(&f->r);
}

static void what_cannot_be_read_is_a_failure(void **state)
{
    struct fixture *f = *state;
    wy_bytes apk = apk_of(f, "good-v1.seed", NULL);
    for (size_t cut = 4; cut < apk.len; cut += 11) {
        begin(f);
        run_item(&f->r, "a.apk", wy_bytes_sub(apk, 0, cut));
        assert_int_not_equal(f->r.err, WY_OK);
        assert_true(f->r.diag.text[0] != 0);
        run_fini(&f->r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_apk_is_a_package),   cmocka_unit_test(the_range_is_the_askers),
        cmocka_unit_test(a_changed_apk_is_told), cmocka_unit_test(an_idsig_beside_is_read),
        cmocka_unit_test(splits_join_their_app), cmocka_unit_test(what_cannot_be_read_is_a_failure),
    };
    return cmocka_run_group_tests_name("ingest/apk", tests, setup, teardown);
}
