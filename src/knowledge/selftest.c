// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/selftest.h"

#include "core/embedded.h"
#include "evidence/codec.h"

// "advisories/ID/WORD-NAME.json" taken apart; false for what is not a case.
static bool case_name(wy_str path, wy_str *id, wy_str *name, wy_str *word)
{
    static const wy_str words[] = {WY_S_INIT("affected"), WY_S_INIT("possible"),     WY_S_INIT("cannot-tell"),
                                   WY_S_INIT("fixed"),    WY_S_INIT("not-affected"), WY_S_INIT("none")};
    wy_str rest = path, part;
    if (!wy_str_next(&rest, '/', &part) || !wy_str_eq(part, WY_S("advisories")))
        return false;
    *name = rest;
    if (!wy_str_next(&rest, '/', id) || !rest.ptr)
        return false;
    *word = (wy_str){0};
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_starts(rest, words[i]) && rest.len > words[i].len && rest.ptr[words[i].len] == '-')
            *word = words[i];
    return word->len > 0;
}

// The worst answer about this flaw in the evidence.
static wy_str answer_of(const struct wy_rows *matches, const struct wy_flaw *flaw)
{
    const struct wy_flaw_match *worst = NULL;
    for (WY_EACH(const struct wy_flaw_match, m, *matches))
        if (m->flaw == flaw && (!worst || m->standing > worst->standing))
            worst = m;
    return worst ? wy_flaw_match_word(worst) : WY_S("none");
}

static wy_err run_case(const struct wy_knowledge *k, const struct wy_limits *limits, const struct wy_embedded *file,
                       wy_str id, wy_str *got, struct wy_diag *diag)
{
    struct wy_evidence ev;
    struct wy_rows matches = {0};
    wy_evidence_init(&ev, limits);
    wy_err err = wy_evidence_decode(&ev, (wy_bytes){(const uint8_t *)file->text, file->len}, diag);
    if (err == WY_OK && (ev.gaps.n || ev.gaps_untold))
        err = wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "%s: the case is not clean evidence", file->name);
    if (err == WY_OK)
        err = wy_knowledge_match(k, &ev, true, &ev.arena, &matches);
    if (err == WY_OK)
        err = wy_knowledge_match(k, &ev, false, &ev.arena, &matches);
    if (err == WY_OK)
        *got = answer_of(&matches, wy_knowledge_find(k, id));
    wy_evidence_fini(&ev);
    return err;
}

wy_err wy_selftest_advisories(const struct wy_knowledge *k, const struct wy_limits *limits, struct wy_arena *arena,
                              struct wy_rows *out, struct wy_diag *diag)
{
    for (size_t i = 0; i < wy_embedded_files_n; i++) {
        wy_str id, name, word, got;
        if (!case_name(wy_str_c(wy_embedded_files[i].name), &id, &name, &word))
            continue;
        wy_err err = run_case(k, limits, &wy_embedded_files[i], id, &got, diag);
        struct wy_selftest_case *row = err ? NULL : wy_rows_add(out, arena, sizeof *row);
        if (!row)
            return wy_fail(diag, err ? err : WY_NO_MEMORY, WY_NO_OFFSET, "%s", wy_embedded_files[i].name);
        *row = (struct wy_selftest_case){name, word, got};
    }
    return WY_OK;
}
