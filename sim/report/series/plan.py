"""Series of a plan: altitude profiles before the burns, passes, torque against altitude."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.report.colours import MUTED, PALETTE
from sim.report.results.plan import PlanResult

Columns = dict[str, np.ndarray]


class Profile(NamedTuple):
    """A way down to the altitude at which a plan begins: its key, words, colour and dashes."""

    key: str
    words: str
    colour: str
    dashes: str


PROFILES = (
    Profile("cheapest", "least propellant, usual attitude", PALETTE[0], "-"),
    Profile("cheapest_any_attitude", "least propellant, any attitude", PALETTE[2], "-"),
    Profile("profile", "profile of the scenario", PALETTE[1], "--"),
    Profile("drag_alone", "drag alone", MUTED, ":"),
)
"""In the order of the legend."""


class ProfilePath(NamedTuple):
    """Altitude in km by date on one profile at one percentile of solar activity, (n,)."""

    profile: Profile
    percentile: float
    is_median: bool
    utc: np.ndarray
    altitude_km: np.ndarray


class TorqueLine(NamedTuple):
    """Torque of the atmosphere in N m by altitude in km in one attitude, (n,), with its range over
    the offset between the centres of pressure and mass.
    """

    attitude: str
    altitude_km: np.ndarray
    torque: np.ndarray
    low: np.ndarray
    high: np.ndarray


def profile_paths(result: PlanResult) -> Iterator[ProfilePath]:
    """Every profile at every percentile; the percentile nearest to 50 is the median."""
    columns = result.lowering
    if columns is None or not len(columns["utc"]):
        return
    percentiles = np.unique(columns["percentile"])
    median = min(percentiles, key=lambda percentile: abs(percentile - 50.0))
    for profile in PROFILES:
        for percentile in percentiles:
            rows = (columns["course"] == profile.key) & (columns["percentile"] == percentile)
            if rows.any():
                path = columns["utc"][rows], columns["altitude_km"][rows]
                yield ProfilePath(profile, float(percentile), bool(percentile == median), *path)


def shown_profiles(result: PlanResult) -> list[Profile]:
    """Profiles that a plan has looked at."""
    study = result.answer.get("lowering")
    others = [] if study is None else study["other_attitudes"]
    return [p for p in PROFILES if others or "any" not in p.key]


def chosen_pass(result: PlanResult) -> int | None:
    """Row of the pass that the plan takes: of those that can meet the aim point the nearest in time
    to its final burn.
    """
    burns, calendar = result.answer["burns"], result.calendar
    final = burns[-1]["ignition_utc"] if burns else None
    if calendar is None or final is None or not calendar["can_meet_aim"].any():
        return None
    ignition = np.datetime64(final.rstrip("Z"), "us")
    away = np.abs((calendar["final_burn_utc"] - ignition).astype(np.int64)).astype(float)
    away[~calendar["can_meet_aim"]] = np.inf
    return int(np.argmin(away))


def torque_lines(table: Columns) -> list[TorqueLine]:
    """A line for each attitude in the order of the table."""
    lines = []
    for attitude in dict.fromkeys(str(name) for name in table["attitude"]):
        rows = table["attitude"] == attitude
        names = ("altitude_km", "torque_n_m", "torque_low_n_m", "torque_high_n_m")
        lines.append(TorqueLine(attitude, *(table[name][rows] for name in names)))
    return lines
