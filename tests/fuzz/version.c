// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Two lines are compared under every order: no crash, an order that does not depend on the side, keys that agree.
#include "knowledge/version/version.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wy_str rest = {(const char *)data, size}, a, b;
    if (!wy_str_next(&rest, '\n', &a) || !wy_str_next(&rest, '\n', &b))
        return 0;
    for (int i = 0; i < WY_ORDERS; i++) {
        int ab = wy_version_compare((enum wy_order)i, a, b).sign, ba = wy_version_compare((enum wy_order)i, b, a).sign;
        int aa = wy_version_compare((enum wy_order)i, a, a).sign;
        if (ab != (ba == WY_UNORDERED ? WY_UNORDERED : -ba) || (aa != 0 && aa != WY_UNORDERED))
            abort();
        uint64_t ka = wy_version_key((enum wy_order)i, a), kb = wy_version_key((enum wy_order)i, b);
        if (ka && kb && ka != kb && ab != (ka < kb ? -1 : 1))
            abort();
    }
    return 0;
}
