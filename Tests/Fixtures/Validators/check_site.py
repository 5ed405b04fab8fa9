#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens a leaderboard in a headless Chromium: with and without scripts, and in linked views.

Usage: check_site.py FOLDER... [--screenshots DIR]
The browser is found as check_html.py finds it. The site fails when a page asks for anything but
itself, complains, breaks its policy, does not follow the colour scheme or is wider than 320 pixels;
when links lead nowhere; when the list is not whole without scripts; or when searching, sorting or
filtering does not give the rows it should. Exit status 0, or 1 with one line per problem, or 2
without a browser.
"""
import csv
import html
import json
import pathlib
import re
import sys
import tempfile
import xml.etree.ElementTree
from urllib.parse import quote

import check_html

ROW = re.compile(r"<tr([^>]*)>\s*<td class=\"rank\"(.*?)</tr>", re.S)


def rows(document):
    """The rows of the list as they stand: address of the page, text, whether they are hidden."""
    body = re.search(r'<table id="board">.*?<tbody>(.*?)</tbody>', document, re.S)
    for attributes, content in ROW.findall(body.group(1) if body else ""):
        href = re.search(r'href="([^"]*)"', content).group(1)
        values = dict(re.findall(r'class="(\w+)" data-v="(-?\d+)"', '<td class="rank"' + content))
        name = re.search(r"<a [^>]*>(.*?)</a>", content, re.S).group(1)
        words = re.search(r"<th [^>]*>(.*?)</th>", content, re.S).group(1)
        yield {
            "page": html.unescape(href), "hidden": " hidden" in attributes,
            "quality": re.search(r'data-q="(\w+)"', attributes).group(1),
            "security": re.search(r'data-s="(\w+)"', attributes).group(1),
            "name": html.unescape(re.sub(r"<[^>]*>", "", name)), "values": values,
            "words": html.unescape(re.sub(r"<[^>]*>", "", words)).lower(),
        }


def shown(document):
    return [row for row in rows(document) if not row["hidden"]]


class Site:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def dump(self, scratch, fragment="", *arguments):
        address = (self.folder / "index.html").resolve().as_uri() + fragment
        return check_html.run(self.program, scratch, "--dump-dom", *arguments, address)


def without_scripts(site, scratch, count):
    """A content setting, because a headless browser has no switch that turns scripts off."""
    profile = scratch / "plain"
    (profile / "Default").mkdir(parents=True)
    (profile / "Default" / "Preferences").write_text(
        json.dumps({"profile": {"default_content_setting_values": {"javascript": 2}}}))
    document, _ = site.dump(scratch, "#q=nothing-is-like-this", f"--user-data-dir={profile}")
    if not re.search(r'id="controls" hidden', document):
        yield "without scripts: controls are shown that cannot work"
    if len(shown(document)) != count:
        yield f"without scripts: {len(shown(document))} rows of {count}"
    if "<button type" in document.split("<thead>")[1].split("</thead>")[0]:
        yield "without scripts: the script ran"


def views(site, scratch, everything):
    """What each view should hold, found from the rows of the plain page."""
    def sorted_by(key, down):
        known = [row for row in everything if key in row["values"]]
        known.sort(key=lambda row: int(row["values"][key]), reverse=down)
        rest = [row for row in everything if key not in row["values"]]
        return [row["page"] for row in known + rest]

    word = everything[-1]["name"][:4].lower()
    letter = everything[0]["quality"]
    other = everything[-1]["security"]
    expected = {
        "": [row["page"] for row in everything],
        f"#q={quote(word)}": [r["page"] for r in everything if word in r["words"]],
        f"#grade={letter}": [r["page"] for r in everything if r["quality"] == letter],
        f"#security={other}": [r["page"] for r in everything if r["security"] == other],
        "#sort=quality&dir=asc": sorted_by("quality", False),
        "#sort=security": sorted_by("security", True),
        "#sort=tools": sorted_by("tools", True),
        "#sort=findings": sorted_by("findings", True),
        "#sort=rank&dir=desc": sorted_by("rank", True),
        "#sort=name": None,
        "#q=%00%3Cscript%3E&sort=constructor&grade=Z": [],
        "#sort=__proto__&dir=up": None,
    }
    for fragment, pages in expected.items():
        document, complaints = site.dump(scratch, fragment)
        found = shown(document)
        yield from (f"{fragment}: the browser says: {line[-200:]}" for line in complaints)
        if "id=\"controls\" hidden" in document:
            yield f"{fragment}: the controls are hidden"
        if pages is not None and [row["page"] for row in found] != pages:
            yield f"{fragment}: the rows are not those expected"
        if fragment == "#sort=name":
            names = [row["name"].lower() for row in found]
            if names != sorted(names):
                yield f"{fragment}: names are not in order"
        if fragment == "#sort=security" and 'aria-sort="descending"' not in document:
            yield f"{fragment}: the column does not say that it is sorted"


def files(folder):
    feed = json.loads((folder / "feed.json").read_text(encoding="utf-8"))
    there = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    if feed["files"] != there:
        yield "feed.json lists other files than there are"
    xml.etree.ElementTree.parse(folder / "changes.xml")
    with open(folder / "servers.csv", newline="", encoding="utf-8") as text:
        table = list(csv.reader(text))
    if len(table) != len(feed["servers"]) + 1 or len({len(line) for line in table}) != 1:
        yield "servers.csv has lines too many, too few, or of different lengths"
    for line in table:
        yield from (f"servers.csv: {cell}" for cell in line if cell[:1] in ("=", "+", "-", "@"))
    for page in sorted(folder.rglob("*.html")):
        source = page.read_text(encoding="utf-8")
        for address in re.findall(r'href="([^"]*)"', source):
            if address.startswith(("https://", "data:", "#")):
                continue
            if not (page.parent / html.unescape(address)).is_file():
                yield f"{page.name}: {address} leads nowhere"
        if re.search(r"unsafe|\son\w+=|\sstyle=|<(?:iframe|object|embed|form|img|base)\b",
                     re.sub(r">[^<]*<", "><", source)):
            yield f"{page.name}: holds what its policy forbids"


def looks(site, page, screenshots):
    """The page in both schemes and widths, without its requests or complaints."""
    for problem in check_html.problems(site.program, page, screenshots):
        # The list has a script of its own, which a policy names; the frame measures it too.
        if page.name == "index.html" and ("script" in problem or "must not hold" in problem):
            continue
        yield f"{page.name}: {problem}"


def problems(program, folder, screenshots):
    site = Site(program, folder)
    yield from files(folder)
    everything = list(rows((folder / "index.html").read_text(encoding="utf-8")))
    if not everything:
        yield "the list is empty"
        return
    with tempfile.TemporaryDirectory() as temporary:
        scratch = pathlib.Path(temporary)
        yield from without_scripts(site, scratch, len(everything))
        yield from views(site, scratch, everything)
    for page in [folder / "index.html", folder / everything[0]["page"]]:
        yield from looks(site, page, screenshots)


if __name__ == "__main__":
    sys.exit(check_html.command(__doc__, problems))
