// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const struct option_row options_common[] = {
    {"lang", 0, "LANG", N_("language of texts: en, hi, pl (default: that of your locale)"), "en hi pl", NULL},
    {"quiet", 'q', NULL, N_("say less on standard error"), NULL, NULL},
    {"verbose", 'v', NULL, N_("say more on standard error"), NULL, NULL},
    {"limit", 0, "NAME=N", N_("change a row of the limits table (see wary limits)"), NULL, "limit"},
    {"help", 'h', NULL, N_("explain this command"), NULL, NULL},
    {0},
};

const struct option_row options_examine[] = {
    {"sdk", 0, "MIN..MAX", N_("range of Android SDK levels that APK signatures are verified for"), NULL, "sdk"},
    {"identity", 0, "FILE", N_("the owner's identifiers (TOML), searched for in captures; may be given again"), NULL,
     "identity"},
    {"experiment", 0, "FILE", N_("marks of an experiment's steps; may be given again"), NULL, "experiment"},
    {"geoip", 0, "FILE", N_("countries or networks of servers (MMDB), for captures; may be given again"), NULL,
     "geoip"},
    {"recipients", 0, "FILE",
     N_("who runs which host: domain, company, purpose, with tabs between; may be given again"), NULL, "recipients"},
    {"revocations", 0, "FILE", N_("status list of revoked attestation keys (JSON, from Google)"), NULL, "revocations"},
    {"keys", 0, "FILE", N_("TLS secrets of the capture (SSLKEYLOGFILE); may be given again"), NULL, "keys"},
    {"mine", 0, "ADDRESSES",
     N_("only these devices of a capture are searched (MAC or IP, comma separated; \"phone\": that of the evidence)"),
     NULL, "mine"},
    {"received", 0, NULL, N_("search what the phone received, too"), NULL, "received"},
    {"hash", 0, NULL, N_("digest captures of any size"), NULL, "hash"},
    {"no-sandbox", 0, NULL, N_("read without confinement; the report will say so"), NULL, NULL},
    {"now", 0, "SECONDS", N_("judge as at this time (seconds since 1970)"), NULL, "now"},
    {0},
};

const struct option_row options_report[] = {
    {"format", 'f', "FORMAT", N_("terminal, json, jsonl, html, sarif, csv or cyclonedx (default: terminal)"),
     "terminal json jsonl html sarif csv cyclonedx", NULL},
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {"fail-on", 0, "SEVERITY",
     N_("exit with 1 from this severity on: info, low, medium, high, critical (default: low)"),
     "info low medium high critical", NULL},
    {"reveal", 0, NULL, N_("show personal identifiers instead of tokens"), NULL, "reveal"},
    {"indicators", 0, "FILE", N_("look for these STIX 2 indicators"), NULL, "indicators"},
    {"knowledge", 0, "PATH", N_("more advisories: CSAF files, folders or a compiled index"), NULL, "knowledge"},
    {0},
};

const char *option_value(const struct invocation *in, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < in->options_n; i++)
        if (strcmp(in->options[i].row->name, name) == 0)
            value = in->options[i].value;
    return value;
}

bool option_given(const struct invocation *in, const char *name) { return option_value(in, name) != NULL; }

void say_error(const char *fmt, ...)
{
    char text[700];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    for (char *p = text; *p; p++) // words of the system and of files must not drive the terminal
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    fprintf(stderr, "wary: %s\n", text);
}

int complain(const wary *w, int code)
{
    say_error("%s", wary_error(w));
    return code == WARY_USAGE ? EXIT_USAGE : code == WARY_NO_ANSWER ? EXIT_CANNOT_TELL : EXIT_INTERNAL;
}

// The language of the user's locale where we have it, else English.
static const char *locale_language(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        const char *v = getenv(names[i]);
        if (!v || !*v)
            continue;
        return strncmp(v, "hi", 2) == 0 ? "hi" : strncmp(v, "pl", 2) == 0 ? "pl" : "en";
    }
    return "en";
}

void use_language(const char *lang)
{
    wary *w = wary_new();
    if (w)
        (void)wary_set(w, "lang", lang ? lang : locale_language());
    wary_free(w);
}

unsigned terminal_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col > 100 ? 100 : size.ws_col;
    return 80;
}

static int set_defaults(wary *w)
{
    char width[16];
    (void)snprintf(width, sizeof width, "%u", terminal_width());
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
    int code = wary_set(w, "width", width);
    return code == WARY_OK ? wary_set(w, "colour", colour ? "yes" : "no") : code;
}

wary *session_new(const struct invocation *in, int *status)
{
    wary *w = wary_new();
    if (!w) {
        say_error("out of memory");
        *status = EXIT_INTERNAL;
        return NULL;
    }
    const char *lang = option_value(in, "lang");
    int code = wary_set(w, "lang", lang ? lang : locale_language());
    if (code == WARY_OK)
        code = set_defaults(w);
    if (code == WARY_OK && option_given(in, "no-sandbox"))
        code = wary_set(w, "sandbox", "no");
    for (size_t i = 0; i < in->options_n && code == WARY_OK; i++)
        if (in->options[i].row->sets)
            code = wary_set(w, in->options[i].row->sets, in->options[i].value);
    if (code == WARY_OK)
        return w;
    *status = complain(w, code);
    wary_free(w);
    return NULL;
}

int output_open(const struct invocation *in)
{
    const char *path = option_value(in, "output");
    if (!path || strcmp(path, "-") == 0)
        return dup(STDOUT_FILENO);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0)
        say_error(_("%s: cannot be written: %s"), path, strerror(errno));
    return fd;
}

bool output_close(int fd)
{
    if (close(fd) == 0)
        return true;
    say_error(_("writing failed: %s"), strerror(errno));
    return false;
}

int fail_on(const struct invocation *in)
{
    const char *word = option_value(in, "fail-on");
    static const char *const words[] = {"info", "low", "medium", "high", "critical"};
    for (int i = 0; word && i < (int)WY_COUNT(words); i++)
        if (strcmp(words[i], word) == 0)
            return i;
    if (!word)
        return WARY_FAIL_LOW;
    say_error(_("fail-on: \"%s\" is not info, low, medium, high or critical"), word);
    return -1;
}

int report(const struct invocation *in, wary *w, int severity)
{
    const char *format = option_value(in, "format");
    int fd = output_open(in);
    if (fd < 0)
        return EXIT_INTERNAL;
    int code = wary_write_report(w, format ? format : "terminal", fd);
    bool stored = output_close(fd);
    if (code != WARY_OK)
        return complain(w, code);
    return stored ? wary_exit_code(w, severity) : EXIT_INTERNAL;
}
