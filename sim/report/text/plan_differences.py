"""Sentences on how plans differ: footprint, propellant margin, distance to land, risk, and likely
causes.

Every word follows from the figures. A cause is named only if it acts in the direction that theory
predicts: a shallower angle, a higher perigee and less thrust make a longer footprint.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.entry.risk.casualty import one_in
from sim.report.text.debris import COUNTED, extent, nearest_fall
from sim.report.text.formatting import percent, spaced

Summary = dict[str, Any]

ALIKE = 0.01
"""Relative differences below this are reported as none."""


class _Side(NamedTuple):
    label: str
    summary: Summary

    @property
    def debris(self) -> dict[str, Any]:
        return self.summary["debris"]


def difference_sentences(summaries: Sequence[Summary]) -> list[str]:
    """How the plans differ; nothing unless at least two of them have debris.

    Each sentence compares the largest with the smallest of those that have it.
    """
    sides = [
        _Side(s.get("label") or s["scenario"], s)
        for s in summaries
        if s.get("debris") and s["debris"]["footprint"] is not None
    ]
    if len(sides) < 2:
        return []
    return [_footprint(sides), _margin(sides), _distance(sides), *_risk(sides)]


def _length(side: _Side) -> float:
    span = extent(side.debris, COUNTED)
    if span is None:
        raise ValueError(f"{side.label} has no footprint")
    return span["length_km"]


def _footprint(sides: Sequence[_Side]) -> str:
    short, long = (pick(sides, key=_length) for pick in (min, max))
    a, b = _length(long), _length(short)
    of = f"at {percent(COUNTED)} of the fragments"
    if a - b < ALIKE * a:
        return f"The footprints are alike: {b:,.0f} to {a:,.0f} km {of}."
    causes = [
        cause
        for cause in (
            _cause(
                "its flight-path angle at the interface is shallower",
                [abs(_angle(side)) for side in (short, long)],
                "{:.3f}° against {:.3f}° below the horizon",
            ),
            _cause(
                "its perigee after the final burn is higher",
                [-_final(side, "perigee_after_km") for side in (short, long)],
                "{:.1f} km against {:.1f} km",
            ),
            _cause(
                "its final burn has less thrust",
                [_final(side, "thrust_n") for side in (short, long)],
                "{:,.0f} N against {:,.0f} N",
            ),
        )
        if cause
    ]
    why = "; ".join(causes) or "angle, perigee and thrust do not explain it"
    return f"{long.label} has the longer footprint: {a:,.0f} km against {b:,.0f} km {of}: {why}."


def _cause(claim: str, values: Sequence[float], text: str) -> str:
    """The claim with both figures if the longer one's (second) is the smaller, else nothing."""
    short, long = values
    if not long < short - 1e-3 * abs(short):
        return ""
    return f"{claim} ({text.format(abs(long), abs(short))})"


def _angle(side: _Side) -> float:
    return side.summary["entry_interface"]["flight_path_angle_deg"]


def _final(side: _Side, key: str) -> float:
    burns = side.summary["burns"]
    return burns[-1][key] if burns else float("nan")


def _margin(sides: Sequence[_Side]) -> str:
    least, most = (
        pick(sides, key=lambda s: s.summary["propellant"]["margin_kg"]) for pick in (min, max)
    )
    low, high = least.summary["propellant"], most.summary["propellant"]
    if high["margin_kg"] - low["margin_kg"] <= ALIKE * high["margin_kg"]:
        return f"The propellant margins are alike: {low['margin_kg']:,.0f} kg."
    reasons = [
        f"{low['available_kg']:,.0f} kg were available against {high['available_kg']:,.0f} kg"
    ]
    more = "more" if low["used_kg"] > high["used_kg"] else "less"
    reasons.append(f"it uses {more} ({low['used_kg']:,.0f} kg against {high['used_kg']:,.0f} kg)")
    left = low["departed_kg"] - high["departed_kg"]
    if abs(left) > 1.0:
        reasons.append(
            f"{low['departed_kg']:,.0f} kg against {high['departed_kg']:,.0f} kg left with vehicles"
        )
    return (
        f"{least.label} has the smaller propellant margin: {low['margin_kg']:,.0f} kg aboard at "
        f"the end against {high['margin_kg']:,.0f} kg: {'; '.join(reasons)}."
    )


def _distance(sides: Sequence[_Side]) -> str:
    def margin(side: _Side) -> float:
        known = [e for e in side.debris["keep_out"] if e["least_km"] is not None]
        return min(e["least_km"] - e["limit_km"] for e in known)

    near, far = (pick(sides, key=margin) for pick in (min, max))
    nearest = min(
        (e for e in near.debris["keep_out"] if e["least_km"] is not None),
        key=lambda e: e["least_km"] - e["limit_km"],
    )
    kept = all(clearance["kept"] for side in sides for clearance in side.debris["keep_out"])
    state = "satisfy" if kept else "do not all satisfy"
    return (
        f"The plans {state} the keep-out distances; {near.label} comes nearer to its limit: "
        f"{nearest_fall(nearest)} (limit {nearest['limit_km']:.0f} km, margin "
        f"{margin(near):,.0f} km against {margin(far):,.0f} km)."
    )


def _risk(sides: Sequence[_Side]) -> list[str]:
    def total(side: _Side) -> dict[str, float]:
        return side.debris["expected_casualties"]["with_failures"]

    less, more = (pick(sides, key=lambda s: total(s)["likely"]) for pick in (min, max))
    high, low = total(more), total(less)
    if high["likely"] <= 0.0:
        return ["No plan puts people at risk, neither as planned nor by a listed failure."]
    apart = high["low"] > low["high"]
    change = 100.0 * (high["likely"] / low["likely"] - 1.0) if low["likely"] > 0.0 else float("inf")
    sentence = (
        f"{more.label} has the larger risk: {high['likely']:.3g} expected casualties with failures "
        f"({one_in(high['likely'])}, from {high['low']:.2g} to {high['high']:.2g}) against "
        f"{low['likely']:.3g}, {change:.1f} % more"
    )
    sentence += "." if apart else "; the ranges overlap, so this difference is not significant."
    return [sentence, _why(more, less)]


def _why(more: _Side, less: _Side) -> str:
    """Where the risk comes from, and whether the plans differ in it."""
    expected = more.debris["expected_casualties"]
    driver = expected["driver"]
    share = expected["contributions"][driver]["likely"] / expected["with_failures"]["likely"]
    reasons = [f"{100.0 * share:.0f} % of the risk of {more.label} is '{spaced(driver)}'"]
    chances = [{f["name"]: f["probability"] for f in s.debris["failures"]} for s in (more, less)]
    if chances[0] == chances[1]:
        reasons.append("the assumed probabilities of failure are the same")
    else:
        reasons.append("the assumed probabilities of failure differ")
    area, other = (s.debris["casualty_area_m2"]["likely"] for s in (more, less))
    reasons.append(f"the casualty area is {area:,.0f} m2 against {other:,.0f} m2")
    high, low = (_if_it_happens(side, driver) for side in (more, less))
    if high and low:
        reasons.append(f"if it happens, {high:.3g} casualties are expected against {low:.3g}")
    return "Why: " + "; ".join(reasons) + "."


def _if_it_happens(side: _Side, name: str) -> float | None:
    """Expected casualties of a failure once it has happened."""
    chance = next((f["probability"] for f in side.debris["failures"] if f["name"] == name), 0.0)
    part = side.debris["expected_casualties"]["contributions"].get(name)
    return part["likely"] / chance if chance and part else None
