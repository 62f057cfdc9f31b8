// SPDX-FileCopyrightText: OASIS Open; 2017-2025 FIRST.ORG, Inc.; 2026 Carnegie Mellon University
// SPDX-License-Identifier: Apache-2.0 AND BSD-3-Clause AND MIT
//
// Made by tools/lint/schema.py from the OASIS CSAF 2.0 and 2.1 JSON schemas (copied and derived as the OASIS IPR
// policy allows, "assist in its implementation"), the FIRST CVSS 2.0, 3.0, 3.1 and 4.0 JSON schemas (BSD-3-Clause)
// and the SSVC selection list schema 2.0.0 (MIT), as of 2026-08-17. Do not edit.
// clang-format off
#include "knowledge/lint/schema.h"

#include <math.h>

const struct lint_schema lint_schemas[] = {
    {.types = 64, .strict = true, .required = 0, .required_n = 1, .props = 214, .props_n = 3}, // 0
    {.types = 64, .strict = true, .required = 1, .required_n = 5, .props = 38, .props_n = 12}, // 1
    {.types = 32, .size_min = 1, .items = 3}, // 2
    {.types = 64, .size_min = 1, .strict = true, .props = 0, .props_n = 4}, // 3
    {.types = 32, .size_min = 1, .items = 5}, // 4
    {.types = 16, .size_min = 1}, // 5
    {.types = 16, .size_min = 1}, // 6
    {.types = 16, .size_min = 1}, // 7
    {.types = 32, .size_min = 1, .items = 9}, // 8
    {.types = 16, .format = LINT_FORMAT_URI}, // 9
    {.types = 64, .strict = true, .required = 6, .required_n = 1, .props = 4, .props_n = 2}, // 10
    {.types = 16, .format = LINT_FORMAT_URI}, // 11
    {.types = 16, .size_min = 1}, // 12
    {.types = 16, .pattern = 1, .size_min = 1}, // 13
    {.types = 16, .values = 7, .values_n = 1}, // 14
    {.types = 64, .size_min = 1, .strict = true, .props = 8, .props_n = 2}, // 15
    {.types = 16, .size_min = 1}, // 16
    {.types = 64, .strict = true, .required = 8, .required_n = 1, .props = 6, .props_n = 2}, // 17
    {.types = 16, .values = 9, .values_n = 4}, // 18
    {.types = 16, .format = LINT_FORMAT_URI}, // 19
    {.types = 16, .pattern = 2}, // 20
    {.types = 32, .size_min = 1, .items = 22}, // 21
    {.types = 64, .strict = true, .required = 13, .required_n = 2, .props = 10, .props_n = 4}, // 22
    {.types = 16, .size_min = 1}, // 23
    {.types = 16, .values = 15, .values_n = 7}, // 24
    {.types = 16, .size_min = 1}, // 25
    {.types = 16, .size_min = 1}, // 26
    {.types = 64, .strict = true, .required = 22, .required_n = 3, .props = 14, .props_n = 5}, // 27
    {.types = 16, .values = 25, .values_n = 6}, // 28
    {.types = 16, .size_min = 1}, // 29
    {.types = 16, .size_min = 1}, // 30
    {.types = 16, .size_min = 1}, // 31
    {.types = 16, .format = LINT_FORMAT_URI}, // 32
    {.types = 32, .size_min = 1, .items = 34}, // 33
    {.types = 64, .strict = true, .required = 31, .required_n = 2, .props = 19, .props_n = 3}, // 34
    {.types = 16, .values = 33, .values_n = 2}, // 35
    {.types = 16, .size_min = 1}, // 36
    {.types = 16, .format = LINT_FORMAT_URI}, // 37
    {.types = 16, .size_min = 1}, // 38
    {.types = 64, .strict = true, .required = 35, .required_n = 6, .props = 30, .props_n = 8}, // 39
    {.types = 32, .size_min = 1, .unique = true, .items = 41}, // 40
    {.types = 16, .size_min = 1}, // 41
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 42
    {.types = 64, .strict = true, .required = 41, .required_n = 1, .props = 24, .props_n = 2}, // 43
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 44
    {.types = 64, .strict = true, .required = 42, .required_n = 1, .props = 22, .props_n = 2}, // 45
    {.types = 16, .size_min = 1}, // 46
    {.types = 16, .size_min = 1}, // 47
    {.types = 16, .pattern = 3, .size_min = 1}, // 48
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 49
    {.types = 32, .size_min = 1, .items = 51}, // 50
    {.types = 64, .strict = true, .required = 43, .required_n = 3, .props = 26, .props_n = 4}, // 51
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 52
    {.types = 16, .size_min = 1}, // 53
    {.types = 16, .pattern = 4}, // 54
    {.types = 16, .size_min = 1}, // 55
    {.types = 16, .values = 46, .values_n = 3}, // 56
    {.types = 64, .size_min = 1, .strict = true, .props = 78, .props_n = 4}, // 57
    {.types = 32, .size_min = 1, .items = 59}, // 58
    {.types = 64, .size_min = 3, .size_max = 3, .strict = true, .required = 49, .required_n = 2, .props = 67, .props_n = 4}, // 59
    {.types = 16, .values = 51, .values_n = 12}, // 60
    {.types = 16, .size_min = 1}, // 61
    {.types = 64, .strict = true, .required = 63, .required_n = 2, .props = 64, .props_n = 3}, // 62
    {.types = 16, .size_min = 1}, // 63
    {.types = 16, .size_min = 1}, // 64
    {.types = 64, .size_min = 1, .strict = true, .props = 56, .props_n = 8}, // 65
    {.types = 16, .pattern = 5, .size_min = 5}, // 66
    {.types = 32, .size_min = 1, .items = 68}, // 67
    {.types = 64, .strict = true, .required = 65, .required_n = 2, .props = 52, .props_n = 2}, // 68
    {.types = 32, .size_min = 1, .items = 70}, // 69
    {.types = 64, .strict = true, .required = 67, .required_n = 2, .props = 50, .props_n = 2}, // 70
    {.types = 16, .size_min = 1}, // 71
    {.types = 16, .pattern = 6, .size_min = 32}, // 72
    {.types = 16, .size_min = 1}, // 73
    {.types = 32, .size_min = 1, .unique = true, .items = 75}, // 74
    {.types = 16, .size_min = 1}, // 75
    {.types = 16, .pattern = 7, .format = LINT_FORMAT_URI, .size_min = 7}, // 76
    {.types = 32, .size_min = 1, .items = 78}, // 77
    {.types = 16, .format = LINT_FORMAT_URI}, // 78
    {.types = 32, .size_min = 1, .unique = true, .items = 80}, // 79
    {.types = 16, .size_min = 1}, // 80
    {.types = 32, .size_min = 1, .items = 82}, // 81
    {.types = 16, .size_min = 1}, // 82
    {.types = 32, .size_min = 1, .items = 84}, // 83
    {.types = 64, .strict = true, .required = 69, .required_n = 2, .props = 54, .props_n = 2}, // 84
    {.types = 16, .format = LINT_FORMAT_URI}, // 85
    {.types = 16, .format = LINT_FORMAT_URI}, // 86
    {.types = 32, .size_min = 1, .items = 62}, // 87
    {.types = 32, .size_min = 1, .items = 89}, // 88
    {.types = 64, .strict = true, .required = 71, .required_n = 2, .props = 71, .props_n = 3}, // 89
    {.types = 16, .size_min = 1}, // 90
    {.types = 32, .size_min = 2, .unique = true, .items = 64}, // 91
    {.types = 16, .size_min = 1}, // 92
    {.types = 32, .size_min = 1, .items = 94}, // 93
    {.types = 64, .strict = true, .required = 73, .required_n = 4, .props = 74, .props_n = 4}, // 94
    {.types = 16, .values = 77, .values_n = 5}, // 95
    {.types = 32, .size_min = 1, .items = 97}, // 96
    {.types = 64, .size_min = 1, .strict = true, .props = 199, .props_n = 15}, // 97
    {.types = 16, .pattern = 8}, // 98
    {.types = 64, .strict = true, .required = 82, .required_n = 2, .props = 82, .props_n = 2}, // 99
    {.types = 16, .pattern = 9}, // 100
    {.types = 16, .size_min = 1}, // 101
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 102
    {.types = 32, .size_min = 1, .unique = true, .items = 104}, // 103
    {.types = 64, .strict = true, .required = 84, .required_n = 1, .props = 84, .props_n = 4}, // 104
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 105
    {.types = 32, .size_min = 1, .unique = true, .items = 90}, // 106
    {.types = 16, .values = 85, .values_n = 5}, // 107
    {.types = 32, .size_min = 1, .unique = true, .items = 64}, // 108
    {.types = 32, .size_min = 1, .unique = true, .items = 110}, // 109
    {.types = 64, .strict = true, .required = 90, .required_n = 2, .props = 88, .props_n = 2}, // 110
    {.types = 16, .size_min = 1}, // 111
    {.types = 16, .size_min = 1}, // 112
    {.types = 32, .size_min = 1, .unique = true, .items = 114}, // 113
    {.types = 64, .strict = true, .required = 92, .required_n = 2, .props = 90, .props_n = 4}, // 114
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 115
    {.types = 16, .values = 94, .values_n = 5}, // 116
    {.types = 16, .values = 99, .values_n = 6}, // 117
    {.types = 16, .size_min = 1}, // 118
    {.types = 64, .size_min = 1, .strict = true, .props = 94, .props_n = 8}, // 119
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 120
    {.types = 32, .size_min = 1, .items = 122}, // 121
    {.types = 64, .strict = true, .required = 105, .required_n = 2, .props = 104, .props_n = 8}, // 122
    {.types = 16, .values = 107, .values_n = 5}, // 123
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 124
    {.types = 16, .size_min = 1}, // 125
    {.types = 32, .size_min = 1, .items = 127}, // 126
    {.types = 16, .size_min = 1}, // 127
    {.types = 64, .strict = true, .required = 112, .required_n = 1, .props = 102, .props_n = 2}, // 128
    {.types = 16, .values = 113, .values_n = 9}, // 129
    {.types = 16, .size_min = 1}, // 130
    {.types = 16, .format = LINT_FORMAT_URI}, // 131
    {.types = 32, .size_min = 1, .items = 133}, // 132
    {.types = 64, .size_min = 2, .strict = true, .required = 122, .required_n = 1, .props = 191, .props_n = 3}, // 133
    {.types = 64, .strict = true, .required = 123, .required_n = 3, .props = 112, .props_n = 19}, // 134
    {.types = 16, .values = 126, .values_n = 1}, // 135
    {.types = 16, .pattern = 10}, // 136
    {.types = 16, .values = 127, .values_n = 3}, // 137
    {.types = 16, .values = 130, .values_n = 3}, // 138
    {.types = 16, .values = 133, .values_n = 3}, // 139
    {.types = 16, .values = 136, .values_n = 3}, // 140
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 10}, // 141
    {.types = 16, .values = 139, .values_n = 5}, // 142
    {.types = 16, .values = 144, .values_n = 5}, // 143
    {.types = 16, .values = 149, .values_n = 4}, // 144
    {.types = 16, .values = 153, .values_n = 6}, // 145
    {.types = 16, .values = 159, .values_n = 5}, // 146
    {.types = 16, .values = 164, .values_n = 4}, // 147
    {.types = 0, .choice = LINT_ONE_OF, .choices = 0, .choices_n = 2}, // 148
    {.types = 64, .strict = true, .required = 168, .required_n = 4, .props = 131, .props_n = 30}, // 149
    {.types = 16, .values = 172, .values_n = 1}, // 150
    {.types = 16, .pattern = 11}, // 151
    {.types = 16, .values = 173, .values_n = 4}, // 152
    {.types = 16, .values = 177, .values_n = 2}, // 153
    {.types = 16, .values = 179, .values_n = 3}, // 154
    {.types = 16, .values = 182, .values_n = 2}, // 155
    {.types = 16, .values = 184, .values_n = 2}, // 156
    {.types = 16, .values = 186, .values_n = 3}, // 157
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 10}, // 158
    {.types = 16, .values = 189, .values_n = 5}, // 159
    {.types = 16, .values = 194, .values_n = 5}, // 160
    {.types = 16, .values = 199, .values_n = 5}, // 161
    {.types = 16, .values = 204, .values_n = 4}, // 162
    {.types = 16, .values = 208, .values_n = 4}, // 163
    {.types = 16, .values = 212, .values_n = 5}, // 164
    {.types = 16, .values = 217, .values_n = 3}, // 165
    {.types = 16, .values = 220, .values_n = 4}, // 166
    {.types = 16, .values = 224, .values_n = 3}, // 167
    {.types = 16, .values = 227, .values_n = 3}, // 168
    {.types = 16, .values = 230, .values_n = 4}, // 169
    {.types = 64, .strict = true, .required = 234, .required_n = 4, .props = 161, .props_n = 30}, // 170
    {.types = 16, .values = 238, .values_n = 1}, // 171
    {.types = 16, .pattern = 12}, // 172
    {.types = 16, .values = 239, .values_n = 4}, // 173
    {.types = 16, .values = 243, .values_n = 2}, // 174
    {.types = 16, .values = 245, .values_n = 3}, // 175
    {.types = 16, .values = 248, .values_n = 2}, // 176
    {.types = 16, .values = 250, .values_n = 2}, // 177
    {.types = 16, .values = 252, .values_n = 3}, // 178
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 10}, // 179
    {.types = 16, .values = 255, .values_n = 5}, // 180
    {.types = 16, .values = 260, .values_n = 5}, // 181
    {.types = 16, .values = 265, .values_n = 5}, // 182
    {.types = 16, .values = 270, .values_n = 4}, // 183
    {.types = 16, .values = 274, .values_n = 4}, // 184
    {.types = 16, .values = 278, .values_n = 5}, // 185
    {.types = 16, .values = 283, .values_n = 3}, // 186
    {.types = 16, .values = 286, .values_n = 4}, // 187
    {.types = 16, .values = 290, .values_n = 3}, // 188
    {.types = 16, .values = 293, .values_n = 3}, // 189
    {.types = 16, .values = 296, .values_n = 4}, // 190
    {.types = 32, .size_min = 1, .items = 192}, // 191
    {.types = 64, .strict = true, .required = 300, .required_n = 2, .props = 194, .props_n = 5}, // 192
    {.types = 16, .values = 302, .values_n = 3}, // 193
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 194
    {.types = 16, .size_min = 1}, // 195
    {.types = 16, .size_min = 1}, // 196
    {.types = 64, .closed = true, .strict = true, .required = 305, .required_n = 2, .props = 530, .props_n = 5}, // 197
    {.types = 16, .values = 307, .values_n = 1, .format = LINT_FORMAT_URI}, // 198
    {.types = 64, .closed = true, .strict = true, .required = 308, .required_n = 6, .props = 264, .props_n = 14}, // 199
    {.types = 32, .size_min = 1, .items = 201}, // 200
    {.types = 64, .size_min = 1, .closed = true, .strict = true, .props = 217, .props_n = 4}, // 201
    {.types = 32, .size_min = 1, .items = 203}, // 202
    {.types = 16, .size_min = 1}, // 203
    {.types = 16, .size_min = 1}, // 204
    {.types = 16, .size_min = 1}, // 205
    {.types = 32, .size_min = 1, .items = 207}, // 206
    {.types = 16, .format = LINT_FORMAT_URI}, // 207
    {.types = 64, .closed = true, .strict = true, .required = 314, .required_n = 1, .props = 221, .props_n = 2}, // 208
    {.types = 16, .format = LINT_FORMAT_URI}, // 209
    {.types = 16, .size_min = 1}, // 210
    {.types = 16, .pattern = 1, .size_min = 1}, // 211
    {.types = 16, .values = 315, .values_n = 1}, // 212
    {.types = 64, .closed = true, .strict = true, .required = 316, .required_n = 1, .props = 227, .props_n = 3}, // 213
    {.types = 64, .closed = true, .strict = true, .required = 317, .required_n = 1, .props = 223, .props_n = 2}, // 214
    {.types = 16, .pattern = 13, .format = LINT_FORMAT_UUID}, // 215
    {.types = 16, .size_min = 1}, // 216
    {.types = 16, .size_min = 1}, // 217
    {.types = 64, .closed = true, .strict = true, .required = 318, .required_n = 1, .props = 225, .props_n = 2}, // 218
    {.types = 16, .values = 319, .values_n = 5}, // 219
    {.types = 16, .format = LINT_FORMAT_URI}, // 220
    {.types = 16, .pattern = 2}, // 221
    {.types = 16, .size_min = 1}, // 222
    {.types = 32, .size_min = 1, .items = 224}, // 223
    {.types = 64, .closed = true, .strict = true, .required = 324, .required_n = 2, .props = 230, .props_n = 6}, // 224
    {.types = 16, .size_min = 1}, // 225
    {.types = 16, .values = 326, .values_n = 7}, // 226
    {.types = 32, .size_min = 1, .unique = true, .items = 228}, // 227
    {.types = 16, .size_min = 1}, // 228
    {.types = 32, .size_min = 1, .unique = true, .items = 230}, // 229
    {.types = 16, .size_min = 1}, // 230
    {.types = 16, .size_min = 1}, // 231
    {.types = 16, .size_min = 1}, // 232
    {.types = 64, .closed = true, .strict = true, .required = 333, .required_n = 3, .props = 236, .props_n = 5}, // 233
    {.types = 16, .values = 336, .values_n = 7}, // 234
    {.types = 16, .size_min = 1}, // 235
    {.types = 16, .size_min = 1}, // 236
    {.types = 16, .size_min = 1}, // 237
    {.types = 16, .format = LINT_FORMAT_URI}, // 238
    {.types = 32, .size_min = 1, .items = 240}, // 239
    {.types = 64, .closed = true, .strict = true, .required = 343, .required_n = 2, .props = 241, .props_n = 3}, // 240
    {.types = 16, .values = 345, .values_n = 2}, // 241
    {.types = 16, .size_min = 1}, // 242
    {.types = 16, .format = LINT_FORMAT_URI}, // 243
    {.types = 16, .size_min = 1}, // 244
    {.types = 64, .closed = true, .strict = true, .required = 347, .required_n = 6, .props = 252, .props_n = 8}, // 245
    {.types = 32, .size_min = 1, .unique = true, .items = 247}, // 246
    {.types = 16, .size_min = 1}, // 247
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 248
    {.types = 64, .closed = true, .strict = true, .required = 353, .required_n = 1, .props = 246, .props_n = 2}, // 249
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 250
    {.types = 64, .closed = true, .strict = true, .required = 354, .required_n = 1, .props = 244, .props_n = 2}, // 251
    {.types = 16, .size_min = 1}, // 252
    {.types = 16, .size_min = 1}, // 253
    {.types = 16, .pattern = 3, .size_min = 1}, // 254
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 255
    {.types = 32, .size_min = 1, .items = 257}, // 256
    {.types = 64, .closed = true, .strict = true, .required = 355, .required_n = 3, .props = 248, .props_n = 4}, // 257
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 258
    {.types = 16, .size_min = 1}, // 259
    {.types = 16, .pattern = 4}, // 260
    {.types = 16, .size_min = 1}, // 261
    {.types = 16, .values = 358, .values_n = 3}, // 262
    {.types = 32, .size_min = 1, .unique = true, .items = 264}, // 263
    {.types = 64, .closed = true, .strict = true, .required = 361, .required_n = 4, .props = 260, .props_n = 4}, // 264
    {.types = 16, .pattern = 14, .format = LINT_FORMAT_URI}, // 265
    {.types = 16, .values = 365, .values_n = 3}, // 266
    {.types = 64, .size_min = 1}, // 267
    {.types = 2}, // 268
    {.types = 64, .size_min = 1, .closed = true, .strict = true, .props = 308, .props_n = 4}, // 269
    {.types = 32, .size_min = 1, .items = 271}, // 270
    {.types = 64, .size_min = 3, .size_max = 3, .closed = true, .strict = true, .required = 368, .required_n = 2, .props = 296, .props_n = 4}, // 271
    {.types = 16, .values = 370, .values_n = 12}, // 272
    {.types = 16, .size_min = 1}, // 273
    {.types = 64, .closed = true, .strict = true, .required = 382, .required_n = 2, .props = 292, .props_n = 4}, // 274
    {.types = 16, .size_min = 1}, // 275
    {.types = 64, .size_min = 1, .closed = true, .strict = true, .props = 284, .props_n = 8}, // 276
    {.types = 16, .pattern = 15, .size_min = 5}, // 277
    {.types = 32, .size_min = 1, .unique = true, .items = 279}, // 278
    {.types = 64, .closed = true, .strict = true, .required = 384, .required_n = 2, .props = 280, .props_n = 2}, // 279
    {.types = 32, .size_min = 1, .unique = true, .items = 281}, // 280
    {.types = 64, .closed = true, .strict = true, .required = 386, .required_n = 2, .props = 278, .props_n = 2}, // 281
    {.types = 16, .pattern = 16, .size_min = 1}, // 282
    {.types = 16, .pattern = 17, .size_min = 32}, // 283
    {.types = 16, .size_min = 1}, // 284
    {.types = 32, .size_min = 1, .unique = true, .items = 286}, // 285
    {.types = 16, .size_min = 1}, // 286
    {.types = 32, .size_min = 1, .unique = true, .items = 288}, // 287
    {.types = 16, .pattern = 18, .format = LINT_FORMAT_URI, .size_min = 7}, // 288
    {.types = 32, .size_min = 1, .unique = true, .items = 290}, // 289
    {.types = 16, .format = LINT_FORMAT_URI}, // 290
    {.types = 32, .size_min = 1, .unique = true, .items = 292}, // 291
    {.types = 16, .size_min = 1}, // 292
    {.types = 32, .size_min = 1, .unique = true, .items = 294}, // 293
    {.types = 16, .size_min = 1}, // 294
    {.types = 32, .size_min = 1, .unique = true, .items = 296}, // 295
    {.types = 64, .closed = true, .strict = true, .required = 388, .required_n = 2, .props = 282, .props_n = 2}, // 296
    {.types = 16, .format = LINT_FORMAT_URI}, // 297
    {.types = 16, .format = LINT_FORMAT_URI}, // 298
    {.types = 32, .size_min = 1, .items = 274}, // 299
    {.types = 32, .size_min = 1, .items = 301}, // 300
    {.types = 64, .closed = true, .strict = true, .required = 390, .required_n = 2, .props = 300, .props_n = 3}, // 301
    {.types = 32, .size_min = 2, .unique = true, .items = 230}, // 302
    {.types = 16, .size_min = 1}, // 303
    {.types = 32, .size_min = 1, .items = 305}, // 304
    {.types = 64, .closed = true, .strict = true, .required = 392, .required_n = 3, .props = 305, .props_n = 3}, // 305
    {.types = 32, .size_min = 1, .items = 307}, // 306
    {.types = 64, .closed = true, .strict = true, .required = 395, .required_n = 2, .props = 303, .props_n = 2}, // 307
    {.types = 16, .values = 397, .values_n = 5}, // 308
    {.types = 32, .size_min = 1, .items = 310}, // 309
    {.types = 64, .size_min = 1, .closed = true, .strict = true, .props = 513, .props_n = 17}, // 310
    {.types = 16, .pattern = 8}, // 311
    {.types = 32, .size_min = 1, .unique = true, .items = 313}, // 312
    {.types = 64, .closed = true, .strict = true, .required = 402, .required_n = 3, .props = 312, .props_n = 3}, // 313
    {.types = 16, .pattern = 9}, // 314
    {.types = 16, .pattern = 1, .size_min = 1}, // 315
    {.types = 16, .pattern = 19}, // 316
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 317
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 318
    {.types = 32, .size_min = 1, .unique = true, .items = 320}, // 319
    {.types = 64, .size_min = 3, .closed = true, .strict = true, .required = 405, .required_n = 2, .props = 315, .props_n = 4}, // 320
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 321
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 322
    {.types = 32, .size_min = 1, .unique = true, .items = 324}, // 323
    {.types = 64, .closed = true, .strict = true, .required = 407, .required_n = 1, .props = 319, .props_n = 4}, // 324
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 325
    {.types = 16, .values = 408, .values_n = 5}, // 326
    {.types = 32, .size_min = 1, .unique = true, .items = 328}, // 327
    {.types = 64, .closed = true, .strict = true, .required = 413, .required_n = 2, .props = 323, .props_n = 4}, // 328
    {.types = 16, .size_min = 1}, // 329
    {.types = 16, .size_min = 1}, // 330
    {.types = 32, .size_min = 1, .unique = true, .items = 332}, // 331
    {.types = 64, .closed = true, .strict = true, .required = 415, .required_n = 2, .props = 327, .props_n = 7}, // 332
    {.types = 16, .size_min = 1}, // 333
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 334
    {.types = 16, .values = 417, .values_n = 5}, // 335
    {.types = 16, .values = 422, .values_n = 6}, // 336
    {.types = 16, .size_min = 1}, // 337
    {.types = 32, .size_min = 1, .unique = true, .items = 339}, // 338
    {.types = 64, .closed = true, .strict = true, .required = 428, .required_n = 2, .props = 486, .props_n = 3}, // 339
    {.types = 64, .size_min = 1, .closed = true, .strict = true, .props = 479, .props_n = 7}, // 340
    {.types = 64, .strict = true, .required = 430, .required_n = 3, .props = 334, .props_n = 19}, // 341
    {.types = 16, .values = 433, .values_n = 1}, // 342
    {.types = 16, .pattern = 10}, // 343
    {.types = 16, .values = 434, .values_n = 3}, // 344
    {.types = 16, .values = 437, .values_n = 3}, // 345
    {.types = 16, .values = 440, .values_n = 3}, // 346
    {.types = 16, .values = 443, .values_n = 3}, // 347
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 10}, // 348
    {.types = 16, .values = 446, .values_n = 5}, // 349
    {.types = 16, .values = 451, .values_n = 5}, // 350
    {.types = 16, .values = 456, .values_n = 4}, // 351
    {.types = 16, .values = 460, .values_n = 6}, // 352
    {.types = 16, .values = 466, .values_n = 5}, // 353
    {.types = 16, .values = 471, .values_n = 4}, // 354
    {.types = 0, .choice = LINT_ONE_OF, .choices = 2, .choices_n = 2}, // 355
    {.types = 64, .strict = true, .required = 475, .required_n = 4, .props = 353, .props_n = 30}, // 356
    {.types = 16, .values = 479, .values_n = 1}, // 357
    {.types = 16, .pattern = 11}, // 358
    {.types = 16, .values = 480, .values_n = 4}, // 359
    {.types = 16, .values = 484, .values_n = 2}, // 360
    {.types = 16, .values = 486, .values_n = 3}, // 361
    {.types = 16, .values = 489, .values_n = 2}, // 362
    {.types = 16, .values = 491, .values_n = 2}, // 363
    {.types = 16, .values = 493, .values_n = 3}, // 364
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 10}, // 365
    {.types = 16, .values = 496, .values_n = 5}, // 366
    {.types = 16, .values = 501, .values_n = 5}, // 367
    {.types = 16, .values = 506, .values_n = 5}, // 368
    {.types = 16, .values = 511, .values_n = 4}, // 369
    {.types = 16, .values = 515, .values_n = 4}, // 370
    {.types = 16, .values = 519, .values_n = 5}, // 371
    {.types = 16, .values = 524, .values_n = 3}, // 372
    {.types = 16, .values = 527, .values_n = 4}, // 373
    {.types = 16, .values = 531, .values_n = 3}, // 374
    {.types = 16, .values = 534, .values_n = 3}, // 375
    {.types = 16, .values = 537, .values_n = 4}, // 376
    {.types = 64, .strict = true, .required = 541, .required_n = 4, .props = 383, .props_n = 30}, // 377
    {.types = 16, .values = 545, .values_n = 1}, // 378
    {.types = 16, .pattern = 12}, // 379
    {.types = 16, .values = 546, .values_n = 4}, // 380
    {.types = 16, .values = 550, .values_n = 2}, // 381
    {.types = 16, .values = 552, .values_n = 3}, // 382
    {.types = 16, .values = 555, .values_n = 2}, // 383
    {.types = 16, .values = 557, .values_n = 2}, // 384
    {.types = 16, .values = 559, .values_n = 3}, // 385
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 10}, // 386
    {.types = 16, .values = 562, .values_n = 5}, // 387
    {.types = 16, .values = 567, .values_n = 5}, // 388
    {.types = 16, .values = 572, .values_n = 5}, // 389
    {.types = 16, .values = 577, .values_n = 4}, // 390
    {.types = 16, .values = 581, .values_n = 4}, // 391
    {.types = 16, .values = 585, .values_n = 5}, // 392
    {.types = 16, .values = 590, .values_n = 3}, // 393
    {.types = 16, .values = 593, .values_n = 4}, // 394
    {.types = 16, .values = 597, .values_n = 3}, // 395
    {.types = 16, .values = 600, .values_n = 3}, // 396
    {.types = 16, .values = 603, .values_n = 4}, // 397
    {.types = 64, .closed = true, .strict = true, .required = 607, .required_n = 4, .props = 413, .props_n = 36, .choice = LINT_ANY_OF, .choices = 4, .choices_n = 5}, // 398
    {.types = 16, .values = 611, .values_n = 3}, // 399
    {.types = 16, .values = 614, .values_n = 4}, // 400
    {.types = 16, .values = 618, .values_n = 3}, // 401
    {.types = 16, .values = 621, .values_n = 2}, // 402
    {.types = 16, .values = 623, .values_n = 2}, // 403
    {.types = 16, .values = 625, .values_n = 4}, // 404
    {.types = 16, .values = 629, .values_n = 4}, // 405
    {.types = 16, .values = 633, .values_n = 4}, // 406
    {.types = 16, .values = 637, .values_n = 3}, // 407
    {.types = 16, .values = 640, .values_n = 3}, // 408
    {.types = 16, .values = 643, .values_n = 5}, // 409
    {.types = 16, .values = 648, .values_n = 4}, // 410
    {.types = 16, .values = 652, .values_n = 5}, // 411
    {.types = 16, .values = 657, .values_n = 4}, // 412
    {.types = 16, .values = 661, .values_n = 4}, // 413
    {.types = 16, .values = 665, .values_n = 4}, // 414
    {.types = 16, .values = 669, .values_n = 3}, // 415
    {.types = 16, .values = 672, .values_n = 5}, // 416
    {.types = 16, .values = 677, .values_n = 3}, // 417
    {.types = 16, .values = 680, .values_n = 3}, // 418
    {.types = 16, .values = 683, .values_n = 3}, // 419
    {.types = 16, .pattern = 20}, // 420
    {.types = 16, .values = 686, .values_n = 1}, // 421
    {.types = 16, .values = 687, .values_n = 3}, // 422
    {.types = 16, .values = 690, .values_n = 4}, // 423
    {.types = 0}, // 424
    {.types = 0}, // 425
    {.types = 0, .props = 449, .props_n = 2}, // 426
    {.types = 12, .ranged = true, .minimum = 0, .maximum = 0}, // 427
    {.types = 0, .values = 694, .values_n = 1}, // 428
    {.types = 0, .props = 451, .props_n = 2}, // 429
    {.types = 12, .ranged = true, .minimum = 0.1, .maximum = 3.9, .tenths = true}, // 430
    {.types = 0, .values = 695, .values_n = 1}, // 431
    {.types = 0, .props = 453, .props_n = 2}, // 432
    {.types = 12, .ranged = true, .minimum = 4, .maximum = 6.9, .tenths = true}, // 433
    {.types = 0, .values = 696, .values_n = 1}, // 434
    {.types = 0, .props = 455, .props_n = 2}, // 435
    {.types = 12, .ranged = true, .minimum = 7, .maximum = 8.9}, // 436
    {.types = 0, .values = 697, .values_n = 1}, // 437
    {.types = 0, .props = 457, .props_n = 2}, // 438
    {.types = 12, .ranged = true, .minimum = 9, .maximum = 10, .tenths = true}, // 439
    {.types = 0, .values = 698, .values_n = 1}, // 440
    {.types = 64, .closed = true, .strict = true, .required = 699, .required_n = 3, .props = 459, .props_n = 3}, // 441
    {.types = 16, .pattern = 21}, // 442
    {.types = 16, .pattern = 21}, // 443
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 444
    {.types = 16, .values = 702, .values_n = 5}, // 445
    {.types = 64, .closed = true, .strict = true, .required = 707, .required_n = 3, .props = 473, .props_n = 6}, // 446
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 447
    {.types = 16, .values = 710, .values_n = 1}, // 448
    {.types = 32, .size_min = 1, .unique = true, .items = 450}, // 449
    {.types = 16}, // 450
    {.types = 32, .size_min = 1, .items = 452}, // 451
    {.types = 64, .closed = true, .strict = true, .required = 711, .required_n = 4, .props = 465, .props_n = 6}, // 452
    {.types = 16, .pattern = 22, .size_min = 3, .size_max = 1000}, // 453
    {.types = 16, .pattern = 23, .size_min = 1}, // 454
    {.types = 16, .pattern = 24, .size_min = 5}, // 455
    {.types = 16, .size_min = 1}, // 456
    {.types = 16, .size_min = 1}, // 457
    {.types = 32, .size_min = 1, .items = 459}, // 458
    {.types = 64, .closed = true, .strict = true, .required = 715, .required_n = 1, .props = 462, .props_n = 3}, // 459
    {.types = 16, .size_min = 1}, // 460
    {.types = 16, .size_min = 1}, // 461
    {.types = 16, .pattern = 23, .size_min = 1}, // 462
    {.types = 32, .size_min = 1, .items = 464}, // 463
    {.types = 64, .closed = true, .strict = true, .required = 716, .required_n = 2, .props = 471, .props_n = 2}, // 464
    {.types = 16, .format = LINT_FORMAT_URI, .size_min = 1}, // 465
    {.types = 16}, // 466
    {.types = 32, .size_min = 1, .items = 464}, // 467
    {.types = 16, .format = LINT_FORMAT_URI}, // 468
    {.types = 64, .size_min = 1, .closed = true, .strict = true, .props = 489, .props_n = 9}, // 469
    {.types = 32, .size_min = 1, .items = 471}, // 470
    {.types = 64, .closed = true, .strict = true, .required = 718, .required_n = 2, .props = 500, .props_n = 8}, // 471
    {.types = 16, .values = 720, .values_n = 7}, // 472
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 473
    {.types = 16, .size_min = 1}, // 474
    {.types = 32, .size_min = 1, .items = 476}, // 475
    {.types = 16, .size_min = 1}, // 476
    {.types = 64, .closed = true, .strict = true, .required = 727, .required_n = 1, .props = 498, .props_n = 2}, // 477
    {.types = 16, .values = 728, .values_n = 9}, // 478
    {.types = 16, .size_min = 1}, // 479
    {.types = 16, .format = LINT_FORMAT_URI}, // 480
    {.types = 32, .size_min = 1, .items = 482}, // 481
    {.types = 64, .closed = true, .strict = true, .required = 737, .required_n = 2, .props = 508, .props_n = 5}, // 482
    {.types = 16, .values = 739, .values_n = 3}, // 483
    {.types = 16, .format = LINT_FORMAT_DATE_TIME}, // 484
    {.types = 16, .size_min = 1}, // 485
    {.types = 16, .size_min = 1}, // 486
};

const struct lint_property lint_properties[] = {
    {WY_S_INIT("names"), 4},
    {WY_S_INIT("organization"), 6},
    {WY_S_INIT("summary"), 7},
    {WY_S_INIT("urls"), 8},
    {WY_S_INIT("namespace"), 11},
    {WY_S_INIT("text"), 12},
    {WY_S_INIT("label"), 18},
    {WY_S_INIT("url"), 19},
    {WY_S_INIT("text"), 16},
    {WY_S_INIT("tlp"), 17},
    {WY_S_INIT("audience"), 23},
    {WY_S_INIT("category"), 24},
    {WY_S_INIT("text"), 25},
    {WY_S_INIT("title"), 26},
    {WY_S_INIT("category"), 28},
    {WY_S_INIT("contact_details"), 29},
    {WY_S_INIT("issuing_authority"), 30},
    {WY_S_INIT("name"), 31},
    {WY_S_INIT("namespace"), 32},
    {WY_S_INIT("category"), 35},
    {WY_S_INIT("summary"), 36},
    {WY_S_INIT("url"), 37},
    {WY_S_INIT("name"), 46},
    {WY_S_INIT("version"), 47},
    {WY_S_INIT("date"), 44},
    {WY_S_INIT("engine"), 45},
    {WY_S_INIT("date"), 52},
    {WY_S_INIT("legacy_version"), 53},
    {WY_S_INIT("number"), 54},
    {WY_S_INIT("summary"), 55},
    {WY_S_INIT("aliases"), 40},
    {WY_S_INIT("current_release_date"), 42},
    {WY_S_INIT("generator"), 43},
    {WY_S_INIT("id"), 48},
    {WY_S_INIT("initial_release_date"), 49},
    {WY_S_INIT("revision_history"), 50},
    {WY_S_INIT("status"), 56},
    {WY_S_INIT("version"), 54},
    {WY_S_INIT("acknowledgments"), 2},
    {WY_S_INIT("aggregate_severity"), 10},
    {WY_S_INIT("category"), 13},
    {WY_S_INIT("csaf_version"), 14},
    {WY_S_INIT("distribution"), 15},
    {WY_S_INIT("lang"), 20},
    {WY_S_INIT("notes"), 21},
    {WY_S_INIT("publisher"), 27},
    {WY_S_INIT("references"), 33},
    {WY_S_INIT("source_lang"), 20},
    {WY_S_INIT("title"), 38},
    {WY_S_INIT("tracking"), 39},
    {WY_S_INIT("algorithm"), 71},
    {WY_S_INIT("value"), 72},
    {WY_S_INIT("file_hashes"), 69},
    {WY_S_INIT("filename"), 73},
    {WY_S_INIT("namespace"), 85},
    {WY_S_INIT("uri"), 86},
    {WY_S_INIT("cpe"), 66},
    {WY_S_INIT("hashes"), 67},
    {WY_S_INIT("model_numbers"), 74},
    {WY_S_INIT("purl"), 76},
    {WY_S_INIT("sbom_urls"), 77},
    {WY_S_INIT("serial_numbers"), 79},
    {WY_S_INIT("skus"), 81},
    {WY_S_INIT("x_generic_uris"), 83},
    {WY_S_INIT("name"), 63},
    {WY_S_INIT("product_id"), 64},
    {WY_S_INIT("product_identification_helper"), 65},
    {WY_S_INIT("branches"), 58},
    {WY_S_INIT("category"), 60},
    {WY_S_INIT("name"), 61},
    {WY_S_INIT("product"), 62},
    {WY_S_INIT("group_id"), 90},
    {WY_S_INIT("product_ids"), 91},
    {WY_S_INIT("summary"), 92},
    {WY_S_INIT("category"), 95},
    {WY_S_INIT("full_product_name"), 62},
    {WY_S_INIT("product_reference"), 64},
    {WY_S_INIT("relates_to_product_reference"), 64},
    {WY_S_INIT("branches"), 58},
    {WY_S_INIT("full_product_names"), 87},
    {WY_S_INIT("product_groups"), 88},
    {WY_S_INIT("relationships"), 93},
    {WY_S_INIT("id"), 100},
    {WY_S_INIT("name"), 101},
    {WY_S_INIT("date"), 105},
    {WY_S_INIT("group_ids"), 106},
    {WY_S_INIT("label"), 107},
    {WY_S_INIT("product_ids"), 108},
    {WY_S_INIT("system_name"), 111},
    {WY_S_INIT("text"), 112},
    {WY_S_INIT("date"), 115},
    {WY_S_INIT("party"), 116},
    {WY_S_INIT("status"), 117},
    {WY_S_INIT("summary"), 118},
    {WY_S_INIT("first_affected"), 108},
    {WY_S_INIT("first_fixed"), 108},
    {WY_S_INIT("fixed"), 108},
    {WY_S_INIT("known_affected"), 108},
    {WY_S_INIT("known_not_affected"), 108},
    {WY_S_INIT("last_affected"), 108},
    {WY_S_INIT("recommended"), 108},
    {WY_S_INIT("under_investigation"), 108},
    {WY_S_INIT("category"), 129},
    {WY_S_INIT("details"), 130},
    {WY_S_INIT("category"), 123},
    {WY_S_INIT("date"), 124},
    {WY_S_INIT("details"), 125},
    {WY_S_INIT("entitlements"), 126},
    {WY_S_INIT("group_ids"), 106},
    {WY_S_INIT("product_ids"), 108},
    {WY_S_INIT("restart_required"), 128},
    {WY_S_INIT("url"), 131},
    {WY_S_INIT("accessComplexity"), 138},
    {WY_S_INIT("accessVector"), 137},
    {WY_S_INIT("authentication"), 139},
    {WY_S_INIT("availabilityImpact"), 140},
    {WY_S_INIT("availabilityRequirement"), 147},
    {WY_S_INIT("baseScore"), 141},
    {WY_S_INIT("collateralDamagePotential"), 145},
    {WY_S_INIT("confidentialityImpact"), 140},
    {WY_S_INIT("confidentialityRequirement"), 147},
    {WY_S_INIT("environmentalScore"), 141},
    {WY_S_INIT("exploitability"), 142},
    {WY_S_INIT("integrityImpact"), 140},
    {WY_S_INIT("integrityRequirement"), 147},
    {WY_S_INIT("remediationLevel"), 143},
    {WY_S_INIT("reportConfidence"), 144},
    {WY_S_INIT("targetDistribution"), 146},
    {WY_S_INIT("temporalScore"), 141},
    {WY_S_INIT("vectorString"), 136},
    {WY_S_INIT("version"), 135},
    {WY_S_INIT("attackComplexity"), 153},
    {WY_S_INIT("attackVector"), 152},
    {WY_S_INIT("availabilityImpact"), 157},
    {WY_S_INIT("availabilityRequirement"), 163},
    {WY_S_INIT("baseScore"), 158},
    {WY_S_INIT("baseSeverity"), 159},
    {WY_S_INIT("confidentialityImpact"), 157},
    {WY_S_INIT("confidentialityRequirement"), 163},
    {WY_S_INIT("environmentalScore"), 158},
    {WY_S_INIT("environmentalSeverity"), 159},
    {WY_S_INIT("exploitCodeMaturity"), 160},
    {WY_S_INIT("integrityImpact"), 157},
    {WY_S_INIT("integrityRequirement"), 163},
    {WY_S_INIT("modifiedAttackComplexity"), 165},
    {WY_S_INIT("modifiedAttackVector"), 164},
    {WY_S_INIT("modifiedAvailabilityImpact"), 169},
    {WY_S_INIT("modifiedConfidentialityImpact"), 169},
    {WY_S_INIT("modifiedIntegrityImpact"), 169},
    {WY_S_INIT("modifiedPrivilegesRequired"), 166},
    {WY_S_INIT("modifiedScope"), 168},
    {WY_S_INIT("modifiedUserInteraction"), 167},
    {WY_S_INIT("privilegesRequired"), 154},
    {WY_S_INIT("remediationLevel"), 161},
    {WY_S_INIT("reportConfidence"), 162},
    {WY_S_INIT("scope"), 156},
    {WY_S_INIT("temporalScore"), 158},
    {WY_S_INIT("temporalSeverity"), 159},
    {WY_S_INIT("userInteraction"), 155},
    {WY_S_INIT("vectorString"), 151},
    {WY_S_INIT("version"), 150},
    {WY_S_INIT("attackComplexity"), 174},
    {WY_S_INIT("attackVector"), 173},
    {WY_S_INIT("availabilityImpact"), 178},
    {WY_S_INIT("availabilityRequirement"), 184},
    {WY_S_INIT("baseScore"), 179},
    {WY_S_INIT("baseSeverity"), 180},
    {WY_S_INIT("confidentialityImpact"), 178},
    {WY_S_INIT("confidentialityRequirement"), 184},
    {WY_S_INIT("environmentalScore"), 179},
    {WY_S_INIT("environmentalSeverity"), 180},
    {WY_S_INIT("exploitCodeMaturity"), 181},
    {WY_S_INIT("integrityImpact"), 178},
    {WY_S_INIT("integrityRequirement"), 184},
    {WY_S_INIT("modifiedAttackComplexity"), 186},
    {WY_S_INIT("modifiedAttackVector"), 185},
    {WY_S_INIT("modifiedAvailabilityImpact"), 190},
    {WY_S_INIT("modifiedConfidentialityImpact"), 190},
    {WY_S_INIT("modifiedIntegrityImpact"), 190},
    {WY_S_INIT("modifiedPrivilegesRequired"), 187},
    {WY_S_INIT("modifiedScope"), 189},
    {WY_S_INIT("modifiedUserInteraction"), 188},
    {WY_S_INIT("privilegesRequired"), 175},
    {WY_S_INIT("remediationLevel"), 182},
    {WY_S_INIT("reportConfidence"), 183},
    {WY_S_INIT("scope"), 177},
    {WY_S_INIT("temporalScore"), 179},
    {WY_S_INIT("temporalSeverity"), 180},
    {WY_S_INIT("userInteraction"), 176},
    {WY_S_INIT("vectorString"), 172},
    {WY_S_INIT("version"), 171},
    {WY_S_INIT("cvss_v2"), 134},
    {WY_S_INIT("cvss_v3"), 148},
    {WY_S_INIT("products"), 108},
    {WY_S_INIT("category"), 193},
    {WY_S_INIT("date"), 194},
    {WY_S_INIT("details"), 195},
    {WY_S_INIT("group_ids"), 106},
    {WY_S_INIT("product_ids"), 108},
    {WY_S_INIT("acknowledgments"), 2},
    {WY_S_INIT("cve"), 98},
    {WY_S_INIT("cwe"), 99},
    {WY_S_INIT("discovery_date"), 102},
    {WY_S_INIT("flags"), 103},
    {WY_S_INIT("ids"), 109},
    {WY_S_INIT("involvements"), 113},
    {WY_S_INIT("notes"), 21},
    {WY_S_INIT("product_status"), 119},
    {WY_S_INIT("references"), 33},
    {WY_S_INIT("release_date"), 120},
    {WY_S_INIT("remediations"), 121},
    {WY_S_INIT("scores"), 132},
    {WY_S_INIT("threats"), 191},
    {WY_S_INIT("title"), 196},
    {WY_S_INIT("document"), 1},
    {WY_S_INIT("product_tree"), 57},
    {WY_S_INIT("vulnerabilities"), 96},
    {WY_S_INIT("names"), 202},
    {WY_S_INIT("organization"), 204},
    {WY_S_INIT("summary"), 205},
    {WY_S_INIT("urls"), 206},
    {WY_S_INIT("namespace"), 209},
    {WY_S_INIT("text"), 210},
    {WY_S_INIT("id"), 215},
    {WY_S_INIT("name"), 216},
    {WY_S_INIT("label"), 219},
    {WY_S_INIT("url"), 220},
    {WY_S_INIT("sharing_group"), 214},
    {WY_S_INIT("text"), 217},
    {WY_S_INIT("tlp"), 218},
    {WY_S_INIT("audience"), 225},
    {WY_S_INIT("category"), 226},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("text"), 231},
    {WY_S_INIT("title"), 232},
    {WY_S_INIT("category"), 234},
    {WY_S_INIT("contact_details"), 235},
    {WY_S_INIT("issuing_authority"), 236},
    {WY_S_INIT("name"), 237},
    {WY_S_INIT("namespace"), 238},
    {WY_S_INIT("category"), 241},
    {WY_S_INIT("summary"), 242},
    {WY_S_INIT("url"), 243},
    {WY_S_INIT("name"), 252},
    {WY_S_INIT("version"), 253},
    {WY_S_INIT("date"), 250},
    {WY_S_INIT("engine"), 251},
    {WY_S_INIT("date"), 258},
    {WY_S_INIT("legacy_version"), 259},
    {WY_S_INIT("number"), 260},
    {WY_S_INIT("summary"), 261},
    {WY_S_INIT("aliases"), 246},
    {WY_S_INIT("current_release_date"), 248},
    {WY_S_INIT("generator"), 249},
    {WY_S_INIT("id"), 254},
    {WY_S_INIT("initial_release_date"), 255},
    {WY_S_INIT("revision_history"), 256},
    {WY_S_INIT("status"), 262},
    {WY_S_INIT("version"), 260},
    {WY_S_INIT("$schema"), 265},
    {WY_S_INIT("category"), 266},
    {WY_S_INIT("content"), 267},
    {WY_S_INIT("critical"), 268},
    {WY_S_INIT("acknowledgments"), 200},
    {WY_S_INIT("aggregate_severity"), 208},
    {WY_S_INIT("category"), 211},
    {WY_S_INIT("csaf_version"), 212},
    {WY_S_INIT("distribution"), 213},
    {WY_S_INIT("lang"), 221},
    {WY_S_INIT("license_expression"), 222},
    {WY_S_INIT("notes"), 223},
    {WY_S_INIT("publisher"), 233},
    {WY_S_INIT("references"), 239},
    {WY_S_INIT("source_lang"), 221},
    {WY_S_INIT("title"), 244},
    {WY_S_INIT("tracking"), 245},
    {WY_S_INIT("x_extensions"), 263},
    {WY_S_INIT("algorithm"), 282},
    {WY_S_INIT("value"), 283},
    {WY_S_INIT("file_hashes"), 280},
    {WY_S_INIT("filename"), 284},
    {WY_S_INIT("namespace"), 297},
    {WY_S_INIT("uri"), 298},
    {WY_S_INIT("cpe"), 277},
    {WY_S_INIT("hashes"), 278},
    {WY_S_INIT("model_numbers"), 285},
    {WY_S_INIT("purls"), 287},
    {WY_S_INIT("sbom_urls"), 289},
    {WY_S_INIT("serial_numbers"), 291},
    {WY_S_INIT("skus"), 293},
    {WY_S_INIT("x_generic_uris"), 295},
    {WY_S_INIT("name"), 275},
    {WY_S_INIT("product_id"), 230},
    {WY_S_INIT("product_identification_helper"), 276},
    {WY_S_INIT("x_extensions"), 263},
    {WY_S_INIT("branches"), 270},
    {WY_S_INIT("category"), 272},
    {WY_S_INIT("name"), 273},
    {WY_S_INIT("product"), 274},
    {WY_S_INIT("group_id"), 228},
    {WY_S_INIT("product_ids"), 302},
    {WY_S_INIT("summary"), 303},
    {WY_S_INIT("category"), 308},
    {WY_S_INIT("next_product_reference"), 230},
    {WY_S_INIT("beginning_product_reference"), 230},
    {WY_S_INIT("full_product_name"), 274},
    {WY_S_INIT("subpaths"), 306},
    {WY_S_INIT("branches"), 270},
    {WY_S_INIT("full_product_names"), 299},
    {WY_S_INIT("product_groups"), 300},
    {WY_S_INIT("product_paths"), 304},
    {WY_S_INIT("id"), 314},
    {WY_S_INIT("name"), 315},
    {WY_S_INIT("version"), 316},
    {WY_S_INIT("date"), 321},
    {WY_S_INIT("exploitation_date"), 322},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("date"), 325},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("label"), 326},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("system_name"), 329},
    {WY_S_INIT("text"), 330},
    {WY_S_INIT("contact"), 333},
    {WY_S_INIT("date"), 334},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("party"), 335},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("status"), 336},
    {WY_S_INIT("summary"), 337},
    {WY_S_INIT("accessComplexity"), 345},
    {WY_S_INIT("accessVector"), 344},
    {WY_S_INIT("authentication"), 346},
    {WY_S_INIT("availabilityImpact"), 347},
    {WY_S_INIT("availabilityRequirement"), 354},
    {WY_S_INIT("baseScore"), 348},
    {WY_S_INIT("collateralDamagePotential"), 352},
    {WY_S_INIT("confidentialityImpact"), 347},
    {WY_S_INIT("confidentialityRequirement"), 354},
    {WY_S_INIT("environmentalScore"), 348},
    {WY_S_INIT("exploitability"), 349},
    {WY_S_INIT("integrityImpact"), 347},
    {WY_S_INIT("integrityRequirement"), 354},
    {WY_S_INIT("remediationLevel"), 350},
    {WY_S_INIT("reportConfidence"), 351},
    {WY_S_INIT("targetDistribution"), 353},
    {WY_S_INIT("temporalScore"), 348},
    {WY_S_INIT("vectorString"), 343},
    {WY_S_INIT("version"), 342},
    {WY_S_INIT("attackComplexity"), 360},
    {WY_S_INIT("attackVector"), 359},
    {WY_S_INIT("availabilityImpact"), 364},
    {WY_S_INIT("availabilityRequirement"), 370},
    {WY_S_INIT("baseScore"), 365},
    {WY_S_INIT("baseSeverity"), 366},
    {WY_S_INIT("confidentialityImpact"), 364},
    {WY_S_INIT("confidentialityRequirement"), 370},
    {WY_S_INIT("environmentalScore"), 365},
    {WY_S_INIT("environmentalSeverity"), 366},
    {WY_S_INIT("exploitCodeMaturity"), 367},
    {WY_S_INIT("integrityImpact"), 364},
    {WY_S_INIT("integrityRequirement"), 370},
    {WY_S_INIT("modifiedAttackComplexity"), 372},
    {WY_S_INIT("modifiedAttackVector"), 371},
    {WY_S_INIT("modifiedAvailabilityImpact"), 376},
    {WY_S_INIT("modifiedConfidentialityImpact"), 376},
    {WY_S_INIT("modifiedIntegrityImpact"), 376},
    {WY_S_INIT("modifiedPrivilegesRequired"), 373},
    {WY_S_INIT("modifiedScope"), 375},
    {WY_S_INIT("modifiedUserInteraction"), 374},
    {WY_S_INIT("privilegesRequired"), 361},
    {WY_S_INIT("remediationLevel"), 368},
    {WY_S_INIT("reportConfidence"), 369},
    {WY_S_INIT("scope"), 363},
    {WY_S_INIT("temporalScore"), 365},
    {WY_S_INIT("temporalSeverity"), 366},
    {WY_S_INIT("userInteraction"), 362},
    {WY_S_INIT("vectorString"), 358},
    {WY_S_INIT("version"), 357},
    {WY_S_INIT("attackComplexity"), 381},
    {WY_S_INIT("attackVector"), 380},
    {WY_S_INIT("availabilityImpact"), 385},
    {WY_S_INIT("availabilityRequirement"), 391},
    {WY_S_INIT("baseScore"), 386},
    {WY_S_INIT("baseSeverity"), 387},
    {WY_S_INIT("confidentialityImpact"), 385},
    {WY_S_INIT("confidentialityRequirement"), 391},
    {WY_S_INIT("environmentalScore"), 386},
    {WY_S_INIT("environmentalSeverity"), 387},
    {WY_S_INIT("exploitCodeMaturity"), 388},
    {WY_S_INIT("integrityImpact"), 385},
    {WY_S_INIT("integrityRequirement"), 391},
    {WY_S_INIT("modifiedAttackComplexity"), 393},
    {WY_S_INIT("modifiedAttackVector"), 392},
    {WY_S_INIT("modifiedAvailabilityImpact"), 397},
    {WY_S_INIT("modifiedConfidentialityImpact"), 397},
    {WY_S_INIT("modifiedIntegrityImpact"), 397},
    {WY_S_INIT("modifiedPrivilegesRequired"), 394},
    {WY_S_INIT("modifiedScope"), 396},
    {WY_S_INIT("modifiedUserInteraction"), 395},
    {WY_S_INIT("privilegesRequired"), 382},
    {WY_S_INIT("remediationLevel"), 389},
    {WY_S_INIT("reportConfidence"), 390},
    {WY_S_INIT("scope"), 384},
    {WY_S_INIT("temporalScore"), 386},
    {WY_S_INIT("temporalSeverity"), 387},
    {WY_S_INIT("userInteraction"), 383},
    {WY_S_INIT("vectorString"), 379},
    {WY_S_INIT("version"), 378},
    {WY_S_INIT("Automatable"), 399},
    {WY_S_INIT("Recovery"), 400},
    {WY_S_INIT("Safety"), 401},
    {WY_S_INIT("attackComplexity"), 402},
    {WY_S_INIT("attackRequirements"), 403},
    {WY_S_INIT("attackVector"), 404},
    {WY_S_INIT("availabilityRequirement"), 405},
    {WY_S_INIT("baseScore"), 425},
    {WY_S_INIT("baseSeverity"), 424},
    {WY_S_INIT("confidentialityRequirement"), 405},
    {WY_S_INIT("exploitMaturity"), 406},
    {WY_S_INIT("integrityRequirement"), 405},
    {WY_S_INIT("modifiedAttackComplexity"), 407},
    {WY_S_INIT("modifiedAttackRequirements"), 408},
    {WY_S_INIT("modifiedAttackVector"), 409},
    {WY_S_INIT("modifiedPrivilegesRequired"), 410},
    {WY_S_INIT("modifiedSubAvailabilityImpact"), 411},
    {WY_S_INIT("modifiedSubConfidentialityImpact"), 412},
    {WY_S_INIT("modifiedSubIntegrityImpact"), 411},
    {WY_S_INIT("modifiedUserInteraction"), 413},
    {WY_S_INIT("modifiedVulnAvailabilityImpact"), 414},
    {WY_S_INIT("modifiedVulnConfidentialityImpact"), 414},
    {WY_S_INIT("modifiedVulnIntegrityImpact"), 414},
    {WY_S_INIT("privilegesRequired"), 415},
    {WY_S_INIT("providerUrgency"), 416},
    {WY_S_INIT("subAvailabilityImpact"), 417},
    {WY_S_INIT("subConfidentialityImpact"), 417},
    {WY_S_INIT("subIntegrityImpact"), 417},
    {WY_S_INIT("userInteraction"), 418},
    {WY_S_INIT("valueDensity"), 419},
    {WY_S_INIT("vectorString"), 420},
    {WY_S_INIT("version"), 421},
    {WY_S_INIT("vulnAvailabilityImpact"), 422},
    {WY_S_INIT("vulnConfidentialityImpact"), 422},
    {WY_S_INIT("vulnIntegrityImpact"), 422},
    {WY_S_INIT("vulnerabilityResponseEffort"), 423},
    {WY_S_INIT("baseScore"), 427},
    {WY_S_INIT("baseSeverity"), 428},
    {WY_S_INIT("baseScore"), 430},
    {WY_S_INIT("baseSeverity"), 431},
    {WY_S_INIT("baseScore"), 433},
    {WY_S_INIT("baseSeverity"), 434},
    {WY_S_INIT("baseScore"), 436},
    {WY_S_INIT("baseSeverity"), 437},
    {WY_S_INIT("baseScore"), 439},
    {WY_S_INIT("baseSeverity"), 440},
    {WY_S_INIT("percentile"), 442},
    {WY_S_INIT("probability"), 443},
    {WY_S_INIT("timestamp"), 444},
    {WY_S_INIT("definition"), 461},
    {WY_S_INIT("key"), 462},
    {WY_S_INIT("name"), 460},
    {WY_S_INIT("definition"), 457},
    {WY_S_INIT("key"), 454},
    {WY_S_INIT("name"), 456},
    {WY_S_INIT("namespace"), 453},
    {WY_S_INIT("values"), 458},
    {WY_S_INIT("version"), 455},
    {WY_S_INIT("summary"), 466},
    {WY_S_INIT("uri"), 465},
    {WY_S_INIT("decision_point_resources"), 463},
    {WY_S_INIT("references"), 467},
    {WY_S_INIT("schemaVersion"), 448},
    {WY_S_INIT("selections"), 451},
    {WY_S_INIT("target_ids"), 449},
    {WY_S_INIT("timestamp"), 447},
    {WY_S_INIT("cvss_v2"), 341},
    {WY_S_INIT("cvss_v3"), 355},
    {WY_S_INIT("cvss_v4"), 398},
    {WY_S_INIT("epss"), 441},
    {WY_S_INIT("qualitative_severity_rating"), 445},
    {WY_S_INIT("ssvc_v2"), 446},
    {WY_S_INIT("x_extensions"), 263},
    {WY_S_INIT("content"), 340},
    {WY_S_INIT("products"), 229},
    {WY_S_INIT("source"), 468},
    {WY_S_INIT("first_affected"), 229},
    {WY_S_INIT("first_fixed"), 229},
    {WY_S_INIT("fixed"), 229},
    {WY_S_INIT("known_affected"), 229},
    {WY_S_INIT("known_not_affected"), 229},
    {WY_S_INIT("last_affected"), 229},
    {WY_S_INIT("recommended"), 229},
    {WY_S_INIT("under_investigation"), 229},
    {WY_S_INIT("unknown"), 229},
    {WY_S_INIT("category"), 478},
    {WY_S_INIT("details"), 479},
    {WY_S_INIT("category"), 472},
    {WY_S_INIT("date"), 473},
    {WY_S_INIT("details"), 474},
    {WY_S_INIT("entitlements"), 475},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("restart_required"), 477},
    {WY_S_INIT("url"), 480},
    {WY_S_INIT("category"), 483},
    {WY_S_INIT("date"), 484},
    {WY_S_INIT("details"), 485},
    {WY_S_INIT("group_ids"), 227},
    {WY_S_INIT("product_ids"), 229},
    {WY_S_INIT("acknowledgments"), 200},
    {WY_S_INIT("cve"), 311},
    {WY_S_INIT("cwes"), 312},
    {WY_S_INIT("disclosure_date"), 317},
    {WY_S_INIT("discovery_date"), 318},
    {WY_S_INIT("first_known_exploitation_dates"), 319},
    {WY_S_INIT("flags"), 323},
    {WY_S_INIT("ids"), 327},
    {WY_S_INIT("involvements"), 331},
    {WY_S_INIT("metrics"), 338},
    {WY_S_INIT("notes"), 223},
    {WY_S_INIT("product_status"), 469},
    {WY_S_INIT("references"), 239},
    {WY_S_INIT("remediations"), 470},
    {WY_S_INIT("threats"), 481},
    {WY_S_INIT("title"), 486},
    {WY_S_INIT("x_extensions"), 263},
    {WY_S_INIT("$schema"), 198},
    {WY_S_INIT("document"), 199},
    {WY_S_INIT("product_tree"), 269},
    {WY_S_INIT("vulnerabilities"), 309},
    {WY_S_INIT("x_extensions"), 263},
};

const wy_str lint_schema_names[] = {
    WY_S_INIT("document"),
    WY_S_INIT("category"),
    WY_S_INIT("csaf_version"),
    WY_S_INIT("publisher"),
    WY_S_INIT("title"),
    WY_S_INIT("tracking"),
    WY_S_INIT("text"),
    WY_S_INIT("2.0"),
    WY_S_INIT("label"),
    WY_S_INIT("AMBER"),
    WY_S_INIT("GREEN"),
    WY_S_INIT("RED"),
    WY_S_INIT("WHITE"),
    WY_S_INIT("category"),
    WY_S_INIT("text"),
    WY_S_INIT("description"),
    WY_S_INIT("details"),
    WY_S_INIT("faq"),
    WY_S_INIT("general"),
    WY_S_INIT("legal_disclaimer"),
    WY_S_INIT("other"),
    WY_S_INIT("summary"),
    WY_S_INIT("category"),
    WY_S_INIT("name"),
    WY_S_INIT("namespace"),
    WY_S_INIT("coordinator"),
    WY_S_INIT("discoverer"),
    WY_S_INIT("other"),
    WY_S_INIT("translator"),
    WY_S_INIT("user"),
    WY_S_INIT("vendor"),
    WY_S_INIT("summary"),
    WY_S_INIT("url"),
    WY_S_INIT("external"),
    WY_S_INIT("self"),
    WY_S_INIT("current_release_date"),
    WY_S_INIT("id"),
    WY_S_INIT("initial_release_date"),
    WY_S_INIT("revision_history"),
    WY_S_INIT("status"),
    WY_S_INIT("version"),
    WY_S_INIT("engine"),
    WY_S_INIT("name"),
    WY_S_INIT("date"),
    WY_S_INIT("number"),
    WY_S_INIT("summary"),
    WY_S_INIT("draft"),
    WY_S_INIT("final"),
    WY_S_INIT("interim"),
    WY_S_INIT("category"),
    WY_S_INIT("name"),
    WY_S_INIT("architecture"),
    WY_S_INIT("host_name"),
    WY_S_INIT("language"),
    WY_S_INIT("legacy"),
    WY_S_INIT("patch_level"),
    WY_S_INIT("product_family"),
    WY_S_INIT("product_name"),
    WY_S_INIT("product_version"),
    WY_S_INIT("product_version_range"),
    WY_S_INIT("service_pack"),
    WY_S_INIT("specification"),
    WY_S_INIT("vendor"),
    WY_S_INIT("name"),
    WY_S_INIT("product_id"),
    WY_S_INIT("file_hashes"),
    WY_S_INIT("filename"),
    WY_S_INIT("algorithm"),
    WY_S_INIT("value"),
    WY_S_INIT("namespace"),
    WY_S_INIT("uri"),
    WY_S_INIT("group_id"),
    WY_S_INIT("product_ids"),
    WY_S_INIT("category"),
    WY_S_INIT("full_product_name"),
    WY_S_INIT("product_reference"),
    WY_S_INIT("relates_to_product_reference"),
    WY_S_INIT("default_component_of"),
    WY_S_INIT("external_component_of"),
    WY_S_INIT("installed_on"),
    WY_S_INIT("installed_with"),
    WY_S_INIT("optional_component_of"),
    WY_S_INIT("id"),
    WY_S_INIT("name"),
    WY_S_INIT("label"),
    WY_S_INIT("component_not_present"),
    WY_S_INIT("inline_mitigations_already_exist"),
    WY_S_INIT("vulnerable_code_cannot_be_controlled_by_adversary"),
    WY_S_INIT("vulnerable_code_not_in_execute_path"),
    WY_S_INIT("vulnerable_code_not_present"),
    WY_S_INIT("system_name"),
    WY_S_INIT("text"),
    WY_S_INIT("party"),
    WY_S_INIT("status"),
    WY_S_INIT("coordinator"),
    WY_S_INIT("discoverer"),
    WY_S_INIT("other"),
    WY_S_INIT("user"),
    WY_S_INIT("vendor"),
    WY_S_INIT("completed"),
    WY_S_INIT("contact_attempted"),
    WY_S_INIT("disputed"),
    WY_S_INIT("in_progress"),
    WY_S_INIT("not_contacted"),
    WY_S_INIT("open"),
    WY_S_INIT("category"),
    WY_S_INIT("details"),
    WY_S_INIT("mitigation"),
    WY_S_INIT("no_fix_planned"),
    WY_S_INIT("none_available"),
    WY_S_INIT("vendor_fix"),
    WY_S_INIT("workaround"),
    WY_S_INIT("category"),
    WY_S_INIT("connected"),
    WY_S_INIT("dependencies"),
    WY_S_INIT("machine"),
    WY_S_INIT("none"),
    WY_S_INIT("parent"),
    WY_S_INIT("service"),
    WY_S_INIT("system"),
    WY_S_INIT("vulnerable_component"),
    WY_S_INIT("zone"),
    WY_S_INIT("products"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("2.0"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MULTIPLE"),
    WY_S_INIT("SINGLE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("PARTIAL"),
    WY_S_INIT("COMPLETE"),
    WY_S_INIT("UNPROVEN"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("FUNCTIONAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("OFFICIAL_FIX"),
    WY_S_INIT("TEMPORARY_FIX"),
    WY_S_INIT("WORKAROUND"),
    WY_S_INIT("UNAVAILABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNCONFIRMED"),
    WY_S_INIT("UNCORROBORATED"),
    WY_S_INIT("CONFIRMED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("LOW_MEDIUM"),
    WY_S_INIT("MEDIUM_HIGH"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("baseSeverity"),
    WY_S_INIT("3.0"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("CRITICAL"),
    WY_S_INIT("UNPROVEN"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("FUNCTIONAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("OFFICIAL_FIX"),
    WY_S_INIT("TEMPORARY_FIX"),
    WY_S_INIT("WORKAROUND"),
    WY_S_INIT("UNAVAILABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNKNOWN"),
    WY_S_INIT("REASONABLE"),
    WY_S_INIT("CONFIRMED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("baseSeverity"),
    WY_S_INIT("3.1"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("CRITICAL"),
    WY_S_INIT("UNPROVEN"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("FUNCTIONAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("OFFICIAL_FIX"),
    WY_S_INIT("TEMPORARY_FIX"),
    WY_S_INIT("WORKAROUND"),
    WY_S_INIT("UNAVAILABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNKNOWN"),
    WY_S_INIT("REASONABLE"),
    WY_S_INIT("CONFIRMED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("category"),
    WY_S_INIT("details"),
    WY_S_INIT("exploit_status"),
    WY_S_INIT("impact"),
    WY_S_INIT("target_set"),
    WY_S_INIT("$schema"),
    WY_S_INIT("document"),
    WY_S_INIT("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"),
    WY_S_INIT("category"),
    WY_S_INIT("csaf_version"),
    WY_S_INIT("distribution"),
    WY_S_INIT("publisher"),
    WY_S_INIT("title"),
    WY_S_INIT("tracking"),
    WY_S_INIT("text"),
    WY_S_INIT("2.1"),
    WY_S_INIT("tlp"),
    WY_S_INIT("id"),
    WY_S_INIT("label"),
    WY_S_INIT("AMBER"),
    WY_S_INIT("AMBER+STRICT"),
    WY_S_INIT("CLEAR"),
    WY_S_INIT("GREEN"),
    WY_S_INIT("RED"),
    WY_S_INIT("category"),
    WY_S_INIT("text"),
    WY_S_INIT("description"),
    WY_S_INIT("details"),
    WY_S_INIT("faq"),
    WY_S_INIT("general"),
    WY_S_INIT("legal_disclaimer"),
    WY_S_INIT("other"),
    WY_S_INIT("summary"),
    WY_S_INIT("category"),
    WY_S_INIT("name"),
    WY_S_INIT("namespace"),
    WY_S_INIT("coordinator"),
    WY_S_INIT("discoverer"),
    WY_S_INIT("multiplier"),
    WY_S_INIT("other"),
    WY_S_INIT("translator"),
    WY_S_INIT("user"),
    WY_S_INIT("vendor"),
    WY_S_INIT("summary"),
    WY_S_INIT("url"),
    WY_S_INIT("external"),
    WY_S_INIT("self"),
    WY_S_INIT("current_release_date"),
    WY_S_INIT("id"),
    WY_S_INIT("initial_release_date"),
    WY_S_INIT("revision_history"),
    WY_S_INIT("status"),
    WY_S_INIT("version"),
    WY_S_INIT("engine"),
    WY_S_INIT("name"),
    WY_S_INIT("date"),
    WY_S_INIT("number"),
    WY_S_INIT("summary"),
    WY_S_INIT("draft"),
    WY_S_INIT("final"),
    WY_S_INIT("interim"),
    WY_S_INIT("$schema"),
    WY_S_INIT("category"),
    WY_S_INIT("critical"),
    WY_S_INIT("content"),
    WY_S_INIT("essential"),
    WY_S_INIT("significant"),
    WY_S_INIT("supplementary"),
    WY_S_INIT("category"),
    WY_S_INIT("name"),
    WY_S_INIT("architecture"),
    WY_S_INIT("host_name"),
    WY_S_INIT("language"),
    WY_S_INIT("patch_level"),
    WY_S_INIT("platform"),
    WY_S_INIT("product_family"),
    WY_S_INIT("product_name"),
    WY_S_INIT("product_version"),
    WY_S_INIT("product_version_range"),
    WY_S_INIT("service_pack"),
    WY_S_INIT("specification"),
    WY_S_INIT("vendor"),
    WY_S_INIT("name"),
    WY_S_INIT("product_id"),
    WY_S_INIT("file_hashes"),
    WY_S_INIT("filename"),
    WY_S_INIT("algorithm"),
    WY_S_INIT("value"),
    WY_S_INIT("namespace"),
    WY_S_INIT("uri"),
    WY_S_INIT("group_id"),
    WY_S_INIT("product_ids"),
    WY_S_INIT("beginning_product_reference"),
    WY_S_INIT("full_product_name"),
    WY_S_INIT("subpaths"),
    WY_S_INIT("category"),
    WY_S_INIT("next_product_reference"),
    WY_S_INIT("default_component_of"),
    WY_S_INIT("external_component_of"),
    WY_S_INIT("installed_on"),
    WY_S_INIT("installed_with"),
    WY_S_INIT("optional_component_of"),
    WY_S_INIT("id"),
    WY_S_INIT("name"),
    WY_S_INIT("version"),
    WY_S_INIT("date"),
    WY_S_INIT("exploitation_date"),
    WY_S_INIT("label"),
    WY_S_INIT("component_not_present"),
    WY_S_INIT("inline_mitigations_already_exist"),
    WY_S_INIT("vulnerable_code_cannot_be_controlled_by_adversary"),
    WY_S_INIT("vulnerable_code_not_in_execute_path"),
    WY_S_INIT("vulnerable_code_not_present"),
    WY_S_INIT("system_name"),
    WY_S_INIT("text"),
    WY_S_INIT("party"),
    WY_S_INIT("status"),
    WY_S_INIT("coordinator"),
    WY_S_INIT("discoverer"),
    WY_S_INIT("other"),
    WY_S_INIT("user"),
    WY_S_INIT("vendor"),
    WY_S_INIT("completed"),
    WY_S_INIT("contact_attempted"),
    WY_S_INIT("disputed"),
    WY_S_INIT("in_progress"),
    WY_S_INIT("not_contacted"),
    WY_S_INIT("open"),
    WY_S_INIT("content"),
    WY_S_INIT("products"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("2.0"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MULTIPLE"),
    WY_S_INIT("SINGLE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("PARTIAL"),
    WY_S_INIT("COMPLETE"),
    WY_S_INIT("UNPROVEN"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("FUNCTIONAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("OFFICIAL_FIX"),
    WY_S_INIT("TEMPORARY_FIX"),
    WY_S_INIT("WORKAROUND"),
    WY_S_INIT("UNAVAILABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNCONFIRMED"),
    WY_S_INIT("UNCORROBORATED"),
    WY_S_INIT("CONFIRMED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("LOW_MEDIUM"),
    WY_S_INIT("MEDIUM_HIGH"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("baseSeverity"),
    WY_S_INIT("3.0"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("CRITICAL"),
    WY_S_INIT("UNPROVEN"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("FUNCTIONAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("OFFICIAL_FIX"),
    WY_S_INIT("TEMPORARY_FIX"),
    WY_S_INIT("WORKAROUND"),
    WY_S_INIT("UNAVAILABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNKNOWN"),
    WY_S_INIT("REASONABLE"),
    WY_S_INIT("CONFIRMED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("baseSeverity"),
    WY_S_INIT("3.1"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("CRITICAL"),
    WY_S_INIT("UNPROVEN"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("FUNCTIONAL"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("OFFICIAL_FIX"),
    WY_S_INIT("TEMPORARY_FIX"),
    WY_S_INIT("WORKAROUND"),
    WY_S_INIT("UNAVAILABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNKNOWN"),
    WY_S_INIT("REASONABLE"),
    WY_S_INIT("CONFIRMED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT_NETWORK"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("REQUIRED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNCHANGED"),
    WY_S_INIT("CHANGED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("version"),
    WY_S_INIT("vectorString"),
    WY_S_INIT("baseScore"),
    WY_S_INIT("baseSeverity"),
    WY_S_INIT("NO"),
    WY_S_INIT("YES"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("AUTOMATIC"),
    WY_S_INIT("USER"),
    WY_S_INIT("IRRECOVERABLE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NEGLIGIBLE"),
    WY_S_INIT("PRESENT"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("PRESENT"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("UNREPORTED"),
    WY_S_INIT("PROOF_OF_CONCEPT"),
    WY_S_INIT("ATTACKED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("PRESENT"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NETWORK"),
    WY_S_INIT("ADJACENT"),
    WY_S_INIT("LOCAL"),
    WY_S_INIT("PHYSICAL"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NEGLIGIBLE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("SAFETY"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NEGLIGIBLE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("PASSIVE"),
    WY_S_INIT("ACTIVE"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("NONE"),
    WY_S_INIT("CLEAR"),
    WY_S_INIT("GREEN"),
    WY_S_INIT("AMBER"),
    WY_S_INIT("RED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NONE"),
    WY_S_INIT("PASSIVE"),
    WY_S_INIT("ACTIVE"),
    WY_S_INIT("DIFFUSE"),
    WY_S_INIT("CONCENTRATED"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("4.0"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MODERATE"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("NOT_DEFINED"),
    WY_S_INIT("NONE"),
    WY_S_INIT("LOW"),
    WY_S_INIT("MEDIUM"),
    WY_S_INIT("HIGH"),
    WY_S_INIT("CRITICAL"),
    WY_S_INIT("percentile"),
    WY_S_INIT("probability"),
    WY_S_INIT("timestamp"),
    WY_S_INIT("critical"),
    WY_S_INIT("high"),
    WY_S_INIT("low"),
    WY_S_INIT("medium"),
    WY_S_INIT("none"),
    WY_S_INIT("timestamp"),
    WY_S_INIT("schemaVersion"),
    WY_S_INIT("selections"),
    WY_S_INIT("2.0.0"),
    WY_S_INIT("namespace"),
    WY_S_INIT("key"),
    WY_S_INIT("version"),
    WY_S_INIT("values"),
    WY_S_INIT("key"),
    WY_S_INIT("uri"),
    WY_S_INIT("summary"),
    WY_S_INIT("category"),
    WY_S_INIT("details"),
    WY_S_INIT("fix_planned"),
    WY_S_INIT("mitigation"),
    WY_S_INIT("no_fix_planned"),
    WY_S_INIT("none_available"),
    WY_S_INIT("optional_patch"),
    WY_S_INIT("vendor_fix"),
    WY_S_INIT("workaround"),
    WY_S_INIT("category"),
    WY_S_INIT("connected"),
    WY_S_INIT("dependencies"),
    WY_S_INIT("machine"),
    WY_S_INIT("none"),
    WY_S_INIT("parent"),
    WY_S_INIT("service"),
    WY_S_INIT("system"),
    WY_S_INIT("vulnerable_component"),
    WY_S_INIT("zone"),
    WY_S_INIT("category"),
    WY_S_INIT("details"),
    WY_S_INIT("exploit_status"),
    WY_S_INIT("impact"),
    WY_S_INIT("target_set"),
};

const uint16_t lint_alternatives[] = {149, 170, 356, 377, 426, 429, 432, 435, 438};

const char *const lint_patterns[LINT_PATTERNS] = {
    NULL,
    "^[^\\s\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{3000}\\x{feff}\\-_\\.](.*[^\\s\\x{a0}\\x"
    "{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{3000}\\x{feff}\\-_\\.])?$",
    "^(([A-Za-z]{2,3}(-[A-Za-z]{3}(-[A-Za-z]{3}){0,2})?|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]"
    "{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Z"
    "a-z0-9]{1,8})+)?|[Xx](-[A-Za-z0-9]{1,8})+|[Ii]-[Dd][Ee][Ff][Aa][Uu][Ll][Tt]|[Ii]-[Mm][Ii][Nn][Gg][Oo]"
    ")$",
    "^[^\\s\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{3000}\\x{feff}](.*[^\\s\\x{a0}\\x{1680}\\x"
    "{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{3000}\\x{feff}])?$",
    "^(0|[1-9][0-9]*)$|^((0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0"
    "-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z"
    "-]+)*))?)$",
    "^(cpe:2\\.3:[aho\\*\\-](:(((\\?*|\\*?)([a-zA-Z0-9\\-\\._]|(\\\\[\\\\\\*\\?!\"#\\$%&'\\(\\)\\+,/:;<=>@\\[\\]\\^`\\{\\|\\}"
    "~]))+(\\?*|\\*?))|[\\*\\-])){5}(:(([a-zA-Z]{2,3}(-([a-zA-Z]{2}|[0-9]{3}))?)|[\\*\\-]))(:(((\\?*|\\*?)"
    "([a-zA-Z0-9\\-\\._]|(\\\\[\\\\\\*\\?!\"#\\$%&'\\(\\)\\+,/:;<=>@\\[\\]\\^`\\{\\|\\}~]))+(\\?*|\\*?))|[\\*\\-"
    "])){4})|([c][pP][eE]:/[AHOaho]?(:[A-Za-z0-9\\._\\-~%]*){0,6})$",
    "^[0-9a-fA-F]{32,}$",
    "^pkg:[A-Za-z\\.\\-\\+][A-Za-z0-9\\.\\-\\+]*/.+",
    "^CVE-[0-9]{4}-[0-9]{4,}$",
    "^CWE-[1-9]\\d{0,5}$",
    "^((AV:[NAL]|AC:[LMH]|Au:[MSN]|[CIA]:[NPC]|E:(U|POC|F|H|ND)|RL:(OF|TF|W|U|ND)|RC:(UC|UR|C|ND)|CDP:(N|"
    "L|LM|MH|H|ND)|TD:(N|L|M|H|ND)|[CIA]R:(L|M|H|ND))/)*(AV:[NAL]|AC:[LMH]|Au:[MSN]|[CIA]:[NPC]|E:(U|POC|F"
    "|H|ND)|RL:(OF|TF|W|U|ND)|RC:(UC|UR|C|ND)|CDP:(N|L|LM|MH|H|ND)|TD:(N|L|M|H|ND)|[CIA]R:(L|M|H|ND))$",
    "^CVSS:3[.]0/((AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|["
    "CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])/)*(AV:[NALP]|AC:[LH]|"
    "PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH"
    "]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])$",
    "^CVSS:3[.]1/((AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|["
    "CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])/)*(AV:[NALP]|AC:[LH]|"
    "PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH"
    "]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])$",
    "^(([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})|([0]{8}-([0]{4}-){3}[0]{12})|([f]{"
    "8}-([f]{4}-){3}[f]{12}))$",
    "^(?!https:\\/\\/docs\\.oasis-open\\.org\\/csaf\\/csaf\\/v2\\.1\\/([^\\/\\s]+/)*schema\\/extension-co"
    "ntent\\.json)(https:\\/\\/[a-z0-9](([a-z0-9-]){0,61}[a-z0-9])?(\\.[a-z0-9](([a-z0-9-]){0,61}[a-z0-9])"
    "?)+\\/([^\\/\\s]+/)*[^\\/\\s]+_(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*["
    "a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\."
    "[0-9a-zA-Z-]+)*))?\\.json)$",
    "^((cpe:2\\.3:[aho\\*\\-](:(((\\?*|\\*?)([a-zA-Z0-9\\-\\._]|(\\\\[\\\\\\*\\?!\"#\\$%&'\\(\\)\\+,\\/:;"
    "<=>@\\[\\]\\^`\\{\\|\\}~]))+(\\?*|\\*?))|[\\*\\-])){5}(:(([a-zA-Z]{2,3}(-([a-zA-Z]{2}|[0-9]{3}))?)|[\\*\\-"
    "]))(:(((\\?*|\\*?)([a-zA-Z0-9\\-\\._]|(\\\\[\\\\\\*\\?!\"#\\$%&'\\(\\)\\+,\\/:;<=>@\\[\\]\\^`\\{\\|\\}"
    "~]))+(\\?*|\\*?))|[\\*\\-])){4})|([c][pP][eE]:\\/[AHOaho]?(:[A-Za-z0-9\\._\\-~%]*){0,6}))$",
    "^[0-9a-z][0-9a-z-]*$",
    "^[0-9a-f]{32,}$",
    "^pkg:[a-z][a-z0-9\\.\\-]*\\/.+",
    "^[1-9]\\d*\\.([0-9]|([1-9]\\d+))(\\.\\d+)?$",
    "^CVSS:4[.]0/AV:[NALP]/AC:[LH]/AT:[NP]/PR:[NLH]/UI:[NPA]/VC:[HLN]/VI:[HLN]/VA:[HLN]/SC:[HLN]/SI:[HLN]"
    "/SA:[HLN](/E:[XAPU])?(/CR:[XHML])?(/IR:[XHML])?(/AR:[XHML])?(/MAV:[XNALP])?(/MAC:[XLH])?(/MAT:[XNP])?"
    "(/MPR:[XNLH])?(/MUI:[XNPA])?(/MVC:[XNLH])?(/MVI:[XNLH])?(/MVA:[XNLH])?(/MSC:[XNLH])?(/MSI:[XNLHS])?(/"
    "MSA:[XNLHS])?(/S:[XNP])?(/AU:[XNY])?(/R:[XAUI])?(/V:[XDC])?(/RE:[XLMH])?(/U:(X|Clear|Green|Amber|Red)"
    ")?$",
    "^(([0]\\.([0-9])+)|([1]\\.[0]+))$",
    "^(x_([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61}([a-z]|[0-9]))?(\\.([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61"
    "}([a-z]|[0-9]))?)+#(([a-z]|[0-9]))+((\\.|-)(([a-z]|[0-9]))+)*|[a-z]([a-z]|[0-9])(((\\.|-))?(([a-z]|[0"
    "-9]))+)+(#(([a-z]|[0-9]))+((\\.|-)(([a-z]|[0-9]))+)*)?)((/|/(([a-zA-Z]{2,3}(-[a-zA-Z]{3}(-[a-zA-Z]{3}"
    "){0,2})?|[a-zA-Z]{4,8})(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?(-(([a-zA-Z0-9]){5,8}|[0-9]([a-zA-Z0-"
    "9]){3}))*(-[0-9A-WY-Za-wy-z](-([a-zA-Z0-9]){2,8})+)*(-[xX](-([a-zA-Z0-9]){2,8})+)?|[xX](-([a-zA-Z0-9]"
    "){2,8})+|i-default|i-mingo))((/((([a-zA-Z]{2,3}(-[a-zA-Z]{3}(-[a-zA-Z]{3}){0,2})?|[a-zA-Z]{4,8})(-[a-"
    "zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?(-(([a-zA-Z0-9]){5,8}|[0-9]([a-zA-Z0-9]){3}))*(-[0-9A-WY-Za-wy-z]"
    "(-([a-zA-Z0-9]){2,8})+)*(-[xX](-([a-zA-Z0-9]){2,8})+)?|[xX](-([a-zA-Z0-9]){2,8})+|i-default|i-mingo)|\\."
    "([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61}([a-z]|[0-9]))?(\\.([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61}([a-"
    "z]|[0-9]))?)+#(([a-z]|[0-9]))+((\\.|-)(([a-z]|[0-9]))+)*|\\.(([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61}("
    "[a-z]|[0-9]))?(\\.([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61}([a-z]|[0-9]))?)+|([a-z]|[0-9])(((([a-z]|[0-"
    "9])|-)){0,61}([a-z]|[0-9]))?(\\.([a-z]|[0-9])(((([a-z]|[0-9])|-)){0,61}([a-z]|[0-9]))?)+#(([a-z]|[0-9"
    "]))+((\\.|-)(([a-z]|[0-9]))+)*)\\$(([a-zA-Z]{2,3}(-[a-zA-Z]{3}(-[a-zA-Z]{3}){0,2})?|[a-zA-Z]{4,8})(-["
    "a-zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?(-(([a-zA-Z0-9]){5,8}|[0-9]([a-zA-Z0-9]){3}))*(-[0-9A-WY-Za-wy-"
    "z](-([a-zA-Z0-9]){2,8})+)*(-[xX](-([a-zA-Z0-9]){2,8})+)?|[xX](-([a-zA-Z0-9]){2,8})+|i-default|i-mingo"
    ")))+)?)?$",
    "^(([a-zA-Z0-9])|([a-zA-Z0-9][a-zA-Z0-9_]*[a-zA-Z0-9])|(T\\*))$",
    "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.("
    "?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$",
};

const uint16_t lint_schema_roots[] = {
    [LINT_SCHEMA_CSAF20] = 0,
    [LINT_SCHEMA_CSAF21] = 197,
    [LINT_SCHEMA_CVSS20] = 341,
    [LINT_SCHEMA_CVSS30] = 356,
    [LINT_SCHEMA_CVSS31] = 377,
    [LINT_SCHEMA_CVSS40] = 398,
    [LINT_SCHEMA_SSVC] = 446,
    [LINT_SCHEMA_EXTENSION] = 264,
};
_Static_assert(LINT_PATTERNS == 25, "schema.h counts the patterns");
