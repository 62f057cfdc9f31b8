// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The chip, as published records write it: SM8550, MT6895, SC9863A, T606, KIRIN990, EXYNOS9820, S5E9925. A platform's
// name stands for its chip only where it has one: "taro" and "lahaina" are several, so with them the chip stays open.
#include "ingest/identity.h"

static wy_str upper(struct wy_lookup *l, wy_str s)
{
    wy_str copy = wy_arena_dup(l->in->scratch, s);
    char *p = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; p && i < copy.len; i++)
        p[i] = wy_upper(p[i]);
    return copy;
}

// Letters behind the digits that are part of the name: SC9863A, Kirin9000SL; not the package of MT6895V/ZA.
static size_t tail_of(wy_str name, wy_str rest)
{
    size_t n = 0;
    while (n < rest.len && n < 2 && wy_is_alpha(rest.ptr[n]))
        n++;
    bool kirin = wy_str_starts_nocase(name, WY_S("kirin"));
    return kirin ? n : wy_str_starts_nocase(name, WY_S("sc")) && n == 1 ? 1 : 0;
}

// A letter run and at least three digits: "Qualcomm SM8550-AB" -> SM8550; absent where there is no such thing.
static wy_str chip(wy_str v)
{
    for (size_t i = 0; i + 1 < v.len; i++) {
        if (!wy_is_alpha(v.ptr[i]) || (i && (wy_is_alpha(v.ptr[i - 1]) || wy_is_digit(v.ptr[i - 1]))))
            continue;
        size_t letters = 0, digits = 0;
        if (wy_str_starts_nocase(wy_str_from(v, i), WY_S("s5e")))
            letters = 3;
        while (i + letters < v.len && wy_is_alpha(v.ptr[i + letters]))
            letters++;
        while (i + letters + digits < v.len && wy_is_digit(v.ptr[i + letters + digits]))
            digits++;
        wy_str name = wy_str_sub(v, i, letters + digits);
        if (letters >= 1 && letters <= 9 && digits >= 3)
            return wy_str_sub(v, i, name.len + tail_of(name, wy_str_from(v, i + name.len)));
    }
    return (wy_str){0};
}

static const struct {
    const char *name, *chip;
} names[] = {
    // Platforms with one chip.
    {"msmnile", "SM8150"},
    {"kona", "SM8250"},
    {"kalama", "SM8550"},
    {"pineapple", "SM8650"},
    // Other words for a chip.
    {"sdm855", "SM8150"},
    {"sp9863a", "SC9863A"},
    {"sp9832e", "SC9832E"},
    {"sp7731e", "SC7731E"},
};

static wy_str known_name(wy_str v)
{
    for (size_t i = 0; i < WY_COUNT(names); i++)
        if (wy_str_eq_nocase(v, wy_str_c(names[i].name)))
            return wy_str_c(names[i].chip);
    return (wy_str){0};
}

static wy_str normal(struct wy_lookup *l, wy_str v)
{
    wy_str known = known_name(v);
    if (known.ptr)
        return known;
    v = chip(v);
    if (wy_str_starts_nocase(v, WY_S("universal"))) // Samsung's boards: universal9820 is the Exynos 9820
        return wy_arena_printf(l->in->scratch, "EXYNOS%.*s", WY_ARG(wy_str_from(v, 9)));
    return v.ptr ? upper(l, v) : v;
}

static bool platform_is_chip(wy_str platform)
{
    static const char *const starts[] = {"mt6", "mt8", "sdm", "msm8", "sm", "kirin", "exynos", "universal"};
    for (size_t i = 0; i < WY_COUNT(starts); i++) {
        size_t n = strlen(starts[i]);
        if (wy_str_starts_nocase(platform, wy_str_c(starts[i])) && platform.len > n && wy_is_digit(platform.ptr[n]))
            return true;
    }
    return known_name(platform).ptr != NULL;
}

static wy_str soc_of(struct wy_lookup *l, const struct wy_device *d)
{
    static const char *const told[] = {
        "ro.soc.model",         "ro.vendor.soc.model",     "ro.vendor.mediatek.platform", "ro.mediatek.platform",
        "ro.hardware.chipname", "ro.vendor.qti.soc_model", "ro.meizu.hardware.soc",       "ro.board.chiptype",
    };
    wy_str words = {0}; // a name without a number: "Tensor"
    for (size_t i = 0; i < WY_COUNT(told); i++) {
        wy_str v = wy_lookup_find(l, told[i]);
        wy_str soc = normal(l, v);
        if (soc.ptr)
            return soc;
        if (v.len && !words.ptr && !wy_str_eq_nocase(v, WY_S("kirin")))
            words = v;
    }
    if (!words.ptr && platform_is_chip(d->platform))
        return normal(l, d->platform);
    return words;
}

static wy_str maker_of(wy_str soc)
{
    static const char *const rows[][2] = {
        {"MT6", "Mediatek"}, {"MT8", "Mediatek"},    {"SM", "Qualcomm"},    {"SDM", "Qualcomm"}, {"MSM", "Qualcomm"},
        {"QCM", "Qualcomm"}, {"KIRIN", "HiSilicon"}, {"EXYNOS", "Samsung"}, {"S5E", "Samsung"},  {"SC", "Unisoc"},
        {"UMS", "Unisoc"},   {"UIS", "Unisoc"},      {"RK", "Rockchip"},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        wy_str prefix = wy_str_c(rows[i][0]);
        if (wy_str_starts(soc, prefix) && soc.len > prefix.len && wy_is_digit(soc.ptr[prefix.len]))
            return wy_str_c(rows[i][1]);
    }
    return (wy_str){0};
}

void wy_identity_soc(struct wy_lookup *l, struct wy_device *d)
{
    wy_lookup_fill(l, &d->platform,
                   "ro.board.platform ro.vendor.mediatek.platform ro.mediatek.platform ro.hardware.chipname");
    if (!d->soc.ptr)
        d->soc = soc_of(l, d);
    wy_lookup_fill(l, &d->soc_maker, "ro.soc.manufacturer ro.vendor.soc.manufacturer");
    if (!d->soc_maker.ptr)
        d->soc_maker = maker_of(d->soc);
}
