// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// setrlimit(2), Landlock(7) and seccomp(2), in that order: each step needs what the next one forbids.
#include "sandbox/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Rights that Debian 12's headers (ABI 2) do not know yet; the kernel is asked which it has.
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)  // ABI 3
#define RIGHT_IOCTL_DEV (UINT64_C(1) << 15) // ABI 5

enum { DESCRIPTORS_MAX = 64 };

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 0 ? 0 : (int)abi;
}

// No rule is added: every path is refused.
static wy_err enter_landlock(struct wy_diag *diag)
{
    int abi = landlock_abi();
    if (abi < 1)
        return wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "this kernel offers no Landlock");
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; // everything of ABI 1
    if (abi >= 2)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3)
        rights |= RIGHT_TRUNCATE;
    if (abi >= 5)
        rights |= RIGHT_IOCTL_DEV;
    struct landlock_ruleset_attr attr = {.handled_access_fs = rights};
    long fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    long denied = fd < 0 ? -1 : syscall(SYS_landlock_restrict_self, (int)fd, 0);
    if (fd >= 0)
        close((int)fd);
    return denied == 0 ? WY_OK : wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "Landlock: %s", strerror(errno));
}

// What the process has already, of the kind that RLIMIT_DATA counts: the parent's knowledge, a sanitizer's shadow. The
// parent's are shared until written to. Bytes; 0 where the kernel does not say.
static uint64_t memory_at_start(void)
{
    char text[256] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    wy_str rest = {text, n > 0 ? (size_t)n : 0}, field = {0};
    uint64_t pages;
    for (int i = 0; i < 6; i++)
        (void)wy_str_next(&rest, ' ', &field);
    return wy_str_u64(field, &pages) ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

// RLIMIT_DATA, not RLIMIT_AS: private memory that can be written to is what a file can make grow. Mapped files, the
// reserve of the C library's arenas (64 MiB for each thread) and the like are no memory.
static wy_err enter_rlimits(const struct wy_limits *limits, struct wy_diag *diag)
{
    uint64_t memory;
    if (!wy_add_u64(limits->memory, memory_at_start(), &memory))
        memory = RLIM_INFINITY;
    // `more`: so far behind the bound does the kernel kill without a word. SIGXCPU tells why, where it may come first.
    const struct {
        __rlimit_resource_t what;
        rlim_t value, more;
    } rows[] = {
        {RLIMIT_CORE, 0, 0},
        {RLIMIT_FSIZE, (rlim_t)limits->spool, 0},
        {RLIMIT_NOFILE, DESCRIPTORS_MAX, 0},
        {RLIMIT_CPU, (rlim_t)limits->cpu_seconds, 1},
        {RLIMIT_DATA, (rlim_t)memory, 0},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        struct rlimit r;
        if (getrlimit(rows[i].what, &r) != 0)
            return wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "getrlimit: %s", strerror(errno));
        rlim_t most = r.rlim_cur - wy_min(r.rlim_cur, rows[i].more); // a lower one of the user's (ulimit) stays
        r.rlim_cur = wy_min(rows[i].value, most);
        r.rlim_max = r.rlim_cur + rows[i].more;
        if (setrlimit(rows[i].what, &r) != 0)
            return wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "setrlimit: %s", strerror(errno));
    }
    return WY_OK;
}

static const int allowed[] = {
    // reading and writing what is open already; recvmsg brings more descriptors from the parent
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64), // to the temporary file; sockets and pipes know no positions
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(recvmsg),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(fadvise64),
    // memory
    SCMP_SYS(brk),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(madvise),
    // threads of the C library and the clock
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(tgkill),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

// The result is all that may be written to: an adb socket would take what a worker writes for a command to the phone.
// So that no other descriptor gets the result's number, neither it nor a lower one is closed.
static bool add_descriptor_rules(scmp_filter_ctx ctx, int out)
{
    const struct scmp_arg_cmp result = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)out, 0);
    bool ok = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, result) == 0;
    for (int fd = out + 1; fd < DESCRIPTORS_MAX && ok; fd++) {
        const struct scmp_arg_cmp other = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)fd, 0);
        ok = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(close), 1, other) == 0;
    }
    return ok;
}

static bool add_conditional_rules(scmp_filter_ctx ctx)
{
    // Memory may become writable or executable, never both, and never executable at all for us. What is shared or grows
    // by itself as a stack does is not counted by RLIMIT_DATA.
    const struct scmp_arg_cmp not_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp counted = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_GROWSDOWN, 0);
    // newfstatat only as fstat (AT_EMPTY_PATH); paths are refused by Landlock anyway.
    const struct scmp_arg_cmp empty_path = SCMP_A3(SCMP_CMP_MASKED_EQ, 0x1000 /* AT_EMPTY_PATH */, 0x1000);
    const struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, 0x10000 /* CLONE_THREAD */, 0x10000);
    return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, not_exec, counted) == 0 &&
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_exec) == 0 &&
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, empty_path) == 0 &&
           // Threads yes, processes no. clone3 hides its flags from us; ENOSYS sends the C library to clone.
           seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, thread) == 0 &&
           seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static wy_err enter_seccomp(int out, struct wy_diag *diag)
{
    // EPERM rather than a kill: the C library asks for optional things (a clock file, a CPU count) and takes no for an
    // answer. The list is what matters.
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!ctx)
        return wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "seccomp: no memory");
    bool ok = true;
    for (size_t i = 0; i < WY_COUNT(allowed); i++)
        ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    ok = ok && add_conditional_rules(ctx) && add_descriptor_rules(ctx, out);
    int loaded = ok ? seccomp_load(ctx) : -EINVAL;
    seccomp_release(ctx);
    return loaded == 0 ? WY_OK : wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "seccomp: %s", strerror(-loaded));
}

wy_err wy_sandbox_enter(const struct wy_limits *limits, int out, struct wy_diag *diag)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return wy_fail(diag, WY_DENIED, WY_NO_OFFSET, "prctl: %s", strerror(errno));
    wy_err err = enter_rlimits(limits, diag);
    if (err == WY_OK)
        err = enter_landlock(diag);
    return err == WY_OK ? enter_seccomp(out, diag) : err;
}
