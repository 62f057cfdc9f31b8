// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// ZIP (PKWARE APPNOTE 6.3, zip64 included) over random access. The central directory is the truth, as for Android; what
// local headers say otherwise is recorded as an oddity. Nothing is unpacked to disk and no name is used as a path.
// Not read: multi-disk archives, encryption, methods other than stored and deflate.
#pragma once

#include "core/limits.h"
#include "core/map.h"
#include "core/stream.h"

enum wy_zip_manner {
    WY_ZIP_STRICT,     // encrypted entries and unknown methods are refused, the CRC must hold
    WY_ZIP_AS_ANDROID, // the encryption bit is ignored, unknown methods are stored bytes, the CRC is not looked at
    WY_ZIP_AS_JAR,     // like that, but unknown methods are deflate, as Android's JAR verification has it
};

// What is odd about an entry; several may hold.
enum wy_zip_entry_odd {
    WY_ZIP_UNSAFE_NAME = 1 << 0, // absolute, "..", backslash or control characters
    WY_ZIP_DUPLICATE = 1 << 1,   // an earlier entry has this name
    WY_ZIP_ENCRYPTED = 1 << 2,   // the central header's encryption bit
    WY_ZIP_METHOD = 1 << 3,      // neither stored nor deflate
    WY_ZIP_NO_LOCAL = 1 << 4,    // no local header where the directory points
    WY_ZIP_LOCAL_NAME = 1 << 5,  // the local header differs in ...
    WY_ZIP_LOCAL_SIZES = 1 << 6,
    WY_ZIP_LOCAL_METHOD = 1 << 7,
    WY_ZIP_LOCAL_FLAGS = 1 << 8,
    WY_ZIP_LOCAL_CRC = 1 << 9,
    WY_ZIP_OVERLAP = 1 << 10,      // its bytes are another entry's, too
    WY_ZIP_PAST_DATA = 1 << 11,    // its bytes reach into the central directory or past the end
    WY_ZIP_STORED_SIZES = 1 << 12, // stored, but packed and unpacked sizes differ
};

// What is odd about the archive.
enum wy_zip_odd {
    WY_ZIP_ZIP64 = 1 << 0,
    WY_ZIP_PREFIX = 1 << 1,          // the file does not start with an entry
    WY_ZIP_SHIFTED = 1 << 2,         // offsets count from a later byte than the file's first (Android refuses this)
    WY_ZIP_TRAILING = 1 << 3,        // bytes follow the end record's comment
    WY_ZIP_EOCD_IN_COMMENT = 1 << 4, // the comment holds another end record
    WY_ZIP_DIRECTORY_GAP = 1 << 5,   // bytes between directory and end record
    WY_ZIP_HIDDEN = 1 << 6,          // the directory goes on after the announced number of entries
    WY_ZIP_DUPLICATES = 1 << 7,
};

struct wy_zip_entry {
    wy_str name; // raw bytes of the central directory
    uint64_t packed, size;
    uint64_t header; // offset of the local header
    uint64_t data;   // offset of the content; 0 until located
    uint32_t crc;
    uint16_t method, flags; // as the central directory says
    uint16_t local_method;  // once located
    uint32_t odd;           // enum wy_zip_entry_odd; those about local headers only once located
};

struct wy_zip {
    const struct wy_blob *blob;
    struct wy_zip_entry *entries; // in the directory's order
    size_t n;
    enum wy_zip_manner manner;
    uint64_t directory, directory_size, eocd; // offsets in the blob
    uint64_t shift;                           // added to the offsets that the archive states
    wy_str comment;
    uint32_t odd; // enum wy_zip_odd
    const struct wy_limits *limits;
    struct wy_map by_name; // the first of each name
};

static inline bool wy_zip_looks_like(wy_bytes head)
{
    return head.len >= 4 && (memcmp(head.ptr, "PK\3\4", 4) == 0 || memcmp(head.ptr, "PK\5\6", 4) == 0);
}

// Reads the directory into `arena`. The blob and the limits must outlive *out.
WY_CHECKED wy_err wy_zip_open(struct wy_zip *out, const struct wy_blob *blob, enum wy_zip_manner manner,
                              const struct wy_limits *limits, struct wy_arena *arena, struct wy_diag *diag);
struct wy_zip_entry *wy_zip_find(const struct wy_zip *zip, wy_str name); // NULL when absent
static inline bool wy_zip_is_folder(const struct wy_zip_entry *e)
{
    return e->name.len && e->name.ptr[e->name.len - 1] == '/';
}

// Reads the local header: sets entry->data and the oddities that follow from it.
WY_CHECKED wy_err wy_zip_locate(const struct wy_zip *zip, struct wy_zip_entry *entry, struct wy_diag *diag);
// Locates all entries and looks for overlaps. Findings are in entry->odd; fails only without memory.
WY_CHECKED wy_err wy_zip_examine(struct wy_zip *zip, struct wy_arena *scratch, struct wy_diag *diag);

// An entry's content from its start; bounded by its declared size, limits.item and limits.expansion. Close it with
// wy_stream_close, which frees it.
WY_CHECKED wy_err wy_zip_stream(const struct wy_zip *zip, struct wy_zip_entry *entry, struct wy_stream **out,
                                struct wy_diag *diag);
// The whole content, at most `max` bytes; in the arena, or of the blob's own memory where it is stored.
WY_CHECKED wy_err wy_zip_whole(const struct wy_zip *zip, struct wy_zip_entry *entry, size_t max, struct wy_arena *arena,
                               wy_bytes *out, struct wy_diag *diag);
// Random access to an entry that is stored; WY_UNSUPPORTED when it is compressed.
WY_CHECKED wy_err wy_zip_blob(const struct wy_zip *zip, struct wy_zip_entry *entry, struct wy_part_blob *out,
                              struct wy_diag *diag);
