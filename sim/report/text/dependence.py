"""What an answer hangs on: the sentence of the scenario, with the name of the plan before it.

Tables, pages, figures and notices all show it, with these words.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def dependence(label: str, depends_on: str) -> str:
    """The sentence on one plan: `Backup depends on: three ships a year.`; nothing without one."""
    words = depends_on.strip()
    if not words:
        return ""
    return f"{label} depends on: {words}{'' if words.endswith(('.', '!', '?')) else '.'}"


def dependences(summaries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sentences on plans that depend on something.

    Parameters
    ----------
    summaries
        What ``summary.json``, ``plan.json`` or the facts of a campaign say of each plan: `label`
        and `depends_on`.
    """
    found = (
        dependence(
            str(each.get("label") or each.get("scenario") or ""), str(each.get("depends_on") or "")
        )
        for each in summaries
    )
    return [sentence for sentence in found if sentence]
