// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Every section parser (one line here, one line in meson.build), how a section is found, and what its parsers share.
#include "ingest/section.h"

#define SECTIONS(ROW)                                                                                                  \
    ROW(accessibility)                                                                                                 \
    ROW(accounts)                                                                                                      \
    ROW(adb_keys)                                                                                                      \
    ROW(appops)                                                                                                        \
    ROW(battery)                                                                                                       \
    ROW(date)                                                                                                          \
    ROW(device_policy)                                                                                                 \
    ROW(getprop)                                                                                                       \
    ROW(kernel)                                                                                                        \
    ROW(lock_settings)                                                                                                 \
    ROW(netstat)                                                                                                       \
    ROW(packages)                                                                                                      \
    ROW(package_list)                                                                                                  \
    ROW(phone)                                                                                                         \
    ROW(processes)                                                                                                     \
    ROW(selinux)                                                                                                       \
    ROW(services)                                                                                                      \
    ROW(settings)                                                                                                      \
    ROW(sim)                                                                                                           \
    ROW(ss)                                                                                                            \
    ROW(usb_keys)                                                                                                      \
    ROW(wifi)

#define ROW(name) extern const struct wy_section wy_section_##name;
SECTIONS(ROW)
#undef ROW

#define ROW(name) &wy_section_##name,
const struct wy_section *const wy_sections[] = {SECTIONS(ROW)};
#undef ROW
const size_t wy_sections_n = WY_COUNT(wy_sections);

const struct wy_section *wy_section_of_service(wy_str service)
{
    for (size_t i = 0; i < wy_sections_n; i++)
        if (wy_sections[i]->service && wy_str_eq(wy_str_c(wy_sections[i]->service), service))
            return wy_sections[i];
    return NULL;
}

const struct wy_section *wy_section_of_title(wy_str title)
{
    for (size_t i = 0; i < wy_sections_n; i++)
        if (wy_sections[i]->title && wy_str_starts(title, wy_str_c(wy_sections[i]->title)))
            return wy_sections[i];
    return NULL;
}

wy_str wy_section_name(wy_str item_name, char out[WY_SECTION_NAME])
{
    size_t slash = wy_str_rfind_char(item_name, '/');
    wy_str s = slash == WY_NPOS ? item_name : wy_str_from(item_name, slash + 1);
    wy_str folder = slash == WY_NPOS ? (wy_str){0} : wy_str_sub(item_name, 0, slash);
    size_t above = wy_str_rfind_char(folder, '/');
    folder = above == WY_NPOS ? folder : wy_str_from(folder, above + 1);
    // A command may hold slashes of its own ("cat /proc/net/tcp"): then all of it is the name.
    if (wy_str_starts(item_name, WY_S("cat ")))
        s = item_name;
    if (s.len > 4 && wy_str_eq_nocase(wy_str_from(s, s.len - 4), WY_S(".txt")))
        s.len -= 4;
    size_t n = 0;
    if (wy_str_eq_nocase(folder, WY_S("settings"))) { // "settings/global.txt" is a list of settings, global.txt nothing
        memcpy(out, "settings ", 9);
        n = 9;
    }
    for (size_t i = 0; i < s.len && n < WY_SECTION_NAME; i++) {
        char c = s.ptr[i] == '_' || s.ptr[i] == '-' ? ' ' : wy_lower(s.ptr[i]);
        if (c != ' ' || (n && out[n - 1] != ' '))
            out[n++] = c;
    }
    return (wy_str){out, n};
}

const struct wy_section *wy_section_of_name(wy_str item_name)
{
    char buf[WY_SECTION_NAME];
    wy_str name = wy_section_name(item_name, buf);
    for (size_t i = 0; i < wy_sections_n; i++) {
        wy_str rest = wy_str_c(wy_sections[i]->names), one;
        while (wy_str_next(&rest, '|', &one))
            if (wy_str_eq(one, name))
                return wy_sections[i];
    }
    return NULL;
}

// Is one of the phrases the beginning of a line?
static bool has_phrase(wy_str head, const char *phrases)
{
    wy_str rest = wy_str_c(phrases), phrase;
    while (wy_str_next(&rest, '|', &phrase)) {
        size_t at = wy_str_find(head, phrase);
        if (at != WY_NPOS && (at == 0 || head.ptr[at - 1] == '\n'))
            return true;
    }
    return false;
}

const struct wy_section *wy_section_of_content(wy_str head)
{
    for (size_t i = 0; i < wy_sections_n; i++) {
        const struct wy_section *s = wy_sections[i];
        if ((s->content && has_phrase(head, s->content)) || (s->looks_like && s->looks_like(head)))
            return s;
    }
    return NULL;
}

static size_t rows_of(const struct wy_evidence *ev, const struct wy_section *section)
{
    wy_str rest = wy_str_c(section->tables), table;
    size_t n = 0;
    while (section->tables && wy_str_next(&rest, ' ', &table))
        for (size_t t = 0; t < wy_tables_n; t++)
            if (wy_str_eq(wy_str_c(wy_tables[t].name), table))
                n += ((const struct wy_rows *)(const void *)((const char *)ev + wy_tables[t].offset))->n;
    return n;
}

static const char *words_for(const struct wy_section *section)
{
    return section->service ? section->service : section->title ? section->title : "a section";
}

void wy_feed_begin(struct wy_feed *feed, const struct wy_section *section, wy_str variant, struct wy_origin at)
{
    feed->section = section;
    feed->dump.variant = variant;
    feed->dump.state = feed->state;
    feed->dump.seen = feed->dump.broken = false;
    feed->dump.only = NULL;
    feed->dump.at = feed->start = at;
    feed->rows = section->always ? rows_of(feed->dump.in->ev, section) : 0;
    memset(feed->state, 0, section->state_size);
}

// What dumpsys and adb print instead of the rest, or of everything.
static bool breaks_off(wy_str line)
{
    if (line.len < 4 || line.len > 400)
        return false;
    switch (line.ptr[0]) {
    case '*': return wy_str_starts(line, WY_S("*** ")) && wy_str_has(line, WY_S("DUMP TIMEOUT"));
    case 'C': return wy_str_starts(line, WY_S("Can't find service"));
    case 'P': return wy_str_starts(line, WY_S("Permission Denial")) || wy_str_starts(line, WY_S("Permission denied"));
    case 'E': return wy_str_starts(line, WY_S("Error dumping service"));
    case 'F': return wy_str_starts(line, WY_S("Failed to dump service"));
    case 'S': return wy_str_starts(line, WY_S("Security exception:"));
    case 'e': return wy_str_starts(line, WY_S("error: "));
    default: return false;
    }
}

void wy_feed_line(struct wy_feed *feed, const struct wy_line *line)
{
    struct wy_dump *dump = &feed->dump;
    dump->at.position = line->number;
    if (breaks_off(line->text)) {
        dump->broken = true;
        wy_gap(dump->in->ev, dump->at, WY_IO, "the phone broke off here: %.*s", (int)wy_min(line->text.len, 200),
               line->text.ptr);
        return;
    }
    if (line->cut)
        wy_gap(dump->in->ev, dump->at, WY_LIMIT, "line longer than %zu bytes; its rest was not read", line->text.len);
    feed->section->line(dump, line->text);
}

void wy_feed_end(struct wy_feed *feed, bool whole)
{
    const struct wy_section *section = feed->section;
    struct wy_dump *dump = &feed->dump;
    if (!section)
        return;
    if (section->end)
        section->end(dump);
    feed->section = NULL;
    if (!whole && !dump->broken)
        wy_gap(dump->in->ev, dump->at, WY_TRUNCATED, "the text ends in the middle of %s", words_for(section));
    if (whole && !dump->broken && !dump->seen && section->always && rows_of(dump->in->ev, section) == feed->rows)
        wy_gap(dump->in->ev, feed->start, WY_UNSUPPORTED, "nothing in what the phone told of %s could be read",
               words_for(section));
    if (!whole || dump->broken || !dump->seen || !section->tables)
        return;
    wy_str rest = wy_str_c(section->tables), table;
    while (wy_str_next(&rest, ' ', &table))
        wy_covered(dump->in->ev, feed->start, table);
}

struct wy_device *wy_ingest_device(struct wy_ingest *in, struct wy_origin at)
{
    for (WY_EACH(struct wy_device, d, in->ev->devices))
        if (d->at.source == in->source)
            return d;
    return WY_ADD(device, in->ev, devices, wy_claimed(at));
}

void wy_identity_add(struct wy_ingest *in, struct wy_origin at, const char *kind, wy_str value)
{
    enum { IDENTITIES_MAX = 2000 }; // keeps the search for duplicates short
    value = wy_str_trim(value);
    size_t letters = 0;
    for (size_t i = 0; i < value.len; i++)
        letters += value.ptr[i] != '*' && value.ptr[i] != 'x' && value.ptr[i] != 'X' && value.ptr[i] != '0';
    if (letters == 0 || wy_str_eq(value, WY_S("null")) || wy_str_has(value, WY_S("**")) ||
        wy_str_starts(value, WY_S("<")) || in->ev->identities.n >= IDENTITIES_MAX)
        return;
    for (WY_EACH(struct wy_identity, i, in->ev->identities))
        if (i->at.source == in->source && wy_str_eq(i->kind, wy_str_c(kind)) && wy_str_eq(i->value, value))
            return;
    struct wy_identity *id = WY_ADD(identity, in->ev, identities, at);
    if (id) {
        id->kind = wy_str_c(kind);
        id->value = wy_evidence_text(in->ev, value);
    }
}

size_t wy_indent(wy_str line)
{
    size_t n = 0;
    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n++;
    return n;
}

wy_str wy_value_of(wy_str line, wy_str key)
{
    line = wy_str_from(line, wy_indent(line));
    if (line.len <= key.len || line.ptr[key.len] != '=' || !wy_str_starts(line, key))
        return (wy_str){0};
    return wy_str_from(line, key.len + 1);
}

wy_str wy_field_of(wy_str line, wy_str key)
{
    for (wy_str rest = line; rest.len > key.len;) {
        size_t at = wy_str_find(rest, key);
        if (at == WY_NPOS)
            break;
        wy_str value = wy_str_from(rest, at + key.len);
        bool first = at == 0 ? rest.ptr == line.ptr : wy_is_space(rest.ptr[at - 1]);
        if (first && value.len && value.ptr[0] == '=') {
            value = wy_str_from(value, 1);
            size_t end = wy_str_find_char(value, ' ');
            return wy_str_sub(value, 0, end == WY_NPOS ? value.len : end);
        }
        rest = value;
    }
    return (wy_str){0};
}

bool wy_is_package_name(wy_str s)
{
    bool dot = false;
    for (size_t i = 0; i < s.len; i++) {
        dot |= s.ptr[i] == '.';
        if (!wy_is_alpha(s.ptr[i]) && !wy_is_digit(s.ptr[i]) && s.ptr[i] != '_' && s.ptr[i] != '.')
            return false;
    }
    return (dot && s.len <= 255 && s.ptr[0] != '.') || wy_str_eq(s, WY_S("android"));
}

bool wy_component_split(wy_str component, struct wy_arena *arena, wy_str *package, wy_str *class_name)
{
    size_t slash = wy_str_find_char(component, '/');
    if (slash == WY_NPOS)
        return false;
    *package = wy_str_sub(component, 0, slash);
    *class_name = wy_str_from(component, slash + 1);
    if (!wy_is_package_name(*package) || class_name->len == 0 || class_name->len > 1024)
        return false;
    if (class_name->ptr[0] == '.')
        *class_name = wy_arena_printf(arena, "%.*s%.*s", WY_ARG(*package), WY_ARG(*class_name));
    return class_name->ptr != NULL;
}

bool wy_uid_parse(wy_str s, int64_t *out)
{
    enum { PER_USER = 100000, FIRST_APP = 10000, FIRST_ISOLATED = 99000 };
    uint64_t user, id;
    if (wy_str_u64(s, &id) && id <= UINT32_MAX) {
        *out = (int64_t)id;
        return true;
    }
    if (s.len < 4 || s.ptr[0] != 'u')
        return false;
    size_t n = 1;
    while (n < s.len && wy_is_digit(s.ptr[n]))
        n++;
    if (!wy_str_u64(wy_str_sub(s, 1, n - 1), &user) || user > 20000)
        return false;
    s = wy_str_from(s, n + (n < s.len && s.ptr[n] == '_'));
    size_t letters = wy_str_starts(s, WY_S("ai")) ? 2 : 1;
    char kind = letters == 2 ? 'i' : s.len ? s.ptr[0] : 0;
    if ((kind != 'a' && kind != 'i' && kind != 's') || !wy_str_u64(wy_str_from(s, letters), &id) || id >= PER_USER)
        return false;
    uint64_t base = kind == 'a' ? FIRST_APP : kind == 'i' ? FIRST_ISOLATED : 0;
    *out = (int64_t)(user * PER_USER + base + id);
    return true;
}
