"""Decay of the ISS between reboosts: NASA's orbit solutions of 2016, element sets of 2024 and 2025.

Observed space weather as shipped, 8x8 gravity field; mass, drag area and drag coefficient as NASA
published them, or one drag factor for all. Sources: NASA trajectory pages, collected in
https://github.com/natronics/ISS-TLE-Propagation; CelesTrak, collected in
https://github.com/JasonBernstein1/iss_tle. Tables in docs/air.md.
"""

import json
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.environment.world import world
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import DAY, Epoch
from sim.frames.named_frame import gcrf_from
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.validation.comparison import Comparison, ReferenceCase, within
from sim.validation.propagator_inputs import (
    gcrf_from_j2000,
    parameter_vectors,
    record_state,
)
from sim.validation.reference import read_table, reference_path

ELEMENTS = "iss_omm/iss_omm_2024-09-15_2025-02-25.json"
PAGES = "iss_2016/iss_2016_orbit_solutions.csv"

PUBLISHED_MASS = 473264.0
PUBLISHED_B = 2.0 * 1524.99 / PUBLISHED_MASS
"""kg, and Cd A/m in m2/kg: header of NASA's ephemeris of 2024-11-27."""

SPANS_2024 = (
    ("2024-09-15", "2024-10-04T08:53"),
    ("2024-10-05", "2024-11-07T23:59"),
    ("2024-11-26", "2024-12-21T23:59"),
    ("2024-12-22T16:26", "2025-01-11T23:59"),
    ("2025-01-12T09:53", "2025-02-01T03:55"),
    ("2025-02-01T17:33", "2025-02-19T23:59"),
)
SPANS_2016 = (("2016-03-07", "2016-04-12"), ("2016-04-13T13", "2016-04-30"))
"""Coasts between reboosts, UTC."""


class Coast(NamedTuple):
    """An observed coast: UTC and GCRF state (6,) of its first record, Cd A/m in m2/kg, observed
    mean altitudes (m) at times (s), and the published mass in kg.
    """

    utc: str
    state: np.ndarray
    b: float
    t: np.ndarray
    observed: np.ndarray
    mass: float

    def fly(self, b: float | None = None, times: np.ndarray | None = None) -> np.ndarray:
        """Computed mean altitudes (m) with the observed space weather.

        Parameters
        ----------
        b
            Cd A/m in m2/kg; default: that of the coast.
        times
            s; default: those of the records.
        """
        t = self.t if times is None else times
        n = len(t)
        environment = world(Epoch.from_utc(self.utc), float(t[-1]), degree=8)
        start = np.tile(np.append(self.state, 1.0), (n, 1))
        parameters = parameter_vectors(n, self.b if b is None else b)
        ends = np.maximum(t, 1.0)
        arc = run(environment, np.zeros(n), start, ends, parameters, relative_tolerance=1e-9)
        return observations(environment, arc.t, arc.y, parameters).mean_altitude


class AltitudeHistory(NamedTuple):
    """Times in s, observed and computed mean altitudes in m."""

    t: np.ndarray
    observed: np.ndarray
    computed: np.ndarray

    def rates(self) -> tuple[float, float]:
        """Observed and computed rate in m/day, of linear fits."""
        histories = (self.observed, self.computed)
        observed, computed = (np.polyfit(self.t, history, 1)[0] * DAY for history in histories)
        return float(observed), float(computed)

    def fit_drag_factor(self, selection: np.ndarray) -> float:
        """Factor on the computed altitude loss that fits the observed one over selected times."""
        losses = self.computed[selection] - self.computed[0]
        return float(np.polyfit(losses, self.observed[selection], 1)[0])

    def prediction_error(self) -> float:
        """Relative error of the loss in the second half with the drag factor of the first half."""
        first_half = self.t <= 0.5 * self.t[-1]
        return self.fit_drag_factor(first_half) / self.fit_drag_factor(~first_half) - 1.0

    def loss_ratio(self) -> float:
        """Observed over computed loss between the first and the last record."""
        observed, computed = (h[-1] - h[0] for h in (self.observed, self.computed))
        return float(observed / computed)


def seconds_since_first(dates: list[str]) -> np.ndarray:
    """Seconds since the first of several UTC dates."""
    stamps = [datetime.fromisoformat(date.rstrip("Z")) for date in dates]
    return np.array([(s - stamps[0]).total_seconds() for s in stamps])


def element_state(record: dict[str, str]) -> np.ndarray:
    """GCRF state (6,) of an element set at its epoch."""
    from sgp4 import omm
    from sgp4.api import Satrec

    satellite = Satrec()
    omm.initialize(satellite, record)
    _, r, v = satellite.sgp4_tsince(0.0)
    state = tuple(1e3 * c for c in (*r, *v))
    return np.array(gcrf_from("teme", state, Epoch.from_utc(record["EPOCH"] + "Z")))


@cache
def _records() -> list[dict[str, str]]:
    return json.loads(reference_path(ELEMENTS).read_text(encoding="utf-8"))


def coast_from_elements(records: list[dict[str, str]]) -> Coast:
    """Coast observed by element sets; altitudes follow from their mean motions."""
    motion = np.array([float(r["MEAN_MOTION"]) for r in records]) * 2.0 * np.pi / DAY
    altitude = np.cbrt(MU / motion**2) - EQUATORIAL_RADIUS
    t = seconds_since_first([r["EPOCH"] for r in records])
    utc = records[0]["EPOCH"] + "Z"
    return Coast(utc, element_state(records[0]), PUBLISHED_B, t, altitude, PUBLISHED_MASS)


@cache
def coasts_2024() -> tuple[Coast, ...]:
    """Coasts of 2024 and 2025, from element sets."""
    return tuple(coast_from_elements(_records_between(*span)) for span in SPANS_2024)


def _records_between(first: str, last: str) -> list[dict[str, str]]:
    return [record for record in _records() if first <= record["EPOCH"] <= last]


@cache
def split_coasts_2024(days: float) -> tuple[Coast, ...]:
    """Coasts of 2024 and 2025, split into equal parts of about so many days."""
    parts = []
    for span in SPANS_2024:
        records = _records_between(*span)
        t = seconds_since_first([record["EPOCH"] for record in records])
        count = max(1, round(t[-1] / DAY / days))
        edges = t[-1] * np.arange(count + 1) / count
        for begin, end in pairwise(edges):
            index = np.flatnonzero((t >= begin) & (t <= end))
            parts.append(coast_from_elements([records[k] for k in index]))
    return tuple(parts)


@cache
def coasts_2016() -> tuple[Coast, ...]:
    """Coasts of 2016, from orbit solutions; areas and masses are means of the published values."""
    solutions = read_table(PAGES)
    coasts = []
    for first, last in SPANS_2016:
        records = [record for record in solutions if first <= record["epoch_utc"] < last]
        area = np.mean([float(record["area_m2"]) for record in records if record["area_m2"]])
        mass = float(np.mean([float(record["mass_kg"]) for record in records]))
        t = seconds_since_first([record["epoch_utc"] for record in records])
        axes = np.array([float(record["sma_j2_m"]) for record in records])
        utc = records[0]["epoch_utc"].rstrip("Z") + "Z"
        state = gcrf_from_j2000(record_state(records[0]))
        coasts.append(Coast(utc, state, float(2.0 * area / mass), t, axes, mass))
    return tuple(coasts)


@cache
def fly_coasts_2024() -> tuple[AltitudeHistory, ...]:
    """Coasts of 2024 and 2025, computed with the mass and drag that NASA published."""
    return tuple(AltitudeHistory(c.t, c.observed, c.fly()) for c in coasts_2024())


@cache
def fly_coasts_2016() -> tuple[AltitudeHistory, ...]:
    """Coasts of 2016, computed with the areas and masses that NASA published."""
    return tuple(AltitudeHistory(c.t, c.observed, c.fly()) for c in coasts_2016())


def rates_with_common_b() -> tuple[list[float], list[float]]:
    """Observed rates of the two coasts of 2016 (m/day), and rates computed with one Cd A/m."""
    observed, computed = [], []
    for coast in coasts_2016():
        ends = coast.fly(0.0068, np.array([1.0, coast.t[-1]]))
        observed.append(float(np.polyfit(coast.t, coast.observed, 1)[0] * DAY))
        computed.append(float((ends[1] - ends[0]) / coast.t[-1] * DAY))
    return observed, computed


def _compare_rates(
    spans: tuple[tuple[str, str], ...],
    histories: tuple[AltitudeHistory, ...],
    relative_tolerance: float,
    reason: str,
) -> list[Comparison]:
    comparisons = []
    for (first, last), history in zip(spans, histories, strict=True):
        observed, computed = history.rates()
        name = f"rate, {first[:10]} to {last[:10]}, without fitting"
        tolerance = relative_tolerance * abs(observed)
        comparisons.append(within(name, "m/day", observed, computed, tolerance, reason))
    return comparisons


def _compare_2024() -> list[Comparison]:
    histories = fly_coasts_2024()
    reason = (
        "25 %: errors of atmosphere models are 15 to 20 %, and NASA's Cd and area are fitted with "
        "another atmosphere model"
    )
    comparisons = _compare_rates(SPANS_2024, histories, 0.25, reason)
    ratios = np.array([history.loss_ratio() for history in histories])
    factor = 0.5 * (ratios.min() + ratios.max())
    reason = "20 %: one drag factor removes the bias of the model, not its week-to-week variation"
    for (first, last), ratio in zip(SPANS_2024, ratios, strict=True):
        name = f"computed over observed loss, {first[:10]} to {last[:10]}, one drag factor"
        comparisons.append(within(name, "", 1.0, factor / ratio, 0.2, reason))
    errors = np.array([history.prediction_error() for history in histories])
    rms = float(np.sqrt(np.mean(errors**2)))
    reason = "week-to-week errors of atmosphere models are 16 to 20 %"
    name = "second half of a coast predicted from the first, rms error"
    return [*comparisons, within(name, "", 0.0, rms, 0.19, reason)]


def _compare_2016() -> list[Comparison]:
    reason = "12 %: statistical errors of the rates 5 and 15 %, besides atmosphere and area"
    comparisons = _compare_rates(SPANS_2016, fly_coasts_2016(), 0.12, reason)
    observed, computed = rates_with_common_b()
    predicted = computed[1] * observed[0] / computed[0]
    reason = "35 %: Cd A/m of the two coasts differ by 25 %, the second is known to 13 %"
    name, tolerance = "rate of April with the drag of March", 0.35 * abs(observed[1])
    return [*comparisons, within(name, "m/day", observed[1], predicted, tolerance, reason)]


FAMILY = "Decay"
CASES = (
    ReferenceCase(
        name="iss_decay_2024",
        title="Six coasts, September 2024 to February 2025",
        source="CelesTrak GP data, collected in https://github.com/JasonBernstein1/iss_tle",
        family=FAMILY,
        needs=(ELEMENTS,),
        run=_compare_2024,
    ),
    ReferenceCase(
        name="iss_decay_2016",
        title="Two coasts, March and April 2016",
        source="NASA trajectory pages, collected in https://github.com/natronics/ISS-TLE-Propagation",
        family=FAMILY,
        needs=(PAGES,),
        run=_compare_2016,
    ),
)
