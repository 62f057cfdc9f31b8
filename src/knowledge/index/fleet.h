// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What an advisory can ask of very many phones, in columns (a pack): a new advisory is held against a million of them
// without reading their cases again. Phones are rows, what they tell about themselves is kept once for all that tell
// the same; of each package a list says which phones have it as what. All modules are kept, but of settings and
// properties, which may be about the owner, only those of kept.def and those that the advisories asked for when the
// pack was made: others get "cannot tell".
#pragma once

#include "knowledge/condition.h"
#include "knowledge/index/match.h"
#include "knowledge/index/packed.h"

enum { WY_FLEET_VERSION = 5 };

// Texts of a device, in the order of its row.
// clang-format off
#define WY_FLEET_TEXTS(X)                                                                                              \
    X(kind)                                                                                                            \
    X(maker)                                                                                                           \
    X(brand)                                                                                                           \
    X(model)                                                                                                           \
    X(codename)                                                                                                        \
    X(marketing_name) X(soc) X(soc_maker) X(platform) X(release) X(build) X(build_id) X(fingerprint) X(skin)           \
        X(skin_version) X(region) X(kernel) X(os)
// clang-format on

struct wy_fleet_device {
#define X(name) uint32_t name;
    WY_FLEET_TEXTS(X)
#undef X
    uint32_t system, vendor, boot; // patch levels as written
    int32_t modules;               // day
    uint32_t facts;                // rows of struct wy_fleet_fact as one text; 0 = none
    uint32_t settings;             // they were read: those that are kept and not there are not set
    struct {
        int64_t v;
        uint64_t known;
    } api_level, build_time;
};
struct wy_fleet_fact {
    uint32_t fact, key, value; // enum wy_fact: SETTING, PROPERTY or MODULE
    uint32_t told;             // 0: it is there, without a value
};
struct wy_fleet_key { // of settings and properties that were kept
    uint32_t fact, key;
};
struct wy_fleet_app {
    uint32_t name, version, state, label, purl, signers; // digests with blanks between
    uint64_t code_known;
    int64_t code;
};
struct wy_fleet_phone {
    uint32_t name, device; // name of the case; place in devices
    uint32_t trouble;      // why the case could not be read; then nothing else counts
    uint32_t looked;       // its list of apps was there
};
struct wy_fleet_package {
    uint32_t kind, name;
    uint32_t have, have_n;
};
struct wy_fleet_have {
    uint32_t phone, app; // app: a row kept as a text
};

struct wy_fleet_builder;
WY_CHECKED struct wy_fleet_builder *wy_fleet_builder_new(void); // NULL: no memory
void wy_fleet_builder_free(struct wy_fleet_builder *builder);
static inline void wy_fleet_builder_freep(struct wy_fleet_builder **b) { wy_fleet_builder_free(*b); }
// A setting or property that is kept of the phones that are added after it; kept.def is there from the beginning.
WY_CHECKED bool wy_fleet_keep(struct wy_fleet_builder *builder, enum wy_fact fact, wy_str key);
// One phone. All is copied.
WY_CHECKED wy_err wy_fleet_add(struct wy_fleet_builder *builder, wy_str name, bool looked, const struct wy_asked *phone,
                               struct wy_diag *diag);
// A case that could not be read.
WY_CHECKED wy_err wy_fleet_add_trouble(struct wy_fleet_builder *builder, wy_str name, wy_str why, struct wy_diag *diag);
struct wy_fleet;
// The phones of n packs in turn: the first of each, then the second of each, ...
WY_CHECKED wy_err wy_fleet_join(struct wy_fleet_builder *builder, const struct wy_fleet *packs, size_t n,
                                struct wy_diag *diag);
// After the last phone. Then write or copy.
WY_CHECKED wy_err wy_fleet_finish(struct wy_fleet_builder *builder, struct wy_diag *diag);
WY_CHECKED wy_err wy_fleet_write(const struct wy_fleet_builder *builder, const char *path, struct wy_diag *diag);
WY_CHECKED bool wy_fleet_copy(const struct wy_fleet_builder *builder, struct wy_arena *arena, wy_bytes *out);

struct wy_fleet {
    struct wy_packed file;
    const struct wy_fleet_phone *rows;
    const uint32_t *devices; // rows kept as texts
    const struct wy_fleet_package *packages;
    const struct wy_fleet_have *have;
    const struct wy_fleet_key *keys;
    uint32_t phones, devices_n, packages_n, have_n, keys_n;
};

bool wy_fleet_looks_like(wy_bytes head);
WY_CHECKED wy_err wy_fleet_open(struct wy_fleet *out, const char *path, struct wy_diag *diag);
WY_CHECKED wy_err wy_fleet_from_bytes(struct wy_fleet *out, wy_bytes bytes, struct wy_diag *diag);
void wy_fleet_close(struct wy_fleet *fleet);
wy_str wy_fleet_text(const struct wy_fleet *fleet, uint32_t offset);
// The device of a phone; all absent where the file has none.
struct wy_fleet_device wy_fleet_device_of(const struct wy_fleet *fleet, uint32_t device);
bool wy_fleet_app_of(const struct wy_fleet *fleet, uint32_t offset, struct wy_fleet_app *out);

bool wy_fleet_keeps(const struct wy_fleet *fleet, enum wy_fact fact, wy_str key);

// What one advisory says of each phone, the most cautious of all that were asked.
struct wy_fleet_answer {
    const char *why;
    uint32_t app;   // offset of the app that decided, 0 = none
    uint8_t status; // enum wy_match_status
    bool custom;    // by a record that calls the order of its versions its own
};
// Adds to answers[fleet->phones].
WY_CHECKED wy_err wy_fleet_ask(const struct wy_fleet *fleet, const struct wy_index *index,
                               const struct wy_index_advisory *advisory, struct wy_arena *arena,
                               struct wy_fleet_answer *answers);
