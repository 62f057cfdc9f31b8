// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "ingest/places.h"

#include "core/date.h"
#include "core/embedded.h"
#include "formats/net/mmdb.h"
#include "ingest/traffic.h"
#include "traffic/recipients.h"

// One row of data/lists/networks.tsv: a domain, a prefix or an autonomous system.
struct network {
    struct wy_address prefix; // len 0: not by address
    unsigned bits;
    uint32_t asn;  // 0: not by system
    wy_str domain; // absent: not by name
    wy_str name, kind;
};

struct places {
    struct wy_ingest *in;
    struct wy_mmdb db[WY_GEOIP_MAX];
    struct wy_origin db_at[WY_GEOIP_MAX];
    bool damage_told[WY_GEOIP_MAX];
    size_t dbs;
    struct wy_rows networks; // struct network
    struct wy_recipients recipients;
};

// What is said of one server.
struct place {
    wy_str *country, *network, *kind;
    struct wy_int *asn;
};

static void add_database(struct places *p, const struct wy_named_file *file)
{
    struct wy_ingest *in = p->in;
    struct wy_diag diag = {.offset = WY_NO_OFFSET};
    struct wy_origin at = {.source = in->source, .item = wy_evidence_text(in->ev, file->name)};
    if (wy_mmdb_open(&p->db[p->dbs], file->bytes, &diag) != WY_OK) {
        wy_gap_diag(in->ev, at, &diag);
        return;
    }
    p->db_at[p->dbs] = at;
    const struct wy_mmdb *db = &p->db[p->dbs++];
    struct wy_geo_database *row = WY_ADD(geo_database, in->ev, geo_databases, at);
    if (!row)
        return;
    char day[WY_DATE_SIZE];
    row->name = at.item;
    row->type = wy_evidence_text(in->ev, db->type);
    if (db->built && db->built < UINT32_MAX)
        row->date = wy_evidence_text(in->ev, wy_day_format((int32_t)(db->built / 86400), day));
}

static void add_network(struct places *p, wy_str key, wy_str name, wy_str kind)
{
    struct network n = {.name = name, .kind = kind};
    size_t slash = wy_str_find_char(key, '/');
    uint64_t value = 0;
    if (wy_str_starts(key, WY_S("AS")) && wy_str_u64(wy_str_from(key, 2), &value)) {
        n.asn = (uint32_t)value;
    } else if (slash != WY_NPOS && wy_str_u64(wy_str_from(key, slash + 1), &value) &&
               wy_traffic_address(wy_str_sub(key, 0, slash), &n.prefix)) {
        n.bits = (unsigned)value;
    } else {
        n.domain = key;
    }
    struct network *row = wy_rows_add(&p->networks, p->in->scratch, sizeof *row);
    if (row)
        *row = n;
}

static bool in_prefix(const struct wy_address *a, const struct network *n)
{
    if (a->len == 0 || a->len != n->prefix.len || n->bits > a->len * 8u)
        return false;
    unsigned whole = n->bits / 8, rest = n->bits % 8;
    if (memcmp(a->byte, n->prefix.byte, whole) != 0)
        return false;
    return rest == 0 || (a->byte[whole] ^ n->prefix.byte[whole]) >> (8 - rest) == 0;
}

static bool in_domain(wy_str host, wy_str domain)
{
    if (domain.len == 0 || !wy_str_ends(host, domain))
        return false;
    return host.len == domain.len || host.ptr[host.len - domain.len - 1] == '.';
}

// Addresses of a home network or of nobody have no country, whatever a database says.
static bool in_public(const struct wy_address *a)
{
    static const struct {
        uint8_t byte[2], bits;
    } inside[] = {{{0, 0}, 8},      {{10, 0}, 8},    {{100, 64}, 10},  {{127, 0}, 8},
                  {{169, 254}, 16}, {{172, 16}, 12}, {{192, 168}, 16}, {{224, 0}, 3}};
    if (a->len == 16)
        return a->byte[0] >> 5 == 1; // 2000::/3
    unsigned head = (unsigned)a->byte[0] << 8 | a->byte[1];
    for (size_t i = 0; i < WY_COUNT(inside); i++)
        if (((head ^ ((unsigned)inside[i].byte[0] << 8 | inside[i].byte[1])) >> (16 - inside[i].bits)) == 0)
            return false;
    return a->len == 4;
}

// The address (NULL: none that is known) counts before the name, and the name before the system: a system holds many
// kinds of addresses.
static const struct network *network_of(const struct places *p, const struct wy_address *a, wy_str host, uint32_t asn)
{
    const struct network *by_name = NULL, *by_system = NULL;
    if (!a && !host.len && !asn) // captures hold thousands of connections within a home
        return NULL;
    for (WY_EACH(const struct network, n, p->networks)) {
        if (a && in_prefix(a, n))
            return n;
        if (!by_name && in_domain(host, n->domain))
            by_name = n;
        if (!by_system && n->asn && n->asn == asn)
            by_system = n;
    }
    return by_name ? by_name : by_system;
}

static wy_err ask(struct places *p, size_t i, const struct wy_address *a, struct wy_mmdb_answer *out)
{
    wy_err err = wy_mmdb_lookup(&p->db[i], a, out);
    if (err == WY_MALFORMED && !p->damage_told[i])
        wy_gap(p->in->ev, p->db_at[i], err, "damaged: some addresses are not found in it, whose country stays open");
    p->damage_told[i] |= err == WY_MALFORMED;
    return err;
}

static void look_up(struct places *p, wy_str ip, wy_str host, const struct place *out)
{
    struct wy_address a;
    uint32_t asn = out->asn->known && out->asn->v > 0 && out->asn->v <= UINT32_MAX ? (uint32_t)out->asn->v : 0;
    bool known = wy_traffic_address(ip, &a) && in_public(&a);
    for (size_t i = 0; i < p->dbs && known; i++) {
        struct wy_mmdb_answer answer;
        if (ask(p, i, &a, &answer) != WY_OK)
            continue;
        if (answer.country.len)
            *out->country = wy_evidence_text(p->in->ev, answer.country);
        if (answer.asn) {
            asn = answer.asn;
            *out->asn = wy_int_of((int64_t)asn);
            *out->network = wy_evidence_text(p->in->ev, answer.network);
        }
    }
    const struct network *n = network_of(p, known ? &a : NULL, host, asn);
    *out->kind = n ? n->kind : (wy_str){0};
    if (n && !out->network->len)
        *out->network = n->name;
}

static void fill_rows(struct places *p)
{
    struct wy_evidence *ev = p->in->ev;
    for (WY_EACH(struct wy_transfer, t, ev->transfers)) {
        const struct wy_recipient *who = wy_recipient_of(&p->recipients, t->host);
        if (who) {
            t->company = who->company;
            t->purpose = who->purpose;
        }
        look_up(p, t->ip, t->host, &(struct place){&t->country, &t->network, &t->place, &t->asn});
    }
    for (WY_EACH(struct wy_flow, f, ev->flows)) {
        const struct wy_recipient *who = wy_recipient_of(&p->recipients, f->host);
        if (who) {
            f->company = who->company;
            f->purpose = who->purpose;
        }
        look_up(p, f->ip, f->host, &(struct place){&f->country, &f->network, &f->place, &f->asn});
    }
    for (WY_EACH(struct wy_credential, c, ev->credentials)) {
        const struct wy_recipient *who = wy_recipient_of(&p->recipients, c->host);
        if (who)
            c->company = who->company;
    }
}

wy_err wy_places_fill(struct wy_ingest *in)
{
    struct places p = {.in = in};
    if (!in->ev->transfers.n && !in->ev->flows.n)
        return WY_OK;
    wy_err err = wy_recipients_load(&p.recipients, in->scratch, in->options->recipients);
    if (err != WY_OK)
        return err;
    wy_str rest = wy_embedded(WY_S("lists/networks.tsv")), cells[4];
    while (wy_tsv_next(&rest, cells, WY_COUNT(cells)))
        add_network(&p, cells[0], cells[1], cells[2]);
    if (in->options->geoip_n)
        in->ev->geo_databases.n = 0;
    for (size_t i = 0; i < in->options->geoip_n; i++)
        add_database(&p, &in->options->geoip[i]);
    fill_rows(&p);
    return in->ev->err;
}
