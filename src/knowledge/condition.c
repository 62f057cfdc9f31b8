// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Conditions of advisories against evidence. What the evidence does not tell is unknown, never "no".
#include "knowledge/condition.h"

#include "core/lang.h"

#include <stdio.h>

const struct wy_fact_row wy_facts[WY_FACTS] = {
#define FACT(id, word, flags, order, meaning) {WY_S_INIT(word), flags, order, meaning},
#include "knowledge/facts.def"
#undef FACT
};

static wy_str percent_decode(wy_str s, struct wy_arena *arena)
{
    char *p = wy_arena_alloc(arena, s.len ? s.len : 1, 1);
    if (!p)
        return (wy_str){0};
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        int high = i + 2 < s.len && s.ptr[i] == '%' ? wy_hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? wy_hex_digit(s.ptr[i + 2]) : -1;
        if (low >= 0) {
            p[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            p[n++] = s.ptr[i];
        }
    }
    return (wy_str){p, n};
}

bool wy_condition_uri(wy_str uri, struct wy_arena *arena, enum wy_fact *fact, wy_str *key, wy_str *value)
{
    wy_str rest = wy_str_from(uri, 5), word, k = {0};
    if (!wy_str_starts(uri, WY_S("wary:")) || !wy_str_next(&rest, '/', &word))
        return false;
    int found = -1;
    for (int i = 0; i < WY_FACTS; i++)
        if (wy_str_eq(word, wy_facts[i].word))
            found = i;
    if (found < 0 || ((wy_facts[found].flags & FACT_KEYED) && (!wy_str_next(&rest, '/', &k) || !k.len)))
        return false;
    *fact = (enum wy_fact)found;
    *key = k.ptr ? percent_decode(k, arena) : k;
    *value = rest.ptr ? percent_decode(rest, arena) : rest;
    return true;
}

bool wy_version_rule_settle(struct wy_version_rule *rule, struct wy_arena *arena)
{
    if (rule->kind != WY_VERSION_RANGE)
        return true;
    wy_err err = wy_range_parse(rule->text, arena, &rule->range, NULL);
    if (err && err != WY_NO_MEMORY)
        rule->kind = WY_VERSION_WORDS;
    return err != WY_NO_MEMORY;
}

bool wy_package_in_inventory(const struct wy_package *p) { return wy_str_eq(p->state, WY_S("inventory")); }

wy_str wy_label_key(wy_str label, struct wy_arena *arena)
{
    char *p = wy_arena_alloc(arena, label.len ? label.len : 1, 1);
    if (!p)
        return (wy_str){0};
    size_t n = 0;
    for (size_t i = 0; i < label.len; i++) {
        char c = wy_lower(label.ptr[i]);
        if (wy_is_alpha(c) || wy_is_digit(c) || (unsigned char)c >= 0x80)
            p[n++] = c;
    }
    return (wy_str){p, n};
}

wy_str wy_purl_package(wy_str purl)
{
    if (!wy_str_starts_nocase(purl, WY_S("pkg:android/")))
        return (wy_str){0};
    wy_str name = wy_str_from(purl, 12);
    size_t end = 0;
    while (end < name.len && name.ptr[end] != '@' && name.ptr[end] != '?' && name.ptr[end] != '#')
        end++;
    return wy_str_sub(name, 0, end);
}

// Compares two labels as wy_label_key would make them.
static bool label_is(wy_str a, wy_str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && !wy_is_alpha(a.ptr[i]) && !wy_is_digit(a.ptr[i]) && (unsigned char)a.ptr[i] < 0x80)
            i++;
        while (j < b.len && !wy_is_alpha(b.ptr[j]) && !wy_is_digit(b.ptr[j]) && (unsigned char)b.ptr[j] < 0x80)
            j++;
        if (i == a.len || j == b.len)
            return i == a.len && j == b.len;
        if (wy_lower(a.ptr[i++]) != wy_lower(b.ptr[j++]))
            return false;
    }
}

bool wy_condition_names(const struct wy_condition *c, const struct wy_package *p)
{
    wy_str purl = wy_purl_package(p->purl);
    for (WY_EACH(const wy_str, v, c->values))
        if (wy_str_eq(*v, p->name) || (purl.len && wy_str_eq(*v, purl)))
            return true;
    if (!wy_package_in_inventory(p))
        return false; // on Android the label is any app's free choice
    for (WY_EACH(const wy_str, l, c->labels))
        if (label_is(*l, p->name) || (p->label.len && label_is(*l, p->label)))
            return true;
    return false;
}

static bool value_fits(const struct wy_condition *c, wy_str have)
{
    bool nocase = wy_facts[c->fact].flags & FACT_NOCASE;
    for (WY_EACH(const wy_str, v, c->values)) {
        wy_str want = *v;
        if (want.len && want.ptr[want.len - 1] == '*') {
            want.len--;
            if (nocase ? wy_str_starts_nocase(have, want) : wy_str_starts(have, want))
                return true;
        } else if (nocase ? wy_str_eq_nocase(have, want) : wy_str_eq(have, want)) {
            return true;
        }
    }
    return false;
}

static enum wy_tri version_fits(const struct wy_condition *c, wy_str have, const char **why)
{
    enum wy_version_note note = WY_NOTE_NONE;
    const struct wy_version_rule *rule = &c->version;
    if (rule->kind == WY_VERSION_WORDS) {
        *why = N_("the source gives the affected versions in words that cannot be compared");
        return WY_UNKNOWN;
    }
    if (rule->kind == WY_VERSION_EXACT) {
        struct wy_compared d = wy_version_compare(wy_facts[c->fact].order, have, rule->text);
        if (d.sign != WY_UNORDERED)
            return wy_tri_of(d.sign == 0);
        if (wy_str_eq(have, rule->text))
            return WY_YES;
        note = d.note;
    } else {
        enum wy_tri answer = wy_range_contains(&rule->range, have, &note);
        if (answer != WY_UNKNOWN)
            return answer;
    }
    *why = wy_version_note_text(note);
    return WY_UNKNOWN;
}

static wy_str int_text(struct wy_int v, char buf[24])
{
    if (!v.known)
        return (wy_str){0};
    int n = snprintf(buf, 24, "%lld", (long long)v.v);
    return (wy_str){buf, (size_t)n};
}

static wy_str build_date(const struct wy_subject *s, char buf[24])
{
    static const wy_str names[] = {WY_S_INIT("ro.build.date.utc"), WY_S_INIT("ro.system.build.date.utc"),
                                   WY_S_INIT("ro.vendor.build.date.utc")};
    if (s->device && s->device->build_time.known)
        return int_text(s->device->build_time, buf);
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        wy_str v = wy_property(s->ev, names[i]);
        if (v.len)
            return v;
    }
    return (wy_str){0};
}

static wy_str patch_level(const struct wy_device *d, wy_str part)
{
    if (!d || !d->patch_level)
        return (wy_str){0};
    return wy_str_eq(part, WY_S("system"))   ? d->patch_level->system
           : wy_str_eq(part, WY_S("vendor")) ? d->patch_level->vendor
           : wy_str_eq(part, WY_S("boot"))   ? d->patch_level->boot
                                             : (wy_str){0};
}

static wy_str module_version(const struct wy_evidence *ev, wy_str name)
{
    for (WY_EACH(const struct wy_module, m, ev->modules))
        if (wy_str_eq(m->name, name))
            return m->version;
    return (wy_str){0};
}

// Absent settings are a value of their own once the table was read: "" then.
static wy_str setting_value(const struct wy_evidence *ev, wy_str key)
{
    wy_str rest = key, space;
    if (!wy_str_next(&rest, '.', &space))
        return (wy_str){0};
    const struct wy_setting *row = wy_setting(ev, space, rest);
    if (row)
        return row->value;
    return wy_is_covered(ev, WY_S("settings")) ? WY_S("") : (wy_str){0};
}

// What the evidence says about a fact of the device; absent when it says nothing.
static wy_str device_text(const struct wy_condition *c, const struct wy_subject *s, char buf[24])
{
    static const struct wy_device nothing;
    const struct wy_device *d = s->device ? s->device : &nothing;
    switch (c->fact) {
    case WY_FACT_KIND: // what says nothing else about itself and runs Android is taken for a phone
        return d->kind.len || !(d->release.len || d->codename.len) ? d->kind : WY_S("phone");
    case WY_FACT_MAKER: return d->maker.len ? d->maker : d->brand;
    case WY_FACT_BRAND: return d->brand.len ? d->brand : d->maker;
    case WY_FACT_MODEL: return d->model.len ? d->model : d->marketing_name;
    case WY_FACT_CODENAME: return d->codename;
    case WY_FACT_FINGERPRINT: return d->fingerprint;
    case WY_FACT_SKIN: return d->skin;
    case WY_FACT_REGION: return d->region;
    case WY_FACT_RELEASE: return d->release;
    case WY_FACT_API_LEVEL: return int_text(d->api_level, buf);
    case WY_FACT_BUILD: return d->build.len ? d->build : d->skin_version;
    case WY_FACT_BUILD_DATE: return build_date(s, buf);
    case WY_FACT_PATCH_LEVEL: return patch_level(d, c->key);
    case WY_FACT_SOC: return d->soc;
    case WY_FACT_SOC_MAKER: return d->soc_maker;
    case WY_FACT_PLATFORM: return d->platform;
    case WY_FACT_KERNEL: return d->kernel;
    case WY_FACT_MODULE: return module_version(s->ev, c->key);
    case WY_FACT_SETTING: return setting_value(s->ev, c->key);
    case WY_FACT_PROPERTY: return wy_property(s->ev, c->key);
    default: return (wy_str){0};
    }
}

static enum wy_tri signer_fits(const struct wy_condition *c, const struct wy_subject *s, const char **why)
{
    const struct wy_package *p = s->package;
    const struct wy_strs *lists[] = {p && p->signature ? &p->signature->signers : NULL, p ? &p->signers : NULL};
    bool told = false;
    for (size_t i = 0; i < WY_COUNT(lists); i++)
        for (size_t j = 0; lists[i] && j < lists[i]->n; j++) {
            bool whole = lists[i]->v[j].len == 64; // Android's own lists may print a short hash, which says nothing
            told |= whole;
            if (whole && value_fits(c, lists[i]->v[j]))
                return WY_YES;
        }
    *why = N_("it cannot be seen who signed this app");
    return told ? WY_NO : WY_UNKNOWN;
}

// A chip's maker is told by the platform's name where no property names it.
static bool soc_maker_by_name(const struct wy_condition *c, const struct wy_subject *s, wy_str *out)
{
    static const struct {
        wy_str prefix, maker;
    } rows[] = {
        {WY_S_INIT("mt6"), WY_S_INIT("MediaTek")},  {WY_S_INIT("mt8"), WY_S_INIT("MediaTek")},
        {WY_S_INIT("msm"), WY_S_INIT("Qualcomm")},  {WY_S_INIT("sm"), WY_S_INIT("Qualcomm")},
        {WY_S_INIT("sdm"), WY_S_INIT("Qualcomm")},  {WY_S_INIT("apq"), WY_S_INIT("Qualcomm")},
        {WY_S_INIT("qcom"), WY_S_INIT("Qualcomm")}, {WY_S_INIT("exynos"), WY_S_INIT("Samsung")},
        {WY_S_INIT("ums"), WY_S_INIT("Unisoc")},    {WY_S_INIT("kirin"), WY_S_INIT("HiSilicon")},
    };
    if (c->fact != WY_FACT_SOC_MAKER || !s->device)
        return false;
    const wy_str names[] = {s->device->soc, s->device->platform};
    for (size_t n = 0; n < WY_COUNT(names); n++)
        for (size_t i = 0; i < WY_COUNT(rows); i++)
            if (wy_str_starts_nocase(names[n], rows[i].prefix)) {
                *out = rows[i].maker;
                return true;
            }
    return false;
}

static enum wy_tri component_holds(const struct wy_condition *c, const struct wy_subject *s, const char **why)
{
    if (!s->package || !wy_condition_names(c, s->package))
        return WY_NO;
    if (c->version.kind == WY_VERSION_ANY)
        return WY_YES;
    if (!s->version.len) {
        *why = N_("its version cannot be read here");
        return WY_UNKNOWN;
    }
    return version_fits(c, s->version, why);
}

static enum wy_tri text_holds(const struct wy_condition *c, wy_str have, const char **why)
{
    if (!have.ptr || (!have.len && c->fact != WY_FACT_SETTING)) {
        *why = N_("the evidence does not tell what the advisory asks about this device");
        return WY_UNKNOWN;
    }
    if (c->values.n && !value_fits(c, have))
        return WY_NO;
    return c->version.kind == WY_VERSION_ANY ? WY_YES : version_fits(c, have, why);
}

enum wy_tri wy_condition_holds(const struct wy_condition *c, const struct wy_subject *s, const char **why)
{
    char buf[24];
    if (c->fact == WY_FACT_PACKAGE)
        return component_holds(c, s, why);
    if (c->fact == WY_FACT_SIGNER)
        return signer_fits(c, s, why);
    if (c->fact == WY_FACT_VERSION_CODE)
        return text_holds(c, s->package ? int_text(s->package->version_code, buf) : (wy_str){0}, why);
    wy_str have = device_text(c, s, buf), maker;
    if (!have.len && soc_maker_by_name(c, s, &maker))
        have = maker;
    // A model may be known by its name on the box alone, or by both.
    if (c->fact == WY_FACT_MODEL && s->device && s->device->marketing_name.len && c->values.n &&
        value_fits(c, s->device->marketing_name))
        return WY_YES;
    return text_holds(c, have, why);
}

enum wy_tri wy_conditions_hold(const struct wy_condition *conditions, size_t n, const struct wy_subject *s, bool *named,
                               const char **why)
{
    enum wy_tri answer = WY_YES, by_name = WY_UNKNOWN, by_code = WY_UNKNOWN, rest = WY_YES;
    bool against = false, identified = false;
    for (size_t i = 0; i < n; i++) {
        const struct wy_condition *c = &conditions[i];
        bool identity = wy_facts[c->fact].flags & FACT_IDENTITY, versioned = c->version.kind != WY_VERSION_ANY;
        enum wy_tri one = wy_condition_holds(c, s, why);
        identified |= c->fact == WY_FACT_PACKAGE || (identity && one == WY_YES);
        against |= identity && one == WY_NO;
        if (c->fact == WY_FACT_VERSION_CODE && versioned)
            by_code = one;
        else if (c->fact == WY_FACT_PACKAGE && versioned && s->package && wy_condition_names(c, s->package))
            by_name = one;
        else if (one != WY_YES)
            rest = rest == WY_NO ? WY_NO : one;
        answer = one == WY_NO || answer == WY_NO ? WY_NO : one == WY_UNKNOWN ? WY_UNKNOWN : answer;
    }
    *named = identified && !against;
    if (by_name && by_code && by_name != by_code && rest != WY_NO) {
        *why = N_("its version name and its version code do not agree");
        return WY_UNKNOWN;
    }
    return answer;
}
