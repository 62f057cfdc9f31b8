// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    int status = main_command(argc - 1, argv + 1);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        say_error("writing to standard output failed");
        return EXIT_INTERNAL;
    }
    return status;
}
