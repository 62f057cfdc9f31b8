// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Lists of connections without their content: PCAPdroid's CSV (one line for each connection, with the app that made it)
// and Android's intrusion log (one JSON object a line: dns_event and connect_event, with the package). Host names are
// searched for the owner's identifiers; what was inside the connections cannot be known.
#include "ingest/traffic.h"

#include "core/json.h"

enum { COLUMNS_MAX = 40, JSON_DEPTH = 16 };

enum column {
    C_SRC_IP,
    C_SRC_PORT,
    C_DST_IP,
    C_DST_PORT,
    C_APP,
    C_PROTO,
    C_INFO,
    C_SENT,
    C_RECEIVED,
    C_FIRST,
    COLUMNS
};
static const char *const column_names[COLUMNS] = {
    [C_SRC_IP] = "SrcIP",     [C_SRC_PORT] = "SrcPort", [C_DST_IP] = "DstIp",
    [C_DST_PORT] = "DstPort", [C_APP] = "App",          [C_PROTO] = "Proto",
    [C_INFO] = "Info",        [C_SENT] = "BytesSent",   [C_RECEIVED] = "BytesRcvd",
    [C_FIRST] = "FirstSeen",
};

struct table {
    size_t at[COLUMNS]; // column index, or COLUMNS_MAX when the file lacks it
};

// Cells of a CSV line (RFC 4180, quotes removed in place of doubling); returns how many.
static size_t cells_of(wy_str line, wy_str cells[COLUMNS_MAX])
{
    size_t n = 0;
    while (line.ptr && n < COLUMNS_MAX) {
        if (line.len && line.ptr[0] == '"') {
            size_t end = 1;
            while (end < line.len && (line.ptr[end] != '"' || (end + 1 < line.len && line.ptr[end + 1] == '"')))
                end += line.ptr[end] == '"' ? 2 : 1;
            cells[n++] = wy_str_sub(line, 1, wy_min(end, line.len) - 1);
            size_t comma = wy_str_find_char(wy_str_from(line, wy_min(end, line.len)), ',');
            line = comma == WY_NPOS ? (wy_str){0} : wy_str_from(line, wy_min(end, line.len) + comma + 1);
        } else {
            (void)wy_str_next(&line, ',', &cells[n++]);
        }
    }
    return n;
}

static bool read_header(wy_str line, struct table *t)
{
    wy_str cells[COLUMNS_MAX];
    size_t n = cells_of(wy_str_trim(line), cells);
    for (size_t c = 0; c < COLUMNS; c++) {
        t->at[c] = COLUMNS_MAX;
        for (size_t i = 0; i < n; i++)
            if (wy_str_eq_nocase(wy_str_trim(cells[i]), wy_str_c(column_names[c])))
                t->at[c] = i;
    }
    return t->at[C_DST_IP] < COLUMNS_MAX && t->at[C_DST_PORT] < COLUMNS_MAX && t->at[C_APP] < COLUMNS_MAX;
}

static wy_str first_line(wy_bytes head)
{
    wy_str s = wy_bytes_str(head);
    if (wy_str_starts(s, WY_S("\xef\xbb\xbf")))
        s = wy_str_from(s, 3);
    return wy_str_sub(s, 0, wy_min(wy_str_find_char(s, '\n'), s.len));
}

static bool is_log_line(wy_str line)
{
    return wy_str_starts(line, WY_S("{\"dns_event\":")) || wy_str_starts(line, WY_S("{\"connect_event\":")) ||
           wy_str_starts(line, WY_S("{\"security_event\":"));
}

static enum wy_match match_csv(const struct wy_item *item)
{
    struct table t;
    return read_header(first_line(item->head), &t) ? WY_MATCH_SURE : WY_MATCH_NO;
}

static enum wy_match match_log(const struct wy_item *item)
{
    return is_log_line(first_line(item->head)) ? WY_MATCH_SURE : WY_MATCH_NO;
}

// A host name that was asked for or connected to is all there is to search.
static void tell(struct wy_traffic *t, struct wy_flow_facts *f)
{
    struct wy_message_part part = {.kind = WY_PART_NAME, .data = wy_str_bytes(f->text[WY_FLOW_HOST])};
    struct wy_message m = {.flow = f,
                           .id = t->next_id++,
                           .transport = f->transport,
                           .host = f->text[WY_FLOW_HOST],
                           .when = f->first,
                           .parts = &part,
                           .n = 1};
    if (part.data.len)
        t->sink.message(t->sink.ctx, &m);
    wy_traffic_flow(t, f);
}

static wy_str cell(const wy_str *cells, size_t n, size_t at) { return at < n ? wy_str_trim(cells[at]) : (wy_str){0}; }

static uint64_t number(wy_str s)
{
    uint64_t v = 0;
    return wy_str_u64(s, &v) ? v : 0;
}

static void csv_line(struct wy_traffic *t, const struct table *table, wy_str line, uint64_t line_number)
{
    wy_str cells[COLUMNS_MAX];
    size_t n = cells_of(line, cells);
    struct wy_flow_facts f = {.protocol = 6, .packets = 1, .transport = "tcp", .state = WY_FLOW_ENCRYPTED};
    if (!wy_traffic_address(cell(cells, n, table->at[C_DST_IP]), &f.address[WY_SERVER])) {
        t->stats.broken++;
        return;
    }
    (void)wy_traffic_address(cell(cells, n, table->at[C_SRC_IP]), &f.address[WY_CLIENT]);
    f.port[WY_SERVER] = (uint16_t)number(cell(cells, n, table->at[C_DST_PORT]));
    f.port[WY_CLIENT] = (uint16_t)number(cell(cells, n, table->at[C_SRC_PORT]));
    f.bytes[WY_CLIENT] = number(cell(cells, n, table->at[C_SENT])) & INT64_MAX;
    f.bytes[WY_SERVER] = number(cell(cells, n, table->at[C_RECEIVED])) & INT64_MAX;
    f.opaque = f.bytes[WY_CLIENT];
    uint64_t first = number(cell(cells, n, table->at[C_FIRST])); // milliseconds
    f.first = (struct wy_when){.packet = line_number,
                               .time = first && first < 9000000000000 ? (int64_t)first * 1000000 : WY_NO_TIME};
    static const char *const known[] = {"TLS", "HTTP", "DNS", "QUIC", "HTTPS"};
    static const char *const transports[] = {"tls", "http", "dns", "quic", "https"};
    for (size_t i = 0; i < WY_COUNT(known); i++)
        if (wy_str_eq_nocase(cell(cells, n, table->at[C_PROTO]), wy_str_c(known[i])))
            f.transport = transports[i];
    f.text[WY_FLOW_HOST] = cell(cells, n, table->at[C_INFO]);
    f.text[WY_FLOW_APP] = cell(cells, n, table->at[C_APP]);
    f.text[WY_FLOW_REASON] = WY_S("a list of connections holds no content");
    t->stats.packets++;
    tell(t, &f);
}

static void log_event(struct wy_traffic *t, const struct wy_json *event, bool dns, uint64_t line_number)
{
    int64_t time, port = 0;
    struct wy_flow_facts f = {
        .protocol = dns ? 17 : 6, .packets = 1, .transport = dns ? "dns" : "tcp", .state = WY_FLOW_ENCRYPTED};
    f.first = (struct wy_when){.packet = line_number, .time = WY_NO_TIME};
    if (wy_json_get_int(event, WY_S("event_time"), &time) && time > 0 && time < 9000000000000)
        f.first.time = time * 1000000;
    wy_str address = wy_json_get_str(event, WY_S("ip_address")); // "host/address" as Java writes it
    size_t slash = wy_str_rfind_char(address, '/');
    (void)wy_traffic_address(slash == WY_NPOS ? address : wy_str_from(address, slash + 1), &f.address[WY_SERVER]);
    if (wy_json_get_int(event, WY_S("port"), &port) && port > 0 && port < 65536)
        f.port[WY_SERVER] = (uint16_t)port;
    f.text[WY_FLOW_HOST] = dns ? wy_json_get_str(event, WY_S("hostname")) : (wy_str){0};
    f.text[WY_FLOW_APP] = wy_json_get_str(event, WY_S("package_name"));
    f.text[WY_FLOW_REASON] = WY_S("a list of connections holds no content");
    t->stats.packets++;
    tell(t, &f);
}

static void log_line(struct wy_traffic *t, struct wy_json_parser *parser, const struct wy_line *line)
{
    struct wy_arena_mark mark = wy_arena_mark(t->in->scratch);
    const struct wy_json *root = NULL;
    struct wy_diag diag = {0};
    if (line->text.len == 0)
        return;
    if (line->cut ||
        wy_json_parse(parser, wy_str_bytes(line->text), JSON_DEPTH, t->in->scratch, &root, &diag) != WY_OK) {
        t->stats.broken++;
    } else {
        const struct wy_json *dns = wy_json_get(root, WY_S("dns_event")),
                             *connect = wy_json_get(root, WY_S("connect_event"));
        if (dns || connect)
            log_event(t, dns ? dns : connect, dns != NULL, line->number);
    }
    wy_arena_reset(t->in->scratch, mark);
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag, bool csv)
{
    struct wy_traffic t;
    wy_err err = wy_traffic_begin(&t, in, item, WY_AT_LINE, diag);
    if (err != WY_OK)
        return err;
    struct wy_blob_stream storage;
    struct wy_lines *lines = wy_lines_new(wy_item_stream(item, &storage), (size_t)in->limits->line);
    struct wy_json_parser *parser = wy_json_parser_new();
    struct wy_line line = {0};
    struct table table = {0};
    if (!lines || !parser)
        err = wy_fail(diag, WY_NO_MEMORY, WY_NO_OFFSET, "no memory");
    while (err == WY_OK && wy_lines_next(lines, &line, &err, diag)) {
        if (!csv)
            log_line(&t, parser, &line);
        else if (line.number == 1)
            (void)read_header(first_line(wy_str_bytes(line.text)), &table);
        else if (line.text.len)
            csv_line(&t, &table, line.text, line.number);
    }
    wy_lines_free(lines);
    wy_json_parser_free(parser);
    wy_traffic_end(&t, csv ? WY_S("pcapdroid-csv") : WY_S("intrusion-log"), line.offset + line.text.len);
    return err;
}

static wy_err run_csv(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    return run(in, item, diag, true);
}
static wy_err run_log(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    return run(in, item, diag, false);
}

const struct wy_artifact wy_artifact_pcapdroid = {
    .name = "pcapdroid",
    .kind = "capture",
    .rank = 50,
    .match = match_csv,
    .run = run_csv,
};

const struct wy_artifact wy_artifact_intrusion_log = {
    .name = "intrusion-log",
    .kind = "capture",
    .rank = 20,
    .match = match_log,
    .run = run_log,
};
