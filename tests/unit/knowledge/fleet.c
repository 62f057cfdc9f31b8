// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The columns of a fleet give each phone the answer that it gets alone; and a million of them, quickly.
#include "test.h"

#include "core/date.h"
#include "knowledge/index/build.h"
#include "knowledge/index/fleet.h"

#include <time.h>

static const char record[] =
    "{\"cveMetadata\":{\"cveId\":\"CVE-2099-1\"},\"containers\":{\"cna\":{\"affected\":["
    "{\"product\":\"com.x.hub\",\"defaultStatus\":\"unaffected\",\"versions\":[{\"version\":\"0\",\"lessThanOrEqual\":"
    "\"3.1.895.10\",\"status\":\"affected\",\"versionType\":\"custom\"}]}]}}}";
static const char level_record[] =
    "{\"id\":\"ASB-A-1\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"Android\","
    "\"name\":\"x\"},\"ecosystem_specific\":{\"spl\":\"2024-06-05\"},\"versions\":[\"13\",\"14\"]}]}";

static uint64_t random_state = 9;
static uint32_t roll(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % n;
}

static wy_err add(void *user, const struct wy_record *r, struct wy_diag *diag)
{
    return wy_index_builder_add(user, r, diag);
}

static void make_index(struct wy_arena *arena, struct wy_index *ix)
{
    struct wy_index_builder *b = wy_index_builder_new();
    const char *const texts[] = {record, level_record};
    wy_bytes file;
    assert_non_null(b);
    for (size_t i = 0; i < WY_COUNT(texts); i++) {
        const struct wy_json *root;
        assert_int_equal(wy_json_parse(NULL, wy_str_bytes(wy_str_c(texts[i])), 64, arena, &root, NULL), WY_OK);
        assert_int_equal(wy_record_read(root, WY_S(""), arena, add, b, NULL), WY_OK);
    }
    assert_int_equal(wy_index_builder_finish(b, 0, NULL), WY_OK);
    assert_true(wy_index_builder_copy(b, arena, &file));
    assert_int_equal(wy_index_from_bytes(ix, file, NULL), WY_OK);
    wy_index_builder_free(b);
}

enum { APPS = 6 };

static void make_phone(struct wy_asked *p, struct wy_asked_app apps[APPS], char text[APPS][2][32])
{
    *p = (struct wy_asked){.major = UINT64_C(1) << (11 + roll(5)), .system = 19700 + (int32_t)roll(500), .apps = apps};
    for (size_t i = 0; i < APPS; i++) {
        bool hub = i == 0 && roll(2);
        snprintf(text[i][0], 32, "com.%s", hub ? "x.hub" : "");
        if (!hub)
            snprintf(text[i][0], 32, "com.example.app%u", roll(40));
        snprintf(text[i][1], 32, roll(20) ? "3.%u.%u.%u" : "n/a", roll(3), 890 + roll(10), roll(20));
        apps[i] = (struct wy_asked_app){wy_str_c(text[i][0]), wy_str_c(text[i][1]), WY_CLAIM_PACKAGE};
    }
    p->apps_n = APPS;
}

struct one {
    wy_str id;
    enum wy_match_status status;
    const struct wy_index *index;
};

static void pick(void *user, const struct wy_matched *m)
{
    struct one *o = user;
    if (wy_str_eq(wy_index_text(o->index, m->advisory->id), o->id))
        o->status = m->status;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ask_all(uint32_t phones, bool compare)
{
    static const wy_str ids[] = {WY_S_INIT("CVE-2099-1"), WY_S_INIT("ASB-A-1")};
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet fleet;
    struct wy_fleet_builder *b = wy_fleet_builder_new();
    wy_bytes file;
    wy_arena_init(&arena, 0);
    make_index(&arena, &ix);
    assert_non_null(b);
    enum wy_match_status *want = wy_new(&arena, enum wy_match_status, (size_t)phones * 2);
    for (uint32_t i = 0; i < phones; i++) {
        struct wy_asked p;
        struct wy_asked_app apps[APPS];
        char text[APPS][2][32];
        make_phone(&p, apps, text);
        assert_int_equal(wy_fleet_add(b, WY_S("case"), WY_S("model"), &p, NULL), WY_OK);
        for (size_t k = 0; compare && k < 2; k++) {
            struct one o = {ids[k], WY_MATCH_NONE, &ix};
            assert_int_equal(wy_index_match(&ix, &p, &arena, pick, &o), WY_OK);
            want[i * 2 + k] = o.status;
        }
    }
    assert_int_equal(wy_fleet_finish(b, NULL), WY_OK);
    assert_true(wy_fleet_copy(b, &arena, &file));
    wy_fleet_builder_free(b);
    assert_int_equal(wy_fleet_from_bytes(&fleet, file, NULL), WY_OK);
    assert_int_equal(fleet.phones, phones);
    for (size_t k = 0; k < 2; k++) {
        uint32_t cursor = 0, hits = 0;
        uint8_t *status;
        double begin = seconds();
        assert_int_equal(wy_fleet_ask(&fleet, &ix, wy_index_find(&ix, ids[k], &cursor), &arena, &status), WY_OK);
        double took = seconds() - begin;
        for (uint32_t i = 0; i < phones; i++) {
            hits += status[i] == WY_MATCH_AFFECTED;
            if (compare)
                assert_int_equal(status[i], want[i * 2 + k]);
        }
        assert_true(hits > phones / 100 && hits < phones);
        if (!compare) {
            print_message("# %.*s against %u phones: %.3f s, %u affected\n", WY_ARG(ids[k]), phones, took, hits);
            assert_true(took < 1.0);
        }
    }
    wy_fleet_close(&fleet);
    wy_index_close(&ix);
    wy_arena_fini(&arena);
}

static void columns_are_phones(void **state)
{
    (void)state;
    ask_all(1000, true);
}

static void many(void **state)
{
    (void)state;
    ask_all(200000, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(columns_are_phones), cmocka_unit_test(many)};
    return cmocka_run_group_tests_name("knowledge/fleet", tests, NULL, NULL);
}
