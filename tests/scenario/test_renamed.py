"""Keys by their earlier names: read, laid over by either name, and each told in one line."""

import warnings

import pytest

from sim.cli import _show_hint
from sim.errors import InputHint
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, resolved_yaml
from sim.scenario.reading import renamed

EARLIER = {
    ("environment", "density_error"): "air_error",
    ("phases", "steps"): "save_every",
}


@pytest.fixture(autouse=True)
def table(monkeypatch) -> None:
    monkeypatch.setattr(renamed, "RENAMED", EARLIER)


def written(folder, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def test_an_earlier_name_is_read_with_a_hint_of_file_line_and_present_name(tmp_path) -> None:
    file = written(
        tmp_path, "a.yaml", "include: drift\nenvironment:\n  density_error: {noise: 0.1}\n"
    )
    with pytest.warns(InputHint) as hints:
        scenario = load(file)
    assert [str(hint.message) for hint in hints] == [
        f"{file}:3: the key `density_error` is now called `air_error`"
    ]
    assert scenario.environment.air_error.noise == 0.1
    assert "density_error" not in resolved_yaml(scenario)


@pytest.mark.parametrize(
    ("below", "above"), [("density_error", "air_error"), ("air_error", "density_error")]
)
def test_either_name_overrides_the_other(tmp_path, below, above) -> None:
    written(
        tmp_path,
        "a.yaml",
        f"include: drift\nenvironment: {{{below}: {{noise: 0.1, bias_low: 0.2}}}}\n",
    )
    file = written(
        tmp_path, "b.yaml", f"include: a.yaml\nenvironment: {{{above}: {{noise: 0.3}}}}\n"
    )
    with pytest.warns(InputHint):
        error = load(file).environment.air_error
    assert (error.noise, error.bias_low) == (0.3, 0.2)


def test_changes_parts_of_files_and_lists_too(tmp_path) -> None:
    written(tmp_path, "part.yaml", "density_error: {noise: 0.1}\n")
    text = "include: drift\nenvironment: {include: part.yaml}\n"
    text += "phases: {drift_to_330_km: {steps: 1 h}}\n"
    file = written(tmp_path, "a.yaml", text)
    with pytest.warns(InputHint) as hints:
        scenario = load(file, {"environment.density_error.noise": 0.4})
    places = [str(hint.message).partition(": ")[0] for hint in hints]
    assert places == [f"{file}:3", "changes:1", f"{tmp_path / 'part.yaml'}:1"]
    assert scenario.environment.air_error.noise == 0.4
    assert scenario.phases[0].save_every == 3600.0


def test_in_other_places_the_name_stays_unknown(tmp_path) -> None:
    file = written(tmp_path, "a.yaml", "include: drift\nstate: {density_error: 1}\n")
    with pytest.raises(ScenarioError, match="density_error: unknown key"):
        load(file)


def test_the_command_line_says_it_in_one_line_on_stderr(capsys) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("always", category=InputHint)
        warnings.showwarning = _show_hint
        warnings.warn("a.yaml:3: the key `a` is now called `b`", InputHint, stacklevel=1)
    assert capsys.readouterr() == ("", "a.yaml:3: the key `a` is now called `b`\n")
