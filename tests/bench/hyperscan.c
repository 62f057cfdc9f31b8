// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// hyperscan FILE: what a well-kept matcher needs for the raw bytes of a capture, and nothing else: 10,000 literals in
// the lengths of numbers and digests, read a megabyte at a time. No packets, no streams, no unpacking. `make bench`
// compiles it where Debian's libhyperscan-dev is.
#include <fcntl.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LITERALS = 10000, LENGTH_MAX = 32, PIECE = 1 << 20 };

static char text[LITERALS][LENGTH_MAX];
static const char *literals[LITERALS];
static size_t lengths[LITERALS];
static unsigned flags[LITERALS], ids[LITERALS];
static char piece[PIECE];

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flag, void *hits)
{
    (void)id, (void)from, (void)to, (void)flag;
    ++*(unsigned long *)hits;
    return 0;
}

static void make_literals(void)
{
    static const size_t sizes[] = {32, 15, 16};
    srand(7);
    for (size_t i = 0; i < LITERALS; i++) {
        size_t n = sizes[i % 3];
        for (size_t k = 0; k < n; k++)
            text[i][k] = "0123456789abcdef"[rand() % (n == 15 ? 10 : 16)];
        literals[i] = text[i];
        lengths[i] = n;
        flags[i] = n == 15 ? 0 : HS_FLAG_CASELESS;
        ids[i] = (unsigned)i;
    }
}

int main(int argc, char **argv)
{
    hs_database_t *db;
    hs_compile_error_t *error;
    hs_scratch_t *scratch = NULL;
    unsigned long hits = 0;
    int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    make_literals();
    if (fd < 0 || hs_compile_lit_multi(literals, flags, ids, lengths, LITERALS, HS_MODE_BLOCK, NULL, &db, &error) ||
        hs_alloc_scratch(db, &scratch))
        return 1;
    for (ssize_t n; (n = read(fd, piece, PIECE)) > 0;)
        if (hs_scan(db, piece, (unsigned)n, 0, scratch, on_match, &hits))
            return 1;
    return 0;
}
