"""The controls: what a person may change about a final burn and an entry, and within which bounds.

Values have the units of their names, as people type them: this is a door.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

AS_PLANNED, PERIGEE, DELTA_V = "as_planned", "perigee", "delta_v"
CUTOFFS = (AS_PLANNED, PERIGEE, DELTA_V)
"""By what the final burn is cut off."""


@dataclass(frozen=True, kw_only=True)
class Controls:
    """A state of the controls; as they stand by default, everything is as planned.

    Attributes
    ----------
    ignition_shift_s
        The final burn begins so much later, or earlier.
    revolution
        By so many revolutions later, at the same place of the orbit.
    cutoff, perigee_km, delta_v_m_s
        One of `CUTOFFS`, and the perigee or the velocity change at which the burn ends then.
    engines_out
        Engines that do not fire.
    thrust, density, drag_area
        Factors: on the thrust of the burn, and from where the flight is held on the density of the
        air and the drag area of the stack.
    break_up
        Factor on what the structure withstands: above 1 it breaks up lower.
    activity
        Percentile of the forecast of solar activity; None: that of the scenario.
    aim_latitude_deg, aim_longitude_deg
        Where the reference piece is to come down; None: where the plan has it.
    """

    ignition_shift_s: float = 0.0
    revolution: int = 0
    cutoff: str = AS_PLANNED
    perigee_km: float | None = None
    delta_v_m_s: float | None = None
    engines_out: int = 0
    thrust: float = 1.0
    density: float = 1.0
    drag_area: float = 1.0
    break_up: float = 1.0
    activity: float | None = None
    aim_latitude_deg: float | None = None
    aim_longitude_deg: float | None = None

    @property
    def aim(self) -> tuple[float, float] | None:
        """Latitude and longitude in deg where an aim is given."""
        if self.aim_latitude_deg is None or self.aim_longitude_deg is None:
            return None
        return self.aim_latitude_deg, self.aim_longitude_deg

    def changed(self) -> dict[str, Any]:
        """What differs from the plan, by name."""
        plain = Controls()
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != getattr(plain, each.name)
        }


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control: its name in `Controls`, words and unit for people, bounds, step, what it stands
    at, and whether it takes whole numbers alone. `missing` says why a plan has none.
    """

    name: str
    label: str
    unit: str
    least: float
    most: float
    step: float
    usual: float | None
    whole: bool = False
    missing: str = ""

    def read(self, value: object) -> float | int | None:
        """A value from a person or an address.

        Raises
        ------
        ValueError
            With what was given, and what is allowed.
        """
        if value is None or value == "":
            return None
        try:
            number = float(str(value).strip())
        except ValueError:
            raise ValueError(f"{str(value)[:40]!r} is no number; {self.allowed}") from None
        if not math.isfinite(number) or not self.least <= number <= self.most:
            raise ValueError(f"{number:g} is out of bounds; {self.allowed}")
        if self.missing:
            raise ValueError(self.missing)
        if not self.whole:
            return number
        if number != round(number):
            raise ValueError(f"{number:g} is no whole number; {self.allowed}")
        return int(number)

    @property
    def allowed(self) -> str:
        """The bounds in words."""
        unit = f" {self.unit}" if self.unit else ""
        return f"allowed: {self.least:g} to {self.most:g}{unit}"


class ControlsError(ValueError):
    """Values that controls can't have: a sentence for each, by the name of its control."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in problems.items()))
        self.problems = dict(problems)


def read_controls(given: Mapping[str, object], controls: Mapping[str, Control]) -> Controls:
    """A state from values by name, as an address or a page gives them; what is left out is as
    planned.

    Parameters
    ----------
    given
        Values by the names of `Controls`, text or numbers.
    controls
        Those of a plan, see `sim.workflow.explore.held.HeldPlan.controls`.

    Raises
    ------
    ControlsError
        With every problem found.
    """
    problems: dict[str, str] = {}
    values: dict[str, Any] = {}
    known = {each.name for each in fields(Controls)}
    for name, value in given.items():
        if name not in known:
            problems[name] = f"no such control; there are: {', '.join(sorted(known))}"
        elif name == "cutoff":
            if value not in CUTOFFS:
                problems[name] = f"{str(value)[:40]!r}; allowed: {', '.join(CUTOFFS)}"
            else:
                values[name] = value
        else:
            try:
                read = controls[name].read(value)
            except ValueError as error:
                problems[name] = str(error)
            else:
                if read is not None:
                    values[name] = read
    if ("aim_latitude_deg" in values) != ("aim_longitude_deg" in values) and not problems:
        missing = "aim_longitude_deg" if "aim_latitude_deg" in values else "aim_latitude_deg"
        problems[missing] = "an aim takes a latitude and a longitude"
    for cutoff, name in ((PERIGEE, "perigee_km"), (DELTA_V, "delta_v_m_s")):
        if values.get("cutoff") == cutoff and name not in values and name not in problems:
            usual = controls[name].usual
            if usual is None:
                problems[name] = f"needed where the burn ends by it; {controls[name].allowed}"
            else:
                values[name] = usual
    if problems:
        raise ControlsError(problems)
    return _without_unused(Controls(**values))


def _without_unused(state: Controls) -> Controls:
    """The state without the values of cut-offs that are not flown, so that equal states compare
    equal.
    """
    return replace(
        state,
        perigee_km=state.perigee_km if state.cutoff == PERIGEE else None,
        delta_v_m_s=state.delta_v_m_s if state.cutoff == DELTA_V else None,
    )
