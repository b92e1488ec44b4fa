"""One task in five libraries: lines of code and seconds, as a table for docs/peers.md.

    python benchmarks/same_task.py [NAME…] [--quick] [--page docs/peers.md] [--out FILE]

A day of a satellite at 400 km: EGM2008 20x20, NRLMSISE-00 at one activity, drag, Sun and Moon,
each library with its own models, as a person would write it with the library's documentation
beside. Each script of `benchmarks/same_task` flies in a process of its own, on one core; a library
that is not installed or can't do the task is said to be. Seconds are per trajectory, the least of
up to three flights after a first one that is not counted; the distance is that from this library's
end after the day, and shows how far the models differ, not who is right. ``--quick`` repeats less.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from library import states_of, write_table
from machine import machine

STATES = 8
FOLDER = Path(__file__).parent / "same_task"
NAMES = {
    "iss_deorbit": "this library",
    "heyoka": "heyoka",
    "satkit": "satkit",
    "orekit": "Orekit",
    "boinor": "boinor",
}
TASK = {
    "epoch": "2024-03-01T00:00:00Z", "mass": 500.0, "area": 10.0, "cd": 2.2,
    "activity": (150.0, 150.0, 4.0),
}  # fmt: skip
REPEATS, ENOUGH = 3, 20.0
"""Flights that count, and s after which there are no more."""
LIMIT = 600.0
"""s for one library."""


def code_lines(path: Path) -> int:
    """Lines that hold code: no blank ones, no comments, no docstrings."""
    tree = ast.parse(path.read_text())
    lines: set[int] = set()
    for node in ast.walk(tree):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, (ast.stmt, ast.expr, ast.keyword, ast.arg, ast.alias)) and not text:
            if not isinstance(node, (ast.FunctionDef, ast.If, ast.For, ast.With)):
                end = node.end_lineno or node.lineno
                lines |= set(range(node.lineno, end + 1)) if isinstance(node, ast.stmt) else set()
            else:
                lines.add(node.lineno)
    return len(lines)


def fly_here(name: str, states: np.ndarray, repeats: int) -> dict[str, Any]:
    """Fly one library in this process."""
    import importlib.util

    path = FOLDER / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"task_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    begin = time.perf_counter()
    spec.loader.exec_module(module)
    fly = module.prepare(states, **TASK)
    fly()
    first = time.perf_counter() - begin
    seconds: list[float] = []
    while len(seconds) < repeats and sum(seconds) < ENOUGH:
        begin = time.perf_counter()
        ends = fly()
        seconds.append(time.perf_counter() - begin)
    return {
        "first_s": first,
        "seconds": min(seconds) / len(states),
        "ends": np.asarray(ends).tolist(),
    }


def fly_apart(name: str, quick: bool) -> dict[str, Any]:
    """Fly one library in a process of its own; a reason if it can't."""
    command = [sys.executable, __file__, "--here", name, *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT, check=False,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"reason": f"not done after {LIMIT:.0f} s"}
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no word"]
        return {"reason": lines[-1][:120]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def table_of(records: dict[str, dict[str, Any]]) -> str:
    """The table in Markdown."""
    ours = np.array(records.get("iss_deorbit", {}).get("ends", [[np.nan] * 6]))
    lines = [
        "| Library | Lines | s per trajectory | s to the first end | m from ours |",
        "|:--|--:|--:|--:|--:|",
    ]
    for name, record in records.items():
        label, count = NAMES[name], code_lines(FOLDER / f"{name}.py")
        if "reason" in record:
            lines.append(f"| {label} | {count} | not run here: {record['reason']} | | |")
            continue
        apart = np.linalg.norm(np.array(record["ends"])[:, :3] - ours[:, :3], axis=1).max()
        took = f"{record['seconds']:.2g} | {record['first_s']:.1f}"
        lines.append(f"| {label} | {count} | {took} | {apart:.2g} |")
    return "\n".join(lines)


def main() -> None:
    """Fly, print, write."""
    parser = argparse.ArgumentParser(description="One task in five libraries")
    parser.add_argument("names", nargs="*", help="default all")
    parser.add_argument("--quick", action="store_true", help="one flight that counts")
    parser.add_argument("--here", metavar="NAME")
    parser.add_argument("--page", type=Path, help="page whose table is written anew")
    parser.add_argument("--out", type=Path, default=Path("runs/bench/same_task.json"))
    options = parser.parse_args()
    if options.here:
        repeats = 1 if options.quick else REPEATS
        print(json.dumps(fly_here(options.here, states_of(STATES), repeats)))
        return
    records = {name: fly_apart(name, options.quick) for name in options.names or NAMES}
    table = table_of(records)
    print(table)
    if options.page is not None:
        write_table(options.page, table)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(records | {"machine": machine()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
