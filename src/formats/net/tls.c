// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// TLS as a layer (RFC 8446, RFC 5246): what the handshake says in clear becomes facts of the flow; with the session's
// secrets the records are opened and their content goes to an inner stream, where the choice of layer starts again.
// A direction whose content nobody wants is read for its handshakes only. Not followed: compression, the old stream
// ciphers, SSL 3 and before.
#include "formats/net/flow.h"
#include "formats/net/tls_crypto.h"
#include "formats/net/tls_hello.h"

enum {
    WAIT_MAX = 128 * 1024,  // sealed records of the client (early data) before the server's hello
    SHAKE_MAX = 128 * 1024, // one handshake message; certificate chains are far smaller
    LOST_TRIES = 256,       // record numbers tried after a gap
    FAILURES_MAX = 64,      // records that no key opens, one after another
    RECORD_CCS = 20,
    RECORD_ALERT = 21,
    RECORD_HANDSHAKE = 22,
    RECORD_DATA = 23,
};

enum phase { PHASE_CLEAR, PHASE_EARLY, PHASE_HANDSHAKE, PHASE_TRAFFIC };

struct tls_side {
    struct wy_hold record, shake, wait;
    struct wy_tls_open open;
    struct wy_when when; // of the record in `record`
    uint8_t phase, failures;
    bool sealed;     // TLS 1.2: after ChangeCipherSpec
    bool done;       // nothing more is wanted of this side
    bool lost;       // after a gap: record borders and numbers are not known
    bool shake_lost; // handshake messages can no longer be put together
};

struct tls {
    struct tls_side side[2];
    struct wy_conn *inner;
    struct wy_tls_session session;
    const char *reason;
    uint64_t looked_into;       // bytes that the phone sent, up to now, but for those in records that stayed closed
    uint64_t client_at_hello;   // bytes that the client had sent when the server's hello came
    struct wy_tls_session next; // of a renegotiation
    uint8_t alert;              // with which the client left
    uint8_t bare;               // bytes of authentication behind content that is not encrypted; 0: it is
    bool begun, client_hello, server_hello;
    bool awaits_client_key; // the key log tells pre-master secrets
    bool renewing, renewed; // the hellos of a renegotiation were there: the client's, both
};

static enum wy_sniff sniff(const struct wy_conn *conn, enum wy_side side, wy_bytes b)
{
    (void)conn;
    static const uint8_t types[] = {RECORD_HANDSHAKE, RECORD_DATA};
    if (b.ptr[0] != types[0] && b.ptr[0] != types[1])
        return WY_SNIFF_NO;
    if (b.len > 1 && b.ptr[1] != 3)
        return WY_SNIFF_NO;
    if (b.len < 6)
        return WY_SNIFF_MORE;
    size_t n = wy_be16(b.ptr + 3);
    if (b.ptr[2] > 4 || n == 0 || n > WY_TLS_RECORD_MAX)
        return WY_SNIFF_NO;
    bool hello = b.ptr[5] == (side == WY_CLIENT ? WY_TLS_CLIENT_HELLO : WY_TLS_SERVER_HELLO);
    return b.ptr[0] == RECORD_DATA || hello ? WY_SNIFF_YES : WY_SNIFF_NO;
}

static void look_into(struct wy_conn *conn, struct tls *st, enum wy_side side, size_t n)
{
    st->looked_into += wy_conn_flow(conn)->sent == side ? n : 0;
}

// The beginning of a handshake message whose end did not come.
static void unsearched(struct wy_conn *conn, struct tls *st, enum wy_side side)
{
    if (wy_conn_flow(conn)->sent == side)
        st->looked_into -= wy_min(st->side[side].shake.len, st->looked_into);
}

static void side_done(struct wy_conn *conn, struct tls *st, enum wy_side side)
{
    struct tls_side *s = &st->side[side];
    struct wy_heap *heap = wy_conn_heap(conn);
    s->done = true;
    unsearched(conn, st, side);
    wy_hold_free(heap, &s->record);
    wy_hold_free(heap, &s->shake);
    wy_hold_free(heap, &s->wait);
    wy_tls_open_free(heap, &s->open);
    wy_conn_skip(conn, side);
}

// The content stays closed. Certificates and the name of a shared key may still come.
static void give_up(struct wy_conn *conn, struct tls *st, const char *reason)
{
    if (st->reason)
        return;
    st->reason = reason;
    for (int side = 0; side < 2; side++) {
        const struct tls_side *s = &st->side[side];
        bool over = st->session.version == WY_TLS_1_3 || s->sealed || s->lost || !st->server_hello;
        if (over && !s->done)
            side_done(conn, st, (enum wy_side)side);
    }
}

static wy_bytes secret_of(struct wy_conn *conn, const struct tls *st, enum wy_tls_secret_kind kind)
{
    return wy_tls_keys_get(wy_conn_keys(conn), st->session.client_random, kind);
}

static void give_up_keyless(struct wy_conn *conn, struct tls *st)
{
    give_up(conn, st, wy_conn_flow(conn)->ech ? WY_REASON_ECH : "no key for this session");
}

static bool enter(struct wy_conn *conn, struct tls *st, enum wy_side side, unsigned phase)
{
    static const uint8_t kinds[2][4] = {
        {0, WY_TLS_CLIENT_EARLY, WY_TLS_CLIENT_HANDSHAKE, WY_TLS_CLIENT_TRAFFIC},
        {0, 0, WY_TLS_SERVER_HANDSHAKE, WY_TLS_SERVER_TRAFFIC},
    };
    if (kinds[side][phase] == 0)
        return false;
    wy_bytes secret = secret_of(conn, st, kinds[side][phase]);
    struct tls_side *s = &st->side[side];
    if (!secret.len || !wy_tls_open_13(wy_conn_heap(conn), &s->open, st->session.suite, secret))
        return false;
    s->phase = (uint8_t)phase;
    return true;
}

static void begin_13(struct wy_conn *conn, struct tls *st)
{
    for (int side = 0; side < 2; side++) {
        unsigned phase = PHASE_EARLY;
        while (phase <= PHASE_TRAFFIC && !enter(conn, st, (enum wy_side)side, phase))
            phase++;
    }
    if (st->side[WY_CLIENT].phase == PHASE_CLEAR)
        give_up_keyless(conn, st);
    else if (st->side[WY_SERVER].phase == PHASE_CLEAR)
        side_done(conn, st, WY_SERVER);
}

static void open_12(struct wy_conn *conn, struct tls *st, const struct wy_tls_session *session, wy_bytes master)
{
    for (int side = 0; side < 2; side++)
        if (!wy_tls_open_12(wy_conn_heap(conn), &st->side[side].open, session, master, side == WY_SERVER))
            give_up(conn, st, "its key does not fit the cipher suite");
}

static void open_premaster(struct wy_conn *conn, struct tls *st, wy_bytes premaster)
{
    uint8_t master[48];
    if (premaster.len && wy_tls_master(&st->session, premaster, master))
        open_12(conn, st, &st->session, (wy_bytes){master, sizeof master});
    else
        give_up_keyless(conn, st);
}

static void begin_12(struct wy_conn *conn, struct tls *st, const struct wy_tls_hello *h)
{
    uint8_t session[WY_TLS_RANDOM] = {0};
    if (h->session.len)
        memcpy(session, h->session.ptr, wy_min(h->session.len, sizeof session));
    wy_bytes master = secret_of(conn, st, WY_TLS_MASTER), premaster = secret_of(conn, st, WY_TLS_PREMASTER);
    if (!master.len && h->session.len)
        master = wy_tls_keys_get(wy_conn_keys(conn), session, WY_TLS_SESSION);
    if (master.len)
        open_12(conn, st, &st->session, master);
    else if (premaster.len && !h->extended_master)
        open_premaster(conn, st, premaster);
    else if (!wy_conn_keys(conn)->premasters || h->extended_master)
        give_up_keyless(conn, st);
    else
        st->awaits_client_key = true;
}

// RSA key exchange (RFC 5246, 7.4.7.1): the key log names the first bytes of what is sent here.
static void take_client_key(struct wy_conn *conn, struct tls *st, wy_bytes body)
{
    uint8_t found_by[WY_TLS_RANDOM] = {0};
    wy_bytes sent = wy_bytes_sub(body, 2, 8);
    wy_conn_said(conn, WY_CLIENT, body, (wy_str){0}, st->side[WY_CLIENT].when, false); // who shares a key, by name
    if (!st->awaits_client_key)
        return;
    st->awaits_client_key = false;
    if (sent.len)
        memcpy(found_by, sent.ptr, sent.len);
    open_premaster(conn, st, wy_tls_keys_get(wy_conn_keys(conn), found_by, WY_TLS_PREMASTER_RSA));
}

// A handshake under the keys of the one before (RFC 5246, 7.4.1.1).
static void take_hello_again(struct tls *st, enum wy_side side, unsigned type, wy_bytes body)
{
    struct wy_tls_hello h;
    if (type == WY_TLS_CLIENT_HELLO && side == WY_CLIENT && wy_tls_client_hello(body, &h)) {
        memcpy(st->next.client_random, h.random, 32);
        st->renewing = true;
        st->renewed = false;
    } else if (type == WY_TLS_SERVER_HELLO && side == WY_SERVER && st->renewing && wy_tls_server_hello(body, &h)) {
        st->next.version = h.version;
        st->next.suite = wy_tls_suite_of(h.suite);
        st->next.encrypt_then_mac = h.encrypt_then_mac;
        memcpy(st->next.server_random, h.random, 32);
        st->renewed = true;
        st->renewing = false;
    }
}

static void renew(struct wy_conn *conn, struct tls *st, enum wy_side side)
{
    if (!st->renewed)
        return;
    wy_bytes master = wy_tls_keys_get(wy_conn_keys(conn), st->next.client_random, WY_TLS_MASTER);
    if (!master.len || !st->next.suite || st->next.version >= WY_TLS_1_3 ||
        !wy_tls_open_12(wy_conn_heap(conn), &st->side[side].open, &st->next, master, side == WY_SERVER))
        give_up(conn, st, "no key for the session after a renegotiation");
}

static void take_client_hello(struct wy_conn *conn, struct tls *st, wy_bytes body)
{
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    if (!wy_tls_client_hello(body, &h))
        return;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    st->client_hello = true;
    memcpy(st->session.client_random, h.random, 32);
    f->ech = f->ech || h.ech;
    f->tls_version = h.version;
    wy_flow_set(conn, WY_FLOW_SNI, h.sni);
    wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    wy_conn_said(conn, WY_CLIENT, body, h.sni, st->side[WY_CLIENT].when, false);
}

static void take_server_hello(struct wy_conn *conn, struct tls *st, wy_bytes body)
{
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    if (!wy_tls_server_hello(body, &h) || h.retry)
        return;
    struct wy_flow_facts *f = wy_conn_flow(conn);
    f->tls_version = h.version;
    f->tls_suite = h.suite;
    st->server_hello = true;
    st->client_at_hello = f->bytes[WY_CLIENT];
    st->session.version = h.version;
    st->session.suite = wy_tls_suite_of(h.suite);
    st->session.encrypt_then_mac = h.encrypt_then_mac && h.version < WY_TLS_1_3;
    memcpy(st->session.server_random, h.random, 32);
    wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    st->bare = (uint8_t)wy_tls_bare(h.suite);
    if (st->bare)
        f->state = WY_FLOW_CLEAR;
    else if (!st->client_hello)
        give_up(conn, st, "the client's hello is not in the capture");
    else if (wy_conn_keys(conn)->n == 0)
        give_up(conn, st, "no keys were given");
    else if (!st->session.suite || h.version < WY_TLS_1_0)
        give_up(conn, st, "a cipher suite that is not read here");
    else if (h.version == WY_TLS_1_3)
        begin_13(conn, st);
    else
        begin_12(conn, st, &h);
}

// A message of the handshake, in clear or opened.
static void take_message(struct wy_conn *conn, struct tls *st, enum wy_side side, unsigned type, wy_bytes body)
{
    struct tls_side *s = &st->side[side];
    struct wy_tls_hello h;
    char names[WY_TLS_NAMES];
    bool tls13 = st->session.version == WY_TLS_1_3;
    if (s->sealed)
        take_hello_again(st, side, type, body);
    else if (type == WY_TLS_CLIENT_HELLO && side == WY_CLIENT && !st->server_hello)
        take_client_hello(conn, st, body);
    else if (type == WY_TLS_SERVER_HELLO && side == WY_SERVER && !st->server_hello)
        take_server_hello(conn, st, body);
    else if (type == WY_TLS_ENCRYPTED_EXTENSIONS && side == WY_SERVER && wy_tls_encrypted_extensions(body, &h))
        wy_flow_set(conn, WY_FLOW_ALPN, (wy_str){names, wy_tls_alpn_text(h.alpn, names)});
    else if (type == WY_TLS_CERTIFICATE && side == WY_SERVER)
        wy_flow_set(conn, WY_FLOW_CERTIFICATE, (wy_str){names, wy_tls_certificate_names(body, tls13, names)});
    else if (type == WY_TLS_CERTIFICATE || type == WY_TLS_SUPPLEMENTAL)
        wy_conn_said(conn, side, body, (wy_str){0}, s->when, tls13 && !st->bare);
    else if (type == WY_TLS_CLIENT_KEY && side == WY_CLIENT)
        take_client_key(conn, st, body);
    else if (type == WY_TLS_END_OF_EARLY_DATA && s->phase == PHASE_EARLY)
        (void)enter(conn, st, side, PHASE_HANDSHAKE);
    else if (type == WY_TLS_FINISHED && s->phase == PHASE_HANDSHAKE)
        (void)enter(conn, st, side, PHASE_TRAFFIC);
}

static void take_handshake(struct wy_conn *conn, struct tls *st, enum wy_side side, wy_bytes b)
{
    struct tls_side *s = &st->side[side];
    if (s->shake_lost)
        return;
    if (!wy_hold_add(wy_conn_heap(conn), &s->shake, b, SHAKE_MAX)) {
        s->shake_lost = true;
        return;
    }
    size_t at = 0;
    while (!s->done && s->shake.len - at >= 4) {
        const uint8_t *p = s->shake.data + at;
        size_t n = wy_be32(p) & 0xffffff;
        if (s->shake.len - at - 4 < n)
            break;
        take_message(conn, st, side, p[0], (wy_bytes){p + 4, n});
        at += 4 + n;
    }
    wy_hold_cut(&s->shake, at);
    if (!s->done && s->shake.len == 0)
        wy_hold_free(wy_conn_heap(conn), &s->shake);
}

static void give_content(struct wy_conn *conn, struct tls *st, enum wy_side side, const struct wy_span *span)
{
    if (!st->inner)
        st->inner = wy_conn_inner(conn, !st->bare);
    if (!st->inner || span->data.len == 0)
        return;
    wy_conn_flow(conn)->state = st->bare ? WY_FLOW_CLEAR : WY_FLOW_DECRYPTED;
    wy_conn_data(st->inner, side, span);
}

static void take_alert(struct tls *st, enum wy_side side, wy_bytes b)
{
    if (side == WY_CLIENT && b.len == 2 && b.ptr[0] == 2)
        st->alert = b.ptr[1];
}

static void take_opened(struct wy_conn *conn, struct tls *st, enum wy_side side, unsigned type,
                        const struct wy_span *span)
{
    struct tls_side *s = &st->side[side];
    wy_bytes b = span->data;
    if (type == RECORD_DATA) {
        give_content(conn, st, side, span);
    } else if (type == RECORD_HANDSHAKE && s->phase == PHASE_TRAFFIC) {
        static const uint8_t update[4] = {WY_TLS_KEY_UPDATE, 0, 0, 1}; // ends its record: RFC 8446, 5.1
        if (b.len >= 5 && memcmp(b.ptr + b.len - 5, update, 4) == 0 &&
            !wy_tls_open_update(wy_conn_heap(conn), &s->open))
            give_up(conn, st, "no memory for a new key");
    } else if (type == RECORD_HANDSHAKE) {
        take_handshake(conn, st, side, b);
    } else if (type == RECORD_ALERT) {
        take_alert(st, side, b);
    } else if (type == RECORD_CCS) {
        renew(conn, st, side);
    }
    bool wanted = side == WY_CLIENT || wy_conn_wants(conn, side);
    if (!wanted && !s->done && s->phase == PHASE_TRAFFIC)
        side_done(conn, st, side);
}

// After a gap the record's number is not known, only that it grew.
static bool open_numbered(struct tls_side *s, wy_bytes record, uint8_t *out, size_t *n)
{
    uint64_t from = s->open.seq;
    for (unsigned i = 0; i < (s->lost ? LOST_TRIES : 1); i++) {
        s->open.seq = from + i;
        if (wy_tls_open_record(&s->open, record, out, n)) {
            s->lost = false;
            return true;
        }
    }
    s->open.seq = from;
    return false;
}

// With the present key, or with one of those that follow it: the message that announces a change may not be there.
static bool open_any(struct wy_conn *conn, struct tls *st, enum wy_side side, wy_bytes record, uint8_t *out, size_t *n)
{
    struct tls_side *s = &st->side[side];
    if (open_numbered(s, record, out, n))
        return true;
    if (st->session.version < WY_TLS_1_3 || s->phase == PHASE_TRAFFIC)
        return false;
    uint8_t before = s->phase;
    uint64_t seq = s->open.seq;
    for (unsigned phase = before + 1u; phase <= PHASE_TRAFFIC; phase++)
        if (enter(conn, st, side, phase) && open_numbered(s, record, out, n))
            return true;
    if (enter(conn, st, side, before))
        s->open.seq = seq;
    return false;
}

// The content of a record in clear, in TLS 1.3 with its type behind it.
static void take_plain(struct wy_conn *conn, struct tls *st, enum wy_side side, unsigned type,
                       const struct wy_span *record)
{
    struct wy_span span = *record;
    if (st->session.version == WY_TLS_1_3) {
        while (span.data.len && span.data.ptr[span.data.len - 1] == 0)
            span.data.len--;
        type = span.data.len ? span.data.ptr[--span.data.len] : 0;
    }
    take_opened(conn, st, side, type, &span);
}

static void take_sealed(struct wy_conn *conn, struct tls *st, enum wy_side side, const struct wy_span *record)
{
    struct tls_side *s = &st->side[side];
    uint8_t out[5 + WY_TLS_RECORD_MAX];
    size_t n = 0;
    if (!st->server_hello) {
        if (!st->client_hello)
            give_up(conn, st, "the capture began after the handshake");
        else if (!wy_hold_add(wy_conn_heap(conn), &s->wait, record->data, WAIT_MAX))
            give_up(conn, st, "the server's hello is not in the capture");
        return;
    }
    if (st->reason) {
        side_done(conn, st, side);
        return;
    }
    if (st->bare) {
        wy_bytes body = wy_bytes_sub(record->data, 5, SIZE_MAX);
        struct wy_span span = {wy_bytes_sub(body, 0, body.len - wy_min(body.len, st->bare)), record->when};
        take_plain(conn, st, side, record->data.ptr[0], &span);
        return;
    }
    if (s->sealed && record->data.ptr[0] == RECORD_DATA && side == WY_SERVER && !wy_conn_wants(conn, side) &&
        !s->lost) {
        wy_tls_open_pass(&s->open, record->data);
        return;
    }
    if (!open_any(conn, st, side, record->data, out, &n)) {
        if (side == WY_SERVER && !wy_conn_wants(conn, side))
            side_done(conn, st, side);
        else if (++s->failures >= FAILURES_MAX || (!s->lost && s->open.seq))
            give_up(conn, st, "a record is damaged or of another key");
        return;
    }
    s->failures = 0;
    look_into(conn, st, side, record->data.len);
    take_plain(conn, st, side, record->data.ptr[0], &(struct wy_span){{out, n}, record->when});
}

static void take_waiting(struct wy_conn *conn, struct tls *st)
{
    struct tls_side *s = &st->side[WY_CLIENT];
    struct wy_hold wait = s->wait;
    s->wait = (struct wy_hold){0};
    for (size_t at = 0; at < wait.len && !s->done;) {
        size_t n = 5 + wy_be16(wait.data + at + 3);
        struct wy_span span = {{wait.data + at, n}, s->when};
        take_sealed(conn, st, WY_CLIENT, &span);
        at += n;
    }
    wy_hold_free(wy_conn_heap(conn), &wait);
}

static void take_record(struct wy_conn *conn, struct tls *st, enum wy_side side, const struct wy_span *record)
{
    struct tls_side *s = &st->side[side];
    unsigned type = record->data.ptr[0];
    bool sealed = type == RECORD_DATA || (s->sealed && (type != RECORD_CCS || !st->reason));
    if (sealed) {
        take_sealed(conn, st, side, record);
        return;
    }
    // Others, such as heartbeats, may hold anything, and nobody here reads them.
    if (type == RECORD_HANDSHAKE ? !s->shake_lost : type < RECORD_HANDSHAKE)
        look_into(conn, st, side, record->data.len);
    if (type == RECORD_CCS) {
        s->sealed = st->session.version != WY_TLS_1_3 && st->server_hello;
        if (s->sealed && st->reason)
            side_done(conn, st, side);
    } else if (type == RECORD_HANDSHAKE) {
        take_handshake(conn, st, side, wy_bytes_sub(record->data, 5, SIZE_MAX));
        if (side == WY_SERVER && st->server_hello && st->side[WY_CLIENT].wait.len)
            take_waiting(conn, st);
    } else if (type == RECORD_ALERT) {
        take_alert(st, side, wy_bytes_sub(record->data, 5, SIZE_MAX));
    }
}

static bool header_ok(const uint8_t *p)
{
    return p[0] >= RECORD_CCS && p[0] <= 24 && p[1] == 3 && p[2] <= 4 && wy_be16(p + 3) <= WY_TLS_RECORD_MAX;
}

// One record from the held bytes and the span. Returns the bytes of the span that were used.
static size_t gather(struct wy_conn *conn, struct tls *st, enum wy_side side, const struct wy_span *span)
{
    struct tls_side *s = &st->side[side];
    wy_bytes b = span->data;
    if (s->record.len == 0) {
        s->when = span->when;
        if (b.len >= 5 && header_ok(b.ptr) && b.len - 5 >= wy_be16(b.ptr + 3)) {
            struct wy_span record = {wy_bytes_sub(b, 0, 5 + wy_be16(b.ptr + 3)), span->when};
            take_record(conn, st, side, &record);
            return record.data.len;
        }
    }
    size_t want = s->record.len < 5 ? 5 : 5 + wy_be16(s->record.data + 3);
    size_t n = wy_min(want - s->record.len, b.len);
    if (!wy_hold_add(wy_conn_heap(conn), &s->record, wy_bytes_sub(b, 0, n), 5 + WY_TLS_RECORD_MAX)) {
        give_up(conn, st, "no memory for a record");
        return b.len;
    }
    if (s->record.len >= 5 && !header_ok(s->record.data)) {
        wy_hold_free(wy_conn_heap(conn), &s->record);
        if (!s->lost)
            give_up(conn, st, "something else than TLS records");
        return b.len;
    }
    if (s->record.len >= 5 && s->record.len == 5 + wy_be16(s->record.data + 3)) {
        struct wy_hold whole = s->record;
        struct wy_span record = {wy_hold_bytes(&whole), s->when};
        s->record = (struct wy_hold){0};
        take_record(conn, st, side, &record);
        wy_hold_free(wy_conn_heap(conn), &whole);
    }
    return n;
}

static void data(struct wy_conn *conn, void *state, enum wy_side side, const struct wy_span *span)
{
    struct tls *st = state;
    struct wy_span rest = *span;
    if (!st->begun) {
        struct wy_flow_facts *f = wy_conn_flow(conn);
        st->begun = true;
        st->looked_into = f->bytes[f->sent] - (f->sent == side ? span->data.len : 0); // in front of a STARTTLS
        f->transport = "tls";
        f->state = WY_FLOW_ENCRYPTED;
    }
    while (rest.data.len && !st->side[side].done)
        rest.data = wy_bytes_sub(rest.data, gather(conn, st, side, &rest), SIZE_MAX);
}

static void gap(struct wy_conn *conn, void *state, enum wy_side side, uint64_t missing)
{
    struct tls *st = state;
    struct tls_side *s = &st->side[side];
    if (s->done)
        return;
    wy_hold_free(wy_conn_heap(conn), &s->record);
    s->lost = true;
    s->shake_lost = s->shake_lost || s->phase != PHASE_TRAFFIC;
    if (s->open.chained)
        give_up(conn, st, "bytes are missing in the capture");
    else if (st->inner)
        wy_conn_gap_bytes(st->inner, side, missing);
}

static void end(struct wy_conn *conn, void *state, enum wy_side side)
{
    (void)conn;
    struct tls *st = state;
    if (st->inner)
        wy_conn_end(st->inner, side);
}

// An alert that could not be read is told by its length: nothing else that the client sends there is as short. In TLS
// 1.3 it may be sealed, and a ChangeCipherSpec may stand before it.
static bool left_with_alert(const struct wy_flow_facts *f, const struct tls *st)
{
    uint64_t n = f->bytes[WY_CLIENT] - st->client_at_hello;
    bool sealed = st->session.version == WY_TLS_1_3 && (n == 24 || n == 30);
    return st->reason && st->server_hello && (n == 7 || n == 13 || sealed);
}

static void tell_closed(struct wy_conn *conn, struct tls *st)
{
    struct wy_flow_facts *f = wy_conn_flow(conn);
    const char *reason = st->reason;
    unsearched(conn, st, (enum wy_side)f->sent);
    if (st->bare)
        wy_flow_set(conn, WY_FLOW_REASON, WY_S(WY_REASON_BARE));
    if (st->bare || (!reason && f->state == WY_FLOW_DECRYPTED))
        return;
    if (!reason && !st->server_hello)
        reason = "the handshake is not whole in the capture";
    if (!reason && st->side[WY_CLIENT].failures)
        reason = "a record is damaged or of another key";
    if (wy_tls_refuses_certificate(st->alert) || left_with_alert(f, st))
        reason = WY_REASON_REFUSED;
    uint64_t sent = f->bytes[f->sent];
    if (reason && sent > st->looked_into)
        f->opaque += sent - st->looked_into;
    if (reason)
        wy_flow_set(conn, WY_FLOW_REASON, wy_str_c(reason));
}

static void fini(struct wy_conn *conn, void *state)
{
    struct tls *st = state;
    tell_closed(conn, st);
    wy_conn_free(st->inner);
    for (int i = 0; i < 2; i++) {
        struct wy_heap *heap = wy_conn_heap(conn);
        wy_hold_free(heap, &st->side[i].record);
        wy_hold_free(heap, &st->side[i].shake);
        wy_hold_free(heap, &st->side[i].wait);
        wy_tls_open_free(heap, &st->side[i].open);
    }
}

const struct wy_layer wy_layer_tls = {
    .name = "tls",
    .state_size = sizeof(struct tls),
    .sniff = sniff,
    .needs = {true, true},
    .data = data,
    .gap = gap,
    .end = end,
    .fini = fini,
};
