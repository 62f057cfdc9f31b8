// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/attestation_join.h"

#include "core/buffer.h"
#include "formats/crypto/certificates.h"

#include <openssl/err.h>
#include <openssl/x509.h>

static X509 *parsed(wy_bytes der)
{
    const uint8_t *p = der.ptr;
    return d2i_X509(NULL, &p, (long)der.len);
}

static bool names_fit(const X509 *subject, const X509 *issuer)
{
    return X509_NAME_cmp(X509_get_issuer_name(subject), X509_get_subject_name(issuer)) == 0;
}

// The first of the pool that issued `subject`; its index, or the pool's number.
static size_t find_issuer(X509 *subject, X509 *const *pool, size_t n, size_t *tries)
{
    for (size_t i = 0; i < n && *tries; i++) {
        if (!pool[i] || !names_fit(subject, pool[i]))
            continue;
        --*tries;
        if (X509_verify(subject, X509_get0_pubkey(pool[i])) == 1)
            return i;
    }
    return n;
}

wy_bytes wy_attestation_join(const struct wy_rows *in, const struct wy_rows *pool, struct wy_arena *arena,
                             size_t *tries, size_t *added)
{
    const struct wy_certificate_bytes *own = in->v;
    const wy_bytes *ders = pool->v;
    X509 **others = wy_new(arena, X509 *, pool->n + 1);
    struct wy_buf out;
    wy_str joined = {0};
    *added = 0;
    wy_buf_init(&out, (size_t)2 * WY_CERTIFICATES_MAX * WY_CERTIFICATE_SIZE_MAX);
    for (size_t i = 0; i < in->n; i++)
        wy_buf_add_bytes(&out, own[i].der);
    for (size_t i = 0; others && i < pool->n; i++)
        others[i] = parsed(ders[i]);
    X509 *first = others && in->n ? parsed(own[in->n - 1].der) : NULL, *last = first;
    while (last && !names_fit(last, last) && *added < WY_JOINED_CHAIN_MAX) {
        size_t i = find_issuer(last, others, pool->n, tries);
        last = i < pool->n ? others[i] : NULL;
        if (last)
            wy_buf_add_bytes(&out, ders[i]);
        *added += last != NULL;
    }
    for (size_t i = 0; others && i < pool->n; i++)
        X509_free(others[i]);
    X509_free(first);
    ERR_clear_error();
    if (out.err != WY_OK || !wy_arena_str(arena, wy_buf_str(&out), &joined))
        *added = 0;
    wy_buf_fini(&out);
    return wy_str_bytes(joined);
}
