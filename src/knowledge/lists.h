// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The small lists of data/lists, built in: who installs apps, stalkerware, root, ports. A row is key, kind, name.
#pragma once

#include "core/text.h"

struct wy_list_row {
    const char *key, *kind, *name;
};

enum wy_list { WY_LIST_INSTALLERS, WY_LIST_STALKERWARE, WY_LIST_ROOT, WY_LIST_SERVICES };

const struct wy_list_row *wy_list_find(enum wy_list list, wy_str key); // NULL when it is not listed
