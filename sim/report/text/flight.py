"""Results of flights in sentences: end, burns, entry, debris, propellant, and the range over solar
activity.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.entry.risk.casualty import one_in
from sim.report.results.run import RunResult
from sim.report.text.debris import COUNTED, extent, judge_limit, nearest_fall
from sim.report.text.formatting import long_date, percent, position

Summary = dict[str, Any]


def end_remarks(summary: Summary) -> list[str]:
    """What a reader should not overlook: exhausted burns, phases that were not flown."""
    remarks = [
        f"{burn['name']} ended early: propellant or engine time ran out."
        for burn in summary["burns"]
        if burn["ending"] == "exhausted"
    ]
    if count := summary["lowering"]["exhausted"]:
        remarks.append(f"{count} lowering burns ended early: propellant or engine time ran out.")
    if summary["phases_not_flown"]:
        last, names = summary["last_phase"], ", ".join(summary["phases_not_flown"])
        remarks.append(f"The flight ended in phase {last}; not flown: {names}.")
    return remarks


def flight_sentences(summary: Summary) -> list[str]:
    """Results of one flight, sentence by sentence."""
    sentences = [_end(summary)]
    if summary["burns"]:
        sentences.append(_burns(summary))
    if summary["entry_interface"]:
        sentences.append(_entry(summary))
    if summary.get("debris"):
        sentences += _debris(summary["debris"])
    propellant = summary["propellant"]
    if propellant["available_kg"] > 0.0:
        sentences.append(
            f"Propellant: {propellant['used_kg']:,.0f} kg of {propellant['available_kg']:,.0f} kg "
            f"are burned, {propellant['margin_kg']:,.0f} kg ({percent_left(propellant):.0f} %) are "
            "aboard at the end."
        )
    return sentences


def percent_left(propellant: Summary) -> float:
    """Percent of the available propellant that is aboard at the end."""
    return 100.0 * propellant["margin_kg"] / propellant["available_kg"]


def compare_flights(summaries: Sequence[Summary]) -> str:
    """One sentence on each of several flights: entry angle, footprint, propellant left."""
    entries = [s["entry_interface"] for s in summaries if s["entry_interface"]]
    angles = [abs(entry["flight_path_angle_deg"]) for entry in entries]
    differ = len(angles) > 1 and max(angles) - min(angles) > 0.01 * max(angles)
    sentences = []
    for summary in summaries:
        parts = []
        if entry := summary["entry_interface"]:
            angle = abs(entry["flight_path_angle_deg"])
            steep = "steepest" if len(angles) > 2 else "steeper"
            how = f" {steep}," if differ and angle == max(angles) else ""
            parts.append(f"enters{how} {angle:.2f}° below the horizontal")
        if (debris := summary.get("debris")) and (span := extent(debris, COUNTED)):
            fragments = f"{percent(COUNTED)} of its fragments"
            parts.append(f"lands {fragments} within {span['length_km']:,.0f} km")
        if summary["propellant"]["available_kg"] > 0.0:
            left = percent_left(summary["propellant"])
            parts.append(f"has {left:.0f} % of its propellant left")
        if not parts:
            parts.append(f"ends on {long_date(summary['end_utc'])} ({summary['status_sentence']})")
        label = summary.get("label") or summary["scenario"]
        joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        sentences.append(f"{label} {joined}.")
    return " ".join(sentences)


def _end(summary: Summary) -> str:
    name = summary.get("title") or summary["scenario"]
    start, end = long_date(summary["start_utc"], False), long_date(summary["end_utc"])
    after = f"{summary['duration_days']:,.1f} days after its start on {start}"
    impact = summary["impact"]
    if not impact:
        return f"{name}: {summary['status_sentence']}; the flight ends on {end}, {after}."
    where = position(impact["latitude_deg"], impact["longitude_deg"])
    return (
        f"{name}: impact of the intact stack on {end}, {after}, at {where}, "
        f"{impact['distance_to_point_nemo_km']:,.0f} km from Point Nemo."
    )


def _burns(summary: Summary) -> str:
    burns, lowering = summary["burns"], summary["lowering"]
    last = burns[-1]
    several = f"{len(burns)} deorbit burns" if len(burns) > 1 else "one deorbit burn"
    all_burns = (
        f"{lowering['burns']} lowering burns and {several}" if lowering["burns"] else several
    )
    return (
        f"{all_burns[0].upper()}{all_burns[1:]} have a total velocity change of "
        f"{summary['delta_v_m_s']:.1f} m/s. The last one begins on "
        f"{long_date(last['ignition_utc'])} and takes {last['duration_s']:,.0f} s at "
        f"{last['thrust_n'] / 1e3:.1f} kN: it lowers the perigee from "
        f"{last['perigee_before_km']:.0f} to {last['perigee_after_km']:.0f} km."
    )


def _entry(summary: Summary) -> str:
    entry, peak = summary["entry_interface"], summary["peak"]
    sentence = (
        f"At {entry['altitude_km']:.0f} km the inertial speed is "
        f"{entry['speed_inertial_m_s'] / 1e3:.2f} km/s, "
        f"{abs(entry['flight_path_angle_deg']):.2f}° below the horizontal"
    )
    if peak:
        sentence += (
            f"; the deceleration by drag reaches {peak['deceleration_g']:.1f} g at "
            f"{peak['deceleration_altitude_km']:.0f} km"
        )
    return sentence + "."


def _debris(debris: dict[str, Any]) -> list[str]:
    surviving = 100.0 * debris["surviving_mass_share"]["all"]
    span = extent(debris, COUNTED)
    if span is None:
        return ["No fragment above the energy threshold reaches the ground."]
    sentences = [
        f"{surviving:.0f} % of the mass reaches the ground in the nominal break-up. "
        f"{percent(COUNTED)} of the fragments fall within {span['length_km']:,.0f} km along "
        f"the track and {span['width_km']:,.0f} km across it."
    ]
    near = [clearance for clearance in debris["keep_out"] if clearance["least_km"] is not None]
    if near:
        least = min(near, key=lambda clearance: clearance["least_km"] - clearance["limit_km"])
        kept = all(clearance["kept"] for clearance in near)
        state = "is satisfied" if kept else "is not satisfied everywhere"
        sentences.append(
            f"The keep-out distance {state}: {nearest_fall(least)} "
            f"(limit {least['limit_km']:.0f} km)."
        )
    risk = debris["expected_casualties"]
    total = risk["with_failures"]
    sentences.append(
        f"Casualty risk with failures: {one_in(total['likely'])} for one casualty "
        f"(from {one_in(total['high'])} to {one_in(total['low'])}); the limit of 1 in "
        f"{1.0 / risk['limit']:,.0f} is {judge_limit(total, risk['limit'])}."
    )
    return sentences


def solar_activity_sentence(run: RunResult, named: bool) -> str:
    """When the descent ends under low and high solar activity; nothing if they were not flown."""
    forecast = run.forecast
    if forecast is None:
        return ""
    ends = []
    for percentile in np.unique(forecast["percentile"])[[0, -1]]:
        row = np.flatnonzero(forecast["percentile"] == percentile)[-1]
        ends.append((percentile, forecast["utc"][row], float(forecast["mean_altitude_km"][row])))
    (low, first, altitude), (high, last, _) = ends
    days = (last - first).astype("timedelta64[s]").astype(float) / 86400.0
    begin = f"{run.label}: with" if named else "With"
    goal = "the altitude of the first deorbit burn" if run.summary["burns"] else "its end"
    if abs(days) < 0.05:
        return (
            f"{begin} low ({low:g}th percentile) and high ({high:g}th percentile) solar activity "
            f"the descent reaches {goal} on the same date."
        )
    first_date, last_date = str(first)[:10], str(last)[:10]
    apart = f"{abs(days):,.1f}" if abs(days) < 100.0 else f"{abs(days):,.0f}"
    sentence = (
        f"{begin} low solar activity ({low:g}th percentile) the descent reaches {goal} "
        f"({altitude:,.0f} km) on {first_date}, with high solar activity ({high:g}th percentile) "
        f"on {last_date}, {apart} days {'earlier' if days < 0.0 else 'later'}."
    )
    if run.summary["lowering"]["burns"]:
        sentence += " Until then the lowering burns compensate for most of the difference in drag."
    return sentence
