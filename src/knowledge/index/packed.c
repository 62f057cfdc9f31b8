// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/packed.h"

#include "core/map.h"

#include <errno.h>
#include <fcntl.h>
#include <isa-l/crc64.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

uint64_t wy_packed_check(const struct wy_packed_header *h)
{
    const uint8_t *bytes = (const uint8_t *)h;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < offsetof(struct wy_packed_header, check); i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

static wy_err check_header(const struct wy_packed_header *h, size_t size, const char magic[8], uint32_t version,
                           struct wy_diag *diag)
{
    if (memcmp(h->magic, magic, sizeof h->magic) != 0)
        return wy_fail(diag, WY_UNSUPPORTED, 0, "not a compiled file of this kind");
    if (h->order_mark != WY_PACKED_ORDER_MARK || h->version != version)
        return wy_fail(diag, WY_UNSUPPORTED, 8, "made by another version or machine; build it again");
    if (h->check != wy_packed_check(h))
        return wy_fail(diag, WY_MALFORMED, 0, "damaged: the header does not match its check; build it again");
    if (h->size != size)
        return wy_fail(diag, WY_TRUNCATED, size, "should have %llu bytes", (unsigned long long)h->size);
    for (int i = 0; i < WY_PACKED_SECTIONS; i++) {
        uint64_t at = h->section[i].offset, n = h->section[i].size;
        if (at % 8 || at < sizeof *h || at > size || n > size - at || n > UINT32_MAX)
            return wy_fail(diag, WY_MALFORMED, at, "damaged: section %d lies outside the file", i);
    }
    return WY_OK;
}

wy_err wy_packed_from_bytes(struct wy_packed *out, wy_bytes bytes, const char magic[8], uint32_t version,
                            struct wy_diag *diag)
{
    struct wy_packed f = {.base = bytes.ptr, .size = bytes.len, .header = (const void *)bytes.ptr};
    if (bytes.len < sizeof *f.header || (uintptr_t)bytes.ptr % 8)
        return wy_fail(diag, WY_TRUNCATED, bytes.len, "too short for a compiled file");
    wy_err err = check_header(f.header, bytes.len, magic, version, diag);
    if (!err)
        *out = f;
    return err;
}

wy_err wy_packed_open(struct wy_packed *out, const char *path, const char magic[8], uint32_t version,
                      struct wy_diag *diag)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        wy_err err = wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be opened: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return err;
    }
    bool regular = S_ISREG(st.st_mode) && st.st_size > 0;
    void *map = regular ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (map == MAP_FAILED)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be mapped");
    wy_err err = wy_packed_from_bytes(out, (wy_bytes){map, (size_t)st.st_size}, magic, version, diag);
    if (err)
        (void)munmap(map, (size_t)st.st_size);
    else
        out->mapped = true;
    return err;
}

void wy_packed_close(struct wy_packed *f)
{
    if (f->mapped)
        (void)munmap((void *)(uintptr_t)f->base, f->size);
    *f = (struct wy_packed){0};
}

wy_err wy_packed_verify(const struct wy_packed *f, struct wy_diag *diag)
{
    if (crc64_ecma_refl(0, f->base + sizeof *f->header, f->size - sizeof *f->header) != f->header->body)
        return wy_fail(diag, WY_MALFORMED, sizeof *f->header,
                       "damaged: the contents do not match their check; build it again");
    return WY_OK;
}

const void *wy_packed_section(const struct wy_packed *f, unsigned section, size_t row, uint32_t *n)
{
    *n = (uint32_t)(f->header->section[section].size / row);
    return f->base + f->header->section[section].offset;
}

wy_str wy_packed_text(const struct wy_packed *f, unsigned section, uint32_t offset)
{
    const uint8_t *texts = f->base + f->header->section[section].offset;
    uint64_t size = f->header->section[section].size;
    uint32_t len;
    if (offset < 4 || offset > size || size - offset < sizeof len)
        return (wy_str){0};
    memcpy(&len, texts + offset, sizeof len);
    if (len > size - offset - sizeof len)
        return (wy_str){0};
    return (wy_str){(const char *)texts + offset + sizeof len, len};
}

static size_t padding(size_t len) { return (8 - len % 8) % 8; }

void wy_packed_seal(struct wy_packed_header *h, const char magic[8], uint32_t version,
                    const struct wy_buf *const sections[WY_PACKED_SECTIONS])
{
    static const uint8_t zero[8];
    memcpy(h->magic, magic, sizeof h->magic);
    h->version = version;
    h->order_mark = WY_PACKED_ORDER_MARK;
    h->size = sizeof *h;
    h->body = 0;
    for (int i = 0; i < WY_PACKED_SECTIONS; i++) {
        wy_str part = sections[i] ? wy_buf_str(sections[i]) : (wy_str){"", 0};
        h->section[i].offset = h->size;
        h->section[i].size = part.len;
        h->size += part.len + padding(part.len);
        h->body = crc64_ecma_refl(h->body, (const uint8_t *)part.ptr, part.len);
        h->body = crc64_ecma_refl(h->body, zero, padding(part.len));
    }
    h->check = wy_packed_check(h);
}

bool wy_packed_copy(const struct wy_packed_header *h, const struct wy_buf *const sections[WY_PACKED_SECTIONS],
                    struct wy_arena *arena, wy_bytes *out)
{
    uint8_t *all = wy_arena_alloc(arena, (size_t)h->size, 8);
    if (!all)
        return false;
    memcpy(all, h, sizeof *h);
    for (int i = 0; i < WY_PACKED_SECTIONS; i++)
        if (sections[i] && sections[i]->len)
            memcpy(all + h->section[i].offset, sections[i]->data, sections[i]->len);
    *out = (wy_bytes){all, (size_t)h->size};
    return true;
}

static bool write_all(int fd, const void *data, size_t n)
{
    const char *p = data;
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

static bool write_parts(const struct wy_packed_header *h, const struct wy_buf *const sections[WY_PACKED_SECTIONS],
                        int fd)
{
    static const uint8_t zero[8];
    bool ok = write_all(fd, h, sizeof *h);
    for (int i = 0; i < WY_PACKED_SECTIONS && ok; i++)
        if (sections[i])
            ok = write_all(fd, sections[i]->data, sections[i]->len) && write_all(fd, zero, padding(sections[i]->len));
    return ok;
}

wy_err wy_packed_write(const struct wy_packed_header *h, const struct wy_buf *const sections[WY_PACKED_SECTIONS],
                       const char *path, mode_t mode, struct wy_diag *diag)
{
    char beside[4096];
    if (snprintf(beside, sizeof beside, "%s.%ld.new", path, (long)getpid()) >= (int)sizeof beside)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "the path is too long");
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be made: %s", strerror(errno));
    bool ok = write_parts(h, sections, fd);
    ok = close(fd) == 0 && ok;
    ok = ok && rename(beside, path) == 0;
    if (ok)
        return WY_OK;
    wy_err err = wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be written: %s", strerror(errno));
    (void)unlink(beside);
    return err;
}

bool wy_texts_init(struct wy_texts *t)
{
    *t = (struct wy_texts){.slots_n = 1 << 19};
    wy_buf_init(&t->buf, WY_PACKED_SECTION_MAX);
    t->slots = calloc(t->slots_n, sizeof *t->slots);
    wy_random(t->seed, sizeof t->seed);
    wy_buf_repeat(&t->buf, '\0', 4); // offset 0 is "absent"
    return t->slots && !t->buf.err;
}

void wy_texts_fini(struct wy_texts *t)
{
    wy_buf_fini(&t->buf);
    free(t->slots);
}

wy_str wy_texts_at(const struct wy_texts *t, uint32_t offset)
{
    uint32_t len;
    if (!offset)
        return (wy_str){0};
    memcpy(&len, t->buf.data + offset, sizeof len);
    return (wy_str){t->buf.data + offset + sizeof len, len};
}

uint32_t wy_text_append(struct wy_buf *buf, wy_str s)
{
    uint32_t len = (uint32_t)s.len;
    wy_buf_repeat(buf, '\0', (4 - buf->len % 4) % 4);
    size_t at = buf->len;
    wy_buf_add(buf, (wy_str){(const char *)&len, sizeof len});
    wy_buf_add(buf, s);
    return buf->err ? 0 : (uint32_t)at;
}

static size_t slot_of(const struct wy_texts *t, wy_str s)
{
    size_t i = wy_siphash(t->seed, wy_str_bytes(s)) & (t->slots_n - 1);
    while (t->slots[i] && !wy_str_eq(wy_texts_at(t, t->slots[i]), s))
        i = (i + 1) & (t->slots_n - 1);
    return i;
}

static bool grow_slots(struct wy_texts *t)
{
    uint32_t *old = t->slots;
    size_t old_n = t->slots_n;
    t->slots = calloc(old_n * 2, sizeof *t->slots);
    if (!t->slots) {
        t->slots = old;
        return false;
    }
    t->slots_n = old_n * 2;
    for (size_t i = 0; i < old_n; i++)
        if (old[i])
            t->slots[slot_of(t, wy_texts_at(t, old[i]))] = old[i];
    free(old);
    return true;
}

uint32_t wy_texts_intern(struct wy_texts *t, wy_str s)
{
    enum { NAME_LEN_MAX = 4096 }; // a longer name is cut: nothing real is as long
    if (!s.ptr || t->buf.err)
        return 0;
    s.len = wy_min(s.len, NAME_LEN_MAX);
    size_t at = slot_of(t, s);
    if (t->slots[at])
        return t->slots[at];
    if (t->n * 2 >= t->slots_n) {
        if (!grow_slots(t)) {
            t->buf.err = WY_NO_MEMORY;
            return 0;
        }
        at = slot_of(t, s);
    }
    t->n++;
    return t->slots[at] = wy_text_append(&t->buf, s);
}
