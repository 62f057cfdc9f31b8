// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Attack paths of data/paths: which preconditions this device fulfils, and what an attacker would still need. A path is
// told when it concerns the device and no precondition of the device is answered with no; it is cleared when one is.
#include "checks/path_holds.h"

#include "core/buffer.h"
#include "core/embedded.h"
#include "core/lang.h"

static const char id[] = "attack-path";

enum { JSON_DEPTH = 12, TEXT_MAX = 1 << 16 };

struct path {
    struct wy_check_run *run;
    const struct wy_json *root;
    struct wy_finding *finding;
    struct wy_buf needed, hidden; // what is still needed, and what cannot be seen here
    bool open, closed;            // a precondition of the device is unknown, is not met
    bool short_of;                // an attacker lacks something
};

static wy_str translated(struct wy_check_run *run, wy_str english)
{
    char *text = english.len ? wy_arena_cstr(&run->out->arena, english) : NULL;
    return text ? wy_str_c(_(text)) : english;
}

static wy_str text_of(const struct path *p, const char *key)
{
    return translated(p->run, wy_json_get_str(p->root, wy_str_c(key)));
}

static void list(struct wy_buf *to, wy_str what) { wy_buf_printf(to, "%s%.*s", to->len ? "; " : "", WY_ARG(what)); }

static void weigh_steps(struct path *p, const char *group, bool device)
{
    for (WY_JSON_EACH(step, wy_json_get(p->root, wy_str_c(group)))) {
        struct wy_held h = wy_path_holds(p->run, wy_json_get(step, WY_S("holds")));
        wy_str what = translated(p->run, wy_json_get_str(step, WY_S("what")));
        // A step without an expression lies outside what a phone can tell: old firmware, the phone in somebody's hand.
        bool outside = !wy_json_get(step, WY_S("holds"));
        p->open |= device && h.answer == WY_UNKNOWN;
        p->closed |= device && h.answer == WY_NO;
        p->short_of |= !device && !outside && h.answer != WY_YES;
        if (h.answer == WY_UNKNOWN && device)
            list(&p->hidden, what);
        else if (h.answer != WY_YES)
            list(&p->needed, what);
    }
}

static void quote_steps(struct path *p, const char *group)
{
    const char *const words[] = {[WY_UNKNOWN] = _("unknown"), [WY_NO] = _("no"), [WY_YES] = _("yes")};
    for (WY_JSON_EACH(step, wy_json_get(p->root, wy_str_c(group)))) {
        const struct wy_json *holds = wy_json_get(step, WY_S("holds"));
        if (!holds)
            continue;
        struct wy_held h = wy_path_holds(p->run, holds);
        wy_str what = translated(p->run, wy_json_get_str(step, WY_S("what")));
        wy_finding_evidence(p->run->out, p->finding, h.at,
                            wy_findings_text(p->run->out, "%s: %.*s%s%.*s%s", words[h.answer], WY_ARG(what),
                                             h.seen.len ? " [" : "", WY_ARG(h.seen), h.seen.len ? "]" : ""));
    }
}

static enum wy_severity severity_of(const struct path *p)
{
    wy_str word = wy_json_get_str(p->root, WY_S("severity"));
    for (int s = WY_SEV_CRITICAL; s > WY_SEV_INFO; s--)
        if (wy_str_eq(word, wy_str_c(wy_severity_word((enum wy_severity)s))))
            return (enum wy_severity)s;
    return WY_SEV_INFO;
}

static wy_str means(struct path *p)
{
    struct wy_findings *out = p->run->out;
    wy_str text = text_of(p, "means");
    if (p->needed.len)
        text = wy_findings_text(out, _("%.*s An attacker would still need: %.*s."), WY_ARG(text),
                                WY_ARG(wy_buf_str(&p->needed)));
    else
        text = wy_findings_text(out, _("%.*s Everything that an attacker needs and that can be seen is there."),
                                WY_ARG(text));
    if (p->hidden.len)
        text =
            wy_findings_text(out, _("%.*s Cannot be seen here: %.*s."), WY_ARG(text), WY_ARG(wy_buf_str(&p->hidden)));
    return text;
}

// Only a path on which nothing is missing or unseen is more than information.
static void tell(struct path *p)
{
    struct wy_findings *out = p->run->out;
    bool whole = !p->open && !p->short_of;
    struct wy_check_head head = {id, wy_json_get_str(p->root, WY_S("id")), whole ? severity_of(p) : WY_SEV_INFO,
                                 whole ? WY_ST_POSSIBLE : WY_ST_INFO};
    p->finding = wy_check_tell(p->run, head, text_of(p, "title"));
    if (!p->finding)
        return;
    p->finding->means = means(p);
    p->finding->does_not_mean = text_of(p, "does_not_mean");
    p->finding->next_step = text_of(p, "next_step");
    quote_steps(p, "device");
    quote_steps(p, "attacker");
    for (WY_JSON_EACH(url, wy_json_get(p->root, WY_S("references"))))
        wy_finding_reference(out, p->finding, wy_json_str(url));
}

static void clear(struct path *p)
{
    struct wy_findings *out = p->run->out;
    struct wy_cleared *c = wy_rows_add(&out->cleared, &out->arena, sizeof *c);
    if (!c) {
        out->err = WY_NO_MEMORY;
        return;
    }
    *c = (struct wy_cleared){.subject = text_of(p, "title"),
                             .reason =
                                 wy_findings_text(out, _("closed on this device, because this does not hold: %.*s"),
                                                  WY_ARG(wy_buf_str(&p->needed)))};
}

static void judge(struct wy_check_run *run, wy_str text)
{
    struct path p = {.run = run};
    if (wy_json_parse(NULL, wy_str_bytes(text), JSON_DEPTH, &run->out->arena, &p.root, NULL) != WY_OK ||
        wy_path_holds(run, wy_json_get(p.root, WY_S("concerns"))).answer != WY_YES)
        return;
    wy_buf_init(&p.needed, TEXT_MAX);
    wy_buf_init(&p.hidden, TEXT_MAX);
    weigh_steps(&p, "device", true);
    if (p.closed) {
        clear(&p);
    } else {
        weigh_steps(&p, "attacker", false);
        tell(&p);
    }
    wy_buf_fini(&p.needed);
    wy_buf_fini(&p.hidden);
}

static void run_check(struct wy_check_run *run)
{
    for (size_t i = 0; i < wy_embedded_files_n; i++)
        if (wy_str_starts(wy_str_c(wy_embedded_files[i].name), WY_S("paths/")))
            judge(run, (wy_str){wy_embedded_files[i].text, wy_embedded_files[i].len});
}

const struct wy_check wy_check_attack_paths = {
    .id = id,
    .title = N_("attack paths: which preconditions this device fulfils"),
    .question = WY_TRUST,
    .severity = WY_SEV_MEDIUM,
    .needs = "packages|properties|trusted_apps",
    .kinds = N_("a bugreport or the phone on adb, and the firmware for its trusted apps"),
    .beside = true,
    .means = N_("A published attack needs several things at once. Which of them this device fulfils, and what an "
                "attacker would still need, is told one by one."),
    .does_not_mean = N_("It does not mean that an attack took place; and paths that nobody published are not known "
                        "here."),
    .next_step = N_("Close the step that is easiest to close: an update, a locked boot loader, an unknown app less."),
    .reference = NULL,
    .run = run_check,
};
