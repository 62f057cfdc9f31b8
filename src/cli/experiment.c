// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary experiment: walks a person through named steps while traffic is captured elsewhere, and writes when each began.
// It does not touch the phone. It touches the network only with --send: marker packets that the capture sees.
#include "cli/cli.h"
#include "cli/marker.h"
#include "core/date.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum answer { BEGIN, SKIP, QUIT };
enum { RUN_BYTES = 8, NAME_SIZE = 65 };

struct walk {
    const char *name, *path; // `path`: of the marks file
    int fd;
    char run[2 * RUN_BYTES + 1];
    char last[NAME_SIZE]; // step that was marked last; empty: none yet
    bool ended;           // the file that is gone on with says when that one was over
    struct marker marker;
};

// Only an empty line begins a step: marks are evidence, and a word typed by mistake is none.
static enum answer ask(const char *question)
{
    char *line = NULL;
    size_t size = 0;
    for (;;) {
        fprintf(stderr, "   %s ", question);
        fflush(stderr);
        if (getline(&line, &size, stdin) < 0) {
            fputc('\n', stderr);
            free(line);
            return QUIT;
        }
        wy_str word = wy_str_trim(wy_str_c(line));
        bool skip = wy_str_eq_nocase(word, WY_S("s")), quit = wy_str_eq_nocase(word, WY_S("q"));
        if (word.len && !skip && !quit)
            continue;
        free(line);
        return skip ? SKIP : quit ? QUIT : BEGIN;
    }
}

static int now_text(char out[WY_TIME_SIZE + 8])
{
    struct timespec now;
    char time[WY_TIME_SIZE];
    (void)clock_gettime(CLOCK_REALTIME, &now);
    wy_str whole = wy_time_format(now.tv_sec, time);
    return snprintf(out, WY_TIME_SIZE + 8, "%.*s.%03dZ", (int)whole.len - 1, whole.ptr, (int)(now.tv_nsec / 1000000));
}

static bool write_line(const struct walk *w, const char *line, int n)
{
    errno = ENOSPC; // what a part that was written means
    if (n > 0 && n < 256 && write(w->fd, line, (size_t)n) == n)
        return true;
    say_error(_("%s: cannot be written: %s"), w->path, strerror(errno));
    return false;
}

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
    return write_line(w, line, n);
}

// The run's name keeps marker packets of anybody else apart.
static bool name_run(struct walk *w)
{
    uint8_t random[RUN_BYTES];
    char line[256];
    if (*w->run)
        return true;
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return false;
    for (size_t i = 0; i < sizeof random; i++)
        (void)snprintf(w->run + 2 * i, 3, "%02x", random[i]);
    return write_line(w, line, snprintf(line, sizeof line, "# run=%s\n", w->run));
}

static bool begin(struct walk *w, const char *title)
{
    char time[WY_TIME_SIZE + 8];
    if (!name_run(w))
        return false;
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

// The step to go on with: the one behind the last that the file holds.
static int first_step(wary *w, const struct walk *walk, size_t *out)
{
    struct wary_experiment_step s = {.name = ""};
    int code = WARY_OK;
    *out = 0;
    for (size_t i = 0; *walk->last && code == WARY_OK && s.name && !*out; i++) {
        code = wary_experiment_step(w, walk->name, i, &s);
        if (code == WARY_OK && s.name && strcmp(s.name, walk->last) == 0)
            *out = i + 1;
    }
    if (code != WARY_OK)
        return complain(w, code);
    if (walk->ended && *out == s.count) {
        say_error(_("%s: it holds marks of every step: nothing is left to do"), walk->path);
        return EXIT_USAGE;
    }
    if (!*walk->last || *out)
        return EXIT_NOTHING;
    say_error(_("%s: its last mark, \"%s\", is no step of this experiment"), walk->path, walk->last);
    return EXIT_USAGE;
}

static bool walk_step(struct walk *walk, const struct wary_experiment_step *s, size_t i, enum answer *answer)
{
    char line[2048];
    (void)snprintf(line, sizeof line, _("Step %zu of %zu, %s: %s\n"), i + 1, s->count, s->name, s->instruction);
    say_wrapped(stderr, line, 0, 3);
    *answer = ask(_("Enter when you begin; s and Enter skips it; q and Enter ends."));
    if (*answer != BEGIN)
        return true;
    (void)snprintf(walk->last, sizeof walk->last, "%s", s->name);
    return mark(walk, s->name, s->consent);
}

static int walk(wary *w, struct walk *walk)
{
    struct wary_experiment_step s;
    enum answer answer = BEGIN;
    size_t i;
    int status = first_step(w, walk, &i);
    for (bool begun = false; status == EXIT_NOTHING && answer != QUIT; i++, begun = true) {
        int code = wary_experiment_step(w, walk->name, i, &s);
        if (code != WARY_OK)
            return complain(w, code);
        if (!begun && !begin(walk, s.title))
            return EXIT_INTERNAL;
        if (!s.name)
            break;
        if (!walk_step(walk, &s, i, &answer))
            return EXIT_INTERNAL;
    }
    if (status != EXIT_NOTHING || !*walk->last)
        return status;
    // What comes later is no part of the last step, also where the walk was broken off.
    if (answer != QUIT && ask(_("Enter when the last step is done.")) == SKIP)
        return status;
    return mark(walk, "end", false) ? status : EXIT_INTERNAL;
}

// What a file holds that a walk goes on with: its run, and the last step. A last line that an editor, or a full disk,
// left without its end is ended: the next mark would become part of it.
static bool read_marks(struct walk *walk)
{
    char *line = NULL;
    size_t size = 0;
    bool whole = true;
    FILE *f = fdopen(dup(walk->fd), "r");
    for (ssize_t n; f && (n = getline(&line, &size, f)) >= 0;) {
        whole = n > 0 && line[n - 1] == '\n';
        wy_str rest = wy_str_trim(wy_str_c(line)), word;
        bool comment = wy_str_starts(rest, WY_S("#"));
        while (wy_str_next_word(&rest, &word)) {
            wy_str value = wy_str_from(word, 5);
            if (comment && wy_str_starts(word, WY_S("run=")) && word.len - 4 < sizeof walk->run)
                (void)snprintf(walk->run, sizeof walk->run, "%.*s", (int)word.len - 4, word.ptr + 4);
            if (comment || !wy_str_starts(word, WY_S("step=")))
                continue;
            walk->ended = wy_str_eq(value, WY_S("end"));
            if (!walk->ended && value.len < sizeof walk->last)
                (void)snprintf(walk->last, sizeof walk->last, "%.*s", (int)value.len, value.ptr);
        }
    }
    free(line);
    if (f)
        (void)fclose(f);
    return f && (whole || !*walk->last || write_line(walk, "\n", 1));
}

// Marks are evidence: a file that holds some is never written over.
static int open_marks(struct walk *walk, bool resume)
{
    struct stat st;
    if (strcmp(walk->path, "-") == 0) {
        if (!resume)
            return dup(STDOUT_FILENO);
        say_error(_("%s: it holds no marks to go on with"), walk->path);
        return -1;
    }
    walk->fd = open(walk->path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | (resume ? 0 : O_CREAT), 0600);
    if (walk->fd < 0) {
        say_error(_("%s: cannot be written: %s"), walk->path, strerror(errno));
        return -1;
    }
    if (resume && read_marks(walk) && *walk->last)
        return walk->fd;
    if (resume)
        say_error(_("%s: it holds no marks to go on with"), walk->path);
    else if (fstat(walk->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        return walk->fd;
    else
        say_error(_("%s holds marks already: go on with them with --resume, or choose another file with -o"),
                  walk->path);
    close(walk->fd);
    return -1;
}

static void say_next(const struct walk *walk)
{
    if (!*walk->last)
        fprintf(stderr, "%s\n", _("No step was begun: there is nothing to check yet."));
    else
        fprintf(stderr, _("Done. Now: wary check CAPTURE --experiment %s --identity FILE\n"),
                strcmp(walk->path, "-") == 0 ? "MARKS" : walk->path);
}

static int run_walk(const struct invocation *in, wary *w)
{
    char path[256];
    const char *send = option_value(in, "send"), *given = option_value(in, "output");
    const char *slash = strrchr(in->args[0], '/');
    struct walk state = {.name = in->args[0], .path = given ? given : path};
    (void)snprintf(path, sizeof path, "%s.marks", slash ? slash + 1 : in->args[0]);
    if (send && !marker_parse(&state.marker, send)) {
        say_error(_("send: \"%s\" is not an address like 192.168.1.1 or 192.168.1.1:9"), send);
        return EXIT_USAGE;
    }
    state.fd = open_marks(&state, option_given(in, "resume"));
    if (state.fd < 0)
        return EXIT_USAGE;
    int status = walk(w, &state);
    if (!*state.last && strcmp(state.path, "-") != 0) // only the run's name, which would be in the way of the next walk
        status = ftruncate(state.fd, 0) == 0 || errno == EINVAL ? status : EXIT_INTERNAL;
    if (!output_close(state.fd))
        status = EXIT_INTERNAL;
    if (status == EXIT_NOTHING)
        say_next(&state);
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
    {"output", 'o', "FILE", N_("write the marks to FILE (default: NAME.marks), which must hold none yet"), NULL, NULL},
    {"resume", 0, NULL, N_("go on with the marks in that file, behind the last step in them"), NULL, NULL},
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
        "that --list shows, or a file of your own, as wary(1) shows it.\n\n"
        "Marks are joined to packets by time. With --send, each mark also goes out as a packet to an address whose "
        "traffic the capture sees, such as the router's: then the capture has the marks by its own clock, wary check "
        "tells how far the two clocks are apart, and moves the marks of the file by that. Marker packets of another "
        "run are not believed. Without --send nothing is sent anywhere."),
    .groups = groups,
    .run = run,
};
