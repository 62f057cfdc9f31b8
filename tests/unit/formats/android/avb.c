// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Against images made by tests/gen/avb.py, and against avbtool's words about the shared ones.
#include "test.h"

#include "formats/android/avb.h"

#include <glob.h>
#include <unistd.h>

static wy_bytes slurp(struct wy_arena *arena, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return (wy_bytes){0};
    uint8_t *data = wy_new(arena, uint8_t, 1 << 20);
    size_t n = fread(data, 1, 1 << 20, f);
    fclose(f);
    return (wy_bytes){data, n};
}

static char folder[] = "/tmp/wary-avb-XXXXXX";

static int make(void **state)
{
    (void)state;
    char command[8192];
    const char *source = getenv("WARY_SOURCE");
    if (!source || !mkdtemp(folder))
        return -1;
    snprintf(command, sizeof command, "/usr/bin/python3 %s/tests/gen/avb.py %s", source, folder);
    return system(command);
}

static int unmake(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static wy_err read_made(struct wy_arena *arena, const char *name, struct wy_avb *avb)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct wy_memory_blob blob = wy_memory_blob(slurp(arena, path));
    struct wy_diag diag = {0};
    assert_true(wy_avb_is(&blob.blob));
    wy_err err = wy_avb_read(&blob.blob, arena, avb, &diag);
    return err == WY_OK ? wy_avb_check_image(&blob.blob, avb, 1 << 20, &diag) : err;
}

static void every_descriptor_is_read(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    struct wy_avb avb;
    assert_int_equal(read_made(&a, "good-every.img", &avb), WY_OK);
    assert_int_equal(avb.signature, WY_AVB_SIGNATURE_VERIFIED);
    assert_int_equal(avb.rollback_index, 42);
    assert_int_equal(avb.rollback_index_location, 3);
    assert_str_is(wy_bytes_str(avb.release), "wary recipe");
    static const enum wy_avb_kind kinds[] = {WY_AVB_PROPERTY, WY_AVB_HASH,    WY_AVB_HASHTREE,
                                             WY_AVB_CHAIN,    WY_AVB_CMDLINE, WY_AVB_OTHER};
    assert_int_equal(avb.entries.n, WY_COUNT(kinds));
    const struct wy_avb_entry *e = avb.entries.v;
    for (size_t i = 0; i < WY_COUNT(kinds); i++)
        assert_int_equal(e[i].kind, kinds[i]);
    assert_str_is(wy_bytes_str(e[0].value), "2024-05-05");
    assert_str_is(wy_bytes_str(e[3].partition), "vbmeta_system");
    assert_int_equal(e[3].rollback_index_location, 2);
    assert_int_equal(e[1].check, WY_AVB_NOT_CHECKED); // speaks of another image
    wy_arena_fini(&a);
}

static void images_are_digested(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum wy_avb_check check;
    } cases[] = {
        {"good-boot.img", WY_AVB_VERIFIED}, {"good-system.img", WY_AVB_VERIFIED}, {"bad-system.img", WY_AVB_BROKEN}};
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct wy_arena a;
        wy_arena_init(&a, 0);
        struct wy_avb avb;
        assert_int_equal(read_made(&a, cases[i].name, &avb), WY_OK);
        assert_true(avb.footer);
        assert_int_equal(((struct wy_avb_entry *)avb.entries.v)->check, cases[i].check);
        wy_arena_fini(&a);
    }
}

static void trees_of_every_height(void **state)
{
    (void)state;
    char pattern[64];
    glob_t found = {0};
    snprintf(pattern, sizeof pattern, "%s/tree-*.img", folder);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct wy_arena a;
        wy_arena_init(&a, 0);
        struct wy_avb avb;
        assert_int_equal(read_made(&a, strrchr(found.gl_pathv[i], '/') + 1, &avb), WY_OK);
        if (((struct wy_avb_entry *)avb.entries.v)->check != WY_AVB_VERIFIED)
            fail_msg("%s", found.gl_pathv[i]);
        wy_arena_fini(&a);
    }
    assert_int_equal(found.gl_pathc, 16);
    globfree(&found);
}

static void damage_is_seen(void **state)
{
    (void)state;
    struct wy_arena a;
    wy_arena_init(&a, 0);
    struct wy_avb avb;
    assert_int_equal(read_made(&a, "bad-signature.img", &avb), WY_OK);
    assert_int_equal(avb.signature, WY_AVB_SIGNATURE_BROKEN);
    assert_int_equal(read_made(&a, "bad-sizes.img", &avb), WY_LIMIT);
    assert_int_equal(avb.rollback_index, 42); // the header itself was whole
    assert_int_equal(read_made(&a, "good-unsigned.img", &avb), WY_OK);
    assert_int_equal(avb.signature, WY_AVB_SIGNATURE_ABSENT);
    assert_int_equal(avb.flags, 3);
    wy_arena_fini(&a);
}

static bool number_after(wy_str text, const char *label, uint64_t *out)
{
    wy_str value = wy_str_trim(wy_str_between(text, wy_str_c(label), WY_S("\n")));
    return wy_str_u64(value, out);
}

static void agrees_with_avbtool(void **state)
{
    (void)state;
    const char *data = shared_data();
    char pattern[4096];
    glob_t g;
    snprintf(pattern, sizeof pattern, "%s/trust/avb/generated/*.img", data ? data : "/nonexistent");
    if (!data || glob(pattern, 0, NULL, &g) != 0)
        skip();
    for (size_t i = 0; i < g.gl_pathc; i++) {
        struct wy_arena a;
        wy_arena_init(&a, 0);
        struct wy_memory_blob blob = wy_memory_blob(slurp(&a, g.gl_pathv[i]));
        struct wy_avb avb;
        struct wy_diag diag = {0};
        wy_err err = wy_avb_read(&blob.blob, &a, &avb, &diag);
        snprintf(pattern, sizeof pattern, "%s.info.txt", g.gl_pathv[i]);
        wy_str info = wy_bytes_str(slurp(&a, pattern));
        uint64_t v;
        if (number_after(info, "Rollback Index:", &v))
            assert_int_equal(avb.rollback_index, v);
        if (number_after(info, "Flags:", &v))
            assert_int_equal(avb.flags, v);
        if (number_after(info, "Rollback Index Location:", &v))
            assert_int_equal(avb.rollback_index_location, v);
        snprintf(pattern, sizeof pattern, "%s.verify.txt", g.gl_pathv[i]);
        wy_str verdict = wy_bytes_str(slurp(&a, pattern));
        bool good = err == WY_OK && avb.signature != WY_AVB_SIGNATURE_BROKEN;
        if (verdict.len && good != wy_str_has(verdict, WY_S("Successfully verified")))
            fail_msg("%s: avbtool says %.*s", g.gl_pathv[i], WY_ARG(verdict));
        wy_arena_fini(&a);
    }
    globfree(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_descriptor_is_read), cmocka_unit_test(images_are_digested),
        cmocka_unit_test(trees_of_every_height),    cmocka_unit_test(damage_is_seen),
        cmocka_unit_test(agrees_with_avbtool),
    };
    return cmocka_run_group_tests_name("formats/android/avb", tests, make, unmake);
}
