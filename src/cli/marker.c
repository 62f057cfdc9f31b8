// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/marker.h"

#include "core/text.h"

#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { UDP_COPIES = 2, TIMEOUT_MS = 3000, TEXT_MAX = 128 };
static const char default_port[] = "9"; // discard

// Cuts `text` into an address and a port.
static void split(char *text, const char **address, const char **port)
{
    char *end = *text == '[' ? strchr(text, ']') : NULL, *colon = strrchr(text, ':');
    *address = end ? text + 1 : text;
    *port = default_port;
    if (end)
        *end = '\0';
    if (end ? end[1] == ':' : colon && strchr(text, ':') == colon) {
        colon = end ? end + 1 : colon;
        *colon = '\0';
        *port = colon + 1;
    }
}

bool marker_parse(struct marker *m, const char *text)
{
    char copy[TEXT_MAX];
    const char *address, *port;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV}, *found = NULL;
    *m = (struct marker){.tcp = strncmp(text, "tcp:", 4) == 0};
    text += m->tcp ? 4 : 0;
    if (strlen(text) >= sizeof copy)
        return false;
    memcpy(copy, text, strlen(text) + 1);
    split(copy, &address, &port);
    // The C library takes any number for a port, and the rest of its division by 65536.
    uint64_t number = 0;
    if (!wy_str_u64(wy_str_c(port), &number) || number == 0 || number > UINT16_MAX)
        return false;
    hints.ai_socktype = m->tcp ? SOCK_STREAM : SOCK_DGRAM;
    if (getaddrinfo(address, port, &hints, &found) != 0)
        return false;
    memcpy(&m->to, found->ai_addr, found->ai_addrlen);
    m->to_len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

bool marker_send(const struct marker *m, const char *mark)
{
    char text[512];
    int n = snprintf(text, sizeof text, "WARY-MARK/1 %s", mark), yes = 1;
    int fd = socket(m->to.ss_family, (m->tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    struct timeval timeout = {TIMEOUT_MS / 1000, 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    bool ok = !m->tcp || connect(fd, (const struct sockaddr *)&m->to, m->to_len) == 0;
    // Unconnected: an answer that nobody listens there is no failure. Two copies, because the air loses some.
    for (int i = 0; ok && i < (m->tcp ? 1 : UDP_COPIES); i++)
        ok = (m->tcp ? send(fd, text, (size_t)n, MSG_NOSIGNAL)
                     : sendto(fd, text, (size_t)n, 0, (const struct sockaddr *)&m->to, m->to_len)) == n;
    close(fd);
    return ok;
}
