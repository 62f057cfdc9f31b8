// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "test.h"

#include "core/buffer.h"
#include "traffic/tokens.h"

static void note_token(void *ctx, const struct wy_token *token)
{
    wy_buf_printf(ctx, "%s:%.*s ", token->kind, WY_ARG(token->name));
}

// In a body, by its type: of a form and of JSON.
static void passwords_of_bodies(void **state)
{
    (void)state;
    static const char form[] = "application/x-www-form-urlencoded";
    static const struct {
        const char *type, *text, *names;
    } cases[] = {
        {form, "user=a&password=x&pwd=1234", "form:password form:pwd "},
        {form, "password=&pass=3&pwd=12&pass=true", ""}, // a level that was passed
        {"", "{\"screen\":\"5\\\" wide\",\"password\":\"x\"}", "form:password "},
        {"", "{\"a\":\"\\\\\",\"password\":\"a\\\"b\",\"pass\":\"secret\"}", "form:password form:pass "},
        {"", " \r\n[{\"passwd\" : \"x\"}]", "form:passwd "},
        {"", "{\"q\":\"say \\\"password\\\":\\\"x\\\"\",\"pass\":\"false\"", ""},
        {"", "{\"password\":\"x\\", ""},
    };
    struct wy_flow_facts flow = {0};
    struct wy_buf log;
    wy_buf_init(&log, 4096);
    for (size_t i = 0; i < WY_COUNT(cases); i++) {
        struct wy_message_part part = {
            .kind = WY_PART_BODY, .type = wy_str_c(cases[i].type), .data = wy_str_bytes(wy_str_c(cases[i].text))};
        struct wy_message m = {.flow = &flow, .transport = "http", .parts = &part, .n = 1};
        wy_buf_clear(&log);
        wy_tokens_find(&m, note_token, &log);
        assert_str_is(wy_buf_str(&log), cases[i].names);
    }
    wy_buf_fini(&log);
}

static void keys_to_accounts_by_name_only(void **state)
{
    (void)state;
    struct wy_flow_facts flow = {0};
    struct wy_message_part parts[] = {
        {.kind = WY_PART_URL, .data = wy_str_bytes(WY_S("/a?access_token=0123456789&v=123456789&sid=1"))},
        {.kind = WY_PART_HEADER,
         .data = wy_str_bytes(WY_S(" HTTP/1.1\r\nHost: a\r\nCookie: cUserId=abcdefgh; serviceToken=abcdefghij; "
                                   "csrf_token=0123456789; theme=dark\r\nAuthorization: Bearer abc.def.ghi\r\n"
                                   "X-Auth-Token: 0123456789\r\nX-Other: 0123456789\r\n\r\n"))},
    };
    struct wy_message m = {.flow = &flow, .transport = "http", .parts = parts, .n = 2};
    struct wy_buf log;
    wy_buf_init(&log, 4096);
    wy_tokens_find(&m, note_token, &log);
    assert_str_is(wy_buf_str(&log),
                  "parameter:access_token cookie:serviceToken authorization:Bearer header:X-Auth-Token ");
    wy_buf_clear(&log);
    // A secret in the place of a scheme's name is not told.
    parts[1].data = wy_str_bytes(WY_S("Authorization: 5f3a9c1e7b20d846 sig=0123456789\r\n"
                                      "Authorization: AWS4-HMAC-SHA256 Credential=0123456789\r\n"
                                      "Authorization: key:c2VjcmV0 0123456789\r\n"));
    m.parts = parts + 1;
    m.n = 1;
    wy_tokens_find(&m, note_token, &log);
    assert_str_is(wy_buf_str(&log), "authorization:? authorization:AWS4-HMAC-SHA256 authorization:? ");
    wy_buf_clear(&log);
    m.encrypted = true;
    wy_tokens_find(&m, note_token, &log);
    assert_str_is(wy_buf_str(&log), "");
    wy_buf_fini(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_to_accounts_by_name_only),
        cmocka_unit_test(passwords_of_bodies),
    };
    return cmocka_run_group_tests_name("traffic/tokens", tests, NULL, NULL);
}
