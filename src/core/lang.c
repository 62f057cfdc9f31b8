// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/lang.h"

#include "core/text.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// The catalogues: where the environment says, beside a program that runs from its build folder, or installed.
static void find_catalogues(const char *localedir, char *out, size_t cap)
{
    const char *env = getenv("WARY_LOCALEDIR");
    if (env && snprintf(out, cap, "%s", env) < (int)cap)
        return;
    char exe[3000];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    wy_str path = {exe, n > 0 ? (size_t)n : 0};
    size_t slash = wy_str_rfind_char(path, '/');
    if (slash != WY_NPOS && snprintf(out, cap, "%.*s/po", (int)slash, exe) < (int)cap && access(out, R_OK) == 0)
        return;
    (void)snprintf(out, cap, "%s", localedir);
}

bool wy_lang_set(const char *lang, const char *localedir)
{
    // C.UTF-8 is always there on Debian; LANGUAGE then chooses the catalogue, so no locale needs to be installed.
    if (!setlocale(LC_ALL, "C.UTF-8") || setenv("LANGUAGE", lang, 1) != 0)
        return false;
    char dir[4096];
    find_catalogues(localedir, dir, sizeof dir);
    return bindtextdomain(WY_TEXT_DOMAIN, dir) && bind_textdomain_codeset(WY_TEXT_DOMAIN, "UTF-8");
}

const char *wy_lang(void)
{
    const char *lang = getenv("LANGUAGE");
    return lang && lang[0] ? lang : "en";
}
