// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Which system, region and chip a phone has: the properties are few of those that real phones of each maker have.
#include "ingest_fixture.h"

struct phone {
    const char *properties; // "name=value" lines
    const char *skin, *version, *region;
};

static const struct phone phones[] = {
    {"ro.mi.os.version.name=OS3.0\nro.miui.ui.version.name=V816\nro.mi.os.version.incremental=OS3.0.16.0.WPBCNXM\n",
     "HyperOS", "OS3.0.16.0.WPBCNXM", "CN"},
    {"ro.miui.ui.version.name=V816\nro.build.version.incremental=V816.0.9.0.TJACNXM\n", "HyperOS", "OS1.0.9.0.TJACNXM",
     "CN"},
    {"ro.miui.ui.version.name=V125\nro.build.version.incremental=21.11.17\nro.miui.region=cn\n", "MIUI", "21.11.17",
     "CN"},
    {"ro.miui.ui.version.name=V110\nro.build.version.incremental=V11.0.4.0.JOYUI\n", "JOYUI", "V11.0.4.0.JOYUI", NULL},
    {"ro.build.version.oneui=60101\nro.csc.country_code=China\nro.csc.countryiso_code=CN\n", "One UI", "6.1.1", "CN"},
    {"ro.build.version.sep=100000\n", "One UI", "1.0", NULL},
    {"ro.build.version.sep=110500\n", "One UI", "2.5", NULL},
    {"ro.build.version.sep=90000\n", "Samsung Experience", "9.0", NULL},
    {"ro.build.version.emui=EmotionUI_10.0.1\nro.hw.country=cn\n", "EMUI", "10.0.1", "CN"},
    {"ro.build.version.emui=EmotionUI_12.0.0\nro.build.ohos.devicetype=tablet\n"
     "ro.huawei.build.display.id=ABC-W29 2.0.0.265(C00E210R1P14)\n",
     "HarmonyOS", "2.0.0", NULL},
    {"hw_sc.build.platform.version=4.2.0\nro.build.version.emui=EmotionUI_14.2.0\n", "HarmonyOS", "4.2.0", NULL},
    {"hw_sc.build.platform.version=4.0.0\nro.sys.anco.product.software.version=ABC-AL10 6.0.0.100(SP6C00E47R4P3)\n",
     "HarmonyOS NEXT", "6.0.0", NULL},
    {"ro.build.version.magic=MagicOS_9.0.0\nmsc.config.magic.version=9.0\n", "MagicOS", "9.0", NULL},
    {"ro.build.version.magic=MagicUI_6.1.0\nmsc.config.magic.version=6.1\n", "Magic UI", "6.1", NULL},
    {"ro.build.version.magic=3.0.1\nro.build.version.emui=EmotionUI_10.0.1\n", "Magic UI", "3.0.1", NULL},
    {"ro.build.version.oplusrom=V15.0.2\nro.oplus.image.my_region.type=CN_all\nro.product.brand=OnePlus\n", "ColorOS",
     "15.0.2", "CN"},
    {"ro.build.version.oplusrom=V14.0.0\nro.oplus.image.my_region.type=EUEX_all\nro.product.brand=OnePlus\n",
     "OxygenOS", "14.0.0", "EUEX"},
    {"ro.build.version.oplusrom=V15.0.2\nro.build.version.realmeui=V6.0\n", "realme UI", "6.0", NULL},
    {"ro.build.version.ota=Phone6Hydrogen_22.K.63_0630\nro.rom.version=11.1.2.2\n", "HydrogenOS", "11.1.2.2", NULL},
    {"ro.build.version.ota=Phone6Oxygen_22.K.63_0630\nro.rom.version=Oxygen OS 9.0.5\n", "OxygenOS", "9.0.5", NULL},
    {"ro.vivo.os.build.display.id=OriginOS 5\nro.vivo.product.overseas=no\n", "OriginOS", "5", "CN"},
    {"ro.vivo.os.build.display.id=Funtouch OS_12\nro.vivo.product.overseas=yes\n", "Funtouch OS", "12", NULL},
    {"ro.build.display.id=Flyme 12.1.0.0A\n", "Flyme", "12.1.0.0A", NULL},
    {"ro.com.zui.version=17.0\nro.config.lgsi.fp.incremental=ZUXOS_1.1.350_250418_PRC\n", "ZUXOS", "1.1.350", NULL},
    {"ro.build.display.id=RedMagicOS10.0.24_AB779J\nro.build.MiFavor_version=NebulaOS1.0\n", "RedMagic OS", "10.0.24",
     NULL},
    {"ro.build.display.id=MyOS12.0.14_A2121\nro.build.MiFavor_version=12\n", "MyOS", "12.0.14", NULL},
    {"ro.build.MiFavor_version=10.1\n", "MiFavor UI", "10.1", NULL},
    {"ro.smartisan.version=8.0.2-202112171416-user-dlt\n", "Smartisan OS", "8.0.2", NULL},
    {"ro.build.version.release=15\n", NULL, NULL, NULL},
};

struct chip {
    const char *properties;
    const char *soc, *maker;
};

static const struct chip chips[] = {
    {"ro.soc.model=SM8550-AB\nro.soc.manufacturer=QTI\n", "SM8550", "QTI"},
    {"ro.soc.model=MT6895V/ZA\n", "MT6895", "Mediatek"},
    {"ro.soc.model=T606\nro.board.platform=ums9230\n", "T606", NULL},
    {"ro.board.platform=sp9863a\n", "SC9863A", "Unisoc"},
    {"ro.soc.model=SC9863A\n", "SC9863A", "Unisoc"},
    {"ro.soc.model=s5e9925\n", "S5E9925", "Samsung"},
    {"ro.hardware.chipname=exynos9820\n", "EXYNOS9820", "Samsung"},
    {"ro.board.platform=universal9810\n", "EXYNOS9810", "Samsung"},
    {"ro.soc.model=Tensor G2\nro.board.platform=gs201\n", "Tensor G2", NULL},
    {"ro.board.platform=kirin990\n", "KIRIN990", "HiSilicon"},
    {"ro.soc.model=kirin\nro.board.chiptype=Kirin9010_csv2\n", "KIRIN9010", "HiSilicon"},
    {"ro.board.chiptype=Kirin9000SL\n", "KIRIN9000SL", "HiSilicon"},
    {"ro.board.platform=msmnile\n", "SM8150", "Qualcomm"},
    {"ro.board.platform=sdm660\n", "SDM660", "Qualcomm"},
    {"ro.board.platform=lahaina\n", NULL, NULL}, // SM8350 or SM7325
    {"ro.board.platform=orlando\n", NULL, NULL},
};

// "a=b" lines as a running phone prints them.
static const char *as_getprop(const char *lines, char out[2048])
{
    size_t n = 0;
    wy_str rest = wy_str_c(lines), line, name;
    while (wy_str_next(&rest, '\n', &line))
        if (wy_str_next(&line, '=', &name) && name.len)
            n += (size_t)snprintf(out + n, 2048 - n, "[%.*s]: [%.*s]\n", WY_ARG(name), WY_ARG(line));
    return out;
}

static void is_or_none(wy_str have, const char *want, const char *of)
{
    if (have.len != strlen(want ? want : "") || (want && memcmp(have.ptr, want, have.len) != 0))
        fail_msg("%.*s instead of %s for\n%s", WY_ARG(have), want ? want : "nothing", of);
}

static const struct wy_device *device_of(struct fixture *f, const char *properties)
{
    char text[2048];
    assert_non_null(feed(f, "getprop.txt", as_getprop(properties, text)));
    finish(f);
    assert_non_null(wy_device(&f->ev));
    return wy_device(&f->ev);
}

static void every_maker_s_system(void **state)
{
    (void)state;
    for (size_t i = 0; i < WY_COUNT(phones); i++) {
        void *own;
        assert_int_equal(fixture_setup(&own), 0);
        const struct wy_device *d = device_of(own, phones[i].properties);
        is_or_none(d->skin, phones[i].skin, phones[i].properties);
        is_or_none(d->skin_version, phones[i].version, phones[i].properties);
        is_or_none(d->region, phones[i].region, phones[i].properties);
        fixture_teardown(&own);
    }
}

static void chips_as_records_write_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < WY_COUNT(chips); i++) {
        void *own;
        assert_int_equal(fixture_setup(&own), 0);
        const struct wy_device *d = device_of(own, chips[i].properties);
        is_or_none(d->soc, chips[i].soc, chips[i].properties);
        is_or_none(d->soc_maker, chips[i].maker, chips[i].properties);
        fixture_teardown(&own);
    }
}

static void names_and_kinds(void **state)
{
    const struct wy_device *d = device_of(*state, "ro.product.model=TV BOX\nro.build.characteristics=box\n"
                                                  "ro.vendor.product.display=box X40\n");
    assert_str_is(d->kind, "box");
    assert_str_is(d->marketing_name, "box X40");
}

static void two_phones_in_one_folder(void **state)
{
    struct fixture *f = *state;
    assert_non_null(feed(f, "a/getprop.txt", "[ro.product.device]: [one]\n[a.b]: [c]\n"));
    assert_non_null(feed(f, "a/again.txt", "[ro.product.device]: [one]\n"));
    assert_non_null(feed(f, "odm/build.prop", "ro.product.device=three\nro.a=b\n"));
    finish(f);
    assert_int_equal(f->ev.gaps.n, 0);
    assert_non_null(feed(f, "b/getprop.txt", "[ro.product.device]: [two]\n"));
    finish(f);
    assert_int_equal(f->ev.gaps.n, 1);
    const struct wy_gap *gap = f->ev.gaps.v;
    assert_true(wy_str_has(gap->reason, WY_S("(two)")) && wy_str_has(gap->reason, WY_S("a/getprop.txt (one)")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_maker_s_system),
        cmocka_unit_test(chips_as_records_write_them),
        cmocka_unit_test_setup_teardown(names_and_kinds, fixture_setup, fixture_teardown),
        cmocka_unit_test_setup_teardown(two_phones_in_one_folder, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests_name("ingest/identity", tests, NULL, NULL);
}
