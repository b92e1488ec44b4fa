"""Scenarios that name functions: refused, read, flown, and shipped to other processes."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.integrate.observe import observations
from sim.integrate.propagate import propagate
from sim.own.physics import kernel_of
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load, loads, resolved_yaml
from sim.vehicle.parameters import COLUMNS, DENSITY_FACTOR, LENGTH
from sim.workflow.sweep.fly import make_experiment
from sim.workflow.sweep.options import sweep_options

SHORT = Path(__file__).parent.parent / "report" / "descent.yaml"
CONSTANTS = ("density", "scale_height", "reference_altitude")
"""Of the air that the short descent has."""
OWN = {
    "environment.atmosphere": {"model": "own", "function": "thin", **dict.fromkeys(CONSTANTS)},
    "environment.accelerations": ["push"],
}


@pytest.fixture(scope="module")
def scenario(registered):
    return load(SHORT, OWN)


def test_a_name_nobody_registered_is_refused_with_its_line():
    lines = SHORT.read_text().splitlines()
    here = next(k for k, line in enumerate(lines) if "atmosphere:" in line)
    lines[here] = "  atmosphere: {model: own, function: nobodys}"
    with pytest.raises(sim.ScenarioError, match="no atmosphere is registered as") as error:
        loads("\n".join(lines))
    assert error.value.issues[0].line == here + 1 and "--physics" in str(error.value)


def test_digests_are_written_beside_the_names(scenario, registered):
    stated = scenario.environment.own_physics
    assert stated["atmosphere thin"] == registered["atmosphere"].digest
    again = loads(resolved_yaml(scenario))
    assert again.environment.own_physics == stated


def test_another_function_of_the_name_is_refused(scenario):
    text = resolved_yaml(scenario).replace(scenario.environment.own_physics["atmosphere thin"], "0")
    with pytest.raises(sim.ScenarioError, match="is not the one this was written with"):
        loads(text)


def test_a_mission_brings_its_sources_to_another_process(scenario, tmp_path):
    """As a worker of a cluster gets them: in a process that registered nothing."""
    mission = build_mission(scenario)
    assert mission.physics is not None
    assert mission.world.switch.own == mission.physics.number
    (tmp_path / "mission").write_bytes(pickle.dumps(mission))
    script = (
        "import pickle, sys; m = pickle.loads(open(sys.argv[1], 'rb').read());"
        "from sim.own.known import _REGISTERED; from sim.own.physics import kernel_of;"
        "from sim.integrate.propagate import propagate;"
        "print(len(_REGISTERED), kernel_of(propagate, m.world).__module__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "mission")], capture_output=True, text=True
    )
    here = kernel_of(propagate, mission.world).__module__
    assert done.stdout.split() == ["0", here], done.stderr
    assert here.startswith("sim_own_physics.twin_")


def test_a_sweep_brings_its_functions_to_another_process(registered, tmp_path):
    """Points are read where they are flown: by a worker that registered nothing."""
    perigee = "phases.final_burn.burn.cutoff.perigee=40,60 km"
    experiment, _ = make_experiment(SHORT, sweep_options([perigee]), OWN)
    (tmp_path / "experiment").write_bytes(pickle.dumps(experiment))
    script = (
        "import pickle, sys; e = pickle.loads(open(sys.argv[1], 'rb').read());"
        "print(e.scenario(e.points[1]).environment.own_physics['atmosphere thin'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "experiment")], capture_output=True, text=True
    )
    assert done.stdout.strip() == registered["atmosphere"].digest, done.stderr


def test_the_shipped_kernels_are_left_alone(scenario, small_world):
    assert kernel_of(propagate, small_world) is propagate
    assert "own" not in propagate.py_func.__module__


def test_air_of_a_scenario_is_that_of_the_function(scenario):
    mission = build_mission(scenario)
    y = np.array([[6578137.0 - 100e3, 0.0, 0.0, 0.0, 7800.0, 0.0, 4e5]])
    parameters = np.zeros((1, COLUMNS))
    parameters[:, [DENSITY_FACTOR, LENGTH]] = 1.0
    seen = observations(mission.world, np.zeros(1), y, parameters)
    expected = 5.6e-7 * np.exp((100e3 - seen.height) / 6.9e3)
    np.testing.assert_allclose(seen.density, expected, rtol=1e-6)


def test_a_file_of_physics_registers(registered, tmp_path):
    from sim.own.registry import run_file

    file = tmp_path / "air.py"
    file.write_text(
        "import sim\nfrom sim.lanes import exp\n\n\n@sim.register('atmosphere')\n"
        "def from_a_file(height):\n    return 1e-6 * exp(-height / 7e3)\n"
    )
    run_file(file)
    changes = {**OWN, "environment.atmosphere.function": "from_a_file"}
    assert "atmosphere from_a_file" in load(SHORT, changes).environment.own_physics
    (tmp_path / "bad.py").write_text("import sim\n1 / 0\n")
    with pytest.raises(ValueError, match="line 2: ZeroDivisionError"):
        run_file(tmp_path / "bad.py")
    (tmp_path / "deep.py").write_text("import json\n\njson.loads('')\nK = 1\n")
    with pytest.raises(ValueError, match="line 3: JSONDecodeError"):
        run_file(tmp_path / "deep.py")


WAIT = {"event": {"function": "distance", "value": 6571e3, "direction": "falling"}, "apogee": None}
FLOWN = {
    **OWN,
    "phases.wait.until": WAIT,
    "phases.final_burn.burn.direction": None,
    "phases.final_burn.burn.steering": {"frame": "own", "law": "against"},
}


@pytest.mark.slow
def test_a_scenario_flies_with_all_four(registered):
    """Air, push, event and steering that say what the shipped ones say give the same flight."""

    def against(vx, vy, vz):
        return -vx, -vy, -vz

    sim.register("steering", against)
    nothing = {"environment.accelerations": []}
    shipped = sim.load(SHORT, {"phases.wait.until": {"apogee": None, "duration": "20 min"}}).fly()
    waited = {"phases.wait.until": {"apogee": None, "duration": "20 min"}}
    same = sim.load(SHORT, FLOWN | nothing | waited).fly()
    assert same.status == shipped.status
    np.testing.assert_allclose(same.position_m[-1], shipped.position_m[-1], atol=1e-3)
    flight = sim.load(SHORT, FLOWN).fly()
    ignition = next(s for s in flight.record.segments if s.phase == "final_burn").samples[0]
    assert abs(np.linalg.norm(ignition[1:4]) - 6571e3) < 1.0
