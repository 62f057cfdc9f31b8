// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/crypto/attestation_lists.h"

#include "core/buffer.h"
#include "core/embedded.h"
#include "core/json.h"

#include <openssl/bn.h>
#include <openssl/evp.h>

enum {
    SPKI_MAX = 8192, // an RSA-16384 key has 2 KiB
    SERIAL_MAX = 32, // RFC 5280 allows 20 octets
    LIST_DEPTH = 8,  // nesting of the status list; it has 3
};

static bool put_text(struct wy_map *map, wy_str key, wy_str text)
{
    struct wy_map_slot *slot = wy_map_put(map, key);
    wy_str *value = slot ? wy_new(map->arena, wy_str, 1) : NULL;
    if (!value)
        return false;
    *value = text;
    slot->value = value;
    return true;
}

static wy_err load_roots(struct wy_attestation_lists *out, wy_str tsv, struct wy_diag *diag)
{
    wy_str cell[5];
    while (wy_tsv_next(&tsv, cell, 5)) {
        uint8_t *der = wy_new(out->arena, uint8_t, SPKI_MAX);
        struct wy_attestation_root *row = wy_rows_add(&out->roots, out->arena, sizeof *row);
        if (!der || !row)
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the list of roots");
        wy_str b64 = cell[4];
        int n = b64.len && b64.len <= SPKI_MAX ? EVP_DecodeBlock(der, (const uint8_t *)b64.ptr, (int)b64.len) : -1;
        if (n <= 0)
            return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "list of roots: the key of %.*s", WY_ARG(cell[0]));
        size_t pad = wy_str_ends(b64, WY_S("==")) ? 2 : wy_str_ends(b64, WY_S("=")) ? 1 : 0;
        *row = (struct wy_attestation_root){cell[0], wy_str_eq(cell[1], WY_S("hardware")), {der, (size_t)n - pad}};
    }
    return WY_OK;
}

wy_err wy_attestation_lists_load(struct wy_attestation_lists *out, wy_str roots, wy_str revoked, wy_str boot_keys,
                                 struct wy_arena *arena, struct wy_diag *diag)
{
    *out = (struct wy_attestation_lists){.arena = arena};
    wy_map_init(&out->revoked, arena);
    wy_map_init(&out->boot_keys, arena);
    wy_str cell[4];
    bool ok = true;
    out->date = wy_str_between(revoked, WY_S("# date: "), WY_S("\n"));
    while (ok && wy_tsv_next(&revoked, cell, 3))
        ok = put_text(&out->revoked, cell[0], wy_arena_printf(arena, "%.*s, %.*s", WY_ARG(cell[1]), WY_ARG(cell[2])));
    while (ok && wy_tsv_next(&boot_keys, cell, 4))
        ok = put_text(&out->boot_keys, cell[0], wy_arena_printf(arena, "%.*s %.*s", WY_ARG(cell[2]), WY_ARG(cell[3])));
    if (!ok)
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the attestation lists");
    return load_roots(out, roots, diag);
}

wy_err wy_attestation_lists_status(struct wy_attestation_lists *lists, wy_bytes json, wy_str date, struct wy_diag *diag)
{
    const struct wy_json *root = NULL;
    wy_err err = wy_json_parse(NULL, json, LIST_DEPTH, lists->arena, &root, diag);
    const struct wy_json *entries = err == WY_OK ? wy_json_get(root, WY_S("entries")) : NULL;
    if (err == WY_OK && (!entries || entries->type != WY_JSON_OBJECT))
        return wy_fail(diag, WY_MALFORMED, 0, "no revocation list: it has no \"entries\"");
    for (WY_JSON_EACH(e, entries)) {
        wy_str status = wy_json_get_str(e, WY_S("status")), reason = wy_json_get_str(e, WY_S("reason"));
        wy_str text = wy_arena_printf(lists->arena, "%.*s, %.*s", WY_ARG(status), WY_ARG(reason));
        if (!text.ptr || !put_text(&lists->revoked, e->key, text))
            return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory for the revocation list");
    }
    lists->date = date;
    lists->given = true;
    return err;
}

static wy_str look_up(const struct wy_map *map, wy_str key)
{
    const wy_str *found = wy_map_get(map, key);
    return found ? *found : (wy_str){0};
}

static wy_str look_up_decimal(const struct wy_map *map, wy_bytes serial)
{
    BIGNUM *n = BN_bin2bn(serial.ptr, (int)serial.len, NULL);
    char *text = n ? BN_bn2dec(n) : NULL;
    wy_str found = text ? look_up(map, wy_str_c(text)) : (wy_str){0};
    OPENSSL_free(text);
    BN_free(n);
    return found;
}

wy_str wy_attestation_revoked(const struct wy_attestation_lists *lists, wy_bytes serial)
{
    while (serial.len && serial.ptr[0] == 0)
        serial = wy_bytes_sub(serial, 1, serial.len);
    if (serial.len == 0 || serial.len > SERIAL_MAX)
        return (wy_str){0};
    struct wy_buf buf;
    wy_buf_init(&buf, SERIAL_MAX * 2);
    wy_buf_hex(&buf, serial);
    wy_str hex = wy_buf_str(&buf);
    if (hex.len && hex.ptr[0] == '0')
        hex = wy_str_from(hex, 1);
    wy_str found = look_up(&lists->revoked, hex);
    wy_buf_fini(&buf);
    return found.ptr ? found : look_up_decimal(&lists->revoked, serial);
}

wy_str wy_boot_key_owner(const struct wy_attestation_lists *lists, wy_bytes key)
{
    struct wy_buf buf;
    wy_buf_init(&buf, 256);
    wy_buf_hex(&buf, key);
    wy_str found = buf.err == WY_OK ? look_up(&lists->boot_keys, wy_buf_str(&buf)) : (wy_str){0};
    wy_buf_fini(&buf);
    return found;
}
