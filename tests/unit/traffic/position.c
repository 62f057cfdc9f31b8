// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "searched.h"

static void a_position_however_it_is_written(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "position = \"52.52000, 13.40500, 300\"");
    static const char *const cases[][2] = {
        {"{\"lat\":52.5201,\"lon\":13.4049}", "position:degrees"},
        {"{\"lng\":\"13.405\",\"lat\":\"52.519\"}", "position:degrees"},
        {"ll=52.5200066%2C13.4049540", "position:degrees"}, // the escape changes nothing about the numbers
        {"lat=525200066&x=1&lon=134049540", "position:integer"},
        {"$GPGGA,123519,5231.200,N,01324.300,E,1,08", "position:minutes"},
        {"{\"lat\":52.52}", ""},
        {"&gh=u33dc0&x", "position:geohash"},    // a cell of a kilometre
        {"gh=u33dc0cppjs7", "position:geohash"}, // of centimetres
        {"gh=U33DC0CP", "position:geohash"},
        {"gh=u33du2fz", ""},                                  // ten kilometres to the east
        {"gh=u33dc", ""},                                     // a cell of five kilometres is no position
        {"gh=xu33dc0cp u33dc0cplu33dc0cp u33dc0cppjs70", ""}, // of longer words
        {"lat=52.5301&lon=13.4049", ""},                      // a kilometre away
        {"lat=-52.5200&lon=13.4049", ""},
        {"v=52.520 s=13.4", ""},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++)
        assert_str_is(in_text(&b, cases[i][0]), cases[i][1]);
    double d[2] = {52.52003, 13.40496};
    float f[2] = {52.52003f, 13.40496f};
    uint8_t fields[40] = {0x0a, 18, 0x09, 0};
    memcpy(fields + 3, &d[0], 8);
    fields[11] = 0x11; // a protobuf's next field
    memcpy(fields + 12, &d[1], 8);
    assert_str_is(found(&b, (wy_bytes){fields, sizeof fields}, NULL), "position:double");
    memset(fields, 0, sizeof fields);
    memcpy(fields + 9, &f[1], 4);
    memcpy(fields + 14, &f[0], 4);
    assert_str_is(found(&b, (wy_bytes){fields, sizeof fields}, NULL), "position:float");
    // 525200066 and 134049540 as varints, and the second zigzag; then with something between them
    static const uint8_t near_by[] = {0x0a, 12, 0x08, 0xc2, 0xd5, 0xb7, 0xfa, 0x01, 0x10, 0x84, 0xde, 0xf5, 0x3f};
    assert_str_is(found(&b, (wy_bytes){near_by, sizeof near_by}, NULL), "position:varint");
    static const uint8_t zigzag[] = {0x18, 0x84, 0xab, 0xef, 0xf4, 0x03, 0x20, 0x88, 0xbc, 0xeb, 0x7f, 0};
    assert_str_is(found(&b, (wy_bytes){zigzag, sizeof zigzag}, NULL), "position:varint");
    static const uint8_t apart[] = {0x08, 0xc2, 0xd5, 0xb7, 0xfa, 0x01, 0x0a, 0, 0x10, 0x84, 0xde, 0xf5, 0x3f};
    assert_str_is(found(&b, (wy_bytes){apart, sizeof apart}, NULL), "");
    static const uint8_t integers[] = {0xff, 0x1f, 0x4d, 0xf2, 0x80, 0x07, 0xfd, 0x6d, 0x38, 0, 0, 0}; // big-endian
    assert_str_is(found(&b, (wy_bytes){integers, sizeof integers}, NULL), "position:integer");
    static const struct {
        wy_bytes between;
        const char *form;
    } joined[] = {{{(const uint8_t *)"", 0}, "position:integer"},
                  {{(const uint8_t *)"\x15", 1}, "position:integer"},
                  {{(const uint8_t *)"\x16", 1}, ""},
                  {{(const uint8_t *)"\x85\1", 2}, "position:integer"},
                  {{(const uint8_t *)"\0\0\0\0", 4}, "position:integer"},
                  {{(const uint8_t *)"\0\0\0\0\x11", 5}, "position:integer"},
                  {{(const uint8_t *)"\xa3lon\xd2", 5}, "position:integer"},
                  {{(const uint8_t *)"\1\2\3\4", 4}, ""}};
    for (size_t i = 0; i < WY_COUNT(joined); i++) {
        uint8_t two[32] = {0xff, 0x1f, 0x4d, 0xf2, 0x80};
        size_t n = joined[i].between.len;
        memcpy(two + 5, joined[i].between.ptr, n);
        memcpy(two + 5 + n, integers + 5, 4);
        assert_str_is(found(&b, (wy_bytes){two, sizeof two}, NULL), joined[i].form);
    }
    static uint8_t dense[8192]; // an encrypted body: what stands there is chance
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof dense; i++)
        dense[i] = (uint8_t)((random = random * 1664525u + 1013904223u) >> 24);
    memcpy(dense + 5000, integers, sizeof integers);
    assert_str_is(found(&b, (wy_bytes){dense, sizeof dense}, NULL), "");
    assert_str_is(found(&b, (wy_bytes){dense + 3000, 3000}, NULL), "position:integer");
    memcpy(dense, fields, sizeof fields); // but not what stands in front of it, as of a picture
    assert_str_is(found(&b, (wy_bytes){dense, sizeof dense}, NULL), "position:float");
    memset(dense, 0, sizeof fields);
    dense[1002] = 0;
    dense[1007] = 0x15;
    for (size_t i = 0; i < 4; i++) { // 525200066 and 134049540 as a protobuf's fields 1 and 2
        dense[1003 + i] = (uint8_t)(525200066u >> (8 * i));
        dense[1008 + i] = (uint8_t)(134049540u >> (8 * i));
    }
    assert_str_is(found(&b, (wy_bytes){dense, sizeof dense}, NULL), "");
    assert_str_is(found(&b, (wy_bytes){dense + 900, sizeof dense - 900}, NULL), "position:integer");
    dense[1002] = 0x0d;
    assert_str_is(found(&b, (wy_bytes){dense, sizeof dense}, NULL), "position:integer");
    memmove(dense + 1010, dense + 1008, 4);
    memcpy(dense + 1007, "Lng", 3);
    assert_str_is(found(&b, (wy_bytes){dense, sizeof dense}, NULL), "position:integer");
    stop(&b);
    start(&b, "position = \"-33.86880, 151.20930\"");
    double south[2] = {151.2094, -33.8689};
    memcpy(fields + 1, south, 16);
    assert_str_is(found(&b, (wy_bytes){fields, 20}, NULL), "position:double");
    south[1] = 33.8689;
    memcpy(fields + 1, south, 16);
    assert_str_is(found(&b, (wy_bytes){fields, 20}, NULL), "");
    stop(&b);
    start(&b, "position = [\"51.47790, 0.00010\", \"0.00010, -0.00010\"]"); // on both sides of zero; nobody's
    double zero[2] = {-0.0002, 51.4778};
    memcpy(fields + 1, zero, 16);
    assert_str_is(found(&b, (wy_bytes){fields, 20}, NULL), "position:double");
    assert_int_equal(b.needles.places.n, 1);
    stop(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_position_however_it_is_written),
    };
    return cmocka_run_group_tests_name("traffic/position", tests, NULL, NULL);
}
