#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Looks at a page of two files in a real browser: as wide as a phone and as a screen, on paper, and on the network.

Usage: browser.py TEST_REPORT CHROMIUM     the program that writes the page, and the browser
Exit status: 0 as it should be, 1 not: it is printed; 77 the browser does not start here."""
import base64
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from chromium import Browser


def png_size(data):
    return struct.unpack(">II", data[16:24])


def check(browser, page, folder):
    faults = []
    session = browser.new_page()
    for width in (390, 1280):
        browser.open(session, page.as_uri(), width)
        measured = browser.call("Runtime.evaluate", session, returnByValue=True, expression="""(() => {
            const inside = e => { for (let p = e; p; p = p.parentElement) if (p.className === 'scroll') return true; return false; };
            const wide = [...document.querySelectorAll('body *')].filter(
                e => !inside(e) && e.getBoundingClientRect().right > innerWidth + 0.5);
            const texts = [...document.querySelectorAll('figure > svg text')].map(e => e.getBoundingClientRect());
            return {page: document.documentElement.scrollWidth, screen: innerWidth, wide: wide.slice(0, 3).map(e => e.outerHTML.slice(0, 80)),
                    headings: document.querySelectorAll('h3').length, figures: document.querySelectorAll('figure > svg').length,
                    small: texts.filter(r => r.height > 0 && r.height < 9).length, font: getComputedStyle(document.body).fontSize};
        })()""")["result"]["value"]
        if measured["page"] > width or measured["wide"]:
            faults.append(f"{width} px wide, the page takes {measured['page']}: {measured['wide']}")
        if measured["figures"] == 0 or measured["headings"] == 0:
            faults.append(f"{width} px wide: nothing is drawn")
        if measured["small"]:
            faults.append(f"{width} px wide: {measured['small']} texts of figures are less than 9 px high")
        shot = base64.b64decode(browser.call("Page.captureScreenshot", session, format="png")["data"])
        (folder / f"{width}.png").write_bytes(shot)
        if png_size(shot)[0] != width:
            faults.append(f"{width} px wide: a picture of {png_size(shot)}")
        asked = browser.requests()
        if [url for url in asked if url != page.as_uri()]:
            faults.append(f"asked for {asked}")
        if page.as_uri() not in asked:
            faults.append("the page's own request was not seen: is this check still right?")
        said = browser.complaints()
        if said:
            faults.append(f"the browser complains: {said[0]}")
    pdf = base64.b64decode(browser.call("Page.printToPDF", session, preferCSSPageSize=True, printBackground=True)["data"])
    (folder / "page.pdf").write_bytes(pdf)
    sheets = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ") or pdf.count(b"/Type/Page")
    if not pdf.startswith(b"%PDF-") or len(pdf) < 10000 or sheets == 0:
        faults.append(f"printed: {len(pdf)} bytes, {sheets} sheets")
    box = pdf.find(b"/MediaBox")
    if b"841" not in pdf[box:box + 60]:
        faults.append(f"printed on {pdf[box:box + 60]!r}, not on A4 across")
    return faults


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    subprocess.run([sys.argv[1], "[.page]"], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "MATTIS_REPORT_PAGE": name})
    try:
        browser = Browser(sys.argv[2], folder)
        browser.call("Browser.getVersion")
    except (EOFError, OSError, TimeoutError) as error:
        print(f"{sys.argv[2]} does not start here ({error}): not looked at", file=sys.stderr)
        sys.exit(77)
    try:
        faults = check(browser, folder / "page.html", folder)
    finally:
        browser.close()
for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(1 if faults else 0)
