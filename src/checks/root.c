// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Traces of root: known packages and processes, su and its kin among the files. Good hiding leaves none of them.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/lists.h"

static const char id[] = "root-traces";

static void note(struct wy_check_run *run, struct wy_finding **f, struct wy_origin at, wy_str seen, const char *what)
{
    if (!*f)
        *f = wy_check_tell(run, (struct wy_check_head){id, WY_S("root"), WY_SEV_HIGH, WY_ST_AFFECTED},
                           wy_str_c(_("There are traces of root access on this phone")));
    if (*f)
        wy_finding_evidence(run->out, *f, at,
                            what ? wy_findings_text(run->out, "%.*s: %s", WY_ARG(seen), what)
                                 : wy_findings_text(run->out, "%.*s", WY_ARG(seen)));
}

static wy_str last_part(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    return slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
}

static void run_check(struct wy_check_run *run)
{
    struct wy_finding *f = NULL;
    const struct wy_list_row *row;
    for (WY_EACH(struct wy_package, p, run->ev->packages))
        if (wy_package_counts(run, p) && wy_package_present(p) && (row = wy_list_find(WY_LIST_ROOT, p->name)))
            note(run, &f, p->at, p->name, row->name);
    for (WY_EACH(struct wy_process, p, run->ev->processes))
        if ((row = wy_list_find(WY_LIST_ROOT, last_part(p->name))))
            note(run, &f, p->at, p->name, row->name);
    for (WY_EACH(struct wy_file, file, run->ev->files))
        if (wy_str_has(file->note, WY_S("root-binary")))
            note(run, &f, file->at, file->path, NULL);
}

const struct wy_check wy_check_root = {
    .id = id,
    .title = N_("traces of root access"),
    .question = WY_TRUST,
    .severity = WY_SEV_HIGH,
    .needs = "packages|processes|files",
    .kinds = N_("a bugreport, an AndroidQF folder, or the phone on adb"),
    .means = N_("Some app can get all rights on this phone and then read the data of every other app."),
    .does_not_mean =
        N_("It does not mean that somebody else did it: many owners root their phones themselves. And no trace "
           "would not prove that there is no root."),
    .next_step = N_("If you did not do this yourself, save your data and have the original system installed anew."),
    .reference = NULL,
    .run = run_check,
};
