// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every container Wary looks into: one word here, one line in meson.build.
#include "sources/container.h"

const struct wy_container *const wy_containers[] = {NULL};
const size_t wy_containers_n = 0;

const struct wy_container *wy_container_for(const struct wy_item *item)
{
    for (size_t i = 0; i < wy_containers_n; i++)
        if (wy_containers[i]->match(item))
            return wy_containers[i];
    return NULL;
}
