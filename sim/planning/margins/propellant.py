"""Propellant by cause and tank: what a flown plan burns for what, what is set aside, and what is
left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.flight.record import BurnRecord, Flight

CAUSES = ("lowering", "perigee_burns", "final_burn", "phasing", "attitude_control", "rendezvous")
"""What propellant goes to, besides the reserve."""
ABOARD, DEPARTED = "all aboard at the end", "left with vehicles"
"""Names of the two rows of sums."""


@dataclass(frozen=True)
class Charge:
    """Propellant that no burn of the flight accounts for, kg with its range.

    `cause` is one of `CAUSES` or "reserve"; without a `tank` it is charged to the sum alone. One
    that is `included` has left the tank before the flight (a rendezvous): it is told, and not
    taken off again.
    """

    cause: str
    value: float
    low: float
    high: float
    tank: str = ""
    included: bool = False


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
    flight
        Finished.
    charges
        Estimates of what is not flown.
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
    flown = sum(used.values())
    loaded, left = start.load[row], end.load[row]
    free = np.zeros((3, len(tanks)))
    loose = np.zeros(3)
    loose_by = dict.fromkeys(used, 0.0)
    for charge in charges:
        taken = np.zeros(3) if charge.included else [charge.value, charge.high, charge.low]
        if charge.tank:
            used[charge.cause][tanks.index(charge.tank)] += charge.value
            free[:, tanks.index(charge.tank)] += taken
        else:
            loose_by[charge.cause] += charge.value
            loose += taken
    sums = (end.aboard, ~end.aboard)

    def with_sums(values: np.ndarray, extra: float = 0.0) -> np.ndarray:
        first, second = (float(values[which].sum()) for which in sums)
        return np.array([*values, first + extra, second])

    columns: dict[str, np.ndarray] = {
        "tank": np.array([*tanks, ABOARD, DEPARTED]),
        "loaded_kg": with_sums(loaded),
    }
    columns |= {f"{name}_kg": with_sums(used[name], loose_by[name]) for name in used}
    columns["pumped_kg"] = with_sums(left - loaded + flown)
    columns["left_kg"] = with_sums(left)
    for k, name in enumerate(("margin_kg", "margin_low_kg", "margin_high_kg")):
        columns[name] = with_sums(left - free[k], -loose[k])
    return columns


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
