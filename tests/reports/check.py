#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Other people's parsers read our reports: JSON against its schema, SARIF, HTML, CSV. Usage: check.py SHOW SOURCE."""
import csv
import html.parser
import io
import json
import os
import subprocess
import sys

show, source = sys.argv[1:3]
tests = []


def written(form):
    return subprocess.run([show, form], capture_output=True, check=True).stdout.decode("utf-8")


def test(function):
    tests.append(function)
    return function


class Skip(Exception):
    pass


@test
def json_keeps_its_schema():
    try:
        import jsonschema
    except ImportError:
        raise Skip("python3-jsonschema is not installed")
    with open(os.path.join(source, "data/schema/wary.report-1.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    report = json.loads(written("json"))
    jsonschema.Draft202012Validator(schema).validate(report)
    assert len(report["findings"]) == 2 and len(report["gaps"]) == 1
    report["verdict"] = "safe"
    assert not jsonschema.Draft202012Validator(schema).is_valid(report), "the schema lets anything through"


@test
def sarif_is_what_services_accept():
    log = json.loads(written("sarif"))
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1
    run = log["runs"][0]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules) and rules
    assert len(run["results"]) == 2
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"] and rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["kind"] in ("fail", "open", "informational", "review", "pass", "notApplicable")
        assert (result["kind"] == "fail") == (result["level"] != "none")
        assert len(result["partialFingerprints"]["wary/v1"]) == 32
        assert len(result["locations"]) <= 10
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]] == result["ruleId"]
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert uri and all(c.isalnum() or c in "-._~/%" for c in uri), uri
            assert location["physicalLocation"]["region"]["startLine"] == 12
    note = run["invocations"][0]["toolExecutionNotifications"][0]
    assert note["level"] == "warning" and note["message"]["text"]


class Page(html.parser.HTMLParser):
    VOID = {"meta", "br", "wbr", "link", "img", "hr"}

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag == "html":
            assert dict(attrs).get("lang") == "en"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


@test
def html_is_well_formed_and_runs_nothing():
    page = Page()
    text = written("html")
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert not {"script", "iframe", "object", "embed", "form", "img", "link", "use", "image", "foreignobject", "animate", "set", "a"} & set(page.seen)
    assert {"svg", "path", "rect", "text"} <= set(page.seen), "the flow picture"
    for name, value in page.attributes:
        assert not name.startswith("on") and "javascript:" not in (value or "")
        assert name not in ("src", "href", "style")
    assert page.seen.count("h1") == 1 and "main" in page.seen
    assert "<script>alert(1)</script>" in "".join(page.text), "hostile text should be readable as text"
    assert "‮" not in text


@test
def csv_has_as_many_cells_as_columns():
    rows = list(csv.reader(io.StringIO(written("csv"), newline="")))
    assert len({len(r) for r in rows}) == 1
    assert [r[0] for r in rows[1:]] == ["finding", "finding", "transfer", "transfer", "transfer", "cleared", "not-assessed", "gap",
                                       "knowledge"]
    assert rows[1][rows[0].index("verdict")] == "act-now"
    for row in rows[1:]:
        assert not any(cell[:1] in "=+@" for cell in row if cell), row


print(f"1..{len(tests)}")
failed = 0
for number, function in enumerate(tests, 1):
    try:
        function()
        print(f"ok {number} - {function.__name__}")
    except Skip as why:
        print(f"ok {number} - {function.__name__} # SKIP {why}")
    except Exception as error:  # every failure is told, then the next test runs
        failed += 1
        print(f"not ok {number} - {function.__name__}\n# {type(error).__name__}: {error}")
sys.exit(1 if failed else 0)
