"""Tables printed at the end of `plan`."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.tables.plan_extra import failures, lowering, new_table, ships, thrust
from sim.report.tables.run import place


def plan_table(answer: dict[str, Any]) -> RenderableType:
    """What a plan came to: burns, miss, budget, control, margins, lowering, failures."""
    parts: list[RenderableType] = [_heading(answer), ""]
    if answer["findings"]:
        parts += [_findings(answer["findings"]), ""]
    if answer["burns"]:
        title = "Burns" if answer["feasible"] else "Burns of the last flight tried"
        parts += [_burns(title, answer["burns"]), "", _facts(answer), ""]
    if answer.get("budget"):
        parts += [_budget(answer["budget"]), ""]
    margins = answer.get("margins") or {}
    for make, told in (
        (thrust, margins.get("thrust")),
        (ships, margins.get("ships")),
        (lowering, answer.get("lowering")),
        (failures, answer.get("failures")),
    ):
        if told:
            parts += [make(told), ""]
    parts += [Text(line, style="yellow") for line in _remarks(answer)]
    return Group(*parts)


def _heading(answer: dict[str, Any]) -> Text:
    title = answer.get("title") or answer["scenario"]
    if not answer["feasible"]:
        return Text.assemble((f"{title}: no feasible plan", "bold"))
    return Text.assemble(
        (f"{title}: a plan that lands {answer['miss']['total_km']:.2f} km from the aim\n", "bold"),
        f"from {_date(answer['begins_utc'])} to {_date(answer['miss']['impact_utc'])} UTC",
    )


def _findings(findings: list[dict[str, Any]]) -> Table:
    table = new_table("What binds")
    for head in ("Limit", "By how much", "What would free it"):
        table.add_column(head, overflow="fold", ratio=None if head == "Limit" else 1)
    for each in findings:
        table.add_row(each["constraint"], each["sentence"], each["remedy"])
    return table


def _burns(title: str, burns: list[dict[str, Any]]) -> Table:
    table = new_table(title)
    table.add_column("Burn", overflow="fold", min_width=8)
    table.add_column("Ignition, UTC", no_wrap=True)
    for head in ("s", "m/s", "kg", "before, km", "after, km"):
        table.add_column(head, justify="right", no_wrap=True)
    for burn in burns:
        table.add_row(
            burn["name"],
            _date(burn["ignition_utc"]),
            _number(burn["duration_s"], ",.0f"),
            _number(burn["delta_v_m_s"], ".1f"),
            _number(burn["propellant_kg"], ",.0f"),
            f"{_number(burn['perigee_before_km'], '.0f')} x "
            f"{_number(burn['apogee_before_km'], '.0f')}",
            _number(burn["perigee_after_km"], ".1f"),
        )
    return table


def _facts(answer: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, text in _said(answer):
        table.add_row(name, text)
    return table


def _said(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    miss, aim, entry = answer["miss"], answer["aim"], answer["entry"]
    if miss:
        yield (
            "Last flight",
            f"{place(miss['impact_latitude_deg'], miss['impact_longitude_deg'])}; aim "
            f"{place(aim['latitude_deg'], aim['longitude_deg'])}: "
            f"{miss['along_km']:+.2f} km along, {miss['across_km']:+.2f} km across",
        )
    if entry and entry["flight_path_angle_deg"] is not None:
        yield "Entry interface", f"{entry['flight_path_angle_deg']:.3f} deg (inertial)"
    phasing, search = answer["phasing"], answer["search"]
    if phasing:
        yield (
            "Phasing",
            f"{phasing['leg']}, times {phasing['stretch']:.2f}-fold, shares moved by "
            f"{phasing['shift']:+.2f}; nominal shares pass "
            f"{_number(phasing['across_without_km'], '+.0f')} km across",
        )
    yield (
        "Search",
        f"{search['passes']} passes, {search['opportunities']} ways to meet the aim, "
        f"{search['iterations']} iterations, {search['wall_s']:.1f} s",
    )
    stop = answer["last_go_no_go"]
    if stop:
        yield (
            "Last go/no-go",
            f"after {stop['after']}: {stop['perigee_km']:.0f} x {stop['apogee_km']:.0f} km, "
            f"{_number(stop['hours_to_entry'], ',.0f', 'more than 480')} h to an uncontrolled "
            "entry",
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
    table = new_table("Propellant, kg (attitude control and reserve are estimates and limits)")
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
        margin = f"{row['margin_kg']:,.0f}" if row["aboard_at_end"] else "gone"
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
    control = answer.get("control")
    if control and control["flagged"]:
        yield (
            f"The plan needs attitude control at {control['needed_down_to_km']:.0f} km, below the "
            f"{control['limit_km']:.0f} km at which the air overcomes it."
        )
    budget = answer.get("budget")
    if budget and not budget["closes"]:
        yield "The propellant does not suffice for attitude control and the reserve of a vehicle."
    words = {"thrust": "Thrust margin", "ships": "Number of ships", "lowering": "Lowering"}
    for name, why in (answer.get("left_out") or {}).items():
        if name in words:
            yield f"{words[name]} left out: {why}."


def _number(value: float | None, how: str, without: str = "-") -> str:
    return without if value is None else format(value, how)


def _date(utc: str | None) -> str:
    return "" if utc is None else utc[:16].replace("T", " ")
