"""Flights beside other propagators at equal error: many, one alone, and with matrices."""

import time
from collections.abc import Iterator, Sequence

import library
import slow_clock
from peer_comparison import Result, compare_peers
from peers import satkit
from peers.interface import Unable
from peers.problems import make_problem
from peers.worker import peer_entries
from work_precision import time_at_error

from goals.options import Options
from goals.table import Figure

SECONDS = 4.0
"""In flight for each peer and problem."""
OURS, ALONE = "lanes", "lanes, alone"
SCENARIO_OF_DESCENT = "usdv"
SLOW_STEP, SLOW_CASES = 42.0, ((2, 7), (3, 7))
"""s; steps between evaluations of the slow forces, and values continued."""
TOLERANCE_OF_SATKIT = 1e-9
"""Relative; errs by about a centimetre in b20."""


def measure_batches(options: Options) -> Iterator[Figure]:
    """Sixty-four trajectories, and one alone, beside the peers."""
    for problem, peers, errors in (
        ("a8", ("heyoka",), {"1m": 1.0, "1cm": 0.01}),
        ("b20", ("satkit", "orekit"), {"": 1.0}),
        ("b70", ("satkit", "orekit"), {"": 1.0}),
    ):
        results = _compare(problem, peers, options)
        for peer in peers:
            for label, error in errors.items():
                key = f"batch.{problem}.{peer}" + (f".{label}" if label else "")
                yield _ratio(key, results, peer, OURS, error)
                if problem == "b20":
                    yield _ratio(f"alone.{problem}.{peer}", results, peer, ALONE, error)


def _compare(problem: str, peers: Sequence[str], options: Options) -> list[Result]:
    own = (OURS, ALONE) if problem == "b20" else (OURS,)
    entries = [
        entry
        for entry in peer_entries()
        if entry.peer.name in own or (entry.module in peers and "alone" not in entry.peer.name)
    ]
    if options.quick:  # one method of each
        first = {entry.module: entry for entry in reversed(entries)}
        entries = [e for e in entries if e.peer.name == ALONE or e is first[e.module]]
    seconds, repeats = (0.5, 0) if options.quick else (SECONDS, 5)
    return compare_peers(problem, entries, seconds, options.report, repeats)


def _ratio(key: str, results: Sequence[Result], peer: str, own: str, error: float) -> Figure:
    """Shortest time of a package's methods over ours, at an error."""
    (ours,) = (time_at_error(r.points, error) for r in results if r.entry.peer.name == own)
    theirs = {
        r.entry.peer.name: at.seconds
        for r in results
        if r.entry.module == peer and (at := time_at_error(r.points, error)) is not None
    }
    if ours is None or not theirs:
        reasons = {r.unable for r in results if r.entry.module == peer and r.unable}
        return Figure(key, None, "; ".join(sorted(reasons)) or f"{error:g} m not reached")
    name, best = min(theirs.items(), key=lambda each: each[1])
    note = f"{1e3 * best:.3g} ms ({name}) and {1e3 * ours.seconds:.3g} ms"
    return Figure(key, best / ours.seconds, note)


def measure_slow_clock(options: Options) -> Iterator[Figure]:
    """What a slower clock for air, Sun and Moon would gain in b20; it is not shipped."""
    problem = slow_clock.at_altitude(make_problem("b20"), 400.0, 8 if options.quick else 64)
    rounds = 1 if options.quick else slow_clock.ROUNDS
    found = slow_clock.measure(problem, (SLOW_STEP,), [(1, 1), *SLOW_CASES], rounds)
    error, present = found[SLOW_STEP, 1, 1]
    for every, count in SLOW_CASES:
        its, seconds = found[SLOW_STEP, every, count]
        note = f"{1e3 * present:.3g} ms, {error:.2g} m and {1e3 * seconds:.3g} ms, {its:.2g} m"
        yield Figure(f"batch.b20.every{every}", present / seconds, note)


def measure_descent(options: Options) -> Iterator[Figure]:
    """The shipped plan from its start to the deorbit burns, as `run` flies it."""
    from whole_job import HERE

    from sim.flight.fly import fly
    from sim.scenario.build.mission import build_mission
    from sim.scenario.load import load

    mission = build_mission(load(HERE / "scenarios" / f"{SCENARIO_OF_DESCENT}.yaml"))
    flown, took = fly(mission), []
    for _ in range(1 if options.quick else 5):
        began = time.perf_counter()
        fly(mission)
        took.append(time.perf_counter() - began)
    days = float(flown.t[0]) / 86400.0
    yield Figure(
        "alone.descent", min(took), f"{SCENARIO_OF_DESCENT}, {days:.0f} days on one thread"
    )


def measure_matrices(options: Options) -> Iterator[Figure]:
    """A day of 20x20 with everything, with and without matrices; heyoka's with exponential air."""
    count = 8 if options.quick else 64
    some = library.states_of(count)
    library.fly(some, stm=True, threads=1)  # compiles, if nothing has yet
    alone, both = library.least(
        lambda: library.fly(some, threads=1), lambda: library.fly(some, stm=True, threads=1)
    )
    note = f"{1e3 * alone / count:.3g} ms and {1e3 * both / count:.3g} ms each, of {count}"
    yield Figure("matrices.ours", both / alone, note)
    try:
        own, theirs = satkit.time_matrices(make_problem("b20"), 4, TOLERANCE_OF_SATKIT)
        note = f"{1e3 * own:.3g} ms and {1e3 * theirs:.3g} ms each by RKV9(8), 1e-9"
        yield Figure("matrices.satkit.own", theirs / own, note)
        yield Figure("matrices.satkit", theirs / (both / count), note)
    except Unable as error:
        for key in ("matrices.satkit.own", "matrices.satkit"):
            yield Figure(key, None, str(error))
    try:
        rows = {name: figure for name, figure, *_ in library.measure_heyoka()}
    except ImportError as error:
        yield Figure("matrices.heyoka", None, str(error))
    else:
        (ratio,) = (figure for name, figure in rows.items() if name.startswith("heyoka's time"))
        worst = max(figure for name, figure in rows.items() if name.startswith("matrices and"))
        yield Figure("matrices.heyoka", ratio, f"matrices differ by {worst:.0e}, relative")
