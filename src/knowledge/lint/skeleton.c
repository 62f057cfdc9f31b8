// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A new CSAF document from a few answers: a draft in version 1 that passes the schema and the mandatory tests of its
// category, with keys in alphabetical order. What was not answered stands as a placeholder in capitals.
#include "core/date.h"
#include "knowledge/lint/lint.h"

#include <stddef.h>
#include <stdio.h>

static const struct {
    const char *name;
    size_t offset;
} answers[] = {
    {"affected", offsetof(struct wy_csaf_answers, affected)},
    {"category", offsetof(struct wy_csaf_answers, category)},
    {"csaf", offsetof(struct wy_csaf_answers, version)},
    {"cve", offsetof(struct wy_csaf_answers, cve)},
    {"fixed", offsetof(struct wy_csaf_answers, fixed)},
    {"id", offsetof(struct wy_csaf_answers, id)},
    {"language", offsetof(struct wy_csaf_answers, lang)},
    {"namespace", offsetof(struct wy_csaf_answers, publisher_namespace)},
    {"product", offsetof(struct wy_csaf_answers, product)},
    {"publisher", offsetof(struct wy_csaf_answers, publisher)},
    {"publisher-category", offsetof(struct wy_csaf_answers, publisher_category)},
    {"remedy", offsetof(struct wy_csaf_answers, remedy)},
    {"summary", offsetof(struct wy_csaf_answers, summary)},
    {"title", offsetof(struct wy_csaf_answers, title)},
    {"vendor", offsetof(struct wy_csaf_answers, vendor)},
};

wy_err wy_csaf_answer(struct wy_csaf_answers *a, wy_str name, wy_str value)
{
    for (size_t i = 0; i < WY_COUNT(answers); i++)
        if (wy_str_eq(name, wy_str_c(answers[i].name))) {
            *(wy_str *)(void *)((char *)a + answers[i].offset) = value;
            return WY_OK;
        }
    return WY_NOT_FOUND;
}

static void put(struct wy_json_writer *w, const char *key, wy_str value) { wy_json_put_str(w, wy_str_c(key), value); }
static void put_c(struct wy_json_writer *w, const char *key, const char *value) { put(w, key, wy_str_c(value)); }
static void begin(struct wy_json_writer *w, const char *key, char bracket) { wy_json_open(w, wy_str_c(key), bracket); }

static void put_note(struct wy_json_writer *w, wy_str text, const char *title)
{
    begin(w, "notes", '[');
    begin(w, NULL, '{');
    put_c(w, "category", "summary");
    put(w, "text", text);
    put_c(w, "title", title);
    wy_json_close(w, '}');
    wy_json_close(w, ']');
}

static void put_references(struct wy_json_writer *w, const struct wy_csaf_answers *a)
{
    char url[1024];
    int n = snprintf(url, sizeof url, "%.*s%s", WY_ARG(a->publisher_namespace), "/ADVISORY-PAGE");
    begin(w, "references", '[');
    begin(w, NULL, '{');
    put_c(w, "category", "external");
    put_c(w, "summary", "The advisory as a page");
    put(w, "url", (wy_str){url, n < 0 ? 0 : wy_min((size_t)n, sizeof url - 1)});
    wy_json_close(w, '}');
    wy_json_close(w, ']');
}

static void put_tracking(struct wy_json_writer *w, const struct wy_csaf_answers *a)
{
    char buffer[WY_TIME_SIZE];
    wy_str now = wy_time_format(a->now, buffer);
    begin(w, "tracking", '{');
    put(w, "current_release_date", now);
    begin(w, "generator", '{');
    begin(w, "engine", '{');
    put_c(w, "name", "Wary");
    wy_json_close(w, '}');
    wy_json_close(w, '}');
    put(w, "id", a->id);
    put(w, "initial_release_date", now);
    begin(w, "revision_history", '[');
    begin(w, NULL, '{');
    put(w, "date", now);
    put_c(w, "number", "1");
    put_c(w, "summary", "Initial version.");
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    put_c(w, "status", "draft");
    put_c(w, "version", "1");
    wy_json_close(w, '}');
}

static void put_document(struct wy_json_writer *w, const struct wy_csaf_answers *a, bool v21)
{
    begin(w, "document", '{');
    put(w, "category", a->category);
    put(w, "csaf_version", a->version);
    begin(w, "distribution", '{');
    begin(w, "tlp", '{');
    put_c(w, "label", v21 ? "CLEAR" : "WHITE");
    wy_json_close(w, '}');
    wy_json_close(w, '}');
    put(w, "lang", a->lang);
    if (v21)
        put_c(w, "license_expression", "CC-BY-4.0");
    put_note(w, a->summary, "Summary");
    begin(w, "publisher", '{');
    put(w, "category", a->publisher_category);
    put(w, "name", a->publisher);
    put(w, "namespace", a->publisher_namespace);
    wy_json_close(w, '}');
    put_references(w, a);
    put(w, "title", a->title);
    put_tracking(w, a);
    wy_json_close(w, '}');
}

// "<= 1.0" and "vers:npm/<2" name many versions; CSAF 2.1 wants them without blanks.
static bool is_range(wy_str version)
{
    return wy_str_starts(version, WY_S("vers:")) || (version.len && strchr("<>=*", version.ptr[0]));
}

static void put_range(struct wy_json_writer *w, wy_str version)
{
    char text[1024];
    size_t n = 0;
    for (size_t i = 0; i < version.len && n < sizeof text; i++)
        if (version.ptr[i] != ' ')
            text[n++] = version.ptr[i];
    put_c(w, "category", "product_version_range");
    put(w, "name", (wy_str){text, n});
}

static void put_version(struct wy_json_writer *w, const struct wy_csaf_answers *a, wy_str version, const char *id)
{
    char name[1024];
    int n = snprintf(name, sizeof name, "%.*s %.*s %.*s", WY_ARG(wy_str_sub(a->vendor, 0, 300)),
                     WY_ARG(wy_str_sub(a->product, 0, 300)), WY_ARG(wy_str_sub(version, 0, 300)));
    begin(w, NULL, '{');
    if (is_range(version)) {
        put_range(w, version);
    } else {
        put_c(w, "category", "product_version");
        put(w, "name", version);
    }
    begin(w, "product", '{');
    put(w, "name", (wy_str){name, n < 0 ? 0 : wy_min((size_t)n, sizeof name - 1)});
    put_c(w, "product_id", id);
    wy_json_close(w, '}');
    wy_json_close(w, '}');
}

static void put_tree(struct wy_json_writer *w, const struct wy_csaf_answers *a)
{
    begin(w, "product_tree", '{');
    begin(w, "branches", '[');
    begin(w, NULL, '{');
    begin(w, "branches", '[');
    begin(w, NULL, '{');
    begin(w, "branches", '[');
    put_version(w, a, a->affected, "CSAFPID-0001");
    if (a->fixed.ptr)
        put_version(w, a, a->fixed, "CSAFPID-0002");
    wy_json_close(w, ']');
    put_c(w, "category", "product_name");
    put(w, "name", a->product);
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    put_c(w, "category", "vendor");
    put(w, "name", a->vendor);
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    wy_json_close(w, '}');
}

static void put_ids(struct wy_json_writer *w, const char *key, const char *id)
{
    begin(w, key, '[');
    put_c(w, NULL, id);
    wy_json_close(w, ']');
}

static void put_vulnerability(struct wy_json_writer *w, const struct wy_csaf_answers *a)
{
    begin(w, "vulnerabilities", '[');
    begin(w, NULL, '{');
    if (a->cve.ptr) {
        put(w, "cve", a->cve);
    } else {
        begin(w, "ids", '[');
        begin(w, NULL, '{');
        put(w, "system_name", a->publisher_namespace);
        put(w, "text", a->id);
        wy_json_close(w, '}');
        wy_json_close(w, ']');
    }
    put_note(w, a->summary, "Vulnerability Summary");
    begin(w, "product_status", '{');
    if (a->fixed.ptr)
        put_ids(w, "fixed", "CSAFPID-0002");
    put_ids(w, "known_affected", "CSAFPID-0001");
    wy_json_close(w, '}');
    begin(w, "remediations", '[');
    begin(w, NULL, '{');
    put_c(w, "category", a->fixed.ptr ? "vendor_fix" : "none_available");
    put(w, "details", a->remedy);
    put_ids(w, "product_ids", "CSAFPID-0001");
    wy_json_close(w, '}');
    wy_json_close(w, ']');
    wy_json_close(w, '}');
    wy_json_close(w, ']');
}

static void fill(wy_str *answer, const char *placeholder)
{
    if (!answer->len)
        *answer = wy_str_c(placeholder);
}

wy_err wy_csaf_new(const struct wy_csaf_answers *given, struct wy_buf *out, struct wy_diag *diag)
{
    struct wy_csaf_answers a = *given;
    fill(&a.version, "2.1");
    fill(&a.category, "csaf_security_advisory");
    fill(&a.title, "TITLE OF THE ADVISORY");
    fill(&a.id, "COMPANY-YEAR-NUMBER");
    fill(&a.lang, "en");
    fill(&a.summary, "WHAT IS WRONG, AND WHO IS AFFECTED");
    fill(&a.publisher, "NAME OF THE PUBLISHER");
    fill(&a.publisher_namespace, "https://www.example.com");
    fill(&a.publisher_category, "vendor");
    fill(&a.vendor, "VENDOR");
    fill(&a.product, "PRODUCT");
    fill(&a.affected, "AFFECTED-VERSION");
    fill(&a.remedy, a.fixed.len ? "UPDATE TO THE FIXED VERSION" : "THERE IS NO FIX YET: WHAT TO DO INSTEAD");
    if (!a.fixed.len)
        a.fixed = (wy_str){0};
    if (!a.cve.len)
        a.cve = (wy_str){0};
    bool v21 = wy_str_eq(a.version, WY_S("2.1"));
    bool products = wy_str_eq(a.category, WY_S("csaf_security_advisory")) || wy_str_eq(a.category, WY_S("csaf_vex"));
    if (!v21 && !wy_str_eq(a.version, WY_S("2.0")))
        return wy_fail(diag, WY_UNSUPPORTED, WY_NO_OFFSET, "there is no CSAF %.*s; write 2.0 or 2.1",
                       WY_ARG(a.version));
    if (!products && !wy_str_eq(a.category, WY_S("csaf_base")) &&
        !wy_str_eq(a.category, WY_S("csaf_informational_advisory")))
        return wy_fail(
            diag, WY_UNSUPPORTED, WY_NO_OFFSET,
            "no skeleton for '%.*s'; write csaf_security_advisory, csaf_vex, csaf_informational_advisory or csaf_base",
            WY_ARG(a.category));
    struct wy_json_writer w = wy_json_writer_init(out, 32);
    begin(&w, NULL, '{');
    if (v21)
        put_c(&w, "$schema", "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json");
    put_document(&w, &a, v21);
    if (products) {
        put_tree(&w, &a);
        put_vulnerability(&w, &a);
    }
    wy_json_close(&w, '}');
    wy_buf_char(out, '\n');
    return out->err ? wy_fail(diag, out->err, WY_NO_OFFSET, "the document could not be written") : WY_OK;
}
