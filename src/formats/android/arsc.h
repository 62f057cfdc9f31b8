// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// resources.arsc, as far as a manifest refers to it (frameworks/base ResourceTypes.h, ResTable): plain values by id, in
// the language asked for. Sparse, 16-bit and compact entries are read; bags (styles, plurals), overlays and libraries
// are not.
#pragma once

#include "formats/android/axml.h"

struct wy_arsc {
    struct wy_respool pool;
    struct wy_rows types; // one for each type and configuration
    uint64_t work;        // types looked at so far; past a budget nothing resolves any more
};

// `in` must outlive *out.
WY_CHECKED wy_err wy_arsc_init(struct wy_arsc *out, wy_bytes in, struct wy_arena *arena, struct wy_diag *diag);

// A language as a locale name ("hi", "pl_PL.UTF-8", "zh-Hant-TW"); absent = the app's default.
struct wy_res_locale {
    char language[4], region[4];
};
struct wy_res_locale wy_res_locale(wy_str name);

// The value of resource `id`, references followed; false when there is none.
WY_CHECKED bool wy_arsc_get(struct wy_arsc *t, uint32_t id, struct wy_res_locale locale, struct wy_axml_value *out);
wy_str wy_arsc_text(struct wy_arsc *t, uint32_t id, struct wy_res_locale locale, size_t max, struct wy_arena *arena);
