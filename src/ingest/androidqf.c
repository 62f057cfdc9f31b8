// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What an AndroidQF acquisition (folder or zip, https://github.com/mvt-project/androidqf) has of its own:
// packages.json, files.json, processes.json, root_binaries.json, mounts.json, acquisition.json. Its text files are
// sections (ingest/sections.c), its bugreport.zip and apks/ are read like any other. backup.ab holds messages and is
// not opened.
#include "core/date.h"
#include "ingest/json_rows.h"
#include "ingest/section.h"

static bool is_named(const struct wy_item *item, const char *name)
{
    size_t slash = wy_str_rfind_char(item->name, '/');
    wy_str base = slash == WY_NPOS ? item->name : wy_str_from(item->name, slash + 1);
    return wy_str_eq_nocase(base, wy_str_c(name));
}

static bool head_has(const struct wy_item *item, const char *key)
{
    return wy_str_has(wy_bytes_str(item->head), wy_str_c(key));
}

// Acquisitions write "[]" for nothing and "null" for a list that never was.
static enum wy_match match_list(const struct wy_item *item, const char *name, const char *key, const char *other_key)
{
    wy_str start = wy_str_trim(wy_bytes_str(wy_bytes_sub(item->head, 0, 64)));
    if (start.len == 0 || (start.ptr[0] != '[' && !wy_str_starts(start, WY_S("null"))))
        return WY_MATCH_NO;
    if (is_named(item, name))
        return WY_MATCH_SURE;
    return key && head_has(item, key) && head_has(item, other_key) ? WY_MATCH_CONTENT : WY_MATCH_NO;
}

// packages.json: `pm list packages -u`, so what was removed for this user is listed, too; the lists behind "system" and
// "third_party" leave it out.

struct package_list {
    size_t first;  // rows before
    bool any_kind; // one row at least was system: the second list was taken
};

static enum wy_match match_packages(const struct wy_item *item)
{
    return match_list(item, "packages.json", "\"installer\"", "\"files\"");
}

static bool yes(const struct wy_json *object, const char *key)
{
    const struct wy_json *v = wy_json_get(object, wy_str_c(key));
    return v && v->type == WY_JSON_BOOL && v->boolean;
}

static void package_files(struct wy_evidence *ev, struct wy_package *p, const struct wy_json *files)
{
    const struct wy_json *file = wy_json_at(files, 0);
    wy_str path = wy_json_get_str(file, WY_S("path")), digest = wy_json_get_str(file, WY_S("sha256"));
    const struct wy_json *certificate = wy_json_get(file, WY_S("certificate"));
    wy_str signer = wy_json_get_str(certificate, WY_S("Sha256"));
    if (path.len)
        p->path = wy_evidence_text(ev, path);
    if (digest.len == 64)
        p->sha256 = wy_evidence_text(ev, digest);
    if (signer.len)
        wy_strs_add(ev, &p->signers, signer);
}

static void package_row(struct wy_json_rows *rows, const struct wy_json *object)
{
    struct package_list *list = rows->user;
    struct wy_evidence *ev = rows->in->ev;
    wy_str name = wy_json_get_str(object, WY_S("name")), installer = wy_json_get_str(object, WY_S("installer"));
    struct wy_package *p = name.len ? WY_ADD(package, ev, packages, rows->at) : NULL;
    int64_t uid;
    if (!p)
        return;
    p->name = wy_evidence_text(ev, name);
    p->installer = installer.len && !wy_str_eq(installer, WY_S("null")) ? wy_evidence_text(ev, installer) : (wy_str){0};
    if (wy_json_get_int(object, WY_S("uid"), &uid) && uid > 0)
        p->uid = wy_int_of(uid);
    package_files(ev, p, wy_json_get(object, WY_S("files")));
    bool system = yes(object, "system"), third = yes(object, "third_party");
    bool has_kinds = wy_json_get(object, WY_S("third_party")) != NULL;
    list->any_kind |= system;
    p->state = yes(object, "disabled") ? WY_S("disabled") : WY_S("installed");
    p->system = system ? WY_YES : third ? WY_NO : WY_UNKNOWN;
    if (has_kinds && !system && !third && !p->path.ptr)
        p->state = WY_S("removed");
}

static wy_err run_packages(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct package_list list = {in->ev->packages.n, false};
    struct wy_json_rows rows = {.in = in, .at = wy_item_origin(in, item), .user = &list, .row = package_row};
    wy_err err = wy_json_rows(&rows, item, diag);
    struct wy_package *all = in->ev->packages.v;
    for (size_t i = list.first; i < in->ev->packages.n && !list.any_kind; i++)
        if (wy_str_eq(all[i].state, WY_S("removed")))
            all[i].state = WY_S("installed"); // the second list was never taken, so nothing follows
    if (err == WY_OK && rows.n)
        wy_covered(in->ev, wy_item_origin(in, item), WY_S("packages"));
    return err;
}

// files.json: every file that the shell may see. Kept are those worth a second look.

static enum wy_match match_files(const struct wy_item *item)
{
    return match_list(item, "files.json", "\"user_id\"", "\"modified_time\"");
}

static const char *const root_names[] = {"su",     "busybox",    "supersu",    "Superuser.apk", "SuperSu.apk",
                                         "magisk", "magiskhide", "magiskinit", "magiskpolicy",  "KingoUser.apk"};

static bool is_root_binary(wy_str path)
{
    size_t slash = wy_str_rfind_char(path, '/');
    wy_str base = slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
    for (size_t i = 0; i < WY_COUNT(root_names); i++)
        if (wy_str_eq(base, wy_str_c(root_names[i])))
            return true;
    return false;
}

static const char *note_of(wy_str path, wy_str mode)
{
    if (is_root_binary(path) && !wy_str_starts(path, WY_S("/sdcard")))
        return "root-binary";
    if (wy_str_starts(path, WY_S("/data/local/tmp/")) && path.len > 16)
        return "tmp";
    // Go writes a set-user-id bit as a leading 'u', ls as an 's'.
    bool setuid = mode.len && (mode.ptr[0] == 'u' || (mode.len > 3 && mode.ptr[3] == 's'));
    return setuid ? "setuid" : NULL;
}

// Cheap look before the object is parsed: 300,000 files are usual.
static bool file_wanted(wy_str text)
{
    if (wy_str_has(text, WY_S("/local/tmp/")) || wy_str_has(text, WY_S("\"u")) || wy_str_has(text, WY_S("rws")))
        return true;
    for (size_t i = 0; i < WY_COUNT(root_names); i++) {
        char end[24];
        size_t n = strlen(root_names[i]);
        end[0] = '/';
        memcpy(end + 1, root_names[i], n);
        end[n + 1] = '"';
        if (wy_str_has(text, (wy_str){end, n + 2}))
            return true;
    }
    return false;
}

static void file_row(struct wy_json_rows *rows, const struct wy_json *object)
{
    struct wy_evidence *ev = rows->in->ev;
    wy_str path = wy_json_get_str(object, WY_S("path")), mode = wy_json_get_str(object, WY_S("mode"));
    const char *note = path.len ? note_of(path, mode) : NULL;
    struct wy_file *f = note ? WY_ADD(file, ev, files, rows->at) : NULL;
    int64_t n;
    if (!f)
        return;
    f->path = wy_evidence_text(ev, path);
    f->mode = wy_evidence_text(ev, mode);
    f->note = wy_str_c(note);
    wy_str digest = wy_json_get_str(object, WY_S("sha256")), owner = wy_json_get_str(object, WY_S("user_name"));
    f->sha256 = digest.len == 64 ? wy_evidence_text(ev, digest) : (wy_str){0};
    if (wy_json_get_int(object, WY_S("size"), &n))
        f->size = wy_int_of(n);
    if (owner.len)
        f->owner = wy_evidence_text(ev, owner);
    else if (wy_json_get_int(object, WY_S("user_id"), &n))
        f->owner = wy_arena_printf(&ev->arena, "%lld", (long long)n);
}

static wy_err run_files(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_json_rows rows = {.in = in, .at = wy_item_origin(in, item), .wanted = file_wanted, .row = file_row};
    wy_err err = wy_json_rows(&rows, item, diag);
    if (err == WY_OK && rows.n)
        wy_covered(in->ev, wy_item_origin(in, item), WY_S("files"));
    return err;
}

// processes.json

static enum wy_match match_processes(const struct wy_item *item)
{
    return match_list(item, "processes.json", "\"ppid\"", "\"command_line\"");
}

static void process_row(struct wy_json_rows *rows, const struct wy_json *object)
{
    struct wy_evidence *ev = rows->in->ev;
    int64_t pid, uid;
    wy_str name = wy_json_str(wy_json_at(wy_json_get(object, WY_S("command_line")), 0));
    if (!name.len)
        name = wy_json_get_str(object, WY_S("filename"));
    struct wy_process *p =
        wy_json_get_int(object, WY_S("pid"), &pid) && name.len ? WY_ADD(process, ev, processes, rows->at) : NULL;
    if (!p)
        return;
    p->pid = wy_int_of(pid);
    p->name = wy_evidence_text(ev, name);
    if (wy_json_get_int(object, WY_S("uid"), &uid))
        p->uid = wy_int_of(uid);
}

static wy_err run_processes(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    struct wy_json_rows rows = {.in = in, .at = wy_item_origin(in, item), .row = process_row};
    wy_err err = wy_json_rows(&rows, item, diag);
    if (err == WY_OK && rows.n)
        wy_covered(in->ev, wy_item_origin(in, item), WY_S("processes"));
    return err;
}

// root_binaries.json and mounts.json: arrays of texts.

static enum wy_match match_texts(const struct wy_item *item)
{
    enum wy_match root = match_list(item, "root_binaries.json", NULL, NULL);
    return root != WY_MATCH_NO ? root : match_list(item, "mounts.json", NULL, NULL);
}

static void add_file(struct wy_ingest *in, struct wy_origin at, wy_str path, wy_str mode, const char *note)
{
    struct wy_file *f = path.len ? WY_ADD(file, in->ev, files, at) : NULL;
    if (!f)
        return;
    f->path = wy_evidence_text(in->ev, path);
    f->mode = wy_evidence_text(in->ev, mode);
    f->note = wy_str_c(note);
}

// "/dev/block/dm-2 on /system type ext4 (rw,seclabel)" or "/dev/block/dm-2 /system ext4 rw,seclabel 0 0"
static void mount_line(struct wy_ingest *in, struct wy_origin at, wy_str line)
{
    static const char *const system[] = {"/", "/system", "/vendor", "/product", "/system_ext", "/odm"};
    wy_str device, place, word, rest = line;
    if (!wy_str_next_word(&rest, &device) || !wy_str_next_word(&rest, &place))
        return;
    if (wy_str_eq(place, WY_S("on")) && !wy_str_next_word(&rest, &place))
        return;
    wy_str options = {0};
    while (wy_str_next_word(&rest, &word)) {
        word = word.ptr[0] == '(' ? wy_str_from(word, 1) : word;
        if (wy_str_starts(word, WY_S("rw,")) || wy_str_eq(word, WY_S("rw")) || wy_str_eq(word, WY_S("rw)")))
            options = word;
    }
    for (size_t i = 0; i < WY_COUNT(system) && options.ptr && device.ptr[0] == '/'; i++)
        if (wy_str_eq(place, wy_str_c(system[i])))
            add_file(in, at, place, options, "mounted-writable");
}

static wy_err run_texts(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes text;
    const struct wy_json *list;
    struct wy_origin at = wy_item_origin(in, item);
    wy_err err = wy_item_whole(in, item, &text, diag);
    if (err == WY_OK)
        err = wy_json_parse(NULL, text, (size_t)in->limits->json_depth, in->scratch, &list, diag);
    if (err != WY_OK)
        return err;
    bool mounts = is_named(item, "mounts.json");
    for (WY_JSON_EACH(one, list)) {
        wy_str lines = wy_json_str(one), line;
        while (wy_str_next(&lines, '\n', &line)) { // `which -a` gives several paths in one text
            if (mounts)
                mount_line(in, at, wy_str_trim(line));
            else
                add_file(in, at, wy_str_trim(line), (wy_str){0}, "root-binary");
        }
    }
    return WY_OK;
}

// acquisition.json: that this is an acquisition, and when it was taken (by the clock of the computer).

static enum wy_match match_acquisition(const struct wy_item *item)
{
    bool own =
        head_has(item, "\"androidqf_version\"") || (head_has(item, "\"uuid\"") && head_has(item, "\"storage_path\""));
    return own && item->head.len && item->head.ptr[0] == '{' ? WY_MATCH_SURE : WY_MATCH_NO;
}

static wy_err run_acquisition(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes text;
    const struct wy_json *root;
    wy_err err = wy_item_whole(in, item, &text, diag);
    if (err == WY_OK)
        err = wy_json_parse(NULL, text, (size_t)in->limits->json_depth, in->scratch, &root, diag);
    if (err != WY_OK)
        return err;
    int64_t when;
    struct wy_device *device = NULL;
    if (wy_time_parse(wy_json_get_str(root, WY_S("started")), &when))
        device = wy_ingest_device(in, wy_item_origin(in, item));
    if (device && !device->captured.known)
        device->captured = wy_int_of(when);
    return WY_OK;
}

#define ROW_OF(id, words, match_fn, run_fn)                                                                            \
    const struct wy_artifact wy_artifact_aqf_##id = {                                                                  \
        .name = words, .kind = "androidqf", .rank = 60, .match = match_fn, .run = run_fn}

ROW_OF(packages, "list of packages", match_packages, run_packages);
ROW_OF(files, "list of files", match_files, run_files);
ROW_OF(processes, "list of processes", match_processes, run_processes);
ROW_OF(texts, "traces of root", match_texts, run_texts);
ROW_OF(acquisition, "acquisition", match_acquisition, run_acquisition);
