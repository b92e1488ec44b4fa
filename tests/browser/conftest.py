"""Pages of every kind, and a real browser to look at them with; skipped where there is none."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from chromium import BROWSER, Browser

from sim.frames.epoch import DAY, Epoch
from sim.prediction.prediction import Prediction
from sim.report.page.prediction.page import prediction_page as make_prediction_page
from sim.report.page.write import write_page
from sim.report.results.prediction import prediction_figures
from sim.scenario.load import load
from sim.workflow.campaign.fly import run_campaign
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.compare import compare_to_folder
from sim.workflow.output import Output
from sim.workflow.plan import plan_to_folder
from sim.workflow.run import run_to_folder

TESTS = Path(__file__).parent.parent
SHORT_PLAN = TESTS / "cli" / "short_plan.yaml"
HOSTILE = "</script><script>document.title='taken'</script>\u202e\"'"
PRINTING = HOSTILE.replace("\u202e", "")
"""What a scenario takes of it."""
LIGHT, DARK = "light", "dark"
PHONE = (390, 844)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests."""
    if BROWSER is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    made = Browser(tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def plan_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page of a short plan."""
    target = tmp_path_factory.mktemp("plan") / "out"
    plan_to_folder(load(SHORT_PLAN), SHORT_PLAN, Output(folder=target, plots=False))
    return write_page(target)


@pytest.fixture(scope="session")
def run_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Page of the flight of that plan, with the failures of its last burn."""
    target = tmp_path_factory.mktemp("run") / "out"
    run_to_folder(load(SHORT_PLAN), SHORT_PLAN, Output(folder=target))
    return target / "report.html"


@pytest.fixture(scope="session")
def compared_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short descents with debris, one with a hostile title and label."""
    folder, quoted = tmp_path_factory.mktemp("compared"), json.dumps(PRINTING)
    place = TESTS / "report"
    text = (place / "descent.yaml").read_text() + (place / "catalogue.yaml").read_text()
    hostile = text.replace('"Short descent"', quoted).replace('label: "Short"', f"label: {quoted}")
    shallow = text.replace('perigee: "30 km"', 'perigee: "60 km"')
    shallow = shallow.replace("name: descent", "name: shallow").replace("#009e73", "#d55e00")
    files = [folder / "steep.yaml", folder / "shallow.yaml"]
    for file, words in zip(files, (hostile, shallow), strict=True):
        file.write_text(words)
    output = Output(folder=folder / "out", plots=False)
    compare_to_folder([load(file) for file in files], files, output)
    return write_page(folder / "out")


@pytest.fixture(scope="session")
def campaign_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of two short falls, one with a hostile label."""
    folder, quoted = tmp_path_factory.mktemp("campaign"), json.dumps(PRINTING)
    place = TESTS / "campaign"
    files = []
    for name in ("short", "steep"):
        text = (place / f"{name}.yaml").read_text()
        (folder / f"{name}.yaml").write_text(text.replace('"Short fall"', quoted))
        files.append(folder / f"{name}.yaml")
    target = folder / "out"
    options = CampaignOptions(samples=64, begin="start")
    output = Output(folder=target, plots=False)
    run_campaign([load(file) for file in files], files, options, output)
    answers = json.loads((target / "answers.json").read_text())
    answers["campaign"]["plans"][0]["label"] = HOSTILE
    (target / "answers.json").write_text(json.dumps(answers))
    return write_page(target)


@pytest.fixture(scope="session")
def prediction_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """When and where an object with a hostile name comes down: 21 flights all over the Earth."""
    epoch, days = Epoch.from_utc("2026-04-26T01:46:53Z"), np.linspace(4.0, 6.0, 21)
    found = Prediction(
        name=HOSTILE, number=51840, epoch=epoch, issued=epoch.plus(DAY), sets=5, coefficient=0.022,
        coefficient_sigma=0.07, arcs=(), notes=("told",), horizon_s=365.0 * DAY,
        quantiles_s=tuple(d * DAY for d in (4.1, 4.5, 5.0, 5.5, 5.9)), share_down=1.0,
        end_s=days * DAY, latitude_deg=np.linspace(-50.0, 50.0, 21),
        longitude_deg=np.linspace(-170.0, 170.0, 21), altitude_km=237.0, inclination_deg=51.6,
        weather="observed", members=21, seed=1, failed=0, air="nrlmsise00",
    )  # fmt: skip
    file = tmp_path_factory.mktemp("prediction") / "report.html"
    figures = prediction_figures(found, "2026-11-30T00:00:00Z")
    file.write_text(make_prediction_page(found, figures), encoding="utf-8")
    return file


OF_PLANS = ("run", "compared", "plan", "campaign")


@pytest.fixture(params=OF_PLANS)
def page(request: pytest.FixtureRequest) -> Path:
    """The page of each kind that is about plans: with tiles, words explained, and a failure map."""
    return request.getfixturevalue(f"{request.param}_page")


@pytest.fixture(params=[*OF_PLANS, "prediction"])
def any_page(request: pytest.FixtureRequest) -> Path:
    """The page of every kind."""
    return request.getfixturevalue(f"{request.param}_page")
