"""Answers of a campaign as tables for a terminal."""

import math
from typing import Any

from rich.box import SIMPLE
from rich.console import Group, RenderableType
from rich.table import Table

ROWS = (
    ("entry_angle_deg", "Entry angle (deg)", 3),
    ("margin_kg", "Propellant beyond the reserve (kg)", 0),
    ("propellant_used_kg", "Propellant used (kg)", 0),
    ("delta_v_m_s", "Velocity change (m/s)", 2),
    ("length_km", "Footprint length (km)", 0),
    ("heel_km", "Heel from the aim (km)", 0),
    ("toe_km", "Toe from the aim (km)", 0),
    ("centre_km", "Centre beyond the aim (km)", 0),
    ("cross_km", "Centre to the right (km)", 1),
    ("casualty_area_m2", "Casualty area (m2)", 0),
    ("expected_casualties", "Casualty expectation", None),
    ("foreign_land_km", "To foreign land (km)", 0),
)


def campaign_table(found: dict[str, Any]) -> RenderableType:
    """Distributions, probabilities, what matters, and differences between plans."""
    parts: list[RenderableType] = []
    for name, plan in found["plans"].items():
        parts += [_measures(name, plan, found["samples"]), _chances(plan)]
        if any(each["sobol"] for each in plan["what_matters"].values()):
            parts.append(_matters(plan))
    parts += [_difference(each) for each in found["differences"]]
    return Group(*parts)


def _number(value: Any, digits: int | None) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "-"
    if digits is None:
        return f"{value:.1e}" if value else "0"
    if value != 0.0 and abs(value) < 0.5 * 10.0**-digits:
        return f"{value:.1e}"
    return f"{value:,.{digits}f}"


def _measures(name: str, plan: dict[str, Any], samples: int) -> Table:
    failed = f", {plan['failed']} failed" if plan["failed"] else ""
    table = Table(title=f"{name}: {samples:,} samples{failed}", title_justify="left", box=SIMPLE)
    table.add_column("", no_wrap=True)
    for head in ("mean", "5 %", "median", "95 %"):
        table.add_column(head, justify="right")
    for key, words, digits in ROWS:
        row = plan["measures"].get(key)
        if row is None:
            continue
        keys = ("mean", "p05", "median", "p95")
        table.add_row(words, *(_number(row[k], digits) for k in keys))
    told = []
    for key, words in (("entry_time_s", "Entry"), ("end_time_s", "End of the flight")):
        row = plan["measures"].get(key)
        if row is not None and row["median_utc"] is not None:
            told.append(f"{words}: 90 % from {_date(row['p05_utc'])} to {_date(row['p95_utc'])}")
            break
    if plan["debris"] is not None:
        ends = (_date(plan["debris"][f"{k}_impact_utc"]) for k in ("first", "last"))
        told.append(f"Impacts over 15 J: {' to '.join(ends)}")
    table.caption = "\n".join(told)
    table.caption_justify = "left"
    return table


def _date(text: str) -> str:
    return text[:16].replace("T", " ")


def _chances(plan: dict[str, Any]) -> Table:
    table = Table(title="Probability, with its 95 % interval", title_justify="left", box=SIMPLE)
    table.add_column("")
    table.add_column("estimate", justify="right")
    table.add_column("interval", justify="right")
    for each in plan["probabilities"].values():
        span = f"{_number(each['low'], 5)} to {_number(each['high'], 5)}"
        table.add_row(each["meaning"], _number(each["estimate"], 5), span)
    return table


def _matters(plan: dict[str, Any]) -> Table:
    table = Table(
        title="What matters: share of the variance (total)", title_justify="left", box=SIMPLE
    )
    table.add_column("")
    table.add_column("parameters")
    for key, words, _ in ROWS:
        found = plan["what_matters"].get(key)
        if not found or not found["sobol"]:
            continue
        shares = [(n, e) for n, e in found["sobol"]["total"].items() if e["estimate"] >= 0.005][:4]
        if not shares:
            continue
        told = ", ".join(f"{name} {each['estimate']:.2f}" for name, each in shares)
        table.add_row(words, told)
    return table


def _difference(each: dict[str, Any]) -> Table:
    title = f"{each['second']} less {each['first']}, sample by sample"
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column("")
    table.add_column("mean difference", justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column(f"{each['second']} is lower", justify="right")
    for key, words, digits in ROWS:
        row = each["second_less_first"].get(key)
        if row is None:
            continue
        span = row["mean"]
        table.add_row(
            words,
            _number(span["estimate"], digits),
            f"{_number(span['low'], digits)} to {_number(span['high'], digits)}",
            _number(row["second_lower"]["estimate"], 3),
        )
    return table
