// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/country.h"

#include "core/lang.h"

struct country {
    char code[3];
    const char *en, *pl, *hi;
};

static const struct country countries[] = {
#define COUNTRY(code, en, pl, hi) {code, en, pl, hi},
#include "core/country_names.def"
#undef COUNTRY
};

wy_str wy_country_name(wy_str code)
{
    wy_str lang = wy_str_c(wy_lang());
    for (size_t i = 0; i < WY_COUNT(countries); i++) {
        const struct country *c = &countries[i];
        if (wy_str_eq_nocase(code, wy_str_c(c->code)))
            return wy_str_c(wy_str_starts(lang, WY_S("pl")) ? c->pl : wy_str_starts(lang, WY_S("hi")) ? c->hi : c->en);
    }
    return code;
}
