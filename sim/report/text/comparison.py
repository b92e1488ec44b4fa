"""Several summaries side by side: one list of figures that the JSON, the Markdown and the printed
table all show.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sim.report.text.debris import extent
from sim.report.text.formatting import MISSING, utc_minutes
from sim.report.text.plan_differences import difference_sentences


class Row(NamedTuple):
    """A figure of the comparison: key, words and unit, and digits after the point (None: a
    date).
    """

    key: str
    words: str
    unit: str
    digits: int | None


ROWS = (
    Row("end_utc", "End of the flight", "UTC", None),
    Row("duration_days", "From start to end", "d", 1),
    Row("reached_330_km_utc", "Mean altitude 330 km reached", "UTC", None),
    Row("reached_220_km_utc", "Mean altitude 220 km reached", "UTC", None),
    Row("lowering_burns", "Lowering burns", "", 0),
    Row("lowering_delta_v_m_s", "Lowering Δv", "m/s", 2),
    Row("lowering_propellant_kg", "Lowering propellant", "kg", 0),
    Row("deorbit_burns", "Deorbit burns", "", 0),
    Row("deorbit_delta_v_m_s", "Deorbit Δv", "m/s", 2),
    Row("deorbit_propellant_kg", "Deorbit propellant", "kg", 0),
    Row("final_burn_utc", "Final burn: ignition", "UTC", None),
    Row("final_burn_duration_s", "Final burn: duration", "s", 0),
    Row("final_burn_delta_v_m_s", "Final burn: Δv", "m/s", 2),
    Row("final_burn_thrust_n", "Final burn: thrust", "N", 0),
    Row("final_burn_propellant_kg", "Final burn: propellant", "kg", 0),
    Row("final_perigee_km", "Perigee after the final burn", "km", 1),
    Row("propellant_used_kg", "Propellant used", "kg", 0),
    Row("propellant_available_kg", "Propellant available", "kg", 0),
    Row("propellant_margin_kg", "Propellant aboard at the end", "kg", 0),
    Row("entry_utc", "Entry interface", "UTC", None),
    Row("entry_speed_inertial_m_s", "Entry: inertial speed", "m/s", 1),
    Row("entry_flight_path_angle_deg", "Entry: flight-path angle", "deg", 3),
    Row("entry_latitude_deg", "Entry: latitude", "deg", 2),
    Row("entry_longitude_deg", "Entry: longitude", "deg", 2),
    Row("peak_deceleration_g", "Peak deceleration", "g", 2),
    Row("peak_dynamic_pressure_kpa", "Peak dynamic pressure", "kPa", 2),
    Row("peak_heat_flux_w_m2", "Peak heat flux, sphere of 1 m radius", "W/m2", 0),
    Row("impact_utc", "Impact of the intact stack", "UTC", None),
    Row("impact_latitude_deg", "Impact: latitude", "deg", 2),
    Row("impact_longitude_deg", "Impact: longitude", "deg", 2),
    Row("impact_distance_to_point_nemo_km", "Impact: distance to Point Nemo", "km", 0),
    Row("footprint_95_length_km", "Footprint, 95 % of fragments: length", "km", 0),
    Row("footprint_99_length_km", "Footprint, 99 %: length", "km", 0),
    Row("footprint_9999_length_km", "Footprint, 99.99 %: length", "km", 0),
    Row("footprint_9999_width_km", "Footprint, 99.99 %: width", "km", 0),
    Row("footprint_9999_heel_from_reference_km", "Footprint, 99.99 %: aim point to heel", "km", 0),
    Row("footprint_9999_toe_from_reference_km", "Footprint, 99.99 %: aim point to toe", "km", 0),
    Row("first_impact_utc", "First impact over 15 J", "UTC", None),
    Row("last_impact_utc", "Last impact over 15 J", "UTC", None),
    Row("surviving_mass_percent", "Surviving mass, nominal break-up", "%", 1),
    Row("surviving_mass_sample_percent", "Surviving mass, dispersed break-ups", "%", 1),
    Row("keep_out_foreign_land_km", "Nearest foreign land", "km", 0),
    Row("keep_out_us_land_km", "Nearest US land", "km", 0),
    Row("keep_out_permanent_ice_km", "Nearest permanent ice", "km", 0),
    Row("casualty_area_m2", "Casualty area", "m2", 0),
    Row("casualties_as_planned", "Expected casualties as planned", "", 6),
    Row("casualties_uncontrolled", "Expected casualties, uncontrolled", "", 4),
    Row("casualties_with_failures", "Expected casualties with failures", "", 6),
)
"""In the order shown."""

DEBRIS = [row.key for row in ROWS[[row.key for row in ROWS].index("footprint_95_length_km") :]]
"""Keys of the rows about debris."""


def comparison_figures(summary: dict[str, Any]) -> dict[str, Any]:
    """The values of `ROWS` for one summary, None where something did not happen."""
    burns = summary["burns"]
    final = burns[-1] if burns else {}
    entry = summary["entry_interface"] or {}
    peak = summary["peak"] or {}
    impact = summary["impact"] or {}
    reached = {m["mean_altitude_km"]: m["utc"] for m in summary["milestones"]}
    return {
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
        "propellant_margin_kg": summary["propellant"]["margin_kg"],
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
    } | _debris(summary.get("debris"))


def _debris(debris: dict[str, Any] | None) -> dict[str, Any]:
    """The values of the rows on debris, None where there is none."""
    if debris is None:
        return dict.fromkeys(DEBRIS)
    footprint, dispersed = debris["footprint"] or {}, debris["surviving_mass_share_sample"]
    clearances = {c["land"].lower().replace(" ", "_"): c for c in debris["keep_out"]}
    casualties = debris["expected_casualties"]
    longest = extent(debris, 0.9999) or {}
    return {
        "footprint_95_length_km": (extent(debris, 0.95) or {}).get("length_km"),
        "footprint_99_length_km": (extent(debris, 0.99) or {}).get("length_km"),
        "footprint_9999_length_km": longest.get("length_km"),
        "footprint_9999_width_km": longest.get("width_km"),
        "footprint_9999_heel_from_reference_km": longest.get("heel_from_reference_km"),
        "footprint_9999_toe_from_reference_km": longest.get("toe_from_reference_km"),
        "first_impact_utc": footprint.get("first_impact_utc"),
        "last_impact_utc": footprint.get("last_impact_utc"),
        "surviving_mass_percent": 100.0 * debris["surviving_mass_share"]["all"],
        "surviving_mass_sample_percent": None if dispersed is None else 100.0 * dispersed,
        **{f"keep_out_{land}_km": c["least_km"] for land, c in clearances.items()},
        "casualty_area_m2": debris["casualty_area_m2"]["likely"],
        "casualties_as_planned": casualties["as_planned"]["likely"],
        "casualties_uncontrolled": casualties["uncontrolled"]["likely"],
        "casualties_with_failures": casualties["with_failures"]["likely"],
    }


def compare_summaries(summaries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Figures of each scenario, and what each differs from the first (dates in days)."""
    columns = {summary["scenario"]: comparison_figures(summary) for summary in summaries}
    names = list(columns)
    first = columns[names[0]]
    return {
        "scenarios": names,
        "labels": {s["scenario"]: s.get("label") or s["scenario"] for s in summaries},
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
        "sentences": difference_sentences(summaries),
    }


def _difference_key(row: Row) -> str:
    return f"{row.key.removesuffix('_utc')}_days" if row.digits is None else row.key


def difference(row: Row, first: Any, other: Any) -> float | None:
    """Other less first; days for dates, the shorter way round for longitudes."""
    if first is None or other is None:
        return None
    if row.digits is None:
        seconds = datetime.fromisoformat(other) - datetime.fromisoformat(first)
        return seconds.total_seconds() / 86400.0
    if row.key.endswith("longitude_deg"):
        return (other - first + 180.0) % 360.0 - 180.0
    return other - first


def format_value(row: Row, value: Any) -> str:
    """A value as people write it, without its unit."""
    if value is None:
        return MISSING
    if row.digits is None:
        return utc_minutes(str(value))
    return f"{value:,.{row.digits}f}"


def format_difference(row: Row, value: float | None) -> str:
    """A difference with its sign; dates in days."""
    if value is None:
        return MISSING
    return f"{value:+,.2f} d" if row.digits is None else f"{value:+,.{row.digits}f}"


def cells(compared: dict[str, Any]) -> list[list[str]]:
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
        unit = f" ({row.unit})" if row.unit else ""
        changes = [
            compared["difference_from_first"][name][_difference_key(row)] for name in names[1:]
        ]
        lines.append(
            [row.words + unit]
            + [format_value(row, value) for value in values]
            + [format_difference(row, change) for change in changes]
        )
    return lines


def headings(compared: dict[str, Any]) -> list[str]:
    """Headings of the table."""
    names = compared["scenarios"]
    labels = [compared["labels"][name] for name in names]
    changes = (
        ["Difference"] if len(names) == 2 else [f"{label} less {labels[0]}" for label in labels[1:]]
    )
    return ["", *labels, *changes]


def markdown(compared: dict[str, Any]) -> str:
    """The comparison as a Markdown document."""
    heads = headings(compared)
    lines = ["# " + " and ".join(heads[1 : 1 + len(compared["scenarios"])]), ""]
    lines.append("| " + " | ".join(heads) + " |")
    lines.append("|:--|" + "--:|" * (len(heads) - 1))
    lines += ["| " + " | ".join(line) + " |" for line in cells(compared)]
    lines += ["", "Differences are the other scenario less the first one; dates are UTC."]
    lines += [text for sentence in compared["sentences"] for text in ("", sentence)]
    lines += [
        "",
        "Heights of perigee and apogee are those of the J2-mean orbit above the equatorial radius. "
        "The impact is that of the intact stack.",
    ]
    for name in compared["scenarios"]:
        lines += [
            "",
            f"`{name}`: {compared['status'][name]}, scenario {compared['scenario_sha256'][name]}",
        ]
    return "\n".join(lines) + "\n"
