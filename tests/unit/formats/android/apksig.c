// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/apksig.h"

#include "core/reader.h"
#include "formats/android/apksig_jar.h"

#include "recipe.h"

struct fixture {
    char folder[64];
    struct wy_arena arena;
    struct wy_memory_blob apk, idsig;
    struct wy_zip zip;
    struct wy_apksig sig;
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

static void load(struct fixture *f, const char *name)
{
    struct wy_reader r = wy_reader_init(recipe_file(f->folder, name, &f->arena), 0);
    size_t n = wy_read_u32le(&r);
    f->apk = wy_memory_blob(wy_read_bytes(&r, n));
    f->idsig = wy_memory_blob(wy_read_bytes(&r, wy_reader_left(&r)));
}

static bool verify(struct fixture *f, int min_sdk, int max_sdk, bool idsig)
{
    struct wy_diag diag = {0};
    struct wy_apksig_options o = {
        .min_sdk = min_sdk, .max_sdk = max_sdk, .target_sdk = 29, .idsig = idsig ? &f->idsig.blob : NULL};
    assert_int_equal(wy_zip_open(&f->zip, &f->apk.blob, WY_ZIP_AS_ANDROID, &wy_limits_default, &f->arena, &diag),
                     WY_OK);
    assert_int_equal(wy_apksig_verify(&f->sig, &f->zip, &o, &f->arena, &diag), WY_OK);
    return f->sig.verified;
}

static bool told(const struct wy_rows *list, const char *name)
{
    for (WY_EACH(wy_str, s, *list)) {
        if (wy_str_starts(*s, wy_str_c(name)))
            return true;
    }
    return false;
}

static void each_range_has_its_schemes(void **state)
{
    struct fixture *f = *state;
    load(f, "good-v1v2v3.seed");
    assert_true(verify(f, 21, WY_SDK_MAX, false));
    assert_int_equal(f->sig.schemes, WY_APKSIG_V1 | WY_APKSIG_V2 | WY_APKSIG_V3);
    assert_int_equal(f->sig.source_stamp, WY_APKSIG_GOOD);
    assert_int_equal(f->sig.lineage.n, 2);
    assert_true(verify(f, 28, WY_SDK_MAX, false));
    assert_int_equal(f->sig.schemes, WY_APKSIG_V3);
    assert_true(verify(f, 21, 23, false));
    assert_int_equal(f->sig.schemes, WY_APKSIG_V1);
    assert_true(told(&f->sig.warnings, "WEAK_KEY")); // the old key has 1024 bits
    load(f, "good-v31.seed");
    assert_true(verify(f, 24, WY_SDK_MAX, false));
    assert_int_equal(f->sig.schemes, WY_APKSIG_V2 | WY_APKSIG_V3 | WY_APKSIG_V31);
    assert_false(verify(f, 21, WY_SDK_MAX, false));
    assert_true(told(&f->sig.errors, "JAR_SIG_NO_MANIFEST"));
}

static void changes_are_noticed(void **state)
{
    struct fixture *f = *state;
    load(f, "bad-changed.seed");
    assert_false(verify(f, 28, WY_SDK_MAX, false));
    assert_true(told(&f->sig.errors, "V3_SIG_APK_DIGEST_DID_NOT_VERIFY"));
    assert_false(verify(f, 24, 27, false));
    assert_true(told(&f->sig.errors, "V2_SIG_APK_DIGEST_DID_NOT_VERIFY"));
    assert_false(verify(f, 21, 23, false));
    assert_true(told(&f->sig.errors, "JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY"));
}

// No byte of the entries, the directory or the end record may change; only inside the signing block are there bytes
// that sign nothing.
static void no_byte_of_the_content_may_change(void **state)
{
    struct fixture *f = *state;
    load(f, "good-v31.seed");
    assert_true(verify(f, 33, WY_SDK_MAX, false));
    uint64_t directory = f->zip.directory;
    size_t n = (size_t)f->apk.blob.size;
    uint8_t *copy = wy_arena_alloc(&f->arena, n, 8);
    memcpy(copy, f->apk.blob.memory, n);
    f->apk = wy_memory_blob((wy_bytes){copy, n});
    for (size_t at = 0; at < n - 22; at += at < 600 || at > directory ? 7 : 4001) {
        if (at > 1200 && at < directory)
            continue;
        copy[at] ^= 0x20;
        struct wy_diag diag = {0};
        struct wy_apksig_options o = {.min_sdk = 33, .max_sdk = WY_SDK_MAX};
        struct wy_arena_mark mark = wy_arena_mark(&f->arena);
        if (wy_zip_open(&f->zip, &f->apk.blob, WY_ZIP_AS_ANDROID, &wy_limits_default, &f->arena, &diag) == WY_OK) {
            assert_int_equal(wy_apksig_verify(&f->sig, &f->zip, &o, &f->arena, &diag), WY_OK);
            assert_false(f->sig.verified);
        }
        wy_arena_reset(&f->arena, mark);
        copy[at] ^= 0x20;
    }
}

static void stripped_schemes_are_missed(void **state)
{
    struct fixture *f = *state;
    load(f, "bad-v1-announces-v2.seed");
    assert_false(verify(f, 21, WY_SDK_MAX, false));
    assert_true(told(&f->sig.errors, "JAR_SIG_MISSING_APK_SIG_REFERENCED"));
    assert_true(verify(f, 21, 23, false)); // releases that know no v2
    load(f, "bad-v2-announces-v3.seed");
    assert_false(verify(f, 24, WY_SDK_MAX, false));
    assert_true(told(&f->sig.errors, "V2_SIG_MISSING_APK_SIG_REFERENCED"));
    assert_true(verify(f, 24, 27, false));
}

static void tricks_are_told(void **state)
{
    struct fixture *f = *state;
    load(f, "good-second-v2-block.seed");
    assert_true(verify(f, 24, WY_SDK_MAX, false));
    assert_true(told(&f->sig.warnings, "SIGNING_BLOCK_REPEATED"));
    load(f, "good-v1-janus.seed");
    assert_true(verify(f, 21, WY_SDK_MAX, false));
    assert_true(told(&f->sig.warnings, "JANUS"));
}

static void hybrid_signers_are_told_and_missed(void **state)
{
    struct fixture *f = *state;
    load(f, "good-v32.seed");
    assert_true(verify(f, 28, WY_SDK_MAX, false));
    assert_true(told(&f->sig.warnings, "V32_SIGNER_NOT_VERIFIED: for SDK 37 to 2147483647, algorithm 0x0103"));
    assert_true(told(&f->sig.warnings, "V32_SIGNER_NOT_VERIFIED: for SDK 37 to 2147483647, algorithm 0x0501 (ML-DSA"));
    assert_false(told(&f->sig.warnings, "SIG_UNKNOWN_ADDITIONAL_ATTRIBUTE"));
    load(f, "bad-v32-gone.seed");
    assert_false(verify(f, 28, WY_SDK_MAX, false));
    assert_true(told(&f->sig.errors, "V32_BLOCK_MISSING"));
    assert_true(verify(f, 28, 36, false));
}

static void idsig_files_are_checked(void **state)
{
    struct fixture *f = *state;
    load(f, "good-v1v2v3.seed");
    assert_true(verify(f, 21, WY_SDK_MAX, true));
    assert_int_equal(f->sig.v4, WY_APKSIG_GOOD);
    load(f, "bad-changed.seed");
    struct wy_memory_blob idsig = f->idsig;
    load(f, "good-v1v2v3.seed");
    wy_bytes cut = {idsig.blob.memory, (size_t)idsig.blob.size};
    for (size_t i = 0; i < cut.len; i += 97) { // cut off anywhere: bad, and the APK itself stays good
        f->idsig = wy_memory_blob(wy_bytes_sub(cut, 0, i));
        assert_true(verify(f, 28, WY_SDK_MAX, true));
        if (f->sig.v4 == WY_APKSIG_GOOD) // without the tree at its end it is still whole
            assert_true(i > 700);
    }
    load(f, "good-v31.seed");
    f->idsig = idsig;
    assert_true(verify(f, 24, WY_SDK_MAX, true));
    assert_int_equal(f->sig.v4, WY_APKSIG_BAD);
}

static void jar_lines_are_unfolded(void **state)
{
    struct fixture *f = *state;
    struct wy_jar jar = {
        wy_str_bytes(WY_S("\r\nName: a\r\n bc\r\nSHA1-Digest: x\r\n  y\r\n\r\nName: d\nK: v\n\n\nno colon\n")), 0};
    struct wy_jar_section s;
    assert_true(wy_jar_next(&jar, &s, &f->arena));
    assert_str_is(s.name, "abc");
    assert_str_is(wy_jar_attribute(&s, WY_S("sha1-digest"), &f->arena), "x y");
    assert_int_equal(s.bytes.len, 37);
    assert_true(wy_jar_next(&jar, &s, &f->arena));
    assert_str_is(s.name, "d");
    assert_str_is(wy_jar_attribute(&s, WY_S("K"), &f->arena), "v");
    assert_null(wy_jar_attribute(&s, WY_S("X"), &f->arena).ptr);
    assert_true(wy_jar_next(&jar, &s, &f->arena));
    assert_null(s.name.ptr);
    assert_false(wy_jar_next(&jar, &s, &f->arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_range_has_its_schemes),
        cmocka_unit_test(changes_are_noticed),
        cmocka_unit_test(no_byte_of_the_content_may_change),
        cmocka_unit_test(stripped_schemes_are_missed),
        cmocka_unit_test(tricks_are_told),
        cmocka_unit_test(hybrid_signers_are_told_and_missed),
        cmocka_unit_test(idsig_files_are_checked),
        cmocka_unit_test(jar_lines_are_unfolded),
    };
    return cmocka_run_group_tests_name("formats/android/apksig", tests, setup, teardown);
}
