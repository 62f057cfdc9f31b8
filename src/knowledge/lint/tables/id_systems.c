// SPDX-FileCopyrightText: OASIS Open
// SPDX-License-Identifier: Apache-2.0
//
// Made by tools/lint/registries.py. Do not edit.
// Source: CSAF's registry of vulnerability ID systems of 2026-02-06T15:35:00Z, copied 2026-08-17
// clang-format off
#include "knowledge/lint/tables/tables.h"

const struct lint_id_system lint_id_systems[] = {
    {WY_S_INIT("https://github.com/oasis-tcs/csaf"), "^#[1-9]\\d*$"},
    {WY_S_INIT("https://euvd.enisa.europa.eu"), "^EUVD-[1-9][0-9]{3}-[0-9]{4,}$"},
};
_Static_assert(WY_COUNT(lint_id_systems) == LINT_ID_SYSTEMS, "tables.h counts the ID systems");
