"""Progress: who is called, from where, and what becomes of an error in a thread."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.flight.fly import fly
from sim.flight.status import FlightStoppedError
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.workflow.progress import (
    BUILDING,
    DONE,
    Progress,
    process_side_by_side,
    report_stage,
)
from sim.workflow.run import run_scenarios

DESCENT = Path(__file__).parent.parent / "report" / "descent.yaml"
STAGES = ["first", "second"]
HANGS = 300.0
"""s after which something that waits is taken to wait for ever."""


@pytest.fixture(scope="module")
def pair():
    """Two missions of different names, with their scenario."""
    scenario = load(DESCENT)
    mission = build_mission(scenario)
    return [scenario, scenario], [mission, replace(mission, name="other")]


def test_each_scenario_is_reported_from_the_calling_thread_to_its_end(pair):
    reports, threads = [], set()
    reported = threading.Condition()

    def work(scenario, mission, live):
        for live.phase in STAGES:
            with reported:
                assert reported.wait_for(
                    lambda stage=live.phase: any(
                        (each.scenario, each.stage) == (mission.name, stage) for each in reports
                    ),
                    timeout=HANGS,
                )
        return mission.name

    def on_progress(progress: Progress) -> None:
        with reported:
            reports.append(progress)
            reported.notify_all()
        threads.add(threading.current_thread())

    names = process_side_by_side(work, *pair, [STAGES] * 2, on_progress)
    assert names == ["descent", "other"] and threads == {threading.current_thread()}
    for name in names:
        own = [each for each in reports if each.scenario == name]
        shares = [each.share for each in own]
        assert shares == sorted(shares) and {0.0, 0.5, 1.0} <= set(shares)
        assert [each.stage for each in own].count(DONE) == 1 and own[-1].stage == DONE
        assert own[0].utc.startswith("2025-06-01T00:00")


def test_the_first_error_in_the_order_of_the_scenarios_is_raised(pair):
    other_failed = threading.Event()

    def work(scenario, mission, live):
        if mission.name == "descent":
            assert other_failed.wait(HANGS)
        other_failed.set()
        raise InputError(mission.name)

    with pytest.raises(InputError, match="descent"):
        process_side_by_side(work, *pair, [STAGES] * 2)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_flights_nobody_waits_for_any_more_end(pair, error):
    ended, flying = threading.Event(), threading.Event()

    def work(scenario, mission, live):
        try:
            while True:
                flying.set()
                fly(mission, live)
        except FlightStoppedError:
            ended.set()
            raise

    def on_progress(progress: Progress) -> None:
        if flying.wait(30.0):
            raise error

    with pytest.raises(error):
        process_side_by_side(work, *([each[0]] for each in pair), [STAGES], on_progress)
    assert ended.wait(30.0)


def test_a_stage_that_fails_ends_too():
    reports = []
    with pytest.raises(ZeroDivisionError):
        with report_stage(BUILDING, reports.append):
            raise ZeroDivisionError
    assert [each.stage for each in reports] == [BUILDING, DONE]


def test_a_stage_without_measure_ends():
    reports = []
    with report_stage(BUILDING, reports.append):
        assert [each.stage for each in reports] == [BUILDING]
    assert [each.stage for each in reports] == [BUILDING, DONE]
    assert all(each.share is None and not each.scenario for each in reports)


def test_a_flight_reports_its_phases_and_dates():
    reports = []
    (result,) = run_scenarios([load(DESCENT)], [DESCENT], on_progress=reports.append)
    stages = [each.stage for each in reports]
    assert stages[:2] == [BUILDING, DONE] and stages[-1] == DONE
    flying = [each for each in reports if each.scenario == "descent"]
    assert flying[-1].share == 1.0 and not result.has_failed
    assert all(each.utc.startswith("2025-06-01T0") for each in flying[:-1])
