// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the readers share: recognising a document, names of Android releases, chips and packages.
#include "knowledge/record.h"

#include "knowledge/read/lists.h"

uint64_t wy_android_bit(wy_str s)
{
    enum { MAJOR_MAX = 40 };
    s = wy_str_trim(s);
    if (wy_str_starts_nocase(s, WY_S("android")))
        s = wy_str_trim(wy_str_from(s, 7));
    uint64_t major = 0;
    size_t n = 0;
    while (n < s.len && wy_is_digit(s.ptr[n]) && n < 3)
        major = major * 10 + (uint64_t)(s.ptr[n++] - '0');
    if (n == 0 || n > 2 || major == 0 || major > MAJOR_MAX)
        return 0;
    // after the number: nothing, .1, L, -next, -qpr2 ...
    if (n < s.len && s.ptr[n] != '.' && s.ptr[n] != '-' && s.ptr[n] != 'L' && s.ptr[n] != ' ')
        return 0;
    return UINT64_C(1) << major;
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
    bool exynos = false;
    for (size_t i = 0; i < WY_COUNT(words); i++) {
        if (wy_str_starts_nocase(s, words[i])) {
            exynos |= i == 5;
            s = wy_str_trim(wy_str_from(s, words[i].len));
        }
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

struct wy_claim *wy_record_claim(struct wy_record *record, struct wy_arena *arena, enum wy_claim_kind kind)
{
    struct wy_claim *c = wy_rows_add(&record->claims, arena, sizeof *c);
    if (c)
        c->kind = kind;
    return c;
}

bool wy_claim_span(struct wy_claim *claim, struct wy_arena *arena, struct wy_span span)
{
    struct wy_span *row = wy_rows_add(&claim->spans, arena, sizeof *row);
    if (row)
        *row = span;
    return row != NULL;
}

enum wy_record_format wy_record_recognise(const struct wy_json *root)
{
    if (!root || root->type != WY_JSON_OBJECT)
        return WY_RECORD_UNKNOWN;
    if (wy_json_get(root, WY_S("cveMetadata")))
        return WY_RECORD_CVE5;
    if (wy_json_get(root, WY_S("catalogVersion")) && wy_json_get(root, WY_S("vulnerabilities")))
        return WY_RECORD_KEV;
    if (wy_json_path(root, "document.csaf_version"))
        return WY_RECORD_CSAF;
    const struct wy_json *list = wy_json_get(root, WY_S("vulnerabilities"));
    if (list && list->type == WY_JSON_OBJECT)
        return WY_RECORD_SDK;
    if (wy_json_get(root, WY_S("id")) && (wy_json_get(root, WY_S("modified")) || wy_json_get(root, WY_S("affected"))))
        return WY_RECORD_OSV;
    return WY_RECORD_UNKNOWN;
}

wy_err wy_record_read(const struct wy_json *root, wy_str name, struct wy_arena *scratch, wy_record_sink sink,
                      void *user, struct wy_diag *diag)
{
    struct wy_record record = {.score = -1};
    wy_err err;
    switch (wy_record_recognise(root)) {
    case WY_RECORD_CVE5: err = wy_read_cve5(root, scratch, &record, diag); break;
    case WY_RECORD_OSV: err = wy_read_osv(root, scratch, &record, diag); break;
    case WY_RECORD_CSAF: return wy_read_csaf(root, name, scratch, sink, user, diag);
    case WY_RECORD_KEV: return wy_read_kev(root, sink, user, diag);
    case WY_RECORD_SDK: return wy_read_sdk(root, name, scratch, sink, user, diag);
    default:
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET,
                       "JSON, but none of CVE 5, OSV, KEV, CSAF or the Android SDK table");
    }
    return err ? err : sink(user, &record, diag);
}
