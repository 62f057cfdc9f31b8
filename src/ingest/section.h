// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A section is what one command of the phone printed: `getprop`, `dumpsys package`, `ps`. The same line parser reads it
// wherever it comes from: inside a bugreport or dumpsys.txt, as a file of an acquisition, as the answer to an adb
// command. A parser's file ends in one const row; ingest/sections.c lists the rows.
#pragma once

#include "ingest/ingest.h"

struct wy_dump {
    struct wy_ingest *in;
    struct wy_origin at; // of the line that is being read
    wy_str variant;      // which of its names the section was found under ("settings global"), absent inside a report
    void *state;         // section->state_size bytes, zeroed before the first line
    bool seen;           // set by the parser: this is really its own, complete kind of output
    bool broken;         // set by anyone: it breaks off, so nothing is covered
    const char *only;    // set by the parser: only lines that begin with one of these are wanted; NULL = all
};

struct wy_section {
    const char *service; // as in "DUMP OF SERVICE x:"; NULL = none
    const char *title;   // as in "------ TITLE (command) ------", compared as a prefix; NULL = none
    const char *names;   // file names and commands that hold it alone, separated by '|', in the form of wy_section_name
    const char *tables;  // evidence tables, separated by ' ', that are covered once it was read whole
    size_t state_size;   // at most WY_SECTION_STATE
    void (*line)(struct wy_dump *dump, wy_str line);
    void (*end)(struct wy_dump *dump); // may be NULL; runs for broken sections, too
    bool always;         // its output always has what `seen` waits for: without it and without rows, that is a gap
    const char *content; // a line of the output's beginning that no other has, separated by '|'; NULL = none
    bool (*looks_like)(wy_str head); // by content, where a phrase is not enough; may be NULL
};
enum { WY_SECTION_STATE = 24 * 1024 };

extern const struct wy_section *const wy_sections[];
extern const size_t wy_sections_n;

const struct wy_section *wy_section_of_service(wy_str service);
const struct wy_section *wy_section_of_title(wy_str title);
const struct wy_section *wy_section_of_name(wy_str item_name);
const struct wy_section *wy_section_of_content(wy_str head); // the first bytes of an item
// "logs/Settings_Global.txt" becomes "settings global": last part, lower case, without .txt, '_' and '-' as blanks,
// runs of blanks as one; what lies in a folder "settings" has it in front.
enum { WY_SECTION_NAME = 64 };
wy_str wy_section_name(wy_str item_name, char out[WY_SECTION_NAME]);

// One section at a time is fed its lines. Storage for the caller; `state` is reused.
struct wy_feed {
    struct wy_dump dump;
    const struct wy_section *section; // NULL = none is being read
    struct wy_origin start;
    size_t rows; // that the section's tables had before
    _Alignas(16) char state[WY_SECTION_STATE];
};
void wy_feed_begin(struct wy_feed *feed, const struct wy_section *section, wy_str variant, struct wy_origin at);
void wy_feed_line(struct wy_feed *feed, const struct wy_line *line);
void wy_feed_end(struct wy_feed *feed, bool whole); // !whole: told as a gap

// The device row of this source: the one that is there, else a new one. NULL when memory refuses.
struct wy_device *wy_ingest_device(struct wy_ingest *in, struct wy_origin at);
// An identifier of the owner, once for each source. Empty and masked values are left out.
void wy_identity_add(struct wy_ingest *in, struct wy_origin at, const char *kind, wy_str value);

// Small helpers that most parsers need.
size_t wy_indent(wy_str line); // leading blanks; a tab counts as one
// The value behind "key=" where `line`, trimmed, begins so; absent otherwise.
wy_str wy_value_of(wy_str line, wy_str key);
// The value behind " key=" or at the start, up to the next blank; absent when not there.
wy_str wy_field_of(wy_str line, wy_str key);
bool wy_is_package_name(wy_str s); // letters, digits, '_' and at least one '.'; or "android"
// "a.b/.C" becomes a.b and a.b.C; false when it is no component name.
bool wy_component_split(wy_str component, struct wy_arena *arena, wy_str *package, wy_str *class_name);
// "1000", "u0a12", "u10_a12", "u0i3": the Linux user id.
bool wy_uid_parse(wy_str s, int64_t *out);
