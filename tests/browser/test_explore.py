"""Explore in a real browser: a control that is dragged moves the footprint the right way, bad input
is told beside its field, keys and fingers work, and nothing is asked for outside.
"""

import json
import os
import time
from pathlib import Path

import pytest

from sim.explore.app import App
from sim.explore.server import open_server
from sim.explore.session import open_flown
from sim.flight.status import FlightProgress
from sim.scenario.load import load
from sim.workflow.flown_scenario import run_scenario
from sim.workflow.run import build_missions

pytestmark = pytest.mark.slow

SCENARIO = Path(__file__).parents[1] / "explore" / "descent.yaml"
DESK, PHONE = (1280, 900), (390, 844)
AXE = """(async () => {
  const told = await axe.run(document, { resultTypes: ["violations"] });
  return told.violations.map((v) => [v.impact, v.id, v.nodes[0].html.slice(0, 200)]);
})()"""
MIDDLE = "(({latitude_deg: a, longitude_deg: o}) => [a, o])(shown[active].figures.debris)"


@pytest.fixture(scope="module")
def served():
    scenario = load(SCENARIO)
    flown = run_scenario(scenario, build_missions([scenario])[0], FlightProgress())
    app = App()
    server, _ = open_server(0, app.ask, "Explore")
    server.start()
    app.ready([open_flown(scenario, flown)])
    yield server
    server.shutdown()
    server.server_close()


def until(browser, code: str, most: float = 60.0):
    """The value of an expression in the page, once it is true."""
    end = time.monotonic() + most
    while not (value := browser.ask(code)):
        assert time.monotonic() < end, code
        time.sleep(0.05)
    return value


def open_page(browser, served, query: str = "", scheme: str = "light", size=DESK) -> None:
    browser.open(f"{served.address}{query}", scheme, size)
    until(browser, "document.documentElement.dataset.ready === 'yes'")
    until(browser, "!busy")


def drag(browser, name: str, share: float) -> None:
    """Take the knob of a slider and pull it by a share of its length."""
    code = f"""(() => {{ const e = document.getElementById("slide-{name}");
      e.scrollIntoView({{ block: "center" }}); const b = e.getBoundingClientRect();
      const at = (e.value - e.min) / (e.max - e.min), k = 8;
      return [b.left + k + at * (b.width - 2 * k), b.top + b.height / 2, b.width - 2 * k]; }})()"""
    x, y, width = browser.ask(code)
    mouse = {"button": "left", "clickCount": 1}
    browser.send("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **mouse)
    for step in range(1, 6):
        at = x + share * width * step / 5
        browser.send("Input.dispatchMouseEvent", type="mouseMoved", x=at, y=y, **mouse, buttons=1)
    browser.send("Input.dispatchMouseEvent", type="mouseReleased", x=at, y=y, **mouse)


@pytest.mark.parametrize("share", [0.05, -0.05])
def test_a_dragged_burn_moves_the_footprint_along_its_track(browser, served, share):
    open_page(browser, served)
    before = browser.ask(MIDDLE)
    drag(browser, "ignition_shift_s", share)
    until(browser, "Boolean(given[0].ignition_shift_s) && !busy && wanted === null")
    shift = float(browser.ask("Number(given[0].ignition_shift_s)"))
    assert shift * share > 0.0
    after = browser.ask(MIDDLE)
    # it flies eastward: a later burn falls farther east, by 7.3 km/s
    assert (after[1] - before[1]) * share > 0.0
    drawn = json.loads(browser.ask("JSON.stringify(map.scenes[0].ring[0])"))
    assert abs(drawn[0] - after[1]) < 30.0  # what is on the canvas is the newest answer
    assert f"ignition_shift_s={shift:.10g}" in browser.ask("location.search")
    assert "token" not in browser.ask("location.href")
    assert browser.complaints() == []


def test_the_last_position_wins_and_one_request_is_under_way(browser, served):
    open_page(browser, served)
    browser.ask("""(() => { window.most = 0; let under = 0; const own = window.fetch;
      window.fetch = async (...a) => { under++; most = Math.max(most, under);
        try { return await own(...a); } finally { under--; } };
      for (const v of [0.6, 0.7, 0.8, 0.9, 0.95]) set("thrust", String(v)); })()""")
    until(browser, "!busy && wanted === null && shown[0].state.thrust === 0.95")
    assert browser.ask("most") == 1


def test_bad_input_is_told_beside_its_field(browser, served):
    open_page(browser, served)
    browser.ask("""(() => { const e = document.getElementById("in-thrust"); e.focus();
      e.value = "plenty"; e.dispatchEvent(new Event("change")); })()""")
    assert "is no number" in browser.ask('document.getElementById("told-thrust").textContent')
    assert browser.ask('document.getElementById("in-thrust").getAttribute("aria-invalid")')
    assert browser.ask("JSON.stringify(shown[0].state)") == "{}"


def test_an_aim_moved_by_keys_is_approximate_then_planned(browser, served):
    open_page(browser, served)
    browser.ask('document.getElementById("aim").focus()')
    for _ in range(2):
        for kind in ("keyDown", "keyUp"):
            browser.send("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight",
                         windowsVirtualKeyCode=39)  # fmt: skip
    until(browser, "shown[0].approximate_km !== null")
    assert "Approximate" in browser.ask('document.getElementById("headline").textContent')
    until(browser, "shown[0].approximate_km === null && shown[0].state.aim_latitude_deg")
    assert browser.ask("shown[0].aim[1]") == pytest.approx(-119.0, abs=0.01)


def test_a_shared_link_opens_its_state_and_says_what_does_not_fit(browser, served):
    open_page(browser, served, "&plan=descent&scenario=ffff&thrust=0.9&density=x")
    notice = browser.ask('document.getElementById("notice").textContent')
    assert "another version of the scenario" in notice
    assert browser.ask("given[0].thrust") == "0.9"
    assert "no number" in browser.ask('document.getElementById("told-density").textContent')


def test_a_cloud_refines(browser, served):
    open_page(browser, served)
    until(browser, "(shown[0].cloudFigures || {}).samples >= 64")
    assert browser.ask("shown[0].cloud.length") > 0


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(browser, served, scheme, size):
    open_page(browser, served, "", scheme, size)
    assert browser.ask("document.documentElement.scrollWidth") <= size[0]
    own = served.address.partition("?")[0]
    assert [each for each in browser.requests() if not each.startswith((own, "data:"))] == []
    assert browser.complaints() == []
    script = Path(os.environ.get("ISS_DEORBIT_AXE", "missing"))
    if not script.is_file():
        pytest.skip("no axe-core: set ISS_DEORBIT_AXE to its axe.min.js (`npm pack axe-core`)")
    browser.send("Page.setBypassCSP", enabled=True)
    browser.ask(script.read_text(encoding="utf-8") + "; 0")
    assert browser.ask(AXE) == []
