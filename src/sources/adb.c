// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "sources/adb.h"

#include "core/arena.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

// What is asked, cheapest first, so that a phone that is unplugged half-way has told the most. All of it only reads.
static const char *const commands[] = {
    "getprop",
    "dumpsys package",
    "settings list global",
    "settings list secure",
    "settings list system",
    "dumpsys accessibility",
    "dumpsys device_policy",
    "dumpsys adb",
    "dumpsys lock_settings",
    "dumpsys appops",
    "dumpsys activity services",
    "dumpsys account",
    "dumpsys batterystats --daily",
    "ps -A -o PID,UID,USER,NAME",
    "cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6",
    "cat /proc/version",
    "getenforce",
    "date +%s",
};

enum { CONNECT_TIMEOUT_S = 5, REPLY_MAX = 4096 };

static int server_port(void)
{
    const char *text = getenv("ANDROID_ADB_SERVER_PORT");
    uint64_t port;
    return text && wy_str_u64(wy_str_c(text), &port) && port > 0 && port < 65536 ? (int)port : 5037;
}

static int connect_server(struct wy_diag *diag)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)server_port()), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval timeout = {.tv_sec = CONNECT_TIMEOUT_S};
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) == 0 &&
        connect(fd, (const struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    (void)wy_fail(
        diag, WY_IO, WY_NO_OFFSET,
        "no adb server on 127.0.0.1:%d (%s); run `adb start-server`, plug the phone in, allow debugging on its "
        "screen, and try again; or give a file: wary check BUGREPORT.zip",
        server_port(), strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool send_all(int fd, wy_str s)
{
    while (s.len) {
        ssize_t n = send(fd, s.ptr, s.len, MSG_NOSIGNAL);
        if (n <= 0 && errno != EINTR)
            return false;
        s = wy_str_from(s, n > 0 ? (size_t)n : 0);
    }
    return true;
}

static bool receive(int fd, char *out, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = recv(fd, out + done, n - done, 0);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            return false;
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

// A counted string: four hex digits, then the text. The server is on this machine, but its words come from the phone.
static bool receive_text(int fd, char *out, size_t cap, size_t *len)
{
    char digits[4];
    uint64_t n;
    if (!receive(fd, digits, 4) || !wy_str_hex_u64((wy_str){digits, 4}, &n) || n > cap)
        return false;
    *len = (size_t)n;
    return receive(fd, out, *len);
}

// What to do about a phone that is attached but not ready; NULL when the words say nothing that we know.
static const char *what_to_do(wy_str words)
{
    static const char *const rows[][2] = {
        {"unauthorized", "a phone is attached but does not trust this computer yet; look at its screen and allow USB "
                         "debugging, then try again"},
        {"authorizing", "a phone is attached and waits for your answer; look at its screen and allow USB debugging, "
                        "then try again"},
        {"offline", "a phone is attached but does not answer; unplug it, plug it in again and unlock its screen, then "
                    "try again"},
        {"no permissions", "a phone is attached but this user may not use it; install the rules for it (Debian: apt "
                           "install android-sdk-platform-tools-common), plug it in again, then try again"},
        {"recovery", "the phone is in its recovery system; start it as usual, then try again"},
        {"sideload", "the phone waits for an update; start it as usual, then try again"},
        {"bootloader", "the phone is in its boot loader; start it as usual, then try again"},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_has(words, wy_str_c(rows[i][0])))
            return rows[i][1];
    return NULL;
}

static wy_err refused(wy_str words, struct wy_diag *diag)
{
    const char *step = what_to_do(words);
    if (step)
        return wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "%s", step);
    bool absent = wy_str_has(words, WY_S("not found"));
    return wy_fail(diag, absent ? WY_NOT_FOUND : WY_DENIED, WY_NO_OFFSET, "adb says: %.*s%s", WY_ARG(words),
                   absent ? " (`adb devices` lists what is attached)" : "");
}

// Sends one request and reads OKAY or FAIL.
static wy_err request(int fd, wy_str service, struct wy_diag *diag)
{
    char head[8];
    (void)snprintf(head, sizeof head, "%04x", (unsigned)service.len & 0xffff);
    char status[4], words[REPLY_MAX];
    size_t len = 0;
    if (!send_all(fd, (wy_str){head, 4}) || !send_all(fd, service) || !receive(fd, status, 4))
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "the adb server does not answer");
    if (memcmp(status, "OKAY", 4) == 0)
        return WY_OK;
    if (memcmp(status, "FAIL", 4) != 0 || !receive_text(fd, words, sizeof words, &len))
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "this is not an adb server");
    return refused((wy_str){words, len}, diag);
}

// The one phone that is ready, or the reason why there is none.
static wy_err choose_phone(char *serial, size_t cap, struct wy_diag *diag)
{
    int fd = connect_server(diag);
    if (fd < 0)
        return diag->code;
    char list[REPLY_MAX];
    size_t len = 0;
    wy_err err = request(fd, WY_S("host:devices"), diag);
    if (err == WY_OK && !receive_text(fd, list, sizeof list, &len))
        err = wy_fail(diag, WY_IO, WY_NO_OFFSET, "the adb server does not list its devices");
    close(fd);
    if (err != WY_OK)
        return err;
    wy_str rest = {list, len}, line, name = {0}, why = {0};
    size_t ready = 0;
    while (wy_str_next(&rest, '\n', &line)) {
        wy_str state = line, id;
        if (!wy_str_next(&state, '\t', &id) || !state.ptr)
            continue;
        bool is_ready = wy_str_eq(wy_str_trim(state), WY_S("device"));
        ready += is_ready;
        name = is_ready ? id : name;
        why = is_ready ? why : wy_str_trim(state);
    }
    if (ready > 1)
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET,
                       "%zu phones are attached; name one: adb:SERIAL (`adb devices` lists them)", ready);
    if (ready == 0 && why.len)
        return what_to_do(why)
                   ? refused(why, diag)
                   : wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "a phone is attached but not ready: %.*s", WY_ARG(why));
    if (ready == 0 || name.len + 1 > cap)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET,
                       "no phone is attached; plug it in and switch USB debugging on "
                       "(Settings > Developer options), or give a bugreport file");
    memcpy(serial, name.ptr, name.len);
    serial[name.len] = '\0';
    return WY_OK;
}

// Does the phone know shell,v2? A server that cannot say is taken for a new one.
static bool knows_shell_v2(wy_str serial)
{
    struct wy_diag own = {.offset = WY_NO_OFFSET};
    char text[512], features[REPLY_MAX];
    size_t len = 0;
    int fd = connect_server(&own);
    if (fd < 0)
        return true;
    int n = snprintf(text, sizeof text, "host-serial:%.*s:features", WY_ARG(serial));
    bool told =
        request(fd, (wy_str){text, (size_t)n}, &own) == WY_OK && receive_text(fd, features, sizeof features, &len);
    close(fd);
    return !told || wy_str_has((wy_str){features, len}, WY_S("shell_v2"));
}

static int open_command(wy_str serial, const char *command, bool v2, struct wy_diag *diag)
{
    int fd = connect_server(diag);
    if (fd < 0)
        return -1;
    char text[512];
    int n = snprintf(text, sizeof text, "host:transport:%.*s", WY_ARG(serial));
    wy_err err = request(fd, (wy_str){text, (size_t)n}, diag);
    n = snprintf(text, sizeof text, "%s:%s", v2 ? "shell,v2,raw" : "exec", command);
    if (err == WY_OK)
        err = request(fd, (wy_str){text, (size_t)n}, diag);
    if (err == WY_OK)
        return fd;
    close(fd);
    return -1;
}

wy_err wy_adb_open(wy_str serial, const struct wy_limits *limits, const struct wy_open_callbacks *cb,
                   struct wy_diag *diag)
{
    (void)limits;
    char chosen[256];
    if (serial.len == 0) {
        wy_err err = choose_phone(chosen, sizeof chosen, diag);
        if (err != WY_OK)
            return err;
        serial = wy_str_c(chosen);
    } else if (serial.len > 255) {
        return wy_fail(diag, WY_MALFORMED, WY_NO_OFFSET, "no serial number is that long");
    }
    size_t opened = 0;
    bool v2 = knows_shell_v2(serial);
    for (size_t i = 0; i < WY_COUNT(commands); i++) {
        struct wy_diag own = {.offset = WY_NO_OFFSET};
        int fd = open_command(serial, commands[i], v2, &own);
        if (fd < 0 && opened == 0) // the phone itself is not there
            return wy_fail(diag, own.code, WY_NO_OFFSET, "%s", own.text);
        if (fd < 0) {
            cb->unopened(cb->user, wy_str_c(commands[i]), &own);
            continue;
        }
        opened++;
        wy_err err = cb->opened(cb->user, fd, v2 ? WY_FEED_ADB : WY_FEED_ADB_RAW, wy_str_c(commands[i]), diag);
        close(fd);
        if (err != WY_OK)
            return err;
    }
    return WY_OK;
}

// shell,v2 (AOSP shell_protocol.h): packets of u8 id, u32le length, data. 1 stdout, 2 stderr, 3 exit code.
static wy_err next_packet(struct wy_adb_stream *s, struct wy_diag *diag)
{
    uint8_t head[5];
    size_t got = 0;
    wy_err err = wy_stream_fill(s->inner, head, sizeof head, &got, diag);
    if (err != WY_OK)
        return err;
    if (got == 0) {
        s->ended = true;
        return s->exit_code >= 0 ? WY_OK : wy_fail(diag, WY_TRUNCATED, WY_NO_OFFSET, "the phone hung up half-way");
    }
    if (got < sizeof head)
        return wy_fail(diag, WY_TRUNCATED, WY_NO_OFFSET, "the phone hung up half-way");
    s->id = head[0];
    s->left = (uint32_t)head[1] | (uint32_t)head[2] << 8 | (uint32_t)head[3] << 16 | (uint32_t)head[4] << 24;
    return WY_OK;
}

static void keep_aside(struct wy_adb_stream *s, const uint8_t *data, size_t n)
{
    if (s->id == 3 && n)
        s->exit_code = data[0];
    if (s->id != 2)
        return;
    size_t room = wy_min(n, sizeof s->error - s->error_len);
    memcpy(s->error + s->error_len, data, room);
    s->error_len += room;
}

static wy_err adb_read(struct wy_stream *stream, void *out, size_t cap, size_t *got, struct wy_diag *diag)
{
    struct wy_adb_stream *s = (struct wy_adb_stream *)stream;
    *got = 0;
    while (!s->ended) {
        if (s->left == 0) {
            wy_err err = next_packet(s, diag);
            if (err != WY_OK)
                return err;
            continue;
        }
        uint8_t aside[256];
        void *to = s->id == 1 ? out : aside;
        size_t room = s->id == 1 ? cap : sizeof aside, n = 0;
        wy_err err = s->inner->read(s->inner, to, s->left < room ? s->left : room, &n, diag);
        if (err != WY_OK)
            return err;
        if (n == 0)
            return wy_fail(diag, WY_TRUNCATED, WY_NO_OFFSET, "the phone hung up half-way");
        s->left -= (uint32_t)n;
        if (s->id == 1) {
            *got = n;
            return WY_OK;
        }
        keep_aside(s, aside, n);
    }
    return WY_OK;
}

struct wy_adb_stream wy_adb_stream(struct wy_stream *inner)
{
    return (struct wy_adb_stream){.stream = {.read = adb_read}, .inner = inner, .exit_code = -1};
}
