// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A command is one file ending in one const row; its option rows make the parser, --help, the completions and the
// OPTIONS part of its man page. commands.c names every row.
#pragma once

#include "core/base.h"
#include "core/lang.h"

#include <stdio.h>

#include <wary/wary.h>

// Exit statuses (DESIGN.md).
enum { EXIT_NOTHING = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_CANNOT_TELL = 3, EXIT_INTERNAL = 4 };

struct option_row {
    const char *name;   // long name without dashes
    char letter;        // 0 = none
    const char *arg;    // what follows it, NULL for a flag; in capitals
    const char *help;   // N_("...")
    const char *values; // space separated, for completion; NULL = a file or anything
    // The library option that it sets (see wary_set), or NULL when the command reads it itself.
    const char *sets;
};

enum { OPTION_VALUES_MAX = 256 };
struct invocation {
    const struct command *command;
    struct {
        const struct option_row *row;
        const char *value; // "yes" for a flag
    } options[OPTION_VALUES_MAX];
    size_t options_n;
    const char **args; // what is no option
    size_t args_n;
};

struct command {
    const char *name;                       // "check", "advisories lint"
    const char *synopsis;                   // "[TARGET...]"
    const char *summary;                    // N_("..."), one line
    const char *details;                    // N_("..."), for --help and the man page; may be NULL
    const struct option_row *const *groups; // option lists, NULL-terminated; each list ends with a row without name
    int (*run)(const struct invocation *in);
};

extern const struct command *const commands[];
extern const size_t commands_n;

// Option lists that several commands share.
extern const struct option_row options_common[], options_examine[], options_report[];

// The last value given, or NULL.
const char *option_value(const struct invocation *in, const char *name);
bool option_given(const struct invocation *in, const char *name);

// A session with the command's options set; NULL after having said why on standard error (*status is then set).
wary *session_new(const struct invocation *in, int *status);
// Says the session's error on standard error as "wary: ..." and gives the exit status for `code`.
int complain(const wary *w, int code);
void say_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
// The severity of --fail-on (low where it is not given); -1 after having said that it is none.
int fail_on(const struct invocation *in);
// Writes the report of a judged session as --format and -o say; gives the exit status.
int report(const struct invocation *in, wary *w, int severity);
// -o FILE, or standard output. The file is made with mode 0600. -1 after having said why.
int output_open(const struct invocation *in);
// false when what was written did not reach the disk.
bool output_close(int fd);

void print_help(const struct command *c);
// Text for people, broken at the terminal's width (80 where there is none): its first line begins at column `first`,
// later ones are indented by `indent`. Ends with a line feed.
void say_wrapped(FILE *to, const char *text, unsigned first, unsigned indent);
unsigned terminal_width(void);
// For texts that need no session: the language that was asked for, or (NULL) that of the user's locale.
void use_language(const char *lang);
void print_overview(void);
int main_command(int argc, char **argv);
