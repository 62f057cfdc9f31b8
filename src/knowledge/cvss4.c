// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The score of CVSS v4.0 (specification section 8): the vector falls into one of 270 sets, whose score the table gives,
// and moves down from it in proportion to its distance from the most severe vector of the set. All of it is done in
// whole numbers over a common denominator, so a tie is a tie and is rounded up: docs/conformance/cvss.md.
#include "knowledge/cvss.h"

enum { AV, AC, AT, PR, UI, VC, VI, VA, SC, SI, SA, E, CR, IR, AR, METRICS };

enum { NO = 0xff }; // no such set
// Scores in tenths: [eq1][eq2][eq3][eq4][eq5][eq6], FIRST's published table.
static const uint8_t set_score[3][2][3][3][3][2] = {
    {
        {
            {{{100, 99}, {98, 95}, {95, 92}}, {{100, 96}, {93, 87}, {91, 81}}, {{93, 90}, {89, 80}, {81, 68}}},
            {{{98, 95}, {95, 92}, {90, 84}}, {{93, 92}, {89, 81}, {81, 65}}, {{88, 80}, {78, 70}, {69, 48}}},
            {{{NO, 92}, {NO, 82}, {NO, 72}}, {{NO, 79}, {NO, 69}, {NO, 50}}, {{NO, 69}, {NO, 55}, {NO, 27}}},
        },
        {
            {{{99, 97}, {95, 92}, {92, 85}}, {{95, 91}, {90, 83}, {84, 71}}, {{92, 81}, {82, 71}, {72, 53}}},
            {{{95, 93}, {92, 85}, {85, 73}}, {{92, 82}, {80, 72}, {70, 59}}, {{84, 70}, {71, 52}, {50, 30}}},
            {{{NO, 86}, {NO, 75}, {NO, 52}}, {{NO, 71}, {NO, 52}, {NO, 29}}, {{NO, 63}, {NO, 29}, {NO, 17}}},
        },
    },
    {
        {
            {{{98, 95}, {94, 87}, {91, 81}}, {{94, 89}, {86, 74}, {77, 64}}, {{87, 75}, {74, 63}, {63, 49}}},
            {{{94, 89}, {88, 77}, {76, 67}}, {{86, 76}, {74, 58}, {59, 50}}, {{72, 57}, {57, 52}, {52, 25}}},
            {{{NO, 83}, {NO, 70}, {NO, 54}}, {{NO, 65}, {NO, 58}, {NO, 26}}, {{NO, 53}, {NO, 21}, {NO, 13}}},
        },
        {
            {{{95, 90}, {88, 76}, {76, 70}}, {{90, 77}, {75, 62}, {61, 53}}, {{77, 66}, {68, 59}, {52, 30}}},
            {{{89, 78}, {76, 67}, {62, 58}}, {{74, 59}, {57, 57}, {47, 23}}, {{61, 52}, {57, 29}, {24, 16}}},
            {{{NO, 71}, {NO, 59}, {NO, 30}}, {{NO, 58}, {NO, 26}, {NO, 15}}, {{NO, 23}, {NO, 13}, {NO, 6}}},
        },
    },
    {
        {
            {{{93, 87}, {86, 72}, {75, 58}}, {{86, 74}, {74, 61}, {56, 34}}, {{70, 54}, {52, 40}, {40, 22}}},
            {{{85, 75}, {74, 55}, {62, 51}}, {{72, 57}, {55, 41}, {46, 19}}, {{53, 36}, {34, 19}, {19, 8}}},
            {{{NO, 64}, {NO, 51}, {NO, 20}}, {{NO, 47}, {NO, 21}, {NO, 11}}, {{NO, 24}, {NO, 9}, {NO, 4}}},
        },
        {
            {{{88, 75}, {73, 53}, {60, 50}}, {{73, 55}, {59, 40}, {41, 20}}, {{54, 43}, {45, 22}, {20, 11}}},
            {{{75, 55}, {58, 45}, {40, 21}}, {{61, 51}, {48, 18}, {20, 9}}, {{46, 18}, {17, 7}, {8, 2}}},
            {{{NO, 53}, {NO, 24}, {NO, 14}}, {{NO, 24}, {NO, 12}, {NO, 5}}, {{NO, 10}, {NO, 3}, {NO, 1}}},
        },
    },
};

// Depth of each set in steps, per equivalence class (specification table 30); 3 and 6 are judged together.
static const uint8_t depth1[3] = {1, 4, 5}, depth2[2] = {1, 2}, depth36[3][2] = {{7, 6}, {8, 8}, {0, 10}},
                     depth4[3] = {6, 5, 4};

// Distances of a vector in steps, metric by metric: environment before base, absent means the worst.
static void levels(const struct wy_cvss *c, int out[METRICS])
{
    size_t n;
    const struct wy_cvss_metric *rows = wy_cvss_metrics(WY_CVSS_40, &n);
    for (int i = 0; i < METRICS; i++) {
        unsigned v = c->value[i][1] ? c->value[i][1] : c->value[i][0];
        out[i] = v ? (int)rows[i].values[v - 1].weight : 0;
    }
}

struct set {
    int eq1, eq2, eq3, eq4, eq5, eq6;
};

static struct set set_of(const int v[METRICS])
{
    struct set s = {0};
    int good = (v[AV] == 0) + (v[PR] == 0) + (v[UI] == 0);
    s.eq1 = good == 3 ? 0 : good > 0 && v[AV] != 3 ? 1 : 2;
    s.eq2 = v[AC] != 0 || v[AT] != 0;
    bool any = v[VC] == 0 || v[VI] == 0 || v[VA] == 0;
    s.eq3 = v[VC] == 0 && v[VI] == 0 ? 0 : any ? 1 : 2;
    bool safety = v[SI] == 0 || v[SA] == 0;
    s.eq4 = safety ? 0 : v[SC] == 1 || v[SI] == 1 || v[SA] == 1 ? 1 : 2;
    s.eq5 = v[E];
    bool worst = (v[CR] == 0 && v[VC] == 0) || (v[IR] == 0 && v[VI] == 0) || (v[AR] == 0 && v[VA] == 0);
    s.eq6 = !worst;
    return s;
}

static int score_of(struct set s)
{
    if (s.eq1 > 2 || s.eq2 > 1 || s.eq3 > 2 || s.eq4 > 2 || s.eq5 > 2 || s.eq6 > 1)
        return NO;
    return set_score[s.eq1][s.eq2][s.eq3][s.eq4][s.eq5][s.eq6];
}

// The sum of v - max over n metrics, or -1 where v is more severe than max anywhere.
static int distance(const int v[METRICS], const uint8_t *metric, const uint8_t *max, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int d = v[metric[i]] - max[i];
        if (d < 0)
            return -1;
        sum += d;
    }
    return sum;
}

// Several vectors can be the most severe of a set; the first that is nowhere below the given one counts.
static int first_distance(const int v[METRICS], const uint8_t *metric, const uint8_t *max, size_t n, size_t many)
{
    for (size_t i = 0; i < many; i++) {
        int d = distance(v, metric, max + i * n, n);
        if (d >= 0)
            return d;
    }
    return 0;
}

static int distance1(const int v[METRICS], int eq1)
{
    static const uint8_t metric[] = {AV, PR, UI};
    static const uint8_t max[3][3][3] = {{{0, 0, 0}}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {{3, 0, 0}, {1, 1, 1}}};
    static const size_t many[3] = {1, 3, 2};
    return first_distance(v, metric, max[eq1][0], 3, many[eq1]);
}

static int distance2(const int v[METRICS], int eq2)
{
    static const uint8_t metric[] = {AC, AT};
    static const uint8_t max[2][2][2] = {{{0, 0}}, {{1, 0}, {0, 1}}};
    return first_distance(v, metric, max[eq2][0], 2, eq2 ? 2 : 1);
}

static int distance36(const int v[METRICS], int eq3, int eq6)
{
    static const uint8_t metric[] = {VC, VI, VA, CR, IR, AR};
    static const uint8_t max[3][2][5][6] = {
        {{{0, 0, 0, 0, 0, 0}}, {{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}},
        {{{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}},
         {{1, 0, 1, 0, 1, 0}, {1, 0, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1}, {0, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 0, 1}}},
        {{{0}}, {{1, 1, 1, 0, 0, 0}}},
    };
    static const size_t many[3][2] = {{1, 2}, {2, 5}, {0, 1}};
    return first_distance(v, metric, max[eq3][eq6][0], 6, many[eq3][eq6]);
}

static int distance4(const int v[METRICS], int eq4)
{
    static const uint8_t metric[] = {SC, SI, SA};
    static const uint8_t max[3][3] = {{1, 0, 0}, {1, 1, 1}, {2, 2, 2}};
    return first_distance(v, metric, max[eq4], 3, 1);
}

// The score of the next lower set of the joined classes 3 and 6; the higher one where there are two.
static int next36(struct set s)
{
    struct set right = s, down = s;
    right.eq6++;
    down.eq3++;
    if (s.eq3 == 0 && s.eq6 == 0) {
        int a = score_of(right), b = score_of(down);
        return a > b ? a : b;
    }
    return score_of(s.eq6 == 0 ? right : down);
}

int wy_cvss4_score(const struct wy_cvss *cvss)
{
    enum { COMMON = 840 }; // a multiple of every depth
    int v[METRICS];
    levels(cvss, v);
    if (v[VC] == 2 && v[VI] == 2 && v[VA] == 2 && v[SC] == 3 && v[SI] == 3 && v[SA] == 3)
        return 0;
    struct set s = set_of(v), next[5] = {s, s, s, s, s};
    next[0].eq1++;
    next[1].eq2++;
    next[3].eq4++;
    next[4].eq5++;
    const int far[5] = {distance1(v, s.eq1), distance2(v, s.eq2), distance36(v, s.eq3, s.eq6), distance4(v, s.eq4), 0};
    const int depth[5] = {depth1[s.eq1], depth2[s.eq2], depth36[s.eq3][s.eq6], depth4[s.eq4], 1};
    int score = score_of(s), moved = 0, lower = 0;
    for (int i = 0; i < 5; i++) {
        int below = i == 2 ? next36(s) : score_of(next[i]);
        if (below == NO || depth[i] == 0)
            continue;
        lower++;
        moved += (score - below) * far[i] * (COMMON / depth[i]);
    }
    if (!lower)
        return score;
    int denominator = COMMON * lower, exact = score * denominator - moved;
    return exact <= 0 ? 0 : (2 * exact + denominator) / (2 * denominator);
}
