// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "knowledge/stix.h"

#include "core/json.h"

enum {
    VALUE_MAX = 2048,  // longer values are no names of anything
    PATTERN_MAX = 1024 // comparisons in one pattern
};

void wy_indicators_init(struct wy_indicators *set, const struct wy_limits *limits)
{
    *set = (struct wy_indicators){.limits = limits};
    wy_arena_init(&set->arena, (size_t)limits->arena);
    for (size_t i = 0; i < WY_IOC_KINDS; i++)
        wy_map_init(&set->by_value[i], &set->arena);
    set->ready = true;
}

void wy_indicators_fini(struct wy_indicators *set)
{
    if (set->ready)
        wy_arena_fini(&set->arena);
    *set = (struct wy_indicators){0};
}

// Object paths as written in bundles, quotes and case aside.
static const struct {
    const char *path;
    enum wy_indicator_kind kind;
} paths[] = {
    {"app:id", WY_IOC_APP},
    {"app:cert.md5", WY_IOC_CERT},
    {"app:cert.sha1", WY_IOC_CERT},
    {"app:cert.sha256", WY_IOC_CERT},
    {"process:name", WY_IOC_PROCESS},
    {"file:hashes.md5", WY_IOC_HASH},
    {"file:hashes.sha1", WY_IOC_HASH},
    {"file:hashes.sha-1", WY_IOC_HASH},
    {"file:hashes.sha256", WY_IOC_HASH},
    {"file:hashes.sha-256", WY_IOC_HASH},
    {"file:path", WY_IOC_PATH},
    {"file:name", WY_IOC_FILE},
    {"domain-name:value", WY_IOC_DOMAIN},
    {"url:value", WY_IOC_DOMAIN},
    {"ipv4-addr:value", WY_IOC_IP},
    {"ipv6-addr:value", WY_IOC_IP},
    {"android-property:name", WY_IOC_PROPERTY},
    {"email-addr:value", WY_IOC_EMAIL},
};

struct pattern {
    struct wy_indicators *set;
    struct wy_indicator what; // threat and file
    wy_str rest;
    wy_err err;
};

static wy_str lower(struct wy_indicators *set, wy_str s)
{
    char *copy = wy_arena_cstr(&set->arena, s);
    for (size_t i = 0; copy && i < s.len; i++)
        copy[i] = wy_lower(copy[i]);
    return (wy_str){copy, copy ? s.len : 0};
}

// "http://user@host:81/x" -> "host"; a URL is only looked for by its host, because captures show no more.
static wy_str host_of(wy_str url)
{
    size_t scheme = wy_str_find(url, WY_S("://"));
    if (scheme != WY_NPOS)
        url = wy_str_from(url, scheme + 3);
    size_t end = 0;
    while (end < url.len && !memchr("/?#", url.ptr[end], 3))
        end++;
    url = wy_str_sub(url, 0, end);
    size_t at = wy_str_rfind_char(url, '@');
    url = at == WY_NPOS ? url : wy_str_from(url, at + 1);
    size_t port = wy_str_find_char(url, ':');
    return port == WY_NPOS ? url : wy_str_sub(url, 0, port);
}

static void add(struct pattern *p, enum wy_indicator_kind kind, wy_str value)
{
    struct wy_indicators *set = p->set;
    if (value.len == 0 || value.len > VALUE_MAX)
        return;
    wy_str key = lower(set, kind == WY_IOC_DOMAIN ? host_of(value) : value);
    struct wy_map_slot *slot = key.ptr ? wy_map_put(&set->by_value[kind], key) : NULL;
    if (!slot) {
        p->err = WY_NO_MEMORY;
        return;
    }
    if (slot->value)
        return; // the first bundle that names it
    struct wy_indicator *row = wy_new(&set->arena, struct wy_indicator, 1);
    if (!row) {
        p->err = WY_NO_MEMORY;
        return;
    }
    *row = p->what;
    row->value = wy_arena_dup(&set->arena, value);
    slot->value = row;
    set->n++;
}

static void skip_space(struct pattern *p)
{
    while (p->rest.len && wy_is_space(*p->rest.ptr))
        p->rest = wy_str_from(p->rest, 1);
}

static bool take(struct pattern *p, const char *token)
{
    skip_space(p);
    if (!wy_str_starts_nocase(p->rest, wy_str_c(token)))
        return false;
    p->rest = wy_str_from(p->rest, strlen(token));
    return true;
}

// 'text' with \' and \\ inside.
static bool take_text(struct pattern *p, wy_str *out)
{
    if (!take(p, "'"))
        return false;
    size_t end = 0;
    while (end < p->rest.len && p->rest.ptr[end] != '\'')
        end += p->rest.ptr[end] == '\\' ? 2 : 1;
    if (end >= p->rest.len || end > 2 * VALUE_MAX)
        return false;
    char *copy = wy_arena_cstr(&p->set->arena, wy_str_sub(p->rest, 0, end));
    if (!copy) {
        p->err = WY_NO_MEMORY;
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < end; i++) {
        i += p->rest.ptr[i] == '\\';
        copy[n++] = p->rest.ptr[i];
    }
    *out = (wy_str){copy, n};
    p->rest = wy_str_from(p->rest, end + 1);
    return true;
}

// Reads an object path and finds what it means: file:hashes.'SHA-256' is file:hashes.sha-256. false: not one of ours.
static bool take_path(struct pattern *p, enum wy_indicator_kind *out)
{
    char path[64];
    size_t n = 0;
    skip_space(p);
    while (p->rest.len && !memchr("=!<> \t\n()[]", *p->rest.ptr, 11)) {
        char c = *p->rest.ptr;
        p->rest = wy_str_from(p->rest, 1);
        if (c == '\'' || c == '"')
            continue;
        if (n == sizeof path)
            return false;
        path[n++] = wy_lower(c);
    }
    for (size_t i = 0; i < WY_COUNT(paths); i++)
        if (wy_str_eq((wy_str){path, n}, wy_str_c(paths[i].path))) {
            *out = paths[i].kind;
            return true;
        }
    return false;
}

static bool take_set(struct pattern *p, enum wy_indicator_kind kind)
{
    wy_str value;
    if (!take(p, "("))
        return false;
    for (size_t i = 0; i < PATTERN_MAX && take_text(p, &value); i++) {
        add(p, kind, value);
        if (!take(p, ","))
            break;
    }
    return take(p, ")");
}

static bool take_comparison(struct pattern *p)
{
    enum wy_indicator_kind kind;
    wy_str value;
    if (!take_path(p, &kind))
        return false;
    if (take(p, "IN"))
        return take_set(p, kind);
    if (!take(p, "=") || !take_text(p, &value))
        return false;
    add(p, kind, value);
    return true;
}

// What stands before the part that was not understood has been added: with AND in a pattern that would be wrong, so
// such patterns are refused before.
static bool take_pattern(struct pattern *p)
{
    for (size_t i = 0; i < PATTERN_MAX; i++) {
        if (!take(p, "["))
            return false;
        do {
            if (++i > PATTERN_MAX || !take_comparison(p))
                return false;
        } while (take(p, "OR"));
        if (!take(p, "]"))
            return false;
        if (!take(p, "OR"))
            break;
    }
    skip_space(p);
    return p->rest.len == 0 && p->err == WY_OK;
}

static bool only_alternatives(wy_str pattern)
{
    return !wy_str_has(pattern, WY_S(" AND ")) && !wy_str_has(pattern, WY_S(" FOLLOWEDBY ")) &&
           !wy_str_has(pattern, WY_S(" NOT ")) && !wy_str_has(pattern, WY_S("!="));
}

// indicator id -> name of what it indicates, through relationships.
struct names {
    struct wy_map by_id, of_indicator;
};

static wy_err collect_names(const struct wy_json *objects, struct names *names)
{
    for (WY_JSON_EACH(o, objects)) {
        wy_str type = wy_json_get_str(o, WY_S("type")), id = wy_json_get_str(o, WY_S("id"));
        if (!id.len || !(wy_str_eq(type, WY_S("malware")) || wy_str_eq(type, WY_S("campaign")) ||
                         wy_str_eq(type, WY_S("tool")) || wy_str_eq(type, WY_S("threat-actor"))))
            continue;
        const struct wy_json *name = wy_json_get(o, WY_S("name"));
        struct wy_map_slot *slot = wy_map_put(&names->by_id, id);
        if (!slot)
            return WY_NO_MEMORY;
        slot->value = (void *)(uintptr_t)name;
    }
    for (WY_JSON_EACH(o, objects)) {
        if (!wy_str_eq(wy_json_get_str(o, WY_S("type")), WY_S("relationship")))
            continue;
        wy_str source = wy_json_get_str(o, WY_S("source_ref")), target = wy_json_get_str(o, WY_S("target_ref"));
        void *name = wy_map_get(&names->by_id, target);
        struct wy_map_slot *slot = name && source.len ? wy_map_put(&names->of_indicator, source) : NULL;
        if (name && source.len && !slot)
            return WY_NO_MEMORY;
        if (slot && !slot->value)
            slot->value = name;
    }
    return WY_OK;
}

static wy_str threat_of(struct wy_indicators *set, const struct names *names, const struct wy_json *indicator)
{
    wy_str name = wy_json_str(wy_map_get(&names->of_indicator, wy_json_get_str(indicator, WY_S("id"))));
    if (!name.ptr)
        name = wy_json_get_str(indicator, WY_S("name"));
    return wy_arena_dup(&set->arena, wy_str_sub(name, 0, VALUE_MAX));
}

static wy_err load_objects(struct wy_indicators *set, wy_str file, const struct wy_json *objects,
                           struct wy_arena *scratch)
{
    struct names names;
    wy_map_init(&names.by_id, scratch);
    wy_map_init(&names.of_indicator, scratch);
    wy_err err = collect_names(objects, &names);
    wy_str kept = wy_arena_dup(&set->arena, file);
    for (WY_JSON_EACH(o, objects)) {
        wy_str pattern = wy_json_get_str(o, WY_S("pattern"));
        if (err || !pattern.ptr || !wy_str_eq(wy_json_get_str(o, WY_S("type")), WY_S("indicator")))
            continue;
        struct pattern p = {.set = set, .what = {.threat = threat_of(set, &names, o), .file = kept}, .rest = pattern};
        if (!only_alternatives(pattern) || !take_pattern(&p))
            set->not_understood++;
        err = p.err;
    }
    return err;
}

wy_err wy_indicators_load(struct wy_indicators *set, wy_str file, wy_bytes json, struct wy_diag *diag)
{
    struct wy_arena scratch;
    wy_arena_init(&scratch, 0);
    const struct wy_json *root = NULL;
    wy_err err = json.len > set->limits->json
                     ? wy_fail(diag, WY_LIMIT, WY_NO_OFFSET, "indicators: more than %llu bytes",
                               (unsigned long long)set->limits->json)
                     : wy_json_parse(NULL, json, (size_t)set->limits->json_depth, &scratch, &root, diag);
    const struct wy_json *objects = wy_json_get(root, WY_S("objects"));
    if (!err && (!objects || objects->type != WY_JSON_ARRAY))
        err = wy_fail(diag, WY_UNSUPPORTED, 0, "not a STIX 2 bundle: it has no list of objects");
    if (!err)
        err = load_objects(set, file, objects, &scratch);
    if (err == WY_NO_MEMORY)
        err = wy_fail(diag, err, WY_NO_OFFSET, "indicators: no memory");
    wy_arena_fini(&scratch);
    return err;
}

const struct wy_indicator *wy_indicators_find(const struct wy_indicators *set, enum wy_indicator_kind kind,
                                              wy_str value)
{
    char key[VALUE_MAX];
    if (!set || set->n == 0 || value.len == 0 || value.len > sizeof key)
        return NULL;
    for (size_t i = 0; i < value.len; i++)
        key[i] = wy_lower(value.ptr[i]);
    wy_str rest = {key, value.len};
    const struct wy_indicator *found = wy_map_get(&set->by_value[kind], rest);
    while (!found && kind == WY_IOC_DOMAIN) {
        size_t dot = wy_str_find_char(rest, '.');
        if (dot == WY_NPOS)
            break;
        rest = wy_str_from(rest, dot + 1);
        if (wy_str_find_char(rest, '.') == WY_NPOS)
            break; // never a whole top-level domain
        found = wy_map_get(&set->by_value[kind], rest);
    }
    return found;
}
