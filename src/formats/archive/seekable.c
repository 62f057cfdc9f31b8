// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/seekable.h"

#include "formats/archive/unpacker.h"

#include <stdlib.h>

enum {
    CHUNK = 64 * 1024,       // what is kept, and read at a time
    CHUNKS = 512,            // 32 MiB
    STEP_FIRST = 4 << 20,    // between saved states, until they become too many
    STATES_BYTES = 40 << 20, // for all saved states
    STATES_MAX = 1024,       // each a few KiB to 90 KiB
    WORK_TIMES = 64,         // the whole may be unpacked this many times over, plus WORK_FREE
};

static const uint64_t work_free = UINT64_C(1) << 30;

struct state {
    uint64_t at; // unpacked bytes before it
    void *bytes;
    size_t size;
};

struct chunk {
    uint64_t number, last; // last: when it was used; 0 = empty
    size_t len;
    uint8_t *bytes;
};

struct wy_seekable {
    struct wy_blob blob;
    struct wy_unpacker *unpacker;
    const struct wy_limits *limits;
    struct wy_spool_part once; // everything that could be unpacked, where its spool is not NULL
    uint64_t at;               // unpacked bytes before the decoder's place; UINT64_MAX where it has none
    uint64_t size;             // UINT64_MAX until the end was seen
    uint64_t failed_at;        // nothing can be unpacked from here on; UINT64_MAX = nothing failed
    uint64_t step, clock, work, furthest;
    struct wy_diag failure;
    struct state states[STATES_MAX]; // in ascending order
    size_t states_n, states_bytes;
    struct chunk chunks[CHUNKS];
};

static void thin_out(struct wy_seekable *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->states_n; i++) {
        if (i % 2 == 0) {
            s->states_bytes -= s->states[i].size;
            free(s->states[i].bytes);
        } else {
            s->states[n++] = s->states[i];
        }
    }
    s->states_n = n;
    s->step *= 2;
}

static void save(struct wy_seekable *s)
{
    uint64_t last = s->states_n ? s->states[s->states_n - 1].at : 0;
    if (!s->unpacker->save || s->at < last + s->step)
        return;
    struct state state = {.at = s->at};
    state.bytes = s->unpacker->save(s->unpacker, &state.size);
    if (!state.bytes)
        return;
    s->states[s->states_n++] = state;
    s->states_bytes += state.size;
    if (s->states_n == STATES_MAX || s->states_bytes > STATES_BYTES)
        thin_out(s);
}

static wy_err tell_failure(const struct wy_seekable *s, struct wy_diag *diag)
{
    if (diag)
        *diag = s->failure;
    return s->failure.code;
}

// Whether n bytes more are allowed.
static wy_err check(struct wy_seekable *s, size_t n, struct wy_diag *diag)
{
    uint64_t pos = s->unpacker->pos, at = s->at + n;
    s->work += n;
    s->furthest = at > s->furthest ? at : s->furthest;
    if (at > s->limits->item)
        return wy_fail(diag, WY_LIMIT, pos, "unpacks to more than %llu bytes", (unsigned long long)s->limits->item);
    if (at > work_free / 4 && at / (s->limits->expansion | 1) > pos)
        return wy_fail(diag, WY_LIMIT, pos, "grows more than %llu times on unpacking",
                       (unsigned long long)s->limits->expansion);
    if (s->work > work_free && (s->work - work_free) / WORK_TIMES > s->furthest) {
        s->at = 0; // for good
        return wy_fail(diag, WY_LIMIT, pos, "unpacked %d times over and still not read", WORK_TIMES);
    }
    return WY_OK;
}

// The next bytes of the stream: a chunk, or less at the end or before a failure, which is kept.
static wy_err forward(struct wy_seekable *s, uint8_t *out, size_t cap, size_t *got)
{
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    *got = 0;
    while (*got < cap) {
        size_t n = 0;
        wy_err err = s->unpacker->step(s->unpacker, out + *got, cap - *got, &n, &own);
        wy_err bound = check(s, n, &own);
        if (bound != WY_OK) {
            err = err == WY_OK ? bound : err;
            n = 0;
        }
        s->at += n;
        *got += n;
        if (err != WY_OK) {
            s->failed_at = s->at;
            s->failure = own;
            s->at = UINT64_MAX;
            return err;
        }
        if (n == 0) {
            s->size = s->at;
            break;
        }
    }
    save(s);
    return WY_OK;
}

// To the nearest known state before `offset`, unless the decoder stands between the two already.
static wy_err go_near(struct wy_seekable *s, uint64_t offset, struct wy_diag *diag)
{
    size_t low = 0, high = s->states_n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->states[mid].at <= offset)
            low = mid + 1;
        else
            high = mid;
    }
    const struct state *near = low ? &s->states[low - 1] : NULL;
    if (s->at <= offset && (!near || near->at <= s->at))
        return WY_OK;
    if (near) {
        s->unpacker->load(s->unpacker, near->bytes);
        s->at = near->at;
        return WY_OK;
    }
    wy_err err = wy_unpacker_rewind(s->unpacker, diag);
    s->at = err == WY_OK ? 0 : UINT64_MAX;
    return err;
}

static struct chunk *chunk_slot(struct wy_seekable *s, uint64_t number, bool *found)
{
    // Four places for each number, so that looking is cheap; the one that was not used for longest is given up.
    struct chunk *set = &s->chunks[number * 4 % CHUNKS], *oldest = set;
    for (unsigned i = 0; i < 4; i++) {
        if (set[i].last && set[i].number == number) {
            *found = true;
            return &set[i];
        }
        if (set[i].last < oldest->last)
            oldest = &set[i];
    }
    *found = false;
    return oldest;
}

// The chunk of that number, unpacked now or kept from before.
static wy_err chunk_of(struct wy_seekable *s, uint64_t number, const struct chunk **out, struct wy_diag *diag)
{
    bool found;
    struct chunk *c = chunk_slot(s, number, &found);
    *out = c;
    if (found) {
        c->last = ++s->clock;
        return WY_OK;
    }
    if (number * CHUNK >= s->failed_at)
        return tell_failure(s, diag);
    c->last = 0;
    c->number = UINT64_MAX;
    if (!c->bytes)
        c->bytes = malloc(CHUNK);
    if (!c->bytes)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    wy_err err = go_near(s, number * CHUNK, diag);
    size_t n = 0;
    // States lie at borders of chunks, so that each step fills one: the wanted one is the last.
    while (err == WY_OK && s->at <= number * CHUNK && s->at < s->size) {
        c->number = s->at / CHUNK;
        if (forward(s, c->bytes, CHUNK, &n) != WY_OK && (c->number != number || n == 0))
            return tell_failure(s, diag);
        if (n < CHUNK)
            break;
    }
    if (err != WY_OK)
        return err;
    c->len = c->number == number ? n : 0;
    c->number = number;
    c->last = ++s->clock;
    return WY_OK;
}

// To the end of the stream or to where it breaks; without room in the file, as if there were none.
static wy_err unpack_once(struct wy_seekable *s, struct wy_spool *spool)
{
    s->once = wy_spool_begin(spool);
    uint8_t *scratch = malloc(CHUNK);
    wy_err err = scratch ? WY_OK : WY_NO_MEMORY;
    for (size_t n = CHUNK; err == WY_OK && n == CHUNK && s->failed_at == UINT64_MAX;) {
        (void)forward(s, scratch, CHUNK, &n); // what came before a break counts
        err = wy_spool_add(&s->once, (wy_bytes){scratch, n}, NULL);
    }
    free(scratch);
    if (err == WY_OK) { // the decoder's window is of no use any more
        wy_unpacker_free(s->unpacker);
        s->unpacker = NULL;
        return WY_OK;
    }
    wy_spool_end(&s->once);
    s->failed_at = s->size = UINT64_MAX;
    s->at = s->work = 0;
    return wy_unpacker_rewind(s->unpacker, &s->failure);
}

static wy_err read_once(struct wy_seekable *s, uint64_t offset, void *out, size_t cap, size_t *got,
                        struct wy_diag *diag)
{
    uint64_t left = offset < s->once.size ? s->once.size - offset : 0;
    size_t n = left < cap ? (size_t)left : cap;
    wy_err err = wy_spool_read(&s->once, offset, out, n, diag);
    *got = err == WY_OK ? n : 0;
    return err == WY_OK && n < cap && s->size == UINT64_MAX ? tell_failure(s, diag) : err;
}

wy_err wy_seekable_read(struct wy_seekable *s, uint64_t offset, void *out, size_t cap, size_t *got,
                        struct wy_diag *diag)
{
    *got = 0;
    if (s->once.spool)
        return read_once(s, offset, out, cap, got, diag);
    while (*got < cap) {
        const struct chunk *c;
        uint64_t at = offset + *got;
        wy_err err = chunk_of(s, at / CHUNK, &c, diag);
        if (err != WY_OK)
            return err;
        size_t inside = (size_t)(at % CHUNK);
        if (inside >= c->len)
            return at < s->size ? tell_failure(s, diag) : WY_OK;
        size_t n = wy_min(c->len - inside, cap - *got);
        memcpy((uint8_t *)out + *got, c->bytes + inside, n);
        *got += n;
    }
    return WY_OK;
}

static wy_err blob_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    size_t got = 0;
    union {
        const struct wy_blob *in;
        struct wy_seekable *s;
    } self = {.in = blob}; // a blob is read through const, and this one moves on
    wy_err err = wy_seekable_read(self.s, offset, out, n, &got, diag);
    if (err == WY_OK && got < n)
        return wy_fail(diag, WY_TRUNCATED, offset + got, "what was packed ends early");
    return err;
}

wy_err wy_seekable_open(const struct wy_again *again, struct wy_decoders *decoders, struct wy_seekable **out,
                        struct wy_diag *diag)
{
    struct wy_seekable *s = calloc(1, sizeof *s);
    struct wy_spool *spool = decoders->spool;
    if (!s)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    wy_err err = wy_unpacker_new(again->codec, again->packed, NULL, decoders, &s->unpacker, diag);
    if (err != WY_OK) {
        free(s);
        return err;
    }
    s->limits = decoders->limits;
    s->step = STEP_FIRST;
    s->size = s->failed_at = UINT64_MAX;
    s->blob = (struct wy_blob){blob_read, again->size == UINT64_MAX ? s->limits->item : again->size, NULL};
    err = spool && spool->fd >= 0 && !s->unpacker->save ? unpack_once(s, spool) : WY_OK;
    if (err != WY_OK) {
        wy_seekable_free(s);
        return wy_fail(diag, err, WY_NO_OFFSET, "no memory to unpack");
    }
    *out = s;
    return WY_OK;
}

const struct wy_blob *wy_seekable_blob(const struct wy_seekable *s) { return &s->blob; }

wy_err wy_seekable_measure(struct wy_seekable *s, struct wy_diag *diag)
{
    uint8_t *scratch = malloc(CHUNK);
    wy_err err = scratch ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to unpack");
    size_t n;
    while (err == WY_OK && s->size == UINT64_MAX)
        if (s->failed_at != UINT64_MAX || forward(s, scratch, CHUNK, &n) != WY_OK)
            err = tell_failure(s, diag);
    free(scratch);
    if (err == WY_OK)
        s->blob.size = s->size;
    return err;
}

void wy_seekable_free(struct wy_seekable *s)
{
    if (!s)
        return;
    wy_spool_end(&s->once);
    for (size_t i = 0; i < s->states_n; i++)
        free(s->states[i].bytes);
    for (size_t i = 0; i < CHUNKS; i++)
        free(s->chunks[i].bytes);
    wy_unpacker_free(s->unpacker);
    free(s);
}

void wy_seekable_freep(struct wy_seekable **s) { wy_seekable_free(*s); }
