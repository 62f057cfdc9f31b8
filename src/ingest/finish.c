// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/finish.h"

#include "ingest/packages.h"
#include "ingest/properties.h"

wy_err wy_ingest_finish(struct wy_ingest *in, struct wy_diag *diag)
{
    (void)diag;
    wy_device_derive(in);
    wy_packages_merge(in);
    return in->ev->err;
}
