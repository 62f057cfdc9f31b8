// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/relay.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

// Some blocks unpack to many times their size. While one is searched, the others go on for as long as there are free
// ones: results are told in order.
enum { BLOCK_SIZE = 512 * 1024, THREADS_MAX = 3, BLOCKS = THREADS_MAX + 13, TEXT_MAX = 512, LANE = 16, PARTS = 64 };

enum event_kind { MESSAGE, FLOW, MARK, GAP };

struct event {
    struct event *next;
    enum event_kind kind;
    wy_err code;
    struct wy_when when;
    wy_str text; // of a mark
    const char *why;
    struct wy_flow_facts facts;
    struct wy_message message;
    struct wy_search_result result;
};

enum block_state { FREE, FILLED, TAKEN, SEARCHED };

struct block {
    struct wy_arena arena; // the events and what they point to,
    uint8_t *bytes;        // but for the messages' parts
    size_t cap, fill;
    struct event *first, *last;
    size_t size;
    bool lost; // memory was refused
    uint64_t number;
    enum block_state state;
};

struct wy_relay {
    struct wy_leaks *leaks;
    struct wy_net_sink to;
    struct block block[BLOCKS], *filling;
    struct wy_searcher *searcher[THREADS_MAX + 1]; // the last one is for the caller's own thread
    pthread_t thread[THREADS_MAX];
    int threads;
    pthread_mutex_t lock;
    pthread_cond_t more, less;  // a block was filled, or the end came; a block became free
    uint64_t filled, delivered; // numbers of blocks
    bool delivering;            // by one at a time, in their order
    bool ending;
};

static wy_str keep(struct block *b, wy_str s)
{
    wy_str copy = s.ptr ? wy_arena_dup(&b->arena, s) : s;
    b->lost = b->lost || (s.len && !copy.ptr);
    return copy;
}

static void keep_result(struct block *b, struct event *e, const struct wy_search_result *r)
{
    e->result = *r;
    struct wy_found *found = r->n ? wy_new(&b->arena, struct wy_found, r->n) : NULL;
    e->result.found = found;
    e->result.n = found ? r->n : 0;
    b->lost = b->lost || (r->n && !found);
    for (size_t i = 0; i < e->result.n; i++) {
        found[i] = r->found[i];
        found[i].excerpt = keep(b, found[i].excerpt);
        found[i].value = keep(b, found[i].value);
        for (size_t k = 0; k < found[i].forms_n; k++)
            found[i].forms[k] = keep(b, found[i].forms[k]);
    }
}

static void search(struct wy_searcher *searcher, struct block *b)
{
    struct wy_search_result result;
    wy_searcher_fresh(searcher);
    for (struct event *e = b->first; e; e = e->next)
        if (e->kind == MESSAGE) {
            wy_search_message(searcher, &e->message, &result);
            keep_result(b, e, &result);
        }
}

static void deliver(struct wy_relay *r, struct block *b)
{
    for (struct event *e = b->first; e; e = e->next)
        switch (e->kind) {
        case MESSAGE: wy_leaks_result(r->leaks, &e->message, &e->result); break;
        case FLOW: r->to.flow(r->to.ctx, &e->facts); break;
        case MARK: r->to.mark(r->to.ctx, e->text, e->when); break;
        case GAP: r->to.gap(r->to.ctx, e->code, e->when, e->why ? e->why : ""); break;
        }
    if (b->lost)
        r->to.gap(r->to.ctx, WY_NO_MEMORY, (struct wy_when){.time = WY_NO_TIME},
                  "some of what the capture holds was not searched or not told: no memory");
    b->lost = false;
    wy_arena_reset(&b->arena, (struct wy_arena_mark){0});
    b->first = b->last = NULL;
    b->size = b->fill = 0;
}

// The oldest block that nobody took yet.
static struct block *take(struct wy_relay *r)
{
    struct block *oldest = NULL;
    for (size_t i = 0; i < BLOCKS; i++)
        if (r->block[i].state == FILLED && (!oldest || r->block[i].number < oldest->number))
            oldest = &r->block[i];
    if (oldest)
        oldest->state = TAKEN;
    return oldest;
}

static struct block *next_to_deliver(struct wy_relay *r)
{
    for (size_t i = 0; i < BLOCKS; i++)
        if (r->block[i].state == SEARCHED && r->block[i].number == r->delivered)
            return &r->block[i];
    return NULL;
}

// Searches a block that was taken. Whoever finds the next ones in order searched delivers them, so that nobody waits
// for a slower one. The lock is held before and after.
static void search_taken(struct wy_relay *r, struct block *b, struct wy_searcher *searcher)
{
    pthread_mutex_unlock(&r->lock);
    search(searcher, b);
    pthread_mutex_lock(&r->lock);
    b->state = SEARCHED;
    if (r->delivering)
        return;
    r->delivering = true;
    while ((b = next_to_deliver(r))) {
        pthread_mutex_unlock(&r->lock);
        deliver(r, b);
        pthread_mutex_lock(&r->lock);
        r->delivered++;
        b->state = FREE;
        pthread_cond_signal(&r->less);
    }
    r->delivering = false;
}

static void *work(void *arg)
{
    struct wy_relay *r = arg;
    pthread_mutex_lock(&r->lock);
    struct wy_searcher *mine = NULL;
    for (int i = 0; i < r->threads && !mine; i++)
        if (pthread_equal(r->thread[i], pthread_self()))
            mine = r->searcher[i];
    for (;;) {
        struct block *b = take(r);
        if (b)
            search_taken(r, b, mine);
        else if (r->ending)
            break;
        else
            pthread_cond_wait(&r->more, &r->lock);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

static struct block *free_block(struct wy_relay *r)
{
    for (size_t i = 0; i < BLOCKS; i++)
        if (r->block[i].state == FREE && &r->block[i] != r->filling)
            return &r->block[i];
    return NULL;
}

// The caller searches, too, when no block is free: sleeping until one is costs more than a block.
static void hand_on(struct wy_relay *r)
{
    struct block *b = r->filling;
    if (!b->first && !b->lost)
        return;
#ifdef __SSE2__
    _mm_sfence();
#endif
    pthread_mutex_lock(&r->lock);
    b->number = r->filled++;
    b->state = FILLED;
    pthread_cond_signal(&r->more);
    while (!(r->filling = free_block(r))) {
        b = take(r);
        if (b)
            search_taken(r, b, r->searcher[THREADS_MAX]);
        else
            pthread_cond_wait(&r->less, &r->lock);
    }
    pthread_mutex_unlock(&r->lock);
}

// Copies for another processor, up to the next multiple of LANE: past the caches, because taking back the lines that it
// read last time may cost five times as much.
static void copy_away(uint8_t *to, wy_bytes data)
{
#ifdef __SSE2__
    size_t at = 0;
    for (; data.len - at >= LANE; at += LANE)
        _mm_stream_si128((__m128i *)(void *)(to + at), _mm_loadu_si128((const __m128i *)(const void *)(data.ptr + at)));
    uint8_t last[LANE] = {0};
    memcpy(last, data.ptr + at, data.len - at);
    _mm_stream_si128((__m128i *)(void *)(to + at), _mm_loadu_si128((const __m128i *)(const void *)last));
#else
    memcpy(to, data.ptr, data.len);
#endif
}

static wy_bytes keep_bytes(struct block *b, wy_bytes data)
{
    if (data.len == 0 || data.len > b->cap - wy_min(b->cap, b->fill + LANE))
        return wy_str_bytes(keep(b, wy_bytes_str(data)));
    uint8_t *copy = b->bytes + b->fill;
    copy_away(copy, data);
    b->fill += data.len / LANE * LANE + LANE;
    return (wy_bytes){copy, data.len};
}

// An empty block has room for what comes first, and for what filling lanes takes.
static void make_room(struct block *b, size_t size)
{
    size = wy_max(size, BLOCK_SIZE) + PARTS * LANE;
    if (b->fill || b->cap >= size)
        return;
    free(b->bytes);
    b->bytes = malloc(size);
    b->cap = b->bytes ? size : 0;
}

static struct event *add(struct wy_relay *r, enum event_kind kind, size_t size)
{
    struct block *b = r->filling;
    if (b->size && b->size + size > BLOCK_SIZE) {
        hand_on(r);
        b = r->filling;
    }
    make_room(b, size);
    struct event *e = wy_new(&b->arena, struct event, 1);
    b->lost = b->lost || !e;
    if (!e)
        return NULL;
    e->kind = kind;
    b->size += sizeof *e + size;
    if (b->last)
        b->last->next = e;
    else
        b->first = e;
    b->last = e;
    return e;
}

static void keep_facts(struct wy_relay *r, struct event *e, const struct wy_flow_facts *f)
{
    e->facts = *f;
    for (size_t i = 0; i < WY_FLOW_TEXTS; i++)
        e->facts.text[i] = keep(r->filling, f->text[i]);
}

// Without threads nothing is kept: true when what is told is the caller's to hand on at once. Budgets begin where
// blocks of threads would.
static bool at_once(struct wy_relay *r, size_t size)
{
    struct block *b = r->filling;
    if (r->threads)
        return false;
    if (b->size && b->size + size > BLOCK_SIZE)
        b->size = 0;
    if (b->size == 0)
        wy_searcher_fresh(r->searcher[THREADS_MAX]);
    b->size += sizeof(struct event) + size;
    return true;
}

static void on_message(void *ctx, const struct wy_message *m)
{
    struct wy_relay *r = ctx;
    size_t size = 0;
    for (size_t i = 0; i < m->n; i++)
        size += m->parts[i].data.len;
    if (at_once(r, size)) {
        struct wy_search_result result;
        wy_search_message(r->searcher[THREADS_MAX], m, &result);
        wy_leaks_result(r->leaks, m, &result);
        return;
    }
    struct event *e = add(r, MESSAGE, size);
    if (!e)
        return;
    struct wy_arena *arena = &r->filling->arena;
    keep_facts(r, e, m->flow);
    e->message = *m;
    e->message.flow = &e->facts;
    e->message.host = keep(r->filling, m->host);
    struct wy_message_part *parts = wy_new(arena, struct wy_message_part, m->n ? m->n : 1);
    e->message.parts = parts;
    e->message.n = parts ? m->n : 0;
    r->filling->lost = r->filling->lost || !parts;
    for (size_t i = 0; i < e->message.n; i++) {
        parts[i] = m->parts[i];
        parts[i].data = keep_bytes(r->filling, parts[i].data);
        r->filling->lost = r->filling->lost || (m->parts[i].data.len && !parts[i].data.ptr);
        parts[i].type = keep(r->filling, parts[i].type);
        parts[i].encoding = keep(r->filling, parts[i].encoding);
    }
}

static void on_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct wy_relay *r = ctx;
    if (at_once(r, TEXT_MAX)) {
        r->to.flow(r->to.ctx, f);
        return;
    }
    struct event *e = add(r, FLOW, TEXT_MAX);
    if (e)
        keep_facts(r, e, f);
}

static void on_mark(void *ctx, wy_str text, struct wy_when when)
{
    struct wy_relay *r = ctx;
    if (at_once(r, text.len)) {
        r->to.mark(r->to.ctx, text, when);
        return;
    }
    struct event *e = add(r, MARK, text.len);
    if (!e)
        return;
    e->text = keep(r->filling, text);
    e->when = when;
}

static void on_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    struct wy_relay *r = ctx;
    if (at_once(r, TEXT_MAX)) {
        r->to.gap(r->to.ctx, code, when, why ? why : "");
        return;
    }
    struct event *e = add(r, GAP, TEXT_MAX);
    if (!e)
        return;
    e->code = code;
    e->when = when;
    e->why = wy_arena_cstr(&r->filling->arena, wy_str_c(why));
    r->filling->lost = r->filling->lost || (why && !e->why);
}

struct wy_net_sink wy_relay_sink(struct wy_relay *r)
{
    return (struct wy_net_sink){r, on_message, on_flow, on_mark, on_gap};
}

static int processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static void start_threads(struct wy_relay *r, int wanted)
{
    sigset_t all, before;
    sigfillset(&all); // signals are the main thread's
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&r->lock); // until all of them have their names
    while (r->threads < wanted && r->searcher[r->threads] && pthread_create(&r->thread[r->threads], NULL, work, r) == 0)
        r->threads++;
    pthread_mutex_unlock(&r->lock);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct wy_relay *wy_relay_new(struct wy_leaks *leaks, const struct wy_limits *limits, int threads)
{
    struct wy_relay *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    *r = (struct wy_relay){.leaks = leaks, .to = wy_leaks_sink(leaks), .filling = &r->block[0]};
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->more, NULL);
    pthread_cond_init(&r->less, NULL);
    for (size_t i = 0; i < BLOCKS; i++)
        wy_arena_init(&r->block[i].arena, 0);
    int cores = processors(), wanted = threads >= 0 ? threads : cores - 1;
    wanted = wanted < THREADS_MAX ? wanted : THREADS_MAX;
    for (int i = 0; i < wanted; i++)
        r->searcher[i] = wy_searcher_new(wy_leaks_needles(leaks), limits);
    r->searcher[THREADS_MAX] = wy_searcher_new(wy_leaks_needles(leaks), limits);
    if (!r->searcher[THREADS_MAX]) {
        wy_relay_free(r);
        return NULL;
    }
    start_threads(r, wanted);
    return r;
}

void wy_relay_finish(struct wy_relay *r)
{
    hand_on(r);
    pthread_mutex_lock(&r->lock);
    r->ending = true;
    pthread_cond_broadcast(&r->more);
    for (struct block *b; (b = take(r));)
        search_taken(r, b, r->searcher[THREADS_MAX]);
    pthread_mutex_unlock(&r->lock);
    for (int i = 0; i < r->threads; i++)
        pthread_join(r->thread[i], NULL);
    r->threads = 0;
    for (int i = 0; i <= THREADS_MAX; i++) {
        if (r->searcher[i])
            wy_leaks_searched(r->leaks, r->searcher[i]);
        wy_searcher_free(r->searcher[i]);
        r->searcher[i] = NULL;
    }
}

void wy_relay_free(struct wy_relay *r)
{
    if (!r)
        return;
    if (r->threads)
        wy_relay_finish(r);
    for (int i = 0; i <= THREADS_MAX; i++)
        wy_searcher_free(r->searcher[i]);
    for (size_t i = 0; i < BLOCKS; i++) {
        wy_arena_fini(&r->block[i].arena);
        free(r->block[i].bytes);
    }
    pthread_cond_destroy(&r->more);
    pthread_cond_destroy(&r->less);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
