// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Android Verified Boot 2 metadata (external/avb, libavb's structures, big-endian): the vbmeta header with its
// signature, descriptors, and the footer that points to it at the end of a partition image. A signature is checked
// against the key beside it, which proves that nothing was changed, not who signed.
#pragma once

#include "core/digest.h"
#include "core/stream.h"

enum wy_avb_kind { WY_AVB_PROPERTY, WY_AVB_HASHTREE, WY_AVB_HASH, WY_AVB_CMDLINE, WY_AVB_CHAIN, WY_AVB_OTHER };
enum wy_avb_check { WY_AVB_NOT_CHECKED, WY_AVB_VERIFIED, WY_AVB_BROKEN };
enum wy_avb_signature { WY_AVB_SIGNATURE_ABSENT, WY_AVB_SIGNATURE_VERIFIED, WY_AVB_SIGNATURE_BROKEN };

struct wy_avb_entry {
    enum wy_avb_kind kind;
    enum wy_avb_check check; // of hash and hashtree, against the image the metadata was found in
    wy_bytes partition;      // its name
    wy_bytes name, value;    // property; value also the command line
    wy_bytes key;            // of a chain
    uint32_t rollback_index_location;
    uint64_t image_size;
    wy_bytes algorithm, salt, digest; // digest: of the image or the root of its tree
    uint32_t data_block_size, hash_block_size;
};

struct wy_avb {
    uint64_t offset;    // of the header in the blob
    bool footer;        // found through a footer, at the end of a partition
    uint32_t algorithm; // 0 none, 1-3 SHA256 with RSA 2048/4096/8192, 4-6 SHA512
    uint32_t flags, rollback_index_location;
    uint64_t rollback_index;
    wy_bytes release;
    wy_bytes key; // embedded public key as stored; empty without one
    enum wy_avb_signature signature;
    struct wy_rows entries; // struct wy_avb_entry
};

// Is there AVB metadata: a header at the start or a footer at the end?
bool wy_avb_is(const struct wy_blob *blob);
// Reads it; slices live in the arena or the blob's memory. *out holds what could be read even on failure: then release
// is empty unless the header itself was whole.
WY_CHECKED wy_err wy_avb_read(const struct wy_blob *blob, struct wy_arena *arena, struct wy_avb *out,
                              struct wy_diag *diag);
// Recomputes the digests of hash and hashtree descriptors that speak of the image itself (those found through a
// footer), for images up to `image_max` bytes, and sets their .check.
WY_CHECKED wy_err wy_avb_check_image(const struct wy_blob *image, struct wy_avb *avb, uint64_t image_max,
                                     struct wy_diag *diag);

// The same for one descriptor of other metadata, against the image that it speaks of.
WY_CHECKED wy_err wy_avb_check_entry(const struct wy_blob *image, struct wy_avb_entry *d, uint64_t image_max,
                                     struct wy_diag *diag);

const char *wy_avb_algorithm_name(uint32_t algorithm); // "SHA256_RSA4096", "NONE"; NULL when unknown
