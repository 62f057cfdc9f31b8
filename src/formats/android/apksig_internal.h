// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the files apksig*.c share.
#pragma once

#include "formats/android/apksig.h"

#include "core/digest.h"
#include "core/reader.h"

#include <openssl/evp.h>

enum {
    SDK_K = 19,
    SDK_N = 24,
    SDK_O = 26,
    SDK_P = 28,
    SDK_R = 30,
    SDK_T = 33,

    SIGNERS_MAX = 10,   // the platform's own limit
    DIGESTS_MAX = 32,   // algorithms in one signer; there are ten
    CERTS_MAX = 64,     // certificates in one signer; real ones have one
    LINEAGE_MAX = 64,   // rotations; real lineages have two or three
    MESSAGES_MAX = 100, // told errors and warnings; one is enough to refuse

    BLOCK_V2 = 0x7109871a,
    BLOCK_STAMP_V1 = 0x2b09189e,
    BLOCK_STAMP_V2 = 0x6dff800d,
    BLOCK_V31 = 0x1b93ad61,
};
#define BLOCK_V3 UINT32_C(0xf05368c0)
#define BLOCK_V32 UINT32_C(0x70e1c89f)

// Content digests over the whole file.
enum content_digest { CHUNKED_SHA256 = 0, CHUNKED_SHA512, VERITY_SHA256, CONTENT_DIGESTS };

enum key_kind { KEY_RSA, KEY_RSA_PSS, KEY_EC, KEY_DSA };

struct algorithm {
    uint32_t id;
    enum key_kind key;
    enum wy_digest_kind hash;
    enum content_digest content;
    int min_sdk;
};

struct cert {
    wy_bytes whole, spki, issuer, serial;
    bool may_sign;     // keyUsage absent, or with digitalSignature or nonRepudiation
    bool odd_critical; // a critical extension that nobody here knows
};

struct content_record {
    const struct algorithm *algorithm;
    wy_bytes value;
};

// One signer of v2, v3 or v3.1.
struct signer {
    struct cert certs[CERTS_MAX];
    size_t certs_n;
    struct content_record digests[DIGESTS_MAX];
    size_t digests_n;
    uint32_t verify; // bits of enum content_digest that its verified signatures cover
    uint32_t min_sdk, max_sdk;
    wy_bytes lineage[LINEAGE_MAX]; // certificates, oldest first
    size_t lineage_n;
};

struct scheme_result {
    struct signer *signers;
    size_t n;
    bool found, verified;
};

struct run {
    const struct wy_zip *zip;
    struct wy_zip jar; // the same, its entries read as JAR verification reads them
    const struct wy_blob *blob;
    const struct wy_apksig_options *options;
    struct wy_arena *arena;
    struct wy_apksig *out;
    struct wy_diag *diag;
    wy_err err;           // memory or reading failed: nothing can be said
    uint64_t block_start; // of the signing block; the directory's start without one
    wy_bytes pairs;       // inside of the signing block; empty without one
    uint32_t found;       // schemes that have a block, of those examined
    struct scheme_result v2, v3, v31;
    struct cert v1_signers[SIGNERS_MAX];
    size_t v1_n;
    uint8_t content[CONTENT_DIGESTS][WY_DIGEST_MAX];
    bool have_content[CONTENT_DIGESTS];
};

// errors and warnings
WY_PRINTF(3, 4) void sig_error(struct run *r, const char *name, const char *fmt, ...);
WY_PRINTF(3, 4) void sig_warning(struct run *r, const char *name, const char *fmt, ...);
static inline bool sig_failed(const struct run *r) { return r->err != WY_OK || r->out->errors.n > 0; }
void sig_broke(struct run *r, wy_err err); // memory or reading

// apksig_block.c
void sig_find_block(struct run *r);
bool sig_block(struct run *r, uint32_t id, wy_bytes *out); // the first of that id
wy_bytes read_sized(struct wy_reader *r);                  // u32 length, bytes
static inline struct wy_reader read_sized_sub(struct wy_reader *r) { return wy_reader_init(read_sized(r), r->base); }

// apksig_key.c
const struct algorithm *sig_algorithm(uint32_t id);
bool sig_cert(wy_bytes der, struct cert *out);
bool sig_same_key(wy_bytes spki_a, wy_bytes spki_b);
enum sig_check { SIG_BAD = 0, SIG_GOOD, SIG_KEY_UNFIT };
enum sig_check sig_check(const struct algorithm *a, wy_bytes spki, const struct wy_bytes *parts, size_t parts_n,
                         wy_bytes signature);
const EVP_MD *sig_md(enum wy_digest_kind kind);
void sig_note_weak_key(struct run *r, const struct cert *c);
wy_str sig_hex_sha256(wy_bytes in, struct wy_arena *arena);

// apksig_digest.c
bool sig_content_digest(struct run *r, enum content_digest kind, wy_bytes *out);
size_t sig_content_size(enum content_digest kind);
// The fs-verity tree over a whole blob; `tree` (may be NULL) receives all levels, top first.
bool sig_verity(struct run *r, const struct wy_blob *blob, wy_bytes salt, uint8_t root[32], wy_bytes *tree);

// apksig_signer.c
void sig_verify_v2(struct run *r);
void sig_verify_v3(struct run *r, bool v31);
void sig_note_hybrid(struct run *r);
// Which of these signatures the platform would look at, for the range; false when some level has none.
struct signature {
    const struct algorithm *algorithm;
    wy_bytes value;
};
size_t sig_choose(struct signature *list, size_t n, int min_sdk, int max_sdk);

// apksig_lineage.c
enum lineage_result { LINEAGE_OK, LINEAGE_MALFORMED, LINEAGE_BAD };
enum lineage_result sig_lineage(wy_bytes in, wy_bytes certs[LINEAGE_MAX], size_t *n);

// apksig_pkcs7.c: the certificate that verifies a .SF file; else an error was told
bool sig_check_block(struct run *r, wy_str name, wy_bytes file, wy_bytes block, struct cert *out);
// apksig_v1.c
void sig_verify_v1(struct run *r);
// apksig_v4.c, apksig_stamp.c
void sig_verify_v4(struct run *r);
void sig_verify_stamp(struct run *r);
