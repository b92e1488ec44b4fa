"""The library: the same flight as the command line, with units, and errors that teach."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy import units
from astropy.time import Time

import sim
from sim.api.table import split
from sim.formats.parquet import read_table
from sim.scenario.load import load
from sim.workflow.output import Output
from sim.workflow.run import run_to_folder

SHORT = Path(__file__).parent.parent / "report" / "descent.yaml"
PLAN = Path(__file__).parent.parent / "cli" / "short_plan.yaml"


def test_importing_it_brings_nothing_heavy():
    code = (
        "import sim, sys; assert not {m.split('.')[0] for m in sys.modules} & "
        "{'numpy', 'scipy', 'astropy', 'numba', 'pydantic', 'matplotlib', 'pyarrow', 'typer'}; "
        "assert 'load' in dir(sim)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


def test_a_name_there_is_not():
    with pytest.raises(AttributeError, match="has no attribute 'laod'"):
        _ = sim.laod


def test_tables_say_what_the_columns_say(flight):
    path = flight.trajectory
    assert len(path) == len(flight.time_s) > 100
    for name in flight.columns:
        stem, unit = split(name)
        if unit is not None and stem in path.colnames and name != "time_s":
            same = np.isclose(path[stem].to_value(unit), flight.columns[name], 1e-15, 0.0, True)
            assert same.all(), name
    assert path["position"].unit == units.km and path["position"].shape == (len(path), 3)
    assert np.allclose(path["position"].to_value("m"), flight.position_m, rtol=1e-15)
    assert np.allclose(path["velocity"].to_value("m/s"), flight.velocity_m_s, rtol=1e-15)
    assert path["deceleration"].unit.is_equivalent("m/s2")
    assert path["deceleration"].to_value("m/s2").max() > 9.80665  # more than one g


def test_times_are_utc(flight):
    assert isinstance(flight.trajectory["time"], Time) and flight.trajectory["time"].scale == "utc"
    assert flight.epoch.isot == "2025-06-01T00:00:00.000"
    since = (flight.trajectory["time"] - flight.epoch).to_value("s")
    assert np.abs(since - flight.time_s).max() < 1e-6
    assert abs(flight.summary["end"] - Time(flight.figures["end_utc"][:-1])) < 1e-6 * units.s


def test_arrays_fit_together(flight):
    radius = np.linalg.norm(flight.position_m, axis=1)
    # height above the ellipsoid: between that above the equator and that above the pole
    assert (
        (radius - 6378137.0 < flight.altitude_m + 1.0)
        & (radius - 6356752.0 > flight.altitude_m - 1.0)
    ).all()
    speed = np.linalg.norm(flight.velocity_m_s, axis=1)
    assert np.allclose(speed, flight.columns["speed_inertial_m_s"], rtol=1e-12)
    assert (np.abs(flight.latitude_rad) < np.radians(52.0)).all()
    assert (np.abs(flight.longitude_rad) <= np.pi).all()
    assert (np.diff(flight.time_s) >= 0.0).all()


def test_events_burns_and_the_end(flight):
    assert "impact" in set(flight.events["kind"])
    final = flight.burns[flight.burns["phase"] == "final_burn"]
    assert len(final) == 1 and final["delta_v"][0].to_value("m/s") > 10.0
    assert flight.burns["lowering"].sum() == len(flight.burns) - 1
    assert flight.status == "impact" and "came down" in repr(flight)
    assert abs(flight.final["altitude"].to_value("m")) < 1.0
    assert flight.plan is None and flight.debris is None
    assert flight.mass_kg[-1] == flight.record.y[0, 6]


def test_summary_has_units(flight):
    entry = flight.summary["entry_interface"]
    assert entry["altitude"].to_value("m") == pytest.approx(120e3, abs=1.0)
    assert entry["time" if "time" in entry else "utc"] is not None
    burn = flight.summary["burns"][0]
    assert burn["propellant_by_tank"]["tug.fuel"].to_value("kg") > 100.0
    assert (
        flight.summary["compute"]["steps_accepted"] == flight.figures["compute"]["steps_accepted"]
    )


def test_it_is_the_flight_of_the_command_line(flight, tmp_path):
    assert flight.save(tmp_path / "library", plots=False) == tmp_path / "library"
    output = Output(folder=tmp_path / "command", plots=False, command="iss-deorbit run")
    run_to_folder(load(SHORT), SHORT, output)
    names = {path.name for path in (tmp_path / "command").iterdir()}
    assert names == {path.name for path in (tmp_path / "library").iterdir()}
    for table in ("trajectory.parquet", "events.parquet"):
        ours, theirs = (read_table(tmp_path / at / table) for at in ("library", "command"))
        assert all(ours[k].tobytes() == theirs[k].tobytes() for k in theirs)
    text = (tmp_path / "library" / "scenario.yaml").read_text()
    assert text == (tmp_path / "command" / "scenario.yaml").read_text()
    manifest = json.loads((tmp_path / "library" / "manifest.json").read_text())
    assert "sim.load(" in manifest["command"][0] and ".fly()" in manifest["command"][0]
    with pytest.raises(ValueError, match="exists already"):
        flight.save(tmp_path / "library")


def test_figures(flight):
    assert flight.plot("entry").axes
    with pytest.raises(ValueError, match="allowed: decay, "):
        flight.plot("decya")
    with pytest.raises(ValueError, match="nothing to show"):
        flight.plot("footprint")


def test_compare_wants_two(flight):
    with pytest.raises(ValueError, match="two or more"):
        sim.compare(flight)
    with pytest.raises(ValueError, match="different names"):
        sim.compare(flight, flight)


def test_what_only_flying_tells_is_told_with_its_line():
    descent = sim.load(SHORT, {"horizon": "2025-06-01T06:40:00Z"})
    with pytest.raises(sim.ScenarioError, match=r"descent.yaml:\d+: phases\[2\]: "):
        descent.fly()


def test_what_has_no_plan_is_not_planned(descent):
    with pytest.raises(ValueError, match="has no `plan`"):
        descent.plan()


def test_a_plan():
    answer = sim.load(PLAN).plan(failures=False)
    assert answer.feasible and answer.reasons == [] and answer.failures is None
    assert [burn["name"] for burn in answer.burns] == ["burn_1", "burn_2", "final_burn"]
    assert answer.burns[-1]["perigee_after"].to_value("km") == pytest.approx(50.0, abs=5.0)
    assert answer.burns[0]["before_final"].to_value("h") == pytest.approx(30.0, abs=2.0)
    assert len(answer.calendar) == len(answer.result.calendar["effort"])
    assert "effort" in answer.calendar.colnames


def test_a_campaign(tmp_path):
    file = Path(__file__).parent.parent / "campaign" / "short.yaml"
    answer = sim.load(file).campaign(tmp_path / "store", 4, chunk=4, begin="start")
    assert len(answer.samples) == 4 and answer.name in answer.figures["plans"]
    with pytest.raises(ValueError, match="resume"):
        sim.load(file).campaign(tmp_path / "store", 4, chunk=4, begin="start")
    with pytest.raises(ValueError, match="nothing is dispersed"):
        sim.load(SHORT).campaign(tmp_path / "other", 4)
