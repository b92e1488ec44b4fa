"""The command ``bench``: finds its measurements or says what to do."""

import pytest

import sim.cli.bench as module
from sim.cli.exit_handling import INPUT, error_message, exit_code
from sim.errors import InputError


def test_without_a_checkout_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FOLDER", tmp_path / "benchmarks")
    with pytest.raises(InputError) as error:
        module.bench_all(True, False, [], [], 1.0, 1, tmp_path)
    assert exit_code(error.value) == INPUT
    assert "get a checkout" in error_message(error.value)


@pytest.mark.parametrize(
    ("names", "problems", "words"),
    [(["orbitron"], [], "peer 'orbitron'"), ([], ["z9"], "problem 'z9'; allowed: a8, a20")],
)
def test_unknown_names_are_told(names, problems, words, tmp_path):
    with pytest.raises(InputError, match=words):
        module.bench_all(True, False, names, problems, 1.0, 1, tmp_path / "out")
    assert not (tmp_path / "out").exists()
