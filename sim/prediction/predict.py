"""From element sets to the window in which an object comes down."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from sim.environment.space_weather.date import date_of
from sim.environment.world import World
from sim.errors import InputError
from sim.formats.orbit.element_set import ElementSetError
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import DAY, Epoch, utc_seconds_of_day
from sim.integrate.observe import observations
from sim.integrate.threads import processors
from sim.prediction.arcs import OWN, Arc, arc_alone, arc_between, choose_pairs
from sim.prediction.coefficients import Coefficient, fit_coefficients
from sim.prediction.ensemble import Members, draw, fly
from sim.prediction.estimate import Estimate, Prior, estimate
from sim.prediction.ground import LONGEST_TRACK, ground_track
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.prediction import QUANTILES, ArcFigures, Prediction
from sim.prediction.regimes import Usable, usable_arcs
from sim.prediction.selection import Selection, select_sets
from sim.prediction.setting import AGREEMENT, LEAST_HALF_WIDTH, USUAL, Uncertainty
from sim.prediction.surroundings import Sun, drag_table, make_world, sun_known_until

SCOUTS = 8
"""Flights that tell how long an object has about, before the ensemble is drawn."""
FIRST_GUESS = 10.0 * DAY
"""s of life for which the coefficient is estimated first."""
FEWEST, MOST, DAYS_FLOWN = 128, 1000, 60_000.0
"""Members, and days that all of them fly together at most: some ten seconds of two processors."""
SOON = 2.0 * DAY
"""s beyond the last scout that the ensemble's tables reach at least."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a prediction.

    Attributes
    ----------
    issued
        Nothing dated later is used.
    horizon_s
        s after the last set, up to which members fly.
    prior
        What is known of the coefficient; None: nothing.
    mass_kg, casualty_area_m2
        For the risk; None: not known. Of the area least, usual and most; None: by the mass.
    hindsight
        Whether observed space weather after `issued` is used all the same: for scores.
    air, members, seed, threads
        Model of the air, and of the ensemble; None: as many as `usual_members`, all processors.
    uncertainty
        Of what nothing is said.
    """

    issued: Epoch
    horizon_s: float
    prior: Prior | None = None
    mass_kg: float | None = None
    casualty_area_m2: tuple[float, float, float] | None = None
    hindsight: bool = False
    air: str = "nrlmsise00"
    members: int | None = None
    seed: int = 1
    threads: int | None = None
    uncertainty: Uncertainty = USUAL


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """What is known before the ensemble flies: orbits used, fits of the drag, what they say."""

    chosen: Selection
    arcs: Sequence[Arc]
    coefficients: Sequence[Coefficient]
    usable: Usable
    drag: Estimate
    start: np.ndarray
    life: float
    reach: float

    @property
    def last(self) -> KnownOrbit:
        """The orbit that flights start from."""
        return self.chosen.sets[-1]


def predict(
    sets: Sequence[KnownOrbit],
    question: Question,
    on_done: Callable[[int, int], None] = lambda done, members: None,
) -> Prediction:
    """When and where the object of some orbits comes down.

    The orbits may come in any order; `on_done` is called with members flown and wanted, from the
    thread that called.

    Raises
    ------
    InputError
        If no orbit is left to start from.
    """
    fitted = fit_drag(sets, question)
    last, sun = fitted.last, _sun(question)
    altitude = last.axis_m - EQUATORIAL_RADIUS
    count = question.members or usual_members(fitted.life)
    columns = draw(count, fitted.drag, altitude, question.uncertainty, question.seed)
    world = make_world(last.epoch, fitted.reach, sun, question.air)
    members = fly(
        world, 0.0, fitted.start, fitted.reach, columns, _threads(question),
        lambda done: on_done(done, count),
    )  # fmt: skip
    up = ~(members.down | members.failed)
    if up.any() and fitted.reach < question.horizon_s:
        world = make_world(last.epoch, question.horizon_s, sun, question.air)
        members = _fly_on(world, members, up, columns, question)
    notes = [*fitted.chosen.notes, *fitted.usable.notes]
    quantiles = _quantiles(members, question.horizon_s, fitted.usable, notes)
    latitude, longitude = _places(world, members)
    track = _track(world, fitted.start, columns, members, quantiles)
    return Prediction(
        name=last.name,
        number=last.number,
        epoch=last.epoch,
        issued=question.issued,
        sets=len(fitted.chosen.sets),
        coefficient=fitted.drag.value,
        coefficient_sigma=fitted.drag.sigma,
        arcs=_figures(fitted),
        notes=tuple(notes),
        horizon_s=question.horizon_s,
        quantiles_s=quantiles,
        share_down=float(members.down.mean()),
        end_s=members.end_s[members.down],
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_km=altitude / 1e3,
        inclination_deg=math.degrees(last.inclination_rad),
        weather=_weather_words(question),
        members=count,
        seed=question.seed,
        failed=int(members.failed.sum()),
        air=question.air,
        mass_kg=question.mass_kg,
        casualty_area_m2=question.casualty_area_m2,
        **track,
    )


def usual_members(life: float) -> int:
    """Members of an ensemble that flies for so many s each: fewer where they fly for years."""
    return int(np.clip(DAYS_FLOWN * DAY / life, FEWEST, MOST))


def fit_drag(sets: Sequence[KnownOrbit], question: Question) -> Fitted:
    """What orbits say of the drag to come; InputError if none is left."""
    chosen = select_sets(sets, question.issued)
    if not chosen.sets:
        told = "; ".join(chosen.notes) or "none given"
        raise InputError(
            f"no element set is left ({told}); allowed: one of {question.issued.utc_iso()} or "
            f"before"
        )
    last, sun = chosen.sets[-1], _sun(question)
    start = last.states(last.epoch, np.zeros(1))[0]
    arcs, coefficients = fit_arcs(chosen.sets, sun, question.air, question.uncertainty)
    usable = usable_arcs(arcs, coefficients, question.uncertainty)
    since = last.epoch.seconds_since(_arcs_epoch(chosen.sets))
    first = _drag(usable, question, since, FIRST_GUESS)
    scouts = _scout(last.epoch, start, first, question, sun)
    return Fitted(
        chosen=chosen,
        arcs=arcs,
        coefficients=coefficients,
        usable=usable,
        drag=_drag(usable, question, since, float(np.median(scouts))),
        start=start,
        life=float(np.median(scouts)),
        reach=min(question.horizon_s, 2.5 * float(scouts.max()) + SOON),
    )


def _drag(usable: Usable, question: Question, start_s: float, life: float) -> Estimate:
    """The coefficient of so many seconds after the last set."""
    given = question.prior or Prior(
        question.uncertainty.unknown_median, question.uncertainty.unknown
    )
    ahead = (start_s, start_s + life)
    found = estimate(usable.arcs, usable.coefficients, ahead, given, question.uncertainty)
    return Estimate(found.value, math.hypot(found.sigma, usable.more))


def known_day(issued: Epoch) -> str:
    """Last whole day of which observations were published at an instant."""
    return date_of(utc_seconds_of_day(issued)[0] - 1)


def _sun(question: Question) -> Sun:
    return sun_known_until(None if question.hindsight else known_day(question.issued))


def _weather_words(question: Question) -> str:
    if question.hindsight:
        return "observed, also after the issue: a score, no prediction"
    return (
        f"observed to {known_day(question.issued)}, then persistence over to the bulletin of NASA "
        f"MSFC of the month before"
    )


def _threads(question: Question) -> int:
    return processors() if question.threads is None else question.threads


def _arcs_epoch(sets: Sequence[KnownOrbit]) -> Epoch:
    return sets[0].epoch.plus(-OWN - 0.2 * DAY)


def fit_arcs(
    sets: Sequence[KnownOrbit], sun: Sun, air: str, uncertainty: Uncertainty
) -> tuple[list[Arc], list[Coefficient]]:
    """Arcs between sets, and of the last set alone, with their coefficients; times count from
    `OWN` and a few hours before the first set.
    """
    epoch = _arcs_epoch(sets)
    world = make_world(epoch, sets[-1].epoch.seconds_since(epoch) + DAY / 2, sun, air)
    pairs = choose_pairs(sets, uncertainty.axis_m)
    arcs = [arc_between(epoch, world, sets[i], sets[j]) for i, j in pairs]
    if sets[-1].own_decay:
        with suppress(ElementSetError):  # SGP4 may not fly a set of the last hours a day back
            arcs.append(arc_alone(epoch, world, sets[-1]))
    return arcs, fit_coefficients(world, arcs, uncertainty)


def _scout(
    epoch: Epoch, start: np.ndarray, drag: Estimate, question: Question, sun: Sun
) -> np.ndarray:
    """Seconds that some flights across the range of the coefficient last, (SCOUTS,)."""
    z = np.linspace(-1.6, 1.6, SCOUTS)
    columns = {"coefficient": drag.value * np.exp(drag.sigma * z), "activity": np.zeros(SCOUTS)}
    reach = min(30.0 * DAY, question.horizon_s)
    while True:
        world = make_world(epoch, reach, sun, question.air)
        found = fly(world, 0.0, start, reach, columns, 1)
        if found.down.all() or reach >= question.horizon_s:
            return found.end_s
        reach = min(4.0 * reach, question.horizon_s)


def _fly_on(
    world: World,
    members: Members,
    rows: np.ndarray,
    columns: dict[str, np.ndarray],
    question: Question,
) -> Members:
    """The members that are still up, `rows` (n,), on to the horizon."""
    reach = float(members.end_s[rows].max())
    part = {name: column[rows] for name, column in columns.items()}
    more = fly(world, reach, members.end[rows, :6], question.horizon_s, part, _threads(question))
    joined = {name: column.copy() for name, column in vars(members).items()}
    for name, column in vars(more).items():
        joined[name][rows] = column
    return Members(**joined)


def _quantiles(
    members: Members, horizon: float, usable: Usable, notes: list[str]
) -> tuple[float, ...]:
    """Seconds after the epoch; the windows at least as wide as two fits that do not agree allow."""
    times = np.sort(np.where(members.down, members.end_s, np.inf))
    n = len(times)
    found = [float(times[min(int(q * n), n - 1)]) for q in QUANTILES]
    middle = found[2]
    if math.isfinite(middle) and not usable.agreeing:
        least = LEAST_HALF_WIDTH * middle
        share = [-1.0, -0.41, 0.0, 0.41, 1.0]  # of a normal distribution's 90 % window
        wider = [middle + s * least for s in share]
        if found[0] > wider[0] or found[4] < wider[4]:
            notes.append(
                f"the window is at least {100 * LEAST_HALF_WIDTH:g} % of the remaining life to "
                f"either side: no two independent fits agree to {100 * AGREEMENT:g} %"
            )
        found = [
            min(a, b) if s < 0.0 else max(a, b) if s > 0.0 else a
            for a, b, s in zip(found, wider, share, strict=True)
        ]
    return tuple(x if x <= horizon else math.inf for x in found)


def _places(world: World, members: Members) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes in deg at which members came down."""
    rows = members.down
    count = int(rows.sum())
    seen = observations(
        world, members.end_s[rows], members.end[rows], drag_table(np.full(count, 0.01))
    )
    return np.degrees(seen.latitude), np.degrees(seen.longitude)


def _track(
    world: World,
    start: np.ndarray,
    columns: dict[str, np.ndarray],
    members: Members,
    quantiles: Sequence[float],
) -> dict[str, np.ndarray]:
    """Ground track of the widest window that a map can show, along the flight that outlasts it."""
    for first, last in ((quantiles[0], quantiles[4]), (quantiles[1], quantiles[3])):
        if last - first <= LONGEST_TRACK and math.isfinite(last):
            later = np.where(members.down & (members.end_s >= last), members.end_s, np.inf)
            k = int(np.argmin(later)) if np.isfinite(later).any() else int(members.end_s.argmax())
            row = {name: column[k : k + 1] for name, column in columns.items()}
            table = drag_table(row.pop("coefficient"), **row)
            end = min(last, float(members.end_s[k]))
            t, latitude, longitude = ground_track(world, start, table, first, end)
            return {
                "track_s": t,
                "track_latitude_deg": latitude,
                "track_longitude_deg": longitude,
            }
    return {}


def _figures(fitted: Fitted) -> tuple[ArcFigures, ...]:
    epoch = _arcs_epoch(fitted.chosen.sets)
    return tuple(
        ArcFigures(
            begin_utc=epoch.utc_iso(arc.begin),
            end_utc=epoch.utc_iso(arc.end),
            coefficient=found.value,
            sigma=found.sigma,
            used=any(arc is each for each in fitted.usable.arcs),
            alone=arc.alone,
        )
        for arc, found in zip(fitted.arcs, fitted.coefficients, strict=True)
    )
