"""Pages of every kind, and a real browser to look at them with; skipped where there is none."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.report.page.write import write_page
from sim.scenario.load import load
from sim.workflow.campaign.fly import run_campaign
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.compare import compare_to_folder
from sim.workflow.output import Output
from sim.workflow.plan import plan_to_folder
from sim.workflow.run import run_to_folder

TESTS = Path(__file__).parent.parent
SHORT_PLAN = TESTS / "cli" / "short_plan.yaml"
HOSTILE = "</script><script>document.title='taken'</script>\u202e\"'"
PRINTING = HOSTILE.replace("\u202e", "")
"""What a scenario takes of it."""
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
OPTIONS = (
    "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--no-default-browser-check", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)  # fmt: skip
LAUNCH = (
    "import os, sys; from fcntl import F_DUPFD, fcntl; "
    "a, b = (fcntl(int(n), F_DUPFD, 10) for n in sys.argv[1:3]); "
    "os.dup2(a, 3); os.dup2(b, 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""The browser reads what to do from file 3 and answers on file 4."""
LIGHT, DARK = "light", "dark"
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

    def open(self, page: Path, scheme: str = LIGHT, size: tuple[int, int] = (1100, 900)) -> None:
        """Open a page and wait until it is loaded."""
        touch, (width, height) = size == PHONE, size
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=touch)  # fmt: skip
        self.send("Emulation.setTouchEmulationEnabled", enabled=touch)
        told = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media="", features=told)
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
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


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def plan_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page of a short plan."""
    target = tmp_path_factory.mktemp("plan") / "out"
    plan_to_folder(load(SHORT_PLAN), SHORT_PLAN, Output(folder=target, plots=False))
    return write_page(target)


@pytest.fixture(scope="session")
def run_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page of the flight of that plan, with the failures of its last burn."""
    target = tmp_path_factory.mktemp("run") / "out"
    run_to_folder(load(SHORT_PLAN), SHORT_PLAN, Output(folder=target))
    return target / "report.html"


@pytest.fixture(scope="session")
def compared_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short descents with debris, one with a hostile title and label."""
    folder, quoted = tmp_path_factory.mktemp("compared"), json.dumps(PRINTING)
    place = TESTS / "report"
    text = (place / "descent.yaml").read_text() + (place / "catalogue.yaml").read_text()
    hostile = text.replace('"Short descent"', quoted).replace('label: "Short"', f"label: {quoted}")
    shallow = text.replace('perigee: "30 km"', 'perigee: "60 km"')
    shallow = shallow.replace("name: descent", "name: shallow").replace("#009e73", "#d55e00")
    files = [folder / "steep.yaml", folder / "shallow.yaml"]
    for file, words in zip(files, (hostile, shallow), strict=True):
        file.write_text(words)
    output = Output(folder=folder / "out", plots=False)
    compare_to_folder([load(file) for file in files], files, output)
    return write_page(folder / "out")


@pytest.fixture(scope="session")
def campaign_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of two short falls, one with a hostile label."""
    folder, quoted = tmp_path_factory.mktemp("campaign"), json.dumps(PRINTING)
    place = TESTS / "campaign"
    files = []
    for name in ("short", "steep"):
        text = (place / f"{name}.yaml").read_text()
        (folder / f"{name}.yaml").write_text(text.replace('"Short fall"', quoted))
        files.append(folder / f"{name}.yaml")
    target = folder / "out"
    options = CampaignOptions(samples=64, begin="start")
    output = Output(folder=target, plots=False)
    run_campaign([load(file) for file in files], files, options, output)
    answers = json.loads((target / "answers.json").read_text())
    answers["campaign"]["plans"][0]["label"] = HOSTILE
    (target / "answers.json").write_text(json.dumps(answers))
    return write_page(target)


@pytest.fixture(params=["run", "compared", "plan", "campaign"])
def page(request: pytest.FixtureRequest) -> Path:
    """The page of each kind."""
    return request.getfixturevalue(f"{request.param}_page")
