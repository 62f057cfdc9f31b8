// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Who the device is, from what its properties claim. Each fact has a list of properties, best first; which one is best
// was read off real phones (facts on MIUI, HyperOS, One UI, EMUI, ColorOS, ...): the plain name on a running phone, the
// odm and mi_ext partitions in a firmware tree, where system and product often carry a generic image's name.
#include "ingest/properties.h"

#include "core/map.h"

#include <stdio.h>

struct lookup {
    struct wy_ingest *in;
    struct wy_map by_name; // struct wy_property *
    bool firmware;         // read from partitions, not from a running phone
    struct wy_origin at;   // of the first property used
};

// Later rows of a running phone win (a bugreport repeats them); in a tree the better partition wins.
static int partition_rank(wy_str p)
{
    static const char *const order[] = {"system", "system_ext", "product", "vendor", "odm", "mi_ext"};
    for (int i = 0; i < (int)WY_COUNT(order); i++)
        if (wy_str_eq(p, wy_str_c(order[i])))
            return i;
    return p.ptr ? 2 : 100;
}

static bool build_lookup(struct lookup *l)
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

// The first of the names (space separated) with a value. In a tree, generic values only when there is no other.
static wy_str find(struct lookup *l, const char *names)
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

static void fill(struct lookup *l, wy_str *field, const char *names)
{
    if (!field->ptr)
        *field = find(l, names);
}

static void fill_int(struct lookup *l, struct wy_int *field, const char *names)
{
    int64_t v;
    if (!field->known && wy_str_i64(find(l, names), &v))
        *field = wy_int_of(v);
}

// "ro.product.model" and its per-partition forms, in Android's own order of trust.
#define PRODUCT(what)                                                                                                  \
    "ro.product." what " ro.product.odm." what " ro.product.vendor." what " ro.product.product." what                  \
    " ro.product.system_ext." what " ro.product.system." what

struct skin_row {
    const char *skin, *property; // the property's presence names the skin ...
    const char *prefix;          // ... when its value starts so
    const char *version;         // properties of the version, best first; NULL = the value without the prefix
};

static const struct skin_row skins[] = {
    {"HyperOS", "ro.mi.os.version.name", "", "ro.mi.os.version.incremental ro.build.version.incremental"},
    {"HyperOS", "ro.miui.ui.version.name", "V816", "ro.build.version.incremental ro.system.build.version.incremental"},
    {"MIUI", "ro.miui.ui.version.name", "", "ro.build.version.incremental ro.system.build.version.incremental"},
    {"One UI", "ro.build.version.oneui", "", "ro.build.version.oneui"},
    {"HarmonyOS", "hw_sc.build.platform.version", "", "hw_sc.build.platform.version"},
    {"MagicOS", "msc.config.magic.version", "", "msc.config.magic.version"},
    {"Magic UI", "ro.build.version.magic", "", "ro.build.version.magic"},
    {"EMUI", "ro.build.version.emui", "EmotionUI_", NULL},
    {"realme UI", "ro.build.version.realmeui", "", "ro.build.version.realmeui"},
    {"OxygenOS", "ro.oxygen.version", "", "ro.oxygen.version"},
    {"ColorOS", "ro.build.version.oplusrom", "", "ro.build.version.oplusrom"},
    {"ColorOS", "ro.build.version.opporom", "", "ro.build.version.opporom"},
    {"OriginOS", "ro.vivo.os.build.display.id", "OriginOS ", NULL},
    {"OriginOS", "ro.iqoo.os.build.display.id", "OriginOS ", NULL},
    {"Funtouch OS", "ro.vivo.os.build.display.id", "Funtouch OS_", NULL},
    {"Funtouch OS", "ro.vivo.os.version", "", "ro.vivo.os.version"},
    {"Flyme", "ro.build.display.id", "Flyme ", NULL},
    {"ZUI", "ro.com.zui.version", "", "ro.com.zui.version"},
    {"nubia UI", "ro.build.nubia.rom.name", "", "ro.build.nubia.rom.code"},
    {"MyOS", "ro.build.MiFavor_version", "", "ro.build.MiFavor_version"},
    {"Smartisan OS", "ro.smartisan.version", "", "ro.smartisan.version"},
    {"LineageOS", "ro.lineage.version", "", "ro.lineage.version"},
    {"EUI", "ro.letv.release.version", "", "ro.letv.release.version"},
    {"360UI", "ro.build.uiversion", "360UI:", NULL},
};

// One UI writes 60101 for 6.1.1.
static wy_str one_ui_version(struct lookup *l, wy_str v)
{
    uint64_t n;
    if (!wy_str_u64(v, &n) || n < 10000)
        return v;
    unsigned patch = (unsigned)(n % 100);
    return patch ? wy_arena_printf(l->in->scratch, "%u.%u.%u", (unsigned)(n / 10000), (unsigned)(n / 100 % 100), patch)
                 : wy_arena_printf(l->in->scratch, "%u.%u", (unsigned)(n / 10000), (unsigned)(n / 100 % 100));
}

static void find_skin(struct lookup *l, struct wy_device *d)
{
    for (size_t i = 0; i < WY_COUNT(skins) && !d->skin.ptr; i++) {
        wy_str value = find(l, skins[i].property), prefix = wy_str_c(skins[i].prefix);
        if (value.len == 0 || !wy_str_starts(value, prefix))
            continue;
        d->skin = wy_str_c(skins[i].skin);
        d->skin_version = skins[i].version ? find(l, skins[i].version) : wy_str_from(value, prefix.len);
    }
    if (wy_str_eq(d->skin, WY_S("One UI")))
        d->skin_version = one_ui_version(l, d->skin_version);
    // HyperOS 1 calls itself V816 in its build name.
    if (wy_str_eq(d->skin, WY_S("HyperOS")) && wy_str_starts(d->skin_version, WY_S("V816.")))
        d->skin_version = wy_arena_printf(l->in->scratch, "OS1.%.*s", WY_ARG(wy_str_from(d->skin_version, 5)));
}

// Seven capitals at the end of a MIUI or HyperOS build: Android letter, device, region, operator (VERSIONS 2).
static wy_str build_region(wy_str build)
{
    wy_str rest = build, part;
    while (wy_str_next(&rest, '.', &part)) {
        bool capitals = part.len == 7;
        for (size_t i = 0; i < part.len && capitals; i++)
            capitals = (part.ptr[i] >= 'A' && part.ptr[i] <= 'Z') || wy_is_digit(part.ptr[i]);
        if (capitals && wy_is_alpha(part.ptr[0]))
            return wy_str_sub(part, 3, 2);
    }
    return (wy_str){0};
}

static void find_region(struct lookup *l, struct wy_device *d)
{
    bool xiaomi = wy_str_eq(d->skin, WY_S("MIUI")) || wy_str_eq(d->skin, WY_S("HyperOS"));
    if (!d->region.ptr && xiaomi)
        d->region = build_region(d->build);
    fill(l, &d->region,
         "ro.miui.build.region ro.miui.region ro.oplus.image.my_region.type ro.vivo.product.overseas "
         "ro.csc.country_code ro.csc.countryiso_code ro.build.version.region");
}

// MT6895V/ZA -> MT6895; SM8550-AB -> SM8550; "Qualcomm SM8250" -> SM8250: a letter pair and digits, as records write
// chips.
static wy_str chip(wy_str v)
{
    for (size_t i = 0; i + 1 < v.len; i++) {
        if (!wy_is_alpha(v.ptr[i]) || (i && wy_is_alpha(v.ptr[i - 1])))
            continue;
        size_t letters = 0, digits = 0;
        while (i + letters < v.len && wy_is_alpha(v.ptr[i + letters]))
            letters++;
        while (i + letters + digits < v.len && wy_is_digit(v.ptr[i + letters + digits]))
            digits++;
        if (letters >= 1 && letters <= 6 && digits >= 3)
            return wy_str_sub(v, i, letters + digits);
    }
    return v;
}

static wy_str upper(struct lookup *l, wy_str s)
{
    wy_str copy = wy_arena_dup(l->in->scratch, s);
    char *p = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; p && i < copy.len; i++)
        p[i] = wy_upper(p[i]);
    return copy;
}

static void find_chip(struct lookup *l, struct wy_device *d)
{
    fill(l, &d->platform, "ro.board.platform ro.vendor.mediatek.platform ro.mediatek.platform ro.hardware.chipname");
    if (!d->soc.ptr) {
        wy_str v = find(l, "ro.soc.model ro.vendor.soc.model ro.vendor.mediatek.platform ro.mediatek.platform "
                           "ro.hardware.chipname ro.vendor.qti.soc_model ro.meizu.hardware.soc");
        if (!v.ptr &&
            (wy_str_starts_nocase(d->platform, WY_S("mt6")) || wy_str_starts_nocase(d->platform, WY_S("mt8")) ||
             wy_str_starts_nocase(d->platform, WY_S("sdm")) || wy_str_starts_nocase(d->platform, WY_S("msm"))))
            v = d->platform;
        d->soc = v.ptr ? upper(l, chip(v)) : (wy_str){0};
    }
    fill(l, &d->soc_maker, "ro.soc.manufacturer ro.vendor.soc.manufacturer");
    if (!d->soc_maker.ptr && (wy_str_starts(d->soc, WY_S("MT6")) || wy_str_starts(d->soc, WY_S("MT8"))))
        d->soc_maker = WY_S("Mediatek");
}

static const char *kind_of(struct lookup *l)
{
    wy_str c = find(l, "ro.build.characteristics");
    static const char *const rows[][2] = {{"tv", "tv"},          {"tablet", "tablet"}, {"watch", "watch"},
                                          {"automotive", "car"}, {"default", "phone"}, {"phone", "phone"},
                                          {"nosdcard", "phone"}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (wy_str_has(c, wy_str_c(rows[i][0])))
            return rows[i][1];
    return NULL;
}

static void find_names(struct lookup *l, struct wy_device *d)
{
    fill(l, &d->maker, PRODUCT("manufacturer"));
    fill(l, &d->brand, PRODUCT("brand"));
    fill(l, &d->model, PRODUCT("model"));
    fill(l, &d->codename, PRODUCT("device") " ro.build.product");
    fill(
        l, &d->marketing_name,
        PRODUCT(
            "marketname") " ro.config.marketing_name ro.vendor.oplus.market.enname ro.vendor.oplus.market.name "
                          "ro.oppo.market.name ro.vivo.market.name ro.config.lgsi.en.market_name ro.zuk.product.market "
                          "ro.product.nickname ro.vendor.asus.product.mkt_name ro.semc.product.name");
    const char *kind = kind_of(l);
    if (!d->kind.ptr && kind)
        d->kind = wy_str_c(kind);
}

static void find_build(struct lookup *l, struct wy_device *d)
{
    fill(l, &d->release, "ro.build.version.release ro.system.build.version.release ro.vendor.build.version.release");
    fill_int(l, &d->api_level, "ro.build.version.sdk ro.system.build.version.sdk ro.vendor.build.version.sdk");
    fill(l, &d->build, "ro.mi.os.version.incremental ro.build.version.incremental ro.system.build.version.incremental");
    fill(l, &d->build_id, "ro.build.id ro.system.build.id");
    fill(l, &d->fingerprint, "ro.build.fingerprint ro.system.build.fingerprint ro.vendor.build.fingerprint");
    fill(l, &d->build_type, "ro.build.type ro.system.build.type");
    fill(l, &d->build_tags, "ro.build.tags ro.system.build.tags");
    fill_int(l, &d->build_time, "ro.build.date.utc ro.system.build.date.utc ro.vendor.build.date.utc");
}

static void find_patch_levels(struct lookup *l, struct wy_device *d)
{
    if (!d->patch_level)
        d->patch_level = wy_arena_alloc(&l->in->ev->arena, sizeof *d->patch_level, _Alignof(struct wy_patch_level));
    if (!d->patch_level) {
        l->in->ev->err = WY_NO_MEMORY;
        return;
    }
    fill(l, &d->patch_level->system, "ro.build.version.security_patch");
    fill(l, &d->patch_level->vendor, "ro.vendor.build.security_patch ro.vendor.build.version.security_patch");
    fill(l, &d->patch_level->boot,
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

void wy_device_derive(struct wy_ingest *in)
{
    struct lookup l = {.in = in};
    if (!build_lookup(&l))
        return;
    struct wy_device *old = own_device(in), d = old ? *old : (struct wy_device){0};
    find_names(&l, &d);
    find_build(&l, &d);
    find_patch_levels(&l, &d);
    find_skin(&l, &d);
    find_region(&l, &d);
    find_chip(&l, &d);
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
