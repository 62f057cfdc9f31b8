// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// QUIC with its session's secrets, and HTTP/3 inside: packets are sealed by quiclab.h.
#include "test.h"

#include "netlab.h"
#include "quiclab.h"

#include "formats/net/quic_packet.h"

#define B(text) ((wy_bytes){(const uint8_t *)(text), sizeof(text) - 1})

static const uint8_t hello[] = "\x01\x00\x00\x57\x03\x03"
                               "0123456789abcdef0123456789abcdef"
                               "\x00\x00\x02\x13\x01\x01\x00\x00\x2c"
                               "\x00\x00\x00\x0e\x00\x0c\x00\x00\x09q.example"
                               "\x00\x10\x00\x09\x00\x07\x02h3\x03hqx"
                               "\x00\x2b\x00\x03\x02\x03\x04"
                               "\xfe\x0d\x00\x02xx";
enum { EARLY, SHAKE_C, SHAKE_S, DATA_C, DATA_S, SECRETS };

struct peer {
    struct lab lab;
    struct wy_buf keys;
    uint8_t secret[SECRETS][48];
    struct quiclab_keys data[2], shake, early;
    wy_bytes first, id[2]; // the client's first destination; what each side calls itself
    uint64_t number[2];
    unsigned port;
    char reason[128], alpn[32];
    const char *transport;
    uint8_t state;
    bool other; // the protocol that both speak is not HTTP/3
    uint64_t opaque, lost, moved_opaque;
    unsigned searched; // flows
    char moved[128];   // why one from port 40001 stays closed
};

static void see_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct peer *p = (struct peer *)ctx;
    p->lab.flows++;
    p->searched += f->searched;
    if (f->port[WY_CLIENT] == 40001 && f->searched) {
        snprintf(p->moved, sizeof p->moved, "%.*s", WY_ARG(f->text[WY_FLOW_REASON]));
        p->moved_opaque = f->opaque;
    }
    if (f->port[WY_CLIENT] != 40000)
        return;
    snprintf(p->reason, sizeof p->reason, "%.*s", WY_ARG(f->text[WY_FLOW_REASON]));
    snprintf(p->alpn, sizeof p->alpn, "%.*s", WY_ARG(f->text[WY_FLOW_ALPN]));
    p->transport = f->transport;
    p->state = f->state;
    p->opaque = f->opaque;
    p->lost = f->lost;
}

static void add_secret(struct peer *p, const char *label, int which, unsigned suite)
{
    for (size_t i = 0; i < sizeof p->secret[which]; i++)
        p->secret[which][i] = (uint8_t)(i * 7 + (size_t)which * 31 + 1);
    wy_buf_addc(&p->keys, label);
    wy_buf_char(&p->keys, ' ');
    for (size_t i = 0; i < 32; i++)
        wy_buf_printf(&p->keys, "%02x", hello[6 + i]);
    wy_buf_char(&p->keys, ' ');
    for (size_t i = 0; i < quiclab_hash(suite); i++)
        wy_buf_printf(&p->keys, "%02x", p->secret[which][i]);
    wy_buf_char(&p->keys, '\n');
}

static void start(struct peer *p, uint32_t version, unsigned suite, bool received)
{
    static const char *const labels[] = {
        "QUIC_CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        "CLIENT_TRAFFIC_SECRET_0",          "QUIC_SERVER_TRAFFIC_SECRET_0",
    };
    *p = (struct peer){.first = B("\x83\x94\xc8\xf0\x3e\x51\x57\x08"), .id = {B(""), B("servr")}, .port = 40000};
    wy_buf_init(&p->keys, 1 << 16);
    for (int i = 0; i < SECRETS; i++)
        add_secret(p, labels[i], i, suite);
    lab_start(&p->lab, received, NULL);
    p->lab.sink.flow = see_flow;
    wy_net_secrets(p->lab.net, wy_str_bytes(wy_buf_str(&p->keys)));
    p->early = quiclab_secret(version, suite, p->secret[EARLY]);
    p->shake = quiclab_secret(version, suite, p->secret[SHAKE_S]);
    p->data[0] = quiclab_secret(version, suite, p->secret[DATA_C]);
    p->data[1] = quiclab_secret(version, suite, p->secret[DATA_S]);
}

static void end(struct peer *p)
{
    wy_buf_fini(&p->keys);
    lab_end(&p->lab);
}

static void send_datagram(struct peer *p, bool back, const uint8_t *packet, size_t n)
{
    uint8_t d[8 + 4096] = {0};
    assert_true(n <= 4096);
    put16(d, back ? 443 : p->port);
    put16(d + 2, back ? p->port : 443);
    put16(d + 4, (unsigned)(8 + n));
    memcpy(d + 8, packet, n);
    lab_ip(&p->lab, 17, back, (wy_bytes){d, 8 + n}, 0);
}

static size_t crypto_frame(uint8_t *out, size_t at, wy_bytes b)
{
    out[0] = 6;
    size_t n = 1 + quiclab_varint(out + 1, at, 2);
    n += quiclab_varint(out + n, b.len, 2);
    memcpy(out + n, b.ptr, b.len);
    return n + b.len;
}

// The client's Initial packet, with the hello, to `to`.
static size_t initial(const struct peer *p, wy_bytes to, wy_bytes token, uint8_t *out)
{
    uint8_t frames[512];
    struct quiclab_keys k = quiclab_initial(p->data[0].version, to, false);
    struct quiclab_packet packet = {
        .type = QL_INITIAL, .to = to, .from = p->id[0], .token = token, .number = 0, .number_len = 1};
    size_t n = crypto_frame(frames, 0, (wy_bytes){hello, sizeof hello - 1});
    return quiclab_seal(&k, &packet, (wy_bytes){frames, n}, out);
}

static void shake(struct peer *p)
{
    static const uint8_t server_hello[] = "\x02\x00\x00\x2e\x03\x03"
                                          "fedcba9876543210fedcba9876543210"
                                          "\x00\x13\x00\x00\x00\x06\x00\x2b\x00\x02\x03\x04";
    uint8_t out[4096], frames[512], sh[sizeof server_hello];
    size_t n = initial(p, p->first, B(""), out);
    send_datagram(p, false, out, n);
    memcpy(sh, server_hello, sizeof sh);
    sh[40] = (uint8_t)p->data[0].suite;
    // Two packets in one datagram: the server's hello, and its extensions with the chosen protocol.
    struct quiclab_keys k = quiclab_initial(p->data[0].version, p->first, true);
    struct quiclab_packet packet = {.type = QL_INITIAL, .to = p->id[0], .from = p->id[1], .number_len = 2};
    n = crypto_frame(frames, 0, (wy_bytes){sh, sizeof sh - 1});
    n = quiclab_seal(&k, &packet, (wy_bytes){frames, n}, out);
    packet.type = QL_HANDSHAKE;
    wy_bytes h3 = B("\x08\x00\x00\x0b\x00\x09\x00\x10\x00\x05\x00\x03\x02h3");
    wy_bytes hqx = B("\x08\x00\x00\x0c\x00\x0a\x00\x10\x00\x06\x00\x04\x03hqx");
    size_t m = crypto_frame(frames, 0, p->other ? hqx : h3);
    n += quiclab_seal(&p->shake, &packet, (wy_bytes){frames, m}, out + n);
    send_datagram(p, true, out, n);
}

static size_t stream_frame(uint8_t *out, unsigned id, size_t at, wy_bytes b, bool fin)
{
    out[0] = (uint8_t)(0x0e | fin);
    out[1] = (uint8_t)id;
    size_t n = 2 + quiclab_varint(out + 2, at, 4);
    n += quiclab_varint(out + n, b.len, 2);
    memcpy(out + n, b.ptr, b.len);
    return n + b.len;
}

static void send_with(struct peer *p, bool back, const struct quiclab_keys *k, bool phase, wy_bytes frames)
{
    uint8_t out[4096];
    struct quiclab_packet packet = {
        .type = k == &p->early ? QL_EARLY : QL_SHORT,
        .to = k == &p->early ? p->first : p->id[!back],
        .from = p->id[back],
        .number = p->number[back]++,
        .number_len = 2,
        .phase = phase,
    };
    size_t n = quiclab_seal(k, &packet, frames, out);
    send_datagram(p, back, out, n);
}

static void send_stream(struct peer *p, bool back, unsigned id, size_t at, wy_bytes b, bool fin)
{
    uint8_t frames[2048];
    size_t n = stream_frame(frames, id, at, b, fin);
    send_with(p, back, &p->data[back], false, (wy_bytes){frames, n});
}

// HEADERS: GET, https, :authority q.example:443, :path /p?1, all of the static table or literal (RFC 9204, 4.5)
#define GET "\x01\x19\0\0\xd1\xd7\x50\x0dq.example:443\x51\x04/p?1"
#define GET_N (sizeof GET - 1)

static void request_in_every_suite(void **state)
{
    (void)state;
    static const unsigned suites[] = {0x1301, 0x1302, 0x1303};
    for (size_t i = 0; i < WY_COUNT(suites) * 2; i++) {
        struct peer p;
        start(&p, i < WY_COUNT(suites) ? QL_V1 : QL_V2, suites[i % WY_COUNT(suites)], true);
        shake(&p);
        send_stream(&p, false, 0, 0,
                    B(GET "\x21\x02xx\x00\x07"
                          "one"),
                    false); // a frame of a type that nobody knows, and DATA
        send_stream(&p, false, 0, GET_N + 9, B("two!"), true);
        send_stream(&p, true, 0, 0, B("\x01\x03\0\0\xd9\x00\x02ok"), true);
        wy_net_finish(p.lab.net);
        assert_str_is(wy_buf_str(&p.lab.log),
                      "> h3 q.example @3[xx]\n> h3 q.example @3[/p?1][onetwo!]\n< h3 q.example @5[ok]\n");
        assert_string_equal(p.transport, "h3");
        assert_string_equal(p.alpn, "h3");
        assert_string_equal(p.reason, "");
        assert_int_equal(p.state, WY_FLOW_DECRYPTED);
        assert_int_equal(p.opaque, 0);
        end(&p);
    }
}

static void order_loss_and_repetition(void **state)
{
    (void)state;
    struct peer p;
    start(&p, QL_V1, 0x1301, false);
    shake(&p);
    send_stream(&p, false, 0, GET_N,
                B("\x00\x04"
                  "body"),
                true);
    send_stream(&p, false, 4, 0, B(GET), true);
    send_stream(&p, false, 0, 0, B(GET), false);
    send_stream(&p, false, 0, 0, B(GET), false);
    send_stream(&p, false, 4, 0, B(GET), true); // said before: no second message
    // The head is lost for good: the rest is told as a body that is cut.
    send_stream(&p, false, 8, 100, B("tail"), true);
    // A hole within DATA.
    send_stream(&p, false, 12, 0,
                B(GET "\x00\x0a"
                      "12"),
                false);
    send_stream(&p, false, 12, GET_N + 7, B("67890"), true);
    wy_net_finish(p.lab.net);
    assert_str_is(wy_buf_str(&p.lab.log), "> h3 q.example @4[/p?1]\n> h3 q.example @3[/p?1][body]\n"
                                          "> h3 q.example @8cut[tail]\n> h3 q.example @9[/p?1]cut[1267890]\n");
    assert_int_equal(p.lost, 103);
    end(&p);
}

static void keys_change(void **state)
{
    (void)state;
    struct peer p;
    uint8_t frames[512];
    start(&p, QL_V1, 0x1303, false);
    shake(&p);
    size_t n = stream_frame(frames, 0, 0, B(GET), true);
    send_with(&p, false, &p.data[0], false, (wy_bytes){frames, n});
    struct quiclab_keys second = quiclab_next(&p.data[0]), third = quiclab_next(&second);
    n = stream_frame(frames, 4, 0, B(GET), true);
    uint64_t late = p.number[0]++;
    send_with(&p, false, &second, true, (wy_bytes){frames, n});
    n = stream_frame(frames, 8, 0, B(GET), true);
    uint64_t now = p.number[0];
    p.number[0] = late; // sent before the update, came after it
    send_with(&p, false, &p.data[0], false, (wy_bytes){frames, n});
    p.number[0] = now;
    n = stream_frame(frames, 12, 0, B(GET), true);
    send_with(&p, false, &third, false, (wy_bytes){frames, n});
    wy_net_finish(p.lab.net);
    assert_int_equal(p.lab.messages, 4);
    assert_string_equal(p.reason, "");
    end(&p);
}

static void early_data_and_retry(void **state)
{
    (void)state;
    struct peer p;
    uint8_t out[4096], frames[512];
    start(&p, QL_V1, 0x1301, false);
    size_t n = initial(&p, p.first, B(""), out);
    send_datagram(&p, false, out, n);
    n = stream_frame(frames, 0, 0, B(GET), true);
    send_with(&p, false, &p.early, false, (wy_bytes){frames, n});
    struct quiclab_packet retry = {.type = QL_RETRY, .to = p.id[0], .from = B("another!"), .number_len = 1};
    n = quiclab_head(&p.data[0], &retry, 0, out);
    send_datagram(&p, true, out, n + 20);
    n = initial(&p, B("another!"), B("token"), out);
    send_datagram(&p, false, out, n);
    p.first = B("another!");
    n = stream_frame(frames, 0, 0, B(GET), true); // again, as RFC 9000 wants: the same message
    send_with(&p, false, &p.early, false, (wy_bytes){frames, n});
    p.id[1] = B("servr");
    shake(&p);
    send_stream(&p, false, 4, 0, B(GET), true);
    wy_net_finish(p.lab.net);
    assert_str_is(wy_buf_str(&p.lab.log), "> h3 q.example @2[/p?1]\n> h3 q.example @8[/p?1]\n");
    end(&p);
}

static void a_connection_moves(void **state)
{
    (void)state;
    struct peer p;
    uint8_t frames[64] = {0x18, 1, 0, 7};
    start(&p, QL_V1, 0x1301, true);
    shake(&p);
    send_stream(&p, false, 0, 0, B(GET), true);
    memcpy(frames + 4, "newname", 7);
    send_with(&p, true, &p.data[1], false, (wy_bytes){frames, 27});
    p.id[1] = B("newname");
    p.port = 40001; // another address of the phone
    send_stream(&p, false, 4, 0, B(GET), true);
    send_stream(&p, true, 4, 0, B("\x01\x03\0\0\xd9"), true);
    p.id[1] = B("unknown"); // nobody's
    send_stream(&p, false, 8, 0, B(GET), true);
    p.port = 40002;
    send_stream(&p, false, 8, 0, B(GET), true);
    wy_net_finish(p.lab.net);
    wy_str log = wy_buf_str(&p.lab.log);
    assert_true(wy_str_starts(log, WY_S("> h3 q.example @3[/p?1]\n> h3 q.example @5[/p?1]\n< h3 q.example @6\n")));
    assert_int_equal(p.lab.flows, 3);
    end(&p);
}

static void begin_with(struct peer *p, bool keys)
{
    start(p, QL_V1, 0x1301, false);
    wy_net_free(p->lab.net);
    p->lab.options.mine = WY_S("10.0.0.2");
    p->lab.net = wy_net_new(&p->lab.options, &p->lab.sink, &p->lab.limits);
    if (keys)
        wy_net_secrets(p->lab.net, wy_str_bytes(wy_buf_str(&p->keys)));
}

// With --mine by address: the owner's connection goes on from another one, a stranger's is still nobody's business.
static void a_connection_of_mine_moves(void **state)
{
    (void)state;
    for (int keys = 0; keys < 2; keys++) {
        struct peer p;
        begin_with(&p, keys);
        shake(&p);
        p.lab.client = 9;
        send_stream(&p, false, 4, 0, B(GET), true);
        p.port = 40001; // told by the flow that is looked at here
        send_stream(&p, false, 8, 0, B(GET), true);
        p.lab.client = 10;
        p.id[1] = B("other");
        send_stream(&p, false, 12, 0, B(GET), true);
        wy_net_finish(p.lab.net);
        assert_int_equal(p.lab.messages, keys ? 2 : 0);
        assert_int_equal(p.lab.flows, 4);
        assert_int_equal(p.searched, 3);
        assert_string_equal(p.moved, "a connection that moved here from another address, where it is told");
        assert_int_equal(p.moved_opaque > 0, !keys);
        end(&p);
    }
}

// RFC 9204, B.2: the table has 220 bytes; :authority and :path go into it, then a request refers to both.
#define SETTINGS "\x00\x04\x03\x01\x40\xdc"
#define INSTRUCTIONS "\x02\x3f\xbd\x01\xc0\x0fwww.example.com\xc1\x0c/sample/path"
#define REFERS "\x01\x04\x03\x81\x10\x11"

static void headers_refer_to_the_table(void **state)
{
    (void)state;
    // Orders of settings (s), instructions (i) and request (r); what is not there never comes.
    static const char *const orders[] = {"sir", "sri", "irs", "ris", "rsi", "ir", "ri"};
    for (size_t k = 0; k < WY_COUNT(orders); k++) {
        struct peer p;
        start(&p, QL_V1, 0x1301, false);
        shake(&p);
        for (const char *o = orders[k]; *o; o++) {
            if (*o == 's')
                send_stream(&p, true, 3, 0, B(SETTINGS), false);
            else if (*o == 'i')
                send_stream(&p, false, 2, 0, B(INSTRUCTIONS), false);
            else
                send_stream(&p, false, 0, 0, B(REFERS "\x00\x01x"), true);
        }
        wy_net_finish(p.lab.net);
        wy_str log = wy_buf_str(&p.lab.log);
        assert_int_equal(p.lab.messages, 1);
        assert_true(wy_str_has(log, WY_S("> h3 www.example.com @")));
        assert_true(wy_str_has(log, WY_S("[/sample/path][x]\n")));
        end(&p);
    }
    struct peer p;
    start(&p, QL_V1, 0x1301, false);
    shake(&p);
    send_stream(&p, true, 3, 0, B(SETTINGS), false);
    send_stream(&p, false, 0, 0, B(REFERS "\x00\x01x"), true); // the instructions are lost
    wy_net_finish(p.lab.net);
    assert_str_is(wy_buf_str(&p.lab.log), "gap malformed header fields of HTTP/3 refer to bytes that are not there\n"
                                          "> h3 q.example @4cut[x]\n");
    end(&p);
}

// Trailers that came before the instructions which head and trailers refer to.
static void trailers_wait_too(void **state)
{
    (void)state;
    struct peer p;
    start(&p, QL_V1, 0x1301, false);
    shake(&p);
    send_stream(&p, true, 3, 0, B(SETTINGS), false);
    send_stream(&p, false, 0, 0, B(REFERS "\x00\x01x" REFERS REFERS), true);
    assert_int_equal(p.lab.messages, 0);
    p.lab.limits.net_body = 1 << 20;
    send_stream(&p, false, 2, 0, B(INSTRUCTIONS), false);
    wy_net_finish(p.lab.net);
    assert_str_is(wy_buf_str(&p.lab.log), "> h3 www.example.com @4[/sample/path][x]\n");
    end(&p);
}

// What a server says without having been asked: the request, and a response on a stream of its own.
static void what_is_pushed(void **state)
{
    (void)state;
    for (int received = 0; received < 2; received++) {
        struct peer p;
        start(&p, QL_V1, 0x1301, received);
        shake(&p);
        send_stream(&p, false, 0, 0, B(GET), true);
        send_stream(&p, true, 0, 0,
                    B("\x05\x1a\x07\0\0\xd1\xd7\x50\x0dq.example:443\x51\x04/p?2"
                      "\x01\x03\0\0\xd9\x00\x02ok"),
                    true);
        send_stream(&p, true, 15, 0, B("\x01\x07\x01\x03\0\0\xd9\x00\x06pushed"), true);
        wy_net_finish(p.lab.net);
        wy_str log = wy_buf_str(&p.lab.log);
        assert_int_equal(p.lab.messages, received ? 4 : 1);
        assert_int_equal(wy_str_has(log, WY_S("< h3 q.example @4[/p?2]\n")), received);
        assert_int_equal(wy_str_has(log, WY_S("[pushed]\n")), received);
        end(&p);
    }
}

// RFC 9287: the second bit of a packet may be cleared. What no key opens between the others is told.
static void packets_without_the_fixed_bit(void **state)
{
    (void)state;
    for (int damaged = 0; damaged < 2; damaged++) {
        struct peer p;
        uint8_t frames[256], out[4096];
        start(&p, QL_V1, 0x1301, false);
        shake(&p);
        size_t n = stream_frame(frames, 0, 0, B(GET), true);
        struct quiclab_packet packet = {.type = QL_SHORT, .to = p.id[1], .number_len = 2, .greased = true};
        n = quiclab_seal(&p.data[0], &packet, (wy_bytes){frames, n}, out);
        p.number[0]++;
        out[n - 1] ^= (uint8_t)damaged;
        send_datagram(&p, false, out, n);
        send_datagram(&p, false, (const uint8_t *)"\0\0\0\0", 4);
        send_stream(&p, false, 4, 0, B(GET), true);
        wy_net_finish(p.lab.net);
        assert_str_is(wy_buf_str(&p.lab.log),
                      damaged ? "gap unsupported packets of a QUIC connection that its key does not open\n"
                                "> h3 q.example @5[/p?1]\n"
                              : "> h3 q.example @3[/p?1]\n> h3 q.example @5[/p?1]\n");
        end(&p);
    }
}

// Wherever a request's stream ends, what is there is given, without a crash.
static void a_stream_cut_at_every_byte(void **state)
{
    (void)state;
    static const char whole[] = GET "\x21\x02xx\x00\x03one" REFERS;
    for (size_t cut = 0; cut < sizeof whole; cut++) {
        for (int hole = 0; hole < 2; hole++) {
            struct peer p;
            start(&p, QL_V1, 0x1301, false);
            shake(&p);
            send_stream(&p, false, 0, 0, (wy_bytes){(const uint8_t *)whole, cut}, false);
            if (hole && cut + 3 < sizeof whole - 1)
                send_stream(&p, false, 0, cut + 3, (wy_bytes){(const uint8_t *)whole + cut + 3, sizeof whole - cut - 4},
                            true);
            wy_net_finish(p.lab.net);
            if (cut >= GET_N)
                assert_true(wy_str_has(wy_buf_str(&p.lab.log), WY_S("[/p?1]")));
            if (cut >= GET_N + 7)
                assert_true(wy_str_has(wy_buf_str(&p.lab.log), WY_S("[o")));
            end(&p);
        }
    }
}

static void why_it_stays_closed(void **state)
{
    (void)state;
    struct peer p;
    uint8_t out[4096];
    start(&p, QL_V1, 0x1301, false);
    size_t n = initial(&p, p.first, B(""), out);
    wy_net_free(p.lab.net);
    p.lab.net = wy_net_new(&p.lab.options, &p.lab.sink, &p.lab.limits);
    wy_net_secrets(p.lab.net, B("CLIENT_TRAFFIC_SECRET_0 "
                                "00000000000000000000000000000000000000000000000000000000000000ff "
                                "00000000000000000000000000000000000000000000000000000000000000ff\n"));
    send_datagram(&p, false, out, n);
    wy_net_finish(p.lab.net);
    assert_string_equal(p.reason, "no key for this session, whose client hello may be an encrypted one");
    assert_int_equal(p.opaque, n);
    end(&p);

    start(&p, QL_V1, 0x1301, false);
    shake(&p);
    struct quiclab_keys k = quiclab_secret(QL_V1, 0x1301, p.secret[SHAKE_C]);
    struct quiclab_packet packet = {.type = QL_HANDSHAKE, .to = p.id[1], .from = p.id[0], .number_len = 1};
    n = quiclab_seal(&k, &packet, B("\x1c\x41\x30\x06\x00"), out); // unknown_ca
    send_datagram(&p, false, out, n);
    wy_net_finish(p.lab.net);
    assert_string_equal(p.reason,
                        "the client left on seeing the server's certificate: the app may accept only its own");
    end(&p);

    start(&p, QL_V1, 0x1301, false);
    shake(&p);
    p.data[0].key[3] ^= 1;
    send_stream(&p, false, 0, 0, B(GET), true);
    wy_net_finish(p.lab.net);
    assert_string_equal(p.reason, "its packets do not open with the key that was given");
    assert_int_equal(p.lab.messages, 0);
    end(&p);
}

// What an application sends one way is read, though the capture ends before the stream does.
static void streams_of_one_direction(void **state)
{
    (void)state;
    struct peer p;
    start(&p, QL_V1, 0x1301, false);
    shake(&p);
    send_stream(&p, false, 2, 0, B("\x40\x54\x04webtransport"), false);
    send_stream(&p, false, 6, 0, B("\x03\x80"), false); // QPACK's acknowledgements say nothing
    wy_net_finish(p.lab.net);
    assert_int_equal(p.lab.messages, 1);
    assert_true(wy_str_has(wy_buf_str(&p.lab.log), WY_S("webtransport]\n")));
    end(&p);

    start(&p, QL_V1, 0x1301, false);
    p.other = true;
    shake(&p);
    send_stream(&p, false, 2, 0, B("one way"), false);
    send_stream(&p, false, 4, 0, B("both"), false);
    wy_net_finish(p.lab.net);
    assert_str_is(wy_buf_str(&p.lab.log), "> quic q.example @4cut[both]\n> quic q.example @3cut[one way]\n");
    end(&p);
}

static void too_many_streams_are_told(void **state)
{
    (void)state;
    for (int open = 0; open < 2; open++) {
        struct peer p;
        start(&p, QL_V1, 0x1301, false);
        shake(&p);
        for (unsigned i = 0; i < 300; i++) { // one far ahead of all others, or all of them at once
            uint8_t frame[256] = {(uint8_t)(open ? 0x0e : 0x0f)};
            size_t n = 1 + quiclab_varint(frame + 1, i ? i * 4 : 1200 * 4, 4);
            n += quiclab_varint(frame + n, 0, 1);
            n += quiclab_varint(frame + n, GET_N, 1);
            memcpy(frame + n, GET, GET_N);
            send_with(&p, false, &p.data[0], false, (wy_bytes){frame, n + GET_N});
        }
        wy_net_finish(p.lab.net);
        wy_str log = wy_buf_str(&p.lab.log), gap = WY_S("gap limit reached more streams");
        size_t at = wy_str_find(log, gap);
        assert_int_not_equal(at, WY_NPOS);
        assert_false(wy_str_has(wy_str_from(log, at + 1), gap)); // once
        end(&p);
    }
}

static void a_side_that_no_key_opens_any_more(void **state)
{
    (void)state;
    for (int back = 0; back < 2; back++) {
        struct peer p;
        start(&p, QL_V1, 0x1301, false);
        shake(&p);
        for (unsigned i = 0; i < 60; i++) {
            send_stream(&p, back, i * 4, 0, B(GET), true);
            send_stream(&p, !back, 1, i, B("x"), false); // the other side goes on
            if (i == 30)
                p.data[back].key[3] ^= 1;
        }
        wy_net_finish(p.lab.net);
        assert_string_equal(p.reason,
                            back ? "" : "from some time on its packets do not open with the key that was given");
        end(&p);
    }
}

static void cut_at_every_byte(void **state)
{
    (void)state;
    static const uint8_t request[] = GET "\x00\x04"
                                         "body";
    for (size_t cut = 0; cut < sizeof request - 1; cut++) {
        struct peer p;
        start(&p, QL_V1, 0x1301, false);
        shake(&p);
        send_stream(&p, true, 3, 0, (wy_bytes){(const uint8_t *)SETTINGS, wy_min(cut, 6)}, false);
        send_stream(&p, false, 2, 0, (wy_bytes){(const uint8_t *)INSTRUCTIONS, wy_min(cut, 33)}, true);
        send_stream(&p, false, 0, 0, (wy_bytes){request, cut}, true);
        wy_net_finish(p.lab.net);
        assert_true(p.lab.messages <= 1); // of a head that is cut, what is whole
        assert_true(cut < GET_N || wy_str_has(wy_buf_str(&p.lab.log), WY_S("[/p?1]")));
        end(&p);
    }
}

// RFC 9001, A.5: a short header under ChaCha20, and the next secret.
static void the_standards_own_packet(void **state)
{
    (void)state;
    static const uint8_t secret[32] = {0x9a, 0xc3, 0x12, 0xa7, 0xf8, 0x77, 0x46, 0x8e, 0xbe, 0x69, 0x42,
                                       0x27, 0x48, 0xad, 0x00, 0xa1, 0x54, 0x43, 0xf1, 0x82, 0x03, 0xa0,
                                       0x7d, 0x60, 0x60, 0xf6, 0x88, 0xf3, 0x0f, 0x21, 0x63, 0x2b};
    static const uint8_t next[32] = {0x12, 0x23, 0x50, 0x47, 0x55, 0x03, 0x6d, 0x55, 0x63, 0x42, 0xee,
                                     0x93, 0x61, 0xd2, 0x53, 0x42, 0x1a, 0x82, 0x6c, 0x9e, 0xcd, 0xf3,
                                     0xc7, 0x14, 0x86, 0x84, 0xb3, 0x6b, 0x71, 0x48, 0x81, 0xf9};
    static const uint8_t datagram[] = {0x4c, 0xfe, 0x41, 0x89, 0x65, 0x5e, 0x5c, 0xd5, 0x5c, 0x41, 0xf6,
                                       0x90, 0x80, 0x57, 0x5d, 0x79, 0x99, 0xc2, 0x5a, 0x5b, 0xfb};
    struct wy_heap heap = {0};
    struct wy_quic_keys k = {0}, after = {0};
    struct wy_quic_packet p;
    struct wy_quic_opened head;
    uint8_t out[64];
    wy_bytes rest, payload;
    assert_true(wy_quic_keys_begin(&heap, &k, wy_quic_version_of(1), wy_tls_suite_of(0x1303), (wy_bytes){secret, 32}));
    assert_true(wy_quic_packet_read((wy_bytes){datagram, sizeof datagram}, 0, &p, &rest));
    assert_true(wy_quic_unmask(&k, &p, 654360564, &head));
    assert_int_equal(head.number, 654360564);
    assert_true(wy_quic_open(&k, &p, &head, out, &payload));
    assert_int_equal(payload.len, 1);
    assert_int_equal(payload.ptr[0], 1);
    assert_true(wy_quic_keys_next(&heap, &k, &after));
    assert_memory_equal(after.open.secret, next, sizeof next);
    wy_quic_keys_free(&heap, &k);
    wy_quic_keys_free(&heap, &after);
    assert_int_equal(heap.used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_in_every_suite),
        cmocka_unit_test(order_loss_and_repetition),
        cmocka_unit_test(keys_change),
        cmocka_unit_test(early_data_and_retry),
        cmocka_unit_test(a_connection_moves),
        cmocka_unit_test(a_connection_of_mine_moves),
        cmocka_unit_test(headers_refer_to_the_table),
        cmocka_unit_test(why_it_stays_closed),
        cmocka_unit_test(trailers_wait_too),
        cmocka_unit_test(what_is_pushed),
        cmocka_unit_test(packets_without_the_fixed_bit),
        cmocka_unit_test(a_stream_cut_at_every_byte),
        cmocka_unit_test(streams_of_one_direction),
        cmocka_unit_test(too_many_streams_are_told),
        cmocka_unit_test(a_side_that_no_key_opens_any_more),
        cmocka_unit_test(cut_at_every_byte),
        cmocka_unit_test(the_standards_own_packet),
    };
    return cmocka_run_group_tests_name("formats/net/h3", tests, NULL, NULL);
}
