// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// CVSS v2, v3.0, v3.1 and v4.0 (FIRST): a vector is read, scored and told in plain words. Scores are whole tenths, so
// 9.8 is 98 and nothing is lost in comparing them. How ties are rounded: docs/conformance/cvss.md.
#pragma once

#include "core/buffer.h"
#include "core/error.h"

enum wy_cvss_version { WY_CVSS_2, WY_CVSS_30, WY_CVSS_31, WY_CVSS_40 };

enum { WY_CVSS_ROWS = 21 }; // metrics of the longest version, modified ones not counted

struct wy_cvss {
    enum wy_cvss_version version;
    uint8_t value[WY_CVSS_ROWS][2]; // [metric][0 as given, 1 modified]: 1 + index of the value, 0 = not given (X, ND)
    bool has_temporal, has_environmental; // some metric of that group is given; v4.0 folds all into one score
    int base, temporal, environmental;    // tenths; v4.0: all three are the one score
    int score;                            // environmental, else temporal, else base; never below 0
};

// A vector without "CVSS:x.y/" is read as v2; brackets around it are allowed. What is wrong is told
// in the reader's language, with its byte.
WY_CHECKED wy_err wy_cvss_parse(wy_str vector, struct wy_cvss *out, struct wy_diag *diag);
// "none", "low", "medium", "high", "critical" by the version's own scale (v2 has no critical).
wy_str wy_cvss_severity(enum wy_cvss_version version, int tenths);
wy_str wy_cvss_version_name(enum wy_cvss_version version); // "3.1"
enum { WY_CVSS_SCORE_SIZE = 8 };
wy_str wy_cvss_format(int tenths, char out[WY_CVSS_SCORE_SIZE]); // "9.8"

// Walks the given metrics in the order of the specification: *cursor starts at 0. Both texts are English, marked for
// translation; `modified` tells that the value is the environment's own.
struct wy_cvss_words {
    const char *metric, *value;
    bool modified;
};
bool wy_cvss_next_words(const struct wy_cvss *cvss, unsigned *cursor, struct wy_cvss_words *out);

// Between the files of this module.
enum wy_cvss_group { WY_CVSS_BASE, WY_CVSS_TEMPORAL, WY_CVSS_ENVIRONMENTAL, WY_CVSS_SUPPLEMENTAL };
struct wy_cvss_value {
    const char *code;
    double weight; // v4.0: distance from the most severe, in steps
    const char *words;
};
struct wy_cvss_metric {
    const char *key;
    enum wy_cvss_group group;
    bool modifiable; // has a form with M in front
    const char *words;
    struct wy_cvss_value values[6];
};
const struct wy_cvss_metric *wy_cvss_metrics(enum wy_cvss_version version, size_t *n);
int wy_cvss4_score(const struct wy_cvss *cvss); // tenths
