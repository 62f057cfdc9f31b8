// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/spool.h"

#include <errno.h>
#include <openssl/evp.h>
#include <sys/random.h>
#include <unistd.h>

enum { CIPHER_BLOCK = 16, STEP = 64 * 1024 };

bool wy_spool_init(struct wy_spool *spool, int fd, uint64_t max)
{
    *spool = (struct wy_spool){.fd = fd, .max = max};
    return getrandom(spool->key, sizeof spool->key, 0) == (ssize_t)sizeof spool->key;
}

struct wy_spool_part wy_spool_begin(struct wy_spool *spool)
{
    return (struct wy_spool_part){.spool = spool, .at = spool->top, .number = ++spool->parts};
}

// Both ways: the bytes that lie at `offset` of the part. The counter is the part's number and the place in it, so that
// no two bytes ever meet the same key stream.
static bool cipher(const struct wy_spool_part *part, uint64_t offset, const uint8_t *in, uint8_t *out, size_t n)
{
    static const uint8_t zeros[CIPHER_BLOCK];
    uint8_t counter[CIPHER_BLOCK], skipped[CIPHER_BLOCK];
    int got;
    for (unsigned i = 0; i < 8; i++) {
        counter[i] = (uint8_t)(part->number >> (56 - 8 * i));
        counter[8 + i] = (uint8_t)(offset / CIPHER_BLOCK >> (56 - 8 * i));
    }
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ok = c && EVP_EncryptInit_ex(c, EVP_aes_256_ctr(), NULL, part->spool->key, counter) == 1 &&
              EVP_EncryptUpdate(c, skipped, &got, zeros, (int)(offset % CIPHER_BLOCK)) == 1 &&
              EVP_EncryptUpdate(c, out, &got, in, (int)n) == 1;
    EVP_CIPHER_CTX_free(c);
    return ok;
}

static wy_err refused(struct wy_diag *diag, uint64_t at, const char *why)
{
    return wy_fail(diag, WY_IO, at, "temporary file: %s", why);
}

wy_err wy_spool_add(struct wy_spool_part *part, wy_bytes bytes, struct wy_diag *diag)
{
    struct wy_spool *spool = part->spool;
    uint8_t secret[STEP];
    if (bytes.len > spool->max || spool->top > spool->max - bytes.len) // past it the process would be killed
        return wy_fail(diag, WY_LIMIT, spool->top, "unpacks to more than --limit spool= allows");
    for (size_t done = 0; done < bytes.len;) {
        size_t n = wy_min(bytes.len - done, sizeof secret);
        if (!cipher(part, part->size, bytes.ptr + done, secret, n))
            return refused(diag, spool->top, "no cipher");
        ssize_t put = pwrite(spool->fd, secret, n, (off_t)spool->top);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return refused(diag, spool->top, strerror(put < 0 ? errno : ENOSPC));
        done += (size_t)put;
        part->size += (size_t)put;
        spool->top += (size_t)put;
    }
    return WY_OK;
}

wy_err wy_spool_read(const struct wy_spool_part *part, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    uint8_t *to = out;
    if (offset > part->size || n > part->size - offset)
        return wy_fail(diag, WY_TRUNCATED, part->size, "the temporary file ends early");
    while (n > 0) {
        ssize_t got = pread(part->spool->fd, to, wy_min(n, (size_t)1 << 30), (off_t)(part->at + offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return refused(diag, offset, got < 0 ? strerror(errno) : "it ends early");
        if (!cipher(part, offset, to, to, (size_t)got))
            return refused(diag, offset, "no cipher");
        to += got;
        offset += (size_t)got;
        n -= (size_t)got;
    }
    return WY_OK;
}

void wy_spool_end(struct wy_spool_part *part)
{
    if (part->spool && part->spool->top == part->at + part->size)
        part->spool->top = part->at;
    part->spool = NULL;
}

static wy_err blob_read(const struct wy_blob *blob, uint64_t offset, void *out, size_t n, struct wy_diag *diag)
{
    return wy_spool_read(&((const struct wy_spool_blob *)blob)->part, offset, out, n, diag);
}

wy_err wy_spool_stream(struct wy_spool *spool, wy_bytes before, struct wy_stream *stream, struct wy_spool_blob *out,
                       struct wy_diag *diag)
{
    uint8_t scratch[STEP];
    size_t got = 1;
    *out = (struct wy_spool_blob){.blob = {.read = blob_read}, .part = wy_spool_begin(spool)};
    wy_err err = wy_spool_add(&out->part, before, diag);
    while (err == WY_OK && got) {
        err = stream->read(stream, scratch, sizeof scratch, &got, diag);
        if (err == WY_OK)
            err = wy_spool_add(&out->part, (wy_bytes){scratch, got}, diag);
    }
    out->blob.size = out->part.size;
    return err;
}
