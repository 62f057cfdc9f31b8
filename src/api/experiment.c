// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Experiments: named steps that a person walks through while traffic is captured (data/experiments, or a file of one's
// own in that form, wary.experiment/1). Which marks the steps write is said in traffic/leaks.h.
#include "api/session.h"
#include "core/embedded.h"
#include "core/json.h"
#include "core/lang.h"

#include <string.h>

static const char folder[] = "experiments/";
enum { STEPS_MAX = 1000, NAME_MAX_BYTES = 64 }; // the name's limit is that of marks

static wy_str in_language(const struct wy_json *texts)
{
    wy_str said = wy_json_get_str(texts, wy_str_sub(wy_str_c(wy_lang()), 0, 2));
    return said.len ? said : wy_json_get_str(texts, WY_S("en"));
}

// A step's name becomes one word of a mark.
static bool good_name(wy_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] <= ' ' || name.ptr[i] == 0x7f)
            return false;
    return name.len > 0 && name.len <= NAME_MAX_BYTES;
}

// A consent that is misspelt would be one that was never observed.
static bool good_step(const struct wy_json *step)
{
    const struct wy_json *consent = wy_json_get(step, WY_S("consent"));
    size_t known = 2 + (consent != NULL);
    return good_name(wy_json_get_str(step, WY_S("step"))) && in_language(wy_json_get(step, WY_S("do"))).len > 0 &&
           (!consent || consent->type == WY_JSON_BOOL) && step->n == known;
}

static int check(wary *w, const char *name, const struct wy_json *doc)
{
    const struct wy_json *steps = wy_json_get(doc, WY_S("steps"));
    if (!wy_str_eq(wy_json_get_str(doc, WY_S("schema")), WY_S("wary.experiment/1")) || !steps ||
        steps->type != WY_JSON_ARRAY || steps->n == 0 || steps->n > STEPS_MAX)
        return wary_fail(w, WARY_USAGE, _("%s: this is not an experiment (wary.experiment/1 with steps)"), name);
    size_t number = 0;
    for (WY_JSON_EACH(step, steps)) {
        number++;
        if (!good_step(step))
            return wary_fail(
                w, WARY_USAGE,
                _("%s, step %zu: it needs \"step\", one word, and \"do\" with a text \"en\"; \"consent\", true "
                  "or false, may say that the owner agrees then, and nothing else may stand there"),
                name, number);
    }
    return WARY_OK;
}

static int load(wary *w, const char *name, const struct wy_json **out)
{
    wy_str path = wy_arena_printf(&w->arena, "%s%s.json", folder, name);
    wy_str built_in = wy_embedded(path);
    wy_bytes text = wy_str_bytes(built_in);
    bool is_file = strchr(name, '/') || wy_str_ends(wy_str_c(name), WY_S(".json"));
    if (!built_in.ptr && !is_file)
        return wary_fail(w, WARY_USAGE, _("there is no experiment \"%s\"; wary experiment --list names them"), name);
    int code = built_in.ptr ? WARY_OK : wary_read_file(w, name, &text);
    if (code != WARY_OK)
        return code;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    wy_err err = wy_json_parse(NULL, text, (size_t)w->limits.json_depth, &w->arena, out, &diag);
    if (err == WY_NO_MEMORY)
        return wary_fail_diag(w, err, &diag);
    return err == WY_OK ? check(w, name, *out) : wary_fail(w, WARY_USAGE, "%s: %s", name, diag.text);
}

static const char *c_string(wary *w, wy_str s)
{
    struct wy_buf safe; // texts of a file must not drive the terminal
    wy_buf_init(&safe, s.len * 6 + 64);
    wy_buf_term(&safe, s);
    char *copy = safe.err ? NULL : wy_arena_cstr(&w->arena, wy_buf_str(&safe));
    wy_buf_fini(&safe);
    return copy;
}

int wary_experiment_step(wary *w, const char *name, size_t i, struct wary_experiment_step *out)
{
    const struct wy_json *doc = NULL;
    *out = (struct wary_experiment_step){0};
    struct wy_arena_mark mark = wy_arena_mark(&w->arena);
    int code = load(w, name, &doc);
    if (code != WARY_OK) {
        wy_arena_reset(&w->arena, mark);
        return code;
    }
    const struct wy_json *steps = wy_json_get(doc, WY_S("steps")), *step = wy_json_at(steps, i);
    const struct wy_json *consent = wy_json_get(step, WY_S("consent"));
    out->count = steps->n;
    out->title = c_string(w, in_language(wy_json_get(doc, WY_S("title"))));
    if (!step)
        return WARY_OK;
    out->name = c_string(w, wy_json_get_str(step, WY_S("step")));
    out->instruction = c_string(w, in_language(wy_json_get(step, WY_S("do"))));
    out->consent = consent && consent->type == WY_JSON_BOOL && consent->boolean;
    return out->name && out->instruction ? WARY_OK : wary_fail(w, WARY_INTERNAL, "%s", wy_err_name(WY_NO_MEMORY));
}

int wary_experiments(wary *w, int fd)
{
    struct wy_buf buf;
    wy_buf_init(&buf, (size_t)w->limits.report);
    for (size_t i = 0; i < wy_embedded_files_n; i++) {
        wy_str name = wy_str_c(wy_embedded_files[i].name);
        if (!wy_str_starts(name, wy_str_c(folder)))
            continue;
        name = wy_str_sub(name, strlen(folder), name.len - strlen(folder) - strlen(".json"));
        char word[NAME_MAX_BYTES + 1] = {0};
        struct wary_experiment_step first;
        memcpy(word, name.ptr, wy_min(name.len, NAME_MAX_BYTES));
        int code = wary_experiment_step(w, word, 0, &first);
        if (code != WARY_OK) {
            wy_buf_fini(&buf);
            return code;
        }
        wy_buf_printf(&buf, "%-20s  %s\n", word, first.title);
    }
    int code = wary_write_buf(w, &buf, fd);
    wy_buf_fini(&buf);
    return code;
}
