// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Names of countries in the process's language (core/lang.h).
#pragma once

#include "core/text.h"

wy_str wy_country_name(wy_str code); // by ISO 3166 code; one that is not known is its own name
