// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Settings: `dumpsys settings` ("GLOBAL SETTINGS (user 0)", then "_id:1 name:a pkg:b value:c default:d ...") and
// `settings list global` ("a=c"), where the item's name tells which of the three it is. Of a value that spans lines the
// first line is kept. The fourth kind, CONFIG (server flags), is passed over.
#include "ingest/accessibility.h"
#include "ingest/section.h"

struct state {
    const char *space; // NULL = lines belong to nothing we keep
    int64_t user;
};

static const char *space_of(wy_str text)
{
    static const char *const spaces[] = {"global", "secure", "system"};
    for (size_t i = 0; i < WY_COUNT(spaces); i++)
        if (wy_str_starts_nocase(text, wy_str_c(spaces[i])))
            return spaces[i];
    return NULL;
}

// Settings that are also something else.
static void side_effects(struct wy_dump *d, const struct wy_setting *row)
{
    if (!row->value.len)
        return;
    if (wy_str_eq(row->name, WY_S("android_id")))
        wy_identity_add(d->in, d->at, "android_id", row->value);
    else if (wy_str_eq(row->name, WY_S("advertising_id")))
        wy_identity_add(d->in, d->at, "advertising_id", row->value);
    else if (wy_str_eq(row->name, WY_S("bluetooth_address")))
        wy_identity_add(d->in, d->at, "mac", row->value);
    else if (wy_str_eq(row->name, WY_S("enabled_accessibility_services")))
        wy_accessibility_list(d->in, d->at, row->value);
}

static void add(struct wy_dump *d, const struct state *s, wy_str name, wy_str value)
{
    struct wy_setting *row = WY_ADD(setting, d->in->ev, settings, d->at);
    if (!row)
        return;
    row->space = wy_str_c(s->space);
    row->name = wy_evidence_text(d->in->ev, name);
    bool none = wy_str_eq(value, WY_S("{null}")) || wy_str_eq(value, WY_S("null"));
    row->value = none ? (wy_str){0} : wy_evidence_text(d->in->ev, value);
    row->user = wy_int_of(s->user);
    d->seen = true;
    if (s->user == 0)
        side_effects(d, row);
}

// The last occurrence of `mark`, and what is before it.
static wy_str before_last(wy_str s, wy_str mark)
{
    for (size_t end = s.len; end >= mark.len;) {
        size_t at = wy_str_rfind_char(wy_str_sub(s, 0, end), mark.ptr[0]);
        if (at == WY_NPOS)
            break;
        if (wy_str_starts(wy_str_from(s, at), mark))
            return wy_str_sub(s, 0, at);
        end = at;
    }
    return s;
}

static void dumped(struct wy_dump *d, const struct state *s, wy_str text)
{
    size_t name_at = wy_str_find(text, WY_S(" name:"));
    if (name_at == WY_NPOS)
        return;
    wy_str rest = wy_str_from(text, name_at + 6);
    size_t value_at = wy_str_find(rest, WY_S(" value:"));
    if (value_at == WY_NPOS)
        return;
    wy_str name = wy_str_sub(rest, 0, value_at), value = wy_str_from(rest, value_at + 7);
    size_t pkg_at = wy_str_find(name, WY_S(" pkg:"));
    if (pkg_at != WY_NPOS)
        name.len = pkg_at;
    if (wy_str_has(value, WY_S(" defaultSystemSet:")))
        value = before_last(value, WY_S(" default:"));
    add(d, s, name, value);
}

static void heading(struct state *s, wy_str text)
{
    wy_str user = wy_str_between(text, WY_S("(user "), WY_S(")"));
    s->space = space_of(text);
    if (!wy_str_i64(user, &s->user))
        s->user = 0;
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    if (d->variant.ptr) {
        if (!s->space) {
            size_t last = wy_str_rfind_char(d->variant, ' ');
            s->space = space_of(last == WY_NPOS ? d->variant : wy_str_from(d->variant, last + 1));
        }
        size_t eq = wy_str_find_char(text, '=');
        if (s->space && eq != WY_NPOS && eq > 0 && wy_str_find_char(wy_str_sub(text, 0, eq), ' ') == WY_NPOS) {
            add(d, s, wy_str_sub(text, 0, eq), wy_str_from(text, eq + 1));
            return;
        }
    }
    if (wy_str_starts(text, WY_S("_id:"))) {
        if (s->space)
            dumped(d, s, text);
    } else if (text.len < 80 && wy_str_has(text, WY_S(" SETTINGS (user "))) {
        heading(s, text);
    }
}

const struct wy_section wy_section_settings = {
    .service = "settings",
    .names = "settings global|settings secure|settings system|settings list global|settings list secure|"
             "settings list system|dumpsys settings",
    .tables = "settings",
    .content = "GLOBAL SETTINGS (user|SECURE SETTINGS (user|CONFIG SETTINGS (user",
    .always = true,
    .state_size = sizeof(struct state),
    .line = line,
};
