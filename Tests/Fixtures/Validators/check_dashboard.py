#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens the pages of a collector in a headless Chromium and uses them with the keyboard.

Usage: check_dashboard.py FOLDER... [--screenshots DIR]
The folder holds pages (*.html) and their policy (policy.txt), which is sent as a header. The
browser is found as check_html.py finds it. A page fails when it asks for anything but itself,
complains, is wider than its window (360 pixels and up), has text of too little contrast in either
scheme, has controls that the Tab key does not reach, loses its place when it brings itself up to
date, does so while paused, or shows controls that cannot work without scripts. Exit status 0, or 1
with one line per problem, or 2 without a browser.
"""
import base64
import http.server
import re
import sys
import tempfile
import threading

import check_html
from driven_browser import Browser

# Rules of the page's own policy do not hold for these; they see the page as the browser does.
CONTRAST = """
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => color.slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 250) return color;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const hasText = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!hasText || ["SCRIPT", "STYLE", "title"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const isSVG = element instanceof SVGElement;
    const [a, b] = [light(rgba(isSVG ? style.fill : style.color)), light(ground(element))]
      .sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.push(element.textContent.trim().slice(0, 40));
  }
  return [...new Set(found)];
})()
"""
FOCUSED = """
(() => {
  const e = document.activeElement;
  return e === document.body ? "" : [e.localName, e.id, e.getAttribute("href") || "",
    e.parentElement.id].join(" ");
})()
"""
CONTROLS = """
[...document.querySelectorAll("a[href], button, summary, [tabindex='0']")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.localName, e.id, e.getAttribute("href") || "", e.parentElement.id].join(" "))
"""
# The page's clock is turned by hand.
CLOCK = "window.setInterval = (tick) => { window.tick = tick; return 1; };"


class Pages(http.server.BaseHTTPRequestHandler):
    """Serves the folder with its policy; every answer was made at another time."""

    def do_GET(self):
        name = self.path.split("?")[0].lstrip("/")
        server = self.server
        page = (server.folder / name).read_text(encoding="utf-8")
        server.count += 1
        page = re.sub(r'(id="made"[^>]*>)[^<]*', rf"\g<1>answer {server.count}", page)
        page = page.replace("</h1>", f"</h1><i id=\"count\">{server.count}</i>")
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", server.policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def looks(browser, name, screenshots):
    for scheme in ("light", "dark"):
        for width in (1240, 1024, 840, 360):
            browser.look(width, 900, scheme)
            wide = browser.run("document.documentElement.scrollWidth")
            if wide > width:
                yield f"is {wide} pixels wide in a window of {width}"
            for text in browser.run(CONTRAST):
                yield f"too little contrast, {scheme}: {text}"
            if screenshots and width in (1240, 360):
                shot = browser.call(
                    "Page.captureScreenshot", captureBeyondViewport=True, format="png")
                (screenshots / f"{name}-{scheme}-{width}.png").write_bytes(
                    base64.b64decode(shot["data"]))


def keyboard(browser):
    """Goes through the page with the Tab key."""
    wanted, reached = browser.run(CONTROLS), []
    for _ in range(len(wanted) + 2):
        browser.press("Tab", 9)
        reached.append(browser.run(FOCUSED))
    if reached[0].split() != ["a", "#main"]:
        yield f"the first control is {reached[0]}"
    yield from (f"the Tab key does not reach: {control}" for control in set(wanted) - set(reached))


def updates(browser, server):
    """Turns the clock on, with something open, focused and scrolled."""
    if browser.run("typeof tick") != "function":
        yield "its script does not run"
        return
    if not browser.run("document.querySelector('#pause').checkVisibility()"):
        yield "the button that pauses is hidden"
    browser.look(360, 500, "light")
    browser.run("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    browser.run("document.querySelectorAll('.scroll').forEach((e) => { e.scrollLeft = 40; })")
    browser.run("[...document.querySelectorAll('main a, main summary')].pop()?.focus()")
    browser.run("scrollTo(0, document.body.scrollHeight)")
    state = (
        "[" + FOCUSED.strip() + ", scrollY, [...document.querySelectorAll('details')].map("
        "(e) => e.open), [...document.querySelectorAll('.scroll')].map((e) => e.scrollLeft)]")
    before, count = browser.run(state), server.count
    browser.run("tick()")
    if server.count != count + 1:
        yield f"asked {server.count - count} times for newer numbers"
    if browser.run("document.querySelector('#count')?.textContent") != str(server.count):
        yield "newer numbers are not shown"
    if browser.run("document.querySelector('#made').textContent") != f"answer {server.count}":
        yield "does not say when it was made anew"
    after = browser.run(state)
    if after != before:
        yield f"loses its place: {before} becomes {after}"
    browser.run("document.querySelector('#pause').focus()")
    browser.press(" ", 32)
    if browser.run("document.querySelector('#state').textContent") != "Paused":
        yield "does not say that it is paused"
    count = server.count
    browser.run("tick()")
    if server.count != count:
        yield "asks for newer numbers while paused"
    browser.press(" ", 32)


def without_scripts(browser, address):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(address)
    if browser.run("document.querySelector('#pause').checkVisibility()"):
        yield "without scripts: shows a button that cannot work"
    if not browser.run("document.querySelector('main h1').checkVisibility()"):
        yield "without scripts: has no heading"
    browser.call("Emulation.setScriptExecutionDisabled", value=False)


def problems(program, folder, screenshots):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.folder, server.count = folder, 0
    server.policy = (folder / "policy.txt").read_text(encoding="utf-8").strip()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}/"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            browser.call("Page.addScriptToEvaluateOnNewDocument", source=CLOCK)
            for page in sorted(folder.glob("*.html")):
                address = origin + page.name
                browser.open(address)
                found = [
                    *looks(browser, page.stem, screenshots), *keyboard(browser),
                    *updates(browser, server), *without_scripts(browser, address),
                ]
                found += [f"the browser says: {words}" for words in browser.complaints]
                found += [
                    f"asks for {url}" for url in browser.asked
                    if not url.startswith((origin, "data:"))]
                browser.complaints.clear()
                browser.asked.clear()
                yield from (f"{page.name}: {problem}" for problem in dict.fromkeys(found))
        finally:
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    sys.exit(check_html.command(__doc__, problems))
