// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What every page of ours begins and ends with. One page without scripts, images or anything fetched: it can be mailed,
// printed and read by a screen reader. A policy in the page forbids everything but its own style, should a hostile text
// ever get past the escaping.
#pragma once

#include "core/buffer.h"

// Up to and with <main>. lang: BCP 47, NULL is "en". title: text. more: style rules beside those of all pages.
void wy_page_head(struct wy_buf *out, const char *lang, const char *title, const char *more);
void wy_page_foot(struct wy_buf *out);
