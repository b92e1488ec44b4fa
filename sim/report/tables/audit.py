"""The audit of a flight as a table, and in one sentence."""

import math

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.results.audit import AuditErrors, AuditFigure, AuditFigures, DifferenceFigures

COLUMNS: dict[AuditFigure, str] = {
    "entry_s": "entry, s",
    "interface_km": "interface, km",
    "impact_km": "impact, km",
    "end_km": "end position, km",
    "propellant_kg": "propellant, kg",
}
SIGNED: tuple[AuditFigure, ...] = ("entry_s", "propellant_kg")
LEAST = 0.001
"""s, km or kg: smaller differences are shown as less than that."""

SUBJECTS: dict[AuditFigure, str] = {
    "impact_km": "impact point of the intact stack",
    "interface_km": "position at the entry interface",
    "end_km": "position at the end of the flight",
}
"""What the sentence is about: the first of these that every comparison has."""


def audit_table(audit: AuditFigures) -> RenderableType:
    """Effect of each change of accuracy and of models, and the sentence."""
    table = Table(title=f"Audit: flown again from {audit['from_utc']}", title_justify="left")
    table.add_column("change", no_wrap=True)
    shown: list[AuditFigure] = [
        k for k in COLUMNS if any(v[k] is not None for v in audit["variants"])
    ]
    for key in shown:
        table.add_column(COLUMNS[key], justify="right")
    for variant in audit["variants"]:
        table.add_row(variant["name"], *(_cell(key, variant) for key in shown))
    ends = [
        Text(f"{v['name']}: a different end ({v['status']}).", style="yellow")
        for v in audit["variants"]
        if v["status"] != audit["status"]
    ]
    return Group(table, *ends, Text(audit["sentence"]))


def audit_sentence(audit: AuditErrors) -> str:
    """``numerical error 0.3 km, model error 400 km``, and of which position."""
    numerical, model = audit["numerical_error"], audit["model_error"]
    for key, subject in SUBJECTS.items():
        by_steps, by_models = numerical[key], model[key]
        if by_steps is not None and by_models is not None:
            pair = f"numerical error {_rounded(by_steps)} km"
            return f"{pair}, model error {_rounded(by_models)} km ({subject})"
    return "the flights end too differently for an error in km"


def _cell(key: AuditFigure, variant: DifferenceFigures) -> str:
    value = variant[key]
    if value is None:
        return "-"
    if abs(value) < LEAST:
        return f"< {LEAST}"
    sign = "" if key not in SIGNED else "-" if value < 0.0 else "+"
    return sign + _rounded(abs(value))


def _rounded(value: float) -> str:
    """Two significant digits, without powers of ten."""
    if value < LEAST:
        return f"below {LEAST}"
    digits = 1 - math.floor(math.log10(value))
    return f"{round(value, digits):,.{max(digits, 0)}f}"
