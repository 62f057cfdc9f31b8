// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Verified boot as the phone reports it in properties: the colour, the lock, verity. All of it is the phone's own word;
// a changed system can say anything, so words that contradict each other are findings of their own.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "boot-not-verified";
static const char contradiction[] = "boot-contradiction";

struct claim {
    const struct wy_property *row;
    bool bad;
};

static const struct {
    const char *name, *bad[4], *good;
} rows[] = {
    {"ro.boot.verifiedbootstate", {"orange", "yellow", "red"}, "green"},
    {"ro.boot.flash.locked", {"0"}, "1"},
    {"ro.boot.vbmeta.device_state", {"unlocked"}, "locked"},
    {"ro.boot.veritymode", {"disabled", "logging"}, "enforcing"},
    {"ro.secureboot.lockstate", {"unlocked"}, "locked"}, // Xiaomi's own
};
enum { COLOUR, FLASH, DEVICE_STATE, VERITY, LOCKSTATE };
static const size_t locks[] = {FLASH, DEVICE_STATE, LOCKSTATE};

static bool is_bad(wy_str value, size_t row)
{
    for (size_t i = 0; i < WY_COUNT(rows[row].bad) && rows[row].bad[i]; i++)
        if (wy_str_eq_nocase(value, wy_str_c(rows[row].bad[i])))
            return true;
    return false;
}

static bool says(const struct claim *c, const char *word)
{
    return c->row && wy_str_eq_nocase(c->row->value, wy_str_c(word));
}

static bool any_unlocked(const struct claim claims[])
{
    for (size_t i = 0; i < WY_COUNT(locks); i++)
        if (claims[locks[i]].bad)
            return true;
    return false;
}

static bool any_locked(const struct claim claims[])
{
    for (size_t i = 0; i < WY_COUNT(locks); i++)
        if (says(&claims[locks[i]], rows[locks[i]].good))
            return true;
    return false;
}

static void quote(struct wy_check_run *run, struct wy_finding *f, const struct claim claims[], bool only_bad)
{
    for (size_t i = 0; f && i < WY_COUNT(rows); i++) {
        if (!claims[i].row || (only_bad && !claims[i].bad))
            continue;
        struct wy_origin at = claims[i].row->at;
        at.kind = WY_CLAIMED;
        wy_finding_evidence(
            run->out, f, at,
            wy_findings_text(run->out, "%.*s=%.*s", WY_ARG(claims[i].row->name), WY_ARG(claims[i].row->value)));
    }
}

static void tell_state(struct wy_check_run *run, const struct claim claims[])
{
    wy_str title;
    enum wy_severity severity = WY_SEV_HIGH;
    if (says(&claims[COLOUR], "red")) {
        title = wy_str_c(_("The phone says that its system did not pass the start-up check"));
        severity = WY_SEV_CRITICAL;
    } else if (says(&claims[COLOUR], "yellow") && !any_unlocked(claims)) {
        title = wy_str_c(_("The phone starts a system that somebody other than its maker signed"));
        severity = WY_SEV_MEDIUM;
    } else if (claims[COLOUR].bad || any_unlocked(claims)) {
        title = wy_str_c(_("The boot loader is unlocked: any system can be put on this phone"));
    } else {
        title = wy_str_c(_("The check of the system while it runs is switched off"));
    }
    quote(run, wy_check_tell(run, (struct wy_check_head){id, WY_S("boot"), severity, WY_ST_AFFECTED}, title), claims,
          true);
}

static void run_check(struct wy_check_run *run)
{
    struct claim claims[WY_COUNT(rows)] = {{0}};
    bool bad = false;
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        claims[i].row = wy_property_row(run->ev, wy_str_c(rows[i].name));
        claims[i].bad = claims[i].row && is_bad(claims[i].row->value, i);
        bad |= claims[i].bad;
    }
    if (bad)
        tell_state(run, claims);
    bool green = says(&claims[COLOUR], "green"), unlocked = any_unlocked(claims), locked = any_locked(claims);
    bool open =
        claims[COLOUR].row && claims[COLOUR].bad && !says(&claims[COLOUR], "yellow") && !says(&claims[COLOUR], "red");
    if ((green && unlocked) || (open && locked) || (locked && unlocked))
        quote(run,
              wy_check_tell(run, (struct wy_check_head){contradiction, WY_S("boot"), WY_SEV_MEDIUM, WY_ST_POSSIBLE},
                            wy_str_c(_("What the phone says about its start-up contradicts itself"))),
              claims, false);
}

static void nothing_more(struct wy_check_run *run) { (void)run; } // told by the check above

const struct wy_check wy_check_boot_state = {
    .id = id,
    .title = N_("the start-up check (verified boot), as the phone tells it"),
    .question = WY_TRUST,
    .severity = WY_SEV_CRITICAL,
    .needs = "properties",
    .kinds = N_("a bugreport, a list of properties, or the phone on adb"),
    .means = N_("The phone no longer makes sure that the system it starts is the maker's. Somebody who held it in "
                "hand, or an owner "
                "who unlocked it, can have changed everything."),
    .does_not_mean =
        N_("It does not mean that the system was changed. People unlock phones to install another system; that is a "
           "choice, not an attack."),
    .next_step = N_(
        "If you did not unlock it yourself, do not use this phone for banking or secrets; have the maker's service put "
        "the original system on it and lock the boot loader."),
    .reference = "https://source.android.com/docs/security/features/verifiedboot/boot-flow",
    .run = run_check,
};

const struct wy_check wy_check_boot_contradiction = {
    .id = contradiction,
    .title = N_("contradictions in what the phone says about its start-up"),
    .question = WY_TRUST,
    .severity = WY_SEV_MEDIUM,
    .needs = "properties",
    .kinds = N_("a bugreport, a list of properties, or the phone on adb"),
    .means = N_("One statement says locked and verified, another says unlocked. Tools that hide an unlocked boot "
                "loader leave such "
                "traces."),
    .does_not_mean = N_("It does not prove anything: some makers fill these properties carelessly."),
    .next_step =
        N_("Look at the start screen while the phone boots: an open lock or a warning means that it is unlocked. A key "
           "attestation of the phone says it more reliably."),
    .reference = "https://source.android.com/docs/security/features/verifiedboot/boot-flow",
    .run = nothing_more,
};
