"""Output of the comparison with peers: JSON lines, and the table of times and ratios."""

import json
import math
from collections.abc import Sequence

from marks import markdown_table
from peer_comparison import Result
from peers.interface import ERROR_TRAJECTORIES
from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from work_precision import InterpolatedTime, Measurement, time_at_error

ERRORS = (1.0, 0.01)
"""m, errors at which times are compared."""

OWN = "lanes"


def measurement_records(
    results: Sequence[Result], machine: dict[str, object]
) -> list[dict[str, object]]:
    """One record for each measurement, and one for each peer that does not take part."""
    records = []
    for result in results:
        shared = {
            "problem": result.problem.name,
            "physics": result.problem.description,
            "peer": result.entry.peer.name,
            "version": result.version,
            "threads": result.threads,
            "count": result.count,
        }
        if result.unable:
            records.append(shared | {"unable": result.unable} | machine)
        records += [shared | _measurement_record(result, m) | machine for m in result.measurements]
    return records


def _measurement_record(result: Result, measurement: Measurement) -> dict[str, object]:
    return {
        "setting": measurement.setting.label,
        "tolerance": measurement.setting.tolerance,
        "longest_step_s": measurement.setting.longest_step,
        "order": measurement.setting.order,
        "error_m": measurement.error,
        "error_over_trajectories": ERROR_TRAJECTORIES,
        "reference_setting": result.reference_label,
        "model_difference_m": _finite(result.model_difference),
        "forces_that_differ": result.forces,
        "seconds_per_trajectory": measurement.shortest,
        "seconds_per_trajectory_median": measurement.median,
        "setup_seconds": _finite(result.setup),
        "repeats": len(measurement.seconds),
        "set_up": result.notes,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def format_json_lines(records: Sequence[dict[str, object]]) -> str:
    """The records, one per line."""
    return "".join(json.dumps(record) + "\n" for record in records)


def is_campaign(result: Result) -> bool:
    """Whether a result is of a problem with many samples."""
    return result.problem.name.startswith("d-")


HEADINGS = ("peer", *(text for e in ERRORS for text in (f"ms at {e:g} m", "ratio")),
            "model difference, m", "set-up, s")  # fmt: skip
CAMPAIGN_HEADINGS = ("peer", "threads", "samples", "ms per sample", "speed-up", "ratio")


def headings(results: Sequence[Result]) -> tuple[str, ...]:
    """Headings of the table of one problem."""
    return CAMPAIGN_HEADINGS if is_campaign(results[0]) else HEADINGS


def table_rows(results: Sequence[Result]) -> list[list[str]]:
    """Cells of the table of one problem, a row for each peer with measurements."""
    measured = [result for result in results if result.measurements]
    return [_campaign_row(r, measured) if is_campaign(r) else _row(r, measured) for r in measured]


def _row(result: Result, measured: Sequence[Result]) -> list[str]:
    own = next((r for r in measured if r.entry.peer.name == OWN), None)
    cells = [result.entry.peer.name]
    for error in ERRORS:
        own_time = time_at_error(own.points, error) if own is not None else None
        cells += _time_and_ratio(time_at_error(result.points, error), own_time)
    return [*cells, _format_length(result.model_difference), f"{result.setup:.1f}"]


def _campaign_row(result: Result, measured: Sequence[Result]) -> list[str]:
    (measurement,) = result.measurements

    def time_of(peer: str, threads: int) -> float | None:
        return next(
            (
                r.measurements[0].shortest
                for r in measured
                if (r.entry.peer.name, r.threads) == (peer, threads)
            ),
            None,
        )

    name, time = result.entry.peer.name, measurement.shortest
    single_thread, own = time_of(name, 1), time_of(OWN, result.threads)
    speed_up = "-" if single_thread is None else f"{single_thread / time:.2f}"
    ratio = "-" if own is None else f"{time / own:.3g}"
    return [
        name, str(result.threads), f"{result.count:,}", f"{1e3 * time:.3g}", speed_up, ratio
    ]  # fmt: skip


def _time_and_ratio(time: InterpolatedTime | None, own: InterpolatedTime | None) -> list[str]:
    if time is None:
        return ["not reached", "-"]
    mark = "" if time.kind == "between" else "*"
    ratio = f"{time.seconds / own.seconds:.3g}" if own is not None else "-"
    return [f"{1e3 * time.seconds:.3g}{mark}", ratio]


def _format_length(metres: float) -> str:
    if not math.isfinite(metres):
        return "-"
    return f"{metres:.2g}" if metres < 100.0 else f"{metres:,.0f}"


def remarks(results: Sequence[Result]) -> list[str]:
    """Peers with other forces, and peers that do not take part with the reason."""
    other_forces = [
        f"{r.entry.peer.name}: forces differ: {r.forces}"
        for r in results
        if r.measurements and r.forces and not is_campaign(r)
    ]
    absent: dict[str, list[str]] = {}
    for r in results:
        if r.unable:
            name = r.entry.peer.name + (f" on {r.threads} threads" if r.threads > 1 else "")
            absent.setdefault(r.unable, []).append(name)
    return other_forces + [
        f"{'; '.join(names)}: does not take part: {reason}" for reason, names in absent.items()
    ]


NOTE = (
    "Milliseconds per trajectory at equal integration error, shortest of the repeats, interpolated "
    "between two measurements (logarithms); * the cheapest measurement has a smaller error; not "
    "reached: no setting measured in the time limit has that error. Ratio: to ours in SIMD lanes "
    "on the same number of threads. Problems d are flown at the cheapest setting with an error of "
    "at most 1 m in b20 or c; a peer too slow for 1,024 samples flies as many as its time allows."
)


def group_by_problem(results: Sequence[Result]) -> list[list[Result]]:
    """The results of each problem."""
    names = dict.fromkeys(r.problem.name for r in results)
    return [[r for r in results if r.problem.name == name] for name in names]


def format_markdown(results: Sequence[Result], machine: dict[str, object]) -> str:
    """The tables, and the machine of the measurements."""
    stamp = f"{machine['cpu']}, {machine['cores']} cores; commit {machine['commit']}"
    parts = ["# Comparison with other propagators", stamp, NOTE]
    for group in group_by_problem(results):
        heads, problem = headings(group), group[0].problem
        table = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
        table += ["| " + " | ".join(row) + " |" for row in table_rows(group)]
        parts += [f"## {problem.name}", problem.description + ".", "\n".join(table)]
        parts.append("\n".join(f"* {remark}" for remark in remarks(group)))
    setups = {r.entry.peer.name: f"{r.version}: {r.notes}" for r in results if r.measurements}
    parts += ["## Set-up", "\n".join(f"* **{name}** {setup}" for name, setup in setups.items())]
    return "\n\n".join(part for part in parts if part) + "\n"


def page_tables(results: Sequence[Result]) -> dict[str, str]:
    """Tables of a page by the name of their place: milliseconds and ratio by peer and problem for
    each error, what sets peers apart, and the problems of many samples.
    """
    groups = [g for g in group_by_problem(results) if not is_campaign(g[0])]
    peers = dict.fromkeys(r.entry.peer.name for g in groups for r in g if r.measurements)
    texts = {}
    for error, label in zip(ERRORS, ("1 m", "1 cm"), strict=True):
        rows = [["peer", *(group[0].problem.name for group in groups)]]
        rows += [[peer, *(_page_cell(group, peer, error) for group in groups)] for peer in peers]
        texts[f"peers {label}"] = markdown_table(rows)
    told = dict.fromkeys(remark for group in groups for remark in remarks(group))
    distances = [
        f"{peer}: {', '.join(far)} from ours" for peer in peers if (far := _distances(groups, peer))
    ]
    texts["peers apart"] = "\n".join(f"* {each}" for each in (*told, *distances))
    many = [g for g in group_by_problem(results) if is_campaign(g[0])]
    rows = [["problem", *CAMPAIGN_HEADINGS]]
    rows += [[group[0].problem.name, *row] for group in many for row in table_rows(group)]
    return texts | ({"peers threads": markdown_table(rows)} if many else {})


def _page_cell(group: Sequence[Result], peer: str, error: float) -> str:
    """Milliseconds and ratio of a peer in a problem."""
    measured = [r for r in group if r.measurements]
    result = next((r for r in measured if r.entry.peer.name == peer), None)
    if result is None:
        return "-"
    own = next((r for r in measured if r.entry.peer.name == OWN), None)
    time, ratio = _time_and_ratio(
        time_at_error(result.points, error), own and time_at_error(own.points, error)
    )
    return time if ratio == "-" else f"{time} ({ratio})"


def _distances(groups: Sequence[Sequence[Result]], peer: str) -> list[str]:
    """Model differences of a peer, by problem."""
    return [
        f"{r.problem.name} {_format_length(r.model_difference)} m"
        for group in groups
        for r in group
        if r.entry.peer.name == peer and r.entry.module != OWN and math.isfinite(r.model_difference)
    ]


def render_tables(results: Sequence[Result]) -> RenderableType:
    """The tables for the terminal."""
    parts: list[RenderableType] = []
    for group in group_by_problem(results):
        problem = group[0].problem
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for k, heading in enumerate(headings(group)):
            table.add_column(heading, justify="right" if k else "left")
        for row in table_rows(group):
            table.add_row(*row)
        parts += [Text(f"{problem.name}: {problem.description}", style="bold"), table]
        parts += [Text(f"  {remark}", style="dim") for remark in remarks(group)]
        parts.append(Text(""))
    return Group(*parts, Text(NOTE, style="dim"))
