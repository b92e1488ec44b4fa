"""Answers of a campaign as tables for a terminal."""

from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Table

from sim.report.text.formatting import rounded_number, utc_minutes

MEASURES = (
    ("entry_angle_deg", "Entry angle (deg)", 3),
    ("margin_kg", "Propellant beyond the reserve (kg)", 0),
    ("propellant_used_kg", "Propellant used (kg)", 0),
    ("delta_v_m_s", "Velocity change (m/s)", 2),
    ("length_km", "Footprint length (km)", 0),
    ("heel_km", "Heel from the aim point (km)", 0),
    ("toe_km", "Toe from the aim point (km)", 0),
    ("centre_km", "Centre beyond the aim point (km)", 0),
    ("cross_km", "Centre right of the track (km)", 1),
    ("casualty_area_m2", "Casualty area (m²)", 0),
    ("expected_casualties", "Casualty expectation", None),
    ("foreign_land_km", "Distance to foreign land (km)", 0),
)


def campaign_table(answers: dict[str, Any]) -> RenderableType:
    """Distributions, probabilities, causes of the variance, and differences between plans."""
    parts: list[RenderableType] = []
    for name, plan in answers["plans"].items():
        parts += [_measures(name, plan, answers["samples"]), _probabilities(plan)]
        if any(causes["sobol"] for causes in plan["what_matters"].values()):
            parts.append(_variance(plan))
    parts += [_difference(pair) for pair in answers["differences"]]
    return Group(*parts)


def _measures(name: str, plan: dict[str, Any], samples: int) -> Table:
    failed = f", {plan['failed']} failed" if plan["failed"] else ""
    table = Table(title=f"{name}: {samples:,} samples{failed}", title_justify="left", box=SIMPLE)
    table.add_column("", no_wrap=True)
    for head in ("mean", "5 %", "median", "95 %"):
        table.add_column(head, justify="right")
    for key, words, digits in MEASURES:
        row = plan["measures"].get(key)
        if row is None:
            continue
        keys = ("mean", "p05", "median", "p95")
        table.add_row(words, *(rounded_number(row[k], digits) for k in keys))
    notes = []
    for key, words in (("entry_time_s", "Entry"), ("end_time_s", "End of the flight")):
        row = plan["measures"].get(key)
        if row is not None and row["median_utc"] is not None:
            notes.append(
                f"{words}: 90 % from {utc_minutes(row['p05_utc'])} to {utc_minutes(row['p95_utc'])}"
            )
            break
    if plan["debris"] is not None:
        ends = (utc_minutes(plan["debris"][f"{k}_impact_utc"]) for k in ("first", "last"))
        notes.append(f"Impacts over 15 J: {' to '.join(ends)}")
    table.caption = "\n".join(notes)
    table.caption_justify = "left"
    return table


def _probabilities(plan: dict[str, Any]) -> Table:
    table = Table(title="Probability, with its 95 % interval", title_justify="left", box=SIMPLE)
    table.add_column("")
    table.add_column("estimate", justify="right")
    table.add_column("interval", justify="right")
    for chance in plan["probabilities"].values():
        span = f"{rounded_number(chance['low'], 5)} to {rounded_number(chance['high'], 5)}"
        table.add_row(chance["meaning"], rounded_number(chance["estimate"], 5), span)
    return table


def _variance(plan: dict[str, Any]) -> Table:
    table = Table(
        title="Shares of the variance (total Sobol index)", title_justify="left", box=SIMPLE
    )
    table.add_column("")
    table.add_column("parameters")
    for key, words, _ in MEASURES:
        causes = plan["what_matters"].get(key)
        if not causes or not causes["sobol"]:
            continue
        shares = [(n, e) for n, e in causes["sobol"]["total"].items() if e["estimate"] >= 0.005][:4]
        if not shares:
            continue
        listed = ", ".join(f"{name} {index['estimate']:.2f}" for name, index in shares)
        table.add_row(words, listed)
    return table


def _difference(pair: dict[str, Any]) -> Table:
    title = f"{pair['second']} less {pair['first']}, sample by sample"
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column("")
    table.add_column("mean difference", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column(f"{pair['second']} is lower", justify="right")
    for key, words, digits in MEASURES:
        row = pair["second_less_first"].get(key)
        if row is None:
            continue
        span = row["mean"]
        table.add_row(
            words,
            rounded_number(span["estimate"], digits),
            f"{rounded_number(span['low'], digits)} to {rounded_number(span['high'], digits)}",
            rounded_number(row["second_lower"]["estimate"], 3),
        )
    return table
