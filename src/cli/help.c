// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static void print_option(const struct option_row *o)
{
    char left[64];
    (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter ? "-" : "", o->letter ? o->letter : ' ',
                   o->letter ? ", " : "   ", o->name, o->arg ? " " : "", o->arg ? o->arg : "");
    printf("  %-27s %s\n", left, _(o->help));
}

void print_help(const struct command *c)
{
    printf("%s: wary %s [%s] %s\n\n%s\n", _("Usage"), c->name, _("OPTIONS"), c->synopsis, _(c->summary));
    if (c->details)
        printf("\n%s\n", _(c->details));
    printf("\n%s\n", _("Options:"));
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
    printf("\n%s\n", _("wary COMMAND --help explains a command. Exit status: 0 nothing found, 1 findings, 2 usage,\n"
                       "3 cannot tell, 4 internal error."));
}
