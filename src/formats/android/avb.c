// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/android/avb.h"

#include "core/reader.h"
#include "formats/crypto/rsa.h"

enum {
    HEADER_SIZE = 256,
    FOOTER_SIZE = 64,
    BLOCK_MAX = 1 << 20, // authentication or auxiliary block; libavb stops at 64 KiB for both
    DESCRIPTORS_MAX = 4096,
    BLOCK_ALIGN = 64,
};

struct header {
    uint64_t auth_size, aux_size;
    uint64_t hash_offset, hash_size, signature_offset, signature_size;
    uint64_t key_offset, key_size, descriptors_offset, descriptors_size;
};

struct algorithm {
    const char *name;
    enum wy_digest_kind digest;
    size_t bits;
};

static const struct algorithm algorithms[] = {
    {"NONE", WY_SHA256, 0},
    {"SHA256_RSA2048", WY_SHA256, 2048},
    {"SHA256_RSA4096", WY_SHA256, 4096},
    {"SHA256_RSA8192", WY_SHA256, 8192},
    {"SHA512_RSA2048", WY_SHA512, 2048},
    {"SHA512_RSA4096", WY_SHA512, 4096},
    {"SHA512_RSA8192", WY_SHA512, 8192},
};

const char *wy_avb_algorithm_name(uint32_t algorithm)
{
    return algorithm < WY_COUNT(algorithms) ? algorithms[algorithm].name : NULL;
}

static bool has_magic(const struct wy_blob *blob, uint64_t offset, const char *magic)
{
    char found[4];
    return blob->size >= 4 && offset <= blob->size - 4 && wy_blob_read(blob, offset, found, 4, NULL) == WY_OK &&
           memcmp(found, magic, 4) == 0;
}

bool wy_avb_is(const struct wy_blob *blob)
{
    return (blob->size >= HEADER_SIZE && has_magic(blob, 0, "AVB0")) ||
           (blob->size >= FOOTER_SIZE && has_magic(blob, blob->size - FOOTER_SIZE, "AVBf"));
}

static wy_err find_header(const struct wy_blob *blob, struct wy_avb *out, struct wy_diag *diag)
{
    if (has_magic(blob, 0, "AVB0"))
        return WY_OK;
    if (blob->size < FOOTER_SIZE || !has_magic(blob, blob->size - FOOTER_SIZE, "AVBf"))
        return wy_fail(diag, WY_NOT_FOUND, 0, "no AVB header and no AVB footer");
    uint8_t footer[FOOTER_SIZE];
    wy_err err = wy_blob_read(blob, blob->size - FOOTER_SIZE, footer, FOOTER_SIZE, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init((wy_bytes){footer, FOOTER_SIZE}, blob->size - FOOTER_SIZE);
    wy_read_skip(&r, 20); // magic, version, original size
    out->offset = wy_read_u64be(&r);
    out->footer = true;
    if (!has_magic(blob, out->offset, "AVB0"))
        return wy_fail(diag, WY_MALFORMED, blob->size - FOOTER_SIZE + 20, "the AVB footer points to no AVB header");
    return WY_OK;
}

static wy_bytes until_nul(wy_bytes b)
{
    const uint8_t *end = b.len ? memchr(b.ptr, 0, b.len) : NULL;
    return end ? wy_bytes_sub(b, 0, (size_t)(end - b.ptr)) : b;
}

static void read_header(struct wy_reader *r, struct header *h, struct wy_avb *out)
{
    wy_read_skip(r, 12); // magic, required libavb version
    h->auth_size = wy_read_u64be(r);
    h->aux_size = wy_read_u64be(r);
    out->algorithm = wy_read_u32be(r);
    h->hash_offset = wy_read_u64be(r);
    h->hash_size = wy_read_u64be(r);
    h->signature_offset = wy_read_u64be(r);
    h->signature_size = wy_read_u64be(r);
    h->key_offset = wy_read_u64be(r);
    h->key_size = wy_read_u64be(r);
    wy_read_skip(r, 16); // key metadata
    h->descriptors_offset = wy_read_u64be(r);
    h->descriptors_size = wy_read_u64be(r);
    out->rollback_index = wy_read_u64be(r);
    out->flags = wy_read_u32be(r);
    out->rollback_index_location = wy_read_u32be(r);
    out->release = until_nul(wy_read_bytes(r, 48));
}

// A range inside one of the two blocks; empty and marked wrong when it leaves the block.
static wy_bytes part_of(wy_bytes block, uint64_t offset, uint64_t size, bool *good)
{
    if (offset > block.len || size > block.len - offset) {
        *good = false;
        return (wy_bytes){0};
    }
    return wy_bytes_sub(block, (size_t)offset, (size_t)size);
}

// Public key: u32 bits, u32 n0inv, modulus, R^2 mod n.
static bool verify_signature(const struct algorithm *a, wy_bytes key, const uint8_t *digest, wy_bytes signature)
{
    struct wy_reader r = wy_reader_init(key, 0);
    uint32_t bits = wy_read_u32be(&r);
    wy_read_skip(&r, 4);
    wy_bytes modulus = wy_read_bytes(&r, a->bits / 8);
    static const uint8_t exponent[] = {1, 0, 1};
    struct wy_signed_digest what = {a->digest, WY_PKCS1, digest, signature};
    return wy_reader_ok(&r) && bits == a->bits && signature.len == a->bits / 8 &&
           wy_rsa_verify(modulus, (wy_bytes){exponent, sizeof exponent}, &what);
}

static wy_err check_signature(wy_bytes head, wy_bytes auth, wy_bytes aux, const struct header *h, struct wy_avb *out,
                              struct wy_diag *diag)
{
    bool good = true;
    wy_bytes hash = part_of(auth, h->hash_offset, h->hash_size, &good);
    wy_bytes signature = part_of(auth, h->signature_offset, h->signature_size, &good);
    out->key = part_of(aux, h->key_offset, h->key_size, &good);
    if (!good)
        return wy_fail(diag, WY_MALFORMED, out->offset + 32, "hash, signature or key lie outside their block");
    if (out->algorithm == 0)
        return WY_OK;
    out->signature = WY_AVB_SIGNATURE_BROKEN;
    if (out->algorithm >= WY_COUNT(algorithms))
        return wy_fail(diag, WY_UNSUPPORTED, out->offset + 28, "AVB algorithm %u is not known", out->algorithm);
    const struct algorithm *a = &algorithms[out->algorithm];
    uint8_t digest[WY_DIGEST_MAX];
    struct wy_digest *d WY_CLEANUP(wy_digest_freep) = wy_digest_new(a->digest);
    if (!d || !wy_digest_add(d, head) || !wy_digest_add(d, aux) || !wy_digest_take(d, digest))
        return wy_fail(diag, WY_NO_MEMORY, out->offset, "no memory to check a signature");
    bool same = wy_bytes_eq(hash, (wy_bytes){digest, wy_digest_size(a->digest)});
    if (same && verify_signature(a, out->key, digest, signature))
        out->signature = WY_AVB_SIGNATURE_VERIFIED;
    return WY_OK;
}

static void read_property(struct wy_reader *r, struct wy_avb_entry *d)
{
    uint64_t key = wy_read_u64be(r), value = wy_read_u64be(r);
    d->name = wy_read_bytes(r, key > SIZE_MAX ? SIZE_MAX : (size_t)key);
    wy_read_skip(r, 1);
    d->value = wy_read_bytes(r, value > SIZE_MAX ? SIZE_MAX : (size_t)value);
}

static void read_texts(struct wy_reader *r, struct wy_avb_entry *d, const uint32_t len[3])
{
    d->partition = wy_read_bytes(r, len[0]);
    d->salt = wy_read_bytes(r, len[1]);
    d->digest = wy_read_bytes(r, len[2]);
}

static void read_hash(struct wy_reader *r, struct wy_avb_entry *d)
{
    d->image_size = wy_read_u64be(r);
    d->algorithm = until_nul(wy_read_bytes(r, 32));
    uint32_t len[3] = {wy_read_u32be(r), wy_read_u32be(r), wy_read_u32be(r)};
    wy_read_skip(r, 64); // flags, reserved
    read_texts(r, d, len);
}

static void read_hashtree(struct wy_reader *r, struct wy_avb_entry *d)
{
    wy_read_skip(r, 4); // dm-verity version
    d->image_size = wy_read_u64be(r);
    wy_read_skip(r, 16); // where the tree lies
    d->data_block_size = wy_read_u32be(r);
    d->hash_block_size = wy_read_u32be(r);
    wy_read_skip(r, 20); // forward error correction
    d->algorithm = until_nul(wy_read_bytes(r, 32));
    uint32_t len[3] = {wy_read_u32be(r), wy_read_u32be(r), wy_read_u32be(r)};
    wy_read_skip(r, 64);
    read_texts(r, d, len);
}

static void read_chain(struct wy_reader *r, struct wy_avb_entry *d)
{
    d->rollback_index_location = wy_read_u32be(r);
    uint32_t name = wy_read_u32be(r), key = wy_read_u32be(r);
    wy_read_skip(r, 64); // flags, reserved
    d->partition = wy_read_bytes(r, name);
    d->key = wy_read_bytes(r, key);
}

static void read_descriptor(struct wy_reader *r, uint64_t tag, struct wy_avb_entry *d)
{
    d->kind = tag < WY_AVB_OTHER ? (enum wy_avb_kind)tag : WY_AVB_OTHER;
    switch (d->kind) {
    case WY_AVB_PROPERTY: read_property(r, d); break;
    case WY_AVB_HASHTREE: read_hashtree(r, d); break;
    case WY_AVB_HASH: read_hash(r, d); break;
    case WY_AVB_CHAIN: read_chain(r, d); break;
    case WY_AVB_CMDLINE:
        wy_read_skip(r, 4);
        d->value = wy_read_bytes(r, wy_read_u32be(r));
        break;
    case WY_AVB_OTHER: break;
    }
}

static wy_err read_descriptors(wy_bytes in, uint64_t base, struct wy_arena *arena, struct wy_avb *out,
                               struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(in, base);
    while (wy_reader_left(&r) > 0) {
        uint64_t tag = wy_read_u64be(&r), following = wy_read_u64be(&r);
        struct wy_reader body = wy_read_sub(&r, following > SIZE_MAX ? SIZE_MAX : (size_t)following);
        if (out->entries.n >= DESCRIPTORS_MAX)
            return wy_fail(diag, WY_LIMIT, r.base + r.pos, "more than %d AVB descriptors", DESCRIPTORS_MAX);
        struct wy_avb_entry d = {0};
        read_descriptor(&body, tag, &d);
        if (!wy_reader_ok(&body))
            return wy_reader_check(&body, diag, "AVB descriptor");
        struct wy_avb_entry *row = wy_rows_add(&out->entries, arena, sizeof *row);
        if (!row)
            return wy_fail(diag, WY_NO_MEMORY, base, "no memory for AVB descriptors");
        *row = d;
    }
    return wy_reader_check(&r, diag, "AVB descriptors");
}

wy_err wy_avb_read(const struct wy_blob *blob, struct wy_arena *arena, struct wy_avb *out, struct wy_diag *diag)
{
    *out = (struct wy_avb){0};
    wy_err err = find_header(blob, out, diag);
    wy_bytes head, auth, aux;
    if (err == WY_OK)
        err = wy_blob_view(blob, out->offset, HEADER_SIZE, arena, &head, diag);
    if (err != WY_OK)
        return err;
    struct wy_reader r = wy_reader_init(head, out->offset);
    struct header h = {0};
    read_header(&r, &h, out);
    out->signature = out->algorithm ? WY_AVB_SIGNATURE_BROKEN : WY_AVB_SIGNATURE_ABSENT;
    if (h.auth_size > BLOCK_MAX || h.aux_size > BLOCK_MAX)
        return wy_fail(diag, WY_LIMIT, out->offset + 12, "AVB blocks of %llu and %llu bytes; more than %d are not read",
                       (unsigned long long)h.auth_size, (unsigned long long)h.aux_size, BLOCK_MAX);
    if (h.auth_size % BLOCK_ALIGN || h.aux_size % BLOCK_ALIGN)
        return wy_fail(diag, WY_MALFORMED, out->offset + 12, "AVB block sizes are no multiples of %d", BLOCK_ALIGN);
    err = wy_blob_view(blob, out->offset + HEADER_SIZE, (size_t)h.auth_size, arena, &auth, diag);
    if (err == WY_OK)
        err = wy_blob_view(blob, out->offset + HEADER_SIZE + h.auth_size, (size_t)h.aux_size, arena, &aux, diag);
    if (err == WY_OK)
        err = check_signature(head, auth, aux, &h, out, diag);
    bool good = true;
    wy_bytes descriptors = {0};
    if (err == WY_OK)
        descriptors = part_of(aux, h.descriptors_offset, h.descriptors_size, &good);
    if (!good)
        return wy_fail(diag, WY_MALFORMED, out->offset + 96, "the AVB descriptors lie outside their block");
    uint64_t base = out->offset + HEADER_SIZE + h.auth_size + h.descriptors_offset;
    return err == WY_OK ? read_descriptors(descriptors, base, arena, out, diag) : err;
}
