// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "core/embedded.h"

wy_str wy_embedded(wy_str name)
{
    for (size_t i = 0; i < wy_embedded_files_n; i++)
        if (wy_str_eq(wy_str_c(wy_embedded_files[i].name), name))
            return (wy_str){wy_embedded_files[i].text, wy_embedded_files[i].len};
    return (wy_str){0};
}

bool wy_tsv_next(wy_str *rest, wy_str *cells, size_t n)
{
    wy_str line;
    while (wy_str_next(rest, '\n', &line)) {
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        for (size_t i = 0; i < n; i++) {
            cells[i] = line;
            if (i + 1 == n)
                line = (wy_str){0};
            else if (!wy_str_next(&line, '\t', &cells[i]))
                cells[i] = (wy_str){0};
        }
        return true;
    }
    return false;
}
