// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `ps` of any Android: a heading names the columns (USER and PID at least), the last column is the process. Rows of
// threads (TID other than PID) are passed over, and so is a second list of the same phone.
#include "ingest/section.h"

enum { COLUMNS_MAX = 32 };

struct columns {
    size_t n, user, pid, tid, uid; // index + 1; 0 = not there
};

struct state {
    struct columns columns;
    bool told_before;
};

static void heading(struct wy_dump *d, struct state *s, wy_str text)
{
    struct columns c = {0};
    wy_str word;
    while (c.n < COLUMNS_MAX && wy_str_next_word(&text, &word)) {
        c.n++;
        if (wy_str_eq(word, WY_S("USER")))
            c.user = c.n;
        else if (wy_str_eq(word, WY_S("PID")))
            c.pid = c.n;
        else if (wy_str_eq(word, WY_S("TID")))
            c.tid = c.n;
        else if (wy_str_eq(word, WY_S("UID")))
            c.uid = c.n;
    }
    if (!c.pid || (!c.user && !c.uid))
        return;
    s->columns = c;
    d->seen = true;
    for (WY_EACH(struct wy_process, p, d->in->ev->processes))
        s->told_before |= p->at.source == d->in->source;
}

// The toybox `ps` of Android 8 has no state column in its heading for the row's NAME: the last word then begins there.
static void row(struct wy_dump *d, const struct columns *c, wy_str text)
{
    wy_str words[COLUMNS_MAX] = {{0}}, rest = text;
    size_t n = 0;
    while (n + 1 < c->n && wy_str_next_word(&rest, &words[n]))
        n++;
    rest = wy_str_trim(rest);
    uint64_t pid, tid, uid;
    if (n + 1 < c->n || !rest.len || !wy_str_u64(words[c->pid - 1], &pid))
        return;
    if (c->tid && wy_str_u64(words[c->tid - 1], &tid) && tid != pid)
        return;
    if (rest.len > 2 && rest.ptr[1] == ' ' && wy_is_alpha(rest.ptr[0])) // Android 5: the state has no heading
        rest = wy_str_from(rest, 2);
    struct wy_process *p = WY_ADD(process, d->in->ev, processes, d->at);
    if (!p)
        return;
    int64_t of_user;
    p->pid = wy_int_of((int64_t)pid);
    p->name = wy_evidence_text(d->in->ev, rest);
    if (c->user)
        p->user = wy_evidence_text(d->in->ev, words[c->user - 1]);
    if (c->uid && wy_str_u64(words[c->uid - 1], &uid) && uid <= UINT32_MAX)
        p->uid = wy_int_of((int64_t)uid);
    else if (c->user && wy_uid_parse(words[c->user - 1], &of_user))
        p->uid = wy_int_of(of_user);
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    if (!s->columns.n)
        heading(d, s, text);
    else if (!s->told_before)
        row(d, &s->columns, text);
}

static bool looks_like(wy_str head)
{
    wy_str first;
    return wy_str_next(&head, '\n', &first) && wy_str_has(first, WY_S("PID ")) && wy_str_has(first, WY_S("USER ")) &&
           (wy_str_ends(wy_str_trim(first), WY_S("NAME")) || wy_str_ends(wy_str_trim(first), WY_S("CMD")));
}

const struct wy_section wy_section_processes = {
    .title = "PROCESSES",
    .names = "ps|processes|ps a o pid,uid,user,name",
    .tables = "processes",
    .state_size = sizeof(struct state),
    .line = line,
    .looks_like = looks_like,
};
