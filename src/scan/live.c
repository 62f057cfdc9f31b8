// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/live.h"

#include "sandbox/worker.h"
#include "scan/libpcap.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    SNAPLEN = 262144,
    KERNEL_BUFFER = 16 << 20,
    HELD_MAX = 256 << 10, // packets that wait to be written together
    TIMEOUT_MS = 100,
    TICK_MS = 200,
    NOBODY = 65534,
    CPU_SECONDS = 30 * 86400,
};

// A terminal that is closed ends the capture, too, unless it was started to outlive it (nohup).
static sigset_t the_signals(void)
{
    struct sigaction now;
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    if (sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        (void)sigaddset(&set, SIGHUP);
    return set;
}

// Held back in every process that is forked from now on: the parent and the copying process take them when they look
// for them, the worker never does. Ctrl-C goes to all processes of a terminal.
static void hold_signals(struct wy_live *live)
{
    sigset_t set = the_signals();
    (void)sigprocmask(SIG_BLOCK, &set, &live->mask);
    live->holds = true;
}

static void release_signals(struct wy_live *live)
{
    if (live->holds)
        (void)sigprocmask(SIG_SETMASK, &live->mask, NULL);
    live->holds = false;
}

// What allowed the interface to be opened is not needed any more.
static void drop_capabilities(void)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0}};
    (void)syscall(SYS_capset, &head, none);
}

static bool become_nobody(void)
{
    if (geteuid() == 0 &&
        (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0))
        return false;
    drop_capabilities();
    return true;
}

struct copy {
    struct wy_live *live;
    const struct wy_pcap *lib;
    int out;
    uint8_t *held;
    size_t n;
};

static bool flush(struct copy *c)
{
    for (size_t at = 0; at < c->n;) {
        ssize_t n = write(c->out, c->held + at, c->n - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    c->n = 0;
    return true;
}

static bool put(struct copy *c, const void *data, size_t size)
{
    if (size > HELD_MAX - c->n && !flush(c))
        return false;
    memcpy(c->held + c->n, data, size); // a packet is at most SNAPLEN, which is HELD_MAX
    c->n += size;
    return true;
}

static bool put_packet(struct copy *c, const struct pcap_pkthdr *h, const uint8_t *data)
{
    uint32_t caught = h->caplen < SNAPLEN ? h->caplen : SNAPLEN;
    const uint32_t record[] = {(uint32_t)h->ts.tv_sec, (uint32_t)h->ts.tv_usec, caught, h->len};
    c->live->counts->packets++;
    c->live->counts->bytes += h->len;
    return put(c, record, sizeof record) && put(c, data, caught);
}

// The header of a capture file; libpcap's number for raw IP differs between systems, the file's does not.
static bool put_head(struct copy *c, bool nanoseconds)
{
    int link = c->lib->datalink(c->live->capture);
    const uint32_t head[] = {nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4,   2 | 4 << 16, 0, 0, SNAPLEN,
                             (uint32_t)(link == DLT_RAW ? 101 : link)};
    return put(c, head, sizeof head) && flush(c);
}

// False: the interface ended, not the user.
static bool copy_packets(struct copy *c, int signals)
{
    bool ended = false;
    struct pollfd wait[] = {{c->lib->get_selectable_fd(c->live->capture), POLLIN, 0}, {signals, POLLIN, 0}};
    for (;;) {
        struct pcap_pkthdr *head;
        const unsigned char *data;
        int got = c->lib->next_ex(c->live->capture, &head, &data);
        ended = got < 0;
        if (got == 1 ? !put_packet(c, head, data) : got == 0 ? !flush(c) : true)
            break;
        bool quiet = got == 0; // else only look, now and then, whether it is to end
        if (!quiet && c->live->counts->packets % 256)
            continue;
        (void)poll(wait, WY_COUNT(wait), quiet ? TIMEOUT_MS : 0);
        if (wait[1].revents)
            break;
    }
    (void)flush(c);
    return !ended;
}

// Nobody's traffic is read when the program that was to report it is gone. Giving up rights undoes this: it comes
// after.
static bool ends_with(pid_t parent) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent; }

_Noreturn static void child(struct wy_live *live, const struct wy_pcap *lib, const struct wy_limits *limits, int out,
                            bool nanoseconds, pid_t parent)
{
    static uint8_t held[HELD_MAX];
    struct wy_limits own = *limits;
    struct wy_diag diag = {0};
    struct copy c = {live, lib, out, held, 0};
    sigset_t set = the_signals();
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    own.cpu_seconds = CPU_SECONDS;
    (void)signal(SIGPIPE, SIG_IGN);
    if (signals < 0 || !become_nobody() || !ends_with(parent) || wy_sandbox_enter(&own, out, &diag) != WY_OK)
        _exit(1);
    bool whole = put_head(&c, nanoseconds) && copy_packets(&c, signals);
    _exit(whole ? 0 : 1);
}

static wy_err open_interface(struct wy_live *live, const struct wy_pcap *lib, bool *nanoseconds, struct wy_diag *diag)
{
    char words[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = live->capture = lib->create(live->interface, words);
    if (!p)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "%s: %s", live->interface, words);
    (void)lib->set_snaplen(p, SNAPLEN);
    (void)lib->set_promisc(p, 0);
    (void)lib->set_timeout(p, TIMEOUT_MS);
    (void)lib->set_buffer_size(p, KERNEL_BUFFER);
    *nanoseconds = lib->set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO) == 0;
    int got = lib->activate(p);
    if (got >= 0 && lib->setnonblock(p, 1, words) == 0)
        return WY_OK;
    if (got == PCAP_ERROR_PERM_DENIED)
        return wy_fail(diag, WY_DENIED, WY_NO_OFFSET,
                       "%s: no right to capture. Run it with sudo, or give the program the right once: sudo setcap "
                       "cap_net_raw=ep FILE_OF_WARY. Or capture with a tool that you trust, and give Wary the file",
                       live->interface);
    if (got == PCAP_ERROR_NO_SUCH_DEVICE)
        return wy_fail(diag, WY_NOT_FOUND, WY_NO_OFFSET, "there is no interface \"%s\" here; ip link names them",
                       live->interface);
    return wy_fail(diag, WY_IO, WY_NO_OFFSET, "%s: %s", live->interface, lib->geterr(p));
}

wy_err wy_live_start(struct wy_live *live, const struct wy_limits *limits, struct wy_diag *diag)
{
    static struct wy_pcap lib; // stays loaded: both processes use it until they end
    bool nanoseconds = false;
    int ends[2];
    live->packets = -1;
    wy_err err = lib.handle ? WY_OK : wy_pcap_load(&lib, diag);
    if (err == WY_OK)
        err = open_interface(live, &lib, &nanoseconds, diag);
    if (err != WY_OK)
        return err;
    live->counts = mmap(NULL, sizeof *live->counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (live->counts == MAP_FAILED) {
        live->counts = NULL;
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "mmap: %s", strerror(errno));
    }
    if (pipe2(ends, O_CLOEXEC) != 0)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "pipe: %s", strerror(errno));
    hold_signals(live);
    pid_t self = getpid();
    live->pid = fork();
    if (live->pid == 0) {
        close(ends[0]);
        child(live, &lib, limits, ends[1], nanoseconds, self);
    }
    close(ends[1]);
    live->packets = ends[0];
    if (live->pid < 0) {
        live->pid = 0;
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "fork: %s", strerror(errno));
    }
    if (geteuid() != 0)
        drop_capabilities();
    return WY_OK;
}

static void tick(const struct wy_live *live)
{
    if (live->tick)
        live->tick(live->user, live->counts->packets, live->counts->bytes, live->counts->transfers);
}

void wy_live_watch(struct wy_live *live)
{
    const struct timespec pause = {0, TICK_MS * 1000000L};
    const sigset_t set = the_signals();
    bool told = false;
    int status = 0;
    uint64_t turns = 0, turns_max = (uint64_t)live->seconds * 1000 / TICK_MS;
    while (waitpid(live->pid, &status, WNOHANG) == 0) {
        bool over = sigtimedwait(&set, NULL, &pause) > 0 || (turns_max && turns >= turns_max);
        if (over && !told)
            (void)kill(live->pid, SIGTERM);
        if (over)
            release_signals(live); // the next one ends the program as it always does
        told |= over;
        if (++turns % (1000 / TICK_MS) == 0)
            tick(live);
    }
    live->broke = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    live->pid = 0;
    release_signals(live);
    tick(live);
}

void wy_live_stop(struct wy_live *live)
{
    struct wy_pcap lib;
    struct wy_diag diag = {0};
    struct pcap_stat stats = {0};
    release_signals(live);
    if (live->packets >= 0)
        close(live->packets);
    if (live->pid > 0) {
        (void)kill(live->pid, SIGKILL);
        (void)waitpid(live->pid, NULL, 0);
    }
    if (live->capture && wy_pcap_load(&lib, &diag) == WY_OK) {
        if (lib.stats(live->capture, &stats) == 0)
            live->dropped = stats.ps_drop;
        lib.close(live->capture);
    }
    if (live->counts)
        (void)munmap(live->counts, sizeof *live->counts);
    live->capture = NULL;
    live->counts = NULL;
    live->pid = 0;
    live->packets = -1;
}
