// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// All of shared data in one index (skipped without it): CVE, OSV, CSAF, tables, with an SDK table and KEV marks of our
// own. For phones made from real property dumps and lists of apps the index answers as a plain scan does, claim by
// claim; routers and speakers never match one. And the shipped cases get from an index what they get from the shelf.
#include "ingest_fixture.h"

#include "core/date.h"
#include "evidence/codec.h"
#include "knowledge/import.h"
#include "knowledge/index/build.h"
#include "knowledge/index/match.h"
#include "knowledge/match.h"

#include <dirent.h>
#include <unistd.h>

struct world {
    struct wy_arena arena;
    struct wy_index_builder *builder;
    struct wy_index index;
    struct wy_import_counts counts;
};

static wy_err add(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    return wy_index_builder_add(user, record, diag);
}

static void begin(struct world *w)
{
    *w = (struct world){0};
    wy_arena_init(&w->arena, 0);
    w->builder = wy_index_builder_new();
    assert_non_null(w->builder);
}

static void take(struct world *w, const char *folder, const char *below)
{
    char path[4096];
    struct wy_diag diag = {0};
    struct wy_import_options options = {.limits = &wy_limits_default, .sink = add, .user = w->builder};
    snprintf(path, sizeof path, "%s/%s", folder, below);
    if (wy_import(path, &options, &w->counts, &diag) != WY_OK)
        fail_msg("%s: %s", path, diag.text);
}

static void take_text(struct world *w, const char *name, const char *json)
{
    const struct wy_json *root;
    struct wy_record_out out = {add, NULL, w->builder};
    assert_int_equal(wy_json_parse(NULL, wy_str_bytes(wy_str_c(json)), 64, &w->arena, &root, NULL), WY_OK);
    assert_int_equal(wy_record_read(root, wy_str_c(name), &w->arena, &out, NULL), WY_OK);
}

static void seal(struct world *w)
{
    wy_bytes file;
    assert_int_equal(wy_index_builder_finish(w->builder, 0, NULL), WY_OK);
    assert_true(wy_index_builder_copy(w->builder, &w->arena, &file));
    assert_int_equal(wy_index_from_bytes(&w->index, file, NULL), WY_OK);
    wy_index_builder_free(w->builder);
}

static uint64_t random_state = 11;
static uint32_t roll(uint32_t n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % n;
}

static int only_text(const struct dirent *e) { return e->d_name[0] != '.'; }

static wy_bytes whole(struct wy_arena *arena, const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *text = wy_arena_alloc(arena, 1 << 20, 8);
    assert_non_null(f);
    size_t n = fread(text, 1, 1 << 20, f);
    (void)fclose(f);
    return (wy_bytes){text, n};
}

// Apps that records name in versions that they name and around them, a few of Xiaomi's, the rest unknown; and a kernel.
static void add_software(struct wy_evidence *ev, const struct wy_index *ix)
{
    static const char *const versions[] = {"1.0", "3.1.895.10", "119.0.6045.1", "n/a", "5.9.5", "", "2024.1"};
    for (unsigned i = 0; i < 120; i++) {
        const struct wy_index_claim *c = &ix->claims[roll(ix->claims_n)];
        const struct wy_index_span *s;
        for (int k = 0; k < 300 && !wy_claim_of_app(c); k++)
            c = &ix->claims[roll(ix->claims_n)];
        struct wy_package *p = WY_ADD(package, ev, packages, (struct wy_origin){0});
        assert_non_null(p);
        p->name = wy_claim_of_app(c) ? wy_index_text(ix, c->subject) : WY_S("com.example.app");
        if (c->kind == WY_CLAIM_PURL)
            p->purl = wy_arena_printf(&ev->arena, "pkg:%.*s", WY_ARG(p->name));
        p->version_name = wy_str_c(versions[roll(WY_COUNT(versions))]);
        if (wy_index_spans(ix, c, &s) && roll(2))
            p->version_name = wy_index_text(ix, roll(2) && s->to ? s->to : s->from);
        if (roll(3) == 0)
            p->version_code = wy_int_of(roll(5000000));
        p->state = roll(6) ? WY_S("installed") : WY_S("inventory");
        p->label = roll(2) ? WY_S("Mi Connect Service") : WY_S("x");
    }
    struct wy_package *m = WY_ADD(package, ev, packages, (struct wy_origin){0});
    m->name = WY_S("com.google.android.modulemetadata");
    m->version_name = WY_S("2023-05-01");
    for (WY_EACH(struct wy_device, d, ev->devices))
        if (!d->kernel.ptr && roll(4))
            d->kernel = wy_arena_printf(&ev->arena, "%u.%u.%u-perf", 4 + roll(3), roll(20), roll(250));
}

struct answers {
    const struct wy_index *index;
    uint8_t *status;
    const struct wy_index_claim **claim;
    const char **why;
    size_t n;
};

static void note(void *user, const struct wy_matched *m)
{
    struct answers *a = user;
    size_t i = (size_t)(m->advisory - a->index->advisories);
    a->status[i] = (uint8_t)m->status;
    a->claim[i] = m->claim;
    a->why[i] = m->why;
    a->n++;
}

static void make_answers(struct answers *a, const struct wy_index *ix, struct wy_arena *arena)
{
    *a = (struct answers){ix, wy_new(arena, uint8_t, ix->advisories_n), NULL, NULL, 0};
    a->claim = (const struct wy_index_claim **)wy_arena_alloc_array(arena, ix->advisories_n, sizeof *a->claim, 8);
    a->why = (const char **)wy_arena_alloc_array(arena, ix->advisories_n, sizeof *a->why, 8);
    assert_true(a->status && a->claim && a->why);
}

// Routers, speakers, cameras: records that no phone is a match of. `ours` are Xiaomi's, by the names that the records
// give; `others` every other maker's.
struct controls {
    struct wy_rows ours, others; // uint32_t: advisories
};
static struct controls controls;

static bool has_one(wy_str text, const char *const *words, size_t n)
{
    char lower[1024];
    size_t len = wy_min(text.len, sizeof lower);
    for (size_t i = 0; i < len; i++)
        lower[i] = wy_lower(text.ptr[i]);
    for (size_t i = 0; i < n; i++)
        if (wy_str_has((wy_str){lower, len}, wy_str_c(words[i])))
            return true;
    return false;
}

static void find_controls(const struct wy_index *ix, struct wy_arena *arena)
{
    static const char *const makers[] = {"xiaomi", "redmi ", "redmi_", "mijia", "yeelight", "miwifi"};
    static const char *const devices[] = {"router", "speaker",  "camera", "scooter", "light bulb", "gateway",
                                          "vacuum", "doorbell", "nas ",   "switch",  "modem",      "_firmware"};
    controls = (struct controls){0};
    for (uint32_t i = 0; i < ix->advisories_n; i++) {
        const struct wy_index_advisory *a = &ix->advisories[i];
        const struct wy_index_claim *c;
        bool device = false, ours = has_one(wy_index_prose(ix, a->text), makers, WY_COUNT(makers)), other = false;
        uint32_t n = wy_index_claims(ix, a, &c);
        for (uint32_t k = 0; k < n; k++) {
            wy_str vendor = wy_index_text(ix, c[k].vendor), subject = wy_index_text(ix, c[k].subject);
            ours |= has_one(vendor, makers, WY_COUNT(makers)) || has_one(subject, makers, WY_COUNT(makers)) ||
                    wy_str_eq(vendor, WY_S("mi"));
            device |= has_one(subject, devices, WY_COUNT(devices));
            other |= c[k].kind != WY_CLAIM_PRODUCT; // a chip or a release, too
        }
        static const char *const in_words[] = {"router", "speaker", "rom version"};
        device |= ours && has_one(wy_index_prose(ix, a->text), in_words, WY_COUNT(in_words));
        uint32_t *row = device && (ours || !other)
                            ? wy_rows_add(ours ? &controls.ours : &controls.others, arena, sizeof *row)
                            : NULL;
        if (row)
            *row = i;
    }
}

// Apps that are called what the devices are called, in the versions that the records name.
static void add_traps(struct wy_evidence *ev, const struct wy_index *ix)
{
    for (WY_EACH(const uint32_t, i, controls.ours)) {
        const struct wy_index_claim *c;
        const struct wy_index_span *s;
        if (!wy_index_claims(ix, &ix->advisories[*i], &c))
            continue;
        struct wy_package *p = WY_ADD(package, ev, packages, (struct wy_origin){0});
        assert_non_null(p);
        p->name = p->label = wy_index_text(ix, c->subject);
        p->state = roll(2) ? WY_S("installed") : WY_S("inventory");
        p->version_name = wy_index_spans(ix, c, &s) ? wy_index_text(ix, s->to ? s->to : s->from) : WY_S("1.0");
        for (WY_EACH(struct wy_device, d, ev->devices))
            if (roll(20) == 0)
                d->model = p->name;
    }
}

static void check_controls(const struct answers *a)
{
    static const char *const named[] = {"CVE-2023-26315", "CVE-2023-26317", "CVE-2023-26318", "CVE-2023-26319",
                                        "CVE-2023-26320", "CVE-2023-31541", "CVE-2024-45348", "CVE-2024-37663",
                                        "CVE-2024-37664", "CVE-2020-14111", "CVE-2020-14119"};
    const struct wy_rows *sets[] = {&controls.ours, &controls.others};
    for (size_t s = 0; s < WY_COUNT(sets); s++)
        for (WY_EACH(const uint32_t, i, *sets[s]))
            if (a->status[*i])
                fail_msg("%.*s matched a phone", WY_ARG(wy_index_text(a->index, a->index->advisories[*i].id)));
    for (size_t i = 0; i < WY_COUNT(named); i++) {
        uint32_t cursor = 0;
        const struct wy_index_advisory *c = wy_index_find(a->index, wy_str_c(named[i]), &cursor);
        if (!c || a->status[c - a->index->advisories])
            fail_msg("%s is not in the index, or matched a phone", named[i]);
    }
}

static size_t compare(struct world *w, const struct wy_evidence *ev)
{
    struct answers fast, plain;
    struct wy_asked p;
    struct wy_arena_mark mark = wy_arena_mark(&w->arena);
    assert_true(wy_asked_from_evidence(ev, &w->arena, &p));
    make_answers(&fast, &w->index, &w->arena);
    make_answers(&plain, &w->index, &w->arena);
    assert_int_equal(wy_index_match(&w->index, &p, &w->arena, note, &fast), WY_OK);
    assert_int_equal(wy_index_scan(&w->index, &p, &w->arena, note, &plain), WY_OK);
    for (uint32_t i = 0; i < w->index.advisories_n; i++)
        if (fast.status[i] != plain.status[i] || fast.claim[i] != plain.claim[i] || fast.why[i] != plain.why[i])
            fail_msg("%.*s: %d by the index, %d by scan", WY_ARG(wy_index_text(&w->index, w->index.advisories[i].id)),
                     fast.status[i], plain.status[i]);
    check_controls(&fast);
    size_t n = fast.n;
    wy_arena_reset(&w->arena, mark);
    return n;
}

static size_t phones_of(struct world *w, const char *folder, size_t *answers)
{
    struct dirent **names = NULL;
    int n = scandir(folder, &names, only_text, alphasort);
    size_t phones = 0;
    for (int i = 0; i < n; i++) {
        char path[8192];
        void *state;
        snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        assert_int_equal(fixture_setup(&state), 0);
        struct fixture *f = state;
        if (feed_bytes(f, "getprop.txt", whole(&f->scratch, path))) {
            finish(f);
            add_software(&f->ev, &w->index);
            add_traps(&f->ev, &w->index);
            *answers += compare(w, &f->ev);
            phones++;
        }
        assert_int_equal(fixture_teardown(&state), 0);
        free(names[i]);
    }
    free(names);
    return phones;
}

static void index_is_scan(void **state)
{
    static const char *const skins[] = {"MIUI", "HyperOS", "OneUI", "ColorOS", "Other", "LineageOS", "OxygenOS"};
    (void)state;
    struct world w;
    char folder[4096];
    size_t phones = 0, answers = 0;
    if (!shared_data() || access(shared_data(), R_OK) != 0)
        skip();
    begin(&w);
    static const char *const sources[] = {"advisories/cve5", "advisories/osv/android", "advisories/osv/golang-vulndb",
                                          "advisories/android", "advisories/csaf"};
    for (size_t i = 0; i < WY_COUNT(sources); i++)
        take(&w, shared_data(), sources[i]);
    take(&w, getenv("WARY_SOURCE"), "data/advisories");
    take_text(&w, "android_sdk_33.json",
              "{\"vulnerabilities\":{\"2022-09-05\":[{\"cve_identifiers\":[\"CVE-2022-20000\"],\"severity\":\"high\","
              "\"components\":[\"system\",\"vendor\",\"com.google.android.modulemetadata\"]}]},"
              "\"kernel_lts_versions\":{\"2022-09-05\":[\"4.14.180\",\"5.4.123\",\"5.10.66\"]}}");
    take_text(&w, "",
              "{\"catalogVersion\":\"1\",\"vulnerabilities\":[{\"cveID\":\"CVE-2022-20000\",\"dateAdded\":"
              "\"2023-06-01\"}]}");
    seal(&w);
    find_controls(&w.index, &w.arena);
    assert_true(w.counts.records > 70000 && controls.ours.n >= 11 && controls.others.n > 1000);
    for (size_t i = 0; i < WY_COUNT(skins); i++) {
        snprintf(folder, sizeof folder, "%s/device/getprop/%s", shared_data(), skins[i]);
        phones += phones_of(&w, folder, &answers);
    }
    assert_true(phones > 20);
    print_message("# %zu records, %zu phones: %zu answers are those of a plain scan\n", (size_t)w.counts.records,
                  phones, answers);
    print_message("# %zu routers and the like of Xiaomi, %zu of others: none of them matched\n", controls.ours.n,
                  controls.others.n);
    wy_index_close(&w.index);
    wy_arena_fini(&w.arena);
}

// What the shelf says of one flaw: the worst of its rows; absent when it has none.
static wy_str shelf_word(const struct wy_flaw *flaw, const struct wy_rows *rows)
{
    const struct wy_flaw_match *worst = NULL;
    for (WY_EACH(const struct wy_flaw_match, m, *rows))
        if (m->flaw == flaw && (!worst || m->standing > worst->standing))
            worst = m;
    return worst ? wy_flaw_match_word(worst) : WY_S("none");
}

static size_t compare_case(const struct wy_knowledge *k, const struct wy_index *ix, const char *path)
{
    struct wy_evidence ev;
    struct wy_asked p;
    struct wy_rows rows = {0};
    struct wy_arena arena;
    size_t n = 0;
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    if (wy_evidence_decode(&ev, whole(&arena, path), NULL) == WY_OK) {
        for (int of_packages = 0; of_packages < 2; of_packages++)
            assert_int_equal(wy_knowledge_match(k, &ev, of_packages == 1, &arena, &rows), WY_OK);
        assert_true(wy_asked_from_evidence(&ev, &arena, &p));
        for (WY_EACH(const struct wy_flaw *, f, k->flaws)) {
            uint32_t cursor = 0;
            const struct wy_index_advisory *a = wy_index_find(ix, (*f)->id, &cursor);
            wy_str want = shelf_word(*f, &rows), got = WY_S("none");
            if (a)
                got = wy_match_word(wy_index_match_one(ix, a, &p, &arena).status);
            if (!wy_str_eq(want, got))
                fail_msg("%s: %.*s is %.*s on the shelf, %.*s by the index", path, WY_ARG((*f)->id), WY_ARG(want),
                         WY_ARG(got));
            n++;
        }
    }
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
    return n;
}

static void index_is_shelf(void **state)
{
    (void)state;
    struct world w;
    char folder[4096], path[8192];
    struct dirent **ids = NULL;
    size_t compared = 0;
    struct wy_knowledge *k = wy_knowledge_new(&wy_limits_default);
    assert_non_null(k);
    assert_int_equal(wy_knowledge_settle(k, NULL), WY_OK);
    begin(&w);
    take(&w, getenv("WARY_SOURCE"), "data/advisories");
    seal(&w);
    snprintf(folder, sizeof folder, "%s/data/advisories", getenv("WARY_SOURCE"));
    int n = scandir(folder, &ids, only_text, alphasort);
    for (int i = 0; i < n; i++) {
        struct dirent **files = NULL;
        snprintf(path, sizeof path, "%s/%s", folder, ids[i]->d_name);
        int m = scandir(path, &files, only_text, alphasort);
        for (int f = 0; f < m; f++) {
            snprintf(path, sizeof path, "%s/%s/%s", folder, ids[i]->d_name, files[f]->d_name);
            compared += compare_case(k, &w.index, path);
            free(files[f]);
        }
        free(files);
        free(ids[i]);
    }
    free(ids);
    assert_true(compared > 1000);
    print_message("# %zu answers of the index are those of the shelf\n", compared);
    wy_knowledge_free(k);
    wy_index_close(&w.index);
    wy_arena_fini(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(index_is_shelf), cmocka_unit_test(index_is_scan)};
    return cmocka_run_group_tests_name("knowledge/everything", tests, NULL, NULL);
}
