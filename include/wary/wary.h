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

#ifdef __cplusplus
}
#endif

#endif
