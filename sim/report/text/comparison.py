"""Several summaries side by side: one list of figures that the JSON, the Markdown and the printed
table all show.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sim.entry.figures import DebrisFigures, HitChance
from sim.report.results.contents import ComparisonFigures, RunFigures
from sim.report.text.debris import extent
from sim.report.text.dependence import dependence
from sim.report.text.disposals import disposal_figures
from sim.report.text.formatting import MISSING, amount, number, significant, utc_minutes
from sim.report.text.plan_differences import difference_sentences
from sim.report.text.requirements import STANDARD, compare_verdicts

RISK = "expectation"
"""Unit of expected casualties."""


class Row(NamedTuple):
    """A figure of the comparison: key, words, the unit it is shown in, and the factor to it.

    Dates have the unit UTC; what has the unit `RISK` is shown with two significant digits, all else
    with the digits of its unit.
    """

    key: str
    words: str
    unit: str = ""
    scale: float = 1.0

    @property
    def is_date(self) -> bool:
        """Whether it is a date, whose difference is in days."""
        return self.unit == "UTC"


ROWS = (
    Row("usable_propellant_kg", "Usable propellant", "kg"),
    Row("unreachable_propellant_kg", "Propellant out of reach", "kg"),
    Row("end_utc", "End of the flight", "UTC"),
    Row("duration_days", "From start to end", "d"),
    Row("reached_330_km_utc", "Mean altitude 330 km reached", "UTC"),
    Row("reached_220_km_utc", "Mean altitude 220 km reached", "UTC"),
    Row("lowering_burns", "Lowering burns"),
    Row("lowering_delta_v_m_s", "Lowering Δv", "m/s"),
    Row("lowering_propellant_kg", "Lowering propellant", "kg"),
    Row("deorbit_burns", "Deorbit burns"),
    Row("deorbit_delta_v_m_s", "Deorbit Δv", "m/s"),
    Row("deorbit_propellant_kg", "Deorbit propellant", "kg"),
    Row("final_burn_utc", "Final burn: ignition", "UTC"),
    Row("final_burn_duration_s", "Final burn: duration", "s"),
    Row("final_burn_delta_v_m_s", "Final burn: Δv", "m/s"),
    Row("final_burn_thrust_n", "Final burn: thrust", "kN", 1e-3),
    Row("final_burn_propellant_kg", "Final burn: propellant", "kg"),
    Row("final_perigee_km", "Perigee after final burn", "km"),
    Row("propellant_used_kg", "Propellant used", "kg"),
    Row("propellant_available_kg", "Propellant available", "kg"),
    Row("entry_utc", "Entry interface", "UTC"),
    Row("entry_speed_inertial_m_s", "Entry: inertial speed", "m/s"),
    Row("entry_flight_path_angle_deg", "Entry: flight-path angle", "deg"),
    Row("entry_latitude_deg", "Entry: latitude", "deg"),
    Row("entry_longitude_deg", "Entry: longitude", "deg"),
    Row("peak_deceleration_g", "Peak deceleration", "g"),
    Row("peak_dynamic_pressure_kpa", "Peak dynamic pressure", "kPa"),
    Row("peak_heat_flux_w_m2", "Peak heat flux, sphere", "MW/m²", 1e-6),
    Row("impact_utc", "Impact of the intact stack", "UTC"),
    Row("impact_latitude_deg", "Impact: latitude", "deg"),
    Row("impact_longitude_deg", "Impact: longitude", "deg"),
    Row("impact_distance_to_point_nemo_km", "Impact: to Point Nemo", "km"),
    Row("disposals_controlled", "Ships that deorbit themselves"),
    Row("disposals_uncontrolled", "Ships left to fall"),
    Row("disposal_propellant_kg", "Deorbits of ships: propellant", "kg"),
    Row("disposal_land_distance_km", "Deorbits of ships: nearest land", "km"),
    Row("disposal_casualties", "Casualties, ships left to fall", RISK),
    Row("footprint_95_length_km", "Footprint, 95 %: length", "km"),
    Row("footprint_99_length_km", "Footprint, 99 %: length", "km"),
    Row("footprint_99_width_km", "Footprint, 99 %: width", "km"),
    Row("footprint_99_heel_from_reference_km", "Footprint, 99 %: heel", "km"),
    Row("footprint_99_toe_from_reference_km", "Footprint, 99 %: toe", "km"),
    Row("first_impact_utc", "First impact over 15 J", "UTC"),
    Row("last_impact_utc", "Last impact over 15 J", "UTC"),
    Row("surviving_mass_percent", "Surviving mass, nominal", "%"),
    Row("surviving_mass_sample_percent", "Surviving mass, dispersed", "%"),
    Row("keep_out_foreign_land_km", "Nearest foreign land", "km"),
    Row("keep_out_us_land_km", "Nearest US land", "km"),
    Row("keep_out_permanent_ice_km", "Nearest permanent ice", "km"),
    Row("casualty_area_m2", "Casualty area", "m²"),
    Row("person_casualty_area_m2", "Casualty area, on one person", "m²"),
    Row("casualties_as_planned", "Casualties, as planned", RISK),
    Row("casualties_uncontrolled", "Casualties, uncontrolled", RISK),
    Row("casualties_with_failures", "Casualties, with failures", RISK),
    Row("ship_hit", "One ship in the area is hit", RISK),
    Row("airliner_hit", "One airliner in the area is hit", RISK),
)
"""In the order shown."""

NOTE = (
    "Differences are the other scenario less the first one; dates are UTC; heel and toe count from "
    "the aim point; casualties are expected numbers; another code may find a casualty area 1.53 "
    "times larger or smaller."
)
"""What the words of the rows leave open."""

DEBRIS = [row.key for row in ROWS[[row.key for row in ROWS].index("footprint_95_length_km") :]]
"""Keys of the rows about debris."""


def comparison_figures(summary: RunFigures) -> dict[str, float | str | None]:
    """The values of `ROWS` for one summary, None where something did not happen."""
    burns = summary["burns"]
    final = burns[-1] if burns else {}
    entry = summary["entry_interface"] or {}
    peak = summary["peak"] or {}
    impact = summary["impact"] or {}
    reached = {m["mean_altitude_km"]: m["utc"] for m in summary["milestones"]}
    margin = summary.get("margin") or {}
    return {
        "usable_propellant_kg": margin.get("usable_kg"),
        "unreachable_propellant_kg": margin.get("unreachable_kg"),
        "end_utc": summary["end_utc"],
        "duration_days": summary["duration_days"],
        "reached_330_km_utc": reached.get(330.0),
        "reached_220_km_utc": reached.get(220.0),
        "lowering_burns": summary["lowering"]["burns"],
        "lowering_delta_v_m_s": summary["lowering"]["delta_v_m_s"],
        "lowering_propellant_kg": summary["lowering"]["propellant_kg"],
        "deorbit_burns": len(burns),
        "deorbit_delta_v_m_s": sum(burn["delta_v_m_s"] for burn in burns),
        "deorbit_propellant_kg": sum(burn["propellant_kg"] for burn in burns),
        "final_burn_utc": final.get("ignition_utc"),
        "final_burn_duration_s": final.get("duration_s"),
        "final_burn_delta_v_m_s": final.get("delta_v_m_s"),
        "final_burn_thrust_n": final.get("thrust_n"),
        "final_burn_propellant_kg": final.get("propellant_kg"),
        "final_perigee_km": final.get("perigee_after_km"),
        "propellant_used_kg": summary["propellant"]["used_kg"],
        "propellant_available_kg": summary["propellant"]["available_kg"],
        "entry_utc": entry.get("utc"),
        "entry_speed_inertial_m_s": entry.get("speed_inertial_m_s"),
        "entry_flight_path_angle_deg": entry.get("flight_path_angle_deg"),
        "entry_latitude_deg": entry.get("latitude_deg"),
        "entry_longitude_deg": entry.get("longitude_deg"),
        "peak_deceleration_g": peak.get("deceleration_g"),
        "peak_dynamic_pressure_kpa": peak.get("dynamic_pressure_kpa"),
        "peak_heat_flux_w_m2": peak.get("heat_flux_w_m2"),
        "impact_utc": impact.get("utc"),
        "impact_latitude_deg": impact.get("latitude_deg"),
        "impact_longitude_deg": impact.get("longitude_deg"),
        "impact_distance_to_point_nemo_km": impact.get("distance_to_point_nemo_km"),
        **disposal_figures(summary),
    } | _debris(summary.get("debris"))


def _debris(debris: DebrisFigures | None) -> dict[str, float | str | None]:
    """The values of the rows on debris, None where there is none."""
    if debris is None:
        return dict.fromkeys(DEBRIS)
    footprint, dispersed = debris["footprint"] or {}, debris["surviving_mass_share_sample"]
    clearances = {c["land"].lower().replace(" ", "_"): c for c in debris["keep_out"]}
    casualties = debris["expected_casualties"]
    longest = extent(debris, 0.99) or {}
    people, traffic = debris.get("people") or {}, debris.get("traffic") or {}
    return {
        "footprint_95_length_km": (extent(debris, 0.95) or {}).get("length_km"),
        "footprint_99_length_km": longest.get("length_km"),
        "footprint_99_width_km": longest.get("width_km"),
        "footprint_99_heel_from_reference_km": longest.get("heel_from_reference_km"),
        "footprint_99_toe_from_reference_km": longest.get("toe_from_reference_km"),
        "first_impact_utc": footprint.get("first_impact_utc"),
        "last_impact_utc": footprint.get("last_impact_utc"),
        "surviving_mass_percent": 100.0 * debris["surviving_mass_share"]["all"],
        "surviving_mass_sample_percent": None if dispersed is None else 100.0 * dispersed,
        **{f"keep_out_{land}_km": c["least_km"] for land, c in clearances.items()},
        "casualty_area_m2": debris["casualty_area_m2"]["likely"],
        "person_casualty_area_m2": people.get("casualty_area_m2", {}).get("likely"),
        "casualties_as_planned": casualties["as_planned"]["likely"],
        "casualties_uncontrolled": casualties["uncontrolled"]["likely"],
        "casualties_with_failures": casualties["with_failures"]["likely"],
        "ship_hit": _largest_chance(traffic.get("one_ship")),
        "airliner_hit": _largest_chance(traffic.get("one_airliner")),
    }


def _largest_chance(chances: Sequence[HitChance] | None) -> float | None:
    """The largest chance anywhere in one of the areas shown; None in results of before."""
    return max((each["anywhere"] for each in chances or ()), default=None)


def compare_summaries(summaries: Sequence[RunFigures]) -> ComparisonFigures:
    """Figures of each scenario, and what each differs from the first (dates in days)."""
    columns = {summary["scenario"]: comparison_figures(summary) for summary in summaries}
    names = list(columns)
    first = columns[names[0]]
    return {
        "scenarios": names,
        "labels": {s["scenario"]: s.get("label") or s["scenario"] for s in summaries},
        "depends_on": {s["scenario"]: s.get("depends_on") or "" for s in summaries},
        "status": {s["scenario"]: s["status"] for s in summaries},
        "scenario_sha256": {s["scenario"]: s.get("scenario_sha256") for s in summaries},
        "figures": columns,
        "difference_from_first": {
            name: {
                _difference_key(row): difference(row, first[row.key], columns[name][row.key])
                for row in ROWS
            }
            for name in names[1:]
        },
        "verdicts": compare_verdicts(summaries),
        "sentences": difference_sentences(summaries),
    }


def _difference_key(row: Row) -> str:
    return f"{row.key.removesuffix('_utc')}_days" if row.is_date else row.key


def difference(row: Row, first: Any, other: Any) -> float | None:
    """Other less first; days for dates, the shorter way round for longitudes."""
    if first is None or other is None:
        return None
    if row.is_date:
        seconds = datetime.fromisoformat(other) - datetime.fromisoformat(first)
        return seconds.total_seconds() / 86400.0
    if row.key.endswith("longitude_deg"):
        return (other - first + 180.0) % 360.0 - 180.0
    return other - first


def format_value(row: Row, value: Any) -> str:
    """A value as people write it, without its unit."""
    if value is None:
        return MISSING
    if row.is_date:
        return utc_minutes(str(value))
    return significant(value) if row.unit == RISK else number(row.scale * value, row.unit)


def format_difference(row: Row, value: float | None) -> str:
    """A difference with its sign; dates in days."""
    if value is None:
        return MISSING
    if row.is_date:
        return amount(value, "d", signed=True)
    if row.unit == RISK:
        return f"{'+' if value > 0.0 else ''}{significant(value)}"
    return number(row.scale * value, row.unit, signed=True)


def cells(compared: ComparisonFigures) -> list[list[str]]:
    """Text of the table: words with unit, a value for each scenario, a difference for each but the
    first.

    Rows without any value are left out.
    """
    names = compared["scenarios"]
    lines = []
    for row in ROWS:
        values = [compared["figures"][name][row.key] for name in names]
        if all(value is None for value in values):
            continue
        unit = f" ({row.unit})" if row.unit not in ("", "UTC", RISK) else ""
        changes = [
            compared["difference_from_first"][name][_difference_key(row)] for name in names[1:]
        ]
        lines.append(
            [row.words + unit]
            + [format_value(row, value) for value in values]
            + [format_difference(row, change) for change in changes]
        )
    return lines


def headings(compared: ComparisonFigures) -> list[str]:
    """Headings of the table."""
    names = compared["scenarios"]
    labels = [compared["labels"][name] for name in names]
    changes = (
        ["Difference"] if len(names) == 2 else [f"{label} less {labels[0]}" for label in labels[1:]]
    )
    return ["", *labels, *changes]


def markdown(compared: ComparisonFigures) -> str:
    """The comparison as a Markdown document."""
    heads = headings(compared)
    lines = ["# " + " and ".join(heads[1 : 1 + len(compared["scenarios"])]), ""]
    for name in compared["scenarios"]:
        if sentence := dependence(compared["labels"][name], compared["depends_on"][name]):
            lines += [sentence, ""]
    lines.append("| " + " | ".join(heads) + " |")
    lines.append("|:--|" + "--:|" * (len(heads) - 1))
    lines += ["| " + " | ".join(line) + " |" for line in cells(compared)]
    if compared["verdicts"]:
        first, *rows = ([cell.replace("\n", "; ") for cell in row] for row in compared["verdicts"])
        lines += ["", f"**{STANDARD}**", "", "| " + " | ".join(first) + " |"]
        lines.append("|:--|" + ":--|" * (len(first) - 1))
        lines += ["| " + " | ".join(row) + " |" for row in rows]
    lines += ["", NOTE]
    lines += [text for sentence in compared["sentences"] for text in ("", sentence)]
    lines += [
        "",
        "Heights of perigee and apogee are those of the J2-mean orbit above the equatorial radius. "
        "The impact is that of the intact stack. Usable propellant is what the engines of the "
        "final burn can still draw when it ends, beyond reserve, residuals and attitude control; "
        "what no engine of that burn can draw is out of reach. Footprints hold the stated share of "
        "all fragments over 15 J; the heat flux is that on a sphere of 1 m radius.",
    ]
    for name in compared["scenarios"]:
        lines += [
            "",
            f"`{name}`: {compared['status'][name]}, scenario {compared['scenario_sha256'][name]}",
        ]
    return "\n".join(lines) + "\n"
