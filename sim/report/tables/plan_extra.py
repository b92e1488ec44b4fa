"""Tables of a plan beyond its burns: margins of thrust and ships, the lowering, the failures."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

REVOLUTION = 40000.0
"""km along the ground."""


def new_table(title: str) -> Table:
    """A table with a bold title and no frame."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=True,
    )


def thrust(told: dict[str, Any]) -> RenderableType:
    """Least thrust and velocity change by starting orbit, for the median Sun."""
    own = told["least_thrust"][0]
    start = f"{own['start_perigee_km']:.0f} x {own['start_apogee_km']:.0f} km"
    if told["least_thrust_n"] is None:
        words = f"no such thrust from {start}: {own['reason']}"
    else:
        times = f"{told['thrust_over_least']:.2f} times that from {start}"
        words = f"{told['thrust_n'] / 1e3:.1f} kN: {times}"
    table = new_table(f"Least thrust that reaches {told['perigee_km']:.0f} km")
    table.add_column("From, km", no_wrap=True)
    for head in ("kN", "m/s", "s", "entry, deg"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in told["least_thrust"]:
        if row["percentile"] != 50.0:
            continue
        name = f"{row['start_perigee_km']:.0f} x {row['start_apogee_km']:.0f}"
        if row["least_thrust_n"] is None:
            table.add_row(name, "-", "-", "-", "-", row["reason"])
            continue
        table.add_row(
            name,
            f"{row['least_thrust_n'] / 1e3:.1f}",
            f"{row['delta_v_m_s']:.1f}",
            f"{row['burn_s']:,.0f}",
            f"{row['entry_angle_deg']:.2f}",
            "",
        )
    return Group(table, Text(f"The plan has {words}.", style="dim"))


def ships(rows: list[dict[str, Any]]) -> RenderableType:
    """Can N ships do it, finishing with the station's main engines or all in unison."""
    table = new_table("Can N Progress do it?")
    table.add_column("N", justify="right")
    table.add_column("finished by", no_wrap=True)
    table.add_column("kN", justify="right", no_wrap=True)
    table.add_column("answer", overflow="fold")
    words = {"station": "station's engines", "unison": "ships in unison"}
    for row in rows:
        said = row["sentence"] if row["feasible"] else f"no, {row['binding']}: {row['sentence']}"
        style = "" if row["feasible"] else "dim"
        table.add_row(
            str(row["ships"]), words[row["way"]], f"{row['thrust_n'] / 1e3:.1f}", said, style=style
        )
    return table


def lowering(told: dict[str, Any]) -> RenderableType:
    """Cost by percentile, and the dates that can be afforded."""
    goal = told["goals"][-1]
    ways = [("profile", "profile"), ("cheapest", "cheapest")]
    if told["other_attitudes"]:
        ways.append(("any attitude", "cheapest_any_attitude"))
    costs = new_table(f"Lowering to {goal['altitude_km']:.0f} km on {goal['utc'][:10]}: cost")
    dates = new_table("Dates that can be afforded")
    for table in (costs, dates):
        table.add_column("Sun", justify="right", no_wrap=True)
    for head, _ in ways:
        costs.add_column(f"{head}, m/s", justify="right", no_wrap=True)
        costs.add_column("kg", justify="right", no_wrap=True)
    for head in ("earliest", "drag alone", "latest"):
        dates.add_column(head, justify="right", no_wrap=True)
    for row in told["by_percentile"]:
        cells = []
        for _, key in ways:
            answer = row[key]
            mark = "" if answer["feasible"] else "*"
            cells += [f"{mark}{answer['delta_v_m_s']:.1f}", f"{answer['propellant_kg']:,.0f}"]
        costs.add_row(f"{row['percentile']:g} %", *cells)
        cells = []
        for key in ("earliest", "drag_alone", "latest"):
            date, guessed = row[f"{key}_utc"], row.get(f"{key}_extrapolated", False)
            cells.append("-" if date is None else ("? " if guessed else "") + date[:10])
        dates.add_row(f"{row['percentile']:g} %", *cells)
    parts: list[RenderableType] = [costs]
    if any(not row[key]["feasible"] for row in told["by_percentile"] for _, key in ways):
        parts.append(Text("* misses a date or a limit: plan.json says by how much", style="dim"))
    parts += ["", dates]
    if any(row["latest_extrapolated"] for row in told["by_percentile"]):
        parts.append(Text("? after the tables end, under an unchanging Sun", style="dim"))
    return Group(*parts)


def failures(told: dict[str, Any]) -> RenderableType:
    """What the failures of the final burn come to."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.title, table.title_justify, table.title_style = "Failures", "left", "bold"
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_row(
        "Flown",
        f"{told['rows']} ways the final burn may fail, {told['revolutions_later']} come down "
        f"revolutions later, {told['still_in_orbit']} not at all; {told['wall_s']:.1f} s",
    )
    none = told["without_final_burn"]
    over = ", ".join(each["country"] for each in none["longest_over"][:4])
    words = f"{_hours(none)} to an uncontrolled entry"
    if none["countries"]:
        words += f", over {none['countries']} countries, longest {over}"
    table.add_row("No final burn", words)
    least = told["least_fraction_same_revolution"]
    if least is not None:
        table.add_row(
            "Partial burn", f"from {100.0 * least:.0f} % of the Δv on it comes down as planned"
        )
    for key, name in (
        ("worst_engine_out", "Worst engine-out"),
        ("worst_attitude", "Worst attitude"),
    ):
        row = told[key]
        if row:
            table.add_row(name, f"{row['label']}: {_far(row)}")
    return table


def _hours(row: dict[str, Any]) -> str:
    hours = row["hours_to_entry"]
    return "more time than was flown" if hours is None else f"{hours:,.1f} h"


def _far(row: dict[str, Any]) -> str:
    """How far from the plan a row comes down."""
    away = row["body_along_track_km"]
    if away is None:
        return "stays in orbit"
    if abs(away) > REVOLUTION:
        return f"{away / REVOLUTION:,.0f} revolutions later, after {_hours(row)}"
    return f"{away:+,.0f} km along the track"
