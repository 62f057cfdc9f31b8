// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `pm list packages` with any of its options: "package:/system/app/A/A.apk=org.example.a versionCode:3 installer=null
// uid:10012". It tells that a package is there, not which version.
#include "ingest/section.h"

enum { WHOLE_LIST_MIN = 20 }; // a list of fewer was filtered

struct state {
    size_t count;
};

static struct wy_int number_of(wy_str text, wy_str key)
{
    size_t at = wy_str_find(text, key);
    if (at == WY_NPOS)
        return (struct wy_int){0};
    wy_str rest = wy_str_from(text, at + key.len), word;
    int64_t n;
    if (!wy_str_next_word(&rest, &word) || !wy_str_i64(wy_str_sub(word, 0, wy_str_find_char(word, ',')), &n))
        return (struct wy_int){0};
    return wy_int_of(n);
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    text = wy_str_trim(text);
    if (!wy_str_starts(text, WY_S("package:")))
        return;
    wy_str rest = wy_str_from(text, 8), name, path = {0};
    (void)wy_str_next_word(&rest, &name);
    size_t eq = wy_str_rfind_char(name, '='); // a path may hold '=' itself
    if (eq != WY_NPOS) {
        path = wy_str_sub(name, 0, eq);
        name = wy_str_from(name, eq + 1);
    }
    struct wy_package *p = wy_is_package_name(name) ? WY_ADD(package, d->in->ev, packages, d->at) : NULL;
    if (!p)
        return;
    wy_str installer = wy_field_of(rest, WY_S("installer"));
    p->name = wy_evidence_text(d->in->ev, name);
    p->state = WY_S("installed");
    p->path = path.len ? wy_evidence_text(d->in->ev, path) : (wy_str){0};
    p->version_code = number_of(rest, WY_S("versionCode:"));
    p->uid = number_of(rest, WY_S("uid:"));
    if (installer.len && !wy_str_eq(installer, WY_S("null")))
        p->installer = wy_evidence_text(d->in->ev, installer);
    d->seen = ++s->count >= WHOLE_LIST_MIN;
}

const struct wy_section wy_section_package_list = {
    .names = "pm list packages|packages",
    .content = "package:",
    .tables = "packages",
    .state_size = sizeof(struct state),
    .line = line,
};
