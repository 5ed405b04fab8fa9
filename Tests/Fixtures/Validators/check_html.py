#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens HTML reports in a headless Chromium, light and dark, wide and narrow.

Usage: check_html.py FILE... [--screenshots DIR]
SMELT_CHROMIUM names the browser (otherwise chromium or google-chrome from PATH). A page fails when
it asks for anything but itself, runs a script, is wider than a window of 320 pixels, breaks its own
content security policy, or does not follow the colour scheme. Exit status 0, or 1 with one line per
problem, or 2 without a browser.
"""
import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--no-pings", "--enable-logging=stderr", "--virtual-time-budget=3000",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
SCHEMES = {"dark": 0, "light": 1}


def browser():
    names = [os.environ.get("SMELT_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, (shutil.which(name) for name in names if name)), None)


def run(program, scratch, *arguments):
    command = [program, *FLAGS, f"--user-data-dir={scratch}/profile", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"the browser ended with {done.returncode}: {done.stderr[-400:]}")
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def requests(log):
    """The addresses the page asked for, apart from its own."""
    text = log.read_text(encoding="utf-8")
    try:
        events = json.loads(text)["events"]
    except ValueError:
        # The browser may end before it closes the list.
        events = json.loads(text.rstrip().rstrip(",") + "]}")["events"]
    for event in events:
        parameters = event.get("params", {})
        # What the browser itself asks for on its start has no page behind it.
        if parameters.get("initiator", "not an origin") == "not an origin":
            continue
        if not parameters.get("url", "").startswith(("file:", "data:", "blob:", "chrome")):
            yield parameters.get("url")


def average(png):
    """The mean brightness of the first rows of a PNG, without an imaging library."""
    data = png.read_bytes()
    width, _, depth, kind = struct.unpack(">IIBB", data[16:26])
    channels = {2: 3, 6: 4}[kind]
    assert depth == 8
    place, packed = 8, b""
    while place < len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        if name == b"IDAT":
            packed += data[place + 8 : place + 8 + length]
        place += length + 12
    rows, stride, before = zlib.decompress(packed), width * channels, bytearray(width * channels)
    total = 0
    for row in range(8):
        kind, line = rows[row * (stride + 1)], bytearray(rows[row * (stride + 1) + 1 :][:stride])
        for i in range(stride):
            a = line[i - channels] if i >= channels else 0
            c = before[i - channels] if i >= channels else 0
            b, p = before[i], a + before[i] - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line[i] = (line[i] + [0, a, b, (a + b) // 2, paeth][kind]) & 255
        before, total = line, total + sum(line) / stride
    return total / 8


def measured(page, scratch):
    """A page that holds the report in a frame of 320 pixels and notes how wide it came out."""
    data = base64.b64encode(page.read_bytes()).decode()
    # The report's own policy forbids scripts, so the measuring one sits outside, in a page whose
    # frame has the same origin.
    probe = scratch / "probe.html"
    probe.write_text(
        "<!DOCTYPE html><meta charset=utf-8><iframe id=f width=320 height=900></iframe><script>"
        f"const bytes = Uint8Array.from(atob('{data}'), c => c.charCodeAt(0));"
        "const text = new TextDecoder().decode(bytes);"
        "const f = document.getElementById('f');"
        "f.onload = () => { const d = f.contentDocument;"
        "document.body.dataset.width = d.documentElement.scrollWidth;"
        "document.body.dataset.scripts = d.scripts.length;"
        "document.body.dataset.handlers = [...d.querySelectorAll('*')].filter(e =>"
        " [...e.attributes].some(a => a.name.startsWith('on'))).length; };"
        "f.srcdoc = text;</script>",
        encoding="utf-8")
    return probe


def problems(program, page, screenshots):
    source = page.read_text(encoding="utf-8")
    if 'http-equiv="Content-Security-Policy"' not in source:
        yield "no content security policy"
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        shades = {}
        for scheme, number in SCHEMES.items():
            for width in (1200, 360):
                name = f"{page.stem}-{scheme}-{width}.png"
                shot = (screenshots or scratch) / name
                log = scratch / f"{name}.json"
                _, complaints = run(
                    program, scratch, f"--blink-settings=preferredColorScheme={number}",
                    f"--window-size={width},2400", f"--screenshot={shot.resolve()}",
                    f"--log-net-log={log}", page.resolve().as_uri())
                shades[scheme] = average(shot)
                yield from (f"asks for {address}" for address in requests(log))
                yield from (f"the browser says: {line[-200:]}" for line in complaints)
        if not shades["dark"] < 80 < 170 < shades["light"]:
            yield f"does not follow the colour scheme: {shades}"
        document, _ = run(program, scratch, "--dump-dom", page.resolve().as_uri())
        yield from of_document(document)
        frame, _ = run(program, scratch, "--dump-dom", measured(page, scratch).resolve().as_uri())
        yield from of_frame(frame)


def of_document(document):
    if re.search(r"<(script|iframe|object|embed|form|img|base)\b", document, re.I):
        yield "holds an element that it must not hold"
    for name in ("main", "footer", "h1"):
        if not re.search(rf"<{name}\b", document):
            yield f"has no {name}"


def of_frame(document):
    found = dict(re.findall(r'data-(width|scripts|handlers)="(\d+)"', document))
    if "width" not in found:
        yield "could not be measured in a frame"
        return
    if int(found["width"]) > 320:
        yield f"is {found['width']} pixels wide in a window of 320"
    if int(found["scripts"]) or int(found["handlers"]):
        yield "holds scripts or event handlers"


def command(documentation, problems):
    """Looks at what the command line names, with problems(browser, path, folder of screenshots)."""
    parser = argparse.ArgumentParser(description=documentation.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    arguments = parser.parse_args()
    program = browser()
    if program is None:
        print("no browser: set SMELT_CHROMIUM", file=sys.stderr)
        return 2
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    failed = False
    for path in arguments.paths:
        for problem in dict.fromkeys(problems(program, path, arguments.screenshots)):
            failed = True
            print(f"{path}: {problem}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(command(__doc__, problems))
