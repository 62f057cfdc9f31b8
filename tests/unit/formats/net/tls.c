// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Sessions between two ends of OpenSSL, made here: every kind of suite, what the handshake tells, and why something
// stays closed.
#include "test.h"

#include "netlab.h"

#include "formats/net/tls_crypto.h"
#include "formats/net/tls_hello.h"
#include "formats/net/tls_keys.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define GET "GET /tls?x=1 HTTP/1.1\r\nHost: h.example\r\n\r\n"
#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

struct session {
    int version;
    const char *ciphers; // TLS 1.2: a cipher list; TLS 1.3: suites
    uint64_t options;
    bool rsa, key_update, received, renegotiate;
    bool refuse;      // the client does not like the certificate
    bool certified;   // the client has one, too
    const char *psk;  // the name of the key that both share
    const char *only; // lines of the key log that are given
    bool no_keys, other_keys, late;
    size_t damage, gap; // the client's n-th segment after the handshake
};

enum { PIECES_MAX = 256 };
struct piece {
    bool back, talk; // talk: after the handshake
    size_t at, n;
};

struct seen {
    struct lab lab;
    struct wy_flow_facts flow; // texts are copied below
    char sni[64], alpn[64], certificate[64], reason[96];
    struct wy_buf keys, wire;
    struct piece pieces[PIECES_MAX];
    size_t pieces_n;
    bool talk;
    const char *look_for;
    size_t said, said_encrypted; // messages of handshakes in which it stands
};

static void keep(char *out, size_t n, wy_str s) { snprintf(out, n, "%.*s", WY_ARG(s)); }

static void see_flow(void *ctx, const struct wy_flow_facts *f)
{
    struct seen *seen = (struct seen *)ctx;
    seen->flow = *f;
    keep(seen->sni, sizeof seen->sni, f->text[WY_FLOW_SNI]);
    keep(seen->alpn, sizeof seen->alpn, f->text[WY_FLOW_ALPN]);
    keep(seen->certificate, sizeof seen->certificate, f->text[WY_FLOW_CERTIFICATE]);
    keep(seen->reason, sizeof seen->reason, f->text[WY_FLOW_REASON]);
}

static void see_said(void *ctx, const struct wy_message *m)
{
    struct seen *seen = (struct seen *)ctx;
    bool there = false;
    for (size_t i = 0; i < m->n && m->parts[i].kind == WY_PART_HANDSHAKE; i++)
        there = there || memmem(m->parts[i].data.ptr, m->parts[i].data.len, seen->look_for, strlen(seen->look_for));
    seen->said += there;
    seen->said_encrypted += there && m->encrypted;
    lab_message(ctx, m);
}

static const char *shared_key; // its name; OpenSSL's callbacks know no more

static unsigned psk_client(SSL *ssl, const char *hint, char *name, unsigned name_n, unsigned char *key, unsigned n)
{
    (void)ssl, (void)hint;
    snprintf(name, name_n, "%s", shared_key);
    memset(key, 7, wy_min(n, 16u));
    return 16;
}

static unsigned psk_server(SSL *ssl, const char *name, unsigned char *key, unsigned n)
{
    (void)ssl, (void)name;
    memset(key, 7, wy_min(n, 16u));
    return 16;
}

static int believe(int ok, X509_STORE_CTX *ctx)
{
    (void)ok, (void)ctx;
    return 1;
}

static void log_key(const SSL *ssl, const char *line)
{
    struct wy_buf *keys = SSL_get_app_data(ssl);
    wy_buf_addc(keys, line);
    wy_buf_char(keys, '\n');
}

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *n, const unsigned char *in, unsigned in_n,
                       void *arg)
{
    (void)ssl, (void)arg;
    *out = in + 1;
    *n = in_n ? in[0] : 0;
    return SSL_TLSEXT_ERR_OK;
}

static void certify(SSL_CTX *ctx, bool rsa)
{
    EVP_PKEY *key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
    X509 *x = X509_new();
    assert_non_null(key);
    assert_non_null(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_NAME *name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"only.example", -1, -1, 0);
    X509_set_issuer_name(x, name);
    X509_set_pubkey(x, key);
    X509_EXTENSION *alt = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:h.example,DNS:*.h.example");
    X509_add_ext(x, alt, -1);
    X509_EXTENSION_free(alt);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    assert_int_equal(SSL_CTX_use_certificate(ctx, x), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(ctx, key), 1);
    X509_free(x);
    EVP_PKEY_free(key);
}

static SSL_CTX *context(const struct session *s, bool server)
{
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    assert_non_null(ctx);
    SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, s->version);
    SSL_CTX_set_max_proto_version(ctx, s->version);
    SSL_CTX_set_options(ctx, s->options | (s->renegotiate ? SSL_OP_ALLOW_CLIENT_RENEGOTIATION : 0));
    if (s->refuse && !server)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (s->version == TLS1_3_VERSION)
        assert_int_equal(SSL_CTX_set_ciphersuites(ctx, s->ciphers), 1);
    else
        assert_int_equal(SSL_CTX_set_cipher_list(ctx, s->ciphers), 1);
    if (server || s->certified)
        certify(ctx, s->rsa);
    if (server && s->certified)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, believe);
    shared_key = s->psk;
    if (s->psk) {
        SSL_CTX_set_psk_client_callback(ctx, psk_client);
        SSL_CTX_set_psk_server_callback(ctx, psk_server);
    }
    SSL_CTX_set_alpn_select_cb(ctx, choose_alpn, NULL);
    SSL_CTX_set_keylog_callback(ctx, server ? NULL : log_key);
    return ctx;
}

static SSL *begin(SSL_CTX *ctx, bool server, struct seen *seen)
{
    SSL *ssl = SSL_new(ctx);
    assert_non_null(ssl);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_app_data(ssl, &seen->keys);
    if (server) {
        SSL_set_accept_state(ssl);
        return ssl;
    }
    SSL_set_connect_state(ssl);
    SSL_set_tlsext_host_name(ssl, "h.example");
    SSL_set_alpn_protos(ssl, (const unsigned char *)"\x08http/1.1", 9);
    return ssl;
}

static void carry(struct seen *seen, SSL *from, SSL *to, bool back)
{
    char b[700];
    for (int n; (n = BIO_read(SSL_get_wbio(from), b, sizeof b)) > 0;) {
        BIO_write(SSL_get_rbio(to), b, n);
        assert_true(seen->pieces_n < PIECES_MAX);
        seen->pieces[seen->pieces_n++] = (struct piece){back, seen->talk, seen->wire.len, (size_t)n};
        wy_buf_add(&seen->wire, (wy_str){b, (size_t)n});
    }
}

static void say(struct seen *seen, SSL *from, SSL *to, bool back, const char *text)
{
    char got[256];
    assert_int_equal(SSL_write(from, text, (int)strlen(text)), (int)strlen(text));
    carry(seen, from, to, back);
    assert_int_equal(SSL_read(to, got, sizeof got), (int)strlen(text));
}

static void shake_hands(struct seen *seen, SSL *client, SSL *server)
{
    for (int i = 0; i < 4; i++) {
        SSL_do_handshake(client);
        carry(seen, client, server, false);
        SSL_do_handshake(server);
        carry(seen, server, client, true);
    }
}

static void talk(struct seen *seen, const struct session *s, SSL *client, SSL *server)
{
    char none[8];
    assert_true(SSL_is_init_finished(client) && SSL_is_init_finished(server));
    uint16_t suite = SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(client));
    assert_true(wy_tls_suite_of(suite) || wy_tls_bare(suite) || s->psk);
    seen->talk = true;
    say(seen, client, server, false, GET);
    say(seen, server, client, true, ANSWER);
    if (s->key_update)
        assert_int_equal(SSL_key_update(client, SSL_KEY_UPDATE_REQUESTED), 1);
    if (s->renegotiate) {
        assert_int_equal(SSL_renegotiate(client), 1);
        SSL_do_handshake(client);
        carry(seen, client, server, false);
        assert_int_equal(SSL_read(server, none, sizeof none), -1);
        shake_hands(seen, client, server);
        assert_int_equal(SSL_num_renegotiations(client), 1);
    }
    say(seen, client, server, false, GET);
    say(seen, server, client, true, ANSWER);
    say(seen, client, server, false, GET);
}

static void hold_session(struct seen *seen, const struct session *s)
{
    SSL_CTX *ctx[2] = {context(s, false), context(s, true)};
    SSL *client = begin(ctx[0], false, seen), *server = begin(ctx[1], true, seen);
    shake_hands(seen, client, server);
    if (!s->refuse)
        talk(seen, s, client, server);
    SSL_free(client);
    SSL_free(server);
    SSL_CTX_free(ctx[0]);
    SSL_CTX_free(ctx[1]);
}

static void play(struct seen *seen, const struct session *s)
{
    uint32_t next[2] = {100, 500};
    size_t talks = 0;
    for (const struct piece *q = seen->pieces; q < seen->pieces + seen->pieces_n; q++) {
        uint8_t p[20 + 700] = {0};
        if (s->late && !q->talk)
            continue;
        talks += q->talk && !q->back;
        put16(p, q->back ? 443 : 40000);
        put16(p + 2, q->back ? 40000 : 443);
        put32(p + 4, next[q->back]);
        p[12] = 0x50;
        p[13] = 24;
        memcpy(p + 20, seen->wire.data + q->at, q->n);
        next[q->back] += (uint32_t)q->n;
        if (q->talk && !q->back && talks == s->damage)
            p[20 + q->n - 1] ^= 1;
        if (!(q->talk && !q->back && talks == s->gap))
            lab_ip(&seen->lab, 6, q->back, (wy_bytes){p, 20 + q->n}, 0);
    }
}

static void run(struct seen *seen, const struct session *s)
{
    *seen = (struct seen){.look_for = s->psk ? s->psk : s->certified ? "only.example" : "h.example"};
    wy_buf_init(&seen->keys, 1 << 16);
    wy_buf_init(&seen->wire, 1 << 20);
    lab_start(&seen->lab, s->received, NULL);
    seen->lab.sink.flow = see_flow;
    seen->lab.sink.message = see_said;
    hold_session(seen, s);
    if (s->other_keys) // every line of another session
        for (size_t i = 0; i + 1 < seen->keys.len; i++)
            if (seen->keys.data[i] == ' ')
                seen->keys.data[i + 1] = seen->keys.data[i + 1] == '0' ? '1' : '0';
    if (s->only) { // keep those lines
        wy_str rest = wy_bytes_str(wy_str_bytes(wy_buf_str(&seen->keys))), line;
        size_t n = 0;
        while (wy_str_next(&rest, '\n', &line))
            if (wy_str_starts(line, wy_str_c(s->only))) {
                memmove(seen->keys.data + n, line.ptr, line.len + 1);
                n += line.len + 1;
            }
        seen->keys.len = n;
        assert_true(n > 0);
    }
    if (!s->no_keys)
        wy_net_secrets(seen->lab.net, wy_str_bytes(wy_buf_str(&seen->keys)));
    play(seen, s);
    wy_net_finish(seen->lab.net);
}

static void stop(struct seen *seen)
{
    lab_end(&seen->lab);
    wy_buf_fini(&seen->keys);
    wy_buf_fini(&seen->wire);
}

static size_t count(const struct seen *seen, const char *line)
{
    size_t n = 0;
    wy_str rest = wy_buf_str(&seen->lab.log);
    for (size_t at; (at = wy_str_find(rest, wy_str_c(line))) != WY_NPOS; n++)
        rest = wy_str_from(rest, at + 1);
    return n;
}

static void every_suite_is_opened(void **state)
{
    (void)state;
    static const struct session sessions[] = {
        {.version = TLS1_3_VERSION, .ciphers = "TLS_AES_128_GCM_SHA256", .key_update = true},
        {.version = TLS1_3_VERSION, .ciphers = "TLS_AES_256_GCM_SHA384", .key_update = true},
        {.version = TLS1_3_VERSION, .ciphers = "TLS_CHACHA20_POLY1305_SHA256"},
        {.version = TLS1_3_VERSION, .ciphers = "TLS_AES_128_CCM_SHA256", .key_update = true},
        {.version = TLS1_3_VERSION, .ciphers = "TLS_AES_128_CCM_8_SHA256"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES256-GCM-SHA384", .rsa = true},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-CCM"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES256-CCM8"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA", .options = SSL_OP_NO_ENCRYPT_THEN_MAC},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES256-SHA384"},
        {.version = TLS1_2_VERSION, .ciphers = "AES256-SHA256", .rsa = true},
        {.version = TLS1_2_VERSION, .ciphers = "AES128-SHA", .rsa = true, .options = SSL_OP_NO_EXTENDED_MASTER_SECRET},
        {.version = TLS1_2_VERSION,
         .ciphers = "AES128-SHA",
         .rsa = true,
         .options = SSL_OP_NO_EXTENDED_MASTER_SECRET,
         .only = "RSA "},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256", .renegotiate = true},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES256-SHA384", .renegotiate = true},
        {.version = TLS1_VERSION, .ciphers = "AES128-SHA", .rsa = true, .renegotiate = true},
        {.version = TLS1_1_VERSION, .ciphers = "AES128-SHA", .rsa = true},
        {.version = TLS1_VERSION, .ciphers = "AES256-SHA", .rsa = true},
    };
    for (size_t i = 0; i < WY_COUNT(sessions) * 2; i++) {
        struct session s = sessions[i / 2];
        struct seen seen;
        s.received = i % 2;
        run(&seen, &s);
        if (count(&seen, "> https h.example ") != 3 || count(&seen, "[/tls?x=1]") != 3)
            fail_msg("%s (%zu): %.*s %s", s.ciphers, i, WY_ARG(wy_buf_str(&seen.lab.log)), seen.reason);
        assert_int_equal(count(&seen, "[ok]"), s.received ? 2 : 0);
        assert_int_equal(seen.flow.state, WY_FLOW_DECRYPTED);
        assert_int_equal(seen.flow.tls_version, s.version);
        assert_int_equal(seen.flow.opaque, 0);
        assert_string_equal(seen.sni, "h.example");
        assert_string_equal(seen.alpn, "http/1.1");
        assert_string_equal(seen.certificate, "h.example,*.h.example");
        assert_string_equal(seen.reason, "");
        stop(&seen);
    }
}

// Nobody needs a key for these.
static void suites_that_do_not_encrypt(void **state)
{
    (void)state;
    static const struct session sessions[] = {
        {.version = TLS1_2_VERSION, .ciphers = "NULL-SHA256", .rsa = true},
        {.version = TLS1_2_VERSION, .ciphers = "NULL-MD5", .rsa = true},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-NULL-SHA"},
        {.version = TLS1_2_VERSION, .ciphers = "PSK-NULL-SHA384", .psk = "imei-490154203237518"},
        {.version = TLS1_VERSION, .ciphers = "NULL-SHA", .rsa = true},
    };
    for (size_t i = 0; i < WY_COUNT(sessions) * 2; i++) {
        struct session s = sessions[i / 2];
        struct seen seen;
        s.received = i % 2;
        s.no_keys = true;
        run(&seen, &s);
        assert_int_equal(count(&seen, "> http h.example "), 3);
        assert_int_equal(count(&seen, "[ok]"), s.received ? 2 : 0);
        assert_int_equal(seen.flow.state, WY_FLOW_CLEAR);
        assert_int_equal(seen.flow.opaque, 0);
        assert_int_equal(seen.said, 1);
        assert_string_equal(seen.reason, "TLS with a cipher suite that does not encrypt");
        stop(&seen);
    }
}

static void segment(struct lab *lab, bool back, uint32_t seq, wy_bytes b)
{
    uint8_t p[20 + 512] = {0};
    put16(p, back ? 443 : 40000);
    put16(p + 2, back ? 40000 : 443);
    put32(p + 4, seq);
    p[12] = 0x50;
    p[13] = 24;
    memcpy(p + 20, b.ptr, b.len);
    lab_ip(lab, 6, back, (wy_bytes){p, 20 + b.len}, 0);
}

// The suites of RFC 9150: the kind of a record stands behind its content.
static void tls_13_without_encryption(void **state)
{
    (void)state;
#define R32 "0123456789abcdef0123456789abcdef"
    static const char hello[] = "\x16\3\1\0\x2f\1\0\0\x2b\3\3" R32 "\0\0\2\xc0\xb4\1\0\0\0";
    static const char answer[] = "\x16\3\3\0\x32\2\0\0\x2e\3\3" R32 "\0\xc0\xb4\0\0\6\0\x2b\0\2\3\4";
    static const char talk[] = "\x17\3\3\0\x29"
                               "imei=1\x17\0\0" R32;
    struct seen seen = {.look_for = "x"};
    lab_start(&seen.lab, false, NULL);
    seen.lab.sink.flow = see_flow;
    segment(&seen.lab, false, 100, (wy_bytes){(const uint8_t *)hello, sizeof hello - 1});
    segment(&seen.lab, true, 500, (wy_bytes){(const uint8_t *)answer, sizeof answer - 1});
    segment(&seen.lab, false, 100 + sizeof hello - 1, (wy_bytes){(const uint8_t *)talk, sizeof talk - 1});
    wy_net_finish(seen.lab.net);
    assert_str_is(wy_buf_str(&seen.lab.log), "> tcp  @3[imei=1]\n");
    assert_int_equal(seen.flow.state, WY_FLOW_CLEAR);
    lab_end(&seen.lab);
}

// What everybody on the way can read of who the phone is, and what only the keys show.
static void what_a_handshake_says(void **state)
{
    (void)state;
    static const struct {
        struct session session;
        size_t encrypted;
    } cases[] = {
        {{.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256", .no_keys = true}, 0},
        {{.version = TLS1_3_VERSION, .ciphers = "TLS_AES_128_GCM_SHA256", .no_keys = true}, 0},
        {{.version = TLS1_2_VERSION, .ciphers = "ECDHE-PSK-AES128-CBC-SHA256", .psk = "imei-4901542032375"}, 0},
        {{.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256", .certified = true}, 0},
        {{.version = TLS1_3_VERSION, .ciphers = "TLS_AES_128_GCM_SHA256", .certified = true}, 1},
    };
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct seen seen;
        run(&seen, &cases[i].session);
        assert_int_equal(seen.said, 1);
        assert_int_equal(seen.said_encrypted, cases[i].encrypted);
        stop(&seen);
    }
}

// All that was sent counts, the first record that was captured, too.
static void closed_bytes_of_a_late_capture(void **state)
{
    (void)state;
    static const uint8_t sealed[] = {23, 3, 3, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 23, 3, 3, 0, 4, 9, 9, 9, 9};
    for (size_t cut = 6; cut <= sizeof sealed; cut++) {
        struct seen seen = {.look_for = "x"};
        lab_start(&seen.lab, false, NULL);
        seen.lab.sink.flow = see_flow;
        segment(&seen.lab, false, 100, (wy_bytes){sealed, cut});
        if (cut < sizeof sealed)
            segment(&seen.lab, false, (uint32_t)(100 + cut), (wy_bytes){sealed + cut, sizeof sealed - cut});
        wy_net_finish(seen.lab.net);
        assert_int_equal(seen.flow.opaque, sizeof sealed);
        assert_string_equal(seen.reason, "the capture began after the handshake");
        lab_end(&seen.lab);
    }
}

// A message whose end is not there, and records of a kind that is not read, were not searched.
static void clear_records_that_nobody_reads(void **state)
{
    (void)state;
    static const char torn[] = "\x16\3\1\0\x2f\1\0\0\x3b\3\3" R32 "\0\0\2\xc0\xb4\1\0\0\0";
    static const char heartbeat[] = "\x18\3\3\0\4\1imei";
    struct seen seen = {.look_for = "x"};
    lab_start(&seen.lab, false, NULL);
    seen.lab.sink.flow = see_flow;
    segment(&seen.lab, false, 100, (wy_bytes){(const uint8_t *)torn, sizeof torn - 1});
    segment(&seen.lab, false, 100 + sizeof torn - 1, (wy_bytes){(const uint8_t *)heartbeat, 9});
    wy_net_finish(seen.lab.net);
    assert_int_equal(seen.flow.opaque, 0x2f + 9);
    assert_string_equal(seen.reason, "the handshake is not whole in the capture");
    lab_end(&seen.lab);
}

static void closed_is(struct session s, size_t messages, const char *reason)
{
    for (int i = 0; i < 2; i++) {
        struct seen seen;
        s.version = i ? TLS1_3_VERSION : TLS1_2_VERSION;
        s.ciphers = i ? "TLS_AES_128_GCM_SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256";
        run(&seen, &s);
        assert_int_equal(count(&seen, "> https"), messages);
        assert_int_equal(seen.lab.messages, messages);
        assert_string_equal(seen.reason, reason);
        assert_int_equal(seen.flow.state, messages ? WY_FLOW_DECRYPTED : WY_FLOW_ENCRYPTED);
        assert_true(seen.flow.opaque >= sizeof GET);
        if (!s.late)
            assert_string_equal(seen.sni, "h.example");
        stop(&seen);
    }
}

static void why_it_stays_closed(void **state)
{
    (void)state;
    closed_is((struct session){.no_keys = true}, 0, "no keys were given");
    closed_is((struct session){.other_keys = true}, 0, "no key for this session");
    closed_is((struct session){.late = true}, 0, "the capture began after the handshake");
    closed_is((struct session){.damage = 2}, 1, "a record is damaged or of another key");
}

static void a_refused_certificate_is_told(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct seen seen;
        struct session s = {.refuse = true, .no_keys = i & 2};
        s.version = i & 1 ? TLS1_3_VERSION : TLS1_2_VERSION;
        s.ciphers = i & 1 ? "TLS_AES_128_GCM_SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256";
        run(&seen, &s);
        assert_string_equal(seen.reason,
                            "the client left on seeing the server's certificate: the app may accept only its own");
        stop(&seen);
    }
}

static void reading_goes_on_after_a_gap(void **state)
{
    (void)state;
    static const struct session sessions[] = {
        {.version = TLS1_3_VERSION, .ciphers = "TLS_AES_128_GCM_SHA256", .gap = 2},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256", .gap = 2},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA", .gap = 2},
    };
    for (size_t i = 0; i < WY_COUNT(sessions); i++) {
        struct seen seen;
        run(&seen, &sessions[i]);
        assert_int_equal(count(&seen, "> https h.example "), 2);
        assert_string_equal(seen.reason, "");
        stop(&seen);
    }
}

static void key_log_lines(void **state)
{
    (void)state;
    struct wy_heap heap = {0};
    struct wy_tls_keys keys = {0};
    uint8_t random[32];
    memset(random, 0xab, sizeof random);
#define R "abababababababababababababababababababababababababababababABABAB"
#define S32 "0102030405060708090a0b0c0d0e0f10111213141516171819202122232425ff"
    static const char text[] = "# a comment\r\nCLIENT_RANDOM " R " " S32 "00112233445566778899aabbccddeeff\r\n"
                               "CLIENT_TRAFFIC_SECRET_0 " R " " S32 "\nCLIENT_HANDSHAKE_TRAFFIC_SECRET " R " " S32
                               "f\nSERVER_TRAFFIC_SECRET_0 " R "00 " S32 "\nEXPORTER_SECRET " R " " S32
                               "\n\nCLIENT_RANDOM " R "\nCLIENT_EARLY_TRAFFIC_SECRET " R " zz" S32;
    assert_true(wy_tls_keys_add(&heap, &keys, (wy_bytes){(const uint8_t *)text, sizeof text - 1}));
    static const char older[] = "RSA 0102030405060708 " S32 "00112233445566778899aabbccddeeff\n"
                                "RSA 01020304050607 " S32 "00112233445566778899aabbccddeeff\n"
                                "RSA Session-ID:0a0b Master-Key:" S32 "00112233445566778899aabbccddeeff\n"
                                "PMS_CLIENT_RANDOM " R " " S32 "\n";
    assert_int_equal(keys.n, 2);
    assert_true(wy_tls_keys_add(&heap, &keys, (wy_bytes){(const uint8_t *)older, sizeof older - 1}));
    assert_int_equal(keys.n, 5);
    assert_true(keys.premasters);
    assert_int_equal(wy_tls_keys_get(&keys, random, WY_TLS_PREMASTER).len, 32);
    uint8_t session[32] = {0x0a, 0x0b}, sent[32] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_int_equal(wy_tls_keys_get(&keys, session, WY_TLS_SESSION).len, 48);
    assert_int_equal(wy_tls_keys_get(&keys, sent, WY_TLS_PREMASTER_RSA).len, 48);
    assert_int_equal(wy_tls_keys_get(&keys, random, WY_TLS_MASTER).len, 48);
    assert_int_equal(wy_tls_keys_get(&keys, random, WY_TLS_CLIENT_TRAFFIC).ptr[31], 0xff);
    assert_int_equal(wy_tls_keys_get(&keys, random, WY_TLS_CLIENT_HANDSHAKE).len, 0);
    for (unsigned i = 0; i < 5000; i++) {
        char line[200];
        int n = snprintf(line, sizeof line, "CLIENT_RANDOM %064x " S32, i);
        assert_true(wy_tls_keys_add(&heap, &keys, (wy_bytes){(const uint8_t *)line, (size_t)n}));
    }
    assert_int_equal(keys.n, 5005);
    assert_int_equal(wy_tls_keys_get(&keys, random, WY_TLS_MASTER).len, 48);
    wy_tls_keys_free(&heap, &keys);
    assert_int_equal(heap.used, 0);
}

// RFC 8448, section 3: the server's handshake secret and the keys made of it.
static void keys_of_the_standard(void **state)
{
    (void)state;
    static const uint8_t secret[32] = {0xb6, 0x7b, 0x7d, 0x69, 0x0c, 0xc1, 0x6c, 0x4e, 0x75, 0xe5, 0x42,
                                       0x13, 0xcb, 0x2d, 0x37, 0xb4, 0xe9, 0xc9, 0x12, 0xbc, 0xde, 0xd9,
                                       0x10, 0x5d, 0x42, 0xbe, 0xfd, 0x59, 0xd3, 0x91, 0xad, 0x38};
    static const uint8_t key[16] = {0x3f, 0xce, 0x51, 0x60, 0x09, 0xc2, 0x17, 0x27,
                                    0xd0, 0xf2, 0xe4, 0xe8, 0x6e, 0xe4, 0x03, 0xbc};
    static const uint8_t iv[12] = {0x5d, 0x31, 0x3e, 0xb2, 0x67, 0x12, 0x76, 0xee, 0x13, 0x00, 0x0b, 0x30};
    uint8_t out[16];
    assert_true(wy_tls_expand(WY_TLS_SHA256, (wy_bytes){secret, 32}, "key", out, 16));
    assert_memory_equal(out, key, 16);
    assert_true(wy_tls_expand(WY_TLS_SHA256, (wy_bytes){secret, 32}, "iv", out, 12));
    assert_memory_equal(out, iv, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_suite_is_opened),
        cmocka_unit_test(why_it_stays_closed),
        cmocka_unit_test(reading_goes_on_after_a_gap),
        cmocka_unit_test(key_log_lines),
        cmocka_unit_test(keys_of_the_standard),
        cmocka_unit_test(a_refused_certificate_is_told),
        cmocka_unit_test(suites_that_do_not_encrypt),
        cmocka_unit_test(tls_13_without_encryption),
        cmocka_unit_test(what_a_handshake_says),
        cmocka_unit_test(closed_bytes_of_a_late_capture),
        cmocka_unit_test(clear_records_that_nobody_reads),
    };
    return cmocka_run_group_tests_name("formats/net/tls", tests, NULL, NULL);
}
