// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/archive/filesystem.h"

#include "core/map.h"

#include <stdlib.h>

struct node {
    uint64_t inode;
    wy_str path; // without a leading slash
    unsigned depth;
};

struct walking {
    const struct wy_fs_ops *ops;
    const struct wy_fs_walk *how;
    struct wy_rows folders, files; // struct node
    struct wy_map seen;            // folders
    struct wy_arena arena;
    uint64_t entries;
    struct wy_diag *diag;
};

enum wy_fs_kind wy_fs_kind_of_mode(uint16_t mode)
{
    switch (mode & 0xf000) {
    case 0x8000: return WY_FS_FILE;
    case 0x4000: return WY_FS_FOLDER;
    default: return WY_FS_OTHER;
    }
}

static bool name_good(wy_str name)
{
    return name.len > 0 && name.len <= 255 && !wy_str_eq(name, WY_S(".")) && !wy_str_eq(name, WY_S("..")) &&
           wy_str_find_char(name, '/') == WY_NPOS && wy_str_find_char(name, '\0') == WY_NPOS;
}

static void tell(const struct walking *w, wy_str path, const struct wy_diag *diag)
{
    w->how->gap(w->how->user, path, diag);
}

static wy_err add_node(struct walking *w, struct wy_rows *to, struct node node)
{
    struct node *row = wy_rows_add(to, &w->arena, sizeof *row);
    if (!row)
        return wy_fail(w->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the folders of a file system");
    *row = node;
    return WY_OK;
}

// Unless it was seen: loops, and hard links of folders.
static wy_err add_folder(struct walking *w, struct node node)
{
    if (node.depth > WY_FS_DEPTH_MAX) {
        struct wy_diag deep = {0};
        (void)wy_fail(&deep, WY_LIMIT, WY_NO_OFFSET, "folders deeper than %d", WY_FS_DEPTH_MAX);
        tell(w, node.path, &deep);
        return WY_OK;
    }
    wy_str key = wy_arena_printf(&w->arena, "%llx", (unsigned long long)node.inode);
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&w->seen, key) : NULL;
    if (!slot)
        return wy_fail(w->diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the folders of a file system");
    if (slot->value)
        return WY_OK;
    slot->value = w;
    return add_node(w, &w->folders, node);
}

static wy_err add_entry(struct walking *w, const struct node *folder, const struct wy_fs_entry *e)
{
    if (++w->entries > w->how->limits->items)
        return wy_fail(w->diag, WY_LIMIT, WY_NO_OFFSET,
                       "more files than --limit items= allows; the rest was not examined");
    struct node node = {.inode = e->inode, .depth = folder->depth + 1};
    if (folder->path.len + e->name.len + 1 <= WY_FS_PATH_MAX)
        node.path = wy_arena_printf(&w->arena, "%.*s%s%.*s", WY_ARG(folder->path), folder->path.len ? "/" : "",
                                    WY_ARG(e->name));
    if (!node.path.ptr)
        return wy_fail(w->diag, WY_LIMIT, WY_NO_OFFSET, "paths too long");
    struct wy_diag diag = {0};
    enum wy_fs_kind kind = e->kind;
    if (kind == WY_FS_UNKNOWN && w->ops->open(w->ops->fs, e->inode, &kind, w->how->arena, NULL, &diag) != WY_OK) {
        tell(w, node.path, &diag);
        return WY_OK;
    }
    if (kind == WY_FS_FOLDER)
        return add_folder(w, node);
    return kind == WY_FS_FILE ? add_node(w, &w->files, node) : WY_OK;
}

static wy_err read_entries(struct walking *w, const struct node *folder, wy_bytes block)
{
    struct wy_fs_entry e;
    size_t at = 0;
    bool good = true;
    wy_err err = WY_OK;
    while (err == WY_OK && w->ops->next(w->ops->fs, block, &at, &e, &good))
        if (name_good(e.name))
            err = add_entry(w, folder, &e);
    if (!good) {
        struct wy_diag diag = {0};
        (void)wy_fail(&diag, WY_MALFORMED, WY_NO_OFFSET, "the folder's entries contradict its format");
        tell(w, folder->path, &diag);
    }
    return err;
}

static wy_err open_as(const struct walking *w, const struct node *node, enum wy_fs_kind want, struct wy_arena *arena,
                      struct wy_mapped_blob *out, struct wy_diag *diag)
{
    enum wy_fs_kind kind = WY_FS_UNKNOWN;
    wy_err err = w->ops->open(w->ops->fs, node->inode, &kind, arena, out, diag);
    if (err == WY_OK && kind != want) {
        wy_mapped_fini(out);
        err = wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "the folder says that this is a %s, its inode does not",
                      want == WY_FS_FILE ? "file" : "folder");
    }
    return err;
}

static wy_err read_folder(struct walking *w, const struct node *folder)
{
    struct wy_arena arena;
    struct wy_mapped_blob content = {0};
    struct wy_diag diag = {0};
    wy_bytes bytes = {0};
    wy_arena_init(&arena, 2 * WY_FS_FOLDER_MAX);
    wy_err err = open_as(w, folder, WY_FS_FOLDER, &arena, &content, &diag);
    if (err == WY_OK && content.blob.size > WY_FS_FOLDER_MAX)
        err = wy_fail(&diag, WY_LIMIT, WY_NO_OFFSET, "a folder of %llu bytes", (unsigned long long)content.blob.size);
    if (err == WY_OK)
        err = wy_blob_view(&content.blob, 0, (size_t)content.blob.size, &arena, &bytes, &diag);
    if (err != WY_OK)
        tell(w, folder->path, &diag);
    err = WY_OK;
    for (size_t at = 0; at < bytes.len && err == WY_OK; at += w->ops->block)
        err = read_entries(w, folder, wy_bytes_sub(bytes, at, w->ops->block));
    wy_mapped_fini(&content);
    wy_arena_fini(&arena);
    return err;
}

static void visit_file(const struct walking *w, const struct node *file)
{
    struct wy_arena_mark mark = wy_arena_mark(w->how->arena);
    struct wy_mapped_blob content = {0};
    struct wy_diag diag = {0};
    if (open_as(w, file, WY_FS_FILE, w->how->arena, &content, &diag) != WY_OK)
        tell(w, file->path, &diag);
    else if (content.blob.size > 0)
        w->how->visit(w->how->user, file->path, &content.blob);
    wy_mapped_fini(&content);
    wy_arena_reset(w->how->arena, mark);
}

static int by_inode(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return wy_str_cmp(x->path, y->path); // hard links
}

wy_err wy_fs_walk(const struct wy_fs_ops *ops, const struct wy_fs_walk *walk, struct wy_diag *diag)
{
    struct walking w = {.ops = ops, .how = walk, .diag = diag};
    wy_arena_init(&w.arena, (size_t)walk->limits->whole_item);
    wy_map_init(&w.seen, &w.arena);
    wy_err err = add_folder(&w, (struct node){.inode = ops->root, .path = WY_S("")});
    for (size_t i = 0; err == WY_OK && i < w.folders.n; i++) {
        struct node folder = ((struct node *)w.folders.v)[i]; // the rows move when folders are added
        err = read_folder(&w, &folder);
    }
    if (w.files.n)
        qsort(w.files.v, w.files.n, sizeof(struct node), by_inode);
    for (size_t i = 0; i < w.files.n; i++) // those that were found before a limit was met, too
        visit_file(&w, (struct node *)w.files.v + i);
    wy_arena_fini(&w.arena);
    return err;
}
