// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The CSAF validator: the JSON schema and the tests of section 6 of CSAF 2.0 and 2.1, offline. A document that breaks
// the schema fails a test named "schema", and every other test still runs on it.
#pragma once

#include "core/json.h"

enum wy_lint_level { WY_LINT_ERROR, WY_LINT_WARNING, WY_LINT_NOTE }; // mandatory, recommended, informative

struct wy_lint_failure {
    const char *test; // "6.1.27.3", or "schema"
    wy_str path;      // JSON pointer; "" is the document
    wy_str message;   // what is wrong and what to do
};
struct wy_lint_not_run {
    const char *test, *reason;
};
struct wy_lint_report {
    const char *version;    // of CSAF: "2.0" or "2.1"; NULL when the document does not say (it is read as 2.0)
    bool valid;             // the schema and every mandatory test hold
    struct wy_rows failed;  // struct wy_lint_failure, in the order of the tests
    struct wy_rows not_run; // struct wy_lint_not_run
};

// Keeps compiled patterns and a parser between documents; one for each thread.
struct wy_linter;
WY_CHECKED struct wy_linter *wy_linter_new(void); // NULL: no memory
void wy_linter_free(struct wy_linter *linter);

// `now` (seconds since 1970) is for the one test that asks whether a date has passed. What is wrong with the document
// is in *out; an error is returned only when memory ran out.
WY_CHECKED wy_err wy_csaf_lint(struct wy_linter *linter, wy_bytes document, int64_t now, struct wy_arena *arena,
                               struct wy_lint_report *out, struct wy_diag *diag);
enum wy_lint_level wy_lint_level(const char *test);

// {"file","csaf_version","valid","failed":[{"test","path","message"}],"not_run":[...],"why_not_run":{test: reason}}
void wy_lint_write_json(struct wy_json_writer *w, wy_str file, const struct wy_lint_report *report);
// The same back, from a worker that may have been overrun: tests that do not exist are refused. Texts are copied.
WY_CHECKED wy_err wy_lint_read_json(wy_bytes json, struct wy_arena *arena, struct wy_lint_report *out,
                                    struct wy_diag *diag);
void wy_lint_write_text(struct wy_buf *buf, wy_str file, const struct wy_lint_report *report); // 80 columns

struct wy_lint_test {
    const char *id, *title;
    const char *versions; // "2.0", "2.1" or "2.0 2.1"
};
// The tests in the order of their numbers; false past the end.
bool wy_lint_test_at(size_t i, struct wy_lint_test *out);

// Answers for a new document; absent ones get a placeholder that a person sees and the mandatory tests accept.
struct wy_csaf_answers {
    wy_str version;  // "2.0" or "2.1" (default)
    wy_str category; // csaf_base, csaf_informational_advisory, csaf_security_advisory (default) or csaf_vex
    wy_str title, id, lang, summary;
    wy_str publisher, publisher_namespace, publisher_category;
    wy_str vendor, product, affected, fixed; // versions; `fixed` may be absent
    wy_str cve, remedy;
    int64_t now;
};
// Sets one answer by the name it has on the command line ("title", "fixed", ...); WY_NOT_FOUND for another.
WY_CHECKED wy_err wy_csaf_answer(struct wy_csaf_answers *answers, wy_str name, wy_str value);
WY_CHECKED wy_err wy_csaf_new(const struct wy_csaf_answers *answers, struct wy_buf *out, struct wy_diag *diag);
