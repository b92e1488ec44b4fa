"""What is noted of each point: named figures of plans and of flights, or any figure by its path in
`plan.json` or `summary.json`, such as ``burns.final_burn.duration_s``.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.results.contents import PlanAnswerFigures, RunFigures
from sim.scenario.error import listed
from sim.workflow.sweep.variation import SweepError

Figures = Mapping[str, Any]

CONTROL, MARGINS, FAILURES, OPERATIONS, LOWERING = (
    "control", "margins", "failures", "operations", "lowering",
)  # fmt: skip
PART_OF = {
    "budget": CONTROL, "control": CONTROL, "stack_impact": CONTROL, "margins": MARGINS,
    "failures": FAILURES, "clearance": OPERATIONS, "backups": OPERATIONS,
    "lowering": LOWERING, "calendar": "calendar",
}  # fmt: skip
"""Part of `sim.workflow.plan_study.PARTS` that finds a figure of a plan; others come with the
search."""


@dataclass(frozen=True)
class Metric:
    """A figure of a point.

    Attributes
    ----------
    name
        With its unit at the end, as everywhere.
    words
        For axes and tables, without the unit.
    find
        The figure among those of a plan or flight; None where there is none.
    parts
        Top-level figures it is made of.
    more_is_better
        For a Pareto front, unless something else is asked for.
    """

    name: str
    words: str
    find: Callable[[Figures], Any]
    parts: tuple[str, ...] = ()
    more_is_better: bool = False


def _sum_of_burns(name: str) -> Callable[[Figures], float | None]:
    def find(figures: Figures) -> float | None:
        values = [burn[name] for burn in figures["burns"]]
        return None if not values or None in values else math.fsum(values)

    return find


def _backups(figures: Figures) -> int | None:
    late = figures.get("backups")
    return None if late is None else sum(bool(each["serves"]) for each in late)


def _at(path: str) -> Callable[[Figures], Any]:
    return lambda figures: figure_at(figures, path, strict=False)


PLAN_METRICS = (
    Metric("delta_v_m_s", "velocity change of all burns", _sum_of_burns("delta_v_m_s")),
    Metric("propellant_kg", "propellant of all burns", _sum_of_burns("propellant_kg")),
    Metric(
        "final_burn_s", "duration of the final burn",
        lambda figures: figures["burns"][-1]["duration_s"] if figures["burns"] else None,
    ),
    Metric(
        "flight_path_angle_deg", "flight-path angle at the entry interface",
        _at("entry.flight_path_angle_deg"),
    ),
    Metric("miss_km", "distance from the aim", _at("miss.total_km")),
    Metric(
        "clearance_over_limit", "least distance from land over its limit",
        _at("clearance.least_over_limit"), ("clearance",), True,
    ),
    Metric("backups", "backup revolutions that serve", _backups, ("backups",), True),
    Metric(
        "margin_kg", "usable propellant left", _at("budget.margin.usable_kg"), ("budget",), True
    ),
    Metric(
        "thrust_over_least", "thrust over the least that is needed",
        _at("margins.thrust.thrust_over_least"), ("margins",), True,
    ),
)  # fmt: skip
"""Of plans."""

FLIGHT_METRICS = (
    Metric("duration_days", "time from start to end", _at("duration_days")),
    Metric("delta_v_m_s", "velocity change of all burns", _at("delta_v_m_s")),
    Metric("propellant_kg", "propellant used", _at("propellant.used_kg")),
    Metric(
        "flight_path_angle_deg", "flight-path angle at the entry interface",
        _at("entry_interface.flight_path_angle_deg"),
    ),
    Metric("deceleration_g", "largest deceleration", _at("peak.deceleration_g")),
    Metric("impact_latitude_deg", "latitude of the impact", _at("impact.latitude_deg")),
    Metric("impact_longitude_deg", "longitude of the impact", _at("impact.longitude_deg")),
)  # fmt: skip
"""Of flights."""

USUAL = ("propellant_kg", "flight_path_angle_deg", "delta_v_m_s", "final_burn_s", "miss_km")
"""Of a plan, where none are named: what the search knows. Where the aim point is chosen the
distance from land and the backups are known as well."""
WITH_AIM = ("clearance_over_limit", "backups")


def choose_metrics(names: Iterable[str], *, planned: bool, aim_chosen: bool) -> tuple[Metric, ...]:
    """The metrics of those names.

    Parameters
    ----------
    names
        Named ones, or paths; empty for the usual ones.
    planned, aim_chosen
        Whether points are planned, and choose their aim point.

    Raises
    ------
    SweepError
        If there is no such metric.
    """
    known = {each.name: each for each in (PLAN_METRICS if planned else FLIGHT_METRICS)}
    wanted = tuple(names)
    if not wanted:
        usual = (*USUAL, *(WITH_AIM if aim_chosen else ())) if planned else tuple(known)
        return tuple(known[name] for name in usual)
    for name in wanted:
        if wanted.count(name) > 1:
            raise SweepError(f"--metric {name}: twice; allowed: each once")
    return tuple(known.get(name) or _by_path(name, known, planned) for name in wanted)


def _by_path(name: str, known: Mapping[str, Metric], planned: bool) -> Metric:
    """A metric that is a figure somewhere in the answer."""
    top = name.partition(".")[0].partition("[")[0]
    form = PlanAnswerFigures if planned else RunFigures
    if top not in form.__annotations__:
        allowed = listed([*known, *form.__annotations__], name)
        where = "plan.json" if planned else "summary.json"
        raise SweepError(
            f"--metric {name}: no such figure; allowed, or a path in {where}: {allowed}"
        )
    return Metric(name, name, lambda figures: figure_at(figures, name), (top,))


def parts_of(metrics: Sequence[Metric]) -> frozenset[str]:
    """What has to be asked about a plan beyond its burns for some metrics."""
    return frozenset(PART_OF[part] for each in metrics for part in each.parts if part in PART_OF)


def figure_at(figures: Figures, path: str, *, strict: bool = True) -> Any:
    """A figure by its path; rows of a list go by their `name` or number (``calendar[0].along_km``).

    Raises
    ------
    SweepError
        If something is there, and the path does not lead on from it; not where `strict` is False.
    """
    found: Any = figures
    for part in path.replace("[", ".").replace("]", "").split("."):
        if found is None:
            return None
        rows = found
        if isinstance(found, list):
            rows = {str(each.get("name", k)): each for k, each in enumerate(found)}
        if not isinstance(rows, Mapping) or part not in rows:
            if not strict or not rows:
                return None
            there = listed(rows, part) if isinstance(rows, Mapping) else "nothing below a value"
            raise SweepError(f"--metric {path}: no {part!r}; allowed: {there}")
        found = rows[part]
    if isinstance(found, (Mapping, list)):
        if not strict:
            return None
        inner = listed(found) if isinstance(found, Mapping) else "a row by its name or number"
        raise SweepError(f"--metric {path}: not a figure by itself; allowed below it: {inner}")
    return found
