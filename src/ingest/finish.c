// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/finish.h"

#include "ingest/packages.h"
#include "ingest/places.h"
#include "ingest/properties.h"
#include "ingest/vbmeta.h"

wy_err wy_ingest_finish(struct wy_ingest *in, struct wy_diag *diag)
{
    wy_attestations_finish(in);
    wy_device_derive(in);
    wy_packages_merge(in);
    wy_vbmeta_tie(in);
    wy_vbmeta_tell_missed(in);
    wy_err err = wy_places_fill(in);
    if (err != WY_OK)
        return wy_fail(diag, err, WY_NO_OFFSET, "recipients: %s", wy_err_name(err));
    return in->ev->err;
}
