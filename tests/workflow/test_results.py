"""Results are written and read by one class; folders of earlier versions are read, those of later
formats refused.
"""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.formats.manifest import FORMAT, FormatError
from sim.formats.parquet import read_table
from sim.report.results import failures, plan, run
from sim.report.results.audit import AuditFigures, DifferenceFigures
from sim.report.results.campaign import CampaignResult
from sim.report.results.comparison_result import ComparisonResult
from sim.report.results.plan import PlanResult
from sim.report.results.provenance import Provenance
from sim.report.results.run import RunResult
from sim.report.text.debris import shown_extents
from sim.scenario.load import loads, scenario_hash
from sim.workflow.build_results import compare_results
from sim.workflow.campaign.options import CampaignOptions
from sim.workflow.export.export import export
from sim.workflow.export.tables import MAKERS
from sim.workflow.redraw import redraw
from sim.workflow.run import write_run

SHORT = Path(__file__).parent.parent / "campaign" / "short.yaml"
FILES_OF_879BD2A = {
    "summary.json", "trajectory.parquet", "events.parquet", "manifest.json", "scenario.yaml",
    "fragments.parquet", "footprint.geojson", "footprint.kml", "hazard_notice.txt",
}  # fmt: skip
"""Of a run with debris, in version 0.1.0 before folders had a format."""

VALUES = {
    "U": np.array(["nominal", "stuck"]),
    "b": np.array([True, False]),
    "M": np.array(["2030-01-01", "2030-01-02"], dtype="datetime64[us]"),
    "fi": np.array([1.5, np.nan]),
}


def made_up(kinds: dict[str, str]) -> dict[str, np.ndarray]:
    """A table of two rows with the columns that are used, and one more."""
    return {name: VALUES[kind] for name, kind in kinds.items()} | {"more_km": VALUES["fi"]}


FAILURES = made_up(failures.KINDS)
FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "MultiLineString", "coordinates": [[[1.0, 2.0], [3.0, 4.0]]]},
            "properties": {"what": "ground track", "kind": "nominal"},
        }
    ],
}
PROVENANCE = Provenance(
    scenarios={"short": "ab" * 32}, statuses=["impact"], weather={"short": None}, command="x"
)


def equal(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same, arrays bit for bit."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[k], other[k]) for k in one)
    if isinstance(one, np.ndarray):
        return one.dtype.kind == other.dtype.kind and np.array_equal(
            one, other, equal_nan=one.dtype.kind == "f"
        )
    return json.loads(json.dumps(one)) == json.loads(json.dumps(other))


def changed_manifest(folder: Path, **facts: Any) -> None:
    """Change facts of a manifest; None takes one away."""
    file = folder / "manifest.json"
    content = json.loads(file.read_text()) | facts
    file.write_text(json.dumps({k: v for k, v in content.items() if v is not None}))


@pytest.fixture
def folder(with_debris, tmp_path) -> Path:
    target = tmp_path / "run"
    target.mkdir()
    with_debris.write(target)
    return target


def test_a_run_reads_as_it_was_written(with_debris, folder):
    assert {path.name for path in folder.iterdir()} == FILES_OF_879BD2A
    again = RunResult.read(folder)
    for field in fields(RunResult):
        if field.name not in ("manifest", "flight"):
            assert equal(getattr(with_debris, field.name), getattr(again, field.name)), field.name
    assert again.flight is None and with_debris.flight is not None
    assert again.manifest["format"] == FORMAT
    assert again.manifest["status_counts"] == {"impact": 1}
    assert again.manifest["command"] == ["iss-deorbit run descent.yaml"]
    assert again.stamp == with_debris.stamp and again.title == "Short descent"
    assert again.contours.keys() == {e["share"] for e in shown_extents(again.summary["debris"])}
    scenario = loads(again.scenario_yaml)
    assert scenario_hash(scenario) == again.summary["scenario_sha256"]


def test_what_was_read_is_written_the_same(folder, tmp_path):
    target = tmp_path / "copy"
    target.mkdir()
    RunResult.read(folder).write(target)
    for path in folder.iterdir():
        if path.suffix == ".parquet":
            assert equal(read_table(path), read_table(target / path.name))
        else:
            assert path.read_bytes() == (target / path.name).read_bytes(), path.name


SAME: DifferenceFigures = {
    "entry_s": 0.1, "interface_km": 0.2, "impact_km": None, "end_km": None, "propellant_kg": 0.0,
}  # fmt: skip
AUDIT: AuditFigures = {
    "scenario": "descent",
    "from_utc": "2030-01-01T00:00:00Z",
    "from_plan": False,
    "status": "impact",
    "variants": [{"kind": "numerical", "name": "tolerance x 0.5", "status": "impact", **SAME}],
    "numerical_error": SAME,
    "model_error": SAME,
    "sentence": "x",
}


def test_everything_a_run_may_hold(with_debris, tmp_path):
    result = replace(
        with_debris,
        plan={"feasible": True},
        audit=AUDIT,
        failures=FAILURES,
        failure_features=FEATURES,
        forecast=made_up(run.KINDS["forecast"]),
    )
    result.write(tmp_path)
    again = RunResult.read(tmp_path)
    for name in ("plan", "audit", "failures", "failure_features", "forecast"):
        assert equal(getattr(result, name), getattr(again, name)), name


def test_a_folder_without_a_format_is_read_drawn_and_exported(folder):
    """As version 0.1.0 wrote it before folders had one."""
    changed_manifest(folder, format=None)
    assert "format" not in RunResult.read(folder).manifest
    drawn = {path.name for path in redraw(folder, ["png"])}
    assert {"decay.png", "footprint.png", "report.html"} <= drawn
    for to in MAKERS:
        exported = export(folder, to)
        assert exported.texts and not exported.failed


def exported_texts(to: str, run: RunResult) -> list[str]:
    """Contents of the files; the comments of a kernel are bytes of ASCII."""
    contents = MAKERS[to](run, "2026-11-30T00:00:00Z").values()
    return [each if isinstance(each, str) else each.decode("latin-1") for each in contents]


@pytest.mark.parametrize("to", MAKERS)
def test_an_export_says_what_the_plan_depends_on(with_debris, to):
    words = "a ship nobody has built"
    told = replace(with_debris, summary=with_debris.summary | {"depends_on": words})
    assert any(words in text for text in exported_texts(to, told))
    bare = {key: value for key, value in with_debris.summary.items() if key != "depends_on"}
    old = exported_texts(to, replace(with_debris, summary=bare))
    assert not any("depends" in text for text in old)


def test_a_folder_of_a_later_format_is_refused_in_one_sentence(folder):
    changed_manifest(folder, format=FORMAT + 1, version="9.8.7")
    for read in (RunResult.read, lambda each: list(redraw(each)), lambda each: export(each, "csv")):
        with pytest.raises(FormatError) as error:
            read(folder)
        text = str(error.value)
        assert "was written by iss-deorbit 9.8.7 in format 2" in text and "\n" not in text
        assert f"formats up to {FORMAT}" in text


def test_a_comparison_reads_as_it_was_written(with_debris, plain, tmp_path):
    other = replace(plain, summary=plain.summary | {"scenario": "other"})
    result = compare_results([with_debris, other])
    result.write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "comparison.json", "comparison.md", "manifest.json", "descent", "other",
    }  # fmt: skip
    again = ComparisonResult.read(tmp_path)
    assert again.figures == json.loads((tmp_path / "comparison.json").read_text())
    assert [run.name for run in again.runs] == ["descent", "other"]
    assert again.manifest["status_counts"] == {"impact": 2}
    assert {path.name for path in redraw(tmp_path, ["svg"])} >= {"decay.svg", "report.html"}
    assert {"descent.kml", "other.kml"} == export(tmp_path, "kml").texts.keys()
    changed_manifest(tmp_path, format=7)
    with pytest.raises(FormatError):
        list(redraw(tmp_path))


def test_a_plan_reads_as_it_was_written(tmp_path):
    result = PlanResult(
        answer={
            "scenario": "short", "scenario_sha256": "ab" * 32, "version": "1", "feasible": False,
            "findings": [{"sentence": "too far", "remedy": "another day"}],
        },
        scenario_yaml="name: short\n",
        manifest=PROVENANCE,
        calendar=made_up(plan.KINDS["calendar"]),
        torque=made_up(plan.KINDS["control"]),
        failures=FAILURES,
        failure_features=FEATURES,
    )  # fmt: skip
    result.write(tmp_path)
    again = PlanResult.read(tmp_path)
    for field in fields(PlanResult):
        if field.name != "manifest":
            assert equal(getattr(result, field.name), getattr(again, field.name)), field.name
    assert again.label == "short" and not again.feasible
    assert again.reasons == ["too far; another day"]
    assert again.track.tolist() == [[1.0, 2.0], [3.0, 4.0]] and again.lowering is None
    changed_manifest(tmp_path, format=FORMAT + 1)
    with pytest.raises(FormatError):
        PlanResult.read(tmp_path)


def test_a_campaign_of_an_earlier_version_is_drawn_and_resumed(tmp_path):
    options = {"samples": 6, "chunk": 3, "begin": "start"}
    store = tmp_path / "store"
    answer = sim.load(SHORT).campaign(store, **options)
    changed_manifest(store, format=None)
    again = CampaignResult.read(store)
    assert again.answers == answer.figures and len(again.plans[0].samples["sample"]) == 6
    assert (store / "report.html") in list(redraw(store, ["png"]))
    before = (store / "answers.json").read_bytes()
    sim.load(SHORT).campaign(store, **options, resume=True)
    assert (store / "answers.json").read_bytes() == before
    changed_manifest(store, format=FORMAT + 1)
    with pytest.raises(FormatError, match=r"store was written by iss-deorbit"):
        list(redraw(store))


def test_figures_of_a_run_are_drawn_beside_its_files(plain, tmp_path):
    write_run(tmp_path, plain, plots=True)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"decay.png", "decay.svg", "report.html", "summary.json"} <= names
    assert "footprint.geojson" not in names


def test_options_have_the_defaults_of_the_command():
    assert CampaignOptions() == CampaignOptions(samples=1024, seed=1, method="sobol", chunk=128)
