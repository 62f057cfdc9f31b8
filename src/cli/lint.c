// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary advisories lint, new: authors check their CSAF documents, and start new ones.
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>

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

static int run_new(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    wary *w = session_new(in, &status);
    int fd = w ? output_open(in) : -1;
    if (fd >= 0) {
        int code = wary_advisories_new(w, in->args, in->args_n, fd);
        status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
        status = output_close(fd) ? status : EXIT_INTERNAL;
    }
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
        "The document is a draft that the mandatory tests accept; what was not answered stands in it in capitals. "
        "Names: "
        "csaf (2.0 or 2.1), category, id, title, language, summary, publisher, namespace, publisher-category, vendor, "
        "product, affected, fixed, cve, remedy."),
    .groups = groups_new,
    .run = run_new,
};
