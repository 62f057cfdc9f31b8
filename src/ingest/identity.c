// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Who the device is, from what its properties claim. Each fact has a list of properties, best first; which one is best
// was read off real phones (facts on MIUI, HyperOS, One UI, EMUI, ColorOS, ...): the plain name on a running phone, the
// odm and mi_ext partitions in a firmware tree, where system and product often carry a generic image's name.
#include "ingest/identity.h"

#include "ingest/properties.h"

// Later rows of a running phone win (a bugreport repeats them); in a tree the better partition wins.
static int partition_rank(wy_str p)
{
    static const char *const order[] = {"system", "system_ext", "product", "vendor", "odm", "mi_ext"};
    for (int i = 0; i < (int)WY_COUNT(order); i++)
        if (wy_str_eq(p, wy_str_c(order[i])))
            return i;
    return p.ptr ? 2 : 100;
}

static bool build_lookup(struct wy_lookup *l)
{
    wy_map_init(&l->by_name, l->in->scratch);
    bool running = false, tree = false;
    for (WY_EACH(struct wy_property, p, l->in->ev->properties)) {
        if (p->at.source != l->in->source)
            continue;
        running |= !p->partition.ptr;
        tree |= p->partition.ptr != NULL;
        struct wy_map_slot *slot = wy_map_put(&l->by_name, p->name);
        if (!slot) {
            l->in->ev->err = WY_NO_MEMORY;
            return false;
        }
        const struct wy_property *old = slot->value;
        // Version and patch level of the system part are the system's word, the rest is the device's.
        bool about_system = wy_str_starts(p->name, WY_S("ro.build.")) || wy_str_starts(p->name, WY_S("ro.system."));
        bool better = !old || partition_rank(p->partition) >= partition_rank(old->partition);
        if (about_system && old && old->partition.ptr)
            better = wy_str_eq(p->partition, WY_S("system")) || !p->partition.ptr;
        if (better)
            slot->value = p;
    }
    l->firmware = tree && !running;
    return running || tree;
}

// Names of images that are built once for many devices.
static bool generic(wy_str v)
{
    static const char *const words[] = {"missi",   "miproduct", "mivendor", "qti",  "qssi",
                                        "generic", "mssi",      "unknown",  "alps", "sys_mssi_64_cn"};
    if (wy_str_has(v, WY_S(" for arm64")) || wy_str_has(v, WY_S(" system image")))
        return true;
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(v, wy_str_c(words[i])))
            return true;
    return false;
}

wy_str wy_lookup_find(struct wy_lookup *l, const char *names)
{
    wy_str rest = wy_str_c(names), name, fallback = {0};
    while (wy_str_next_word(&rest, &name)) {
        const struct wy_property *p = wy_map_get(&l->by_name, name);
        if (!p || p->value.len == 0)
            continue;
        if (l->firmware && generic(p->value)) {
            fallback = fallback.ptr ? fallback : p->value;
            continue;
        }
        if (!l->at.item.ptr)
            l->at = p->at;
        return p->value;
    }
    return fallback;
}

void wy_lookup_fill(struct wy_lookup *l, wy_str *field, const char *names)
{
    if (!field->ptr)
        *field = wy_lookup_find(l, names);
}

static void fill_int(struct wy_lookup *l, struct wy_int *field, const char *names)
{
    int64_t v;
    if (!field->known && wy_str_i64(wy_lookup_find(l, names), &v))
        *field = wy_int_of(v);
}

// "ro.product.model" and its per-partition forms, in Android's own order of trust.
#define PRODUCT(what)                                                                                                  \
    "ro.product." what " ro.product.odm." what " ro.product.vendor." what " ro.product.product." what                  \
    " ro.product.system_ext." what " ro.product.system." what

static const char *kind_of(struct wy_lookup *l)
{
    wy_str c = wy_lookup_find(l, "ro.build.characteristics");
    static const char *const rows[][2] = {
        {"tv", "tv"},   {"tablet", "tablet"}, {"watch", "watch"},   {"automotive", "car"}, {"box", "box"},
        {"mbx", "box"}, {"stb", "box"},       {"default", "phone"}, {"phone", "phone"},    {"nosdcard", "phone"}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_has(c, wy_str_c(rows[i][0])))
            return rows[i][1];
    return NULL;
}

static void find_names(struct wy_lookup *l, struct wy_device *d)
{
    wy_lookup_fill(l, &d->maker, PRODUCT("manufacturer"));
    wy_lookup_fill(l, &d->brand, PRODUCT("brand"));
    wy_lookup_fill(l, &d->model, PRODUCT("model"));
    wy_lookup_fill(l, &d->codename, PRODUCT("device") " ro.build.product");
    wy_lookup_fill(
        l, &d->marketing_name,
        PRODUCT(
            "marketname") " ro.config.marketing_name ro.vendor.oplus.market.enname ro.vendor.oplus.market.name "
                          "ro.oppo.market.name ro.vivo.market.name ro.config.lgsi.en.market_name ro.zuk.product.market "
                          "ro.product.nickname ro.vendor.asus.product.mkt_name ro.semc.product.name ro.display.series "
                          "ro.vendor.product.display");
    const char *kind = kind_of(l);
    if (!d->kind.ptr && kind)
        d->kind = wy_str_c(kind);
}

static void find_build(struct wy_lookup *l, struct wy_device *d)
{
    wy_lookup_fill(l, &d->release,
                   "ro.build.version.release ro.system.build.version.release ro.vendor.build.version.release");
    fill_int(l, &d->api_level, "ro.build.version.sdk ro.system.build.version.sdk ro.vendor.build.version.sdk");
    wy_lookup_fill(l, &d->build,
                   "ro.mi.os.version.incremental ro.build.version.incremental ro.system.build.version.incremental");
    wy_lookup_fill(l, &d->build_id, "ro.build.id ro.system.build.id");
    wy_lookup_fill(l, &d->fingerprint, "ro.build.fingerprint ro.system.build.fingerprint ro.vendor.build.fingerprint");
    wy_lookup_fill(l, &d->build_type, "ro.build.type ro.system.build.type");
    wy_lookup_fill(l, &d->build_tags, "ro.build.tags ro.system.build.tags");
    fill_int(l, &d->build_time, "ro.build.date.utc ro.system.build.date.utc ro.vendor.build.date.utc");
}

static void find_patch_levels(struct wy_lookup *l, struct wy_device *d)
{
    if (!d->patch_level)
        d->patch_level = wy_arena_alloc(&l->in->ev->arena, sizeof *d->patch_level, _Alignof(struct wy_patch_level));
    if (!d->patch_level) {
        l->in->ev->err = WY_NO_MEMORY;
        return;
    }
    wy_lookup_fill(l, &d->patch_level->system, "ro.build.version.security_patch");
    wy_lookup_fill(l, &d->patch_level->vendor, "ro.vendor.build.security_patch ro.vendor.build.version.security_patch");
    wy_lookup_fill(l, &d->patch_level->boot,
                   "ro.bootimage.build.security_patch ro.boot.security_patch com.android.build.boot.security_patch "
                   "boot.header.patch_level");
}

static struct wy_device *own_device(struct wy_ingest *in)
{
    for (WY_EACH(struct wy_device, d, in->ev->devices))
        if (d->at.source == in->source)
            return d;
    return NULL;
}

// Values found in properties or scratch move into the evidence.
static void keep_texts(struct wy_ingest *in, struct wy_device *d)
{
    for (size_t i = 0; i < wy_type_device.n; i++) {
        if (wy_type_device.fields[i].kind != WY_F_STR)
            continue;
        wy_str *s = (wy_str *)(void *)((char *)d + wy_type_device.fields[i].offset);
        *s = wy_evidence_text(in->ev, *s);
    }
}

// A folder of several phones' reports would be judged as one phone: told, with both names.
static void tell_several(struct wy_ingest *in)
{
    const struct wy_property *first = NULL;
    for (WY_EACH(struct wy_property, p, in->ev->properties)) {
        if (p->at.source != in->source || p->partition.ptr || !wy_str_eq(p->name, WY_S("ro.product.device")))
            continue;
        first = first ? first : p;
        if (wy_str_eq(p->value, first->value) || wy_str_eq(p->at.item, first->at.item))
            continue;
        wy_gap(in->ev, p->at, WY_UNSUPPORTED,
               "this is another device (%.*s) than that of %.*s (%.*s): what is said here mixes them; check each "
               "by itself",
               (int)wy_min(p->value.len, 40), p->value.ptr, (int)wy_min(first->at.item.len, 100), first->at.item.ptr,
               (int)wy_min(first->value.len, 40), first->value.ptr);
        return;
    }
}

void wy_device_derive(struct wy_ingest *in)
{
    struct wy_lookup l = {.in = in};
    if (!build_lookup(&l))
        return;
    tell_several(in);
    struct wy_device *old = own_device(in), d = old ? *old : (struct wy_device){0};
    find_names(&l, &d);
    find_build(&l, &d);
    find_patch_levels(&l, &d);
    wy_identity_skin(&l, &d);
    wy_identity_soc(&l, &d);
    keep_texts(in, &d);
    l.at.source = in->source;
    l.at.kind = WY_CLAIMED;
    if (!old)
        old = WY_ADD(device, in->ev, devices, l.at);
    if (!old)
        return;
    d.at = old->at;
    *old = d;
}
