// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Scheme v4: the .idsig file beside an APK (source.android.com, "APK signature scheme v4"). A bad one does not make the
// APK bad, except when a good signature names another content than v2 or v3 do.
#include "formats/android/apksig_internal.h"

enum { VERSION = 2, SHA256_ALGORITHM = 1, LOG2_PAGE = 12, INFOS_SIZE_MAX = 7168, INFOS_MAX = 4, SALT_MAX = 32 };

struct hashing {
    wy_bytes bytes, salt, root;
};

static void bad(struct run *r, const char *name, const char *why)
{
    r->out->v4 = WY_APKSIG_BAD;
    sig_warning(r, name, "%s", why);
}

static wy_bytes read_sized_int(struct wy_reader *r)
{
    int32_t n = (int32_t)wy_read_u32le(r);
    if (n < 0)
        wy_reader_bad(r, WY_MALFORMED);
    return wy_read_bytes(r, n < 0 ? 0 : (size_t)n);
}

static bool read_hashing(struct wy_reader *file, struct hashing *out)
{
    out->bytes = read_sized_int(file);
    struct wy_reader h = wy_reader_init(out->bytes, 0);
    uint32_t algorithm = wy_read_u32le(&h);
    uint8_t log2 = wy_read_u8(&h);
    out->salt = read_sized_int(&h);
    out->root = read_sized_int(&h);
    return wy_reader_ok(&h) && wy_reader_ok(file) && algorithm == SHA256_ALGORITHM && log2 == LOG2_PAGE &&
           out->root.len == 32 && out->salt.len <= SALT_MAX;
}

struct info {
    wy_bytes digest, cert_der, additional, key, signature;
    uint32_t algorithm;
    struct cert cert;
};

static bool read_info(struct wy_reader *r, struct info *out)
{
    out->digest = read_sized_int(r);
    out->cert_der = read_sized_int(r);
    out->additional = read_sized_int(r);
    out->key = read_sized_int(r);
    out->algorithm = wy_read_u32le(r);
    out->signature = read_sized_int(r);
    return wy_reader_ok(r) && sig_cert(out->cert_der, &out->cert);
}

static void put_int(uint8_t *to, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)(v >> (8 * i));
}

static bool info_holds(struct run *r, const struct hashing *h, const struct info *i)
{
    uint8_t sizes[3][4], head[12];
    const wy_bytes fields[] = {i->digest, i->cert_der, i->additional};
    uint64_t total = sizeof head + h->bytes.len;
    for (size_t k = 0; k < 3; k++) {
        put_int(sizes[k], fields[k].len, 4);
        total += 4 + fields[k].len;
    }
    put_int(head, total, 4);
    put_int(head + 4, r->blob->size, 8);
    const wy_bytes parts[] = {{head, sizeof head}, h->bytes,  {sizes[0], 4}, fields[0],
                              {sizes[1], 4},       fields[1], {sizes[2], 4}, fields[2]};
    const struct algorithm *a = sig_algorithm(i->algorithm);
    return a && sig_same_key(i->cert.spki, i->key) &&
           sig_check(a, i->key, parts, WY_COUNT(parts), i->signature) == SIG_GOOD;
}

static bool names_content(const struct scheme_result *s, const struct info *i)
{
    for (size_t n = 0; n < s->n; n++) {
        if (!wy_bytes_eq(s->signers[n].certs[0].whole, i->cert_der))
            continue;
        for (size_t k = 0; k < s->signers[n].digests_n; k++) {
            if (wy_bytes_eq(s->signers[n].digests[k].value, i->digest))
                return true;
        }
    }
    return false;
}

static bool names_signer(const struct scheme_result *s, const struct info *i)
{
    for (size_t n = 0; n < s->n; n++) {
        if (wy_bytes_eq(s->signers[n].certs[0].whole, i->cert_der))
            return true;
    }
    return false;
}

static void compare(struct run *r, const struct scheme_result *s, const struct info *i)
{
    if (!names_signer(s, i))
        sig_error(r, "V4_SIG_V2_V3_SIGNERS_MISMATCH", "the .idsig is of another signer");
    else if (!names_content(s, i))
        sig_error(r, "V4_SIG_V2_V3_DIGESTS_MISMATCH", "the .idsig is signed for another content");
}

// After the first come {block id, sized info}, one for each newer signer.
static size_t read_infos(wy_bytes bytes, struct info infos[INFOS_MAX])
{
    struct wy_reader s = wy_reader_init(bytes, 0);
    size_t n = 0;
    if (bytes.len > INFOS_SIZE_MAX || !read_info(&s, &infos[n++]))
        return 0;
    while (wy_reader_left(&s)) {
        (void)wy_read_u32le(&s);
        wy_bytes more = read_sized_int(&s);
        struct wy_reader m = wy_reader_init(more, 0);
        if (n >= INFOS_MAX || !wy_reader_ok(&s) || !read_info(&m, &infos[n++]))
            return 0;
    }
    return n;
}

static void verify_file(struct run *r, wy_bytes bytes)
{
    struct wy_reader file = wy_reader_init(bytes, 0);
    struct hashing h = {{0}, {0}, {0}};
    struct info infos[INFOS_MAX];
    uint32_t version = wy_read_u32le(&file);
    bool whole = version == VERSION && read_hashing(&file, &h);
    size_t n = whole ? read_infos(read_sized_int(&file), infos) : 0;
    wy_bytes tree = {0}, actual = {0};
    uint8_t root[32];
    if (wy_reader_left(&file))
        tree = read_sized_int(&file);
    if (!n || !wy_reader_ok(&file)) {
        bad(r, "V4_SIG_MALFORMED_SIGNERS", "the .idsig file is cut off or of another version");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!info_holds(r, &h, &infos[i])) {
            bad(r, "V4_SIG_DID_NOT_VERIFY", "the signature in the .idsig file does not hold");
            return;
        }
    }
    if (!sig_verity(r, r->blob, h.salt, root, tree.len ? &actual : NULL)) {
        sig_broke(r, wy_fail(r->diag, WY_NO_MEMORY, 0, "the APK could not be hashed"));
        return;
    }
    if (!wy_bytes_eq(h.root, (wy_bytes){root, sizeof root})) {
        bad(r, "V4_SIG_APK_ROOT_DID_NOT_VERIFY", "the .idsig file is for another APK");
        return;
    }
    if (tree.len && !wy_bytes_eq(tree, actual)) {
        bad(r, "V4_SIG_APK_TREE_DID_NOT_VERIFY", "the hash tree in the .idsig file is wrong");
        return;
    }
    r->out->v4 = WY_APKSIG_GOOD;
    compare(r, r->v3.verified ? &r->v3 : &r->v2, &infos[0]);
    if (r->v31.verified && n > 1)
        compare(r, &r->v31, &infos[1]);
}

void sig_verify_v4(struct run *r)
{
    const struct wy_blob *idsig = r->options->idsig;
    wy_bytes bytes;
    if (idsig->size > r->zip->limits->whole_item) {
        bad(r, "V4_SIG_MALFORMED_SIGNERS", "the .idsig file is too large");
        return;
    }
    wy_err err = wy_blob_view(idsig, 0, (size_t)idsig->size, r->arena, &bytes, r->diag);
    if (err != WY_OK)
        sig_broke(r, err);
    else
        verify_file(r, bytes);
}
