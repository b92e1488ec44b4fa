"""What the simulator was asked to reach, and which findings tell whether it does."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.validation.comparison import NOT_SIMULATED, Comparison, Outcome

NOT_RUN = "not run"
OREKIT = (0.015, 0.18, 0.0012)
"""m: median and greatest distance after a day with drag, greatest at cut-off: docs/orekit.md."""


class Goal(NamedTuple):
    """An aim in words, the cases it is about and how the names of their quantities begin; `known`
    holds what is measured elsewhere, and whether it is enough.
    """

    asked: str
    cases: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ("",)
    known: tuple[str, str] | None = None


def attained(goal: Goal, outcomes: Sequence[Outcome]) -> list[Comparison]:
    """Findings that a goal is about, none that have no value of ours."""
    return [
        found
        for outcome in outcomes
        if outcome.case.name in goal.cases
        for found in outcome.findings
        if found.quantity.startswith(goal.quantities) and found.verdict != NOT_SIMULATED
    ]


def worst(findings: Sequence[Comparison]) -> Comparison:
    """The one whose difference uses most of what is allowed."""

    def used(found: Comparison) -> float:
        bound = found.high if found.difference > 0.0 else found.low
        return abs(found.difference / bound) if bound else 0.0

    return max(findings, key=used)


ELSEWHERE = "[orekit.md](orekit.md), 52 cases"
GOALS = (
    Goal(
        "Orekit with the same models, a day at 20x20 with drag: median of 1 m, 10 m at most",
        known=(f"{OREKIT[0]} m and {OREKIT[1]} m: {ELSEWHERE}", "yes"),
    ),
    Goal(
        "Orekit, cut-off after a burn of 20 minutes: 5 m",
        known=(f"{OREKIT[2]} m at most: {ELSEWHERE}", "yes"),
    ),
    Goal("JEOD without drag, 8 h: 10 m", ("nesc_3b", "nesc_7a"), ("position",)),
    Goal("JEOD with drag: within what airs differ by", ("nesc_6b", "nesc_7c")),
    Goal("GMAT's finite burn: 1 m", ("gmat_burn",), ("position",)),
    Goal(
        "NESC falls: within the spread of NASA's simulators and 10 % (body rates of case 02 are "
        "not simulated)",
        ("nesc_atmos_01", "nesc_atmos_02", "nesc_atmos_06", "nesc_atmos_09"),
        ("height", "longitude", "speed"),
    ),
    Goal(
        "NASA's ephemeris of 2022, nothing fitted: 3 km after 24 h",
        ("iss_ephemeris_2022",),
        ("along track after 24 h, as asked",),
    ),
    Goal("Mir, decay 6 to 20 March: 15 %", ("mir_decay",), ("loss 6 to 20",)),
    Goal("Mir, 100 km at 05:44 UTC: 90 s", ("mir_burns", "mir_footprint"), ("100 km after",)),
    Goal("Mir, 99 % footprint holds 40 S 160 W", ("mir_footprint",), ("40 S 160 W",)),
    Goal(
        "The station's decay of 2024 and 2025 with one constant: 20 %",
        ("iss_decay_2024",),
        ("loss over that measured",),
    ),
    Goal(
        "Error bars of decay forecasts right, as campaigns draw them (at the edge, by the seed)",
        ("error_bars",),
        ("as campaigns",),
    ),
    Goal(
        "Error bars right, with the Sun of late and the error of the fit (at the edge for a fit "
        "to 10 days: missed with three seeds of eight)",
        ("error_bars", "error_bars_sun"),
        ("recent Sun", "mean F10.7"),
    ),
)
