// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Commands whose whole answer is one line: getenforce, cat /proc/version, date +%s.
#include "ingest/section.h"

static void selinux_line(struct wy_dump *d, wy_str text)
{
    text = wy_str_trim(text);
    bool known =
        wy_str_eq(text, WY_S("Enforcing")) || wy_str_eq(text, WY_S("Permissive")) || wy_str_eq(text, WY_S("Disabled"));
    struct wy_setting *row = known ? WY_ADD(setting, d->in->ev, settings, d->at) : NULL;
    if (!row)
        return;
    row->space = WY_S("kernel");
    row->name = WY_S("selinux");
    row->value = wy_evidence_text(d->in->ev, text);
}

static void version_line(struct wy_dump *d, wy_str text)
{
    struct wy_device *device = wy_str_starts(text, WY_S("Linux version ")) ? wy_ingest_device(d->in, d->at) : NULL;
    if (device && !device->kernel.ptr)
        device->kernel = wy_evidence_text(d->in->ev, wy_str_trim(text));
}

static void date_line(struct wy_dump *d, wy_str text)
{
    int64_t seconds;
    struct wy_device *device = wy_str_i64(wy_str_trim(text), &seconds) && seconds > 0 && seconds < INT64_C(1) << 40
                                   ? wy_ingest_device(d->in, d->at)
                                   : NULL;
    if (device && !device->captured.known)
        device->captured = wy_int_of(seconds);
}

const struct wy_section wy_section_selinux = {.names = "getenforce|selinux", .line = selinux_line};
const struct wy_section wy_section_kernel = {.names = "cat /proc/version", .line = version_line};
const struct wy_section wy_section_date = {.names = "date +%s", .line = date_line};
