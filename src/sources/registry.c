// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every container Wary looks into: one word here, one line in meson.build.
#include "sources/container.h"

// clang-format off
#define CONTAINERS(ROW) \
    ROW(zip) ROW(sparse) ROW(super) ROW(payload) ROW(ext4) ROW(erofs) ROW(gpt) \
    ROW(unread) ROW(packed) ROW(tar)
// clang-format on

#define ROW(name) extern const struct wy_container wy_container_##name;
CONTAINERS(ROW)
#undef ROW

#define ROW(name) &wy_container_##name,
const struct wy_container *const wy_containers[] = {CONTAINERS(ROW)};
#undef ROW
const size_t wy_containers_n = WY_COUNT(wy_containers);

const struct wy_container *wy_container_for(const struct wy_item *item)
{
    for (size_t i = 0; i < wy_containers_n; i++)
        if (wy_containers[i]->match(item))
            return wy_containers[i];
    return NULL;
}
