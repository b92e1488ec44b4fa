"""The propellant budget of a plan: what each cause takes from each tank, and what is left over.

Burns are as flown, and so is attitude control where the flight books it; else it is the estimate of
`sim.planning.margins.control_propellant`. The estimate and the reserve of a vehicle are taken from
tanks in proportion to what is left in them. Leaves out residuals that can't be used, and what a
rendezvous of a vehicle with full tanks took.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.flight.phase import Firing
from sim.flight.record import BurnRecord, Flight
from sim.planning.margins.control_authority import ControlAssumptions, Estimate
from sim.planning.margins.control_propellant import booked_by_tank
from sim.planning.margins.figures import (
    BudgetCause,
    BudgetFigures,
    PropellantMasses,
    TankBudget,
    VehicleBudget,
)

CAUSES = ("lowering", "perigee_burns", "final_burn", "phasing", "attitude_control", "rendezvous")
"""What propellant goes to, besides the reserve."""
ABOARD, DEPARTED = "all aboard at the end", "left with vehicles"
"""Names of the two rows of sums."""


@dataclass(frozen=True)
class Charge:
    """Propellant that no burn of the flight accounts for, kg with its range.

    `cause` is one of `CAUSES` or "reserve"; without a `tank` it is charged to the sum alone. One
    `gone` before the flight (a rendezvous) has left the tank: it is listed, and not subtracted
    again. Of one gone in flight the range alone counts.
    """

    cause: str
    value: float
    low: float
    high: float
    tank: str = ""
    gone: Literal["", "before", "in flight"] = ""

    def taken(self, end: str) -> float:
        """What a margin still loses to it: kg at its `value`, `low` or `high`."""
        if self.gone == "before":
            return 0.0
        return getattr(self, end) - (self.value if self.gone else 0.0)


def tabulate_propellant(
    flight: Flight,
    charges: Sequence[Charge] = (),
    causes: Mapping[str, str] | None = None,
    row: int = 0,
) -> dict[str, np.ndarray]:
    """Table of propellant in kg: a row for each tank, one for all that are aboard at the end, and
    one for those that left.

    Parameters
    ----------
    flight, charges
        Finished; estimates of what is not flown.
    causes
        Cause of a burn by its name; by default burns of a lowering policy are "lowering", the
        last burn is "final_burn", the others are "perigee_burns".
    row
        Of the flight.

    Returns
    -------
    dict of str to numpy.ndarray
        `loaded_kg` as the flight found it, a column for each cause and the reserve, `pumped_kg`
        in (or out, below 0), `left_kg` in the tank after the flight, and `margin_kg` with
        `margin_low_kg` and `margin_high_kg`: what is left less the charges (less all at their
        high, at their low end). Below 0 the plan does not close.

    Raises
    ------
    ValueError
        On an unknown cause or tank.
    """
    start, end = flight.initial, flight.final
    tanks = start.tanks
    burns = flight.burns_of(row)
    _check(tanks, charges, causes or {})
    used = {cause: np.zeros(len(tanks)) for cause in (*CAUSES, "reserve")}
    for burn in burns:
        for tank, mass in burn.tanks.items():
            used[_cause(burn, burns, causes or {})][tanks.index(tank)] += mass
    flown = sum(used.values()) + _booked(flight, row)
    loaded, left = start.load[row], end.load[row]
    taken, untied, untied_by_cause = _apply_charges(charges, tanks, used)
    sums = (end.aboard[row], ~end.aboard[row])

    def with_sums(values: np.ndarray, extra: float = 0.0) -> np.ndarray:
        first, second = (float(values[which].sum()) for which in sums)
        return np.array([*values, first + extra, second])

    columns: dict[str, np.ndarray] = {
        "tank": np.array([*tanks, ABOARD, DEPARTED]),
        "loaded_kg": with_sums(loaded),
    }
    columns |= {f"{name}_kg": with_sums(used[name], untied_by_cause[name]) for name in used}
    columns["pumped_kg"] = with_sums(left - loaded + flown)
    columns["left_kg"] = with_sums(left)
    for k, name in enumerate(("margin_kg", "margin_low_kg", "margin_high_kg")):
        columns[name] = with_sums(left - taken[k], -untied[k])
    return columns


def _apply_charges(
    charges: Sequence[Charge], tanks: Sequence[str], used: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, dict[str, float]]:
    """Add charges to what causes take from tanks; returns value, high and low of what they take
    from each tank (3, tanks) and of those without a tank (3,), and the latter by cause, kg.
    """
    taken, untied = np.zeros((3, len(tanks))), np.zeros(3)
    untied_by_cause = dict.fromkeys(used, 0.0)
    for charge in charges:
        mass = np.array([charge.taken(end) for end in ("value", "high", "low")])
        if charge.tank:
            used[charge.cause][tanks.index(charge.tank)] += charge.value
            taken[:, tanks.index(charge.tank)] += mass
        else:
            untied_by_cause[charge.cause] += charge.value
            untied += mass
    return taken, untied, untied_by_cause


def _booked(flight: Flight, row: int) -> np.ndarray:
    """What attitude control took from each tank in the flight, kg, shape (tanks,)."""
    taken = np.zeros(len(flight.initial.tanks))
    for record in flight.control:
        if record.row == row:
            for tank, mass in record.tanks.items():
                taken[flight.initial.tanks.index(tank)] += mass
    return taken


def list_booked(flight: Flight, control: ControlAssumptions) -> list[Charge]:
    """Attitude control as the first row of a flight booked it, by tank, with the range assumed;
    without a tank what no tank could pay at the high end.
    """
    return [
        Charge("attitude_control", each.value, each.low, each.high, tank, "in flight")
        for tank, each in booked_by_tank(flight, control).items()
    ]


def _check(tanks: Sequence[str], charges: Sequence[Charge], causes: Mapping[str, str]) -> None:
    for cause in (*(charge.cause for charge in charges), *causes.values()):
        if cause not in (*CAUSES, "reserve"):
            allowed = ", ".join((*CAUSES, "reserve"))
            raise ValueError(f"cause {cause!r} of propellant; allowed: {allowed}")
    for charge in charges:
        if charge.tank and charge.tank not in tanks:
            raise ValueError(f"no tank {charge.tank!r}; there are {', '.join(tanks)}")
        if not 0.0 <= charge.low <= charge.value <= charge.high:
            raise ValueError(
                f"{charge.cause}: low {charge.low}, value {charge.value} and high {charge.high} kg "
                "must rise from 0"
            )


def _cause(burn: BurnRecord, burns: Sequence[BurnRecord], causes: Mapping[str, str]) -> str:
    if burn.name in causes:
        return causes[burn.name]
    if burn.lowering:
        return "lowering"
    return "final_burn" if burn is burns[-1] else "perigee_burns"


SOURCE_OF_CONTROL = (
    "taken from the tanks that feed the final burn (assumption: the vehicle that does it also "
    "holds the attitude)"
)
"""Where the propellant for attitude control comes from."""


def list_charges(
    flight: Flight,
    final: Sequence[Firing],
    attitude: Estimate,
    reserve: Mapping[str, float] | None = None,
    *,
    control: ControlAssumptions | None = None,
) -> list[Charge]:
    """What no burn of a flight accounts for: rendezvous, attitude control, reserves.

    Parameters
    ----------
    flight
        Finished, one trajectory.
    final
        Engines of the final burn; the tanks that feed them also pay for attitude control.
    attitude
        kg, estimated; not used where the flight books attitude control.
    reserve
        kg by vehicle.
    control
        Gives the range of what is booked.

    Notes
    -----
    What a tank of a vehicle without attitudes of its own (a visitor) has room for beyond its load
    is taken to have been used on the way: its rendezvous.
    """
    charges = []
    for vehicle in flight.mission.vehicles:
        for tank in vehicle.tanks:
            gone = tank.capacity - tank.load
            if gone > 0.0 and not vehicle.attitudes:
                charges.append(Charge("rendezvous", gone, gone, gone, tank.name, "before"))
    if flight.mission.attitude_control is not None:
        charges += list_booked(flight, control or ControlAssumptions())
        attitude = Estimate(0.0, 0.0, 0.0)
    named = {firing.group for firing in final}
    feeding = {f.tank for g in flight.final.groups if g.name in named for f in g.feeds}
    for tank, share in _shares(flight, feeding).items():
        low, value, high = (share * x for x in (attitude.low, attitude.value, attitude.high))
        charges.append(Charge("attitude_control", value, low, high, tank))
    for vehicle in flight.mission.vehicles:
        mass = (reserve or {}).get(vehicle.name, 0.0)
        for tank, share in _shares(flight, {tank.name for tank in vehicle.tanks}).items():
            charges.append(Charge("reserve", share * mass, share * mass, share * mass, tank))
    return [charge for charge in charges if charge.high > 0.0]


def _shares(flight: Flight, names: set[str]) -> dict[str, float]:
    """Parts of some tanks that are aboard in what is left in all of them, adding up to 1."""
    stack = flight.final
    left = {
        name: float(kg)
        for name, kg, here in zip(stack.tanks, stack.load[0], stack.aboard[0], strict=True)
        if name in names and here
    }
    total = sum(left.values())
    if total <= 0.0:
        return {name: 1.0 / len(left) for name in left}
    return {name: kg / total for name, kg in left.items()}


def build_budget(flight: Flight, charges: Sequence[Charge]) -> BudgetFigures:
    """Propellant of a plan by cause and by tank, as plain figures in kg.

    Parameters
    ----------
    flight
        From the first phase to the ground, one trajectory.
    charges
        Of `list_charges`.

    Returns
    -------
    BudgetFigures
        `by_cause`, `by_tank` and `by_vehicle` as rows, `attitude_control_booked`, `left_kg` of what
        is aboard at the end, `departed_kg`, and whether every vehicle aboard has a margin above
        zero (`closes`). Keys are defined in `docs/outputs.md`.
    """
    table = tabulate_propellant(flight, charges)
    names = [str(name) for name in table["tank"]]
    aboard = [bool(here) for here in flight.final.aboard[0]]
    masses = {name: values.tolist() for name, values in table.items() if name != "tank"}
    tanks: list[TankBudget] = [
        {
            "tank": names[k],
            **_by_use({name: values[k] for name, values in masses.items()}),
            "aboard_at_end": here,
        }
        for k, here in enumerate(aboard)
    ]
    owner = [vehicle.name for vehicle in flight.final.vehicles for _ in vehicle.tanks]
    vehicles: list[VehicleBudget] = []
    for name in dict.fromkeys(owner):
        own = [k for k, whose in enumerate(owner) if whose == name]
        sums = {use: sum(values[k] for k in own) for use, values in masses.items()}
        vehicles.append({"vehicle": name, "aboard_at_end": aboard[own[0]], **_by_use(sums)})
    return {
        "by_cause": _causes(flight, charges),
        "by_vehicle": vehicles,
        "by_tank": tanks,
        "attitude_control_booked": flight.mission.attitude_control is not None,
        "left_kg": masses["left_kg"][names.index(ABOARD)],
        "departed_kg": masses["left_kg"][names.index(DEPARTED)],
        "closes": all(v["margin_kg"] >= 0.0 for v in vehicles if v["aboard_at_end"]),
    }


def _by_use(masses: Mapping[str, float]) -> PropellantMasses:
    """Columns of `tabulate_propellant` for a tank or a vehicle."""
    return {
        "loaded_kg": masses["loaded_kg"],
        "lowering_kg": masses["lowering_kg"],
        "perigee_burns_kg": masses["perigee_burns_kg"],
        "final_burn_kg": masses["final_burn_kg"],
        "phasing_kg": masses["phasing_kg"],
        "attitude_control_kg": masses["attitude_control_kg"],
        "rendezvous_kg": masses["rendezvous_kg"],
        "reserve_kg": masses["reserve_kg"],
        "pumped_kg": masses["pumped_kg"],
        "left_kg": masses["left_kg"],
        "margin_kg": masses["margin_kg"],
        "margin_low_kg": masses["margin_low_kg"],
        "margin_high_kg": masses["margin_high_kg"],
    }


def _causes(flight: Flight, charges: Sequence[Charge]) -> list[BudgetCause]:
    """A row for the lowering, for each burn, and for each kind of charge."""
    rows: list[BudgetCause] = []
    lowering = [burn for burn in flight.burns_of(0) if burn.lowering]
    if lowering:
        rows.append(_row("lowering", "lowering", [b.propellant for b in lowering], "flown"))
    burns = [burn for burn in flight.burns_of(0) if not burn.lowering]
    for burn in burns:
        cause = "final_burn" if burn is burns[-1] else "perigee_burns"
        rows.append(_row(burn.name, cause, [burn.propellant], "flown"))
    notes = {
        "attitude_control": f"estimate; {SOURCE_OF_CONTROL}"
        if flight.mission.attitude_control is None
        else "booked in the flight; at its high end the tanks that pay give what they have left",
        "rendezvous": "burned before docking: what tanks hold less than they could",
        "reserve": "limit of the scenario",
    }
    for cause in (*CAUSES, "reserve"):
        own = [charge for charge in charges if charge.cause == cause]
        if own:
            row = _row(cause, cause, [c.value for c in own], notes.get(cause, ""))
            row["low_kg"] = float(np.sum([c.low for c in own]))
            row["high_kg"] = float(np.sum([c.high for c in own]))
            rows.append(row)
    return rows


def _row(name: str, cause: str, masses: Sequence[float], note: str) -> BudgetCause:
    total = float(np.sum(masses))
    return {
        "name": name, "cause": cause, "kg": total, "low_kg": total, "high_kg": total, "note": note
    }  # fmt: skip
