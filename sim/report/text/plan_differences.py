"""Sentences on how plans differ: usable propellant, footprint, distance to land, risk, and likely
causes.

Every word follows from the figures. A cause is named only if it acts in the direction that theory
predicts: a shallower angle, a higher perigee and less thrust make a longer footprint.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sim.entry.figures import DebrisFigures, Range, margin_km
from sim.flight.figures import InterfaceFigures
from sim.report.results.contents import RunFigures
from sim.report.text.debris import extent, nearest_fall, share_words, shown_extents
from sim.report.text.formatting import amount, number, risk_words, significant
from sim.report.text.names import human_name
from sim.report.text.propellant import unreachable_words, usable_words

Summary = RunFigures

ALIKE = 0.01
"""Relative differences below this are reported as none."""


class _Side(NamedTuple):
    label: str
    summary: Summary
    entry: InterfaceFigures
    debris: DebrisFigures


def difference_sentences(summaries: Sequence[Summary]) -> list[str]:
    """How the plans differ; nothing unless at least two of them have debris.

    Each sentence compares the largest with the smallest of those that have it.
    """
    sides = [
        _Side(s.get("label") or s["scenario"], s, entry, debris)
        for s in summaries
        if (debris := s.get("debris")) and debris["footprint"] and (entry := s["entry_interface"])
    ]
    if len(sides) < 2:
        return []
    return [*_margin(sides), _footprint(sides), _distance(sides), *_risk(sides)]


def _common_share(sides: Sequence[_Side]) -> float:
    """Largest share that the samples of all can be quoted for; 1 for all fragments computed."""
    shares = [{span["share"] for span in shown_extents(side.debris)} for side in sides]
    return max(set.intersection(*shares), default=1.0)


def _footprint(sides: Sequence[_Side]) -> str:
    share = _common_share(sides)

    def length(side: _Side) -> float:
        span = extent(side.debris, share)
        if span is None:
            raise ValueError(f"{side.label} has no footprint")
        return span["length_km"]

    short, long = (pick(sides, key=length) for pick in (min, max))
    a, b = length(long), length(short)
    of = f"at {share_words(share)}"
    if a - b < ALIKE * a:
        return f"The footprints are alike: {number(b, 'km')} to {amount(a, 'km')} {of}."
    causes = [
        cause
        for cause in (
            _cause(
                "its flight-path angle at the interface is shallower",
                [abs(_angle(side)) for side in (short, long)],
                "°",
                " below the horizon",
            ),
            _cause(
                "its perigee after the final burn is higher",
                [-_final(side, "perigee_after_km") for side in (short, long)],
                "km",
            ),
            _cause(
                "its final burn has less thrust",
                [_final(side, "thrust_n") for side in (short, long)],
                "N",
            ),
        )
        if cause
    ]
    why = "; ".join(causes) or "angle, perigee and thrust do not explain it"
    lengths = f"{amount(a, 'km')} against {amount(b, 'km')}"
    return f"{long.label} has the longer footprint: {lengths} {of}: {why}."


def _cause(claim: str, values: Sequence[float], unit: str, words: str = "") -> str:
    """The claim with both figures if the longer one's (second) is the smaller, else nothing."""
    short, long = values
    if not long < short - 1e-3 * abs(short):
        return ""
    return f"{claim} ({amount(abs(long), unit)} against {amount(abs(short), unit)}{words})"


def _angle(side: _Side) -> float:
    return side.entry["flight_path_angle_deg"]


def _final(side: _Side, key: str) -> float:
    burns = side.summary["burns"]
    return burns[-1][key] if burns else float("nan")


def _margin(sides: Sequence[_Side]) -> list[str]:
    """Which plan has less propellant of use, and what lies out of reach; nothing without burns."""
    margins = [
        (side.label, margin) for side in sides if (margin := side.summary.get("margin")) is not None
    ]
    if len(margins) < 2:
        return []
    least, most = (pick(margins, key=lambda pair: pair[1]["usable_kg"]) for pick in (min, max))
    low, high = least[1]["usable_kg"], most[1]["usable_kg"]
    away = "; ".join(
        f"{label} {amount(margin['unreachable_kg'], 'kg')} ({unreachable_words(margin)})"
        for label, margin in margins
        if margin["unreachable_kg"] >= 0.5
    )
    beyond = f" Out of reach of those engines: {away}." if away else ""
    if abs(high - low) <= ALIKE * abs(high):
        return [f"Both plans have the same usable propellant left: {amount(low, 'kg')}.{beyond}"]
    return [
        f"{least[0]} has less propellant that the engines of the final burn can still use: "
        f"{usable_words(least[1])} against {usable_words(most[1])}, beyond reserve, residuals and "
        f"attitude control.{beyond}"
    ]


def _distance(sides: Sequence[_Side]) -> str:
    def margin(side: _Side) -> float:
        return min(map(margin_km, side.debris["keep_out"]))

    near, far = (pick(sides, key=margin) for pick in (min, max))
    nearest = min(near.debris["keep_out"], key=margin_km)
    kept = all(clearance["kept"] for side in sides for clearance in side.debris["keep_out"])
    state = "All plans keep" if kept else "Not all plans keep"
    return (
        f"{state} the distances from land; {near.label} comes nearer to its limit: "
        f"{nearest_fall(nearest)} (limit {amount(nearest['limit_km'], 'km')}, margin "
        f"{amount(margin(near), 'km')} against {amount(margin(far), 'km')})."
    )


def _risk(sides: Sequence[_Side]) -> list[str]:
    def total(side: _Side) -> Range:
        return side.debris["expected_casualties"]["with_failures"]

    less, more = (pick(sides, key=lambda s: total(s)["likely"]) for pick in (min, max))
    high, low = total(more), total(less)
    if high["likely"] <= 0.0:
        return ["No plan puts people at risk, neither as planned nor by a listed failure."]
    apart = high["low"] > low["high"]
    change = 100.0 * (high["likely"] / low["likely"] - 1.0) if low["likely"] > 0.0 else float("inf")
    sentence = (
        f"{more.label} has the larger casualty risk with failures: {risk_words(high)} against "
        f"{risk_words(low)}, {significant(change)} % more"
    )
    sentence += "." if apart else "; the ranges overlap: this does not tell the plans apart."
    return [sentence, _why(more, less)]


def _why(more: _Side, less: _Side) -> str:
    """Where the risk comes from, and whether the plans differ in it."""
    expected = more.debris["expected_casualties"]
    driver = expected["driver"]
    share = expected["contributions"][driver]["likely"] / expected["with_failures"]["likely"]
    of = f"of the risk of {more.label} comes from the failure “{human_name(driver)}”"
    reasons = [f"{number(100.0 * share)} % {of}"]
    chances = [{f["name"]: f["probability"] for f in s.debris["failures"]} for s in (more, less)]
    if chances[0] == chances[1]:
        reasons.append("the assumed probabilities of failure are the same")
    else:
        reasons.append("the assumed probabilities of failure differ")
    area, other = (s.debris["casualty_area_m2"]["likely"] for s in (more, less))
    reasons.append(f"the casualty area is {amount(area, 'm²')} against {amount(other, 'm²')}")
    high, low = (_if_it_happens(side, driver) for side in (more, less))
    if high and low:
        reasons.append(
            f"if it happens, {significant(high)} casualties are expected against {significant(low)}"
        )
    return "Why: " + "; ".join(reasons) + "."


def _if_it_happens(side: _Side, name: str) -> float | None:
    """Expected casualties of a failure once it has happened."""
    chance = next((f["probability"] for f in side.debris["failures"] if f["name"] == name), 0.0)
    part = side.debris["expected_casualties"]["contributions"].get(name)
    return part["likely"] / chance if chance and part else None
