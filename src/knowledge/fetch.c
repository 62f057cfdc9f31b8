// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Downloads over libcurl: CSAF 2.0 section 7.1 (provider-metadata.json, ROLIE feeds, index.txt of directories, digests
// beside files), RFC 8322 for ROLIE, RFC 9110 section 14 for resuming. Signatures: knowledge/signature.h.
#include "knowledge/fetch.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/digest.h"
#include "core/json.h"
#include "core/lang.h"
#include "evidence/model.h"
#include "knowledge/curl.h"
#include "knowledge/import.h"
#include "knowledge/signature.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A published archive is below 2 GiB today; a feed is a few MiB; the rest is patience with slow servers.
#define FILE_MAX (INT64_C(4) << 30)
enum { FEED_MAX = 64 << 20, DIGEST_FILE_MAX = 16384, URL_MAX = 4096, NAME_MAX_OURS = 160, TAG_MAX = 200 };
enum { CONNECT_SECONDS = 30, SLOW_SECONDS = 60, SLOW_BYTES = 100, REDIRECTS_MAX = 5, FOLDER_DEPTH = 3 };
enum { KEY_FILE_MAX = 1 << 20 };

enum place { REMOTE, LOOPBACK, LOCAL };

struct fetch {
    const struct wy_fetch_options *options;
    struct wy_fetch_counts *counts;
    struct wy_curl lib;
    CURL *curl;
    int folder;
    const char *folder_name;
    enum place place; // of the source: what it names may not lie nearer than itself
    struct wy_arena arena;
    struct wy_signers signers;
    bool signs;   // the provider names keys, or the feed signatures: each document has to have one
    bool keyless; // there are signatures, but nobody has named a key
};

struct document {
    const char *url;
    wy_str signature; // where the feed says it is; absent: beside the document
};

// One transfer: into a file or into memory.
struct transfer {
    struct fetch *f;
    int fd; // -1: memory
    struct wy_buf *memory;
    int64_t got, max;
    bool resumed, begun, elsewhere; // elsewhere: the body of a redirect, which is no content
    int error;                      // errno of what could not be written
    char tag[TAG_MAX];              // ETag, strong ones alone
    const char *tag_name;
};

static void say(const struct fetch *f, bool important, const char *what, const char *url)
{
    char line[URL_MAX + 400];
    (void)snprintf(line, sizeof line, "%s: %s", url, what);
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    if (f->options->say)
        f->options->say(f->options->user, important, line);
}

static bool is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

// Where a URL leads; false for what is not taken at all.
static bool place_of(const struct fetch *f, const char *url, enum place *out)
{
    CURLU *u = f->lib.url();
    char *scheme = NULL, *host = NULL;
    bool ok = u && f->lib.url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
              f->lib.url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK;
    if (ok && strcmp(scheme, "file") == 0) {
        *out = LOCAL;
    } else if (ok) {
        ok = f->lib.url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK;
        bool loop = ok && is_loopback(host);
        *out = loop ? LOOPBACK : REMOTE;
        ok = ok && (strcmp(scheme, "https") == 0 || (loop && strcmp(scheme, "http") == 0));
    }
    f->lib.free(scheme);
    f->lib.free(host);
    f->lib.url_cleanup(u);
    return ok;
}

static size_t take_header(char *data, size_t size, size_t n, void *user)
{
    struct transfer *t = user;
    wy_str line = {data, size * n};
    if (wy_str_starts_nocase(line, WY_S("etag:"))) {
        wy_str tag = wy_str_trim(wy_str_from(line, 5));
        t->tag[0] = 0;
        if (tag.len < sizeof t->tag && wy_str_starts(tag, WY_S("\"")))
            (void)snprintf(t->tag, sizeof t->tag, "%.*s", WY_ARG(tag));
    }
    return size * n;
}

static void keep_tag(const struct transfer *t)
{
    int fd =
        t->tag[0] ? openat(t->f->folder, t->tag_name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
    if (fd < 0) {
        (void)unlinkat(t->f->folder, t->tag_name, 0);
        return;
    }
    bool kept = write(fd, t->tag, strlen(t->tag)) == (ssize_t)strlen(t->tag);
    close(fd);
    if (!kept)
        (void)unlinkat(t->f->folder, t->tag_name, 0);
}

static size_t take_data(char *data, size_t size, size_t n, void *user)
{
    struct transfer *t = user;
    wy_str rest = {data, size * n};
    long code = 0;
    if (!t->begun) {
        t->f->lib.easy_getinfo(t->f->curl, CURLINFO_RESPONSE_CODE, &code);
        t->elsewhere = code >= 300 && code < 400;
    }
    if (t->elsewhere)
        return size * n;
    if (!t->begun && t->fd >= 0) {
        if (t->resumed && code == 200) { // the server starts again
            if (ftruncate(t->fd, 0) != 0 || lseek(t->fd, 0, SEEK_SET) != 0)
                return 0;
            t->got = 0;
        }
        keep_tag(t);
    }
    t->begun = true;
    t->got += (int64_t)rest.len;
    if (t->got > t->max)
        return 0;
    if (t->memory) {
        wy_buf_add(t->memory, rest);
        return t->memory->err ? 0 : size * n;
    }
    while (rest.len) {
        ssize_t w = write(t->fd, rest.ptr, rest.len);
        if (w < 0 && errno != EINTR) {
            t->error = errno;
            return 0;
        }
        rest = wy_str_from(rest, w > 0 ? (size_t)w : 0);
    }
    return size * n;
}

static void set_options(struct fetch *f, const char *url, struct transfer *t, char error[CURL_ERROR_SIZE])
{
    CURL *c = f->curl;
    long seconds = f->options->seconds ? (long)f->options->seconds : SLOW_SECONDS;
    f->lib.easy_reset(c);
    f->lib.easy_setopt(c, CURLOPT_URL, url);
    f->lib.easy_setopt(c, CURLOPT_ERRORBUFFER, error);
    f->lib.easy_setopt(c, CURLOPT_PROTOCOLS_STR,
                       f->place == LOCAL      ? "file"
                       : f->place == LOOPBACK ? "http,https"
                                              : "https");
    f->lib.easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L); // run() follows, by our rules
    f->lib.easy_setopt(c, CURLOPT_FAILONERROR, 1L);
    f->lib.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    f->lib.easy_setopt(c, CURLOPT_CONNECTTIMEOUT, seconds < CONNECT_SECONDS ? seconds : (long)CONNECT_SECONDS);
    f->lib.easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    f->lib.easy_setopt(c, CURLOPT_LOW_SPEED_TIME, seconds);
    if (f->options->ca_file)
        f->lib.easy_setopt(c, CURLOPT_CAINFO, f->options->ca_file);
    f->lib.easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->max);
    f->lib.easy_setopt(c, CURLOPT_USERAGENT, "wary");
    if (f->place == LOOPBACK)
        f->lib.easy_setopt(c, CURLOPT_PROXY, "");
    f->lib.easy_setopt(c, CURLOPT_WRITEFUNCTION, take_data);
    f->lib.easy_setopt(c, CURLOPT_WRITEDATA, t);
    f->lib.easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    f->lib.easy_setopt(c, CURLOPT_HEADERDATA, t);
}

// One request; false, and why in `error`.
static bool run_once(struct fetch *f, const char *url, struct transfer *t, struct curl_slist *headers, long *code,
                     char error[CURL_ERROR_SIZE])
{
    enum place place;
    *code = 0;
    error[0] = 0;
    t->begun = false;
    t->tag[0] = 0;
    if (!place_of(f, url, &place) || place > f->place || (f->place == LOCAL) != (place == LOCAL)) {
        (void)snprintf(error, CURL_ERROR_SIZE, "%s", _("only https addresses are fetched"));
        return false;
    }
    set_options(f, url, t, error);
    if (t->resumed)
        f->lib.easy_setopt(f->curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)t->got);
    if (headers)
        f->lib.easy_setopt(f->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode r = f->lib.easy_perform(f->curl);
    f->lib.easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, code);
    if (r != CURLE_OK && t->error)
        (void)snprintf(error, CURL_ERROR_SIZE, "%s", strerror(t->error));
    else if (r != CURLE_OK && !error[0])
        (void)snprintf(error, CURL_ERROR_SIZE, "%s", f->lib.easy_strerror(r));
    return r == CURLE_OK;
}

// Follows redirects: each address meets the rules of the first.
static bool run(struct fetch *f, const char *url, struct transfer *t, struct curl_slist *headers, long *code,
                char error[CURL_ERROR_SIZE])
{
    char at[URL_MAX];
    (void)snprintf(at, sizeof at, "%s", url);
    for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
        char *next = NULL;
        if (!run_once(f, at, t, headers, code, error))
            return false;
        if (*code < 300 || *code >= 400)
            return true;
        f->lib.easy_getinfo(f->curl, CURLINFO_REDIRECT_URL, &next);
        if (!next || strlen(next) >= sizeof at)
            break;
        (void)snprintf(at, sizeof at, "%s", next);
    }
    (void)snprintf(error, CURL_ERROR_SIZE, "%s", _("the server sends us on to nowhere, or too often"));
    return false;
}

static bool get_text(struct fetch *f, const char *url, size_t max, struct wy_buf *out)
{
    char error[CURL_ERROR_SIZE];
    long code;
    struct transfer t = {.f = f, .fd = -1, .memory = out, .max = (int64_t)max};
    wy_buf_init(out, max);
    return run(f, url, &t, NULL, &code, error);
}

// "<16 hex digits of the URL>-<the letters of its last part that are harmless>"
static bool make_name(const char *url, char out[NAME_MAX_OURS])
{
    uint8_t digest[WY_DIGEST_MAX];
    if (!wy_digest_once(WY_SHA256, wy_str_bytes(wy_str_c(url)), digest))
        return false;
    size_t n = 0;
    for (int i = 0; i < 8; i++)
        n += (size_t)snprintf(out + n, NAME_MAX_OURS - n, "%02x", digest[i]);
    out[n++] = '-';
    wy_str path = wy_str_sub(wy_str_c(url), 0, wy_min(wy_str_find_char(wy_str_c(url), '?'), strlen(url)));
    size_t slash = wy_str_rfind_char(path, '/');
    wy_str last = slash == WY_NPOS ? path : wy_str_from(path, slash + 1);
    for (size_t i = last.len > 100 ? last.len - 100 : 0; i < last.len; i++) {
        char c = last.ptr[i];
        out[n++] = wy_is_digit(c) || (wy_lower(c) >= 'a' && wy_lower(c) <= 'z') || c == '.' || c == '-' ? c : '_';
    }
    out[n] = 0;
    return true;
}

static bool digest_of_file(int fd, enum wy_digest_kind kind, uint8_t out[WY_DIGEST_MAX])
{
    uint8_t block[65536];
    struct wy_digest *d = wy_digest_new(kind);
    bool ok = d && lseek(fd, 0, SEEK_SET) == 0;
    for (ssize_t n = 1; ok && n > 0;) {
        n = read(fd, block, sizeof block);
        ok = n >= 0 && wy_digest_add(d, (wy_bytes){block, n > 0 ? (size_t)n : 0});
    }
    ok = ok && wy_digest_take(d, out);
    wy_digest_free(d);
    return ok;
}

// The digest beside the file: WY_NO = it is another one, WY_UNKNOWN = none is published.
static enum wy_tri check_digest(struct fetch *f, const char *url, int fd)
{
    static const struct {
        const char *suffix;
        enum wy_digest_kind kind;
    } kinds[] = {{".sha512", WY_SHA512}, {".sha256", WY_SHA256}};
    enum wy_tri result = WY_UNKNOWN;
    for (size_t i = 0; i < WY_COUNT(kinds) && result == WY_UNKNOWN; i++) {
        char beside[URL_MAX];
        uint8_t digest[WY_DIGEST_MAX];
        struct wy_buf text;
        if (snprintf(beside, sizeof beside, "%s%s", url, kinds[i].suffix) >= (int)sizeof beside)
            continue;
        bool there = get_text(f, beside, DIGEST_FILE_MAX, &text);
        wy_str rest = wy_buf_str(&text), word;
        if (there && wy_str_next_word(&rest, &word) && word.len == 2 * wy_digest_size(kinds[i].kind)) {
            bool same = digest_of_file(fd, kinds[i].kind, digest);
            for (size_t b = 0; same && b < word.len / 2; b++) {
                int high = wy_hex_digit(word.ptr[2 * b]), low = wy_hex_digit(word.ptr[2 * b + 1]);
                same = high >= 0 && low >= 0 && (high * 16 + low) == digest[b];
            }
            result = same ? WY_YES : WY_NO;
        }
        wy_buf_fini(&text);
    }
    return result;
}

// The signature that the feed names, else the one beside the file.
static enum wy_signed check_signature(struct fetch *f, const struct document *d, const char *part)
{
    char beside[URL_MAX], name[] = ".signature.asc";
    struct wy_buf text;
    enum wy_signed result = WY_SIGNATURE_MISSING;
    int n = d->signature.len ? snprintf(beside, sizeof beside, "%.*s", WY_ARG(d->signature))
                             : snprintf(beside, sizeof beside, "%s.asc", d->url);
    if (!f->signs || n >= (int)sizeof beside)
        return f->signs ? WY_SIGNATURE_MISSING : WY_SIGNATURE_UNKNOWN;
    if (get_text(f, beside, DIGEST_FILE_MAX, &text)) {
        result = WY_SIGNATURE_FOREIGN;
        int fd = openat(f->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
        wy_str body = wy_buf_str(&text);
        if (fd >= 0 && write(fd, body.ptr, body.len) == (ssize_t)body.len)
            result = f->keyless ? WY_SIGNATURE_UNKNOWN : wy_signers_check(&f->signers, name, part);
        if (fd >= 0)
            close(fd);
        (void)unlinkat(f->folder, name, 0);
    }
    wy_buf_fini(&text);
    return result;
}

// What an earlier try left, when the server can be asked whether it is still the same file.
static struct curl_slist *resume(struct transfer *t)
{
    char tag[TAG_MAX + 1], header[TAG_MAX + 16];
    int fd = openat(t->f->folder, t->tag_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, tag, TAG_MAX) : 0;
    off_t size = lseek(t->fd, 0, SEEK_END);
    if (fd >= 0)
        close(fd);
    if (n <= 2 || size <= 0 || t->f->place == LOCAL) {
        if (ftruncate(t->fd, 0) == 0)
            (void)lseek(t->fd, 0, SEEK_SET);
        return NULL;
    }
    tag[n] = 0;
    t->resumed = true;
    t->got = size;
    (void)snprintf(header, sizeof header, "If-Range: %s", tag);
    return t->f->lib.slist_append(NULL, header);
}

static bool get_file(struct fetch *f, const struct document *d, char name[NAME_MAX_OURS])
{
    const char *url = d->url;
    char part[NAME_MAX_OURS + 8], tag[NAME_MAX_OURS + 8], error[CURL_ERROR_SIZE];
    long code;
    if (!make_name(url, name))
        return false;
    (void)snprintf(part, sizeof part, ".%s.part", name);
    (void)snprintf(tag, sizeof tag, ".%s.tag", name);
    struct transfer t = {.f = f, .max = FILE_MAX, .tag_name = tag};
    t.fd = openat(f->folder, part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (t.fd < 0) {
        say(f, true, strerror(errno), part);
        return false;
    }
    struct curl_slist *headers = resume(&t);
    bool ok = run(f, url, &t, headers, &code, error), gone = !ok && (code == 416 || code == 404);
    f->lib.slist_free_all(headers);
    enum wy_tri fits = ok ? check_digest(f, url, t.fd) : WY_UNKNOWN;
    enum wy_signed signature = ok && fits != WY_NO ? check_signature(f, d, part) : WY_SIGNATURE_UNKNOWN;
    const char *refused = wy_signature_refused(signature, f->options->unsigned_too);
    bool false_one = fits == WY_NO || refused;
    close(t.fd);
    if (ok && !false_one)
        ok = renameat(f->folder, part, f->folder, name) == 0;
    if (ok || false_one || gone) {
        (void)unlinkat(f->folder, tag, 0);
        (void)unlinkat(f->folder, part, 0);
    }
    f->counts->checked += ok && fits == WY_YES;
    f->counts->signed_ones += ok && signature == WY_SIGNATURE_GOOD;
    f->counts->refused += refused != NULL;
    if (!ok || false_one)
        say(f, refused != NULL,
            fits == WY_NO ? _("is not the file that the digest beside it is of; left out")
            : refused     ? refused
                          : error,
            url);
    ok = ok && !false_one;
    f->counts->files += ok;
    f->counts->failed += !ok;
    return ok;
}

static wy_err ignore(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    (void)user, (void)record, (void)diag;
    return WY_OK;
}

static void count_records(struct fetch *f, const char *name)
{
    char path[URL_MAX];
    struct wy_import_options options = {.limits = f->options->limits, .sink = ignore};
    struct wy_import_counts counts = {0};
    struct wy_diag diag = {0};
    if (snprintf(path, sizeof path, "%s/%s", f->folder_name, name) >= (int)sizeof path)
        return;
    if (wy_import(path, &options, &counts, &diag) != WY_OK)
        say(f, false, diag.text, name);
    f->counts->records += counts.records;
}

static void get_document(struct fetch *f, wy_str url, wy_str signature)
{
    char text[URL_MAX], name[NAME_MAX_OURS];
    if (url.len == 0 || url.len >= sizeof text || f->counts->files + f->counts->failed >= f->options->limits->items)
        return;
    (void)snprintf(text, sizeof text, "%.*s", WY_ARG(url));
    if (get_file(f, &(struct document){text, signature}, name))
        count_records(f, name);
}

static wy_str entry_link(const struct wy_json *entry, wy_str rel)
{
    for (WY_JSON_EACH(link, wy_json_get(entry, WY_S("link"))))
        if (wy_str_eq(wy_json_get_str(link, WY_S("rel")), rel))
            return wy_json_get_str(link, WY_S("href"));
    return (wy_str){0};
}

// The address of the document in an entry: its link "self", else its content.
static wy_str entry_url(const struct wy_json *entry)
{
    wy_str self = entry_link(entry, WY_S("self"));
    return self.ptr ? self : wy_json_get_str(wy_json_get(entry, WY_S("content")), WY_S("src"));
}

// A feed that names a signature for one of its entries has to have one for each.
static void get_entries(struct fetch *f, const struct wy_json *root, const char *url)
{
    const struct wy_json *entries = wy_json_get(wy_json_get(root, WY_S("feed")), WY_S("entry"));
    bool signs = f->signs, keyless = f->keyless;
    for (WY_JSON_EACH(entry, entries))
        f->signs = f->signs || entry_link(entry, WY_S("signature")).len;
    if (f->signs && !signs) {
        f->keyless = true;
        say(f, true, _("signatures were not checked: only the provider's metadata name the keys; fetch that instead"),
            url);
    }
    for (WY_JSON_EACH(entry, entries))
        get_document(f, entry_url(entry), entry_link(entry, WY_S("signature")));
    f->signs = signs;
    f->keyless = keyless;
}

static void get_feed(struct fetch *f, wy_str url)
{
    char text[URL_MAX];
    struct wy_buf buf;
    struct wy_arena arena;
    const struct wy_json *root;
    struct wy_diag diag = {0};
    if (url.len == 0 || url.len >= sizeof text)
        return;
    (void)snprintf(text, sizeof text, "%.*s", WY_ARG(url));
    wy_arena_init(&arena, 0);
    if (get_text(f, text, FEED_MAX, &buf) &&
        wy_json_parse(NULL, wy_str_bytes(wy_buf_str(&buf)), 32, &arena, &root, &diag) == WY_OK) {
        get_entries(f, root, text);
    } else {
        f->counts->failed++;
        say(f, true, diag.text[0] ? diag.text : _("the feed cannot be fetched"), text);
    }
    wy_buf_fini(&buf);
    wy_arena_fini(&arena);
}

// A directory of documents: index.txt names them.
static void get_directory(struct fetch *f, wy_str base)
{
    char text[URL_MAX];
    struct wy_buf buf;
    const char *slash = base.len && base.ptr[base.len - 1] == '/' ? "" : "/";
    if (base.len == 0 || snprintf(text, sizeof text, "%.*s%sindex.txt", WY_ARG(base), slash) >= (int)sizeof text)
        return;
    bool there = get_text(f, text, FEED_MAX, &buf);
    wy_str rest = wy_buf_str(&buf), line;
    if (!there) {
        f->counts->failed++;
        say(f, true, _("the list of the directory cannot be fetched"), text);
    }
    while (there && wy_str_next(&rest, '\n', &line)) {
        char url[URL_MAX];
        line = wy_str_trim(line);
        if (line.len && !wy_str_has(line, WY_S("..")) &&
            snprintf(url, sizeof url, "%.*s%s%.*s", WY_ARG(base), slash, WY_ARG(line)) < (int)sizeof url)
            get_document(f, wy_str_c(url), (wy_str){0});
    }
    wy_buf_fini(&buf);
}

static void get_keys(struct fetch *f, const struct wy_json *root)
{
    for (WY_JSON_EACH(key, wy_json_get(root, WY_S("public_openpgp_keys")))) {
        char url[URL_MAX];
        struct wy_buf text;
        wy_str at = wy_json_get_str(key, WY_S("url"));
        f->signs = true;
        if (at.len == 0 || at.len >= sizeof url)
            continue;
        (void)snprintf(url, sizeof url, "%.*s", WY_ARG(at));
        bool there = get_text(f, url, KEY_FILE_MAX, &text);
        wy_str print = wy_json_get_str(key, WY_S("fingerprint"));
        if (!there || !wy_signers_add(&f->signers, wy_buf_str(&text), print, &f->arena))
            say(f, true, _("this key of the provider cannot be used; what it signed is refused"), url);
        wy_buf_fini(&text);
    }
}

static void get_distributions(struct fetch *f, const struct wy_json *root)
{
    get_keys(f, root);
    for (WY_JSON_EACH(d, wy_json_get(root, WY_S("distributions")))) {
        const struct wy_json *feeds = wy_json_get(wy_json_get(d, WY_S("rolie")), WY_S("feeds"));
        for (WY_JSON_EACH(feed, feeds))
            get_feed(f, wy_json_get_str(feed, WY_S("url")));
        if (!feeds)
            get_directory(f, wy_json_get_str(d, WY_S("directory_url")));
    }
}

// What was fetched first may only say where the advisories are. true: it was such a document.
static bool follow(struct fetch *f, const char *source, const char *name)
{
    struct wy_buf text;
    struct wy_arena arena;
    const struct wy_json *root;
    struct wy_diag diag = {0};
    char block[65536];
    bool followed = false;
    int fd = openat(f->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    wy_buf_init(&text, FEED_MAX);
    wy_arena_init(&arena, 0);
    for (ssize_t n; fd >= 0 && !text.err && (n = read(fd, block, sizeof block)) > 0;) {
        if (text.len == 0 && block[0] != '{' && block[0] != '\xef' && block[0] != ' ' && block[0] != '\n')
            break; // no JSON object
        wy_buf_add(&text, (wy_str){block, (size_t)n});
    }
    if (fd >= 0)
        close(fd);
    if (text.len && !text.err &&
        wy_json_parse(NULL, wy_str_bytes(wy_buf_str(&text)), 64, &arena, &root, &diag) == WY_OK) {
        bool feed = wy_json_get(root, WY_S("feed")) != NULL,
             metadata = wy_json_get(root, WY_S("distributions")) != NULL;
        followed = feed || metadata;
        if (followed) {
            (void)unlinkat(f->folder, name, 0);
            f->counts->files--;
        }
        if (feed)
            get_entries(f, root, source);
        if (metadata)
            get_distributions(f, root);
    }
    wy_buf_fini(&text);
    wy_arena_fini(&arena);
    return followed;
}

static bool is_source_file(wy_str name)
{
    return wy_str_ends(name, WY_S(".json")) || wy_str_ends(name, WY_S(".zip")) || wy_str_ends(name, WY_S(".zst")) ||
           wy_str_ends(name, WY_S(".tar"));
}

static void get_local(struct fetch *f, const char *path, int depth)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char below[URL_MAX], url[URL_MAX + 8];
        struct stat st;
        bool fits = entries[i]->d_name[0] != '.' &&
                    snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name) < (int)sizeof below &&
                    lstat(below, &st) == 0;
        if (fits && S_ISDIR(st.st_mode) && depth < FOLDER_DEPTH) {
            get_local(f, below, depth + 1);
        } else if (fits && S_ISREG(st.st_mode) && is_source_file(wy_str_c(below)) && !strpbrk(below, "%#? ")) {
            (void)snprintf(url, sizeof url, "file://%s", below);
            get_document(f, wy_str_c(url), (wy_str){0});
        }
        free(entries[i]);
    }
    free(entries);
}

// An alarm where the same source gives far less than the last time.
static void compare_with_last(struct fetch *f, const char *source)
{
    char name[NAME_MAX_OURS], text[128];
    uint64_t before = 0;
    if (!make_name(source, name))
        return;
    (void)snprintf(name + 16, sizeof name - 16, ".count");
    char hidden[NAME_MAX_OURS + 1];
    (void)snprintf(hidden, sizeof hidden, ".%s", name);
    int fd = openat(f->folder, hidden, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    ssize_t n = read(fd, text, sizeof text - 1);
    if (n > 0 && wy_str_u64(wy_str_trim((wy_str){text, (size_t)n}), &before) &&
        f->counts->records < before - before / 2) {
        (void)snprintf(text, sizeof text, _("far fewer records than last time: %llu, there were %llu"),
                       (unsigned long long)f->counts->records, (unsigned long long)before);
        say(f, true, text, source);
    } else if (ftruncate(fd, 0) == 0) { // what is alarming does not become the new normal
        int len = snprintf(text, sizeof text, "%llu\n", (unsigned long long)f->counts->records);
        if (pwrite(fd, text, (size_t)len, 0) != len)
            say(f, true, strerror(errno), hidden);
    }
    close(fd);
}

static wy_err start(struct fetch *f, const char *source, const char *folder, struct wy_diag *diag)
{
    struct stat st;
    bool local = stat(source, &st) == 0 && S_ISDIR(st.st_mode);
    wy_err err = wy_curl_load(&f->lib, diag); // folders are read through it as well
    if (err != WY_OK)
        return err;
    if (!local && (!place_of(f, source, &f->place) || f->place == LOCAL))
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "%.200s: %s", source,
                       _("neither a folder nor an https address"));
    if (local)
        f->place = LOCAL;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "%.200s: %s", folder, strerror(errno));
    f->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->folder < 0)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "%.200s: %s", folder, strerror(errno));
    f->signers = (struct wy_signers){.folder = f->folder, .folder_name = folder};
    f->curl = f->lib.easy_init();
    return f->curl ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "out of memory");
}

wy_err wy_fetch(const char *source, const char *folder, const struct wy_fetch_options *options,
                struct wy_fetch_counts *counts, struct wy_diag *diag)
{
    struct fetch f = {.options = options, .counts = counts, .folder = -1, .folder_name = folder};
    char name[NAME_MAX_OURS];
    *counts = (struct wy_fetch_counts){0};
    wy_arena_init(&f.arena, (size_t)options->limits->arena);
    wy_err err = start(&f, source, folder, diag);
    if (err == WY_OK && f.place == LOCAL) {
        char *absolute = realpath(source, NULL);
        if (absolute)
            get_local(&f, absolute, 0);
        free(absolute);
    } else if (err == WY_OK && get_file(&f, &(struct document){source, {0}}, name) && !follow(&f, source, name)) {
        count_records(&f, name);
    }
    if (err == WY_OK && counts->files == 0)
        err = wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "%.200s: %s", source, _("nothing could be fetched"));
    if (err == WY_OK)
        compare_with_last(&f, source);
    if (f.folder >= 0)
        close(f.folder);
    if (f.curl)
        f.lib.easy_cleanup(f.curl);
    wy_curl_unload(&f.lib);
    wy_arena_fini(&f.arena);
    return err;
}
