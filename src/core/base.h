// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The vocabulary every file shares: the closed set of errors, compiler attributes by plain names, and a few
// checked arithmetic helpers. Extensions beyond ISO C17 are used through this header only.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WY_CHECKED __attribute__((warn_unused_result))
#define WY_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define WY_CLEANUP(fn) __attribute__((cleanup(fn)))
#define WY_UNUSED __attribute__((unused))
#if defined(__has_attribute) && __has_attribute(uninitialized)
#define WY_UNSET __attribute__((uninitialized)) // a large variable on a hot path whose filling the build need not force
#else
#define WY_UNSET
#endif
#define WY_PUBLIC __attribute__((visibility("default")))

#define WY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Everything that can fail returns one of these. The set is closed: a new failure is described in words in the
// diag, not by a new code.
typedef enum wy_err {
    WY_OK = 0,
    WY_NO_MEMORY,   // an allocation failed or an arena reached its limit
    WY_IO,          // the operating system refused a read, write or connect
    WY_TRUNCATED,   // the input ends before the structure does
    WY_MALFORMED,   // the input contradicts its format
    WY_LIMIT,       // a size, count or depth chosen by the input exceeds its row in limits.def
    WY_UNSUPPORTED, // well-formed, but a kind we do not read
    WY_NOT_FOUND,
    WY_DENIED, // the sandbox, a permission or a signature says no
    WY_CANCELLED,
} wy_err;

// A short English word for the code, for logs and tests.
const char *wy_err_name(wy_err err);

static inline bool wy_add_size(size_t a, size_t b, size_t *out) { return !__builtin_add_overflow(a, b, out); }
static inline bool wy_mul_size(size_t a, size_t b, size_t *out) { return !__builtin_mul_overflow(a, b, out); }
static inline bool wy_add_u64(uint64_t a, uint64_t b, uint64_t *out) { return !__builtin_add_overflow(a, b, out); }
static inline bool wy_mul_u64(uint64_t a, uint64_t b, uint64_t *out) { return !__builtin_mul_overflow(a, b, out); }

static inline size_t wy_min(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t wy_max(size_t a, size_t b) { return a > b ? a : b; }
