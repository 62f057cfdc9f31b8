// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
#include "knowledge/index/index.h"

#include "core/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool wy_index_looks_like(wy_bytes head) { return head.len >= 8 && memcmp(head.ptr, WY_INDEX_MAGIC, 8) == 0; }

static const void *section(const struct wy_index *ix, enum wy_index_section s, size_t row, uint32_t *n)
{
    *n = (uint32_t)(ix->header->section[s].size / row);
    return ix->base + ix->header->section[s].offset;
}

static wy_err check_header(const struct wy_index_header *h, size_t size, struct wy_diag *diag)
{
    uint8_t sum[WY_DIGEST_MAX];
    if (memcmp(h->magic, WY_INDEX_MAGIC, sizeof h->magic) != 0)
        return wy_fail(diag, WY_UNSUPPORTED, 0, "not a compiled index (make one with: wary advisories build)");
    if (h->order_mark != WY_INDEX_ORDER_MARK || h->version != WY_INDEX_VERSION)
        return wy_fail(diag, WY_UNSUPPORTED, 8, "an index of another version or machine; build it again");
    if (!wy_digest_once(WY_SHA256, (wy_bytes){(const uint8_t *)h, offsetof(struct wy_index_header, header)}, sum) ||
        memcmp(sum, h->header, sizeof h->header) != 0)
        return wy_fail(diag, WY_MALFORMED, 0, "the index is damaged: its header does not match its digest");
    if (h->size != size)
        return wy_fail(diag, WY_TRUNCATED, size, "the index should have %llu bytes", (unsigned long long)h->size);
    for (int i = 0; i < WY_INDEX_SECTIONS; i++) {
        uint64_t at = h->section[i].offset, n = h->section[i].size;
        if (at % 8 || at < sizeof *h || at > size || n > size - at || n > UINT32_MAX)
            return wy_fail(diag, WY_MALFORMED, at, "the index is damaged: section %d lies outside it", i);
    }
    return WY_OK;
}

wy_err wy_index_from_bytes(struct wy_index *out, wy_bytes file, struct wy_diag *diag)
{
    struct wy_index ix = {.base = file.ptr, .size = file.len};
    if (file.len < sizeof *ix.header || (uintptr_t)file.ptr % 8)
        return wy_fail(diag, WY_TRUNCATED, file.len, "too short for a compiled index");
    ix.header = (const void *)file.ptr;
    wy_err err = check_header(ix.header, file.len, diag);
    if (err)
        return err;
    ix.advisories = section(&ix, WY_INDEX_ADVISORIES, sizeof *ix.advisories, &ix.advisories_n);
    ix.claims = section(&ix, WY_INDEX_CLAIMS, sizeof *ix.claims, &ix.claims_n);
    ix.spans = section(&ix, WY_INDEX_SPANS, sizeof *ix.spans, &ix.spans_n);
    ix.subjects = section(&ix, WY_INDEX_SUBJECTS, sizeof *ix.subjects, &ix.subjects_n);
    ix.aliases = section(&ix, WY_INDEX_ALIASES, sizeof *ix.aliases, &ix.aliases_n);
    ix.numbers = section(&ix, WY_INDEX_NUMBERS, sizeof *ix.numbers, &ix.numbers_n);
    *out = ix;
    return WY_OK;
}

wy_err wy_index_open(struct wy_index *out, const char *path, struct wy_diag *diag)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        wy_err err = wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be opened: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return err;
    }
    void *map = S_ISREG(st.st_mode) && st.st_size > 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
                                                      : MAP_FAILED;
    close(fd);
    if (map == MAP_FAILED)
        return wy_fail(diag, WY_IO, WY_NO_OFFSET, "cannot be mapped");
    wy_err err = wy_index_from_bytes(out, (wy_bytes){map, (size_t)st.st_size}, diag);
    if (err)
        (void)munmap(map, (size_t)st.st_size);
    else
        out->mapped = true;
    return err;
}

void wy_index_close(struct wy_index *ix)
{
    if (ix->mapped)
        (void)munmap((void *)(uintptr_t)ix->base, ix->size);
    *ix = (struct wy_index){0};
}

wy_err wy_index_verify(const struct wy_index *ix, struct wy_diag *diag)
{
    uint8_t sum[WY_DIGEST_MAX];
    wy_bytes body = {ix->base + sizeof *ix->header, ix->size - sizeof *ix->header};
    if (!wy_digest_once(WY_SHA256, body, sum))
        return wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "the index could not be digested");
    if (memcmp(sum, ix->header->body, sizeof ix->header->body) != 0)
        return wy_fail(diag, WY_MALFORMED, sizeof *ix->header,
                       "the index is damaged: its contents do not match its digest");
    return WY_OK;
}

wy_str wy_index_text(const struct wy_index *ix, uint32_t offset)
{
    const uint8_t *texts = ix->base + ix->header->section[WY_INDEX_TEXTS].offset;
    uint64_t size = ix->header->section[WY_INDEX_TEXTS].size;
    uint32_t len;
    if (offset < 4 || offset > size || size - offset < sizeof len)
        return (wy_str){0};
    memcpy(&len, texts + offset, sizeof len);
    if (len > size - offset - sizeof len)
        return (wy_str){0};
    return (wy_str){(const char *)texts + offset + sizeof len, len};
}

static uint32_t clamp(uint32_t first, uint32_t n, uint32_t total)
{
    if (first >= total)
        return 0;
    return n < total - first ? n : total - first;
}

uint32_t wy_index_numbers(const struct wy_index *ix, uint32_t first, uint32_t n, const uint32_t **out)
{
    n = clamp(first, n, ix->numbers_n);
    *out = n ? ix->numbers + first : NULL;
    return n;
}

uint32_t wy_index_spans(const struct wy_index *ix, const struct wy_index_claim *c, const struct wy_index_span **out)
{
    uint32_t n = clamp(c->spans, c->spans_n, ix->spans_n);
    *out = n ? ix->spans + c->spans : NULL;
    return n;
}

uint32_t wy_index_claims(const struct wy_index *ix, const struct wy_index_advisory *a,
                         const struct wy_index_claim **out)
{
    uint32_t n = clamp(a->claims, a->claims_n, ix->claims_n);
    *out = n ? ix->claims + a->claims : NULL;
    return n;
}

static wy_str upper_id(wy_str id, char out[64])
{
    if (id.len > 64)
        return id;
    for (size_t i = 0; i < id.len; i++)
        out[i] = wy_upper(id.ptr[i]);
    return (wy_str){out, id.len};
}

const struct wy_index_advisory *wy_index_find(const struct wy_index *ix, wy_str id, uint32_t *cursor)
{
    char text[64];
    if (wy_str_starts_nocase(id, WY_S("cve-")))
        id = upper_id(id, text);
    uint32_t low = 0, high = ix->advisories_n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (wy_str_cmp(wy_index_text(ix, ix->advisories[mid].id), id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    if (*cursor == 0 && low < ix->advisories_n && wy_str_eq(wy_index_text(ix, ix->advisories[low].id), id)) {
        *cursor = UINT32_MAX;
        return &ix->advisories[low];
    }
    if (*cursor == UINT32_MAX)
        return NULL;
    for (low = 0, high = ix->aliases_n; low < high;) {
        uint32_t mid = low + (high - low) / 2;
        if (wy_str_cmp(wy_index_text(ix, ix->aliases[mid].name), id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    low += *cursor;
    if (low >= ix->aliases_n || !wy_str_eq(wy_index_text(ix, ix->aliases[low].name), id) ||
        ix->aliases[low].advisory >= ix->advisories_n)
        return NULL;
    ++*cursor;
    return &ix->advisories[ix->aliases[low].advisory];
}

uint32_t wy_index_about(const struct wy_index *ix, uint32_t kind, wy_str name, const uint32_t **claims)
{
    uint32_t low = 0, high = ix->subjects_n;
    *claims = NULL;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const struct wy_index_subject *s = &ix->subjects[mid];
        int d = s->kind != kind ? (s->kind < kind ? -1 : 1) : wy_str_cmp(wy_index_text(ix, s->name), name);
        if (d == 0)
            return wy_index_numbers(ix, s->postings, s->postings_n, claims);
        if (d < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}
