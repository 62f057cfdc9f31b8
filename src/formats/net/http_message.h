// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One request or response of HTTP/2 or HTTP/3 on its way from header fields and pieces of body to the sink. Long
// bodies are told in pieces; bodies of gRPC message by message, each with its own compression.
#pragma once

#include "formats/net/net.h"

struct wy_http_place {
    size_t at, n;
};

// All zeros is empty; `transport`, `side` and `when` are the layer's to set.
struct wy_http_message {
    uint64_t id; // wy_message.id, once told
    const char *transport;
    uint8_t side;
    bool told, path_told, long_told, cut, grpc;
    struct wy_when when;
    struct wy_hold path, host, fields, body;
    size_t fields_told;
    struct wy_http_place type, encoding, grpc_encoding; // in `fields`
};

void wy_http_field(struct wy_conn *conn, struct wy_http_message *m, wy_bytes name, wy_bytes value);
void wy_http_body(struct wy_conn *conn, struct wy_http_message *m, wy_bytes b);
void wy_http_finish(struct wy_conn *conn, struct wy_http_message *m, bool cut); // tells what is left and frees
void wy_http_free(struct wy_conn *conn, struct wy_http_message *m);
