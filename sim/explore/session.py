"""Plans that are open, and what is asked of them; knows no page and no server."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.campaign.sampling.dispersion import Dispersion
from sim.entry.breakup.fragment_catalogue import Pieces
from sim.flight.mission import Mission
from sim.flight.status import FlightProgress
from sim.scenario.build.campaign import dispersions
from sim.scenario.load import scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.explore.aim import Approximation, approximate_aim, plan_again
from sim.workflow.explore.answer import Answer, answer_state
from sim.workflow.explore.cloud import (
    FEW,
    LEVELS,
    MANY,
    CloudPart,
    disperse_state,
    join_parts,
    measure_cloud,
)
from sim.workflow.explore.controls import Controls, ControlsError, read_controls
from sim.workflow.explore.held import HeldPlan, hold_plan
from sim.workflow.explore.passes import Pass, list_passes
from sim.workflow.explore.pieces import choose_pieces
from sim.workflow.explore.reach import Reach, tabulate_reach
from sim.workflow.flown_scenario import FlownScenario, run_scenario, stage_names
from sim.workflow.progress import OnProgress, ignore_progress, process_side_by_side
from sim.workflow.run import build_missions

HOLDING = "flying to the hold, breaking up"
KEPT = 8
"""Plans for other aims that are kept."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer to a state; `approximate` is how far off in km its aim is expected, None where no
    aim is asked for, or it was planned for.
    """

    plan: HeldPlan
    answer: Answer
    approximate: float | None = None


@dataclass(frozen=True, kw_only=True)
class CloudStep:
    """A cloud so far: samples of so many wanted, pieces of each, places of the newest part, and
    figures where enough has come since the last.
    """

    samples: int
    wanted: int
    pieces: int
    part: CloudPart
    figures: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class OpenPlan:
    """A scenario that was flown and is held, ready to be changed.

    Attributes
    ----------
    scenario, digest
        As it was read, and its sha256.
    plan, nominal, few
        Held, its answer without changes, and the pieces that stand for all in a quick one.
    dispersed
        What its campaign disperses.
    passes, reach
        The revolutions its final burn can take place on, and where it can bring the debris.
    """

    scenario: Scenario
    digest: str
    plan: HeldPlan
    nominal: Answer
    few: Pieces
    dispersed: tuple[Dispersion, ...]
    passes: tuple[Pass, ...]
    reach: Reach
    _again: OrderedDict[tuple[float, float], HeldPlan] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    def read(self, given: Mapping[str, object]) -> Controls:
        """A state from values by name; raises `ControlsError`."""
        state = read_controls(given, self.plan.controls())
        if state.revolution not in self.plan.ignitions:
            allowed = ", ".join(str(each) for each in self.plan.ignitions)
            words = f"the burn can't take place {state.revolution} revolutions later"
            raise ControlsError({"revolution": f"{words}; allowed: {allowed}"})
        return state

    def reply(self, state: Controls, *, quick: bool) -> Reply:
        """The answer to a state, of a few representative pieces or of all.

        Raises
        ------
        AimNotMetError
            If an aim is asked for and nothing of the plan comes down.
        """
        plan, flown, approximate = self._resolve(state)
        answer = answer_state(plan, flown, self.few if quick else None)
        return Reply(plan=plan, answer=answer, approximate=approximate)

    def replan(self, state: Controls) -> Reply:
        """The answer to a state with all burns planned again for its aim.

        Raises
        ------
        AimNotMetError
            If they can't be brought there.
        """
        aim = state.aim
        if aim is None:
            return self.reply(state, quick=False)
        with self._lock:
            known = self._again.get(aim)
        if known is None:
            near = self._near(Controls(), aim)
            known = plan_again(self.scenario, self.plan, aim, near.state.revolution)
            with self._lock:
                self._again[aim] = known
                while len(self._again) > KEPT:
                    self._again.popitem(last=False)
        return self.reply(state, quick=False)

    def _near(self, state: Controls, aim: tuple[float, float]) -> Approximation:
        return approximate_aim(self.plan, self.nominal, self.reach, state, aim)

    def _resolve(self, state: Controls) -> tuple[HeldPlan, Controls, float | None]:
        """Which plan flies a state, with which controls, and how far off its aim is expected."""
        if state.aim is None:
            return self.plan, state, None
        with self._lock:
            known = self._again.get(state.aim)
        if known is not None:
            return known, state, None
        near = self._near(state, state.aim)
        return self.plan, near.state, near.miss_km

    def cloud(self, reply: Reply, threads: int = 1) -> Iterator[CloudStep]:
        """The cloud of an answer to all pieces, refined step by step; none without dispersions."""
        for pieces, wanted in ((FEW, LEVELS[-1]), (MANY, LEVELS[1])):
            cloud = disperse_state(reply.plan, reply.answer, self.dispersed, pieces)
            if cloud is None:
                return
            parts: list[CloudPart] = []
            count, told = 0, 0
            for part in cloud.fly(0, wanted, threads):
                parts.append(part)
                count += len(part.samples["sample"])
                figures = None
                if count in LEVELS or count >= 2 * told or count == wanted:
                    parts, told = [join_parts(parts)], count
                    figures = measure_cloud(parts[0])
                yield CloudStep(
                    samples=count, wanted=wanted, pieces=pieces, part=part, figures=figures
                )


def open_plans(
    scenarios: Sequence[Scenario], files: Sequence[Path], on_progress: OnProgress = ignore_progress
) -> list[OpenPlan]:
    """Fly scenarios as `run` does, side by side, and hold each before its final burn.

    Raises
    ------
    NothingToExploreError
        If one has no burn that brings it down, or nothing tells what breaks up.
    ScenarioError, NoPlanError
        As `sim.workflow.run.run_scenarios`.
    """
    missions = build_missions(scenarios, on_progress)
    stages = [[*stage_names(*pair), HOLDING] for pair in zip(scenarios, missions, strict=True)]
    return process_side_by_side(_open_plan, scenarios, missions, stages, on_progress)


def _open_plan(scenario: Scenario, mission: Mission, live: FlightProgress) -> OpenPlan:
    flown = run_scenario(scenario, mission, live)
    live.phase = HOLDING
    return open_flown(scenario, flown)


def open_flown(scenario: Scenario, flown: FlownScenario) -> OpenPlan:
    """A scenario that was flown, held before its final burn."""
    plan = hold_plan(flown)
    nominal = answer_state(plan, Controls())
    assert nominal.study is not None  # the plan comes down, or it could not be held
    few = choose_pieces(plan, nominal.study, FEW).fragments
    answer_state(plan, Controls(), few)  # compiles and reads what a first quick answer needs
    dispersed = dispersions(scenario)
    if (cloud := disperse_state(plan, nominal, dispersed)) is not None:
        next(cloud.fly(0, 1))  # and what a first cloud does
    return OpenPlan(
        scenario=scenario,
        digest=scenario_hash(scenario),
        plan=plan,
        nominal=nominal,
        few=few,
        dispersed=dispersed,
        passes=list_passes(plan),
        reach=tabulate_reach(plan, few),
    )
