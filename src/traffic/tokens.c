// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/tokens.h"

enum { VALUE_MIN = 8, NAME_MAX = 64 };

struct telling {
    void (*hit)(void *ctx, const struct wy_token *token);
    void *ctx;
};

static bool has_word(wy_str name, const char *const *words, size_t n)
{
    for (size_t w = 0; w < n; w++)
        if (wy_str_has(name, wy_str_c(words[w])))
            return true;
    return false;
}

// csrf tokens open nothing by themselves; push tokens and analytics' session numbers are no keys to an account.
static bool opens_account(wy_str any_case)
{
    static const char *const words[] = {
        "servicetoken", "passtoken",  "access_token", "accesstoken",  "auth_token",    "authtoken",    "sessionid",
        "session_id",   "session-id", "sessid",       "id_token",     "refresh_token", "usertoken",    "user_token",
        "login_token",  "logintoken", "auth-token",   "access-token", "session_token", "sessiontoken", "ssecurity"};
    static const char *const within[] = {"token", "sess", "ssec"}; // one of them in each of the words
    static const char *const whole[] = {"session", "token", "auth", "sid", "jwt", "ticket", "x-auth", "connect.sid"};
    static const char *const not [] = {"csrf", "xsrf", "push", "fcm", "analytics"};
    char lower[NAME_MAX];
    if (any_case.len == 0 || any_case.len > NAME_MAX)
        return false;
    for (size_t i = 0; i < any_case.len; i++)
        lower[i] = wy_lower(any_case.ptr[i]);
    wy_str name = {lower, any_case.len};
    for (size_t i = 0; i < WY_COUNT(whole); i++)
        if (wy_str_eq(name, wy_str_c(whole[i])))
            return true;
    return has_word(name, within, WY_COUNT(within)) && has_word(name, words, WY_COUNT(words)) &&
           !has_word(name, not, WY_COUNT(not ));
}

static void tell(const struct telling *t, const char *kind, wy_str name, wy_str value)
{
    if (value.len >= VALUE_MIN)
        t->hit(t->ctx, &(struct wy_token){kind, name});
}

// "a=1; b=2" or "a=1&b=2".
static void pairs(const struct telling *t, const char *kind, wy_str text, char between)
{
    wy_str pair;
    while (wy_str_next(&text, between, &pair)) {
        size_t equals = wy_str_find_char(pair, '=');
        wy_str name = wy_str_trim(wy_str_sub(pair, 0, wy_min(equals, pair.len)));
        if (equals != WY_NPOS && opens_account(name))
            tell(t, kind, name, wy_str_trim(wy_str_from(pair, equals + 1)));
    }
}

// A word that can be a scheme's name. What an app of its own making puts there may be the secret itself.
static bool is_scheme(wy_str word)
{
    enum { LETTERS_MAX = 24, DIGITS_MAX = 4 }; // AWS4-HMAC-SHA256
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++) {
        digits += wy_is_digit(word.ptr[i]);
        if (!wy_is_alpha(word.ptr[i]) && !wy_is_digit(word.ptr[i]) && word.ptr[i] != '-' && word.ptr[i] != '_')
            return false;
    }
    return word.len && word.len <= LETTERS_MAX && digits <= DIGITS_MAX && wy_is_alpha(word.ptr[0]);
}

static void field(const struct telling *t, wy_str name, wy_str value)
{
    if (wy_str_eq_nocase(name, WY_S("cookie"))) {
        pairs(t, "cookie", value, ';');
    } else if (wy_str_eq_nocase(name, WY_S("authorization"))) {
        wy_str rest = value, scheme;
        if (wy_str_next_word(&rest, &scheme) && rest.len)
            tell(t, "authorization", is_scheme(scheme) ? scheme : WY_S("?"), wy_str_trim(rest));
    } else if (opens_account(name)) {
        tell(t, "header", name, value);
    }
}

void wy_tokens_find(const struct wy_message *m, void (*hit)(void *ctx, const struct wy_token *token), void *ctx)
{
    struct telling t = {hit, ctx};
    for (size_t i = 0; i < m->n && !m->encrypted; i++) {
        wy_str rest = wy_bytes_str(m->parts[i].data), line;
        if (m->parts[i].kind == WY_PART_URL) {
            size_t query = wy_str_find_char(rest, '?');
            if (query != WY_NPOS)
                pairs(&t, "parameter", wy_str_from(rest, query + 1), '&');
        }
        while (m->parts[i].kind == WY_PART_HEADER && wy_str_next(&rest, '\n', &line)) {
            size_t colon = wy_str_find_char(line, ':');
            if (colon != WY_NPOS)
                field(&t, wy_str_trim(wy_str_sub(line, 0, colon)), wy_str_trim(wy_str_from(line, colon + 1)));
        }
    }
}
