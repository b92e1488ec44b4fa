"""Answers of a campaign as tables for a terminal."""

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Table

from sim.campaign.analysis.figures import OutcomeFigures, PairFigures
from sim.report.results.contents import CampaignFigures
from sim.report.tables.layout import dependence_lines, rows_table
from sim.report.text.campaign import spread_note
from sim.report.text.formatting import (
    MISSING,
    interval_digits,
    number,
    percent,
    probability,
    short_percent,
    significant,
    utc_minutes,
)
from sim.report.text.names import parameter_name
from sim.report.text.requirements import HEADS, STANDARD, verdicts

MEASURES = (
    ("entry_angle_deg", "Entry angle (deg)", 2),
    ("propellant_left_kg", "Propellant left, aboard (kg)", 0),
    ("margin_kg", "Propellant beyond the reserve (kg)", 0),
    ("propellant_used_kg", "Propellant used (kg)", 0),
    ("delta_v_m_s", "Velocity change (m/s)", 1),
    ("reference_along_km", "Reference piece beyond its aim (km)", 0),
    ("reference_cross_km", "Reference piece right of its aim (km)", 0),
    ("length_km", "Footprint length (km)", 0),
    ("heel_km", "Heel from the aim point (km)", 0),
    ("toe_km", "Toe from the aim point (km)", 0),
    ("centre_km", "Centre beyond the aim point (km)", 0),
    ("cross_km", "Centre right of the track (km)", 0),
    ("casualty_area_m2", "Casualty area (m²)", 0),
    ("expected_casualties", "Expected casualties", None),
    ("person_casualty_area_m2", "Casualty area, on one person (m²)", 0),
    ("foreign_land_km", "Distance to foreign land (km)", 0),
)
"""Key of a measure, its words with the unit, and the least digits after the point; None: two
significant ones. Intervals narrower than that have more.
"""
LEAST_SHARE = 0.005
"""Of the variance: parameters with less are not listed."""


def campaign_table(answers: CampaignFigures) -> RenderableType:
    """Distributions, probabilities, causes of the variance, and differences between plans."""
    labels = {plan["name"]: plan["label"] for plan in answers["campaign"]["plans"]}
    parts = dependence_lines(answers["campaign"]["plans"])
    for name, plan in answers["plans"].items():
        parts += [_measures(labels[name], plan, answers["samples"]), "", _probabilities(plan), ""]
        if plan["needed"]:
            parts += [_needed(plan), ""]
        if plan.get("requirements"):
            title = f"{labels[name]}: {STANDARD}"
            parts += [rows_table(title, HEADS, verdicts(plan["requirements"]), last="bold"), ""]
        if any(causes and causes["sobol"] for causes in plan["what_matters"].values()):
            parts += [_variance(plan), ""]
    for pair in answers["differences"]:
        parts += [_difference(pair, labels), ""]
    return Group(*parts)


def _table(title: str, *heads: str) -> Table:
    """A table of numbers, with words in its first column."""
    table = Table(title=title, title_justify="left", box=SIMPLE, show_edge=False, pad_edge=False)
    table.add_column("")
    for head in heads:
        table.add_column(head, justify="right")
    return table


def _texts(values: Sequence[float | None], digits: int | None) -> list[str]:
    """Values of a measure with as many digits as tell them apart; the last two are the ends of
    their range.
    """
    if digits is None:
        return [significant(value) for value in values]
    low, high = values[-2:]
    if low is not None and high is not None and None not in values:
        digits = interval_digits(low, high, digits)
    return [number(value, digits=digits) for value in values]


def _measures(label: str, plan: OutcomeFigures, samples: int) -> Table:
    failed = f", {plan['failed']} failed" if plan["failed"] else ""
    table = _table(f"{label}: {samples:,} samples{failed}", "mean", "median", "5 %", "95 %")
    for key, words, digits in MEASURES:
        measure = plan["measures"].get(key)
        if measure is not None:
            values = (measure["mean"], measure["median"], measure["p05"], measure["p95"])
            table.add_row(words, *_texts(values, digits))
    notes = []
    for key, words in (("entry_time_s", "Entry"), ("end_time_s", "End of the flight")):
        measure = plan["measures"].get(key)
        if measure is not None and measure.get("median_utc") is not None:
            first, last = (utc_minutes(measure.get(end)) for end in ("p05_utc", "p95_utc"))
            notes.append(f"{words}: 90 % from {first} to {last}")
            break
    if (debris := plan["debris"]) is not None:
        ends = utc_minutes(debris["first_impact_utc"]), utc_minutes(debris["last_impact_utc"])
        notes.append(f"Impacts over 15 J: {' to '.join(ends)}")
    table.caption = "\n".join([*notes, *filter(None, [spread_note(samples)])])
    table.caption_justify = "left"
    return table


def _probabilities(plan: OutcomeFigures) -> Table:
    table = _table("Probability, with its 95 % interval", "")
    table.show_header = False
    for chance in plan["probabilities"].values():
        table.add_row(chance["meaning"], probability(chance))
    return table


def _needed(plan: OutcomeFigures) -> Table:
    table = _table("Enough for so many flights", "", "95 % interval")
    for key, words, digits in MEASURES:
        for share, needed in plan["needed"].get(key, {}).items():
            ends = (needed["estimate"], needed["low"], needed["high"])
            middle, low, high = _texts(ends, digits)
            table.add_row(f"{words}, {percent(float(share))}", middle, f"{low} to {high}")
    return table


def _variance(plan: OutcomeFigures) -> Table:
    table = Table(
        title="Shares of the variance (total Sobol index), %",
        title_justify="left",
        box=SIMPLE,
        show_edge=False,
        pad_edge=False,
    )
    table.add_column("", no_wrap=True)
    table.add_column("parameters")
    for key, words, _ in MEASURES:
        causes = plan["what_matters"].get(key)
        if not causes or not causes["sobol"]:
            continue
        total = causes["sobol"]["total"].items()
        shares = [(n, e["estimate"]) for n, e in total if e["estimate"] >= LEAST_SHARE][:4]
        if shares:
            listed = "; ".join(f"{parameter_name(n)} {number(100.0 * x)}" for n, x in shares)
            table.add_row(words.partition(" (")[0], listed)
    return table


def _difference(pair: PairFigures, labels: Mapping[str, str]) -> Table:
    first, second = labels[pair["first"]], labels[pair["second"]]
    title = f"{second} less {first}, sample by sample"
    table = _table(title, "mean", "95 % interval", f"{second} lower, %")
    for key, words, digits in MEASURES:
        difference = pair["second_less_first"].get(key)
        if difference is None:
            continue
        interval = difference["mean"]
        values = (interval["estimate"], interval["low"], interval["high"])
        mean, low, high = _texts(values, digits)
        span = MISSING if MISSING in (low, high) else f"{low} to {high}"
        table.add_row(words, mean, span, _share(difference["second_lower"]["estimate"]))
    return table


def _share(estimate: float | None) -> str:
    return MISSING if estimate is None else short_percent(estimate)
