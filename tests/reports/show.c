// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the common report case in one format to stdout, for check.py and for looking at it: show FORMAT [LANG].
#include "../unit/reports/case.h"

#include "core/lang.h"

int main(int argc, char **argv)
{
    if (argc < 2 || (argc > 2 && !wy_lang_set(argv[2], "")))
        return 2;
    struct report_case c;
    case_init(&c);
    c.in.lang = argc > 2 ? argv[2] : NULL;
    struct wy_buf buf;
    wy_str text = case_write(&c, argv[1], &buf);
    size_t written = fwrite(text.ptr, 1, text.len, stdout);
    wy_buf_fini(&buf);
    case_fini(&c);
    return written == text.len ? 0 : 1;
}
