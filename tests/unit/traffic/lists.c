// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HAR, PCAPdroid's CSV and the intrusion log become the same rows as a capture.
#include "test.h"

#include "ingest/ingest.h"
#include "ingest/places.h"

extern const struct wy_artifact wy_artifact_har, wy_artifact_pcapdroid, wy_artifact_intrusion_log;

struct bench {
    struct wy_evidence ev;
    struct wy_arena scratch;
};

static void examine(struct bench *b, const struct wy_artifact *artifact, const char *text, bool received)
{
    wy_evidence_init(&b->ev, &wy_limits_default);
    wy_arena_init(&b->scratch, 0);
    struct wy_ingest_options options = {.received = received,
                                        .identity = wy_str_bytes(WY_S("imei = \"490154203237518\""))};
    struct wy_ingest in = {.ev = &b->ev, .scratch = &b->scratch, .limits = &wy_limits_default, .options = &options};
    wy_bytes bytes = wy_str_bytes(wy_str_c(text));
    struct wy_memory_blob blob = wy_memory_blob(bytes);
    struct wy_item item = {.name = WY_S("item"), .blob = &blob.blob, .size = bytes.len, .head = bytes};
    struct wy_diag diag = {0};
    assert_int_equal(artifact->match(&item), WY_MATCH_SURE);
    assert_int_equal(artifact->run(&in, &item, &diag), WY_OK);
    assert_int_equal(b->ev.captures.n, 1);
    assert_int_equal(wy_places_fill(&in), WY_OK);
}

static void stop(struct bench *b)
{
    wy_evidence_fini(&b->ev);
    wy_arena_fini(&b->scratch);
}

static void har(void **state)
{
    (void)state;
    static const char text[] =
        "{\"log\":{\"version\":\"1.2\",\"creator\":{},\"entries\":[{\"startedDateTime\":\"2026-11-21T10:00:00.250Z\","
        "\"serverIPAddress\":\"198.18.0.1\",\"request\":{\"url\":\"https://tracking.miui.com:8443/"
        "a?imei=490154203237518\","
        "\"postData\":{\"text\":\"NDkwMTU0MjAzMjM3NTE4\"}},\"response\":{\"content\":{\"text\":\"490154203237518\"}}}]}"
        "}";
    struct bench b;
    examine(&b, &wy_artifact_har, text, true);
    assert_int_equal(b.ev.transfers.n, 2);
    const struct wy_transfer *t = b.ev.transfers.v;
    assert_str_is(t->host, "tracking.miui.com");
    assert_str_is(t->company, "Xiaomi");
    assert_str_is(t->purpose, "analytics");
    assert_str_is(t->transport, "https");
    assert_str_is(t->where, "url");
    assert_str_is(t->time, "2026-11-21T10:00:00.250Z");
    assert_int_equal(t->port.v, 8443);
    assert_str_is(t[1].direction, "received");
    stop(&b);
    examine(&b, &wy_artifact_har, text, false);
    assert_int_equal(b.ev.transfers.n, 1);
    stop(&b);
}

static void lists_of_connections(void **state)
{
    (void)state;
    struct bench b;
    examine(&b, &wy_artifact_pcapdroid,
            "SrcIP,DstIp,DstPort,App,Info,BytesSent\n10.0.0.2,1.2.3.4,443,\"A, b\",x490154203237518.mi.com,7\n,bad\n",
            false);
    assert_int_equal(b.ev.transfers.n, 1);
    assert_int_equal(b.ev.flows.n, 1);
    assert_int_equal(b.ev.gaps.n, 1);
    const struct wy_flow *f = b.ev.flows.v;
    assert_str_is(f->app, "A, b");
    assert_int_equal(f->sent.v, 7);
    stop(&b);
    static const char most[] = "DstIp,DstPort,App,BytesSent\n"
                               "1.2.3.4,443,a,9223372036854775807\n1.2.3.4,443,a,9223372036854775807\n"
                               "1.2.3.4,443,a,9223372036854775807\n";
    examine(&b, &wy_artifact_pcapdroid, most, false);
    f = b.ev.flows.v;
    assert_int_equal(b.ev.flows.n, 1);
    assert_true(f->sent.v == INT64_MAX && f->opaque.v == INT64_MAX);
    assert_true(((const struct wy_capture *)b.ev.captures.v)->opaque_bytes.v == INT64_MAX);
    stop(&b);
    examine(
        &b, &wy_artifact_intrusion_log,
        "{\"dns_event\":{\"hostname\":\"h.mi.com\",\"package_name\":\"com.x\",\"event_time\":1700000000000}}\n"
        "{\"connect_event\":{\"ip_address\":\"h/1.2.3.4\",\"port\":443,\"package_name\":\"com.x\"}}\n{\"other\":1}\n",
        false);
    assert_int_equal(b.ev.flows.n, 2);
    f = b.ev.flows.v;
    assert_str_is(f->host, "h.mi.com");
    assert_str_is(f[1].ip, "1.2.3.4");
    stop(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(har), cmocka_unit_test(lists_of_connections)};
    return cmocka_run_group_tests_name("traffic/lists", tests, NULL, NULL);
}
