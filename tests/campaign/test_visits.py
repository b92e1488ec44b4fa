"""Samples that ships visit on the way: the same bits on threads, on Dask, resumed and alone; and
ships that keep what their deorbit takes.
"""

import threading
from dataclasses import replace

import numpy as np
import pytest

from sim.campaign.run.apply import apply_draws
from sim.campaign.run.campaign import Campaign, fly_campaign, fly_chunk
from sim.campaign.run.executor import Chunk
from sim.campaign.run.merge import read_chunks
from sim.flight.disposal.departure import find_departures
from sim.flight.fly import fly
from sim.flight.phase import Burn, Condition, Firing, Visit
from sim.flight.record import EventKind
from sim.vehicle.hardware import Disposal, EngineGroup, Feed, Tank, Vehicle

from .conftest import SEED
from .test_run import digests, same

SHIPS = (Vehicle("soyuz", 7000.0, left_aboard=150.0), Vehicle("freighter", 12000.0))
VISITS = (Visit("soyuz", -60.0, 1200.0), Visit("freighter", 2000.0))


@pytest.fixture(scope="module")
def visited(short) -> Campaign:
    """The short fall, dispersed from its start, with a ship that leaves and one that comes."""
    mission = replace(short[0], vehicles=(*short[0].vehicles, *SHIPS), visits=VISITS)
    experiment = replace(short[1], mission=mission)
    return Campaign((experiment,), short[3], SEED, 10, "sobol", 4)


def test_threads_and_a_resumed_campaign_give_the_same_bits(visited, new_store) -> None:
    serial, threads, cut = (new_store(visited, name) for name in ("serial", "threads", "cut"))
    fly_campaign(visited, serial, options={"threads": 1})
    fly_campaign(visited, threads, options={"threads": 2})
    stop = threading.Event()
    fly_campaign(visited, cut, options={"threads": 1}, stop=stop, tell=lambda _: stop.set())
    cut = new_store(visited, "cut", resume=True)
    end = fly_campaign(visited, cut, options={"threads": 2})
    assert end.before and end.now
    assert digests(serial) == digests(threads) == digests(cut)
    alone = fly_chunk(visited, Chunk(0, 5, 1))
    for name, table in alone.items():
        parts = list(read_chunks(serial, name))
        whole = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        rows = whole["sample"] == 5
        assert same(table, {key: values[rows] for key, values in whole.items()}), name


def test_samples_weigh_the_manifest_and_their_offset(short, visited) -> None:
    """Nominal and samples share code: the offset is that of the draw, the visits are the same."""
    experiment = visited.experiments[0]
    offset = np.array([0.0, 5000.0, -3000.0])
    flight = fly(apply_draws(experiment.mission, experiment.phases, {"mass_offset": offset}))
    plain = fly(apply_draws(short[0], experiment.phases, {"mass_offset": offset}))
    for row, more in enumerate(offset):
        first = next(s for s in flight.segments if s.row == row)
        assert first.samples[0, 7] == 400e3 + 27e3 + 7e3 + more
        dock, undock = (flight.first(row, kind) for kind in (EventKind.DOCK, EventKind.UNDOCK))
        assert dock is not None and undock is not None
        assert (undock.time, undock.state[6]) == (1200.0, 427e3 + 150.0 + more)
        assert (dock.time, dock.state[6]) == (2000.0, 439e3 + 150.0 + more)
    # heavier by 12.15 t, the same burn to the same perigee takes more propellant
    used = [sum(burn.propellant for burn in each.burns_of(0)) for each in (flight, plain)]
    assert used[0] / used[1] == pytest.approx(439.15 / 427.0, rel=2e-3)


def test_dask_gives_the_same_bits(visited, new_store) -> None:
    pytest.importorskip("distributed")
    serial, dask = new_store(visited, "serial"), new_store(visited, "dask")
    fly_campaign(visited, serial, options={"threads": 1})
    fly_campaign(visited, dask, dask=True, options={"workers": 1})
    assert digests(serial) == digests(dask)


def test_the_reserve_for_the_deorbit_of_a_ship_holds_in_every_sample(short) -> None:
    """Loads and masses differ, the ship is burnt as empty as it lets itself be, and leaves: each
    sample keeps what its own altitude asks for, and one that had less keeps all.
    """
    feed = (Feed("ship.fuel"),)
    aft = EngineGroup(name="ship.aft", count=8, thrust=130.0, isp=287.0, feeds=feed)
    ship = Vehicle("ship", 4404.0, (Tank("ship.fuel", 800.0, 300.0),), (aft,))
    disposal = Disposal(
        controlled=True,
        dry_mass=4404.0,
        engines=("ship.aft",),
        perigee=0.0,
        free_flight=3600.0,
        longest_wait=86400.0,
        latitude=-0.7,
        longitude=-2.1,
        area=20.0,
        surviving_share=0.1,
        casualty_area=0.04,
    )
    empty = replace(
        short[0].phases[0],
        name="empty",
        until=None,
        burn=Burn((Firing("ship.aft"),), "depletion", 0.0),
    )
    alone = replace(
        short[0].phases[0], name="alone", until=Condition("duration", 60.0), undock=("ship",)
    )
    mission = replace(
        short[0],
        vehicles=(*short[0].vehicles, ship),
        docked=(*short[0].docked, "ship"),
        disposals={"ship": disposal},
        phases=(empty, alone),
    )
    draws = {
        "tank_load.ship.fuel": np.array([1.0, 0.8, 0.2]),
        "mass_offset": np.array([0.0, 5000.0, 0.0]),
    }
    flight = fly(apply_draws(mission, mission.phases, draws))
    kept = [find_departures(flight, row)[0] for row in range(3)]
    assert [bool(each.shortfall) for each in kept] == [False, False, True]
    for each in kept[:2]:
        assert each.load == pytest.approx(1.05 * each.needed, rel=0.03)
    assert kept[2].load == pytest.approx(60.0)
    assert [burn.propellant > 0.0 for burn in flight.burns] == [True, True, False]
