"""Tables of attitude control: terminal and page say the same, verdicts are those of the figures."""

import io
from html.parser import HTMLParser

import pytest
from rich.console import Console

from sim.report.page.attitude_control import control_markup
from sim.report.tables.attitude_control import control_tables
from sim.report.text.attitude_control import gyroscope_rows, phase_rows, torque_rows
from sim.report.text.limits import broken_limits, broken_plan_limits

STAGE = {
    "stage": "final_burn",
    "axis": "pitch",
    "altitude_km": 147.2,
    "thrust_n": 12e3,
    "authority_n_m": 8e3,
    "air_n_m": 600.0,
    "push_n_m": 1800.0,
    "factor": 3.33,
    "factor_low": 0.7,
    "factor_high": 20.0,
    "controllable": True,
}


@pytest.fixture
def control():
    return {
        "assumptions": {"gyroscopes_down_to_km": 220.0},
        "sentence": "Controllable while 12.0 kN push, if it is aligned; it needs 0.62 m.",
        "flagged": False,
        "stages": [
            STAGE,
            STAGE | {"axis": "yaw", "factor_low": 1.2},
            STAGE | {"stage": "burn_1", "axis": "roll", "thrust_n": 0.0, "factor": None,
                     "factor_low": None, "factor_high": None},
        ],
        "gyroscopes": [
            {"attitude": "station.nominal", "gyroscopes": 3, "momentum_n_m_s": 14280.0,
             "full_at_km": 223.4, "holds": False},
            {"attitude": "station.nominal", "gyroscopes": 4, "momentum_n_m_s": 19040.0,
             "full_at_km": 213.0, "holds": True},
        ],
        "by_phase": [
            {"phase": "descent", "use": "turning", "kg": 50.0, "low_kg": 40.0, "high_kg": 400.0},
            {"phase": "burn_2_coast", "use": "holding", "kg": 730.0, "low_kg": 341.0,
             "high_kg": 1460.0},
        ],
        "lost_utc": None,
    }  # fmt: skip


class Cells(HTMLParser):
    """Texts of all cells."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        self.inside = tag in ("td", "th")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found.append(data)


def test_verdicts_say_how_sure_they_are(control):
    verdicts = [row[-1] for row in torque_rows(control)]
    assert verdicts == ["held, but not in all the range", "held", "held"]
    control["stages"] = [STAGE | {"controllable": False, "factor": 0.5}]
    assert [row[-1] for row in torque_rows(control)] == ["lost"]


def test_page_and_terminal_have_the_same_cells(control):
    cells = Cells()
    cells.feed(control_markup(control))
    wanted = [
        cell
        for rows in (torque_rows, gyroscope_rows, phase_rows)
        for row in rows(control)
        for cell in row
        if cell
    ]
    assert set(wanted) <= set(cells.found)
    written = io.StringIO()
    Console(file=written, width=200).print(control_tables(control))
    for cell in wanted:
        assert cell in written.getvalue()
    assert control["sentence"] in control_markup(control)


def test_the_sum_over_the_phases_stands_last(control):
    *_, last = phase_rows(control)
    assert last == ("all", "", "780", "381 to 1,860")
    control["by_phase"] = None
    assert list(phase_rows(control)) == []
    assert "Propellant of attitude control" not in control_markup(control)


def test_names_on_the_page_stay_text(control):
    control["stages"] = [STAGE | {"stage": "<script>alert(1)</script>"}]
    assert "<script>" not in control_markup(control)


def test_a_plan_without_a_study_has_no_tables():
    assert control_markup(None) == "" and control_markup({"lost_at": []}) == ""


def test_a_thrust_line_out_of_line_breaks_a_limit(control):
    answer = {"scenario": "usdv", "control": control}
    assert broken_plan_limits(answer) == []
    lost = STAGE | {"push_n_m": 18e3, "factor": 0.43, "controllable": False}
    control["stages"] += [lost, lost | {"axis": "yaw", "factor": 0.9}]
    (broken,) = broken_plan_limits(answer)
    assert broken.limit == "attitude control"
    assert "final burn is not controllable in pitch" in broken.sentence
    assert "18,600 N m" in broken.sentence and "8,000 N m" in broken.sentence


def test_a_lost_attitude_is_told_with_its_date(control):
    control["lost_utc"] = "2031-01-05T06:07:08.000Z"
    (broken,) = broken_plan_limits({"scenario": "usdv", "control": control})
    assert "on 5 Jan 2031, 06:07 UTC" in broken.sentence
    (same,) = broken_limits({"scenario": "usdv", "attitude_lost_utc": control["lost_utc"]})
    assert same == broken
