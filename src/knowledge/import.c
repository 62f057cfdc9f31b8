// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A ring of batches: the calling thread fills one with whole documents, a parsing thread turns it into records, and the
// calling thread hands the records on in order before it fills the batch again. Memory is that of the ring.
#include "knowledge/import.h"

#include "knowledge/import_source.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { BATCH_SIZE = 1 << 20, RING_PER_THREAD = 3, THREADS_MAX = 8, ERRORS_KEPT = 64 };

struct document {
    wy_str name;
    size_t offset, size;
};

struct problem {
    wy_str name;
    struct wy_diag why;
};

enum batch_state { FREE, FILLED, TAKEN, DONE };

struct batch {
    enum batch_state state;
    uint8_t *data; // BATCH_SIZE and padding, or a larger block of its own for one large document
    size_t cap, len;
    struct wy_arena names;    // of documents; and blocks for large ones
    struct wy_rows documents; // struct document
    struct wy_arena keep;     // of records
    struct wy_rows records;   // struct wy_record
    struct wy_rows problems;  // struct problem
    wy_str reading;           // name of the document that is being read
    uint64_t why[WY_IMPORT_REASONS];
    bool no_memory;
};

struct import {
    const struct wy_import_options *options;
    struct wy_import_counts *counts;
    struct batch *ring;
    size_t ring_n, next_fill, next_take, next_merge;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    struct wy_diag refused; // the sink's word; nothing is read after it
    bool stop;
    pthread_t thread[THREADS_MAX];
    unsigned threads;
    struct wy_arena arena; // the ring and its blocks
};

// Parsing: runs in several threads, each with its own parser, on a batch that nobody else touches.

static bool keep(struct wy_arena *arena, wy_str *s) { return !s->ptr || wy_arena_str(arena, *s, s); }

static bool keep_names(struct wy_arena *arena, struct wy_rows *rows)
{
    wy_str *copy = rows->n ? wy_new(arena, wy_str, rows->n) : NULL;
    if (rows->n && !copy)
        return false;
    if (rows->n)
        memcpy(copy, rows->v, rows->n * sizeof *copy);
    for (size_t i = 0; i < rows->n; i++)
        if (!keep(arena, &copy[i]))
            return false;
    *rows = (struct wy_rows){copy, rows->n, rows->n};
    return true;
}

static bool keep_conditions(struct wy_arena *arena, struct wy_rows *rows)
{
    struct wy_condition *copy = rows->n ? wy_new(arena, struct wy_condition, rows->n) : NULL;
    if (!rows->n)
        return true;
    if (!copy)
        return false;
    memcpy(copy, rows->v, rows->n * sizeof *copy);
    for (size_t i = 0; i < rows->n; i++)
        if (!keep(arena, &copy[i].key) || !keep(arena, &copy[i].version.text) || !keep_names(arena, &copy[i].values) ||
            !keep_names(arena, &copy[i].labels))
            return false;
    *rows = (struct wy_rows){copy, rows->n, rows->n};
    return true;
}

static bool keep_claim(struct wy_arena *arena, struct wy_claim *c)
{
    struct wy_span *spans = c->spans.n ? wy_new(arena, struct wy_span, c->spans.n) : NULL;
    if (!keep(arena, &c->vendor) || !keep(arena, &c->subject) || !keep_names(arena, &c->chips) ||
        !keep_conditions(arena, &c->conditions) || (c->spans.n && !spans))
        return false;
    if (spans)
        memcpy(spans, c->spans.v, c->spans.n * sizeof *spans);
    for (size_t i = 0; i < c->spans.n; i++)
        if (!keep(arena, &spans[i].from) || !keep(arena, &spans[i].to))
            return false;
    c->spans = (struct wy_rows){spans, c->spans.n, c->spans.n};
    return true;
}

// Titles and texts are shortened by the index anyway; what it will not keep is not copied.
static wy_str cut(wy_str s)
{
    enum { TEXT_KEPT = 1024 };
    return wy_str_sub(s, 0, TEXT_KEPT);
}

static wy_err keep_record(void *user, const struct wy_record *record, struct wy_diag *diag)
{
    struct batch *b = user;
    struct wy_record *r = wy_rows_add(&b->records, &b->keep, sizeof *r);
    struct wy_claim *claims = record->claims.n ? wy_new(&b->keep, struct wy_claim, record->claims.n) : NULL;
    bool ok = r && (claims || !record->claims.n);
    if (ok) {
        *r = *record;
        r->title = cut(r->title);
        r->text = cut(r->text);
        ok = keep(&b->keep, &r->id) && keep(&b->keep, &r->title) && keep(&b->keep, &r->text) &&
             keep(&b->keep, &r->source) && keep(&b->keep, &r->vector) && keep_names(&b->keep, &r->aliases);
    }
    if (ok && claims)
        memcpy(claims, record->claims.v, record->claims.n * sizeof *claims);
    for (size_t i = 0; ok && i < record->claims.n; i++)
        ok = keep_claim(&b->keep, &claims[i]);
    if (!ok)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a record");
    r->claims = (struct wy_rows){claims, record->claims.n, record->claims.n};
    return WY_OK;
}

static void note_problem(void *user, const struct wy_diag *why)
{
    struct batch *b = user;
    b->why[(size_t)why->code < WY_IMPORT_REASONS ? why->code : WY_MALFORMED]++;
    struct problem *p = b->problems.n < ERRORS_KEPT ? wy_rows_add(&b->problems, &b->keep, sizeof *p) : NULL;
    if (p)
        *p = (struct problem){b->reading, *why};
}

static wy_err read_document(wy_bytes text, struct batch *b, struct wy_json_parser *parser, size_t depth,
                            struct wy_arena *scratch, struct wy_diag *why)
{
    const struct wy_record_out out = {keep_record, note_problem, b};
    const struct wy_json *root = NULL;
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) // byte order mark
        text = (wy_bytes){text.ptr + 3, text.len - 3};
    if (wy_record_is_table(text))
        return wy_record_read_table(wy_bytes_str(text), scratch, &out, why);
    wy_err err = wy_json_parse_view(parser, text, true, depth, scratch, &root, why);
    return err ? err : wy_record_read(root, b->reading, scratch, &out, why);
}

static void parse_batch(const struct import *im, struct batch *b, struct wy_json_parser *parser,
                        struct wy_arena *scratch)
{
    for (WY_EACH(struct document, d, b->documents)) {
        struct wy_arena_mark mark = wy_arena_mark(scratch);
        struct wy_diag why = {.offset = WY_NO_OFFSET};
        b->reading = d->name;
        if (read_document((wy_bytes){b->data + d->offset, d->size}, b, parser, (size_t)im->options->limits->json_depth,
                          scratch, &why) != WY_OK)
            note_problem(b, &why);
        wy_arena_reset(scratch, mark);
    }
}

static void *worker(void *user)
{
    struct import *im = user;
    struct wy_json_parser *parser = wy_json_parser_new();
    struct wy_arena scratch;
    wy_arena_init(&scratch, (size_t)im->options->limits->arena);
    void *first = wy_arena_alloc(&scratch, 1, 1); // keeps a chunk through every reset
    pthread_mutex_lock(&im->lock);
    for (;;) {
        struct batch *b = &im->ring[im->next_take % im->ring_n];
        if (b->state != FILLED) {
            if (im->stop)
                break;
            pthread_cond_wait(&im->work, &im->lock);
            continue;
        }
        b->state = TAKEN;
        im->next_take++;
        pthread_mutex_unlock(&im->lock);
        if (parser && first)
            parse_batch(im, b, parser, &scratch);
        else
            b->no_memory = true;
        pthread_mutex_lock(&im->lock);
        b->state = DONE;
        pthread_cond_signal(&im->done);
    }
    pthread_mutex_unlock(&im->lock);
    wy_arena_fini(&scratch);
    wy_json_parser_free(parser);
    return NULL;
}

// Filling and merging: the calling thread.

static wy_err merge(struct import *im, struct batch *b, struct wy_diag *diag)
{
    const struct wy_import_options *o = im->options;
    wy_err err = b->no_memory ? wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory to read records") : WY_OK;
    for (WY_EACH(struct wy_record, r, b->records)) {
        if (err)
            break;
        err = o->sink(o->user, r, diag);
        im->counts->records++;
    }
    if (err)
        (void)wy_fail(&im->refused, err, WY_NO_OFFSET, "%s", diag ? diag->text : "");
    for (WY_EACH(struct problem, p, b->problems))
        if (o->skipped)
            o->skipped(o->user, p->name, &p->why);
    for (size_t i = 0; i < WY_IMPORT_REASONS; i++) {
        im->counts->skipped += b->why[i];
        im->counts->why[i] += b->why[i];
    }
    wy_arena_fini(&b->names);
    wy_arena_reset(&b->keep, (struct wy_arena_mark){0});
    wy_arena_init(&b->names, 0);
    b->documents = b->records = b->problems = (struct wy_rows){0};
    b->len = 0;
    memset(b->why, 0, sizeof b->why);
    b->state = FREE;
    return err;
}

// Waits until the oldest batch in work is done, and merges it.
static wy_err merge_oldest(struct import *im, struct wy_diag *diag)
{
    struct batch *b = &im->ring[im->next_merge % im->ring_n];
    pthread_mutex_lock(&im->lock);
    while (b->state != DONE)
        pthread_cond_wait(&im->done, &im->lock);
    pthread_mutex_unlock(&im->lock);
    im->next_merge++;
    return merge(im, b, diag);
}

static wy_err submit(struct import *im, struct wy_diag *diag)
{
    struct batch *b = &im->ring[im->next_fill % im->ring_n];
    pthread_mutex_lock(&im->lock);
    b->state = FILLED;
    im->next_fill++;
    pthread_cond_signal(&im->work);
    pthread_mutex_unlock(&im->lock);
    return im->next_fill - im->next_merge == im->ring_n ? merge_oldest(im, diag) : WY_OK;
}

static wy_err drain(struct import *im, struct wy_diag *diag)
{
    wy_err err = im->ring[im->next_fill % im->ring_n].documents.n ? submit(im, diag) : WY_OK;
    while (im->next_merge < im->next_fill) {
        wy_err merged = merge_oldest(im, diag);
        err = err ? err : merged;
    }
    return err;
}

static void tell_skipped(struct import *im, wy_str name, const struct wy_diag *why)
{
    im->counts->skipped++;
    im->counts->why[(size_t)why->code < WY_IMPORT_REASONS ? why->code : WY_MALFORMED]++;
    if (im->options->skipped)
        im->options->skipped(im->options->user, name, why);
}

static void tell_broken(void *user, wy_str name, const struct wy_diag *why) { tell_skipped(user, name, why); }

static wy_err take_document(void *user, wy_str name, uint64_t size, wy_import_fill fill, void *from,
                            struct wy_diag *diag)
{
    struct import *im = user;
    struct batch *b = &im->ring[im->next_fill % im->ring_n];
    if (im->refused.code)
        return im->refused.code;
    im->counts->documents++;
    if (size > im->options->limits->whole_item) {
        struct wy_diag why = {0};
        (void)wy_fail(&why, WY_LIMIT, 0, "a document of %llu bytes", (unsigned long long)size);
        tell_skipped(im, name, &why);
        return WY_OK;
    }
    size_t n = (size_t)size;
    if (b->documents.n && b->len + n + WY_JSON_PADDING > b->cap) {
        wy_err err = submit(im, diag);
        if (err)
            return err;
        b = &im->ring[im->next_fill % im->ring_n];
    }
    if (n + WY_JSON_PADDING > b->cap) { // grows for good: the ring soon holds what such a source needs
        uint8_t *larger = wy_arena_alloc(&im->arena, n + WY_JSON_PADDING, 64);
        if (!larger)
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a document of %zu bytes", n);
        b->data = larger;
        b->cap = n + WY_JSON_PADDING;
    }
    wy_err err = fill(from, b->data + b->len, n, diag);
    struct document *d = err ? NULL : wy_rows_add(&b->documents, &b->names, sizeof *d);
    if (err || !d || !wy_arena_str(&b->names, name, &d->name))
        return err ? err : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for a document");
    d->offset = b->len;
    d->size = n;
    b->len += n;
    im->counts->bytes += n;
    return WY_OK;
}

static wy_err start(struct import *im, struct wy_diag *diag)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned want = im->options->threads ? im->options->threads : processors > 0 ? (unsigned)processors : 1;
    want = want > THREADS_MAX ? THREADS_MAX : want;
    im->ring_n = (size_t)want * RING_PER_THREAD;
    im->ring = wy_new(&im->arena, struct batch, im->ring_n);
    if (!im->ring)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an import");
    for (size_t i = 0; i < im->ring_n; i++) {
        struct batch *b = &im->ring[i];
        b->cap = BATCH_SIZE;
        b->data = wy_arena_alloc(&im->arena, b->cap, 64);
        wy_arena_init(&b->names, 0);
        wy_arena_init(&b->keep, (size_t)im->options->limits->arena);
        if (!b->data)
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for an import");
    }
    for (; im->threads < want; im->threads++)
        if (pthread_create(&im->thread[im->threads], NULL, worker, im) != 0)
            break;
    return im->threads ? WY_OK : wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no thread can be started");
}

static void stop(struct import *im)
{
    pthread_mutex_lock(&im->lock);
    im->stop = true;
    pthread_cond_broadcast(&im->work);
    pthread_mutex_unlock(&im->lock);
    for (unsigned i = 0; i < im->threads; i++)
        pthread_join(im->thread[i], NULL);
    for (size_t i = 0; im->ring && i < im->ring_n; i++) {
        wy_arena_fini(&im->ring[i].names);
        wy_arena_fini(&im->ring[i].keep);
    }
}

wy_err wy_import(const char *path, const struct wy_import_options *options, struct wy_import_counts *counts,
                 struct wy_diag *diag)
{
    struct import im = {.options = options, .counts = counts};
    wy_arena_init(&im.arena, 0);
    pthread_mutex_init(&im.lock, NULL);
    pthread_cond_init(&im.work, NULL);
    pthread_cond_init(&im.done, NULL);
    wy_err err = start(&im, diag);
    if (!err) {
        const struct wy_import_walker walker = {take_document, tell_broken, &im};
        err = wy_import_walk(path, options->limits, &walker, diag);
        wy_err drained = drain(&im, diag); // also after a failure: what was read before it counts
        err = err ? err : drained;
    }
    if (im.refused.code)
        err = wy_fail(diag, im.refused.code, WY_NO_OFFSET, "%s", im.refused.text);
    stop(&im);
    pthread_cond_destroy(&im.done);
    pthread_cond_destroy(&im.work);
    pthread_mutex_destroy(&im.lock);
    wy_arena_fini(&im.arena);
    return err;
}
