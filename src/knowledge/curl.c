// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/curl.h"

#include <dlfcn.h>

static const struct {
    const char *name;
    size_t offset;
} calls[] = {
#define CALL(name) {"curl_" #name, offsetof(struct wy_curl, name)},
    WY_CURL_CALLS(CALL)
#undef CALL
};

wy_err wy_curl_load(struct wy_curl *curl, struct wy_diag *diag)
{
    *curl = (struct wy_curl){.handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL)};
    if (!curl->handle)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "libcurl is not installed (Debian package libcurl4)");
    for (size_t i = 0; i < WY_COUNT(calls); i++) {
        void *call = dlsym(curl->handle, calls[i].name);
        if (!call) {
            wy_curl_unload(curl);
            return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "this libcurl is too old: it has no %s", calls[i].name);
        }
        memcpy((char *)curl + calls[i].offset, &call, sizeof call);
    }
    return WY_OK;
}

void wy_curl_unload(struct wy_curl *curl)
{
    if (curl->handle)
        (void)dlclose(curl->handle);
    *curl = (struct wy_curl){0};
}
