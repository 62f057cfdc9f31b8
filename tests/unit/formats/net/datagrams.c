// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Datagrams that stay closed: what is told of them. And several frames within one of 802.11.
#include "test.h"

#include "netlab.h"

#define B(text) ((wy_bytes){(const uint8_t *)(text), sizeof(text) - 1})

struct seen {
    struct lab lab;
    char sni[64], alpn[64], certificate[64], reason[128];
    const char *transport;
    uint8_t state;
    uint64_t opaque;
    uint16_t version, suite;
};

static void see_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct seen *s = ctx;
    s->lab.flows++;
    snprintf(s->sni, sizeof s->sni, "%.*s", WY_ARG(f->text[WY_FLOW_SNI]));
    snprintf(s->alpn, sizeof s->alpn, "%.*s", WY_ARG(f->text[WY_FLOW_ALPN]));
    snprintf(s->reason, sizeof s->reason, "%.*s", WY_ARG(f->text[WY_FLOW_REASON]));
    s->transport = f->transport;
    s->state = f->state;
    s->opaque = f->opaque;
    s->version = f->tls_version;
    s->suite = f->tls_suite;
}

static void start(struct seen *s)
{
    *s = (struct seen){0};
    lab_start(&s->lab, false, NULL);
    s->lab.sink.flow = see_flow;
}

// A hello with a cookie, server_name d.example and ALPN "webrtc".
#define HELLO                                                                                                          \
    "\xfe\xfd"                                                                                                         \
    "0123456789abcdef0123456789abcdef"                                                                                 \
    "\x00"                                                                                                             \
    "\x04"                                                                                                             \
    "cook"                                                                                                             \
    "\x00\x02\xc0\x2b"                                                                                                 \
    "\x01\x00"                                                                                                         \
    "\x00\x1f"                                                                                                         \
    "\x00\x00\x00\x0e\x00\x0c\x00\x00\x09"                                                                             \
    "d.example"                                                                                                        \
    "\x00\x10\x00\x09\x00\x07\x06"                                                                                     \
    "webrtc"
enum { HELLO_N = sizeof HELLO - 1 };

static size_t record(uint8_t *out, unsigned type, unsigned epoch, wy_bytes body)
{
    const uint8_t head[13] = {
        (uint8_t)type, 0xfe, 0xfd, 0, (uint8_t)epoch, 0, 0, 0, 0, 0, 0, (uint8_t)(body.len >> 8), (uint8_t)body.len};
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, body.ptr, body.len);
    return sizeof head + body.len;
}

static size_t piece(uint8_t *out, unsigned type, size_t whole, size_t at, wy_bytes b)
{
    const uint8_t head[12] = {(uint8_t)type, 0, (uint8_t)(whole >> 8), (uint8_t)whole, 0, 1, 0, (uint8_t)(at >> 8),
                              (uint8_t)at,   0, (uint8_t)(b.len >> 8), (uint8_t)b.len};
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, b.ptr, b.len);
    return sizeof head + b.len;
}

static void dtls_says_whom_it_is_for(void **state)
{
    (void)state;
    static const char server_hello[] = "\xfe\xfd"
                                       "0123456789abcdef0123456789abcdef"
                                       "\x00\xc0\x2b\x00";
    for (size_t cut = 1; cut <= HELLO_N; cut++) {
        struct seen s;
        uint8_t shake[512], out[1024];
        start(&s);
        for (size_t at = 0; at < HELLO_N; at += cut) { // in pieces of each size, each in a record of its own
            size_t n = piece(shake, 1, HELLO_N, at, wy_bytes_sub(B(HELLO), at, cut));
            lab_udp(&s.lab, false, 5684, (wy_bytes){out, record(out, 22, 0, (wy_bytes){shake, n})});
        }
        size_t n = piece(shake, 2, sizeof server_hello - 1, 0, B(server_hello));
        lab_udp(&s.lab, true, 5684, (wy_bytes){out, record(out, 22, 0, (wy_bytes){shake, n})});
        n = record(out, 20, 0, B("\1"));
        n += record(out + n, 22, 1, B("0123456789012345678901234"));
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, n});
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, record(out, 23, 1, B("sealed content"))});
        lab_udp(&s.lab, false, 5684, B("\0\1stun in between"));
        wy_net_finish(s.lab.net);
        assert_string_equal(s.sni, "d.example");
        assert_string_equal(s.alpn, "webrtc");
        assert_string_equal(s.reason, "DTLS is not decrypted here");
        assert_string_equal(s.transport, "dtls");
        assert_int_equal(s.state, WY_FLOW_ENCRYPTED);
        assert_int_equal(s.version, 0xfefd);
        assert_int_equal(s.suite, 0xc02b);
        assert_int_equal(s.opaque, 25 + 14);
        assert_int_equal(s.lab.messages, 1); // the one that is no DTLS
        lab_end(&s.lab);
    }
}

// What was not answered is sent again, a whole flight of messages, and is said once all the same.
static void dtls_says_it_once(void **state)
{
    (void)state;
    static const uint8_t kinds[] = {1, 11, 16, 11, 16};
    struct seen s;
    start(&s);
    s.lab.handshakes = true;
    for (size_t i = 0; i < sizeof kinds; i++) {
        uint8_t shake[512], out[1024];
        wy_bytes body = kinds[i] == 1 ? B(HELLO) : kinds[i] == 11 ? B("a certificate") : B("an identity");
        size_t n = piece(shake, kinds[i], body.len, 0, body);
        s.lab.ident = 100 + (unsigned)i; // no copy of what came before
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, record(out, 22, 0, (wy_bytes){shake, n})});
    }
    assert_int_equal(s.lab.messages, 3);
    wy_net_finish(s.lab.net);
    lab_end(&s.lab);
}

static void dtls_cut_at_every_byte(void **state)
{
    (void)state;
    uint8_t shake[512], out[1024];
    size_t n = record(out, 22, 0, (wy_bytes){shake, piece(shake, 1, HELLO_N, 0, B(HELLO))});
    for (size_t cut = 1; cut < n; cut++) {
        struct seen s;
        start(&s);
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, cut});
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, n - cut});
        wy_net_finish(s.lab.net);
        assert_string_equal(s.sni, "");
        lab_end(&s.lab);
    }
    struct seen s; // sealed from the first record on
    start(&s);
    lab_udp(&s.lab, false, 5684, (wy_bytes){out, record(out, 23, 1, B("sealed"))});
    wy_net_finish(s.lab.net);
    assert_string_equal(s.reason, "DTLS, which is not decrypted here, and whose beginning is not in the capture");
    lab_end(&s.lab);
}

// A server agrees on this suite; `newer`: of DTLS 1.3.
static void choose_suite(struct seen *s, unsigned suite, bool newer)
{
    uint8_t hello[] = "\xfe\xfd"
                      "0123456789abcdef0123456789abcdef"
                      "\x00\xc0\x2b\x00"
                      "\x00\x06\x00\x2b\x00\x02\xfe\xfc";
    uint8_t shake[512], out[1024];
    size_t size = sizeof hello - (newer ? 1 : 9);
    put16(hello + 35, suite);
    size_t n = piece(shake, 1, HELLO_N, 0, B(HELLO));
    lab_udp(&s->lab, false, 5684, (wy_bytes){out, record(out, 22, 0, (wy_bytes){shake, n})});
    n = piece(shake, 2, size, 0, (wy_bytes){hello, size});
    lab_udp(&s->lab, true, 5684, (wy_bytes){out, record(out, 22, 0, (wy_bytes){shake, n})});
}

static void dtls_in_clear_is_searched(void **state)
{
    (void)state;
    static const struct {
        unsigned suite, epoch;
        bool searched;
    } cases[] = {{0, 0, true}, {0xc006, 1, true}, {0x00b0, 1, true}, {0xc02b, 1, false}, {0xc02b, 0, true}};
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct seen s;
        uint8_t out[64];
        start(&s);
        if (cases[i].suite)
            choose_suite(&s, cases[i].suite, false);
        size_t n = record(out, 23, cases[i].epoch, B("imei=1"));
        n += record(out + n, 21, 0, B("\1\0")); // an alert says nothing
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, n});
        lab_udp(&s.lab, false, 5684, B("0 is no record before DTLS 1.3"));
        wy_net_finish(s.lab.net);
        bool older = cases[i].suite > 0, sealed = !older || !cases[i].searched;
        assert_int_equal(wy_str_has(wy_buf_str(&s.lab.log), WY_S("> dtls ")), cases[i].searched);
        assert_int_equal(wy_str_has(wy_buf_str(&s.lab.log), WY_S("[imei=1]")), cases[i].searched);
        assert_int_equal(wy_str_has(wy_buf_str(&s.lab.log), WY_S("[0 is no record")), older);
        assert_int_equal(s.state, sealed ? WY_FLOW_ENCRYPTED : WY_FLOW_CLEAR);
        assert_int_equal(s.opaque, (older ? 0 : 30) + (cases[i].searched ? 0 : 6));
        assert_int_equal(s.reason[0] != 0, sealed);
        lab_end(&s.lab);
    }
}

static uint8_t noise(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (uint8_t)(*seed >> 24);
}

static void dtls_that_stays_closed_is_counted(void **state)
{
    (void)state;
    struct seen s;
    uint8_t out[1024], dense[600];
    uint32_t seed = 7;
    start(&s); // what the app itself encrypted
    for (int i = 0; i < 8; i++) {
        for (size_t k = 0; k < sizeof dense; k++)
            dense[k] = noise(&seed);
        lab_udp(&s.lab, false, 5684, (wy_bytes){out, record(out, 23, 0, (wy_bytes){dense, sizeof dense})});
    }
    wy_net_finish(s.lab.net);
    assert_string_equal(s.reason, "a protocol that is not known here, with dense bytes");
    assert_int_equal(s.opaque, 8 * (13 + sizeof dense));
    lab_end(&s.lab);
    start(&s); // of DTLS 1.3, and with an identifier of the connection
    choose_suite(&s, 0x1301, true);
    lab_udp(&s.lab, false, 5684, B("\x2f sealed"));
    lab_udp(&s.lab, false, 5684, (wy_bytes){out, record(out, 25, 1, B("sealed"))});
    wy_net_finish(s.lab.net);
    assert_int_equal(s.version, 0xfefc);
    assert_int_equal(s.opaque, 8 + 13 + 6);
    assert_int_equal(s.lab.messages, 0);
    lab_end(&s.lab);
}

// One record, of which the capture holds the first `cut` bytes.
static void give_cut(struct lab *lab, unsigned epoch, wy_bytes body, size_t cut)
{
    uint8_t p[28 + 64] = {0x45, [9] = 17, [12] = 10, [15] = 2, [16] = 198, 18, 0, 1, 0x9c, 0x40, 0x16, 0x34};
    size_t n = record(p + 28, 23, epoch, body);
    put16(p + 2, (unsigned)(28 + n));
    put16(p + 24, (unsigned)(8 + n));
    struct wy_packet packet = {
        .data = {p, 28 + cut}, .wire_size = 28 + n, .link = 101, .number = ++lab->packets, .time = 7};
    wy_net_packet(lab->net, &packet);
}

static void dtls_that_the_capture_cut(void **state)
{
    (void)state;
    const size_t n = 13 + 6;
    for (unsigned epoch = 0; epoch < 2; epoch++)
        for (size_t cut = 14; cut <= n; cut++) {
            struct seen s;
            char text[32];
            start(&s);
            give_cut(&s.lab, epoch, B("abcdef"), cut);
            wy_net_finish(s.lab.net);
            struct wy_net_stats stats = wy_net_stats(s.lab.net);
            snprintf(text, sizeof text, "%s[%.*s]\n", cut < n ? "cut" : "", (int)(cut - 13), "abcdef");
            bool searched = wy_str_has(wy_buf_str(&s.lab.log), wy_str_c(text));
            assert_int_equal(searched, epoch == 0 && cut > 15);
            assert_string_equal(s.transport, "dtls");
            assert_int_equal(s.opaque, epoch ? cut - 13 : 0);
            assert_int_equal(stats.lost, n - cut);
            assert_int_equal(stats.first_lost.packet, cut < n);
            lab_end(&s.lab);
        }
}

// CHLO with SNI and UAID; numbers are little-endian.
#define CHLO                                                                                                           \
    "CHLO\2\0\0\0"                                                                                                     \
    "SNI\0\x09\0\0\0"                                                                                                  \
    "UAID\x15\0\0\0"                                                                                                   \
    "g.example"                                                                                                        \
    "Pixel 2; imei"

static void old_quic_is_called_by_its_name(void **state)
{
    (void)state;
    static const struct {
        wy_bytes head;
        const char *version, *sni;
    } cases[] = {
        {{(const uint8_t *)"\x0d"
                           "connecti"
                           "Q043"
                           "\1"
                           "hashhashhash"
                           "\xa0\1\0\x2c",
          30},
         "Q043",
         "g.example"},
        {{(const uint8_t *)"\xc3"
                           "Q046"
                           "\x50"
                           "connecti"
                           "\0\0\0\1"
                           "hashhashhash"
                           "\xa0\1\0\x2c",
          34},
         "Q046",
         "g.example"},
        {{(const uint8_t *)"\xc3"
                           "Q050"
                           "\x08"
                           "connecti"
                           "\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
          28},
         "Q050",
         ""},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        for (size_t cut = 0; cut < sizeof CHLO; cut++) {
            struct seen s;
            uint8_t out[256];
            size_t n = cases[i].head.len;
            memcpy(out, cases[i].head.ptr, n);
            bool whole = cut == sizeof CHLO - 1;
            if (i < 2)
                memcpy(out + n, CHLO, cut), n += cut;
            start(&s);
            lab_udp(&s.lab, false, 443, (wy_bytes){out, n});
            lab_udp(&s.lab, false, 443,
                    B("\x0c"
                      "connecti"
                      "\2sealed"));
            wy_net_finish(s.lab.net);
            assert_string_equal(s.alpn, cases[i].version);
            assert_string_equal(s.transport, "quic");
            assert_string_equal(s.reason, "Google's QUIC from before the standard, which is not decrypted here");
            if (whole)
                assert_string_equal(s.sni, cases[i].sni);
            if (whole)
                assert_int_equal(s.lab.messages, i < 2); // what is in clear is searched
            lab_end(&s.lab);
        }
    }
}

static void what_nobody_knows_is_told_by_its_density(void **state)
{
    (void)state;
    static const char *const reasons[] = {"QUIC whose beginning is not in the capture: without it no key can be found",
                                          "a protocol that is not known here, with dense bytes", ""};
    for (int kind = 0; kind < 3; kind++) {
        struct seen s;
        uint32_t seed = 7;
        start(&s);
        for (int i = 0; i < 8; i++) {
            uint8_t out[300];
            for (size_t k = 0; k < sizeof out; k++)
                out[k] = kind == 2 ? (uint8_t)('a' + k % 16) : noise(&seed);
            out[1] = (uint8_t)('A' + i); // equal ones at one time would be copies
            if (kind == 0)
                out[0] = (uint8_t)(0x40 | (out[0] & 0x3f));
            lab_udp(&s.lab, false, kind == 0 ? 443 : 51820, (wy_bytes){out, sizeof out});
        }
        wy_net_finish(s.lab.net);
        assert_string_equal(s.reason, reasons[kind]);
        assert_int_equal(s.state, kind == 2 ? WY_FLOW_CLEAR : WY_FLOW_ENCRYPTED);
        assert_int_equal(s.opaque, kind == 2 ? 0 : 8 * 300);
        assert_string_equal(s.transport, kind == 0 ? "quic" : "udp");
        assert_int_equal(s.lab.messages, 8); // searched as they are, all the same
        lab_end(&s.lab);
    }
}

// Tunnels are called by their names, however little they carry. `protocol` 17: at a port.
static void tunnels_are_called_by_their_names(void **state)
{
    (void)state;
    static const struct {
        unsigned protocol, port;
        wy_bytes head;
        size_t size;
        const char *reason, *transport;
    } cases[] = {
        {17, 51820, {(const uint8_t *)"\1\0\0\0", 4}, 148, "WireGuard, a VPN: it is not decrypted here", "udp"},
        {17, 443, {(const uint8_t *)"\4\0\0\0", 4}, 96, "WireGuard, a VPN: it is not decrypted here", "udp"},
        {17, 51820, {(const uint8_t *)"\1\0\0\0", 4}, 147, "", "udp"},
        {17, 51820, {(const uint8_t *)"\4\0\1\0", 4}, 96, "", "udp"},
        {17, 443, {(const uint8_t *)"\4\0\0\0{\"imei\":\"4901", 16}, 96, "", "udp"}, // a message of kind 4, in clear
        {17, 1194, {(const uint8_t *)"\70", 1}, 14, "OpenVPN: it is not decrypted here", "udp"},
        {17, 1195, {(const uint8_t *)"\70", 1}, 14, "", "udp"},
        {17,
         500,
         {(const uint8_t *)"12345678\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x40", 28},
         64,
         "IPsec, as of a VPN or of calls over Wi-Fi: it is not decrypted here",
         "udp"},
        {17,
         4500,
         {(const uint8_t *)"\0\0\0\0"
                           "12345678\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x40",
          32},
         68,
         "IPsec, as of a VPN or of calls over Wi-Fi: it is not decrypted here",
         "udp"},
        {17, 500, {(const uint8_t *)"12345678\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x41", 28}, 64, "", "udp"},
        {50,
         0,
         {(const uint8_t *)"\1\2\3\4\0\0\0\1", 8},
         64,
         "IPsec, as of a VPN or of calls over Wi-Fi: it is not decrypted here",
         "esp"},
        {50, 0, {(const uint8_t *)"\1\2\3\4\0\0\0\1", 8}, 700, "", "esp"}, // by its density, in clear
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct seen s;
        uint8_t out[700];
        start(&s);
        for (uint8_t turn = 0; turn < 6; turn++) {
            memset(out, turn, cases[i].size);
            memcpy(out, cases[i].head.ptr, cases[i].head.len);
            if (cases[i].protocol == 17)
                lab_udp(&s.lab, false, cases[i].port, (wy_bytes){out, cases[i].size});
            else if (turn == 0 || cases[i].size > 64)
                lab_ip(&s.lab, cases[i].protocol, false, (wy_bytes){out, cases[i].size}, 0);
        }
        wy_net_finish(s.lab.net);
        assert_string_equal(s.reason, cases[i].reason);
        assert_string_equal(s.transport, cases[i].transport);
        assert_int_equal(s.state, cases[i].reason[0] ? WY_FLOW_ENCRYPTED : WY_FLOW_CLEAR);
        assert_int_equal(s.opaque > 0, cases[i].reason[0] != 0);
        assert_true(s.lab.messages > 0); // searched as they are, all the same
        lab_end(&s.lab);
    }
}

// An echo carries what its sender likes; a phone that looks for its networks calls them by name.
static void neither_tcp_nor_udp(void **state)
{
    (void)state;
    struct lab lab;
    lab_start(&lab, false, NULL);
    lab_ip(&lab, 1, false, B("\10\0ckidsqimei=1"), 0);
    lab_ip(&lab, 1, true, B("\0\0ckidsqimei=2"), 0);    // the answer
    lab_ip(&lab, 1, false, B("\3\1ckidsqE imei=3"), 0); // of what it got
    lab_ip(&lab, 58, false, B("\200\0ckidsqimei=4"), 0);
    wy_net_finish(lab.net);
    assert_str_is(wy_buf_str(&lab.log), "> icmp  @1[imei=1]\n> icmp  @4[imei=4]\n");
    assert_int_equal(wy_net_stats(lab.net).other, 1);
    lab_end(&lab);
    static const uint8_t probe[] = "\x40\0\0\0\xff\xff\xff\xff\xff\xff\2phone\xff\xff\xff\xff\xff\xff\1\1\0\4home";
    for (size_t n = 1; n < sizeof probe; n++)
        for (int mine = 0; mine < 3; mine++) {
            static const char *const addresses[] = {NULL, "02:70:68:6f:6e:65", "10.0.0.2"};
            lab_start(&lab, false, addresses[mine]);
            wy_net_packet(lab.net,
                          &(struct wy_packet){.data = {probe, n}, .wire_size = n, .link = 105, .number = 1, .time = 7});
            wy_net_finish(lab.net);
            assert_int_equal(lab.messages, n >= 24 && mine < 2);
            if (lab.messages)
                assert_true(wy_str_starts(wy_buf_str(&lab.log), WY_S("> wlan  @1[\2phone\xff")));
            lab_end(&lab);
        }
}

// A frame of 802.11 with `n` datagrams "one", "two", ... as subframes.
static size_t subframes(uint8_t *out, int n)
{
    static const uint8_t head[26] = {0x88, 0x01, 0, 0, 2, 2, 2, 2, 2, 2, 4, 4,    4,
                                     4,    4,    4, 6, 6, 6, 6, 6, 6, 0, 0, 0x80, 0};
    size_t at = sizeof head;
    memcpy(out, head, at);
    for (int i = 0; i < n; i++) {
        uint8_t ip[20 + 8 + 5] = {0x45, 0,    0, 33, 0, (uint8_t)i, 0,   0,   64,  17,   0,
                                  0,    10,   0, 0,  2, 198,        18,  0,   1,   0x9c, 0x40,
                                  0x9c, 0x41, 0, 13, 0, 0,          'v', 'o', 'i', 'c',  (uint8_t)('1' + i)};
        const uint8_t sub[22] = {6, 6, 6, 6, 6, 6, 4, 4, 4, 4, 4, 4, 0, 8 + sizeof ip, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0};
        memcpy(out + at, sub, sizeof sub);
        memcpy(out + at + sizeof sub, ip, sizeof ip);
        at += sizeof sub + sizeof ip;
        while (i + 1 < n && (at - sizeof head) % 4)
            out[at++] = 0;
    }
    return at;
}

static void frames_within_a_frame(void **state)
{
    (void)state;
    uint8_t out[512];
    size_t whole = subframes(out, 3);
    for (size_t n = 1; n <= whole; n++) {
        struct lab lab;
        lab_start(&lab, false, NULL);
        wy_net_packet(lab.net,
                      &(struct wy_packet){.data = {out, n}, .wire_size = n, .link = 105, .number = 1, .time = 7});
        wy_net_finish(lab.net);
        if (n == whole)
            assert_str_is(wy_buf_str(&lab.log), "> udp  @1[voic1]\n> udp  @1[voic2]\n> udp  @1[voic3]\n");
        assert_true(lab.messages <= 3);
        struct wy_net_stats stats = wy_net_stats(lab.net);
        assert_int_equal(stats.packets, 1);
        assert_true(stats.broken + stats.other <= 1);
        assert_true(stats.first_broken.packet == stats.broken);
        lab_end(&lab);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dtls_says_whom_it_is_for),
        cmocka_unit_test(dtls_says_it_once),
        cmocka_unit_test(dtls_cut_at_every_byte),
        cmocka_unit_test(dtls_in_clear_is_searched),
        cmocka_unit_test(dtls_that_stays_closed_is_counted),
        cmocka_unit_test(dtls_that_the_capture_cut),
        cmocka_unit_test(old_quic_is_called_by_its_name),
        cmocka_unit_test(what_nobody_knows_is_told_by_its_density),
        cmocka_unit_test(tunnels_are_called_by_their_names),
        cmocka_unit_test(neither_tcp_nor_udp),
        cmocka_unit_test(frames_within_a_frame),
    };
    return cmocka_run_group_tests_name("formats/net/datagrams", tests, NULL, NULL);
}
