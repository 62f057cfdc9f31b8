// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the shipped cases beside the advisories do not ask: rows of one package put together, sources that disagree,
// routers that no phone may match, age, files.
#include "test.h"

#include "knowledge/match.h"

#define DOC(id, tree, vulnerability)                                                                                   \
    "{\"document\":{\"csaf_version\":\"2.0\",\"title\":\"T\",\"tracking\":{\"id\":\"" id                               \
    "\",\"current_release_date\":\"2025-07-01T10:00:00Z\"}},\"product_tree\":{\"branches\":[{\"category\":"            \
    "\"product_name\",\"name\":\"App\",\"branches\":[" tree                                                            \
    "]}]},\"vulnerabilities\":[{\"cve\":\"CVE-2024-1\"," vulnerability "}]}"
#define RANGE(id, range, uri)                                                                                          \
    "{\"category\":\"product_version_range\",\"name\":\"" range "\",\"product\":{\"product_id\":\"" id                 \
    "\",\"name\":\"" id                                                                                                \
    "\",\"product_identification_helper\":{\"x_generic_uris\":[{\"namespace\":\"u:u\",\"uri\":\"" uri "\"}]}}}"

struct case_ {
    struct wy_knowledge *k;
    struct wy_evidence ev;
    struct wy_rows rows;
};

static void setup(struct case_ *c, const char *const *docs, size_t n)
{
    *c = (struct case_){.k = wy_knowledge_new_empty(&wy_limits_default)};
    assert_non_null(c->k);
    wy_evidence_init(&c->ev, &wy_limits_default);
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    for (size_t i = 0; i < n; i++)
        if (wy_knowledge_add(c->k, wy_str_bytes(wy_str_c(docs[i])), WY_S("t.json"), &diag) != WY_OK)
            fail_msg("%s", diag.text);
    assert_int_equal(wy_knowledge_settle(c->k, &diag), WY_OK);
}

static struct wy_package *add(struct case_ *c, const char *name, const char *version, const char *state)
{
    struct wy_package *p = WY_ADD(package, &c->ev, packages, (struct wy_origin){0});
    assert_non_null(p);
    p->name = wy_str_c(name);
    p->version_name = wy_str_c(version);
    p->state = wy_str_c(state);
    return p;
}

static const struct wy_flaw_match *only(struct case_ *c)
{
    c->rows = (struct wy_rows){0};
    assert_int_equal(wy_knowledge_match(c->k, &c->ev, true, &c->ev.arena, &c->rows), WY_OK);
    assert_int_equal(c->rows.n, 1);
    return c->rows.v;
}

static void teardown(struct case_ *c)
{
    wy_knowledge_free(c->k);
    wy_evidence_fini(&c->ev);
}

static const char *const simple[] = {
    DOC("A", RANGE("bad", "vers:apk/<2", "wary:package/com.a") "," RANGE("good", "vers:apk/>=2", "wary:package/com.a"),
        "\"product_status\":{\"known_affected\":[\"bad\"],\"fixed\":[\"good\"]}")};

static void an_update_hides_the_system_copy(void **state)
{
    (void)state;
    struct case_ c;
    setup(&c, simple, 1);
    add(&c, "com.a", "1.5", "hidden");
    add(&c, "com.a", "2.5", "installed");
    const struct wy_flaw_match *m = only(&c);
    assert_int_equal(m->standing, WY_STAND_FIXED);
    assert_str_is(m->version, "2.5");
    assert_true(m->hidden_affected);
    teardown(&c);
}

static void in_use_but_removed_takes_the_known_version(void **state)
{
    (void)state;
    struct case_ c;
    setup(&c, simple, 1);
    add(&c, "com.a", NULL, "referenced");
    add(&c, "com.a", "1.5", "removed");
    const struct wy_flaw_match *m = only(&c);
    assert_str_is(m->package->state, "referenced");
    assert_int_equal(m->standing, WY_STAND_AFFECTED);
    teardown(&c);
    setup(&c, simple, 1);
    add(&c, "com.a", NULL, "referenced");
    m = only(&c);
    assert_int_equal(m->standing, WY_STAND_UNKNOWN);
    assert_non_null(m->why);
    teardown(&c);
}

static void the_cautious_source_counts(void **state)
{
    (void)state;
    const char *const docs[] = {
        DOC("A", RANGE("x", "vers:apk/<2", "wary:package/com.a"), "\"product_status\":{\"known_affected\":[\"x\"]}"),
        DOC("B", RANGE("x", "vers:apk/>=1.4", "wary:package/com.a"), "\"product_status\":{\"fixed\":[\"x\"]}"),
    };
    struct case_ c;
    setup(&c, docs, 2);
    assert_int_equal(c.k->flaws.n, 1); // one flaw, two statements
    add(&c, "com.a", "1.5", "installed");
    assert_int_equal(only(&c)->standing, WY_STAND_AFFECTED);
    add(&c, "com.a", "2.5", "installed");
    teardown(&c);
}

static void what_cannot_be_ordered_cannot_be_told(void **state)
{
    (void)state;
    struct case_ c;
    setup(&c, simple, 1);
    add(&c, "com.a", "n/a", "installed");
    assert_int_equal(only(&c)->standing, WY_STAND_UNKNOWN);
    teardown(&c);
}

static void no_phone_matches_a_router(void **state)
{
    (void)state;
    struct case_ c = {.k = wy_knowledge_new(&wy_limits_default)};
    wy_evidence_init(&c.ev, &wy_limits_default);
    assert_int_equal(wy_knowledge_settle(c.k, NULL), WY_OK);
    const struct wy_flaw *router = wy_knowledge_find(c.k, WY_S("CVE-2020-14111"));
    assert_non_null(router);
    assert_false(router->matchable);
    struct wy_device *d = WY_ADD(device, &c.ev, devices, (struct wy_origin){0});
    d->maker = d->brand = WY_S("Xiaomi");
    d->model = WY_S("Xiaomi Router AX3600");
    d->codename = WY_S("r3600");
    d->kind = WY_S("router");
    add(&c, "Xiaomi Router AX3600", "1.1.12", "inventory");
    add(&c, "AX3600", "1.1.12", "inventory");
    for (int of_packages = 0; of_packages < 2; of_packages++)
        assert_int_equal(wy_knowledge_match(c.k, &c.ev, of_packages == 1, &c.ev.arena, &c.rows), WY_OK);
    for (WY_EACH(const struct wy_flaw_match, m, c.rows))
        if (m->standing >= WY_STAND_UNKNOWN)
            fail_msg("a router got %.*s", WY_ARG(m->flaw->id));
    teardown(&c);
}

static void age_of_knowledge(void **state)
{
    (void)state;
    struct case_ c;
    setup(&c, simple, 1);
    int64_t day = INT64_C(1751328000); // 2025-07-01
    assert_str_is(c.k->date, "2025-07-01");
    assert_int_equal(wy_knowledge_age_days(c.k, day), 0);
    assert_false(wy_knowledge_stale(c.k, day + 120 * 86400));
    assert_true(wy_knowledge_stale(c.k, day + 121 * INT64_C(86400)));
    teardown(&c);
    setup(&c, simple, 0);
    assert_true(wy_knowledge_stale(c.k, day));
    assert_int_equal(wy_knowledge_age_days(c.k, day), -1);
    teardown(&c);
}

static void files_of_the_user(void **state)
{
    (void)state;
    struct case_ c;
    setup(&c, simple, 0);
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    assert_int_equal(wy_knowledge_add_path(c.k, "/nowhere/at/all", &diag), WY_IO);
    char folder[4200];
    (void)snprintf(folder, sizeof folder, "%s/data/advisories/CVE-2024-45347", getenv("WARY_SOURCE"));
    diag = (struct wy_diag){.offset = WY_NO_OFFSET};
    assert_int_equal(wy_knowledge_add_path(c.k, folder, &diag), WY_OK);
    assert_int_equal(c.k->documents.n, 2); // the cases beside them are not advisories, and are told
    assert_true(c.k->problems.n > 5);
    teardown(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_update_hides_the_system_copy),
        cmocka_unit_test(in_use_but_removed_takes_the_known_version),
        cmocka_unit_test(the_cautious_source_counts),
        cmocka_unit_test(what_cannot_be_ordered_cannot_be_told),
        cmocka_unit_test(no_phone_matches_a_router),
        cmocka_unit_test(age_of_knowledge),
        cmocka_unit_test(files_of_the_user),
    };
    return cmocka_run_group_tests_name("knowledge/match", tests, NULL, NULL);
}
