"""Tables of the studies of a plan: thrust margin, number of ships, altitude lowering, failures."""

from rich.console import Group, RenderableType
from rich.text import Text

from sim.planning.failures.figures import FailureMapFigures, FailureModeFigures
from sim.planning.lowering.figures import LoweringStudyFigures
from sim.planning.margins.figures import LeastThrustFigures, ThrustFigures
from sim.report.tables.layout import fact_table, plain_table
from sim.report.text.formatting import amount, number
from sim.report.text.names import failure_name

REVOLUTION = 40000.0
"""km along the ground."""


def thrust_table(thrust: ThrustFigures) -> RenderableType:
    """Least thrust and velocity change by starting orbit, at median solar activity."""
    own_row = thrust["least_thrust"][0]
    start = f"{_start(own_row)} km"
    if thrust["least_thrust_n"] is None:
        words = f"no such thrust from {start}: {own_row['reason']}"
    else:
        times = f"{number(thrust['thrust_over_least'], digits=1)} times that from {start}"
        words = f"{amount(thrust['thrust_n'] / 1e3, 'kN')}: {times}"
    table = plain_table(f"Least thrust that reaches {amount(thrust['perigee_km'], 'km')}")
    table.add_column("From, km", no_wrap=True)
    for head in ("kN", "m/s", "s", "entry, deg"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for row in thrust["least_thrust"]:
        if row["percentile"] != 50.0:
            continue
        name = _start(row)
        if row["least_thrust_n"] is None:
            table.add_row(name, "-", "-", "-", "-", row["reason"])
            continue
        table.add_row(
            name,
            number(row["least_thrust_n"] / 1e3, "kN"),
            number(row["delta_v_m_s"], "m/s"),
            number(row["burn_s"], "s"),
            number(row["entry_angle_deg"], "deg"),
            "",
        )
    return Group(table, Text(f"The plan has {words}.", style="dim"))


def _start(row: LeastThrustFigures) -> str:
    """Orbit from which a final burn begins, km."""
    return f"{number(row['start_perigee_km'], 'km')} x {number(row['start_apogee_km'], 'km')}"


def lowering_table(lowering: LoweringStudyFigures) -> RenderableType:
    """Cost by percentile of solar activity, and the dates that can be afforded."""
    goal = lowering["goals"][-1]
    profiles = [("profile", "profile"), ("cheapest", "cheapest")]
    if lowering["other_attitudes"]:
        profiles.append(("any attitude", "cheapest_any_attitude"))
    altitude = amount(goal["altitude_km"], "km")
    costs = plain_table(f"Lowering to {altitude} on {goal['utc'][:10]}: cost")
    dates = plain_table("Dates that can be afforded")
    for table in (costs, dates):
        table.add_column("activity", justify="right", no_wrap=True)
    for head, _ in profiles:
        costs.add_column(f"{head}, m/s", justify="right", no_wrap=True)
        costs.add_column("kg", justify="right", no_wrap=True)
    for head in ("earliest", "drag alone", "latest"):
        dates.add_column(head, justify="right", no_wrap=True)
    for row in lowering["by_percentile"]:
        cells = []
        for _, key in profiles:
            cost = row[key]
            mark = "" if cost["feasible"] else "*"
            speed = number(cost["delta_v_m_s"], "m/s")
            cells += [f"{mark}{speed}", number(cost["propellant_kg"], "kg")]
        costs.add_row(f"{row['percentile']:g}th", *cells)
        cells = []
        for date, extrapolated in (
            (row["earliest_utc"], False),
            (row["drag_alone_utc"], row["drag_alone_extrapolated"]),
            (row["latest_utc"], row["latest_extrapolated"]),
        ):
            cells.append("-" if date is None else ("? " if extrapolated else "") + date[:10])
        dates.add_row(f"{row['percentile']:g}th", *cells)
    parts: list[RenderableType] = [costs]
    if any(not row[key]["feasible"] for row in lowering["by_percentile"] for _, key in profiles):
        parts.append(Text("* misses a date or a limit; plan.json has the amounts", style="dim"))
    parts += ["", dates]
    if any(row["latest_extrapolated"] for row in lowering["by_percentile"]):
        parts.append(Text("? beyond the forecast, at constant solar activity", style="dim"))
    return Group(*parts)


def failures_table(failures: FailureMapFigures) -> RenderableType:
    """Consequences of the failures of the final burn."""
    table = fact_table("Failures of the final burn")
    table.add_row(
        "Flown",
        f"{failures['rows']} failure modes, of which {failures['revolutions_later']} come "
        f"down revolutions later and {failures['still_in_orbit']} not at all; "
        f"{amount(failures['wall_s'], 's', digits=1)}",
    )
    none = failures["without_final_burn"]
    over = ", ".join(part["country"] for part in none["longest_over"][:4])
    words = f"{_hours(none)} to an uncontrolled entry"
    if none["countries"]:
        words += f", over {none['countries']} countries, longest {over}"
    table.add_row("No final burn", words)
    least = failures["least_fraction_same_revolution"]
    if least is not None:
        table.add_row(
            "Partial burn",
            f"from {number(100.0 * least)} % of the Δv on, impact in the planned revolution",
        )
    for key, name in (
        ("worst_engine_out", "Worst engine-out"),
        ("worst_attitude", "Worst attitude"),
    ):
        row = failures[key]
        if row:
            table.add_row(name, f"{failure_name(row['label'])}: {_far(row)}")
    return table


def _hours(row: FailureModeFigures) -> str:
    hours = row["hours_to_entry"]
    return "more time than was flown" if hours is None else amount(hours, "h")


def _far(row: FailureModeFigures) -> str:
    """How far from the plan a failure mode comes down."""
    away = row["body_along_track_km"]
    if away is None:
        return "stays in orbit"
    if abs(away) > REVOLUTION:
        return f"{number(away / REVOLUTION)} revolutions later, after {_hours(row)}"
    return f"{amount(away, 'km', signed=True)} along the track"
