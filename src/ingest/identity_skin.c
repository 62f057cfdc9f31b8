// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The maker's own system over Android: its name, its version and the region it was built for. Which property tells was
// read off real phones. Versions lose what is no part of a number ("V15.0.2", "12.0.14_A2121"), except those of MIUI
// and HyperOS, whose whole name is what advisories mean.
#include "ingest/identity.h"

enum how {
    BEGINS, // the value begins with the mark; what follows is the version where no property tells it
    HOLDS,  // the value holds the mark
    LAST,   // the value's last word is the version: "CLS-AL00 4.3.0.126(SP7C00)" is 4.3.0; the mark is another
            // property that must be there
};

struct skin_row {
    const char *skin, *property;
    enum how how;
    const char *mark;
    const char *version; // properties of the version, best first; NULL = from the value
};

// The first row that fits counts: systems made of others stand before them.
static const struct skin_row skins[] = {
    {"JOYUI", "ro.build.version.incremental", HOLDS, ".JOYUI", "ro.build.version.incremental"},
    {"HyperOS", "ro.mi.os.version.name", BEGINS, "", "ro.mi.os.version.incremental ro.build.version.incremental"},
    {"HyperOS", "ro.miui.ui.version.name", BEGINS, "V816",
     "ro.build.version.incremental ro.system.build.version.incremental"},
    {"MIUI", "ro.miui.ui.version.name", BEGINS, "", "ro.build.version.incremental ro.system.build.version.incremental"},
    {"One UI", "ro.build.version.oneui", BEGINS, "", "ro.build.version.oneui"},
    {"One UI", "ro.build.version.sep", BEGINS, "1", NULL},
    {"Samsung Experience", "ro.build.version.sep", BEGINS, "9", NULL},
    {"HarmonyOS NEXT", "ro.sys.anco.product.software.version", LAST, "ro.sys.anco.product.software.version", NULL},
    {"HarmonyOS", "hw_sc.build.platform.version", BEGINS, "", "hw_sc.build.platform.version"},
    {"HarmonyOS", "ro.huawei.build.display.id", LAST, "ro.build.ohos.devicetype", NULL},
    {"MagicOS", "ro.build.version.magic", BEGINS, "MagicOS_", "msc.config.magic.version"},
    {"Magic UI", "ro.build.version.magic", BEGINS, "MagicUI_", "msc.config.magic.version"},
    {"MagicOS", "msc.config.magic.version", BEGINS, "", "msc.config.magic.version"},
    {"Magic UI", "ro.build.version.magic", BEGINS, "", "ro.build.version.magic"},
    {"EMUI", "ro.build.version.emui", BEGINS, "EmotionUI_", NULL},
    {"realme UI", "ro.build.version.realmeui", BEGINS, "", "ro.build.version.realmeui"},
    {"OxygenOS", "ro.oxygen.version", BEGINS, "", "ro.oxygen.version"},
    {"OxygenOS", "ro.build.version.ota", HOLDS, "Oxygen", "ro.rom.version"},
    {"HydrogenOS", "ro.build.version.ota", HOLDS, "Hydrogen", "ro.rom.version"},
    {"ColorOS", "ro.build.version.oplusrom", BEGINS, "", "ro.build.version.oplusrom"},
    {"ColorOS", "ro.build.version.opporom", BEGINS, "", "ro.build.version.opporom"},
    {"OriginOS", "ro.vivo.os.build.display.id", BEGINS, "OriginOS ", NULL},
    {"OriginOS", "ro.iqoo.os.build.display.id", BEGINS, "OriginOS ", NULL},
    {"Funtouch OS", "ro.vivo.os.build.display.id", BEGINS, "Funtouch OS_", NULL},
    {"Funtouch OS", "ro.vivo.os.version", BEGINS, "", "ro.vivo.os.version"},
    {"Flyme", "ro.build.display.id", BEGINS, "Flyme ", NULL},
    {"ZUXOS", "ro.config.lgsi.fp.incremental", BEGINS, "ZUXOS_", NULL},
    {"ZUI", "ro.com.zui.version", BEGINS, "", "ro.com.zui.version"},
    {"RedMagic OS", "ro.build.display.id", BEGINS, "RedMagicOS", NULL},
    {"Nebula AIOS", "ro.build.display.id", BEGINS, "NebulaAIOS", NULL},
    {"MyOS", "ro.build.display.id", BEGINS, "MyOS", NULL},
    {"nubia UI", "ro.build.nubia.rom.name", BEGINS, "", "ro.build.nubia.rom.code"},
    {"Nebula OS", "ro.build.MiFavor_version", BEGINS, "NebulaOS", NULL},
    {"MiFavor UI", "ro.build.MiFavor_version", BEGINS, "", "ro.build.MiFavor_version"},
    {"Smartisan OS", "ro.smartisan.version", BEGINS, "", "ro.smartisan.version"},
    {"LineageOS", "ro.lineage.version", BEGINS, "", "ro.lineage.version"},
    {"EUI", "ro.letv.release.version", BEGINS, "", "ro.letv.release.version"},
    {"360UI", "ro.build.uiversion", BEGINS, "360UI:", NULL},
};

static bool is(const struct wy_device *d, const char *skin) { return wy_str_eq(d->skin, wy_str_c(skin)); }

static bool by_xiaomi(const struct wy_device *d) { return is(d, "MIUI") || is(d, "HyperOS") || is(d, "JOYUI"); }

static bool fits(struct wy_lookup *l, const struct skin_row *row, wy_str value)
{
    switch (row->how) {
    case BEGINS: return wy_str_starts(value, wy_str_c(row->mark));
    case HOLDS: return wy_str_has(value, wy_str_c(row->mark));
    case LAST: return wy_lookup_find(l, row->mark).len > 0;
    }
    return false;
}

// The first `parts` numbers with their dots: "4.3.0.126(SP7C00)" -> 4.3.0.
static wy_str numbers(wy_str s, size_t parts)
{
    size_t n = 0;
    for (size_t dots = 0; n < s.len; n++) {
        if (!wy_is_digit(s.ptr[n]) && s.ptr[n] != '.')
            break;
        if (s.ptr[n] == '.' && ++dots == parts)
            break;
    }
    return wy_str_sub(s, 0, n);
}

static wy_str version_of(struct wy_lookup *l, const struct skin_row *row, wy_str value)
{
    wy_str told = row->version ? wy_lookup_find(l, row->version) : (wy_str){0};
    if (told.len)
        return told;
    size_t blank = wy_str_rfind_char(value, ' ');
    if (row->how == LAST)
        return numbers(blank == WY_NPOS ? value : wy_str_from(value, blank + 1), 3);
    if (row->how == BEGINS && strcmp(row->property, "ro.build.version.sep") != 0)
        return wy_str_from(value, strlen(row->mark));
    return value;
}

// 60101 is 6.1.1. Before One UI had a property of its own, the platform's version told: 100000 is One UI 1.0, 90000
// Samsung Experience 9.0.
static wy_str samsung_version(struct wy_lookup *l, const struct wy_device *d)
{
    enum { MAJOR = 10000, PLATFORM_BEFORE_ONE_UI = 9 };
    uint64_t n;
    if (!wy_str_u64(d->skin_version, &n) || n < MAJOR)
        return d->skin_version;
    unsigned major = (unsigned)(n / MAJOR % 1000), minor = (unsigned)(n / 100 % 100), patch = (unsigned)(n % 100);
    if (n >= (uint64_t)10 * MAJOR && is(d, "One UI") && wy_lookup_find(l, "ro.build.version.oneui").len == 0)
        major -= PLATFORM_BEFORE_ONE_UI;
    return patch ? wy_arena_printf(l->in->scratch, "%u.%u.%u", major, minor, patch)
                 : wy_arena_printf(l->in->scratch, "%u.%u", major, minor);
}

// "V15.0.2" -> 15.0.2; "12.0.14_A2121", "8.0.2-202112171416-user", "OnePlus 9.0.5" -> the number in it.
static wy_str plain_version(wy_str v)
{
    size_t blank = wy_str_rfind_char(v, ' ');
    if (blank != WY_NPOS && blank + 1 < v.len && wy_is_digit(v.ptr[blank + 1]))
        v = wy_str_from(v, blank + 1);
    if (v.len > 1 && v.ptr[0] == 'V' && wy_is_digit(v.ptr[1]))
        v = wy_str_from(v, 1);
    for (size_t i = 1; i < v.len; i++)
        if (v.ptr[i] == '_' || v.ptr[i] == '-' || v.ptr[i] == '(')
            return wy_str_sub(v, 0, i);
    return v;
}

static void settle_version(struct wy_lookup *l, struct wy_device *d)
{
    if (is(d, "One UI") || is(d, "Samsung Experience"))
        d->skin_version = samsung_version(l, d);
    else if (!by_xiaomi(d))
        d->skin_version = plain_version(d->skin_version);
    else if (is(d, "HyperOS") && wy_str_starts(d->skin_version, WY_S("V816."))) // HyperOS 1 in its build's name
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

// "CN_all", "CN-ZH", "cn" -> CN
static wy_str region_code(struct wy_lookup *l, wy_str v)
{
    size_t n = 0;
    while (n < v.len && v.ptr[n] != '_' && v.ptr[n] != '-')
        n++;
    wy_str copy = wy_arena_dup(l->in->scratch, wy_str_sub(v, 0, n));
    char *p = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; p && i < copy.len; i++)
        p[i] = wy_upper(p[i]);
    return copy;
}

static void find_region(struct wy_lookup *l, struct wy_device *d)
{
    if (d->region.ptr)
        return;
    if (by_xiaomi(d))
        d->region = build_region(d->build);
    wy_str told = d->region.ptr
                      ? d->region
                      : wy_lookup_find(l, "ro.miui.build.region ro.miui.region ro.oplus.image.my_region.type "
                                          "ro.oplus.pipeline.region ro.vendor.oplus.regionmark ro.csc.countryiso_code "
                                          "ro.csc.country_code ro.hw.country msc.sys.country "
                                          "ro.product.country.region ro.build.version.region");
    if (!told.ptr && wy_str_eq(wy_lookup_find(l, "ro.vivo.product.overseas"), WY_S("no")))
        told = WY_S("CN");
    d->region = told.ptr ? region_code(l, told) : told;
}

void wy_identity_skin(struct wy_lookup *l, struct wy_device *d)
{
    for (size_t i = 0; i < WY_COUNT(skins) && !d->skin.ptr; i++) {
        wy_str value = wy_lookup_find(l, skins[i].property);
        if (value.len == 0 || !fits(l, &skins[i], value))
            continue;
        d->skin = wy_str_c(skins[i].skin);
        d->skin_version = version_of(l, &skins[i], value);
        settle_version(l, d);
    }
    find_region(l, d);
    // Since 2021 OnePlus builds ColorOS and sells it abroad under its old name.
    if (is(d, "ColorOS") && wy_str_eq_nocase(d->brand, WY_S("OnePlus")) && d->region.len &&
        !wy_str_eq(d->region, WY_S("CN")))
        d->skin = WY_S("OxygenOS");
}
