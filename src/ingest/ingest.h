// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// An item becomes evidence. An artifact is one kind of item (a dumpstate text, getprop output, an APK, a capture) and
// one file in this folder, whatever source the item came from. A module ends in one const row; ingest/registry.c lists
// the rows. Runs inside the worker: no file is opened here, nothing is printed.
#pragma once

#include "core/map.h"
#include "core/stream.h"
#include "evidence/model.h"

enum { WY_GEOIP_MAX = 8 };
struct wy_named_file {
    wy_str name;
    wy_bytes bytes;
};

struct wy_ingest_options {
    int64_t now;             // seconds since 1970, from the parent; 0 = unknown
    int min_sdk, max_sdk;    // --sdk MIN..MAX for APK verification; -1 = not given
    bool received;           // search what the phone received, too
    bool hash;               // digest captures of any size
    wy_str mine;             // --mine: MAC or IP addresses, comma separated; absent = every device
    wy_bytes identity;       // text of --identity FILE; absent = none
    wy_bytes marks;          // text of --experiment FILE; absent = none
    wy_bytes key_log;        // text of an SSLKEYLOGFILE given beside the capture; absent = none
    struct wy_rows beside;   // wy_bytes: other targets that look like certificates, for chains in several files
    wy_bytes revocations;    // text of --revocations FILE: the attestation status list; absent = what ships
    wy_str revocations_date; // of that file
    struct wy_named_file geoip[WY_GEOIP_MAX]; // --geoip FILE: databases of addresses (MMDB)
    size_t geoip_n;
    wy_str recipients;               // text of --recipients FILE, all of them; absent = none
    _Atomic uint64_t *live;          // counts transfers while packets still come; NULL = a file is read
    wy_bytes idsig;                  // an .idsig file named beside this APK; absent = none
    const struct wy_evidence *known; // what other targets of this case told (identities); NULL = nothing
};

struct wy_ingest {
    struct wy_evidence *ev;
    struct wy_arena *scratch; // reset after every item
    const struct wy_limits *limits;
    const struct wy_ingest_options *options;
    uint32_t source;             // index of the target in ev->sources
    uint64_t hashed;             // bytes of partition images that were digested, up to limits.hashed
    struct wy_rows certificates; // wy_bytes: DER of certificates that came, for chains in several files
    struct wy_rows chains;       // those that end without a known root so far (ingest/attestation.c)
    struct wy_map promises;      // what boot metadata say about images that are still to come (ingest/vbmeta_image.c)
    uint64_t boot_bytes;         // of boot metadata that were kept as evidence
};

// How sure an artifact is that an item is its own, judged by content first, by name only where content cannot tell.
enum wy_match { WY_MATCH_NO = 0, WY_MATCH_NAME = 1, WY_MATCH_CONTENT = 2, WY_MATCH_SURE = 3 };

struct wy_artifact {
    const char *name; // "dumpstate", "getprop", "apk", ...
    const char
        *kind; // what a target is called that holds it: bugreport, properties, androidqf, apk, capture, firmware, ...
    int rank;  // among several artifacts in one target, the highest rank names the target's kind
    bool archive; // it is a ZIP itself; nothing else that is an archive can be this artifact
    bool goes_on; // the item may be a container as well and is walked after run; run leaves its stream alone then
    enum wy_match (*match)(const struct wy_item *item);
    // Reads the item and adds rows. A failure is returned with diag filled; the caller makes it a gap. What was added
    // before stays.
    wy_err (*run)(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag);
};

extern const struct wy_artifact *const wy_artifacts[];
extern const size_t wy_artifacts_n;

// The best match, or NULL.
const struct wy_artifact *wy_artifact_for(const struct wy_item *item);

// Whether the files that the user gave can be used: said before anything is read.
WY_CHECKED wy_err wy_ingest_check_identity(wy_bytes text, struct wy_diag *diag);
WY_CHECKED wy_err wy_ingest_check_marks(wy_bytes text, struct wy_diag *diag);
// Whether --mine is a list of IP and MAC addresses, or "phone".
enum { WY_DEVICES_NAMED_MAX = 32 };
bool wy_ingest_names_devices(wy_str mine);
// The item's origin, for WY_ADD and wy_gap. The item's name is copied into the evidence once per item: keep the result.
struct wy_origin wy_item_origin(struct wy_ingest *in, const struct wy_item *item);
static inline struct wy_origin wy_at_line(struct wy_origin at, uint64_t line)
{
    at.unit = WY_AT_LINE;
    at.position = line;
    return at;
}
static inline struct wy_origin wy_at_byte(struct wy_origin at, uint64_t offset)
{
    at.unit = WY_AT_BYTE;
    at.position = offset;
    return at;
}
static inline struct wy_origin wy_claimed(struct wy_origin at)
{
    at.kind = WY_CLAIMED;
    return at;
}

// The whole item in scratch, up to limits.whole_item.
WY_CHECKED wy_err wy_item_whole(struct wy_ingest *in, struct wy_item *item, wy_bytes *out, struct wy_diag *diag);
// The item as a stream from its start. `storage` backs it when only a blob is there.
struct wy_stream *wy_item_stream(struct wy_item *item, struct wy_blob_stream *storage);
