// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Expressions of data/paths: does a precondition of an attack hold on this device? Yes, no, or unknown.
//   "package:NAME"  "trusted-app:UUID"  "no-counter:UUID"  "container:NAME"  "check:ID"  "attested:unlocked"
//   "process:NAME"                              seen running; never a no
//   "wary:FACT/..." and "wary:FACT?vers:..."    a fact of the device (knowledge/facts.def)
//   {"any": [...]}  {"all": [...]}
//   {"yes": E, "no": E, "maybe": E}             yes or no where one of the first two holds, else unknown; `maybe` is
//   what
//                                               is shown with it, where sources contradict each other
#pragma once

#include "checks/check.h"
#include "core/json.h"

struct wy_held {
    enum wy_tri answer;
    wy_str seen;         // what decided it; absent when nothing did
    struct wy_origin at; // of `seen`
};
// Other checks must have run already.
struct wy_held wy_path_holds(struct wy_check_run *run, const struct wy_json *expression);
