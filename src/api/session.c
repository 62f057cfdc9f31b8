// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "api/session.h"

#include "api/version.h"
#include "checks/check.h"
#include "core/date.h"
#include "core/embedded.h"
#include "core/lang.h"
#include "evidence/codec.h"
#include "knowledge/knowledge.h"
#include "knowledge/stix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *wary_version(void) { return WARY_VERSION; }

wary *wary_new(void)
{
    wary *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    wy_arena_init(&w->arena, 0);
    w->limits = wy_limits_default;
    w->now = (int64_t)time(NULL);
    w->width = 80;
    w->scan = (struct wy_scan_options){.limits = &w->limits, .sandbox = true};
    w->scan.ingest.min_sdk = w->scan.ingest.max_sdk = -1;
    wy_evidence_init(&w->ev, &w->limits);
    wy_findings_init(&w->findings, &w->limits);
    wy_indicators_init(&w->indicator_set, &w->limits);
    return w;
}

void wary_free(wary *w)
{
    if (!w)
        return;
    wy_indicators_fini(&w->indicator_set);
    wy_findings_fini(&w->findings);
    wy_knowledge_free(w->knowledge);
    wy_evidence_fini(&w->ev);
    wy_arena_fini(&w->arena);
    free(w);
}

const char *wary_error(const wary *w) { return w->error; }

int wary_fail(wary *w, int code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(w->error, sizeof w->error, fmt, args);
    va_end(args);
    return code;
}

int wary_fail_diag(wary *w, wy_err err, const struct wy_diag *diag)
{
    int code = err == WY_NO_MEMORY ? WARY_INTERNAL : WARY_NO_ANSWER;
    return wary_fail(w, code, "%s", diag->text[0] ? diag->text : wy_err_name(err));
}

int wary_write_buf(wary *w, const struct wy_buf *buf, int fd)
{
    if (buf->err != WY_OK)
        return wary_fail(w, WARY_INTERNAL, _("the output is larger than can be held: %s"), wy_err_name(buf->err));
    wy_str s = wy_buf_str(buf);
    while (s.len) {
        ssize_t n = write(fd, s.ptr, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return wary_fail(w, WARY_INTERNAL, _("writing failed: %s"), strerror(errno));
        s = wy_str_from(s, (size_t)n);
    }
    return WARY_OK;
}

int wary_read_file(wary *w, const char *path, wy_bytes *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return wary_fail(w, WARY_USAGE, "%s: %s", path, strerror(errno));
    struct wy_fd_stream s = wy_fd_stream(fd, -1);
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    wy_err err = wy_stream_all(&s.stream, (size_t)w->limits.whole_item, &w->arena, out, &diag);
    close(fd);
    return err == WY_OK ? WARY_OK : wary_fail(w, WARY_USAGE, "%s: %s", path, diag.text);
}

// The list has no date of its own; its file's says when it was fetched.
static int set_revocations(wary *w, const char *path)
{
    struct wy_ingest_options *in = &w->scan.ingest;
    struct stat st;
    char day[WY_DATE_SIZE];
    int code = wary_read_file(w, path, &in->revocations);
    if (code == WARY_OK && stat(path, &st) == 0)
        in->revocations_date = wy_arena_dup(&w->arena, wy_day_format((int32_t)(st.st_mtime / 86400), day));
    return code;
}

static int add_path(wary *w, struct wary_paths *list, const char *path)
{
    struct wy_rows rows = {list->v, list->n, list->cap};
    const char **slot = wy_rows_add(&rows, &w->arena, sizeof *slot);
    char *copy = wy_arena_cstr(&w->arena, wy_str_c(path));
    if (!slot || !copy)
        return wary_fail(w, WARY_INTERNAL, "%s", wy_err_name(WY_NO_MEMORY));
    *slot = copy;
    *list = (struct wary_paths){rows.v, rows.n, rows.cap};
    return WARY_OK;
}

static wy_str base_name(wary *w, const char *path)
{
    const char *slash = strrchr(path, '/');
    return wy_arena_dup(&w->arena, wy_str_c(slash ? slash + 1 : path));
}

static int add_geoip(wary *w, const char *path)
{
    struct wy_ingest_options *in = &w->scan.ingest;
    if (in->geoip_n == WY_GEOIP_MAX)
        return wary_fail(w, WARY_USAGE, _("geoip: at most %d files"), WY_GEOIP_MAX);
    struct wy_named_file *file = &in->geoip[in->geoip_n];
    file->name = base_name(w, path);
    int code = wary_read_file(w, path, &file->bytes);
    if (code == WARY_OK)
        in->geoip_n++;
    return code;
}

// A file of the user's own is looked at here, so that a slip in it is told before a long search, or a long capture.
static int add_file(wary *w, const char *path, wy_err (*check)(wy_bytes text, struct wy_diag *diag), wy_bytes *all)
{
    wy_bytes bytes = {0};
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    int code = wary_read_file(w, path, &bytes);
    if (code != WARY_OK)
        return code;
    wy_str text = wy_bytes_str(bytes), before = wy_bytes_str(*all);
    if (wy_str_starts(text, WY_S("\xef\xbb\xbf")))
        text = wy_str_from(text, 3);
    wy_err err = check ? check(wy_str_bytes(text), &diag) : WY_OK;
    if (err != WY_OK)
        return wary_fail(w, err == WY_NO_MEMORY ? WARY_INTERNAL : WARY_USAGE, "%s: %s", path, diag.text);
    char *both = wy_arena_alloc(&w->arena, before.len + 1 + text.len, 1); // with any zeros in them: no printf
    if (!both)
        return wary_fail(w, WARY_INTERNAL, "%s", wy_err_name(WY_NO_MEMORY));
    if (before.len)
        memcpy(both, before.ptr, before.len);
    both[before.len] = '\n';
    if (text.len)
        memcpy(both + before.len + 1, text.ptr, text.len);
    *all = (wy_bytes){(const uint8_t *)both, before.len + 1 + text.len};
    return WARY_OK;
}

// Every row is looked at here, so that a slip in the user's own list is told and not passed over.
static int add_recipients(wary *w, const char *path)
{
    wy_bytes bytes = {0};
    int code = wary_read_file(w, path, &bytes);
    if (code != WARY_OK)
        return code;
    wy_str text = wy_bytes_str(bytes), rest = text, cells[4];
    while (wy_tsv_next(&rest, cells, WY_COUNT(cells)))
        if (!cells[0].len || !cells[1].len || !wy_utf8_valid(wy_str_bytes(cells[1])))
            return wary_fail(w, WARY_USAGE,
                             _("%s: \"%.*s\" is no row of domain, company and purpose, with tabs between"), path,
                             (int)wy_min(cells[0].len, 80), cells[0].ptr ? cells[0].ptr : "");
    wy_str *all = &w->scan.ingest.recipients;
    *all = wy_arena_printf(&w->arena, "%.*s\n%.*s", WY_ARG(*all), WY_ARG(text));
    return all->ptr ? WARY_OK : wary_fail(w, WARY_INTERNAL, "%s", wy_err_name(WY_NO_MEMORY));
}

static int bad_value(wary *w, const char *option, const char *value)
{
    return wary_fail(w, WARY_USAGE, _("%s: \"%s\" is not a value for this option"), option, value);
}

static int set_text(wary *w, const char **out, const char *value)
{
    *out = wy_arena_cstr(&w->arena, wy_str_c(value));
    return *out ? WARY_OK : wary_fail(w, WARY_INTERNAL, _("out of memory"));
}

static int set_seconds(wary *w, const char *value)
{
    if (!wy_str_u64(wy_str_c(value), &w->seconds) || !w->seconds || w->seconds > 86400)
        return wary_fail(w, WARY_USAGE, _("timeout: \"%s\" is no number of seconds"), value);
    return WARY_OK;
}

static int set_flag(wary *w, bool *flag, const char *option, const char *value)
{
    bool yes = strcmp(value, "yes") == 0;
    if (!yes && strcmp(value, "no") != 0)
        return bad_value(w, option, value);
    *flag = yes;
    return WARY_OK;
}

static int set_sdk(wary *w, const char *value)
{
    wy_str s = wy_str_c(value);
    size_t dots = wy_str_find(s, WY_S(".."));
    wy_str from = wy_str_sub(s, 0, dots), to = wy_str_from(s, dots == WY_NPOS ? s.len : dots + 2);
    uint64_t min = 0, max = 0;
    if (dots == WY_NPOS || (from.len && (!wy_str_u64(from, &min) || min > 10000)) ||
        (to.len && (!wy_str_u64(to, &max) || max > 10000)) || (from.len && to.len && min > max))
        return bad_value(w, "sdk", value);
    w->scan.ingest.min_sdk = from.len ? (int)min : -1;
    w->scan.ingest.max_sdk = to.len ? (int)max : -1;
    return WARY_OK;
}

static int set_number(wary *w, const char *option, const char *value, uint64_t max, uint64_t *out)
{
    if (!wy_str_u64(wy_str_c(value), out) || *out > max)
        return bad_value(w, option, value);
    return WARY_OK;
}

static int set_now(wary *w, const char *value)
{
    uint64_t n = 0;
    int code = set_number(w, "now", value, (uint64_t)1 << 40, &n);
    if (code == WARY_OK)
        w->now = (int64_t)n;
    return code;
}

static int set_width(wary *w, const char *value)
{
    uint64_t n = 0;
    int code = set_number(w, "width", value, 10000, &n);
    if (code == WARY_OK)
        w->width = n < 40 ? 40 : (unsigned)n;
    return code;
}

static int set_limit(wary *w, const char *value)
{
    if (wy_limits_set(&w->limits, wy_str_c(value)) == WY_OK)
        return WARY_OK;
    return wary_fail(w, WARY_USAGE, _("limit: \"%s\" is not NAME=NUMBER with a name that `wary limits` lists"), value);
}

static int set_lang(wary *w, const char *value)
{
    static const char *const known[] = {"en", "hi", "pl"};
    for (size_t i = 0; i < WY_COUNT(known); i++)
        if (strcmp(value, known[i]) == 0)
            return wy_lang_set(value, WARY_LOCALEDIR) ? WARY_OK
                                                      : wary_fail(w, WARY_INTERNAL, "no UTF-8 locale on this machine");
    return wary_fail(w, WARY_USAGE, _("lang: \"%s\" is not one of en, hi, pl"), value);
}

static int set_live_seconds(wary *w, const char *value)
{
    uint64_t n = 0;
    if (!wy_str_u64(wy_str_c(value), &n) || n == 0 || n > 31536000)
        return bad_value(w, "for", value);
    w->live.seconds = (unsigned)n;
    return WARY_OK;
}

static int set_mine(wary *w, const char *value)
{
    if (!wy_ingest_names_devices(wy_str_c(value)))
        return wary_fail(w, WARY_USAGE, _("mine: no IP or MAC address, nor a list of at most %d of them: \"%s\""),
                         WY_DEVICES_NAMED_MAX, value);
    w->scan.ingest.mine = wy_arena_dup(&w->arena, wy_str_c(value));
    return WARY_OK;
}

static int set_by(wary *w, const char *value)
{
    if (strcmp(value, "case") != 0 && strcmp(value, "model") != 0)
        return wary_fail(w, WARY_USAGE, _("by: \"%s\" is not one of case, model"), value);
    w->by_model = strcmp(value, "model") == 0;
    return WARY_OK;
}

int wary_set(wary *w, const char *option, const char *value)
{
    struct wy_ingest_options *in = &w->scan.ingest;
    wy_str o = wy_str_c(option);
#define IS(name) wy_str_eq(o, WY_S(name))
    return IS("lang")           ? set_lang(w, value)
           : IS("now")          ? set_now(w, value)
           : IS("limit")        ? set_limit(w, value)
           : IS("sdk")          ? set_sdk(w, value)
           : IS("width")        ? set_width(w, value)
           : IS("mine")         ? set_mine(w, value)
           : IS("by")           ? set_by(w, value)
           : IS("sandbox")      ? set_flag(w, &w->scan.sandbox, option, value)
           : IS("received")     ? set_flag(w, &in->received, option, value)
           : IS("hash")         ? set_flag(w, &in->hash, option, value)
           : IS("reveal")       ? set_flag(w, &w->reveal, option, value)
           : IS("colour")       ? set_flag(w, &w->colour, option, value)
           : IS("identity")     ? add_file(w, value, wy_ingest_check_identity, &in->identity)
           : IS("experiment")   ? add_file(w, value, wy_ingest_check_marks, &in->marks)
           : IS("keys")         ? add_file(w, value, NULL, &in->key_log)
           : IS("live-seconds") ? set_live_seconds(w, value)
           : IS("geoip")        ? add_geoip(w, value)
           : IS("recipients")   ? add_recipients(w, value)
           : IS("revocations")  ? set_revocations(w, value)
           : IS("ca-file")      ? set_text(w, &w->ca_file, value)
           : IS("timeout")      ? set_seconds(w, value)
           : IS("unsigned")     ? set_flag(w, &w->unsigned_too, option, value)
           : IS("prepare")      ? set_flag(w, &w->prepare, option, value)
           : IS("indicators")   ? add_path(w, &w->indicators, value)
           : IS("knowledge")    ? add_path(w, &w->knowledge_paths, value)
                                : wary_fail(w, WARY_USAGE, _("there is no option \"%s\""), option);
#undef IS
}

int wary_add_target(wary *w, const char *target) { return add_path(w, &w->targets, target); }

int wary_add_interface(wary *w, const char *name)
{
    if (w->scan.live)
        return wary_fail(w, WARY_USAGE, _("live: one interface only"));
    int code = add_path(w, &w->targets, name);
    if (code == WARY_OK) {
        w->live.interface = w->targets.v[w->targets.n - 1];
        w->scan.live = &w->live;
    }
    return code;
}

void wary_on_progress(wary *w, wary_progress call, void *user)
{
    w->progress = call;
    w->progress_user = user;
}

static void tell_progress(void *user, const char *target, wy_str kind)
{
    wary *w = user;
    char word[32] = "";
    memcpy(word, kind.ptr ? kind.ptr : "", wy_min(kind.len, sizeof word - 1));
    if (w->progress)
        w->progress(w->progress_user, target, word);
}

static int load_indicators(wary *w);

// What judging needs, loaded while a worker reads. A failure shows again, and is told, when it is needed.
static void prepare(void *user)
{
    wary *w = user;
    const struct wy_knowledge *knowledge;
    if (load_indicators(w) == WARY_OK)
        (void)wary_session_knowledge(w, &knowledge);
}

static void tell_count(void *user, uint64_t packets, uint64_t bytes, uint64_t transfers)
{
    const wary *w = user;
    char line[256];
    (void)snprintf(line, sizeof line, _("%llu packets, %llu kB; identifiers of yours seen leaving: %llu"),
                   (unsigned long long)packets, (unsigned long long)bytes / 1000, (unsigned long long)transfers);
    if (w->progress)
        w->progress(w->progress_user, w->live.interface, line);
}

// The worker may take as long as the user lets it run.
static wy_err start_live(wary *w, struct wy_diag *diag)
{
    if (w->limits.cpu_seconds == wy_limits_default.cpu_seconds)
        w->limits.cpu_seconds = UINT64_C(30) * 86400;
    w->live.tick = tell_count;
    w->live.user = w;
    wy_err err = wy_live_start(&w->live, &w->limits, diag);
    if (err == WY_OK)
        w->scan.ingest.live = &w->live.counts->transfers;
    return err;
}

static void end_live(wary *w)
{
    wy_live_stop(&w->live);
    w->scan.ingest.live = NULL;
    w->scan.live = NULL;
    struct wy_origin at = {.source = w->ev.sources.n ? (uint32_t)w->ev.sources.n - 1 : 0};
    if (w->live.broke)
        wy_gap(&w->ev, at, WY_TRUNCATED, "the packets ended by themselves: what passed later was not read");
    if (w->live.dropped)
        wy_gap(&w->ev, at, WY_TRUNCATED, "%llu packets came faster than they could be read and are missing",
               (unsigned long long)w->live.dropped);
}

int wary_examine(wary *w)
{
    if (w->targets.n == 0)
        return wary_fail(w, WARY_USAGE, _("nothing to examine was named"));
    w->scan.progress = tell_progress;
    w->scan.meanwhile = w->prepare ? prepare : NULL;
    w->scan.user = w;
    w->scan.ingest.now = w->now;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    wy_err err = w->scan.live ? start_live(w, &diag) : WY_OK;
    if (err == WY_OK)
        err = wy_scan(w->targets.v, w->targets.n, &w->scan, &w->ev, &diag);
    if (w->scan.live)
        end_live(w);
    w->examined = true;
    return err == WY_OK ? WARY_OK : wary_fail_diag(w, err, &diag);
}

int wary_write_evidence(wary *w, int fd, int redact)
{
    struct wy_buf buf;
    wy_buf_init(&buf, (size_t)w->limits.evidence * 2);
    wy_evidence_encode(&w->ev, redact ? WY_ENCODE_REDACT : 0, &buf);
    int code = wary_write_buf(w, &buf, fd);
    wy_buf_fini(&buf);
    return code;
}

// Lists of indicators that the user named. They are the user's own files, read before anything is judged.
static int load_indicators(wary *w)
{
    struct wy_indicators *set = &w->indicator_set;
    if (w->indicators_loaded)
        return WARY_OK;
    for (size_t i = 0; i < w->indicators.n; i++) {
        const char *path = w->indicators.v[i];
        wy_bytes json = {0};
        int code = wary_read_file(w, path, &json);
        if (code != WARY_OK)
            return code;
        struct wy_diag diag = {.offset = WY_NO_OFFSET};
        if (wy_indicators_load(set, wy_str_c(path), json, &diag) != WY_OK)
            return wary_fail(w, WARY_USAGE, "%s: %s", path, diag.text);
    }
    w->indicators_loaded = true;
    return WARY_OK;
}

static int add_knowledge(wary *w, struct wy_knowledge *k)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    for (size_t i = 0; i < w->knowledge_paths.n; i++)
        if (wy_knowledge_add_path(k, w->knowledge_paths.v[i], &diag) != WY_OK)
            return wary_fail(w, WARY_USAGE, "%s", diag.text);
    wy_err err = wy_knowledge_settle(k, &diag);
    return err == WY_OK ? WARY_OK : wary_fail_diag(w, err, &diag);
}

int wary_session_knowledge(wary *w, const struct wy_knowledge **out)
{
    if (!w->knowledge) {
        struct wy_knowledge *k = wy_knowledge_new(&w->limits);
        int code = k ? add_knowledge(w, k) : wary_fail(w, WARY_INTERNAL, "%s", wy_err_name(WY_NO_MEMORY));
        if (code != WARY_OK) {
            wy_knowledge_free(k);
            return code;
        }
        w->knowledge = k;
    }
    *out = w->knowledge;
    return WARY_OK;
}

int wary_judge(wary *w)
{
    const struct wy_knowledge *knowledge = NULL;
    int code = load_indicators(w);
    if (code == WARY_OK)
        code = wary_session_knowledge(w, &knowledge);
    if (code != WARY_OK)
        return code;
    struct wy_check_run run = {
        .ev = &w->ev, .knowledge = knowledge, .indicators = &w->indicator_set, .out = &w->findings, .now = w->now};
    wy_checks_run(&run);
    w->answers = wy_answer(&w->findings, &w->ev);
    w->judged = true;
    return WARY_OK;
}

int wary_exit_code(const wary *w, int fail_on)
{
    return wy_exit_code(&w->findings, &w->answers, (enum wy_severity)fail_on);
}
