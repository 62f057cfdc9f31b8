// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Recomputing what hash and hashtree descriptors promise. A hash tree (dm-verity, version 1): salted digests of the
// data blocks, packed into blocks, digested again, until one digest is left. Of each level only the block is kept that
// is being filled, so that an image of any size is held against its root.
#include "formats/android/avb.h"

#include "core/buffer.h"

#include <stdlib.h>

enum {
    CHUNK = 1 << 18,
    BLOCK_SIZE_MIN = 512,
    BLOCK_SIZE_MAX = 1 << 16,
    LEVELS_MAX = 24, // of a tree; 64-bit sizes with blocks of 512 bytes and digests of 64 need 19
};

static bool digest_kind(wy_bytes name, enum wy_digest_kind *out)
{
    static const struct {
        const char *name;
        enum wy_digest_kind kind;
    } kinds[] = {{"sha1", WY_SHA1},
                 {"sha256", WY_SHA256},
                 {"sha384", WY_SHA384},
                 {"sha512", WY_SHA512},
                 {"blake2b-256", WY_BLAKE2B_256}};
    for (size_t i = 0; i < WY_COUNT(kinds); i++)
        if (wy_str_eq(wy_bytes_str(name), wy_str_c(kinds[i].name))) {
            *out = kinds[i].kind;
            return true;
        }
    return false;
}

struct image_hash {
    const struct wy_blob *image;
    const struct wy_avb_entry *d;
    struct wy_digest *digest;
    size_t size, slot; // of a digest, and of its place in the tree: the next power of two
    struct wy_diag *diag;
};

static wy_err hash_all(struct image_hash *h, uint8_t out[WY_DIGEST_MAX])
{
    static const char *const refused = "no memory to digest an image";
    struct wy_buf buf;
    wy_buf_init(&buf, CHUNK);
    char *chunk = wy_buf_reserve(&buf, CHUNK);
    wy_err err =
        chunk && wy_digest_add(h->digest, h->d->salt) ? WY_OK : wy_fail(h->diag, WY_NO_MEMORY, 0, "%s", refused);
    for (uint64_t pos = 0; err == WY_OK && pos < h->d->image_size;) {
        uint64_t left = h->d->image_size - pos;
        size_t n = left < CHUNK ? (size_t)left : CHUNK;
        err = wy_blob_read(h->image, pos, chunk, n, h->diag);
        if (err == WY_OK && !wy_digest_add(h->digest, (wy_bytes){(const uint8_t *)chunk, n}))
            err = wy_fail(h->diag, WY_NO_MEMORY, 0, "%s", refused);
        pos += n;
    }
    wy_buf_fini(&buf);
    return err == WY_OK && !wy_digest_take(h->digest, out) ? wy_fail(h->diag, WY_NO_MEMORY, 0, "%s", refused) : err;
}

struct level {
    uint64_t digests; // that have come to it
    size_t fill;
    uint8_t block[BLOCK_SIZE_MAX];
};

static wy_err hash_block(struct image_hash *h, wy_bytes block, size_t padded, uint8_t out[WY_DIGEST_MAX])
{
    static const uint8_t zeros[BLOCK_SIZE_MAX];
    memset(out, 0, WY_DIGEST_MAX);
    if (wy_digest_add(h->digest, h->d->salt) && wy_digest_add(h->digest, block) &&
        wy_digest_add(h->digest, (wy_bytes){zeros, padded - block.len}) && wy_digest_take(h->digest, out))
        return WY_OK;
    return wy_fail(h->diag, WY_NO_MEMORY, 0, "no memory for a hash tree");
}

// A digest into its place; a block that is full gives one to the level above.
static wy_err push(struct image_hash *h, struct level *levels, unsigned i, const uint8_t digest[WY_DIGEST_MAX])
{
    struct level *l = &levels[i];
    uint8_t above[WY_DIGEST_MAX];
    if (i + 1 == LEVELS_MAX)
        return wy_fail(h->diag, WY_LIMIT, WY_NO_OFFSET, "a hash tree of more than %d levels", LEVELS_MAX);
    l->digests++;
    memcpy(l->block + l->fill, digest, h->slot);
    l->fill += h->slot;
    if (l->fill < h->d->hash_block_size)
        return WY_OK;
    wy_err err = hash_block(h, (wy_bytes){l->block, l->fill}, l->fill, above);
    l->fill = 0;
    return err == WY_OK ? push(h, levels, i + 1, above) : err;
}

static wy_err hash_leaves(struct image_hash *h, struct level *levels)
{
    size_t block = h->d->data_block_size;
    struct wy_buf buf;
    wy_buf_init(&buf, CHUNK);
    char *chunk = wy_buf_reserve(&buf, CHUNK);
    wy_err err = chunk ? WY_OK : wy_fail(h->diag, WY_NO_MEMORY, 0, "no memory to digest an image");
    for (uint64_t pos = 0; err == WY_OK && pos < h->d->image_size;) {
        uint64_t left = h->d->image_size - pos;
        size_t n = left < CHUNK ? (size_t)left : CHUNK;
        err = wy_blob_read(h->image, pos, chunk, n, h->diag);
        for (size_t i = 0; err == WY_OK && i < n; i += block) {
            uint8_t digest[WY_DIGEST_MAX];
            err = hash_block(h, wy_bytes_sub((wy_bytes){(const uint8_t *)chunk, n}, i, block), block, digest);
            if (err == WY_OK)
                err = push(h, levels, 0, digest);
        }
        pos += n;
    }
    wy_buf_fini(&buf);
    return err;
}

static bool block_size_good(uint32_t n) { return n >= BLOCK_SIZE_MIN && n <= BLOCK_SIZE_MAX && (n & (n - 1)) == 0; }

static wy_err hash_tree(struct image_hash *h, uint8_t out[WY_DIGEST_MAX])
{
    if (!block_size_good(h->d->data_block_size) || !block_size_good(h->d->hash_block_size))
        return wy_fail(h->diag, WY_MALFORMED, WY_NO_OFFSET, "a hash tree with blocks of %u and %u bytes",
                       h->d->data_block_size, h->d->hash_block_size);
    struct level *levels = calloc(LEVELS_MAX, sizeof *levels);
    wy_err err = levels ? hash_leaves(h, levels) : wy_fail(h->diag, WY_NO_MEMORY, 0, "no memory for a hash tree");
    for (unsigned i = 0; err == WY_OK; i++) { // up to the level that has one digest: the root
        struct level *l = &levels[i];
        if (l->digests == 1) {
            memcpy(out, l->block, h->size);
            break;
        }
        if (l->fill > 0)
            err = hash_block(h, (wy_bytes){l->block, l->fill}, h->d->hash_block_size, out);
        if (err == WY_OK && l->fill > 0)
            err = push(h, levels, i + 1, out);
    }
    free(levels);
    return err;
}

wy_err wy_avb_check_entry(const struct wy_blob *image, struct wy_avb_entry *d, uint64_t image_max, struct wy_diag *diag)
{
    enum wy_digest_kind kind;
    if (d->image_size == 0 || d->image_size > image->size || d->image_size > image_max || d->digest.len == 0 ||
        !digest_kind(d->algorithm, &kind) || d->digest.len != wy_digest_size(kind))
        return WY_OK; // stays not-checked
    struct wy_digest *digest WY_CLEANUP(wy_digest_freep) = wy_digest_new(kind);
    if (!digest)
        return wy_fail(diag, WY_NO_MEMORY, 0, "no memory to digest an image");
    size_t size = wy_digest_size(kind);
    struct image_hash h = {image, d, digest, size, size <= 32 ? 32 : 64, diag};
    uint8_t out[WY_DIGEST_MAX];
    wy_err err = d->kind == WY_AVB_HASH ? hash_all(&h, out) : hash_tree(&h, out);
    if (err == WY_OK)
        d->check = wy_bytes_eq(d->digest, (wy_bytes){out, size}) ? WY_AVB_VERIFIED : WY_AVB_BROKEN;
    return err;
}

wy_err wy_avb_check_image(const struct wy_blob *image, struct wy_avb *avb, uint64_t image_max, struct wy_diag *diag)
{
    unsigned checked = 0; // a partition speaks of itself once; a liar does not get it hashed a thousand times
    for (WY_EACH(struct wy_avb_entry, d, avb->entries)) {
        if (!avb->footer || (d->kind != WY_AVB_HASH && d->kind != WY_AVB_HASHTREE) || checked++ > 0)
            continue;
        wy_err err = wy_avb_check_entry(image, d, image_max, diag);
        if (err != WY_OK)
            return err;
    }
    return WY_OK;
}
