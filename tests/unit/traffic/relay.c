// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "evidence/codec.h"
#include "traffic/relay.h"

enum { MESSAGES = 1500, LARGE = 700000 };

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static void tell_message(const struct wy_net_sink *sink, int i, uint8_t *body, size_t n)
{
    char host[32];
    int host_n = snprintf(host, sizeof host, "h%d.example.com", i % 40);
    struct wy_flow_facts flow = {.searched = true,
                                 .address = {{4, {10, 0, 0, 2}}, {4, {198, 18, 0, (uint8_t)(i % 40)}}}};
    struct wy_message_part parts[] = {
        {.kind = WY_PART_URL, .data = wy_str_bytes(i % 7 ? WY_S("/a?x=1") : WY_S("/a?imei=490154203237518"))},
        {.kind = WY_PART_BODY, .data = {body, n}, .cut = i % 5 == 0},
    };
    struct wy_message m = {.flow = &flow,
                           .id = (uint64_t)(i % 5 ? i + 1 : 7000 + i % 3), // some come in pieces, between the others
                           .transport = "http",
                           .host = {host, (size_t)host_n},
                           .when = {(uint64_t)i + 1, INT64_C(1500000000000000000) + i},
                           .parts = parts,
                           .n = 2};
    sink->message(sink->ctx, &m);
    if (i % 9 == 0)
        sink->flow(sink->ctx, &flow);
    if (i % 100 == 0)
        sink->gap(sink->ctx, WY_TRUNCATED, m.when, "something is missing");
    if (i % 400 == 0)
        sink->mark(sink->ctx, WY_S("step=sim"), m.when);
}

static void tell_all(const struct wy_net_sink *sink)
{
    static uint8_t body[LARGE];
    uint32_t random = 3;
    for (int i = 0; i < MESSAGES; i++) {
        size_t n = i % 200 == 3 ? LARGE : 20 + (next(&random) >> 16) % 3000;
        for (size_t k = 0; k < n; k++)
            body[k] = (uint8_t)(next(&random) >> 24);
        if (i % 3 == 0)
            memcpy(body + n / 3, "490154203237518", 15);
        tell_message(sink, i, body, n);
    }
}

static wy_str result_of(int threads, struct wy_buf *out)
{
    struct wy_evidence ev;
    struct wy_arena arena;
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    struct wy_owners owners = {.arena = &arena};
    assert_int_equal(wy_owners_add(&owners, WY_ID_IMEI, WY_S("490154203237518")), WY_OK);
    struct wy_leaks_setup setup = {.ev = &ev, .limits = &wy_limits_default, .owners = &owners, .unit = WY_AT_PACKET};
    struct wy_leaks *leaks = NULL;
    assert_int_equal(wy_leaks_new(&setup, &leaks, &diag), WY_OK);
    if (threads < 0) { // without a relay: one message after the other
        struct wy_net_sink sink = wy_leaks_sink(leaks);
        tell_all(&sink);
    } else {
        struct wy_relay *relay = wy_relay_new(leaks, &wy_limits_default, threads);
        assert_non_null(relay);
        struct wy_net_sink sink = wy_relay_sink(relay);
        tell_all(&sink);
        wy_relay_finish(relay);
        wy_relay_free(relay);
    }
    struct wy_net_stats stats = {.packets = MESSAGES};
    wy_leaks_finish(leaks, &stats, WY_S("pcap"), 1);
    wy_leaks_free(leaks);
    assert_true(ev.transfers.n > 300);
    wy_buf_init(out, 1 << 26);
    wy_evidence_encode(&ev, 0, out);
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
    return wy_buf_str(out);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    struct wy_buf plain, none, one, three;
    wy_str expected = result_of(-1, &plain);
    assert_true(wy_str_eq(result_of(0, &none), expected));
    assert_true(wy_str_eq(result_of(1, &one), expected));
    assert_true(wy_str_eq(result_of(3, &three), expected));
    wy_buf_fini(&plain);
    wy_buf_fini(&none);
    wy_buf_fini(&one);
    wy_buf_fini(&three);
}

static void an_early_end(void **state)
{
    (void)state;
    struct wy_evidence ev;
    struct wy_arena arena;
    struct wy_diag diag = {0};
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    struct wy_owners owners = {.arena = &arena};
    struct wy_leaks_setup setup = {.ev = &ev, .limits = &wy_limits_default, .owners = &owners, .unit = WY_AT_PACKET};
    struct wy_leaks *leaks = NULL;
    assert_int_equal(wy_leaks_new(&setup, &leaks, &diag), WY_OK);
    struct wy_relay *relay = wy_relay_new(leaks, &wy_limits_default, 2);
    assert_non_null(relay);
    wy_relay_free(relay); // its threads end
    wy_leaks_free(leaks);
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_change_nothing), cmocka_unit_test(an_early_end)};
    return cmocka_run_group_tests_name("traffic/relay", tests, NULL, NULL);
}
