// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What publishers call things, in one form each: releases of Android, kernel releases, chips, packages, CVE numbers.
#include "knowledge/record.h"

uint8_t wy_rating(wy_str word)
{
    static const struct {
        wy_str word;
        uint8_t rated;
    } rows[] = {{WY_S_INIT("low"), 1},
                {WY_S_INIT("moderate"), 2},
                {WY_S_INIT("medium"), 2},
                {WY_S_INIT("high"), 3},
                {WY_S_INIT("critical"), 4}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_eq_nocase(word, rows[i].word))
            return rows[i].rated;
    return 0;
}

static size_t digits_in(wy_str s, size_t from)
{
    size_t n = from;
    while (n < s.len && wy_is_digit(s.ptr[n]))
        n++;
    return n - from;
}

uint64_t wy_android_bit(wy_str s)
{
    enum { MAJOR_MAX = 40 };
    static const struct {
        unsigned major;
        wy_str tail;
        unsigned bit;
    } between[] = {{7, WY_S_INIT(".1"), WY_ANDROID_7_1},
                   {8, WY_S_INIT(".1"), WY_ANDROID_8_1},
                   {12, WY_S_INIT("L"), WY_ANDROID_12L},
                   {12, WY_S_INIT("l"), WY_ANDROID_12L},
                   {12, WY_S_INIT(".1"), WY_ANDROID_12L}};
    s = wy_str_trim(s);
    if (wy_str_starts_nocase(s, WY_S("android"))) {
        s = wy_str_trim(wy_str_from(s, 7));
        s = wy_str_from(s, s.len && s.ptr[0] == '-');
    }
    size_t n = digits_in(s, 0);
    uint64_t major;
    if (n == 0 || n > 2 || !wy_str_u64(wy_str_sub(s, 0, n), &major) || major == 0 || major > MAJOR_MAX)
        return 0;
    // after the number: nothing, .1, L, -next, -qpr2 ...
    wy_str tail = wy_str_from(s, n);
    if (tail.len && tail.ptr[0] != '.' && tail.ptr[0] != '-' && wy_lower(tail.ptr[0]) != 'l' && tail.ptr[0] != ' ')
        return 0;
    for (size_t i = 0; i < WY_COUNT(between); i++)
        if (major == between[i].major && wy_str_starts(tail, between[i].tail) &&
            (tail.len == between[i].tail.len || !wy_is_digit(tail.ptr[between[i].tail.len])))
            return UINT64_C(1) << between[i].bit;
    return UINT64_C(1) << major;
}

uint64_t wy_android_bits(wy_str s)
{
    uint64_t bits = 0;
    while (s.len) {
        size_t n = 0;
        while (n < s.len && !strchr(" |/,;", s.ptr[n]))
            n++;
        bits |= wy_android_bit(wy_str_sub(s, 0, n));
        s = wy_str_from(s, n + (n < s.len));
    }
    return bits;
}

uint64_t wy_android_widen(uint64_t bits)
{
    bits |= bits >> 12 & 1 ? UINT64_C(1) << WY_ANDROID_12L : 0;
    bits |= bits >> 8 & 1 ? UINT64_C(1) << WY_ANDROID_8_1 : 0;
    return bits | (bits >> 7 & 1 ? UINT64_C(1) << WY_ANDROID_7_1 : 0);
}

// The numbers of "5.10.198-android12"; how many there are, 0 = none. *wild: it goes on with ".*".
static size_t kernel_parts(wy_str s, uint64_t part[3], size_t *len, bool *wild)
{
    size_t n = 0, at = 0;
    *wild = false;
    for (; n < 3; n++) {
        size_t digits = digits_in(s, at);
        if (!digits || digits > 5 || !wy_str_u64(wy_str_sub(s, at, digits), &part[n]))
            break;
        at += digits;
        *len = at;
        if (at >= s.len || s.ptr[at] != '.')
            return n + 1;
        at++;
    }
    *wild = at < s.len && s.ptr[at] == '*';
    return n;
}

bool wy_kernel_number(wy_str s, uint32_t *out)
{
    uint64_t part[3] = {0};
    size_t len = 0;
    bool wild;
    s = wy_str_trim(s);
    size_t n = kernel_parts(s, part, &len, &wild);
    if (n < (wild ? 1 : 2) || part[0] > 254 || part[1] > 254 || part[2] > 65535)
        return false;
    if (wild)
        part[n - 1]++;
    *out = (uint32_t)(part[0] << 24 | part[1] << 16 | part[2]);
    return true;
}

wy_str wy_kernel_line(wy_str s)
{
    uint64_t part[3];
    size_t len = 0, dots = 0;
    bool wild;
    s = wy_str_trim(s);
    if (kernel_parts(s, part, &len, &wild) < 2)
        return (wy_str){0};
    for (size_t i = 0; i < len; i++)
        if (s.ptr[i] == '.' && ++dots == 2)
            len = i;
    return wy_str_sub(s, 0, len);
}

bool wy_is_cve(wy_str s)
{
    if (s.len < 13 || s.len > 24 || !wy_str_starts(s, WY_S("CVE-")) || digits_in(s, 4) != 4 || s.ptr[8] != '-')
        return false;
    return digits_in(s, 9) == s.len - 9;
}

// Names that Qualcomm's records use for phone chips (lower case, without blanks), and the numbers that phones tell: the
// product pages of the maker.
static const struct {
    wy_str name, chip;
} marketed[] = {
    {WY_S_INIT("8elite"), WY_S_INIT("SM8750")}, {WY_S_INIT("8sgen3"), WY_S_INIT("SM8635")},
    {WY_S_INIT("8gen3"), WY_S_INIT("SM8650")},  {WY_S_INIT("8gen2"), WY_S_INIT("SM8550")},
    {WY_S_INIT("8+gen1"), WY_S_INIT("SM8475")}, {WY_S_INIT("8gen1"), WY_S_INIT("SM8450")},
    {WY_S_INIT("888+"), WY_S_INIT("SM8350")},   {WY_S_INIT("888"), WY_S_INIT("SM8350")},
    {WY_S_INIT("870"), WY_S_INIT("SM8250")},    {WY_S_INIT("865+"), WY_S_INIT("SM8250")},
    {WY_S_INIT("865"), WY_S_INIT("SM8250")},    {WY_S_INIT("860"), WY_S_INIT("SM8150")},
    {WY_S_INIT("855+"), WY_S_INIT("SM8150")},   {WY_S_INIT("855"), WY_S_INIT("SM8150")},
    {WY_S_INIT("845"), WY_S_INIT("SDM845")},    {WY_S_INIT("835"), WY_S_INIT("MSM8998")},
    {WY_S_INIT("7+gen3"), WY_S_INIT("SM7675")}, {WY_S_INIT("7gen3"), WY_S_INIT("SM7550")},
    {WY_S_INIT("7sgen3"), WY_S_INIT("SM7635")}, {WY_S_INIT("7+gen2"), WY_S_INIT("SM7475")},
    {WY_S_INIT("7sgen2"), WY_S_INIT("SM7435")}, {WY_S_INIT("7gen1"), WY_S_INIT("SM7450")},
    {WY_S_INIT("782g"), WY_S_INIT("SM7325")},   {WY_S_INIT("780g"), WY_S_INIT("SM7350")},
    {WY_S_INIT("778g+"), WY_S_INIT("SM7325")},  {WY_S_INIT("778g"), WY_S_INIT("SM7325")},
    {WY_S_INIT("768g"), WY_S_INIT("SM7250")},   {WY_S_INIT("765g"), WY_S_INIT("SM7250")},
    {WY_S_INIT("765"), WY_S_INIT("SM7250")},    {WY_S_INIT("750g"), WY_S_INIT("SM7225")},
    {WY_S_INIT("732g"), WY_S_INIT("SM7150")},   {WY_S_INIT("730g"), WY_S_INIT("SM7150")},
    {WY_S_INIT("730"), WY_S_INIT("SM7150")},    {WY_S_INIT("720g"), WY_S_INIT("SM7125")},
    {WY_S_INIT("712"), WY_S_INIT("SDM712")},    {WY_S_INIT("710"), WY_S_INIT("SDM710")},
    {WY_S_INIT("6gen1"), WY_S_INIT("SM6450")},  {WY_S_INIT("695"), WY_S_INIT("SM6375")},
    {WY_S_INIT("690"), WY_S_INIT("SM6350")},    {WY_S_INIT("685"), WY_S_INIT("SM6225")},
    {WY_S_INIT("680"), WY_S_INIT("SM6225")},    {WY_S_INIT("678"), WY_S_INIT("SM6150")},
    {WY_S_INIT("675"), WY_S_INIT("SM6150")},    {WY_S_INIT("670"), WY_S_INIT("SDM670")},
    {WY_S_INIT("665"), WY_S_INIT("SM6125")},    {WY_S_INIT("662"), WY_S_INIT("SM6115")},
    {WY_S_INIT("660"), WY_S_INIT("SDM660")},    {WY_S_INIT("636"), WY_S_INIT("SDM636")},
    {WY_S_INIT("632"), WY_S_INIT("SDM632")},    {WY_S_INIT("630"), WY_S_INIT("SDM630")},
    {WY_S_INIT("625"), WY_S_INIT("MSM8953")},   {WY_S_INIT("4gen2"), WY_S_INIT("SM4450")},
    {WY_S_INIT("4gen1"), WY_S_INIT("SM4375")},  {WY_S_INIT("480+"), WY_S_INIT("SM4350")},
    {WY_S_INIT("480"), WY_S_INIT("SM4350")},    {WY_S_INIT("460"), WY_S_INIT("SM4250")},
    {WY_S_INIT("450"), WY_S_INIT("SDM450")},    {WY_S_INIT("439"), WY_S_INIT("SDM439")},
    {WY_S_INIT("429"), WY_S_INIT("SDM429")},    {WY_S_INIT("430"), WY_S_INIT("MSM8937")},
    {WY_S_INIT("425"), WY_S_INIT("MSM8917")},
};

// "Snapdragon 888 5G Mobile Platform", "SD 8 Gen1 5G", "SD865 5G": blanks do not count, nor what stands behind.
static wy_str marketed_chip(wy_str s)
{
    static const wy_str tails[] = {WY_S_INIT("5gmobileplatform"),
                                   WY_S_INIT("4gmobileplatform"),
                                   WY_S_INIT("mobileplatform"),
                                   WY_S_INIT("5gmobile"),
                                   WY_S_INIT("mobile"),
                                   WY_S_INIT("5g"),
                                   WY_S_INIT("4g")};
    char name[40];
    size_t n = 0;
    for (size_t i = 0; i < s.len && n < sizeof name; i++)
        if (!wy_is_space(s.ptr[i]))
            name[n++] = wy_lower(s.ptr[i]);
    wy_str squeezed = {name, n};
    for (size_t i = 0; i < WY_COUNT(tails); i++)
        if (wy_str_ends(squeezed, tails[i]) && squeezed.len > tails[i].len) {
            squeezed.len -= tails[i].len;
            break;
        }
    for (size_t i = 0; i < WY_COUNT(marketed); i++)
        if (wy_str_eq(squeezed, marketed[i].name))
            return marketed[i].chip;
    return (wy_str){0};
}

static bool chip_shape(wy_str s)
{
    static const wy_str heads[] = {WY_S_INIT("SM"),  WY_S_INIT("MT"),  WY_S_INIT("SDM"), WY_S_INIT("MSM"),
                                   WY_S_INIT("SC"),  WY_S_INIT("QCM"), WY_S_INIT("QCS"), WY_S_INIT("APQ"),
                                   WY_S_INIT("SDX"), WY_S_INIT("SA"),  WY_S_INIT("SXR"), WY_S_INIT("SD"),
                                   WY_S_INIT("SG"),  WY_S_INIT("S"),   WY_S_INIT("UMS"), WY_S_INIT("QSM"),
                                   WY_S_INIT("T"),   WY_S_INIT("UIS"), WY_S_INIT("E"),   WY_S_INIT("GS")};
    wy_str rest = s;
    size_t letters = 0;
    while (letters < s.len && wy_is_alpha(s.ptr[letters]))
        letters++;
    wy_str head = wy_str_sub(s, 0, letters);
    rest = wy_str_from(s, letters);
    size_t digits = 0;
    while (digits < rest.len && wy_is_digit(rest.ptr[digits]))
        digits++;
    if (digits < 3 || digits > 5 || rest.len - digits > 3)
        return false;
    for (size_t i = digits; i < rest.len; i++)
        if (!wy_is_alpha(rest.ptr[i]))
            return false;
    for (size_t i = 0; i < WY_COUNT(heads); i++)
        if (wy_str_eq_nocase(head, heads[i]))
            return true;
    return false;
}

wy_str wy_chip_normalise(wy_str s, struct wy_arena *arena)
{
    static const wy_str words[] = {WY_S_INIT("Qualcomm "), WY_S_INIT("Snapdragon "), WY_S_INIT("MediaTek "),
                                   WY_S_INIT("Unisoc "),   WY_S_INIT("Tiger "),      WY_S_INIT("Exynos "),
                                   WY_S_INIT("Dimensity ")};
    enum { CHIP_MAX = 24 };
    s = wy_str_trim(s);
    bool exynos = false, snapdragon = wy_str_starts_nocase(s, WY_S("SD")) && !wy_str_starts_nocase(s, WY_S("SDM"));
    for (size_t i = 0; i < WY_COUNT(words); i++) {
        if (wy_str_starts_nocase(s, words[i])) {
            exynos |= i == 5;
            snapdragon |= i == 1;
            s = wy_str_trim(wy_str_from(s, words[i].len));
        }
    }
    if (snapdragon) {
        wy_str name = wy_str_starts_nocase(s, WY_S("SD")) ? wy_str_trim(wy_str_from(s, 2)) : s;
        wy_str chip = marketed_chip(name);
        if (chip.ptr)
            return chip;
    }
    if (!s.len || s.len > CHIP_MAX)
        return (wy_str){0};
    bool digits = true;
    for (size_t i = 0; i < s.len; i++)
        digits &= wy_is_digit(s.ptr[i]);
    if (!(exynos && digits && s.len >= 3 && s.len <= 5) && !chip_shape(s))
        return (wy_str){0};
    wy_str out;
    if (!wy_arena_str(arena, s, &out))
        return (wy_str){0};
    if (exynos && digits)
        return wy_arena_printf(arena, "EXYNOS%.*s", WY_ARG(s));
    char *text = wy_new(arena, char, s.len);
    for (size_t i = 0; text && i < s.len; i++)
        text[i] = wy_upper(s.ptr[i]);
    return text ? (wy_str){text, s.len} : (wy_str){0};
}

bool wy_record_names_app(wy_str s)
{
    static const wy_str first[] = {WY_S_INIT("com"), WY_S_INIT("org"),     WY_S_INIT("net"), WY_S_INIT("io"),
                                   WY_S_INIT("cn"),  WY_S_INIT("android"), WY_S_INIT("me"),  WY_S_INIT("de")};
    enum { PACKAGE_MAX = 255 };
    size_t dots = 0;
    if (s.len < 5 || s.len > PACKAGE_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool start = i == 0 || s.ptr[i - 1] == '.';
        if (s.ptr[i] == '.' && !start && i + 1 < s.len)
            dots++;
        else if (!wy_is_alpha(s.ptr[i]) && (start || (!wy_is_digit(s.ptr[i]) && s.ptr[i] != '_')))
            return false;
    }
    wy_str head = wy_str_sub(s, 0, wy_min(wy_str_find_char(s, '.'), s.len));
    for (size_t i = 0; i < WY_COUNT(first); i++)
        if (wy_str_eq(head, first[i]))
            return dots >= 1;
    return false;
}

wy_str wy_purl_key(wy_str purl, struct wy_arena *arena, wy_str *version)
{
    if (!wy_str_starts_nocase(purl, WY_S("pkg:")))
        return (wy_str){0};
    wy_str s = wy_str_from(purl, 4);
    while (s.len && s.ptr[0] == '/')
        s = wy_str_from(s, 1);
    s = wy_str_sub(s, 0, wy_min(wy_str_find_char(s, '#'), s.len));
    s = wy_str_sub(s, 0, wy_min(wy_str_find_char(s, '?'), s.len));
    size_t at = wy_str_rfind_char(s, '@'), slash = wy_str_rfind_char(s, '/');
    if (at != WY_NPOS && at > 0 && (slash == WY_NPOS || at > slash)) {
        *version = wy_str_from(s, at + 1);
        s = wy_str_sub(s, 0, at);
    }
    char *out = wy_new(arena, char, s.len + 1);
    size_t n = 0;
    bool type = true;
    for (size_t i = 0; out && i < s.len; i++) {
        int high = s.ptr[i] == '%' && i + 2 < s.len ? wy_hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? wy_hex_digit(s.ptr[i + 2]) : -1;
        type = type && s.ptr[i] != '/';
        out[n++] = low >= 0 ? (char)(high << 4 | low) : type ? wy_lower(s.ptr[i]) : s.ptr[i];
        i += low >= 0 ? 2 : 0;
    }
    return out ? (wy_str){out, n} : (wy_str){0};
}

enum wy_chip_maker wy_chip_maker_in(wy_str text)
{
    static const struct {
        wy_str word;
        enum wy_chip_maker maker;
    } rows[] = {{WY_S_INIT("ualcomm"), WY_CHIP_QUALCOMM}, {WY_S_INIT("qcom"), WY_CHIP_QUALCOMM},
                {WY_S_INIT("QTI"), WY_CHIP_QUALCOMM},     {WY_S_INIT("ediatek"), WY_CHIP_MEDIATEK},
                {WY_S_INIT("ediaTek"), WY_CHIP_MEDIATEK}, {WY_S_INIT("nisoc"), WY_CHIP_UNISOC},
                {WY_S_INIT("NISOC"), WY_CHIP_UNISOC},     {WY_S_INIT("preadtrum"), WY_CHIP_UNISOC}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_has(text, rows[i].word))
            return rows[i].maker;
    return WY_CHIP_UNKNOWN;
}
