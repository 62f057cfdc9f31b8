// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// libpcap, loaded when an interface is opened: it brings libdbus and others, for which every start would pay.
#pragma once

#include "core/error.h"

#include <pcap/pcap.h>

#define WY_PCAP_CALLS(CALL)                                                                                            \
    CALL(activate)                                                                                                     \
    CALL(close)                                                                                                        \
    CALL(create)                                                                                                       \
    CALL(datalink)                                                                                                     \
    CALL(get_selectable_fd)                                                                                            \
    CALL(geterr)                                                                                                       \
    CALL(next_ex)                                                                                                      \
    CALL(set_buffer_size)                                                                                              \
    CALL(setnonblock)                                                                                                  \
    CALL(set_promisc)                                                                                                  \
    CALL(set_snaplen)                                                                                                  \
    CALL(set_timeout)                                                                                                  \
    CALL(set_tstamp_precision)                                                                                         \
    CALL(stats)

struct wy_pcap {
    void *handle;
#define CALL(name) __typeof__(&pcap_##name) name;
    WY_PCAP_CALLS(CALL)
#undef CALL
};

// WY_NOT_FOUND where the library is not installed. It stays loaded until the program ends.
WY_CHECKED wy_err wy_pcap_load(struct wy_pcap *pcap, struct wy_diag *diag);
