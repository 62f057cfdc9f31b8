// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the device said what a check quotes.
#include "checks/check.h"

struct wy_origin wy_check_claim(const struct wy_check_run *run, const char *property)
{
    const struct wy_property *p = wy_property_row(run->ev, wy_str_c(property));
    const struct wy_device *d = wy_device(run->ev);
    struct wy_origin at = p ? p->at : d ? d->at : (struct wy_origin){0};
    at.kind = WY_CLAIMED;
    return at;
}
