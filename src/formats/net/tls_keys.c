// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "formats/net/tls_keys.h"

#include "core/map.h"

static const wy_str labels[WY_TLS_SECRET_KINDS] = {
    WY_S_INIT("CLIENT_RANDOM"),
    WY_S_INIT("CLIENT_EARLY_TRAFFIC_SECRET"),
    WY_S_INIT("CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
    WY_S_INIT("SERVER_HANDSHAKE_TRAFFIC_SECRET"),
    WY_S_INIT("CLIENT_TRAFFIC_SECRET_0"),
    WY_S_INIT("SERVER_TRAFFIC_SECRET_0"),
    WY_S_INIT("PMS_CLIENT_RANDOM"),
    WY_S_INIT("RSA"),
    WY_S_INIT(""), // told by its second word
};

static struct wy_tls_secret *slot_of(const struct wy_tls_keys *k, const uint8_t random[WY_TLS_RANDOM], unsigned kind)
{
    size_t at = (size_t)wy_siphash(k->seed, (wy_bytes){random, WY_TLS_RANDOM}) + kind;
    for (;; at++) {
        struct wy_tls_secret *s = &k->slots[at & (k->cap - 1)];
        if (s->len == 0 || (s->kind == kind && memcmp(s->random, random, WY_TLS_RANDOM) == 0))
            return s;
    }
}

static bool grow(struct wy_heap *heap, struct wy_tls_keys *k)
{
    struct wy_tls_keys bigger = *k;
    bigger.cap = k->cap ? k->cap * 2 : 64;
    bigger.slots = wy_heap_alloc(heap, bigger.cap * sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    if (k->cap == 0)
        wy_random(bigger.seed, sizeof bigger.seed);
    for (size_t i = 0; i < k->cap; i++)
        if (k->slots[i].len)
            *slot_of(&bigger, k->slots[i].random, k->slots[i].kind) = k->slots[i];
    wy_heap_free(heap, k->slots, k->cap * sizeof *k->slots);
    *k = bigger;
    return true;
}

static bool hex(wy_str text, uint8_t *out, size_t max, size_t *n)
{
    if (text.len == 0 || text.len % 2 || text.len / 2 > max)
        return false;
    for (size_t i = 0; i < text.len; i += 2) {
        int high = wy_hex_digit(text.ptr[i]), low = wy_hex_digit(text.ptr[i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    *n = text.len / 2;
    return true;
}

static bool read_line(wy_str line, struct wy_tls_secret *out)
{
    wy_str label, random, secret;
    size_t n = 0, len = 0;
    if (!wy_str_next_word(&line, &label) || !wy_str_next_word(&line, &random) || !wy_str_next_word(&line, &secret))
        return false;
    unsigned kind = 0;
    if (wy_str_starts(label, WY_S("QUIC_"))) // an older name of the same secrets
        label = wy_str_from(label, 5);
    while (kind < WY_TLS_SECRET_KINDS && !wy_str_eq(label, labels[kind]))
        kind++;
    if (kind == WY_TLS_PREMASTER_RSA && wy_str_starts(random, WY_S("Session-ID:"))) {
        kind = WY_TLS_SESSION;
        random = wy_str_from(random, sizeof "Session-ID:" - 1);
        secret = wy_str_starts(secret, WY_S("Master-Key:")) ? wy_str_from(secret, sizeof "Master-Key:" - 1) : random;
    }
    if (kind == WY_TLS_SECRET_KINDS || !hex(random, out->random, WY_TLS_RANDOM, &n) ||
        !hex(secret, out->bytes, WY_TLS_SECRET_MAX, &len))
        return false;
    bool found_by = kind == WY_TLS_SESSION || n == (kind == WY_TLS_PREMASTER_RSA ? 8 : WY_TLS_RANDOM);
    if (!found_by || (len != 32 && len != 48 && kind != WY_TLS_PREMASTER))
        return false;
    out->kind = (uint8_t)kind;
    out->len = (uint8_t)len;
    return true;
}

bool wy_tls_keys_add(struct wy_heap *heap, struct wy_tls_keys *keys, wy_bytes text)
{
    wy_str rest = wy_bytes_str(text), line;
    while (wy_str_next(&rest, '\n', &line)) {
        struct wy_tls_secret secret = {0};
        if (!read_line(wy_str_trim(line), &secret))
            continue;
        if (keys->n >= WY_TLS_SECRETS_MAX || (keys->n * 2 >= keys->cap && !grow(heap, keys)))
            return false;
        struct wy_tls_secret *slot = slot_of(keys, secret.random, secret.kind);
        keys->n += slot->len == 0;
        *slot = secret;
        keys->premasters = keys->premasters || secret.kind == WY_TLS_PREMASTER_RSA;
    }
    return true;
}

void wy_tls_keys_free(struct wy_heap *heap, struct wy_tls_keys *keys)
{
    wy_heap_free(heap, keys->slots, keys->cap * sizeof *keys->slots);
    *keys = (struct wy_tls_keys){0};
}

wy_bytes wy_tls_keys_get(const struct wy_tls_keys *keys, const uint8_t random[WY_TLS_RANDOM],
                         enum wy_tls_secret_kind kind)
{
    if (keys->n == 0)
        return (wy_bytes){0};
    const struct wy_tls_secret *s = slot_of(keys, random, kind);
    return (wy_bytes){s->bytes, s->len};
}
