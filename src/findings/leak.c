// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "findings/leak.h"

#include "core/country.h"
#include "core/lang.h"
#include "core/map.h"

struct id_row {
    const char *kind, *words;
    unsigned traits;
};

static const struct id_row ids[] = {
    {"imei", "IMEI", WY_ID_LASTING | WY_ID_GUESSABLE},
    {"imsi", "IMSI", WY_ID_LASTING | WY_ID_GUESSABLE},
    {"iccid", N_("SIM card number"), WY_ID_LASTING},
    {"phone", N_("phone number"), WY_ID_LASTING | WY_ID_PERSON | WY_ID_GUESSABLE},
    {"contact", N_("contact's number"), WY_ID_PERSON | WY_ID_OTHERS | WY_ID_GUESSABLE},
    {"serial", N_("serial number"), WY_ID_LASTING},
    {"android_id", N_("Android ID"), WY_ID_LASTING},
    {"advertising_id", N_("advertising ID"), WY_ID_RESETTABLE},
    {"mac", N_("MAC address"), WY_ID_LASTING | WY_ID_GUESSABLE},
    {"bssid", N_("address of the Wi-Fi router"), 0},
    {"ssid", N_("name of the Wi-Fi"), 0},
    {"email", N_("e-mail address"), WY_ID_PERSON},
    {"account", N_("account name"), WY_ID_PERSON},
    {"position", N_("position"), WY_ID_PERSON},
    {"text", N_("words of a message"), WY_ID_PERSON},
};

static const struct id_row *row_of(wy_str identifier)
{
    for (size_t i = 0; i < WY_COUNT(ids); i++)
        if (wy_str_eq(identifier, wy_str_c(ids[i].kind)))
            return &ids[i];
    return NULL;
}

unsigned wy_id_traits(wy_str identifier)
{
    const struct id_row *row = row_of(identifier);
    return row ? row->traits : 0;
}

const char *wy_say_identifier(wy_str identifier)
{
    const struct id_row *row = row_of(identifier);
    return row ? _(row->words) : NULL;
}

wy_str wy_leak_word(wy_str word)
{
    static const char *const forms[][2] = {
        // TRANSLATORS: in which form a value was sent
        {"international", N_("with country code")},
        {"no-separators", N_("without separators")},
    };
    static const char *const words[] = {
        // TRANSLATORS: in which form a value was sent: as it is, ...
        N_("plain"), N_("decimal"),
        // TRANSLATORS: what a recipient's host is for
        N_("account"), N_("ads"), N_("analytics"), N_("app-scan"), N_("calls"), N_("check-in"), N_("content"),
        N_("crash"), N_("device-management"), N_("keyboard"), N_("messaging"), N_("network"), N_("push"), N_("sync"),
        N_("update"),
        // TRANSLATORS: the part of a message in which a value stood
        N_("url"), N_("header"), N_("cookie"), N_("body"), N_("address"), N_("handshake")};
    for (size_t i = 0; i < WY_COUNT(forms); i++)
        if (wy_str_eq(word, wy_str_c(forms[i][0])))
            return wy_str_c(_(forms[i][1]));
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq(word, wy_str_c(words[i])))
            return wy_str_c(_(words[i]));
    return word;
}

bool wy_leak_sent(const struct wy_transfer *t)
{
    return !wy_str_eq(t->direction, WY_S("received")) && t->shaped != WY_YES;
}

bool wy_leak_by_address(const struct wy_transfer *t) { return wy_str_eq(t->where, WY_S("address")); }

static bool digest_form(wy_str form) { return wy_str_has(form, WY_S("md5")) || wy_str_has(form, WY_S("sha")); }

bool wy_leak_hashed(const struct wy_transfer *t)
{
    if (!digest_form(t->form) && !t->forms.n)
        return false;
    for (size_t i = 0; i < t->forms.n; i++)
        if (!digest_form(t->forms.v[i]))
            return false;
    return t->forms.n > 0 || digest_form(t->form);
}

void wy_leak_country(const struct wy_transfer *t, struct wy_buf *out)
{
    if (wy_str_eq(t->place, WY_S("anycast"))) {
        wy_buf_printf(out, _("many places at once (anycast, %.*s): no country"), WY_ARG(t->network));
        return;
    }
    if (t->country.len)
        wy_buf_add(out, wy_country_name(t->country));
    else
        wy_buf_addc(out, _("country not known"));
    if (wy_str_eq(t->place, WY_S("cdn")))
        wy_buf_printf(out, ", %s", _("content network"));
    else if (wy_str_eq(t->place, WY_S("cloud")))
        wy_buf_printf(out, ", %s", _("rented in a cloud"));
}

void wy_leak_network(const struct wy_transfer *t, struct wy_buf *out)
{
    if (t->asn.known)
        wy_buf_printf(out, "AS%lld%s", (long long)t->asn.v, t->network.len ? " " : "");
    wy_buf_add(out, t->network);
}

wy_str wy_leak_recipient(const struct wy_transfer *t) { return t->host.len ? t->host : t->ip; }

bool wy_leak_owner_known(const struct wy_evidence *ev)
{
    for (WY_EACH(struct wy_capture, c, ev->captures))
        if (c->needles.known && c->needles.v > 0)
            return true;
    return false;
}

int64_t wy_leak_closed(const struct wy_flow *f)
{
    if (f->opaque.known)
        return f->opaque.v > 0 ? f->opaque.v : 0;
    // Older evidence tells only what was sent in all, with the handshake.
    bool closed = wy_str_eq(f->state, WY_S("encrypted")) || wy_str_eq(f->state, WY_S("opaque"));
    return closed && f->sent.known && f->sent.v > 0 ? f->sent.v : 0;
}

wy_str wy_leak_none(const struct wy_evidence *ev)
{
    if (wy_leak_owner_known(ev))
        return wy_str_c(_("None of the owner's identifiers was seen leaving."));
    if (ev->redacted)
        return wy_str_c(_("The evidence is redacted: leaks cannot be searched for"));
    return wy_str_c(_("The owner's identifiers are not known: leaks cannot be searched for"));
}

wy_err wy_leaks_gather(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_rows *out)
{
    struct wy_map known; // key -> row number + 1: rows move as they grow
    wy_map_init(&known, arena);
    *out = (struct wy_rows){0};
    for (WY_EACH(struct wy_transfer, t, ev->transfers)) {
        struct wy_arena_mark mark = wy_arena_mark(arena);
        wy_str key =
            wy_arena_printf(arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%d%d", WY_ARG(t->direction),
                            WY_ARG(t->identifier), WY_ARG(t->value), WY_ARG(wy_leak_recipient(t)), WY_ARG(t->form),
                            WY_ARG(t->step), WY_ARG(t->consent), (int)t->encrypted, (int)t->shaped);
        size_t at = key.ptr ? (size_t)(uintptr_t)wy_map_get(&known, key) : 0;
        if (at) {
            ((struct wy_leak *)out->v)[at - 1].count++;
            wy_arena_reset(arena, mark);
            continue;
        }
        struct wy_map_slot *slot = key.ptr ? wy_map_put(&known, key) : NULL;
        struct wy_leak *row = slot ? wy_rows_add(out, arena, sizeof *row) : NULL;
        if (!row)
            return WY_NO_MEMORY;
        *row = (struct wy_leak){t, 1};
        slot->value = (void *)(uintptr_t)out->n;
    }
    return WY_OK;
}
