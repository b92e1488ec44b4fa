"""Accuracy goals of the simulator, and the comparisons that show whether they are reached."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.validation.comparison import NOT_SIMULATED, Comparison, Outcome

NOT_RUN = "not run"
OREKIT = (0.015, 0.18, 0.0012)
"""m: median and greatest distance after a day with drag, greatest at cut-off: docs/orekit.md."""


class Goal(NamedTuple):
    """A goal in words, the cases that test it and the first words of their quantities.

    `known` replaces them where the goal is tested elsewhere: result, and whether it is reached.
    """

    statement: str
    cases: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ("",)
    known: tuple[str, str] | None = None


def comparisons_of(goal: Goal, outcomes: Sequence[Outcome]) -> list[Comparison]:
    """Comparisons that test a goal, without those that have no computed value."""
    return [
        comparison
        for outcome in outcomes
        if outcome.case.name in goal.cases
        for comparison in outcome.comparisons
        if comparison.quantity.startswith(goal.quantities) and comparison.result != NOT_SIMULATED
    ]


def closest_to_limit(comparisons: Sequence[Comparison]) -> Comparison:
    """The comparison whose difference is the largest share of its bound."""

    def share_of_bound(comparison: Comparison) -> float:
        bound = comparison.high if comparison.difference > 0.0 else comparison.low
        return abs(comparison.difference / bound) if bound else 0.0

    return max(comparisons, key=share_of_bound)


ELSEWHERE = "[orekit.md](orekit.md), 52 cases"
GOALS = (
    Goal(
        "Orekit with the same models, a day at 20x20 with drag: median of 1 m, 10 m at most",
        known=(f"{OREKIT[0]} m and {OREKIT[1]} m: {ELSEWHERE}", "yes"),
    ),
    Goal(
        "Orekit, cut-off after a burn of 20 minutes: 5 m at most",
        known=(f"{OREKIT[2]} m at most: {ELSEWHERE}", "yes"),
    ),
    Goal("JEOD without drag, 8 h: 10 m", ("nesc_3b", "nesc_7a"), ("position",)),
    Goal("JEOD with drag: within the spread of atmosphere models", ("nesc_6b", "nesc_7c")),
    Goal("GMAT's finite burn: 1 m", ("gmat_burn",), ("position",)),
    Goal(
        "NESC atmospheric cases: within the spread of NASA's simulators extended by 10 %",
        ("nesc_atmos_01", "nesc_atmos_02", "nesc_atmos_06", "nesc_atmos_09"),
        ("altitude", "longitude", "speed"),
    ),
    Goal(
        "NASA's ephemeris of 2022, without fitting: 3 km after 24 h",
        ("iss_ephemeris_2022",),
        ("along-track error after 24 h, goal",),
    ),
    Goal("Mir, decay 6 to 20 March: 15 %", ("mir_decay",), ("altitude loss 6 to 20",)),
    Goal("Mir, 100 km at 05:44 UTC: 90 s", ("mir_burns", "mir_footprint"), ("100 km after",)),
    Goal(
        "Mir, 99 % footprint contains 40 S 160 W",
        ("mir_footprint",),
        ("along-track position", "cross-track position"),
    ),
    Goal(
        "Decay of the ISS in 2024 and 2025 with one drag factor: 20 %",
        ("iss_decay_2024",),
        ("computed over observed loss",),
    ),
    Goal(
        "Calibrated error bars of decay forecasts, sampled as in campaigns (close to the limit: "
        "depends on the seed)",
        ("error_bars",),
        ("campaign sampling",),
    ),
    Goal(
        "Calibrated error bars with recent solar activity and the uncertainty of the drag fit "
        "(close to the limit for a fit to 10 days: missed with three of eight seeds)",
        ("error_bars", "error_bars_sun"),
        ("recent activity", "mean F10.7"),
    ),
)
