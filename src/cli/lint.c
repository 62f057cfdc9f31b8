// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary advisories lint, new: authors check their CSAF documents, and start new ones.
#include "cli/cli.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run_lint(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    if (in->args_n == 0) {
        say_error(_("advisories lint needs the CSAF documents to check (- for standard input)"));
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    int fd = w ? output_open(in) : -1;
    if (fd >= 0) {
        const char *format = option_value(in, "format");
        size_t not_valid = 0;
        int code = wary_advisories_lint(w, in->args, in->args_n, format ? format : "terminal", fd, &not_valid);
        status = code != WARY_OK ? complain(w, code) : not_valid ? EXIT_FINDINGS : EXIT_NOTHING;
        status = output_close(fd) ? status : EXIT_INTERNAL;
    }
    wary_free(w);
    return status;
}

// What an author is asked, in this order; the rest has a default that suits most.
static const struct {
    const char *name, *meaning;
} questions[] = {
    {"title", N_("title of the advisory")},
    {"id", N_("its number, as you count your advisories")},
    {"publisher", N_("who publishes it")},
    {"namespace", N_("the publisher's address (https://...)")},
    {"vendor", N_("who makes the product")},
    {"product", N_("name of the product")},
    {"affected", N_("affected version, or range (<=1.2)")},
    {"fixed", N_("fixed version, if there is one")},
    {"cve", N_("CVE number, if there is one")},
    {"summary", N_("what is wrong, and who is affected")},
    {"remedy", N_("what owners should do")},
};

enum { QUESTIONS = sizeof questions / sizeof *questions };

// The answers of the command line, and behind them those that a person gives now.
struct answers {
    const char **v;
    size_t n, given;
};

static bool is_answered(const struct answers *a, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < a->n; i++)
        if (strncmp(a->v[i], name, len) == 0 && a->v[i][len] == '=')
            return true;
    return false;
}

// An empty line leaves a placeholder; the end of input ends the questions.
static bool ask(struct answers *a)
{
    char *line = NULL;
    size_t cap = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < QUESTIONS; i++) {
        const char *name = questions[i].name;
        if (is_answered(a, name))
            continue;
        fprintf(stderr, "%s: ", _(questions[i].meaning));
        ssize_t n = getline(&line, &cap, stdin);
        if (n < 0)
            break;
        while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
            line[--n] = 0;
        char *text = NULL;
        if (n > 0)
            ok = asprintf(&text, "%s=%s", name, line) >= 0;
        if (ok && text)
            a->v[a->n++] = text;
    }
    free(line);
    return ok;
}

static bool collect_answers(const struct invocation *in, struct answers *a)
{
    a->v = calloc(in->args_n + QUESTIONS, sizeof *a->v);
    if (!a->v)
        return false;
    for (size_t i = 0; i < in->args_n; i++)
        a->v[a->n++] = in->args[i];
    a->given = a->n;
    bool person = in->args_n == 0 && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    return option_given(in, "ask") || person ? ask(a) : true;
}

static int run_new(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    struct answers a = {0};
    wary *w = session_new(in, &status);
    int fd = w && collect_answers(in, &a) ? output_open(in) : -1;
    if (fd >= 0) {
        int code = wary_advisories_new(w, a.v, a.n, fd);
        status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
        status = output_close(fd) ? status : EXIT_INTERNAL;
    }
    for (size_t i = a.given; i < a.n; i++)
        free((void *)(uintptr_t)a.v[i]);
    free(a.v);
    wary_free(w);
    return status;
}

static const struct option_row options_lint[] = {
    {"format", 'f', "FORMAT", N_("terminal or json (default: terminal)"), "terminal json", NULL},
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {"now", 0, "SECONDS", N_("judge as at this time (seconds since 1970)"), NULL, "now"},
    {"no-sandbox", 0, NULL, N_("read without confinement"), NULL, NULL},
    {0},
};
static const struct option_row *const groups_lint[] = {options_lint, options_common, NULL};
static const struct option_row options_new[] = {
    {"ask", 0, NULL, N_("ask for the answers that were not given (done by itself on a terminal without any)"), NULL,
     NULL},
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {"now", 0, "SECONDS", N_("date the document at this time (seconds since 1970)"), NULL, "now"},
    {0},
};
static const struct option_row *const groups_new[] = {options_new, options_common, NULL};

const struct command command_advisories_lint = {
    .name = "advisories lint",
    .synopsis = "FILE...",
    .summary = N_("check CSAF documents: the schema and every test of CSAF 2.0 and 2.1"),
    .details = N_(
        "Each failure names the test, the place in the document and what to do. Failed mandatory tests are errors and "
        "make the document not valid (exit status 1); recommended ones are warnings, informative ones notes. Tests "
        "that need the network or a dictionary are listed as not run."),
    .groups = groups_lint,
    .run = run_lint,
};
const struct command command_advisories_new = {
    .name = "advisories new",
    .synopsis = "[NAME=ANSWER...]",
    .summary = N_("write a new CSAF document from a few answers"),
    .details = N_(
        "The document is a draft that the mandatory tests accept; what was not answered stands in it in capitals, and "
        "an answer that a test would refuse is refused. A version may be a range (<=1.2). Names: "
        "csaf (2.0 or 2.1), category, id, title, language, summary, publisher, namespace, publisher-category, vendor, "
        "product, affected, fixed, cve, remedy."),
    .groups = groups_new,
    .run = run_new,
};
