"""What the attitude decides, as tables."""

from collections.abc import Iterator

from rich.console import Group, RenderableType

from sim.operations.attitude.answers import AttitudeFigures
from sim.report.tables.layout import rows_table
from sim.report.text.formatting import MISSING, amount, number
from sim.report.text.names import human_name

HEADS = {
    "lowest": ("axis", "5 %, km", "median, km", "95 %, km"),
    "phases": ("phase", "propellant, kg", "thrusters fire, %", "largest rate, deg/s"),
    "held": ("altitude, km", "propellant a revolution, kg", "largest error, deg"),
    "burns": (
        "offset, m", "out", "torque, N m", "burn, s", "m/s", "control, kg", "lost after, s",
        "perigee, km", "entry, deg", "impact, km",
    ),
    "tumbling": ("", "5 %, m2", "mean, m2", "95 %, m2", "table, m2"),
    "caught": ("altitude, km", "lost for, min", "then off, deg", "deg/s", "back after, min", "kg"),
}  # fmt: skip
TITLES = {
    "lowest": "thrusters hold the stack down to",
    "phases": "propellant of attitude control by phase, thrust line 0.15 m off",
    "held": "held by thrusters alone",
    "burns": "the last burn by the offset of its thrust line; impact against the first row",
    "tumbling": "area and Cd A of the tumbling stack, beside the table of attitudes",
    "caught": "control lost for a time, then thrusters again",
}


def attitude_tables(answer: AttitudeFigures) -> RenderableType:
    """All of it."""
    rows = {
        "lowest": _lowest(answer),
        "phases": _phases(answer),
        "held": _held(answer),
        "burns": _burns(answer),
        "tumbling": _tumbling(answer),
        "caught": _caught(answer),
    }
    parts: list[RenderableType] = []
    for name, cells in rows.items():
        parts += [rows_table(TITLES[name], HEADS[name], list(cells)), ""]
    return Group(*parts[:-1])


Rows = Iterator[tuple[str, ...]]


def _lowest(answer: AttitudeFigures) -> Rows:
    for axis, km in answer["lowest_altitude_km"].items():
        yield axis, *(number(km[key], "km") for key in ("low", "median", "high"))


def _phases(answer: AttitudeFigures) -> Rows:
    for phase in answer["phases"]:
        duty = phase["thruster_duty"]
        yield (
            human_name(phase["phase"]),
            number(phase["propellant_kg"], digits=1),
            MISSING if duty is None else number(100.0 * duty, "%"),
            number(phase["largest_rate_deg_s"], "deg"),
        )


def _held(answer: AttitudeFigures) -> Rows:
    for row in answer["held"]:
        kg, error = row["propellant_kg"], row["largest_error_deg"]
        yield number(row["altitude_km"], "km"), number(kg, digits=1), number(error, "deg")


def _burns(answer: AttitudeFigures) -> Rows:
    for row in answer["burns"]:
        shift = row["impact_shift_km"]
        yield (
            number(row["offset_m"], digits=2),
            number(row["engines_out"]),
            number(row["torque_n_m"], "N m"),
            number(row["duration_s"], "s"),
            number(row["delta_v_m_s"], "m/s"),
            number(row["burn_propellant_kg"], digits=1),
            number(row["lost_after_s"], "s"),
            number(row["perigee_km"], "km"),
            number(row["entry_angle_deg"], "deg"),
            "not on this revolution" if shift is None else number(shift, "km", signed=True),
        )


def _tumbling(answer: AttitudeFigures) -> Rows:
    t = answer["tumbling"]
    for words, span, mean, table in (
        ("area", t["area_m2"], t["area_mean_m2"], t["table_area_m2"]),
        (
            f"Cd A, free-molecular (Cd {amount(t['free_molecular_cd'], '', digits=2).strip()})",
            t["free_molecular_cd_a_m2"],
            t["free_molecular_mean_m2"],
            t["table_free_molecular_m2"],
        ),
        (
            f"Cd A, continuum (Cd {amount(t['continuum_cd'], '', digits=2).strip()})",
            t["continuum_cd_a_m2"],
            t["continuum_mean_m2"],
            t["table_continuum_m2"],
        ),
    ):
        yield words, number(span["low"]), number(mean), number(span["high"]), number(table)


def _caught(answer: AttitudeFigures) -> Rows:
    for row in answer["caught"]:
        after = row["back_after_min"]
        yield (
            number(row["altitude_km"], "km"),
            number(row["lost_min"]),
            number(row["off_deg"], digits=0),
            number(row["rate_deg_s"], digits=3),
            "not in 90" if after is None else number(after, digits=1),
            number(row["propellant_kg"], "kg"),
        )
