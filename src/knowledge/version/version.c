// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of orders and the one way into them.
#include "knowledge/version/version.h"

#include "core/lang.h"
#include "knowledge/version/scan.h"

struct order_row {
    wy_str name, aliases;
    struct wy_compared (*compare)(wy_str a, wy_str b);
    const char *meaning;
};

static const struct order_row orders[WY_ORDERS] = {
    [WY_ORDER_NONE] = {WY_S_INIT(""), WY_S_INIT(""), NULL, N_("no order")},
#define ORDER(id, name, aliases, compare, meaning)                                                                     \
    [WY_ORDER_##id] = {WY_S_INIT(name), WY_S_INIT(aliases), compare, meaning},
#include "knowledge/version/orders.def"
#undef ORDER
};

static const char *const notes[WY_NOTES] = {
    [WY_NOTE_NONE] = "",
    [WY_NOTE_FLAVOUR] = N_("one of the two is a build for another market"),
    [WY_NOTE_LINE] = N_("only the line of the user interface was compared"),
    [WY_NOTE_NO_LETTER] = N_("a short form without the Android letter was compared by its numbers"),
    [WY_NOTE_NO_ORDER] = N_("no order is known for these versions"),
    [WY_NOTE_FORM] = N_("not a version of the expected form"),
    [WY_NOTE_NO_NUMBER] = N_("the text does not begin with a version number"),
    [WY_NOTE_SEVERAL] = N_("the text holds more than one version number"),
    [WY_NOTE_RANGE_WORDS] = N_("the text is a range in words, not a version"),
    [WY_NOTE_TAIL] = N_("the parts after the numbers have no known order"),
    [WY_NOTE_DEVICE] = N_("the two builds are for different devices, regions or operators"),
    [WY_NOTE_CHANNEL] = N_("the two builds come from different release channels"),
    [WY_NOTE_PREFIX] = N_("one names a whole line of versions, the other a member of it"),
    [WY_NOTE_TOO_LONG] = N_("too long for a version"),
};

struct wy_compared wy_version_compare(enum wy_order order, wy_str a, wy_str b)
{
    if (order <= WY_ORDER_NONE || order >= WY_ORDERS)
        return wy_unordered(WY_NOTE_NO_ORDER);
    a = wy_str_trim(a);
    b = wy_str_trim(b);
    if (a.len > WY_VERSION_LEN_MAX || b.len > WY_VERSION_LEN_MAX)
        return wy_unordered(WY_NOTE_TOO_LONG);
    if (!a.len || !b.len)
        return wy_unordered(WY_NOTE_FORM);
    return orders[order].compare(a, b);
}

uint64_t wy_version_key(enum wy_order order, wy_str version)
{
    version = wy_str_trim(version);
    return order == WY_ORDER_APK && version.len <= WY_VERSION_LEN_MAX ? wy_apk_key(version) : 0;
}

enum wy_order wy_order_find(wy_str name)
{
    for (int i = 1; i < WY_ORDERS; i++) {
        wy_str rest = orders[i].aliases, alias;
        if (wy_str_eq_nocase(name, orders[i].name))
            return (enum wy_order)i;
        while (wy_str_next_word(&rest, &alias))
            if (wy_str_eq_nocase(name, alias))
                return (enum wy_order)i;
    }
    return WY_ORDER_NONE;
}

wy_str wy_order_name(enum wy_order order)
{
    return order >= 0 && order < WY_ORDERS ? orders[order].name : orders[0].name;
}

const char *wy_order_meaning(enum wy_order order)
{
    return order >= 0 && order < WY_ORDERS ? orders[order].meaning : orders[0].meaning;
}

const char *wy_version_note_text(enum wy_version_note note)
{
    return note >= 0 && note < WY_NOTES ? notes[note] : notes[WY_NOTE_NO_ORDER];
}
