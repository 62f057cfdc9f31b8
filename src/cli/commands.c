// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every command is one line in commands.def and one in meson.build. Here is the parser that all of them share.
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW(name) extern const struct command command_##name;
#include "cli/commands.def"
#undef ROW

const struct command *const commands[] = {
#define ROW(name) &command_##name,
#include "cli/commands.def"
#undef ROW
};
const size_t commands_n = WY_COUNT(commands);

// How many words of argv the command's name takes; 0 when it is another one.
static int words_matched(const struct command *c, int argc, char **argv)
{
    char name[128];
    (void)snprintf(name, sizeof name, "%s", c->name);
    int n = 0;
    for (char *save = NULL, *word = strtok_r(name, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        if (n >= argc || strcmp(argv[n], word) != 0)
            return 0;
        n++;
    }
    return n;
}

static const struct command *find_command(int argc, char **argv, int *words)
{
    const struct command *best = NULL;
    *words = 0;
    for (size_t i = 0; i < commands_n; i++) {
        int n = words_matched(commands[i], argc, argv);
        if (n > *words) {
            *words = n;
            best = commands[i];
        }
    }
    return best;
}

static const struct option_row *find_option(const struct command *c, const char *name, size_t len, char letter)
{
    for (const struct option_row *const *g = c->groups; *g; g++)
        for (const struct option_row *o = *g; o->name; o++)
            if (letter ? o->letter == letter : strlen(o->name) == len && strncmp(o->name, name, len) == 0)
                return o;
    return NULL;
}

static int unknown_option(const struct command *c, const char *arg)
{
    say_error(_("%s: there is no such option; see wary %s --help"), arg, c->name);
    return EXIT_USAGE;
}

// Takes one option from argv[*i] (and its value from the next word); EXIT_NOTHING when it is fine.
static int take_option(struct invocation *in, int argc, char **argv, int *i)
{
    const char *arg = argv[*i], *value = NULL;
    bool is_long = arg[1] == '-';
    const char *name = arg + (is_long ? 2 : 1), *equals = is_long ? strchr(name, '=') : NULL;
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const struct option_row *row = find_option(in->command, name, len, (char)(is_long ? 0 : name[0]));
    if (!row)
        return unknown_option(in->command, arg);
    if (!row->arg && (equals || (!is_long && name[1])))
        return unknown_option(in->command, arg);
    if (!row->arg)
        value = "yes";
    else if (equals)
        value = equals + 1;
    else if (!is_long && name[1])
        value = name + 1;
    else if (*i + 1 < argc)
        value = argv[++*i];
    if (!value) {
        say_error(_("%s needs a value: %s"), arg, row->arg);
        return EXIT_USAGE;
    }
    if (in->options_n == OPTION_VALUES_MAX) {
        say_error(_("too many options"));
        return EXIT_USAGE;
    }
    in->options[in->options_n].row = row;
    in->options[in->options_n++].value = value;
    return EXIT_NOTHING;
}

static int parse(struct invocation *in, int argc, char **argv)
{
    bool only_args = false;
    for (int i = 0; i < argc; i++) {
        bool option = !only_args && argv[i][0] == '-' && argv[i][1];
        if (option && strcmp(argv[i], "--") == 0) {
            only_args = true;
        } else if (option) {
            int status = take_option(in, argc, argv, &i);
            if (status != EXIT_NOTHING)
                return status;
        } else {
            in->args[in->args_n++] = argv[i];
        }
    }
    return EXIT_NOTHING;
}

static int run_command(const struct command *c, int argc, char **argv)
{
    struct invocation *in = calloc(1, sizeof *in);
    if (in)
        in->args = calloc((size_t)argc + 1, sizeof *in->args);
    int status = EXIT_INTERNAL;
    if (in && in->args) {
        in->command = c;
        status = parse(in, argc, argv);
        if (status == EXIT_NOTHING && option_given(in, "help")) {
            if (option_given(in, "lang"))
                use_language(option_value(in, "lang"));
            print_help(c);
        } else if (status == EXIT_NOTHING)
            status = c->run(in);
    } else {
        say_error("out of memory");
    }
    if (in)
        free(in->args);
    free(in);
    return status;
}

// "wary advisories" alone lists its commands.
static bool is_group(const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i < commands_n; i++)
        if (strncmp(commands[i]->name, word, len) == 0 && commands[i]->name[len] == ' ')
            return true;
    return false;
}

static int print_group(const char *word, const char *second)
{
    bool asked = second && (strcmp(second, "--help") == 0 || strcmp(second, "-h") == 0);
    FILE *out = asked ? stdout : stderr;
    size_t len = strlen(word);
    if (second && !asked)
        say_error(_("there is no command \"%s %s\""), word, second);
    fprintf(out, _("Usage: wary %s COMMAND [OPTIONS] (explained by wary %s COMMAND --help)"), word, word);
    fprintf(out, "\n\n");
    for (size_t i = 0; i < commands_n; i++)
        if (strncmp(commands[i]->name, word, len) == 0 && commands[i]->name[len] == ' ')
            fprintf(out, "  wary %-22s %s\n", commands[i]->name, _(commands[i]->summary));
    return asked ? EXIT_NOTHING : EXIT_USAGE;
}

int main_command(int argc, char **argv)
{
    use_language(NULL); // help and complaints come before any session
    if (argc < 1 || strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 || strcmp(argv[0], "help") == 0) {
        print_overview();
        return argc < 1 ? EXIT_USAGE : EXIT_NOTHING;
    }
    if (strcmp(argv[0], "--version") == 0) {
        printf("wary %s\n", wary_version());
        return EXIT_NOTHING;
    }
    int words;
    const struct command *c = find_command(argc, argv, &words);
    if (c)
        return run_command(c, argc - words, argv + words);
    if (is_group(argv[0]))
        return print_group(argv[0], argc > 1 ? argv[1] : NULL);
    say_error(_("there is no command \"%s\"; `wary --help` lists them (to examine a file: wary check FILE)"), argv[0]);
    return EXIT_USAGE;
}
