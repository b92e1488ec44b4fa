"""Early ends of the final burn, flown: where the stack breaks up if the engines stop in any of many
places of the burn, and how many revolutions later.

Until then the flight is the planned one, so a coast begins at its own states, at equal steps of the
burn's duration; one more from the planned end is what the others are compared with. As in the
failure map the stack keeps its attitude down to the entry interface and tumbles from there. Leaves
out propellant that holds the attitude meanwhile, and a second try.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.flight.dense import burn_states
from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.mission import Mission
from sim.flight.phase import Condition, Phase
from sim.flight.record import BurnRecord, EventKind, EventRecord, Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import DAY
from sim.integrate.observe import observations
from sim.planning.problem import RELEASE, coarse_degree
from sim.vehicle.parameters import COLUMNS

Array = NDArray[np.float64]
POLE = np.array([0.0, 0.0, 1.0])
"""Of the Earth, in the frame of the states; within 0.2 deg of the date's this century."""
FALL = "fall"
"""Phase that ends where the stack breaks up."""
PLACES = 256
"""Places of the burn, some 5 s apart. Four times as many move the expected casualties of the
shipped plans by less than 4 %."""
LONGEST = 20.0 * DAY
"""s that a stack is followed."""
SELDOM = 1e12
"""s between saved states: none are."""
STEP = 20.0
"""s, longest step below the interface, as in the failure map."""


class BreakUps(NamedTuple):
    """Where n stacks break up: latitude, longitude, and course of the orbit (north over east, in
    a frame that does not rotate), rad, shape (n,); NaN for one that stays up.
    """

    latitude: Array
    longitude: Array
    course: Array

    def of(self, index: slice) -> "BreakUps":
        """Some of them."""
        return BreakUps(*(column[index] for column in self))


@dataclass(frozen=True, kw_only=True)
class EarlyEnds:
    """The early ends of a burn.

    Attributes
    ----------
    burn
        Its name.
    fraction
        Part of the burn's duration that was flown, rising, (n,): the middles of n equal parts.
    seconds, revolutions
        From each end to the last passage of the entry interface, (n,); infinite where that takes
        more than `LONGEST`, or the tables of the world end before.
    break_ups
        Of the n stacks.
    planned
        The one of the planned end of the burn.
    """

    burn: str
    fraction: Array
    seconds: Array
    revolutions: Array
    break_ups: BreakUps
    planned: BreakUps


def fly_early_ends(flight: Flight, row: int = 0, places: int = PLACES) -> EarlyEnds | None:
    """Fly the stack on from many places of the final burn, all in one batch.

    Parameters
    ----------
    flight, row
        Finished. Its last burn that does not follow an altitude profile is the final one.
    places
        How many.

    Returns
    -------
    EarlyEnds
        None where the row has no such burn, or that one did not fire.
    """
    burns = [burn for burn in flight.burns_of(row) if not burn.lowering]
    if not burns or burns[-1].duration <= 0.0:
        return None
    burn = burns[-1]
    fraction = (np.arange(places) + 0.5) / places
    samples = burn_states(flight, burn, burn.ignition + burn.duration * np.append(fraction, 1.0))
    fallen = fly(_coasts(flight, burn, samples))
    broken = {
        e.row: e
        for e in fallen.events
        if e.kind is EventKind.PHASE_END
        and e.phase == FALL
        and e.time < samples[e.row, 0] + LONGEST - 1.0
    }
    seconds = np.full(len(samples), np.inf)
    for k, entry in find_entries(fallen).items():
        if k in broken:
            seconds[k] = entry.time - samples[k, 0]
    revolutions = seconds / _periods(fallen, samples)
    break_ups = _locate(fallen, broken)
    return EarlyEnds(
        burn=burn.name,
        fraction=fraction,
        seconds=seconds[:-1],
        revolutions=revolutions[:-1],
        break_ups=break_ups.of(slice(places)),
        planned=break_ups.of(slice(places, None)),
    )


def _coasts(flight: Flight, burn: BurnRecord, samples: Array) -> Mission:
    """Coasts to the height of the break-up from states (n, 8) within a burn."""
    row = np.full(len(samples), burn.row)
    mission, stack = flight.mission, flight.final.of(row)
    held, tumbling = _attitudes(mission, burn.name)
    by = samples[:, 0] + LONGEST
    degree = coarse_degree(mission)
    interface = Condition("altitude_down", mission.entry_interface, by=by)
    release = Condition("altitude_down", RELEASE, by=by)
    how = {"field_degree": degree, "relative_tolerance": 1e-9, "save_every": SELDOM}
    phases = (
        Phase(name="coast", until=interface, **how),
        Phase(name=FALL, until=release, attitude=tumbling, longest_step=STEP, **how),
    )
    return replace(
        mission,
        phases=phases,
        position=samples[:, 1:4],
        velocity=samples[:, 4:7],
        dispersed={name: values[row] for name, values in mission.dispersed.items()},
        # tanks are those of the end: no engine fires, only the mass of the state matters
        mass_offset=samples[:, 7] - stack.mass,
        start=samples[:, 0],
        stack=stack,
        attitude_at_start=held,
        attitude_control=None,
        visits=(),
    )


def _attitudes(mission: Mission, burn: str) -> tuple[str, str]:
    """Attitude in the burn, and the last one after it: that of a stack out of control."""
    held = [mission.attitude_at_start]
    number = next(k for k, phase in enumerate(mission.phases) if phase.name == burn)
    held += [p.attitude for p in mission.phases[: number + 1] if p.attitude is not None]
    later = [p.attitude for p in mission.phases[number + 1 :] if p.attitude is not None]
    return held[-1], (later or held)[-1]


def _locate(fallen: Flight, broken: Mapping[int, EventRecord]) -> BreakUps:
    """Where rows broke up, by their number."""
    places = BreakUps(*np.full((3, len(fallen.t)), np.nan))
    if broken:
        index, events = list(broken), list(broken.values())
        seen = observe_events(fallen.mission.world, events)
        places.latitude[index], places.longitude[index] = seen.latitude, seen.longitude
        r, v = np.split(np.array([event.state[:6] for event in events]), 2, axis=1)
        east = np.cross(POLE, r)
        north = np.cross(r, east)
        north *= np.linalg.norm(east, axis=1, keepdims=True) / np.linalg.norm(
            north, axis=1, keepdims=True
        )
        places.course[index] = np.arctan2((v * east).sum(axis=1), (v * north).sum(axis=1))
    return places


def _periods(fallen: Flight, samples: Array) -> Array:
    """s, by the mean orbit at states (n, 8)."""
    none = np.zeros((len(samples), COLUMNS))
    seen = observations(fallen.mission.world, samples[:, 0], samples[:, 1:], none)
    return 2.0 * np.pi * np.sqrt((EQUATORIAL_RADIUS + seen.mean_altitude) ** 3 / MU)
