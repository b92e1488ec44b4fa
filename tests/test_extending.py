"""docs/extending.md: each diff applies to the tree, what it adds works, and few files change."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).parents[1]
MOST_FILES = 3

CHECKS = {
    "atmosphere": """
import numpy as np
from sim.environment.atmosphere.models import MODELS
from sim.environment.atmosphere.selection import air_at
from sim.lanes import interpreted
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
from sim.scenario.reference.key import matching
from sim.vehicle.parameters import Parameters
world = build_mission(loads("include: drift\\nenvironment: {atmosphere: {model: power_law}}")).world
assert world.switch.air == MODELS["power_law"]
heights = np.array([120e3, 200e3, 400e3])
nominal = Parameters(*np.zeros((len(Parameters._fields), 3)))._replace(density_factor=np.ones(3))
east, north = np.ones(3), np.zeros(3)
density, *_ = interpreted(air_at)(north, east, north, north, east, heights, world, nominal)
assert np.allclose(density, [2.222e-8, 2.541e-10, 2.803e-12], rtol=0.02), density
assert "power_law" in matching("atmosphere.model")[0].allowed
""",
    "condition": """
from sim.dynamics.event import FALLING, PERIGEE
from sim.flight.condition import CROSSINGS
from sim.scenario.build.phases import phases_of
from sim.scenario.build.state import initial_state
from sim.scenario.load import loads
text = "include: drift\\nphases: {drift_to_330_km: {until: {mean_perigee: 320 km}}}"
scenario = loads(text)  # takes the place of mean_altitude in the included file
phase = phases_of(scenario, initial_state(scenario).epoch)[0]
crossing = CROSSINGS[phase.until.kind]
assert (crossing.event, crossing.direction, phase.until.value) == (PERIGEE, FALLING, 320e3)
""",
    "parameter": """
import numpy as np
from sim.campaign.run.apply import apply_draws
from sim.scenario.build.campaign import dispersions
from sim.scenario.build.mission import build_mission
from sim.scenario.load import loads
law = "{lognormal: {sigma: 0.15}, assumption: trial}"
scenario = loads("include: drift\\ncampaign: {dispersions: {density_factor: %s}}" % law)
(dispersion,) = dispersions(scenario)
values = np.exp(0.15 * np.array([-1.0, 0.0, 1.0]))
mission = build_mission(scenario)
dispersed = apply_draws(mission, mission.phases, {dispersion.name: values}).dispersed
assert (dispersed["density_factor"] == values).all()
""",
    "key": """
import math
from sim.frames.elements import cartesian_from_kepler
from sim.scenario.build.state import _from_kepler
from sim.scenario.load import loads
orbit = "kind: osculating, eccentricity: 0.1, altitude: 1500 km, mean_anomaly: 90 deg"
kepler = loads("include: drift\\nstate: {kepler: {%s}}" % orbit).state.kepler
assert kepler.argument_of_latitude is None
r = math.dist(_from_kepler(kepler)[:3], (0.0, 0.0, 0.0))
cosine = (1.0 - r / kepler.shape[0]) / 0.1
assert abs(math.acos(cosine) - 0.1 * math.sin(math.acos(cosine)) - 0.5 * math.pi) < 1e-9
""",
    "format": """
import xml.etree.ElementTree as tree
import numpy as np
from sim.workflow.export.export import FORMATS
from sim.formats.gpx import NAMESPACE
from sim.report.results.run import RunResult
from sim.workflow.export.tables import MAKERS
assert "gpx" in FORMATS
seconds = np.arange(0.0, 300.0, 60.0)
path = {
    "time_s": seconds,
    "utc": np.datetime64("2030-12-27T00:00:00", "us") + seconds.astype("timedelta64[s]"),
    "latitude_deg": np.linspace(-50.0, -45.0, 5),
    "longitude_deg": np.linspace(-120.0, -110.0, 5),
    "altitude_km": np.linspace(200.0, 190.0, 5),
}
run = RunResult(summary={"scenario": "trial", "label": "a & b"}, trajectory=path, events={})
((name, text),) = MAKERS["gpx"](run, "").items()
points = tree.fromstring(text).findall(f".//{{{NAMESPACE}}}trkpt")
assert name == "trial.gpx" and len(points) == 5
assert (points[0].get("lat"), points[-1].get("lon")) == ("-50.000000", "-110.000000")
""",
    "figure": """
from pathlib import Path
import numpy as np
from sim.report.figures.draw import FIGURES
from sim.report.figures.save import save_figures
from sim.report.results.run import RunResult
days = np.datetime64("2030-12-27T00:00:00", "us") + np.arange(5) * np.timedelta64(1, "D")
path = {"utc": days, "mass_kg": np.linspace(450e3, 440e3, 5)}
run = RunResult(summary={"scenario": "trial", "label": "trial"}, trajectory=path, events={})
(file,) = save_figures({"mass": lambda: FIGURES["mass"]([run])}, [run], Path(), ("svg",))
assert "mass of the stack" in file.read_text()
""",
}

FLIGHTS = {
    "atmosphere": "include: drift\nname: trial\nhorizon: '2028-08-01T00:00:00Z'\nenvironment: "
    "{atmosphere: {model: power_law}}\nphases: {drift_to_330_km: {until: {duration: 1 d, by: null,"
    " mean_altitude: null}}, drift_to_220_km: {until: {duration: 1 d, by: null}}}\n",
    "condition": "include: drift\nname: trial\nstate: {kepler: {altitude: 240 km}}\nphases: "
    "{drift_to_330_km: {until: {mean_perigee: 230 km}}}\n",
}


def diffs() -> dict[str, str]:
    """The diffs of the page, in the order of the checks above."""
    page = (TREE / "docs" / "extending.md").read_text(encoding="utf-8")
    return dict(zip(CHECKS, re.findall(r"```diff\n(.*?)```", page, re.DOTALL), strict=True))


@pytest.fixture
def changed(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of the tree with a diff applied; the data sets are linked."""
    tree = tmp_path / "tree"
    skip = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(TREE / "sim", tree / "sim", ignore=skip)
    (tree / "sim" / "data").symlink_to(TREE / "sim" / "data")
    (tree / "scenarios").symlink_to(TREE / "scenarios")
    apply = ["git", "apply", "-"]
    done = subprocess.run(
        apply, cwd=tree, input=diffs()[request.param], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return tree


def run(tree: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", CHECKS)
def test_few_files_change(kind) -> None:
    files = re.findall(r"^\+\+\+ b/(.*)$", diffs()[kind], re.MULTILINE)
    assert all(file.startswith("sim/") for file in files)
    assert 0 < len(files) <= MOST_FILES


@pytest.mark.parametrize(("changed", "kind"), [(k, k) for k in CHECKS], indirect=["changed"])
def test_what_a_diff_adds_works(changed, kind) -> None:
    here = "import sim, pathlib; assert pathlib.Path(sim.__file__).parents[1] == pathlib.Path.cwd()"
    run(changed, "-c", f"{here}\n{CHECKS[kind]}")
    style = [file for file in re.findall(r"^\+\+\+ b/(.*)$", diffs()[kind], re.MULTILINE)]
    run(changed, "-m", "ruff", "check", "--config", str(TREE / "pyproject.toml"), *style)


@pytest.mark.slow
@pytest.mark.parametrize(("changed", "kind"), [(k, k) for k in FLIGHTS], indirect=["changed"])
def test_what_a_diff_adds_flies(changed, kind) -> None:
    (changed / "trial.yaml").write_text(FLIGHTS[kind])
    run(changed, "-m", "sim", "run", "trial.yaml", "--no-plots", "-q")
    assert (changed / "runs" / "trial" / "summary.json").is_file()
