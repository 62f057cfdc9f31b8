// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/filesystem.h"

void wy_fs_queue_init(struct wy_fs_queue *queue, const struct wy_limits *limits)
{
    *queue = (struct wy_fs_queue){.entries_max = limits->items};
    wy_arena_init(&queue->arena, (size_t)limits->whole_item);
    wy_map_init(&queue->seen, &queue->arena);
}

void wy_fs_queue_fini(struct wy_fs_queue *queue) { wy_arena_fini(&queue->arena); }

wy_err wy_fs_queue_add(struct wy_fs_queue *queue, uint64_t id, wy_str path, unsigned depth, struct wy_diag *diag)
{
    if (depth > WY_FS_DEPTH_MAX)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "folders deeper than %d", WY_FS_DEPTH_MAX);
    wy_str key = wy_arena_printf(&queue->arena, "%llx", (unsigned long long)id);
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&queue->seen, key) : NULL;
    if (slot && slot->value)
        return WY_OK;
    struct wy_fs_node *row = slot ? wy_rows_add(&queue->folders, &queue->arena, sizeof *row) : NULL;
    if (!row)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the folders of a file system");
    slot->value = queue;
    *row = (struct wy_fs_node){id, path, depth};
    return WY_OK;
}

bool wy_fs_queue_next(struct wy_fs_queue *queue, struct wy_fs_node *out)
{
    if (queue->next >= queue->folders.n)
        return false;
    *out = ((struct wy_fs_node *)queue->folders.v)[queue->next++];
    return true;
}

wy_err wy_fs_count(struct wy_fs_queue *queue, struct wy_diag *diag)
{
    if (++queue->entries > queue->entries_max)
        return wy_fail(diag, WY_LIMIT, WY_NO_OFFSET,
                       "more files than --limit items= allows; the rest was not examined");
    return WY_OK;
}

bool wy_fs_name_good(wy_str name)
{
    return name.len > 0 && name.len <= 255 && !wy_str_eq(name, WY_S(".")) && !wy_str_eq(name, WY_S("..")) &&
           wy_str_find_char(name, '/') == WY_NPOS && wy_str_find_char(name, '\0') == WY_NPOS;
}

wy_str wy_fs_join(struct wy_fs_queue *queue, wy_str folder, wy_str name)
{
    if (folder.len + name.len + 1 > WY_FS_PATH_MAX)
        return (wy_str){0};
    return wy_arena_printf(&queue->arena, "%.*s%s%.*s", WY_ARG(folder), folder.len ? "/" : "", WY_ARG(name));
}
