// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Fixtures made by a recipe of tests/gen, for unit tests: the same files that the fuzz targets replay.
#pragma once

#include "test.h"

#include "core/arena.h"

#include <sys/wait.h>
#include <unistd.h>

// Runs tests/gen/NAME.py into a new folder below /tmp; false where Python or the sources are not at hand. A recipe that
// fails is a failure of the test.
static inline bool recipe_run(const char *name, char folder[64])
{
    const char *source = getenv("WARY_SOURCE");
    char script[4096];
    snprintf(folder, 64, "/tmp/wary-recipe-XXXXXX");
    if (!source || snprintf(script, sizeof script, "%s/tests/gen/%s.py", source, name) >= (int)sizeof script ||
        !mkdtemp(folder))
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        execlp("python3", "python3", "-B", script, folder, (char *)NULL);
        _exit(127);
    }
    int status = 1;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        fail_msg("no process for a recipe");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return false;
    if (status != 0)
        fail_msg("the recipe tests/gen/%s.py failed", name);
    return true;
}

static inline void recipe_clean(const char *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

// A whole file; it must exist.
static inline wy_bytes recipe_file(const char *folder, const char *name, struct wy_arena *arena)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("no fixture %s", path);
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    rewind(f);
    uint8_t *data = wy_arena_alloc(arena, n + 1, 8);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, n, f), n);
    fclose(f);
    return (wy_bytes){data, n};
}
