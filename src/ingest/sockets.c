// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Sockets, in three forms: `netstat`, `ss`, and /proc/net/{tcp,tcp6,udp,udp6}. Sockets of the unix kind are passed
// over. Most reports list connections only ("w/o servers"): then nothing is known about who listens, and nothing is
// covered.
#include "ingest/section.h"

#include <arpa/inet.h>

enum form { NO_FORM, NETSTAT, SS, PROC };
enum { WORDS_MAX = 16 };

struct state {
    enum form form;
    bool udp; // the table of /proc that is being read
};

// "[::]:80", "fe80::1:80", "*:80": the port is behind the last colon.
static void address(struct wy_evidence *ev, wy_str text, wy_str *host, struct wy_int *port)
{
    size_t colon = wy_str_rfind_char(text, ':');
    int64_t n;
    if (colon == WY_NPOS)
        return;
    *host = wy_evidence_text(ev, wy_str_sub(text, 0, colon));
    if (wy_str_i64(wy_str_from(text, colon + 1), &n) && n > 0 && n < 65536)
        *port = wy_int_of(n);
}

static bool transport(wy_str word) { return wy_str_starts(word, WY_S("tcp")) || wy_str_starts(word, WY_S("udp")); }

static size_t split(wy_str text, wy_str words[WORDS_MAX])
{
    size_t n = 0;
    while (n < WORDS_MAX && wy_str_next_word(&text, &words[n]))
        n++;
    return n;
}

// "tcp 0 0 0.0.0.0:5555 0.0.0.0:* LISTEN 0 12345 678/adbd"
static void netstat(struct wy_dump *d, wy_str text)
{
    wy_str words[WORDS_MAX];
    size_t n = split(text, words);
    if (n < 5 || !transport(words[0]))
        return;
    struct wy_evidence *ev = d->in->ev;
    struct wy_socket *row = WY_ADD(socket, ev, sockets, d->at);
    if (!row)
        return;
    row->protocol = wy_evidence_text(ev, words[0]);
    address(ev, words[3], &row->address, &row->port);
    row->remote = wy_evidence_text(ev, words[4]);
    if (n > 5 && wy_is_alpha(words[5].ptr[0]))
        row->state = wy_evidence_text(ev, words[5]);
    size_t slash = wy_str_find_char(words[n - 1], '/');
    if (n > 6 && slash != WY_NPOS)
        row->process = wy_evidence_text(ev, wy_str_from(words[n - 1], slash + 1));
}

// "tcp LISTEN 0 4 *:5555 *:* users:(("adbd",pid=1,fd=2)) uid:1000 ino:1"
static void ss(struct wy_dump *d, wy_str text)
{
    wy_str words[WORDS_MAX];
    size_t n = split(text, words);
    if (n < 6 || !transport(words[0]))
        return;
    struct wy_evidence *ev = d->in->ev;
    struct wy_socket *row = WY_ADD(socket, ev, sockets, d->at);
    if (!row)
        return;
    row->protocol = wy_evidence_text(ev, words[0]);
    row->state = wy_evidence_text(ev, words[1]);
    address(ev, words[4], &row->address, &row->port);
    row->remote = wy_evidence_text(ev, words[5]);
    wy_str process = wy_str_between(text, WY_S("users:((\""), WY_S("\"")),
           uid = wy_str_between(text, WY_S(" uid:"), WY_S(" "));
    int64_t id;
    row->process = process.len ? wy_evidence_text(ev, process) : (wy_str){0};
    if (wy_str_i64(uid, &id))
        row->uid = wy_int_of(id);
    d->seen |= wy_str_eq(words[1], WY_S("LISTEN"));
}

// "0100007F:1F90": each 32 bit word in the phone's (little-endian) order, the port as a number.
static bool hex_address(wy_str text, char *host, socklen_t host_size, uint64_t *port)
{
    uint8_t raw[16];
    size_t colon = wy_str_find_char(text, ':');
    if ((colon != 8 && colon != 32) || !wy_str_hex_u64(wy_str_from(text, colon + 1), port))
        return false;
    for (size_t i = 0; i < colon / 2; i++) {
        uint64_t byte;
        if (!wy_str_hex_u64(wy_str_sub(text, 2 * i, 2), &byte))
            return false;
        raw[(i & ~(size_t)3) + 3 - (i & 3)] = (uint8_t)byte;
    }
    return inet_ntop(colon == 8 ? AF_INET : AF_INET6, raw, host, host_size) != NULL;
}

static const char *proc_state(wy_str code, bool udp)
{
    static const char *const names[] = {"",          "ESTABLISHED", "SYN_SENT",   "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",
                                        "TIME_WAIT", "CLOSE",       "CLOSE_WAIT", "LAST_ACK", "LISTEN",    "CLOSING"};
    uint64_t n;
    if (!wy_str_hex_u64(code, &n) || n >= WY_COUNT(names))
        return "";
    return udp && n == 7 ? "UNCONN" : names[n];
}

// "  0: 00000000:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  2000        0 12345 ..."
static void proc(struct wy_dump *d, const struct state *s, wy_str text)
{
    wy_str words[WORDS_MAX];
    size_t n = split(text, words);
    char host[INET6_ADDRSTRLEN], remote[INET6_ADDRSTRLEN];
    uint64_t port, remote_port;
    int64_t uid;
    if (n < 8 || !hex_address(words[1], host, sizeof host, &port) ||
        !hex_address(words[2], remote, sizeof remote, &remote_port))
        return;
    struct wy_evidence *ev = d->in->ev;
    struct wy_socket *row = WY_ADD(socket, ev, sockets, d->at);
    if (!row)
        return;
    bool six = words[1].len > 16;
    row->protocol = s->udp ? (six ? WY_S("udp6") : WY_S("udp")) : (six ? WY_S("tcp6") : WY_S("tcp"));
    row->address = wy_evidence_text(ev, wy_str_c(host));
    row->port = wy_int_of((int64_t)(port & 0xffff));
    row->state = wy_str_c(proc_state(words[3], s->udp));
    row->remote = wy_arena_printf(&ev->arena, "%s:%u", remote, (unsigned)(remote_port & 0xffff));
    if (wy_str_i64(words[7], &uid))
        row->uid = wy_int_of(uid);
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    text = wy_str_trim(text);
    if (wy_str_starts(text, WY_S("Active Internet connections"))) {
        s->form = NETSTAT;
        d->seen |= wy_str_has(text, WY_S("servers and established")) || wy_str_has(text, WY_S("only servers"));
    } else if (wy_str_starts(text, WY_S("Proto Recv-Q"))) {
        s->form = NETSTAT;
    } else if (wy_str_starts(text, WY_S("Netid"))) {
        s->form = SS;
    } else if (wy_str_starts(text, WY_S("sl "))) {
        s->form = PROC;
        s->udp = wy_str_has(text, WY_S(" drops"));
        d->seen = true;
    } else if (s->form == NETSTAT) {
        netstat(d, text);
    } else if (s->form == SS) {
        ss(d, text);
    } else if (s->form == PROC) {
        proc(d, s, text);
    }
}

const struct wy_section wy_section_netstat = {
    .title = "NETSTAT",
    .names = "netstat|cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6|tcp|tcp6|udp|udp6",
    .tables = "sockets",
    .state_size = sizeof(struct state),
    .line = line,
};

const struct wy_section wy_section_ss = {
    .title = "DETAILED SOCKET STATE",
    .names = "ss",
    .tables = "sockets",
    .state_size = sizeof(struct state),
    .line = line,
};
