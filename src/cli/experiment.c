// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary experiment: walks a person through named steps while traffic is captured elsewhere, and writes when each began.
// It touches neither the phone nor the network.
#include "cli/cli.h"
#include "core/date.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum answer { BEGIN, SKIP, QUIT };

static enum answer ask(const char *question)
{
    char line[64];
    fprintf(stderr, "   %s ", question);
    fflush(stderr);
    if (!fgets(line, sizeof line, stdin))
        return QUIT;
    return line[0] == 's' ? SKIP : line[0] == 'q' ? QUIT : BEGIN;
}

// A mark stands in the file as soon as its step begins: a walk that is broken off keeps what it has.
static bool mark(int fd, const char *step, bool consent)
{
    struct timespec now;
    char time[WY_TIME_SIZE], line[256];
    (void)clock_gettime(CLOCK_REALTIME, &now);
    wy_str whole = wy_time_format(now.tv_sec, time);
    int n = snprintf(line, sizeof line, "%.*s.%03dZ step=%s%s\n", (int)whole.len - 1, whole.ptr,
                     (int)(now.tv_nsec / 1000000), step, consent ? " consent=given" : "");
    return n > 0 && n < (int)sizeof line && write(fd, line, (size_t)n) == n;
}

static int walk(wary *w, const char *name, int fd)
{
    struct wary_experiment_step s;
    int code = WARY_OK;
    enum answer answer = BEGIN;
    for (size_t i = 0; answer != QUIT; i++) {
        code = wary_experiment_step(w, name, i, &s);
        if (code != WARY_OK)
            return complain(w, code);
        if (i == 0)
            fprintf(
                stderr, "%s\n\n%s\n\n", s.title ? s.title : name,
                _("Start the capture now, and compare the clock of the machine that captures with this one: marks are "
                  "joined to packets by time."));
        if (!s.name)
            break;
        fprintf(stderr, _("Step %zu of %zu, %s: %s\n"), i + 1, s.count, s.name, s.instruction);
        answer = ask(_("Enter when you begin; s and Enter skips it; q and Enter ends."));
        if (answer == BEGIN && !mark(fd, s.name, s.consent)) {
            say_error("%s", _("the mark could not be written"));
            return EXIT_INTERNAL;
        }
    }
    if (answer != QUIT && ask(_("Enter when the last step is done.")) == BEGIN && !mark(fd, "end", false))
        return EXIT_INTERNAL;
    return EXIT_NOTHING;
}

static int open_marks(const struct invocation *in, char *path, size_t size)
{
    const char *given = option_value(in, "output"), *slash = strrchr(in->args[0], '/');
    if (given)
        return output_open(in);
    (void)snprintf(path, size, "%s.marks", slash ? slash + 1 : in->args[0]);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0)
        say_error(_("%s is there already or cannot be made: choose a file with -o"), path);
    return fd;
}

static int run(const struct invocation *in)
{
    char path[256] = "";
    int status = EXIT_INTERNAL;
    bool list = option_given(in, "list");
    if (!list && in->args_n != 1) {
        say_error("%s", _("experiment needs one name; --list shows them"));
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    struct wary_experiment_step first;
    int code = list ? wary_experiments(w, STDOUT_FILENO) : wary_experiment_step(w, in->args[0], 0, &first);
    status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    if (!list && code == WARY_OK) {
        int fd = open_marks(in, path, sizeof path);
        status = fd < 0 ? EXIT_INTERNAL : walk(w, in->args[0], fd);
        if (fd >= 0 && !output_close(fd))
            status = EXIT_INTERNAL;
        if (status == EXIT_NOTHING)
            fprintf(stderr, _("Done. Now: wary check CAPTURE --experiment %s --identity FILE\n"),
                    *path ? path : option_value(in, "output"));
    }
    wary_free(w);
    return status;
}

static const struct option_row options_experiment[] = {
    {"list", 0, NULL, N_("name the experiments that come with Wary"), NULL, NULL},
    {"output", 'o', "FILE", N_("write the marks to FILE (default: NAME.marks, which must not be there yet)"), NULL,
     NULL},
    {0},
};
static const struct option_row *const groups[] = {options_experiment, options_common, NULL};

const struct command command_experiment = {
    .name = "experiment",
    .synopsis = "NAME",
    .summary = N_("walk through the steps of an experiment and mark when each began"),
    .details = N_(
        "Capture the phone's traffic on a router or computer of yours, and begin each step with Enter. The marks let "
        "wary check --experiment tell at which step something left, and whether the owner had agreed. NAME is one "
        "that --list shows, or a file of your own in the form of data/experiments. Nothing is sent anywhere."),
    .groups = groups,
    .run = run,
};
