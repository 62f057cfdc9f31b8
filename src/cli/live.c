// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary live: the traffic of a network interface, searched while it passes; the report comes at the end.
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Only on a terminal: one line that is written again and again. What the interface is taken for would hide the last
// count.
static void progress(void *user, const char *target, const char *words)
{
    const struct invocation *const *in = user;
    if (strcmp(target, (*in)->args[0]) == 0 && strcmp(words, "capture") == 0)
        return;
    fprintf(stderr, "\r\033[K%s: %s ", target, words);
    fflush(stderr);
}

static int examine(const struct invocation *in, wary *w)
{
    bool shown = isatty(STDERR_FILENO) && !option_given(in, "quiet");
    int code = wary_add_interface(w, in->args[0]);
    for (size_t i = 1; i < in->args_n && code == WARY_OK; i++)
        code = wary_add_target(w, in->args[i]);
    if (shown) {
        fprintf(stderr, "%s\n", _("Reading packets; Ctrl-C ends it and shows the report."));
        wary_on_progress(w, progress, &in);
    }
    if (code == WARY_OK)
        code = wary_examine(w);
    if (shown)
        fputc('\n', stderr);
    return code == WARY_OK ? wary_judge(w) : code;
}

static int run(const struct invocation *in)
{
    int status = EXIT_INTERNAL, severity = fail_on(in);
    if (in->args_n == 0) {
        say_error("%s", _("live needs the name of an interface; ip link names them"));
        return EXIT_USAGE;
    }
    if (severity < 0)
        return EXIT_USAGE;
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = examine(in, w);
    status = code == WARY_OK ? report(in, w, severity) : complain(w, code);
    wary_free(w);
    return status;
}

static const struct option_row options_live[] = {
    {"for", 0, "SECONDS", N_("end after so many seconds (default: when you press Ctrl-C)"), NULL, "live-seconds"},
    {0},
};
static const struct option_row *const groups[] = {options_live, options_report, options_examine, options_common, NULL};

const struct command command_live = {
    .name = "live",
    .synopsis = "INTERFACE [TARGET...]",
    .summary = N_("search the traffic of a network interface while it passes"),
    .details = N_(
        "For the machine that the phone's traffic passes: a router, or a computer that shares its connection. "
        "INTERFACE "
        "is read until Ctrl-C, then the report comes as wary check writes it. TARGETs, such as the phone's bugreport, "
        "are read first, and what they tell of the owner is searched for. Nothing is stored but what the report "
        "says. "
        "To tell at which step of an experiment something passed, walk through it meanwhile with wary experiment "
        "--send: the marker packets are read from the interface.\n\n"
        "Reading an interface needs the right to capture (root, or CAP_NET_RAW on the program). A process of its own "
        "reads it; that process gives up every right, and another one, confined like it, searches. Use --mine to "
        "leave out the devices of others."),
    .groups = groups,
    .run = run,
};
