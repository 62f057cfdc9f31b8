// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/libpcap.h"

#include <dlfcn.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} calls[] = {
#define CALL(name) {"pcap_" #name, offsetof(struct wy_pcap, name)},
    WY_PCAP_CALLS(CALL)
#undef CALL
};

wy_err wy_pcap_load(struct wy_pcap *pcap, struct wy_diag *diag)
{
    *pcap = (struct wy_pcap){.handle = dlopen("libpcap.so.0.8", RTLD_NOW | RTLD_LOCAL)};
    if (!pcap->handle)
        pcap->handle = dlopen("libpcap.so.1", RTLD_NOW | RTLD_LOCAL); // its name outside Debian
    if (!pcap->handle)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "libpcap is not installed (Debian package libpcap0.8)");
    for (size_t i = 0; i < WY_COUNT(calls); i++) {
        void *call = dlsym(pcap->handle, calls[i].name);
        if (!call)
            return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "this libpcap is too old: it has no %s", calls[i].name);
        memcpy((char *)pcap + calls[i].offset, &call, sizeof call);
    }
    return WY_OK;
}
