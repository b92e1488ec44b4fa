"""Figure of a history file: how far from its goal each line was, by commit.

    PYTHONPATH=benchmarks python -m goals.history_figure FILE --out docs/figures/bench_history.png

A panel for each part; above one a goal is met. Records of trials (`--quick`) are left out.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from goals.table import GOALS, PARTS


def read_history(file: Path) -> list[dict]:
    """Records of a file in their order, without trials."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [record for line in lines if line and not (record := json.loads(line))["quick"]]


def reached(key: str, value: float | None) -> float | None:
    """The share of its goal that a figure reaches, 1 or more if it is met; None without a goal."""
    goal = GOALS[key].goal if key in GOALS else None
    if goal is None or not value:
        return None
    return value / goal if GOALS[key].at_least else goal / value


def draw(records: Sequence[dict], path: Path) -> None:
    """Draw the records."""
    from matplotlib.figure import Figure

    told = {key for record in records for key in record["figures"]}
    parts = [
        part
        for part in PARTS
        if any(goal.part == part and goal.goal is not None and key in told
               for key, goal in GOALS.items())
    ]  # fmt: skip
    rows = -(-len(parts) // 2)
    figure = Figure(figsize=(10.0, 2.6 * rows), layout="constrained")
    axes = list(figure.subplots(rows, 2, squeeze=False, sharex=True).flat)
    names = [f"{record['commit']}\n{record['date'][:10]}" for record in records]
    for axis, part in zip(axes, parts, strict=False):
        for key, goal in GOALS.items():
            shares = [
                reached(key, record["figures"].get(key, {}).get("value")) for record in records
            ]
            if goal.part == part and any(share is not None for share in shares):
                axis.plot(range(len(records)), [float("nan") if s is None else s for s in shares],
                          marker="o", label=key.partition(".")[2])  # fmt: skip
        axis.axhline(1.0, color="black", linewidth=0.8)
        axis.set(title=PARTS[part], ylabel="share of the goal")
        axis.set_xticks(range(len(names)), names, fontsize=7)
        if axis.get_legend_handles_labels()[0]:
            axis.legend(fontsize=6, ncols=2)
            axis.set_yscale("log")
            axis.yaxis.set_major_formatter("{x:g}")
            axis.yaxis.set_minor_formatter("{x:.3g}")
    for axis in axes[len(parts) :]:
        axis.set_axis_off()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Read and draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("history", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="png, svg or pdf")
    given = parser.parse_args()
    draw(read_history(given.history), given.out)


if __name__ == "__main__":
    main()
