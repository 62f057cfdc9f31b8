// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Identifiers that the dumps of Wi-Fi and telephony still show: network name and addresses, IMEI (up to Android 5),
// ICCID and phone number of a SIM where the phone does not mask them.
#include "ingest/section.h"

static void wifi_line(struct wy_dump *d, wy_str text)
{
    d->only = "m";
    if (text.len < 10 || text.ptr[0] != 'm' || !wy_str_starts(text, WY_S("mWifiInfo")))
        return;
    wy_str ssid = wy_str_between(text, WY_S("SSID: "), WY_S(", BSSID")),
           mac = wy_str_between(text, WY_S(" MAC: "), WY_S(","));
    wy_str bssid = wy_str_between(text, WY_S("BSSID: "), WY_S(","));
    if (ssid.len > 2 && ssid.ptr[0] == '"' && ssid.ptr[ssid.len - 1] == '"')
        ssid = wy_str_sub(ssid, 1, ssid.len - 2);
    if (ssid.ptr)
        wy_identity_add(d->in, d->at, "ssid", ssid);
    // 02:00:00:00:00:00 stands for "you may not know".
    if (mac.len == 17 && !wy_str_starts(mac, WY_S("02:00:00:00:00:")))
        wy_identity_add(d->in, d->at, "mac", mac);
    if (bssid.len == 17 && !wy_str_starts(bssid, WY_S("02:00:00:00:00:")))
        wy_identity_add(d->in, d->at, "bssid", bssid);
}

static bool digits(wy_str s, size_t min, size_t max)
{
    for (size_t i = 0; i < s.len; i++)
        if (!wy_is_digit(s.ptr[i]) && !(i == 0 && s.ptr[i] == '+'))
            return false;
    return s.len >= min && s.len <= max;
}

static void phone_line(struct wy_dump *d, wy_str text)
{
    wy_str imei = wy_value_of(text, WY_S("Device ID "));
    imei = imei.ptr ? wy_str_trim(imei) : imei;
    if (imei.ptr && digits(imei, 14, 16))
        wy_identity_add(d->in, d->at, "imei", imei);
}

static void sim_line(struct wy_dump *d, wy_str text)
{
    wy_str iccid = wy_field_of(text, WY_S("iccId")), number = wy_field_of(text, WY_S("number"));
    while (iccid.len && (iccid.ptr[iccid.len - 1] == ',' || iccid.ptr[iccid.len - 1] == '}'))
        iccid.len--;
    while (number.len && (number.ptr[number.len - 1] == ',' || number.ptr[number.len - 1] == '}'))
        number.len--;
    if (iccid.ptr && digits(iccid, 18, 22))
        wy_identity_add(d->in, d->at, "iccid", iccid);
    if (number.ptr && digits(number, 6, 16))
        wy_identity_add(d->in, d->at, "phone", number);
}

const struct wy_section wy_section_wifi = {.service = "wifi", .names = "dumpsys wifi", .line = wifi_line};
const struct wy_section wy_section_phone = {
    .service = "iphonesubinfo", .names = "dumpsys iphonesubinfo", .line = phone_line};
const struct wy_section wy_section_sim = {.service = "isub", .names = "dumpsys isub", .line = sim_line};
