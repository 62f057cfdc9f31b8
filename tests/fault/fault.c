// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole line with the nth allocation failing, and with the nth read failing, for all n: no crash, no leak of
// memory, and never a clean bill: what could not be read is an error or a gap. The allocator and read calls of our own
// objects are wrapped by the linker (--wrap), so that nothing in the product knows of this test.
#include "test.h"

#include "checks/check.h"
#include "evidence/codec.h"
#include "reports/report.h"
#include "sandbox/worker.h"
#include "scan/examine.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *example; // a bugreport made by recipe

// One countdown each; 0 = never fail.
static struct {
    long allocations, reads;
    bool hit;
} fault;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
ssize_t __real_pread64(int fd, void *out, size_t n, off_t at);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
ssize_t __wrap_pread64(int fd, void *out, size_t n, off_t at);

static bool due(long *countdown)
{
    if (*countdown == 0 || --*countdown > 0)
        return false;
    fault.hit = true;
    return true;
}

void *__wrap_malloc(size_t n) { return due(&fault.allocations) ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t size) { return due(&fault.allocations) ? NULL : __real_calloc(n, size); }
void *__wrap_realloc(void *p, size_t n) { return due(&fault.allocations) ? NULL : __real_realloc(p, n); }

ssize_t __wrap_pread64(int fd, void *out, size_t n, off_t at)
{
    if (!due(&fault.reads))
        return __real_pread64(fd, out, n, at);
    errno = EIO;
    return -1;
}

// The fortified spelling of the same call.
ssize_t __wrap___pread64_chk(int fd, void *out, size_t n, off_t at, size_t room);
ssize_t __wrap___pread64_chk(int fd, void *out, size_t n, off_t at, size_t room)
{
    assert_true(n <= room);
    return __wrap_pread64(fd, out, n, at);
}

static int send_example(void)
{
    int feed[2];
    struct wy_diag diag = {0};
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, feed), 0);
    int fd = open(example, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(
        wy_feed_send(&(struct wy_worker){.feed = feed[0], .awaited = -1}, fd, 0, WY_S("report.zip"), &diag), WY_OK);
    close(fd);
    close(feed[0]);
    return feed[1];
}

// What the worker does, here in the test's own process; the evidence as text, or nothing where it gave up.
static size_t examine(char *out, size_t cap)
{
    struct wy_ingest_options options = {.min_sdk = -1, .max_sdk = -1};
    struct wy_examine_job job = {.limits = &wy_limits_default, .options = &options, .target = example};
    int feed = send_example(), result = memfd_create("result", MFD_CLOEXEC);
    int status = wy_examine(feed, result, &job);
    close(feed);
    ssize_t n = status == 0 ? __real_pread64(result, out, cap, 0) : 0;
    close(result);
    assert_true(n >= 0 && (size_t)n < cap);
    return (size_t)n;
}

enum { EVIDENCE_MAX = 8 << 20 };

static void examine_with_faults(long *countdown)
{
    char *out = test_malloc(EVIDENCE_MAX);
    size_t whole = examine(out, EVIDENCE_MAX), reached = 0;
    assert_true(whole > 1000);
    assert_null(memmem(out, whole, "\"gaps\"", 6));
    long step = 1;
    for (long n = 1;; n += step) {
        fault.hit = false;
        *countdown = n;
        size_t len = examine(out, EVIDENCE_MAX);
        *countdown = 0;
        if (!fault.hit)
            break;
        reached++;
        // Either nothing came back, or the evidence tells of a gap, or the refused thing was not needed after all.
        if (len && !memmem(out, len, "\"gaps\"", 6) && len != whole) {
            int keep = open("/tmp/wary-fault.json", O_WRONLY | O_CREAT | O_TRUNC, 0600);
            (void)!write(keep, out, len);
            close(keep);
            fail_msg("failure %ld lost something without a word: /tmp/wary-fault.json", n);
        }
        step = 1 + n / 200; // every early one, then evenly spaced
    }
    assert_true(reached > 0);
    test_free(out);
}

static void every_allocation_of_a_worker(void **state)
{
    (void)state;
    examine_with_faults(&fault.allocations);
}

static void every_read_of_a_worker(void **state)
{
    (void)state;
    examine_with_faults(&fault.reads);
}

// Decoding, judging and reporting in the parent.
static bool judge(wy_bytes text, const char *format)
{
    struct wy_evidence ev;
    wy_evidence_init(&ev, &wy_limits_default);
    struct wy_findings findings;
    wy_findings_init(&findings, &wy_limits_default);
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    bool ok = wy_evidence_decode(&ev, text, &diag) == WY_OK;
    if (ok) {
        struct wy_check_run run = {.ev = &ev, .out = &findings, .now = 1764547200};
        wy_checks_run(&run);
        struct wy_answers answers = wy_answer(&findings, &ev);
        struct wy_report_input in = {.evidence = &ev,
                                     .findings = &findings,
                                     .answers = &answers,
                                     .now = run.now,
                                     .version = "test",
                                     .salt = (const uint8_t *)"0123456789abcdef"};
        struct wy_buf buf;
        wy_buf_init(&buf, 32 << 20);
        ok = wy_report_find(wy_str_c(format))->write(&in, &buf) == WY_OK && buf.err == WY_OK && findings.err == WY_OK;
        wy_buf_fini(&buf);
    }
    wy_findings_fini(&findings);
    wy_evidence_fini(&ev);
    return ok;
}

static void every_allocation_of_a_report(void **state)
{
    (void)state;
    char *out = test_malloc(EVIDENCE_MAX);
    size_t len = examine(out, EVIDENCE_MAX);
    wy_bytes text = {(const uint8_t *)out, len};
    static const char *const formats[] = {"terminal", "json", "html", "sarif", "csv"};
    for (size_t i = 0; i < WY_COUNT(formats); i++) {
        assert_true(judge(text, formats[i]));
        size_t failures = 0;
        long step = 1;
        for (long n = 1;; n += step) {
            fault.hit = false;
            fault.allocations = n;
            bool ok = judge(text, formats[i]);
            fault.allocations = 0;
            if (!fault.hit)
                break;
            failures += !ok;
            step = 1 + n / 100;
        }
        assert_true(failures > 0);
    }
    test_free(out);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    example = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_worker),
        cmocka_unit_test(every_read_of_a_worker),
        cmocka_unit_test(every_allocation_of_a_report),
    };
    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
