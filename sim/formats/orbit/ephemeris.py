"""An ephemeris: states of one object at instants, in segments, and the states between them.

Interpolation is that of the file, in its frame: LINEAR, LAGRANGE of a degree, HERMITE of a degree
through positions with their velocities (CCSDS 502.0-B-3, section 5.2.3). Never across segments. A
file that names no rule gets Hermite polynomials of degree 7: through states of a low orbit four
minutes apart they are good to centimetres.
"""

from dataclasses import dataclass

import numpy as np

from sim.errors import InputError
from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from, gcrf_states

METHODS = ("LINEAR", "LAGRANGE", "HERMITE")
DEFAULT_DEGREE = 7
SAME = 5e-7
"""s within which an instant asked for is that of a state: dates have microseconds."""


class OutsideEphemerisError(InputError):
    """An instant that no segment covers."""


@dataclass(frozen=True, kw_only=True)
class EphemerisSegment:
    """States without a discontinuity between them.

    Attributes
    ----------
    frame
        One of `sim.frames.named_frame.FRAMES`.
    epoch
        Where t = 0, the first state.
    t
        Shape (n,), TAI seconds, increasing.
    states
        Shape (n, 6), m and m/s in the frame.
    method, degree
        Interpolation between them.
    lines
        Shape (n,), lines of the states in the file.
    """

    frame: str
    epoch: Epoch
    t: np.ndarray
    states: np.ndarray
    method: str = "HERMITE"
    degree: int = DEFAULT_DEGREE
    lines: np.ndarray

    def covers(self, epoch: Epoch) -> bool:
        """Whether an instant lies between the first and the last state."""
        return -SAME <= epoch.seconds_since(self.epoch) <= self.t[-1] + SAME

    def nearest(self, epoch: Epoch) -> int:
        """Row of the state nearest to an instant."""
        time = epoch.seconds_since(self.epoch)
        right = int(np.clip(np.searchsorted(self.t, time), 1, max(len(self.t) - 1, 1)))
        right = min(right, len(self.t) - 1)
        left = max(right - 1, 0)
        return left if time - self.t[left] <= self.t[right] - time else right

    def at(self, epoch: Epoch) -> np.ndarray:
        """State (6,) in the frame of the segment at an instant it covers, by its own rule."""
        near = self.nearest(epoch)
        time = epoch.seconds_since(self.epoch)
        if abs(time - self.t[near]) <= SAME or len(self.t) == 1:
            return self.states[near].copy()
        return self._between(time)

    def _between(self, time: float) -> np.ndarray:
        from scipy.interpolate import KroghInterpolator

        hermite = self.method == "HERMITE"
        degree = 1 if self.method == "LINEAR" else self.degree
        count = min((degree + 1) // 2 if hermite else degree + 1, len(self.t))
        right = int(np.searchsorted(self.t, time))
        first = int(np.clip(right - count // 2, 0, len(self.t) - count))
        rows = slice(first, first + count)
        # in units of the mean step: powers of seconds would lose digits
        step = max(float(self.t[rows][-1] - self.t[rows][0]) / max(count - 1, 1), 1e-9)
        nodes, place = (self.t[rows] - time) / step, self.states[rows]
        if not hermite:
            return KroghInterpolator(nodes, place)(0.0)
        both = np.empty((2 * count, 3))
        both[::2], both[1::2] = place[:, :3], step * place[:, 3:]
        curve = KroghInterpolator(np.repeat(nodes, 2), both)
        return np.concatenate([curve(0.0), curve.derivative(0.0) / step])


@dataclass(frozen=True, kw_only=True)
class Covariance:
    """Covariance of a state: instant, frame as the file names it (RTN, TNW, EME2000 ...), and the
    matrix (6, 6) of position and velocity in m and m/s.
    """

    epoch: Epoch
    frame: str
    matrix: np.ndarray
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ephemeris:
    """All segments of one object in a file, in time.

    Attributes
    ----------
    name, designator
        Of the object, as the file has them; "" where it has none.
    segments
        One or more.
    covariances
        In the order of the file.
    file
        Where it is from, for what is told about it.
    """

    name: str
    designator: str
    segments: tuple[EphemerisSegment, ...]
    covariances: tuple[Covariance, ...] = ()
    file: str = ""

    @property
    def object_key(self) -> str:
        """What is equal for all that is of this object."""
        return self.designator or self.name

    @property
    def object_names(self) -> tuple[str, ...]:
        """Every name the object is asked for by."""
        return tuple(name for name in (self.name, self.designator) if name)

    @property
    def epoch(self) -> Epoch:
        """Instant of the first state."""
        return self.segments[0].epoch

    @property
    def end(self) -> Epoch:
        """Instant of the last state."""
        last = self.segments[-1]
        return last.epoch.plus(float(last.t[-1]))

    def segment_at(self, epoch: Epoch) -> EphemerisSegment:
        """The segment that covers an instant: of two that meet there, the later one.

        Raises
        ------
        OutsideEphemerisError
            If none does.
        """
        for segment in reversed(self.segments):
            if segment.covers(epoch):
                return segment
        span = f"{self.epoch.utc_iso(digits=3)} to {self.end.utc_iso(digits=3)}"
        raise OutsideEphemerisError(f"no segment covers {epoch.utc_iso(digits=3)} of {span}")

    def state_at(self, epoch: Epoch) -> np.ndarray:
        """State (6,) in GCRF, m and m/s, at an instant a segment covers."""
        segment = self.segment_at(epoch)
        x, y, z, vx, vy, vz = segment.at(epoch).tolist()
        return np.array(gcrf_from(segment.frame, (x, y, z, vx, vy, vz), epoch))

    def gcrf(self) -> tuple[np.ndarray, np.ndarray]:
        """TAI seconds (n,) since `epoch`, and states (n, 6) in GCRF, of all states as they are."""
        times = [each.t + each.epoch.seconds_since(self.epoch) for each in self.segments]
        states = [
            gcrf_states(each.frame, each.epoch, each.t, each.states) for each in self.segments
        ]
        return np.concatenate(times), np.concatenate(states)
