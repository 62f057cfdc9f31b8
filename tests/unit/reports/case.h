// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One small case for all report tests: a phone with hostile names, the owner's identifiers, a critical finding, a
// cleared advisory, a question without evidence and a gap.
#pragma once

#include "test.h"

#include "core/json.h"
#include "reports/report.h"

#define IMEI "356938035643809"
#define HOSTILE                                                                                                        \
    "<script>alert(1)</script>\033[31mred\xe2\x80\xae"                                                                 \
    "evil\"=cmd|' /C calc'!A0"

struct report_case {
    struct wy_evidence ev;
    struct wy_findings findings;
    struct wy_answers answers;
    struct wy_report_input in;
};

static const uint8_t case_salt[WY_SALT_SIZE] = {1, 2, 3};

static inline void case_init(struct report_case *c)
{
    *c = (struct report_case){0};
    wy_evidence_init(&c->ev, &wy_limits_default);
    wy_findings_init(&c->findings, &wy_limits_default);
    struct wy_origin at = {.item = WY_S("main.txt"), .unit = WY_AT_LINE, .position = 12};
    struct wy_source *s = WY_ADD(source, &c->ev, sources, at);
    assert_non_null(s);
    s->target = WY_S("a.zip");
    s->kind = WY_S("bugreport");
    struct wy_device *d = WY_ADD(device, &c->ev, devices, at);
    assert_non_null(d);
    d->brand = WY_S("Redmi");
    d->model = WY_S("Note " HOSTILE);
    d->release = WY_S("11");
    struct wy_identity *id = WY_ADD(identity, &c->ev, identities, at);
    assert_non_null(id);
    id->kind = WY_S("imei");
    id->value = WY_S(IMEI);
    for (int i = 0; i < 3; i++) { // the owner's, hostile words, and one that is only shaped so
        struct wy_transfer *t = WY_ADD(transfer, &c->ev, transfers, at);
        assert_non_null(t);
        t->identifier = WY_S("imei");
        t->value = WY_S(IMEI);
        t->form = WY_S("plain");
        t->host = i == 1 ? WY_S("host." HOSTILE) : WY_S("api.example.com");
        t->step = i == 1 ? WY_S(HOSTILE) : WY_S("contact");
        t->consent = WY_S("before");
        t->time = WY_S("2014-08-07T09:00:10.000Z");
        t->company = i == 1 ? WY_S(HOSTILE) : WY_S("Example");
        t->encrypted = wy_tri_of(i == 1);
        t->shaped = wy_tri_of(i == 2);
    }
    struct wy_attestation *a = WY_ADD(attestation, &c->ev, attestations, at);
    assert_non_null(a);
    a->security_level = WY_S("tee");
    wy_strs_add(&c->ev, &a->notes, WY_S("hardware: brand: " HOSTILE " of " IMEI));
    wy_gap(&c->ev, at, WY_TRUNCATED, "the section ends early, after %s", IMEI);

    struct wy_finding_head head = {"advisories", WY_S("MI-1"),    WY_S("com.example." HOSTILE),
                                   WY_KNOWN,     WY_SEV_CRITICAL, WY_ST_AFFECTED};
    struct wy_finding *f = wy_finding_add(&c->findings, head);
    assert_non_null(f);
    f->title = wy_findings_text(&c->findings, "Mi Connect %s is open to strangers", HOSTILE);
    f->means =
        WY_S("Somebody nearby can get in.\nएक अनजान व्यक्ति आपके फोन तक पहुँच सकता है और आपकी निजी जानकारी चुरा सकता है।");
    f->does_not_mean = WY_S("It does not mean that somebody did.");
    f->next_step = WY_S("Settings > Apps: update it.");
    wy_finding_alias(&c->findings, f, WY_S("CVE-2024-45347"));
    wy_finding_evidence(&c->findings, f, at, WY_S("imei " IMEI " " HOSTILE));
    at.kind = WY_CLAIMED;
    wy_finding_evidence(&c->findings, f, at, wy_personal(&c->findings, "phone", WY_S("+48501234567")));
    head = (struct wy_finding_head){"debugging-on", WY_S("debugging-on"), WY_S("x"), WY_REACH, WY_SEV_INFO, WY_ST_INFO};
    f = wy_finding_add(&c->findings, head);
    assert_non_null(f);
    f->title = WY_S("Just so you know");
    struct wy_cleared *ok = wy_rows_add(&c->findings.cleared, &c->findings.arena, sizeof *ok);
    assert_non_null(ok);
    ok->subject = WY_S("com.example");
    ok->reason = WY_S("3.1.921.10 is fixed");
    struct wy_not_assessed *u = wy_rows_add(&c->findings.unassessed, &c->findings.arena, sizeof *u);
    assert_non_null(u);
    *u = (struct wy_not_assessed){WY_LEAKS,
                                  "leaks",
                                  WY_S("personal data in traffic"),
                                  WY_S("the evidence holds no transfers"),
                                  WY_S("give a capture"),
                                  true};
    c->answers = wy_answer(&c->findings, &c->ev);
    c->in = (struct wy_report_input){.evidence = &c->ev,
                                     .findings = &c->findings,
                                     .answers = &c->answers,
                                     .knowledge = {WY_S("2026-11-01"), 14, 20},
                                     .version = "0.1.0",
                                     .salt = case_salt};
}

static inline void case_fini(struct report_case *c)
{
    wy_findings_fini(&c->findings);
    wy_evidence_fini(&c->ev);
}

// The report as text; the caller ends it with wy_buf_fini.
static inline wy_str case_write(struct report_case *c, const char *format, struct wy_buf *buf)
{
    wy_buf_init(buf, 64 << 20);
    const struct wy_report *report = wy_report_find(wy_str_c(format));
    assert_non_null(report);
    assert_int_equal(report->write(&c->in, buf), WY_OK);
    return wy_buf_str(buf);
}
