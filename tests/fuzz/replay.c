// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs a fuzz target without a fuzzer: replay NAME CORPUS_DIR [PYTHON RECIPE]. Every seed as it is, then cut at every
// byte (evenly spaced cuts where a seed is long), then with seeded bit flips. A crash or a sanitizer report ends it.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CUTS_MAX = 600, FLIPS = 200 };

static size_t seeds, runs;

// A copy of exactly `size` bytes, so that the address sanitizer sees a read one byte past the end.
static void run_once(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    runs++;
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void run_seed(uint8_t *data, size_t size)
{
    run_once(data, size);
    size_t step = size / CUTS_MAX + 1;
    for (size_t cut = 0; cut < size; cut += step)
        run_once(data, cut);
    uint64_t random = 0x20140807;
    for (int i = 0; i < FLIPS && size; i++) {
        size_t at = next_random(&random) % size;
        uint8_t was = data[at];
        data[at] = (uint8_t)next_random(&random);
        run_once(data, size);
        data[at] = was;
    }
    seeds++;
}

static void run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return;
    struct stat st;
    if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode)) {
        uint8_t *data = malloc((size_t)st.st_size + 1);
        if (data && fread(data, 1, (size_t)st.st_size, f) == (size_t)st.st_size)
            run_seed(data, (size_t)st.st_size);
        free(data);
    }
    fclose(f);
}

static void run_folder(const char *folder)
{
    DIR *d = opendir(folder);
    if (!d)
        return;
    struct dirent *e;
    while ((e = readdir(d))) {
        char path[4096];
        if (e->d_name[0] != '.' && snprintf(path, sizeof path, "%s/%s", folder, e->d_name) < (int)sizeof path)
            run_file(path);
    }
    closedir(d);
}

static int run_recipe(char *python, char *recipe, char *folder)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp(python, python, recipe, folder, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    return pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    printf("1..1\n");
    fflush(stdout);
    run_folder(argv[2]);
    if (argc >= 5) {
        char folder[] = "/tmp/wary-replay-XXXXXX";
        if (!mkdtemp(folder) || run_recipe(argv[3], argv[4], folder)) {
            printf("not ok 1 - %s: the recipe %s failed\n", argv[1], argv[4]);
            return 1;
        }
        run_folder(folder);
        char command[64];
        snprintf(command, sizeof command, "rm -rf %s", folder);
        if (system(command) != 0)
            return 1;
    }
    printf("%s 1 - %s: %zu seeds, %zu runs\n", seeds ? "ok" : "not ok", argv[1], seeds, runs);
    return seeds ? 0 : 1;
}
