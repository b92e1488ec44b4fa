"""Tables printed at the end of a run and of a comparison."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.results.comparison import cells, headings
from sim.report.text.risk import debris_rows


def run_table(summary: dict[str, Any]) -> RenderableType:
    """What one flight came to: course, burns, propellant, entry."""
    parts: list[RenderableType] = [_heading(summary), "", _facts(summary), ""]
    if summary["burns"] or summary["lowering"]["burns"]:
        parts += [_burns(summary)]
    parts += [Text(line, style="yellow") for line in remarks(summary)]
    return Group(*parts)


def compare_table(compared: dict[str, Any]) -> RenderableType:
    """Two scenarios side by side with their difference, or several without (a screen is narrow),
    and in sentences what sets them apart.
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
    said = [Text(f"{text}\n") for text in compared["sentences"]]
    return Group(table, *said)


def remarks(summary: dict[str, Any]) -> list[str]:
    """What a reader should not overlook: engines that ran out, phases that were not flown."""
    said = []
    for burn in summary["burns"]:
        if burn["ending"] == "exhausted":
            said.append(f"{burn['name']} ended early: propellant or engine time ran out.")
    if summary["lowering"]["exhausted"]:
        count = summary["lowering"]["exhausted"]
        said.append(f"{count} lowering burns ended early: propellant or engine time ran out.")
    if summary["phases_not_flown"]:
        last, names = summary["last_phase"], ", ".join(summary["phases_not_flown"])
        said.append(f"The flight ended in phase {last}; not flown: {names}.")
    return said


def _heading(summary: dict[str, Any]) -> Text:
    title = summary.get("title") or summary["scenario"]
    return Text.assemble(
        (f"{title}: {summary['status_sentence']}\n", "bold"),
        f"{_date(summary['start_utc'])} to {_date(summary['end_utc'])} UTC, "
        f"{summary['duration_days']:,.1f} days",
    )


def _burns(summary: dict[str, Any]) -> Table:
    table = Table(
        box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), collapse_padding=True
    )
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
            _date(burn["ignition_utc"]),
            f"{burn['duration_s']:,.0f}",
            f"{burn['delta_v_m_s']:.1f}",
            f"{burn['thrust_n'] / 1e3:.1f}",
            f"{burn['propellant_kg']:,.0f}",
            f"{burn['perigee_before_km']:.0f} x {burn['apogee_before_km']:.0f}",
            f"{burn['perigee_after_km']:.0f} x {burn['apogee_after_km']:.0f}",
        )
    return table


def _facts(summary: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    propellant, entry = summary["propellant"], summary["entry_interface"]
    peak, impact = summary["peak"], summary["impact"]
    if not impact:
        orbit = summary["orbit"]["end"]
        table.add_row(
            "Orbit at the end",
            f"{orbit['mean_perigee_km']:.1f} x {orbit['mean_apogee_km']:.1f} km, mean altitude "
            f"{orbit['mean_altitude_km']:.2f} km, "
            f"{orbit['mean_altitude_km'] - summary['orbit']['start']['mean_altitude_km']:+.2f} km "
            "since the start",
        )
    if propellant["available_kg"] > 0.0:
        table.add_row(
            "Propellant",
            f"{propellant['used_kg']:,.0f} kg used of {propellant['available_kg']:,.0f} kg; "
            f"{propellant['margin_kg']:,.0f} kg aboard at the end, "
            f"{propellant['departed_kg']:,.0f} kg left with vehicles",
        )
    if entry:
        table.add_row(
            "Entry interface",
            f"{_date(entry['utc'])} UTC, {entry['altitude_km']:.1f} km, "
            f"{entry['speed_inertial_m_s']:,.1f} m/s, "
            f"{entry['flight_path_angle_deg']:.3f} deg (inertial), "
            f"{place(entry['latitude_deg'], entry['longitude_deg'])}",
        )
    if peak:
        table.add_row(
            "Peaks",
            f"{peak['deceleration_g']:.2f} g at {peak['deceleration_altitude_km']:.1f} km, "
            f"{peak['dynamic_pressure_kpa']:.2f} kPa at "
            f"{peak['dynamic_pressure_altitude_km']:.1f} km, "
            f"{peak['heat_flux_w_m2'] / 1e6:.3f} MW/m2 at {peak['heat_flux_altitude_km']:.1f} km "
            f"(sphere of {peak['heat_flux_reference_radius_m']:g} m radius)",
        )
    if impact:
        table.add_row(
            "Impact",
            f"{_date(impact['utc'])} UTC, "
            f"{place(impact['latitude_deg'], impact['longitude_deg'])}, "
            f"{impact['distance_to_point_nemo_km']:,.0f} km from Point Nemo "
            "(stack taken as unbroken)",
        )
    for heading, text in debris_rows(summary["debris"]) if summary.get("debris") else []:
        table.add_row(heading, text)
    compute = summary["compute"]
    table.add_row(
        "Computing",
        f"{compute['wall_s']:.2f} s, {compute['force_evaluations']:,} force evaluations, "
        f"{compute['steps_accepted']:,} steps accepted, {compute['steps_rejected']:,} rejected",
    )
    return table


def place(latitude: float, longitude: float) -> str:
    """A position as people write it."""
    north = "N" if latitude >= 0.0 else "S"
    east = "E" if longitude >= 0.0 else "W"
    return f"{abs(latitude):.2f}° {north}, {abs(longitude):.2f}° {east}"


def _date(utc: str) -> str:
    return utc[:16].replace("T", " ")
