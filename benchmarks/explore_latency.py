"""How long a moved control takes to be seen: from the event in the page to its footprint drawn, in
Chromium, and how long clouds take.

    python benchmarks/explore_latency.py usdv --moves 60 --clouds 64,1024

Flies the scenario as `explore` does, opens the page, moves the slider of the ignition so many
times, one after the other, and prints wall time and the processor time of this process; then the
clouds.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from chromium import BROWSER, Browser

from sim.explore.session import OpenPlan, open_plans
from sim.explore.start import begin
from sim.scenario.load import load
from sim.scenario.reading.shipped import scenario_file
from sim.workflow.explore.cloud import FEW, disperse_state


def until(browser: Browser, code: str) -> None:
    """Wait until an expression of the page is true."""
    while not browser.ask(code):
        time.sleep(0.01)


def measure_moves(opened: OpenPlan, moves: int) -> tuple[np.ndarray, float]:
    """Wall time in ms of each move, shape (moves,), and processor time in ms of one on average."""
    app, server, _ = begin(0)
    app.ready([opened])
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder))
        try:
            browser.open(server.address, size=(1280, 900))
            until(browser, "document.documentElement.dataset.ready === 'yes' && !busy")
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
        finally:
            browser.close()
            server.shutdown()
            server.server_close()


def measure_cloud(opened: OpenPlan, samples: int, threads: int) -> tuple[float, float]:
    """Wall and processor time in s of a cloud of so many samples of few pieces."""
    cloud = disperse_state(opened.plan, opened.nominal, opened.dispersed, FEW)
    assert cloud is not None
    wall, spent = time.perf_counter(), time.process_time()
    for _ in cloud.fly(0, samples, threads):
        pass
    return time.perf_counter() - wall, time.process_time() - spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="usdv")
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--clouds", default="64,1024")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    file = Path(scenario_file(options.scenario))
    began, spent = time.perf_counter(), time.process_time()
    (opened,) = open_plans([load(file)], [file])
    print(
        f"open: {time.perf_counter() - began:.1f} s, processor {time.process_time() - spent:.1f} s"
    )
    if BROWSER is None:
        print("no Chromium: moves are not measured")
    elif options.moves:
        wall, each = measure_moves(opened, options.moves)
        low, middle, high = np.quantile(wall, [0.05, 0.5, 0.95])
        print(
            f"{options.moves} moves: median {middle:.0f} ms, 5 % {low:.0f}, 95 % {high:.0f}; "
            f"processor {each:.0f} ms a move"
        )
    for count in (int(each) for each in options.clouds.split(",") if each):
        wall, spent = measure_cloud(opened, count, options.threads)
        print(f"{count} samples, {FEW} pieces: {wall:.1f} s, processor {spent:.1f} s")


if __name__ == "__main__":
    main()
