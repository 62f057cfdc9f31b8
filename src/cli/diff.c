// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

static int compare(const struct invocation *in, wary *before, wary *after)
{
    const char *format = option_value(in, "format");
    int fd = output_open(in);
    if (fd < 0)
        return EXIT_INTERNAL;
    int code = wary_write_diff(before, after, format ? format : "terminal", fd);
    bool stored = output_close(fd);
    if (code != WARY_OK)
        return complain(after, code);
    return stored ? EXIT_NOTHING : EXIT_INTERNAL;
}

static wary *examined(const struct invocation *in, const char *target, int *status)
{
    wary *w = session_new(in, status);
    if (!w)
        return NULL;
    int code = wary_add_target(w, target);
    if (code == WARY_OK)
        code = wary_examine(w);
    if (code == WARY_OK)
        return w;
    *status = complain(w, code);
    wary_free(w);
    return NULL;
}

static int run(const struct invocation *in)
{
    if (in->args_n < 2) {
        say_error(_("diff needs two cases: the old one and the new one"));
        return EXIT_USAGE;
    }
    int status = EXIT_NOTHING;
    wary *before = examined(in, in->args[0], &status);
    // More than two: each is held against the one before it, as a history.
    for (size_t i = 1; before && i < in->args_n && status == EXIT_NOTHING; i++) {
        wary *after = examined(in, in->args[i], &status);
        if (after)
            status = compare(in, before, after);
        wary_free(before);
        before = after;
    }
    wary_free(before);
    return status;
}

static const struct option_row options_diff[] = {
    {"format", 'f', "FORMAT", N_("terminal, json or csv (default: terminal)"), "terminal json csv", NULL},
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {0},
};
static const struct option_row *const groups[] = {options_diff, options_examine, options_common, NULL};

const struct command command_diff = {
    .name = "diff",
    .synopsis = "OLD NEW [NEWER...]",
    .summary = N_("what changed between two cases"),
    .details = N_(
        "Cases are whatever wary check takes: evidence files, bugreports, firmware trees. Told are what appeared, "
        "what\n"
        "is gone, what was updated or downgraded; for trusted apps also whether an old one would still be accepted.\n"
        "With more than two, each is held against the one before it."),
    .groups = groups,
    .run = run,
};
