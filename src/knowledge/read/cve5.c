// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CVE JSON 5.x: the CNA's container and those of ADPs, each claim with who made it. The status algorithm itself (spans
// in their published order, changes within a range, defaultStatus) is run where versions are known: index/judge.c.
// Products are told apart by what a phone can be asked: package names, Android releases, chips, makers' releases; the
// rest is carried under the publisher's own names.
#include "knowledge/record.h"

#include "core/date.h"
#include "knowledge/cvss.h"

struct cve {
    struct wy_record *record;
    struct wy_arena *arena;
    const struct wy_json *container;
    bool adp;
    int32_t bulletin; // day of the Android or Pixel bulletin that the references name; 0 = none
    bool pixel;
};

static enum wy_claim_status read_status(wy_str s)
{
    if (wy_str_eq(s, WY_S("affected")))
        return WY_STATUS_AFFECTED;
    return wy_str_eq(s, WY_S("unaffected")) ? WY_STATUS_UNAFFECTED : WY_STATUS_UNKNOWN;
}

static wy_str english(const struct wy_json *list)
{
    wy_str first = {0};
    for (WY_JSON_EACH(d, list)) {
        wy_str text = wy_json_get_str(d, WY_S("value"));
        if (wy_str_starts(wy_json_get_str(d, WY_S("lang")), WY_S("en")))
            return text;
        if (!first.ptr)
            first = text;
    }
    return first;
}

static int32_t read_day(wy_str time)
{
    int32_t day = 0;
    return wy_day_parse(wy_str_sub(time, 0, 10), &day) ? day : 0;
}

// The newest CVSS version that the container gives; the CNA's counts before an ADP's.
static void read_metrics(const struct cve *c)
{
    static const wy_str names[] = {WY_S_INIT("cvssV4_0"), WY_S_INIT("cvssV3_1"), WY_S_INIT("cvssV3_0"),
                                   WY_S_INIT("cvssV2_0")};
    struct wy_record *r = c->record;
    size_t best = r->vector.ptr ? 0 : WY_COUNT(names);
    for (WY_JSON_EACH(m, wy_json_get(c->container, WY_S("metrics")))) {
        for (size_t i = 0; i < best; i++) {
            const struct wy_json *cvss = wy_json_get(m, names[i]), *score = wy_json_get(cvss, WY_S("baseScore"));
            wy_str vector = wy_json_get_str(cvss, WY_S("vectorString"));
            if (!vector.ptr)
                continue;
            best = i;
            r->vector = vector;
            double s = score ? (score->type == WY_JSON_INT ? (double)score->integer : score->real) : -1;
            bool number = score && (score->type == WY_JSON_INT || score->type == WY_JSON_REAL);
            r->score = number && s >= 0 && s <= 10 ? (int)(s * 10 + 0.5) : -1;
        }
        const struct wy_json *other = wy_json_get(m, WY_S("other"));
        if (wy_str_eq(wy_json_get_str(other, WY_S("type")), WY_S("kev")))
            r->exploited = true;
    }
}

static void read_references(struct cve *c)
{
    for (WY_JSON_EACH(ref, wy_json_get(c->container, WY_S("references")))) {
        wy_str url = wy_json_get_str(ref, WY_S("url"));
        size_t at = wy_str_find(url, WY_S("source.android.com/"));
        wy_str tail = at == WY_NPOS ? (wy_str){0} : wy_str_from(url, at);
        size_t b = wy_str_find(tail, WY_S("/bulletin/"));
        if (b == WY_NPOS)
            continue;
        tail = wy_str_from(tail, b + 10);
        bool pixel = wy_str_starts(tail, WY_S("pixel/"));
        int32_t day;
        if (wy_day_parse(wy_str_sub(pixel ? wy_str_from(tail, 6) : tail, 0, 10), &day) && day > c->bulletin) {
            c->bulletin = day;
            c->pixel = pixel;
        }
    }
}

static bool is_zero(wy_str v) { return wy_str_eq(v, WY_S("0")); }

// One entry of versions[] and its changes, in their order.
static bool add_version(const struct cve *c, struct wy_claim *claim, const struct wy_json *v)
{
    wy_str less = wy_json_get_str(v, WY_S("lessThan")), less_equal = wy_json_get_str(v, WY_S("lessThanOrEqual"));
    struct wy_span span = {
        .from = wy_json_get_str(v, WY_S("version")),
        .to = less.ptr ? less : less_equal,
        .status = (uint8_t)read_status(wy_json_get_str(v, WY_S("status"))),
    };
    wy_str type = wy_json_get_str(v, WY_S("versionType"));
    if (!span.from.ptr)
        return true;
    if (wy_str_eq_nocase(type, WY_S("versionCode")) || wy_str_eq_nocase(type, WY_S("version code")))
        span.flags |= WY_SPAN_CODE;
    if (span.to.ptr) {
        span.flags |= (uint8_t)(WY_SPAN_RANGE | (less.ptr ? 0 : WY_SPAN_TO_INCLUDED));
        if (is_zero(span.from))
            span.from = (wy_str){0};
        if (wy_str_eq(span.to, WY_S("*")))
            span.to = (wy_str){0};
    } else if (wy_str_eq(span.from, WY_S("*"))) {
        span.flags |= WY_SPAN_RANGE;
        span.from = (wy_str){0};
    } else if (!(span.flags & WY_SPAN_CODE)) {
        (void)wy_span_from_words(span.from, &span); // else it stays one version
    }
    c->record->empty |= wy_span_is_empty(claim, &span);
    if (!wy_claim_span(claim, c->arena, span))
        return false;
    for (WY_JSON_EACH(change, wy_json_get(v, WY_S("changes")))) {
        struct wy_span at = {.from = wy_json_get_str(change, WY_S("at")),
                             .flags = (uint8_t)(WY_SPAN_CHANGE | (span.flags & WY_SPAN_CODE)),
                             .status = (uint8_t)read_status(wy_json_get_str(change, WY_S("status")))};
        if (at.from.ptr && !wy_claim_span(claim, c->arena, at))
            return false;
    }
    return true;
}

static bool add_versions(const struct cve *c, struct wy_claim *claim, const struct wy_json *affected)
{
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
        wy_str type = wy_json_get_str(v, WY_S("versionType"));
        bool custom = wy_str_eq(type, WY_S("custom")); // the most frequent one, and no order's name
        if (type.len && !custom && claim->order == WY_ORDER_NONE && claim->kind == WY_CLAIM_PRODUCT)
            claim->order = wy_order_find(type);
        if (custom)
            claim->flags |= WY_CLAIM_CUSTOM;
        if (!add_version(c, claim, v))
            return false;
    }
    if (claim->order == WY_ORDER_NONE)
        claim->order = WY_ORDER_APK;
    return true;
}

static bool ends_with_nocase(wy_str s, wy_str word)
{
    return s.len >= word.len && wy_str_eq_nocase(wy_str_from(s, s.len - word.len), word);
}

// Google's "Android": releases are listed, the fixing level is not; the bulletin named in the references gives the
// month.
static bool add_platform(const struct cve *c, const struct wy_json *affected)
{
    // Where the maker of a chip or of the phone speaks, an ADP's "Android" is only the system that runs on it.
    enum wy_claim_kind kind = WY_CLAIM_PLATFORM;
    for (WY_EACH(struct wy_claim, other, c->record->claims))
        if (c->adp && (other->kind == WY_CLAIM_CHIP || other->kind == WY_CLAIM_MAKER))
            kind = WY_CLAIM_PRODUCT;
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, kind);
    if (!claim)
        return false;
    claim->subject = WY_S("android");
    claim->standard = WY_STATUS_UNAFFECTED;
    claim->fixed = c->bulletin;
    claim->flags = (uint8_t)((c->adp ? WY_CLAIM_ADP : 0) | (c->pixel ? WY_CLAIM_PIXEL : 0) |
                             (c->bulletin ? WY_CLAIM_MONTH : WY_CLAIM_NO_LEVEL));
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
        if (read_status(wy_json_get_str(v, WY_S("status"))) != WY_STATUS_AFFECTED)
            continue;
        wy_str text = wy_json_get_str(v, WY_S("version"));
        uint64_t bits = wy_android_bits(text);
        bool kernel = ends_with_nocase(text, WY_S("kernel"));
        claim->majors |= bits;
        if (!bits && (kernel || ends_with_nocase(text, WY_S("SoC")) || wy_str_eq_nocase(text, WY_S("SoCVersion")))) {
            claim->component = kernel ? WY_COMPONENT_KERNEL : WY_COMPONENT_VENDOR;
            claim->flags |= kernel ? 0 : WY_CLAIM_LOOSE; // whose chip is not said
            claim->majors |= 1;
        }
    }
    if (!claim->majors) { // "n/a"
        claim->majors = 1;
        claim->flags |= WY_CLAIM_LOOSE;
    }
    return true;
}

static bool add_chip(const struct cve *c, struct wy_claim *claim, wy_str name)
{
    wy_str chip = wy_chip_normalise(name, c->arena);
    wy_str *row = chip.ptr ? wy_rows_add(&claim->chips, c->arena, sizeof *row) : NULL;
    if (row)
        *row = chip;
    return !chip.ptr || row;
}

// Cuts at any of the separators; the parts are trimmed by who uses them.
static bool next_part(wy_str *rest, const char *separators, wy_str *part)
{
    if (!rest->ptr)
        return false;
    size_t n = 0;
    while (n < rest->len && !strchr(separators, rest->ptr[n]))
        n++;
    *part = wy_str_sub(*rest, 0, n);
    *rest = n < rest->len ? wy_str_from(*rest, n + 1) : (wy_str){0};
    return true;
}

static uint64_t majors_in(wy_str text)
{
    uint64_t bits = 0;
    bool android = false;
    wy_str part;
    while (next_part(&text, "/,", &part)) {
        part = wy_str_trim(part);
        android = wy_str_starts_nocase(part, WY_S("android")) || (android && part.len && wy_is_digit(part.ptr[0]));
        if (android)
            bits |= wy_android_bit(part);
    }
    return wy_android_widen(bits);
}

// Chips stand in versions (Qualcomm) or in the product (MediaTek, Unisoc).
static bool add_chips(const struct cve *c, const struct wy_json *affected, wy_str vendor, wy_str product)
{
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, WY_CLAIM_CHIP);
    if (!claim)
        return false;
    claim->vendor = vendor;
    claim->subject = product;
    claim->component = WY_COMPONENT_VENDOR;
    claim->flags = (uint8_t)(WY_CLAIM_NO_LEVEL | (c->adp ? WY_CLAIM_ADP : 0));
    wy_str part, names = product;
    while (next_part(&names, ",/", &part))
        if (!add_chip(c, claim, part))
            return false;
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
        if (read_status(wy_json_get_str(v, WY_S("status"))) != WY_STATUS_AFFECTED)
            continue;
        wy_str text = wy_json_get_str(v, WY_S("version"));
        claim->majors |= majors_in(text);
        if (!add_chip(c, claim, text))
            return false;
    }
    if (!claim->majors)
        claim->majors = 1;
    return true;
}

// The month of "SMR Dec-2024 Release".
static bool smr_month(wy_str text, int32_t *day)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    size_t at = wy_str_find(text, WY_S("SMR "));
    uint64_t year;
    if (at == WY_NPOS || !wy_str_u64(wy_str_sub(text, at + 8, 4), &year))
        return false;
    for (int m = 0; m < 12; m++)
        if (wy_str_eq_nocase(wy_str_sub(text, at + 4, 3), (wy_str){months + (ptrdiff_t)3 * m, 3}))
            return wy_day_from_ymd((int)year, m + 1, 1, day);
    return false;
}

// "SMR Dec-2024 Release in Android 13, 14" is unaffected: fixed from that month on, in these releases.
static bool add_samsung(const struct cve *c, const struct wy_json *affected)
{
    bool told = false;
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
        wy_str less = wy_json_get_str(v, WY_S("lessThan")), text = wy_json_get_str(v, WY_S("version"));
        bool unaffected = read_status(wy_json_get_str(v, WY_S("status"))) == WY_STATUS_UNAFFECTED;
        int32_t day;
        if ((!unaffected && !less.ptr) || !smr_month(unaffected ? text : less, &day))
            continue;
        struct wy_claim *claim = wy_record_claim(c->record, c->arena, WY_CLAIM_MAKER);
        if (!claim)
            return false;
        size_t in = wy_str_find(unaffected ? text : less, WY_S(" in Android "));
        uint64_t bits = in == WY_NPOS ? 0 : majors_in(wy_str_from(unaffected ? text : less, in + 4));
        claim->subject = WY_S("samsung");
        claim->majors = bits ? bits : 1;
        claim->fixed = day;
        claim->flags = c->adp ? WY_CLAIM_ADP : 0;
        told = true;
    }
    struct wy_claim *claim = told ? NULL : wy_record_claim(c->record, c->arena, WY_CLAIM_MAKER);
    if (claim) {
        claim->subject = WY_S("samsung");
        claim->flags = (uint8_t)(WY_CLAIM_NO_LEVEL | (c->adp ? WY_CLAIM_ADP : 0));
        claim->majors = 1;
    }
    return told || claim;
}

static bool add_product(const struct cve *c, const struct wy_json *affected, wy_str vendor, wy_str product)
{
    wy_str name = wy_json_get_str(affected, WY_S("packageName"));
    enum wy_claim_kind kind = WY_CLAIM_PRODUCT;
    if (wy_record_names_app(name))
        kind = WY_CLAIM_PACKAGE;
    else if (wy_record_names_app(product))
        kind = WY_CLAIM_PACKAGE;
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, kind);
    if (!claim)
        return false;
    claim->vendor = vendor;
    claim->subject = kind == WY_CLAIM_PACKAGE && wy_record_names_app(name) ? name : product.ptr ? product : name;
    claim->standard = read_status(wy_json_get_str(affected, WY_S("defaultStatus")));
    claim->flags = c->adp ? WY_CLAIM_ADP : 0;
    if (kind == WY_CLAIM_PACKAGE)
        claim->order = WY_ORDER_APK;
    return add_versions(c, claim, affected);
}

// kernel.org's own records: releases by line ("4.14.106 to 4.14.*"). Entries that name commits say nothing about a
// release.
static bool add_kernel(const struct cve *c, const struct wy_json *affected)
{
    struct wy_claim *claim = wy_record_claim(c->record, c->arena, WY_CLAIM_KERNEL);
    uint32_t number;
    if (!claim)
        return false;
    claim->subject = WY_S("linux");
    claim->standard = read_status(wy_json_get_str(affected, WY_S("defaultStatus")));
    claim->flags = c->adp ? WY_CLAIM_ADP : 0;
    for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
        wy_str from = wy_json_get_str(v, WY_S("version"));
        bool release = is_zero(from) || wy_str_eq(from, WY_S("*")) || wy_kernel_number(from, &number);
        if (release && !wy_str_eq(wy_json_get_str(v, WY_S("versionType")), WY_S("git")) && !add_version(c, claim, v))
            return false;
    }
    if (!claim->spans.n)
        c->record->claims.n--; // commits alone
    return true;
}

// Chrome's numbers are those of its app and of the WebView that is built from the same source; that a flaw is in them,
// too, is our reading, and not where the text names another system alone.
static bool add_chrome(const struct cve *c, const struct wy_json *affected)
{
    static const wy_str apps[] = {WY_S_INIT("com.android.chrome"), WY_S_INIT("com.google.android.webview"),
                                  WY_S_INIT("com.android.webview")};
    static const wy_str elsewhere[] = {WY_S_INIT(" on iOS"),  WY_S_INIT(" on Windows"),  WY_S_INIT(" on Mac"),
                                       WY_S_INIT(" on OS X"), WY_S_INIT(" on ChromeOS"), WY_S_INIT(" on Chrome OS"),
                                       WY_S_INIT(" on Linux")};
    wy_str text = english(wy_json_get(c->container, WY_S("descriptions")));
    for (size_t i = 0; i < WY_COUNT(elsewhere) && !wy_str_has(text, WY_S("Android")); i++)
        if (wy_str_has(text, elsewhere[i]))
            return true;
    for (size_t i = 0; i < WY_COUNT(apps); i++) {
        struct wy_claim *claim = wy_record_claim(c->record, c->arena, WY_CLAIM_PACKAGE);
        if (!claim)
            return false;
        claim->vendor = WY_S("Google");
        claim->subject = apps[i];
        claim->order = WY_ORDER_APK;
        claim->standard = WY_STATUS_UNAFFECTED;
        claim->flags = (uint8_t)(WY_CLAIM_MAPPED | (c->adp ? WY_CLAIM_ADP : 0));
        for (WY_JSON_EACH(v, wy_json_get(affected, WY_S("versions")))) {
            wy_str less = wy_json_get_str(v, WY_S("lessThan"));
            // "version" repeats the bound or says "unspecified": the text means all before it
            struct wy_span span = {.to = less, .flags = WY_SPAN_RANGE, .status = WY_STATUS_AFFECTED};
            if (less.len && read_status(wy_json_get_str(v, WY_S("status"))) == WY_STATUS_AFFECTED &&
                !wy_claim_span(claim, c->arena, span))
                return false;
        }
    }
    return true;
}

static bool add_affected(const struct cve *c, const struct wy_json *affected)
{
    wy_str vendor = wy_json_get_str(affected, WY_S("vendor")), product = wy_json_get_str(affected, WY_S("product"));
    vendor = wy_str_trim(vendor);
    product = wy_str_trim(product);
    if (wy_str_starts_nocase(vendor, WY_S("google")) && wy_str_eq_nocase(product, WY_S("android")))
        return add_platform(c, affected);
    if (wy_str_starts_nocase(vendor, WY_S("qualcomm")) || wy_str_starts_nocase(vendor, WY_S("mediatek")) ||
        wy_str_starts_nocase(vendor, WY_S("unisoc")))
        return add_chips(c, affected, vendor, product);
    if (wy_str_starts_nocase(vendor, WY_S("samsung")) && wy_str_starts_nocase(product, WY_S("samsung mobile devices")))
        return add_samsung(c, affected);
    if (wy_str_eq_nocase(vendor, WY_S("linux")) && wy_str_eq_nocase(product, WY_S("linux")))
        return add_kernel(c, affected);
    if (wy_str_starts_nocase(vendor, WY_S("google")) && wy_str_eq_nocase(product, WY_S("chrome")))
        return add_product(c, affected, vendor, product) && add_chrome(c, affected);
    return add_product(c, affected, vendor, product);
}

static wy_err read_container(struct cve *c, struct wy_diag *diag)
{
    read_metrics(c);
    read_references(c);
    for (WY_JSON_EACH(affected, wy_json_get(c->container, WY_S("affected"))))
        if (!add_affected(c, affected))
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    return WY_OK;
}

wy_err wy_read_cve5(const struct wy_json *root, struct wy_arena *scratch, struct wy_record *out, struct wy_diag *diag)
{
    const struct wy_json *meta = wy_json_get(root, WY_S("cveMetadata")),
                         *containers = wy_json_get(root, WY_S("containers"));
    struct wy_record r = {.score = -1};
    r.id = wy_json_get_str(meta, WY_S("cveId"));
    if (!wy_is_cve(r.id))
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/cveMetadata/cveId: not a CVE number");
    r.withdrawn = wy_str_eq(wy_json_get_str(meta, WY_S("state")), WY_S("REJECTED"));
    r.source = wy_json_get_str(meta, WY_S("assignerShortName"));
    r.published = read_day(wy_json_get_str(meta, WY_S("datePublished")));
    r.modified = read_day(wy_json_get_str(meta, WY_S("dateUpdated")));
    struct cve c = {.record = &r, .arena = scratch, .container = wy_json_get(containers, WY_S("cna"))};
    if (!c.container)
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "/containers/cna: missing");
    r.title = wy_json_get_str(c.container, WY_S("title"));
    r.text = english(wy_json_get(c.container, r.withdrawn ? WY_S("rejectedReasons") : WY_S("descriptions")));
    wy_err err = read_container(&c, diag);
    for (WY_JSON_EACH(adp, wy_json_get(containers, WY_S("adp")))) {
        if (err)
            break;
        c.container = adp;
        c.adp = true;
        err = read_container(&c, diag);
    }
    struct wy_cvss cvss;
    if (r.vector.ptr && r.score >= 0 && wy_cvss_parse(r.vector, &cvss, NULL) == WY_OK)
        r.misfit = cvss.base != r.score;
    if (!err)
        *out = r;
    return err;
}
