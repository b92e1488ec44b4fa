"""How fast the station came down between reboosts: NASA's orbit solutions of 2016, element sets of
2024 and 2025.

Observed space weather as shipped, 8x8 field; mass, drag area and drag coefficient as NASA published
them, or one constant for all. Sources: NASA trajectory pages, collected in
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
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.scenario.build.state import gcrf_from
from sim.validation.cases.rows import ball, from_j2000, state_of
from sim.validation.comparison import Comparison, ReferenceCase, within
from sim.validation.reference import reference_path, table

ELEMENTS = "iss_omm/iss_omm_2024-09-15_2025-02-25.json"
PAGES = "iss_2016/iss_2016_orbit_solutions.csv"

HEADER = 2.0 * 1524.99 / 473264.0
"""m2/kg: Cd, area and mass of NASA's ephemeris of 2024-11-27."""

SPANS = (
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
    """What is known of a coast: UTC of its first record, GCRF state (6,), Cd A/m in m2/kg, and
    measured mean altitudes (m) at times (s).
    """

    utc: str
    state: np.ndarray
    b: float
    t: np.ndarray
    measured: np.ndarray

    def fly(self, b: float | None = None, times: np.ndarray | None = None) -> np.ndarray:
        """Mean altitudes (m) at the times of the records, or at others, in the air of those days.

        `b` in m2/kg is by default that of the coast.
        """
        t = self.t if times is None else times
        n = len(t)
        air = world(Epoch.from_utc(self.utc), float(t[-1]), degree=8)
        start = np.tile(np.append(self.state, 1.0), (n, 1))
        cases = ball(n, self.b if b is None else b)
        ends = np.maximum(t, 1.0)
        arc = run(air, np.zeros(n), start, ends, cases, relative_tolerance=1e-9)
        return observations(air, arc.t, arc.y, cases).mean_altitude


class Arc(NamedTuple):
    """Times in s, measured and flown mean altitude in m."""

    t: np.ndarray
    measured: np.ndarray
    flown: np.ndarray

    def rates(self) -> tuple[float, float]:
        """Measured and flown rate in m/day, of lines fitted through both."""
        measured, flown = (np.polyfit(self.t, h, 1)[0] * DAY for h in (self.measured, self.flown))
        return float(measured), float(flown)

    def constant(self, part: np.ndarray) -> float:
        """Factor on the flown loss that fits the measured one over part of the arc."""
        flown = self.flown[part] - self.flown[0]
        return float(np.polyfit(flown, self.measured[part], 1)[0])

    def second_half(self) -> float:
        """Error of the second half's loss with the constant of the first half."""
        early = self.t <= 0.5 * self.t[-1]
        return self.constant(early) / self.constant(~early) - 1.0

    def end_to_end(self) -> float:
        """Loss between the first and the last record over the flown one."""
        return float((self.measured[-1] - self.measured[0]) / (self.flown[-1] - self.flown[0]))


def since_first(dates: list[str]) -> np.ndarray:
    """Seconds from the first of some UTC dates."""
    stamps = [datetime.fromisoformat(date.rstrip("Z")) for date in dates]
    return np.array([(s - stamps[0]).total_seconds() for s in stamps])


def element_state(record: dict[str, str]) -> np.ndarray:
    """GCRF state (6,) of an element set at its epoch."""
    from sgp4 import omm
    from sgp4.api import Satrec

    satellite = Satrec()
    omm.initialize(satellite, record)
    _, r, v = satellite.sgp4_tsince(0.0)
    place = tuple(1e3 * c for c in (*r, *v))
    return np.array(gcrf_from("teme", place, Epoch.from_utc(record["EPOCH"] + "Z")))


@cache
def _records() -> list[dict[str, str]]:
    return json.loads(reference_path(ELEMENTS).read_text(encoding="utf-8"))


def coast_of(records: list[dict[str, str]]) -> Coast:
    """Coast through some element sets; the altitude is that of their mean motion."""
    motion = np.array([float(r["MEAN_MOTION"]) for r in records]) * 2.0 * np.pi / DAY
    height = np.cbrt(MU / motion**2) - EQUATORIAL_RADIUS
    t = since_first([r["EPOCH"] for r in records])
    return Coast(records[0]["EPOCH"] + "Z", element_state(records[0]), HEADER, t, height)


@cache
def coasts_2024() -> tuple[Coast, ...]:
    """Element sets of 2024 and 2025 between reboosts."""
    spans = ([r for r in _records() if first <= r["EPOCH"] <= last] for first, last in SPANS)
    return tuple(coast_of(inside) for inside in spans)


@cache
def parts_2024(days: float) -> tuple[Coast, ...]:
    """The same, cut into equal parts of about so many days."""
    found = []
    for first, last in SPANS:
        inside = [r for r in _records() if first <= r["EPOCH"] <= last]
        t = since_first([r["EPOCH"] for r in inside])
        count = max(1, round(t[-1] / DAY / days))
        edges = t[-1] * np.arange(count + 1) / count
        for begin, end in pairwise(edges):
            index = np.flatnonzero((t >= begin) & (t <= end))
            found.append(coast_of([inside[k] for k in index]))
    return tuple(found)


@cache
def coasts_2016() -> tuple[Coast, ...]:
    """Orbit solutions of 2016; areas and masses are means of the pages."""
    solutions = table(PAGES)
    found = []
    for first, last in SPANS_2016:
        inside = [r for r in solutions if first <= r["epoch_utc"] < last]
        areas = np.mean([float(r["area_m2"]) for r in inside if r["area_m2"]])
        b = 2.0 * areas / np.mean([float(r["mass_kg"]) for r in inside])
        t = since_first([r["epoch_utc"] for r in inside])
        axes = np.array([float(r["sma_j2_m"]) for r in inside])
        utc = inside[0]["epoch_utc"].rstrip("Z") + "Z"
        found.append(Coast(utc, from_j2000(state_of(inside[0])), float(b), t, axes))
    return tuple(found)


@cache
def arcs_2024() -> tuple[Arc, ...]:
    """The element sets, and what was flown with the mass and drag of NASA's header."""
    return tuple(Arc(coast.t, coast.measured, coast.fly()) for coast in coasts_2024())


@cache
def arcs_2016() -> tuple[Arc, ...]:
    """The solutions, and what was flown with the areas and masses of the pages."""
    return tuple(Arc(coast.t, coast.measured, coast.fly()) for coast in coasts_2016())


def rates_with_one_b() -> tuple[list[float], list[float]]:
    """Measured rates of the two spans of 2016 (m/day), and flown ones with one Cd A/m."""
    measured, flown = [], []
    for coast in coasts_2016():
        ends = coast.fly(0.0068, np.array([1.0, coast.t[-1]]))
        measured.append(float(np.polyfit(coast.t, coast.measured, 1)[0] * DAY))
        flown.append(float((ends[1] - ends[0]) / coast.t[-1] * DAY))
    return measured, flown


def _unfitted(
    spans: tuple[tuple[str, str], ...], arcs: tuple[Arc, ...], share: float, why: str
) -> list[Comparison]:
    found = []
    for (first, last), arc in zip(spans, arcs, strict=True):
        measured, flown = arc.rates()
        name = f"rate, {first[:10]} to {last[:10]}, nothing fitted"
        found.append(within(name, "m/day", measured, flown, share * abs(measured), why))
    return found


def _elements() -> list[Comparison]:
    arcs = arcs_2024()
    why = "25 %: air models are wrong by 15 to 20 %, NASA's Cd and area are a fit to other air"
    found = _unfitted(SPANS, arcs, 0.25, why)
    ratios = np.array([arc.end_to_end() for arc in arcs])
    constant = 0.5 * (ratios.min() + ratios.max())
    one = "20 %: one constant takes the bias of the air model, not its errors from week to week"
    for (first, last), ratio in zip(SPANS, ratios, strict=True):
        name = f"loss over that measured, {first[:10]} to {last[:10]}, one constant"
        found.append(within(name, "", 1.0, constant / ratio, 0.2, one))
    errors = np.array([arc.second_half() for arc in arcs])
    honest = "16 to 20 % is what air models are wrong by from week to week"
    rms = float(np.sqrt(np.mean(errors**2)))
    return [
        *found,
        within("second half of an arc foretold from the first, rms", "", 0.0, rms, 0.19, honest),
    ]


def _solutions() -> list[Comparison]:
    why = "12 %: statistical error of the rate 5 and 15 %, air and area beside it"
    found = _unfitted(SPANS_2016, arcs_2016(), 0.12, why)
    measured, flown = rates_with_one_b()
    predicted = flown[1] * measured[0] / flown[0]
    why = "35 %: Cd A/m of the two spans differ by 25 %, the second is known to 13 %"
    name = "rate of April with the drag of March"
    return [*found, within(name, "m/day", measured[1], predicted, 0.35 * abs(measured[1]), why)]


FAMILY = "Decay"
CASES = (
    ReferenceCase(
        name="iss_decay_2024",
        title="Six coasts, September 2024 to February 2025",
        source="CelesTrak GP data, collected in https://github.com/JasonBernstein1/iss_tle",
        family=FAMILY,
        needs=(ELEMENTS,),
        run=_elements,
    ),
    ReferenceCase(
        name="iss_decay_2016",
        title="Two coasts, March and April 2016",
        source="NASA trajectory pages, collected in https://github.com/natronics/ISS-TLE-Propagation",
        family=FAMILY,
        needs=(PAGES,),
        run=_solutions,
    ),
)
