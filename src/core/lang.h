// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Translation through gettext. The language is the process's (libintl's own state), set once by wary_set("lang").
#pragma once

#include <libintl.h>

#define WY_TEXT_DOMAIN "wary"
#define _(text) dgettext(WY_TEXT_DOMAIN, text)
#define N_(text) (text) // marked for translation, translated where it is shown
#define wy_ngettext(one, many, n) dngettext(WY_TEXT_DOMAIN, one, many, n)
