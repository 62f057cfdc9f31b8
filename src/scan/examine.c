// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every item is recognised by its content: an artifact is read, a container is walked, and what neither knows is passed
// over (within a container) or told as "not evidence I know" (a target of its own).
#include "scan/examine.h"

#include "core/decode.h"
#include "core/digest.h"
#include "evidence/codec.h"
#include "ingest/finish.h"
#include "ingest/vbmeta.h"
#include "sandbox/worker.h"
#include "sources/adb.h"
#include "sources/joined.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <unistd.h>

// PARTS_MAX: of split images in a folder; each keeps its descriptor, of which a worker has 64.
enum { HASH_ALWAYS_MAX = 64 << 20, COMMAND_SECONDS_MAX = 3600, PARTS_MAX = 40 };

struct examine {
    struct wy_ingest in;
    struct wy_evidence ev;
    struct wy_arena scratch;
    const struct wy_examine_job *job;
    unsigned depth;
    uint64_t items, read, known;
    int best_rank;
    wy_str kind;         // of the artifact with the highest rank so far
    wy_str container;    // kind of the outermost container
    bool adb;            // the items are answers of an attached phone
    char first_head[64]; // what an unknown target begins with
    size_t first_head_n;
    struct wy_arena kept; // split images in a folder: their parts until all have come
    struct wy_joiner joiner;
    struct wy_fd_blob *parts[PARTS_MAX];
    size_t parts_n;
    bool second; // within an item that is shown for the second time
    struct wy_spool spool;
    struct wy_decoders decoders;
};

static void examine_item(struct examine *e, struct wy_item *item);

static struct wy_origin origin_of(struct examine *e, wy_str item)
{
    return (struct wy_origin){.source = e->in.source, .item = item};
}

static void run_artifact(struct examine *e, const struct wy_artifact *artifact, struct wy_item *item)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    e->known++;
    if (artifact->rank > e->best_rank) {
        e->best_rank = artifact->rank;
        e->kind = wy_str_c(artifact->kind);
    }
    wy_err err = artifact->run(&e->in, item, &diag);
    if (err == WY_OK)
        return;
    if (diag.code == WY_OK)
        (void)wy_fail(&diag, err, WY_NO_OFFSET, "%s: %s", artifact->name, wy_err_name(err));
    wy_gap_diag(&e->ev, origin_of(e, item->name), &diag);
}

static void visit(void *user, struct wy_item *item)
{
    struct examine *e = user;
    bool outer = e->second;
    item->second = outer || item->second;
    if (!item->second && ++e->items > e->job->limits->items)
        return; // told once, at the end
    struct wy_arena_mark mark = wy_arena_mark(&e->scratch);
    e->second = item->second;
    examine_item(e, item);
    e->second = outer;
    wy_arena_reset(&e->scratch, mark);
}

static void container_gap(void *user, wy_str item, const struct wy_diag *diag)
{
    struct examine *e = user;
    if (!e->second)
        wy_gap_diag(&e->ev, origin_of(e, item), diag);
}

// What stands behind an item that was a stream and became a blob.
struct holder {
    struct wy_memory_blob held;
    struct wy_spool_blob spooled;
    struct wy_seekable *seekable;
    struct wy_stream *stream; // or of what cannot be one, from its beginning
};

static void let_go(struct holder *h)
{
    wy_seekable_free(h->seekable);
    wy_stream_close(h->stream);
    wy_spool_end(&h->spooled.part);
}

// What comes only once, from a pipe: the temporary file takes what does not fit in memory.
static wy_err keep_stream(struct examine *e, struct wy_item *item, struct holder *h, struct wy_diag *diag)
{
    size_t max = (size_t)e->job->limits->whole_item, got = 1;
    struct wy_buf buf;
    wy_buf_init(&buf, max + 1);
    wy_err err = WY_OK;
    while (err == WY_OK && got && buf.len <= max) {
        size_t room = wy_min(256 * 1024, max + 1 - buf.len);
        char *to = wy_buf_reserve(&buf, room);
        err = to ? item->stream->read(item->stream, to, room, &got, diag)
                 : wy_fail(diag, WY_NO_MEMORY, buf.len, "no memory to hold this item");
        buf.len += err == WY_OK ? got : 0;
    }
    wy_str whole = {0};
    if (err == WY_OK && buf.len > max) {
        err = wy_spool_stream(&e->spool, wy_str_bytes(wy_buf_str(&buf)), item->stream, &h->spooled, diag);
        item->blob = err == WY_OK ? &h->spooled.blob : NULL;
    } else if (err == WY_OK) {
        if (!wy_arena_str(&e->scratch, wy_buf_str(&buf), &whole))
            err = wy_fail(diag, WY_NO_MEMORY, 0, "no memory for %zu bytes", buf.len);
        h->held = wy_memory_blob(wy_str_bytes(whole));
        item->blob = &h->held.blob;
    }
    wy_buf_fini(&buf);
    return err;
}

// In memory where it fits, else unpacked again wherever it is asked for.
static wy_err make_blob(struct examine *e, struct wy_item *item, struct holder *h, struct wy_diag *diag)
{
    bool large = item->size != UINT64_MAX && item->size > e->job->limits->whole_item;
    if (!item->again && !item->blob && e->spool.fd >= 0) {
        wy_err err = keep_stream(e, item, h, diag);
        item->stream = err == WY_OK ? NULL : item->stream;
        return err;
    }
    wy_bytes whole;
    wy_err err = large && item->again ? WY_LIMIT : wy_item_whole(&e->in, item, &whole, diag);
    if (err == WY_OK) {
        h->held = wy_memory_blob(whole);
        item->blob = &h->held.blob;
    } else if (err == WY_LIMIT && item->again) {
        wy_diag_clear(diag);
        err = wy_seekable_open(item->again, &e->decoders, &h->seekable, diag);
        if (err == WY_OK && item->again->size == UINT64_MAX)
            err = wy_seekable_measure(h->seekable, diag);
        if (err == WY_OK) {
            item->blob = wy_seekable_blob(h->seekable);
            item->size = item->blob->size;
        }
    }
    if (err == WY_OK)
        item->stream = NULL;
    return err;
}

// The first file in an archive may lie there bare and look like itself at the archive's head.
static const struct wy_artifact *artifact_for(const struct wy_item *item)
{
    const struct wy_artifact *a = wy_artifact_for(item);
    const struct wy_container *c = a && !a->archive ? wy_container_for(item) : NULL;
    return c && strcmp(c->kind, "archive") == 0 ? NULL : a;
}

// What is packed and broken has no whole, but what comes before the break is evidence: whoever reads it tells the rest.
static bool read_to_the_break(struct examine *e, struct wy_item *item, struct holder *h, wy_err why)
{
    bool broken = why == WY_TRUNCATED || why == WY_MALFORMED;
    if (!broken || !item->again || !artifact_for(item) ||
        wy_again_stream(item->again, &e->decoders, &h->stream, NULL) != WY_OK)
        return false;
    item->stream = h->stream;
    return true;
}

// An image that boot metadata spoke of, bare: what is packed comes again under the same name.
static bool is_awaited(const struct examine *e, const struct wy_item *item)
{
    const struct wy_container *c = wy_container_for(item);
    bool packed = c && (strcmp(c->kind, "archive") == 0 || strcmp(c->name, "sparse") == 0);
    return !packed && wy_vbmeta_awaits(&e->in, item);
}

static void check_awaited(struct examine *e, const struct wy_item *item)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    if (item->blob && is_awaited(e, item) && wy_vbmeta_check(&e->in, item, &diag) != WY_OK)
        wy_gap_diag(&e->ev, origin_of(e, item->name), &diag);
}

// Images, and large things that are no text: what reads them wants to look at their end, too.
static bool wants_blob(const struct examine *e, const struct wy_item *item)
{
    if (item->blob || !item->stream)
        return false;
    const struct wy_container *container = wy_container_for(item);
    if (container && container->needs_blob && strcmp(container->kind, "firmware") == 0)
        return true;
    if (is_awaited(e, item))
        return true;
    bool large = item->size == UINT64_MAX ? artifact_for(item) != NULL : item->size > e->job->limits->whole_item;
    return item->again && memchr(item->head.ptr, 0, wy_min(item->head.len, 512)) && large;
}

static void walk_container(struct examine *e, const struct wy_container *container, struct wy_item *item)
{
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    wy_err err = WY_OK;
    struct holder holder = {0};
    if (e->depth >= e->job->limits->nesting)
        err = wy_fail(&diag, WY_LIMIT, WY_NO_OFFSET, "more than %u containers within each other", e->depth);
    if (err == WY_OK && container->needs_blob && !item->blob)
        err = make_blob(e, item, &holder, &diag);
    if (err == WY_OK) {
        if (!e->container.ptr)
            e->container = wy_str_c(container->kind);
        struct wy_container_walk walk = {e->job->limits, &e->scratch, visit, container_gap, e, &e->decoders};
        e->depth++;
        err = container->walk(&walk, item, &diag);
        e->depth--;
    }
    if (err != WY_OK && !e->second)
        wy_gap_diag(&e->ev, origin_of(e, item->name), &diag);
    let_go(&holder);
}

// The first bytes; a stream gives them again afterwards through *peek.
static wy_err look_at_head(struct wy_item *item, uint8_t head[WY_ITEM_HEAD], struct wy_peek_stream *peek,
                           struct wy_diag *diag)
{
    size_t n = 0;
    wy_err err;
    if (item->blob) {
        n = item->blob->size < WY_ITEM_HEAD ? (size_t)item->blob->size : WY_ITEM_HEAD;
        err = wy_blob_read(item->blob, 0, head, n, diag);
    } else {
        err = wy_stream_fill(item->stream, head, WY_ITEM_HEAD, &n, diag);
        *peek = wy_peek_stream(item->stream, (wy_bytes){head, n});
        item->stream = &peek->stream;
    }
    item->head = (wy_bytes){head, n};
    return err;
}

// JSON as Windows tools write it (UTF-16, byte order mark) is turned into plain UTF-8 before anybody looks at it.
static wy_err plain_json(struct examine *e, struct wy_item *item, struct wy_memory_blob *plain, struct wy_diag *diag)
{
    wy_bytes whole;
    struct wy_arena_mark mark = wy_arena_mark(&e->scratch);
    wy_str start = wy_text_is_marked(item->head) ? wy_str_trim(wy_text_plain(item->head, &e->scratch)) : (wy_str){0};
    bool json = start.len && (start.ptr[0] == '{' || start.ptr[0] == '[');
    wy_arena_reset(&e->scratch, mark);
    if (!json)
        return WY_OK;
    wy_err err = wy_item_whole(&e->in, item, &whole, diag);
    wy_str text = err == WY_OK ? wy_text_plain(whole, &e->scratch) : (wy_str){0};
    if (err == WY_OK && !text.ptr)
        err = wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to decode it");
    if (err != WY_OK)
        return err;
    *plain = wy_memory_blob(wy_str_bytes(text));
    item->blob = &plain->blob;
    item->stream = NULL;
    item->head = wy_bytes_sub(wy_str_bytes(text), 0, WY_ITEM_HEAD);
    return WY_OK;
}

static void examine_item(struct examine *e, struct wy_item *item)
{
    uint8_t head[WY_ITEM_HEAD];
    struct wy_peek_stream peek;
    struct wy_memory_blob plain;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    item->depth = e->depth;
    if (look_at_head(item, head, &peek, &diag) != WY_OK || plain_json(e, item, &plain, &diag) != WY_OK) {
        if (!e->second)
            wy_gap_diag(&e->ev, origin_of(e, item->name), &diag);
        return;
    }
    e->read++;
    if (e->read == 1) {
        e->first_head_n = wy_min(item->head.len, sizeof e->first_head);
        memcpy(e->first_head, item->head.ptr, e->first_head_n);
    }
    struct holder holder = {0};
    wy_err err = wants_blob(e, item) ? make_blob(e, item, &holder, &diag) : WY_OK;
    if (err != WY_OK && !read_to_the_break(e, item, &holder, err)) {
        wy_gap_diag(&e->ev, origin_of(e, item->name), &diag);
        let_go(&holder);
        return;
    }
    const struct wy_artifact *artifact = e->second ? NULL : artifact_for(item);
    bool both = artifact && artifact->goes_on && item->blob;
    const struct wy_container *container = artifact && !both ? NULL : wy_container_for(item);
    if (artifact)
        run_artifact(e, artifact, item);
    check_awaited(e, item);
    if (container && (!e->second || !wy_container_of_files(container)))
        walk_container(e, container, item);
    let_go(&holder);
}

static wy_str hex_digest(struct examine *e, const struct wy_blob *blob)
{
    struct wy_digest *d WY_CLEANUP(wy_digest_freep) = wy_digest_new(WY_SHA256);
    static uint8_t chunk[1 << 18];
    for (uint64_t pos = 0; d && pos < blob->size;) {
        size_t n = blob->size - pos < sizeof chunk ? (size_t)(blob->size - pos) : sizeof chunk;
        if (wy_blob_read(blob, pos, chunk, n, NULL) != WY_OK || !wy_digest_add(d, (wy_bytes){chunk, n}))
            return (wy_str){0};
        pos += n;
    }
    uint8_t out[WY_DIGEST_MAX];
    if (!d || !wy_digest_take(d, out))
        return (wy_str){0};
    struct wy_buf hex;
    wy_buf_init(&hex, 2 * WY_DIGEST_MAX);
    wy_buf_hex(&hex, (wy_bytes){out, 32});
    wy_str text = hex.err == WY_OK ? wy_evidence_text(&e->ev, wy_buf_str(&hex)) : (wy_str){0};
    wy_buf_fini(&hex);
    return text;
}

// A part of a split image in a folder waits until all have come; its descriptor stays open.
static bool keep_part(struct examine *e, const struct wy_feed_item *fed)
{
    wy_str name = {fed->name, fed->name_len};
    if (!e->job->folder || fed->kind != WY_FEED_FILE || e->parts_n == PARTS_MAX || !wy_join_name(name))
        return false;
    struct wy_fd_blob *blob = wy_new(&e->kept, struct wy_fd_blob, 1);
    if (!blob || wy_fd_blob_init(blob, fed->fd, NULL) != WY_OK || !wy_joiner_take(&e->joiner, name, &blob->blob))
        return false;
    e->parts[e->parts_n++] = blob;
    return true;
}

static void give_parts(struct examine *e)
{
    struct wy_container_walk walk = {e->job->limits, &e->scratch, visit, container_gap, e, &e->decoders};
    if (e->parts_n && !e->container.ptr)
        e->container = WY_S("firmware");
    wy_joiner_give(&e->joiner, &walk);
    for (size_t i = 0; i < e->parts_n; i++)
        close(e->parts[i]->fd);
}

static void examine_file(struct examine *e, const struct wy_feed_item *fed, struct wy_item *item)
{
    struct wy_fd_blob blob;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    if (wy_fd_blob_init(&blob, fed->fd, &diag) != WY_OK) {
        wy_gap_diag(&e->ev, origin_of(e, item->name), &diag);
        return;
    }
    item->blob = &blob.blob;
    item->size = blob.blob.size;
    struct wy_source *source = (struct wy_source *)e->ev.sources.v + e->in.source;
    if (!e->job->folder) {
        source->size = wy_int_of((int64_t)item->size);
        if (item->size <= HASH_ALWAYS_MAX || e->job->options->hash) {
            source->sha256 = hex_digest(e, item->blob);
            if (!source->sha256.ptr)
                wy_gap(&e->ev, origin_of(e, item->name), WY_IO, "the file's digest could not be taken");
        }
    }
    visit(e, item);
}

static void examine_stream(struct examine *e, const struct wy_feed_item *fed, struct wy_item *item)
{
    uint64_t seconds = e->job->limits->command_seconds;
    int timeout_ms = 1000 * (int)(seconds < COMMAND_SECONDS_MAX ? seconds : COMMAND_SECONDS_MAX);
    bool phone = fed->kind == WY_FEED_ADB || fed->kind == WY_FEED_ADB_RAW;
    struct wy_fd_stream raw = wy_fd_stream(fed->fd, phone ? timeout_ms : -1);
    struct wy_adb_stream adb = wy_adb_stream(&raw.stream);
    e->adb |= phone;
    item->stream = fed->kind == WY_FEED_ADB ? &adb.stream : &raw.stream;
    visit(e, item);
    if (fed->kind == WY_FEED_ADB && (adb.exit_code > 0 || adb.error_len))
        wy_gap(&e->ev, origin_of(e, item->name), WY_DENIED, "the phone answers with status %d: %.*s", adb.exit_code,
               (int)adb.error_len, adb.error);
}

// What an unknown file looks like, in a few words for people.
static const char *looks_like(wy_bytes head)
{
    static const struct {
        const char *magic;
        size_t at, n;
        const char *words;
    } known[] = {
        {"%PDF", 0, 4, "a PDF document"},
        {"\x89PNG", 0, 4, "a PNG picture"},
        {"\xff\xd8\xff", 0, 3, "a JPEG picture"},
        {"\x7f"
         "ELF",
         0, 4, "a program (ELF)"},
        {"PK\x03\x04", 0, 4, "a zip archive without anything we know in it"},
        {"\x1f\x8b", 0, 2, "a gzip file"},
        {"SQLite format 3", 0, 15, "an SQLite database"},
        {"MZ", 0, 2, "a Windows program"},
        {"dex\n", 0, 4, "Dalvik code (DEX)"},
        {"ANDROID BACKUP", 0, 14, "an Android backup"},
        {"age-encryption.org", 0, 18, "an age-encrypted file; decrypt it first"},
        {"ftyp", 4, 4, "a video"},
        {"<?xml", 0, 5, "an XML document; a CycloneDX inventory is read in its JSON form"},
    };
    if (head.len == 0)
        return "an empty file";
    for (size_t i = 0; i < WY_COUNT(known); i++)
        if (head.len >= known[i].at + known[i].n && memcmp(head.ptr + known[i].at, known[i].magic, known[i].n) == 0)
            return known[i].words;
    for (size_t i = 0; i < head.len; i++)
        if (head.ptr[i] < 9 || (head.ptr[i] > 13 && head.ptr[i] < 32 && head.ptr[i] != 27))
            return "binary data of a kind we do not know";
    return head.ptr[0] == '{' || head.ptr[0] == '[' ? "JSON of a kind we do not know" : "text of a kind we do not know";
}

static bool told_anything(const struct wy_evidence *ev)
{
    size_t n = 0;
    for (size_t t = 0; t < wy_tables_n; t++)
        n += ((const struct wy_rows *)(const void *)((const char *)ev + wy_tables[t].offset))->n;
    return n > 0;
}

// What ran out of memory says so in its own words; which limits they were stands here once.
static void tell_memory(struct examine *e)
{
    wy_str code = wy_str_c(wy_err_name(WY_NO_MEMORY));
    bool ran_out = false;
    for (WY_EACH(struct wy_gap, gap, e->ev.gaps))
        ran_out |= wy_str_eq(gap->code, code);
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    if (ran_out && wy_limits_memory(e->job->limits, WY_LIMIT, &diag) != WY_OK)
        wy_gap_diag(&e->ev, origin_of(e, (wy_str){0}), &diag);
}

static void conclude(struct examine *e)
{
    if (e->items > e->job->limits->items)
        wy_gap(&e->ev, origin_of(e, (wy_str){0}), WY_LIMIT, "%llu items were not examined (--limit items=)",
               (unsigned long long)(e->items - e->job->limits->items));
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    if (e->known && wy_ingest_finish(&e->in, &diag) != WY_OK && diag.code != WY_OK) // else ev.err says it
        wy_gap_diag(&e->ev, origin_of(e, (wy_str){0}), &diag);
    if (!e->known && e->items && !e->ev.gaps.n) // without an item, opening failed, and the parent says why
        wy_gap(
            &e->ev, origin_of(e, (wy_str){0}), WY_UNSUPPORTED,
            "not evidence that Wary knows: it looks like %s. Wary reads bugreports, AndroidQF folders, property dumps, "
            "APKs, firmware, captures and inventories",
            e->job->folder ? "a folder without anything we know in it"
                           : looks_like((wy_bytes){(const uint8_t *)e->first_head, e->first_head_n}));
    bool certificates = wy_str_eq(e->kind, WY_S("certificates")) || wy_str_eq(e->kind, WY_S("attestation"));
    if (certificates && !told_anything(&e->ev) && !wy_attested_beside(&e->in))
        wy_gap(&e->ev, origin_of(e, (wy_str){0}), WY_UNSUPPORTED, "certificates, none of which attests a key");
    if (wy_str_eq(e->kind, WY_S("dumpsys")) && !told_anything(&e->ev))
        wy_gap(&e->ev, origin_of(e, (wy_str){0}), WY_UNSUPPORTED,
               "it looks like what commands of a phone print, but nothing that Wary looks for is in it");
    if (e->ev.err != WY_OK)
        wy_gap(&e->ev, origin_of(e, (wy_str){0}), e->ev.err,
               "there is more evidence than can be kept; what came later is missing (--limit arena= and rows=)");
    tell_memory(e);
    struct wy_source *source = (struct wy_source *)e->ev.sources.v + e->in.source;
    wy_str kind = e->kind.ptr ? e->kind : e->container.ptr ? e->container : WY_S("unknown");
    source->kind = wy_evidence_text(&e->ev, e->adb ? WY_S("adb") : kind);
}

static bool give_line(void *ctx, wy_str line) { return wy_worker_give(*(const int *)ctx, line); }

int wy_examine(int feed, int out, void *user)
{
    const struct wy_examine_job *job = user;
    // The library would look for its configuration file, which a confined worker cannot open.
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    struct examine e = {.job = job, .spool = {.fd = -1}};
    e.decoders = (struct wy_decoders){.limits = job->limits, .spool = &e.spool};
    wy_evidence_init(&e.ev, job->limits);
    wy_arena_init(&e.scratch, (size_t)job->limits->arena);
    wy_arena_init(&e.kept, (size_t)job->limits->arena);
    e.joiner = (struct wy_joiner){.arena = &e.kept, .limits = job->limits};
    e.in = (struct wy_ingest){.ev = &e.ev, .scratch = &e.scratch, .limits = job->limits, .options = job->options};
    struct wy_source *source = WY_ADD(source, &e.ev, sources, (struct wy_origin){0});
    if (!source)
        return 1;
    source->target = wy_evidence_text(&e.ev, wy_str_c(job->target));
    if (!job->sandboxed)
        source->note = WY_S("read without a sandbox");
    struct wy_feed_item fed;
    while (wy_feed_next(feed, &fed)) {
        struct wy_item item = {.name = {fed.name, fed.name_len}, .size = UINT64_MAX};
        if (fed.kind == WY_FEED_SPOOL) {
            if (!wy_spool_init(&e.spool, fed.fd, job->limits->spool))
                e.spool.fd = -1;
            continue;
        }
        if (keep_part(&e, &fed))
            continue;
        if (fed.kind == WY_FEED_FILE)
            examine_file(&e, &fed, &item);
        else
            examine_stream(&e, &fed, &item);
        close(fed.fd);
    }
    give_parts(&e);
    conclude(&e);
    int status = wy_evidence_encode_lines(&e.ev, give_line, &out) ? 0 : 1;
    wy_arena_fini(&e.scratch);
    wy_arena_fini(&e.kept);
    wy_evidence_fini(&e.ev);
    return status;
}
