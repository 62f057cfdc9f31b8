// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A whole capture file through the reader and the engine: link layers, IP, fragments, TCP, UDP and the layers above.
#include "formats/net/capture.h"
#include "formats/net/engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_message(void *ctx, const struct wy_message *m)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t k = 0; k < m->parts[i].data.len; k++) // every byte that is given must be readable
            *(volatile unsigned *)ctx += m->parts[i].data.ptr[k];
}

static void on_flow(void *ctx, const struct wy_flow_facts *f) { *(unsigned *)ctx += (unsigned)f->packets; }

static void on_mark(void *ctx, wy_str text, struct wy_when when)
{
    (void)when;
    *(unsigned *)ctx += (unsigned)text.len;
}

static void on_gap(void *ctx, wy_err code, struct wy_when when, const char *why)
{
    (void)when;
    *(unsigned *)ctx += (unsigned)code + (unsigned char)why[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    struct wy_limits limits = wy_limits_default;
    limits.net_memory = 4 << 20;
    limits.net_flows = 64;
    limits.net_body = 2048;
    struct wy_memory_blob blob = wy_memory_blob((wy_bytes){data, size});
    struct wy_blob_stream stream = wy_blob_stream(&blob.blob);
    struct wy_net_options options = {.received = size & 1};
    struct wy_net_sink sink = {&sum, on_message, on_flow, on_mark, on_gap};
    struct wy_net *net = wy_net_new(&options, &sink, &limits);
    struct wy_capture_reader *reader = wy_capture_new(&stream.stream);
    struct wy_capture_item item = {.event = WY_CAPTURE_END};
    struct wy_diag diag = {0};
    while (net && reader && wy_capture_next(reader, &item, &diag) == WY_OK && item.event != WY_CAPTURE_END) {
        if (item.event == WY_CAPTURE_PACKET)
            wy_net_packet(net, &item.packet);
        else
            wy_net_secrets(net, item.secrets);
    }
    if (net)
        wy_net_finish(net);
    wy_capture_free(reader);
    wy_net_free(net);
    return 0;
}
