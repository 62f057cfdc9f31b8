// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Translation through gettext. The language is the process's (libintl's own state), set once by wary_set("lang").
#pragma once

#include <libintl.h>
#include <stdbool.h>

#define WY_TEXT_DOMAIN "wary"
#define _(text) dgettext(WY_TEXT_DOMAIN, text)
#define N_(text) (text) // marked for translation, translated where it is shown
#define wy_ngettext(one, many, n) dngettext(WY_TEXT_DOMAIN, one, many, n)

// Chooses the language ("en", "hi", "pl"; "en" = the texts of the source) for the whole process. Catalogues are
// searched in $WARY_LOCALEDIR, in po/ beside the program (a build folder), then in `localedir`. false: no UTF-8 locale.
bool wy_lang_set(const char *lang, const char *localedir);
// The process's language as a locale name, for texts that apps bring in several languages; "en" when nothing says.
const char *wy_lang(void);
