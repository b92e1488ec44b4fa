"""One station day, by each method at its cheapest tolerance that keeps the error below a metre.

    python benchmarks/one_day.py [--repeats N] [--out FILE]

Prints a table, and adds one JSON line for each measurement to a file. All methods run on one
thread, in turn, so that a change of the machine's speed meets all of them; the least time is the
one to compare, the median tells how quiet it was.
"""

import argparse
import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import peer
import problem
from problem import Problem

LIMIT = 1.0
"""m, largest error allowed over all trajectories flown."""

TOLERANCES = [float(f"{a}e-{n}") for n in range(7, 13) for a in (3, 1)]
FEW = 8
"""Trajectories of the methods that fly them one by one."""

Method = Callable[[Problem, float, float], np.ndarray]


def lanes(given: Problem, tolerance: float, longest: float) -> np.ndarray:
    """Positions after the day by this project."""
    return problem.fly(given, tolerance, longest).y[:, :3]


def contest() -> list[tuple[Problem, str, Method]]:
    """What is flown by what."""
    eight, full, oblate = problem.field_8(), problem.field_36(), problem.oblate()
    return [
        (eight, "lanes", lanes),
        (eight.first(1), "lanes, a single trajectory", lanes),
        (eight.first(FEW), "SciPy DOP853, compiled", peer.scipy_compiled),
        (eight, "SciPy DOP853, NumPy arrays", peer.scipy_arrays),
        (full, "lanes", lanes),
        (full.first(1), "lanes, a single trajectory", lanes),
        (full.first(FEW), "SciPy DOP853, compiled", peer.scipy_compiled),
        (oblate, "lanes", lanes),
        (oblate.first(FEW), "SciPy DOP853, compiled", peer.scipy_compiled),
        (oblate.first(FEW), "boinor Cowell, compiled", peer.boinor),
    ]


@dataclass(frozen=True)
class Setting:
    """Relative tolerance, bound on the step (s), and the error (m) they lead to."""

    tolerance: float
    longest: float
    error: float


def loosest(given: Problem, method: Method, longest: float) -> Setting | None:
    """Loosest tolerance within the limit, as are all tighter ones; None if there is none."""
    chosen = None
    for tolerance in reversed(TOLERANCES):
        found = problem.error(given, method(given, tolerance, longest))
        if found > LIMIT:
            break
        chosen = Setting(tolerance, longest, found)
    return chosen


def cheapest(given: Problem, method: Method) -> Setting:
    """The fastest of the loosest settings, one for each bound on the step."""
    tried = []
    for setting in filter(None, (loosest(given, method, longest) for longest in given.caps)):
        seconds = min(timed(given, method, setting) for _ in range(2))
        tried.append((seconds, setting))
    if not tried:
        raise RuntimeError(f"no tolerance keeps {given.name} within {LIMIT} m")
    return min(tried, key=lambda entry: entry[0])[1]


def timed(given: Problem, method: Method, setting: Setting) -> float:
    """Seconds per trajectory of one run."""
    start = time.perf_counter()
    method(given, setting.tolerance, setting.longest)
    return (time.perf_counter() - start) / len(given.states)


def machine() -> dict[str, object]:
    """What the figures depend on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    flags = next((line for line in lines if line.startswith("flags")), "")
    names = ("numba", "numpy", "scipy", "boinor")
    return {
        "cpu": model or platform.processor(),
        "avx512": "avx512f" in flags,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
        "commit": commit(),
    }


def commit() -> str:
    """Commit of the sources, with a plus if any file of the package differs from it."""
    root = Path(__file__).parents[1]

    def git(*words: str) -> str:
        try:
            done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True)
        except OSError:
            return ""
        return done.stdout.strip()

    changed = git("status", "--porcelain", "sim")
    return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def measure(repeats: int) -> list[dict[str, object]]:
    """Errors and seconds of every entry of the contest."""
    entries = contest()
    chosen = [cheapest(given, method) for given, _, method in entries]
    seconds: list[list[float]] = [[] for _ in entries]
    for _ in range(repeats):
        for k, (given, _, method) in enumerate(entries):
            seconds[k].append(timed(given, method, chosen[k]))
    return [
        {
            "problem": given.name,
            "physics": given.sentence,
            "method": name,
            "trajectories": len(given.states),
            "tolerance": chosen[k].tolerance,
            "longest_step_s": chosen[k].longest,
            "error_m": chosen[k].error,
            "seconds_per_trajectory_min": min(seconds[k]),
            "seconds_per_trajectory_median": statistics.median(seconds[k]),
            "repeats": repeats,
        }
        for k, (given, name, _) in enumerate(entries)
    ]


def table(found: list[dict[str, object]]) -> str:
    """The measurements as Markdown, ms per trajectory, each with its ratio to the lanes."""
    lines = [
        "| problem | method | tolerance | longest step | error m | least ms | median ms | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for m in found:
        own = next(o for o in found if o["problem"] == m["problem"] and o["method"] == "lanes")
        least, median = m["seconds_per_trajectory_min"], m["seconds_per_trajectory_median"]
        ratio = least / own["seconds_per_trajectory_min"]
        lines.append(
            f"| {m['problem']} | {m['method']} | {m['tolerance']:.0e} "
            f"| {m['longest_step_s']:.0f} | {m['error_m']:.2g} "
            f"| {1e3 * least:.3f} | {1e3 * median:.3f} | {ratio:.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("runs/one_day.jsonl"))
    given = parser.parse_args()
    known = machine()
    check = problem.field_8().first(2)
    apart = problem.error(check, peer.scipy_compiled(check, 1e-13))
    print(f"{known['cpu']}, Python {known['python']}, commit {known['commit']}")
    print(f"The reference and SciPy at its tightest are {apart:.1e} m apart.\n")
    found = measure(given.repeats)
    print(table(found))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    with given.out.open("a", encoding="utf-8") as file:
        for measurement in found:
            file.write(json.dumps(known | measurement) + "\n")
    print(f"\n{len(found)} measurements added to {given.out}")


if __name__ == "__main__":
    main()
