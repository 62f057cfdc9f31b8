// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker.h"

#include "core/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_NOT_CONFINED = 3 };
enum { FEED = 3, RESULT = 4, INHERITED_MAX = 65536 }; // the child's descriptors

// The child's two descriptors get their numbers; standard input and output become /dev/null, and in the sandbox the
// standard error, too, which is the user's terminal or log. Every other one is closed.
static bool arrange_descriptors(bool sandbox, int feed, int result)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || (sandbox && dup2(null, 2) < 0))
        return false;
    int f = fcntl(feed, F_DUPFD, 10), r = fcntl(result, F_DUPFD, 10);
    if (f < 0 || r < 0 || dup2(f, FEED) < 0 || dup2(r, RESULT) < 0)
        return false;
    if (syscall(SYS_close_range, RESULT + 1u, ~0u, 0u) == 0)
        return true;
    // Linux before 5.9, or a container's filter. The parent's ends have to go at least: the feed would never end.
    for (int fd = RESULT + 1; !sandbox && fd < INHERITED_MAX; fd++)
        close(fd);
    return !sandbox;
}

_Noreturn static void end_unconfined(int out, wy_str why)
{
    bool told = wy_worker_give(out, why);
    (void)told; // the parent is gone, then
    _exit(STATUS_NOT_CONFINED);
}

_Noreturn static void child(bool sandbox, const struct wy_limits *limits, wy_worker_main run, void *user)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); // no worker outlives its parent
    for (int s = 1; s < 32; s++)
        (void)signal(s, SIG_DFL); // the caller's handlers know nothing of this process
    struct wy_diag diag = {0};
    if (sandbox && wy_sandbox_enter(limits, RESULT, &diag) != WY_OK)
        end_unconfined(RESULT, wy_str_c(diag.text));
    _exit(run(FEED, RESULT, user));
}

static void close_pair(int fds[2])
{
    close(fds[0]);
    close(fds[1]);
}

wy_err wy_worker_start(struct wy_worker *w, bool sandbox, const struct wy_limits *limits, wy_worker_main run,
                       void *user, struct wy_diag *diag)
{
    int feed[2], result[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, feed) != 0)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "socketpair: %s", strerror(errno));
    if (pipe2(result, O_CLOEXEC) != 0) {
        close_pair(feed);
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "pipe: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid == 0) {
        if (!arrange_descriptors(sandbox, feed[1], result[1]))
            end_unconfined(result[1], WY_S("this kernel or container refuses to close descriptors"));
        child(sandbox, limits, run, user);
    }
    close(feed[1]);
    close(result[1]);
    if (pid < 0) {
        close(feed[0]);
        close(result[0]);
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "fork: %s", strerror(errno));
    }
    *w = (struct wy_worker){pid, feed[0], result[0], limits->idle_seconds, -1};
    return WY_OK;
}

void wy_worker_may_await(struct wy_worker *w, int fd)
{
    if (w->awaited < 0)
        w->awaited = fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

static bool is_ready(int fd, short events, int timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = events};
    int n;
    while ((n = poll(&p, 1, timeout_ms)) < 0 && errno == EINTR)
        ;
    return n != 0;
}

// -1 where the system does not say.
static int64_t processor_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    bool known = clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &t) == 0;
    return known ? (int64_t)t.tv_sec * 1000000000 + t.tv_nsec : -1;
}

// Until `fd` can be read or written. Long work uses processor time, be it a microsecond, and is never cut short. What
// counts is turns of waiting, not the clock: one that went on while everything was stopped (Ctrl-Z) says nothing about
// the worker.
static wy_err await(const struct wy_worker *w, int fd, short events, struct wy_diag *diag)
{
    enum { TURN_MS = 1000 };
    int64_t used = processor_ns(w->pid);
    for (uint64_t still = 0; !is_ready(fd, events, w->idle_seconds ? TURN_MS : -1);) {
        int64_t now = processor_ns(w->pid);
        bool excused = now != used || now < 0 || (w->awaited >= 0 && !is_ready(w->awaited, POLLIN, 0));
        still = excused ? 0 : still + 1;
        used = now;
        if (still >= w->idle_seconds)
            return wy_fail(diag, WY_CANCELLED, WY_NO_OFFSET,
                           "reading stood still for %llu seconds and was given up (see --limit idle_seconds=)",
                           (unsigned long long)still);
    }
    return WY_OK;
}

// Hands on what ends within the last `n` bytes.
static wy_err give_lines(const struct wy_worker_lines *lines, struct wy_buf *out, size_t n, struct wy_diag *diag)
{
    const char *end = memrchr(out->data + out->len - n, '\n', n);
    if (!end)
        return WY_OK;
    size_t whole = (size_t)(end + 1 - out->data);
    wy_err err = lines->take(lines->ctx, (wy_bytes){(const uint8_t *)out->data, whole}, diag);
    memmove(out->data, out->data + whole, out->len - whole);
    out->len -= whole;
    return err;
}

static wy_err read_result(const struct wy_worker *w, const struct wy_worker_lines *lines, struct wy_buf *out,
                          struct wy_diag *diag)
{
    enum { STEP = 256 * 1024 };
    uint64_t all = 0;
    for (;;) {
        char beyond;
        size_t room = (size_t)wy_min(out->max - all, STEP);
        char *to = room ? wy_buf_reserve(out, room) : &beyond;
        if (!to)
            return wy_fail(diag, out->err, all, "no memory for a worker's evidence");
        wy_err still = await(w, w->result, POLLIN, diag);
        if (still != WY_OK)
            return still;
        ssize_t n = read(w->result, to, room ? room : 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return wy_fail(diag, WY_IO, all, "reading from a worker: %s", strerror(errno));
        if (n == 0)
            return WY_OK;
        if (!room)
            return wy_fail(diag, WY_LIMIT, all, "a worker returned more than %llu bytes of evidence",
                           (unsigned long long)out->max);
        out->len += (size_t)n;
        all += (size_t)n;
        wy_err err = lines ? give_lines(lines, out, (size_t)n, diag) : WY_OK;
        if (err != WY_OK)
            return err;
    }
}

// A worker that has closed its result still has to end. A kernel or a container that has no pidfd_open tells nobody;
// there it is waited for.
static wy_err await_end(const struct wy_worker *w, struct wy_diag *diag)
{
    int fd = (int)syscall(SYS_pidfd_open, w->pid, 0);
    if (fd < 0)
        return WY_OK;
    wy_err err = await(w, fd, POLLIN, diag);
    close(fd);
    return err;
}

static wy_err judge_status(int status, const struct wy_buf *out, struct wy_diag *diag)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return WY_OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NOT_CONFINED)
        return wy_fail(diag, WY_DENIED, WY_NO_OFFSET,
                       "the worker cannot be confined (%.*s); --no-sandbox works without, and the report will say so",
                       WY_ARG(wy_buf_str(out)));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return wy_fail(diag, WY_CANCELLED, WY_NO_OFFSET, "reading took too long (see --limit cpu_seconds=)");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) // nothing that a file makes a worker do
        return wy_fail(
            diag, WY_CANCELLED, WY_NO_OFFSET,
            "the worker was ended from outside, most likely because this computer has too little memory: end "
            "other programs and try again (--limit memory= makes Wary ask for less)");
    if (WIFSIGNALED(status))
        return wy_fail(diag, WY_CANCELLED, WY_NO_OFFSET, "the worker died of signal %d: please report this file's kind",
                       WTERMSIG(status));
    return wy_fail(diag, WY_CANCELLED, WY_NO_OFFSET, "the worker ended with status %d", WEXITSTATUS(status));
}

wy_err wy_worker_finish(struct wy_worker *w, struct wy_buf *out, struct wy_diag *diag)
{
    return wy_worker_finish_lines(w, NULL, out, diag);
}

wy_err wy_worker_finish_lines(struct wy_worker *w, const struct wy_worker_lines *lines, struct wy_buf *out,
                              struct wy_diag *diag)
{
    if (w->feed >= 0)
        close(w->feed);
    wy_err err = read_result(w, lines, out, diag);
    close(w->result);
    if (err == WY_OK)
        err = await_end(w, diag);
    if (w->awaited >= 0)
        close(w->awaited);
    if (err != WY_OK)
        kill(w->pid, SIGKILL);
    int status = 0;
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return err == WY_OK ? judge_status(status, out, diag) : err;
}

struct feed_header {
    int32_t kind;
    uint32_t name_len;
};

bool wy_worker_give(int out, wy_str text)
{
    while (text.len) {
        ssize_t n = write(out, text.ptr, text.len);
        if (n < 0 && errno != EINTR)
            return false;
        text = wy_str_from(text, n > 0 ? (size_t)n : 0);
    }
    return true;
}

wy_err wy_feed_send(const struct wy_worker *w, int fd, int kind, wy_str name, struct wy_diag *diag)
{
    struct feed_header head = {kind, (uint32_t)wy_min(name.len, WY_FEED_NAME_MAX)};
    struct iovec parts[2] = {{&head, sizeof head}, {(void *)(uintptr_t)name.ptr, head.name_len}};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
    struct msghdr msg = {.msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    wy_err err = await(w, w->feed, POLLOUT, diag); // one that is stuck takes nothing, and sendmsg would wait for ever
    if (err != WY_OK)
        return err;
    ssize_t n;
    while ((n = sendmsg(w->feed, &msg, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        ;
    return n >= 0 ? WY_OK : wy_fail(diag, WY_IO, WY_NO_OFFSET, "the worker takes no more files: %s", strerror(errno));
}

bool wy_feed_next(int feed, struct wy_feed_item *item)
{
    struct feed_header head;
    struct iovec parts[2] = {{&head, sizeof head}, {item->name, sizeof item->name}};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    struct msghdr msg = {.msg_iov = parts, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t n;
    while ((n = recvmsg(feed, &msg, 0)) < 0 && errno == EINTR)
        ;
    struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&msg) : NULL;
    if (!c || n < (ssize_t)sizeof head || c->cmsg_type != SCM_RIGHTS)
        return false;
    memcpy(&item->fd, CMSG_DATA(c), sizeof item->fd);
    item->kind = head.kind;
    item->name_len = (size_t)n - sizeof head;
    return true;
}
