// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// OSV records. Of the Android ecosystem a package name says nothing that a phone could be asked: releases stand in
// front of every event ("12:2022-01-01"; empty: the kernel; SoCVersion: the chip's maker), the level in
// ecosystem_specific.spl is the same date without ambiguity. All other ecosystems become package claims under their
// purl's name. PUB-A records are Pixel's own. Withdrawn records keep their id and lose their claims.
#include "core/date.h"
#include "knowledge/record.h"

struct osv {
    struct wy_record *record;
    struct wy_arena *arena;
};

static bool copy_names(struct wy_rows *to, struct wy_arena *arena, const struct wy_json *list)
{
    for (WY_JSON_EACH(a, list)) {
        wy_str s = wy_json_str(a);
        wy_str *row = s.len ? wy_rows_add(to, arena, sizeof *row) : NULL;
        if (row)
            *row = s;
        else if (s.len)
            return false;
    }
    return true;
}

// "12L:2022-01-01" into release and level.
static void split_event(wy_str text, wy_str *release, wy_str *value)
{
    size_t colon = wy_str_find_char(text, ':');
    *release = wy_str_sub(text, 0, colon == WY_NPOS ? 0 : colon);
    *value = colon == WY_NPOS ? text : wy_str_from(text, colon + 1);
}

// What one affected entry says: for each release the level that fixes it. Of several the latest counts.
struct levels {
    int32_t fixed[64]; // by bit of wy_android_bit; [0]: what has no release, the kernel and the chips' parts
    uint64_t majors;
    bool kernel, chips;
};

static unsigned bit_number(uint64_t bit)
{
    unsigned n = 0;
    while (bit > 1) {
        bit >>= 1;
        n++;
    }
    return n;
}

static void read_word(struct levels *l, wy_str release)
{
    l->kernel |= !release.len || wy_str_eq_nocase(release, WY_S("kernel"));
    l->chips |= wy_str_starts_nocase(release, WY_S("soc"));
    l->majors |= wy_android_bit(release);
}

static void read_events(struct levels *l, const struct wy_json *range)
{
    for (WY_JSON_EACH(event, wy_json_get(range, WY_S("events")))) {
        wy_str introduced = wy_json_get_str(event, WY_S("introduced")), fixed = wy_json_get_str(event, WY_S("fixed"));
        wy_str release, value;
        int32_t day;
        split_event(introduced.ptr ? introduced : fixed, &release, &value);
        if (introduced.ptr)
            read_word(l, release);
        unsigned n = bit_number(wy_android_bit(release));
        if (fixed.ptr && wy_day_parse(value, &day) && day > l->fixed[n])
            l->fixed[n] = day;
    }
}

static bool add_level(const struct osv *o, wy_str package, uint64_t majors, int32_t day, const struct levels *l)
{
    struct wy_claim *claim = wy_record_claim(o->record, o->arena, WY_CLAIM_PLATFORM);
    if (!claim)
        return false;
    claim->subject = WY_S("android");
    claim->vendor = package;
    claim->standard = WY_STATUS_UNAFFECTED;
    claim->majors = majors;
    claim->fixed = day;
    claim->flags =
        (uint8_t)((wy_str_starts(o->record->id, WY_S("PUB-")) ? WY_CLAIM_PIXEL : 0) | (day ? 0 : WY_CLAIM_NO_LEVEL));
    if (majors != 1)
        return true;
    claim->component = l->chips ? WY_COMPONENT_VENDOR : WY_COMPONENT_KERNEL;
    claim->flags |= l->chips ? WY_CLAIM_LOOSE : 0; // which chips is not said, the package's name may tell whose
    return true;
}

// One claim for all releases that one level fixes.
static bool add_android(const struct osv *o, const struct wy_json *affected, wy_str package)
{
    struct levels l = {0};
    int32_t spl = 0;
    for (WY_JSON_EACH(range, wy_json_get(affected, WY_S("ranges"))))
        read_events(&l, range);
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions"))))
        if (wy_json_str(v).len)
            read_word(&l, wy_json_str(v));
    if (!wy_day_parse(wy_json_get_str(wy_json_get(affected, WY_S("ecosystem_specific")), WY_S("spl")), &spl))
        spl = 0;
    if (!l.majors)
        return add_level(o, package, 1, l.fixed[0] > spl ? l.fixed[0] : spl, &l);
    for (unsigned n = 1; n < 64; n++) {
        uint64_t same = 0;
        int32_t day = l.fixed[n] > spl ? l.fixed[n] : spl;
        for (unsigned k = n; k < 64 && l.majors >> n & 1; k++)
            if ((l.majors >> k & 1) && (l.fixed[k] > spl ? l.fixed[k] : spl) == day)
                same |= UINT64_C(1) << k;
        l.majors &= ~same;
        if (same && !add_level(o, package, same, day, &l))
            return false;
    }
    return true;
}

static const struct {
    wy_str ecosystem, type;
    enum wy_order order;
} ecosystems[] = {
    {WY_S_INIT("npm"), WY_S_INIT("npm"), WY_ORDER_NPM},
    {WY_S_INIT("PyPI"), WY_S_INIT("pypi"), WY_ORDER_PYPI},
    {WY_S_INIT("Go"), WY_S_INIT("golang"), WY_ORDER_GOLANG},
    {WY_S_INIT("crates.io"), WY_S_INIT("cargo"), WY_ORDER_CARGO},
    {WY_S_INIT("Maven"), WY_S_INIT("maven"), WY_ORDER_MAVEN},
    {WY_S_INIT("NuGet"), WY_S_INIT("nuget"), WY_ORDER_NUGET},
    {WY_S_INIT("RubyGems"), WY_S_INIT("gem"), WY_ORDER_GEM},
    {WY_S_INIT("Packagist"), WY_S_INIT("composer"), WY_ORDER_COMPOSER},
    {WY_S_INIT("Pub"), WY_S_INIT("pub"), WY_ORDER_PUB},
    {WY_S_INIT("Hex"), WY_S_INIT("hex"), WY_ORDER_HEX},
    {WY_S_INIT("CRAN"), WY_S_INIT("cran"), WY_ORDER_CRAN},
    {WY_S_INIT("Hackage"), WY_S_INIT("hackage"), WY_ORDER_HACKAGE},
    {WY_S_INIT("Debian"), WY_S_INIT("deb/debian"), WY_ORDER_DEB},
    {WY_S_INIT("Ubuntu"), WY_S_INIT("deb/ubuntu"), WY_ORDER_DEB},
    {WY_S_INIT("Alpine"), WY_S_INIT("apk/alpine"), WY_ORDER_ALPINE},
    {WY_S_INIT("Red Hat"), WY_S_INIT("rpm/redhat"), WY_ORDER_RPM},
    {WY_S_INIT("AlmaLinux"), WY_S_INIT("rpm/almalinux"), WY_ORDER_RPM},
    {WY_S_INIT("Rocky Linux"), WY_S_INIT("rpm/rocky-linux"), WY_ORDER_RPM},
};

enum wy_order wy_purl_order(wy_str key)
{
    static const struct {
        wy_str type;
        enum wy_order order;
    } types[] = {
        {WY_S_INIT("deb/"), WY_ORDER_DEB}, {WY_S_INIT("rpm/"), WY_ORDER_RPM}, {WY_S_INIT("apk/"), WY_ORDER_ALPINE}};
    for (size_t i = 0; i < WY_COUNT(ecosystems); i++)
        if (wy_str_starts(key, ecosystems[i].type) && key.len > ecosystems[i].type.len &&
            key.ptr[ecosystems[i].type.len] == '/')
            return ecosystems[i].order;
    for (size_t i = 0; i < WY_COUNT(types); i++)
        if (wy_str_starts(key, types[i].type))
            return types[i].order;
    return WY_ORDER_SEMVER;
}

static bool add_spans(const struct osv *o, struct wy_claim *claim, const struct wy_json *range)
{
    struct wy_span span = {.flags = WY_SPAN_RANGE, .status = WY_STATUS_AFFECTED};
    bool open = false;
    for (WY_JSON_EACH(event, wy_json_get(range, WY_S("events")))) {
        wy_str introduced = wy_json_get_str(event, WY_S("introduced")), fixed = wy_json_get_str(event, WY_S("fixed")),
               last = wy_json_get_str(event, WY_S("last_affected"));
        if (introduced.ptr) {
            span.from = wy_str_eq(introduced, WY_S("0")) ? (wy_str){0} : introduced;
            open = true;
        } else if (open && (fixed.ptr || last.ptr)) {
            span.to = fixed.ptr ? fixed : last;
            span.flags = (uint8_t)(WY_SPAN_RANGE | (fixed.ptr ? 0 : WY_SPAN_TO_INCLUDED));
            o->record->empty |= wy_span_is_empty(claim, &span);
            if (!wy_claim_span(claim, o->arena, span))
                return false;
            span = (struct wy_span){.flags = WY_SPAN_RANGE, .status = WY_STATUS_AFFECTED};
            open = false;
        }
    }
    return !open || wy_claim_span(claim, o->arena, span);
}

static bool add_package(const struct osv *o, const struct wy_json *affected, wy_str ecosystem, wy_str name)
{
    wy_str base = wy_str_sub(ecosystem, 0, wy_min(wy_str_find_char(ecosystem, ':'), ecosystem.len));
    struct wy_claim *claim = wy_record_claim(o->record, o->arena, WY_CLAIM_PRODUCT);
    if (!claim)
        return false;
    claim->vendor = ecosystem;
    claim->subject = name;
    claim->standard = WY_STATUS_UNAFFECTED;
    claim->order = WY_ORDER_SEMVER;
    for (size_t i = 0; i < WY_COUNT(ecosystems); i++) {
        if (!wy_str_eq(base, ecosystems[i].ecosystem))
            continue;
        wy_str key = wy_arena_printf(o->arena, "%.*s/%.*s", WY_ARG(ecosystems[i].type), WY_ARG(name));
        char *colon = key.ptr && ecosystems[i].order == WY_ORDER_MAVEN ? memchr(key.ptr, ':', key.len) : NULL;
        if (colon)
            *colon = '/';
        if (!key.ptr)
            return false;
        claim->kind = WY_CLAIM_PURL;
        claim->subject = key;
        claim->order = ecosystems[i].order;
    }
    for (WY_JSON_EACH(range, wy_json_get(affected, WY_S("ranges"))))
        if (!wy_str_eq(wy_json_get_str(range, WY_S("type")), WY_S("GIT")) && !add_spans(o, claim, range))
            return false;
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
        struct wy_span exact = {.from = wy_json_str(v), .status = WY_STATUS_AFFECTED};
        if (exact.from.ptr && !wy_claim_span(claim, o->arena, exact))
            return false;
    }
    return true;
}

static int32_t read_day(wy_str time)
{
    int32_t day = 0;
    return wy_day_parse(wy_str_sub(time, 0, 10), &day) ? day : 0;
}

static void read_severity(const struct wy_json *root, struct wy_record *r)
{
    for (WY_JSON_EACH(a, wy_json_get(root, WY_S("affected")))) {
        uint8_t rated = wy_rating(wy_json_get_str(wy_json_get(a, WY_S("ecosystem_specific")), WY_S("severity")));
        r->rated = rated > r->rated ? rated : r->rated;
    }
    for (WY_JSON_EACH(s, wy_json_get(root, WY_S("severity"))))
        if (wy_str_starts(wy_json_get_str(s, WY_S("type")), WY_S("CVSS_")))
            r->vector = wy_json_get_str(s, WY_S("score")); // the vector stands there; the last is the newest
}

wy_err wy_read_osv(const struct wy_json *root, struct wy_arena *scratch, struct wy_record *out, struct wy_diag *diag)
{
    struct wy_record r = {.score = -1, .source = WY_S("OSV")};
    struct osv o = {&r, scratch};
    r.id = wy_json_get_str(root, WY_S("id"));
    if (!r.id.len || r.id.len > 128)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/id: missing or too long");
    r.title = wy_json_get_str(root, WY_S("summary"));
    r.text = wy_json_get_str(root, WY_S("details"));
    r.published = read_day(wy_json_get_str(root, WY_S("published")));
    r.modified = read_day(wy_json_get_str(root, WY_S("modified")));
    r.withdrawn = wy_json_get_str(root, WY_S("withdrawn")).ptr != NULL;
    read_severity(root, &r);
    if (!wy_json_get_str(root, WY_S("modified")).ptr)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/modified: missing");
    bool ok = copy_names(&r.aliases, scratch, wy_json_get(root, WY_S("aliases")));
    const struct wy_json *affected = r.withdrawn ? NULL : wy_json_get(root, WY_S("affected"));
    for (WY_JSON_EACH(a, affected)) {
        const struct wy_json *package = wy_json_get(a, WY_S("package"));
        wy_str ecosystem = wy_json_get_str(package, WY_S("ecosystem")), name = wy_json_get_str(package, WY_S("name"));
        if (wy_str_eq(ecosystem, WY_S("Android")) || wy_str_starts(ecosystem, WY_S("Android:")))
            ok = ok && add_android(&o, a, name);
        else if (name.ptr)
            ok = ok && add_package(&o, a, ecosystem, name);
    }
    if (!ok)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    *out = r;
    return WY_OK;
}
