// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"
#include "core/wrap.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMN = 30, TEXT_MAX = 16 * 1024 };

// A blank line parts paragraphs; within one, line feeds are blanks.
void say_wrapped(FILE *to, const char *text, unsigned first, unsigned indent)
{
    struct wy_buf out;
    wy_str rest = wy_str_c(text), line;
    wy_buf_init(&out, TEXT_MAX);
    struct wy_buf paragraph;
    wy_buf_init(&paragraph, TEXT_MAX);
    while (wy_str_next(&rest, '\n', &line)) {
        wy_buf_add(&paragraph, line);
        wy_buf_char(&paragraph, ' ');
        if (line.len && rest.ptr)
            continue;
        wy_wrap(&out, wy_buf_str(&paragraph), (struct wy_wrap){terminal_width(), first, indent});
        if (rest.ptr)
            wy_buf_char(&out, '\n');
        paragraph.len = first = 0;
    }
    wy_str whole = wy_buf_str(&out);
    (void)fwrite(whole.ptr, 1, whole.len, to);
    wy_buf_fini(&out);
    wy_buf_fini(&paragraph);
}

static void print_option(const struct option_row *o)
{
    char left[64];
    (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : ' ',
                   o->letter ? ", " : "   ", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
    unsigned columns = (unsigned)printf("  %-27s ", left);
    say_wrapped(stdout, _(o->help), columns, HELP_COLUMN);
}

void print_help(const struct command *c)
{
    printf("%s: wary %s [%s] %s\n\n%s\n\n", _("Usage"), c->name, _("OPTIONS"), c->synopsis, _(c->summary));
    if (c->details) {
        say_wrapped(stdout, _(c->details), 0, 0);
        putchar('\n');
    }
    printf("%s\n", _("Options:"));
    for (const struct option_row *const *g = c->groups; *g; g++)
        for (const struct option_row *o = *g; o->name; o++)
            print_option(o);
}

void print_overview(void)
{
    printf("%s\n\n", _("wary tells whether a phone can be trusted, and what to do about it."));
    printf("  wary check bugreport.zip        %s\n", _("examine, judge, report"));
    printf("  wary check adb:                 %s\n", _("the same for the attached phone"));
    printf("  wary explain CVE-2024-45347     %s\n\n", _("a finding in plain words"));
    for (size_t i = 0; i < commands_n; i++)
        printf("  %-22s %s\n", commands[i]->name, _(commands[i]->summary));
    putchar('\n');
    say_wrapped(stdout,
                _("wary COMMAND --help explains a command. Exit status: 0 nothing found, 1 findings, 2 usage,\n"
                  "3 cannot tell, 4 internal error."),
                0, 0);
}
