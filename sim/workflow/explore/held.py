"""A flown plan held shortly before its final burn, from where any state of the controls is flown:
final burn and entry alone, many at once.

The stack is flown to the hold once. What a control changes (air, drag area, thrust) acts from
there on; whatever the plan flew before stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.campaign.run.apply import ignition_argument_of_latitude, period_before_burn
from sim.campaign.run.prepare import state_engine_counts
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.breakup.stages import STAGE_NAMES, BreakUp, ClippedNormal, Spread, Uniform
from sim.entry.risk.keep_out import KeepOutLimits
from sim.entry.risk.population import Population, population
from sim.entry.study import EntryOptions
from sim.environment.space_weather.forecast import deviate
from sim.environment.space_weather.indices import weather_coverage
from sim.flight.fly import continue_from, fly
from sim.flight.interface import find_aboard, find_entry
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Ignition, Phase
from sim.flight.record import BurnRecord, EventKind, Flight
from sim.frames.earth_orientation import inclination_of_date
from sim.scenario.build.entry import components, entry_options, keep_out_limits
from sim.scenario.build.mission import weather_options
from sim.scenario.schema.scenario import Scenario
from sim.vehicle.hardware import Number
from sim.workflow.explore.controls import DELTA_V, PERIGEE, Control, Controls
from sim.workflow.flown_scenario import FlownScenario

Array = NDArray[np.float64]

BACK = 1.55
"""Revolutions before the planned ignition at which a plan is held, or later where a coast is
shorter: a revolution earlier can then be taken too."""
PASSES = (-1, 0, 1, 2, 3, 4)
"""Revolutions from that of the plan that are looked at."""
SHIFT = 0.45
"""Revolutions by which an ignition is shifted at most, either way."""
HEIGHT = 7e3
"""m, scale height of the air from 60 to 110 km; assumption: 5.5 to 8 km, US Standard Atmosphere
1976."""
LONGEST = 3.0
"""Revolutions after the ignition up to which a state is followed: what is not down by then comes
down anywhere."""
BURN = 3600.0
"""s that a burn before the final one is given at most."""
SPARE = 30.0
"""s between the hold and the earliest ignition."""


class NothingToExploreError(ValueError):
    """A flight without a burn that brings it down, or without debris: says what is missing."""


@dataclass(frozen=True, kw_only=True)
class HeldPlan:
    """A plan at its hold.

    Attributes
    ----------
    flown
        The plan as `run` flies it.
    held
        The flight of one row up to the hold.
    coast, burn, after
        Phases from there on: the wait, the burn without a date, and those to the ground.
    record
        The final burn as planned.
    period
        s, of the orbit before it.
    ignitions
        s, by revolution of `PASSES` that can be flown: ignition at the same place of the orbit.
    columns, options
        The catalogue of what enters, and how it breaks up.
    limits, people, inclination_deg, year
        Least distances from land, and what risk is counted with.
    activity
        Percentile of solar activity of the scenario, None where no day of it is forecast.
    """

    flown: FlownScenario
    held: Flight
    coast: Phase
    burn: Phase
    after: tuple[Phase, ...]
    record: BurnRecord
    period: float
    ignitions: dict[int, float]
    columns: dict[str, Array]
    options: EntryOptions
    limits: KeepOutLimits
    people: Population
    inclination_deg: float
    year: float
    activity: float | None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.flown.scenario.name

    @property
    def begin(self) -> float:
        """When the plan is held, s since the epoch."""
        return float(self.held.t[0])

    @property
    def aim(self) -> tuple[float, float] | None:
        """Latitude and longitude in deg of the aim of the plan, None without one."""
        if self.flown.plan is None:
            return None
        aim = self.flown.plan.problem.aim
        return float(np.degrees(aim.latitude)), float(np.degrees(aim.longitude))

    def ignition(self, state: Controls) -> float:
        """When the final burn of a state begins, s since the epoch."""
        return self.ignitions[state.revolution] + state.ignition_shift_s

    def controls(self) -> dict[str, Control]:
        """The controls of this plan, by name."""
        engines = sum(float(firing.count or 0) for firing in _burn_of(self.burn).firings)
        shift = np.floor(SHIFT * self.period)
        first = self.begin + SPARE - self.ignitions[0]
        perigee, delta_v = self.record.perigee_after / 1e3, self.record.delta_v
        listed = (
            Control(name="ignition_shift_s", label="Ignition shift", unit="s",
                    least=float(np.ceil(max(-shift, first))), most=float(shift), step=1, usual=0),
            Control(name="revolution", label="Revolution", unit="",
                    least=min(self.ignitions), most=max(self.ignitions), step=1, usual=0,
                    whole=True),
            Control(name="perigee_km", label="Perigee at cut-off", unit="km", least=-60,
                    most=float(np.floor(self.record.perigee_before / 1e3 - 1.0)), step=1,
                    usual=round(perigee, 3)),
            Control(name="delta_v_m_s", label="Velocity change", unit="m/s", least=0,
                    most=float(np.ceil(1.5 * delta_v)), step=0.1, usual=round(delta_v, 3)),
            Control(name="engines_out", label="Engines out", unit="", least=0,
                    most=max(engines - 1.0, 0.0), step=1, usual=0, whole=True),
            Control(name="thrust", label="Thrust", unit="of plan", least=0.5, most=1.2, step=0.01,
                    usual=1),
            Control(name="density", label="Air density", unit="of model", least=0.5, most=2,
                    step=0.01, usual=1),
            Control(name="drag_area", label="Drag area", unit="of plan", least=0.5, most=2,
                    step=0.01, usual=1),
            Control(name="break_up", label="Strength against break-up", unit="of model", least=0.25,
                    most=4, step=0.05, usual=1),
            Control(name="activity", label="Solar activity", unit="percentile", least=1, most=99,
                    step=1, usual=self.activity, missing="" if self.activity is not None else
                    "no day of this flight has a forecast of solar activity"),
            Control(name="aim_latitude_deg", label="Aim, latitude", unit="deg", least=-85, most=85,
                    step=0.01, usual=None if self.aim is None else round(self.aim[0], 3)),
            Control(name="aim_longitude_deg", label="Aim, longitude", unit="deg", least=-180,
                    most=180, step=0.01, usual=None if self.aim is None else round(self.aim[1], 3)),
        )  # fmt: skip
        return {each.name: each for each in listed}

    def mission(self, states: Sequence[Controls]) -> Mission:
        """A mission of a row for each state, from the hold to the ground."""
        burn = _burn_of(self.burn)
        ignitions = np.array([self.ignition(s) for s in states])
        wait = replace(self.coast, until=Condition("time", _number(ignitions)))
        phase = replace(self.burn, burn=_vary(burn, states, self.record))
        last = _number(ignitions + LONGEST * self.period)
        after = tuple(_end_by(each, last) for each in self.after)
        start = continue_from(self.held, (wait, phase, *after), len(states))
        columns = dict(start.dispersed)
        one = np.ones(len(states))
        for name, factors in (
            ("density_factor", [s.density for s in states]),
            ("drag_factor", [s.drag_area for s in states]),
        ):
            columns[name] = columns.get(name, one) * np.array(factors)
        if any(s.activity is not None for s in states):
            usual = self.activity or 50.0
            moved = [deviate(usual if s.activity is None else s.activity) for s in states]
            columns["activity"] = columns.get("activity", 0.0 * one) + moved - deviate(usual)
        return replace(start, dispersed=columns)

    def options_of(self, state: Controls) -> EntryOptions:
        """How the stack of a state breaks up."""
        if state.break_up == 1.0:
            return self.options
        return replace(self.options, break_up=_stronger(self.options.break_up, state.break_up))


def hold_plan(flown: FlownScenario, held: Flight | None = None) -> HeldPlan:
    """Fly a plan to its hold.

    Parameters
    ----------
    flown
        As `sim.workflow.flown_scenario.run_scenario` returns it.
    held
        The flight to the hold, where it is known.

    Raises
    ------
    NothingToExploreError
        If no burn brings the stack down, or nothing tells what enters.
    """
    flight, given = flown.flight, flown.scenario.entry
    burns = [burn for burn in flight.burns_of(0) if not burn.lowering and burn.duration > 0.0]
    if not burns or flight.first(0, EventKind.IMPACT) is None or find_entry(flight) is None:
        raise NothingToExploreError(
            f"{flown.scenario.name}: no burn brings the stack down, so there is nothing to move; "
            "a scenario with a `plan` or a burn before its entry has one"
        )
    if given is None:
        raise NothingToExploreError(
            f"{flown.scenario.name} has no `entry`: nothing tells what breaks up; "
            "add `entry: {include: entry/iss.yaml}`"
        )
    record = burns[-1]
    held, coast, burn, after = _fly_to_hold(flown, record, held)
    burn = state_engine_counts(burn, flight.mission)
    families = components(flown.scenario, find_aboard(flight))
    entry = find_entry(flight)
    assert entry is not None  # asked above
    year = flight.mission.epoch.fractional_year(entry.time)
    inclination = inclination_of_date(entry.time, entry.state, flight.mission.world.orientation)
    plan = HeldPlan(
        flown=flown,
        held=held,
        coast=coast,
        burn=burn,
        after=after,
        record=record,
        period=period_before_burn(record),
        ignitions={0: record.ignition},
        columns=dict(catalogue_columns(families)),
        options=replace(entry_options(given), samples=0),
        limits=keep_out_limits(given),
        people=population(year),
        inclination_deg=float(np.degrees(inclination)),
        year=year,
        activity=_activity_of(flown.scenario, flight.mission),
    )
    return replace(plan, ignitions=_ignitions(plan))


def _fly_to_hold(
    flown: FlownScenario, record: BurnRecord, held: Flight | None
) -> tuple[Flight, Phase, Phase, tuple[Phase, ...]]:
    """The flight up to the hold; then the wait, the burn without a date, and the phases after."""
    flight, plan = flown.flight, flown.plan
    before = None if plan is None else plan.before
    phases = flight.mission.phases[0 if before is None else len(before.mission.phases) :]
    names = [phase.name for phase in flight.mission.phases]
    k = names.index(record.name) - len(names) + len(phases)
    if held is not None:
        quiet, final = phases[k - 1 : k + 1]
    else:
        began = {s.phase: float(s.samples[0, 0]) for s in reversed(flight.segments)}
        quiet, final, lead = _parts(phases, k)
        hold = max(began[quiet.name], _back(record))
        to_hold = (*lead, replace(quiet, until=Condition("time", hold)))
        start = flight.mission if before is None else continue_from(before, to_hold)
        held = fly(replace(start, phases=to_hold))
    wait = replace(quiet, name=f"{final.name}_wait", attitude=None, dock=(), undock=(),
                   transfers=())  # fmt: skip
    burn = replace(final, burn=replace(_burn_of(final), ignition=None))
    return held, wait, burn, tuple(phases[k + 1 :])


def _parts(phases: Sequence[Phase], k: int) -> tuple[Phase, Phase, tuple[Phase, ...]]:
    """The quiet stretch before the burn of phase k, that burn, and what comes before both."""
    quiet, final = phases[k - 1] if k else None, phases[k]
    if quiet is not None and quiet.burn is None and quiet.altitude_profile is None:
        return quiet, final, tuple(phases[: k - 1])
    # the burn's own phase waits for its place: its dockings are done by then
    bare = replace(final, attitude=None, dock=(), undock=(), transfers=())
    return replace(final, burn=None), bare, tuple(phases[:k])


def time_of_hold(
    before: Flight, phases: Sequence[Phase], k: int, record: BurnRecord
) -> tuple[tuple[Phase, ...], tuple[Phase, ...]]:
    """Phases after a flight up to the hold before the burn of phase k, and those from there on,
    for burns that are dated.
    """
    quiet, final, lead = _parts(phases, k)
    earlier = [p.until.value for p in lead if p.until is not None and p.until.kind == "time"]
    began = max([float(before.t[0]), *(float(np.max(value)) + BURN for value in earlier)])
    hold = max(began, _back(record))
    rest = replace(quiet, attitude=None, dock=(), undock=(), transfers=())
    return (
        (*lead, replace(quiet, until=Condition("time", hold))),
        (rest, final, *phases[k + 1 :]),
    )


def _back(record: BurnRecord) -> float:
    """The hold before a burn, on a whole second, so that a date says it."""
    return float(np.floor(record.ignition - BACK * period_before_burn(record)))


def _burn_of(phase: Phase) -> Burn:
    assert phase.burn is not None  # the final burn's phase has one
    return phase.burn


def _number(values: Array) -> Number:
    """One number for a single row, so that a mission of it can be dispersed."""
    return float(values[0]) if len(values) == 1 else values


def _end_by(phase: Phase, last: Number) -> Phase:
    """A phase after the burn that goes on no longer than that."""
    until = phase.until
    if until is None or until.kind in ("time", "duration"):
        return phase
    return replace(phase, until=replace(until, by=last))


def _ignitions(plan: HeldPlan) -> dict[int, float]:
    """When each revolution of `PASSES` brings the stack to the place of the planned ignition."""
    argument = ignition_argument_of_latitude(plan.flown.flight, plan.record)
    able = [k for k in PASSES if k and plan.record.ignition + (k - 0.5) * plan.period > plan.begin]
    if not able:
        return {0: plan.record.ignition}
    burn = replace(
        _burn_of(plan.burn), ignition=Ignition("argument_of_latitude", argument, centred=False)
    )
    around = [plan.record.ignition + (k - 0.5) * plan.period for k in able]
    wait = replace(plan.coast, until=Condition("time", np.array(around)))
    flight = fly(continue_from(plan.held, (wait, replace(plan.burn, burn=burn)), len(able)))
    found = {able[burn.row]: burn.ignition for burn in flight.burns if burn.duration > 0.0}
    return dict(sorted((found | {0: plan.record.ignition}).items()))


def _vary(burn: Burn, states: Sequence[Controls], planned: BurnRecord) -> Burn:
    """The final burn of each state, in one batch of a single cut-off law."""
    out = np.array([float(s.engines_out) for s in states])
    thrust = np.array([s.thrust for s in states])
    firings = []
    for firing in burn.firings:
        count = np.broadcast_to(np.asarray(firing.count, dtype=float), len(states))
        lost = np.minimum(out, count)
        out = out - lost
        firings.append(
            replace(
                firing,
                count=_number(count - lost),
                thrust_factor=_number(firing.thrust_factor * thrust),
            )
        )
    (cutoff,) = {s.cutoff for s in states}
    if cutoff == PERIGEE:
        value = np.array([1e3 * float(s.perigee_km or 0.0) for s in states])
        return replace(burn, firings=tuple(firings), cutoff="perigee", value=_number(value))
    if cutoff == DELTA_V:
        value = np.array([float(s.delta_v_m_s or 0.0) for s in states])
        return replace(burn, firings=tuple(firings), cutoff="delta_v", value=_number(value))
    return replace(burn, firings=tuple(firings))


def _stronger(break_up: BreakUp, factor: float) -> BreakUp:
    """A station that withstands so many times the load; stages at drawn altitudes happen lower by
    as much as the density grows by that factor.
    """
    lower = HEIGHT * float(np.log(factor))
    strengths = {
        name: replace(break_up.strength(k), load=factor * break_up.strength(k).load)
        for k, name in enumerate(STAGE_NAMES[:3])
    }
    spreads = {name: _lowered(getattr(break_up, name), lower) for name in STAGE_NAMES}
    return replace(break_up, strengths=strengths, **spreads)


def _lowered(spread: Spread, by: float) -> Spread:
    low, high = spread.low - by, spread.high - by
    if isinstance(spread, Uniform):
        return Uniform(low, high)
    return ClippedNormal(spread.centre - by, spread.deviation, low, high)


def _activity_of(scenario: Scenario, mission: Mission) -> float | None:
    """Percentile of solar activity of a scenario, None where no day of it is forecast."""
    weather = scenario.environment.space_weather
    if not scenario.environment.atmosphere.asks_for_weather or weather.percentile is None:
        return None
    options = dict(weather_options(weather))
    if "constant" in options:
        return None
    coverage = weather_coverage(mission.epoch, mission.horizon, **options)
    return None if coverage.forecast_from is None else float(weather.percentile)
