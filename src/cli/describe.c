// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Commands that only say something about Wary itself: explain, checks, limits, schema.
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int describe(const struct invocation *in, const char *what)
{
    int status = EXIT_INTERNAL;
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = wary_describe(w, what, STDOUT_FILENO);
    status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    wary_free(w);
    return status;
}

static int run_checks(const struct invocation *in) { return describe(in, "checks"); }
static int run_formats(const struct invocation *in) { return describe(in, "formats"); }
static int run_limits(const struct invocation *in) { return describe(in, "limits"); }

static int run_schema(const struct invocation *in)
{
    char what[64];
    if (in->args_n != 1) {
        say_error(_("schema needs a name: evidence"));
        return EXIT_USAGE;
    }
    (void)snprintf(what, sizeof what, "schema-%s", in->args[0]);
    return describe(in, what);
}

static int run_explain(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    if (in->args_n == 0) {
        say_error(_("%s needs an ID: of a finding, a check (wary checks) or an advisory (CVE-...)"), in->command->name);
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    status = EXIT_NOTHING;
    for (size_t i = 0; i < in->args_n && status == EXIT_NOTHING; i++) {
        int code = wary_explain(w, in->args[i], STDOUT_FILENO);
        status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    }
    wary_free(w);
    return status;
}

static const struct option_row options_explain[] = {
    {"knowledge", 0, "PATH", N_("more advisories: CSAF files, folders or a compiled index"), NULL, "knowledge"},
    {0},
};
static const struct option_row *const groups[] = {options_common, NULL};
static const struct option_row *const groups_explain[] = {options_explain, options_common, NULL};

const struct command command_explain = {
    .name = "explain",
    .synopsis = "ID...",
    .summary = N_("a finding, check or advisory in plain words"),
    .details = N_("ID is of a finding, of a check (wary checks) or of an advisory (CVE-...), or a CVSS vector."),
    .groups = groups_explain,
    .run = run_explain,
};
const struct command command_advisories_show = {
    .name = "advisories show",
    .synopsis = "ID...",
    .summary = N_("one advisory: what it means, what to do, and who says what"),
    .groups = groups_explain,
    .run = run_explain,
};
const struct command command_checks = {
    .name = "checks", .synopsis = "", .summary = N_("list every check"), .groups = groups, .run = run_checks};
const struct command command_formats = {.name = "formats",
                                        .synopsis = "",
                                        .summary = N_("list what evidence is read"),
                                        .groups = groups,
                                        .run = run_formats};
const struct command command_limits = {.name = "limits",
                                       .synopsis = "",
                                       .summary = N_("list the limits that input meets"),
                                       .groups = groups,
                                       .run = run_limits};
const struct command command_schema = {.name = "schema",
                                       .synopsis = "evidence",
                                       .summary = N_("print a JSON Schema"),
                                       .groups = groups,
                                       .run = run_schema};
