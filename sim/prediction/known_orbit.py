"""An orbit as it was known at an instant: an element set, or a place in an ephemeris."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.errors import InputError
from sim.formats.orbit.element_set import ElementSet, ElementSetError
from sim.formats.orbit.ephemeris import Ephemeris
from sim.frames.constants import MU
from sim.frames.epoch import DAY, Epoch
from sim.frames.named_frame import gcrf_states

States = Callable[[Epoch, np.ndarray], np.ndarray]
"""From an epoch and TAI seconds (n,) after it to states (n, 6) in GCRF, m and m/s."""

EVERY = 0.5 * DAY
"""s between the places of an ephemeris that count as orbits of their own."""
SAMPLES = 24
"""Of a revolution, over which the axis of an ephemeris is averaged."""


@dataclass(frozen=True, kw_only=True)
class KnownOrbit:
    """What a fit asks of an orbit.

    Attributes
    ----------
    name, number
        Of the object; number None where it has none.
    epoch, utc
        Instant it was known for, and the text of it.
    axis_m, inclination_rad, period_s
        Mean semi-major axis, inclination, and time of a revolution.
    states
        Where it puts the object near that instant.
    before_s, after_s
        s before and after the epoch for which it does so.
    own_decay
        Whether it tells a decay of its own, as element sets do.
    """

    name: str
    number: int | None
    epoch: Epoch
    utc: str
    axis_m: float
    inclination_rad: float
    period_s: float
    states: States
    before_s: float = math.inf
    after_s: float = math.inf
    own_decay: bool = True

    @property
    def label(self) -> str:
        """What the object is called: its name or number."""
        return self.name or str(self.number or "object")


def from_element_set(elements: ElementSet) -> KnownOrbit:
    """An element set.

    Raises
    ------
    InputError
        If SGP4 can't fly it.
    """
    try:
        elements.teme_at(elements.epoch)
    except ElementSetError as error:
        raise InputError(f"set of {elements.utc}: {error}; allowed: one that SGP4 flies") from None
    satellite = elements.satellite
    return KnownOrbit(
        name=elements.name,
        number=elements.number,
        epoch=elements.epoch,
        utc=elements.utc,
        axis_m=float(satellite.a * satellite.radiusearthkm) * 1e3,
        inclination_rad=float(satellite.inclo),
        period_s=DAY / elements.revolutions_per_day,
        states=elements.gcrf_states,
    )


def from_ephemeris(ephemeris: Ephemeris) -> list[KnownOrbit]:
    """Places of an ephemeris, `EVERY` half day and at the end of each segment."""
    found = []
    for segment in ephemeris.segments:
        end = float(segment.t[-1])
        states = gcrf_states(segment.frame, segment.epoch, segment.t, segment.states)
        r, v = states[:, :3], states[:, 3:]
        square, distance = (v * v).sum(axis=1), np.sqrt((r * r).sum(axis=1))
        axis = 1.0 / (2.0 / distance - square / MU)
        if not (axis > 0.0).all():
            raise InputError(f"{ephemeris.file}: states of no orbit; allowed: one about the Earth")
        period = 2.0 * math.pi * math.sqrt(float(np.median(axis)) ** 3 / MU)
        h = np.cross(r, v)
        tilt = float(np.median(np.arccos(h[:, 2] / np.sqrt((h * h).sum(axis=1)))))
        for t in np.maximum(np.arange(end, -1.0, -EVERY)[::-1], 0.0):
            near = np.abs(segment.t - t) <= 0.5 * period
            epoch = segment.epoch.plus(float(t))
            found.append(
                KnownOrbit(
                    name=ephemeris.name,
                    number=None,
                    epoch=epoch,
                    utc=epoch.utc_iso(),
                    axis_m=float(axis[near].mean()),
                    inclination_rad=tilt,
                    period_s=period,
                    states=partial(_states, ephemeris),
                    before_s=float(t),
                    after_s=end - float(t),
                    own_decay=False,
                )
            )
    return found


def _states(ephemeris: Ephemeris, epoch: Epoch, t: np.ndarray) -> np.ndarray:
    return np.array([ephemeris.state_at(epoch.plus(float(each))) for each in t])


def known_orbits(
    sets: Sequence[ElementSet] = (), ephemerides: Sequence[Ephemeris] = ()
) -> list[KnownOrbit]:
    """Orbits of everything a file holds of one object."""
    places = [place for each in ephemerides for place in from_ephemeris(each)]
    return [from_element_set(each) for each in sets] + places
