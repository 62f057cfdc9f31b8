// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `dumpsys device_policy`: "Enabled Device Admins (User 0...):" with "    a.b/.C:" below, "Device Owner:" and "Profile
// Owner (User 10):" with "admin=ComponentInfo{a.b/a.b.C}" below.
#include "ingest/section.h"

struct state {
    const char *role;     // of the block that is being read; NULL = none
    size_t heading, item; // how far its heading and its first line are indented; item 0 = none yet
};

static void add(struct wy_dump *d, const char *role, wy_str component)
{
    wy_str package, class_name = {0};
    if (!wy_component_split(component, d->in->scratch, &package, &class_name)) {
        if (!wy_is_package_name(component))
            return;
        package = component;
    }
    struct wy_admin *row = WY_ADD(admin, d->in->ev, admins, d->at);
    if (!row)
        return;
    row->package = wy_evidence_text(d->in->ev, package);
    row->receiver = wy_evidence_text(d->in->ev, class_name);
    row->role = wy_str_c(role);
}

static const char *role_of(wy_str heading)
{
    if (wy_str_starts(heading, WY_S("Enabled Device Admins")))
        return "admin";
    if (wy_str_starts(heading, WY_S("Device Owner:")))
        return "device-owner";
    return wy_str_starts(heading, WY_S("Profile Owner")) ? "profile-owner" : NULL;
}

static void heading(struct wy_dump *d, struct state *s, wy_str text, size_t indent)
{
    s->heading = indent;
    s->item = 0;
    wy_str rest = wy_str_from(text, wy_str_find_char(text, ':') + 1);
    if (s->role[0] != 'a')
        add(d, s->role, wy_str_trim(rest)); // Android 5 names the package at once
}

// Makers put the blocks deeper than AOSP does, so what counts is how lines stand to their heading.
static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    size_t indent = wy_indent(text);
    text = wy_str_trim(text);
    if (text.len == 0)
        return;
    const char *role = wy_str_find_char(text, ':') == WY_NPOS ? NULL : role_of(text);
    if (role) {
        s->role = role;
        heading(d, s, text, indent);
    } else if (!s->role || indent <= s->heading) {
        d->seen |= wy_str_starts(text, WY_S("Current Device Policy Manager state"));
        s->role = NULL;
    } else {
        s->item = s->item ? s->item : indent;
        if (s->role[0] == 'a' && indent == s->item && text.ptr[text.len - 1] == ':')
            add(d, s->role, wy_str_sub(text, 0, text.len - 1));
        else if (s->role[0] != 'a' && wy_str_starts(text, WY_S("admin=ComponentInfo{")))
            add(d, s->role, wy_str_between(text, WY_S("{"), WY_S("}")));
    }
}

const struct wy_section wy_section_device_policy = {
    .service = "device_policy",
    .names = "dumpsys device policy",
    .tables = "admins",
    .content = "Current Device Policy Manager state",
    .always = true,
    .state_size = sizeof(struct state),
    .line = line,
};
