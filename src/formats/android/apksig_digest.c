// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Content digests of an APK: entries, directory and end record, without the signing block, the end record saying that
// the directory starts where the block does. In 1 MiB chunks, or as a tree of 4 KiB blocks (fs-verity). Each kind is
// computed once, in one pass over the file.
#include "formats/android/apksig_internal.h"

#include "core/buffer.h"

#include <stdlib.h>

enum { CHUNK = 1 << 20, PAGE = 4096, HASH = 32, LEVELS_MAX = 8, SALT_MAX = 64 };

struct part {
    uint64_t start, size; // of the blob
    wy_bytes bytes;       // instead, when ptr is set
};

struct layout {
    struct part parts[3];
    size_t n;
};

static wy_err layout_of(struct run *r, struct layout *out)
{
    uint64_t end = r->zip->eocd, rest = r->blob->size - end;
    uint8_t *eocd = wy_arena_alloc(r->arena, (size_t)rest, 8);
    if (!eocd)
        return wy_fail(r->diag, WY_NO_MEMORY, end, "no memory for a ZIP end record");
    wy_err err = wy_blob_read(r->blob, end, eocd, (size_t)rest, r->diag);
    if (err != WY_OK)
        return err;
    for (size_t i = 0; i < 4; i++)
        eocd[16 + i] = (uint8_t)(r->block_start >> (8 * i));
    *out = (struct layout){
        {{0, r->block_start, {0}}, {r->zip->directory, end - r->zip->directory, {0}}, {0, rest, {eocd, (size_t)rest}}},
        3};
    return WY_OK;
}

// n bytes at `offset` of a part: of memory where they are there, else copied to `buffer`.
static const uint8_t *part_bytes(struct run *r, const struct wy_blob *blob, const struct part *p, uint64_t offset,
                                 size_t n, uint8_t *buffer)
{
    if (p->bytes.ptr)
        return p->bytes.ptr + offset;
    if (blob->memory)
        return blob->memory + p->start + offset;
    wy_err err = wy_blob_read(blob, p->start + offset, buffer, n, r->diag);
    if (err != WY_OK) {
        sig_broke(r, err);
        return NULL;
    }
    return buffer;
}

static void put_u32(uint8_t *out, uint64_t v)
{
    for (size_t i = 0; i < 4; i++)
        out[i] = (uint8_t)(v >> (8 * i));
}

static bool chunk_hash(EVP_MD_CTX *ctx, const EVP_MD *md, uint8_t mark, wy_bytes in, uint64_t count, uint8_t *out)
{
    uint8_t head[5] = {mark};
    put_u32(head + 1, count);
    return EVP_DigestInit_ex2(ctx, md, NULL) == 1 && EVP_DigestUpdate(ctx, head, sizeof head) == 1 &&
           EVP_DigestUpdate(ctx, in.ptr, in.len) == 1 && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
}

static bool hash_chunks(struct run *r, const struct layout *l, EVP_MD_CTX *ctx, const EVP_MD *md, uint8_t *buffer,
                        struct wy_buf *hashes)
{
    size_t size = (size_t)EVP_MD_get_size(md);
    for (size_t i = 0; i < l->n; i++) {
        for (uint64_t at = 0; at < l->parts[i].size; at += CHUNK) {
            uint64_t left = l->parts[i].size - at;
            size_t n = left < CHUNK ? (size_t)left : CHUNK;
            const uint8_t *p = part_bytes(r, r->blob, &l->parts[i], at, n, buffer);
            char *to = wy_buf_reserve(hashes, size);
            if (!p || !to || !chunk_hash(ctx, md, 0xa5, (wy_bytes){p, n}, n, (uint8_t *)to))
                return false;
            hashes->len += size;
        }
    }
    return true;
}

static bool chunked(struct run *r, const struct layout *l, enum wy_digest_kind kind, uint8_t *out)
{
    EVP_MD *md = EVP_MD_fetch(NULL, kind == WY_SHA256 ? "SHA256" : "SHA512", NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t *buffer = r->blob->memory ? NULL : malloc(CHUNK);
    struct wy_buf hashes;
    wy_buf_init(&hashes, (size_t)r->zip->limits->whole_item);
    bool ok = md && ctx && (buffer || r->blob->memory) && hash_chunks(r, l, ctx, md, buffer, &hashes);
    if (ok) {
        size_t size = (size_t)EVP_MD_get_size(md);
        ok = chunk_hash(ctx, md, 0x5a, wy_str_bytes(wy_buf_str(&hashes)), hashes.len / size, out);
    }
    wy_buf_fini(&hashes);
    free(buffer);
    EVP_MD_CTX_free(ctx);
    EVP_MD_free(md);
    return ok;
}

struct tree {
    EVP_MD_CTX *ctx;
    EVP_MD *md;
    wy_bytes salt;
    struct wy_buf levels[LEVELS_MAX];
    size_t n;
};

static bool page_hash(struct tree *t, const uint8_t *p, size_t n, struct wy_buf *to)
{
    static const uint8_t zero[PAGE];
    char *out = wy_buf_reserve(to, HASH);
    if (!out || EVP_DigestInit_ex2(t->ctx, t->md, NULL) != 1 ||
        EVP_DigestUpdate(t->ctx, t->salt.ptr, t->salt.len) != 1 || EVP_DigestUpdate(t->ctx, p, n) != 1 ||
        EVP_DigestUpdate(t->ctx, zero, PAGE - n) != 1 || EVP_DigestFinal_ex(t->ctx, (uint8_t *)out, NULL) != 1)
        return false;
    to->len += HASH;
    return true;
}

// Pages run on from one part into the next.
static bool leaves(struct run *r, const struct wy_blob *blob, const struct layout *l, struct tree *t)
{
    uint8_t page[PAGE];
    uint8_t *buffer = blob->memory ? NULL : malloc(CHUNK);
    size_t fill = 0;
    bool ok = buffer || blob->memory;
    for (size_t i = 0; ok && i < l->n; i++) {
        for (uint64_t at = 0; ok && at < l->parts[i].size;) {
            uint64_t left = l->parts[i].size - at;
            size_t n = left < CHUNK ? (size_t)left : CHUNK;
            const uint8_t *p = part_bytes(r, blob, &l->parts[i], at, n, buffer);
            ok = p != NULL;
            for (size_t done = 0; ok && done < n;) {
                size_t take = wy_min(PAGE - fill, n - done);
                if (take == PAGE) {
                    ok = page_hash(t, p + done, PAGE, &t->levels[0]);
                } else {
                    memcpy(page + fill, p + done, take);
                    fill += take;
                    ok = fill < PAGE || page_hash(t, page, PAGE, &t->levels[0]);
                    fill %= PAGE;
                }
                done += take;
            }
            at += n;
        }
    }
    if (ok && fill)
        ok = page_hash(t, page, fill, &t->levels[0]);
    free(buffer);
    return ok;
}

static bool levels(struct tree *t)
{
    for (t->n = 1; t->n < LEVELS_MAX && t->levels[t->n - 1].len > PAGE; t->n++) {
        const struct wy_buf *below = &t->levels[t->n - 1];
        for (size_t at = 0; at < below->len; at += PAGE) {
            if (!page_hash(t, (const uint8_t *)below->data + at, wy_min(PAGE, below->len - at), &t->levels[t->n]))
                return false;
        }
    }
    return t->levels[t->n - 1].len && t->levels[t->n - 1].len <= PAGE;
}

static bool tree_out(struct run *r, const struct tree *t, wy_bytes *out)
{
    struct wy_buf all;
    wy_buf_init(&all, SIZE_MAX / 2);
    for (size_t i = t->n; i-- > 0;) {
        wy_buf_add(&all, wy_buf_str(&t->levels[i]));
        wy_buf_repeat(&all, 0, (PAGE - t->levels[i].len % PAGE) % PAGE);
    }
    wy_str copy = all.err == WY_OK ? wy_arena_dup(r->arena, wy_buf_str(&all)) : (wy_str){0};
    wy_buf_fini(&all);
    *out = wy_str_bytes(copy);
    return copy.ptr != NULL;
}

static bool verity(struct run *r, const struct wy_blob *blob, const struct layout *l, wy_bytes salt, uint8_t root[32],
                   wy_bytes *tree)
{
    struct tree t = {.ctx = EVP_MD_CTX_new(), .md = EVP_MD_fetch(NULL, "SHA256", NULL), .salt = salt};
    for (size_t i = 0; i < LEVELS_MAX; i++)
        wy_buf_init(&t.levels[i], (size_t)r->zip->limits->whole_item);
    bool ok = t.ctx && t.md && salt.len <= SALT_MAX && leaves(r, blob, l, &t) && levels(&t);
    if (ok) {
        struct wy_buf top;
        wy_buf_init(&top, HASH);
        const struct wy_buf *last = &t.levels[t.n - 1];
        ok = page_hash(&t, (const uint8_t *)last->data, last->len, &top) && (!tree || tree_out(r, &t, tree));
        if (ok)
            memcpy(root, top.data, HASH);
        wy_buf_fini(&top);
    }
    for (size_t i = 0; i < LEVELS_MAX; i++)
        wy_buf_fini(&t.levels[i]);
    EVP_MD_CTX_free(t.ctx);
    EVP_MD_free(t.md);
    return ok;
}

bool sig_verity(struct run *r, const struct wy_blob *blob, wy_bytes salt, uint8_t root[32], wy_bytes *tree)
{
    struct layout l = {{{0, blob->size, {0}}}, 1};
    return verity(r, blob, &l, salt, root, tree);
}

size_t sig_content_size(enum content_digest kind)
{
    static const size_t sizes[] = {[CHUNKED_SHA256] = 32, [CHUNKED_SHA512] = 64, [VERITY_SHA256] = 40};
    return sizes[kind];
}

bool sig_content_digest(struct run *r, enum content_digest kind, wy_bytes *out)
{
    static const uint8_t salt[8];
    uint8_t *to = r->content[kind];
    struct layout l = {0};
    if (!r->have_content[kind]) {
        wy_err err = layout_of(r, &l);
        bool ok = err == WY_OK;
        if (ok && kind == VERITY_SHA256) {
            ok = verity(r, r->blob, &l, (wy_bytes){salt, sizeof salt}, to, NULL);
            uint64_t total = l.parts[0].size + l.parts[1].size + l.parts[2].size;
            put_u32(to + 32, total);
            put_u32(to + 36, total >> 32);
        } else if (ok) {
            ok = chunked(r, &l, kind == CHUNKED_SHA256 ? WY_SHA256 : WY_SHA512, to);
        }
        if (!ok) {
            sig_broke(r, err != WY_OK ? err : wy_fail(r->diag, WY_NO_MEMORY, 0, "the APK could not be hashed"));
            return false;
        }
        r->have_content[kind] = true;
    }
    *out = (wy_bytes){to, sig_content_size(kind)};
    return true;
}
