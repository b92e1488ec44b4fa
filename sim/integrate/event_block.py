"""Events of eight lanes at once: their values and rates at a state, and what they say of a step.

A crossing shows by the signs at both ends of a step. Two of them, there and back, don't: then the
function has an extremum in between, which its rates at both ends tell of.
"""

from sim.dynamics.event import event_value
from sim.lanes import absolute, kernel, load, maximum, store, where


@kernel
def events_at(t, state, values, rates, lane, events, world):
    """Evaluate all events of all lanes at a state block, into blocks of values and rates."""
    kind = events.kind
    threshold = lane.threshold
    for e in range(kind.shape[0]):
        value, rate = event_value(
            kind[e],
            t,
            load(state, 0),
            load(state, 1),
            load(state, 2),
            load(state, 3),
            load(state, 4),
            load(state, 5),
            load(state, 6),
            world,
            load(threshold, e),
        )
        store(values, e, value)
        store(rates, e, rate)


@kernel
def crossed(e, lane, direction):
    """Lanes whose event e crosses zero in its direction from the start to the end of the step."""
    # the direction turns every crossing into one from below to above zero
    before = load(lane.start, e) * direction[e]
    return (before < 0.0) & (load(lane.now, e) * direction[e] >= 0.0)


@kernel
def hidden_extremum(e, h, lane, direction):
    """Lanes whose event e may cross zero and come back within a step of h seconds, and where: the
    share of the step up to its extremum, by the secant of the rates.

    What lies between two states on one side of zero stays below the point where the tangents at
    both meet, as long as it is bent one way: twice as far out as a parabola goes, which covers what
    the step leaves of higher powers.
    """
    before = load(lane.start, e) * direction[e]
    side = where(before < 0.0, 1.0, -1.0) * direction[e]
    near = -absolute(before)
    far = side * load(lane.now, e)
    up = side * h * load(lane.start_rate, e)
    down = side * h * load(lane.now_rate, e)
    hidden = (far <= 0.0) & (up > 0.0) & (down < 0.0)
    hidden = hidden & (up * far - down * near - up * down >= 0.0)
    return hidden, up / maximum(up - down, 1e-300)


@kernel
def keep_event_values(chosen, lane):
    """Make values and rates at the end of a step those at the start, in the chosen lanes."""
    for e in range(lane.now.shape[0]):
        store(lane.start, e, where(chosen, load(lane.now, e), load(lane.start, e)))
        store(lane.start_rate, e, where(chosen, load(lane.now_rate, e), load(lane.start_rate, e)))
