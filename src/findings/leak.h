// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Personal data in traffic, as people are told of it: transfers that say the same are one row with a count, and the
// kinds of identifiers have names and properties. Checks judge these rows and reports show them.
#pragma once

#include "core/buffer.h"
#include "findings/finding.h"

struct wy_leak {
    const struct wy_transfer *first; // the earliest of its kind in the evidence
    uint64_t count;
};

// One row for each direction, identifier, value, recipient, form, protection, step and consent, in the order in which
// they were seen.
WY_CHECKED wy_err wy_leaks_gather(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_rows *out);

enum wy_id_traits {
    WY_ID_LASTING = 1 << 0,    // stays with the phone or the card, whatever its owner resets
    WY_ID_RESETTABLE = 1 << 1, // its owner can draw a new one at any time
    WY_ID_PERSON = 1 << 2,     // leads to a person: a number, a name, a place, a message
    WY_ID_OTHERS = 1 << 3,     // somebody else's
    WY_ID_GUESSABLE = 1 << 4,  // so few are possible that trying all of them undoes a hash
};
unsigned wy_id_traits(wy_str identifier);
const char *wy_say_identifier(wy_str identifier); // translated; NULL for a kind that is not ours

// A word of the evidence (a form, what a host is for, the part of a message) as people read it; others stay.
wy_str wy_leak_word(wy_str word);

bool wy_leak_sent(const struct wy_transfer *t);         // by the phone, and the owner's own value
bool wy_leak_by_address(const struct wy_transfer *t);   // it is a part of the sender's address, not of a message
bool wy_leak_hashed(const struct wy_transfer *t);       // only digests of the value went out
bool wy_leak_owner_known(const struct wy_evidence *ev); // there was something to search for
// Bytes that the phone sent in these connections and that could not be looked into.
int64_t wy_leak_closed(const struct wy_flow *f);
wy_str wy_leak_none(const struct wy_evidence *ev); // why no transfer is listed, for people
// The country of the server's address, or why none can be named; then the network that the address belongs to.
void wy_leak_country(const struct wy_transfer *t, struct wy_buf *out);
void wy_leak_network(const struct wy_transfer *t, struct wy_buf *out); // nothing where it is not known
wy_str wy_leak_recipient(const struct wy_transfer *t);                 // host name, or the address
