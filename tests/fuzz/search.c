// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Message bodies through every decoder: the first byte chooses the declared encoding and type, the port and whether an
// owner is known, the rest is the body; the same bytes as plain ones, as a URL and as header fields.
#include "traffic/search.h"
#include "traffic/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void note(void *ctx, const struct wy_token *token) { *(size_t *)ctx += token->name.len; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"", "gzip", "deflate", "br", "zstd", "rc4,gzip", "permessage-deflate", "x"};
    struct wy_arena arena;
    wy_arena_init(&arena, 16 << 20);
    struct wy_owners owners = {.arena = &arena};
    struct wy_needles needles;
    struct wy_limits limits = wy_limits_default;
    limits.decoded = 1 << 20;
    bool known = size == 0 || !(data[0] & 8);
    bool ok = (!known || (wy_owners_add(&owners, WY_ID_IMEI, WY_S("490154203237518")) == WY_OK &&
                          wy_owners_add(&owners, WY_ID_EMAIL, WY_S("owner.test@example.org")) == WY_OK &&
                          wy_owners_add(&owners, WY_ID_POSITION, WY_S("52.52, 13.405")) == WY_OK &&
                          wy_owners_add(&owners, WY_ID_TEXT, WY_S("canary")) == WY_OK)) &&
              wy_needles_build(&needles, &owners, 0, &arena) == WY_OK;
    struct wy_searcher *searcher = ok ? wy_searcher_new(&needles, &limits) : NULL;
    if (searcher && size) {
        struct wy_flow_facts flow = {0};
        static const char *const types[] = {"", "application/x-www-form-urlencoded", "multipart/form-data",
                                            "text/html"};
        static const uint16_t ports[] = {80, 21, 25, 110, 143, 1883, 5222, 5060};
        flow.port[WY_SERVER] = ports[data[0] & 7];
        struct wy_message_part parts[4] = {
            {.kind = WY_PART_BODY,
             .data = {data + 1, size - 1},
             .type = wy_str_c(types[data[0] >> 4 & 3]),
             .encoding = wy_str_c(encodings[data[0] & 7])},
            {.kind = WY_PART_RAW, .data = {data + 1, size - 1}},
            {.kind = WY_PART_URL, .data = {data, size}},
            {.kind = WY_PART_HEADER, .data = {data, size}},
        };
        struct wy_message m = {
            .flow = &flow, .id = 1, .transport = data[0] & 64 ? "mqtt" : "http", .parts = parts, .n = 4};
        struct wy_search_result result;
        wy_search_message(searcher, &m, &result);
        size_t names = 0;
        wy_tokens_find(&m, note, &names);
    }
    wy_searcher_free(searcher);
    wy_arena_fini(&arena);
    return 0;
}
