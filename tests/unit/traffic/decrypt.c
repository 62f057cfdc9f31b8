// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Published captures with their keys: what their keepers saw inside must come out. Skips where the shared data is not
// there.
#include "test.h"

#include "netlab.h"

#include "formats/net/capture.h"

#include <fcntl.h>
#include <unistd.h>

// False also when only this file is missing: parts of the set are kept elsewhere.
static bool open_file(const char *name, struct wy_fd_blob *out)
{
    char path[4096];
    const char *root = shared_data();
    if (!root || snprintf(path, sizeof path, "%s/captures/tls-keys/%s", root, name) >= (int)sizeof path)
        return false;
    int fd = open(path, O_RDONLY);
    return fd >= 0 && wy_fd_blob_init(out, fd, NULL) == WY_OK;
}

static void give_keys(struct lab *lab, const char *name)
{
    struct wy_fd_blob blob;
    static uint8_t text[65536];
    if (!name || !open_file(name, &blob))
        return;
    size_t n = wy_min(sizeof text, (size_t)blob.blob.size);
    assert_int_equal(wy_blob_read(&blob.blob, 0, text, n, NULL), WY_OK);
    wy_net_secrets(lab->net, (wy_bytes){text, n});
    close(blob.fd);
}

static bool examine(struct lab *lab, const char *name, const char *keys)
{
    struct wy_fd_blob blob;
    if (!open_file(name, &blob))
        return false;
    lab_start(lab, false, NULL);
    give_keys(lab, keys);
    struct wy_blob_stream stream = wy_blob_stream(&blob.blob);
    struct wy_capture_reader *reader = wy_capture_new(&stream.stream);
    struct wy_capture_item item;
    assert_non_null(reader);
    while (wy_capture_next(reader, &item, NULL) == WY_OK && item.event != WY_CAPTURE_END) {
        if (item.event == WY_CAPTURE_PACKET)
            wy_net_packet(lab->net, &item.packet);
        else
            wy_net_secrets(lab->net, item.secrets);
    }
    wy_net_finish(lab->net);
    wy_capture_free(reader);
    close(blob.fd);
    return true;
}

struct expected {
    const char *file, *keys;
    const char *lines[4];
};

static void what_is_inside_comes_out(void **state)
{
    (void)state;
    static const struct expected all[] = {
        {"tls12-dsb.pcapng", NULL, {"> https example.com @6[/]", "> https example.net @14[/]"}},
        {"tls13-rfc8446.pcap", "tls13-rfc8446.keys", {"@5[/first]", "@8[/early]", "@12[/second]"}},
        {"tls13-rfc8446.pcap", "tls13-rfc8446-noearly.keys", {"@5[/first]", "@12[/second]"}},
        {"tls_nss_example.pcap", "tls_nss_example.keys.txt", {"@10[/pki/srv_key.pem]", "@30[/pki/srv_key.pem]"}},
        {"http2-brotli.pcapng", NULL, {"> h2 192.168.122.33 @16[/test.txt]"}},
        {"http2-with-cookies.pcapng", NULL, {"> h2 youtube.com @14[/]", "> h2 www.youtube.com @27[/]"}},
        {"http2_follow_multistream.pcapng", NULL, {"> h2 www.mozilla.org @13[/en-US/firefox/52.0.1/firstrun/]"}},
        {"chrome-cloudflare-quic-with-secrets.pcapng", NULL, {"> h2 cloudflare-quic.com @12[/]"}},
        {"packet-h2-14_headers.pcapng", NULL, {"> h2 localhost @6[/doc/manual/html/index.html]"}},
    };
    size_t opened = 0;
    for (size_t i = 0; i < WY_COUNT(all); i++) {
        struct lab lab;
        if (!examine(&lab, all[i].file, all[i].keys))
            continue;
        opened++;
        for (size_t k = 0; k < WY_COUNT(all[i].lines) && all[i].lines[k]; k++)
            if (!wy_str_has(wy_buf_str(&lab.log), wy_str_c(all[i].lines[k])))
                fail_msg("%s: no '%s'", all[i].file, all[i].lines[k]);
        lab_end(&lab);
    }
    if (opened == 0)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_inside_comes_out),
    };
    return cmocka_run_group_tests_name("traffic/decrypt", tests, NULL, NULL);
}
