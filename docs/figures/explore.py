"""Takes the pictures of explore and of the decision room in Chromium, into docs/figures/explore:
`python docs/figures/explore.py [SCENARIO ...] [--campaign FOLDER]`.

Each is looked at before it is kept. `--into` takes them elsewhere.
"""

import argparse
import base64
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "benchmarks"))

from chromium import Browser  # noqa: E402

from sim.explore.room import Room  # noqa: E402
from sim.explore.server import ExploreServer, open_server  # noqa: E402
from sim.explore.session import OpenPlan, open_plans  # noqa: E402
from sim.explore.start import begin  # noqa: E402
from sim.scenario.load import load  # noqa: E402
from sim.scenario.reading.shipped import scenario_file  # noqa: E402

DESK, PHONE = (1280, 900), (390, 844)
CLOUDED = "(shown[active].cloudFigures || {}).samples >= 256"
SETTLED = "!busy && wanted === null"


class Camera:
    """A browser that takes pictures into a folder."""

    def __init__(self, browser: Browser, into: Path) -> None:
        self.browser, self.into = browser, into

    def open(self, address: str, scheme: str = "light", size: tuple[int, int] = DESK) -> None:
        """Open a page and wait until it stands."""
        self.browser.open(address, scheme, size)
        self.until("document.documentElement.dataset.ready === 'yes'")

    def until(self, code: str, most: float = 90.0) -> None:
        """Wait until an expression of the page is true."""
        end = time.monotonic() + most
        while not self.browser.ask(code):
            if time.monotonic() > end:
                raise TimeoutError(code)
            time.sleep(0.05)

    def take(self, name: str, whole: bool = False) -> None:
        """Keep what is seen, or the whole length of the page."""
        time.sleep(0.3)
        clip = {}
        if whole:
            width, height = self.browser.ask(
                "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            )
            clip = {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
                    "captureBeyondViewport": True}  # fmt: skip
        data = self.browser.send("Page.captureScreenshot", **clip)["data"]
        self.into.mkdir(parents=True, exist_ok=True)
        (self.into / f"{name}.png").write_bytes(base64.b64decode(data))
        print(self.into / f"{name}.png", flush=True)


@contextmanager
def camera(into: Path) -> Iterator[Camera]:
    """A camera for the length of a block."""
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder))
        try:
            yield Camera(browser, into)
        finally:
            browser.close()


def set_value(name: str, value: str) -> str:
    """Code that types a value into a field and leaves it."""
    return f"""(() => {{ const e = document.getElementById("in-{name}");
      e.value = "{value}"; e.dispatchEvent(new Event("change")); }})()"""


def take_explore(eye: Camera, server: ExploreServer) -> None:
    """Every state of the page."""
    eye.open(server.address)
    eye.until(CLOUDED)
    eye.take("planned_light")
    eye.browser.ask('document.querySelector("[data-view=ocean]").click()')
    eye.take("ocean_light")
    eye.browser.ask('document.querySelector("[data-view=debris]").click()')
    eye.browser.ask('document.getElementById("pin").click()')
    eye.browser.ask(set_value("ignition_shift_s", "120"))
    eye.until(f"{SETTLED} && shown[active].state.ignition_shift_s === 120")
    eye.browser.ask('document.querySelector("[data-view=debris]").click()')
    eye.take("dragged_beside_the_plan")
    eye.browser.ask('document.getElementById("pin").click()')
    eye.browser.ask('document.getElementById("reset").click()')
    eye.until(SETTLED)
    eye.browser.ask(set_value("thrust", "plenty"))
    eye.browser.ask('document.getElementById("in-thrust").scrollIntoView({block: "center"})')
    eye.take("bad_input")
    eye.browser.ask('document.getElementById("reset").click()')
    eye.until(SETTLED)
    eye.browser.ask("(() => { const [a, b] = aimNow(); setAim(a, b - 1); })()")
    eye.until("shown[active].approximate_km !== null")
    eye.take("aim_approximate")
    eye.until(
        "shown[active].approximate_km === null && Boolean(shown[active].state.aim_latitude_deg)"
    )
    eye.take("aim_planned_again")
    eye.open(server.address + "&cutoff=delta_v&delta_v_m_s=1")
    eye.until(f"{SETTLED} && shown[active].figures.debris === null")
    eye.take("stays_up")
    eye.open(server.address + "&plan=another&scenario=ffff")
    eye.take("foreign_link")
    eye.open(server.address, "dark")
    eye.until(CLOUDED)
    eye.take("planned_dark")
    for scheme in ("light", "dark"):
        eye.open(server.address, scheme, PHONE)
        eye.until(CLOUDED)
        eye.take(f"phone_{scheme}", whole=True)


def take_room(eye: Camera, server: ExploreServer) -> None:
    """Every state of the decision room."""
    for scheme, size, name in (
        ("light", DESK, "room_light"), ("dark", DESK, "room_dark"), ("light", PHONE, "room_phone"),
    ):  # fmt: skip
        eye.open(server.address, scheme, size)
        eye.browser.ask(
            """(() => { const kinds = [...document.getElementById("kind").options];
            const held = kinds.find((o) => o.value.startsWith("a burn waited")) || kinds[0];
            document.getElementById("kind").value = held.value; return pick(0); })()"""
        )
        eye.browser.ask("""(() => { const t = document.getElementById("time");
          t.value = (replay.steps.find((s) => s.decision !== "go") || replay.steps.at(-1)).decided_s + 60;
          show(); })()""")  # noqa: E501
        eye.take(name)
    eye.browser.ask("""(() => { const s = document.getElementById("sample");
      s.value = "many"; s.dispatchEvent(new Event("change")); })()""")
    eye.until('document.getElementById("sample-told").textContent !== ""')
    eye.take("room_bad_input")


def serve(plans: list[OpenPlan]) -> ExploreServer:
    """A server of plans that are open."""
    app, server, _ = begin(0)
    app.ready(plans)
    return server


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--campaign", type=Path)
    parser.add_argument("--into", type=Path, default=HERE / "explore")
    options = parser.parse_args()
    files = [Path(scenario_file(each)) for each in options.scenarios]
    with camera(options.into) as eye:
        if files:
            take_explore(eye, serve(open_plans([load(file) for file in files], files)))
        if options.campaign:
            server, _ = open_server(0, Room(options.campaign).ask, "Decision room", "/room")
            server.start()
            take_room(eye, server)


if __name__ == "__main__":
    main()
