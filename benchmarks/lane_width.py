"""The same source at other widths: eight, four or two trajectories for one instruction.

    python benchmarks/lane_width.py

A copy of the package whose `WIDTH` is another is compiled for AVX-512, or for processors without it
(those of 2013, AVX2 with multiply-adds), and flies a day. Two lanes of 128 bits with multiply-adds
are what NEON offers. Printed are milliseconds for a trajectory, and by how much final positions
differ from those of the shipped width; each round of all of them is in turn, and the shortest of
the rounds counts.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "sim"
BEFORE = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": ""}
"""A processor without AVX-512, as numba is told."""


class Variant(NamedTuple):
    """Lanes for one number, and what numba is told of the processor."""

    lanes: int
    environment: dict[str, str]


VARIANTS = {
    "shipped": Variant(8, {}),
    "avx2": Variant(8, BEFORE),
    "4": Variant(4, BEFORE),
    "2": Variant(2, BEFORE),
}
PROBLEMS = ("a8", "b20")
ROUNDS = 5

FLY = """
import json, sys, time
import numpy as np
from peers import lanes
from peers.problems import make_problem
problems, count, out = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
flights = {}
for name in problems:
    problem = make_problem(name)
    setting = lanes.Setting("", 1e-9, 250.0 if problem.degree > 8 else 600.0, lanes.MULTISTEP)
    flights[name] = lanes.world_of(problem), problem, problem.states[:count], setting
np.savez(out, **{name: lanes.fly(*flight) for name, flight in flights.items()})
print("{}", flush=True)
for line in sys.stdin:
    seconds = {}
    for name, flight in flights.items():
        began = time.perf_counter()
        lanes.fly(*flight)
        seconds[name] = (time.perf_counter() - began) / count
    print(json.dumps(seconds), flush=True)
"""


def copy_package(folder: Path, lanes: int) -> None:
    """Put a package of another width into a folder: links, and one file of its own."""
    (folder / "sim" / "lanes").mkdir(parents=True)
    for source in PACKAGE.iterdir():
        if source.name not in ("lanes", "__pycache__"):
            (folder / "sim" / source.name).symlink_to(source)
    for source in (PACKAGE / "lanes").glob("*.py"):
        text = source.read_text(encoding="utf-8")
        if source.name == "vector.py":
            before, found, after = text.partition("\nWIDTH = 8\n")
            if not found:
                raise RuntimeError(f"{source}: no line WIDTH = 8")
            text = f"{before}\nWIDTH = {lanes}\n{after}"
        (folder / "sim" / "lanes" / source.name).write_text(text, encoding="utf-8")


class _Flying:
    """A process with one variant, which flies whenever it is told to."""

    def __init__(self, name: str, place: Path, problems: Sequence[str], count: int) -> None:
        variant, folder = VARIANTS[name], place / name
        copy_package(folder, variant.lanes)
        self.ends = folder / "ends.npz"
        kept = os.environ | variant.environment
        kept |= {
            "PYTHONPATH": os.pathsep.join((str(folder), str(HERE))),
            "ISS_DEORBIT_CACHE": str(folder / "cache"),
        }
        words = [sys.executable, "-c", FLY, json.dumps(list(problems)), str(count), self.ends]
        self.process = subprocess.Popen(
            words, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )

    def answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"a variant ended with {self.process.wait()}")
        return json.loads(line)

    def fly(self) -> dict[str, float]:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer()


def measure(
    problems: Sequence[str] = PROBLEMS,
    count: int = 64,
    rounds: int = ROUNDS,
    report: Callable[[str], None] = print,
    variants: Sequence[str] = tuple(VARIANTS),
) -> dict[str, Any]:
    """Seconds for a trajectory by variant and problem, the shipped one first; and the largest
    difference from it, m.
    """
    flying: dict[str, _Flying] = {}
    with tempfile.TemporaryDirectory() as place:
        try:
            for name in variants:  # compiled side by side
                flying[name] = _Flying(name, Path(place), problems, count)
            for name, each in flying.items():
                report(f"compiles the variant {name}")
                each.answer()
            took = [{name: each.fly() for name, each in flying.items()} for _ in range(rounds)]
            ends = {name: dict(np.load(each.ends)) for name, each in flying.items()}
        finally:
            for each in flying.values():
                each.process.kill()
                each.process.wait()
    seconds = {
        name: {problem: min(each[name][problem] for each in took) for problem in problems}
        for name in variants
    }
    shipped = ends["shipped"]
    differ = {
        name: {
            problem: float(np.abs(ends[name][problem] - shipped[problem])[:, :3].max())
            for problem in problems
        }
        for name in variants
    }
    return {"seconds": seconds, "differ_m": differ}


def main() -> None:
    """Measure and print."""
    found = measure()
    for name, variant in VARIANTS.items():
        for problem in PROBLEMS:
            each, own = found["seconds"][name][problem], found["seconds"]["shipped"][problem]
            print(
                f"{name:8} {variant.lanes} lanes {problem:4} {1e3 * each:7.3f} ms, "
                f"{each / own:.2f} times; differs by {found['differ_m'][name][problem]:.1e} m"
            )


if __name__ == "__main__":
    main()
