"""How a ship comes down after undocking: both ways of the key, and what a check refuses."""

import pytest

from sim.scenario.build.disposal import disposals_of
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads, resolved_yaml

LEAVE = """\
  - name: push
    dock: [tug]
    until: {duration: 1 d}
  - name: alone
    undock: [tug]
    until: {ground: true}
"""


def leaving(base: str, disposal: str) -> str:
    """The base with a tug that docks, leaves at once, and has a disposal."""
    text = base[: base.index("  - name: push")]
    return text.replace("  tug:\n", f"  tug:\n    disposal: {disposal}\n") + LEAVE


def tug(text: str):
    """The disposal of the tug of a scenario, in SI units."""
    return disposals_of(loads(text)).get("tug")


@pytest.mark.parametrize("way", ["controlled", "uncontrolled"])
def test_a_word_stands_for_the_mapping_and_survives_resolution(base, way):
    text = leaving(base, way)
    built = tug(text)
    assert built is not None
    assert built.controlled == (way == "controlled")
    assert built.engines == ("tug.push",)
    assert built.casualty_area == pytest.approx(0.042)
    assert tug(resolved_yaml(loads(text))) == built


def test_the_deorbit_is_that_of_the_mass_at_departure(base):
    text = leaving(base, "controlled")
    came = loads(text).vehicles["tug"].dry_mass
    lighter = text.replace(
        "  tug:\n", "  tug:\n    departure_mass: {value: 2 t, assumption: trial}\n", 1
    )
    left = text.replace("  tug:\n", "  tug:\n    left_aboard: {value: 1 t, assumption: trial}\n", 1)
    assert [tug(each).dry_mass for each in (text, lighter, left)] == [came, 2000.0, came - 1000.0]


def test_a_vehicle_that_stays_has_no_disposal(base):
    text = base.replace("  tug:\n", "  tug:\n    disposal: controlled\n")
    assert tug(text) is None


LOAD = "load: {{value: {}, assumption: trial}}\n    engines:\n      push"
LIFE = "isp: {value: 302 s, assumption: trial}"


@pytest.mark.parametrize(
    ("disposal", "old", "new", "words"),
    [
        (
            "controlled",
            LOAD.format("5 t"),
            LOAD.format("20 kg"),
            "push needs 155 kg for 46 m/s from an orbit of 150 km and has 20 kg at most",
        ),
        (
            "controlled",
            "          - tank: fuel\n",
            "",
            "no engine of its own draws from its tanks",
        ),
        (
            "controlled",
            LIFE,
            LIFE + "\n        rated_time: {value: 20 s, assumption: trial}",
            "push needs 76 s for 46 m/s from an orbit of 150 km and may fire 20 s",
        ),
        ("{engines: [pull]}", "no", "no", "no engine group of this vehicle"),
        ("left", "no", "no", "'controlled' or 'uncontrolled'"),
    ],
)
def test_what_the_file_alone_shows_is_refused(base, disposal, old, new, words):
    text = leaving(base, disposal)
    assert old in text
    with pytest.raises(ScenarioError) as told:
        loads(text.replace(old, new))
    assert words in str(told.value)
    assert "disposal" in str(told.value)


def test_left_to_fall_it_may_be_empty(base):
    text = leaving(base, "uncontrolled").replace(LOAD.format("5 t"), LOAD.format("0 t"))
    assert not tug(text).controlled
