"""A real Chromium, driven by the Chrome DevTools protocol over a pipe: no driver, no package."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
OPTIONS = (
    "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--no-default-browser-check", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
)  # fmt: skip
LAUNCH = (
    "import os, sys; from fcntl import F_DUPFD, fcntl; "
    "a, b = (fcntl(int(n), F_DUPFD, 10) for n in sys.argv[1:3]); "
    "os.dup2(a, 3); os.dup2(b, 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""The browser reads what to do from file 3 and answers on file 4."""
LIGHT = "light"
PHONE = (390, 844)


class Browser:
    """A browser driven by the Chrome DevTools protocol over a pipe."""

    def __init__(self, folder: Path) -> None:
        down, up = os.pipe(), os.pipe()
        command = [
            sys.executable, "-c", LAUNCH, str(down[0]), str(up[1]), BROWSER, *OPTIONS,
            f"--user-data-dir={folder}", *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "about:blank",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, pass_fds=(down[0], up[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(down[0])
        os.close(up[1])
        self.out, self.back, self.kept = down[1], up[0], b""
        self.count, self.session, self.events = 0, None, []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **given: Any) -> dict[str, Any]:
        """Do something; returns what came of it."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": given}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self.count:
                assert "error" not in told, told
                return told["result"]
            self.events.append(told)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.kept:
            part = os.read(self.back, 1 << 20)
            assert part, "the browser is gone"
            self.kept += part
        message, self.kept = self.kept.split(b"\0", 1)
        return json.loads(message)

    def open(
        self, page: Path | str, scheme: str = LIGHT, size: tuple[int, int] = (1100, 900)
    ) -> None:
        """Open a file or an address and wait until it is loaded."""
        touch, (width, height) = size == PHONE, size
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=touch)  # fmt: skip
        self.send("Emulation.setTouchEmulationEnabled", enabled=touch)
        told = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media="", features=told)
        self.events.clear()
        self.send("Page.navigate", url=page if isinstance(page, str) else page.as_uri())
        while not any(each.get("method") == "Page.loadEventFired" for each in self.events):
            self.events.append(self._next())

    def ask(self, code: str) -> Any:
        """The value of an expression in the page."""
        told = self.send("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def complaints(self) -> list[Any]:
        """Errors, and lines on the console, since the page was opened."""
        methods = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [each["params"] for each in self.events if each.get("method") in methods]

    def requests(self) -> list[str]:
        """Addresses asked for besides that of the page."""
        sent = [e["params"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in sent if each["type"] != "Document"]

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Put fingers down (`Start`), move them (`Move`) or lift them (`End`)."""
        told = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
        self.send("Input.dispatchTouchEvent", type=f"touch{kind}", touchPoints=told)

    def close(self) -> None:
        """End the browser."""
        self.session = None
        self.send("Browser.close")
        self.process.wait(20)
        os.close(self.out)
        os.close(self.back)
