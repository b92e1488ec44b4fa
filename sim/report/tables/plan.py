"""Tables printed at the end of `plan`."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.planning.figures import MissFigures, PlannedBurnFigures, ViolationFigures
from sim.planning.margins.figures import BudgetFigures
from sim.report.results.contents import PlanAnswerFigures
from sim.report.tables.attitude_control import control_tables
from sim.report.tables.layout import NAME_WIDTH, dependence_lines, fact_table, plain_table
from sim.report.tables.plan_studies import (
    failures_table,
    lowering_table,
    thrust_table,
)
from sim.report.text.formatting import MISSING, amount, number, position, utc_minutes
from sim.report.text.names import human_name
from sim.report.text.plan import (
    BACKUP_HEADS,
    aim_sentences,
    backup_rows,
    budget_sentence,
    miss_words,
)
from sim.report.text.propellant import feasible_words

NO_MISS = 0.1
"""km; less is no miss of a body that stands for many."""


def plan_table(answer: PlanAnswerFigures) -> RenderableType:
    """Burns, miss distance, budget, attitude control, margins, lowering and failures of a plan."""
    parts: list[RenderableType] = [_heading(answer), *dependence_lines([answer]), ""]
    if answer["findings"]:
        parts += [_violations(answer["findings"]), ""]
    if answer["burns"]:
        title = "Burns" if answer["feasible"] else "Burns of the last trial"
        parts += [_burns(title, answer["burns"]), "", _facts(answer), ""]
    if answer.get("backups"):
        parts += [Text(" ".join(aim_sentences(answer))), "", _backups(answer), ""]
    if budget := answer.get("budget"):
        parts += [_budget(budget), ""]
    if control := answer.get("control"):
        parts += [control_tables(control), ""]
    margins = answer.get("margins")
    if margins and (thrust := margins.get("thrust")):
        parts += [thrust_table(thrust), ""]
    if lowering := answer.get("lowering"):
        parts += [lowering_table(lowering), ""]
    if failures := answer.get("failures"):
        parts += [failures_table(failures), ""]
    parts += [Text(line, style="yellow") for line in _remarks(answer)]
    return Group(*parts)


def _heading(answer: PlanAnswerFigures) -> Text:
    title = answer.get("title") or answer["scenario"]
    miss = answer.get("miss")
    if miss is None or not answer["feasible"]:
        return Text.assemble((f"{title}: no feasible plan", "bold"))
    words = feasible_words(answer.get("budget"))
    begin, impact = answer["begins_utc"], miss["impact_utc"]
    return Text.assemble(
        (f"{title}: {words}, {miss_words(miss['total_km'])} the aim point\n", "bold"),
        f"from {utc_minutes(begin)} to {utc_minutes(impact)} UTC",
    )


def _violations(violations: list[ViolationFigures]) -> Table:
    table = plain_table("Limits that are not satisfied")
    for head in ("Limit", "By how much", "Remedy"):
        table.add_column(head, overflow="fold", ratio=None if head == "Limit" else 1)
    for violation in violations:
        table.add_row(violation["constraint"], violation["sentence"], violation["remedy"])
    return table


def _burns(title: str, burns: list[PlannedBurnFigures]) -> Table:
    table = plain_table(title)
    table.add_column("Burn", overflow="fold", min_width=NAME_WIDTH)
    table.add_column("Ignition, UTC", no_wrap=True)
    for head in ("s", "m/s", "kg", "from, km", "to, km"):
        table.add_column(head, justify="right", no_wrap=True)
    for burn in burns:
        table.add_row(
            human_name(burn["name"]),
            utc_minutes(burn["ignition_utc"]),
            number(burn["duration_s"], "s"),
            number(burn["delta_v_m_s"], "m/s"),
            number(burn["propellant_kg"], "kg"),
            f"{number(burn['perigee_before_km'], 'km')} x {number(burn['apogee_before_km'], 'km')}",
            number(burn["perigee_after_km"], digits=1),
        )
    return table


def _backups(answer: PlanAnswerFigures) -> Table:
    table = plain_table("If a burn is skipped, and it and all after it come late")
    for k, head in enumerate(BACKUP_HEADS):
        table.add_column(head, overflow="fold", justify="right" if k in (1, 3, 4) else "left")
    for row in backup_rows(answer):
        table.add_row(*row)
    return table


def _facts(answer: PlanAnswerFigures) -> Table:
    table = fact_table()
    for name, text in _fact_rows(answer):
        table.add_row(name, text)
    return table


def _fact_rows(answer: PlanAnswerFigures) -> Iterator[tuple[str, str]]:
    miss, aim, entry = answer.get("miss"), answer.get("aim"), answer.get("entry")
    if miss and aim:
        yield (
            "Miss",
            f"impact at {position(miss['impact_latitude_deg'], miss['impact_longitude_deg'])}, "
            f"aim point {position(aim['latitude_deg'], aim['longitude_deg'])}" + _miss(miss),
        )
    if entry and entry["flight_path_angle_deg"] is not None:
        yield "Entry interface", f"{amount(entry['flight_path_angle_deg'], 'deg')} (inertial)"
    phasing, search = answer["phasing"], answer.get("search")
    if phasing:
        yield (
            "Phasing",
            f"{phasing['leg']} pass, burn sequence stretched "
            f"{number(phasing['stretch'], digits=2)}-fold, shares of the burns shifted by "
            f"{number(phasing['shift'], digits=2, signed=True)}; unshifted, the pass is "
            f"{amount(phasing['across_without_km'], 'km', signed=True)} across",
        )
    if search:
        yield (
            "Search",
            f"{search['passes']} passes, {search['opportunities']} opportunities, "
            f"{search['iterations']} iterations, {amount(search.get('wall_s'), 's', digits=1)}",
        )
    stop = answer["last_go_no_go"]
    if stop:
        hours = number(stop["hours_to_entry"]).replace(MISSING, "more than 480")
        yield (
            "Last go/no-go",
            f"after {human_name(stop['after'])}: {number(stop['perigee_km'], 'km')} x "
            f"{amount(stop['apogee_km'], 'km')}, {hours} h to an uncontrolled entry",
        )
    control = answer.get("control")
    if control:
        yield (
            "Attitude control",
            f"needed down to {amount(control['needed_down_to_km'], 'km')}, lost at "
            f"{amount(control['limit_km'], 'km')} without thrust; {control['sentence']} "
            f"{number(control['propellant_low_kg'], 'kg')} to "
            f"{amount(control['propellant_high_kg'], 'kg')}",
        )


def _miss(miss: MissFigures) -> str:
    """By how much the impact misses, where that is more than nothing."""
    if miss["total_km"] <= NO_MISS:
        return ""
    along, across = (
        amount(km, "km", digits=1, signed=True) for km in (miss["along_km"], miss["across_km"])
    )
    return f": {along} along, {across} across"


def _budget(budget: BudgetFigures) -> RenderableType:
    kind = "booked" if budget.get("attitude_control_booked") else "estimate"
    table = plain_table(f"Propellant, kg (attitude: {kind}; reserve: limit; gone: departed)")
    table.add_column("Vehicle", no_wrap=True)
    heads = ("loaded", "lowering", "perigee", "final", "attitude", "reserve", "left", "free")
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
        margin = number(row["margin_kg"], "kg") if row["aboard_at_end"] else "gone"
        cells = (number(row[key], "kg") for key in keys)
        table.add_row(human_name(row["vehicle"]), *cells, margin)
    table.add_section()
    table.add_row(
        "aboard",
        *[""] * 6,
        number(budget["left_kg"], "kg"),
        "",
        style="bold",
    )
    return Group(table, Text(budget_sentence(budget)))


def _remarks(answer: PlanAnswerFigures) -> Iterator[str]:
    studies = {
        "thrust": "Thrust margin",
        "lowering": "Altitude lowering",
    }
    for name, reason in (answer.get("left_out") or {}).items():
        if name in studies:
            yield f"{studies[name]} left out: {reason}."
