// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Verified boot metadata of a firmware: is the check of the system switched on, does it hold, and whose key decides.
// The signature is checked against the key inside the image, so it shows damage, not who signed.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "firmware-boot-metadata";

enum { OFF, BROKEN, DATA, CHAIN, TEST_KEY, UNSIGNED, ZERO, KINDS };

static const struct wy_check_words words[KINDS] = {
    [OFF] = {.subject = "off",
             .severity = WY_SEV_HIGH,
             .status = WY_ST_AFFECTED,
             .title = N_("The check of the system is switched off in this firmware")},
    [BROKEN] = {.subject = "signature",
                .severity = WY_SEV_HIGH,
                .status = WY_ST_AFFECTED,
                .title = N_("Verified boot metadata was changed after it was signed"),
                .means = N_("The signature does not fit the content any more. A locked phone refuses to start it, an "
                            "unlocked one starts whatever was put there.")},
    [DATA] = {.subject = "data",
              .severity = WY_SEV_HIGH,
              .status = WY_ST_AFFECTED,
              .title = N_("A partition is not the one that the firmware's metadata describes"),
              .means = N_("The data have another digest than the one that was signed: somebody changed the partition, "
                          "or files of two releases were mixed.")},
    [CHAIN] = {.subject = "chain",
               .severity = WY_SEV_HIGH,
               .status = WY_ST_AFFECTED,
               .title = N_("A partition is signed with another key than the firmware's metadata name"),
               .means = N_("The top metadata say which key may sign this partition, and it was signed with another "
                           "one: somebody replaced it, or files of two releases were mixed.")},
    [TEST_KEY] = {.subject = "test-key",
                  .severity = WY_SEV_HIGH,
                  .status = WY_ST_AFFECTED,
                  .title = N_("The firmware is signed with a test key that everybody has"),
                  .means = N_("The private half of this key is in the Android sources. If the phone accepts it, "
                              "anybody can make a system that passes the start-up check.")},
    [UNSIGNED] = {.subject = "unsigned",
                  .severity = WY_SEV_MEDIUM,
                  .status = WY_ST_POSSIBLE,
                  .title = N_("The top verified boot image is not signed"),
                  .means = N_("Nothing ties this firmware to a key. A locked phone refuses it, an unlocked one starts "
                              "it.")},
    [ZERO] = {.subject = "rollback-index",
              .severity = WY_SEV_INFO,
              .status = WY_ST_INFO,
              .title = N_("All rollback counters of this firmware are 0"),
              .means = N_("As far as these counters decide, the phone would also start an older signed release."),
              .does_not_mean = N_("A counter of 0 in one release proves nothing: most makers begin there, and some "
                                  "count elsewhere (in fuses, or for each partition)."),
              .next_step = N_("Compare several releases: wary diff OLD NEW tells whether a counter was ever raised.")},
};

static void say(struct wy_check_run *run, int which, const struct wy_vbmeta *v, wy_str seen)
{
    struct wy_finding *f = wy_check_say(run, id, &words[which]);
    if (f)
        wy_finding_evidence(run->out, f, v->at, seen);
}

// vbmeta.img, vbmeta_a: what the boot loader reads first. Footers of other partitions are named there with their digest
// and need no signature of their own.
static bool is_top(const struct wy_vbmeta *v)
{
    size_t slash = wy_str_rfind_char(v->path, '/');
    wy_str name = slash == WY_NPOS ? v->path : wy_str_from(v->path, slash + 1);
    return wy_str_starts(name, WY_S("vbmeta.")) || wy_str_starts(name, WY_S("vbmeta_a.")) ||
           wy_str_eq(name, WY_S("vbmeta")) || wy_str_eq(name, WY_S("vbmeta_a"));
}

static void judge(struct wy_check_run *run, const struct wy_vbmeta *v)
{
    if (v->flags.known && v->flags.v & 3)
        say(run, OFF, v,
            wy_findings_text(run->out, "%.*s: flags=%lld%s%s", WY_ARG(v->path), (long long)v->flags.v,
                             v->flags.v & 1 ? " (hashtree disabled)" : "",
                             v->flags.v & 2 ? " (verification disabled)" : ""));
    if (wy_str_eq(v->signature, WY_S("broken")))
        say(run, BROKEN, v, wy_findings_text(run->out, "%.*s: signature=broken", WY_ARG(v->path)));
    if (wy_str_eq(v->signature, WY_S("absent")) && is_top(v))
        say(run, UNSIGNED, v, wy_findings_text(run->out, "%.*s: signature=absent", WY_ARG(v->path)));
    if (wy_str_has(v->key_owner, WY_S("test key")))
        say(run, TEST_KEY, v, wy_findings_text(run->out, "%.*s: %.*s", WY_ARG(v->path), WY_ARG(v->key_owner)));
    for (WY_EACH(struct wy_avb_descriptor, d, v->descriptors))
        if (wy_str_eq(d->check, WY_S("broken")))
            say(run, wy_str_eq(d->kind, WY_S("chain")) ? CHAIN : DATA, v,
                wy_findings_text(run->out, "%.*s: %.*s %.*s", WY_ARG(v->path), WY_ARG(d->kind), WY_ARG(d->partition)));
}

static void run_check(struct wy_check_run *run)
{
    bool raised = false, any = false;
    for (WY_EACH(struct wy_vbmeta, v, run->ev->vbmeta)) {
        judge(run, v);
        any |= v->rollback_index.known;
        raised |= v->rollback_index.known && v->rollback_index.v != 0;
    }
    for (WY_EACH(struct wy_vbmeta, v, run->ev->vbmeta))
        if (any && !raised && v->rollback_index.known)
            say(run, ZERO, v, wy_findings_text(run->out, "%.*s: rollback_index=0", WY_ARG(v->path)));
}

const struct wy_check wy_check_vbmeta = {
    .id = id,
    .title = N_("verified boot metadata of a firmware (vbmeta)"),
    .question = WY_TRUST,
    .severity = WY_SEV_HIGH,
    .needs = "vbmeta",
    .kinds = N_("the firmware of the phone: an update file, images or an extracted tree"),
    .beside = true,
    .means = N_("A phone that starts this firmware does not notice when its system was changed."),
    .does_not_mean =
        N_("It does not mean that the firmware is harmful: people switch the check off to change their own "
           "phone. And the signature is checked against the key in the image, which does not say who "
           "signed."),
    .next_step = N_("Install only firmware from the maker, unchanged; compare its digest with the one the maker "
                    "publishes."),
    .reference = "https://android.googlesource.com/platform/external/avb/+/refs/heads/main/README.md",
    .run = run_check,
};
