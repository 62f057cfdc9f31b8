// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Signers of apps against those that are known for the package name (data/trust/app-signers.tsv). AndroidQF and APK
// files give whole digests; Android's own list of packages prints a 32-bit hash, which anybody can make fit.
#include "checks/check.h"
#include "core/embedded.h"
#include "core/lang.h"

static const char id[] = "app-signer";

enum { SHA256_HEX = 64 };

struct known {
    wy_str digest, who;
};

// package -> struct wy_rows of struct known
static bool load(struct wy_check_run *run, struct wy_map *out)
{
    struct wy_arena *arena = &run->out->arena;
    wy_str tsv = wy_embedded(WY_S("trust/app-signers.tsv")), cell[3];
    wy_map_init(out, arena);
    while (wy_tsv_next(&tsv, cell, 3)) {
        struct wy_map_slot *slot = wy_map_put(out, cell[0]);
        if (slot && !slot->value)
            slot->value = wy_new(arena, struct wy_rows, 1);
        struct known *row = slot && slot->value ? wy_rows_add(slot->value, arena, sizeof *row) : NULL;
        if (!row)
            return false;
        *row = (struct known){cell[1], cell[2]};
    }
    return true;
}

static bool is_known(const struct wy_rows *known, const struct wy_strs *digests)
{
    for (size_t i = 0; digests && i < digests->n; i++)
        for (WY_EACH(struct known, k, *known))
            if (wy_str_eq_nocase(k->digest, digests->v[i]))
                return true;
    return false;
}

static void tell(struct wy_check_run *run, const struct wy_package *p, const struct wy_rows *known, wy_str seen)
{
    const struct known *first = known->v;
    struct wy_check_head head = {id, p->name, WY_SEV_HIGH, WY_ST_POSSIBLE};
    wy_str title =
        wy_findings_text(run->out, _("This app is not signed by the one known for its name: %.*s"), WY_ARG(p->name));
    struct wy_finding *f = wy_check_tell(run, head, title);
    if (!f)
        return;
    wy_finding_evidence(run->out, f, p->at,
                        wy_findings_text(run->out, "signer=%.*s, known=%.*s (%.*s)", WY_ARG(seen),
                                         WY_ARG(first->digest), WY_ARG(first->who)));
}

// True when this row holds no digest that could be compared.
static bool judge(struct wy_check_run *run, const struct wy_package *p, const struct wy_rows *known)
{
    const struct wy_strs *signers = p->signature && p->signature->signers.n ? &p->signature->signers : &p->signers;
    if (!signers->n || signers->v[0].len != SHA256_HEX)
        return signers->n > 0;
    if (!is_known(known, signers) && !(p->signature && is_known(known, &p->signature->lineage)))
        tell(run, p, known, signers->v[0]);
    return false;
}

static void only_hashes(struct wy_check_run *run, size_t n)
{
    struct wy_not_assessed *u = wy_rows_add(&run->out->unassessed, &run->out->arena, sizeof *u);
    if (!u) {
        run->out->err = WY_NO_MEMORY;
        return;
    }
    *u = (struct wy_not_assessed){
        .question = WY_TRUST,
        .check = id,
        .title = wy_findings_text(run->out, _("who signed the apps (%zu could be compared)"), n),
        .reason = wy_str_c(_("this list of apps holds 32-bit hashes of signers, from which nobody can be told")),
        .how = wy_str_c(_("give an AndroidQF folder, or the apps' files (APK)")),
        .no_such_evidence = true,
    };
}

static void run_check(struct wy_check_run *run)
{
    struct wy_map map;
    size_t hashes = 0;
    if (!load(run, &map)) {
        run->out->err = WY_NO_MEMORY;
        return;
    }
    for (WY_EACH(struct wy_package, p, run->ev->packages)) {
        const struct wy_rows *known = wy_map_get(&map, p->name);
        if (known)
            hashes += judge(run, p, known);
    }
    if (hashes)
        only_hashes(run, hashes);
}

const struct wy_check wy_check_app_signer = {
    .id = id,
    .title = N_("who signed the apps, against those known for their names"),
    .question = WY_TRUST,
    .severity = WY_SEV_HIGH,
    .needs = "packages",
    .kinds = N_("an AndroidQF folder, or the apps' files (APK)"),
    .beside = true,
    .means =
        N_("An app carries a well-known name and was signed by somebody else. Copies of messengers and banking apps "
           "with something added look like this; so do apps of a community system."),
    .does_not_mean =
        N_("It does not prove harm: makers change keys and sign with another one for a store, and our list "
           "is short and ends on a day."),
    .next_step =
        N_("Compare the digest with the one that the app's author publishes. If it is another one, uninstall the "
           "app and get it from a store."),
    .reference = "https://source.android.com/docs/security/features/apksigning",
    .run = run_check,
};
