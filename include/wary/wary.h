/* SPDX-FileCopyrightText: 2026 The Wary authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * The public API of libwary: all that the library promises. Valid C99 and C++. Everything else is internal.
 *
 * A session holds options, knowledge and one case (the evidence of one or several targets about one device):
 *
 *     wary *w = wary_new();
 *     wary_set(w, "lang", "hi");
 *     wary_add_target(w, "bugreport.zip");
 *     if (wary_examine(w) == WARY_OK && wary_judge(w) == WARY_OK)
 *         wary_write_report(w, "terminal", STDOUT_FILENO);
 *     wary_free(w);
 *
 * A session is used by one thread at a time; sessions are independent of each other. Strings are UTF-8. Functions that
 * return int give WARY_OK or one of the codes below; wary_error then has words for people, with the next step.
 */
#ifndef WARY_WARY_H
#define WARY_WARY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WARY_API __attribute__((visibility("default")))
#else
#define WARY_API
#endif

enum {
    WARY_OK = 0,
    WARY_USAGE = 2,     /* an option or argument is wrong */
    WARY_NO_ANSWER = 3, /* the evidence cannot be read, or is not evidence that Wary knows */
    WARY_INTERNAL = 4   /* out of memory, or a mistake of ours */
};

typedef struct wary wary;

WARY_API const char *wary_version(void);

WARY_API wary *wary_new(void); /* NULL: out of memory */
WARY_API void wary_free(wary *w);

/* Words for the last failure of this session; never NULL. Valid until the next call. */
WARY_API const char *wary_error(const wary *w);

/* Sets an option by name; WARY_USAGE for an unknown one or a bad value. `value` is copied. Options:
 *   lang en|hi|pl          language of texts; process-wide, because libintl's is
 *   now SECONDS            the time that ages are counted from (default: the clock)
 *   sandbox yes|no         confine the workers (default yes)
 *   limit NAME=NUMBER      a row of the limits table; may be set many times
 *   sdk MIN..MAX           range of SDK levels that APKs are verified for
 *   identity FILE          the owner's identifiers (TOML)
 *   indicators FILE        STIX 2 indicators; may be set many times
 *   by case|model          what recheck and ask write a row for (default case)
 *   knowledge PATH         more advisories (CSAF files or folders); may be set many times
 *   experiment FILE        marks of the steps of an experiment
 *   keys FILE              TLS secrets (SSLKEYLOGFILE)
 *   geoip FILE             database of addresses (MMDB): countries, networks; may be set many times
 *   recipients FILE        who runs which host (domain, company, purpose); may be set many times
 *   revocations FILE       status list of revoked attestation keys (JSON)
 *   ca-file FILE           certificates that wary_advisories_update trusts instead of the system's (PEM)
 *   timeout SECONDS        how long it waits for a server that sends nothing
 *   unsigned yes|no        it takes files whose signature is missing, has expired or cannot be checked (default no)
 *   mine ADDRESSES         only these devices of a capture are searched
 *   received yes|no        search what the phone received, too
 *   live-seconds N         an interface is read for so many seconds (default: until the user interrupts)
 *   hash yes|no            digest captures of any size
 *   prepare yes|no         load what wary_judge needs while wary_examine reads (default no)
 *   reveal yes|no          show personal identifiers in reports
 *   colour yes|no          colour in the terminal report
 *   width COLUMNS          of the terminal report */
WARY_API int wary_set(wary *w, const char *option, const char *value);

/* A path, "-" for standard input, "adb:" or "adb:SERIAL". Recognised by content, not by name. */
WARY_API int wary_add_target(wary *w, const char *target);

/* A network interface as a target, one for a session. wary_examine then reads its packets until the user interrupts or
 * live-seconds are over; SIGINT and SIGTERM are caught meanwhile. */
WARY_API int wary_add_interface(wary *w, const char *name);

/* Gathers the evidence of all targets. What cannot be examined becomes a gap in the evidence; WARY_NO_ANSWER only where
 * nothing could be opened at all. */
WARY_API int wary_examine(wary *w);

/* Called during wary_examine when a target was read. Of an interface also about once a second while packets come:
 * `kind` is then a sentence that tells what has come so far. */
typedef void (*wary_progress)(void *user, const char *target, const char *kind);
WARY_API void wary_on_progress(wary *w, wary_progress call, void *user);

/* Holds the evidence against knowledge. */
WARY_API int wary_judge(wary *w);

enum { WARY_FAIL_INFO, WARY_FAIL_LOW, WARY_FAIL_MEDIUM, WARY_FAIL_HIGH, WARY_FAIL_CRITICAL };
/* After wary_judge: 0 nothing at or above fail_on, 1 findings, 3 cannot tell and no finding. */
WARY_API int wary_exit_code(const wary *w, int fail_on);

/* wary.evidence/1 to a descriptor. redact: without the owner's identifiers. */
WARY_API int wary_write_evidence(wary *w, int fd, int redact);

/* format: terminal, json, jsonl (a line for each transfer of a capture), html, sarif, csv, cyclonedx (the
 * software found, as an SBOM). After wary_judge. */
WARY_API int wary_write_report(wary *w, const char *format, int fd);

/* What the case says about published flaws, for machines of others (VEX). format: csaf, cyclonedx. After wary_judge. */
WARY_API int wary_write_vex(wary *w, const char *format, int fd);

/* What changed from the case of `before` to that of `after`, both examined; for firmware also whether old trusted apps
 * and boot images would still be accepted. format: terminal, json, csv, html. An error is told by `after`. */
WARY_API int wary_write_diff(wary *before, wary *after, const char *format, int fd);

/* The same for n >= 2 cases, oldest first: each step, and for firmware the history across them. An error is told by
 * the last one (by the first when there is no other). */
WARY_API int wary_write_diffs(wary *const *cases, size_t n, const char *format, int fd);

/* What a finding, check or advisory means, in plain words. WARY_USAGE for an id nobody knows. */
WARY_API int wary_explain(wary *w, const char *id, int fd);

/* Many stored cases (evidence files, or folders of them; each file a case of its own) against today's knowledge.
 * format: terminal, json, csv; each ends with the age and the number of the advisories. ask: who is affected by one
 * advisory. */
WARY_API int wary_recheck(wary *w, const char *const *cases, size_t n, const char *format, int fd);
/* Keeps what today's advisories can ask of these cases in one file, `pack`, which wary_ask takes in their place.
 * *packed counts them; WARY_NO_ANSWER where some path could not be read, and the others are in it. */
WARY_API int wary_pack(wary *w, const char *const *cases, size_t n, const char *pack, size_t *packed);
WARY_API int wary_ask(wary *w, const char *id, const char *const *cases, size_t n, const char *format, int fd);

/* The cases that are shipped beside each advisory get exactly the expected answers. */
WARY_API int wary_selftest(wary *w, int fd);

/* The advisories on the shelf, and how old they are. */
WARY_API int wary_advisories_list(wary *w, int status_only, int fd);

/* Describes Wary itself. what: limits, checks, formats, schema-evidence. */
WARY_API int wary_describe(wary *w, const char *what, int fd);

/* Experiments: steps that a person walks through while traffic is captured. `name` is one of those that come with Wary,
 * or the path of a file (wary.experiment/1). Step `i` counts from 0; past the last one `name` is NULL. Texts are in the
 * session's language and live as long as the session. WARY_USAGE: there is no such experiment. */
struct wary_experiment_step {
    const char *name;        /* one word, for the mark "step=NAME" */
    const char *instruction; /* what to do */
    const char *title;       /* of the whole experiment; may be NULL */
    size_t count;            /* of all steps */
    int consent;             /* the owner agrees to something here: the mark says "consent=given" too */
};
WARY_API int wary_experiment_step(wary *w, const char *name, size_t i, struct wary_experiment_step *out);
WARY_API int wary_experiments(wary *w, int fd); /* lists those that come with Wary */

/* Advisories. None of these touches the session's case. */

/* Reads records (CVE 5, OSV, KEV, CSAF, Android SDK tables, tables of bulletins) from files, folders, zip and tar
 * archives and writes one compiled index. What cannot be read is left out and told through `say` (may be NULL), a line
 * each; `important` lines are about the whole. */
typedef void (*wary_say)(void *user, int important, const char *line);
WARY_API int wary_advisories_build(wary *w, const char *const *sources, size_t n, const char *index, wary_say say,
                                   void *user);

/* Fetches published advisories into `folder`: the only function that uses the network. source: an https address of a
 * file, an archive, CSAF provider metadata or a ROLIE feed, or a local folder. WARY_NO_ANSWER also where some files
 * were refused or could not be had: the others are in the folder. */
WARY_API int wary_advisories_update(wary *w, const char *source, const char *folder, wary_say say, void *user);

/* Checks CSAF documents (- is standard input): the JSON schema and the tests of CSAF 2.0 and 2.1. format: terminal,
 * json. *not_valid (may be NULL) counts the documents that are not valid; a file that cannot be read is one of them. */
WARY_API int wary_advisories_lint(wary *w, const char *const *files, size_t n, const char *format, int fd,
                                  size_t *not_valid);

/* A new CSAF document from answers "NAME=VALUE" (`wary advisories new --help` lists the names). */
WARY_API int wary_advisories_new(wary *w, const char *const *answers, size_t n, int fd);

/* The overall score and severity of a CVSS vector ("9.8", "critical"). WARY_USAGE: no vector. */
WARY_API int wary_cvss_score(wary *w, const char *vector, char score[8], char severity[16]);

/* Compares two versions in a named order: -1, 0, 1, or 2 where they have no order. WARY_USAGE: no such order. */
WARY_API int wary_version_compare(wary *w, const char *order, const char *a, const char *b, int *out);
/* The names of the orders, one by one; NULL past the last. */
WARY_API const char *wary_version_order(size_t i);

/* Holds evidence files against a compiled index: the status of every advisory that concerns a case, one a line. */
WARY_API int wary_advisories_match(wary *w, const char *index, const char *const *cases, size_t n, int fd);

#ifdef __cplusplus
}
#endif

#endif
