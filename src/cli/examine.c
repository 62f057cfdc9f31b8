// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/examine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void progress(void *user, const char *target, const char *kind)
{
    (void)user;
    fprintf(stderr, "%s: %s\n", target, kind);
}

int examine_targets(const struct invocation *in, wary *w)
{
    int code = WARY_OK;
    bool phone = in->args_n == 0;
    if (phone)
        code = wary_add_target(w, "adb:");
    for (size_t i = 0; i < in->args_n && code == WARY_OK; i++) {
        code = wary_add_target(w, in->args[i]);
        phone |= strncmp(in->args[i], "adb:", 4) == 0;
    }
    if (phone && isatty(STDERR_FILENO) && !option_given(in, "quiet"))
        fprintf(stderr, "%s\n", _("Asking the phone; this can take a minute. Leave it plugged in and unlocked."));
    if (option_given(in, "verbose") || (isatty(STDERR_FILENO) && !option_given(in, "quiet")))
        wary_on_progress(w, progress, NULL);
    if (code == WARY_OK)
        code = wary_examine(w);
    if (code == WARY_OK && phone && !option_given(in, "quiet"))
        fprintf(stderr, "%s\n",
                _("Done with the phone: unplug it and switch USB debugging off again (Settings > Developer "
                  "options)."));
    return code;
}
