# SPDX-License-Identifier: BSD-3-Clause
"""A real browser for tests that look at pages."""
import json
import os
import subprocess
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

    def open(self, session, url, width, height=844):
        """The page as wide as that, loaded."""
        self.call("Emulation.setDeviceMetricsOverride", session, width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        self.events.clear()
        self.call("Page.navigate", session, url=url)
        for _ in range(100):
            state = self.call("Runtime.evaluate", session, expression="document.readyState", returnByValue=True)
            if state["result"]["value"] == "complete":
                return
            time.sleep(0.05)

    def new_page(self):
        """A session in which requests and complaints are recorded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Network", "Page", "Log", "Runtime"):
            self.call(f"{domain}.enable", session)
        return session

    def requests(self):
        return [event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        return [event["params"] for event in self.events if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
