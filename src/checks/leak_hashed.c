// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A hash of a value from a small space is the value: all phone numbers, IMEIs or MAC addresses of a maker can be hashed
// and compared.
#include "checks/leak.h"
#include "core/lang.h"

static const char id[] = "hash-recoverable";

static bool picks(const struct wy_transfer *t)
{
    return wy_leak_sent(t) && (wy_id_traits(t->identifier) & WY_ID_GUESSABLE) && wy_leak_hashed(t);
}

static enum wy_severity weighs(const struct wy_transfer *t)
{
    (void)t;
    return WY_SEV_MEDIUM;
}

// One core tries some ten million a second (measured with SHA-256: 13, with MD5: 7); a graphics card a thousand times
// that. How many are possible: ten digits of a number within a country; ten of a subscriber within a network; six of a
// serial for one model; three bytes for one maker's prefix.
static const char *search_time(wy_str kind)
{
    static const struct {
        const char *kind, *words;
    } times[] = {
        {"phone",
         N_("All ten thousand million numbers of a country are tried in some 17 minutes on one processor core.")},
        {"contact",
         N_("All ten thousand million numbers of a country are tried in some 17 minutes on one processor core.")},
        {"imsi", N_("All subscribers of one network are tried in some 17 minutes on one processor core.")},
        {"imei", N_("All phones of one model are tried in less than a second, those of all models in hours, on one "
                    "processor core.")},
        {"mac", N_("All addresses of one maker's prefix are tried in two seconds on one processor core.")},
    };
    for (size_t i = 0; i < WY_COUNT(times); i++)
        if (wy_str_eq(kind, wy_str_c(times[i].kind)))
            return times[i].words;
    return NULL;
}

static void run_check(struct wy_check_run *run)
{
    wy_leak_tell(run,
                 &(struct wy_leak_rule){id, picks, weighs, N_("Sent as a hash that can be undone: %s"), search_time});
}

const struct wy_check wy_check_leak_hashed = {
    .id = id,
    .title = N_("hashes that can be undone"),
    .question = WY_LEAKS,
    .severity = WY_SEV_MEDIUM,
    .needs = WY_LEAK_NEEDS,
    .kinds = WY_LEAK_KINDS,
    .means = N_("Only a hash was sent, but there are so few possible values that trying all of them gives the value "
                "back."),
    .does_not_mean = N_("It does not say that the recipient does this. A salt that we do not see would make it harder; "
                        "these hashes have none."),
    .next_step = N_("Treat it as if the value itself was sent, and ask the recipient why it needs it."),
    .menu = WY_MENU_NONE,
    .reference = NULL,
    .run = run_check,
};
