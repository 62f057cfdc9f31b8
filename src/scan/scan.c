// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/scan.h"

#include "evidence/codec.h"
#include "sandbox/worker.h"
#include "scan/examine.h"
#include "scan/live.h"
#include "sources/open.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct feeding {
    struct wy_worker worker;
    const struct wy_limits *limits;
    struct wy_evidence *ev; // gaps of opening go here
    uint32_t source;
    bool live; // packets come until the user ends it
};

static wy_err opened(void *user, int fd, enum wy_feed_kind kind, wy_str name, struct wy_diag *diag)
{
    struct feeding *f = user;
    if (kind == WY_FEED_STREAM && !f->live) // there the copying process must notice when the worker ends
        wy_worker_may_await(&f->worker, fd);
    if (kind == WY_FEED_ADB || kind == WY_FEED_ADB_RAW) // a silent phone has a limit of its own
        f->worker.idle_seconds = f->limits->idle_seconds ? f->limits->idle_seconds + f->limits->command_seconds : 0;
    return wy_feed_send(&f->worker, fd, (int)kind, name, diag);
}

static void unopened(void *user, wy_str name, const struct wy_diag *diag)
{
    struct feeding *f = user;
    wy_gap_diag(f->ev, (struct wy_origin){.source = f->source, .item = name}, diag);
}

// A target whose worker gave nothing still is a source of the case, so that its gap has something to point at.
static void add_bare_source(struct wy_evidence *ev, const char *target)
{
    wy_str name = wy_evidence_text(ev, wy_str_c(target));
    struct wy_source *s = WY_ADD(source, ev, sources, (struct wy_origin){0});
    if (s) {
        s->target = name;
        s->kind = WY_S("unknown");
    }
}

static wy_err take_lines(void *ctx, wy_bytes lines, struct wy_diag *diag)
{
    return wy_evidence_read_lines(ctx, lines, diag);
}

// Rows are decoded while the worker writes others.
static wy_err read_evidence(struct feeding *f, uint64_t max, struct wy_diag *diag)
{
    struct wy_buf rest;
    wy_buf_init(&rest, (size_t)max);
    struct wy_evidence_reader reader = wy_evidence_reader_new(f->ev);
    wy_err err = wy_worker_finish_lines(&f->worker, &(struct wy_worker_lines){take_lines, &reader}, &rest, diag);
    if (err == WY_OK && (rest.len || f->ev->sources.n == f->source))
        err = wy_fail(diag, WY_TRUNCATED, WY_NO_OFFSET, "the worker's evidence ends early");
    if (err == WY_OK)
        err = wy_evidence_reader_finish(&reader, diag);
    wy_evidence_reader_fini(&reader);
    wy_buf_fini(&rest);
    return err;
}

static wy_err collect_result(struct feeding *f, const char *target, const struct wy_scan_options *o,
                             struct wy_diag *diag)
{
    struct wy_diag died = {.offset = WY_NO_OFFSET};
    if (f->worker.feed >= 0) { // nothing more comes: the worker may conclude while the parent does something else
        close(f->worker.feed);
        f->worker.feed = -1;
    }
    if (o->meanwhile && f->source == 0)
        o->meanwhile(o->user);
    if (f->live)
        wy_live_watch(o->live);
    wy_err err = read_evidence(f, o->limits->evidence, &died);
    if (err == WY_DENIED)
        (void)wy_fail(diag, err, WY_NO_OFFSET, "%s", died.text);
    if (f->ev->sources.n == f->source)
        add_bare_source(f->ev, target);
    if (err != WY_OK)
        wy_gap_diag(f->ev, (struct wy_origin){.source = f->source}, &died);
    else if (o->progress)
        o->progress(o->user, target, ((struct wy_source *)f->ev->sources.v)[f->source].kind);
    return err == WY_DENIED ? err : WY_OK;
}

static bool is_live(const struct wy_scan_options *o, const char *target)
{
    return o->live && strcmp(target, o->live->interface) == 0;
}

// A file without a name, for a worker that has to unpack what it can only unpack once. limits.spool becomes what may be
// written to it, which the kernel holds the worker to: at most half of what is free, nothing where there is no file.
static int open_spool(struct wy_limits *limits)
{
    const char *folder = getenv("TMPDIR");
    struct statvfs room;
    int fd = limits->spool ? open(folder ? folder : "/var/tmp", O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600) : -1;
    uint64_t half = fd >= 0 && fstatvfs(fd, &room) == 0 ? room.f_bavail * (uint64_t)room.f_frsize / 2 : 0;
    limits->spool = half < limits->spool ? half : limits->spool;
    struct rlimit user; // ulimit: a worker that wrote on would be killed
    if (getrlimit(RLIMIT_FSIZE, &user) == 0 && user.rlim_cur < limits->spool)
        limits->spool = user.rlim_cur;
    return fd;
}

// The pipe of the process that copies packets is handed over as if the user had given it.
static wy_err open_target(struct wy_target *target, struct feeding *f, const struct wy_scan_options *o,
                          struct wy_diag *diag)
{
    struct wy_open_callbacks cb = {opened, unopened, f};
    if (!f->live)
        return wy_target_open(target, o->limits, &cb, diag);
    wy_err err = opened(f, o->live->packets, WY_FEED_STREAM, wy_str_c(target->name), diag);
    close(o->live->packets); // the copying process must notice when the worker ends
    o->live->packets = -1;
    return err;
}

static wy_err scan_target(const char *name, const struct wy_scan_options *o, struct wy_evidence *ev,
                          struct wy_diag *diag)
{
    struct wy_limits limits = *o->limits; // the worker's
    struct wy_examine_job job = {
        .limits = &limits,
        .options = &o->ingest,
        .target = name,
        .sandboxed = o->sandbox,
        .folder = false,
    };
    // The worker is told whether it reads a folder before it starts: opening says so, but only by opening.
    bool live = is_live(o, name);
    int probe = live ? -1 : open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    job.folder = probe >= 0;
    if (probe >= 0)
        close(probe);
    struct feeding f = {.limits = &limits, .ev = ev, .source = (uint32_t)ev->sources.n, .live = live};
    limits.spool = live ? 0 : limits.spool;
    int spool = open_spool(&limits);
    wy_err err = wy_worker_start(&f.worker, o->sandbox, &limits, wy_examine, &job, diag);
    struct wy_target target = {.name = name};
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    wy_err open_err = err;
    if (err == WY_OK && spool >= 0)
        open_err = opened(&f, spool, WY_FEED_SPOOL, (wy_str){0}, &own);
    if (spool >= 0)
        close(spool);
    if (err != WY_OK)
        return err;
    if (open_err == WY_OK)
        open_err = open_target(&target, &f, o, &own);
    err = collect_result(&f, name, o, diag);
    if (err != WY_OK)
        return err;
    if (open_err == WY_OK)
        return WY_OK;
    wy_gap_diag(ev, (struct wy_origin){.source = f.source}, &own);
    (void)wy_fail(diag, open_err, WY_NO_OFFSET, "%s", own.text);
    return open_err;
}

// By magic number alone: pcap in its four spellings, pcapng, HAR by name. Everything else counts as about the device.
// For a look before its turn: of a pipe, opening would take what is in it, or end who writes to it.
static int open_regular(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;
}

static bool is_capture(const char *target)
{
    uint8_t magic[4] = {0};
    int fd = open_regular(target);
    ssize_t n = fd < 0 ? -1 : pread(fd, magic, sizeof magic, 0);
    if (fd >= 0)
        close(fd);
    static const uint8_t known[][4] = {{0xd4, 0xc3, 0xb2, 0xa1},
                                       {0xa1, 0xb2, 0xc3, 0xd4},
                                       {0x4d, 0x3c, 0xb2, 0xa1},
                                       {0xa1, 0xb2, 0x3c, 0x4d},
                                       {0x0a, 0x0d, 0x0d, 0x0a}};
    for (size_t i = 0; i < WY_COUNT(known) && n == 4; i++)
        if (memcmp(magic, known[i], 4) == 0)
            return true;
    return wy_str_ends(wy_str_c(target), WY_S(".har")) || wy_str_has(wy_str_c(target), WY_S(".pcap"));
}

// The .idsig beside an APK: the target named like it, or the other one of two. Handed over as bytes, because each
// target has its own worker.
static wy_str base_name(const char *path)
{
    wy_str s = wy_str_c(path);
    size_t slash = wy_str_rfind_char(s, '/');
    return slash == WY_NPOS ? s : wy_str_from(s, slash + 1);
}

static const char *idsig_of(const char *target, const char *const *targets, size_t n)
{
    wy_str own = base_name(target), end = WY_S(".idsig");
    for (size_t i = 0; i < n && !wy_str_ends(own, end); i++) {
        wy_str other = base_name(targets[i]);
        bool named = other.len == own.len + end.len && wy_str_starts(other, own);
        if (wy_str_ends(other, end) && (named || n == 2))
            return targets[i];
    }
    return NULL;
}

static wy_bytes read_whole(const char *path, const struct wy_limits *limits, struct wy_arena *arena)
{
    struct wy_fd_blob blob;
    wy_bytes bytes = {0};
    int fd = path ? open_regular(path) : -1;
    if (fd < 0)
        return bytes;
    if (wy_fd_blob_init(&blob, fd, NULL) == WY_OK && blob.blob.size <= limits->whole_item &&
        wy_blob_view(&blob.blob, 0, (size_t)blob.blob.size, arena, &bytes, NULL) != WY_OK)
        bytes = (wy_bytes){0};
    close(fd);
    return bytes;
}

// A target that looks like certificates.
struct certificates {
    const char *target;
    wy_bytes bytes;
};

static void read_certificates(const char *const *targets, size_t n, const struct wy_limits *limits,
                              struct wy_arena *arena, struct wy_rows *out)
{
    enum { FILES_MAX = 16, FILE_SIZE_MAX = 256 << 10 };
    static const char pem[] = "-----BEGIN";
    for (size_t i = 0; i < n && n > 1 && out->n < FILES_MAX; i++) {
        char magic[sizeof pem] = {0};
        struct stat st;
        int fd = open_regular(targets[i]);
        if (fd < 0)
            continue;
        bool small = fstat(fd, &st) == 0 && st.st_size <= FILE_SIZE_MAX &&
                     pread(fd, magic, sizeof pem - 1, 0) == (ssize_t)sizeof pem - 1;
        close(fd);
        bool like = small && (strcmp(magic, pem) == 0 || (magic[0] == 0x30 && magic[1] == '\x82'));
        struct certificates *row = like ? wy_rows_add(out, arena, sizeof *row) : NULL;
        if (row)
            *row = (struct certificates){targets[i], read_whole(targets[i], limits, arena)};
    }
}

// Those of the other targets: a chain may lie in several files. Their bytes go to each worker.
static struct wy_rows others(const struct wy_rows *all, const char *own, struct wy_arena *arena)
{
    struct wy_rows out = {0};
    for (WY_EACH(struct certificates, c, *all)) {
        wy_bytes *row = c->target != own ? wy_rows_add(&out, arena, sizeof *row) : NULL;
        if (row)
            *row = c->bytes;
    }
    return out;
}

// A firmware's own name is often that of an image for many devices ("missi"), so only what phones say is compared.
static bool firmware_says(const struct wy_evidence *ev, const struct wy_device *d)
{
    const struct wy_source *source =
        d->at.source < ev->sources.n ? (struct wy_source *)ev->sources.v + d->at.source : NULL;
    return source && wy_str_eq(source->kind, WY_S("firmware"));
}

// Several targets are one case about one device. Where they tell of two, the report would mix them without a word.
static void tell_other_devices(struct wy_evidence *ev)
{
    const struct wy_device *first = wy_device(ev);
    if (!first || !first->codename.len || firmware_says(ev, first))
        return;
    for (WY_EACH(struct wy_device, d, ev->devices))
        if (d->at.source != first->at.source && d->codename.len && !firmware_says(ev, d) &&
            !wy_str_eq_nocase(d->codename, first->codename))
            wy_gap(
                ev, d->at, WY_UNSUPPORTED,
                "this is about another device (%.*s) than the rest of the case (%.*s): what is said here mixes them; "
                "check each by itself",
                (int)wy_min(d->codename.len, 40), d->codename.ptr, (int)wy_min(first->codename.len, 40),
                first->codename.ptr);
}

wy_err wy_scan(const char *const *targets, size_t n, const struct wy_scan_options *options, struct wy_evidence *ev,
               struct wy_diag *diag)
{
    size_t failed = 0;
    struct wy_scan_options o = *options;
    struct wy_arena kept;
    struct wy_rows certificates = {0};
    wy_arena_init(&kept, (size_t)o.limits->arena);
    read_certificates(targets, n, o.limits, &kept, &certificates);
    for (int pass = 0; pass < 2; pass++) {
        o.ingest.known = pass == 1 ? ev : options->ingest.known;
        for (size_t i = 0; i < n; i++) {
            if ((is_live(&o, targets[i]) || is_capture(targets[i])) != (pass == 1))
                continue;
            struct wy_diag own = {.offset = WY_NO_OFFSET};
            struct wy_arena beside;
            wy_arena_init(&beside, (size_t)o.limits->arena);
            o.ingest.idsig = read_whole(idsig_of(targets[i], targets, n), o.limits, &beside);
            o.ingest.beside = others(&certificates, targets[i], &beside);
            wy_err err = scan_target(targets[i], &o, ev, &own);
            wy_arena_fini(&beside);
            if (err == WY_OK)
                continue;
            failed++;
            (void)wy_fail(diag, err, WY_NO_OFFSET, "%s", own.text); // the first failure is the one that is told
            if (err == WY_DENIED && options->sandbox && own.offset == WY_NO_OFFSET && ev->sources.n == 0) {
                wy_arena_fini(&kept);
                return err;
            }
        }
    }
    wy_arena_fini(&kept);
    tell_other_devices(ev);
    return failed == n ? diag->code : WY_OK;
}
