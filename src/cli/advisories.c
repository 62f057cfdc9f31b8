// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary advisories build, score, compare, match: the engine's parts by themselves, for scripts and for measuring.
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option_row options_build[] = {
    {"output", 'o', "INDEX", N_("the index file to write"), NULL, NULL},
    {0},
};

struct voice {
    bool quiet, verbose;
    unsigned long told;
};

enum { TOLD_MAX = 20 }; // without --verbose

static void say_line(void *user, int important, const char *line)
{
    struct voice *v = user;
    if (v->quiet || (!important && !v->verbose && v->told++ >= TOLD_MAX))
        return;
    fprintf(stderr, "wary: %s\n", line);
}

static int run_build(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    const char *output = option_value(in, "output");
    if (!output || in->args_n == 0) {
        say_error(_("advisories build needs -o INDEX and the files or folders to read"));
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    struct voice v = {option_given(in, "quiet"), option_given(in, "verbose"), 0};
    int code = wary_advisories_build(w, in->args, in->args_n, output, say_line, &v);
    status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    wary_free(w);
    return status;
}

// Calls `line` for every line of standard input, or of the one file that is named.
static int each_line(const struct invocation *in, size_t arg, void (*line)(wary *w, char *text, void *user), void *user)
{
    int status = EXIT_INTERNAL;
    const char *path = arg < in->args_n ? in->args[arg] : "-";
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (!f) {
        say_error(_("%s: cannot be opened"), path);
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    char *text = NULL;
    size_t cap = 0;
    ssize_t n;
    while (w && (n = getline(&text, &cap, f)) >= 0) {
        while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
            text[--n] = 0;
        if (strlen(text) != (size_t)n) // a NUL within: neither a vector nor a version
            (void)snprintf(text, cap, "-");
        line(w, text, user);
        status = EXIT_NOTHING;
    }
    if (w)
        status = EXIT_NOTHING;
    free(text);
    wary_free(w);
    if (f != stdin)
        (void)fclose(f);
    return status;
}

static void score_line(wary *w, char *text, void *user)
{
    char score[8], severity[16];
    (void)user;
    if (!*text)
        return;
    if (wary_cvss_score(w, text, score, severity) == WARY_OK)
        printf("%s\t%s\t%s\n", text, score, severity);
    else
        printf("%s\t-\t-\n", text);
}

static int run_score(const struct invocation *in) { return each_line(in, 0, score_line, NULL); }

static void compare_line(wary *w, char *text, void *user)
{
    static const char *const words[] = {"-1", "0", "1", "?"};
    int sign = 2;
    char *tab = strchr(text, '\t');
    if (tab && !strchr(tab + 1, '\t')) {
        *tab = 0;
        if (wary_version_compare(w, user, text, tab + 1, &sign) != WARY_OK)
            sign = 2;
    }
    puts(words[sign + 1]);
}

static int run_compare(const struct invocation *in)
{
    const char *order = in->args_n ? in->args[0] : NULL;
    bool known = false;
    for (size_t i = 0; order && wary_version_order(i); i++)
        known |= strcmp(order, wary_version_order(i)) == 0;
    wary *w = order && !known ? wary_new() : NULL; // an alias, perhaps
    int sign;
    known |= w && wary_version_compare(w, order, "1", "1", &sign) == WARY_OK;
    wary_free(w);
    if (known)
        return each_line(in, 1, compare_line, (void *)(uintptr_t)order);
    say_error(_("advisories compare needs an order of versions:"));
    for (size_t i = 0; wary_version_order(i); i++)
        fprintf(stderr, "%s%s", wary_version_order(i), wary_version_order(i + 1) ? " " : "\n");
    return EXIT_USAGE;
}

static int run_match(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    if (in->args_n < 2) {
        say_error(_("advisories match needs an index and the cases to hold against it"));
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = wary_advisories_match(w, in->args[0], in->args + 1, in->args_n - 1, STDOUT_FILENO);
    status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    wary_free(w);
    return status;
}

static const struct option_row *const groups[] = {options_common, NULL};
static const struct option_row *const groups_build[] = {options_build, options_common, NULL};

const struct command command_advisories_build = {
    .name = "advisories build",
    .synopsis = "-o INDEX SOURCE...",
    .summary = N_("compile records into one index file"),
    .details =
        N_("Reads CVE 5, OSV, KEV and CSAF records, Android SDK tables and tables of bulletins (JSON, CSV) from files, "
           "folders, "
           "zip and tar archives, also packed with gzip, xz, zstd or LZ4. A record that cannot be read is told and "
           "left out."),
    .groups = groups_build,
    .run = run_build,
};
const struct command command_advisories_score = {
    .name = "advisories score",
    .synopsis = "[FILE]",
    .summary = N_("score CVSS vectors, one a line"),
    .details = N_(
        "Writes the vector, its overall score and its severity, with tabs between. A line that is no vector gets -."),
    .groups = groups,
    .run = run_score,
};
const struct command command_advisories_compare = {
    .name = "advisories compare",
    .synopsis = "ORDER [FILE]",
    .summary = N_("compare versions, two a line with a tab between"),
    .details = N_("Writes -1, 0 or 1, or ? where the two have no order."),
    .groups = groups,
    .run = run_compare,
};
const struct command command_advisories_match = {
    .name = "advisories match",
    .synopsis = "INDEX CASE...",
    .summary = N_("hold cases against an index; statuses alone, one a line"),
    .groups = groups,
    .run = run_match,
};
