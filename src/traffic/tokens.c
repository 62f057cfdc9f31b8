// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "traffic/tokens.h"

enum { VALUE_MIN = 8, NAME_MAX = 64, BODY_MAX = 64 * 1024 };

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

// A level that was passed, and where one is, have the short names, too: what is shorter than a password is none.
static bool is_password(wy_str name, wy_str value)
{
    static const struct {
        const char *name;
        size_t min;
    } names[] = {{"password", 1},     {"passwd", 1},         {"pwd", 4},      {"passphrase", 1}, {"user_password", 1},
                 {"userpassword", 1}, {"login_password", 1}, {"passwort", 1}, {"j_password", 1}, {"pass", 6}};
    for (size_t i = 0; i < WY_COUNT(names); i++)
        if (wy_str_eq_nocase(name, wy_str_c(names[i].name)))
            return value.len >= names[i].min;
    return false;
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
        wy_str value = equals == WY_NPOS ? (wy_str){0} : wy_str_trim(wy_str_from(pair, equals + 1));
        if (between == '&' && is_password(name, value))
            t->hit(t->ctx, &(struct wy_token){kind, name});
        else if (opens_account(name))
            tell(t, kind, name, value);
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
    } else if (wy_str_eq_nocase(name, WY_S("authorization")) || wy_str_eq_nocase(name, WY_S("proxy-authorization"))) {
        wy_str rest = value, scheme;
        if (wy_str_next_word(&rest, &scheme) && rest.len)
            tell(t, "authorization", is_scheme(scheme) ? scheme : WY_S("?"), wy_str_trim(rest));
    } else if (opens_account(name)) {
        tell(t, "header", name, value);
    }
}

// Where a string of JSON ends: a quote that is escaped does not end it.
static size_t string_end(wy_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            return i;
        i += s.ptr[i] == '\\';
    }
    return WY_NPOS;
}

// "name":"value" of JSON, at any depth.
static void members(const struct telling *t, wy_str text)
{
    wy_str name = {0};
    for (size_t open; (open = wy_str_find_char(text, '"')) != WY_NPOS;) {
        wy_str before = wy_str_trim(wy_str_sub(text, 0, open)), rest = wy_str_from(text, open + 1);
        size_t close = string_end(rest);
        if (close == WY_NPOS)
            return;
        wy_str string = wy_str_sub(rest, 0, close);
        bool value = name.len && wy_str_eq(before, WY_S(":"));
        if (value && is_password(name, string))
            t->hit(t->ctx, &(struct wy_token){"form", name});
        else if (value && opens_account(name))
            tell(t, "form", name, string);
        name = value ? (wy_str){0} : string;
        text = wy_str_from(rest, close + 1);
    }
}

static void body(const struct telling *t, const struct wy_message_part *p)
{
    wy_str text = wy_str_trim(wy_bytes_str(wy_bytes_sub(p->data, 0, BODY_MAX)));
    if (wy_str_starts_nocase(p->type, WY_S("application/x-www-form-urlencoded")))
        pairs(t, "form", text, '&');
    else if (text.len && (text.ptr[0] == '{' || text.ptr[0] == '['))
        members(t, text);
}

static void login(const struct telling *t, const char *protocol)
{
    t->hit(t->ctx, &(struct wy_token){"login", wy_str_c(protocol)});
}

// Ways to log in whose messages hold a password, a token, or what a password can be guessed from.
static bool is_mechanism(wy_str word)
{
    static const char *const words[] = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "XOAUTH2", "OAUTHBEARER"};
    for (size_t i = 0; i < WY_COUNT(words); i++)
        if (wy_str_eq_nocase(word, wy_str_c(words[i])))
            return true;
    return false;
}

static const struct {
    uint16_t port;
    const char *protocol, *word;
    bool tagged; // the word is the second
} commands[] = {{21, "FTP", "PASS", false},    {110, "POP3", "PASS", false}, {110, "POP3", "APOP", false},
                {110, "POP3", "AUTH", false},  {25, "SMTP", "AUTH", false},  {587, "SMTP", "AUTH", false},
                {2525, "SMTP", "AUTH", false}, {143, "IMAP", "LOGIN", true}, {143, "IMAP", "AUTHENTICATE", true},
                {6667, "IRC", "PASS", false}};

static bool has_commands(uint16_t port)
{
    for (size_t i = 0; i < WY_COUNT(commands); i++)
        if (commands[i].port == port)
            return true;
    return false;
}

// A line of a protocol at whose port it is spoken.
static void command(const struct telling *t, uint16_t port, wy_str line)
{
    wy_str first = {0}, second = {0}, third = {0};
    (void)wy_str_next_word(&line, &first);
    (void)wy_str_next_word(&line, &second);
    (void)wy_str_next_word(&line, &third);
    for (size_t i = 0; i < WY_COUNT(commands); i++) {
        wy_str word = commands[i].tagged ? second : first, value = commands[i].tagged ? third : second;
        bool mechanism = commands[i].word[0] == 'A' && commands[i].word[1] == 'U';
        if (port == commands[i].port && wy_str_eq_nocase(word, wy_str_c(commands[i].word)) &&
            (mechanism ? is_mechanism(value) : value.len > 0))
            login(t, commands[i].protocol);
    }
}

// SIP and RTSP have the header fields of HTTP (RFC 3261, 22; RFC 2326, 16).
static const char *spoken(wy_str first_line)
{
    static const char *const names[][2] = {{" SIP/2.0", "SIP"}, {" RTSP/1.0", "RTSP"}};
    for (size_t i = 0; i < WY_COUNT(names); i++) {
        wy_str end = wy_str_c(names[i][0]);
        if (first_line.len > end.len && wy_str_eq(wy_str_from(first_line, first_line.len - end.len), end))
            return names[i][1];
    }
    return NULL;
}

static void conversation(const struct telling *t, uint16_t port, wy_bytes data)
{
    wy_str rest = wy_bytes_str(wy_bytes_sub(data, 0, BODY_MAX)), line;
    const char *protocol = spoken(wy_str_trim(wy_str_sub(rest, 0, wy_str_find_char(rest, '\n'))));
    if (rest.len && rest.ptr[0] == '<' && wy_str_has(rest, WY_S("<auth ")) && wy_str_has(rest, WY_S("PLAIN")))
        login(t, "XMPP");
    if (!protocol && !has_commands(port))
        return;
    while (wy_str_next(&rest, '\n', &line)) {
        line = wy_str_trim(line);
        if (protocol && (wy_str_starts_nocase(line, WY_S("authorization:")) ||
                         wy_str_starts_nocase(line, WY_S("proxy-authorization:"))))
            login(t, protocol);
        else if (!protocol)
            command(t, port, line);
    }
}

// A CONNECT with a password (MQTT 3.1.1, 3.1.2.9), without its first bytes.
static bool mqtt_password(wy_bytes b)
{
    size_t flags = b.len > 2 ? 2u + b.ptr[1] + 1u : 0;
    return b.len > flags && b.ptr[0] == 0 && wy_str_starts(wy_bytes_str(wy_bytes_sub(b, 2, 2)), WY_S("MQ")) &&
           b.ptr[flags] & 0x40;
}

void wy_tokens_find(const struct wy_message *m, void (*hit)(void *ctx, const struct wy_token *token), void *ctx)
{
    struct telling t = {hit, ctx};
    for (size_t i = 0; i < m->n && !m->encrypted; i++) {
        wy_str rest = wy_bytes_str(m->parts[i].data), line;
        if (m->parts[i].kind == WY_PART_BODY)
            body(&t, &m->parts[i]);
        if (m->parts[i].kind == WY_PART_RAW)
            conversation(&t, m->flow->port[!m->from], m->parts[i].data);
        if (m->parts[i].kind == WY_PART_HEADER && wy_str_eq(wy_str_c(m->transport), WY_S("mqtt"))) {
            if (mqtt_password(m->parts[i].data))
                login(&t, "MQTT");
            continue;
        }
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
