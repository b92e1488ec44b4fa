"""What is known before a burn, in the terms in which rules ask."""

import numpy as np
from numpy.typing import NDArray

from sim.frames.constants import STANDARD_GRAVITY
from sim.operations.decisions.facts import Facts
from sim.operations.decisions.rules import Rules
from sim.operations.decisions.storm import largest_ap
from sim.operations.failures import BurnFailures
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.replan import Commands, Rows, Sequence

Array = NDArray[np.float64]

UNKNOWN = np.nan
"""A fact that nobody measures: it breaks no rule."""


def gather_facts(
    *,
    known: Knowledge,
    commands: Commands,
    sequence: Sequence,
    stage: int,
    rows: Rows,
    seen: Array,
    pointing: Array,
    rules: Rules,
    landing: Landing | None,
    failures: BurnFailures | None,
    waited: Array,
    holds: NDArray[np.int64],
    is_planned: NDArray[np.bool_],
) -> Facts:
    """Facts about some samples, (k,), before burn number `stage`.

    `seen` is when each was last measured, s, (n,), `pointing` by which angle its last burn pointed
    off, rad, (n,), NaN before the first; `waited` is how many revolutions the burn has waited,
    `holds` how often the descent has. A stack that nothing holds shows in its propellant.
    """
    burn = sequence.problem.burns[stage]
    place = commands.impact[rows].T
    clear = np.full(len(rows), UNKNOWN) if landing is None else landing.clear_share(*place)
    left = sequence.revolutions_left[stage] if sequence.revolutions_left else np.inf
    with_drag = left / known.drag[rows]
    waited_all = np.zeros(len(known.t))
    waited_all[rows] = waited
    age = commands.ignition[rows, stage] - seen[rows]
    weather = known.mission.world.weather
    # a burn that can't be planned has no end
    ends = np.nan_to_num(commands.ignition[rows, stage] + commands.duration[rows, stage])
    return Facts(
        state_age=age,
        attitude=pointing[rows],
        propellant=usable_propellant(sequence, known, stage)[rows],
        for_plan=np.nan_to_num(commands.propellant[rows]),
        for_abort=_abort_propellant(sequence, known, stage, rules)[rows],
        computers=np.inf if failures is None else failures.computers(stage, waited_all)[rows],
        thrusters=np.inf if failures is None else failures.thrusters(stage, waited_all)[rows],
        storm=largest_ap(weather, known.t[rows], ends),
        clear_of_land=clear,
        revolutions_left=with_drag - waited,
        backups=float(sequence.backups),
        holds=holds,
        is_planned=is_planned,
        is_final=burn.name == sequence.problem.final.name,
    )


def usable_propellant(sequence: Sequence, known: Knowledge, stage: int) -> Array:
    """What the engines of the remaining burns can draw from, kg, (n,)."""
    groups = {firing.group for burn in sequence.problem.burns[stage:] for firing in burn.firings}
    stack = known.stack
    fed = {feed.tank for group in stack.groups if group.name in groups for feed in group.feeds}
    fed |= {
        group.line.source
        for group in stack.groups
        if group.name in groups and group.line is not None and group.line.switch != "none"
    }
    counted = np.array([tank in fed for tank in stack.tanks], dtype=bool)
    return (stack.usable * stack.aboard * counted).sum(axis=1)


def _abort_propellant(sequence: Sequence, known: Knowledge, stage: int, rules: Rules) -> Array:
    """What raising the orbit by one abort takes, kg, (n,)."""
    firings = sequence.problem.burns[stage].firings
    groups = {group.name: group for group in known.stack.groups}
    isp = min(groups[firing.group].isp for firing in firings)
    return known.y[:, 6] * -np.expm1(-rules.reboost / (isp * STANDARD_GRAVITY))
