// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// DEFLATE (RFC 1951) and gzip (RFC 1952, any number of members) through ISA-L, whose state is one flat structure and
// which holds what gzip says about its content (CRC and length) against it.
#include "formats/archive/unpacker.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct deflate {
    struct wy_unpacker base;
    bool gzip, between; // between: a member has ended
    struct inflate_state z;
};

struct saved {
    uint64_t pos;
    bool between;
    struct inflate_state z;
};

static wy_err rewind_deflate(struct wy_unpacker *u, struct wy_diag *diag)
{
    (void)diag;
    struct deflate *d = (struct deflate *)u;
    isal_inflate_init(&d->z);
    d->z.crc_flag = d->gzip ? ISAL_GZIP : ISAL_DEFLATE;
    d->between = false;
    return WY_OK;
}

// A further gzip member, or the end.
static wy_err next_member(struct deflate *d, bool *more, struct wy_diag *diag)
{
    struct wy_unpacker *u = &d->base;
    *more = false;
    if (!d->gzip)
        return WY_OK;
    wy_err err = wy_unpacker_padding(u, more, diag);
    if (err != WY_OK || !*more)
        return err;
    u->behind = u->bytes[u->at] != 0x1f;
    *more = !u->behind;
    isal_inflate_reset(&d->z);
    d->z.crc_flag = ISAL_GZIP;
    d->between = u->behind;
    return WY_OK;
}

static wy_err step_deflate(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct deflate *d = (struct deflate *)u;
    uint32_t room = cap < (1U << 30) ? (uint32_t)cap : 1U << 30;
    wy_err err = WY_OK;
    d->z.next_out = out;
    d->z.avail_out = room;
    for (bool more = true; err == WY_OK && d->z.avail_out == room;) {
        err = d->between ? next_member(d, &more, diag) : wy_unpacker_fill(u, diag);
        if (err != WY_OK || !more)
            break;
        bool none = u->at == u->len;
        d->z.next_in = u->bytes + u->at;
        d->z.avail_in = (uint32_t)(u->len - u->at);
        int ret = isal_inflate(&d->z);
        u->at = u->len - d->z.avail_in;
        d->between = d->z.block_state == ISAL_BLOCK_FINISH;
        if (ret == ISAL_INCORRECT_CHECKSUM)
            err = wy_fail(diag, WY_MALFORMED, wy_unpacker_place(u), "gzip data whose checksum does not hold");
        else if (ret != ISAL_DECOMP_OK && ret != ISAL_END_INPUT)
            err = wy_fail(diag, WY_MALFORMED, wy_unpacker_place(u), "not valid %s data", d->gzip ? "gzip" : "deflate");
        else if (none && d->z.avail_out == room && !d->between)
            err = wy_fail(diag, WY_TRUNCATED, u->pos, "the %s data end early", d->gzip ? "gzip" : "deflate");
    }
    *got = room - d->z.avail_out;
    return err;
}

static void *save_deflate(struct wy_unpacker *u, size_t *size)
{
    const struct deflate *d = (const struct deflate *)u;
    struct saved *s = malloc(sizeof *s);
    if (!s)
        return NULL;
    *s = (struct saved){wy_unpacker_place(u), d->between, d->z};
    *size = sizeof *s;
    return s;
}

static void load_deflate(struct wy_unpacker *u, const void *state)
{
    struct deflate *d = (struct deflate *)u;
    const struct saved *s = state;
    wy_unpacker_seek(u, s->pos);
    d->between = s->between;
    d->z = s->z;
}

static void free_deflate(struct wy_unpacker *u) { free(u); }

static struct wy_unpacker *make(bool gzip, size_t *holds)
{
    struct deflate *d = calloc(1, sizeof *d); // zeros: a distance beyond the beginning would give out what memory held
    if (!d)
        return NULL;
    d->base = (struct wy_unpacker){.step = step_deflate,
                                   .rewind = rewind_deflate,
                                   .save = save_deflate,
                                   .load = load_deflate,
                                   .free = free_deflate};
    d->gzip = gzip;
    *holds = sizeof *d;
    (void)rewind_deflate(&d->base, NULL);
    return &d->base;
}

struct wy_unpacker *wy_unpacker_deflate(size_t *holds) { return make(false, holds); }
struct wy_unpacker *wy_unpacker_gzip(size_t *holds) { return make(true, holds); }
