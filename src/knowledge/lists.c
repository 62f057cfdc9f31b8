// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/lists.h"

#include "lists.gen.h" // rows_*, sorted by key, from data/lists by embed.py

static const struct {
    const struct wy_list_row *rows;
    size_t n;
} lists[] = {
    [WY_LIST_INSTALLERS] = {rows_installers, WY_COUNT(rows_installers)},
    [WY_LIST_STALKERWARE] = {rows_stalkerware, WY_COUNT(rows_stalkerware)},
    [WY_LIST_ROOT] = {rows_root, WY_COUNT(rows_root)},
    [WY_LIST_SERVICES] = {rows_services, WY_COUNT(rows_services)},
};

const struct wy_list_row *wy_list_find(enum wy_list list, wy_str key)
{
    size_t low = 0, high = lists[list].n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = wy_str_cmp(key, wy_str_c(lists[list].rows[mid].key));
        if (order == 0)
            return &lists[list].rows[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}
