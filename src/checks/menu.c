// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where settings lie. Paths are those of current releases; older ones differ in a word or two, so they end in what can
// also be typed into the search field of the settings app.
#include "checks/check.h"
#include "core/lang.h"

enum family { PLAIN, XIAOMI, SAMSUNG, OPPO, FAMILIES };

static const char *const menus[WY_MENUS][FAMILIES] = {
    [WY_MENU_DEVELOPER] = {N_("Settings > System > Developer options"),
                           N_("Settings > Additional settings > Developer options"), N_("Settings > Developer options"),
                           N_("Settings > System & updates > Developer options")},
    [WY_MENU_UNKNOWN_APPS] = {N_("Settings > Apps > Special app access > Install unknown apps"),
                              N_("Settings > Privacy protection > Special permissions > Install unknown apps"),
                              N_("Settings > Security and privacy > Install unknown apps"),
                              N_("Settings > Apps > Special app access > Install unknown apps")},
    [WY_MENU_PLAY_PROTECT] = {N_("Play Store > your picture > Play Protect > the gear wheel"),
                              N_("Play Store > your picture > Play Protect > the gear wheel"),
                              N_("Play Store > your picture > Play Protect > the gear wheel"),
                              N_("Play Store > your picture > Play Protect > the gear wheel")},
    [WY_MENU_SCREEN_LOCK] = {N_("Settings > Security & privacy > Device unlock > Screen lock"),
                             N_("Settings > Fingerprints, face data, and screen lock > Screen lock"),
                             N_("Settings > Lock screen > Screen lock type"),
                             N_("Settings > Password & security > Lock screen password")},
    [WY_MENU_ACCESSIBILITY] = {N_("Settings > Accessibility"),
                               N_("Settings > Additional settings > Accessibility > Downloaded apps"),
                               N_("Settings > Accessibility > Installed apps"),
                               N_("Settings > Accessibility & convenience > Accessibility")},
    [WY_MENU_ADMINS] = {N_("Settings > Security & privacy > More security & privacy > Device admin apps"),
                        N_("Settings > Passwords & security > Authorization & revocation > Device admin apps"),
                        N_("Settings > Security and privacy > Other security settings > Device admin apps"),
                        N_("Settings > Password & security > System security > Device admin apps")},
    [WY_MENU_APPS] = {N_("Settings > Apps > See all apps"), N_("Settings > Apps > Manage apps"), N_("Settings > Apps"),
                      N_("Settings > Apps > App management")},
    [WY_MENU_UPDATE] = {N_("Settings > System > Software update"),
                        N_("Settings > About phone > the version of the system"),
                        N_("Settings > Software update > Download and install"),
                        N_("Settings > About device > the version of the system")},
};

static enum family family_of(const struct wy_device *d)
{
    static const struct {
        const char *word;
        enum family family;
    } words[] = {
        {"xiaomi", XIAOMI},   {"redmi", XIAOMI},   {"poco", XIAOMI},   {"miui", XIAOMI},   {"hyperos", XIAOMI},
        {"samsung", SAMSUNG}, {"one ui", SAMSUNG}, {"oneui", SAMSUNG}, {"oppo", OPPO},     {"realme", OPPO},
        {"oneplus", OPPO},    {"coloros", OPPO},   {"oxygenos", OPPO}, {"realmeui", OPPO},
    };
    const wy_str told[] = {d->skin, d->brand, d->maker};
    for (size_t t = 0; t < WY_COUNT(told); t++)
        for (size_t i = 0; i < WY_COUNT(words); i++)
            if (wy_str_eq_nocase(told[t], wy_str_c(words[i].word)))
                return words[i].family;
    return PLAIN;
}

const char *wy_menu_path(enum wy_menu menu, const struct wy_evidence *ev)
{
    const struct wy_device *d = ev ? wy_device(ev) : NULL;
    return _(menus[menu][d ? family_of(d) : PLAIN]);
}
