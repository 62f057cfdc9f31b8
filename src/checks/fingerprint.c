// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The build fingerprint is brand/product/device:release/id/incremental:type/tags. Systems that want to pass for another
// one copy a fingerprint and forget what stands beside it.
#include "checks/check.h"
#include "core/lang.h"

static const char id[] = "fingerprint-contradiction";

struct parts {
    wy_str release, build_id, incremental, type;
};

static bool split(wy_str fingerprint, struct parts *out)
{
    size_t colon = wy_str_find_char(fingerprint, ':');
    size_t last = wy_str_rfind_char(fingerprint, ':');
    if (colon == WY_NPOS || last == colon)
        return false;
    wy_str middle = wy_str_sub(fingerprint, colon + 1, last - colon - 1), tail = wy_str_from(fingerprint, last + 1);
    wy_str spare;
    return wy_str_next(&middle, '/', &out->release) && wy_str_next(&middle, '/', &out->build_id) &&
           wy_str_next(&middle, '/', &out->incremental) && !wy_str_next(&middle, '/', &spare) &&
           wy_str_next(&tail, '/', &out->type);
}

// "8.1.0" and "8.1" are one release; letters are names of previews and are not compared.
static bool other_release(wy_str a, wy_str b)
{
    uint64_t x = 0, y = 0;
    return wy_str_u64(wy_str_sub(a, 0, wy_str_find_char(a, '.')), &x) &&
           wy_str_u64(wy_str_sub(b, 0, wy_str_find_char(b, '.')), &y) && x != y;
}

// "V14.0.1.0.TJEMIXM", "OS2.0.100.0.VNPMIXM": Xiaomi's own systems repeat this name in the fingerprint, letter by
// letter.
static bool is_xiaomi_name(wy_str build)
{
    wy_str rest = wy_str_from(build, wy_str_starts(build, WY_S("OS")) ? 2 : wy_str_starts(build, WY_S("V")) ? 1 : 0);
    return rest.len < build.len && rest.len && wy_is_digit(rest.ptr[0]) && wy_str_has(rest, WY_S(".0."));
}

// HyperOS 1 writes V816.0.10.0.X in the fingerprint and OS1.0.10.0.X beside it.
static bool other_xiaomi_build(wy_str a, wy_str b)
{
    if (!is_xiaomi_name(a) || !is_xiaomi_name(b))
        return false;
    wy_str v816 = WY_S("V816.");
    bool renamed = wy_str_starts(a, v816) != wy_str_starts(b, v816);
    return !wy_str_eq(renamed ? wy_str_from(a, wy_str_find_char(a, '.')) : a,
                      renamed ? wy_str_from(b, wy_str_find_char(b, '.')) : b);
}

static void say(struct wy_check_run *run, struct wy_finding *f, const char *name, wy_str value)
{
    wy_finding_evidence(run->out, f, wy_check_claim(run, name),
                        wy_findings_text(run->out, "%s=%.*s", name, WY_ARG(value)));
}

static void run_check(struct wy_check_run *run)
{
    const struct wy_device *d = wy_device(run->ev);
    struct parts p = {0};
    if (!d || !split(d->fingerprint, &p))
        return;
    // Makers keep the first release in the fingerprint of an updated phone; then the name of the build still agrees.
    bool same_build = d->build.len && wy_str_eq(p.incremental, d->build);
    bool release = d->release.len && other_release(p.release, d->release) && !same_build;
    bool type = d->build_type.len && p.type.len && !wy_str_eq(p.type, d->build_type);
    bool build = other_xiaomi_build(p.incremental, d->build);
    if (!release && !type && !build)
        return;
    struct wy_finding *f =
        wy_check_tell(run, (struct wy_check_head){id, WY_S("fingerprint"), WY_SEV_MEDIUM, WY_ST_POSSIBLE},
                      wy_str_c(_("The system passes itself off as another build")));
    if (!f)
        return;
    say(run, f, "ro.build.fingerprint", d->fingerprint);
    if (release)
        say(run, f, "ro.build.version.release", d->release);
    if (type)
        say(run, f, "ro.build.type", d->build_type);
    if (build)
        say(run, f, "ro.build.version.incremental", d->build);
}

const struct wy_check wy_check_fingerprint = {
    .id = id,
    .title = N_("contradictions in the name of the build"),
    .question = WY_TRUST,
    .severity = WY_SEV_MEDIUM,
    .needs = "devices",
    .kinds = N_("a bugreport, a list of properties, or the phone on adb"),
    .means = N_(
        "This is probably not the maker's system. What is said here about its version and patch level may describe a "
        "different one."),
    .does_not_mean =
        N_("It does not mean that it is harmful: community systems copy a fingerprint so that apps accept them."),
    .next_step = N_("If you did not install another system yourself, have the maker's original system installed."),
    .reference = "https://source.android.com/docs/compatibility/cdd",
    .run = run_check,
};
