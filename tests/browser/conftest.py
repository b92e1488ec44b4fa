"""Pages of every kind, and a real browser to look at them with; skipped where there is none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import BROWSER, Browser

from sim.report.page.write import write_page
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


@pytest.fixture(params=["run", "compared", "plan", "campaign"])
def page(request: pytest.FixtureRequest) -> Path:
    """The page of each kind."""
    return request.getfixturevalue(f"{request.param}_page")
