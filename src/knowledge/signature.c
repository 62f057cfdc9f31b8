// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// RFC 9580 section 6.2 for the armour; the status lines are those of GnuPG's doc/DETAILS.
#include "knowledge/signature.h"

#include "core/buffer.h"
#include "core/lang.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const char keyring[] = ".keys.gpg";
enum { KEY_MAX = 1 << 20, STATUS_MAX = 64 << 10, KEYS_MAX = 32, PATH_LONGEST = 4096 };

// The lines between the blank line after the headers and the checksum; absent when there is no armour.
static wy_str armoured(wy_str text)
{
    size_t begin = wy_str_find(text, WY_S("-----BEGIN PGP PUBLIC KEY BLOCK-----"));
    if (begin == WY_NPOS)
        return (wy_str){0};
    wy_str rest = wy_str_from(text, begin), line;
    while (wy_str_next(&rest, '\n', &line) && wy_str_trim(line).len)
        continue;
    wy_str body = rest;
    while (wy_str_next(&rest, '\n', &line))
        if (line.len && (line.ptr[0] == '=' || line.ptr[0] == '-'))
            return wy_str_sub(body, 0, (size_t)(line.ptr - body.ptr));
    return (wy_str){0};
}

static bool append_key(int folder, bool first, wy_str base64, struct wy_arena *arena)
{
    unsigned char *key = wy_new(arena, unsigned char, base64.len + 4);
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    int n = 0, last = 0;
    bool ok = key && ctx && base64.len > 0;
    if (ok) {
        EVP_DecodeInit(ctx);
        ok = EVP_DecodeUpdate(ctx, key, &n, (const unsigned char *)base64.ptr, (int)base64.len) >= 0 &&
             EVP_DecodeFinal(ctx, key + n, &last) >= 0 && n + last > 0;
    }
    EVP_ENCODE_CTX_free(ctx);
    int how = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | (first ? O_TRUNC : O_APPEND);
    int fd = ok ? openat(folder, keyring, how, 0600) : -1;
    ok = fd >= 0 && write(fd, key, (size_t)(n + last)) == n + last;
    if (fd >= 0)
        close(fd);
    return ok;
}

bool wy_signers_add(struct wy_signers *s, wy_str key, wy_str fingerprint, struct wy_arena *arena)
{
    wy_str base64 = armoured(key);
    char print[64];
    size_t n = 0;
    for (size_t i = 0; i < fingerprint.len && n < sizeof print; i++)
        if (wy_hex_digit(fingerprint.ptr[i]) >= 0)
            print[n++] = (char)(fingerprint.ptr[i] >= 'a' ? fingerprint.ptr[i] - 32 : fingerprint.ptr[i]);
    if (n < 40 || s->keys == KEYS_MAX || base64.len > KEY_MAX || !append_key(s->folder, !s->keys, base64, arena))
        return false;
    wy_str *row = wy_rows_add(&s->prints, arena, sizeof *row);
    if (!row)
        return false;
    *row = wy_arena_dup(arena, (wy_str){print, n});
    s->keys++;
    return row->ptr != NULL;
}

static void read_status(int fd, struct wy_buf *out)
{
    char block[4096];
    ssize_t n;
    while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            wy_buf_add(out, (wy_str){block, (size_t)n});
}

// Runs gpgv and takes its status lines; false when there is no gpgv. *good = it ended with 0.
static bool run_gpgv(const struct wy_signers *s, const char *signature, const char *file, struct wy_buf *status,
                     bool *good)
{
    char ring[PATH_LONGEST], sig[PATH_LONGEST], data[PATH_LONGEST];
    char *const env[] = {(char *)(uintptr_t) "LC_ALL=C", (char *)(uintptr_t) "PATH=/usr/bin:/bin", NULL};
    const char *args[] = {"gpgv", "--homedir", s->folder_name, "--status-fd", "1", "--keyring", ring,
                          "--",   sig,         data,           NULL};
    int ends[2];
    pid_t pid;
    if (snprintf(ring, sizeof ring, "%s/%s", s->folder_name, keyring) >= (int)sizeof ring ||
        snprintf(sig, sizeof sig, "%s/%s", s->folder_name, signature) >= (int)sizeof sig ||
        snprintf(data, sizeof data, "%s/%s", s->folder_name, file) >= (int)sizeof data || pipe2(ends, O_CLOEXEC) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    int failed = posix_spawn(&pid, "/usr/bin/gpgv", &actions, NULL, (char *const *)(uintptr_t)args, env);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    int code = -1;
    if (!failed) {
        read_status(ends[0], status);
        while (waitpid(pid, &code, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    *good = !failed && WIFEXITED(code) && WEXITSTATUS(code) == 0;
    return !failed && !(WIFEXITED(code) && WEXITSTATUS(code) == 127);
}

static bool is_named(const struct wy_signers *s, wy_str print)
{
    for (WY_EACH(const wy_str, p, s->prints))
        if (wy_str_eq(*p, print))
            return true;
    return false;
}

// Each signature of the file begins with NEWSIG; one line says what it is worth, and VALIDSIG names its keys, the
// primary one last: "[GNUPG:] VALIDSIG <signing key> <date> ... <primary key>". gpgv ends with 0 for keys that have
// expired or were revoked, too.
static enum wy_signed best_of(const struct wy_signers *s, wy_str status)
{
    static const struct {
        wy_str word;
        enum wy_signed worth;
    } words[] = {{WY_S_INIT("GOODSIG "), WY_SIGNATURE_GOOD},
                 {WY_S_INIT("EXPSIG "), WY_SIGNATURE_EXPIRED},
                 {WY_S_INIT("EXPKEYSIG "), WY_SIGNATURE_EXPIRED},
                 {WY_S_INIT("REVKEYSIG "), WY_SIGNATURE_REVOKED}};
    enum wy_signed best = WY_SIGNATURE_FOREIGN, one = WY_SIGNATURE_FOREIGN;
    for (wy_str line; wy_str_next(&status, '\n', &line);) {
        wy_str word, last = {0};
        if (!wy_str_starts(line, WY_S("[GNUPG:] ")))
            continue;
        line = wy_str_from(line, 9);
        if (wy_str_starts(line, WY_S("NEWSIG")))
            one = WY_SIGNATURE_FOREIGN;
        for (size_t i = 0; i < WY_COUNT(words); i++)
            if (wy_str_starts(line, words[i].word))
                one = words[i].worth;
        if (!wy_str_starts(line, WY_S("VALIDSIG ")))
            continue;
        while (wy_str_next_word(&line, &word))
            last = word;
        if (is_named(s, last) && one > best)
            best = one;
    }
    return best;
}

enum wy_signed wy_signers_check(struct wy_signers *s, const char *signature, const char *file)
{
    struct wy_buf status;
    bool good = false;
    if (!s->keys)
        return WY_SIGNATURE_NO_KEY;
    wy_buf_init(&status, STATUS_MAX);
    s->no_tool = s->no_tool || !run_gpgv(s, signature, file, &status, &good);
    enum wy_signed best = best_of(s, wy_buf_str(&status));
    if (best == WY_SIGNATURE_GOOD && !good)
        best = WY_SIGNATURE_FOREIGN;
    wy_buf_fini(&status);
    return s->no_tool ? WY_SIGNATURE_NO_TOOL : best;
}

const char *wy_signature_refused(enum wy_signed signature, bool lenient)
{
    static const struct {
        const char *why;
        bool bearable;
    } rows[WY_SIGNATURES] = {
        [WY_SIGNATURE_MISSING] =
            {N_("refused: the provider signs what it publishes, and this has no signature. Ask the "
                "provider, or take it with --unsigned"),
             true},
        [WY_SIGNATURE_NO_KEY] = {N_("refused: none of the provider's keys could be had, so that its signature says "
                                    "nothing. Try again later, or take it with --unsigned"),
                                 true},
        [WY_SIGNATURE_NO_TOOL] = {N_("refused: its signature cannot be checked, because gpgv is not installed. Install "
                                     "it, or take the file with --unsigned"),
                                  true},
        [WY_SIGNATURE_EXPIRED] =
            {N_("refused: its signature has expired, or the key that made it. Ask the provider, or "
                "take it with --unsigned"),
             true},
        [WY_SIGNATURE_REVOKED] = {N_("refused: the key that signed it was revoked. Ask the provider to sign it anew"),
                                  false},
        [WY_SIGNATURE_FOREIGN] = {N_("refused: it has a signature that none of the provider's keys made. Ask the "
                                     "provider; somebody may have changed it"),
                                  false},
    };
    return rows[signature].why && !(lenient && rows[signature].bearable) ? _(rows[signature].why) : NULL;
}
