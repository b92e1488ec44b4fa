"""Tables printed at the end of a run and of a comparison."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.tables.layout import fact_table, plain_table
from sim.report.text.comparison import cells, headings
from sim.report.text.debris import debris_rows
from sim.report.text.flight import end_remarks
from sim.report.text.formatting import position, utc_minutes


def run_table(summary: dict[str, Any]) -> RenderableType:
    """Results of one flight: dates, propellant, entry, debris, burns."""
    parts: list[RenderableType] = [_heading(summary), "", _facts(summary), ""]
    if summary["burns"] or summary["lowering"]["burns"]:
        parts += [_burns(summary)]
    parts += [Text(line, style="yellow") for line in end_remarks(summary)]
    return Group(*parts)


def compare_table(compared: dict[str, Any]) -> RenderableType:
    """Two scenarios side by side with their difference, or several without (a screen is narrow),
    and sentences on how they differ.
    """
    heads = headings(compared)
    names = heads[1 : 1 + len(compared["scenarios"])]
    shown = len(heads) if len(names) == 2 else 1 + len(names)
    table = Table(title=", ".join(names), title_justify="left")
    for k, head in enumerate(heads[:shown]):
        value = 0 < k <= len(names)  # wide enough for a date
        justify = "right" if k else "left"
        table.add_column(head, justify=justify, min_width=16 if value else None)
    for line in cells(compared):
        table.add_row(*line[:shown])
    return Group(table, *(Text(f"{sentence}\n") for sentence in compared["sentences"]))


def _heading(summary: dict[str, Any]) -> Text:
    title = summary.get("title") or summary["scenario"]
    return Text.assemble(
        (f"{title}: {summary['status_sentence']}\n", "bold"),
        f"{utc_minutes(summary['start_utc'])} to {utc_minutes(summary['end_utc'])} UTC, "
        f"{summary['duration_days']:,.1f} days",
    )


def _burns(summary: dict[str, Any]) -> Table:
    table = plain_table()
    table.add_column("Burn", overflow="fold", min_width=8)
    table.add_column("Ignition, UTC", no_wrap=True)
    for head in ("s", "m/s", "kN", "kg", "before, km", "after, km"):
        table.add_column(head, justify="right", no_wrap=True)
    lowering = summary["lowering"]
    if lowering["burns"]:
        table.add_row(
            f"{lowering['burns']} x lowering",
            f"{lowering['first_utc'][:10]} on",
            f"{lowering['duration_s']:,.0f}",
            f"{lowering['delta_v_m_s']:.1f}",
            "",
            f"{lowering['propellant_kg']:,.0f}",
        )
    for burn in summary["burns"]:
        table.add_row(
            burn["name"],
            utc_minutes(burn["ignition_utc"]),
            f"{burn['duration_s']:,.0f}",
            f"{burn['delta_v_m_s']:.1f}",
            f"{burn['thrust_n'] / 1e3:.1f}",
            f"{burn['propellant_kg']:,.0f}",
            f"{burn['perigee_before_km']:.0f} x {burn['apogee_before_km']:.0f}",
            f"{burn['perigee_after_km']:.0f} x {burn['apogee_after_km']:.0f}",
        )
    return table


def _facts(summary: dict[str, Any]) -> Table:
    table = fact_table()
    for name, text in _fact_rows(summary):
        table.add_row(name, text)
    for name, text in debris_rows(summary["debris"]) if summary.get("debris") else []:
        table.add_row(name, text)
    compute = summary["compute"]
    table.add_row(
        "Computing",
        f"{compute['wall_s']:.2f} s, {compute['force_evaluations']:,} force evaluations, "
        f"{compute['steps_accepted']:,} steps accepted, {compute['steps_rejected']:,} rejected",
    )
    return table


def _fact_rows(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    propellant, entry = summary["propellant"], summary["entry_interface"]
    peak, impact = summary["peak"], summary["impact"]
    if not impact:
        orbit = summary["orbit"]["end"]
        yield (
            "Orbit at the end",
            f"{orbit['mean_perigee_km']:.1f} x {orbit['mean_apogee_km']:.1f} km, mean altitude "
            f"{orbit['mean_altitude_km']:.2f} km, "
            f"{orbit['mean_altitude_km'] - summary['orbit']['start']['mean_altitude_km']:+.2f} km "
            "since the start",
        )
    if propellant["available_kg"] > 0.0:
        yield (
            "Propellant",
            f"{propellant['used_kg']:,.0f} kg used of {propellant['available_kg']:,.0f} kg; "
            f"{propellant['margin_kg']:,.0f} kg aboard at the end, "
            f"{propellant['departed_kg']:,.0f} kg left with vehicles",
        )
    if entry:
        yield (
            "Entry interface",
            f"{utc_minutes(entry['utc'])} UTC, {entry['altitude_km']:.1f} km, "
            f"{entry['speed_inertial_m_s']:,.1f} m/s, "
            f"{entry['flight_path_angle_deg']:.3f} deg (inertial), "
            f"{position(entry['latitude_deg'], entry['longitude_deg'])}",
        )
    if peak:
        yield (
            "Peaks",
            f"{peak['deceleration_g']:.2f} g at {peak['deceleration_altitude_km']:.1f} km, "
            f"{peak['dynamic_pressure_kpa']:.2f} kPa at "
            f"{peak['dynamic_pressure_altitude_km']:.1f} km, "
            f"{peak['heat_flux_w_m2'] / 1e6:.3f} MW/m2 at {peak['heat_flux_altitude_km']:.1f} km "
            f"(sphere of {peak['heat_flux_reference_radius_m']:g} m radius)",
        )
    if impact:
        yield (
            "Impact",
            f"{utc_minutes(impact['utc'])} UTC, "
            f"{position(impact['latitude_deg'], impact['longitude_deg'])}, "
            f"{impact['distance_to_point_nemo_km']:,.0f} km from Point Nemo (intact stack)",
        )
