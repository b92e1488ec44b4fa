"""How the International Space Station comes down: an open deorbit simulator.

    import sim

    flight = sim.load("scenarios/usdv.yaml").fly()
    flight.trajectory["altitude"].to("km")

`load` and `compare` are the way in; `propagate` flies arrays of states, `contingency` asks what if
the station had to come down on a day; docs/library.md shows the rest. Importing the package costs
nothing: what takes long to import is imported when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from sim._version import __version__

if TYPE_CHECKING:
    from sim.api import NoPlanError, ScenarioError, compare, load, read_table, show_progress
    from sim.api.contingency import contingency
    from sim.api.predict import against, fit, predict
    from sim.api.propagate import propagate
    from sim.own.registry import register
    from sim.own.table import DensityTable
    from sim.propagation.event import Event
    from sim.propagation.forces import (
        Acceleration,
        Atmosphere,
        Drag,
        Gravity,
        Radiation,
        ThirdBody,
        Thrust,
    )
    from sim.propagation.variations import Variations

__all__ = [
    "Acceleration",
    "Atmosphere",
    "DensityTable",
    "Drag",
    "Event",
    "Gravity",
    "NoPlanError",
    "Radiation",
    "ScenarioError",
    "ThirdBody",
    "Thrust",
    "Variations",
    "__version__",
    "against",
    "compare",
    "contingency",
    "fit",
    "load",
    "predict",
    "propagate",
    "read_table",
    "register",
    "show_progress",
]

_PLACES = dict.fromkeys(
    ("Acceleration", "Atmosphere", "Drag", "Gravity", "Radiation", "ThirdBody", "Thrust"),
    "sim.propagation.forces",
) | {
    "DensityTable": "sim.own.table",
    "Event": "sim.propagation.event",
    "contingency": "sim.api.contingency",
    "Variations": "sim.propagation.variations",
    "propagate": "sim.api.propagate",
    "against": "sim.api.predict",
    "fit": "sim.api.predict",
    "predict": "sim.api.predict",
    "register": "sim.own.registry",
}


def __getattr__(name: str) -> Any:
    if name in __all__:
        import importlib

        return getattr(importlib.import_module(_PLACES.get(name, "sim.api")), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
