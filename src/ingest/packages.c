// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `dumpsys package`: the blocks "Package [name] (hash):" below "Packages:" and "Hidden system packages:" (the copy in
// the firmware under an update), and the APEX modules. The form is AOSP's Settings.dumpPackageLPr, Android 5 to 16;
// what a line means follows from its indentation and the heading above it. Of users other than the first only granted
// runtime permissions are kept. Left out: shared users' permissions, intent filters, key sets, sessions.
#include "ingest/packages.h"
#include "ingest/section.h"

enum { WHOLE_LIST_MIN = 20 }; // more than one package asked for by name would ever print

enum part { OTHER, ACTIVE, HIDDEN, MODULES };
enum list { NO_LIST, REQUESTED, GRANTED_OLD, INSTALL, RUNTIME };

struct state {
    enum part part;
    enum list list;
    struct wy_package *row; // into ev->packages; nobody else adds there while this runs
    struct wy_module *module;
    bool has_flags; // "flags=" was there, so "pkgFlags=" adds nothing
    bool in_user, first_user;
    bool any_user, installed, disabled; // what the "User n:" lines said
    bool whole_list;                    // headings that only a dump of all packages has
    size_t count;
};

static wy_str text_or_none(struct wy_evidence *ev, wy_str value)
{
    value = wy_str_trim(value);
    return value.len == 0 || wy_str_eq(value, WY_S("null")) ? (wy_str){0} : wy_evidence_text(ev, value);
}

static struct wy_int number(wy_str value)
{
    int64_t v;
    return wy_str_i64(value, &v) ? wy_int_of(v) : (struct wy_int){0};
}

static void finish(struct state *s)
{
    struct wy_package *p = s->row;
    s->row = NULL;
    s->list = NO_LIST;
    if (!p)
        return;
    if (s->part == HIDDEN)
        p->state = WY_S("hidden");
    else if (s->any_user && !s->installed)
        p->state = WY_S("removed");
    else
        p->state = s->disabled ? WY_S("disabled") : WY_S("installed");
}

static void begin(struct wy_dump *d, struct state *s, wy_str trimmed)
{
    finish(s);
    wy_str name = wy_str_between(trimmed, WY_S("["), WY_S("]"));
    s->has_flags = s->in_user = s->any_user = s->installed = s->disabled = false;
    if (name.len == 0 || name.len > 255)
        return;
    s->row = WY_ADD(package, d->in->ev, packages, d->at);
    if (!s->row)
        return;
    s->row->name = wy_evidence_text(d->in->ev, name);
    s->count++;
}

static void flags(struct wy_evidence *ev, struct wy_package *p, wy_str value)
{
    wy_str rest = wy_str_between(value, WY_S("["), WY_S("]")), word;
    p->system = p->updated = p->debuggable = WY_NO;
    while (wy_str_next_word(&rest, &word)) {
        wy_strs_add(ev, &p->flags, word);
        p->system = wy_str_eq(word, WY_S("SYSTEM")) ? WY_YES : p->system;
        p->updated = wy_str_eq(word, WY_S("UPDATED_SYSTEM_APP")) ? WY_YES : p->updated;
        p->debuggable = wy_str_eq(word, WY_S("DEBUGGABLE")) ? WY_YES : p->debuggable;
    }
}

// "PackageSignatures{3f0b80c version:3, signatures:[7d3bce25, 1b2c], past signatures:[]}", up to Android 8
// "PackageSignatures{3f0b80c [7d3bce25]}"
static void signatures(struct wy_evidence *ev, struct wy_package *p, wy_str value)
{
    wy_str rest = wy_str_between(value, WY_S(" signatures:["), WY_S("]")), one;
    if (!rest.ptr && !wy_str_has(value, WY_S("signatures:")))
        rest = wy_str_between(value, WY_S(" ["), WY_S("]"));
    while (wy_str_next(&rest, ',', &one))
        if ((one = wy_str_trim(one)).len)
            wy_strs_add(ev, &p->signers, one);
}

static void versions(struct wy_package *p, wy_str text)
{
    p->version_code = number(wy_field_of(text, WY_S("versionCode")));
    p->min_sdk = number(wy_field_of(text, WY_S("minSdk")));
    p->target_sdk = number(wy_field_of(text, WY_S("targetSdk")));
}

// The value when the line is "key=..." with exactly this key; the key's first letters were compared by the caller's
// switch.
#define IS(key) (eq == sizeof(key) - 1 && memcmp(text.ptr, key, eq) == 0)

static void package_field(struct wy_dump *d, struct state *s, wy_str text, size_t eq)
{
    struct wy_evidence *ev = d->in->ev;
    struct wy_package *p = s->row;
    wy_str value = wy_str_from(text, eq + 1);
    if (IS("userId") || IS("appId")) {
        p->uid = number(wy_str_sub(value, 0, wy_str_find_char(value, ' '))); // Android 5: "userId=10001 gids=[...]"
    } else if (IS("codePath")) {
        p->path = text_or_none(ev, value);
    } else if (IS("versionCode")) {
        versions(p, text);
    } else if (IS("versionName")) {
        p->version_name = text_or_none(ev, value);
    } else if (IS("flags") || (IS("pkgFlags") && !s->has_flags)) {
        s->has_flags = true;
        flags(ev, p, value);
    } else if (IS("privateFlags")) {
        if (wy_str_has(value, WY_S(" PRIVILEGED ")))
            wy_strs_add(ev, &p->flags, WY_S("PRIVILEGED"));
    } else if (IS("firstInstallTime")) {
        p->first_install = text_or_none(ev, value);
    } else if (IS("lastUpdateTime")) {
        p->last_update = text_or_none(ev, value);
    } else if (IS("installerPackageName")) {
        p->installer = text_or_none(ev, value);
    } else if (IS("initiatingPackageName")) {
        p->initiator = text_or_none(ev, value);
    } else if (IS("originatingPackageName")) {
        p->originator = text_or_none(ev, value);
    } else if (IS("signatures")) {
        signatures(ev, p, value);
    }
}

// "User 0: ceDataInode=1 installed=true hidden=false ... enabled=0 instant=false"
static void user(struct wy_dump *d, struct state *s, wy_str text)
{
    wy_str id = wy_str_between(text, WY_S("User "), WY_S(":"));
    wy_str installed = wy_field_of(text, WY_S("installed")), enabled = wy_field_of(text, WY_S("enabled"));
    s->first_user = !s->any_user;
    s->in_user = true;
    s->list = NO_LIST;
    if (!installed.ptr)
        return;
    s->any_user = true;
    if (!wy_str_eq(installed, WY_S("true")))
        return;
    wy_strs_add(d->in->ev, &s->row->users, id);
    // 2 disabled, 3 disabled by the user, 4 disabled until used. Enabled for anyone is enabled.
    bool disabled = enabled.len == 1 && enabled.ptr[0] >= '2' && enabled.ptr[0] <= '4';
    s->disabled = s->installed ? s->disabled && disabled : disabled;
    s->installed = true;
}

static enum list heading(wy_str text)
{
    if (wy_str_eq(text, WY_S("requested permissions:")))
        return REQUESTED;
    if (wy_str_eq(text, WY_S("install permissions:")))
        return INSTALL;
    if (wy_str_eq(text, WY_S("runtime permissions:")))
        return RUNTIME;
    if (wy_str_eq(text, WY_S("grantedPermissions:")))
        return GRANTED_OLD;
    return NO_LIST;
}

// "android.permission.NFC: granted=true, flags=[ ... ]"; without "granted=" (Android 5) being listed is being granted.
static void permission(struct wy_dump *d, struct state *s, wy_str text)
{
    size_t end = wy_str_find_char(text, ':');
    wy_str name = wy_str_sub(text, 0, end == WY_NPOS ? text.len : end);
    if (s->list == REQUESTED) {
        wy_strs_add(d->in->ev, &s->row->requested, name);
        return;
    }
    bool granted = s->list == GRANTED_OLD || wy_str_has(wy_str_from(text, name.len), WY_S(" granted=true"));
    if (s->in_user && !s->first_user && !granted)
        return;
    struct wy_permission *p = wy_rows_add(&s->row->permissions, &d->in->ev->arena, sizeof *p);
    if (!p) {
        d->in->ev->err = d->in->ev->err ? d->in->ev->err : WY_NO_MEMORY;
        return;
    }
    p->name = wy_evidence_text(d->in->ev, name);
    p->granted = wy_tri_of(granted);
}

static void package_line(struct wy_dump *d, struct state *s, wy_str text, size_t indent)
{
    if (indent <= 2) {
        if (wy_str_starts(text, WY_S("Package [")))
            begin(d, s, text);
        else
            finish(s);
        return;
    }
    if (!s->row)
        return;
    if (indent == 4) {
        s->in_user = false;
        s->list = NO_LIST;
        if (wy_str_starts(text, WY_S("User "))) {
            user(d, s, text);
            return;
        }
        size_t eq = wy_str_find_char(text, '=');
        if (eq != WY_NPOS)
            package_field(d, s, text, eq);
        else
            s->list = heading(text);
        return;
    }
    size_t item_indent = s->in_user ? 8 : 6;
    if (indent == 6 && s->in_user) {
        wy_str first = wy_value_of(text, WY_S("firstInstallTime"));
        if (first.ptr && !s->row->first_install.ptr && s->installed)
            s->row->first_install = text_or_none(d->in->ev, first);
        s->list = heading(text);
    } else if (indent == item_indent && s->list != NO_LIST) {
        permission(d, s, text);
    }
}

// "  com.android.tzdata" / "    Version: 351400020" / "    Path: /apex/..."
static void module_line(struct wy_dump *d, struct state *s, wy_str text, size_t indent)
{
    if (indent <= 2) {
        s->module = wy_is_package_name(text) ? WY_ADD(module, d->in->ev, modules, d->at) : NULL;
        if (s->module)
            s->module->name = wy_evidence_text(d->in->ev, text);
    } else if (s->module && indent == 4 && wy_str_starts(text, WY_S("Version: "))) {
        s->module->version_code = number(wy_str_from(text, 9));
    }
}

static void top_heading(struct wy_dump *d, struct state *s, wy_str text)
{
    finish(s);
    s->part = OTHER;
    s->module = NULL;
    if (wy_str_eq(text, WY_S("Packages:"))) {
        s->part = ACTIVE;
        d->seen = true;
    } else if (wy_str_eq(text, WY_S("Hidden system packages:"))) {
        s->part = HIDDEN;
    } else if (wy_str_eq(text, WY_S("Active APEX packages:"))) {
        s->part = MODULES;
    } else if (wy_str_eq(text, WY_S("Libraries:")) || wy_str_eq(text, WY_S("Features:")) ||
               wy_str_eq(text, WY_S("Database versions:"))) {
        s->whole_list = true;
    }
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    size_t indent = wy_indent(text);
    if (indent == text.len)
        return;
    wy_str trimmed = wy_str_from(text, indent);
    if (indent == 0) {
        if (text.ptr[text.len - 1] == ':' || text.ptr[text.len - 1] == ' ')
            top_heading(d, s, wy_str_trim(text));
        d->only = s->part == OTHER ? "PHALFD" : NULL; // the headings' letters
        return;
    }
    if (s->part == OTHER)
        return;
    while (trimmed.ptr[trimmed.len - 1] == ' ')
        trimmed.len--;
    if (s->part == MODULES)
        module_line(d, s, trimmed, indent);
    else
        package_line(d, s, trimmed, indent);
}

static void end(struct wy_dump *d)
{
    struct state *s = d->state;
    finish(s);
    // `dumpsys package NAME` has the same form but is no list of what is there.
    d->seen = d->seen && (s->whole_list || s->count > WHOLE_LIST_MIN);
}

const struct wy_section wy_section_packages = {
    .service = "package",
    .names = "dumpsys package|dumpsys package packages",
    .tables = "packages modules",
    .content = "Activity Resolver Table:|Packages:|Database versions:|Verifiers:",
    .always = true,
    .state_size = sizeof(struct state),
    .line = line,
    .end = end,
};
