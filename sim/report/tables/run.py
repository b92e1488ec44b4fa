"""Tables printed at the end of a run and of a comparison."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.entry.figures import DebrisFigures
from sim.report.results.contents import ComparisonFigures, RunFigures
from sim.report.tables.layout import (
    NAME_WIDTH,
    dependence_lines,
    fact_table,
    plain_table,
    rows_table,
)
from sim.report.text.comparison import NOTE, cells, headings
from sim.report.text.debris import debris_rows
from sim.report.text.disposals import (
    DISPOSAL_HEADS,
    DISPOSAL_NUMBERS,
    DISPOSAL_SHORT,
    disposal_rows,
)
from sim.report.text.formatting import amount, number, position, utc_minutes
from sim.report.text.names import human_name
from sim.report.text.propellant import margin_sentences
from sim.report.text.requirements import (
    BURN_HEADS,
    CUT_OFF_HEADS,
    HEADS,
    STANDARD,
    burn_rows,
    cut_off_rows,
    debris_verdicts,
    reliability_sentences,
)


def run_table(summary: RunFigures) -> RenderableType:
    """Results of one flight: dates, propellant, entry, debris, burns."""
    parts: list[RenderableType] = [_heading(summary)]
    parts += [*dependence_lines([summary]), "", _facts(summary), ""]
    if debris := summary.get("debris"):
        parts += [*verdict_tables(debris), ""]
    if summary["burns"] or summary["lowering"]["burns"]:
        parts += [_burns(summary)]
    if rows := disposal_rows(summary):
        parts += ["", _disposals(rows)]
    return Group(*parts)


def verdict_tables(debris: DebrisFigures, label: str = "") -> list[RenderableType]:
    """The clauses with their verdicts, how likely each burn is lost, and what an early cut-off
    comes to.
    """
    name = f"{label}: " if label else ""
    parts: list[RenderableType] = [
        rows_table(f"{name}{STANDARD}", HEADS, debris_verdicts(debris), last="bold")
    ]
    if reliability := debris.get("reliability"):
        parts += [rows_table(f"{name}if a burn is interrupted", BURN_HEADS, burn_rows(reliability))]
        parts += [Text(sentence) for sentence in reliability_sentences(reliability)]
    if windows := debris.get("cut_offs"):
        title = f"{name}if the final burn stops early"
        parts += [rows_table(title, CUT_OFF_HEADS, cut_off_rows(windows))]
    return parts


def _disposals(rows: Sequence[Sequence[str]]) -> Table:
    table = plain_table()
    for k in DISPOSAL_SHORT:
        head = DISPOSAL_HEADS[k]
        table.add_column(head, justify="right" if head in DISPOSAL_NUMBERS else "left")
    for row in rows:
        table.add_row(*(row[k] for k in DISPOSAL_SHORT))
    return table


def compare_table(compared: ComparisonFigures) -> RenderableType:
    """Sentences on how scenarios differ, and two of them side by side with their difference, or
    several without (a screen is narrow).
    """
    heads = headings(compared)
    names = heads[1 : 1 + len(compared["scenarios"])]
    shown = len(heads) if len(names) == 2 else 1 + len(names)
    table = plain_table(", ".join(names))
    for k, head in enumerate(heads[:shown]):
        value = 0 < k <= len(names)  # wide enough for a date
        justify = "right" if k else "left"
        table.add_column(head, justify=justify, min_width=16 if value else None)
    for line in cells(compared):
        table.add_row(*line[:shown])
    facts = [
        {"label": compared["labels"][name], "depends_on": compared["depends_on"].get(name)}
        for name in compared["scenarios"]
    ]
    sentences = [Text(f"{sentence}\n") for sentence in compared["sentences"]]
    if compared.get("verdicts"):
        title = f"{STANDARD}, {' against '.join(names)}"
        sentences += [rows_table(title, compared["verdicts"][0], compared["verdicts"][1:]), Text()]
    return Group(*dependence_lines(facts), *sentences, table, Text(NOTE, style="dim"))


def _heading(summary: RunFigures) -> Text:
    title = summary.get("title") or summary["scenario"]
    return Text.assemble(
        (f"{title}: {summary['status_sentence']}\n", "bold"),
        f"{utc_minutes(summary['start_utc'])} to {utc_minutes(summary['end_utc'])} UTC, "
        f"{number(summary['duration_days'], 'd')} days",
    )


def _burns(summary: RunFigures) -> Table:
    table = plain_table()
    table.add_column("Burn", overflow="fold", min_width=NAME_WIDTH)
    table.add_column("Ignition, UTC", no_wrap=True)
    for head in ("s", "m/s", "kN", "kg", "from, km", "to, km"):
        table.add_column(head, justify="right", no_wrap=True)
    lowering = summary["lowering"]
    if lowering["burns"]:
        table.add_row(
            f"{lowering['burns']} x lowering",
            f"{lowering['first_utc'] or ''}"[:10] + " on",
            number(lowering["duration_s"], "s"),
            number(lowering["delta_v_m_s"], "m/s"),
            "",
            number(lowering["propellant_kg"], "kg"),
        )
    for burn in summary["burns"]:
        table.add_row(
            human_name(burn["name"]),
            utc_minutes(burn["ignition_utc"]),
            number(burn["duration_s"], "s"),
            number(burn["delta_v_m_s"], "m/s"),
            number(burn["thrust_n"] / 1e3, "kN"),
            number(burn["propellant_kg"], "kg"),
            f"{number(burn['perigee_before_km'], 'km')} x {number(burn['apogee_before_km'], 'km')}",
            f"{number(burn['perigee_after_km'], 'km')} x {number(burn['apogee_after_km'], 'km')}",
        )
    return table


def _facts(summary: RunFigures) -> Table:
    table = fact_table()
    for name, text in _fact_rows(summary):
        table.add_row(name, text)
    for name, text in debris_rows(debris) if (debris := summary.get("debris")) else []:
        table.add_row(name, text)
    compute = summary["compute"]
    table.add_row(
        "Computing",
        f"{amount(compute['wall_s'], 's', digits=2)}, "
        f"{compute['force_evaluations']:,} force evaluations, {compute['steps_accepted']:,} steps "
        f"accepted, {compute['steps_rejected']:,} rejected",
    )
    return table


def _fact_rows(summary: RunFigures) -> Iterator[tuple[str, str]]:
    propellant, entry = summary["propellant"], summary["entry_interface"]
    peak, impact = summary["peak"], summary["impact"]
    if (margin := summary.get("margin")) is not None:
        yield "Usable propellant", "\n".join(margin_sentences(margin))
    if not impact:
        orbit, before = summary["orbit"]["end"], summary["orbit"]["start"]["mean_altitude_km"]
        yield (
            "Orbit at the end",
            f"{number(orbit['mean_perigee_km'], digits=1)} x "
            f"{amount(orbit['mean_apogee_km'], 'km', digits=1)}, mean altitude "
            f"{amount(orbit['mean_altitude_km'], 'km', digits=2)}, "
            f"{amount(orbit['mean_altitude_km'] - before, 'km', digits=2, signed=True)} since the "
            "start",
        )
    if propellant["available_kg"] > 0.0:
        yield (
            "Propellant",
            f"{amount(propellant['used_kg'], 'kg')} used of "
            f"{amount(propellant['available_kg'], 'kg')}; "
            f"{amount(propellant['departed_kg'], 'kg')} departed with vehicles",
        )
    if entry:
        yield (
            "Entry interface",
            f"{utc_minutes(entry['utc'])} UTC, {amount(entry['altitude_km'], 'km')}, "
            f"{amount(entry['speed_inertial_m_s'], 'm/s')}, "
            f"{amount(entry['flight_path_angle_deg'], 'deg')} (inertial), "
            f"{position(entry['latitude_deg'], entry['longitude_deg'])}",
        )
    if peak:
        yield (
            "Peaks",
            f"{amount(peak['deceleration_g'], 'g')} at "
            f"{amount(peak['deceleration_altitude_km'], 'km')}, "
            f"{amount(peak['dynamic_pressure_kpa'], 'kPa')} at "
            f"{amount(peak['dynamic_pressure_altitude_km'], 'km')}, "
            f"{amount(peak['heat_flux_w_m2'] / 1e6, 'MW/m²')} at "
            f"{amount(peak['heat_flux_altitude_km'], 'km')} "
            f"(sphere of {peak['heat_flux_reference_radius_m']:g} m radius)",
        )
    if impact:
        yield (
            "Impact",
            f"{utc_minutes(impact['utc'])} UTC, "
            f"{position(impact['latitude_deg'], impact['longitude_deg'])}, "
            f"{amount(impact['distance_to_point_nemo_km'], 'km')} from Point Nemo (intact stack)",
        )
