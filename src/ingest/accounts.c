// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `dumpsys account`: below "Accounts: 2" one "Account {name=..., type=...}" each. The type is a fact, the name an
// identifier.
#include "ingest/section.h"

enum { TYPES_MAX = 500 }; // keeps the search short; phones have a dozen

struct state {
    bool inside;
};

static void count_type(struct wy_dump *d, wy_str type)
{
    struct wy_evidence *ev = d->in->ev;
    for (WY_EACH(struct wy_account, a, ev->accounts)) {
        if (a->at.source == d->in->source && wy_str_eq(a->type, type)) {
            a->count.v++;
            return;
        }
    }
    struct wy_account *row = ev->accounts.n < TYPES_MAX ? WY_ADD(account, ev, accounts, d->at) : NULL;
    if (row) {
        row->type = wy_evidence_text(ev, type);
        row->count = wy_int_of(1);
    }
}

// "PHONE" (com.android.localphone), "SIM2" (com.android.sim), "WhatsApp" (com.whatsapp): words of the system and of
// apps, not the owner's. Taken for identifiers they would be found, and hidden, everywhere.
static bool names_its_own_type(wy_str name, wy_str type)
{
    while (name.len && (wy_is_digit(name.ptr[name.len - 1]) || name.ptr[name.len - 1] == ' '))
        name.len--;
    for (size_t i = 0; name.len && i + name.len <= type.len; i++)
        if (wy_str_eq_nocase(wy_str_sub(type, i, name.len), name))
            return true;
    static const char *const words[] = {"phone", "device", "tablet", "local", "sim"};
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(name, wy_str_c(words[i])))
            return true;
    return false;
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    text = wy_str_trim(text);
    if (wy_str_starts(text, WY_S("Accounts: "))) {
        s->inside = d->seen = true;
        return;
    }
    s->inside &= wy_str_starts(text, WY_S("Account {name="));
    if (!s->inside)
        return;
    size_t type_at = wy_str_find(text, WY_S(", type="));
    if (type_at == WY_NPOS || text.ptr[text.len - 1] != '}')
        return;
    wy_str name = wy_str_sub(text, 14, type_at - 14), type = wy_str_from(text, type_at + 7);
    type.len--;
    count_type(d, type);
    if (!names_its_own_type(name, type))
        wy_identity_add(d->in, d->at, wy_str_find_char(name, '@') != WY_NPOS ? "email" : "account", name);
}

const struct wy_section wy_section_accounts = {
    .service = "account",
    .names = "dumpsys account",
    .tables = "accounts",
    .always = true,
    .state_size = sizeof(struct state),
    .line = line,
};
