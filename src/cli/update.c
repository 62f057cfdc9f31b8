// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// wary advisories update: the one command that uses the network.
#include "cli/cli.h"

#include <stdio.h>

static void say_line(void *user, int important, const char *line)
{
    const struct invocation *in = user;
    if (important || !option_given(in, "quiet"))
        say_error("%s", line);
}

static int run(const struct invocation *in)
{
    int status = EXIT_INTERNAL;
    const char *folder = option_value(in, "output");
    if (!folder || in->args_n != 1) {
        say_error(_("advisories update needs -o FOLDER and one address or folder"));
        return EXIT_USAGE;
    }
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = wary_advisories_update(w, in->args[0], folder, say_line, (void *)(uintptr_t)in);
    status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    wary_free(w);
    return status;
}

static const struct option_row options_update[] = {
    {"output", 'o', "FOLDER", N_("where the files go; nothing is written elsewhere"), NULL, NULL},
    {"ca-file", 0, "FILE", N_("trust the certificates in FILE (PEM) instead of the system's"), NULL, "ca-file"},
    {"timeout", 0, "SECONDS", N_("give up when nothing comes for so long (default: 60)"), NULL, "timeout"},
    {"unsigned", 0, NULL, N_("take files whose signature is missing, has expired or cannot be checked"), NULL,
     "unsigned"},
    {0},
};
static const struct option_row *const groups[] = {options_update, options_common, NULL};

const struct command command_advisories_update = {
    .name = "advisories update",
    .synopsis = "-o FOLDER URL|DIR",
    .summary = N_("fetch published advisories; no other command fetches anything"),
    .details = N_(
        "Takes a file or archive of records (an OSV zip, a CVE list, KEV), CSAF provider-metadata.json or a ROLIE feed "
        "over https, or a local folder. A digest that is published beside a file has to fit. Where the provider's "
        "metadata names OpenPGP keys, each file has to have a signature of one of them (gpgv checks it): one that is "
        "missing, has expired or is by a key that was revoked is refused, and told by its name. What is left out or "
        "refused leaves what was fetched before as it was. A download that broke off goes on where the server allows "
        "it. Far fewer "
        "records than the last time are told. Then run wary advisories build on FOLDER. Exit status: 0 all was "
        "fetched; 3 nothing was, or some files are missing: what came is in FOLDER."),
    .groups = groups,
    .run = run,
};
