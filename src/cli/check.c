// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"
#include "cli/examine.h"

static int run(const struct invocation *in)
{
    int severity = fail_on(in), status = EXIT_INTERNAL;
    if (severity < 0)
        return EXIT_USAGE;
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = wary_set(w, "prepare", "yes");
    if (code == WARY_OK)
        code = examine_targets(in, w);
    if (code == WARY_OK)
        code = wary_judge(w);
    status = code == WARY_OK ? report(in, w, severity) : complain(w, code);
    wary_free(w);
    return status;
}

static const struct option_row *const groups[] = {options_report, options_examine, options_common, NULL};

const struct command command_check = {
    .name = "check",
    .synopsis = "[TARGET...]",
    .summary = N_("examine, judge, report: the main job"),
    .details = N_(
        "A TARGET is a bugreport (zip or text), an AndroidQF folder or zip, adb: for the attached phone, a property\n"
        "dump or firmware tree, an APK, a capture, an inventory (CycloneDX, osquery, CSV), an attestation chain, or\n"
        "evidence that wary collect wrote. It is recognised by its content. Without a TARGET: the attached phone.\n"
        "Several targets are one case about one device."),
    .groups = groups,
    .run = run,
};
