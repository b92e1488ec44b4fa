"""What the side-by-side run leaves: JSON lines, and the table of seconds and ratios."""

import json
import math
from collections.abc import Sequence

from contest import Result
from ladder import Reading, Rung, seconds_at
from peers.interface import COMMON
from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

ERRORS = (1.0, 0.01)
"""m, at which seconds are compared."""

OWN = "lanes"


def lines(results: Sequence[Result], machine: dict[str, object]) -> list[dict[str, object]]:
    """One record for each measurement, and one for each peer that could not take part."""
    found = []
    for result in results:
        shared = {
            "problem": result.problem.name,
            "physics": result.problem.sentence,
            "peer": result.entrant.peer.name,
            "version": result.version,
            "threads": result.threads,
            "count": result.count,
        }
        if result.unable:
            found.append(shared | {"unable": result.unable} | machine)
        found += [shared | _measurement(result, rung) | machine for rung in result.rungs]
    return found


def _measurement(result: Result, rung: Rung) -> dict[str, object]:
    return {
        "setting": rung.setting.label,
        "tolerance": rung.setting.tolerance,
        "longest_step_s": rung.setting.longest_step,
        "order": rung.setting.order,
        "error_m": rung.error,
        "error_over_trajectories": COMMON,
        "reference_setting": result.reference_label,
        "model_difference_m": _finite(result.model_difference),
        "forces_that_differ": result.forces,
        "seconds_per_trajectory": rung.least,
        "seconds_per_trajectory_median": rung.middle,
        "setup_seconds": _finite(result.setup),
        "repeats": len(rung.seconds),
        "set_up": result.notes,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def json_lines(records: Sequence[dict[str, object]]) -> str:
    """The records, one a line."""
    return "".join(json.dumps(record) + "\n" for record in records)


def is_many(result: Result) -> bool:
    """Whether a result is of a problem with many samples."""
    return result.problem.name.startswith("d-")


HEADINGS = ("peer", *(word for e in ERRORS for word in (f"ms at {e:g} m", "ratio")),
            "model difference, m", "set-up, s")  # fmt: skip
HEADINGS_MANY = ("peer", "threads", "samples", "ms per sample", "times one thread", "ratio")


def headings(results: Sequence[Result]) -> tuple[str, ...]:
    """Headings of the table of one problem."""
    return HEADINGS_MANY if is_many(results[0]) else HEADINGS


def rows(results: Sequence[Result]) -> list[list[str]]:
    """Cells of the table of one problem, a row for each peer that took part."""
    flown = [result for result in results if result.rungs]
    return [_row_many(r, flown) if is_many(r) else _row(r, flown) for r in flown]


def _row(result: Result, flown: Sequence[Result]) -> list[str]:
    own = next((r for r in flown if r.entrant.peer.name == OWN), None)
    cells = [result.entrant.peer.name]
    for error in ERRORS:
        best = seconds_at(own.points, error) if own is not None else None
        cells += _cells(seconds_at(result.points, error), best)
    return [*cells, _length(result.model_difference), f"{result.setup:.1f}"]


def _row_many(result: Result, flown: Sequence[Result]) -> list[str]:
    (rung,) = result.rungs

    def against(peer: str, threads: int) -> str:
        found = [r for r in flown if (r.entrant.peer.name, r.threads) == (peer, threads)]
        return f"{rung.least / found[0].rungs[0].least:.3g}" if found else "-"

    name = result.entrant.peer.name
    alone = [r for r in flown if r.entrant.peer.name == name and r.threads == 1]
    gain = f"{alone[0].rungs[0].least / rung.least:.2f}" if alone else "-"
    cells = [name, str(result.threads), f"{result.count:,}", f"{1e3 * rung.least:.3g}", gain]
    return [*cells, against(OWN, result.threads)]


def _cells(reading: Reading | None, own: Reading | None) -> list[str]:
    if reading is None:
        return ["not reached", "-"]
    mark = "" if reading.kind == "between" else "*"
    ratio = f"{reading.seconds / own.seconds:.3g}" if own is not None else "-"
    return [f"{1e3 * reading.seconds:.3g}{mark}", ratio]


def _length(metres: float) -> str:
    if not math.isfinite(metres):
        return "-"
    return f"{metres:.2g}" if metres < 100.0 else f"{metres:,.0f}"


def remarks(results: Sequence[Result]) -> list[str]:
    """Which peers have other forces, and which took no part and why."""
    differ = [
        f"{r.entrant.peer.name}: forces differ: {r.forces}"
        for r in results
        if r.rungs and r.forces and not is_many(r)
    ]
    absent: dict[str, list[str]] = {}
    for r in results:
        if r.unable:
            name = r.entrant.peer.name + (f" on {r.threads} threads" if r.threads > 1 else "")
            absent.setdefault(r.unable, []).append(name)
    return differ + [f"{'; '.join(who)}: takes no part: {why}" for why, who in absent.items()]


NOTE = (
    "Milliseconds per trajectory at equal integration error, least of the repeats, read between "
    "two measured settings (logarithms); * even the cheapest setting measured is better than that; "
    "not reached: no setting flown in the time allowed was as good. Ratio: to our lanes, on as "
    "many threads. Problems d are flown at the cheapest setting that keeps 1 m in b20 or c; a peer "
    "too slow for 1,024 samples flies as many as its time allows."
)


def by_problem(results: Sequence[Result]) -> list[list[Result]]:
    """The results of each problem."""
    names = dict.fromkeys(r.problem.name for r in results)
    return [[r for r in results if r.problem.name == name] for name in names]


def markdown(results: Sequence[Result], machine: dict[str, object]) -> str:
    """The tables, and what they were measured on."""
    made = f"{machine['cpu']}, {machine['cores']} cores; commit {machine['commit']}"
    parts = ["# Side by side with other propagators", made, NOTE]
    for group in by_problem(results):
        heads, given = headings(group), group[0].problem
        table = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
        table += ["| " + " | ".join(row) + " |" for row in rows(group)]
        parts += [f"## {given.name}", given.sentence + ".", "\n".join(table)]
        parts.append("\n".join(f"* {words}" for words in remarks(group)))
    setups = {r.entrant.peer.name: f"{r.version}: {r.notes}" for r in results if r.rungs}
    parts += ["## Set-up", "\n".join(f"* **{name}** {words}" for name, words in setups.items())]
    return "\n\n".join(part for part in parts if part) + "\n"


def shown(results: Sequence[Result]) -> RenderableType:
    """The same for the terminal."""
    parts: list[RenderableType] = []
    for group in by_problem(results):
        given = group[0].problem
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for k, heading in enumerate(headings(group)):
            table.add_column(heading, justify="right" if k else "left")
        for row in rows(group):
            table.add_row(*row)
        parts += [Text(f"{given.name}: {given.sentence}", style="bold"), table]
        parts += [Text(f"  {words}", style="dim") for words in remarks(group)]
        parts.append(Text(""))
    return Group(*parts, Text(NOTE, style="dim"))
