"""Results of flights in sentences: end, burns, entry, debris, propellant, and the range over solar
activity.
"""

from collections.abc import Sequence

import numpy as np

from sim.entry.figures import DebrisFigures, margin_km
from sim.entry.risk.casualty import one_in
from sim.flight.figures import InterfaceFigures, PeakFigures
from sim.report.results.contents import RunFigures
from sim.report.results.run import RunResult
from sim.report.text.debris import counted_extent, judge_limit, nearest_fall, share_words
from sim.report.text.formatting import amount, long_date, number, position, risk_words
from sim.report.text.names import human_name
from sim.report.text.propellant import margin_sentences, usable_words

Summary = RunFigures


BURN_REMARKS = {
    "exhausted": "ended early: propellant or engine time ran out.",
    "interrupted": "ended early: its engines failed.",
    "not_needed": "did not fire: its cut-off was met already.",
}
"""What a reader should not overlook of a burn, by its ending."""


def burn_remarks(summary: Summary) -> list[str]:
    """Burns that ended otherwise than asked for."""
    return [
        f"{human_name(burn['name'])} {BURN_REMARKS[burn['ending']]}"
        for burn in summary["burns"]
        if burn["ending"] in BURN_REMARKS
    ]


def end_remarks(summary: Summary) -> list[str]:
    """What a reader should not overlook: burns that ended otherwise than asked for, phases that
    were not flown.
    """
    remarks = burn_remarks(summary)
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
    if entry := summary["entry_interface"]:
        sentences.append(_entry(entry, summary["peak"]))
    if debris := summary.get("debris"):
        sentences += _debris(debris)
    propellant = summary["propellant"]
    if propellant["available_kg"] > 0.0:
        sentences.append(
            f"Propellant: {amount(propellant['used_kg'], 'kg')} of "
            f"{amount(propellant['available_kg'], 'kg')} are burned."
        )
    if (margin := summary.get("margin")) is not None:
        sentences += margin_sentences(margin)
    return sentences


def compare_flights(summaries: Sequence[Summary]) -> str:
    """One sentence on each of several flights: entry angle, footprint, usable propellant."""
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
            parts.append(f"enters{how} {amount(angle, '°')} below the horizontal")
        if (debris := summary.get("debris")) and (span := counted_extent(debris)):
            parts.append(
                f"lands {share_words(span['share'])} within {amount(span['length_km'], 'km')}"
            )
        if (margin := summary.get("margin")) is not None:
            parts.append(f"has {usable_words(margin)} of usable propellant left")
        if not parts:
            parts.append(f"ends on {long_date(summary['end_utc'])} ({summary['status_sentence']})")
        label = summary.get("label") or summary["scenario"]
        joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        sentences.append(f"{label} {joined}.")
    return " ".join(sentences)


def _end(summary: Summary) -> str:
    name = summary.get("title") or summary["scenario"]
    start, end = long_date(summary["start_utc"], False), long_date(summary["end_utc"])
    after = f"{number(summary['duration_days'], 'd')} days after its start on {start}"
    impact = summary["impact"]
    if not impact:
        return f"{name}: {summary['status_sentence']}; the flight ends on {end}, {after}."
    where = position(impact["latitude_deg"], impact["longitude_deg"])
    return (
        f"{name}: impact of the intact stack on {end}, {after}, at {where}, "
        f"{amount(impact['distance_to_point_nemo_km'], 'km')} from Point Nemo."
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
        f"{amount(summary['delta_v_m_s'], 'm/s')}. The last one begins on "
        f"{long_date(last['ignition_utc'])} and takes {amount(last['duration_s'], 's')} at "
        f"{amount(last['thrust_n'] / 1e3, 'kN')}: it lowers the perigee from "
        f"{number(last['perigee_before_km'], 'km')} to {amount(last['perigee_after_km'], 'km')}."
    )


def _entry(entry: InterfaceFigures, peak: PeakFigures | None) -> str:
    sentence = (
        f"At {amount(entry['altitude_km'], 'km')} the inertial speed is "
        f"{amount(entry['speed_inertial_m_s'] / 1e3, 'km/s')}, "
        f"{amount(abs(entry['flight_path_angle_deg']), '°')} below the horizontal"
    )
    if peak:
        sentence += (
            f"; the deceleration by drag reaches {amount(peak['deceleration_g'], 'g')} at "
            f"{amount(peak['deceleration_altitude_km'], 'km')}"
        )
    return sentence + "."


def _debris(debris: DebrisFigures) -> list[str]:
    surviving = 100.0 * debris["surviving_mass_share"]["all"]
    span = counted_extent(debris)
    if span is None:
        return ["No fragment above the energy threshold reaches the ground."]
    sentences = [
        f"{number(surviving)} % of the mass reaches the ground in the nominal break-up. "
        f"{share_words(span['share']).capitalize()} fall within {amount(span['length_km'], 'km')} "
        f"along the track and {amount(span['width_km'], 'km')} across it."
    ]
    near = [clearance for clearance in debris["keep_out"] if clearance["least_km"] is not None]
    if near:
        least = min(near, key=margin_km)
        kept = all(clearance["kept"] for clearance in near)
        state = "is satisfied" if kept else "is not satisfied everywhere"
        sentences.append(
            f"The keep-out distance {state}: {nearest_fall(least)} "
            f"(limit {amount(least['limit_km'], 'km')})."
        )
    risk = debris["expected_casualties"]
    total = risk["with_failures"]
    sentences.append(
        f"Casualty risk with failures: {risk_words(total)}; the limit of {one_in(risk['limit'])} "
        f"is {judge_limit(total, risk['limit'])}."
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
    apart = number(abs(days), "d" if abs(days) < 100.0 else "")
    sentence = (
        f"{begin} low solar activity ({low:g}th percentile) the descent reaches {goal} "
        f"({amount(altitude, 'km')}) on {first_date}, with high solar activity "
        f"({high:g}th percentile) on {last_date}, {apart} days "
        f"{'earlier' if days < 0.0 else 'later'}."
    )
    if run.summary["lowering"]["burns"]:
        sentence += " Until then the lowering burns compensate for most of the difference in drag."
    return sentence
