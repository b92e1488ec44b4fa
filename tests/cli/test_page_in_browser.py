"""The page in a real browser, from a file: no error, no request, every figure drawn, tabs, switches
and the slider at work. Skipped where there is no Chromium.
"""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.cli.plan import plan_one
from sim.cli.work import fly_several
from sim.report.page_file import write_page

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

HOSTILE = "</script><script>document.title='taken'</script>\u202e\"'"
OPTIONS = (
    "--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
    "--no-default-browser-check", "--virtual-time-budget=5000", "--enable-logging=stderr",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
PLAN = Path(__file__).parent / "short_plan.yaml"
DESCENT = Path(__file__).parent.parent / "report"

DRAWN = "path, rect.bar, line.grid, g.mark"
PROBE = f"""
const found = {{}};
for (const box of document.querySelectorAll("figure[data-chart]")) {{
  const hidden = box.closest("[hidden]");
  found[box.dataset.chart] = hidden ? "hidden" : box.querySelectorAll("{DRAWN}").length;
}}
const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
const asked = performance.getEntriesByType("resource").map((e) => e.name);
const result = {{ found, wide, asked, title: document.title }};
"""


class Answer(HTMLParser):
    """What a probe left in the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside, self.words = False, ""

    def handle_starttag(self, tag, attrs):
        self.inside = dict(attrs).get("id") == "probe"

    def handle_data(self, data):
        if self.inside:
            self.words += data


def browse(page: Path, tmp_path: Path, size: str = "1100,900") -> tuple[str, str]:
    """The page after its scripts ran, and what the console said."""
    command = [
        BROWSER, *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={size}",
        "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout, "\n".join(x for x in done.stderr.splitlines() if "CONSOLE" in x)


def probed(page: Path, tmp_path: Path, steps: str, size: str = "1100,900") -> dict:
    """What is true of a page after some steps; the copy that is asked may run a second script."""
    html = page.read_text(encoding="utf-8")
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    end = 'const out = document.createElement("pre"); out.id = "probe"; '
    end += "out.textContent = JSON.stringify(result); document.body.append(out);"
    script = f"<script>addEventListener('load', () => {{{PROBE}{steps}{end}}});</script>"
    copy = tmp_path / "probed.html"
    copy.write_text(html.replace("</body>", script + "</body>"), encoding="utf-8")
    dom, said = browse(copy, tmp_path, size)
    assert said == ""
    answer = Answer()
    answer.feed(dom)
    return json.loads(answer.words)


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("plan") / "out"
    assert plan_one(PLAN, target, False, False, True, False, True) == 0
    return write_page(target)


@pytest.fixture(scope="module")
def compared(tmp_path_factory) -> Path:
    """Two short descents with debris, one with a hostile title and label."""
    folder, quoted = tmp_path_factory.mktemp("compared"), json.dumps(HOSTILE)
    text = (DESCENT / "descent.yaml").read_text() + (DESCENT / "catalogue.yaml").read_text()
    hostile = text.replace('"Short descent"', quoted).replace('label: "Short"', f"label: {quoted}")
    shallow = text.replace('perigee: "30 km"', 'perigee: "60 km"')
    shallow = shallow.replace("name: descent", "name: shallow").replace("#009e73", "#d55e00")
    files = [folder / "steep.yaml", folder / "shallow.yaml"]
    for file, words in zip(files, (hostile, shallow), strict=True):
        file.write_text(words)
    assert fly_several(files, folder / "out", False, False, False, True) == 0
    return write_page(folder / "out")


@pytest.mark.parametrize("size", ["1100,900", "500,900"])
def test_a_comparison_opens_without_error_or_request(compared, tmp_path, size):
    dom, said = browse(compared, tmp_path, size)
    assert said == "" and 'data-drawn="yes"' in dom
    found = probed(compared, tmp_path, "", size)
    assert found["title"] != "taken" and not found["wide"] and found["asked"] == []
    marks = found["found"]
    assert {"timeline", "decay", "budget", "map", "altitude_km_by_time"} <= set(marks)
    for name, count in marks.items():
        assert count == "hidden" if name.endswith("_by_altitude") else count > 0, name


def test_tabs_switches_and_keys_work(compared, tmp_path):
    steps = """
    const all = (what) => [...document.querySelectorAll(what)];
    all("button").find((b) => b.textContent === "by altitude").click();
    result.tab = document.querySelector('[data-chart$="_g_by_altitude"]').clientWidth > 0;
    const decay = document.querySelector('[data-chart="decay"]');
    result.before = decay.querySelectorAll("path.line").length;
    decay.querySelector("button.key").click();
    result.after = decay.querySelectorAll("path.line").length;
    const picture = decay.querySelector("svg");
    const key = (key) => picture.dispatchEvent(new KeyboardEvent("keydown", { key }));
    key("ArrowRight");
    result.told = decay.querySelector(".told").textContent;
    const ticks = () => [...picture.querySelectorAll("text")].map((t) => t.textContent).join();
    const before = ticks();
    key("+");
    result.zoomed = ticks() !== before;
    key("0");
    result.back = ticks() === before;
    const map = document.querySelector(".map svg"), world = map.querySelector(".world");
    const at = world.getAttribute("transform");
    map.dispatchEvent(new KeyboardEvent("keydown", { key: "+" }));
    result.moved = world.getAttribute("transform") !== at;
    const search = document.querySelector("#search");
    search.value = "station.dry_mass"; search.dispatchEvent(new Event("input"));
    result.rows = all("#grounds-table tbody tr").filter((r) => !r.hidden).length;
    """
    found = probed(compared, tmp_path, steps)
    assert found["tab"] and found["zoomed"] and found["back"] and found["moved"]
    assert found["after"] < found["before"]
    assert re.search(r"2025.*UTC\n.*\d", found["told"])
    assert found["rows"] == 2


def test_the_slider_of_a_plan_moves_the_failure(plan, tmp_path):
    steps = """
    const box = document.querySelector('[data-chart="failures"]');
    const slider = box.querySelector("input");
    result.label = slider.getAttribute("aria-valuetext");
    const told = () => box.querySelector(".readout").textContent;
    const names = () => box.querySelectorAll(".mark").length;
    result.planned = told(); result.marks = names();
    slider.value = 0; slider.dispatchEvent(new Event("input"));
    result.first = told(); result.at = slider.getAttribute("aria-valuetext");
    """
    dom, said = browse(plan, tmp_path)
    assert said == "" and 'data-drawn="yes"' in dom
    found = probed(plan, tmp_path, steps)
    assert found["asked"] == []
    assert all(count > 0 for count in found["found"].values())
    assert "as planned" in found["label"] and "100 % of the plan" in found["planned"]
    assert found["at"] == "0 s" and found["first"].startswith("0.00 m/s (0 % of the plan)")
    assert found["marks"] > 0


def test_every_control_has_a_name_and_a_place_in_the_order(compared, tmp_path):
    """What a reader of the screen and a keyboard need of every control."""
    steps = """
    const named = (e) => (e.getAttribute("aria-label") || e.textContent || "").trim()
      || (e.id && document.querySelector(`label[for="${e.id}"]`)?.textContent);
    const what = "button, a, input, summary, [tabindex], svg[role=img]";
    const all = [...document.querySelectorAll(what)];
    result.nameless = all.filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 80));
    result.unreachable = all.filter((e) => e.tabIndex < 0).length;
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    result.twice = ids.filter((id, k) => ids.indexOf(id) !== k);
    """
    found = probed(compared, tmp_path, steps)
    assert found["nameless"] == [] and found["unreachable"] == 0 and found["twice"] == []
