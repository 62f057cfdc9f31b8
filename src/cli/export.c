// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary advisories export: what a case says about published flaws, for machines of others.
#include "cli/cli.h"
#include "cli/examine.h"

#include <string.h>

static int run(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    const char *format = option_value(in, "format");
    if (in->args_n == 0) {
        say_error(_("advisories export needs a case: evidence, a bugreport or another target of wary check"));
        return EXIT_USAGE;
    }
    if (format && strcmp(format, "csaf") != 0 && strcmp(format, "cyclonedx") != 0) {
        say_error(_("format: \"%s\" is not one of csaf, cyclonedx"), format);
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = examine_targets(in, w);
    if (code == WARY_OK)
        code = wary_judge(w);
    int fd = code == WARY_OK ? output_open(in) : -1;
    if (fd >= 0) {
        code = wary_write_vex(w, format ? format : "csaf", fd);
        status = !output_close(fd) ? EXIT_INTERNAL : code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    } else if (code != WARY_OK) {
        status = complain(w, code);
    }
    wary_free(w);
    return status;
}

static const struct option_row options_export[] = {
    {"format", 'f', "FORMAT", N_("csaf (CSAF 2.0 VEX, the default) or cyclonedx (CycloneDX 1.5 VEX)"), "csaf cyclonedx",
     NULL},
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {"knowledge", 0, "PATH", N_("more advisories: CSAF files, folders or a compiled index"), NULL, "knowledge"},
    {0},
};
static const struct option_row *const groups[] = {options_export, options_examine, options_common, NULL};

const struct command command_advisories_export = {
    .name = "advisories export",
    .synopsis = "CASE...",
    .summary = N_("write what a case says about published flaws as VEX"),
    .details = N_(
        "CASE is evidence that wary collect wrote, or any target of wary check; several are one case about one device. "
        "Possible and cannot tell become \"under investigation\" there; fixed is what the maker claims. The document "
        "names the device's model and build, and no personal identifier."),
    .groups = groups,
    .run = run,
};
