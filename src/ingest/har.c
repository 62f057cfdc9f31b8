// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// HAR 1.2, as browsers and interception proxies write it: each entry is a request and its answer in the clear. Bodies
// in base64 are decoded; a body that was left out by the writer is simply not there. Messages of WebSocket stand where
// Chromium writes them.
#include "core/json.h"
#include "ingest/traffic.h"
#include "traffic/decode.h"

enum { DEPTH_MAX = 64, BODY_MAX = 32 << 20 };

static enum wy_match match(const struct wy_item *item)
{
    wy_str head = wy_bytes_str(item->head);
    if (wy_str_starts(head, WY_S("\xef\xbb\xbf")))
        head = wy_str_from(head, 3);
    head = wy_str_trim(head);
    if (!head.len || head.ptr[0] != '{')
        return WY_MATCH_NO;
    head = wy_str_trim(wy_str_from(head, 1));
    if (!wy_str_starts(head, WY_S("\"log\"")))
        return wy_str_ends(item->name, WY_S(".har")) ? WY_MATCH_NAME : WY_MATCH_NO;
    return wy_str_has(head, WY_S("\"creator\"")) || wy_str_has(head, WY_S("\"entries\"")) ? WY_MATCH_SURE
                                                                                          : WY_MATCH_NAME;
}

// scheme://host:port/path; *port is 0 when the URL does not name one.
static wy_str url_host(wy_str url, uint16_t *port)
{
    *port = 0;
    size_t at = wy_str_find(url, WY_S("://"));
    if (at == WY_NPOS)
        return (wy_str){0};
    bool secure = wy_str_starts_nocase(url, WY_S("https")) || wy_str_starts_nocase(url, WY_S("wss"));
    wy_str rest = wy_str_from(url, at + 3);
    size_t end = 0;
    while (end < rest.len && !strchr("/?#", rest.ptr[end]))
        end++;
    wy_str host = wy_str_sub(rest, 0, end);
    size_t user = wy_str_rfind_char(host, '@'), colon;
    if (user != WY_NPOS)
        host = wy_str_from(host, user + 1);
    colon = wy_str_rfind_char(host, ':');
    uint64_t number = secure ? 443 : 80;
    if (colon != WY_NPOS && wy_str_u64(wy_str_from(host, colon + 1), &number))
        host = wy_str_sub(host, 0, colon);
    *port = (uint16_t)number;
    return host;
}

static void add_pairs(struct wy_buf *buf, const struct wy_json *list, const char *between, const char *after)
{
    for (WY_JSON_EACH(pair, list)) {
        wy_buf_add(buf, wy_json_get_str(pair, WY_S("name")));
        wy_buf_addc(buf, between);
        wy_buf_add(buf, wy_json_get_str(pair, WY_S("value")));
        wy_buf_addc(buf, after);
    }
}

static wy_str field(const struct wy_json *headers, wy_str name)
{
    for (WY_JSON_EACH(pair, headers))
        if (wy_str_eq_nocase(wy_json_get_str(pair, WY_S("name")), name))
            return wy_json_get_str(pair, WY_S("value"));
    return (wy_str){0};
}

// A body's text into *buf; base64 when the entry says so.
static void add_body(struct wy_buf *buf, const struct wy_json *content)
{
    wy_str text = wy_json_get_str(content, WY_S("text"));
    if (wy_str_eq(wy_json_get_str(content, WY_S("encoding")), WY_S("base64")))
        wy_decode_base64(wy_str_bytes(text), buf);
    else
        wy_buf_add(buf, text);
    if (!text.len)
        add_pairs(buf, wy_json_get(content, WY_S("params")), "=", "&");
}

static void tell(struct wy_traffic *t, const struct wy_flow_facts *flow, const struct wy_json *side, wy_str url,
                 const char *body_name)
{
    bool request = url.ptr != NULL;
    const struct wy_json *content = wy_json_get(side, wy_str_c(body_name));
    const struct wy_json *headers = wy_json_get(side, WY_S("headers"));
    struct wy_buf head, body;
    wy_buf_init(&head, BODY_MAX);
    wy_buf_init(&body, BODY_MAX);
    add_pairs(&head, headers, ": ", "\r\n");
    add_body(&body, content);
    struct wy_message_part parts[3] = {
        {.kind = WY_PART_URL, .data = wy_str_bytes(url)},
        {.kind = WY_PART_HEADER, .data = wy_str_bytes(wy_buf_str(&head))},
        {.kind = WY_PART_BODY,
         .data = wy_str_bytes(wy_buf_str(&body)),
         .type = wy_json_get_str(content, WY_S("mimeType"))},
    };
    if (request) // answers are listed unpacked
        parts[2].encoding = field(headers, WY_S("content-encoding"));
    struct wy_message m = {.flow = flow,
                           .id = t->next_id++,
                           .from = request ? WY_CLIENT : WY_SERVER,
                           .encrypted = flow->state == WY_FLOW_DECRYPTED,
                           .transport = flow->transport,
                           .host = flow->text[WY_FLOW_HOST],
                           .when = flow->first,
                           .parts = parts,
                           .n = 3};
    t->sink.message(t->sink.ctx, &m);
    wy_buf_fini(&head);
    wy_buf_fini(&body);
}

enum { OPCODE_BINARY = 2 };

static void tell_socket(struct wy_traffic *t, const struct wy_flow_facts *flow, const struct wy_json *message)
{
    bool sent = wy_str_eq(wy_json_get_str(message, WY_S("type")), WY_S("send"));
    wy_str text = wy_json_get_str(message, WY_S("data"));
    int64_t opcode = 1;
    struct wy_buf plain;
    if (!text.len || (!sent && !t->in->options->received))
        return;
    wy_buf_init(&plain, BODY_MAX);
    if (wy_json_get_int(message, WY_S("opcode"), &opcode) && opcode == OPCODE_BINARY)
        wy_decode_base64(wy_str_bytes(text), &plain);
    struct wy_message_part part = {.kind = WY_PART_BODY, .data = wy_str_bytes(plain.len ? wy_buf_str(&plain) : text)};
    struct wy_message m = {.flow = flow,
                           .id = t->next_id++,
                           .from = sent ? WY_CLIENT : WY_SERVER,
                           .encrypted = flow->state == WY_FLOW_DECRYPTED,
                           .transport = "websocket",
                           .host = flow->text[WY_FLOW_HOST],
                           .when = flow->first,
                           .parts = &part,
                           .n = 1};
    t->sink.message(t->sink.ctx, &m);
    wy_buf_fini(&plain);
}

// "h2", "http/2.0", "HTTP/3", "h3-29": browsers write it in their own ways.
static const char *transport_of(const struct wy_json *request, bool secure)
{
    wy_str version = wy_json_get_str(request, WY_S("httpVersion"));
    if (wy_str_starts_nocase(version, WY_S("h3")) || wy_str_starts_nocase(version, WY_S("http/3")))
        return "h3";
    if (wy_str_starts_nocase(version, WY_S("h2")) || wy_str_starts_nocase(version, WY_S("http/2")))
        return "h2";
    return secure ? "https" : "http";
}

static uint64_t size_of(const struct wy_json *side)
{
    int64_t head = 0, body = 0;
    if (!wy_json_get_int(side, WY_S("headersSize"), &head) || head < 0)
        head = 0;
    if (!wy_json_get_int(side, WY_S("bodySize"), &body) || body < 0)
        body = 0;
    return (uint64_t)head + (uint64_t)body;
}

static void entry(struct wy_traffic *t, const struct wy_json *e, uint64_t number)
{
    const struct wy_json *request = wy_json_get(e, WY_S("request")), *response = wy_json_get(e, WY_S("response"));
    wy_str url = wy_json_get_str(request, WY_S("url"));
    struct wy_flow_facts flow = {.protocol = 6, .packets = 1, .sent = WY_CLIENT, .searched = true};
    if (!url.ptr)
        return;
    bool secure = wy_str_starts_nocase(url, WY_S("https")) || wy_str_starts_nocase(url, WY_S("wss"));
    flow.text[WY_FLOW_HOST] = url_host(url, &flow.port[WY_SERVER]);
    flow.transport = transport_of(request, secure);
    flow.state = secure ? WY_FLOW_DECRYPTED : WY_FLOW_CLEAR;
    flow.first =
        (struct wy_when){.packet = number, .time = wy_traffic_time(wy_json_get_str(e, WY_S("startedDateTime")))};
    (void)wy_traffic_address(wy_json_get_str(e, WY_S("serverIPAddress")), &flow.address[WY_SERVER]);
    flow.bytes[WY_CLIENT] = size_of(request);
    flow.bytes[WY_SERVER] = size_of(response);
    t->stats.packets++;
    tell(t, &flow, request, url, "postData");
    if (t->in->options->received)
        tell(t, &flow, response, (wy_str){0}, "content");
    for (WY_JSON_EACH(message, wy_json_get(e, WY_S("_webSocketMessages"))))
        tell_socket(t, &flow, message);
    wy_traffic_flow(t, &flow);
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    wy_bytes text;
    const struct wy_json *root = NULL;
    struct wy_traffic t;
    wy_err err = wy_item_whole(in, item, &text, diag);
    if (err == WY_OK && wy_str_starts(wy_bytes_str(text), WY_S("\xef\xbb\xbf")))
        text = wy_bytes_sub(text, 3, SIZE_MAX);
    if (err == WY_OK)
        err = wy_json_parse(NULL, text, DEPTH_MAX, in->scratch, &root, diag);
    if (err != WY_OK)
        return err;
    const struct wy_json *entries = wy_json_path(root, "log.entries");
    if (!entries || entries->type != WY_JSON_ARRAY)
        return wy_fail(diag, WY_MALFORMED, 0, "a HAR file without log.entries");
    if ((err = wy_traffic_begin(&t, in, item, WY_AT_REQUEST, diag)) != WY_OK)
        return err;
    uint64_t number = 0;
    for (WY_JSON_EACH(e, entries))
        entry(&t, e, ++number);
    wy_traffic_end(&t, WY_S("har"), text.len);
    return WY_OK;
}

const struct wy_artifact wy_artifact_har = {
    .name = "har",
    .kind = "capture",
    .rank = 50,
    .match = match,
    .run = run,
};
