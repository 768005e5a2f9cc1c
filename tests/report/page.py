#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Reads a page of two files with another parser, and finds every number of the files in it.

Usage: page.py TEST_REPORT     the program that writes the page and the files
Exit status: 0 all is there, 1 something is not: it is printed."""
import html.parser
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

VOID = {"meta", "br"}


class Page(html.parser.HTMLParser):
    """Elements closed in their turn, table lines with their texts and numbers, and what a page alone must not have."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.lines, self.ids, self.links = [], [], [], set(), []
        self.headings = []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag in {"script", "link", "img", "iframe", "object", "embed", "base"}:
            self.faults.append(f"a {tag}")
        for name, value in attributes:
            if name in {"src", "srcset", "action", "style"} or name.startswith("on"):
                self.faults.append(f"{name} of a {tag}")
            if name == "href":
                self.links.append(value)
        if "id" in named:
            if named["id"] in self.ids:
                self.faults.append(f"a second {named['id']}")
            self.ids.add(named["id"])
        if tag == "svg" and named.get("role") != "img" and named.get("aria-hidden") != "true":
            self.faults.append("an svg that says nothing")
        if tag == "tr":
            self.lines.append((set(), []))
        if tag == "data":
            self.lines[-1][0].add(float(named["value"]))
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of turn, line {self.getpos()[0]}")

    def handle_data(self, text):
        if "tr" in self.open and text.strip():
            self.lines[-1][1].append(text.strip())


def numbers_of(row):
    """What the line of a row must hold, each to all of its digits."""
    median = statistics.median(row["samples_s"])
    numbers = {row["threads"], row["work"] / median, median, min(row["samples_s"]), max(row["samples_s"])}
    if row["ceiling"]:
        numbers.add(row["ceiling"]["share"])
    if row["accuracy"]:
        numbers.add(row["accuracy"]["worst"])
    if row["energy_J"] is not None:
        numbers.add(row["energy_J"])
    for peer in row["peers"]:
        numbers |= {statistics.median(peer["samples_s"]), statistics.median(peer["samples_s"]) / median}
    return numbers


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    subprocess.run([sys.argv[1], "[.page]"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "MATTIS_REPORT_PAGE": name})
    page = Page()
    page.feed((folder / "page.html").read_text(encoding="utf-8"))
    page.close()
    files = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]

faults = page.faults + [f"{tag} is not closed" for tag in page.open]
faults += [f"a link to {link}" for link in page.links if not link.startswith("#") or link[1:] not in page.ids]
faults += [f"a heading {b} below {a}" for a, b in zip(page.headings, page.headings[1:]) if b > a + 1]
rows = 0
for file in files:
    for row in file["rows"]:
        rows += 1
        texts = {row["precision"], row["target"], " ".join(f"{name} {size}" for name, size in row["sizes"].items())}
        if not any(numbers_of(row) <= line[0] and texts <= set(line[1]) for line in page.lines):
            faults.append(f"no line has all of {row['kernel']} {texts}")
if rows == 0:
    faults.append("files without rows")
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(1 if faults else 0)
