"""Tables printed at the end of `plan`."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.tables.layout import fact_table, plain_table
from sim.report.tables.plan_studies import (
    failures_table,
    lowering_table,
    ships_table,
    thrust_table,
)
from sim.report.text.formatting import optional_number, position, utc_minutes


def plan_table(answer: dict[str, Any]) -> RenderableType:
    """Burns, miss distance, budget, attitude control, margins, lowering and failures of a plan."""
    parts: list[RenderableType] = [_heading(answer), ""]
    if answer["findings"]:
        parts += [_violations(answer["findings"]), ""]
    if answer["burns"]:
        title = "Burns" if answer["feasible"] else "Burns of the last trial"
        parts += [_burns(title, answer["burns"]), "", _facts(answer), ""]
    if answer.get("budget"):
        parts += [_budget(answer["budget"]), ""]
    margins = answer.get("margins") or {}
    for make, study in (
        (thrust_table, margins.get("thrust")),
        (ships_table, margins.get("ships")),
        (lowering_table, answer.get("lowering")),
        (failures_table, answer.get("failures")),
    ):
        if study:
            parts += [make(study), ""]
    parts += [Text(line, style="yellow") for line in _remarks(answer)]
    return Group(*parts)


def _heading(answer: dict[str, Any]) -> Text:
    title = answer.get("title") or answer["scenario"]
    if not answer["feasible"]:
        return Text.assemble((f"{title}: no feasible plan", "bold"))
    begin, impact = answer["begins_utc"], answer["miss"]["impact_utc"]
    return Text.assemble(
        (f"{title}: feasible, {answer['miss']['total_km']:.2f} km from the aim point\n", "bold"),
        f"from {utc_minutes(begin)} to {utc_minutes(impact)} UTC",
    )


def _violations(violations: list[dict[str, Any]]) -> Table:
    table = plain_table("Limits that are not satisfied")
    for head in ("Limit", "By how much", "Remedy"):
        table.add_column(head, overflow="fold", ratio=None if head == "Limit" else 1)
    for violation in violations:
        table.add_row(violation["constraint"], violation["sentence"], violation["remedy"])
    return table


def _burns(title: str, burns: list[dict[str, Any]]) -> Table:
    table = plain_table(title)
    table.add_column("Burn", overflow="fold", min_width=8)
    table.add_column("Ignition, UTC", no_wrap=True)
    for head in ("s", "m/s", "kg", "before, km", "after, km"):
        table.add_column(head, justify="right", no_wrap=True)
    for burn in burns:
        table.add_row(
            burn["name"],
            utc_minutes(burn["ignition_utc"]),
            optional_number(burn["duration_s"], ",.0f"),
            optional_number(burn["delta_v_m_s"], ".1f"),
            optional_number(burn["propellant_kg"], ",.0f"),
            f"{optional_number(burn['perigee_before_km'], '.0f')} x "
            f"{optional_number(burn['apogee_before_km'], '.0f')}",
            optional_number(burn["perigee_after_km"], ".1f"),
        )
    return table


def _facts(answer: dict[str, Any]) -> Table:
    table = fact_table()
    for name, text in _fact_rows(answer):
        table.add_row(name, text)
    return table


def _fact_rows(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    miss, aim, entry = answer["miss"], answer["aim"], answer["entry"]
    if miss:
        yield (
            "Miss",
            f"impact at {position(miss['impact_latitude_deg'], miss['impact_longitude_deg'])}, "
            f"aim point {position(aim['latitude_deg'], aim['longitude_deg'])}: "
            f"{miss['along_km']:+.2f} km along, {miss['across_km']:+.2f} km across",
        )
    if entry and entry["flight_path_angle_deg"] is not None:
        yield "Entry interface", f"{entry['flight_path_angle_deg']:.3f} deg (inertial)"
    phasing, search = answer["phasing"], answer["search"]
    if phasing:
        yield (
            "Phasing",
            f"{phasing['leg']} pass, burn sequence stretched {phasing['stretch']:.2f}-fold, shares "
            f"of the burns shifted by {phasing['shift']:+.2f}; unshifted, the pass is "
            f"{optional_number(phasing['across_without_km'], '+.0f')} km across",
        )
    yield (
        "Search",
        f"{search['passes']} passes, {search['opportunities']} opportunities, "
        f"{search['iterations']} iterations, {search['wall_s']:.1f} s",
    )
    stop = answer["last_go_no_go"]
    if stop:
        yield (
            "Last go/no-go",
            f"after {stop['after']}: {stop['perigee_km']:.0f} x {stop['apogee_km']:.0f} km, "
            f"{optional_number(stop['hours_to_entry'], ',.0f', 'more than 480')} h to an "
            "uncontrolled entry",
        )
    control = answer.get("control")
    if control:
        yield (
            "Attitude control",
            f"needed down to {control['needed_down_to_km']:.0f} km, lost at "
            f"{control['limit_km']:.0f} km (offset of {control['assumptions']['offset_m']:g} m "
            f"assumed); {control['propellant_low_kg']:,.0f} to "
            f"{control['propellant_high_kg']:,.0f} kg",
        )


def _budget(budget: dict[str, Any]) -> Table:
    table = plain_table("Propellant, kg (attitude control: estimate; reserve: limit)")
    table.add_column("Vehicle", no_wrap=True)
    heads = ("loaded", "lowering", "perigee", "final", "attitude", "reserve", "left", "margin")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    keys = (
        "loaded_kg",
        "lowering_kg",
        "perigee_burns_kg",
        "final_burn_kg",
        "attitude_control_kg",
        "reserve_kg",
        "left_kg",
    )
    for row in budget["by_vehicle"]:
        margin = f"{row['margin_kg']:,.0f}" if row["aboard_at_end"] else "departed"
        table.add_row(row["vehicle"], *(f"{row[key]:,.0f}" for key in keys), margin)
    table.add_section()
    table.add_row(
        "aboard",
        *[""] * 6,
        f"{budget['left_kg']:,.0f}",
        f"{budget['margin_kg']:,.0f}",
        style="bold",
    )
    return table


def _remarks(answer: dict[str, Any]) -> Iterator[str]:
    studies = {
        "thrust": "Thrust margin",
        "ships": "Number of ships",
        "lowering": "Altitude lowering",
    }
    for name, reason in (answer.get("left_out") or {}).items():
        if name in studies:
            yield f"{studies[name]} left out: {reason}."
