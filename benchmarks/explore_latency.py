"""How long a moved control takes to be seen: from the event in the page to its footprint drawn, in
Chromium; an aim that is moved, until it is answered and until it is planned for; and clouds.

    python benchmarks/explore_latency.py usdv
    python benchmarks/explore_latency.py usdv --moves 60 --clouds 64,1024 --write docs/explore.md

Flies the scenario as `explore` does, opens the page, moves the slider of the ignition so many
times, one after the other, and prints wall time and the processor time of this process. Clouds are
flown without a page, by as many threads as `explore` takes.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from chromium import BROWSER, Browser

from sim.explore.session import OpenPlan, open_plans
from sim.explore.start import begin
from sim.integrate.threads import processors
from sim.scenario.load import load
from sim.scenario.reading.shipped import scenario_file
from sim.workflow.explore.cloud import FEW, disperse_state

MARK = "latency"
"""Of the table in a page: between ``<!-- latency -->`` and ``<!-- /latency -->``."""
LONGEST = 120.0
"""s that a page is waited for."""

Row = tuple[str, str, str]


def until(browser: Browser, code: str) -> float:
    """Wait until an expression of the page is true; returns for how long, s."""
    began = time.monotonic()
    while not browser.ask(code):
        if time.monotonic() > began + LONGEST:
            raise TimeoutError(code)
        time.sleep(0.01)
    return time.monotonic() - began


@contextmanager
def page(opened: OpenPlan) -> Iterator[Browser]:
    """The page of a plan in a browser, at rest."""
    app, server, _ = begin(0)
    app.ready([opened])
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder))
        try:
            browser.open(server.address, size=(1280, 900))
            until(browser, "document.documentElement.dataset.ready === 'yes' && !busy")
            yield browser
        finally:
            browser.close()
            server.shutdown()
            server.server_close()


def measure_moves(browser: Browser, moves: int) -> tuple[np.ndarray, float]:
    """Wall time in ms of each move, shape (moves,), and processor time in ms of one on average."""
    browser.ask("latencies.length = 0")
    spent = time.process_time()
    for k in range(moves):
        # as a hand on the slider: the next position once the last has been seen
        browser.ask(
            f"""(() => {{ const e = document.getElementById("slide-ignition_shift_s");
            e.value = {(-1) ** k * (5 + k)}; e.dispatchEvent(new Event("input")); }})()"""
        )
        until(browser, f"latencies.length > {k}")
    spent = 1e3 * (time.process_time() - spent) / moves
    return np.array(browser.ask("latencies")), spent


def measure_aim(browser: Browser) -> tuple[float, float]:
    """s from an aim moved by a degree to its approximate answer, and to the one planned for it."""
    browser.ask("(() => { const [a, b] = aimNow(); setAim(a, b - 1); })()")
    first = until(browser, "shown[active].approximate_km !== null")
    planned = "shown[active].approximate_km === null && shown[active].state.aim_latitude_deg"
    return first, first + until(browser, f"Boolean({planned})")


def measure_cloud(opened: OpenPlan, samples: int, threads: int) -> tuple[float, float]:
    """Wall and processor time in s of a cloud of so many samples of few pieces."""
    cloud = disperse_state(opened.plan, opened.nominal, opened.dispersed, FEW)
    assert cloud is not None
    wall, spent = time.perf_counter(), time.process_time()
    for _ in cloud.fly(0, samples, threads):
        pass
    return time.perf_counter() - wall, time.process_time() - spent


def measure(opened: OpenPlan, moves: int, clouds: list[int], threads: int) -> Iterator[Row]:
    """What, its wall time, its processor time; as they come."""
    if BROWSER is None:
        print("no Chromium: the page is not measured")
    else:
        with page(opened) as browser:
            if moves:
                wall, each = measure_moves(browser, moves)
                middle, high = np.quantile(wall, [0.5, 0.95])
                told = f"median {middle:.0f} ms, 95 % below {high:.0f} ms"
                yield f"a moved control, {moves} times", told, f"{each:.0f} ms each"
            if opened.scenario.plan is not None:
                first, planned = measure_aim(browser)
                told = f"approximate after {first:.1f} s, planned again after {planned:.1f} s"
                yield "a moved aim", told, ""
    for count in clouds:
        seconds, spent = measure_cloud(opened, count, threads)
        each = f"{spent:.1f} s, {1e3 * spent / count:.1f} ms each"
        yield f"{count:,} dispersed flights of {FEW} pieces", f"{seconds:.1f} s", each


def write_table(target: Path, rows: list[Row]) -> None:
    """Put the rows between the marks of a page."""
    begin_, end = f"<!-- {MARK} -->", f"<!-- /{MARK} -->"
    before, opened, rest = target.read_text(encoding="utf-8").partition(begin_)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise SystemExit(f"{target}: no {begin_} and {end}")
    table = "\n".join(["| | on screen | processor |", "|---|---|---|", *map(_line, rows)])
    target.write_text(f"{before}{begin_}\n\n{table}\n\n{end}{after}", encoding="utf-8")


def _line(row: Row) -> str:
    return f"| {' | '.join(row)} |"


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="usdv")
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--clouds", default="64,1024,10240")
    parser.add_argument("--threads", type=int, default=processors())
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into a page")
    options = parser.parse_args()
    file = Path(scenario_file(options.scenario))
    began, spent = time.perf_counter(), time.process_time()
    (opened,) = open_plans([load(file)], [file])
    print(
        f"open: {time.perf_counter() - began:.1f} s, processor {time.process_time() - spent:.1f} s"
    )
    clouds = [int(each) for each in options.clouds.split(",") if each]
    rows = []
    for row in measure(opened, options.moves, clouds, options.threads):
        print(": ".join(filter(None, row)), flush=True)
        rows.append(row)
    if options.write is not None:
        write_table(options.write, rows)


if __name__ == "__main__":
    main()
