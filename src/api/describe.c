// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "api/session.h"

#include "checks/check.h"
#include "core/lang.h"
#include "evidence/codec.h"

static void describe_limits(wary *w, struct wy_buf *out)
{
    for (size_t i = 0; i < wy_limit_rows_n; i++) {
        uint64_t value;
        memcpy(&value, (const char *)&w->limits + wy_limit_rows[i].offset, sizeof value);
        wy_buf_printf(out, "%-14s %14llu  %s\n", wy_limit_rows[i].name, (unsigned long long)value,
                      wy_limit_rows[i].meaning);
    }
}

static void describe_checks(wary *w, struct wy_buf *out)
{
    (void)w;
    for (size_t i = 0; i < wy_checks_n; i++)
        wy_buf_printf(out, "%-24s %-6s %-9s %s\n", wy_checks[i]->id, wy_question_word(wy_checks[i]->question),
                      wy_severity_word(wy_checks[i]->severity), _(wy_checks[i]->title));
}

static void describe_formats(wary *w, struct wy_buf *out)
{
    (void)w;
    for (size_t i = 0; i < wy_artifacts_n; i++)
        wy_buf_printf(out, "%-20s %s\n", wy_artifacts[i]->name, wy_artifacts[i]->kind);
}

static void describe_schema(wary *w, struct wy_buf *out)
{
    (void)w;
    wy_evidence_schema(out);
}

int wary_describe(wary *w, const char *what, int fd)
{
    static const struct {
        const char *what;
        void (*write)(wary *w, struct wy_buf *out);
    } rows[] = {
        {"limits", describe_limits},
        {"checks", describe_checks},
        {"formats", describe_formats},
        {"schema-evidence", describe_schema},
    };
    for (size_t i = 0; i < WY_COUNT(rows); i++) {
        if (strcmp(rows[i].what, what) != 0)
            continue;
        struct wy_buf buf;
        wy_buf_init(&buf, 8 << 20);
        rows[i].write(w, &buf);
        int code = wary_write_buf(w, &buf, fd);
        wy_buf_fini(&buf);
        return code;
    }
    return wary_fail(w, WARY_USAGE, _("nothing is known about \"%s\""), what);
}
