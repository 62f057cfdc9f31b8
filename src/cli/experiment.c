// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary experiment: walks a person through named steps while traffic is captured elsewhere, and writes when each began.
// It does not touch the phone. It touches the network only with --send: marker packets that the capture sees.
#include "cli/cli.h"
#include "cli/marker.h"
#include "core/date.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum answer { BEGIN, SKIP, QUIT };
enum { RUN_BYTES = 8 };

struct walk {
    const char *name;
    int fd; // the marks file
    char run[2 * RUN_BYTES + 1];
    struct marker marker;
};

static enum answer ask(const char *question)
{
    char line[64];
    fprintf(stderr, "   %s ", question);
    fflush(stderr);
    if (!fgets(line, sizeof line, stdin))
        return QUIT;
    return line[0] == 's' ? SKIP : line[0] == 'q' ? QUIT : BEGIN;
}

static int now_text(char out[WY_TIME_SIZE + 8])
{
    struct timespec now;
    char time[WY_TIME_SIZE];
    (void)clock_gettime(CLOCK_REALTIME, &now);
    wy_str whole = wy_time_format(now.tv_sec, time);
    return snprintf(out, WY_TIME_SIZE + 8, "%.*s.%03dZ", (int)whole.len - 1, whole.ptr, (int)(now.tv_nsec / 1000000));
}

static bool write_line(int fd, const char *line, int n) { return n > 0 && n < 256 && write(fd, line, (size_t)n) == n; }

// A mark stands in the file as soon as its step begins: a walk that is broken off keeps what it has. A packet that
// cannot be sent is told, and the file is what counts then.
static bool mark(const struct walk *w, const char *step, bool consent)
{
    char time[WY_TIME_SIZE + 8], line[256];
    (void)now_text(time);
    const char *agreed = consent ? " consent=given" : "";
    int n = snprintf(line, sizeof line, "step=%s%s at=%s run=%s", step, agreed, time, w->run);
    if (n > 0 && n < (int)sizeof line && w->marker.to_len && !marker_send(&w->marker, line))
        say_error(_("the marker packet could not be sent: %s"), strerror(errno));
    n = snprintf(line, sizeof line, "%s step=%s%s\n", time, step, agreed);
    if (write_line(w->fd, line, n))
        return true;
    say_error("%s", _("the mark could not be written"));
    return false;
}

// The run's name keeps marker packets of anybody else apart.
static bool begin(struct walk *w, const char *title)
{
    uint8_t random[RUN_BYTES];
    char line[256], time[WY_TIME_SIZE + 8];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return false;
    for (size_t i = 0; i < sizeof random; i++)
        (void)snprintf(w->run + 2 * i, 3, "%02x", random[i]);
    int n = snprintf(line, sizeof line, "# run=%s\n", w->run);
    if (!write_line(w->fd, line, n)) {
        say_error("%s", _("the mark could not be written"));
        return false;
    }
    fprintf(stderr, "%s\n\n", title ? title : w->name);
    say_wrapped(
        stderr,
        w->marker.to_len
            ? _("Start the capture now, where the phone's traffic and this machine's marker packets pass. They tell "
                "how far the two clocks are apart.")
            : _("Start the capture now, and compare the clock of the machine that captures with this one: marks are "
                "joined to packets by time. With --send, marker packets tell how far the clocks are apart."),
        0, 0);
    (void)now_text(time);
    fprintf(stderr, _("This machine's clock: %s"), time);
    fputs("\n\n", stderr);
    return true;
}

static int walk(wary *w, struct walk *walk)
{
    struct wary_experiment_step s;
    enum answer answer = BEGIN;
    char line[2048];
    for (size_t i = 0; answer != QUIT; i++) {
        int code = wary_experiment_step(w, walk->name, i, &s);
        if (code != WARY_OK)
            return complain(w, code);
        if (i == 0 && !begin(walk, s.title))
            return EXIT_INTERNAL;
        if (!s.name)
            break;
        (void)snprintf(line, sizeof line, _("Step %zu of %zu, %s: %s\n"), i + 1, s.count, s.name, s.instruction);
        say_wrapped(stderr, line, 0, 3);
        answer = ask(_("Enter when you begin; s and Enter skips it; q and Enter ends."));
        if (answer == BEGIN && !mark(walk, s.name, s.consent))
            return EXIT_INTERNAL;
    }
    if (answer != QUIT && ask(_("Enter when the last step is done.")) == BEGIN && !mark(walk, "end", false))
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

static int run_walk(const struct invocation *in, wary *w)
{
    char path[256] = "";
    struct walk state = {.name = in->args[0]};
    const char *send = option_value(in, "send");
    if (send && !marker_parse(&state.marker, send)) {
        say_error(_("send: \"%s\" is not an address like 192.168.1.1 or 192.168.1.1:9"), send);
        return EXIT_USAGE;
    }
    state.fd = open_marks(in, path, sizeof path);
    int status = state.fd < 0 ? EXIT_INTERNAL : walk(w, &state);
    if (state.fd >= 0 && !output_close(state.fd))
        status = EXIT_INTERNAL;
    if (status == EXIT_NOTHING)
        fprintf(stderr, _("Done. Now: wary check CAPTURE --experiment %s --identity FILE\n"),
                *path ? path : option_value(in, "output"));
    return status;
}

static int run(const struct invocation *in)
{
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
    if (!list && code == WARY_OK)
        status = run_walk(in, w);
    wary_free(w);
    return status;
}

static const struct option_row options_experiment[] = {
    {"list", 0, NULL, N_("name the experiments that come with Wary"), NULL, NULL},
    {"output", 'o', "FILE", N_("write the marks to FILE (default: NAME.marks, which must not be there yet)"), NULL,
     NULL},
    {"send", 0, "ADDRESS", N_("send marker packets there (ADDRESS or ADDRESS:PORT, UDP; tcp:ADDRESS:PORT for TCP)"),
     NULL, NULL},
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
        "that --list shows, or a file of your own in the form of data/experiments.\n\n"
        "Marks are joined to packets by time. With --send, each mark also goes out as a packet to an address whose "
        "traffic the capture sees, such as the router's: then the capture has the marks by its own clock, wary check "
        "tells how far the two clocks are apart, and moves the marks of the file by that. Marker packets of another "
        "run are not believed. Without --send nothing is sent anywhere."),
    .groups = groups,
    .run = run,
};
