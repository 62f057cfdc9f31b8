// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// libcurl, loaded when it is first needed: it brings some twenty libraries, and every other command would pay for them
// at each start (5 of the 30 ms that a whole check takes).
#pragma once

#include "core/error.h"

#include <curl/curl.h>

#define WY_CURL_CALLS(CALL)                                                                                            \
    CALL(easy_cleanup)                                                                                                 \
    CALL(easy_getinfo)                                                                                                 \
    CALL(easy_init)                                                                                                    \
    CALL(easy_perform)                                                                                                 \
    CALL(easy_reset)                                                                                                   \
    CALL(easy_setopt)                                                                                                  \
    CALL(easy_strerror)                                                                                                \
    CALL(free)                                                                                                         \
    CALL(slist_append)                                                                                                 \
    CALL(slist_free_all)                                                                                               \
    CALL(url)                                                                                                          \
    CALL(url_cleanup)                                                                                                  \
    CALL(url_get)                                                                                                      \
    CALL(url_set)

struct wy_curl {
    void *handle;
#define CALL(name) __typeof__(&curl_##name) name;
    WY_CURL_CALLS(CALL)
#undef CALL
};

// WY_NOT_FOUND where the library is not installed.
WY_CHECKED wy_err wy_curl_load(struct wy_curl *curl, struct wy_diag *diag);
void wy_curl_unload(struct wy_curl *curl);
