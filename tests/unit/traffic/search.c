// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Expected digests and encodings were made with Python's hashlib, base64, zlib and struct.
#include "test.h"

#include "deflated.h"
#include "searched.h"

static void an_imei_in_every_dress(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "imei = \"490154203237518\"");
    static const char *const cases[][2] = {
        {"imei=490154203237518&x", "imei:plain"},
        {"\"49-015420-323751-8\"", "imei:grouped"},
        {"v=4901542032375101", "imei:plain"}, // with a software version instead of the check digit
        {"%34%39%30154203237518", "imei:percent/plain"},
        {"a%253D%2534%2539%2530154203237518", "imei:percent/percent/plain"},
        {"{\"u\":\"\\u0034\\u00390154203237518\"}", "imei:json-escape/plain"},
        {"<p>&#52;&#x39;0154203237518</p>", "imei:html-entity/plain"},
        {"a=1&amp;imei=490154203237518&amp;b", "imei:plain"},
        {"49015420&#51237518", ""},         // another character: 51237518
        {"49015420&#4294967347237518", ""}, // 51 beyond all numbers of characters
        {"&amp;#52;9015420323751&#x38;", "imei:html-entity/html-entity/plain"},
        {"343930313534323033323337353138", "imei:hex"},
        {"22343930313534323033323337353138227d", "imei:hex,hex/plain"},
        {"343930313534323033323337353138373731", ""},               // three more digits
        {"34343930313534323033323337353138", ""},                   // one in front
        {"3439303135343230333233373531323337", ""},                 // another check digit and one more
        {"34393031353432303332333735313233", "imei:hex,hex/plain"}, // a software version
        {"x=NDkwMTU0MjAzMjM3NTE4", "imei:base64,base64/plain"},
        {"ask/xNDkwMTU0MjAzMjM3NTE4", "imei:base64,base64/plain"}, // other letters before it shift the groups
        {"x=NDkwMTU0MjAzMjM3NTE4&90=77", "imei:base64,base64/plain"},
        {"NDkwMTU0MjAzMjM3NTE4.90 IDkwMTU0", "imei:base64,base64/plain"},
        {"Njc0OTAxNTQyMDMyMzc1MTg=", ""}, // two more digits in front of it
        {"NDkwMTU0MjAzMjM3NTE4Nzc3", ""}, // three behind it
        {"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg6NDkwMTU0MjAzMjM3NTE4\r\nNzc3", ""}, // in the next line
        {"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg6NDkwMTU0MjAzMjM3NTE4\r\nPC9pPnh4", "imei:base64,base64/plain"},
        {"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4Nzc3\nNDkwMTU0MjAzMjM3NTE4",
         ""},                                                                             // in the line before
        {"Nzc3Nzc3Nzc3Nzc3\nNDkwMTU0MjAzMjM3NTE4\nNzc3Nzc3", "imei:base64,base64/plain"}, // values in a list
        {"4e412c5ad6b9e4bb8c2c1ad21a3d2c9d", ""},
        {"IMEI:490154203237528", ""},
        {"49015420323751", "imei:plain"},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++)
        assert_str_is(in_text(&b, cases[i][0]), cases[i][1]);
    static const uint8_t bcd[] = {0x0a, 8, 0x49, 0x01, 0x54, 0x20, 0x32, 0x37, 0x51, 0x8f};
    assert_str_is(found(&b, (wy_bytes){bcd, sizeof bcd}, NULL), "imei:bcd");
    static const uint8_t varint[] = {0x08, 0x8e, 0x99, 0xad, 0xd9, 0xae, 0xb9, 0x6f};
    wy_str result = found(&b, (wy_bytes){varint, sizeof varint}, NULL);
    assert_str_is(result, "imei:varint");
    stop(&b);
    start(&b, "phone = [\"+48501234567\", \"+14155550123\"]");
    static const uint8_t far_field[] = {0xa0, 0x06, 0x87, 0xb7, 0x98, 0xd7, 0xb4, 0x01}; // field 100, six bytes
    assert_str_is(found(&b, (wy_bytes){far_field, sizeof far_field}, NULL), "phone:varint");
    static const uint8_t near_field[] = {0x0a, 0, 0x28, 0xab, 0x9b, 0xf2, 0xdd, 0x34, 0}; // five bytes, behind a tag
    assert_str_is(found(&b, (wy_bytes){near_field, sizeof near_field}, NULL), "phone:varint");
    static const uint8_t two_bytes[] = {0, 0xa0, 0x06, 0xab, 0x9b, 0xf2, 0xdd, 0x34, 0}; // field 100
    assert_str_is(found(&b, (wy_bytes){two_bytes, sizeof two_bytes}, NULL), "phone:varint");
    static const uint8_t no_tag[] = {0, 0xa3, 0x06, 0xab, 0x9b, 0xf2, 0xdd, 0x34, 0};
    assert_str_is(found(&b, (wy_bytes){no_tag, sizeof no_tag}, NULL), "");
    static const uint8_t digits[] = {0, 0x41, 0x51, 0x55, 0x05, 0x21, 0xf3, 0}; // halves swapped, the last filled
    assert_str_is(found(&b, (wy_bytes){digits, sizeof digits}, NULL), "phone:bcd");
    stop(&b);
    start(&b, "phone = \"+6596625851\"\nadvertising_id = \"38400000-8cf0-11bd-b23e-10b96e40000d\"");
    static const uint8_t typed[] = {0, 0x91, 0x56, 0x69, 0x26, 0x85, 0x15, 0};
    assert_str_is(found(&b, (wy_bytes){typed, sizeof typed}, NULL), "phone:bcd");
    assert_str_is(found(&b, (wy_bytes){typed + 2, sizeof typed - 2}, NULL), "");    // five bytes by themselves
    uint8_t halves[] = {0x09, 0xbd, 0x11, 0xf0, 0x8c, 0,    0,    0x40, 0x38, 0x11, // fixed64, twice
                        0x0d, 0,    0x40, 0x6e, 0xb9, 0x10, 0x3e, 0xb2, 0};
    assert_str_is(found(&b, (wy_bytes){halves, sizeof halves}, NULL), "advertising_id:integer");
    halves[12]++;
    assert_str_is(found(&b, (wy_bytes){halves, sizeof halves}, NULL), "");
    assert_str_is(in_text(&b, "id=38400000_8CF0_11bd_b23e_10b96e40000d"), "advertising_id:plain");
    static const uint8_t turned[][16] = {
        {0xbd, 0x11, 0xf0, 0x8c, 0, 0, 0x40, 0x38, 0x0d, 0, 0x40, 0x6e, 0xb9, 0x10, 0x3e, 0xb2},
        {0x0d, 0, 0x40, 0x6e, 0xb9, 0x10, 0x3e, 0xb2, 0xbd, 0x11, 0xf0, 0x8c, 0, 0, 0x40, 0x38},
        {0xb2, 0x3e, 0x10, 0xb9, 0x6e, 0x40, 0, 0x0d, 0x38, 0x40, 0, 0, 0x8c, 0xf0, 0x11, 0xbd}};
    for (size_t i = 0; i < WY_COUNT(turned); i++) // the halves beside each other
        assert_str_is(found(&b, (wy_bytes){turned[i], 16}, NULL), "advertising_id:integer");
    static const char *const paths[] = {"/OEAAAIzwEb2yPhC5bkAADQ", "/a/OEAAAIzwEb2yPhC5bkAADQ",
                                        "/v1/id/OEAAAIzwEb2yPhC5bkAADQ", "/api/v12/OEAAAIzwEb2yPhC5bkAADQ"};
    for (size_t i = 0; i < WY_COUNT(paths); i++) // whose letters are letters of base64
        assert_str_is(in_text(&b, paths[i]), "advertising_id:base64/raw");
    stop(&b);
}

#define FOUND(bench, bytes) found(bench, (wy_bytes){(const uint8_t *)(bytes), sizeof(bytes) - 1}, NULL)

// Where a length stands in front, it tells the beginning and the end: what comes next may be a digit by chance.
static void values_with_their_length(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "phone = \"+48849472857\"\nssid = [\"Casa 3558\", \"\xe5\xae\xb6 12345\"]");
    assert_str_is(FOUND(&b, "\n\3abc*\14+488494728570w"), "phone:plain,international"); // the next field is the sixth
    assert_str_is(FOUND(&b, "\n\3abc*\15+4884947285708w"), "");                         // a digit more
    assert_str_is(FOUND(&b, "\n\3abc\22\17+48 849 472 857\60\1"), "phone:grouped");
    assert_str_is(FOUND(&b, "\n\3abc\22\20+48 849 472 8570\1"), "");
    assert_str_is(FOUND(&b, "\n\3abc)\14+488494728570w"), "");             // no tag of a text
    assert_str_is(FOUND(&b, "\r\n+488494728570w"), "");                    // a line
    assert_str_is(FOUND(&b, "\n\3abc\x12\x14tel:+488494728570|pl0x"), ""); // its length is another
    assert_str_is(FOUND(&b, "\n\3abc\x12\x11tel: +488494728570x"), "phone:plain,international");
    static const char tail[] = "|Redmi Note 9 Pro|14|pl_PL|MIUI V12.5.8"; // 51 letters with the number: a "3"
    char text[128];
    int n = snprintf(text, sizeof text, "\n\3abc\22%c+48849472857%s\30\1", (int)strlen(tail) + 12, tail);
    assert_int_equal(text[6], '3');
    memmove(text + 7, text + 8, (size_t)n - 7); // without the plus
    text[6] = '2';
    assert_str_is(found(&b, (wy_bytes){(const uint8_t *)text, (size_t)n - 1}, NULL), "phone:international");
    text[6] = '1'; // a length that does not fit
    assert_str_is(found(&b, (wy_bytes){(const uint8_t *)text, (size_t)n - 1}, NULL), "");
    assert_str_is(FOUND(&b, "\x82\xa1k\xa9"
                            "Casa 3558\xa1l"),
                  "ssid:plain"); // MessagePack
    assert_str_is(FOUND(&b, "\xc3\xa9"
                            "Casa 3558"),
                  ""); // a letter of French
    assert_str_is(FOUND(&b, "\xa9\xe5\xae\xb6 12345\xa1l"), "ssid:plain");
    stop(&b);
}

// Too short to be decoded where they are found.
static void short_values_in_codes(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "account = [\"jana_boris917\", \"mei.mei163\"]\nmac = \"db:a8:b1:27:8c:92\"\nimsi = \"404101046563414\"\n"
              "android_id = \"d89d8daf6fcd2246\"\nphone = \"+397808141412\"");
    static const char *const cases[][2] = {
        {"4A414E415F424F524953393137", "account:hex"},
        {"TUVJLk1FSTE2Mw", "account:base64"},
        {"{\"m\":\"26ixJ4yS\"}", "mac:base64"},
        {"x=00016f871b557256", "imsi:hex"},
        {"x=16f871b557256&", "imsi:hex"},
        {"x=116f871b557256&", ""},
        {"x=04141040563614f4", "imsi:hex"}, // as a card tells it, halves swapped
        {"084940010164654341", "imsi:hex"},
        {"\"RiLNb6+Nndg=\"", "android_id:base64"},
        {"\"AAFvhxtVclY=\"", "imsi:base64"},
        {"0a0361626372160a036162633a0c393338373830343134313232288a011801", ""}, // 938780414122
        {"0a0361626372160a036162633a0c333937383038313431343132288a011801", "phone:hex,hex/international"},
        {"00230a03616263330a03616263db03a8b1278c92", ""},
        {"00230a03616263330a036162636205dba8b1278c92", "mac:hex/raw,hex/integer"},
        {"330039003700380030003800310034003100340031003200", "phone:hex/utf-16/international"},
        {"0a26161016178713135373464d89d8daf6fcd22465", ""},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++)
        assert_str_is(in_text(&b, cases[i][0]), cases[i][1]);
    assert_str_is(FOUND(&b, "\0d\0\70\0\71\0d\0\70\0d\0a\0f\0\66\0f\0c\0d\0\62\0\62\0\64\0\66\1"),
                  "android_id:utf-16/plain");
    assert_str_is(FOUND(&b, "\0d\0\70\0\71\0d\0\70\0d\0a\0f\0\66\0f\0c\0d\0\62\0\62\0\64\0\66\0e\1"), "");
    static const char after[] = "d\0\70\0\71\0d\0\70\0d\0a\0f\0\66\0f\0c\0d\0\62\0\62\0\64\0\66\0e\1";
    static const struct {
        const char *length; // in front, of one byte order or the other
        size_t n;
        const char *found;
    } lengths[] = {{"\1\20\0\0\0", 5, "android_id:utf-16/plain"},
                   {"\1\20\0", 3, "android_id:utf-16/plain"},
                   {"\1\40\0", 3, "android_id:utf-16/plain"},
                   {"\0\21\0", 3, ""}};
    for (size_t i = 0; i < WY_COUNT(lengths); i++) {
        char text[64];
        memcpy(text, lengths[i].length, lengths[i].n);
        memcpy(text + lengths[i].n, after, sizeof after - 1);
        assert_str_is(found(&b, (wy_bytes){(uint8_t *)text, lengths[i].n + sizeof after - 1}, NULL), lengths[i].found);
    }
    stop(&b);
}

// What stands in front of base64 may be letters of base64, too; it is not the text that it would stand for.
static void a_word_before_base64(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "ssid = \"Muster\"");
    static const char *const before[] = {
        "data/", "ask/x", "/u/fo", "sk/uid", "v1-id_", "a/b+c/", "longer words/and/so/on",
        "data",  "user",  "token", "=key"};
    char text[128];
    for (size_t i = 0; i < WY_COUNT(before); i++) {
        snprintf(text, sizeof text, " %sTXVzdGVy", before[i]);
        assert_true(wy_str_has(in_text(&b, text), WY_S("ssid:base64")));
    }
    assert_str_is(in_text(&b, "= TXVzdGVy/next"), "ssid:base64");
    assert_str_is(in_text(&b, "= Zm9vTXVzdGVy"), "");                             // fooMuster
    assert_str_is(in_text(&b, "= TXVzdGVyYmFy"), "");                             // Musterbar
    assert_str_is(in_text(&b, "= Pz8/TXVzdGVyPz8/"), "ssid:base64,base64/plain"); // ???Muster???
    stop(&b);
}

// Escapes and packed streams in base64 or hex, behind letters that could be letters of it.
static void a_word_before_what_is_packed(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "imei = \"490154203237518\"");
    static const char *const before[] = {
        "", "/", "/a/", "/ab/", "/abc/", "x", "xy", "xyz", "wxyz", "/api/v1/upload/", "/api/v2/log/"};
    static const char *const text[][2] = {
        {"eyJ2IjoiJTM0JTM5JTMwMTU0MjAzMjM3NTE4In0", "imei:base64/percent/plain"},
        {"eJyrVsrMTc1UslIysTQwNDUxMjA2MjY3NbRQqgUAXRsGZQ==", "imei:base64/zlib/plain"},
    };
    char line[160];
    for (size_t i = 0; i < WY_COUNT(before); i++)
        for (size_t k = 0; k < WY_COUNT(text); k++) {
            snprintf(line, sizeof line, "? %s%s", before[i], text[k][0]);
            assert_str_is(in_text(&b, line), text[k][1]);
        }
    // Raw Deflate, with fixed codes and with its own.
    static const char *const deflated[] = {
        "q1bKzE3NVLJSMrE0MDQ1MTIwNjI2NzW0UKoFAA==",
        "DY1LDsIwEEPv4nUXmbTl0wuwQD0BQlEFpopEEpQJZYG4O7N8lp/9RUyMmDAcnYyDd73v96Mc0IEbc1NMF+itkjlskR/"
        "LH7FqC+XFbKBUjSUHbUttxm9l"
        "DczrsjKZjmuHVO582sPsxcl5d7JWsVmI4PcH",
    };
    for (size_t i = 0; i < WY_COUNT(deflated); i++) {
        assert_str_is(in_text(&b, deflated[i]), "imei:base64/deflate/plain");
        char path[300];
        snprintf(path, sizeof path, "/api/%s", deflated[i]);
        assert_str_is(in_text(&b, path), "imei:base64/deflate/plain");
    }
    assert_str_is(in_text(&b, "763d25333425333925333031353432303332333735313826"), "imei:hex/percent/plain");
    assert_str_is(in_text(&b, "a763d25333425333925333031353432303332333735313826"), "imei:hex/percent/plain");
    stop(&b);
}

static void digests_whole_cut_and_of_capitals(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "android_id = \"5f3a9c1e7b20d846\"");
    static const char *const cases[][2] = {
        {"m=e5a5eab0ef7f6f9a03f2f8ecfda6e8b9", ""},
        {"m=aedd8a85f7ad07b02af29d58ad56d313", "android_id:md5"},
        {"m=f5cf49708d6d82e72e2d0521112e637731850cf9", "android_id:sha1"},
        {"m=0bf167a38070e4455561a61942ce29ed8cb9b0e8fb8dca5a1fba67956a5d021f", "android_id:sha256"},
        {"m=F5CF49708D6D82E72E2D0521112E637731850CF9", "android_id:sha1"},
        {"m=f5cf49708d6d82e7", "android_id:sha1-cut"},
        {"m=f7ad07b02af29d58", "android_id:md5-middle"},
        {"m=acb7c6f6ef3c5edfbfc974cb77ecd117", "android_id:md5"},
        {"m=rt2KhfetB7Aq8p1YrVbTEw==", "android_id:md5-base64,base64/md5-raw"},
        {"id=5F3A9C1E7B20D846;", "android_id:plain"},
        {"id=6861968636981073990", "android_id:decimal"},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++)
        assert_str_is(in_text(&b, cases[i][0]), cases[i][1]);
    stop(&b);
}

static void numbers_of_people(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "contact = [\"+4915555012345\", \"+14155550123\"]");
    static const char *const cases[][2] = {
        {"to=%2B4915555012345", "contact:international,percent/plain"},
        {"to=015555012345", "contact:national"},
        {"to=15555012345", "contact:national"},
        {"to=+49 15555012345", "contact:grouped,national"},
        {"t=0015555012345678", ""}, // within a longer number
        {"(415-555-0123)", "contact:grouped"},
        {"\"+14155550123\"", "contact:plain,international"},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++)
        assert_str_is(in_text(&b, cases[i][0]), cases[i][1]);
    // 14155550123 is five bytes: only with its field, or as eight
    static const uint8_t field[] = {0x1a, 1, 'x', 0x10, 0xab, 0x9b, 0xf2, 0xdd, 0x34, 0x18, 1};
    assert_str_is(found(&b, (wy_bytes){field, sizeof field}, NULL), "contact:varint");
    static const uint8_t no_field[] = {0x1a, 1, 'x', 0x13, 0xab, 0x9b, 0xf2, 0xdd, 0x34, 0x18, 1};
    assert_str_is(found(&b, (wy_bytes){no_field, sizeof no_field}, NULL), "");
    static const uint8_t fixed[] = {0x1a, 1, 'x', 0x11, 0xab, 0x8d, 0xbc, 0x4b, 0x03, 0, 0, 0, 7};
    assert_str_is(found(&b, (wy_bytes){fixed, sizeof fixed}, NULL), "contact:integer");
    stop(&b);
}

// As the phone books of several countries write them, and what only looks like it.
static void numbers_in_groups(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"+14155550123", "(415) 555-0123", "contact:grouped"},
        {"+14155550123", "+1.415.555.0123", "contact:grouped"},
        {"+14155550123", "tel=%2B1+415+555+0123&", "contact:grouped"},
        {"+14155550123", "+1 (415) 555-01234", ""},
        {"+14155550123", "+1 (414) 555-0123", ""},
        {"+33612345678", "06.12.34.56.78", "contact:grouped"},
        {"+33612345678", "+33 (0)6 12 34 56 78", "contact:grouped"},
        {"+33612345678", "+33 6 12 34 57 78", ""},
        {"+8613800138000", "138-0013-8000", "contact:grouped"},
        {"+79031234567", "8 (903) 123-45-67", "contact:grouped"},
        {"+79031234567", "89031234567", "contact:national"},
        {"+5511912345678", "(11) 91234-5678", "contact:grouped"},
        {"+6596625851", "9662 5851", "contact:grouped"},
        {"+6596625851", "+65 9662 5851 12", "contact:grouped"},
        {"+6596625851", "9662 5851 1234", ""}, // a table's
        {"+6596625851", "1234 9662 5851", ""},
        {"+4917012345678", "0049 170 12345678", "contact:grouped"},
        {"+4917012345678", "0170/12345678", "contact:grouped"},
        {"+4917012345678", "3170 12345678", ""}, // the end of a longer group
        {"+4917012345678", "17012345678", "contact:national"},
        {"+4917012345678", "12345678", ""},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct bench b;
        char toml[64];
        snprintf(toml, sizeof toml, "contact = \"%s\"", cases[i][0]);
        start(&b, toml);
        assert_str_is(in_text(&b, cases[i][1]), cases[i][2]);
        stop(&b);
    }
    static const char *const codes[][2] = {
        {"35-209900-176148-1", "imei:grouped"},
        {"urn:gsma:imei:35209900-176148-1", "imei:grouped"},
        {"3520 9900 1761 481", "imei:grouped"},
        {"352 099 001 761 481", "imei:grouped"},
        {"35-209900-176148", "imei:grouped"},
        {"35-209900-176148-53", "imei:grouped"}, // with a software version
        {"35-209900-176148-2", ""},              // another check digit
        {"35-209900-176148,2024-11-30", "imei:grouped"},
        {"35-209900-176148\n5", "imei:grouped"},
        {"262.01.9876543210", "imsi:grouped"},
        {"89 49 020 000012345678", "iccid:grouped"},
        {"89490 20000 01234 5678", "iccid:grouped"},
    };
    struct bench b;
    start(&b, "imei = \"352099001761481\"\nimsi = \"262019876543210\"\niccid = \"8949020000012345678\"");
    for (size_t i = 0; i < WY_COUNT(codes); i++)
        assert_str_is(in_text(&b, codes[i][0]), codes[i][1]);
    stop(&b);
}

static void characters_of_all_the_world(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "ssid = \"Zuhause \xf0\x9f\x98\x80 7\"\naccount = \"J\xc3\xb6rg M\xc3\xbcller\"");
    assert_str_is(in_text(&b, "{\"s\":\"Zuhause \\ud83d\\uDE00 7\"}"), "ssid:json-escape/plain");
    assert_str_is(in_text(&b, "{\"s\":\"Zuhause \\ud83d 7\"}"), "");
    assert_str_is(in_text(&b, "s=Zuhause+%F0%9F%98%80+7&t=1"), "ssid:percent/percent");
    assert_str_is(in_text(&b, "a=J%C3%B6rg+M%C3%BCller"), "account:percent/percent");
    assert_str_is(in_text(&b, "a=J&#246;rg&#10;&#x4d;ller J&#246;rg M&#252;ller"), "account:html-entity/plain");
    static const uint8_t wide[] = "\0Z\0u\0h\0a\0u\0s\0e\0 \xd8\x3d\xde\x00\0 \0"
                                  "7";
    assert_str_is(found(&b, (wy_bytes){wide, sizeof wide}, NULL), "ssid:utf-16");
    stop(&b);
    start(&b, "account = \"Anna\"");
    assert_str_is(in_text(&b, "\xe2\x80\x9c"
                              "Anna\xe2\x80\xa6"),
                  "account:plain");
    assert_str_is(in_text(&b, "\xc2\xa0"
                              "Anna\xe0\xa5\xa4"),
                  "account:plain");
    assert_str_is(in_text(&b, "Anna\xc3\xa9 \xe0\xa4\x95"
                              "Anna"),
                  "");
    stop(&b);
}

static void identifiers_without_their_separators(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "mac = \"02:15:B2:00:00:01\"\nadvertising_id = \"38400000-8cf0-11bd-b23e-10b96e40000d\"\nemail = "
              "\"Owner.Test@example.org\"");
    assert_str_is(in_text(&b, "m=0215b2000001"), "mac:no-separators");
    assert_str_is(in_text(&b, "m=02-15-b2-00-00-01"), "mac:plain");
    assert_str_is(in_text(&b, "g=384000008CF011BDB23E10B96E40000D"), "advertising_id:no-separators");
    assert_str_is(in_text(&b, "e=owner.test%40EXAMPLE.org"), "email:percent/plain");
    stop(&b);
}

static void nobodys_values_are_not_searched(void **state)
{
    (void)state;
    struct bench b;
    start(&b,
          "mac = \"02:00:00:00:00:00\"\nadvertising_id = \"00000000-0000-0000-0000-000000000000\"\nserial = \"abc\"\n"
          "android_id = \"9774D56D682E549C\"");
    assert_int_equal(b.owners.rows.n, 0);
    assert_int_equal(b.owners.shared, 3);
    assert_int_equal(b.owners.short_ones, 1);
    assert_str_is(in_text(&b, "mac=02:00:00:00:00:00&id=9774d56d682e549c"), "");
    stop(&b);
}

// zlib.compress(b'{"imei":"490154203237518"}')
static const uint8_t packed[] = {0x78, 0x9c, 0xab, 0x56, 0xca, 0xcc, 0x4d, 0xcd, 0x54, 0xb2, 0x52, 0x32,
                                 0xb1, 0x34, 0x30, 0x34, 0x35, 0x31, 0x32, 0x30, 0x36, 0x32, 0x36, 0x37,
                                 0x35, 0xb4, 0x50, 0xaa, 0x05, 0x00, 0x5d, 0x1b, 0x06, 0x65};

// The same three times, by Brotli.
static const uint8_t brotli[] = {0x1b, 0x4d, 0x00, 0xf8, 0xc5, 0xd4, 0x23, 0xf2, 0x03, 0xea, 0x9b, 0xcf,
                                 0xbc, 0x50, 0x18, 0x50, 0xb3, 0xf0, 0x2a, 0x52, 0x48, 0x1f, 0xf6, 0xcd,
                                 0xa2, 0x61, 0x45, 0xec, 0x26, 0xa4, 0xa2, 0xe1, 0x9c, 0xf8, 0x07};

static void packed_whatever_is_said(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "imei = \"490154203237518\"");
    wy_bytes z = {packed, sizeof packed};
    assert_str_is(found(&b, z, NULL), "imei:zlib/plain");
    assert_str_is(found(&b, z, "deflate"), "imei:zlib/plain");
    assert_str_is(found(&b, z, "gzip"), "imei:zlib/plain");
    assert_str_is(found(&b, z, "br"), "imei:zlib/plain");
    wy_bytes raw = {packed + 2, sizeof packed - 6};
    assert_str_is(found(&b, raw, "deflate"), "imei:deflate/plain");
    static const char *const said[] = {NULL, "gzip", "br", "zstd", "x-own", "gzip, x-own", "x-own,br", "identity"};
    for (size_t i = 0; i < WY_COUNT(said); i++)
        assert_str_is(found(&b, raw, said[i]), "imei:deflate/plain");
    assert_str_is(found(&b, wy_str_bytes(WY_S("{\"imei\":\"490154203237518\"}")), "gzip"), "imei:plain");
    wy_bytes br = {brotli, sizeof brotli};
    assert_str_is(found(&b, br, NULL), "imei:brotli/plain");
    assert_str_is(found(&b, br, "gzip"), "imei:brotli/plain");
    assert_str_is(found(&b, br, "br"), "imei:brotli/plain");
    assert_str_is(found(&b, (wy_bytes){brotli, sizeof brotli - 4}, NULL), "");
    uint8_t field[3 + sizeof packed] = {0x12, sizeof packed, 0};
    memcpy(field + 3, packed, sizeof packed); // behind a tag and a length
    assert_str_is(found(&b, (wy_bytes){field, sizeof field}, NULL), "imei:zlib/plain");
    uint8_t among[600 + sizeof packed]; // much text around it
    memset(among, 'a', sizeof among);
    memcpy(among + 500, packed, sizeof packed);
    assert_str_is(found(&b, (wy_bytes){among, sizeof among}, NULL), "imei:zlib/plain");
    // Raw Deflate within gzip shows itself by nothing but the list of encodings.
    static const uint8_t twice[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x5b, 0x1d, 0x76,
                                    0xea, 0x8c, 0xef, 0xd9, 0x90, 0x4d, 0x41, 0x46, 0x1b, 0x4d, 0x0c, 0x4c, 0x4c,
                                    0x0d, 0x8d, 0x0c, 0xcc, 0x8c, 0xcc, 0xcc, 0x4d, 0xb7, 0x04, 0xac, 0x62, 0x65,
                                    0x00, 0x00, 0x3d, 0xaf, 0xd6, 0xa4, 0x1c, 0x00, 0x00, 0x00};
    assert_str_is(found(&b, (wy_bytes){twice, sizeof twice}, "deflate, gzip"), "imei:gzip/deflate/plain");
    stop(&b);
}

// Brotli may read all of a body and give nothing; a list of encodings does not make it do so thousands of times.
static void lists_of_encodings_are_bounded(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "imei = \"490154203237518\"");
    wy_bytes body = wy_str_bytes(wy_str_c("imei=490154203237518"));
    assert_str_is(found(&b, body, "br, gzip, x, y"), "imei:plain");
    assert_false(wy_searcher_exhausted(b.searcher));
    char list[40000] = "";
    memset(list, ',', sizeof list - 1);
    for (size_t i = 0; i + 3 < sizeof list; i += 3)
        memcpy(list + i, "br", 2);
    assert_str_is(found(&b, body, list), "imei:plain");
    assert_true(wy_searcher_exhausted(b.searcher)); // which is told
    stop(&b);
}

// What is left packed beyond the deepest wrapping is told, not passed over in silence.
static void too_deep_is_told(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "imei = \"490154203237518\"");
    // gzip, stored, around {"imei":"490154203237518"}
    uint8_t body[600] = "{\"imei\":\"490154203237518\"}";
    size_t n = 26;
    for (int depth = 1; depth <= 9; depth++) {
        static const uint8_t head[10] = {0x1f, 0x8b, 8};
        memmove(body + 15, body, n);
        memcpy(body, head, sizeof head);
        body[10] = 1; // the last block, stored
        body[11] = (uint8_t)n;
        body[12] = (uint8_t)(n >> 8);
        body[13] = (uint8_t)~body[11];
        body[14] = (uint8_t)~body[12];
        n += 15;
        memset(body + n, 0, 8); // no sum that is right: what came out is searched all the same
        n += 8;
        (void)found(&b, (wy_bytes){body, n}, NULL);
        assert_int_equal(wy_searcher_exhausted(b.searcher), depth > 7);
    }
    stop(&b);
}

static void one_message_in_pieces_counts_once(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "imei = \"490154203237518\"");
    wy_bytes text = wy_str_bytes(WY_S("imei=490154203237518"));
    assert_str_is(found(&b, text, NULL), "imei:plain");
    b.id--;
    assert_str_is(found(&b, text, NULL), "");
    b.id--;
    assert_str_is(found(&b, text, NULL), "");
    assert_str_is(found(&b, text, NULL), "imei:plain");
    stop(&b);
}

static void shapes_where_nobody_is_known(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "");
    static const char *const cases[][2] = {
        {"{\"device_id\":\"868934046655434\"}", "like-imei:plain"}, // no check digit needed under such a name
        {"x=353918059998742&y", ""},
        {"x=353918058989340&y", "like-imei:plain"},
        {"x=1353918058989340&y", ""},
        {"x=204043299814557", ""},
        {"imsi=204043299814557", "like-imsi:plain"},
        {"mac=a4:50:46:01:02:03", "like-mac:plain"},
        {"mac=02:00:00:00:00:00", ""},
        {"addr=a4:50:46:01:02:03:04", ""},
        {"gaid=5ac6a0ff-8d18-47bc-a902-2812cf0c251e", "like-advertising_id:plain"},
        {"session=5ac6a0ff-8d18-47bc-a902-2812cf0c251e", ""},
        {"gaid=00000000-0000-0000-0000-000000000000", ""},
        {"&android_id=b9e28776354d259e&", "like-android_id:plain"},
        {"&etag=b9e28776354d259e&", ""},
        {"phone=%2B4915555012345", "like-phone:percent/plain"},
        {"to=owner.test@example.org", "like-email:plain"},
        {"icon@2x.png", ""},
        {"a@b", ""},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++)
        assert_str_is(in_text(&b, cases[i][0]), cases[i][1]);
    stop(&b);
    start(&b, "imei = \"490154203237518\"");
    assert_str_is(in_text(&b, "imei=353918058989340"), ""); // another's, not asked for
    stop(&b);
}

// Dense bytes stay closed, whatever begins within them like a packed stream.
static void chance_unpacks_nothing(void **state)
{
    (void)state;
    struct bench b;
    uint32_t random = 1;
    static uint8_t body[20000];
    start(&b, "imei = \"490154203237518\"");
    for (int i = 0; i < 200; i++) {
        for (size_t k = 0; k < sizeof body; k++)
            body[k] = (uint8_t)((random = random * 1664525u + 1013904223u) >> 24);
        body[0] = 0x78; // zlib, of codes that are told or fixed
        body[1] = 0x9c;
        body[2] = (uint8_t)((body[2] & 0xf8) | (i & 1 ? 2 : 4));
        struct wy_flow_facts flow = {0};
        struct wy_message_part part = {.kind = WY_PART_BODY, .data = {body, sizeof body}};
        struct wy_message m = {.flow = &flow, .id = ++b.id, .transport = "http", .parts = &part, .n = 1};
        struct wy_search_result r;
        wy_searcher_fresh(b.searcher);
        wy_search_message(b.searcher, &m, &r);
        assert_true(r.opaque);
    }
    // What only looks packed is searched as what it is.
    static const char text[] = "x\x9c\x02tracking: a=%34%39%30154203237518&b";
    assert_true(wy_str_has(found(&b, (wy_bytes){(const uint8_t *)text, sizeof text - 1}, NULL), WY_S("percent/plain")));
    stop(&b);
}

// What is found in one text that stands behind 4096 bytes that are none.
static struct wy_search_result behind_binary(struct bench *b, const char *text)
{
    static uint8_t body[5000];
    memset(body, 1, sizeof body);
    memcpy(body + 4096, text, strlen(text));
    struct wy_flow_facts flow = {0};
    struct wy_message_part part = {.kind = WY_PART_BODY, .data = {body, sizeof body}};
    struct wy_message m = {.flow = &flow, .id = 1, .transport = "http", .parts = &part, .n = 1};
    struct wy_search_result r;
    wy_search_message(b->searcher, &m, &r);
    assert_int_equal(r.n, 1);
    assert_int_equal(r.found[0].offset, 4096 + 15);
    return r;
}

static void a_position_behind_binary(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "position = \"52.52000, 13.40500\"");
    struct wy_search_result r = behind_binary(&b, "name=value&lat=52.5201&lon=13.4049");
    assert_str_is(r.found[0].excerpt, "lat=[position]");
    stop(&b);
}

// Excerpts name the field, also where the sign between them, or a number's plus, is percent-encoded.
static void excerpts_name_the_field(void **state)
{
    (void)state;
    static const char *const cases[] = {"a=1&number=%2B48600100200&b", "a=1&number=+48600100200&b",
                                        "u=x%26number%3d48600100200%26", "{\"number\": \"48600100200\"}",
                                        "x=%7B%22number%22%3A%2248600100200%22%7D"};
    struct bench b;
    start(&b, "phone = \"+48600100200\"");
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct wy_flow_facts flow = {0};
        struct wy_message_part part = {.kind = WY_PART_BODY, .data = wy_str_bytes(wy_str_c(cases[i]))};
        struct wy_message m = {.flow = &flow, .id = i + 1, .transport = "http", .parts = &part, .n = 1};
        struct wy_search_result r;
        wy_search_message(b.searcher, &m, &r);
        assert_int_equal(r.n, 1);
        if (!wy_str_eq(r.found[0].excerpt, WY_S("number=[phone]")))
            fail_msg("%s: %.*s", cases[i], WY_ARG(r.found[0].excerpt));
    }
    stop(&b);
}

// Text behind bytes that are none: its place is told in the whole, and the excerpt is of the text around it.
static void a_shape_behind_binary(void **state)
{
    (void)state;
    struct bench b;
    start(&b, "");
    struct wy_search_result r = behind_binary(&b, "name=value&mac=a4:50:46:01:02:03&end=1");
    assert_true(wy_str_has(r.found[0].excerpt, WY_S("mac=")));
    stop(&b);
}

// What lies beyond the limit of one message is not found, and that is told.
static void unpacking_ends_with_a_word(void **state)
{
    (void)state;
    struct bench b;
    struct wy_limits limits = wy_limits_default;
    enum { SIZE = 24 << 20 }; // beyond 16 MiB
    uint8_t *page = malloc(SIZE), *gzip = malloc(SIZE / 8);
    assert_true(page && gzip);
    memset(page, ' ', SIZE);
    memcpy(page + SIZE - 20, "490154203237518", 15);
    wy_bytes body = {gzip, deflated(gzip, SIZE / 8, (wy_bytes){page, SIZE}, 1, 31)};
    start(&b, "imei = \"490154203237518\"");
    assert_str_is(found(&b, body, "gzip"), "imei:gzip/plain");
    assert_false(wy_searcher_exhausted(b.searcher));
    wy_searcher_free(b.searcher);
    limits.decoded = SIZE - 1;
    b.searcher = wy_searcher_new(&b.needles, &limits);
    assert_non_null(b.searcher);
    (void)found(&b, body, "gzip");
    assert_true(wy_searcher_exhausted(b.searcher));
    stop(&b);
    free(page);
    free(gzip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_imei_in_every_dress),
        cmocka_unit_test(a_word_before_base64),
        cmocka_unit_test(values_with_their_length),
        cmocka_unit_test(short_values_in_codes),
        cmocka_unit_test(a_word_before_what_is_packed),
        cmocka_unit_test(digests_whole_cut_and_of_capitals),
        cmocka_unit_test(numbers_of_people),
        cmocka_unit_test(numbers_in_groups),
        cmocka_unit_test(characters_of_all_the_world),
        cmocka_unit_test(identifiers_without_their_separators),
        cmocka_unit_test(nobodys_values_are_not_searched),
        cmocka_unit_test(packed_whatever_is_said),
        cmocka_unit_test(lists_of_encodings_are_bounded),
        cmocka_unit_test(too_deep_is_told),
        cmocka_unit_test(one_message_in_pieces_counts_once),
        cmocka_unit_test(shapes_where_nobody_is_known),
        cmocka_unit_test(a_shape_behind_binary),
        cmocka_unit_test(a_position_behind_binary),
        cmocka_unit_test(excerpts_name_the_field),
        cmocka_unit_test(chance_unpacks_nothing),
        cmocka_unit_test(unpacking_ends_with_a_word),
    };
    return cmocka_run_group_tests_name("traffic/search", tests, NULL, NULL);
}
