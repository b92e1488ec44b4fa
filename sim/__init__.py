"""How the International Space Station comes down: an open deorbit simulator.

    import sim

    flight = sim.load("scenarios/usdv.yaml").fly()
    flight.trajectory["altitude"].to("km")

`load` and `compare` are the way in; docs/library.md shows the rest. Importing the package costs
nothing: what takes long to import is imported when it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from sim._version import __version__

if TYPE_CHECKING:
    from sim.api import NoPlanError, ScenarioError, compare, load, show_progress

__all__ = ["NoPlanError", "ScenarioError", "__version__", "compare", "load", "show_progress"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        import importlib

        return getattr(importlib.import_module("sim.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
