// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/tls_hello.h"

#include "core/reader.h"

#include <openssl/x509v3.h>

enum {
    EXT_SERVER_NAME = 0,
    EXT_ALPN = 16,
    EXT_ENCRYPT_THEN_MAC = 22,
    EXT_EARLY_DATA = 42,
    EXT_SUPPORTED_VERSIONS = 43,
    EXT_QUIC = 57,
    EXT_QUIC_DRAFT = 0xffa5,
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
        case EXT_EARLY_DATA: out->early_data = true; break;
        case EXT_SUPPORTED_VERSIONS: versions(ext, client, out); break;
        case EXT_QUIC:
        case EXT_QUIC_DRAFT: out->quic = ext.in; break;
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
        wy_read_skip(&r, wy_read_u8(&r));
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

static size_t names_of(X509 *cert, char out[WY_TLS_NAMES])
{
    size_t n = 0;
    GENERAL_NAMES *alt = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(alt); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(alt, i);
        if (name->type == GEN_DNS && ASN1_STRING_length(name->d.dNSName) > 0)
            n = add_name(
                out, n,
                (wy_bytes){ASN1_STRING_get0_data(name->d.dNSName), (size_t)ASN1_STRING_length(name->d.dNSName)});
    }
    GENERAL_NAMES_free(alt);
    if (n)
        return n;
    X509_NAME *subject = X509_get_subject_name(cert);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    const ASN1_STRING *cn = at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    if (cn && ASN1_STRING_length(cn) > 0)
        n = add_name(out, n, (wy_bytes){ASN1_STRING_get0_data(cn), (size_t)ASN1_STRING_length(cn)});
    return n;
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
    const uint8_t *p = der.ptr;
    X509 *cert = d2i_X509(NULL, &p, (long)der.len);
    size_t n = cert ? names_of(cert, out) : 0;
    X509_free(cert);
    return n;
}
