"""Go/no-go rules of a scenario; a rule that is switched off is None."""

from dataclasses import dataclass
from typing import Literal

Otherwise = Literal["go", "reboost", "accept"]
"""What follows from a broken rule where the burn can't wait: burn all the same, raise the orbit,
or burn no more and accept the perigee reached.
"""


@dataclass(frozen=True)
class Hold:
    """How a burn waits.

    Attributes
    ----------
    revolutions
        To the next pair of revolutions over the aim.
    final_burn
        Revolutions to the backup opportunity of the final burn.
    most
        How often in a descent.
    """

    revolutions: float = 16.0
    final_burn: float = 1.0
    most: int = 2


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What must hold before a burn, each None where it is not asked.

    Attributes
    ----------
    aborts
        Aborts that the propellant must cover beyond the plan.
    state_age
        s, oldest state.
    attitude
        rad, largest error of the attitude in the burn before.
    computers, thrusters
        Least strings that work.
    storm
        ap forecast for the burn from which on it waits.
    clear_of_land
        Least share of the known footprint that keeps its distance from land.
    backups
        Least revolutions after this one whose impact lies in the box; asked at the final burn.
    hold
        How a burn waits.
    otherwise
        What follows where it can't.
    reboost
        m/s, velocity change of an abort.
    """

    aborts: float | None = None
    state_age: float | None = None
    attitude: float | None = None
    computers: int | None = None
    thrusters: int | None = None
    storm: float | None = None
    clear_of_land: float | None = None
    backups: int | None = None
    hold: Hold = Hold()
    otherwise: Otherwise = "go"
    reboost: float = 5.0
