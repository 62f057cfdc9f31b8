// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Uploads that stay closed, also as letters within text.
#include "test.h"

#include "core/buffer.h"
#include "deflated.h"
#include "traffic/opaque.h"
#include "traffic/search.h"

enum { DENSE = 600 };

static void noise(uint8_t *out, size_t n)
{
    uint32_t random = 7;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)((random = random * 1664525u + 1013904223u) >> 24);
}

// `between` stands after each `line` letters; in a form what is no letter is escaped.
static void add_base64(struct wy_buf *out, wy_bytes in, size_t line, const char *between, bool form)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t bit = 0, n = 0; bit + 6 <= in.len * 8; bit += 6, n++) {
        unsigned pair = (unsigned)in.ptr[bit / 8] << 8 | (bit / 8 + 1 < in.len ? in.ptr[bit / 8 + 1] : 0u);
        char c = letters[pair >> (10 - bit % 8) & 63];
        if (n && line && n % line == 0)
            wy_buf_addc(out, between);
        if (form && (c == '+' || c == '/'))
            wy_buf_addc(out, c == '+' ? "%2B" : "%2F");
        else
            wy_buf_char(out, c);
    }
}

static uint64_t closed(struct wy_buf *text)
{
    struct wy_opaque o = {0};
    wy_opaque_judge(wy_str_bytes(wy_buf_str(text)), &o);
    assert_true((o.entropy >= 7.2) == (o.size > 0));
    wy_buf_fini(text);
    return o.size;
}

static uint64_t closed_in(const char *before, wy_bytes in, size_t line, const char *between, bool form)
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    wy_buf_addc(&text, before);
    add_base64(&text, in, line, between, form);
    wy_buf_addc(&text, "\"}");
    return closed(&text);
}

static void bytes_in_letters(void **state)
{
    (void)state;
    uint8_t dense[DENSE];
    noise(dense, sizeof dense);
    wy_bytes all = {dense, sizeof dense};
    assert_int_equal(closed_in("{\"data\":\"", all, 0, "", false), DENSE);
    assert_int_equal(closed_in("{\"v\":1,\"data\":\"", all, 76, "\\n", false), DENSE); // as Android breaks it
    assert_int_equal(closed_in("a=1&data=", all, 0, "", true), DENSE);
    assert_int_equal(closed_in("{\"data\":\"", wy_bytes_sub(all, 0, 500), 0, "", false), 0); // not worth telling
    struct wy_buf hex;
    wy_buf_init(&hex, 1 << 16);
    wy_buf_addc(&hex, "{\"data\":\"");
    wy_buf_hex(&hex, all);
    wy_buf_addc(&hex, "\"}");
    assert_int_equal(closed(&hex), DENSE);
    static const uint8_t known[][4] = {{0xff, 0xd8, 0xff, 0xe0}, {0x1f, 0x8b, 8, 0}, {0x30, 0x82, 2, 0x54}};
    for (size_t i = 0; i < WY_COUNT(known); i++) { // a picture, what was unpacked, a certificate of 0x254 bytes more
        memcpy(dense, known[i], 4);
        assert_int_equal(closed_in("{\"data\":\"", all, 0, "", false), 0);
    }
    for (size_t i = 0; i < sizeof dense; i++)
        dense[i] = (uint8_t) "the quick brown fox "[i % 20];
    assert_int_equal(closed_in("{\"data\":\"", all, 0, "", false), 0);
}

// In what was packed, too; once, and only of what was sent.
static void what_comes_out_of_a_packing(void **state)
{
    (void)state;
    uint8_t dense[DENSE], packed[4096];
    noise(dense, sizeof dense);
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    wy_buf_addc(&text, "{\"data\":\"");
    add_base64(&text, (wy_bytes){dense, sizeof dense}, 0, "", false);
    wy_buf_addc(&text, "\"}");
    size_t n = deflated(packed, sizeof packed, wy_str_bytes(wy_buf_str(&text)), 6, 31);
    struct wy_arena arena;
    struct wy_owners owners = {.arena = &arena};
    struct wy_needles needles;
    wy_arena_init(&arena, 0);
    assert_int_equal(wy_needles_build(&needles, &owners, 0, &arena), WY_OK);
    struct wy_searcher *searcher = wy_searcher_new(&needles, &wy_limits_default);
    for (int sent = 0; sent < 2; sent++) {
        struct wy_flow_facts flow = {.sent = sent ? WY_CLIENT : WY_SERVER};
        struct wy_message_part part = {.kind = WY_PART_BODY, .data = {packed, n}};
        struct wy_message m = {.flow = &flow, .id = 1, .from = WY_CLIENT, .transport = "http", .parts = &part, .n = 1};
        struct wy_search_result r;
        wy_search_message(searcher, &m, &r);
        assert_int_equal(r.opaque, sent);
        assert_int_equal(r.opaque_size, sent ? DENSE : 0);
        part.data.len -= 4; // cut, it is unpacked as what it is called and as what it begins like
        part.encoding = WY_S("gzip");
        wy_search_message(searcher, &m, &r);
        assert_int_equal(r.opaque_size, sent ? DENSE : 0);
    }
    // Beyond the budget nothing is looked into: a few bytes that grow to gigabytes cost no more.
    static uint8_t blanks[1 << 20], small[4096];
    memset(blanks, ' ', sizeof blanks);
    struct wy_flow_facts flow = {.sent = WY_CLIENT};
    struct wy_message_part part = {.kind = WY_PART_BODY, .data = {small, 0}};
    struct wy_message m = {.flow = &flow, .from = WY_CLIENT, .transport = "http", .parts = &part, .n = 1};
    struct wy_search_result r;
    part.data.len = deflated(small, sizeof small, (wy_bytes){blanks, sizeof blanks}, 6, 31);
    for (m.id = 2; m.id < 50 && !wy_searcher_exhausted(searcher); m.id++)
        wy_search_message(searcher, &m, &r);
    assert_true(wy_searcher_exhausted(searcher));
    wy_str tail = wy_buf_str(&text);
    memcpy(blanks + sizeof blanks - tail.len, tail.ptr, tail.len);
    part.data.len = deflated(small, sizeof small, (wy_bytes){blanks, sizeof blanks}, 6, 31);
    wy_search_message(searcher, &m, &r);
    assert_false(r.opaque);
    wy_searcher_free(searcher);
    wy_arena_fini(&arena);
    wy_buf_fini(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_in_letters),
        cmocka_unit_test(what_comes_out_of_a_packing),
    };
    return cmocka_run_group_tests_name("traffic/opaque", tests, NULL, NULL);
}
