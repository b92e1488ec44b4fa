"""From draws to trajectories: each error has its size and sign, and no error is no change."""

import math
import pickle
from dataclasses import replace

import erfa
import numpy as np
import pytest

from sim.campaign.run.apply import (
    apply_draws,
    find_suffixes,
    guide_burns,
    ignition_argument_of_latitude,
)
from sim.campaign.run.debris import catalogue_factors, draw_break_ups
from sim.campaign.run.prepare import state_engine_counts
from sim.campaign.sampling.parameter import (
    AFTER_INTERFACE,
    FAILURE_NUMBERS,
    FAILURE_RATES,
    OF_A_CUTOFF,
    PARAMETERS,
)
from sim.environment.atmosphere.model_error import density_noise
from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.fly import fly
from sim.flight.phase import Condition, Steering
from sim.flight.record import EventKind
from sim.flight.stack import refill_tanks
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.integrate.observe import observations
from sim.lanes import interpreted
from sim.vehicle.hardware import Line, Tank

DAY = 86400.0


@pytest.fixture(scope="module")
def mission(short):
    return short[0]


@pytest.fixture(scope="module")
def phases(short):
    """As dispersed samples fly them, at the tolerance of the nominal flight."""
    return tuple(state_engine_counts(each, short[0]) for each in guide_burns(short[0], short[2]))


@pytest.fixture(scope="module")
def push(mission, phases):
    """The coast and a burn of 400 s at once, with some draws; velocity gained over no draws."""

    def velocity(draws: dict[str, float]) -> np.ndarray:
        burn = replace(
            phases[1].burn, cutoff="duration", value=400.0, steering=Steering("held", (-1, 0, 0))
        )
        rows = {name: np.array([value, 0.0 * value + (name.endswith("factor"))]) for name, value in
                draws.items()}  # fmt: skip
        made = apply_draws(mission, (phases[0], replace(phases[1], burn=burn)), rows)
        end = fly(made)
        assert end.burns[0].duration == pytest.approx(400.0)
        return end

    return velocity


@pytest.fixture(scope="module")
def piped(mission):
    """The mission with a spare tank in its tug, and a line from it into the tank of the engines."""
    station, tug = mission.vehicles
    line = Line("tug.spare", "tug.fuel", "direct", 0.3, 0.1)
    engines = tuple(replace(group, line=line) for group in tug.engines)
    tug = replace(tug, tanks=(*tug.tanks, Tank("tug.spare", 100.0, 80.0)), engines=engines)
    return replace(mission, vehicles=(station, tug), stack=None)


def cut_off(phase, law, value):
    """The phase with another cut-off of its burn, if it has one."""
    if phase.burn is None:
        return phase
    return replace(phase, burn=replace(phase.burn, cutoff=law, value=value))


ELSEWHERE = {*AFTER_INTERFACE, *FAILURE_RATES, *FAILURE_NUMBERS}
"""Parameters of the debris and of failures, whose own tests are below and beside their code."""


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name not in ELSEWHERE])
def test_each_parameter_reaches_the_mission(piped, phases, name):
    """What is flown differs between two values of a parameter, for every parameter there is."""
    mission = piped
    coast = replace(phases[0], name="coast", until=Condition("altitude_down", 150e3))
    control = AttitudeControl(below=220e3, per_orbit=3.0, per_turn=3.0, tanks=("tug.fuel",))
    held = replace(mission, attitude_control=control)
    if OF_A_CUTOFF.get(name) == "delta_v":
        phases = tuple(cut_off(phase, "delta_v", 30.0) for phase in phases)
    low, high = (
        pickle.dumps(apply_draws(held, (coast, *phases), {name: np.array([value])}))
        for value in (1.0, 2.0)
    )
    assert low != high


def test_attitude_control_that_is_not_booked_is_not_dispersed(mission, phases):
    with pytest.raises(ValueError, match="attitude_per_orbit: the mission books no attitude"):
        apply_draws(mission, phases, {"attitude_per_orbit": np.array([14.0])})


def test_a_sample_pays_its_own_price(mission, phases):
    control = AttitudeControl(below=220e3, per_orbit=3.0, per_turn=3.0, tanks=("tug.fuel",))
    draws = {"attitude_per_orbit": np.array([14.0, 28.0])}
    end = fly(apply_draws(replace(mission, attitude_control=control), phases, draws))
    low, high = (sum(r.propellant for r in end.control if r.row == row) for row in (0, 1))
    assert 5.0 < low and high == pytest.approx(2.0 * low, rel=0.01)
    assert end.y[:, 6] == pytest.approx(end.final.mass, abs=1e-6)


def test_tanks_and_lines_have_a_value_for_each_sample(piped, phases):
    ones = np.ones(3)
    draws = {
        "tank_load": np.array([1.0, 0.5, 1.5]),
        "residual.tug.fuel": np.array([0.0, 0.02, 0.03]),
        "line_flow.tug.fuel": np.array([1.0, 0.5, 2.0]),
    }
    made = apply_draws(piped, phases, draws)
    assert made.stack.load[:, 0] == pytest.approx([12e3, 6e3, 16e3])
    assert made.stack.load[:, 1] == pytest.approx([80.0, 40.0, 100.0])
    assert made.stack.residual == pytest.approx(np.column_stack([[0.0, 320.0, 480.0], 0.0 * ones]))
    for vehicles in (made.vehicles, made.stack.vehicles):
        (group,) = vehicles[1].engines
        assert group.line.direct == pytest.approx([0.3, 0.15, 0.6])
        assert group.line.transfer == pytest.approx([0.1, 0.05, 0.2])
    flight = fly(made)
    assert flight.initial.mass == pytest.approx(415e3 + made.stack.load.sum(axis=1))
    later = refill_tanks(made.stack, 100.0 * ones)
    assert later.load[:, 1] == pytest.approx([70.0, 35.0, 100.0])  # the third finds its tank full
    with pytest.raises(ValueError, match="no tank; there are: tug"):
        apply_draws(piped, phases, {"residual.tug.main": ones})


@pytest.mark.parametrize("name", AFTER_INTERFACE)
def test_each_parameter_of_the_debris_reaches_the_fragments(short, name):
    """The same for what happens below the entry interface."""
    experiment = short[1]
    draws = {each: np.array([1.0]) for each in ("fragment_lift", "fragment_drag")}
    low, high = (
        (
            draw_break_ups(experiment, experiment.catalogue, np.array([3]), draws | changed),
            catalogue_factors(draws | changed),
        )
        for changed in ({name: np.array([value])} for value in (1.0, 2.0))
    )
    assert pickle.dumps(low) != pickle.dumps(high)


def axes_of(mission):
    """Up, along and orbit normal, from the state by hand."""
    r, v = mission.position[0], mission.velocity[0]
    up = r / math.sqrt(r @ r)
    along = v - (v @ up) * up
    along /= math.sqrt(along @ along)
    return up, along, np.cross(r, v) / np.linalg.norm(np.cross(r, v))


def test_errors_of_the_first_state(mission, phases):
    names = [f"{kind}_{axis}" for kind in ("position", "velocity")
             for axis in ("up", "along", "across")]  # fmt: skip
    draws = {name: np.where(np.arange(6) == k, 10.0 + k, 0.0) for k, name in enumerate(names)}
    made = apply_draws(mission, phases, draws)
    for k, axis in enumerate(axes_of(mission) * 2):
        dr, dv = made.position[k] - mission.position[0], made.velocity[k] - mission.velocity[0]
        moved, still = (dr, dv) if k < 3 else (dv, dr)
        assert moved == pytest.approx((10.0 + k) * axis, abs=2e-9)
        assert np.all(still == 0.0)


def test_an_earth_ahead_means_a_stack_farther_west(mission, phases):
    """Against erfa: the Earth-fixed place of the turned state is that of the untouched state under
    an Earth whose UT1 is ahead."""
    ahead = 40.0
    made = apply_draws(mission, phases, {"ut1": np.array([0.0, ahead])})
    turn = interpreted(gcrf_to_itrf_matrix)(np.zeros(1), mission.world.orientation)
    fixed = np.array([float(x[0]) for x in turn]).reshape(3, 3)
    east = [math.atan2(*(fixed @ r)[1::-1]) for r in made.position]
    at = mission.epoch
    utc1, utc2 = erfa.taiutc(*at.tai())
    place = [
        math.atan2(*(erfa.c2t06a(*at.tt(), utc1, utc2 + dt / DAY, 0.0, 0.0) @
                     mission.position[0])[1::-1])
        for dt in (0.0, ahead)
    ]  # fmt: skip
    assert east[1] - east[0] == pytest.approx(place[1] - place[0], rel=2e-3)
    assert east[1] - east[0] == pytest.approx(-2.0 * math.pi * ahead / 86164.1, rel=2e-3)
    # and so it falls west
    flight = fly(replace(made, world=mission.world))
    found = [flight.first(row, EventKind.IMPACT) for row in (0, 1)]
    seen = observations(
        mission.world,
        np.array([e.time for e in found]),
        np.array([e.state for e in found]),
        np.array([e.parameters for e in found]),
    )
    assert np.degrees(np.diff(seen.longitude)[0]) == pytest.approx(-ahead / 239.35, rel=0.01)


def test_a_heavier_stack(mission, phases):
    flight = fly(apply_draws(mission, phases, {"mass_offset": np.array([0.0, 5000.0])}))
    used = [flight.burns_of(row)[0].propellant for row in (0, 1)]
    # the same change of velocity: propellant in proportion to the mass
    assert used[1] / used[0] == pytest.approx(432.0 / 427.0, rel=1e-3)
    assert flight.y[1, 6] - flight.y[0, 6] == pytest.approx(5000.0 - used[1] + used[0], abs=1e-6)


@pytest.mark.parametrize("name", ["engines_out", "engines_out.final_burn", "engines_out.tug.main"])
def test_engines_out_lower_the_thrust(mission, phases, name):
    flight = fly(apply_draws(mission, phases, {name: np.array([0.0, 3.0])}))
    one, other = (flight.burns_of(row)[0] for row in (0, 1))
    assert other.thrust / one.thrust == pytest.approx(27.0 / 30.0, rel=1e-9)
    assert other.delta_v == pytest.approx(one.delta_v, rel=0.02)


def test_pitch_is_toward_nadir_and_yaw_out_of_plane(mission, push):
    angle = 0.02
    flight = push({"pitch": angle})
    burn = flight.burns[0]
    change = flight.y[0, 3:6] - flight.y[1, 3:6]
    up = flight.y[1, :3] / np.linalg.norm(flight.y[1, :3])
    normal = np.cross(flight.y[1, :3], flight.y[1, 3:6])
    normal /= np.linalg.norm(normal)
    expected = burn.delta_v * math.sin(angle)
    assert change @ -up == pytest.approx(expected, rel=0.15)
    assert abs(change @ normal) < 0.01 * expected
    flight = push({"yaw": angle})
    change = flight.y[0, 3:6] - flight.y[1, 3:6]
    assert abs(change @ normal) == pytest.approx(expected, rel=0.15)
    assert abs(change @ up) < 0.02 * expected
    other = push({"yaw": -angle})
    back = other.y[0, 3:6] - other.y[1, 3:6]
    assert back @ normal == pytest.approx(-(change @ normal), rel=1e-3)


def test_a_burn_of_its_own_overrides_the_general_value(mission, phases):
    n = np.ones(1)
    general = fly(apply_draws(mission, phases, {"thrust_factor": 1.1 * n})).burns[0]
    own = fly(
        apply_draws(
            mission, phases, {"thrust_factor": 1.1 * n, "thrust_factor.final_burn": 0.9 * n}
        )
    ).burns[0]
    both = fly(
        apply_draws(mission, phases, {"thrust_factor": 1.1 * n, "thrust_factor.tug.main": 0.9 * n})
    ).burns[0]
    thrust = 12000.0
    assert general.thrust == pytest.approx(1.1 * thrust)
    assert own.thrust == pytest.approx(0.9 * thrust)
    assert both.thrust == pytest.approx(1.1 * 0.9 * thrust)
    assert find_suffixes(phases) == {"final_burn", "tug.main"}


def test_specific_impulse_and_cut_off(mission, phases):
    draws = {"isp_factor": np.array([1.0, 1.05, 1.0]), "cutoff_perigee": np.array([0.0, 0.0, 2e3])}
    flight = fly(apply_draws(mission, phases, draws))
    one, better, higher = (flight.burns_of(row)[0] for row in range(3))
    # a lighter flow leaves a heavier stack, so the ratio is a little off 1.05
    assert one.propellant / better.propellant == pytest.approx(1.05, rel=2e-3)
    assert higher.perigee_after - one.perigee_after == pytest.approx(2e3, rel=0.02)


def test_the_air_of_a_sample_begins_with_its_bias(mission, phases):
    """Whatever stretch of the noise it flies, the density is that of the model where it begins."""
    draws = {"density_noise": np.full(3, 0.1), "density_noise_start": np.array([3.0, 99.0, 7e3])}
    made = apply_draws(mission, phases, draws)
    case = {name: np.asarray(made.dispersed[name]) for name in made.dispersed}
    begin, day = (
        interpreted(density_noise)(made.start + t, case["noise_start"], made.world.noise)
        for t in (0.0, DAY)
    )
    np.testing.assert_array_equal(begin, case["noise_origin"])
    assert np.abs(day - begin).min() > 0.05


def test_an_accelerometer_errs_by_its_scale_and_bias(mission, phases):
    """Too much sensed is too little flown: 1 % of 30 m/s, and 3e-5 m/s2 for the time it takes."""
    draws = {
        "accelerometer_scale": np.array([0.0, 0.01, 0.01]),
        "accelerometer_scale.final_burn": np.array([0.0, 0.01, 0.0]),
        "accelerometer_bias": np.array([0.0, 0.0, -3e-5]),
    }
    by_counter = tuple(cut_off(phase, "delta_v", 30.0) for phase in phases)
    flight = fly(apply_draws(mission, by_counter, draws))
    exact, short, long = (flight.burns_of(row)[0] for row in range(3))
    assert exact.delta_v == pytest.approx(30.0, rel=1e-9)
    assert short.delta_v == pytest.approx(30.0 / 1.01, rel=1e-9)
    assert long.delta_v == pytest.approx(30.0 + 3e-5 * long.duration, rel=1e-9)
    assert exact.perigee_after < short.perigee_after


def test_the_error_of_another_law_changes_nothing(mission, phases):
    """Plans that are compared may be cut off in different ways, and so may laws of guidance."""
    timed = tuple(cut_off(phase, "duration", 400.0) for phase in phases)
    one = np.ones(1)
    for flown, name in ((timed, "accelerometer_scale"), (timed, "cutoff_perigee"),
                        (phases, "accelerometer_bias.final_burn")):  # fmt: skip
        zero, error = (apply_draws(mission, flown, {name: value * one}) for value in (0.0, 0.1))
        assert pickle.dumps(zero.phases) == pickle.dumps(error.phases)


def test_a_delay_moves_the_ignition(mission, phases):
    flight = fly(apply_draws(mission, phases, {"ignition_delay": np.array([0.0, 7.0, -4.0])}))
    times = np.array([flight.burns_of(row)[0].ignition for row in range(3)])
    assert times - times[0] == pytest.approx([0.0, 7.0, -4.0], abs=1e-6)


def test_no_errors_fly_the_nominal_flight(mission, phases, short):
    flight = fly(apply_draws(mission, phases, {"ut1": np.zeros(2)}))
    nominal = short[2]
    for row in (0, 1):
        end, true = flight.first(row, EventKind.IMPACT), nominal.first(0, EventKind.IMPACT)
        assert abs(end.time - true.time) < 1e-3
        assert np.linalg.norm(end.state[:3] - true.state[:3]) < 1.0
    assert flight.burns[0].ignition == pytest.approx(nominal.burns[0].ignition, abs=1e-4)


def test_guided_burns_stay_where_on_the_orbit_they_were(mission, phases):
    """A stack that is slower over ground burns later, at the same argument of latitude."""
    flight = fly(apply_draws(mission, phases, {"velocity_along": np.array([0.0, 4.0])}))
    one, other = (flight.burns_of(row)[0] for row in (0, 1))
    places = [ignition_argument_of_latitude(flight, record) for record in (one, other)]
    assert places[1] == pytest.approx(places[0], abs=1e-7)
    assert abs(other.ignition - one.ignition) > 3.0


def test_a_guided_burn_may_end_at_the_perigee_that_nominal_leaves(mission):
    counted = replace(mission, phases=tuple(cut_off(p, "delta_v", 30.0) for p in mission.phases))
    nominal = fly(counted)
    burn = guide_burns(counted, nominal, ["final_burn"])[1].burn
    assert burn is not None and burn.cutoff == "perigee"
    assert burn.value == nominal.burns[0].perigee_after
    own = guide_burns(counted, nominal)[1].burn
    assert own is not None and own.cutoff == "delta_v" and own.ignition == burn.ignition


def test_a_burn_after_a_short_coast_is_left_alone(mission, short):
    quick = replace(mission.phases[0], until=Condition("duration", 600.0))
    changed = replace(mission, phases=(quick, *mission.phases[1:]))
    made = guide_burns(changed, fly(changed))
    assert made == changed.phases
    late = apply_draws(changed, made, {"ignition_delay": np.array([3.0, -2.0])})
    assert late.phases[0].until is not None
    np.testing.assert_array_equal(late.phases[0].until.value, [603.0, 598.0])


def test_unknown_suffix(mission, phases):
    with pytest.raises(ValueError, match=r"'burn_9' is no burn.*final_burn, tug\.main"):
        apply_draws(mission, phases, {"thrust_factor.burn_9": np.ones(1)})
    with pytest.raises(ValueError, match=r"'tug\.main' is no burn; there are: final_burn"):
        apply_draws(mission, phases, {"pitch.tug.main": np.zeros(1)})
