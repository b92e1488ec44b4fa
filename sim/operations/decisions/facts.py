"""What a control centre knows before a burn, for n samples: rules see nothing else."""

from dataclasses import dataclass, fields

import numpy as np

from sim.vehicle.hardware import Number


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known, shape (n,) each or one number for all.

    Attributes
    ----------
    state_age
        s since the last data the state rests on.
    attitude
        rad, error of the attitude that the burn before has shown; NaN before the first.
    propellant, for_plan, for_abort
        kg: usable, what the burns left take, and what one abort takes.
    computers, thrusters
        Strings that work.
    storm
        Largest ap forecast until the burn ends.
    clear_of_land
        Share of the known footprint that keeps its distance from land.
    revolutions_left
        Until the entry interface if nothing more is done.
    backups
        Revolutions after this one whose impact lies in the box.
    holds
        How often the descent has waited so far.
    is_planned
        Whether a plan reaches the aim from what is known.
    is_final
        Whether this is the final burn.
    """

    state_age: Number
    attitude: Number
    propellant: Number
    for_plan: Number
    for_abort: Number
    computers: Number
    thrusters: Number
    storm: Number
    clear_of_land: Number
    revolutions_left: Number
    backups: Number
    holds: Number
    is_planned: np.ndarray | bool = True
    is_final: np.ndarray | bool = False

    @property
    def count(self) -> int:
        """Samples; 1 where every fact is one number."""
        shapes = (np.shape(getattr(self, each.name)) for each in fields(self))
        return int(np.prod(np.broadcast_shapes(*shapes)))
