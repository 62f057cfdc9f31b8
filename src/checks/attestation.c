// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Key attestations: what the secure environment signed about the phone's start, and what the phone says of itself
// beside it. Valid attestations have been made with leaked keys, so a good one is told as a strong claim and no more.
#include "checks/check.h"
#include "core/lang.h"

#include <stdio.h>

static const char id[] = "attestation";

enum { SHA256_HEX = 64 };

enum { NOT_VALID, SOFTWARE, UNLOCKED, FAILED, OTHER_KEY, KNOX, DIFFERS, FIRMWARE, CLAIM, KINDS };

static const struct wy_check_words words[KINDS] = {
    [NOT_VALID] = {.subject = "not-valid",
                   .severity = WY_SEV_HIGH,
                   .status = WY_ST_AFFECTED,
                   .title = N_("The attestation is not valid: it proves nothing about this phone"),
                   .means = N_("The chain of signatures is broken, ends in no known root, or uses a key that was "
                               "withdrawn. What it says about the lock and the system could be written by anybody."),
                   .does_not_mean = N_("It does not mean an attack: a cut-off file, a maker whose root is not known "
                                       "here, or an emulator gives the same."),
                   .next_step = N_("Take a new attestation from the phone. If that one is not valid either, do not "
                                   "trust what the phone says about its start.")},
    [SOFTWARE] = {.subject = "software",
                  .severity = WY_SEV_LOW,
                  .status = WY_ST_AFFECTED,
                  .title = N_("The attestation was made by Android itself, not by secure hardware"),
                  .means = N_("Keys that apps keep on this phone are protected by the system alone: whoever gets root "
                              "can take them along."),
                  .does_not_mean = N_("It does not mean that the phone has no secure hardware: some apps ask for "
                                      "such a key without need."),
                  .next_step = N_("Ask for a key of the secure environment (TEE or StrongBox) and read its "
                                  "attestation.")},
    [UNLOCKED] = {.subject = "unlocked",
                  .severity = WY_SEV_HIGH,
                  .status = WY_ST_AFFECTED,
                  .title = N_("The secure hardware says that the boot loader is unlocked")},
    [FAILED] = {.subject = "failed",
                .severity = WY_SEV_CRITICAL,
                .status = WY_ST_AFFECTED,
                .title = N_("The secure hardware says that the system did not pass the start-up check")},
    [OTHER_KEY] = {.subject = "boot-key",
                   .severity = WY_SEV_LOW,
                   .status = WY_ST_POSSIBLE,
                   .title = N_("The phone starts a system that somebody other than its maker signed"),
                   .means = N_("The boot loader is locked again, but with a key that somebody put there. Whoever has "
                               "that key decides what runs on the phone."),
                   .does_not_mean = N_("It does not mean harm: careful community systems are installed like this. "
                                       "And a key that is not in our list is unknown, not bad."),
                   .next_step = N_("If you did not choose this system yourself, have the maker's original system "
                                   "installed. If you did, compare the key with the one its makers publish.")},
    [KNOX] = {.subject = "knox",
              .severity = WY_SEV_MEDIUM,
              .status = WY_ST_AFFECTED,
              .title = N_("Samsung's secure hardware says that something about this phone was changed"),
              .means = N_("One of Knox's own fields (start, warranty fuse, kernel, system) is not normal. A blown fuse "
                          "stays so for ever and says that another system was started at least once."),
              .does_not_mean =
                  N_("It does not say who did it, or that what runs now is changed: the fuse also tells of "
                     "a former owner."),
              .next_step = N_("If you did not install another system yourself, do not use Samsung Pay or a work "
                              "profile on it, and ask Samsung's service.")},
    [DIFFERS] = {.subject = "contradiction",
                 .severity = WY_SEV_MEDIUM,
                 .status = WY_ST_POSSIBLE,
                 .title = N_("The phone says something else about itself than its secure hardware"),
                 .means = N_("One of the two is wrong. Systems that hide an unlocked boot loader, or pass for a newer "
                             "one, leave such a difference; so do forged attestations."),
                 .does_not_mean = N_("It does not prove anything when the two were taken on different days: an update "
                                     "between them changes the patch level."),
                 .next_step = N_("Take both on the same day and compare again. Look at the start screen while the "
                                 "phone boots: an open lock or a warning means that it is unlocked.")},
    [FIRMWARE] = {.subject = "firmware",
                  .severity = WY_SEV_LOW,
                  .status = WY_ST_POSSIBLE,
                  .title = N_("The firmware given here is not the one that this phone's secure hardware started"),
                  .means = N_("Its signing key or its patch level is another one. What was found in this firmware may "
                              "not hold for the phone, or the phone runs something else than it says."),
                  .does_not_mean = N_("It does not prove a change: a firmware of another release or another model "
                                      "gives the same."),
                  .next_step = N_("Give the firmware of exactly this model and build, and compare again.")},
    [CLAIM] = {.subject = "claim",
               .severity = WY_SEV_INFO,
               .status = WY_ST_INFO,
               .title = N_("The attestation is valid: a strong claim, no proof"),
               .means = N_("A key that only the phone's secure hardware should have signed what is said here about "
                           "lock, start and patch levels."),
               .does_not_mean = N_("It does not rule out forgery: keys were taken out of phones and sold, and valid "
                                   "attestations were made with them. Withdrawn keys are known only up to the day of "
                                   "our list."),
               .next_step = N_("Hold it against what the phone and its firmware say; a new list of withdrawn keys can "
                               "be given with --revocations.")},
};

static void say(struct wy_check_run *run, int which, const struct wy_attestation *a, wy_str seen)
{
    struct wy_finding *f = wy_check_say(run, id, &words[which]);
    if (f)
        wy_finding_evidence(run->out, f, a->at, seen);
}

static wy_str word(struct wy_check_run *run, const char *name, wy_str value)
{
    return wy_findings_text(run->out, "%s=%.*s", name, WY_ARG(value));
}

static const char *lock_word(const struct wy_attestation *a)
{
    return a->device_locked == WY_YES ? "yes" : a->device_locked == WY_NO ? "no" : "?";
}

// --- against the properties -----------------------------------------------------------------------------------------

// 202101, 20210105 and 2021-01-05 are held against each other as far as both go; days 00 are months.
static bool other_patch(int64_t digits, wy_str level)
{
    uint64_t year = 0, month = 0, day = 0;
    wy_str rest = level, part;
    if (!wy_str_next(&rest, '-', &part) || !wy_str_u64(part, &year) || !wy_str_next(&rest, '-', &part) ||
        !wy_str_u64(part, &month) || (rest.ptr && !wy_str_u64(rest, &day)) || year > 9999 || month > 12 || day > 31)
        return false;
    bool months = digits < 1000000;
    int64_t their_day = months ? 0 : digits % 100, their_month = months ? digits : digits / 100;
    return their_month != (int64_t)(year * 100 + month) || (their_day && day && their_day != (int64_t)day);
}

struct pair {
    const struct wy_attestation *a;
    const struct wy_property *p;
};

static void differ(struct wy_check_run *run, struct pair pair, wy_str attested)
{
    struct wy_finding *f = wy_check_say(run, id, &words[DIFFERS]);
    if (!f)
        return;
    struct wy_origin at = pair.p->at;
    at.kind = WY_CLAIMED;
    wy_finding_evidence(run->out, f, pair.a->at, attested);
    wy_finding_evidence(run->out, f, at,
                        wy_findings_text(run->out, "%.*s=%.*s", WY_ARG(pair.p->name), WY_ARG(pair.p->value)));
}

static void hold_patch(struct wy_check_run *run, const struct wy_attestation *a, const char *field,
                       const struct wy_int *digits, const char *property)
{
    struct pair pair = {a, wy_property_row(run->ev, wy_str_c(property))};
    if (pair.p && digits->known && digits->v > 0 && other_patch(digits->v, pair.p->value))
        differ(run, pair, wy_findings_text(run->out, "%s=%lld", field, (long long)digits->v));
}

static void hold_lock(struct wy_check_run *run, const struct wy_attestation *a, const char *property,
                      const char *locked, const char *unlocked)
{
    struct pair pair = {a, wy_property_row(run->ev, wy_str_c(property))};
    if (!pair.p || a->device_locked == WY_UNKNOWN)
        return;
    bool says_locked = wy_str_eq_nocase(pair.p->value, wy_str_c(locked));
    bool says_unlocked = wy_str_eq_nocase(pair.p->value, wy_str_c(unlocked));
    if ((says_locked && a->device_locked == WY_NO) || (says_unlocked && a->device_locked == WY_YES))
        differ(run, pair, wy_findings_text(run->out, "device_locked=%s", lock_word(a)));
}

static void hold_colour(struct wy_check_run *run, const struct wy_attestation *a)
{
    static const char *const same[][2] = {
        {"verified", "green"}, {"self-signed", "yellow"}, {"unverified", "orange"}, {"failed", "red"}};
    struct pair pair = {a, wy_property_row(run->ev, WY_S("ro.boot.verifiedbootstate"))};
    for (size_t i = 0; pair.p && i < WY_COUNT(same); i++)
        if (wy_str_eq(a->verified_boot_state, wy_str_c(same[i][0])) && pair.p->value.len &&
            !wy_str_eq_nocase(pair.p->value, wy_str_c(same[i][1])))
            differ(run, pair, word(run, "verified_boot_state", a->verified_boot_state));
}

// osVersion is 140000 for Android 14, 80100 for 8.1.
static void hold_release(struct wy_check_run *run, const struct wy_attestation *a)
{
    struct pair pair = {a, wy_property_row(run->ev, WY_S("ro.build.version.release"))};
    uint64_t release = 0;
    if (pair.p && a->os_version.known && a->os_version.v > 0 &&
        wy_str_u64(wy_str_sub(pair.p->value, 0, wy_str_find_char(pair.p->value, '.')), &release) && release < 1000 &&
        a->os_version.v / 10000 != (int64_t)release)
        differ(run, pair, wy_findings_text(run->out, "os_version=%lld", (long long)a->os_version.v));
}

// Digests that the boot loader hands to both: of the metadata it read, and of the key that these were signed with.
static void hold_digest(struct wy_check_run *run, const struct wy_attestation *a, const char *field, wy_str attested,
                        const char *property)
{
    struct pair pair = {a, wy_property_row(run->ev, wy_str_c(property))};
    if (pair.p && attested.len == SHA256_HEX && pair.p->value.len == SHA256_HEX &&
        !wy_str_eq_nocase(pair.p->value, attested))
        differ(run, pair, word(run, field, attested));
}

// --- against a firmware ----------------------------------------------------------------------------------------------

static void say_firmware(struct wy_check_run *run, const struct wy_attestation *a, const struct wy_vbmeta *v,
                         wy_str attested, wy_str found)
{
    struct wy_finding *f = wy_check_say(run, id, &words[FIRMWARE]);
    if (!f)
        return;
    wy_finding_evidence(run->out, f, a->at, attested);
    wy_finding_evidence(run->out, f, v->at, wy_findings_text(run->out, "%.*s: %.*s", WY_ARG(v->path), WY_ARG(found)));
}

static bool all_zero(wy_str hex)
{
    size_t i = 0;
    while (i < hex.len && hex.ptr[i] == '0')
        i++;
    return i == hex.len;
}

// The image whose key the boot loader tells: named vbmeta, not vbmeta_system or a partition's footer.
static bool is_top(const struct wy_vbmeta *v)
{
    size_t slash = wy_str_rfind_char(v->path, '/');
    wy_str name = wy_str_from(v->path, slash == WY_NPOS ? 0 : slash + 1);
    wy_str stem = wy_str_sub(name, 0, wy_str_find_char(name, '.'));
    return wy_str_eq(stem, WY_S("vbmeta")) || wy_str_eq(stem, WY_S("vbmeta_a"));
}

static void hold_firmware_patch(struct wy_check_run *run, const struct wy_attestation *a, const struct wy_vbmeta *v)
{
    const struct {
        const char *property, *field;
        const struct wy_int *digits;
    } rows[] = {{"com.android.build.system.security_patch=", "os_patch", &a->os_patch},
                {"com.android.build.vendor.security_patch=", "vendor_patch", &a->vendor_patch},
                {"com.android.build.boot.security_patch=", "boot_patch", &a->boot_patch}};
    for (WY_EACH(struct wy_avb_descriptor, d, v->descriptors))
        for (size_t i = 0; i < WY_COUNT(rows); i++) {
            wy_str name = wy_str_c(rows[i].property);
            if (rows[i].digits->known && rows[i].digits->v > 0 && wy_str_starts(d->value, name) &&
                other_patch(rows[i].digits->v, wy_str_from(d->value, name.len)))
                say_firmware(run, a, v,
                             wy_findings_text(run->out, "%s=%lld", rows[i].field, (long long)rows[i].digits->v),
                             d->value);
        }
}

static void hold_firmware(struct wy_check_run *run, const struct wy_attestation *a)
{
    for (WY_EACH(struct wy_vbmeta, v, run->ev->vbmeta)) {
        if (is_top(v) && v->key.len == SHA256_HEX && a->verified_boot_key.len == SHA256_HEX &&
            !all_zero(a->verified_boot_key) && !wy_str_eq_nocase(v->key, a->verified_boot_key))
            say_firmware(run, a, v, word(run, "verified_boot_key", a->verified_boot_key), word(run, "key", v->key));
        hold_firmware_patch(run, a, v);
    }
}

static void hold(struct wy_check_run *run, const struct wy_attestation *a)
{
    hold_digest(run, a, "verified_boot_hash", a->verified_boot_hash, "ro.boot.vbmeta.digest");
    hold_digest(run, a, "verified_boot_key", a->verified_boot_key, "ro.boot.vbmeta.public_key_digest");
    hold_firmware(run, a);
    hold_patch(run, a, "os_patch", &a->os_patch, "ro.build.version.security_patch");
    hold_patch(run, a, "vendor_patch", &a->vendor_patch, "ro.vendor.build.security_patch");
    hold_lock(run, a, "ro.boot.flash.locked", "1", "0");
    hold_lock(run, a, "ro.boot.vbmeta.device_state", "locked", "unlocked");
    hold_colour(run, a);
    hold_release(run, a);
}

// --- by itself -------------------------------------------------------------------------------------------------------

static void judge_boot(struct wy_check_run *run, const struct wy_attestation *a)
{
    bool failed = wy_str_eq(a->verified_boot_state, WY_S("failed"));
    bool self_signed = wy_str_eq(a->verified_boot_state, WY_S("self-signed"));
    wy_str seen = wy_findings_text(run->out, "verified_boot_state=%.*s, device_locked=%s, boot_key_owner=%.*s",
                                   WY_ARG(a->verified_boot_state), lock_word(a), WY_ARG(a->boot_key_owner));
    if (failed)
        say(run, FAILED, a, seen);
    else if (a->device_locked == WY_NO || wy_str_eq(a->verified_boot_state, WY_S("unverified")))
        say(run, UNLOCKED, a, seen);
    else if (self_signed || wy_str_starts(a->boot_key_owner, WY_S("custom")))
        say(run, OTHER_KEY, a, seen);
}

static void judge(struct wy_check_run *run, const struct wy_attestation *a)
{
    if (a->valid == WY_NO) {
        for (size_t i = 0; i < a->errors.n; i++)
            say(run, NOT_VALID, a, a->errors.v[i]);
        if (!a->errors.n)
            say(run, NOT_VALID, a, WY_S("valid=no"));
    }
    for (size_t i = 0; a->valid != WY_NO && i < a->knox.n; i++)
        if (wy_str_ends(a->knox.v[i], WY_S("=abnormal")))
            say(run, KNOX, a, a->knox.v[i]);
    bool software = wy_str_eq(a->security_level, WY_S("software"));
    if (software)
        say(run, SOFTWARE, a, word(run, "security_level", a->security_level));
    if (a->valid != WY_NO && !software) // else it is not the hardware that speaks
        judge_boot(run, a);
    if (a->valid == WY_YES && !software)
        say(run, CLAIM, a,
            wy_findings_text(run->out, "security_level=%.*s, root=%.*s, provisioning=%.*s, boot_key_owner=%.*s%s%.*s",
                             WY_ARG(a->security_level), WY_ARG(a->root), WY_ARG(a->provisioning),
                             WY_ARG(a->boot_key_owner), a->revocations.len ? ", revocations=" : "",
                             WY_ARG(a->revocations)));
    hold(run, a);
}

static void run_check(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_attestation, a, run->ev->attestations))
        judge(run, a);
}

const struct wy_check wy_check_attestation = {
    .id = id,
    .title = N_("key attestations, by themselves and against what the phone says"),
    .question = WY_TRUST,
    .severity = WY_SEV_CRITICAL,
    .needs = "attestations",
    .kinds = N_("the attestation chain of a key of this phone (PEM or DER)"),
    .beside = true,
    .means =
        N_("The phone no longer makes sure that the system it starts is the maker's; here this is not the system's "
           "own word but that of the hardware below it."),
    .does_not_mean = N_("It does not mean that the system was changed. People unlock phones to install another system; "
                        "that is a choice, not an attack."),
    .next_step = N_("If you did not unlock it yourself, do not use this phone for banking or secrets; have the maker's "
                    "service put the original system on it and lock the boot loader."),
    .reference = "https://source.android.com/docs/security/features/keystore/attestation",
    .run = run_check,
};
