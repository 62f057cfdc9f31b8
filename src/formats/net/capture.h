// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Capture files become packets: pcap (draft-ietf-opsawg-pcap, both byte orders, micro- and nanoseconds, Kuznetzov's
// longer records) and pcapng (draft-ietf-opsawg-pcapng: several sections and interfaces, comments, Decryption Secrets
// Blocks). Name resolution, statistics and journal blocks are passed over. The file is read once through a small
// window.
#pragma once

#include "core/stream.h"
#include "formats/net/net.h"

struct wy_capture_reader;

enum wy_capture_event { WY_CAPTURE_PACKET, WY_CAPTURE_SECRETS, WY_CAPTURE_END };

struct wy_capture_item {
    enum wy_capture_event event;
    struct wy_packet packet;
    wy_bytes secrets; // SSLKEYLOGFILE text; valid until the next call
};

// The first bytes of a file are a capture's: the format's name, or absent.
wy_str wy_capture_format(wy_bytes head);

// The stream is not owned. NULL: no memory.
WY_CHECKED struct wy_capture_reader *wy_capture_new(struct wy_stream *stream);
void wy_capture_free(struct wy_capture_reader *reader);
// After a failure nothing more can be read; what came before stands.
WY_CHECKED wy_err wy_capture_next(struct wy_capture_reader *reader, struct wy_capture_item *out, struct wy_diag *diag);
uint64_t wy_capture_offset(const struct wy_capture_reader *reader); // bytes used so far
