// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Completions for bash, zsh and fish, and the option lists of the man pages, from the same rows as --help.
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static const struct option_row own_options[] = {{0}};
static const struct option_row *const groups[] = {own_options, options_common, NULL};

typedef void (*each_option)(const struct command *c, const struct option_row *o);

static void for_options(const struct command *c, each_option call)
{
    for (const struct option_row *const *g = c->groups; *g; g++)
        for (const struct option_row *o = *g; o->name; o++)
            call(c, o);
}

static void bash_word(const struct command *c, const struct option_row *o)
{
    (void)c;
    printf(" --%s", o->name);
}

static void bash_values(const struct command *c, const struct option_row *o)
{
    (void)c;
    if (o->values)
        printf("    --%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return;;\n", o->name, o->values);
}

static void bash(void)
{
    printf("# bash completion for wary\n_wary() {\n  local cur=${COMP_WORDS[COMP_CWORD]} "
           "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
           "  local line=\"${COMP_WORDS[*]:1:COMP_CWORD-1} \"\n  case $prev in\n");
    for (size_t i = 0; i < commands_n; i++)
        for_options(commands[i], bash_values);
    printf("  esac\n  case $line in\n");
    for (size_t i = 0; i < commands_n; i++) {
        printf("    \"%s \"*) [[ $cur == -* ]] && COMPREPLY=($(compgen -W '", commands[i]->name);
        for_options(commands[i], bash_word);
        printf("' -- \"$cur\")) || COMPREPLY=($(compgen -f -- \"$cur\")); return;;\n");
    }
    printf("  esac\n  local words='");
    for (size_t i = 0; i < commands_n; i++)
        printf("%s\n", commands[i]->name);
    fputs("'\n  COMPREPLY=($(compgen -W \"$(printf '%s' \"$words\" | sed -n \"s/^${line% }${line:+ }*//p\" | "
          "cut -d' ' -f1 | sort -u)\" -- \"$cur\"))\n}\ncomplete -o filenames -F _wary wary\n",
          stdout);
}

static void shell_quoted(const char *text)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else if (*text == '[' || *text == ']' || *text == ':')
            printf("\\%c", *text);
        else
            putchar(*text);
}

static void zsh_option(const struct command *c, const struct option_row *o)
{
    (void)c;
    printf("      '--%s%s[", o->name, o->arg ? "=" : "");
    shell_quoted(o->help);
    printf("]");
    if (o->values)
        printf(":value:(%s)", o->values);
    else if (o->arg)
        printf(":value:_files");
    printf("' \\\n");
}

// "advisories list": the group's word is offered first, then the words of the group.
static size_t group_len(const char *name)
{
    const char *space = strchr(name, ' ');
    return space ? (size_t)(space - name) : 0;
}

static bool first_of_group(size_t i)
{
    size_t len = group_len(commands[i]->name);
    for (size_t j = 0; j < i && len; j++)
        if (group_len(commands[j]->name) == len && strncmp(commands[j]->name, commands[i]->name, len) == 0)
            return false;
    return len > 0;
}

static bool in_group(size_t i, const char *group, size_t len)
{
    return group_len(commands[i]->name) == len && strncmp(commands[i]->name, group, len) == 0;
}

static void zsh_name(const char *name, size_t len, const char *summary)
{
    printf("      '%.*s:", (int)len, name);
    shell_quoted(summary);
    printf("'\n");
}

static void zsh_names(void)
{
    printf("  esac\n  local -a names\n  case $line in\n");
    for (size_t i = 0; i < commands_n; i++) {
        size_t len = group_len(commands[i]->name);
        if (!first_of_group(i))
            continue;
        printf("    '%.*s ') names=(\n", (int)len, commands[i]->name);
        for (size_t j = i; j < commands_n; j++)
            if (in_group(j, commands[i]->name, len))
                zsh_name(commands[j]->name + len + 1, strlen(commands[j]->name + len + 1), commands[j]->summary);
        printf("    );;\n");
    }
    printf("    *) names=(\n");
    for (size_t i = 0; i < commands_n; i++) {
        size_t len = group_len(commands[i]->name);
        if (!len || first_of_group(i))
            zsh_name(commands[i]->name, len ? len : strlen(commands[i]->name), len ? "..." : commands[i]->summary);
    }
    printf("    );;\n  esac\n  _describe command names\n}\n_wary \"$@\"\n");
}

static void zsh(void)
{
    printf("#compdef wary\n_wary() {\n  local line=\"${(j: :)words[2,CURRENT-1]} \"\n  case $line in\n");
    for (size_t i = 0; i < commands_n; i++) {
        printf("    '%s '*) _arguments \\\n", commands[i]->name);
        for_options(commands[i], zsh_option);
        printf("      '*:target:_files'; return;;\n");
    }
    zsh_names();
}

static void fish_text(const char *text)
{
    for (; *text; text++)
        printf(*text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
}

static void fish_option(const struct command *c, const struct option_row *o)
{
    printf("complete -c wary -n \"string match -q 'wary %s *' -- (commandline -pc)\" -l %s", c->name, o->name);
    if (o->letter)
        printf(" -s %c", o->letter);
    if (o->arg)
        printf(" -r");
    if (o->values)
        printf(" -xa '%s'", o->values);
    printf(" -d '");
    fish_text(o->help);
    printf("'\n");
}

static void fish(void)
{
    for (size_t i = 0; i < commands_n; i++) {
        const char *name = commands[i]->name;
        size_t len = group_len(name);
        if (first_of_group(i))
            printf("complete -c wary -n __fish_use_subcommand -a '%.*s'\n", (int)len, name);
        if (len)
            printf("complete -c wary -n \"string match -q 'wary %.*s ' -- (commandline -pc | string replace -r '[^ "
                   "]*\\$' '')\" "
                   "-fa '%s' -d '",
                   (int)len, name, name + len + 1);
        else
            printf("complete -c wary -n __fish_use_subcommand -a '%s' -d '", name);
        fish_text(commands[i]->summary);
        printf("'\n");
        for_options(commands[i], fish_option);
    }
}

static void man_option(const struct command *c, const struct option_row *o)
{
    (void)c;
    if (o->letter)
        printf("*-%c*, ", o->letter);
    printf("*--%s*%s%s%s\n\t%s\n\n", o->name, o->arg ? " _" : "", o->arg ? o->arg : "", o->arg ? "_" : "", o->help);
}

// scdoc text: the SYNOPSIS and OPTIONS of one command's man page.
static int man(const char *name)
{
    for (size_t i = 0; i < commands_n; i++) {
        if (strcmp(commands[i]->name, name) != 0)
            continue;
        printf("# SYNOPSIS\n\n*wary %s* [_OPTIONS_] %s\n\n# OPTIONS\n\n", name, commands[i]->synopsis);
        for_options(commands[i], man_option);
        return EXIT_NOTHING;
    }
    say_error(_("there is no command \"%s\"; `wary --help` lists them (to examine a file: wary check FILE)"), name);
    return EXIT_USAGE;
}

static int run(const struct invocation *in)
{
    const char *shell = in->args_n ? in->args[0] : "";
    if (strcmp(shell, "man") == 0 && in->args_n == 2)
        return man(in->args[1]);
    void (*write)(void) = strcmp(shell, "bash") == 0   ? bash
                          : strcmp(shell, "zsh") == 0  ? zsh
                          : strcmp(shell, "fish") == 0 ? fish
                                                       : NULL;
    if (!write) {
        say_error(_("completion needs a shell: bash, zsh or fish"));
        return EXIT_USAGE;
    }
    write();
    return EXIT_NOTHING;
}

const struct command command_completion = {
    .name = "completion",
    .synopsis = "bash|zsh|fish",
    .summary = N_("print completions for a shell"),
    .groups = groups,
    .run = run,
};
