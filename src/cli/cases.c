// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Commands about many cases and about the shelf: recheck, ask, selftest, advisories list, show and status.
#include "cli/cli.h"

#include <unistd.h>

static int finish(wary *w, int code, int fd)
{
    bool stored = output_close(fd);
    int status = code != WARY_OK ? complain(w, code) : stored ? EXIT_NOTHING : EXIT_INTERNAL;
    wary_free(w);
    return status;
}

static int run_pack(wary *w, const struct invocation *in, const char *pack, int fd)
{
    size_t packed = 0;
    int code = wary_pack(w, in->args, in->args_n, pack, &packed);
    if (packed) {
        dprintf(fd, wy_ngettext("%zu case packed", "%zu cases packed", packed), packed);
        dprintf(fd, "\n");
    }
    return code;
}

static int run_recheck(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    if (in->args_n == 0) {
        say_error(_("recheck needs cases: evidence files, or folders of them"));
        return EXIT_USAGE;
    }
    const char *format = option_value(in, "format"), *pack = option_value(in, "pack");
    wary *w = session_new(in, &status);
    int fd = w ? output_open(in) : -1;
    if (fd < 0) {
        wary_free(w);
        return status;
    }
    if (pack)
        return finish(w, run_pack(w, in, pack, fd), fd);
    return finish(w, wary_recheck(w, in->args, in->args_n, format ? format : "terminal", fd), fd);
}

static int run_ask(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    if (in->args_n < 2) {
        say_error(_("ask needs an advisory and cases: wary ask CVE-2024-45347 CASES..."));
        return EXIT_USAGE;
    }
    const char *format = option_value(in, "format");
    wary *w = session_new(in, &status);
    int fd = w ? output_open(in) : -1;
    if (fd < 0) {
        wary_free(w);
        return status;
    }
    return finish(w, wary_ask(w, in->args[0], in->args + 1, in->args_n - 1, format ? format : "terminal", fd), fd);
}

static int on_shelf(const struct invocation *in, int (*call)(wary *w, int fd))
{
    int status = EXIT_INTERNAL;
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = call(w, STDOUT_FILENO);
    status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    wary_free(w);
    return status;
}

static int list(wary *w, int fd) { return wary_advisories_list(w, 0, fd); }
static int status_only(wary *w, int fd) { return wary_advisories_list(w, 1, fd); }
static int run_selftest(const struct invocation *in) { return on_shelf(in, wary_selftest); }
static int run_list(const struct invocation *in) { return on_shelf(in, list); }
static int run_status(const struct invocation *in) { return on_shelf(in, status_only); }

static const struct option_row options_pack[] = {
    {"pack", 0, "FILE", N_("write what advisories ask of all cases as one file, for wary ask"), NULL, NULL},
    {0},
};
static const struct option_row options_cases[] = {
    {"by", 0, "WHAT", N_("a row for each case, or counts for each model (default: case)"), "case model", "by"},
    {"format", 'f', "FORMAT", N_("terminal, json or csv (default: terminal)"), "terminal json csv", NULL},
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {"knowledge", 0, "PATH", N_("more advisories: CSAF files, folders or a compiled index"), NULL, "knowledge"},
    {"no-sandbox", 0, NULL, N_("read without confinement; the report will say so"), NULL, NULL},
    {"now", 0, "SECONDS", N_("judge as at this time (seconds since 1970)"), NULL, "now"},
    {0},
};
static const struct option_row options_shelf[] = {
    {"knowledge", 0, "PATH", N_("more advisories: CSAF files, folders or a compiled index"), NULL, "knowledge"},
    {"now", 0, "SECONDS", N_("judge as at this time (seconds since 1970)"), NULL, "now"},
    {0},
};
static const struct option_row *const groups_cases[] = {options_cases, options_common, NULL};
static const struct option_row *const groups_recheck[] = {options_pack, options_cases, options_common, NULL};
static const struct option_row *const groups_shelf[] = {options_shelf, options_common, NULL};

const struct command command_recheck = {
    .name = "recheck",
    .synopsis = "CASES...",
    .summary = N_("many stored cases against today's knowledge"),
    .details = N_(
        "CASES are evidence files that wary collect wrote, or folders of them; each file is a case of its own. The age "
        "and the number of the advisories come last: in CSV a row \"knowledge\", in JSON the member of that name."),
    .groups = groups_recheck,
    .run = run_recheck,
};
const struct command command_ask = {
    .name = "ask",
    .synopsis = "ID CASES...",
    .summary = N_("who is affected by one advisory"),
    .details =
        N_("For each stored case: affected, possible, fixed, not-affected, not-present or cannot-tell, with the "
           "reason. CASES may be files that wary recheck --pack wrote: these are asked without the cases. The age "
           "and the number of the advisories come last, as wary recheck tells them."),
    .groups = groups_cases,
    .run = run_ask,
};
const struct command command_selftest = {
    .name = "selftest",
    .synopsis = "",
    .summary = N_("the shipped cases give exactly the expected answers"),
    .groups = groups_shelf,
    .run = run_selftest,
};
const struct command command_advisories_list = {
    .name = "advisories list",
    .synopsis = "",
    .summary = N_("list the advisories that are built in or given"),
    .groups = groups_shelf,
    .run = run_list,
};
const struct command command_advisories_status = {
    .name = "advisories status",
    .synopsis = "",
    .summary = N_("how many advisories there are, and how old they are"),
    .groups = groups_shelf,
    .run = run_status,
};
