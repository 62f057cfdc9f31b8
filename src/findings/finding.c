// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "findings/finding.h"

#include "core/digest.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const question_words[] = {"known", "leaks", "trust", "reach"};
static const char *const severity_words[] = {"info", "low", "medium", "high", "critical"};
static const char *const status_words[] = {"affected", "possible", "cannot-tell", "info"};
static const char *const certainty_words[] = {"observed", "claimed", "published"};
static const char *const verdict_words[] = {"nothing-found", "cannot-tell", "fix-soon", "act-now"};

const char *wy_certainty_word(uint8_t kind) { return certainty_words[kind]; }
const char *wy_question_word(enum wy_question q) { return question_words[q]; }
const char *wy_severity_word(enum wy_severity s) { return severity_words[s]; }
const char *wy_status_word(enum wy_status s) { return status_words[s]; }
const char *wy_verdict_word(enum wy_verdict v) { return verdict_words[v]; }

void wy_findings_init(struct wy_findings *f, const struct wy_limits *limits)
{
    *f = (struct wy_findings){.limits = limits};
    wy_arena_init(&f->arena, (size_t)limits->arena);
}

void wy_findings_fini(struct wy_findings *f)
{
    wy_arena_fini(&f->arena);
    *f = (struct wy_findings){0};
}

static wy_str keep(struct wy_findings *f, wy_str s)
{
    wy_str copy = wy_arena_dup(&f->arena, s);
    if (s.ptr && !copy.ptr)
        f->err = f->err ? f->err : WY_NO_MEMORY;
    return copy;
}

static bool make_fingerprint(const struct wy_finding_head *head, char out[33])
{
    uint8_t digest[WY_DIGEST_MAX];
    struct wy_digest *d WY_CLEANUP(wy_digest_freep) = wy_digest_new(WY_SHA256);
    static const uint8_t nul;
    if (!d || !wy_digest_add(d, wy_str_bytes(wy_str_c(head->check))) || !wy_digest_add(d, (wy_bytes){&nul, 1}) ||
        !wy_digest_add(d, wy_str_bytes(head->id)) || !wy_digest_add(d, (wy_bytes){&nul, 1}) ||
        !wy_digest_add(d, wy_str_bytes(head->subject)) || !wy_digest_take(d, digest))
        return false;
    for (size_t i = 0; i < 16; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return true;
}

struct wy_finding *wy_finding_add(struct wy_findings *f, struct wy_finding_head head)
{
    char fingerprint[33];
    if (f->findings.n >= f->limits->findings || !make_fingerprint(&head, fingerprint)) {
        f->err = f->err ? f->err : WY_LIMIT;
        return NULL;
    }
    for (WY_EACH(struct wy_finding, old, f->findings))
        if (memcmp(old->fingerprint, fingerprint, sizeof fingerprint) == 0)
            return old;
    struct wy_finding *finding = wy_rows_add(&f->findings, &f->arena, sizeof *finding);
    if (!finding) {
        f->err = f->err ? f->err : WY_NO_MEMORY;
        return NULL;
    }
    finding->check = head.check;
    finding->id = keep(f, head.id);
    finding->subject = keep(f, head.subject);
    finding->question = head.question;
    finding->severity = head.severity;
    finding->status = head.status;
    memcpy(finding->fingerprint, fingerprint, sizeof fingerprint);
    return finding;
}

static void note_text(struct wy_findings *f, struct wy_map *known, wy_str text)
{
    struct wy_map_slot *slot = wy_map_put(known, text);
    if (slot)
        slot->value = known; // that it is there is all that counts
    else
        f->err = f->err ? f->err : WY_NO_MEMORY;
}

// Long lists have a map of what is in them: one finding may stand for thousands of published flaws.
static bool has_text(struct wy_findings *f, const struct wy_strs *list, struct wy_map **known, wy_str s)
{
    enum { LONG = 32 };
    if (*known)
        return wy_map_get(*known, s) != NULL;
    for (WY_EACH(const wy_str, old, *list))
        if (wy_str_eq(*old, s))
            return true;
    if (list->n >= LONG && (*known = wy_new(&f->arena, struct wy_map, 1))) {
        wy_map_init(*known, &f->arena);
        for (WY_EACH(const wy_str, old, *list))
            note_text(f, *known, *old);
    }
    return false;
}

static void add_text(struct wy_findings *f, struct wy_strs *list, struct wy_map **known, wy_str s)
{
    if (has_text(f, list, known, s))
        return;
    struct wy_rows rows = {list->v, list->n, list->cap};
    wy_str *slot = wy_rows_add(&rows, &f->arena, sizeof *slot);
    if (!slot) {
        f->err = f->err ? f->err : WY_NO_MEMORY;
        return;
    }
    *slot = keep(f, s);
    *list = (struct wy_strs){rows.v, rows.n, rows.cap};
    if (*known)
        note_text(f, *known, *slot);
}

void wy_finding_alias(struct wy_findings *f, struct wy_finding *finding, wy_str alias)
{
    add_text(f, &finding->aliases, &finding->known_aliases, alias);
}

void wy_finding_reference(struct wy_findings *f, struct wy_finding *finding, wy_str url)
{
    add_text(f, &finding->references, &finding->known_references, url);
}

void wy_finding_evidence(struct wy_findings *f, struct wy_finding *finding, struct wy_origin at, wy_str excerpt)
{
    struct wy_finding_evidence *e = wy_rows_add(&finding->evidence, &f->arena, sizeof *e);
    if (!e) {
        f->err = f->err ? f->err : WY_NO_MEMORY;
        return;
    }
    e->at = at;
    e->at.item = keep(f, at.item);
    e->excerpt = keep(f, excerpt);
}

wy_str wy_findings_text(struct wy_findings *f, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : wy_arena_alloc(&f->arena, (size_t)n + 1, 1);
    if (p)
        (void)vsnprintf(p, (size_t)n + 1, fmt, again);
    else
        f->err = f->err ? f->err : WY_NO_MEMORY;
    va_end(again);
    return p ? (wy_str){p, (size_t)n} : (wy_str){0};
}

wy_str wy_personal(struct wy_findings *f, const char *kind, wy_str value)
{
    return wy_findings_text(f, "\xee\x80\x80%s\xee\x80\x81%.*s\xee\x80\x82", kind, WY_ARG(value));
}

// What a finding alone amounts to.
static enum wy_verdict weigh(const struct wy_finding *finding)
{
    if (finding->status == WY_ST_CANNOT_TELL)
        return WY_VERDICT_CANNOT_TELL;
    if (finding->status == WY_ST_INFO || finding->severity == WY_SEV_INFO)
        return WY_NOTHING_FOUND;
    return finding->severity == WY_SEV_CRITICAL ? WY_ACT_NOW : WY_FIX_SOON;
}

static void worsen(enum wy_verdict *v, enum wy_verdict with)
{
    if (with > *v)
        *v = with;
}

struct wy_answers wy_answer(const struct wy_findings *f, const struct wy_evidence *ev)
{
    struct wy_answers a = {0};
    for (int q = 0; q < WY_QUESTIONS; q++)
        a.question[q].examined = f->ran[q];
    for (WY_EACH(struct wy_not_assessed, u, f->unassessed)) {
        if (!u->no_such_evidence)
            worsen(&a.question[u->question].verdict, WY_VERDICT_CANNOT_TELL);
    }
    for (WY_EACH(struct wy_finding, finding, f->findings)) {
        a.question[finding->question].examined = true; // something was found, so something was looked at
        worsen(&a.question[finding->question].verdict, weigh(finding));
    }
    bool gaps = ev->gaps.n || ev->gaps_untold || f->err != WY_OK;
    bool any = false;
    for (int q = 0; q < WY_QUESTIONS; q++) {
        if (!a.question[q].examined) {
            a.question[q].verdict = WY_VERDICT_CANNOT_TELL;
            continue;
        }
        any = true;
        if (gaps || f->stale[q])
            worsen(&a.question[q].verdict, WY_VERDICT_CANNOT_TELL);
        worsen(&a.total, a.question[q].verdict);
    }
    if (!any)
        a.total = WY_VERDICT_CANNOT_TELL;
    return a;
}

int wy_exit_code(const struct wy_findings *f, const struct wy_answers *a, enum wy_severity fail_on)
{
    for (WY_EACH(struct wy_finding, finding, f->findings))
        if ((finding->status == WY_ST_AFFECTED || finding->status == WY_ST_POSSIBLE) && finding->severity >= fail_on)
            return 1;
    return a->total == WY_VERDICT_CANNOT_TELL ? 3 : 0;
}
