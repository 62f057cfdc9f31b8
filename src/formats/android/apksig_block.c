// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The APK Signing Block before the ZIP directory. Like the platform we take the first pair of an id; tools that take
// the last were fooled by a second one, so that is told.
#include "formats/android/apksig_internal.h"

enum { FOOTER = 24, SMALLEST = 32, PAIRS_MAX = 1000 };

static const char MAGIC[] = "APK Sig Block 42";

wy_bytes read_sized(struct wy_reader *r)
{
    uint32_t n = wy_read_u32le(r);
    return wy_read_bytes(r, n);
}

void sig_find_block(struct run *r)
{
    const struct wy_zip *zip = r->zip;
    r->block_start = zip->directory;
    if (zip->directory_size + zip->directory != zip->eocd || zip->directory < SMALLEST || zip->shift)
        return;
    uint8_t footer[FOOTER];
    wy_err err = wy_blob_read(r->blob, zip->directory - FOOTER, footer, FOOTER, r->diag);
    if (err != WY_OK) {
        sig_broke(r, err);
        return;
    }
    struct wy_reader f = wy_reader_init((wy_bytes){footer, FOOTER}, 0);
    uint64_t size = wy_read_u64le(&f);
    if (memcmp(footer + 8, MAGIC, 16) != 0 || size < FOOTER || size > INT32_MAX - 8 || size + 8 > zip->directory)
        return;
    if (size > r->zip->limits->whole_item) {
        sig_error(r, "LIMIT", "a signing block of %llu bytes", (unsigned long long)size);
        return;
    }
    uint64_t start = zip->directory - size - 8;
    wy_bytes all;
    err = wy_blob_view(r->blob, start, (size_t)size + 8, r->arena, &all, r->diag);
    if (err != WY_OK) {
        sig_broke(r, err);
        return;
    }
    struct wy_reader head = wy_reader_init(all, start);
    if (wy_read_u64le(&head) != size)
        return;
    r->block_start = start;
    r->pairs = wy_bytes_sub(all, 8, (size_t)size - FOOTER);
}

// The next pair; false at the end or where the list breaks off.
static bool next_pair(struct wy_reader *r, uint32_t *id, wy_bytes *value)
{
    if (wy_reader_left(r) < 8)
        return false;
    uint64_t len = wy_read_u64le(r);
    if (len < 4 || len > wy_reader_left(r))
        return false;
    *id = wy_read_u32le(r);
    *value = wy_read_bytes(r, (size_t)len - 4);
    return wy_reader_ok(r);
}

bool sig_block(struct run *r, uint32_t id, wy_bytes *out)
{
    struct wy_reader pairs = wy_reader_init(r->pairs, r->block_start + 8);
    uint32_t here;
    wy_bytes value;
    bool found = false;
    for (size_t i = 0; i < PAIRS_MAX && next_pair(&pairs, &here, &value); i++) {
        if (here != id)
            continue;
        if (found) {
            sig_warning(r, "SIGNING_BLOCK_REPEATED", "a second block 0x%08x, which Android does not look at", id);
            break;
        }
        *out = value;
        found = true;
    }
    return found;
}
