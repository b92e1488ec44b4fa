"""What something is worth as a table for a terminal."""

from rich.console import Group, RenderableType

from sim.campaign.analysis.figures import OptionalInterval, known_interval
from sim.campaign.analysis.value import ValueAnswers
from sim.report.tables.layout import rows_table
from sim.report.text.formatting import MISSING, number, typographic_minus

HEADS = (
    "switched",
    "scatter along the track (km)",
    "change (km)",
    "too near to land, change (%)",
    "velocity change (m/s)",
    "propellant (kg)",
)


def value_table(answers: ValueAnswers) -> RenderableType:
    """A table for each plan: every switch with differences and their 95 % intervals."""
    parts = []
    for name, label in answers["labels"].items():
        rows = []
        for switch in answers["switches"].values():
            found = switch["plans"].get(name)
            if found is None:
                continue
            near = found["events"].get("keep_out")
            cells = (
                _interval(found["scatter"], "km"),
                _interval(found["scatter_change"], "km"),
                MISSING if near is None else _percent(near["estimate"], near["low"], near["high"]),
                _interval(found["means"].get("delta_v_m_s"), "m/s"),
                _interval(found["means"].get("propellant_used_kg"), "kg"),
            )
            rows.append((switch["meaning"], *cells))
        title = f"{label}: with something switched, {answers['samples']:,} flights each"
        parts.append(rows_table(title, HEADS, rows))
    return Group(*parts)


def _interval(interval: OptionalInterval | None, unit: str) -> str:
    known = None if interval is None else known_interval(interval)
    if known is None:
        return MISSING
    middle, low, high = (typographic_minus(number(value, unit)) for value in known)
    return f"{middle} ({low} to {high})"


def _percent(*shares: float) -> str:
    middle, low, high = (typographic_minus(f"{100.0 * share:+.2f}") for share in shares)
    return f"{middle} ({low} to {high})"
