// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/blockota.h"

enum {
    BLOCK = 4096,
    RANGES_MAX = 1 << 20,
    VERSION_MAX = 4,
};

struct reading {
    struct wy_arena *arena;
    struct wy_rows pieces;
    uint64_t size, taken; // of the partition; bytes of the data that were given away
    uint64_t line;
    struct wy_diag *diag;
};

static wy_err bad(const struct reading *s, const char *what)
{
    return wy_fail(s->diag, WY_MALFORMED, WY_NO_OFFSET, "transfer list, line %llu: %s", (unsigned long long)s->line,
                   what);
}

static wy_err add_range(struct reading *s, uint64_t start, uint64_t end, bool data)
{
    if (start >= end || end > UINT64_MAX / BLOCK)
        return bad(s, "a range that ends before it begins");
    if (end * BLOCK > s->size)
        s->size = end * BLOCK;
    if (!data)
        return WY_OK;
    if (s->pieces.n >= RANGES_MAX)
        return wy_fail(s->diag, WY_LIMIT, WY_NO_OFFSET, "a transfer list with more than %d ranges", RANGES_MAX);
    struct wy_piece *p = wy_rows_add(&s->pieces, s->arena, sizeof *p);
    if (!p)
        return wy_fail(s->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a transfer list");
    *p = (struct wy_piece){.at = start * BLOCK, .size = (end - start) * BLOCK, .from = s->taken};
    s->taken += p->size;
    return WY_OK;
}

// "4,0,16,20,32": how many numbers follow, then begin and end of each range.
static wy_err add_ranges(struct reading *s, wy_str text, bool data)
{
    wy_str word;
    uint64_t n, start, end;
    if (!wy_str_next(&text, ',', &word) || !wy_str_u64(wy_str_trim(word), &n) || n % 2)
        return bad(s, "no set of ranges");
    wy_err err = WY_OK;
    for (uint64_t i = 0; i < n && err == WY_OK; i += 2) {
        if (!wy_str_next(&text, ',', &word) || !wy_str_u64(wy_str_trim(word), &start) ||
            !wy_str_next(&text, ',', &word) || !wy_str_u64(wy_str_trim(word), &end))
            return bad(s, "a set of ranges that is shorter than it says");
        err = add_range(s, start, end, data);
    }
    return err;
}

static wy_err read_command(struct reading *s, wy_str line)
{
    static const wy_str incremental[] = {WY_S_INIT("move"), WY_S_INIT("bsdiff"), WY_S_INIT("imgdiff"),
                                         WY_S_INIT("stash")};
    wy_str command;
    if (!wy_str_next_word(&line, &command))
        return WY_OK;
    if (wy_str_eq(command, WY_S("new")))
        return add_ranges(s, wy_str_trim(line), true);
    if (wy_str_eq(command, WY_S("zero")))
        return add_ranges(s, wy_str_trim(line), false);
    for (size_t i = 0; i < WY_COUNT(incremental); i++)
        if (wy_str_eq(command, incremental[i]))
            return wy_fail(s->diag, WY_UNSUPPORTED, WY_NO_OFFSET,
                           "an incremental update: the partition can only be made from the release before it; give "
                           "the full update of this release");
    return WY_OK; // erase, free, hash trees: nothing that is in the data
}

wy_err wy_blockota_open(wy_str list, const struct wy_blob *data, struct wy_arena *arena, struct wy_mapped_blob *out,
                        struct wy_diag *diag)
{
    struct reading s = {.arena = arena, .diag = diag, .line = 1};
    wy_str line;
    uint64_t version = 0, blocks;
    if (!wy_str_next(&list, '\n', &line) || !wy_str_u64(wy_str_trim(line), &version) || version < 1 ||
        version > VERSION_MAX)
        return wy_fail(diag, WY_UNSUPPORTED, 0, "transfer list of version %llu", (unsigned long long)version);
    s.line++;
    if (!wy_str_next(&list, '\n', &line) || !wy_str_u64(wy_str_trim(line), &blocks))
        return bad(&s, "no number of blocks");
    for (int i = 0; i < 2 && version > 1; i++, s.line++) // what a stash would need
        if (!wy_str_next(&list, '\n', &line))
            return bad(&s, "ends within its head");
    wy_err err = WY_OK;
    while (err == WY_OK && wy_str_next(&list, '\n', &line)) {
        s.line++;
        err = read_command(&s, line);
    }
    if (err == WY_OK && s.pieces.n == 0)
        err = bad(&s, "nothing is written");
    return err == WY_OK ? wy_mapped_init(out, data, &s.pieces, s.size, NULL, NULL, diag) : err;
}
