"""Attitude control takes propellant from the tanks that are named, below its altitude and at every
turn, to the last kilogram; without any it is lost, and the flight goes on.
"""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.flight.attitude_control.propellant import pay_for_turn
from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.phase import AltitudeProfile, Condition, Firing, Phase
from sim.flight.record import EventKind
from sim.flight.stack import assemble_stack
from sim.flight.status import IMPACT, IN_ORBIT
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.integrate.observe import observations
from sim.vehicle.hardware import Feed, Tank, Vehicle

from .conftest import STATION

DAY = 86400.0
CONTROL = AttitudeControl(
    below=220e3, per_orbit=30.0, per_turn=25.0, tanks=("station.store", "tug.tank")
)


def period(height):
    return 2.0 * math.pi * math.sqrt((EQUATORIAL_RADIUS + height) ** 3 / MU)


def taken(flight, row=0, **chosen):
    """kg by tank that attitude control took from a row."""
    found = {}
    for record in flight.control:
        if record.row == row and all(getattr(record, k) == v for k, v in chosen.items()):
            for name, kg in record.tanks.items():
                found[name] = found.get(name, 0.0) + kg
    return found


def mean_altitude(flight, state, t):
    world = flight.mission.world_of(0, 0)
    parameters = flight.segments[0].parameters[None]
    return float(observations(world, np.array([t]), state[None], parameters).mean_altitude[0])


def test_holding_costs_the_same_every_revolution(trial, coast):
    phase = coast(until=Condition("duration", 10.0 * period(200e3)))
    high = coast(until=Condition("duration", 10.0 * period(250e3)))
    low = fly(trial.mission(phase, perigee=200e3, apogee=200e3, attitude_control=CONTROL))
    assert taken(low) == {"station.store": pytest.approx(300.0, rel=1e-9)}
    assert low.final.load[0, 0] == pytest.approx(3700.0, rel=1e-9)
    assert low.y[0, 6] == pytest.approx(low.final.mass[0], abs=1e-6)
    above = fly(trial.mission(high, perigee=250e3, apogee=250e3, attitude_control=CONTROL))
    assert above.control == () and above.y[0, 6] == above.initial.mass[0]


def test_thrusters_take_over_where_the_mean_altitude_falls_to_the_limit(trial, coast):
    phase = coast(until=Condition("time", 0.7 * DAY))
    flight = fly(
        trial.mission(
            phase, perigee=222e3, apogee=222e3, air="nrlmsise00", attitude_control=CONTROL
        )
    )
    (record,) = flight.control
    assert record.end == flight.t[0] and 0.0 < record.begin < record.end
    (edge,) = (s.samples[-1] for s in flight.segments if s.samples[-1, 0] == record.begin)
    assert mean_altitude(flight, edge[1:], edge[0]) == pytest.approx(220e3, abs=0.1)
    rate = 30.0 / period(220e3)
    assert record.propellant == pytest.approx(rate * (record.end - record.begin), rel=1e-6)
    # whoever begins at the crossing pays the same to a second of holding
    whole = coast(until=Condition("mean_altitude", 220e3))
    rest = coast("rest", until=Condition("time", 0.7 * DAY))
    parts = fly(replace(flight.mission, phases=(whole, rest)))
    assert parts.t[0] == flight.t[0]
    assert sum(r.propellant for r in parts.control) == pytest.approx(record.propellant, abs=rate)
    assert {r.phase for r in parts.control} == {"rest"}


def test_a_flight_cut_into_revolutions_pays_nearly_the_same(trial, coast):
    """The mean altitude moves by some 100 m within a revolution, which may put it back above the
    limit where a phase begins anew; that is less than a revolution's propellant.
    """
    given = {"perigee": 228e3, "apogee": 228e3, "air": "nrlmsise00", "attitude_control": CONTROL}
    real = {"field_degree": 8, "relative_tolerance": 1e-9}
    end = Condition("time", 12.0 * period(220e3))
    whole = fly(trial.mission(coast(until=end, **real), **given))
    nodes = [
        coast(f"node_{k}", until=Condition("ascending_node", by=end.value), **real)
        for k in range(12)
    ]
    parts = fly(trial.mission(*nodes, coast("rest", until=end, **real), **given))
    one, many = (sum(taken(flight).values()) for flight in (whole, parts))
    assert 30.0 < one < 330.0
    assert abs(many - one) < 30.0


def test_tanks_pay_in_their_order_until_the_attitude_is_lost(trial, coast):
    station = Vehicle("station", 400e3, (Tank("station.store", 50.0, 50.0),), (), STATION.attitudes)
    tug = Vehicle("tug", 5000.0, (Tank("tug.tank", 10.0, 10.0),))
    phase = coast(until=Condition("duration", 4.0 * period(200e3)))
    flight = fly(
        trial.mission(
            phase,
            perigee=200e3,
            apogee=200e3,
            vehicles=(station, tug),
            attitude_control=CONTROL,
        )
    )
    assert flight.status == (IN_ORBIT,)
    assert taken(flight) == {
        "station.store": pytest.approx(50.0, abs=1e-6),
        "tug.tank": pytest.approx(10.0, abs=1e-6),
    }
    assert flight.final.load.max() < 1e-6
    assert flight.y[0, 6] == pytest.approx(405e3, abs=1e-5)
    lost = flight.first(0, EventKind.ATTITUDE_LOST)
    assert lost is not None and lost.subject == "holding"
    assert lost.time == pytest.approx(2.0 * period(200e3), rel=1e-8)
    assert sum(e.kind is EventKind.ATTITUDE_LOST for e in flight.events) == 1
    # a flight that goes on is still lost, and does not lose it again
    more = fly(continue_from(flight, (replace(phase, name="on"),)))
    joined = join_flights(flight, more)
    assert [e.time for e in joined.events if e.kind is EventKind.ATTITUDE_LOST] == [lost.time]
    assert joined.control == flight.control and more.control == ()


def test_a_tank_that_is_not_docked_does_not_pay(trial, coast):
    phase = coast(until=Condition("duration", period(200e3)), undock=("tug",))
    control = replace(CONTROL, tanks=("tug.tank", "station.store"))
    flight = fly(trial.mission(phase, perigee=200e3, apogee=200e3, attitude_control=control))
    assert taken(flight) == {"station.store": pytest.approx(30.0, rel=1e-9)}


def test_nothing_is_held_below_the_entry_interface(trial, coast):
    down = coast(until=Condition("altitude_down", 120e3))
    fall = coast("entry", until=Condition("ground"))
    flight = fly(
        trial.mission(
            down, fall, perigee=40e3, apogee=200e3, true_anomaly=math.pi, air="us1976",
            attitude_control=CONTROL,
        )
    )  # fmt: skip
    assert flight.status == (IMPACT,)
    entry = flight.first(0, EventKind.ENTRY_INTERFACE)
    assert entry is not None
    assert max(record.end for record in flight.control) == entry.time
    assert {record.phase for record in flight.control} == {"coast"}
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)


def lowering(trial, control, *, aft="tug.aft", vehicles=None):
    """Three pairs of lowering burns far above where thrusters hold the attitude."""
    rule = AltitudeProfile(
        times=(0.0, 8.0 * DAY),
        altitudes=(400e3, 380e3),
        every=2.0 * DAY,
        firings=(Firing(aft),),
        least_delta_v=0.1,
    )
    phase = Phase(
        name="follow", altitude_profile=rule, until=Condition("time", 7.0 * DAY), field_degree=0
    )
    more = {} if vehicles is None else {"vehicles": vehicles}
    return fly(trial.mission(phase, attitude_control=control, **more))


def test_every_pair_of_lowering_burns_costs_a_turn(trial):
    flight = lowering(trial, CONTROL)
    assert len(flight.burns) == 6 and all(b.ending == "cut_off" for b in flight.burns)
    turns = [record for record in flight.control if record.turn]
    assert len(turns) == len(flight.control) == 3
    assert all(record.tanks == {"station.store": 25.0} for record in turns)
    assert all(record.begin == record.end for record in turns)
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)
    # booked once: burns list what engines took
    assert flight.final.load[0, 0] == pytest.approx(4000.0 - 75.0)
    used = sum(b.propellant for b in flight.burns)
    assert flight.final.load[0, 1] == pytest.approx(3000.0 - used)
    forward = lowering(trial, replace(CONTROL, unturned=("tug",)))
    assert forward.control == () and len(forward.burns) == 6


def test_a_ship_with_nothing_left_to_burn_turns_nobody_round(trial):
    """The third pair finds the tank dry: it is noted as exhausted, and no turn is paid."""
    full = lowering(trial, CONTROL)
    station, tug = full.mission.vehicles
    two = 0.98 * sum(burn.propellant for burn in full.burns[:4])
    own = tuple(replace(engine, feeds=(Feed("tug.tank"),)) for engine in tug.engines)
    vehicles = station, replace(tug, tanks=(replace(tug.tanks[0], load=two),), engines=own)
    flight = lowering(trial, replace(CONTROL, tanks=("station.store",)), vehicles=vehicles)
    flown = [burn for burn in flight.burns if burn.duration > 1.0]
    assert len(flown) == 4 and len(flight.burns) == 6
    assert flight.burns[-1].ending == "exhausted"
    turns = [record for record in flight.control if record.turn]
    assert len(turns) == 2
    assert flight.y[0, 6] == pytest.approx(flight.final.mass[0], abs=1e-6)


def test_without_propellant_to_turn_round_no_burn_is_flown(trial):
    flight = lowering(trial, replace(CONTROL, per_turn=1700.0, tanks=("station.store",)))
    assert len(flight.burns) == 4  # 4,000 kg for two turns of 1,700
    lost = [e for e in flight.events if e.kind is EventKind.ATTITUDE_LOST]
    assert [e.subject for e in lost] == ["turning"]
    assert lost[0].time == pytest.approx(6.0 * DAY)
    assert flight.status == (IN_ORBIT,)


def test_a_row_pays_the_same_alone_and_in_a_batch(trial, coast):
    phase = coast(until=Condition("time", 0.5 * DAY))
    given = {"perigee": 221e3, "apogee": 221e3, "air": "nrlmsise00"}
    price, density = np.array([14.0, 30.0, 60.0]), (0.8, 1.0, 1.2)
    batch = fly(
        trial.mission(
            phase, density=density, attitude_control=replace(CONTROL, per_orbit=price), **given
        )
    )
    for row in range(3):
        one = replace(CONTROL, per_orbit=float(price[row]))
        alone = fly(
            trial.mission(phase, density=density[row : row + 1], attitude_control=one, **given)
        )
        assert (alone.y[0] == batch.y[row]).all() and (
            alone.final.load[0] == batch.final.load[row]
        ).all()
        assert taken(alone) == taken(batch, row)
    assert sum(taken(batch, 0).values()) < sum(taken(batch, 2).values())


@given(
    st.lists(st.floats(0.0, 1e4), min_size=1, max_size=4),
    st.floats(0.0, 2e4),
    st.permutations(range(4)),
)
@settings(max_examples=60)
def test_a_turn_is_paid_in_full_or_not_at_all(loads, price, order):
    tanks = tuple(Tank(f"a.t{k}", 1e5, kg) for k, kg in enumerate(loads))
    named = tuple(f"a.t{k}" for k in order if k < len(loads))
    control = replace(CONTROL, per_turn=price, tanks=named)
    stack = assemble_stack([Vehicle("a", 1.0, tanks)], ["a"], 1)
    row = np.array([0])
    after, turned, records = pay_for_turn(control, stack, row, "phase", np.array([7.0]))
    paid = stack.load - after.load
    assert (after.load >= 0.0).all()
    total = paid.sum()
    assert sum(record.propellant for record in records) == pytest.approx(total)
    assert bool(turned[0]) == (total > 0.0 or price == 0.0) or price < 1e-9
    assert total == pytest.approx(price) if sum(loads) > price * (1 + 1e-9) else True
    assert total == 0.0 or total == pytest.approx(price)
    for first, second in pairwise(named):
        k, j = stack.tanks.index(first), stack.tanks.index(second)
        assert paid[0, j] == 0.0 or after.load[0, k] <= 1e-9 * (1.0 + loads[k])
