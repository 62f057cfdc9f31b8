// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// One claim against one phone. Patch levels: a level claims every fix up to it; where only the month is known, a fix is
// certain from the next month on. Kernels: kernel.org's numbers never accuse, since makers take over single fixes
// without the number.
#include "core/date.h"
#include "core/lang.h"
#include "knowledge/index/match.h"

static bool ends_in_five(int32_t day)
{
    int y, m, d;
    wy_ymd_from_day(day, &y, &m, &d);
    return d >= 5;
}

static struct wy_level level_of(int32_t day) { return (struct wy_level){day, day ? wy_month_of_day(day) : 0}; }

static enum wy_match_status judge_level(const struct wy_index_claim *c, struct wy_level level, const char **why)
{
    if (!c->fixed || (c->flags & WY_CLAIM_NO_LEVEL)) {
        *why = N_("no record says which patch level fixes it");
        return WY_MATCH_OPEN;
    }
    if (!level.day) {
        *why = N_("the patch level is missing or not a date");
        return WY_MATCH_CANNOT_TELL;
    }
    if (!(c->flags & WY_CLAIM_MONTH))
        return level.day >= c->fixed ? WY_MATCH_FIXED : WY_MATCH_AFFECTED;
    if (level.month != c->month)
        return level.month > c->month ? WY_MATCH_FIXED : WY_MATCH_AFFECTED;
    *why = N_("the record names only the month of the fix");
    return WY_MATCH_OPEN;
}

static bool release_named(const struct wy_index_claim *c, const struct wy_asked *p)
{
    return (c->majors & 1) || (c->majors & p->major);
}

static enum wy_match_status judge_part(const struct wy_judge *j, const struct wy_index_claim *c, const char **why)
{
    const struct wy_asked *p = j->phone;
    struct wy_level level = j->system;
    if (c->component != WY_COMPONENT_SYSTEM) {
        level = j->vendor;
        // Without a level of its own the vendor part is claimed by a system level that ends in 05.
        if (!level.day && j->system_in_five && c->fixed && p->system >= c->fixed)
            level = j->system;
    }
    enum wy_match_status s = judge_level(c, level, why);
    if (c->component != WY_COMPONENT_KERNEL || !j->kernel.day || !c->fixed)
        return s;
    bool by_number = c->flags & WY_CLAIM_MONTH ? j->kernel.month > c->month : j->kernel.day >= c->fixed;
    if (by_number && s == WY_MATCH_AFFECTED) {
        *why = N_("the vendor's patch level says that the fix is missing, the kernel's release that it is there");
        return WY_MATCH_CANNOT_TELL;
    }
    if (by_number && (s == WY_MATCH_CANNOT_TELL || s == WY_MATCH_OPEN)) {
        *why = NULL;
        return WY_MATCH_FIXED;
    }
    return s;
}

static enum wy_match_status judge_platform(const struct wy_judge *j, const struct wy_index_claim *c, const char **why)
{
    const struct wy_asked *p = j->phone;
    if (((c->flags & WY_CLAIM_PIXEL) && !p->google) || !p->firmware)
        return WY_MATCH_NONE;
    if (!release_named(c, p)) {
        if (p->major)
            return WY_MATCH_UNSAID; // another claim may name it
        *why = N_("the Android release is not known");
        return WY_MATCH_CANNOT_TELL;
    }
    if (c->maker && p->chip_maker && c->maker != p->chip_maker)
        return WY_MATCH_NONE;
    enum wy_match_status s = judge_part(j, c, why);
    if (s == WY_MATCH_AFFECTED && (c->flags & WY_CLAIM_LOOSE)) {
        *why = c->component == WY_COMPONENT_VENDOR ? N_("the record does not say which chips have the flaw")
                                                   : N_("the record does not say which Android releases have the flaw");
        return WY_MATCH_POSSIBLE;
    }
    return s;
}

static enum wy_match_status judge_chip(const struct wy_judge *j, const struct wy_index_claim *c, const char **why)
{
    const struct wy_asked *p = j->phone;
    const uint32_t *chips;
    uint32_t n = p->chip.ptr ? wy_index_numbers(j->index, c->chips, c->chips_n, &chips) : 0;
    bool named = false;
    for (uint32_t i = 0; i < n && !named; i++)
        named = wy_str_eq(wy_index_text(j->index, chips[i]), p->chip);
    return named ? judge_platform(j, c, why) : WY_MATCH_NONE;
}

static enum wy_match_status judge_module(const struct wy_judge *j, const struct wy_index_claim *c, const char **why)
{
    if (!j->phone->firmware)
        return WY_MATCH_NONE;
    if (j->phone->major && !release_named(c, j->phone))
        return WY_MATCH_UNSAID;
    if (!j->phone->modules) {
        *why = N_("the date of the Mainline modules is not known");
        return WY_MATCH_CANNOT_TELL;
    }
    return judge_level(c, j->modules, why);
}

// Entries are intervals of numbers. What another record knows better (a patch level) decides: hence OPEN.
static enum wy_match_status judge_kernel(const struct wy_judge *j, const struct wy_index_claim *c, const char **why)
{
    const struct wy_index_span *s;
    uint32_t n = wy_index_spans(j->index, c, &s), number = j->phone->kernel_number;
    if (!j->phone->firmware)
        return WY_MATCH_NONE;
    *why = N_("the kernel's release is not known");
    if (!number)
        return WY_MATCH_OPEN;
    uint8_t status = c->standard;
    for (uint32_t i = 0; i < n; i++)
        if (number >= s[i].from && number < s[i].to) {
            status = s[i].status;
            break;
        }
    *why = NULL;
    for (uint32_t i = 0; status == WY_STATUS_UNAFFECTED && i < n; i++)
        if (s[i].status == WY_STATUS_AFFECTED && number >= s[i].from)
            return WY_MATCH_FIXED;
    if (status == WY_STATUS_UNAFFECTED)
        return WY_MATCH_NOT_AFFECTED;
    *why = status == WY_STATUS_UNKNOWN
               ? N_("the record says nothing about this version")
               : N_("kernel.org fixed it in a later release of this line; makers take over single fixes without its "
                    "number, and leave out parts of the kernel");
    return WY_MATCH_OPEN;
}

struct wy_judge wy_judge_init(const struct wy_index *ix, const struct wy_asked *phone, struct wy_arena *scratch)
{
    struct wy_judge j = {.index = ix,
                         .phone = phone,
                         .scratch = scratch,
                         .system = level_of(phone->system),
                         .vendor = level_of(phone->vendor),
                         .modules = level_of(phone->modules),
                         .system_in_five = phone->system && ends_in_five(phone->system)};
    const uint32_t *claims;
    int32_t kernel_level = 0;
    uint32_t n = phone->kernel_number ? wy_index_about(ix, WY_CLAIM_LTS, wy_kernel_line(phone->kernel), &claims) : 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct wy_index_claim *c = claims[i] < ix->claims_n ? &ix->claims[claims[i]] : NULL;
        const struct wy_index_span *s;
        if (c && wy_index_spans(ix, c, &s) && s->from && s->from <= phone->kernel_number && c->fixed > kernel_level)
            kernel_level = c->fixed;
    }
    j.kernel = level_of(kernel_level);
    return j;
}

enum wy_match_status wy_claim_judge(const struct wy_judge *j, const struct wy_index_claim *c,
                                    const struct wy_asked_app *app, const char **why)
{
    *why = NULL;
    if (c->conditions_n)
        return wy_claim_judge_conditions(j, c, app, why);
    switch (c->kind) {
    case WY_CLAIM_PACKAGE:
    case WY_CLAIM_PURL: return app ? wy_claim_judge_version(j, c, app, why) : WY_MATCH_NONE;
    case WY_CLAIM_PLATFORM: return judge_platform(j, c, why);
    case WY_CLAIM_CHIP: return judge_chip(j, c, why);
    case WY_CLAIM_MAKER: return j->phone->samsung ? judge_platform(j, c, why) : WY_MATCH_NONE;
    case WY_CLAIM_MODULE: return judge_module(j, c, why);
    case WY_CLAIM_KERNEL: return judge_kernel(j, c, why);
    default: return WY_MATCH_NONE;
    }
}

wy_str wy_match_word(enum wy_match_status status)
{
    switch (status) {
    case WY_MATCH_AFFECTED: return WY_S("affected");
    case WY_MATCH_POSSIBLE: return WY_S("possible");
    case WY_MATCH_FIXED: return WY_S("fixed");
    case WY_MATCH_UNSAID:
    case WY_MATCH_NOT_AFFECTED: return WY_S("not-affected");
    case WY_MATCH_OPEN:
    case WY_MATCH_CANNOT_TELL: return WY_S("cannot-tell");
    case WY_MATCH_NONE: break;
    }
    return WY_S("none");
}
