// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Marker packets of an experiment: they pass the router that captures, so the capture has each mark by its own clock.
// Sent only where --send names an address. What stands in them is said in traffic/steps.h.
#pragma once

#include "core/base.h"

#include <sys/socket.h>

struct marker {
    struct sockaddr_storage to;
    socklen_t to_len; // 0: none was asked for
    bool tcp;
};

// ADDRESS, ADDRESS:PORT, [ADDRESS]:PORT, with tcp: in front for a TCP connection; numbers only, no names are looked up.
WY_CHECKED bool marker_parse(struct marker *m, const char *text);
// false: it could not be sent; errno says why. TCP needs something that listens there, UDP does not.
WY_CHECKED bool marker_send(const struct marker *m, const char *mark);
