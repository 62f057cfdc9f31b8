// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A published capture of a phone, with what its keepers found in it: every finding about the phone's own identifiers
// must come out again, at the same host. Skips where the shared data is not there.
#include "test.h"

#include "core/json.h"
#include "ingest/ingest.h"

#include <fcntl.h>
#include <unistd.h>

extern const struct wy_artifact wy_artifact_capture;

static bool open_shared(const char *name, struct wy_fd_blob *out)
{
    char path[4096];
    const char *root = shared_data();
    if (!root || snprintf(path, sizeof path, "%s/captures/%s", root, name) >= (int)sizeof path)
        return false;
    int fd = open(path, O_RDONLY);
    return fd >= 0 && wy_fd_blob_init(out, fd, NULL) == WY_OK;
}

static wy_err examine(const char *name, wy_str identity, struct wy_evidence *ev, struct wy_arena *scratch)
{
    struct wy_fd_blob blob;
    if (!open_shared(name, &blob))
        skip();
    struct wy_ingest_options options = {.identity = wy_str_bytes(identity)};
    struct wy_ingest in = {.ev = ev, .scratch = scratch, .limits = &wy_limits_default, .options = &options};
    uint8_t head[64];
    assert_int_equal(wy_blob_read(&blob.blob, 0, head, sizeof head, NULL), WY_OK);
    struct wy_item item = {
        .name = wy_str_c(name), .blob = &blob.blob, .size = blob.blob.size, .head = {head, sizeof head}};
    assert_int_equal(wy_artifact_capture.match(&item), WY_MATCH_SURE);
    struct wy_diag diag = {0};
    wy_err err = wy_artifact_capture.run(&in, &item, &diag);
    close(blob.fd);
    return err;
}

static const struct wy_json *read_truth(const char *name, struct wy_arena *arena)
{
    struct wy_fd_blob blob;
    wy_bytes text;
    const struct wy_json *root = NULL;
    if (!open_shared(name, &blob))
        skip();
    assert_int_equal(wy_blob_view(&blob.blob, 0, (size_t)blob.blob.size, arena, &text, NULL), WY_OK);
    assert_int_equal(wy_json_parse(NULL, text, 32, arena, &root, NULL), WY_OK);
    close(blob.fd);
    return root;
}

static bool was_found(const struct wy_evidence *ev, wy_str kind, wy_str host, const char *form)
{
    for (WY_EACH(struct wy_transfer, t, ev->transfers))
        if (wy_str_eq(t->identifier, kind) && wy_str_eq(t->host, host))
            for (size_t i = 0; i < t->forms.n; i++)
                if (wy_str_has(t->forms.v[i], wy_str_c(form)))
                    return true;
    return false;
}

static void what_others_found_is_found(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_evidence ev;
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    const struct wy_json *truth = read_truth("phone/1kxun.truth.json", &arena);
    wy_str android_id = wy_json_str(wy_json_path(truth, "known_identifiers.android_id"));
    wy_str gaid = wy_json_str(wy_json_path(truth, "known_identifiers.gaid"));
    wy_str mac = wy_json_str(wy_json_path(truth, "known_identifiers.mac"));
    wy_str toml = wy_arena_printf(&arena, "android_id = \"%.*s\"\nadvertising_id = \"%.*s\"\nmac = \"%.*s\"\n",
                                  WY_ARG(android_id), WY_ARG(gaid), WY_ARG(mac));
    assert_int_equal(examine("phone/1kxun.pcap", toml, &ev, &arena), WY_OK);
    size_t compared = 0;
    for (WY_JSON_EACH(finding, wy_json_get(truth, WY_S("findings")))) {
        wy_str id = wy_json_get_str(finding, WY_S("id")), form = wy_json_get_str(finding, WY_S("form"));
        wy_str kind = wy_str_eq(id, WY_S("gaid")) ? WY_S("advertising_id") : id;
        bool ours = wy_str_eq(id, WY_S("android_id")) || wy_str_eq(id, WY_S("gaid")) || wy_str_eq(id, WY_S("mac"));
        if (!ours || wy_str_has(form, WY_S("constant"))) // a MAC address that is nobody's
            continue;
        wy_str host = wy_json_get_str(finding, WY_S("host"));
        host = wy_str_sub(host, 0, wy_min(host.len, wy_str_find_char(host, ':')));
        bool found = was_found(&ev, kind, host, "");
        if (!found)
            print_error("%.*s at %.*s\n", WY_ARG(kind), WY_ARG(host));
        assert_true(found);
        compared++;
    }
    assert_true(compared > 30);
    wy_str ads = WY_S("adx-tk.rayjump.com");
    assert_true(was_found(&ev, WY_S("android_id"), ads, "md5"));
    assert_true(was_found(&ev, WY_S("android_id"), ads, "sha1"));
    assert_true(was_found(&ev, WY_S("advertising_id"), ads, "sha1"));
    assert_true(was_found(&ev, WY_S("advertising_id"), WY_S("play.google.com"), "sha1-cut"));
    assert_true(was_found(&ev, WY_S("mac"), WY_S("android.yingshi.tcclick.1kxun.com"), "zlib/plain"));
    assert_false(was_found(&ev, WY_S("mac"), WY_S("pingma.qq.com"), ""));
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
}

static void rc4_under_a_published_key_is_opened(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_evidence ev;
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    // The model's name is no identifier: it stands for what only decoding brings up.
    assert_int_equal(examine("phone/1kxun.pcap", WY_S("text = \"sdk_gphone_x86\""), &ev, &arena), WY_OK);
    assert_true(was_found(&ev, WY_S("text"), WY_S("pingma.qq.com"), "rc4/gzip/plain"));
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
}

// What stands behind `name` in a capture file, as far as it is made of the characters of a number.
static wy_str number_behind(const char *file, const char *name, struct wy_arena *arena)
{
    struct wy_fd_blob blob;
    wy_bytes all;
    if (!open_shared(file, &blob))
        skip();
    assert_int_equal(wy_blob_view(&blob.blob, 0, (size_t)blob.blob.size, arena, &all, NULL), WY_OK);
    close(blob.fd);
    const uint8_t *at = memmem(all.ptr, all.len, name, strlen(name));
    assert_non_null(at);
    wy_bytes rest = wy_bytes_sub(all, (size_t)(at - all.ptr) + strlen(name), 32);
    size_t n = 0;
    while (n < rest.len && wy_is_digit((char)rest.ptr[n]))
        n++;
    return wy_bytes_str(wy_bytes_sub(rest, 0, n));
}

// One identifier, taken from the capture itself: it must come out at the host that its keepers name, in its form.
static void one_value(const char *file, const char *name, const char *kind, const char *host, const char *form)
{
    struct wy_arena arena;
    struct wy_evidence ev;
    wy_arena_init(&arena, 0);
    wy_str value = number_behind(file, name, &arena);
    assert_true(value.len > 8);
    for (int known = 0; known < 2; known++) {
        wy_evidence_init(&ev, &wy_limits_default);
        wy_str toml = known ? wy_arena_printf(&arena, "%s = \"%.*s\"", kind, WY_ARG(value)) : (wy_str){0};
        assert_int_equal(examine(file, toml, &ev, &arena), WY_OK);
        if (known) {
            assert_true(was_found(&ev, wy_str_c(kind), wy_str_c(host), form));
        } else if (strcmp(kind, "imei") == 0) { // nobody's value is known: it is shaped like one, check digit or not
            const struct wy_transfer *t = ev.transfers.v;
            assert_true(ev.transfers.n > 0 && t->shaped == WY_YES && wy_str_eq(t->identifier, WY_S("imei")));
        }
        wy_evidence_fini(&ev);
    }
    wy_arena_fini(&arena);
}

static void what_the_other_captures_hold(void **state)
{
    (void)state;
    one_value("phone/quickplay.pcap", "userid=", "phone", "play-singtelhawk.quickplay.com", "plain");
    one_value("phone/moto-g7-imei-false-gzip.pcap", "\"device_id\":\"", "imei", "sdk.xinxiansk.com", "plain");
}

static void tokens_and_constants_of_other_captures(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_evidence ev;
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    assert_int_equal(examine("phone/quickplay.pcap", (wy_str){0}, &ev, &arena), WY_OK);
    bool session = false;
    for (WY_EACH(struct wy_credential, c, ev.credentials))
        session = session || (wy_str_eq(c->name, WY_S("serviceToken")) && wy_str_eq(c->kind, WY_S("cookie")) &&
                              wy_str_eq(c->host, WY_S("api.account.xiaomi.com")));
    assert_true(session);
    wy_evidence_fini(&ev);
    wy_evidence_init(&ev, &wy_limits_default);
    assert_int_equal(examine("phone/xiaomi.pcap", (wy_str){0}, &ev, &arena), WY_OK);
    for (WY_EACH(struct wy_transfer, t, ev.transfers)) // the address that Android gives instead of one is nobody's
        assert_false(wy_str_eq(t->identifier, WY_S("mac")) || wy_str_eq(t->identifier, WY_S("bssid")));
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
}

static size_t decrypted(const struct wy_evidence *ev, const char *transport, const char *host)
{
    size_t n = 0;
    for (WY_EACH(struct wy_flow, f, ev->flows))
        n += wy_str_eq(f->state, WY_S("decrypted")) && wy_str_eq(f->transport, wy_str_c(transport)) &&
             wy_str_eq(f->host, wy_str_c(host));
    return n;
}

// HTTP/3 of a browser, with its secrets in the file.
static void a_browsers_http3_is_read(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_evidence ev;
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    assert_int_equal(examine("tls-keys/chrome-cloudflare-quic-with-secrets.pcapng", (wy_str){0}, &ev, &arena), WY_OK);
    assert_int_equal(decrypted(&ev, "h3", "cloudflare-quic.com"), 1);
    assert_int_equal(decrypted(&ev, "h2", "cloudflare-quic.com"), 1);
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
}

// The blocks of a pcapng (little-endian) with those of secrets at the end.
static size_t secrets_last(wy_bytes in, uint8_t *out)
{
    size_t n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t at = 0, size; at + 12 <= in.len; at += size) {
            size = in.ptr[at + 4] | (size_t)in.ptr[at + 5] << 8 | (size_t)in.ptr[at + 6] << 16;
            assert_true(size >= 12 && size <= in.len - at);
            if ((in.ptr[at] == 10 && in.ptr[at + 1] == 0) != pass)
                continue;
            memcpy(out + n, in.ptr + at, size);
            n += size;
        }
    return n;
}

static void secrets_may_come_last(void **state)
{
    (void)state;
    struct wy_arena arena;
    struct wy_evidence ev;
    struct wy_fd_blob file;
    wy_bytes whole;
    static uint8_t moved[64 << 10];
    wy_arena_init(&arena, 0);
    wy_evidence_init(&ev, &wy_limits_default);
    if (!open_shared("tls-keys/tls12-dsb.pcapng", &file))
        skip();
    assert_true(file.blob.size <= sizeof moved);
    assert_int_equal(wy_blob_view(&file.blob, 0, (size_t)file.blob.size, &arena, &whole, NULL), WY_OK);
    wy_bytes b = {moved, secrets_last(whole, moved)};
    close(file.fd);
    struct wy_memory_blob blob = wy_memory_blob(b);
    struct wy_ingest_options options = {0};
    struct wy_ingest in = {.ev = &ev, .scratch = &arena, .limits = &wy_limits_default, .options = &options};
    struct wy_item item = {.name = WY_S("moved"), .blob = &blob.blob, .size = b.len, .head = {b.ptr, 64}};
    struct wy_diag diag = {0};
    assert_int_equal(wy_artifact_capture.run(&in, &item, &diag), WY_OK);
    assert_int_equal(decrypted(&ev, "https", "example.com") + decrypted(&ev, "https", "example.net"), 2);
    wy_evidence_fini(&ev);
    wy_arena_fini(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_others_found_is_found),   cmocka_unit_test(rc4_under_a_published_key_is_opened),
        cmocka_unit_test(what_the_other_captures_hold), cmocka_unit_test(tokens_and_constants_of_other_captures),
        cmocka_unit_test(a_browsers_http3_is_read),     cmocka_unit_test(secrets_may_come_last),
    };
    return cmocka_run_group_tests_name("traffic/captures", tests, NULL, NULL);
}
