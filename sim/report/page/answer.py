"""The answer of a page in words: what one flight came to, and what sets several apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sim.entry.risk.casualty import one_in
from sim.report.page.html import paragraphs, table, tag, text
from sim.report.page.inputs import computed
from sim.report.tables.run import place, remarks
from sim.report.text.plan_differences import sentences
from sim.report.text.risk import COUNTED, extent, fall_words, judged, percent

Summary = dict[str, Any]

MEANINGS = {
    "end of the flight": "when the flown stack, taken as unbroken, reaches the ground, or the last "
    "phase ends",
    "all burns": "velocity change of every burn together, from thrust and mass flow by the rocket "
    "equation",
    "angle at the interface": "between the path and the horizon where the stack meets the air, as "
    "seen by someone who does not turn with the Earth; below zero it goes down",
    "length of the footprint": "along the track, of the stretch that holds the share told of all "
    "fragments over 15 J",
    "nearest foreign land": "least distance of any fragment over 15 J from land other than that of "
    "the United States; Antarctica counts as ice",
    "risk with failures": "expected number of casualties on the ground, the failures that the "
    "scenario lists included with their probabilities",
    "from Point Nemo": "great circle to 48.877 S, 123.393 W, the place farthest from land",
    "propellant left": "in all vehicles docked at the end",
    "outside the corridor": "share of the flights in which any fragment over 15 J comes down "
    "outside",
    "too near to land": "share of the flights in which any fragment over 15 J comes nearer to land "
    "than NASA-STD-8719.14C allows",
    "reserve touched": "share of the flights that end with less propellant than the reserve",
    "propellant beyond the reserve": "at the end, median of the flights",
}
"""What the figures of the tiles are, by their terms."""


def day(utc: str, clock: bool = True) -> str:
    """A date as people write it: 29 Dec 2030, 18:24 UTC."""
    found = datetime.fromisoformat(utc)
    return f"{found.day} {found:%b %Y, %H:%M} UTC" if clock else f"{found.day} {found:%b %Y}"


def flight_words(summary: Summary) -> list[str]:
    """What one flight came to, sentence by sentence."""
    said = [_end(summary)]
    if summary["burns"]:
        said.append(_burns(summary))
    if summary["entry_interface"]:
        said.append(_entry(summary))
    if summary.get("debris"):
        said += _debris(summary["debris"])
    if summary["propellant"]["available_kg"] > 0.0:
        told = summary["propellant"]
        said.append(
            f"Propellant: {told['used_kg']:,.0f} kg of {told['available_kg']:,.0f} kg are burned, "
            f"{told['margin_kg']:,.0f} kg ({left_share(told):.0f} %) are aboard at the end."
        )
    return said


def left_share(propellant: Summary) -> float:
    """Percent of the propellant that was available and is aboard at the end."""
    return 100.0 * propellant["margin_kg"] / propellant["available_kg"]


def together(summaries: Sequence[Summary]) -> str:
    """One sentence on each of several flights: how it comes in, its footprint, what it has left."""
    angles = [
        abs(s["entry_interface"]["flight_path_angle_deg"])
        for s in summaries
        if s["entry_interface"]
    ]
    apart = len(angles) > 1 and max(angles) - min(angles) > 0.01 * max(angles)
    said = []
    for summary in summaries:
        parts = []
        if entry := summary["entry_interface"]:
            angle = abs(entry["flight_path_angle_deg"])
            steep = "steepest" if len(angles) > 2 else "steeper"
            how = f" {steep}," if apart and angle == max(angles) else ""
            parts.append(f"comes in{how} {angle:.2f}° below the horizon")
        if (debris := summary.get("debris")) and (whole := extent(debris, COUNTED)):
            of = f"{percent(COUNTED)} of its fragments"
            parts.append(f"lands {of} within {whole['length_km']:,.0f} km")
        if summary["propellant"]["available_kg"] > 0.0:
            parts.append(f"has {left_share(summary['propellant']):.0f} % of its propellant left")
        if not parts:
            parts.append(f"ends on {day(summary['end_utc'])} ({summary['status_sentence']})")
        label = summary.get("label") or summary["scenario"]
        joined = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        said.append(f"{label} {joined}.")
    return " ".join(said)


def _end(summary: Summary) -> str:
    name = summary.get("title") or summary["scenario"]
    start, end = day(summary["start_utc"], False), day(summary["end_utc"])
    long = f"{summary['duration_days']:,.1f} days after it begins on {start}"
    hit = summary["impact"]
    if not hit:
        return f"{name}: {summary['status_sentence']}; the flight ends on {end}, {long}."
    where = place(hit["latitude_deg"], hit["longitude_deg"])
    return (
        f"{name}: the stack, taken as unbroken, comes down on {end}, {long}, at {where}, "
        f"{hit['distance_to_point_nemo_km']:,.0f} km from Point Nemo."
    )


def _burns(summary: Summary) -> str:
    burns, low = summary["burns"], summary["lowering"]
    last = burns[-1]
    several = f"{len(burns)} deorbit burns" if len(burns) > 1 else "one deorbit burn"
    before = f"{low['burns']} lowering burns and {several}" if low["burns"] else several
    return (
        f"{before[0].upper()}{before[1:]} change the speed by {summary['delta_v_m_s']:.1f} m/s in "
        f"all. The last one begins on {day(last['ignition_utc'])} and takes "
        f"{last['duration_s']:,.0f} s at {last['thrust_n'] / 1e3:.1f} kN: the perigee goes from "
        f"{last['perigee_before_km']:.0f} to {last['perigee_after_km']:.0f} km."
    )


def _entry(summary: Summary) -> str:
    entry, peak = summary["entry_interface"], summary["peak"]
    said = (
        f"At {entry['altitude_km']:.0f} km it flies {entry['speed_inertial_m_s'] / 1e3:.2f} km/s, "
        f"{abs(entry['flight_path_angle_deg']):.2f}° below the horizon"
    )
    if peak:
        said += (
            f"; drag slows it by at most {peak['deceleration_g']:.1f} g, at "
            f"{peak['deceleration_altitude_km']:.0f} km"
        )
    return said + "."


def _debris(debris: dict[str, Any]) -> list[str]:
    survivors = 100.0 * debris["surviving_mass_share"]["all"]
    whole = extent(debris, COUNTED)
    if whole is None:
        return ["No fragment above the energy threshold reaches the ground."]
    said = [
        f"{survivors:.0f} % of the mass reaches the ground in the nominal break-up. "
        f"{percent(COUNTED)} of the fragments come down within {whole['length_km']:,.0f} km along "
        f"the track and {whole['width_km']:,.0f} km across it."
    ]
    near = [each for each in debris["keep_out"] if each["least_km"] is not None]
    if near:
        least = min(near, key=lambda each: each["least_km"] - each["limit_km"])
        kept = "is kept" if all(each["kept"] for each in near) else "is not kept everywhere"
        said.append(
            f"The distance to land {kept}: {fall_words(least)} (limit {least['limit_km']:.0f} km)."
        )
    risk = debris["expected_casualties"]
    total = risk["with_failures"]
    said.append(
        f"Risk to people, failures included: {one_in(total['likely'])} for one casualty "
        f"(from {one_in(total['high'])} to {one_in(total['low'])}); the limit of 1 in "
        f"{1.0 / risk['limit']:,.0f} is {judged(total, risk['limit'])}."
    )
    return said


def tiles(summary: Summary, colour: str, heading: str) -> str:
    """The figures people ask for first, as a list of terms."""
    found: list[tuple[str, str, str]] = []
    hit, entry, debris = summary["impact"], summary["entry_interface"], summary.get("debris")
    end = summary["end_utc"]
    found.append(("end of the flight", day(end, False), f"{end[11:16]} UTC"))
    found.append(("all burns", f"{summary['delta_v_m_s']:.1f} m/s", ""))
    if entry:
        angle = f"{entry['flight_path_angle_deg']:.2f}°".replace("-", "\u2212")
        found.append(("angle at the interface", angle, "inertial"))
    if debris and (whole := extent(debris, COUNTED)):
        of = f"{percent(COUNTED)} of fragments"
        found.append(("length of the footprint", f"{whole['length_km']:,.0f} km", of))
        for each in debris["keep_out"]:
            if each["land"] == "foreign land" and each["least_km"] is not None:
                limit = f"limit {each['limit_km']:.0f} km"
                found.append(("nearest foreign land", f"{each['least_km']:,.0f} km", limit))
        risk = debris["expected_casualties"]["with_failures"]["likely"]
        found.append(("risk with failures", one_in(risk), "of one casualty"))
    elif hit:
        far = f"{hit['distance_to_point_nemo_km']:,.0f} km"
        found.append(("from Point Nemo", far, "stack unbroken"))
    told = summary["propellant"]
    if told["available_kg"] > 0.0:
        share = f"{left_share(told):.0f} % of what was available"
        found.append(("propellant left", f"{told['margin_kg'] / 1e3:,.1f} t", share))
    cells = tile_cells(found)
    whose = ""
    if heading:
        swatch = tag("span", class_="swatch", style=f"background:{colour}")
        whose = tag("p", swatch + text(heading), class_="whose")
    return whose + tag("dl", cells, class_="tiles", style=f"--own:{colour}")


def tile_cells(found: Sequence[tuple[str, str, str]]) -> str:
    """Terms with their figures and a word below; a figure tells what it is."""

    def figure(term: str, value: str) -> str:
        return computed(value, MEANINGS[term]) if term in MEANINGS else text(value)

    return "".join(
        tag(
            "div",
            tag("dt", text(a)) + tag("dd", figure(a, b) + (tag("small", text(c)) if c else "")),
        )
        for a, b, c in found
    )


def answer(summaries: Sequence[Summary], shades: Sequence[str]) -> str:
    """The first part of the page."""
    if len(summaries) == 1:
        said = flight_words(summaries[0])
        made = tag("p", text(said[0]), class_="lead") + tiles(summaries[0], shades[0], "")
        return made + paragraphs(said[1:]) + _remarks(summaries[0])
    labels = [summary.get("label") or summary["scenario"] for summary in summaries]
    made = tag("p", text(together(summaries)), class_="lead")
    for label, summary, colour in zip(labels, summaries, shades, strict=True):
        made += tiles(summary, colour, label) + _remarks(summary)
    if said := sentences(summaries):
        made += tag("h3", "What sets the plans apart") + paragraphs(said)
    for label, summary in zip(labels, summaries, strict=True):
        made += tag("h3", text(label)) + paragraphs(flight_words(summary))
    return made


def _remarks(summary: Summary) -> str:
    return "".join(tag("p", text(each), class_="warn") for each in remarks(summary))


def burns_table(summary: Summary) -> str:
    """The burns of one flight."""
    rows = []
    low = summary["lowering"]
    if low["burns"]:
        when = f"{day(low['first_utc'], False)} to {day(low['last_utc'], False)}"
        name = f"{low['burns']} lowering burns"
        rows.append((name, when, *_effort(low), "", ""))
    for burn in summary["burns"]:
        orbits = [
            f"{burn[f'perigee_{when}_km']:.0f} x {burn[f'apogee_{when}_km']:.0f}"
            for when in ("before", "after")
        ]
        name = burn["name"].replace("_", " ")
        rows.append((name, day(burn["ignition_utc"]), *_effort(burn), *orbits))
    heads = ["burn", "ignition", "s", "m/s", "kN", "kg", "orbit before, km", "orbit after, km"]
    label = summary.get("label") or summary["scenario"]
    return table(heads, rows, f"{label}: burns", range(2, 8)) if rows else ""


def _effort(burn: dict[str, Any]) -> tuple[str, str, str, str]:
    """Seconds, m/s, kN and kg."""
    thrust = burn.get("thrust_n")
    return (
        f"{burn['duration_s']:,.0f}",
        f"{burn['delta_v_m_s']:.2f}",
        "" if thrust is None else f"{thrust / 1e3:.2f}",
        f"{burn['propellant_kg']:,.0f}",
    )
