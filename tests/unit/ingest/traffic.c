// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Records of traffic that are text: what a HAR file says of its requests and of the messages in a WebSocket.
#include "ingest_fixture.h"

#define IMEI "490154203237518"

static const struct wy_transfer *transfer(const struct fixture *f, const char *transport, const char *direction)
{
    for (WY_EACH(struct wy_transfer, t, f->ev.transfers))
        if (wy_str_eq(t->transport, wy_str_c(transport)) && wy_str_eq(t->direction, wy_str_c(direction)))
            return t;
    return NULL;
}

static void har_is(void **state)
{
    struct fixture *f = *state;
    static const char text[] =
        "{\"log\":{\"version\":\"1.2\",\"creator\":{},\"entries\":["
        "{\"startedDateTime\":\"2026-01-02T03:04:05.006Z\",\"request\":{\"method\":\"GET\",\"httpVersion\":\"h3\","
        "\"url\":\"https://a.example/?i=" IMEI "\",\"headers\":[]},\"response\":{\"headers\":[],\"content\":{}}},"
        "{\"request\":{\"method\":\"POST\",\"httpVersion\":\"HTTP/2\",\"url\":\"https://b.example:8443/"
        "\",\"headers\":[],"
        "\"postData\":{\"mimeType\":\"application/json\",\"text\":\"{\\\"imei\\\":\\\"" IMEI
        "\\\"}\"}},\"response\":{}},"
        "{\"request\":{\"method\":\"GET\",\"httpVersion\":\"HTTP/1.1\",\"url\":\"wss://c.example/s\",\"headers\":[]},"
        "\"response\":{},\"_webSocketMessages\":["
        "{\"type\":\"send\",\"opcode\":1,\"data\":\"hello " IMEI "\"},"
        "{\"type\":\"send\",\"opcode\":2,\"data\":\"NDkwMTU0MjAzMjM3NTE4\"},"
        "{\"type\":\"receive\",\"opcode\":1,\"data\":\"you are " IMEI "\"}]}]}}";
    f->options.identity = wy_str_bytes(WY_S("imei = \"" IMEI "\"\n"));
    const struct wy_artifact *artifact = feed(f, "x.har", text);
    assert_non_null(artifact);
    assert_str_is(artifact ? wy_str_c(artifact->name) : (wy_str){0}, "har");
    const struct wy_transfer *t = transfer(f, "h3", "sent");
    assert_non_null(t);
    assert_str_is(t->host, "a.example");
    assert_int_equal(t->at.unit, WY_AT_REQUEST);
    assert_int_equal(t->at.position, 1);
    assert_str_is(t->time, "2026-01-02T03:04:05.006Z");
    t = transfer(f, "h2", "sent");
    assert_non_null(t);
    assert_str_is(t->host, "b.example");
    assert_int_equal(t->port.v, 8443);
    t = transfer(f, "websocket", "sent");
    assert_non_null(t);
    assert_str_is(t->host, "c.example");
    assert_int_equal(f->ev.transfers.n, 4); // text and binary; what was received was not asked for
    f->options.received = true;
    assert_non_null(feed(f, "x.har", text));
    assert_non_null(transfer(f, "websocket", "received"));
}

static void lists_are_told_by_their_lines(void **state)
{
    struct fixture *f = *state;
    f->options.identity = wy_str_bytes(WY_S("imei = \"" IMEI "\"\n"));
    assert_non_null(feed(f, "x.ndjson",
                         "{\"dns_event\":{\"hostname\":\"a.b.com\",\"ip_addresses\":[\"/1.2.3.4\"],"
                         "\"package_name\":\"com.x\",\"event_time\":1700000000000}}\n"
                         "{\"dns_event\":{\"hostname\":\"" IMEI ".b.com\",\"ip_addresses\":[],"
                         "\"package_name\":\"com.x\",\"event_time\":1700000000000}}\n"));
    const struct wy_transfer *t = transfer(f, "dns", "sent");
    assert_non_null(t);
    assert_int_equal(t->at.unit, WY_AT_LINE);
    assert_int_equal(t->at.position, 2);
    const struct wy_capture *c = f->ev.captures.v;
    assert_int_equal(f->ev.captures.n, 1);
    assert_false(c->packets.known); // it has none
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(har_is, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(lists_are_told_by_their_lines, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("ingest/traffic", tests, NULL, NULL);
}
