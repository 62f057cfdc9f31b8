// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What the readers of inventories share: one software row and one device row, whatever the file's shape. An inventory
// is somebody's list, so its rows are claimed.
#pragma once

#include "ingest/ingest.h"

struct wy_inventory_row {
    wy_str name; // package name or product name
    wy_str version;
    wy_str id; // a second name: bundle identifier, purl's name
    wy_str purl;
    wy_str path;
    wy_str publisher;
};

// Adds the software as a package in state "inventory". Nothing is added without a name.
void wy_inventory_add(struct wy_ingest *in, struct wy_origin at, const struct wy_inventory_row *given);
// The device of this source, made on first use; NULL when memory is refused.
struct wy_device *wy_inventory_device(struct wy_ingest *in, struct wy_origin at);
// Sets a text of the device that is still absent.
void wy_inventory_set(struct wy_ingest *in, wy_str *field, wy_str value);
// "tv", "tablet", "laptop", ... for the words inventories use; absent when it is none of them.
wy_str wy_inventory_kind(wy_str word);
