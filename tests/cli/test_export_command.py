"""``iss-deorbit export``: files for other programs, and what is refused."""

import ast
import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.interpolate import BarycentricInterpolator

from sim.flight.fly import fly
from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.read import read_orbits
from sim.formats.orbit.spk import EARTH, STATION, ephemeris_time
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.epoch import Epoch
from sim.integrate.batch import run as integrate
from sim.lanes import interpreted
from sim.report.results.run import RunResult
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.vehicle.parameters import COLUMNS
from sim.workflow.export import tables as export_files
from sim.workflow.export.tables import dense_part, orbit_part

DESCENT = Path(__file__).parents[1] / "report" / "descent.yaml"
HINDCASTS = Path(__file__).parents[2] / "scenarios" / "hindcasts"


def test_a_script_for_gmat(command, tmp_path):
    folder = tmp_path / "new" / "folder"
    said = command("export", HINDCASTS / "atv1_2008.yaml", "--to", "gmat", "--out", folder)
    assert said.code == 0 and said.out.strip().endswith("atv1_2008.script")
    text = (folder / "atv1_2008.script").read_text(encoding="utf-8")
    assert "Sat.Epoch = '29 Sep 2008 10:00:27.000';" in text
    assert text.count("Create FiniteBurn") == 2


def test_a_program_for_orekit(command, tmp_path):
    said = command("export", HINDCASTS / "atv1_2008.yaml", "--to", "orekit", "--quiet")
    assert (said.code, said.out) == (0, "")
    ast.parse((tmp_path / "atv1_2008_orekit.py").read_text(encoding="utf-8"))
    assert (tmp_path / "atv1_2008.gfc").read_text(encoding="utf-8").startswith("product_type")


def test_what_is_refused(command):
    file = HINDCASTS / "atv1_2008.yaml"
    assert "--to sp3: allowed: gmat, orekit, czml" in command("export", file, "--to", "sp3").err
    assert "not a folder" in command("export", file, "--to", "gmat", "--out", file).err
    planned = HINDCASTS.parent / "usdv.yaml"
    said = command("export", planned, "--to", "gmat")
    assert said.code == 2 and "iss-deorbit plan" in said.err


@pytest.mark.parametrize("name", ["../../elsewhere", "{tmp}/elsewhere"])
def test_a_name_in_received_results_writes_nothing_outside(command, tmp_path, name):
    folder, out = tmp_path / "results", tmp_path / "a" / "b" / "out"
    out.mkdir(parents=True)
    command("run", DESCENT, "--no-plots", "--quiet", "--out", folder)
    summary = json.loads((folder / "summary.json").read_text())
    summary["scenario"] = name.format(tmp=tmp_path)
    (folder / "summary.json").write_text(json.dumps(summary))
    before = {path for path in tmp_path.rglob("*")}
    for to in ("czml", "kml", "geojson", "csv", "oem"):
        said = command("export", folder, "--to", to, "--out", out)
        assert said.code == 2 and "can't be read: scenario: " in said.err
        assert said.err.count("\n") == 1
    assert {path for path in tmp_path.rglob("*")} == before


def check_orbit_files(run: RunResult, folder: Path) -> None:
    """An STK ephemeris and a SPICE kernel hold the states that an OEM holds, from the first to the
    last; element sets say how far they are off, and are.
    """
    import spiceypy

    path = orbit_part(run)
    axes = ("x_km", "y_km", "z_km")
    (stk,) = read_orbits(folder / "descent.e").ephemerides
    _, states = stk.gcrf()
    spiceypy.kclear()
    spiceypy.furnsh(str(folder / "descent.bsp"))
    for row in (0, -1):
        there = np.array([path[name][row] for name in axes])
        assert np.abs(states[row, :3] / 1e3 - there).max() < 1e-6
        (t,) = ephemeris_time(path["label"][row : row + 1 or None])
        kernel, _ = spiceypy.spkgeo(STATION, t, "J2000", EARTH)
        assert np.abs(kernel[:3] - there).max() < 1e-3  # seconds of TDB are good to 0.1 us
    spiceypy.kclear()
    for name, note in (("descent.tle", "descent_tle.txt"), ("descent.omm", "descent.omm")):
        (elements,) = read_orbits(folder / name).element_sets
        assert elements.epoch.seconds_since(Epoch.from_utc(f"{path['label'][0]}Z")) > -1.0
        assert re.search(r"positions differ by [0-9.]+ km", (folder / note).read_text())


def test_results_as_files_of_other_programs(command, tmp_path):
    folder = tmp_path / "results"
    assert command("run", DESCENT, "--no-plots", "--quiet", "--out", folder).code == 0
    pytest.importorskip("spiceypy")
    for to in ("czml", "kml", "geojson", "csv", "oem", "stk", "tle", "omm", "spk"):
        said = command("export", folder, "--to", to)
        assert said.code == 0, said.err
    run = RunResult.read(folder)
    check_orbit_files(run, tmp_path)

    text = (tmp_path / "descent.oem").read_text(encoding="ascii")
    path = orbit_part(run)
    flown = (run.events["kind"] == "burn") & (run.events["time_s"] >= path["time_s"][0])
    burns = [f"START_TIME = {instant}" for instant in run.events["utc"][flown].astype(str)]
    assert burns
    (ephemeris,) = read_oem(text)
    _, states = ephemeris.gcrf()
    first = np.array([path[name][0] for name in ("x_km", "y_km", "z_km")])
    assert np.abs(states[0, :3] / 1e3 - first).max() < 1e-9
    last = np.array([path[name][-1] for name in ("x_km", "y_km", "z_km")])
    assert np.abs(states[-1, :3] / 1e3 - last).max() < 1e-9
    assert text.count(": burn, thrust") == len(burns)
    assert set(burns) <= set(text.splitlines())

    packets = json.loads((tmp_path / "descent.czml").read_text())
    assert sum(packet["id"].startswith("burn-") for packet in packets) == len(burns)
    table = np.array(packets[1]["position"]["cartesian"]).reshape(-1, 4)
    height = np.linalg.norm(table[:, 1:], axis=1) / 1e3 - 6371.0
    assert (np.diff(table[:, 0]) > 0.0).all() and -20.0 < height.min() and height.max() < 500.0

    rows = io.StringIO((tmp_path / "descent_trajectory.csv").read_text(), newline="")
    assert run.summary["scenario_sha256"] in (tmp_path / "descent_csv.txt").read_text()
    table = list(csv.DictReader(rows))
    assert [float(row["altitude_km"]) for row in table] == run.trajectory["altitude_km"].tolist()

    kinds = {
        each["properties"]["kind"]
        for each in json.loads((tmp_path / "descent.geojson").read_text())["features"]
    }
    assert {"track", "burn"} <= kinds
    picture = ElementTree.parse(tmp_path / "descent.kml")
    (track,) = picture.iter("{http://www.google.com/kml/ext/2.2}Track")
    dense = dense_part(run)
    assert len(track) == 1 + 2 * len(dense["time_s"])  # and the mode of its altitudes
    whens = [each.text for each in track if each.tag.endswith("}when")]
    assert whens == [f"{label}Z" for label in dense["label"].tolist()]
    said = command("export", folder, "--to", "gmat")
    assert said.code == 2 and "scenario.yaml" in said.err


@pytest.mark.filterwarnings("ignore")
def test_states_left_out_of_a_message_are_found_by_interpolation(command, tmp_path, monkeypatch):
    """Every second state of a coast is left out, and found again: an upper bound on the error of
    the file as written, whose states are twice as dense.
    """
    oem = pytest.importorskip("oem")
    from astropy.time import Time

    folder = tmp_path / "results"
    command("run", DESCENT, "--no-plots", "--quiet", "--out", folder)
    run = RunResult.read(folder)
    path = orbit_part(run)
    keep = (np.arange(len(path["time_s"])) % 2 == 0) | (path["thrust_n"] > 0.0)
    thin = {name: column[keep] for name, column in path.items()}
    left = ~keep & ~np.isin(path["utc"], path["utc"][keep])
    monkeypatch.setattr(export_files, "WIDEST", 600.0)
    (text,) = export_files.oem_files(replace(run, trajectory=thin), "2026-01-01T00:00:00Z").values()
    (tmp_path / "thin.oem").write_text(text)
    worst, found = 0.0, 0
    for segment in oem.OrbitEphemerisMessage.open(tmp_path / "thin.oem").segments:
        for k in np.flatnonzero(left):
            instant = Time(str(path["utc"][k]), scale="utc")
            if instant in segment:
                there = np.array([path[name][k] for name in ("x_km", "y_km", "z_km")])
                worst = max(worst, 1e3 * np.linalg.norm(segment(instant).position - there))
                found += 1
    assert found > 5 and worst < 1.0


LEAP_SECOND = """
name: leap
title: Five minutes across the leap second at the end of 2016
state:
  cartesian:
    frame: gcrf
    epoch: "2016-12-31T23:58:00.300Z"
    position: [6778 km, 0 km, 0 km]
    velocity: [0 km/s, 4.7596 km/s, 5.9896 km/s]
environment: {atmosphere: {model: none}, third_bodies: [], gravity: {field: egm96, degree: 8}}
vehicles:
  body:
    dry_mass: {value: 420 t, assumption: test}
    attitudes:
      flying:
        area: {value: 1500 m2, assumption: test}
        cd_free_molecular: {value: 2.2, assumption: test}
        cd_continuum: {value: 2.2, assumption: test}
        length: {value: 1 m, assumption: test}
stack: [body]
phases: [{name: drift, attitude: body.flying, until: {duration: 300 s}, save_every: 1 s}]
"""


def test_a_state_within_a_leap_second_has_its_own_label(command, tmp_path):
    """The state 120 s after 23:58:00.3 is that of 23:59:60.3, 2.3 km from where the station was at
    23:59:59.999999; every second has a state.
    """
    (tmp_path / "leap.yaml").write_text(LEAP_SECOND, encoding="utf-8")
    folder = tmp_path / "results"
    assert command("run", "leap.yaml", "--no-plots", "--quiet", "--out", folder).code == 0
    for to in ("csv", "oem", "czml", "kml"):
        assert command("export", folder, "--to", to).code == 0
    path = RunResult.read(folder).trajectory
    assert len(path["time_s"]) == 301
    assert np.flatnonzero(np.isnat(path["utc"])).tolist() == [120]

    states = [line.split() for line in (tmp_path / "leap.oem").read_text().splitlines()]
    labels = {line[0]: line[1] for line in states if len(line) == 7}
    assert len(labels) == 301
    assert labels["2016-12-31T23:59:60.300000"] == f"{path['x_km'][120]:.9f}"
    assert labels["2017-01-01T00:00:00.300000"] == f"{path['x_km'][121]:.9f}"

    lines = io.StringIO((tmp_path / "leap_trajectory.csv").read_text(), newline="")
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert rows[120]["utc"] == "2016-12-31T23:59:60.300000Z"
    assert [row["utc"] for row in rows] == sorted({row["utc"] for row in rows})


def test_a_path_across_180_degrees_can_be_interpolated(command, tmp_path):
    """Lagrange's polynomial of the file's degree, halfway between the two states on either side of
    the antimeridian: within 100 m of where the station was; nothing after its availability.
    """
    (tmp_path / "leap.yaml").write_text(
        LEAP_SECOND.replace("300 s", "2 h").replace("save_every: 1 s", "save_every: 60 s"),
        encoding="utf-8",
    )
    folder = tmp_path / "results"
    assert command("run", "leap.yaml", "--no-plots", "--quiet", "--out", folder).code == 0
    assert command("export", folder, "--to", "czml").code == 0
    station = json.loads((tmp_path / "leap.czml").read_text())[1]
    where = station["position"]
    table = np.array(where["cartesian"]).reshape(-1, 4)
    t, place = table[:, 0], table[:, 1:]
    longitude = np.degrees(np.arctan2(place[:, 1], place[:, 0]))
    (k, *_) = np.flatnonzero(np.abs(np.diff(longitude)) > 180.0)
    middle = 0.5 * (t[k] + t[k + 1])
    n = where["interpolationDegree"] + 1
    near = slice(k + 1 - n // 2, k + 1 + n // 2)
    halfway = [
        float(BarycentricInterpolator(t[near], place[near, axis])(middle)) for axis in range(3)
    ]
    first, last = station["availability"].split("/")
    since = Epoch.from_utc(last).seconds_since(Epoch.from_utc(first))
    assert t[-1] == pytest.approx(since, abs=1e-5)
    flight = fly(build_mission(load(tmp_path / "leap.yaml")))
    start = flight.segments[0].samples
    before = start[np.searchsorted(start[:, 0], middle) - 1]
    world = flight.mission.world
    arc = integrate(world, before[:1], before[None, 1:], np.array([middle]), np.zeros((1, COLUMNS)))
    turn = np.reshape(interpreted(gcrf_to_itrf_matrix)(arc.t, world.orientation), (3, 3))
    assert np.linalg.norm(turn @ arc.y[0, :3] - halfway) < 100.0
