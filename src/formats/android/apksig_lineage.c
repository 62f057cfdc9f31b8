// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Proof of rotation: a list of certificates, each signed by the key before it (APK signature scheme v3, attribute
// 0x3ba06f8c; the same form inside source stamps).
#include "formats/android/apksig_internal.h"

static bool seen(const wy_bytes *certs, size_t n, wy_bytes cert)
{
    for (size_t i = 0; i < n; i++) {
        if (wy_bytes_eq(certs[i], cert))
            return true;
    }
    return false;
}

enum lineage_result sig_lineage(wy_bytes in, wy_bytes certs[LINEAGE_MAX], size_t *n)
{
    struct wy_reader list = wy_reader_init(in, 0);
    struct cert last = {0};
    uint32_t last_algorithm = 0;
    *n = 0;
    if (wy_read_u32le(&list) != 1)
        return LINEAGE_MALFORMED;
    while (wy_reader_left(&list)) {
        struct wy_reader node = read_sized_sub(&list);
        wy_bytes signed_data = read_sized(&node);
        (void)wy_read_u32le(&node); // what the older key may still do
        uint32_t algorithm = wy_read_u32le(&node);
        wy_bytes signature = read_sized(&node);
        struct wy_reader s = wy_reader_init(signed_data, 0);
        wy_bytes der = read_sized(&s);
        uint32_t signed_algorithm = wy_read_u32le(&s);
        struct cert cert;
        if (!wy_reader_ok(&node) || !wy_reader_ok(&s) || *n >= LINEAGE_MAX || !sig_cert(der, &cert))
            return LINEAGE_MALFORMED;
        if (*n) {
            const struct algorithm *a = sig_algorithm(last_algorithm);
            if (!a || signed_algorithm != last_algorithm ||
                sig_check(a, last.spki, &signed_data, 1, signature) != SIG_GOOD)
                return LINEAGE_BAD;
        }
        if (seen(certs, *n, der))
            return LINEAGE_BAD;
        certs[(*n)++] = der;
        last = cert;
        last_algorithm = algorithm;
    }
    return wy_reader_ok(&list) ? LINEAGE_OK : LINEAGE_MALFORMED;
}
