// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"
#include "cli/examine.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Starts `age -r RECIPIENT`, whose input we write and whose output is `out`: plain text never touches the disk.
static pid_t start_age(const char *recipient, int out, int *to_age)
{
    int fds[2];
    if (pipe(fds) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(fds[0], STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
            _exit(127);
        close(fds[0]);
        close(fds[1]);
        execlp("age", "age", "-r", recipient, (char *)NULL);
        _exit(127);
    }
    close(fds[0]);
    if (pid < 0)
        close(fds[1]);
    *to_age = fds[1];
    return pid;
}

static int write_encrypted(const struct invocation *in, wary *w, int out)
{
    int fd;
    (void)signal(SIGPIPE, SIG_IGN); // age may refuse the recipient before it reads
    pid_t pid = start_age(option_value(in, "recipient"), out, &fd);
    if (pid < 0) {
        say_error(_("cannot start age: %s"), strerror(errno));
        return EXIT_INTERNAL;
    }
    int code = wary_write_evidence(w, fd, option_given(in, "redact"));
    close(fd);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        say_error(_("the program age is not installed (Debian package age); nothing was written"));
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        say_error(_("age failed; what was written is incomplete"));
    else
        return code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    return EXIT_INTERNAL;
}

static int write_out(const struct invocation *in, wary *w)
{
    int fd = output_open(in);
    if (fd < 0)
        return EXIT_INTERNAL;
    int status = EXIT_NOTHING;
    if (option_given(in, "recipient")) {
        status = write_encrypted(in, w, fd);
    } else {
        int code = wary_write_evidence(w, fd, option_given(in, "redact"));
        status = code == WARY_OK ? EXIT_NOTHING : complain(w, code);
    }
    return output_close(fd) ? status : EXIT_INTERNAL;
}

static int run(const struct invocation *in)
{
    if (!option_given(in, "output")) {
        say_error(_("collect needs -o FILE (or -o - for standard output): evidence holds personal data"));
        return EXIT_USAGE;
    }
    int status = EXIT_INTERNAL;
    wary *w = session_new(in, &status);
    if (!w)
        return status;
    int code = examine_targets(in, w);
    // What could not be opened is a gap in the evidence, which is written all the same; nothing at all is an error.
    status = code == WARY_OK || code == WARY_NO_ANSWER ? write_out(in, w) : EXIT_INTERNAL;
    if (code != WARY_OK)
        status = complain(w, code);
    wary_free(w);
    return status;
}

static const struct option_row options_collect[] = {
    {"output", 'o', "FILE", N_("write to FILE (made readable for you alone), - for standard output"), NULL, NULL},
    {"recipient", 'r', "AGE1...", N_("encrypt to this age recipient; plain text never touches the disk"), NULL, NULL},
    {"redact", 0, NULL, N_("leave the owner's identifiers out; leaks can then not be searched"), NULL, NULL},
    {0},
};
static const struct option_row *const groups[] = {options_collect, options_examine, options_common, NULL};

const struct command command_collect = {
    .name = "collect",
    .synopsis = "TARGET... -o FILE",
    .summary = N_("only gather evidence, to judge now or years later"),
    .details = N_("Writes wary.evidence/1 (see wary-evidence(5)). `wary check FILE` judges it without the phone."),
    .groups = groups,
    .run = run,
};
