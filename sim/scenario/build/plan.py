"""From the plan a scenario asks for to a planning problem, and from a plan that was flown back to a
scenario with dated burns.
"""

import math
from typing import Any

import numpy as np

from sim.flight.phase import Burn, Steering
from sim.frames.epoch import Epoch
from sim.operations.aim_choice import AimBox, AimChoice
from sim.planning.problem import PlanLimits, PlannedBurn, PlanningProblem, UnaimedProblem
from sim.planning.targeting.command import DIGITS
from sim.planning.targeting.solve import BurnPlan
from sim.scenario.build.cutoff_law import law_of
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.build.phases import firings_of, steering_of
from sim.scenario.schema.plan import PlanModel, PlannedBurnModel
from sim.scenario.schema.scenario import Scenario

LEGS = {"northbound": 1, "southbound": -1}


def problem_of(scenario: Scenario) -> PlanningProblem | UnaimedProblem:
    """The planning problem of a scenario, in SI units; without an aim point where that is still to
    be chosen (`aim_choice_of`).

    Raises
    ------
    ValueError
        If the scenario asks for no plan.
    """
    given = scenario.plan
    if given is None:
        raise ValueError(f"{scenario.name} has no `plan`")
    *lowering, final = (_burn(burn, scenario, given) for burn in given.burns)
    attitudes = names_of(scenario.all_vehicles, "attitudes")
    problem = UnaimedProblem(
        lowering=tuple(lowering),
        final=final,
        window=float(given.window),
        altitude=None if given.altitude is None else float(given.altitude),
        directions=tuple(LEGS[leg] for leg in given.legs),
        fixed_shares=given.fixed_shares,
        flight_path_angle=_below_horizon(given.flight_path_angle),
        interface=float(scenario.environment.entry_interface),
        entry_attitude=full_name(given.entry_attitude, attitudes),
        limits=PlanLimits(
            _below_horizon(given.limits.shallowest),
            _number(given.limits.least_perigee),
            {name: float(mass) for name, mass in given.limits.reserve.items()},
        ),
    )
    latitude, longitude = given.aim.latitude, given.aim.longitude
    if latitude is None or longitude is None:
        return problem
    return problem.aimed_at(aim_choice_of(scenario).point(float(latitude), float(longitude)))


def aim_choice_of(scenario: Scenario) -> AimChoice:
    """The box of the aim point, the share of the debris that counts, and the reference piece.

    Raises
    ------
    ValueError
        If the scenario asks for no plan.
    """
    if scenario.plan is None:
        raise ValueError(f"{scenario.name} has no `plan`")
    aim = scenario.plan.aim
    sides = (aim.box.south, aim.box.north, aim.box.west, aim.box.east)
    return AimChoice(
        AimBox(*(float(side) for side in sides)),
        float(aim.share),
        None if aim.unbroken else float(aim.ballistic_coefficient),
        float(aim.release),
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _below_horizon(angle: float | None) -> float | None:
    """A flight-path angle, which scenarios give as positive below the horizon, rad."""
    return None if angle is None else -float(angle)


def _burn(model: PlannedBurnModel, scenario: Scenario, plan: PlanModel) -> PlannedBurn:
    firings = firings_of(model.engines, scenario)
    attitude = model.attitude
    attitudes = names_of(scenario.all_vehicles, "attitudes")
    return PlannedBurn(
        name=model.name,
        firings=firings,
        perigee=float(model.perigee),
        before=0.0 if model.before_final is None else float(model.before_final),
        longest=_longest(model, scenario, plan),
        steering=Steering() if model.steering is None else steering_of(model.steering),
        dock=model.dock,
        undock=model.undock,
        attitude=None if attitude is None else full_name(attitude, attitudes),
        law=law_of(model, scenario),
    )


def _longest(model: PlannedBurnModel, scenario: Scenario, plan: PlanModel) -> float | None:
    """Longest duration allowed, s: as given, as the limits say, and as long as any of the engines
    is rated for.
    """
    known = names_of(scenario.all_vehicles, "engines")
    rated = []
    for use in model.engines:
        vehicle, _, name = full_name(use.group, known).partition(".")
        group = scenario.all_vehicles[vehicle].engines[name]
        limits = [float(v) for v in (group.rated_time, group.longest_burn) if v is not None]
        rated.append(min(limits, default=math.inf))
    given = [float(v) for v in (model.longest, plan.limits.longest_burn) if v is not None]
    longest = min([*given, max(rated)])
    return longest if math.isfinite(longest) else None


def planned(scenario: Scenario, plan: BurnPlan) -> Scenario:
    """The scenario with the burns of a plan as dated phases, ready to be flown.

    Dates are rounded to milliseconds and cut-offs to the digits of a command, and the flight is
    built from what is written: the resolved file flies to the same bits again.

    Parameters
    ----------
    scenario
        The one that asked for the plan.
    plan
        Found for it.

    Raises
    ------
    ValueError
        If the scenario asks for no plan.
    """
    given = scenario.plan
    if given is None:
        raise ValueError(f"{scenario.name} has no `plan`")
    content = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    del content["plan"]
    content.pop("guidance", None)  # what has dates is flown as it stands
    epoch = plan.before.mission.epoch
    burns = [
        _phase(model, float(ignition), command, epoch)
        for model, ignition, command in zip(given.burns, plan.ignition, plan.commands, strict=True)
    ]
    interface = scenario.environment.entry_interface.given
    content["phases"] += [
        *burns,
        {"name": "coast", "until": {"altitude_below": interface}, "save_every": "10 s"},
        {
            "name": "entry",
            "attitude": given.entry_attitude,
            "until": {"ground": True},
            "longest_step": "2 s",
            "save_every": "1 s",
        },
    ]
    return Scenario.model_validate(content).made_from(scenario)


def _command_text(command: Burn) -> str:
    """The cut-off of a command, with its unit."""
    value = float(np.broadcast_to(command.value, 1)[0])
    if command.cutoff == "perigee":
        return f"{value / 1e3:.3f} km"
    unit = {"delta_v": "m/s", "duration": "s", "downrange": "rad"}[command.cutoff]
    return f"{value:.{DIGITS[command.cutoff]}f} {unit}"


def _phase(model: PlannedBurnModel, ignition: float, command: Burn, epoch: Epoch) -> dict[str, Any]:
    burn: dict[str, Any] = {
        "engines": [
            use.model_dump(mode="json", by_alias=True, exclude_none=True) for use in model.engines
        ],
        "ignition": {"date": epoch.utc_iso(ignition, 3)},
        "cutoff": {command.cutoff: _command_text(command)},
    }
    if model.steering is None:
        burn["direction"] = "retrograde"
    else:
        burn["steering"] = model.steering.model_dump(mode="json", exclude_none=True)
    phase: dict[str, Any] = {"name": model.name, "burn": burn, "save_every": "20 s"}
    for key in ("dock", "undock"):
        if getattr(model, key):
            phase[key] = list(getattr(model, key))
    for key in ("attitude", "source"):
        if getattr(model, key) is not None:
            phase[key] = getattr(model, key)
    phase["assumption"] = "; ".join(
        filter(None, ["date and cut-off computed by the planner", model.assumption])
    )
    return phase
