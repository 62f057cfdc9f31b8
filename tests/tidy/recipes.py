#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Follows the three recipes of CONTRIBUTING.md in a copy of the tree and compiles what comes out: a check, a source, a
format. The places that the recipes name must exist and be enough.

usage: recipes.py SOURCE_ROOT"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = sys.argv[1]
# REUSE-IgnoreStart
HEAD = "// SPDX-FileCopyrightText: 2026 The Wary authors\n// SPDX-License-Identifier: Apache-2.0\n"
# REUSE-IgnoreEnd
CHECK = HEAD + '''#include "checks/check.h"
#include "core/lang.h"

static void run_check(struct wy_check_run *run)
{
    (void)run;
}

const struct wy_check wy_check_recipe = {
    .id = "recipe", .title = N_("a recipe"), .question = WY_REACH, .severity = WY_SEV_LOW, .needs = "settings",
    .kinds = N_("a bugreport"), .means = N_("m"), .does_not_mean = N_("d"), .next_step = N_("n"), .run = run_check,
};
'''
SOURCE = HEAD + '''#include "ingest/ingest.h"

static enum wy_match match(const struct wy_item *item)
{
    return wy_str_starts(wy_bytes_str(item->head), WY_S("RECIPE")) ? WY_MATCH_SURE : WY_MATCH_NO;
}

static wy_err run(struct wy_ingest *in, struct wy_item *item, struct wy_diag *diag)
{
    (void)diag;
    struct wy_setting *s = WY_ADD(setting, in->ev, settings, wy_item_origin(in, item));
    return s ? WY_OK : WY_NO_MEMORY;
}

const struct wy_artifact wy_artifact_recipe = {.name = "recipe", .kind = "recipe", .rank = 1, .match = match, .run = run};
'''
FORMAT_H = HEAD + '''#pragma once

#include "core/reader.h"

WY_CHECKED wy_err wy_recipe_parse(wy_bytes in, uint32_t *out, struct wy_diag *diag);
'''
FORMAT_C = HEAD + '''#include "formats/android/recipe.h"

wy_err wy_recipe_parse(wy_bytes in, uint32_t *out, struct wy_diag *diag)
{
    struct wy_reader r = wy_reader_init(in, 0);
    uint32_t v = wy_read_u32le(&r);
    wy_err err = wy_reader_finish(&r, diag, "recipe");
    if (err == WY_OK)
        *out = v;
    return err;
}
'''


def write(tree, path, content):
    full = os.path.join(tree, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as f:
        f.write(content)


def add_line(tree, path, line, after):
    full = os.path.join(tree, path)
    content = open(full, encoding="utf-8").read()
    assert after in content, f"{path} has no '{after}'"
    write(tree, path, content.replace(after, after + "\n" + line, 1))


def compiles(tree, path):
    r = subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                        "-I", os.path.join(tree, "src"), "-I", os.path.join(tree, "include"), os.path.join(tree, path)],
                       capture_output=True, text=True)
    assert r.returncode == 0, r.stderr[:600]


def tidy_is_content(tree, rule):
    r = subprocess.run([sys.executable, os.path.join(tree, "tests/tidy/tidy.py"), tree], capture_output=True, text=True)
    line = next(row for row in r.stdout.splitlines() if rule in row)
    assert line.startswith("ok"), r.stdout[-600:]


def recipe_check(tree):
    write(tree, "src/checks/recipe.c", CHECK)
    add_line(tree, "src/checks/checks.def", "ROW(recipe)", "ROW(debugging)")
    add_line(tree, "src/checks/meson.build", "  'recipe.c',", "sources += files(")
    assert os.path.isdir(os.path.join(tree, "tests/golden"))
    compiles(tree, "src/checks/recipe.c")
    compiles(tree, "src/checks/registry.c")
    tidy_is_content(tree, "no dead files")


def recipe_source(tree):
    write(tree, "src/ingest/recipe.c", SOURCE)
    add_line(tree, "src/ingest/artifacts.def", "ROW(recipe)", "ROW(getprop)")
    add_line(tree, "src/ingest/meson.build", "  'recipe.c',", "sources += files(")
    compiles(tree, "src/ingest/recipe.c")
    compiles(tree, "src/ingest/registry.c")
    tidy_is_content(tree, "no dead files")


def recipe_format(tree):
    write(tree, "src/formats/android/recipe.h", FORMAT_H)
    write(tree, "src/formats/android/recipe.c", FORMAT_C)
    add_line(tree, "src/formats/android/meson.build", "  'recipe.c',", "sources += files(")
    assert "fuzz_targets = [" in open(os.path.join(tree, "tests/fuzz/meson.build"), encoding="utf-8").read()
    compiles(tree, "src/formats/android/recipe.c")
    tidy_is_content(tree, "no dead files")


def named_files_exist(tree):
    for name in re.findall(r"`((?:src|tests)/[\w/.]+)`", open(os.path.join(tree, "CONTRIBUTING.md"), encoding="utf-8").read()):
        if not re.search(r"[A-Z]{3,}", name):
            assert os.path.exists(os.path.join(tree, name)), f"CONTRIBUTING.md names {name}"


checks = [named_files_exist, recipe_check, recipe_source, recipe_format]
print(f"1..{len(checks)}")
failed = False
with tempfile.TemporaryDirectory() as tmp:
    copy = os.path.join(tmp, "wary")
    os.makedirs(copy)
    for part in ("src", "include", "tests", "data", "packaging", "man", "po", "tools", "ARCHITECTURE.md", "CONTRIBUTING.md"):
        here = os.path.join(ROOT, part)
        if os.path.isdir(here):
            shutil.copytree(here, os.path.join(copy, part), ignore=shutil.ignore_patterns("corpus", "__pycache__"))
        elif os.path.exists(here):
            shutil.copy(here, copy)
    for i, check in enumerate(checks, 1):
        try:
            check(copy)
            print(f"ok {i} - {check.__name__}")
        except (AssertionError, OSError) as e:
            failed = True
            print(f"not ok {i} - {check.__name__}\n# {str(e)[:700]!r}")
sys.exit(1 if failed else 0)
