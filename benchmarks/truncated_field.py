"""A gravity field truncated at a lower degree: error after a day, and time.

    python benchmarks/truncated_field.py [--problem b70]

Each degree flies the first eight trajectories of the problem by its fixed-step multistep method at
1e-9; the error is the distance from the whole field's flight at the same setting.
"""

import argparse
import time
from dataclasses import replace

import numpy as np
from peers import lanes
from peers.problems import make_problem

DEGREES = (70, 60, 50, 40, 36, 30, 20)
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--problem", default="b70")
    given = parser.parse_args()
    whole = make_problem(given.problem)
    whole = replace(whole, states=whole.states[:8])
    setting = lanes.Setting("", 1e-9, 600.0, lanes.MULTISTEP)
    reference = None
    print("degree   error, m   ms each")
    for degree in DEGREES:
        problem = replace(whole, degree=degree)
        world, took = lanes.world_of(problem), []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            ends = lanes.fly(world, problem, problem.states, setting)[:, :3]
            took.append((time.perf_counter() - began) / len(ends))
        reference = ends if reference is None else reference
        error = np.linalg.norm(ends - reference, axis=1).max()
        print(f"{degree:6} {error:10.3g} {1e3 * min(took):9.3f}")


if __name__ == "__main__":
    main()
