// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The columns of a fleet give each phone the answer that it gets alone, also for advisories by conditions; joined packs
// are one; a cut or damaged pack is an error or an empty answer. And many phones, quickly.
#include "test.h"

#include "core/date.h"
#include "core/digest.h"
#include "knowledge/index/build.h"
#include "knowledge/index/fleet.h"

#include <stdarg.h>
#include <time.h>

static const char *const records[] = {
    "{\"cveMetadata\":{\"cveId\":\"CVE-2099-0001\"},\"containers\":{\"cna\":{\"affected\":["
    "{\"product\":\"com.x.hub\",\"defaultStatus\":\"unaffected\",\"versions\":[{\"version\":\"0\",\"lessThanOrEqual\":"
    "\"3.1.895.10\",\"status\":\"affected\",\"versionType\":\"custom\"}]}]}}}",
    "{\"id\":\"ASB-A-0002\",\"modified\":\"2024-06-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":"
    "\"Android\","
    "\"name\":\"x\"},\"ecosystem_specific\":{\"spl\":\"2024-06-05\"},\"versions\":[\"13\",\"14\"]}]}",
    // the app, signed by one, on one model, installed before a build; and the device by its build date
    "{\"document\":{\"csaf_version\":\"2.0\",\"title\":\"t\",\"publisher\":{\"name\":\"p\"},\"tracking\":{\"id\":\"X\","
    "\"current_release_date\":\"2024-06-01T00:00:00Z\"}},\"product_tree\":{\"full_product_names\":["
    "{\"product_id\":\"S\",\"name\":\"hub\",\"product_identification_helper\":{\"x_generic_uris\":["
    "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:package/com.x.hub\"},"
    "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:label/X%20Hub\"},"
    "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:signer/"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"},"
    "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:codename/m1\"}]}}],\"branches\":["
    "{\"category\":\"product_version_range\",\"name\":\"vers:build-date/"
    "<2024-03-01\",\"product\":{\"product_id\":\"D\","
    "\"name\":\"firmware\",\"product_identification_helper\":{\"x_generic_uris\":["
    "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:build-date\"},"
    "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:codename/m2\"}]}}}]},"
    "\"vulnerabilities\":[{\"cve\":\"CVE-2099-0003\",\"product_status\":{\"known_affected\":[\"S\"]}},"
    "{\"cve\":\"CVE-2099-0004\",\"product_status\":{\"under_investigation\":[\"D\"]}}]}",
};
static const wy_str ids[] = {WY_S_INIT("CVE-2099-0001"), WY_S_INIT("ASB-A-0002"), WY_S_INIT("CVE-2099-0003"),
                             WY_S_INIT("CVE-2099-0004")};
enum { IDS = 4 };

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
    wy_bytes file;
    assert_non_null(b);
    for (size_t i = 0; i < WY_COUNT(records); i++) {
        const struct wy_json *root;
        assert_int_equal(wy_json_parse(NULL, wy_str_bytes(wy_str_c(records[i])), 64, arena, &root, NULL), WY_OK);
        assert_int_equal(wy_record_read(root, WY_S(""), arena, &(struct wy_record_out){add, NULL, b}, NULL), WY_OK);
    }
    assert_int_equal(wy_index_builder_finish(b, 0, NULL), WY_OK);
    assert_true(wy_index_builder_copy(b, arena, &file));
    assert_int_equal(wy_index_from_bytes(ix, file, NULL), WY_OK);
    wy_index_builder_free(b);
}

enum { APPS = 6 };

WY_PRINTF(3, 4) static void say(struct wy_evidence *ev, wy_str *field, const char *format, ...)
{
    char text[64];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    *field = wy_evidence_text(ev, wy_str_c(text));
}

static void make_case(struct wy_evidence *ev)
{
    struct wy_origin at = {0};
    wy_evidence_init(ev, &wy_limits_default);
    struct wy_device *d = WY_ADD(device, ev, devices, at);
    say(ev, &d->codename, "m%u", roll(3));
    say(ev, &d->release, "%u", 11 + roll(5));
    d->patch_level = wy_new(&ev->arena, struct wy_patch_level, 1);
    say(ev, &d->patch_level->system, "2024-%02u-%02u", 1 + roll(12), roll(2) ? 1u : 5u);
    d->build_time = wy_int_of(1704067200 + (int64_t)roll(20) * 86400 * 7);
    for (unsigned i = 0; i < APPS; i++) {
        struct wy_package *p = WY_ADD(package, ev, packages, at);
        bool hub = i == 0 && roll(2);
        if (hub)
            p->name = WY_S("com.x.hub");
        else
            say(ev, &p->name, "com.example.app%u", roll(40));
        p->version_name = WY_S("n/a");
        if (roll(20))
            say(ev, &p->version_name, "3.%u.%u.%u", roll(3), 890 + roll(10), roll(20));
        if (i == 1 && roll(2)) { // a row of an inventory
            p->state = WY_S("inventory");
            p->label = WY_S("x-hub");
        }
        if (roll(2))
            wy_strs_add(ev, &p->signers,
                        roll(2) ? WY_S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
                                : WY_S("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
    }
    assert_int_equal(ev->err, WY_OK);
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

static void add_case(struct wy_fleet_builder *b, const struct wy_index *ix, struct wy_arena *arena, uint8_t want[IDS])
{
    struct wy_evidence ev;
    struct wy_asked p;
    struct wy_arena_mark mark = wy_arena_mark(arena);
    make_case(&ev);
    assert_true(wy_asked_from_evidence(&ev, arena, &p));
    assert_int_equal(wy_fleet_add(b, WY_S("case"), true, &p, NULL), WY_OK);
    for (size_t k = 0; want && k < IDS; k++) {
        struct one o = {ids[k], WY_MATCH_NONE, ix};
        uint32_t cursor = 0;
        assert_int_equal(wy_index_match(ix, &p, arena, pick, &o), WY_OK);
        want[k] = (uint8_t)o.status;
        assert_int_equal(wy_index_match_one(ix, wy_index_find(ix, ids[k], &cursor), &p, arena).status, o.status);
    }
    wy_arena_reset(arena, mark);
    wy_evidence_fini(&ev);
}

static void finish(struct wy_fleet_builder *b, struct wy_arena *arena, struct wy_fleet *fleet)
{
    wy_bytes file;
    assert_int_equal(wy_fleet_finish(b, NULL), WY_OK);
    assert_true(wy_fleet_copy(b, arena, &file));
    wy_fleet_builder_free(b);
    assert_int_equal(wy_fleet_from_bytes(fleet, file, NULL), WY_OK);
    assert_int_equal(wy_packed_verify(&fleet->file, NULL), WY_OK);
}

static void ask_all(uint32_t phones, bool compare)
{
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet fleet;
    struct wy_fleet_builder *b = wy_fleet_builder_new();
    wy_arena_init(&arena, 0);
    make_index(&arena, &ix);
    assert_non_null(b);
    uint8_t(*want)[IDS] = wy_arena_alloc_array(&arena, phones, IDS, 1);
    void *keep = wy_arena_alloc(&arena, 1, 1);
    assert_non_null(keep);
    for (uint32_t i = 0; i < phones; i++)
        add_case(b, &ix, &arena, compare ? want[i] : NULL);
    finish(b, &arena, &fleet);
    assert_int_equal(fleet.phones, phones);
    for (size_t k = 0; k < IDS; k++) {
        uint32_t cursor = 0, hits = 0;
        struct wy_fleet_answer *answers = wy_new(&arena, struct wy_fleet_answer, phones);
        double begin = seconds();
        assert_int_equal(wy_fleet_ask(&fleet, &ix, wy_index_find(&ix, ids[k], &cursor), &arena, answers), WY_OK);
        double took = seconds() - begin;
        for (uint32_t i = 0; i < phones; i++) {
            hits += answers[i].status >= WY_MATCH_POSSIBLE;
            if (compare)
                assert_int_equal(answers[i].status, want[i][k]);
        }
        assert_true(hits > phones / 200 && hits < phones);
        if (!compare)
            print_message("# %.*s against %u phones: %.3f s, %u hit\n", WY_ARG(ids[k]), phones, took, hits);
        assert_true(took < 1.0);
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
    ask_all(50000, false);
}

// Whatever conditions can ask for, one advisory for each fact and value, about the device and about an app on it: the
// columns answer as the case does, with the same reason.
static const struct {
    const char *uri; // what it asks, behind wary:
    bool kept;       // else columns cannot tell
} asked[] = {{"kind/phone", true},
             {"maker/Xiaomi", true},
             {"brand/Redmi", true},
             {"model/M1", true},
             {"model/Box", true},
             {"codename/m1", true},
             {"fingerprint/a%2Fb*", true},
             {"module/com.android.adbd/340090000", true},
             {"module/com.android.other/1", true},
             {"skin/MIUI", true},
             {"region/global", true},
             {"release/13", true},
             {"api-level/33", true},
             {"build/V14.0.1.0.TKQMIXM", true},
             {"build-date/1704067200", true},
             {"patch-level/vendor/2024-01-05", true},
             {"patch-level/boot/2024-02-05", true},
             {"soc/SM8550", true},
             {"soc-maker/MediaTek", true},
             {"platform/mt6895", true},
             {"kernel/5.10.1", true},
             {"setting/global.adb_enabled/1", true},
             {"setting/secure.install_non_market_apps/", true},
             {"setting/secure.own_one/1", true},
             {"setting/system.not_kept/1", false},
             {"property/ro.debuggable/1", true},
             {"property/ro.own.one/yes", true},
             {"property/ro.not.kept/yes", false},
             {"version-code/7", true},
             {"signer/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true}};

#define URI "{\"namespace\":\"urn:wary:condition:1\",\"uri\":\"wary:%s\"}"
static const char document[] =
    "{\"document\":{\"csaf_version\":\"2.0\",\"title\":\"t\",\"publisher\":{\"name\":\"p\"},\"tracking\":{\"id\":\"X-%"
    "zu\","
    "\"current_release_date\":\"2024-06-01T00:00:00Z\"}},\"product_tree\":{\"full_product_names\":["
    "{\"product_id\":\"P\",\"name\":\"x\",\"product_identification_helper\":{\"x_generic_uris\":[" URI "," URI "]}}]},"
    "\"vulnerabilities\":[{\"cve\":\"CVE-2098-%04zu\",\"product_status\":{\"%s\":[\"P\"]}}]}";

static size_t make_questions(struct wy_arena *arena, struct wy_index *ix)
{
    static const char *const with[] = {"package/com.x.hub", "codename/m*", "maker/*"};
    static const char *const lists[] = {"known_affected", "under_investigation", "known_not_affected"};
    struct wy_index_builder *b = wy_index_builder_new();
    wy_bytes file;
    size_t n = 0;
    for (size_t i = 0; i < WY_COUNT(asked); i++)
        for (size_t k = 0; k < WY_COUNT(with); k++, n++) {
            const struct wy_json *root;
            wy_str text =
                wy_arena_printf(arena, document, n, with[k], asked[i].uri, n, lists[(n + i) % WY_COUNT(lists)]);
            assert_int_equal(wy_json_parse(NULL, wy_str_bytes(text), 64, arena, &root, NULL), WY_OK);
            assert_int_equal(wy_record_read(root, WY_S(""), arena, &(struct wy_record_out){add, NULL, b}, NULL), WY_OK);
        }
    assert_int_equal(wy_index_builder_finish(b, 0, NULL), WY_OK);
    assert_true(wy_index_builder_copy(b, arena, &file));
    assert_int_equal(wy_index_from_bytes(ix, file, NULL), WY_OK);
    wy_index_builder_free(b);
    return n;
}

static wy_str one_of(const char *a, const char *b)
{
    uint32_t which = roll(3);
    return which == 0 ? wy_str_c(a) : which == 1 ? wy_str_c(b) : (wy_str){0};
}

static void put_setting(struct wy_evidence *ev, const char *space, const char *name)
{
    wy_str value = one_of("0", roll(2) ? "1" : "");
    struct wy_setting *s = value.ptr || roll(4) == 0 ? WY_ADD(setting, ev, settings, (struct wy_origin){0}) : NULL;
    if (s)
        *s = (struct wy_setting){.space = wy_str_c(space), .name = wy_str_c(name), .value = value};
}

static void put_property(struct wy_evidence *ev, const char *name, wy_str value)
{
    struct wy_property *p = value.ptr ? WY_ADD(property, ev, properties, (struct wy_origin){0}) : NULL;
    if (p)
        *p = (struct wy_property){.name = wy_str_c(name), .value = value};
}

// A phone that tells some of all that can be asked.
static void make_teller(struct wy_evidence *ev)
{
    struct wy_origin at = {0};
    wy_evidence_init(ev, &wy_limits_default);
    struct wy_device *d = WY_ADD(device, ev, devices, at);
    d->kind = one_of("phone", "tv");
    d->maker = one_of("Xiaomi", "Other");
    d->brand = one_of("redmi", "Other");
    d->model = one_of("M1", "M2");
    d->marketing_name = one_of("Box", "Other Box");
    d->codename = one_of("m1", "m2");
    d->fingerprint = one_of("a/b/c", "c");
    d->skin = one_of("MIUI", "HyperOS");
    d->region = one_of("Global", "cn");
    d->release = one_of("13", "12");
    d->api_level = roll(2) ? wy_int_of(32 + roll(2)) : (struct wy_int){0};
    d->build = one_of("V14.0.1.0.TKQMIXM", "V14.0.2.0.TKQMIXM");
    d->build_time = roll(2) ? wy_int_of(1704067200 + roll(2) * 86400) : (struct wy_int){0};
    d->soc = one_of("sm8550", "MT6895");
    d->soc_maker = one_of("MediaTek", "Qualcomm");
    d->platform = one_of("mt6895", "kalama");
    d->kernel = one_of("5.10.1", "5.10.2-perf");
    d->patch_level = roll(2) ? wy_new(&ev->arena, struct wy_patch_level, 1) : NULL;
    if (d->patch_level) {
        d->patch_level->vendor = one_of("2024-01-05", "2024-01-01");
        d->patch_level->boot = one_of("2024-02-05", "soon");
    }
    for (unsigned i = roll(3); i < 3; i++) {
        struct wy_module *m = WY_ADD(module, ev, modules, at);
        m->name = one_of("com.android.adbd", "com.android.other");
        m->version = one_of("340090000", "1");
    }
    put_setting(ev, "global", "adb_enabled");
    put_setting(ev, "secure", "install_non_market_apps");
    put_setting(ev, "secure", "own_one");
    put_setting(ev, "system", "not_kept");
    put_property(ev, "ro.debuggable", one_of("1", "0"));
    put_property(ev, "ro.own.one", one_of("yes", "no"));
    put_property(ev, "ro.not.kept", one_of("yes", "no"));
    put_property(ev, "ro.build.date.utc", one_of("1704067200", "1704067201"));
    struct wy_coverage *c = roll(2) ? WY_ADD(coverage, ev, coverage, at) : NULL;
    if (c)
        c->table = WY_S("settings");
    struct wy_package *p = WY_ADD(package, ev, packages, at);
    p->name = WY_S("com.x.hub");
    p->version_name = WY_S("1.0");
    p->version_code = roll(2) ? wy_int_of(7 + roll(2)) : (struct wy_int){0};
    if (roll(2))
        wy_strs_add(ev, &p->signers,
                    roll(2) ? WY_S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
                            : WY_S("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
    assert_int_equal(ev->err, WY_OK);
}

enum { TELLERS = 400 };
struct told {
    enum wy_match_status status;
    const char *why;
};

static bool keep_own(struct wy_fleet_builder *b)
{
    return wy_fleet_keep(b, WY_FACT_SETTING, WY_S("secure.own_one")) &&
           wy_fleet_keep(b, WY_FACT_PROPERTY, WY_S("ro.own.one"));
}

// Two workers' packs joined, as wary recheck --pack does it.
static void tell_all(struct wy_arena *arena, const struct wy_index *ix, size_t questions, struct told *want,
                     struct wy_fleet *fleet)
{
    struct wy_fleet_builder *some[2], *last = wy_fleet_builder_new();
    struct wy_fleet part[2];
    for (size_t t = 0; t < 2; t++) {
        some[t] = wy_fleet_builder_new();
        assert_true(some[t] && keep_own(some[t]));
    }
    for (size_t i = 0; i < TELLERS; i++) {
        struct wy_evidence ev;
        struct wy_asked p;
        struct wy_arena_mark mark = wy_arena_mark(arena);
        make_teller(&ev);
        assert_true(wy_asked_from_evidence(&ev, arena, &p));
        assert_int_equal(wy_fleet_add(some[i % 2], WY_S("case"), true, &p, NULL), WY_OK);
        for (size_t q = 0; q < questions; q++) {
            char id[32];
            uint32_t cursor = 0;
            snprintf(id, sizeof id, "CVE-2098-%04zu", q);
            struct wy_matched m = wy_index_match_one(ix, wy_index_find(ix, wy_str_c(id), &cursor), &p, arena);
            want[q * TELLERS + i] = (struct told){m.status, m.why};
        }
        wy_arena_reset(arena, mark);
        wy_evidence_fini(&ev);
    }
    for (size_t t = 0; t < 2; t++)
        finish(some[t], arena, &part[t]);
    assert_int_equal(wy_fleet_join(last, part, 2, NULL), WY_OK);
    finish(last, arena, fleet);
}

static void columns_tell_what_cases_tell(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet fleet;
    bool varied = false; // does any of the three questions about one fact divide the phones?
    size_t statuses[WY_MATCH_AFFECTED + 1] = {0};
    wy_arena_init(&arena, 0);
    size_t questions = make_questions(&arena, &ix);
    struct told *want = wy_new(&arena, struct told, questions * TELLERS);
    tell_all(&arena, &ix, questions, want, &fleet);
    for (size_t q = 0; q < questions; q++) {
        char id[32];
        uint32_t cursor = 0;
        bool kept = asked[q / 3].kept;
        struct wy_fleet_answer *answers = wy_new(&arena, struct wy_fleet_answer, TELLERS);
        snprintf(id, sizeof id, "CVE-2098-%04zu", q);
        assert_int_equal(wy_fleet_ask(&fleet, &ix, wy_index_find(&ix, wy_str_c(id), &cursor), &arena, answers), WY_OK);
        size_t said = 0;
        for (size_t i = 0; i < TELLERS; i++) {
            const struct told *w = &want[q * TELLERS + i];
            bool same = answers[i].status == w->status && answers[i].why == w->why;
            bool unknown = answers[i].status < WY_MATCH_POSSIBLE && answers[i].status != WY_MATCH_FIXED;
            if (kept ? !same : !unknown)
                fail_msg("%s: %d in the columns, %d in the case", asked[q / 3].uri, answers[i].status, w->status);
            statuses[answers[i].status]++;
            said += w->status >= WY_MATCH_POSSIBLE || w->status == WY_MATCH_NOT_AFFECTED;
        }
        varied |= said && said < TELLERS;
        if (q % 3 == 2 && !varied)
            fail_msg("%s is asked of phones that are all alike", asked[q / 3].uri);
        varied &= q % 3 != 2;
    }
    assert_true(statuses[WY_MATCH_AFFECTED] && statuses[WY_MATCH_POSSIBLE] && statuses[WY_MATCH_CANNOT_TELL]);
    wy_fleet_close(&fleet);
    wy_index_close(&ix);
    wy_arena_fini(&arena);
}

static void joined_packs_are_one(void **state)
{
    (void)state;
    enum { PACKS = 3, PHONES = 100 };
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet part[PACKS], whole, joined;
    struct wy_fleet_builder *one = wy_fleet_builder_new(), *some[PACKS], *last = wy_fleet_builder_new();
    wy_arena_init(&arena, 0);
    make_index(&arena, &ix);
    for (size_t t = 0; t < PACKS; t++)
        some[t] = wy_fleet_builder_new();
    for (unsigned i = 0; i < PHONES; i++) {
        random_state = i; // the same phone twice
        add_case(one, &ix, &arena, NULL);
        random_state = i;
        add_case(some[i % PACKS], &ix, &arena, NULL);
    }
    assert_int_equal(wy_fleet_add_trouble(one, WY_S("broken"), WY_S("why"), NULL), WY_OK);
    assert_int_equal(wy_fleet_add_trouble(some[PHONES % PACKS], WY_S("broken"), WY_S("why"), NULL), WY_OK);
    for (size_t t = 0; t < PACKS; t++)
        finish(some[t], &arena, &part[t]);
    finish(one, &arena, &whole);
    assert_int_equal(wy_fleet_join(last, part, PACKS, NULL), WY_OK);
    finish(last, &arena, &joined);
    assert_int_equal(joined.phones, PHONES + 1);
    assert_str_is(wy_fleet_text(&joined, joined.rows[PHONES].trouble), "why");
    for (size_t k = 0; k < IDS; k++) {
        uint32_t cursor = 0;
        const struct wy_index_advisory *a = wy_index_find(&ix, ids[k], &cursor);
        struct wy_fleet_answer *x = wy_new(&arena, struct wy_fleet_answer, PHONES + 1),
                               *y = wy_new(&arena, struct wy_fleet_answer, PHONES + 1);
        assert_int_equal(wy_fleet_ask(&whole, &ix, a, &arena, x), WY_OK);
        assert_int_equal(wy_fleet_ask(&joined, &ix, a, &arena, y), WY_OK);
        for (size_t i = 0; i <= PHONES; i++)
            assert_int_equal(x[i].status, y[i].status);
    }
    for (size_t t = 0; t < PACKS; t++)
        wy_fleet_close(&part[t]);
    wy_fleet_close(&whole);
    wy_fleet_close(&joined);
    wy_index_close(&ix);
    wy_arena_fini(&arena);
}

// The place of a phone in the joined pack is counted from its place in its own.
static void unequal_packs_are_not_joined(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet part[2];
    struct wy_fleet_builder *some[] = {wy_fleet_builder_new(), wy_fleet_builder_new()};
    struct wy_fleet_builder *last = wy_fleet_builder_new();
    wy_arena_init(&arena, 0);
    make_index(&arena, &ix);
    for (unsigned i = 0; i < 40; i++)
        add_case(some[i > 0], &ix, &arena, NULL);
    for (size_t t = 0; t < 2; t++)
        finish(some[t], &arena, &part[t]);
    assert_int_equal(wy_fleet_join(last, part, 2, NULL), WY_MALFORMED);
    wy_fleet_builder_free(last);
    for (size_t t = 0; t < 2; t++)
        wy_fleet_close(&part[t]);
    wy_index_close(&ix);
    wy_arena_fini(&arena);
}

// A pack whose header is right and whose rows lie: whatever they say, nothing outside is read.
static void lying_rows(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet fleet;
    struct wy_fleet_builder *b = wy_fleet_builder_new();
    wy_bytes file;
    wy_arena_init(&arena, 0);
    make_index(&arena, &ix);
    for (unsigned i = 0; i < 20; i++)
        add_case(b, &ix, &arena, NULL);
    assert_int_equal(wy_fleet_finish(b, NULL), WY_OK);
    assert_true(wy_fleet_copy(b, &arena, &file));
    wy_fleet_builder_free(b);
    uint8_t *bytes = (uint8_t *)(uintptr_t)file.ptr;
    for (size_t n = 0; n < file.len; n += 8)
        assert_int_not_equal(wy_fleet_from_bytes(&fleet, (wy_bytes){bytes, n}, NULL), WY_OK);
    for (unsigned round = 0; round < 2000; round++) {
        struct wy_fleet_answer answers[64] = {{0}};
        size_t at = sizeof(struct wy_packed_header) + roll((uint32_t)(file.len - sizeof(struct wy_packed_header) - 4));
        uint32_t was, lie = roll(2) ? roll(4096) : UINT32_MAX - roll(64);
        memcpy(&was, bytes + at, sizeof was);
        memcpy(bytes + at, &lie, sizeof lie);
        assert_int_equal(wy_fleet_from_bytes(&fleet, file, NULL), WY_OK);
        for (size_t k = 0; k < IDS; k++) {
            uint32_t cursor = 0;
            assert_int_equal(wy_fleet_ask(&fleet, &ix, wy_index_find(&ix, ids[k], &cursor), &arena, answers), WY_OK);
        }
        memcpy(bytes + at, &was, sizeof was);
    }
    wy_index_close(&ix);
    wy_arena_fini(&arena);
}

// The same about settings, properties and modules.
static void lying_facts(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_index ix;
    struct wy_fleet fleet;
    struct wy_fleet_builder *b = wy_fleet_builder_new();
    wy_bytes file;
    wy_arena_init(&arena, 0);
    size_t questions = make_questions(&arena, &ix);
    for (unsigned i = 0; i < 20; i++) {
        struct wy_evidence ev;
        struct wy_asked p;
        make_teller(&ev);
        assert_true(wy_asked_from_evidence(&ev, &arena, &p));
        assert_int_equal(wy_fleet_add(b, WY_S("case"), true, &p, NULL), WY_OK);
        wy_evidence_fini(&ev);
    }
    assert_int_equal(wy_fleet_finish(b, NULL), WY_OK);
    assert_true(wy_fleet_copy(b, &arena, &file));
    wy_fleet_builder_free(b);
    uint8_t *bytes = (uint8_t *)(uintptr_t)file.ptr;
    size_t head = sizeof(struct wy_packed_header);
    for (unsigned round = 0; round < 3000; round++) {
        struct wy_fleet_answer answers[64] = {{0}};
        struct wy_arena_mark mark = wy_arena_mark(&arena);
        size_t at = head + roll((uint32_t)(file.len - head - 4)) / 4 * 4;
        uint32_t was, cursor = 0, lie = roll(2) ? roll(8192) : UINT32_MAX - roll(64);
        char id[32];
        snprintf(id, sizeof id, "CVE-2098-%04u", roll((uint32_t)questions));
        memcpy(&was, bytes + at, sizeof was);
        memcpy(bytes + at, &lie, sizeof lie);
        assert_int_equal(wy_fleet_from_bytes(&fleet, file, NULL), WY_OK);
        assert_int_equal(wy_fleet_ask(&fleet, &ix, wy_index_find(&ix, wy_str_c(id), &cursor), &arena, answers), WY_OK);
        memcpy(bytes + at, &was, sizeof was);
        wy_arena_reset(&arena, mark);
    }
    wy_index_close(&ix);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(columns_are_phones),
                                       cmocka_unit_test(columns_tell_what_cases_tell),
                                       cmocka_unit_test(joined_packs_are_one),
                                       cmocka_unit_test(unequal_packs_are_not_joined),
                                       cmocka_unit_test(lying_rows),
                                       cmocka_unit_test(lying_facts),
                                       cmocka_unit_test(many)};
    return cmocka_run_group_tests_name("knowledge/fleet", tests, NULL, NULL);
}
