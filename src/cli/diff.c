// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

enum { CASES_MAX = 64 };

static int compare(const struct invocation *in, wary *const *cases, size_t n)
{
    const char *format = option_value(in, "format");
    int fd = output_open(in);
    if (fd < 0)
        return EXIT_INTERNAL;
    int code = wary_write_diffs(cases, n, format ? format : "terminal", fd);
    bool stored = output_close(fd);
    if (code != WARY_OK)
        return complain(cases[n - 1], code);
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
    if (in->args_n > CASES_MAX) {
        say_error(_("diff takes at most %d cases"), CASES_MAX);
        return EXIT_USAGE;
    }
    int status = EXIT_NOTHING;
    wary *cases[CASES_MAX] = {0};
    size_t n = 0;
    for (; n < in->args_n && status == EXIT_NOTHING; n++)
        cases[n] = examined(in, in->args[n], &status);
    if (status == EXIT_NOTHING)
        status = compare(in, cases, n);
    for (size_t i = 0; i < n; i++)
        wary_free(cases[i]);
    return status;
}

static const struct option_row options_diff[] = {
    {"format", 'f', "FORMAT", N_("terminal, json, csv or html (default: terminal)"), "terminal json csv html", NULL},
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
        "With more than two, each is held against the one before it, and for firmware a history tells of each trusted\n"
        "app and boot image whether its counter was raised when it changed."),
    .groups = groups,
    .run = run,
};
