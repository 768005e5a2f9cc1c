#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Reads the pages that Sphinx made: none asks another host for anything, links between them lead somewhere; in Chromium, where it is
installed, none is wider than a screen or a phone, and none complains.

Usage: check_pages.py FOLDER
Writes beside FOLDER: external-links.txt, the links to other hosts, which nobody follows here, and pictures/. Exit status 1: a fault."""
import base64
import html.parser
import pathlib
import re
import shutil
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "tests" / "support"))
from chromium import Browser

site = pathlib.Path(sys.argv[1]).resolve()
pictured = ["index", "start/physicist", "command", "models", "errors", "generated/options", "generated/cpp_kernels", "generated/c",
            "generated/python_api", "measured", "tutorials/phase_diagram"]


class Page(html.parser.HTMLParser):
    """What a page loads, what it links to, and the places in it."""

    def __init__(self, file):
        super().__init__()
        self.loads, self.links, self.places = [], [], set()
        self.feed(file.read_text())

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.places.update(filter(None, [of.get("id"), of.get("name")]))
        if tag == "link" and of.get("rel") not in ("canonical", "next", "prev", "index", "search", "author"):
            self.loads.append(of.get("href"))
        elif tag in ("script", "img", "iframe", "source", "audio", "video") and of.get("src"):
            self.loads.append(of["src"])
        elif tag == "a" and of.get("href"):
            self.links.append(of["href"])


def outside(url):
    return re.match(r"(https?:)?//", url or "") is not None


def faults_of(pages):
    external = set()
    for file, page in pages.items():
        name = file.relative_to(site)
        for url in page.loads:
            if outside(url):
                yield f"{name}: asks for {url}"
        for url in page.links:
            if outside(url) or url.startswith("mailto:"):
                external.add(url)
                continue
            path, _, place = urllib.parse.unquote(url).partition("#")
            to = (file.parent / path).resolve() if path else file
            if not to.exists():
                yield f"{name}: {url} leads nowhere"
            elif place and to in pages and place not in pages[to].places:
                yield f"{name}: {url}: no such place"
    for style in site.rglob("*.css"):
        for url in re.findall(r"url\(['\"]?([^'\")]+)", style.read_text()):
            if outside(url):
                yield f"{style.relative_to(site)}: asks for {url}"
    (site.parent / "external-links.txt").write_text("\n".join(sorted(external)) + "\n")


def seen(browser, pages):
    session = browser.new_page()
    pictures = site.parent / "pictures"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir()
    for file in pages:
        name = file.relative_to(site).with_suffix("").as_posix()
        for width in (1280, 390):
            browser.open(session, file.as_uri(), width)
            takes = browser.call("Runtime.evaluate", session, returnByValue=True,
                                 expression="document.documentElement.scrollWidth")["result"]["value"]
            if takes > width:
                widest = browser.call("Runtime.evaluate", session, returnByValue=True, expression="""(() => {
                    const inside = e => { for (let p = e.parentElement; p; p = p.parentElement)
                        if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
                    return [...document.querySelectorAll('article *')].filter(
                        e => e.getBoundingClientRect().right > innerWidth && !inside(e)).slice(0, 2).map(e => e.outerHTML.slice(0, 120)).join(' ')
                    })()""")["result"]["value"]
                yield f"{name}: {width} px wide, it takes {takes}: {widest}"
            for url in browser.requests():
                if not url.startswith(("file:", "data:")):
                    yield f"{name}: asked for {url}"
            for said in browser.complaints():
                yield f"{name}: the browser complains: {said}"
            if name in pictured:
                shot = base64.b64decode(browser.call("Page.captureScreenshot", session, format="png")["data"])
                (pictures / f"{name.replace('/', '-')}-{width}.png").write_bytes(shot)


pages = {file: Page(file) for file in sorted(site.rglob("*.html")) if "_static" not in file.parts}
faults = [f"{name}: expected a page to look at" for name in pictured if site / f"{name}.html" not in pages]
faults += faults_of(pages)
program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
if program is None:
    print("docs: no Chromium: the pages are read, and not looked at (scripts/setup --browser)")
else:
    with tempfile.TemporaryDirectory() as folder:
        try:
            browser = Browser(program, pathlib.Path(folder))
            browser.call("Browser.getVersion")
        except (EOFError, OSError, TimeoutError) as error:
            print(f"docs: {program} does not start here ({error}): the pages are read, and not looked at")
        else:
            try:
                faults += seen(browser, pages)
            finally:
                browser.close()
for fault in faults:
    print(f"docs: {fault}", file=sys.stderr)
sys.exit(1 if faults else 0)
