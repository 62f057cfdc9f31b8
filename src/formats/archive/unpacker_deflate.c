// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// DEFLATE (RFC 1951) and gzip (RFC 1952, any number of members) through ISA-L, whose state is one flat structure.
#include "formats/archive/unpacker.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct deflate {
    struct wy_unpacker base;
    bool gzip, between; // between: a gzip member has ended
    struct inflate_state z;
    uint8_t in[WY_UNPACKER_INPUT];
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
    d->z.avail_in = 0;
    d->between = false;
    u->pos = 0;
    return WY_OK;
}

static wy_err refill(struct deflate *d, struct wy_diag *diag)
{
    uint64_t left = d->base.packed->size - d->base.pos;
    size_t n = left < sizeof d->in ? (size_t)left : sizeof d->in;
    wy_err err = wy_blob_read(d->base.packed, d->base.pos, d->in, n, diag);
    d->z.next_in = d->in;
    d->z.avail_in = err == WY_OK ? (uint32_t)n : 0;
    d->base.pos += n;
    return err;
}

// A further gzip member, or the end: zeros and what else stands behind the last one is passed over, as gzip(1) does.
static bool next_member(struct deflate *d)
{
    if (!d->gzip || d->z.avail_in == 0 || d->z.next_in[0] != 0x1f)
        return false;
    isal_inflate_reset(&d->z);
    d->z.crc_flag = ISAL_GZIP;
    d->between = false;
    return true;
}

static wy_err step_deflate(struct wy_unpacker *u, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct deflate *d = (struct deflate *)u;
    uint32_t room = cap < (1U << 30) ? (uint32_t)cap : 1U << 30;
    d->z.next_out = out;
    d->z.avail_out = room;
    while (d->z.avail_out == room) {
        bool more = u->pos < u->packed->size;
        wy_err err = d->z.avail_in == 0 && more ? refill(d, diag) : WY_OK;
        if (err != WY_OK)
            return err;
        if (d->between && !next_member(d))
            break;
        uint32_t before = d->z.avail_in;
        int ret = isal_inflate(&d->z);
        if (ret != ISAL_DECOMP_OK && ret != ISAL_END_INPUT)
            return wy_fail(diag, WY_MALFORMED, u->pos - d->z.avail_in, "broken deflate data");
        d->between = d->z.block_state == ISAL_BLOCK_FINISH;
        bool stuck = d->z.avail_out == room && d->z.avail_in == before && !d->between;
        if (stuck && u->pos >= u->packed->size)
            return wy_fail(diag, WY_TRUNCATED, u->pos, "the packed data end early");
    }
    *got = room - d->z.avail_out;
    return WY_OK;
}

static void *save_deflate(struct wy_unpacker *u, size_t *size)
{
    const struct deflate *d = (const struct deflate *)u;
    struct saved *s = malloc(sizeof *s);
    if (!s)
        return NULL;
    s->pos = u->pos - d->z.avail_in;
    s->between = d->between;
    s->z = d->z;
    *size = sizeof *s;
    return s;
}

static void load_deflate(struct wy_unpacker *u, const void *state)
{
    struct deflate *d = (struct deflate *)u;
    const struct saved *s = state;
    u->pos = s->pos;
    d->between = s->between;
    d->z = s->z;
    d->z.next_in = d->in;
    d->z.avail_in = 0;
}

static void free_deflate(struct wy_unpacker *u) { free(u); }

struct wy_unpacker *wy_unpacker_deflate(const struct wy_blob *packed, bool gzip)
{
    struct deflate *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->base = (struct wy_unpacker){step_deflate, rewind_deflate, save_deflate, load_deflate, free_deflate, packed, 0};
    d->gzip = gzip;
    (void)rewind_deflate(&d->base, NULL);
    return &d->base;
}
