// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "netlab.h"

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

enum { DATA = 0, HEADERS = 1, PUSH_PROMISE = 5, CONTINUATION = 9, END_STREAM = 1, END_HEADERS = 4, PADDED = 8 };

struct wire {
    uint8_t b[8192];
    size_t n;
    uint32_t next[2];
};

static void add(struct wire *w, const void *p, size_t n)
{
    assert_true(w->n + n <= sizeof w->b);
    memcpy(w->b + w->n, p, n);
    w->n += n;
}

static void frame(struct wire *w, unsigned type, unsigned flags, uint32_t stream, wy_str body)
{
    uint8_t head[9];
    put32(head, (uint32_t)body.len << 8 | type);
    head[4] = (uint8_t)flags;
    put32(head + 5, stream);
    add(w, head, sizeof head);
    add(w, body.ptr, body.len);
}

// Sends what was gathered in segments of `cut` bytes.
static void flush(struct lab *lab, struct wire *w, bool back, size_t cut)
{
    for (size_t at = 0; at < w->n; at += cut) {
        uint8_t p[20 + 8192] = {0};
        size_t n = wy_min(cut, w->n - at);
        put16(p, back ? 80 : 40000);
        put16(p + 2, back ? 40000 : 80);
        put32(p + 4, 100 + w->next[back]);
        p[12] = 0x50;
        p[13] = 24;
        memcpy(p + 20, w->b + at, n);
        w->next[back] += (uint32_t)n;
        lab_ip(lab, 6, back, (wy_bytes){p, 20 + n}, 0);
    }
    w->n = 0;
}

// HPACK, RFC 7541: 0x83 = :method POST; 0x41/0x44 = :authority/:path with a new value that is kept in the table
#define POST_A                                                                                                         \
    "\x83"                                                                                                             \
    "\x41\x0ch.example:81"                                                                                             \
    "\x44\x04/a?1"
#define KEPT "\x82\xbf\xbe" // GET, and the two values that were kept

static void requests_in_any_cut(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < 64; cut++) {
        struct lab lab;
        struct wire w = {0};
        lab_start(&lab, false, NULL);
        add(&w, PREFACE, sizeof PREFACE - 1);
        frame(&w, 4, 0, 0, WY_S("\0\4\0\1\0\0"));
        frame(&w, HEADERS, END_HEADERS | 32, 1, WY_S("\0\0\0\0\5" POST_A));
        frame(&w, HEADERS, END_STREAM, 3, WY_S("\x82"));
        frame(&w, CONTINUATION, END_HEADERS, 3, WY_S("\xbf\xbe"));
        frame(&w, DATA, 0, 1, WY_S("one "));
        frame(&w, DATA, PADDED | END_STREAM, 1, WY_S("\2two\0\0"));
        frame(&w, DATA, END_STREAM, 99, WY_S("of no stream"));
        flush(&lab, &w, false, cut);
        wy_net_finish(lab.net);
        wy_str log = wy_buf_str(&lab.log);
        assert_int_equal(lab.messages, 3);
        assert_true(wy_str_has(log, WY_S("[of no stream]\n")));
        assert_true(wy_str_has(log, WY_S("> h2 h.example @")));
        assert_true(wy_str_has(log, WY_S("[/a?1]\n")));
        assert_true(wy_str_has(log, WY_S("[/a?1][one two]\n")));
        lab_end(&lab);
    }
}

static void grpc_is_given_message_by_message(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, true, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1,
          WY_S(POST_A "\x5f\x10"
                      "application/grpc"));
    frame(&w, DATA, END_STREAM, 1, WY_S("\0\0\0\0\3abc\0\0\0\0\2de\0\0\0\0\x09xyz"));
    flush(&lab, &w, false, 1000);
    frame(&w, PUSH_PROMISE, END_HEADERS, 1, WY_S("\0\0\0\2" POST_A));
    frame(&w, HEADERS, END_HEADERS, 1, WY_S("\x88"));
    frame(&w, DATA, END_STREAM, 1, WY_S("back"));
    flush(&lab, &w, true, 1000);
    wy_net_finish(lab.net);
    assert_str_is(wy_buf_str(&lab.log),
                  "> h2 h.example @1[/a?1][abc][de]cut[xyz]\n< h2 h.example @2[/a?1]\n< h2 h.example @2[back]\n");
    lab_end(&lab);
}

// The text variant of gRPC-Web is base64 all through: no message borders to be seen.
static void grpc_as_text_is_given_whole(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1,
          WY_S(POST_A "\x5f\x19"
                      "application/grpc-web-text"));
    frame(&w, DATA, END_STREAM, 1, WY_S("AAAAAANhYmM="));
    flush(&lab, &w, false, 1000);
    wy_net_finish(lab.net);
    assert_str_is(wy_buf_str(&lab.log), "> h2 h.example @1[/a?1][AAAAAANhYmM=]\n");
    lab_end(&lab);
}

static void names_within_https_are_names(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1,
          WY_S(POST_A "\x5f\x17"
                      "application/dns-message"));
    frame(&w, DATA, END_STREAM, 1, WY_S("\0\0\1\0\0\1\0\0\0\0\0\0\3asd\7example\0\0\1\0\1"));
    flush(&lab, &w, false, 1000);
    wy_net_finish(lab.net);
    assert_true(wy_str_has(wy_buf_str(&lab.log), WY_S("[asd.example]\n")));
    lab_end(&lab);
}

static void grpc_of_many_messages(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    lab.limits.net_body = 64;
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1,
          WY_S(POST_A "\x5f\x10"
                      "application/grpc"));
    for (int i = 0; i < 100; i++)
        frame(&w, DATA, i == 99, 1, WY_S("\0\0\0\0\3abc"));
    flush(&lab, &w, false, 777);
    wy_net_finish(lab.net);
    wy_str rest = wy_buf_str(&lab.log);
    size_t n = 0;
    for (size_t at; (at = wy_str_find(rest, WY_S("[abc]"))) != WY_NPOS; n++)
        rest = wy_str_from(rest, at + 1);
    assert_int_equal(n, 100);
    assert_false(wy_str_has(wy_buf_str(&lab.log), WY_S("cut")));
    lab_end(&lab);
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    frame(&w, DATA, 0, 1, WY_S("begun"));
    flush(&lab, &w, false, 1000);
    w.next[0] += 50;
    add(&w, "no frame", 8);
    flush(&lab, &w, false, 1000);
    // Frames again: what was kept before the hole is not known, what is kept after it is.
    frame(&w, HEADERS, END_HEADERS | END_STREAM, 3, WY_S("\x82\xbe\x7e\x02/b\x41\x09i.example"));
    frame(&w, HEADERS, END_HEADERS | END_STREAM, 5, WY_S("\x82\xbe"));
    flush(&lab, &w, false, 1000);
    wy_net_finish(lab.net);
    assert_str_is(wy_buf_str(&lab.log),
                  "gap truncated HTTP/2 whose earlier bytes are missing: until its frames are found again it is "
                  "searched as it is\n"
                  "> h2  @2[no frame]\n"
                  "gap truncated header fields of HTTP/2 refer to bytes that are not in the capture\n"
                  "> h2 i.example @3\n"
                  "> h2 i.example @3\n"
                  "> h2 h.example @1[/a?1]cut[begun]\n");
    lab_end(&lab);
}

// What the server began when the capture ends, and the client's first bytes with a hole in them.
static void the_end_within_a_frame(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, true, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    flush(&lab, &w, false, 1000);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S("\x88"));
    frame(&w, DATA, END_STREAM, 1, WY_S("back and more"));
    w.n -= 5;
    flush(&lab, &w, true, 1000);
    wy_net_finish(lab.net);
    assert_true(wy_str_has(wy_buf_str(&lab.log), WY_S("cut[back and]\n")));
    lab_end(&lab);
}

// A hole within a body: its frame's end is known, and so is everything behind it.
static void a_hole_in_a_body(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    frame(&w, DATA, END_STREAM, 1, WY_S("begun"));
    w.n -= 2;
    flush(&lab, &w, false, 1000);
    w.next[0] += 2;
    frame(&w, HEADERS, END_HEADERS | END_STREAM, 3, WY_S(KEPT));
    frame(&w, DATA, 0, 5, WY_S("abcdefgh"));
    memmove(w.b, w.b + 3, w.n -= 3); // the hole reaches into the next frame's head
    w.next[0] += 3;
    flush(&lab, &w, false, 1000);
    wy_net_finish(lab.net);
    wy_str log = wy_buf_str(&lab.log);
    assert_true(wy_str_has(log, WY_S("> h2 h.example @1[/a?1]cut[beg]\n")));
    assert_true(wy_str_has(log, WY_S("gap truncated HTTP/2 whose earlier bytes are missing")));
    lab_end(&lab);

    lab_start(&lab, false, NULL);
    w = (struct wire){0};
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    frame(&w, DATA, END_STREAM, 1, WY_S("beg--un"));
    w.n -= 4;
    flush(&lab, &w, false, 1000);
    w.next[0] += 2;
    add(&w, "un", 2);
    frame(&w, HEADERS, END_HEADERS | END_STREAM, 3, WY_S(KEPT));
    flush(&lab, &w, false, 1000);
    wy_net_finish(lab.net);
    assert_str_is(wy_buf_str(&lab.log), "> h2 h.example @1[/a?1]cut[begun]\n> h2 h.example @2[/a?1]\n");
    lab_end(&lab);
}

static void a_capture_that_begins_late(void **state)
{
    (void)state;
    for (size_t cut = 1; cut < 80; cut++) {
        struct lab lab;
        struct wire w = {0};
        lab_start(&lab, false, NULL);
        frame(&w, HEADERS, END_HEADERS, 7, WY_S("\x83\xc0\x7e\x08/?imei=1\x0f\x2f\x04last"));
        frame(&w, DATA, END_STREAM, 7, WY_S("body"));
        flush(&lab, &w, false, 1000);
        frame(&w, HEADERS, END_STREAM | END_HEADERS, 9, WY_S("\x82\xbe"));
        flush(&lab, &w, false, cut);
        wy_net_finish(lab.net);
        wy_str log = wy_buf_str(&lab.log);
        assert_true(wy_str_has(log, WY_S("gap truncated header fields of HTTP/2 refer to bytes")));
        assert_true(wy_str_has(log, WY_S("> h2  @1cut[body]\n")));
        assert_int_equal(lab.messages, 2);
        lab_end(&lab);
    }
}

// Whose frames come first is chance: in a connection that is met in the middle, and in one without an upgrade.
static void a_server_that_is_heard_first(void **state)
{
    (void)state;
    for (int begun = 0; begun < 2; begun++) {
        struct lab lab;
        struct wire w = {0};
        lab_start(&lab, true, NULL);
        if (begun) {
            lab_tcp(&lab, false, 99, 2, "");
            frame(&w, 4, 0, 0, WY_S("\0\4\0\1\0\0"));
        } else {
            frame(&w, 8, 0, 0, WY_S("\0\0\1\0"));
            frame(&w, DATA, END_STREAM, 5, WY_S("answer"));
        }
        flush(&lab, &w, true, 1000);
        if (begun)
            add(&w, PREFACE, sizeof PREFACE - 1);
        frame(&w, DATA, END_STREAM, 7, WY_S("body")); // one frame alone would not be known as such
        flush(&lab, &w, false, 1000);
        wy_net_finish(lab.net);
        wy_str log = wy_buf_str(&lab.log);
        assert_true(wy_str_has(log, begun ? WY_S("> h2  @3[body]\n") : WY_S("> h2  @2[body]\n")));
        assert_int_equal(wy_str_has(log, WY_S("< h2  @1[answer]\n")), !begun);
        assert_false(wy_str_has(log, WY_S("tcp")));
        lab_end(&lab);
    }
}

static void what_is_longer_than_held(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    frame(&w, 7, 0, 0, WY_S("\0\0\0\0\0\0\0\0for the debugger"));
    frame(&w, 77, 0, 0, WY_S("extension"));
    static const uint8_t head[9] = {0x20, 0, 0, DATA, END_STREAM, 0, 0, 0, 1}; // two megabytes
    add(&w, head, sizeof head);
    flush(&lab, &w, false, 1000);
    for (int i = 0; i < 0x200000 / 8192; i++) {
        char text[8192];
        memset(text, 'x', sizeof text);
        add(&w, text, sizeof text);
        flush(&lab, &w, false, 4096);
    }
    frame(&w, HEADERS, END_HEADERS | END_STREAM, 3, WY_S(KEPT));
    flush(&lab, &w, false, 1000);
    wy_net_finish(lab.net);
    wy_str log = wy_buf_str(&lab.log);
    assert_int_equal(lab.messages, 4);
    assert_true(wy_str_has(log, WY_S("[for the debugger]\n")));
    assert_true(wy_str_has(log, WY_S("[extension]\n")));
    assert_false(wy_str_has(log, WY_S("cut")));
    lab_end(&lab);
}

// Wherever the capture ends, what is there is given.
static void cut_at_every_byte(void **state)
{
    (void)state;
    struct wire whole = {0};
    add(&whole, PREFACE, sizeof PREFACE - 1);
    frame(&whole, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    size_t begun = whole.n + 9;
    frame(&whole, DATA, END_STREAM, 1, WY_S("one two"));
    for (size_t n = 0; n <= whole.n; n++) {
        struct lab lab;
        struct wire w = whole;
        w.n = n;
        lab_start(&lab, false, NULL);
        flush(&lab, &w, false, 1000);
        wy_net_finish(lab.net);
        char body[16];
        snprintf(body, sizeof body, "[%.*s]", (int)(n - begun), "one two");
        if (n > begun)
            assert_true(wy_str_has(wy_buf_str(&lab.log), wy_str_c(body)));
        lab_end(&lab);
    }
}

static void streams_are_bounded(void **state)
{
    (void)state;
    struct lab lab;
    struct wire w = {0};
    lab_start(&lab, false, NULL);
    add(&w, PREFACE, sizeof PREFACE - 1);
    frame(&w, HEADERS, END_HEADERS, 1, WY_S(POST_A));
    for (uint32_t id = 3; id < 2001; id += 2) {
        frame(&w, HEADERS, END_HEADERS, id, WY_S(KEPT));
        flush(&lab, &w, false, 1000);
    }
    assert_int_equal(lab.messages, 1000 - 256);
    wy_net_finish(lab.net);
    assert_int_equal(lab.messages, 1000);
    assert_true(
        wy_str_has(wy_buf_str(&lab.log), WY_S("gap limit reached more streams of an HTTP/2 connection at once")));
    lab_end(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grpc_as_text_is_given_whole),
        cmocka_unit_test(requests_in_any_cut),
        cmocka_unit_test(grpc_is_given_message_by_message),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(names_within_https_are_names),
        cmocka_unit_test(grpc_of_many_messages),
        cmocka_unit_test(streams_are_bounded),
        cmocka_unit_test(a_hole_in_a_body),
        cmocka_unit_test(a_capture_that_begins_late),
        cmocka_unit_test(a_server_that_is_heard_first),
        cmocka_unit_test(what_is_longer_than_held),
        cmocka_unit_test(cut_at_every_byte),
        cmocka_unit_test(the_end_within_a_frame),
    };
    return cmocka_run_group_tests_name("formats/net/h2", tests, NULL, NULL);
}
