// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What a worker must not be able to do, tried in a worker. Each attempt reports what the kernel answered.
#include "test.h"

#include "sandbox/worker.h"
#include "scan/round.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef int (*attempt)(void); // 0 = the kernel let it happen

static int open_for_reading(void) { return open("/etc/passwd", O_RDONLY) < 0; }
static int open_relative(void) { return openat(AT_FDCWD, "Makefile", O_RDONLY) < 0; }
static int open_for_writing(void) { return open("/tmp/wary-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0; }
static int make_folder(void) { return mkdir("/tmp/wary-sandbox-folder", 0700) < 0; }
static int remove_file(void) { return unlink("/tmp/wary-sandbox-victim") < 0; }
static int rename_file(void) { return rename("/tmp/wary-sandbox-victim", "/tmp/wary-sandbox-other") < 0; }
static int truncate_file(void) { return truncate("/tmp/wary-sandbox-victim", 0) < 0; }
static int inet_socket(void) { return socket(AF_INET, SOCK_STREAM, 0) < 0; }
static int unix_socket(void) { return socket(AF_UNIX, SOCK_STREAM, 0) < 0; }
static int run_program(void) { return execl("/bin/true", "true", (char *)NULL) < 0; }
static int fork_process(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0;
}
static int signal_parent(void) { return kill(getppid(), 0) < 0; }
static int trace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0; }
static int memory_to_run(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}
// Memory that its bound would not count.
static int shared_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}
static int growing_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0) == MAP_FAILED;
}
static int copy_descriptor(void) { return dup(4) < 0; } // no new descriptors of its own

static const struct {
    const char *name;
    attempt run;
} attempts[] = {
    {"open a file", open_for_reading},
    {"open beside itself", open_relative},
    {"write a file", open_for_writing},
    {"make a folder", make_folder},
    {"remove a file", remove_file},
    {"rename a file", rename_file},
    {"truncate a file", truncate_file},
    {"open a network socket", inet_socket},
    {"open a local socket", unix_socket},
    {"run a program", run_program},
    {"start a process", fork_process},
    {"signal its parent", signal_parent},
    {"trace", trace},
    {"map code", memory_to_run},
    {"share memory", shared_memory},
    {"map memory that grows by itself", growing_memory},
    {"copy a descriptor", copy_descriptor},
};

static int try_all(int feed, int out, void *user)
{
    (void)feed;
    (void)user;
    for (size_t i = 0; i < WY_COUNT(attempts); i++) {
        char refused = attempts[i].run() ? 'y' : 'n';
        if (write(out, &refused, 1) != 1)
            return 1;
    }
    return 0;
}

static void run(bool sandbox, wy_worker_main main_function, struct wy_buf *out, wy_err expected)
{
    struct wy_worker w;
    struct wy_diag diag = {0};
    wy_buf_init(out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, sandbox, &wy_limits_default, main_function, NULL, &diag), WY_OK);
    assert_int_equal(wy_worker_finish(&w, out, &diag), expected);
}

static void everything_is_refused(void **state)
{
    (void)state;
    int victim = open("/tmp/wary-sandbox-victim", O_WRONLY | O_CREAT, 0600);
    assert_true(victim >= 0);
    assert_int_equal(write(victim, "x", 1), 1);
    close(victim);
    struct wy_buf out;
    run(true, try_all, &out, WY_OK);
    assert_int_equal(out.len, WY_COUNT(attempts));
    for (size_t i = 0; i < WY_COUNT(attempts); i++)
        if (out.data[i] != 'y')
            fail_msg("a worker can %s", attempts[i].name);
    struct stat st;
    assert_int_equal(stat("/tmp/wary-sandbox-victim", &st), 0);
    assert_int_equal(st.st_size, 1);
    unlink("/tmp/wary-sandbox-victim");
    wy_buf_fini(&out);
}

// Without the sandbox the same attempts succeed: the test above measures the sandbox, not the machine.
static int open_one(int feed, int out, void *user)
{
    (void)feed;
    (void)user;
    char answer = open_for_reading() ? 'y' : 'n';
    return write(out, &answer, 1) == 1 ? 0 : 1;
}

static void unconfined_it_is_not(void **state)
{
    (void)state;
    struct wy_buf out;
    run(false, open_one, &out, WY_OK);
    assert_int_equal(out.data[0], 'n');
    wy_buf_fini(&out);
}

static int crash(int feed, int out, void *user)
{
    (void)feed;
    (void)user;
    if (write(out, "part", 4) != 4)
        return 1;
    raise(SIGSEGV);
    return 0;
}

static void a_crash_is_told(void **state)
{
    (void)state;
    struct wy_buf out;
    struct wy_worker w;
    struct wy_diag diag = {0};
    wy_buf_init(&out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &wy_limits_default, crash, NULL, &diag), WY_OK);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_CANCELLED);
    assert_true(strlen(diag.text) > 0);
    wy_buf_fini(&out);
}

static int flood(int feed, int out, void *user)
{
    (void)feed;
    (void)user;
    static char block[65536];
    while (write(out, block, sizeof block) > 0)
        ;
    return 0;
}

static void a_flood_is_cut(void **state)
{
    (void)state;
    struct wy_buf out;
    run(true, flood, &out, WY_LIMIT);
    assert_true(out.len <= 1 << 20);
    wy_buf_fini(&out);
}

// To the last byte that was allowed, which is no multiple of what is read at a time.
static int write_a_little_much(int feed, int out, void *user)
{
    (void)feed;
    char text[101] = {0};
    return wy_worker_give(out, (wy_str){text, user ? 101 : 100}) ? 0 : 1;
}

static void the_maximum_is_exact(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        struct wy_worker w;
        struct wy_diag diag = {0};
        struct wy_buf out;
        wy_buf_init(&out, 100);
        assert_int_equal(wy_worker_start(&w, true, &wy_limits_default, write_a_little_much, more ? "" : NULL, &diag),
                         WY_OK);
        assert_int_equal(wy_worker_finish(&w, &out, &diag), more ? WY_LIMIT : WY_OK);
        assert_int_equal(out.len, 100);
        wy_buf_fini(&out);
    }
}

// Mebibytes that it can have, in steps; mapped files are none.
static int take_memory(int feed, int out, void *user)
{
    struct wy_feed_item item;
    uint64_t n = 0;
    enum { STEP = 1 << 20, STEPS_MAX = 300 };
    (void)user;
    if (!wy_feed_next(feed, &item) || mmap(NULL, 1 << 30, PROT_READ, MAP_PRIVATE, item.fd, 0) == MAP_FAILED)
        return 1;
    for (char *p; n < STEPS_MAX && (p = malloc(STEP)); n++)
        memset(p, 1, STEP);
    return wy_worker_give(out, (wy_str){(const char *)&n, sizeof n}) ? 0 : 2;
}

// Mebibytes that a worker with this limit can have.
static uint64_t memory_of_a_worker(uint64_t limit)
{
    struct wy_limits limits = wy_limits_default;
    struct wy_worker w;
    struct wy_diag diag = {0};
    struct wy_buf out;
    uint64_t got = 0;
    int fd = open("/tmp", O_TMPFILE | O_EXCL | O_RDWR, 0600);
    assert_true(fd >= 0 && ftruncate(fd, 1 << 30) == 0);
    limits.memory = limit;
    wy_buf_init(&out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &limits, take_memory, NULL, &diag), WY_OK);
    assert_int_equal(wy_feed_send(&w, fd, 0, WY_S(""), &diag), WY_OK);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_OK);
    assert_int_equal(out.len, sizeof got);
    memcpy(&got, out.data, sizeof got);
    close(fd);
    wy_buf_fini(&out);
    return got;
}

static void its_memory_has_a_bound(void **state)
{
    (void)state;
    char *own = malloc(200 << 20); // what the parent has already is not the worker's
    assert_non_null(own);
    memset(own, 1, 200 << 20);
    uint64_t got = memory_of_a_worker(100 << 20);
    assert_true(got > 60 && got <= 100);
    free(own);
}

// Who set a lower one, which Wary may have no right to raise, gets that, and no refusal.
static void a_lower_bound_of_the_user_stays(void **state)
{
    (void)state;
    struct rlimit before, lower;
    assert_int_equal(getrlimit(RLIMIT_DATA, &before), 0);
    lower = (struct rlimit){150 << 20, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_DATA, &lower), 0);
    uint64_t got = memory_of_a_worker(1 << 30);
    assert_int_equal(setrlimit(RLIMIT_DATA, &before), 0);
    assert_true(got > 60 && got <= 150);
}

// The temporary file that it is given, as a worker that does not keep to what it was told.
static int write_at_its_end(int feed, int out, void *user)
{
    struct wy_feed_item item;
    (void)out;
    if (!wy_feed_next(feed, &item))
        return 1;
    return pwrite(item.fd, "x", 1, *(const off_t *)user) == 1 ? 0 : 2;
}

static void what_it_writes_has_a_bound(void **state)
{
    (void)state;
    struct wy_limits limits = wy_limits_default;
    limits.spool = 100000;
    for (off_t at = 99999; at <= 100000; at++) {
        struct wy_worker w;
        struct wy_diag diag = {0};
        struct wy_buf out;
        struct stat st;
        int fd = open("/tmp", O_TMPFILE | O_EXCL | O_RDWR, 0600);
        assert_true(fd >= 0);
        wy_buf_init(&out, 1 << 20);
        assert_int_equal(wy_worker_start(&w, true, &limits, write_at_its_end, &at, &diag), WY_OK);
        assert_int_equal(wy_feed_send(&w, fd, 0, WY_S(""), &diag), WY_OK);
        assert_int_equal(wy_worker_finish(&w, &out, &diag), at < 100000 ? WY_OK : WY_CANCELLED);
        assert_int_equal(fstat(fd, &st), 0);
        assert_int_equal(st.st_size, at < 100000 ? 100000 : 0);
        close(fd);
        wy_buf_fini(&out);
    }
}

// An adb socket takes commands to the phone: what a worker is given it may only read. Nor can it make room for one
// under the number of the result.
static int write_to_what_is_given(int feed, int out, void *user)
{
    struct wy_feed_item item;
    struct iovec part = {(void *)(uintptr_t) "x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    const uint64_t disguised = (uint64_t)out | UINT64_C(1) << 32; // the kernel looks at the lower half
    (void)user;
    bool kept = close(out) < 0 && close(1) < 0 && syscall(SYS_close, disguised) < 0 && dup2(1, 20) < 0;
    if (!wy_feed_next(feed, &item) || item.fd <= out || !kept)
        return 1;
    bool refused = write(item.fd, "x", 1) < 0 && writev(item.fd, &part, 1) < 0 && pwrite(item.fd, "x", 1, 0) < 0 &&
                   send(item.fd, "x", 1, 0) < 0 && sendmsg(item.fd, &message, 0) < 0 &&
                   shutdown(item.fd, SHUT_RDWR) < 0;
    char answer;
    if (!refused || read(item.fd, &answer, 1) != 1 || close(item.fd) != 0)
        return 2;
    return wy_worker_give(out, (wy_str){&answer, 1}) ? 0 : 3;
}

static void what_it_is_given_can_not_be_written_to(void **state)
{
    (void)state;
    struct wy_worker w;
    struct wy_diag diag = {0};
    struct wy_buf out;
    int ends[2];
    char byte;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    wy_buf_init(&out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &wy_limits_default, write_to_what_is_given, NULL, &diag), WY_OK);
    assert_int_equal(wy_feed_send(&w, ends[1], 0, WY_S("adb"), &diag), WY_OK);
    assert_int_equal(write(ends[0], "y", 1), 1);
    close(ends[1]);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_OK);
    assert_str_is(wy_buf_str(&out), "y");
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
    wy_buf_fini(&out);
}

// What an older kernel and some containers answer.
static bool refuse(unsigned call)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {WY_COUNT(filter), filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int read_to_the_end(int feed, int out, void *user)
{
    struct wy_feed_item item;
    (void)user;
    while (wy_feed_next(feed, &item))
        close(item.fd);
    return wy_worker_give(out, WY_S("end")) ? 0 : 1;
}

// 0: unconfined, it is as ever; confined, it is told why not.
static int try_without(unsigned call)
{
    bool right = refuse(call);
    for (int sandbox = 0; sandbox < 2; sandbox++) {
        struct wy_worker w;
        struct wy_diag diag = {0};
        struct wy_buf out;
        wy_buf_init(&out, 1 << 20);
        bool refused = sandbox && call == SYS_close_range;
        right = right && wy_worker_start(&w, sandbox, &wy_limits_default, read_to_the_end, NULL, &diag) == WY_OK &&
                wy_worker_finish(&w, &out, &diag) == (refused ? WY_DENIED : WY_OK) &&
                (refused ? strstr(diag.text, "descriptors") != NULL : wy_str_eq(wy_buf_str(&out), WY_S("end")));
        wy_buf_fini(&out);
    }
    return right ? 0 : 1;
}

static void older_kernels_will_do_without_a_sandbox(void **state)
{
    (void)state;
    static const unsigned calls[] = {SYS_close_range, SYS_pidfd_open};
    for (size_t i = 0; i < WY_COUNT(calls); i++) {
        int status = -1;
        pid_t pid = fork(); // a filter stays
        if (pid == 0) {
            (void)alarm(20);
            _exit(try_without(calls[i]));
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
    }
}

static int write_to_the_terminal(int feed, int out, void *user)
{
    (void)feed;
    (void)out;
    (void)user;
    return write(1, "out", 3) < 0 && write(2, "error", 5) < 0 ? 0 : 1;
}

static void the_users_terminal_is_not_its_own(void **state)
{
    (void)state;
    int log = open("/tmp", O_TMPFILE | O_EXCL | O_RDWR, 0600), kept = dup(2);
    struct stat st;
    struct wy_buf out;
    assert_true(log >= 0 && kept >= 0 && dup2(log, 2) == 2);
    run(true, write_to_the_terminal, &out, WY_OK);
    assert_int_equal(dup2(kept, 2), 2);
    assert_int_equal(fstat(log, &st), 0);
    assert_int_equal(st.st_size, 0);
    close(log);
    close(kept);
    wy_buf_fini(&out);
}

enum { LINES = 3000 };

static int write_lines(int feed, int out, void *user)
{
    (void)feed;
    for (int i = 0; i < LINES; i++) {
        char line[64];
        int n = snprintf(line, sizeof line, "%060d\n", i);
        if (!wy_worker_give(out, (wy_str){line, (size_t)n}))
            return 1;
    }
    return wy_worker_give(out, wy_str_c(user ? user : "")) ? 0 : 1;
}

struct taken {
    size_t bytes, most, refuse_from;
};

static wy_err take(void *ctx, wy_bytes lines, struct wy_diag *diag)
{
    struct taken *t = ctx;
    assert_int_equal(lines.len % 61, 0);
    t->bytes += lines.len;
    t->most = lines.len > t->most ? lines.len : t->most;
    return t->bytes >= t->refuse_from ? wy_fail(diag, WY_MALFORMED, 0, "refused") : WY_OK;
}

static wy_err take_all(char *rest, size_t max, struct taken *t, struct wy_buf *out)
{
    struct wy_worker w;
    struct wy_diag diag = {0};
    wy_buf_init(out, max);
    assert_int_equal(wy_worker_start(&w, true, &wy_limits_default, write_lines, rest, &diag), WY_OK);
    return wy_worker_finish_lines(&w, &(struct wy_worker_lines){take, t}, out, &diag);
}

static void lines_are_taken_as_they_come(void **state)
{
    (void)state;
    struct wy_buf out;
    struct taken t = {.refuse_from = SIZE_MAX};
    assert_int_equal(take_all(NULL, 1 << 20, &t, &out), WY_OK);
    assert_int_equal(t.bytes, LINES * 61);
    assert_int_equal(out.len, 0);
    wy_buf_fini(&out);
    t = (struct taken){.refuse_from = SIZE_MAX};
    assert_int_equal(take_all("rest", 1 << 20, &t, &out), WY_OK);
    assert_int_equal(t.bytes, LINES * 61);
    assert_str_is(wy_buf_str(&out), "rest");
    wy_buf_fini(&out);
    t = (struct taken){.refuse_from = 1000};
    assert_int_equal(take_all(NULL, 1 << 20, &t, &out), WY_MALFORMED);
    wy_buf_fini(&out);
    t = (struct taken){.refuse_from = SIZE_MAX};
    assert_int_equal(take_all(NULL, 150000, &t, &out), WY_LIMIT); // of all that comes, not of what is held
    assert_true(t.bytes <= 150000);
    wy_buf_fini(&out);
}

static int read_names(int feed, int out, void *user)
{
    (void)user;
    struct wy_feed_item item;
    while (wy_feed_next(feed, &item)) {
        char first = '?';
        ssize_t n = pread(item.fd, &first, 1, 0);
        if (n != 1 || write(out, item.name, item.name_len) < 0 || write(out, &first, 1) != 1)
            return 1;
        close(item.fd);
    }
    return 0;
}

static void descriptors_arrive_with_their_names(void **state)
{
    (void)state;
    struct wy_worker w;
    struct wy_diag diag = {0};
    struct wy_buf out;
    wy_buf_init(&out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &wy_limits_default, read_names, NULL, &diag), WY_OK);
    int fd = open("/etc/passwd", O_RDONLY);
    for (int i = 0; i < 100; i++) // more than the worker may have open at once
        assert_int_equal(wy_feed_send(&w, fd, 0, WY_S("a/b"), &diag), WY_OK);
    close(fd);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_OK);
    assert_int_equal(out.len, 400);
    wy_buf_fini(&out);
}

// Work that lasts longer than the bound; a pipe that is silent for longer; and standing still.
static int work_on(int feed, int out, void *user)
{
    (void)feed;
    (void)user;
    clock_t end = clock() + 5 * CLOCKS_PER_SEC / 2;
    while (clock() < end)
        ;
    return wy_worker_give(out, WY_S("done")) ? 0 : 1;
}

static int work_for_ever(int feed, int out, void *user)
{
    volatile bool on = true;
    (void)feed, (void)out, (void)user;
    while (on)
        ;
    return 0;
}

static void processor_time_has_a_bound(void **state)
{
    (void)state;
    struct wy_worker w;
    struct wy_buf out;
    struct wy_diag diag = {0};
    struct wy_limits limits = wy_limits_default;
    limits.cpu_seconds = 1;
    wy_buf_init(&out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &limits, work_for_ever, NULL, &diag), WY_OK);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_CANCELLED);
    assert_non_null(strstr(diag.text, "--limit cpu_seconds="));
    wy_buf_fini(&out);
}

// By the kernel where memory is short, or by a hand: not the file's fault.
static void being_killed_is_told(void **state)
{
    (void)state;
    struct wy_worker w;
    struct wy_buf out;
    struct wy_diag diag = {0};
    wy_buf_init(&out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &wy_limits_default, work_for_ever, NULL, &diag), WY_OK);
    assert_int_equal(kill(w.pid, SIGKILL), 0);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_CANCELLED);
    assert_non_null(strstr(diag.text, "from outside"));
    wy_buf_fini(&out);
}

static int copy_pipe(int feed, int out, void *user)
{
    struct wy_feed_item item;
    char text[16];
    (void)user;
    if (!wy_feed_next(feed, &item))
        return 1;
    ssize_t n = read(item.fd, text, sizeof text);
    return n > 0 && wy_worker_give(out, (wy_str){text, (size_t)n}) ? 0 : 1;
}

static int stand_still(int feed, int out, void *user)
{
    (void)feed;
    if (*(const char *)user == 'c') // behind a result that looks complete
        close(out);
    return poll(NULL, 0, -1);
}

static struct wy_worker start_impatient(uint64_t idle_seconds, wy_worker_main main_function, const char *user,
                                        struct wy_buf *out)
{
    struct wy_worker w;
    struct wy_diag diag = {0};
    struct wy_limits limits = wy_limits_default;
    limits.idle_seconds = idle_seconds;
    wy_buf_init(out, 1 << 20);
    assert_int_equal(wy_worker_start(&w, true, &limits, main_function, (void *)(uintptr_t)user, &diag), WY_OK);
    return w;
}

static void assert_given_up(struct wy_diag *diag) { assert_non_null(strstr(diag->text, "--limit idle_seconds=")); }

static void standing_still_has_a_bound(void **state)
{
    (void)state;
    struct wy_buf out;
    struct wy_diag diag = {0};
    for (const char *how = "co"; *how; how++) {
        struct wy_worker w = start_impatient(1, stand_still, how, &out);
        assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_CANCELLED);
        assert_given_up(&diag);
        wy_buf_fini(&out);
    }
    struct wy_worker w = start_impatient(1, stand_still, "o", &out);
    wy_err err = WY_OK;
    while (err == WY_OK) // until the feed is full
        err = wy_feed_send(&w, 0, 0, WY_S("more"), &diag);
    assert_int_equal(err, WY_CANCELLED);
    assert_given_up(&diag);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_CANCELLED);
    wy_buf_fini(&out);
}

static bool judge_none(const void *user, struct wy_round_feed *feed, struct wy_buf *out)
{
    (void)feed, (void)out;
    return user ? raise(SIGSEGV) != 0 : poll(NULL, 0, -1) == 0;
}

// Not a wait for each case that is left; of one that died, why.
static void a_round_is_given_up_once(void **state)
{
    (void)state;
    enum { CASES = 20000 };
    const char **paths = calloc(CASES, sizeof *paths);
    struct wy_limits limits = wy_limits_default;
    assert_non_null(paths);
    for (size_t i = 0; i < CASES; i++)
        paths[i] = "/etc/passwd";
    limits.idle_seconds = 1;
    for (int dies = 0; dies < 2; dies++) {
        struct wy_round_job job = {&limits, true, judge_none, dies ? &dies : NULL};
        struct wy_round round;
        assert_int_equal(wy_round_run(&job, paths, CASES, &round), WY_CANCELLED);
        assert_true(round.cases < CASES);
        assert_non_null(strstr(round.diag.text, dies ? "signal 11" : "--limit idle_seconds="));
        wy_round_fini(&round);
    }
    free(paths);
}

static void long_work_has_none(void **state)
{
    (void)state;
    struct wy_buf out;
    struct wy_diag diag = {0};
    struct wy_worker w = start_impatient(1, work_on, "", &out);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_OK);
    assert_str_is(wy_buf_str(&out), "done");
    wy_buf_fini(&out);
}

static void a_slow_pipe_is_waited_for(void **state)
{
    (void)state;
    struct wy_buf out;
    struct wy_diag diag = {0};
    int ends[2];
    struct wy_worker w = start_impatient(2, copy_pipe, "", &out);
    assert_int_equal(pipe(ends), 0);
    wy_worker_may_await(&w, ends[0]);
    assert_int_equal(wy_feed_send(&w, ends[0], 0, WY_S("slow"), &diag), WY_OK);
    pid_t writer = fork();
    if (writer == 0) {
        sleep(4);
        _exit(write(ends[1], "late", 4) == 4 ? 0 : 1);
    }
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(wy_worker_finish(&w, &out, &diag), WY_OK);
    assert_str_is(wy_buf_str(&out), "late");
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    wy_buf_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_refused),
        cmocka_unit_test(unconfined_it_is_not),
        cmocka_unit_test(a_crash_is_told),
        cmocka_unit_test(a_flood_is_cut),
        cmocka_unit_test(the_maximum_is_exact),
        cmocka_unit_test(its_memory_has_a_bound),
        cmocka_unit_test(a_lower_bound_of_the_user_stays),
        cmocka_unit_test(what_it_writes_has_a_bound),
        cmocka_unit_test(what_it_is_given_can_not_be_written_to),
        cmocka_unit_test(older_kernels_will_do_without_a_sandbox),
        cmocka_unit_test(the_users_terminal_is_not_its_own),
        cmocka_unit_test(lines_are_taken_as_they_come),
        cmocka_unit_test(descriptors_arrive_with_their_names),
        cmocka_unit_test(standing_still_has_a_bound),
        cmocka_unit_test(a_round_is_given_up_once),
        cmocka_unit_test(long_work_has_none),
        cmocka_unit_test(processor_time_has_a_bound),
        cmocka_unit_test(being_killed_is_told),
        cmocka_unit_test(a_slow_pipe_is_waited_for),
    };
    return cmocka_run_group_tests_name("sandbox/worker", tests, NULL, NULL);
}
