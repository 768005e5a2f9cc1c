#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Looks at a page of two files in a real browser: as wide as a phone and as a screen, on paper, and on the network.

Usage: browser.py TEST_REPORT CHROMIUM     the program that writes the page, and the browser
Exit status: 0 as it should be, 1 not: it is printed; 77 the browser does not start here."""
import base64
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time


class Browser:
    """Chromium without a window, spoken to over the pipes of its own protocol: no port, no library."""

    def __init__(self, program, folder):
        to_browser, from_browser = os.pipe(), os.pipe()

        def connect():  # it reads from 3 and writes to 4; both copies first, as either may be 3 or 4
            reading, writing = os.dup(to_browser[0]), os.dup(from_browser[1])
            high = [os.dup2(reading, 100), os.dup2(writing, 101)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.log = open(folder / "browser.log", "wb")
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             "--no-first-run", "--disable-background-networking", f"--user-data-dir={folder / 'profile'}", "about:blank"],
            preexec_fn=connect, close_fds=False, stdout=self.log, stderr=self.log)
        os.close(to_browser[0])
        os.close(from_browser[1])
        self.out, self.input = to_browser[1], from_browser[0]
        os.set_blocking(self.input, False)
        self.unread, self.events, self.number = b"", [], 0

    def messages(self, deadline):
        while time.monotonic() < deadline:
            try:
                part = os.read(self.input, 1 << 20)
                if not part:
                    raise EOFError("the browser ended")
                self.unread += part
            except BlockingIOError:
                time.sleep(0.01)
            while b"\0" in self.unread:
                message, self.unread = self.unread.split(b"\0", 1)
                yield json.loads(message)
        raise TimeoutError("the browser says nothing")

    def call(self, method, session=None, seconds=60, **parameters):
        self.number += 1
        question = {"id": self.number, "method": method, "params": parameters}
        if session:
            question["sessionId"] = session
        data = json.dumps(question).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        for message in self.messages(time.monotonic() + seconds):
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def close(self):
        try:
            self.call("Browser.close", seconds=10)
            self.process.wait(10)
        except (EOFError, OSError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


def png_size(data):
    return struct.unpack(">II", data[16:24])


def check(browser, page, folder):
    faults = []
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Network", "Page", "Log", "Runtime"):
        browser.call(f"{domain}.enable", session)
    for width in (390, 1280):
        browser.call("Emulation.setDeviceMetricsOverride", session, width=width, height=844, deviceScaleFactor=1, mobile=width < 500)
        browser.events.clear()
        browser.call("Page.navigate", session, url=page.as_uri())
        for _ in range(100):
            state = browser.call("Runtime.evaluate", session, expression="document.readyState", returnByValue=True)
            if state["result"]["value"] == "complete":
                break
            time.sleep(0.05)
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
        asked = [event["params"]["request"]["url"] for event in browser.events if event.get("method") == "Network.requestWillBeSent"]
        if [url for url in asked if url != page.as_uri()]:
            faults.append(f"asked for {asked}")
        if page.as_uri() not in asked:
            faults.append("the page's own request was not seen: is this check still right?")
        said = [event["params"] for event in browser.events if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
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
