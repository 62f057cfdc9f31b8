// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What several checks ask of packages.
#include "checks/check.h"
#include "core/lang.h"
#include "knowledge/lists.h"

bool wy_package_present(const struct wy_package *p)
{
    return !p->state.len || wy_str_eq(p->state, WY_S("installed")) || wy_str_eq(p->state, WY_S("disabled"));
}

enum wy_tri wy_package_system(const struct wy_package *p)
{
    if (p->system != WY_UNKNOWN || !p->path.len)
        return p->system;
    return wy_tri_of(!wy_str_starts(p->path, WY_S("/data/")) && !wy_str_starts(p->path, WY_S("/mnt/")));
}

// One name can have several rows: two sources, a hidden system copy under an update, an app-op of a removed app.
void wy_packages_index(struct wy_check_run *run)
{
    wy_map_init(&run->packages, &run->out->arena);
    for (WY_EACH(struct wy_package, p, run->ev->packages)) {
        struct wy_map_slot *slot = wy_map_put(&run->packages, p->name);
        if (!slot) {
            run->out->err = WY_NO_MEMORY;
            return;
        }
        const struct wy_package *old = slot->value;
        if (!old || (!wy_package_present(old) && wy_package_present(p)))
            slot->value = p;
    }
}

const struct wy_package *wy_check_package(const struct wy_check_run *run, wy_str name)
{
    return wy_map_get(&run->packages, name);
}

bool wy_package_counts(const struct wy_check_run *run, const struct wy_package *p)
{
    return wy_map_get(&run->packages, p->name) == p;
}

void wy_check_quote_package(struct wy_check_run *run, struct wy_finding *f, const struct wy_package *p)
{
    wy_str version = p->version_name.len ? wy_findings_text(run->out, " %.*s", WY_ARG(p->version_name)) : WY_S("");
    wy_str by = wy_package_brought_by(p);
    wy_str from = by.len ? wy_findings_text(run->out, _(" (installed by %.*s)"), WY_ARG(by)) : WY_S("");
    wy_finding_evidence(run->out, f, p->at,
                        wy_findings_text(run->out, "%.*s%.*s%.*s", WY_ARG(p->name), WY_ARG(version), WY_ARG(from)));
}

static bool told(wy_str name) { return name.len && !wy_str_eq(name, WY_S("null")); }

wy_str wy_package_brought_by(const struct wy_package *p)
{
    const struct wy_list_row *asked = told(p->initiator) ? wy_list_find(WY_LIST_INSTALLERS, p->initiator) : NULL;
    if (told(p->installer) && !(asked && wy_str_eq(wy_str_c(asked->kind), WY_S("computer"))))
        return p->installer;
    return told(p->initiator) ? p->initiator : (wy_str){0};
}

bool wy_packages_tell_installers(const struct wy_evidence *ev)
{
    for (WY_EACH(struct wy_package, p, ev->packages))
        if (wy_package_brought_by(p).len)
            return true;
    return false;
}

enum wy_from wy_check_from(const struct wy_check_run *run, const struct wy_package *p)
{
    if (!p || wy_package_system(p) != WY_NO)
        return WY_FROM_STORE;
    const struct wy_list_row *row = wy_list_find(WY_LIST_INSTALLERS, wy_package_brought_by(p));
    if (row && (wy_str_eq(wy_str_c(row->kind), WY_S("store")) || wy_str_eq(wy_str_c(row->kind), WY_S("system"))))
        return WY_FROM_STORE;
    return wy_packages_tell_installers(run->ev) ? WY_FROM_STRANGER : WY_FROM_UNTOLD;
}

struct wy_check_head wy_check_head_from(const char *check, wy_str subject, enum wy_from from)
{
    switch (from) {
    case WY_FROM_STRANGER: return (struct wy_check_head){check, subject, WY_SEV_HIGH, WY_ST_POSSIBLE};
    case WY_FROM_UNTOLD: return (struct wy_check_head){check, subject, WY_SEV_MEDIUM, WY_ST_CANNOT_TELL};
    case WY_FROM_STORE: break;
    }
    return (struct wy_check_head){check, subject, WY_SEV_INFO, WY_ST_INFO};
}
