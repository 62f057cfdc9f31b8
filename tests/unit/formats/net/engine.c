// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "netlab.h"

enum { FIN = 17, SYN = 2, SYN_ACK = 18, RST = 4, DATA = 24 };
#define GET "GET /a?x=1 HTTP/1.1\r\nHost: h.example:81\r\n\r\n"

static void finish_is(struct lab *lab, const char *expected)
{
    wy_net_finish(lab->net);
    assert_str_is(wy_buf_str(&lab->log), expected);
    lab_end(lab);
}

static void a_request(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, true, 499, SYN_ACK, "");
    lab_tcp(&lab, false, 100, DATA, GET);
    lab_tcp(&lab, true, 500, DATA, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    assert_str_is(wy_buf_str(&lab.log), "> http h.example @3[/a?x=1]\n");
    lab_tcp(&lab, false, 100 + sizeof GET - 1, FIN, "");
    lab_tcp(&lab, true, 540, FIN, "");
    assert_int_equal(lab.flows, 1);
    finish_is(&lab, "> http h.example @3[/a?x=1]\n");
}

static void received_on_request(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, true, NULL);
    lab_tcp(&lab, false, 100, DATA, GET);
    lab_tcp(&lab, true, 500, DATA, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n");
    lab_tcp(&lab, true, 556, DATA, "3\r\n!\n!\r\n0\r\n\r\n");
    finish_is(&lab, "> http h.example @1[/a?x=1]\n< http h.example @2[ok!\n!]\n");
}

static void order_overlap_and_repeats(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, false, 104, DATA, " /b HTTP/1.1\r\n");
    lab_tcp(&lab, false, 100, DATA, "POST /X"); // overlaps: the first copy in order wins
    lab_tcp(&lab, false, 100, DATA, "POST /X");
    lab_tcp(&lab, false, 118, DATA, "Content-Length: 5\r\n\r\nab");
    lab_tcp(&lab, false, 143, DATA, "e");
    lab_tcp(&lab, false, 142, DATA, "d");
    lab_tcp(&lab, false, 140, DATA, "bcd");
    finish_is(&lab, "> http  @3[/X][abcde]\n");
}

static void a_gap_ends_a_head_and_the_next_request_is_found(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, false, 100, DATA, "GET /one HTTP/1.1\r\nHo");
    lab_tcp(&lab, false, 200, DATA, GET);
    finish_is(&lab, "> http  @2[/one]\n> http h.example @3[/a?x=1]\n");
}

static void a_capture_that_begins_late(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, true, 900, DATA, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"); // the server's side first
    lab_tcp(&lab, false, 7, DATA, "rest of a body");
    lab_tcp(&lab, false, 21, DATA, GET);
    finish_is(&lab, "> http  @2[rest of a body]\n> http h.example @3[/a?x=1]\n");
}

static void ports_are_used_again(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    for (uint32_t i = 0; i < 2; i++) {
        lab_tcp(&lab, false, 99 + i * 77777, SYN, "");
        lab_tcp(&lab, false, 100 + i * 77777, DATA, GET);
    }
    lab_tcp(&lab, false, 100, RST, "");
    lab_tcp(&lab, false, 150, DATA, GET); // after a reset nothing counts
    assert_int_equal(lab.flows, 2);
    finish_is(&lab, "> http h.example @2[/a?x=1]\n> http h.example @4[/a?x=1]\n");
}

static void other_devices_are_not_searched(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, "10.0.0.9, 02:00:00:00:00:77");
    lab_tcp(&lab, false, 100, DATA, GET);
    finish_is(&lab, "");
    lab_start(&lab, false, "198.18.0.1"); // the phone is the server here: what it answers is what it sent
    lab_tcp(&lab, false, 100, DATA, GET);
    lab_tcp(&lab, true, 500, DATA, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    finish_is(&lab, "< http h.example @2[ok]\n");
    lab_start(&lab, false, "198.18.0.1"); // and it greets
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, true, 500, DATA, "220 phone imei=1\r\n");
    lab_tcp(&lab, false, 100, DATA, "GET /a HTTP/1.1\r\n\r\n");
    finish_is(&lab, "< tcp  @2cut[220 phone imei=1\r\n]\n");
}

static void websocket_after_upgrade(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, false, 100, DATA, "GET /w HTTP/1.1\r\nHost: w.example\r\nUpgrade: websocket\r\n\r\n");
    lab_tcp(&lab, false, 156, DATA, "\x01\x82\x01\x01\x01\x01ij"); // masked, not final
    lab_tcp(&lab, false, 164, DATA,
            "\x80\x81 \x20 \x20"
            "A");
    lab_tcp(&lab, false, 171, DATA, "\x89\x82\x01\x01\x01\x01ij"); // a ping that says something
    finish_is(&lab, "> http w.example @1[/w]\n> websocket w.example @2[hka]\n> websocket w.example @4[hk]\n");

    lab_start(&lab, false, NULL); // a ping whose end is not in the capture, between the parts of a message
    lab_tcp(&lab, false, 100, DATA, "GET /w HTTP/1.1\r\nHost: w.example\r\nUpgrade: websocket\r\n\r\n");
    lab_tcp(&lab, false, 156, DATA, "\x01\x82\x01\x01\x01\x01ij");
    lab_tcp(&lab, false, 164, DATA, "\x89\x83\x01\x01\x01\x01ij");
    finish_is(&lab, "> http w.example @1[/w]\n> websocket w.example @3cut[hk]\n> websocket w.example @2cut[hk]\n");

    lab_start(&lab, false, NULL); // a ping that is longer than any
    lab_tcp(&lab, false, 100, DATA, "GET /w HTTP/1.1\r\nHost: w.example\r\nUpgrade: websocket\r\n\r\n");
    lab_tcp(&lab, false, 156, DATA, "\x89\xfe what it says");
    finish_is(&lab, "> http w.example @1[/w]\ngap unsupported a frame of WebSocket that is not known here\n> tcp "
                    "w.example @2[it says]\n");

    lab_start(&lab, true, NULL); // the server is the first to say something, with its answer and after it
    lab_tcp(&lab, false, 100, DATA, "GET /w HTTP/1.1\r\nHost: w.example\r\nUpgrade: websocket\r\n\r\n");
    lab_tcp(&lab, true, 500, DATA, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x01\x02hk");
    lab_tcp(&lab, true, 560, DATA, "\x80\x01-");
    lab_tcp(&lab, false, 156, DATA, "\x81\x82\x01\x01\x01\x01ij");
    finish_is(&lab,
              "> http w.example @1[/w]\n< http w.example @2\n< websocket w.example @2[hk-]\n> websocket w.example "
              "@4[hk]\n");
}

static void fragments_make_one_datagram(void **state)
{
    (void)state;
    struct lab lab;
    uint8_t p[8 + 40] = {0x9c, 0x40, 0x9c, 0x41, 0, 48};
    memset(p + 8, 'y', 40);
    lab_start(&lab, false, NULL);
    lab_ip(&lab, 17, false, (wy_bytes){p + 24, 24}, 3);
    lab_ip(&lab, 17, false, (wy_bytes){p, 24}, 0x2000);
    lab_ip(&lab, 17, false, (wy_bytes){p, 24}, 0x2000); // a late copy is no datagram of its own
    lab_ip(&lab, 17, false, (wy_bytes){p + 24, 24}, 3);
    finish_is(&lab, "> udp  @2[yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy]\n");

    lab_start(&lab, false, NULL);
    static const int64_t times[] = {1500000000000000000, WY_NO_TIME,
                                    1400000000000000000}; // as in captures that were joined
    for (size_t i = 0; i < WY_COUNT(times); i++) {
        lab.time = times[i];
        lab_ip(&lab, 17, false, (wy_bytes){p, 24}, 0x2000);
        lab_ip(&lab, 17, false, (wy_bytes){p + 24, 24}, 3);
    }
    wy_net_finish(lab.net);
    assert_int_equal(lab.messages, WY_COUNT(times)); // none is a late copy
    lab_end(&lab);
}

static void note_packet(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    struct lab *lab = ctx;
    wy_buf_printf(&lab->log, "gap %s %s @%llu\n", wy_err_name(code), why, (unsigned long long)when.packet);
}

// What two interfaces saw is one datagram; what was sent twice are two.
static void a_datagram_seen_twice(void **state)
{
    (void)state;
    static const struct {
        int64_t later; // nanoseconds
        unsigned ident;
        const char *text;
        bool again;
    } cases[] = {
        {0, 7, "heart-beat", false},        {1000000, 7, "heart-beat", false},   {199000000, 7, "heart-beat", false},
        {-1000000, 7, "heart-beat", false}, {0, 8, "heart-beat", true},          {0, 7, "heart_beat", true},
        {201000000, 7, "heart-beat", true}, {1000000000, 7, "heart-beat", true},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct lab lab;
        lab_start(&lab, false, NULL);
        lab.time = 1500000000000000000;
        lab_udp(&lab, false, 9999, wy_str_bytes(WY_S("heart-beat")));
        lab_udp(&lab, false, 9998, wy_str_bytes(WY_S("heart-beat"))); // to another service
        lab.time += cases[i].later;
        lab.ident = cases[i].ident;
        lab_udp(&lab, false, 9999, wy_str_bytes(wy_str_c(cases[i].text)));
        assert_int_equal(lab.messages, 2 + cases[i].again);
        lab_end(&lab);
    }
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab.time = WY_NO_TIME;
    lab_udp(&lab, false, 9999, wy_str_bytes(WY_S("heart-beat")));
    lab_udp(&lab, false, 9999, wy_str_bytes(WY_S("heart-beat")));
    assert_int_equal(lab.messages, 2); // nothing says that they are one
    lab_end(&lab);
}

// All of it, in two pieces, `times` each.
static void in_pieces(struct lab *lab, char fill, int times)
{
    uint8_t p[8 + 40] = {0x9c, 0x40, 0x9c, 0x41, 0, 48};
    memset(p + 8, fill, 40);
    for (int i = 0; i < times; i++)
        lab_ip(lab, 17, false, (wy_bytes){p, 24}, 0x2000);
    for (int i = 0; i < times; i++)
        lab_ip(lab, 17, false, (wy_bytes){p + 24, 24}, 3);
}

static void fragments_of_one_identification(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab.sink.gap = note_packet;
    lab.time = 1500000000000000000;
    in_pieces(&lab, 'a', 2); // both on two interfaces; the second copy of its end comes late
    assert_int_equal(lab.messages, 1);
    in_pieces(&lab, 'a', 1);
    assert_int_equal(lab.messages, 1); // and once more
    lab.time += 1000000;
    in_pieces(&lab, 'b', 1); // the sender numbers nothing
    assert_int_equal(lab.messages, 2);
    lab.time += 500000000;
    in_pieces(&lab, 'b', 1);
    finish_is(&lab, "> udp  @3[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n"
                    "> udp  @8[bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb]\n"
                    "> udp  @10[bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb]\n");

    lab_start(&lab, false, NULL);
    lab.sink.gap = note_packet;
    lab.time = 1500000000000000000;
    uint8_t p[8 + 16] = {0x9c, 0x40, 0x9c, 0x41, 0, 48};
    lab_ip(&lab, 17, false, (wy_bytes){p, sizeof p}, 0x2000); // whose end is lost
    lab.time += 61000000000;
    in_pieces(&lab, 'c', 1); // is not the beginning of what comes so much later
    assert_str_is(wy_buf_str(&lab.log), "> udp  @3[cccccccccccccccccccccccccccccccccccccccc]\n");
    finish_is(&lab, "> udp  @3[cccccccccccccccccccccccccccccccccccccccc]\n"
                    "gap truncated fragments of datagrams that never became whole; the first here @1\n");

    lab_start(&lab, false, NULL);
    lab.time = 1500000000000000000;
    uint8_t slow[48] = {0x9c, 0x40, 0x9c, 0x41, 0, 48, 0, 0};
    memset(slow + 8, 'd', 40);
    lab_ip(&lab, 17, false, (wy_bytes){slow, 24}, 0x2000);
    lab.time += 45000000000; // within the minute of RFC 8200
    lab_ip(&lab, 17, false, (wy_bytes){slow + 24, 24}, 3);
    finish_is(&lab, "> udp  @2[dddddddddddddddddddddddddddddddddddddddd]\n");
}

static void fragments_that_are_lost_say_where(void **state)
{
    (void)state;
    struct lab lab;
    uint8_t p[8 + 16] = {0x9c, 0x40, 0x9c, 0x41, 0, 48};
    lab_start(&lab, false, NULL);
    lab.sink.gap = note_packet;
    lab_tcp(&lab, false, 100, DATA, GET);
    for (int i = 0; i < 300; i++) { // more than are held; each begins a datagram of its own
        lab.client = (uint8_t)(1 + i % 250);
        lab_ip(&lab, 17, i >= 250, (wy_bytes){p, sizeof p}, 0x2000);
    }
    wy_net_finish(lab.net);
    assert_true(wy_str_has(wy_buf_str(&lab.log),
                           WY_S("gap truncated fragments of datagrams that never became whole; the first here @2\n")));
    lab_end(&lab);
}

static void dns_names_and_marks(void **state)
{
    (void)state;
    struct lab lab;
    static const char query[] = "\0\1\1\0\0\1\0\0\0\0\0\0\3abc\7example\2co\2uk\0\0\1\0\1";
    static const char answer[] = "\0\1\x81\x80\0\1\0\1\0\0\0\0\1h\1x\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\1\0\4\xc6\x12\0\1";
    lab_start(&lab, false, NULL);
    lab_udp(&lab, false, 53, (wy_bytes){(const uint8_t *)query, sizeof query - 1});
    wy_str log = wy_buf_str(&lab.log);
    assert_true(wy_str_starts(log, WY_S("> dns example.co.uk @1[")));
    assert_true(wy_str_has(log, WY_S("[abc.example.co.uk]")));
    lab_udp(&lab, true, 53, (wy_bytes){(const uint8_t *)answer, sizeof answer - 1});
    wy_buf_clear(&lab.log);
    lab_udp(&lab, false, 53, (wy_bytes){(const uint8_t *)query, sizeof query - 1}); // asked again
    assert_str_is(wy_buf_str(&lab.log), "");
    lab_udp(&lab, false, 9, (wy_bytes){(const uint8_t *)"WARY-MARK/1 step=sim", 20});
    lab_tcp(&lab, false, 100, DATA, "GET / HTTP/1.1\r\n\r\n"); // no Host: the answer named the address
    finish_is(&lab,
              "mark WARY-MARK/1 step=sim\n> udp h.x @4[WARY-MARK/1 step=sim]\n> http h.x @5[/]\n"); // no place to hide
    lab_start(&lab, false, NULL);
    static const int64_t times[] = {WY_NO_TIME, 1500000000000000000, WY_NO_TIME, 1400000000000000000};
    for (size_t i = 0; i < WY_COUNT(times); i++) {
        lab.time = times[i];
        lab_udp(&lab, false, 53, (wy_bytes){(const uint8_t *)query, sizeof query - 1});
    }
    assert_int_equal(lab.messages, 3); // the third is the first, asked again; the others are not near in time
    lab_end(&lab);
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, false, 100, DATA, "WARY-MARK/1 step=x\r\n");
    finish_is(&lab, "mark WARY-MARK/1 step=x\r\n\n> tcp  @1[WARY-MARK/1 step=x\r\n]\n");
}

static void flows_are_bounded(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab.limits.net_flows = 50;
    uint8_t p[8 + 4] = {0, 0, 0x9c, 0x41, 0, 12, 0, 0, 'd', 'a', 't', 'a'};
    for (unsigned port = 10001; port <= 13000; port++) {
        put16(p, port);
        lab_ip(&lab, 17, false, (wy_bytes){p, sizeof p}, 0);
    }
    assert_int_equal(lab.messages, 3000);
    assert_int_equal(wy_net_stats(lab.net).forgotten, 2950);
    wy_net_finish(lab.net);
    assert_int_equal(lab.flows, 3000);
    lab_end(&lab);
}

static void the_beginning_of_a_datagram(void **state)
{
    (void)state;
    struct lab lab;
    uint8_t p[8 + 24] = {0x9c, 0x40, 0x27, 0x0f, 0, 60};
    memcpy(p + 8, "imei=490154203237518 etc", 24);
    lab_start(&lab, false, NULL);
    lab_ip(&lab, 17, false, (wy_bytes){p, sizeof p}, 0x2000); // more to come, which never does
    wy_net_finish(lab.net);
    assert_str_is(wy_buf_str(&lab.log), "> udp  @1[imei=490154203237518 etc]\n");
    lab_end(&lab);
    lab_start(&lab, false, NULL);
    lab_ip(&lab, 17, false, (wy_bytes){p, sizeof p}, 0x2001); // the middle alone
    wy_net_finish(lab.net);
    assert_int_equal(lab.messages, 0);
    lab_end(&lab);
}

static void see_parts(void *ctx, const struct wy_message *m)
{
    struct lab *lab = ctx;
    for (size_t i = 0; i < m->n; i++)
        wy_buf_printf(&lab->log, "%.*s|", WY_ARG(wy_bytes_str(m->parts[i].data)));
    wy_buf_char(&lab->log, '\n');
}

static void see_nothing(void *ctx, const struct wy_message *m) { (void)ctx, (void)m; }

static void see_name(void *ctx, const struct wy_flow_facts *f)
{
    snprintf(ctx, 32, "%.*s", WY_ARG(f->text[WY_FLOW_SNI]));
}

static void see_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    (void)ctx, (void)code, (void)when, (void)why;
}

static void fields_behind_a_chunked_body(void **state)
{
    (void)state;
    static const char head[] = "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n",
                      rest[] = "x-imei: 1\r\nx-two: 2\r\n\r\n" GET;
    for (size_t cut = 0; cut < sizeof rest; cut++) {
        struct lab lab;
        char first[sizeof rest];
        lab_start(&lab, false, NULL);
        lab.sink.message = see_parts;
        lab_tcp(&lab, false, 99, SYN, "");
        lab_tcp(&lab, false, 100, DATA, head);
        snprintf(first, sizeof first, "%.*s", (int)cut, rest);
        lab_tcp(&lab, false, 100 + sizeof head - 1, DATA, first);
        lab_tcp(&lab, false, (uint32_t)(100 + sizeof head - 1 + cut), DATA, rest + cut);
        finish_is(&lab, "/a| HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n|one|x-imei: 1\r\nx-two: 2\r\n\r\n|\n"
                        "/a?x=1| HTTP/1.1\r\nHost: h.example:81\r\n\r\n|\n");
    }
}

static void dns_segment(struct lab *lab, uint32_t seq, unsigned flags, wy_bytes b)
{
    uint8_t p[20 + 512] = {0};
    put16(p, 40000);
    put16(p + 2, 53);
    put32(p + 4, seq);
    p[12] = 0x50;
    p[13] = (uint8_t)flags;
    if (b.len)
        memcpy(p + 20, b.ptr, b.len);
    lab_ip(lab, 6, false, (wy_bytes){p, 20 + b.len}, 0);
}

// A conversation in clear that agrees on TLS; and TLS whose beginning is lost.
static void tls_begins_later(void **state)
{
    (void)state;
    static const uint8_t hello[] = "\x16\x03\x01\x00\x43\x01\x00\x00\x3f\x03\x03"
                                   "0123456789abcdef0123456789abcdef"
                                   "\x00\x00\x02\x13\x01\x01\x00\x00\x14"
                                   "\x00\x00\x00\x10\x00\x0e\x00\x00\x0bmail.exampl"
                                   "\x17\x03\x03\x00\x04seal";
    struct lab lab;
    char sni[32] = "";
    lab_start(&lab, false, NULL);
    lab.sink = (struct wy_net_sink){sni, see_nothing, see_name, NULL, see_gap};
    dns_segment(&lab, 99, SYN, (wy_bytes){0});
    dns_segment(&lab, 100, DATA, wy_str_bytes(WY_S("a1 STARTTLS please\r\n")));
    dns_segment(&lab, 120, DATA, (wy_bytes){hello, sizeof hello - 1});
    wy_net_finish(lab.net);
    assert_string_equal(sni, "mail.exampl"); // though only one side was captured
    lab_end(&lab);
    sni[0] = '\0';

    lab_start(&lab, false, NULL);
    lab.sink = (struct wy_net_sink){sni, see_nothing, see_name, NULL, see_gap};
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, false, 100, DATA, "a1 STARTTLS please\r\n");
    lab_tcp(&lab, true, 500, DATA, "a1 OK begin\r\n");
    uint8_t p[20 + sizeof hello] = {0};
    put16(p, 40000);
    put16(p + 2, 80);
    put32(p + 4, 120);
    p[12] = 0x50;
    p[13] = DATA;
    memcpy(p + 20, hello, sizeof hello - 1);
    lab_ip(&lab, 6, false, (wy_bytes){p, 20 + sizeof hello - 1}, 0);
    wy_net_finish(lab.net);
    assert_string_equal(sni, "mail.exampl");
    lab_end(&lab);
}

// After a hole, until a segment is filled by whole messages, bytes are given as they are.
static void dns_over_tcp_goes_on_after_a_hole(void **state)
{
    (void)state;
    static const char one[] = "\0\x1d\0\1\1\0\0\1\0\0\0\0\0\0\3asd\7example\0\0\1\0\1";
    enum { N = sizeof one - 1 };
    struct { // sent, missing, sent
        size_t first, hole, second_at;
        const char *log;
    } cases[] = {
        {N, 0, 0, "> dns asd.example @2[][asd.example]\n> dns asd.example @3[][asd.example]\n"},
        {N + 20, 5, 25,
         "> dns asd.example @2[][asd.example]\n> dns  @2[]\n"
         "gap truncated DNS whose earlier bytes are missing: until a message is found again it is "
         "searched as it is\n> dns  @3cut[e]\n> dns asd.example @3[][asd.example]\n"},
        {N, N + 4, 4,
         "> dns asd.example @2[][asd.example]\n"
         "gap truncated DNS whose earlier bytes are missing: until a message is found again it is "
         "searched as it is\n> dns  @3cut[\1]\n> dns asd.example @4[][asd.example]\n"},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct lab lab;
        uint8_t all[N * 4];
        for (size_t k = 0; k < 4; k++)
            memcpy(all + k * N, one, N);
        lab_start(&lab, false, NULL);
        dns_segment(&lab, 99, SYN, (wy_bytes){0});
        dns_segment(&lab, 100, DATA, (wy_bytes){all, cases[i].first});
        size_t at = cases[i].first + cases[i].hole;
        size_t n = at % N ? N - at % N + (i == 1 ? N : 0) : N;
        dns_segment(&lab, (uint32_t)(100 + at), DATA, (wy_bytes){all + at, n});
        if (i == 2)
            dns_segment(&lab, 100 + 3 * N, DATA, (wy_bytes){all + 3 * N, N});
        finish_is(&lab, cases[i].log);
    }
}

// A server that ends the connection does not unsend what was on its way; what comes after one's own end is counted.
static void after_a_reset(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, true, 499, SYN_ACK, "");
    lab_tcp(&lab, false, 100, DATA, "GET /a HTTP/1.1\r\n\r\n");
    lab_tcp(&lab, true, 500, RST, "");
    lab_tcp(&lab, false, 119, DATA, "GET /b HTTP/1.1\r\n\r\n");
    lab_tcp(&lab, false, 138, RST, "");
    lab_tcp(&lab, false, 119, DATA, "GET /b HTTP/1.1\r\n\r\n");
    assert_int_equal(lab.messages, 2);
    assert_int_equal(wy_net_stats(lab.net).after, 0);
    lab_tcp(&lab, false, 138, DATA, "GET /c HTTP/1.1\r\n\r\n");
    wy_net_finish(lab.net);
    struct wy_net_stats stats = wy_net_stats(lab.net);
    assert_int_equal(lab.messages, 2);
    assert_int_equal(stats.after, 19);
    assert_int_equal(stats.first_after.packet, 8);
    lab_end(&lab);
}

static void refused_memory_is_counted(void **state)
{
    (void)state;
    struct lab lab;
    char text[4000];
    lab_start(&lab, false, NULL);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, false, 100, DATA, "POST /a HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n");
    wy_net_finish(lab.net);
    assert_int_equal(wy_net_stats(lab.net).refused, 0);
    lab_end(&lab);

    lab_start(&lab, false, NULL);
    lab.limits.net_memory = 1 << 20; // the body does not fit
    wy_net_free(lab.net);
    lab.net = wy_net_new(&lab.options, &lab.sink, &lab.limits);
    lab_tcp(&lab, false, 99, SYN, "");
    lab_tcp(&lab, false, 100, DATA, "POST /a HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n");
    for (uint32_t i = 0; i < 300; i++)
        lab_tcp(&lab, false, 148 + i * 3999, DATA, text);
    wy_net_finish(lab.net);
    struct wy_net_stats stats = wy_net_stats(lab.net);
    assert_true(stats.refused + stats.forgotten > 0);
    assert_true(stats.first_refused.packet + stats.first_forgotten.packet > 0);
    lab_end(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request),
        cmocka_unit_test(received_on_request),
        cmocka_unit_test(order_overlap_and_repeats),
        cmocka_unit_test(a_gap_ends_a_head_and_the_next_request_is_found),
        cmocka_unit_test(a_capture_that_begins_late),
        cmocka_unit_test(ports_are_used_again),
        cmocka_unit_test(other_devices_are_not_searched),
        cmocka_unit_test(websocket_after_upgrade),
        cmocka_unit_test(fragments_make_one_datagram),
        cmocka_unit_test(a_datagram_seen_twice),
        cmocka_unit_test(fragments_of_one_identification),
        cmocka_unit_test(fragments_that_are_lost_say_where),
        cmocka_unit_test(dns_names_and_marks),
        cmocka_unit_test(flows_are_bounded),
        cmocka_unit_test(the_beginning_of_a_datagram),
        cmocka_unit_test(fields_behind_a_chunked_body),
        cmocka_unit_test(dns_over_tcp_goes_on_after_a_hole),
        cmocka_unit_test(tls_begins_later),
        cmocka_unit_test(after_a_reset),
        cmocka_unit_test(refused_memory_is_counted),
    };
    return cmocka_run_group_tests_name("formats/net/engine", tests, NULL, NULL);
}
