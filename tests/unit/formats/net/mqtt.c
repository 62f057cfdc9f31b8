// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// MQTT over TCP and inside WebSocket; WebSocket's compression with a window that outlives a message; names and
// addresses in DNS.
#include "test.h"

#include "netlab.h"

#include <zlib.h>

#define B(text) ((wy_bytes){(const uint8_t *)(text), sizeof(text) - 1})
#define CONNECT_4 "\x10\x13\0\4MQTT\4\2\0\x3c\0\7phone-1"
#define CONNECT_5 "\x10\x14\0\4MQTT\5\2\0\x3c\0\0\7phone-1"
#define PUBLISH "\x32\x0e\0\3a/b\0\7{\"k\":1}" // acknowledged
#define PUBLISH_5 "\x30\x18\0\3a/b\x0a\3\0\7app/xml<x>1</x>"

static void send_in(struct lab *lab, bool back, uint32_t *seq, wy_bytes b, size_t cut)
{
    for (size_t at = 0; at < b.len; at += cut) {
        uint8_t p[20 + 4096] = {0};
        size_t n = wy_min(cut, b.len - at);
        put16(p, back ? 1883 : 40000);
        put16(p + 2, back ? 40000 : 1883);
        put32(p + 4, *seq);
        p[12] = 0x50;
        p[13] = 24;
        memcpy(p + 20, b.ptr + at, n);
        *seq += (uint32_t)n;
        lab_ip(lab, 6, back, (wy_bytes){p, 20 + n}, 0);
    }
}

static void packets_in_any_cut(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < 60; cut++) {
        struct lab lab;
        uint32_t seq = 100, back = 500;
        lab_start(&lab, true, NULL);
        send_in(&lab, false, &seq, B(CONNECT_4 PUBLISH "\xc0\0"), cut);
        send_in(&lab, true, &back, B("\x20\2\0\0\x30\5\0\1tok"), cut);
        wy_net_finish(lab.net);
        wy_str log = wy_buf_str(&lab.log);
        assert_int_equal(lab.messages, 4);
        assert_true(wy_str_has(log, WY_S("[a/b][{\"k\":1}]\n")));
        assert_true(wy_str_has(log, WY_S("[t][ok]\n")));
        lab_end(&lab);
        lab_start(&lab, false, NULL);
        seq = 100;
        send_in(&lab, false, &seq, B(CONNECT_5 PUBLISH_5), cut);
        wy_net_finish(lab.net);
        assert_true(wy_str_has(wy_buf_str(&lab.log), WY_S("[a/b][<x>1</x>]\n")));
        lab_end(&lab);
    }
}

static void ends_at_every_byte(void **state)
{
    (void)state;
    static const uint8_t all[] = CONNECT_5 PUBLISH_5 PUBLISH;
    for (size_t n = 1; n < sizeof all; n++) {
        struct lab lab;
        uint32_t seq = 100;
        lab_start(&lab, false, NULL);
        send_in(&lab, false, &seq, (wy_bytes){all, n}, 7);
        wy_net_finish(lab.net);
        assert_true(lab.messages > 0 || n <= 2);
        lab_end(&lab);
    }
}

static void loss_and_length(void **state)
{
    (void)state;
    struct lab lab;
    uint32_t seq = 100;
    lab_start(&lab, false, NULL);
    lab.limits.net_body = 8;
    send_in(&lab, false, &seq, B(CONNECT_4 "\x30\x18\0\1tabcdefghijklmnopqrstu"), 1000);
    send_in(&lab, false, &seq, B("\x30\x0a\0\1t12"), 1000);
    seq += 2; // lost, within what is published
    send_in(&lab, false, &seq, B("567" PUBLISH), 1000);
    wy_net_finish(lab.net);
    wy_str log = wy_buf_str(&lab.log);
    assert_true(wy_str_has(log, WY_S("[t]cut[abcde]\n")));
    assert_true(wy_str_has(log, WY_S("nopqrstu]\n")));
    assert_true(wy_str_has(log, WY_S("[t]cut[12]\n")));
    assert_true(wy_str_has(log, WY_S("cut[567]\n")));
    assert_true(wy_str_has(log, WY_S("[a/b]")));
    lab_end(&lab);
}

static size_t ws_frame(uint8_t *out, wy_bytes b, unsigned head)
{
    assert_true(b.len < 126);
    out[0] = (uint8_t)head;
    out[1] = (uint8_t)(0x80 | b.len);
    memcpy(out + 2, "\1\2\3\4", 4);
    for (size_t i = 0; i < b.len; i++)
        out[6 + i] = b.ptr[i] ^ out[2 + (i & 3)];
    return 6 + b.len;
}

#define UPGRADE "GET /w HTTP/1.1\r\nHost: w.example\r\nUpgrade: websocket\r\n\r\n"

static void a_stream_within_messages(void **state)
{
    (void)state;
    struct lab lab;
    uint8_t out[256];
    uint32_t seq = 100;
    lab_start(&lab, false, NULL);
    send_in(&lab, false, &seq, B(UPGRADE), 1000);
    size_t n = ws_frame(out, B(CONNECT_4 "\x32\x0e\0\3"), 0x82); // packets do not keep to messages
    n += ws_frame(out + n, B("a/b\0\7{\"k\":1}"), 0x82);
    send_in(&lab, false, &seq, (wy_bytes){out, n}, 1000);
    wy_net_finish(lab.net);
    wy_str log = wy_buf_str(&lab.log);
    assert_true(wy_str_has(log, WY_S("> mqtt w.example @2[a/b][{\"k\":1}]\n")));
    assert_int_equal(lab.messages, 3);
    lab_end(&lab);
}

static void what_follows_lost_borders(void **state)
{
    (void)state;
    struct lab lab;
    uint8_t out[256];
    uint32_t seq = 100;
    lab_start(&lab, false, NULL);
    send_in(&lab, false, &seq, B(UPGRADE), 1000);
    size_t n = ws_frame(out, B("one"), 0x81);
    send_in(&lab, false, &seq, (wy_bytes){out, n}, 1000);
    send_in(&lab, false, &seq, B("\x83\x7e\0\x20 of a kind"), 3); // that does not exist
    send_in(&lab, false, &seq, B(" that hides"), 1000);
    wy_net_finish(lab.net);
    wy_str log = wy_buf_str(&lab.log);
    assert_true(wy_str_has(log, WY_S("gap unsupported a frame of WebSocket")));
    assert_true(wy_str_has(log, WY_S("[one]\n")) && wy_str_has(log, WY_S("[ of a kind that hides]\n")));
    lab_end(&lab);
    lab_start(&lab, false, NULL);
    seq = 100;
    send_in(&lab, false, &seq, B(UPGRADE), 1000);
    send_in(&lab, false, &seq, (wy_bytes){out, n}, 1000);
    seq += 7;
    send_in(&lab, false, &seq, B("behind a hole"), 1000);
    wy_net_finish(lab.net);
    assert_true(wy_str_has(wy_buf_str(&lab.log), WY_S("[behind a hole]\n")));
    lab_end(&lab);
}

static void a_window_outlives_its_message(void **state)
{
    (void)state;
    struct lab lab;
    uint8_t packed[128], out[256];
    uint32_t seq = 100;
    static const uint8_t text[] = "imei=490154203237518 and more of it";
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    lab_start(&lab, false, NULL);
    send_in(&lab, false, &seq, B(UPGRADE), 1000);
    for (int i = 0; i < 3; i++) {
        z.next_in = (Bytef *)(uintptr_t)text;
        z.avail_in = sizeof text - 1;
        z.next_out = packed;
        z.avail_out = sizeof packed;
        assert_int_equal(deflate(&z, Z_SYNC_FLUSH), Z_OK);
        size_t n = sizeof packed - z.avail_out - 4; // RFC 7692, 7.2.1
        assert_true(i == 0 || n < 12);              // refers to the message before
        n = ws_frame(out, (wy_bytes){packed, n}, 0xc1);
        send_in(&lab, false, &seq, (wy_bytes){out, n}, 5);
    }
    size_t n = ws_frame(out, B("\xff\xff\xff"), 0xc1); // damaged: as it is, and so is all that follows
    n += ws_frame(out + n, B("zzz"), 0xc1);
    send_in(&lab, false, &seq, (wy_bytes){out, n}, 1000);
    deflateEnd(&z);
    wy_net_finish(lab.net);
    wy_str rest = wy_buf_str(&lab.log);
    for (int i = 0; i < 3; i++) {
        size_t at = wy_str_find(rest, WY_S("[imei=490154203237518 and more of it]\n"));
        assert_int_not_equal(at, WY_NPOS);
        rest = wy_str_from(rest, at + 1);
    }
    assert_true(wy_str_has(rest, WY_S("[zzz]")));
    lab_end(&lab);
}

static void names_and_addresses(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    // Two questions at once; then an answer that gives a service's address as a hint (RFC 9460).
    lab_udp(&lab, false, 5353, B("\0\7\1\0\0\2\0\0\0\0\0\0\3one\5local\0\0\1\0\1\3two\5local\0\0\1\0\1"));
    lab_udp(&lab, true, 53,
            B("\0\7\x81\x80\0\1\0\1\0\0\0\0\3api\7example\3org\0\0\x41\0\1"
              "\xc0\x0c\0\x41\0\1\0\0\0\1\0\x13\0\1\0\0\1\0\4\3h2\0\0\4\0\4\xc6\x12\0\1"));
    lab_tcp(&lab, false, 100, 24, "something else\n");
    wy_net_finish(lab.net);
    wy_str log = wy_buf_str(&lab.log);
    assert_true(wy_str_has(log, WY_S("[one.local][two.local]\n")));
    assert_true(wy_str_has(log, WY_S("> tcp api.example.org @3")));
    lab_end(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_in_any_cut),        cmocka_unit_test(ends_at_every_byte),
        cmocka_unit_test(loss_and_length),           cmocka_unit_test(a_stream_within_messages),
        cmocka_unit_test(what_follows_lost_borders), cmocka_unit_test(a_window_outlives_its_message),
        cmocka_unit_test(names_and_addresses),
    };
    return cmocka_run_group_tests_name("formats/net/mqtt", tests, NULL, NULL);
}
