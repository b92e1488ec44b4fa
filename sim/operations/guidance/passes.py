"""Other passes: what is left of a sequence some revolutions later, with an aim of its own.

On another revolution the same burns bring the debris down on another track. The aim moves with it:
to where the reference piece comes down when the burns stay about where on the orbit they are. All
passes of the time ahead are ranked from one flight (`sim.operations.guidance.pass_ranking`), the
best few are flown, and the best of these is taken.

A burn that comes late need not delay those after it: where there is time left before the next one,
that keeps its date, and the descent its pass.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly
from sim.flight.phase import Condition, Phase
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.operations.decisions.judge import SPARE
from sim.operations.footprint_shape import orbit_place
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.pass_ranking import ENOUGH, rank_passes
from sim.operations.guidance.replan import Commands, Remaining, Rows, comes_down
from sim.operations.orbit_frame import OrbitPlace
from sim.planning.targeting.sequence import half_period
from sim.planning.targeting.trial import TrialOutcome

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

FLOWN = 3
"""Passes that are flown of each sample, the best by their rank."""

LEAST_GAP = 2.0
"""Revolutions that are left between a burn that comes late and the next one. assumption: 2 to 4, to
track and to command again; the plan of the USDV itself has less than 3 before its final burn.
"""

SAME_AIM, SAME_PASS = 60e3, 250e3
"""m: a pass that comes so near to the aim keeps it; the second where it can still be moved across.
"""


def period_of(known: Knowledge) -> Array:
    """Period in s, (n,)."""
    altitude = known.observe(known.t, known.y).mean_altitude
    return 2.0 * half_period(altitude, altitude)


def choose_pass(
    remaining: Remaining,
    commands: Commands,
    rows: Rows,
    late: Array,
    landing: Landing | None,
    ahead: float,
) -> Commands:
    """Commands of some samples moved to the best pass from some revolutions later on.

    Parameters
    ----------
    remaining, commands
        See `sim.operations.guidance.replan.replan`.
    rows
        Samples that change their pass, shape (k,).
    late
        Revolutions by which their next burn has to wait, shape (k,).
    landing
        By what passes are judged; None: the first one is taken.
    ahead
        s: passes of so long a time after the first are looked at.

    Returns
    -------
    Commands
        Of all samples; those of `rows` have ignitions on their new pass and the aim there.
    """
    late_ones = _LateSamples(
        remaining=remaining,
        commands=commands,
        rows=rows,
        least=np.ceil(late),
        period=period_of(remaining.known)[rows],
    )
    if landing is None:
        first = late_ones.earliest()[:, None]
        return late_ones.take(late_ones.fly(first, np.zeros_like(first)), np.zeros(len(rows), int))
    flown = late_ones.fly(*late_ones.rank(landing, ahead))
    room = np.minimum(landing.room(flown.place(landing)), ENOUGH)
    best = np.argmax(np.where(flown.down, room, -1.0).reshape(len(rows), -1), axis=1)
    return late_ones.take(flown, best)


class _Passes(NamedTuple):
    """Passes that were flown, c of each of k samples, (k * c,): trials, which come down as they
    should, unknowns (k * c, 2), and ignitions asked for, s, (k * c, b).
    """

    trials: TrialOutcome
    down: Flags
    x: Array
    ignition: Array

    def place(self, landing: Landing) -> OrbitPlace:
        """The orbit place over each impact; some place where nothing came down."""
        impact = self.trials.impact
        latitude, longitude, heading = (
            np.where(self.down, each, 0.0)
            for each in (impact.latitude, impact.longitude, impact.heading)
        )
        return orbit_place(latitude, longitude, heading, landing.inclination)


@dataclass(frozen=True, kw_only=True)
class _LateSamples:
    """Samples `rows` (k,) that look for a pass: revolutions by which their next burn waits at
    least, and their period in s, (k,).
    """

    remaining: Remaining
    commands: Commands
    rows: Rows
    least: Array
    period: Array

    @property
    def ignition(self) -> Array:
        """Of the burns left, as commanded, s, (k, b)."""
        return self.commands.ignition[self.rows][:, self.remaining.stage :]

    def spare(self) -> Array:
        """Revolutions by which the next burn may come late and the others not, (k,)."""
        given = self.ignition
        if given.shape[1] < 2:
            return np.zeros(len(given))
        return np.maximum((given[:, 1] - given[:, 0]) / self.period - LEAST_GAP, 0.0)

    def earliest(self) -> Array:
        """Revolutions by which the pass has to wait, (k,)."""
        return np.maximum(np.ceil(self.least - self.spare()), 0.0)

    def rank(self, landing: Landing, ahead: float) -> tuple[Array, Array]:
        """The best passes by their rank: revolutions they come later, and by how much burns are
        moved along the orbit on each, rad, (k, c).
        """
        k, due = len(self.rows), self.least[:, None]
        flown = self.fly(due, np.zeros_like(due))
        known = self.remaining.known
        altitude = known.observe(known.t[self.rows], known.y[self.rows]).mean_altitude
        within = np.floor(ahead / self.period)
        passes = np.arange(int((self.least + within).max()) + 1)
        every = np.tile(passes.astype(float), (k, 1))
        possible = every >= self.earliest()[:, None]
        possible &= every <= np.minimum(self.least + within, self._last(ahead))[:, None]
        axis = EQUATORIAL_RADIUS + altitude
        ranked = rank_passes(landing, flown.place(landing), axis, every - due, possible)
        best = ranked.order[:, :FLOWN]
        # without any that can be reckoned the one that is due
        usable = np.take_along_axis(possible, best, axis=1) & flown.down[:, None]
        chosen, slide = (np.take_along_axis(each, best, axis=1) for each in (every, ranked.slide))
        return np.where(usable, chosen, due), np.where(usable, slide, 0.0)

    def _last(self, ahead: float) -> Array:
        """Revolutions the next burn may wait until the stack has come down by itself, (k,)."""
        remaining, rows = self.remaining, self.rows
        known, left, after = remaining.known, remaining.sequence.revolutions_left, remaining.stage
        until = self.ignition[:, 0] + self.least * self.period + ahead
        asked = (until - known.t[rows]) / self.period + SPARE
        # what stays up so long with the burn made stays up without it
        nominal = left[after + 1] if after + 1 < len(left) else 0.0
        short = np.flatnonzero(nominal / known.drag[rows] < asked)
        last = np.full(len(rows), np.inf)
        if not len(short):
            return last
        some, until = rows[short], until[short]
        down = Condition("altitude_down", remaining.sequence.problem.interface, by=until)
        coast = Phase(name="coast", until=down, **remaining.common)
        flown = fly(known.make_mission(some, (coast,)))
        end = np.where(flown.t < until - 1.0, flown.t, np.inf)
        last[short] = np.floor((end - self.ignition[short, 0]) / self.period[short] - SPARE)
        return last

    def fly(self, passes: Array, slide: Array) -> _Passes:
        """Fly passes (k, c) with burns moved along the orbit (k, c), rad."""
        k, c = passes.shape
        asked = self.ignition
        waits = np.repeat(passes[:, :, None], asked.shape[1], axis=2)
        waits[:, :, 0] = np.maximum(passes, self.least[:, None])
        waits += slide[:, :, None] / (2.0 * np.pi)
        ignition = (asked[:, None] + waits * self.period[:, None, None]).reshape(k * c, -1)
        x = np.column_stack([self.commands.burn_centre[self.rows], self.commands.shift[self.rows]])
        x = np.repeat(x, c, axis=0)
        x[:, 0] += slide.ravel()
        trials = self.remaining.fly(np.repeat(self.rows, c), x, ignition)
        return _Passes(trials, comes_down(trials), x, ignition)

    def take(self, flown: _Passes, best: NDArray[np.intp]) -> Commands:
        """Commands with one pass of each sample, (k,), of those that were flown."""
        rows, stage, trials = self.rows, self.remaining.stage, flown.trials
        pick = np.arange(len(rows)) * (len(flown.down) // max(len(rows), 1)) + best
        down = flown.down[pick]
        across = SAME_PASS if self.remaining.unknowns > 1 else SAME_AIM
        keep = np.abs(trials.along[pick]) < SAME_AIM
        keep &= np.abs(trials.across[pick]) < across
        new = {
            name: getattr(self.commands, name).copy() for name in ("aim", "ignition", "burn_centre")
        }
        own = np.column_stack([trials.impact.latitude[pick], trials.impact.longitude[pick]])
        changes = down & ~keep
        new["aim"][rows[changes]] = own[changes]
        new["burn_centre"][rows] = flown.x[pick, 0] % (2.0 * np.pi)
        seen = trials.ignition[pick]
        there = np.isfinite(seen).all(axis=1) & down
        new["ignition"][rows, stage:] = np.where(there[:, None], seen, flown.ignition[pick])
        return replace(self.commands, **new)
