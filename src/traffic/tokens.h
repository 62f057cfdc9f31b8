// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What opens somebody's account, sent where anybody on the way can read it: session cookies, Authorization, tokens in
// fields and URLs, passwords in forms, logins of FTP, mail, chat, SIP and MQTT. Told by name and recipient; the values
// are never kept. A name counts when it says that it is a session's or a token's; names that sites invent for
// themselves are not known.
#pragma once

#include "evidence/model.h"
#include "formats/net/net.h"

struct wy_token {
    const char *kind; // static text: "cookie", "authorization", "header", "parameter", "form", "login"
    wy_str name;
};
// Only for messages that were not encrypted. `hit` is called for each.
void wy_tokens_find(const struct wy_message *m, void (*hit)(void *ctx, const struct wy_token *token), void *ctx);
