"""The simulator from Python: load a scenario, change it, fly it, plan it, draw many.

>>> import sim
>>> flight = sim.load("descent.yaml").fly()
>>> flight.status
'impact'

The command line does the same with the same code; `Flight.save` writes the folder `iss-deorbit run`
writes. Modules and names are imported when they are first asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api.answer import CampaignAnswer, PlanAnswer
    from sim.api.comparison import compare
    from sim.api.convert import Table, read_table
    from sim.api.descent import Descent, load
    from sim.api.flight import Flight
    from sim.api.progress_line import show_progress
    from sim.api.sweep import Sweep
    from sim.errors import NoPlanError
    from sim.scenario.error import ScenarioError

__all__ = [
    "CampaignAnswer",
    "Descent",
    "Flight",
    "NoPlanError",
    "PlanAnswer",
    "ScenarioError",
    "Sweep",
    "Table",
    "compare",
    "load",
    "read_table",
    "show_progress",
]

_PLACES = {
    "CampaignAnswer": "sim.api.answer",
    "Descent": "sim.api.descent",
    "Flight": "sim.api.flight",
    "NoPlanError": "sim.errors",
    "PlanAnswer": "sim.api.answer",
    "ScenarioError": "sim.scenario.error",
    "Sweep": "sim.api.sweep",
    "Table": "sim.api.convert",
    "compare": "sim.api.comparison",
    "load": "sim.api.descent",
    "read_table": "sim.api.convert",
    "show_progress": "sim.api.progress_line",
}


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        import importlib

        return getattr(importlib.import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
