// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Signatures of APK files that were read, and of the same app in two sources: an app that changed its signer is another
// app under the same name.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "apk-signature";

enum { NOT_VERIFIED, JANUS, TEST_KEY, WEAK, DEBUG, HYBRID, OTHER_SIGNER };

static const struct wy_check_words words[] = {
    [NOT_VERIFIED] = {.severity = WY_SEV_HIGH,
                      .status = WY_ST_AFFECTED,
                      .title = N_("An app's signature does not hold"),
                      .means = N_("The file was changed after it was signed, or was never signed as Android asks. "
                                  "Android refuses to install it for the releases it was checked for."),
                      .does_not_mean = N_("It does not mean harm: a broken download gives the same.")},
    [JANUS] = {.severity = WY_SEV_HIGH,
               .status = WY_ST_AFFECTED,
               .title = N_("Code was put in front of an app without breaking its old signature"),
               .means = N_("On Android 5.1 to 8.0 without the December 2017 patches such a file installs as an update "
                           "of the real app and runs the foreign code (CVE-2017-13156)."),
               .does_not_mean = N_("Newer systems, and apps signed with scheme v2 or later, are not fooled by it.")},
    [TEST_KEY] = {.severity = WY_SEV_HIGH,
                  .status = WY_ST_AFFECTED,
                  .title = N_("An app is signed with a test key that everybody has"),
                  .means = N_("Anybody can sign an update that Android takes for one of the same author; where the "
                              "system uses this key too, such an app gets the system's rights."),
                  .does_not_mean = N_("It does not mean harm: community systems and apps in development use these "
                                      "keys.")},
    [WEAK] = {.severity = WY_SEV_LOW,
              .status = WY_ST_AFFECTED,
              .title = N_("An app is signed with a weak key or digest"),
              .means = N_("Keys this short, MD5 or SHA-1 do not withstand somebody with money and time: the signature "
                          "says less about the author."),
              .does_not_mean = N_("It does not mean that somebody forged it. Old apps keep their old key because a new "
                                  "one would make them another app."),
              .next_step = N_("Compare the signer's digest with the one that the app's author publishes.")},
    [DEBUG] = {.severity = WY_SEV_MEDIUM,
               .status = WY_ST_AFFECTED,
               .title = N_("An app can be debugged"),
               .means = N_("Whoever connects a computer can read this app's data and change what it does."),
               .does_not_mean = N_("It does not mean harm: developers build their apps like this before they publish "
                                   "them."),
               .next_step = N_("Use the published form of this app, unless you develop it yourself.")},
    [HYBRID] = {.severity = WY_SEV_INFO,
                .status = WY_ST_CANNOT_TELL,
                .title = N_("One of an app's signatures could not be verified here"),
                .means = N_("The app has a second signature with a method made against quantum computers (scheme v3.2, "
                            "ML-DSA), which Android 17 and later look at first. Wary cannot compute it yet."),
                .does_not_mean = N_("It says nothing against the app: its other signatures were verified as told "
                                    "beside it."),
                .next_step = N_("Verify it with apksigner of Android's build tools 37 or later.")},
    [OTHER_SIGNER] = {.severity = WY_SEV_HIGH,
                      .status = WY_ST_POSSIBLE,
                      .title = N_("The same app has another signer in another source"),
                      .means = N_("Two files or lists name the same app, but different people signed it. One of them "
                                  "may be a copy that somebody changed."),
                      .does_not_mean = N_("It does not say which one is the real one. Some authors sign with another "
                                          "key for each store.")},
};

static void say(struct wy_check_run *run, int which, const struct wy_package *p, wy_str seen)
{
    static const char *const kinds[] = {"not-verified", "janus",  "test-key",    "weak",
                                        "debuggable",   "hybrid", "other-signer"};
    struct wy_check_words w = words[which];
    wy_str subject = wy_findings_text(run->out, "%s %.*s", kinds[which], WY_ARG(p->name));
    w.subject = subject.ptr ? subject.ptr : kinds[which]; // texts in an arena end in NUL
    struct wy_finding *f = wy_check_say(run, id, &w);
    if (!f)
        return;
    f->title = wy_findings_text(run->out, "%s: %.*s", _(w.title), WY_ARG(p->name));
    wy_finding_evidence(run->out, f, p->at, seen);
}

static void judge_warning(struct wy_check_run *run, const struct wy_package *p, wy_str warning)
{
    if (wy_str_starts(warning, WY_S("JANUS")))
        say(run, JANUS, p, warning);
    else if (wy_str_starts(warning, WY_S("PUBLIC_TEST_KEY")))
        say(run, TEST_KEY, p, warning);
    else if (wy_str_starts(warning, WY_S("WEAK_KEY")) || wy_str_starts(warning, WY_S("WEAK_DIGEST")))
        say(run, WEAK, p, warning);
    else if (wy_str_starts(warning, WY_S("V32_SIGNER_NOT_VERIFIED")))
        say(run, HYBRID, p, warning);
}

static void judge(struct wy_check_run *run, const struct wy_package *p)
{
    const struct wy_signature *s = p->signature;
    for (size_t i = 0; s->verified == WY_NO && i < s->errors.n; i++)
        say(run, NOT_VERIFIED, p, s->errors.v[i]);
    if (s->verified == WY_NO && !s->errors.n)
        say(run, NOT_VERIFIED, p, WY_S("verified=no"));
    for (size_t i = 0; i < s->warnings.n; i++)
        judge_warning(run, p, s->warnings.v[i]);
    if (p->debuggable == WY_YES)
        say(run, DEBUG, p, WY_S("android:debuggable"));
}

// --- the same app elsewhere -----------------------------------------------------------------------------------------

static const struct wy_strs *signers_of(const struct wy_package *p)
{
    const struct wy_strs *list = p->signature && p->signature->signers.n ? &p->signature->signers : &p->signers;
    return list->n && list->v[0].len == 64 ? list : NULL; // Android's own lists may print short hashes only
}

static bool has_nocase(const struct wy_strs *list, wy_str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (wy_str_eq_nocase(list->v[i], s))
            return true;
    return false;
}

// A signer in common, now or in the lineage of either, is the same author.
static bool related(const struct wy_package *a, const struct wy_package *b)
{
    const struct wy_strs *x = signers_of(a), *y = signers_of(b);
    if (!x || !y)
        return true;
    for (size_t i = 0; i < x->n; i++)
        if (has_nocase(y, x->v[i]) || (b->signature && has_nocase(&b->signature->lineage, x->v[i])))
            return true;
    for (size_t i = 0; i < y->n; i++)
        if (a->signature && has_nocase(&a->signature->lineage, y->v[i]))
            return true;
    return false;
}

static void tell_other_signer(struct wy_check_run *run, const struct wy_package *a, const struct wy_package *b)
{
    const struct wy_package *both[] = {a, b};
    for (size_t i = 0; i < WY_COUNT(both); i++) {
        const struct wy_strs *signers = signers_of(both[i]);
        if (signers)
            say(run, OTHER_SIGNER, both[i], signers->v[0]);
    }
}

static void hold_against_others(struct wy_check_run *run)
{
    struct wy_map first;
    wy_map_init(&first, &run->out->arena);
    for (WY_EACH(struct wy_package, p, run->ev->packages)) {
        if (!signers_of(p))
            continue;
        struct wy_map_slot *slot = wy_map_put(&first, p->name);
        if (!slot)
            return;
        const struct wy_package *other = slot->value;
        if (!other)
            slot->value = p;
        else if (!related(other, p)) {
            tell_other_signer(run, other, p);
        }
    }
}

static void run_check(struct wy_check_run *run)
{
    for (WY_EACH(struct wy_package, p, run->ev->packages))
        if (p->signature)
            judge(run, p);
    hold_against_others(run);
}

const struct wy_check wy_check_apk_signature = {
    .id = id,
    .title = N_("signatures of apps"),
    .question = WY_TRUST,
    .severity = WY_SEV_HIGH,
    .needs = "packages",
    .kinds = N_("an app's file (APK), or a firmware with its apps"),
    .beside = true,
    .means = N_("A signature says that an app and its updates come from the same author. Where it does not hold, "
                "anybody may have changed the app."),
    .does_not_mean = N_("A good signature does not mean a good app: it says who, not what."),
    .next_step = N_("Do not install this file. Get the app from a store, or from its author's own page."),
    .reference = "https://source.android.com/docs/security/features/apksigning",
    .run = run_check,
};
