// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What an advisory can ask of very many phones, in columns: a new advisory is held against a million of them without
// reading their cases again. Phones are rows; of each package a list says which phones have it in which version.
#pragma once

#include "knowledge/index/match.h"
#include "knowledge/index/packed.h"

enum { WY_FLEET_VERSION = 1 };

struct wy_fleet_builder;
WY_CHECKED struct wy_fleet_builder *wy_fleet_builder_new(void); // NULL: no memory
void wy_fleet_builder_free(struct wy_fleet_builder *builder);
static inline void wy_fleet_builder_freep(struct wy_fleet_builder **b) { wy_fleet_builder_free(*b); }
// One phone; `name` is the case's, `model` for counting by model. All is copied.
WY_CHECKED wy_err wy_fleet_add(struct wy_fleet_builder *builder, wy_str name, wy_str model,
                               const struct wy_asked *phone, struct wy_diag *diag);
// After the last phone. Then write or copy.
WY_CHECKED wy_err wy_fleet_finish(struct wy_fleet_builder *builder, struct wy_diag *diag);
WY_CHECKED wy_err wy_fleet_write(const struct wy_fleet_builder *builder, const char *path, struct wy_diag *diag);
WY_CHECKED bool wy_fleet_copy(const struct wy_fleet_builder *builder, struct wy_arena *arena, wy_bytes *out);

struct wy_fleet {
    struct wy_packed file;
    uint32_t phones;
    const struct wy_fleet_phone *rows;
    const struct wy_fleet_package *packages;
    const struct wy_fleet_have *have;
    uint32_t packages_n, have_n;
};
struct wy_fleet_phone {
    uint64_t major;
    uint32_t name, model, chip;
    int32_t system, vendor, modules;
    uint8_t google, samsung, unused[6];
};
struct wy_fleet_package {
    uint32_t kind, name;
    uint32_t have, have_n;
};
struct wy_fleet_have {
    uint32_t phone, version;
};

WY_CHECKED wy_err wy_fleet_open(struct wy_fleet *out, const char *path, struct wy_diag *diag);
WY_CHECKED wy_err wy_fleet_from_bytes(struct wy_fleet *out, wy_bytes bytes, struct wy_diag *diag);
void wy_fleet_close(struct wy_fleet *fleet);
wy_str wy_fleet_text(const struct wy_fleet *fleet, uint32_t offset);

// (*status)[phone] is the enum wy_match_status of one advisory for each of fleet->phones; in the arena.
WY_CHECKED wy_err wy_fleet_ask(const struct wy_fleet *fleet, const struct wy_index *index,
                               const struct wy_index_advisory *advisory, struct wy_arena *arena, uint8_t **status);
