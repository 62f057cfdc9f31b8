// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/tls_hello.h"

#include "core/reader.h"
#include "formats/crypto/der.h"

enum {
    EXT_SERVER_NAME = 0,
    EXT_ALPN = 16,
    EXT_ENCRYPT_THEN_MAC = 22,
    EXT_EXTENDED_MASTER = 23,
    EXT_SUPPORTED_VERSIONS = 43,
    EXT_ECH = 0xfe0d,
    EXT_ESNI = 0xffce,
    EXTENSIONS_MAX = 256, // there are some sixty in the registry
};

// RFC 8446, 4.1.3: the random number of a HelloRetryRequest
static const uint8_t retry_random[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                         0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                         0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

static void server_name(struct wy_reader ext, struct wy_tls_hello *out)
{
    struct wy_reader list = wy_read_sub(&ext, wy_read_u16be(&ext));
    uint8_t type = wy_read_u8(&list);
    wy_bytes name = wy_read_bytes(&list, wy_read_u16be(&list));
    if (wy_reader_ok(&list) && type == 0 && name.len)
        out->sni = wy_bytes_str(name);
}

// A draft of TLS 1.3 is 0x7f00 and its number; its records and keys from draft 19 on are near the standard's.
static bool is_13(uint16_t v) { return v == 0x0304 || (v >> 8) == 0x7f; }

static void versions(struct wy_reader ext, bool client, struct wy_tls_hello *out)
{
    size_t n = client ? wy_read_u8(&ext) : 2;
    for (size_t i = 0; i + 2 <= n && wy_reader_left(&ext) >= 2; i += 2) {
        uint16_t v = wy_read_u16be(&ext);
        if (is_13(v))
            out->version = 0x0304;
        else if (!client)
            out->version = v;
    }
}

static void extensions(struct wy_reader *r, bool client, struct wy_tls_hello *out)
{
    struct wy_reader all = wy_read_sub(r, wy_read_u16be(r));
    for (size_t i = 0; i < EXTENSIONS_MAX && wy_reader_left(&all) >= 4; i++) {
        uint16_t type = wy_read_u16be(&all);
        struct wy_reader ext = wy_read_sub(&all, wy_read_u16be(&all));
        switch (type) {
        case EXT_SERVER_NAME: server_name(ext, out); break;
        case EXT_ALPN: out->alpn = wy_read_bytes(&ext, wy_read_u16be(&ext)); break;
        case EXT_ENCRYPT_THEN_MAC: out->encrypt_then_mac = true; break;
        case EXT_EXTENDED_MASTER: out->extended_master = true; break;
        case EXT_SUPPORTED_VERSIONS: versions(ext, client, out); break;
        case EXT_ECH:
        case EXT_ESNI: out->ech = true; break;
        default: break;
        }
    }
}

bool wy_tls_client_hello(wy_bytes body, struct wy_tls_hello *out)
{
    struct wy_reader r = wy_reader_init(body, 0);
    *out = (struct wy_tls_hello){0};
    out->version = wy_read_u16be(&r);
    out->random = wy_read_bytes(&r, 32).ptr;
    wy_read_skip(&r, wy_read_u8(&r));
    wy_read_skip(&r, wy_read_u16be(&r));
    wy_read_skip(&r, wy_read_u8(&r));
    if (!wy_reader_ok(&r) || out->version >> 8 != 3)
        return false;
    if (wy_reader_left(&r))
        extensions(&r, true, out);
    return true;
}

bool wy_tls_server_hello(wy_bytes body, struct wy_tls_hello *out)
{
    struct wy_reader r = wy_reader_init(body, 0);
    *out = (struct wy_tls_hello){0};
    out->version = wy_read_u16be(&r);
    out->random = wy_read_bytes(&r, 32).ptr;
    bool old_draft = is_13(out->version) && out->version != 0x0304; // before draft 22 no session id stood here
    if (!old_draft)
        out->session = wy_read_bytes(&r, wy_read_u8(&r));
    out->suite = wy_read_u16be(&r);
    if (!old_draft)
        wy_read_skip(&r, 1);
    if (!wy_reader_ok(&r))
        return false;
    if (old_draft)
        out->version = 0x0304;
    out->retry = memcmp(out->random, retry_random, sizeof retry_random) == 0;
    if (wy_reader_left(&r))
        extensions(&r, false, out);
    return true;
}

bool wy_tls_encrypted_extensions(wy_bytes body, struct wy_tls_hello *out)
{
    struct wy_reader r = wy_reader_init(body, 0);
    *out = (struct wy_tls_hello){0};
    extensions(&r, false, out);
    return wy_reader_ok(&r);
}

static size_t add_name(char out[WY_TLS_NAMES], size_t n, wy_bytes name)
{
    size_t need = name.len + (n ? 1 : 0);
    if (name.len == 0 || need > WY_TLS_NAMES - n)
        return n;
    if (n)
        out[n++] = ',';
    memcpy(out + n, name.ptr, name.len);
    return n + name.len;
}

size_t wy_tls_alpn_text(wy_bytes list, char out[WY_TLS_NAMES])
{
    struct wy_reader r = wy_reader_init(list, 0);
    size_t n = 0;
    while (wy_reader_left(&r)) {
        wy_bytes name = wy_read_bytes(&r, wy_read_u8(&r));
        n = add_name(out, n, name);
    }
    return n;
}

static bool has_oid(const struct wy_der *e, const char *oid, size_t n)
{
    return wy_der_is(e, WY_DER_OID) && wy_bytes_eq(e->body, (wy_bytes){(const uint8_t *)oid, n});
}

// The dNSNames of a subjectAltName, RFC 5280 section 4.2.1.6.
static size_t alternative_names(wy_bytes extensions, char out[WY_TLS_NAMES])
{
    struct wy_reader outer = wy_reader_init(extensions, 0);
    struct wy_der list = wy_der_expect(&outer, WY_DER_SEQUENCE), e, part;
    struct wy_reader all = wy_der_inside(&list);
    size_t n = 0;
    while (wy_der_next(&all, &e)) {
        struct wy_reader fields = wy_der_inside(&e);
        if (!wy_der_next(&fields, &part) || !has_oid(&part, "\x55\x1d\x11", 3))
            continue;
        while (wy_der_next(&fields, &part) && !wy_der_is(&part, WY_DER_OCTETS)) // passes over `critical`
            ;
        struct wy_reader value = wy_der_inside(&part);
        struct wy_der names = wy_der_expect(&value, WY_DER_SEQUENCE);
        struct wy_reader each = wy_der_inside(&names);
        while (wy_der_next(&each, &part))
            if (part.cls == WY_DER_CONTEXT && part.tag == 2)
                n = add_name(out, n, part.body);
    }
    return n;
}

// The last commonName of a subject.
static size_t common_name(wy_bytes subject, char out[WY_TLS_NAMES])
{
    struct wy_reader sets = wy_reader_init(subject, 0);
    struct wy_der set, pair, part;
    wy_bytes name = {0};
    while (wy_der_next(&sets, &set)) {
        struct wy_reader pairs = wy_der_inside(&set);
        while (wy_der_next(&pairs, &pair)) {
            struct wy_reader fields = wy_der_inside(&pair);
            if (wy_der_next(&fields, &part) && has_oid(&part, "\x55\x04\x03", 3) && wy_der_next(&fields, &part))
                name = part.body;
        }
    }
    return add_name(out, 0, name);
}

// Read by hand: OpenSSL would decode the public key of every certificate, which took half of the time of real traffic.
static size_t names_of(wy_bytes der, char out[WY_TLS_NAMES])
{
    struct wy_reader r = wy_reader_init(der, 0);
    struct wy_der certificate = wy_der_expect(&r, WY_DER_SEQUENCE);
    r = wy_der_inside(&certificate);
    struct wy_der signed_part = wy_der_expect(&r, WY_DER_SEQUENCE), e;
    r = wy_der_inside(&signed_part);
    wy_bytes subject = {0};
    size_t n = 0;
    for (unsigned sequences = 0; n == 0 && wy_der_next(&r, &e);) {
        sequences += wy_der_is(&e, WY_DER_SEQUENCE);
        if (sequences == 4 && !subject.ptr) // after the algorithm, the issuer and the dates
            subject = e.body;
        if (e.cls == WY_DER_CONTEXT && e.tag == 3)
            n = alternative_names(e.body, out);
    }
    return n || !subject.len ? n : common_name(subject, out);
}

size_t wy_tls_certificate_names(wy_bytes body, bool tls13, char out[WY_TLS_NAMES])
{
    struct wy_reader r = wy_reader_init(body, 0);
    if (tls13)
        wy_read_skip(&r, wy_read_u8(&r));
    struct wy_reader list = wy_read_sub(&r, wy_read_u24be(&r));
    wy_bytes der = wy_read_bytes(&list, wy_read_u24be(&list));
    if (!wy_reader_ok(&list) || der.len == 0)
        return 0;
    return names_of(der, out);
}

size_t wy_tls_bare(uint16_t suite)
{
    static const struct {
        uint16_t suite;
        uint8_t size;
    } suites[] = {{0x0001, 16}, {0x0002, 20}, {0x002c, 20}, {0x002d, 20}, {0x002e, 20}, {0x003b, 32},
                  {0x00b0, 32}, {0x00b1, 48}, {0x00b4, 32}, {0x00b5, 48}, {0x00b8, 32}, {0x00b9, 48},
                  {0xc001, 20}, {0xc006, 20}, {0xc00b, 20}, {0xc010, 20}, {0xc015, 20}, {0xc039, 20},
                  {0xc03a, 32}, {0xc03b, 48}, {0xc0b4, 32}, {0xc0b5, 48}};
    for (size_t i = 0; i < WY_COUNT(suites); i++)
        if (suites[i].suite == suite)
            return suites[i].size;
    return 0;
}
