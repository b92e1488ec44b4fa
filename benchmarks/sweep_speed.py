"""What a sweep takes beside a loop of single plans, and whether any answer differs by a bit.

    python benchmarks/sweep_speed.py scenarios/usdv.yaml --points 8 --alone 2 \\
        --vary "plan.burns.final_burn.perigee=35:55 km" \\
        --vary "vehicles.usdv.engines.translation.thrust=350:450 N"

Points are those of a Latin hypercube, so that no two share a value. The first `--alone` of them are
planned one by one as `Descent.plan` does, with everything it answers; from both times per point and
from what is shared once, the time of `--of` points is told. Prints one line of JSON.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import sim
from sim.scenario.load import load
from sim.workflow.output import Output
from sim.workflow.sweep.evaluate import evaluate_point
from sim.workflow.sweep.fly import make_experiment, run_sweep
from sim.workflow.sweep.options import sweep_options


def measure(
    file: Path, vary: list[str], changes: dict, points: int, alone: int, of: int, metrics: list[str]
) -> dict:
    options = sweep_options(vary, lhs=points, metrics=tuple(metrics), chunk=1)
    experiment, _ = make_experiment(file, options, changes)
    chosen = experiment.chosen
    evaluate_point(experiment, chosen, experiment.points[0])  # compiles, if nothing has yet
    with tempfile.TemporaryDirectory() as folder:
        began, used = time.perf_counter(), time.process_time()
        output = Output(folder=Path(folder) / "sweep", plots=False)
        result = run_sweep(file, options, output, changes=changes)
        swept, swept_cpu = time.perf_counter() - began, time.process_time() - used
    descent = sim.load(file, changes)
    began, used, same = time.perf_counter(), time.process_time(), True
    for k, point in enumerate(experiment.points[:alone]):
        answer = descent.with_(dict(zip(experiment.keys, point, strict=True))).plan().figures
        for metric in chosen:
            found, there = metric.find(answer), float(result.columns[metric.name][k])
            same &= (found is None and there != there) or found == there
    single = (time.perf_counter() - began) / max(alone, 1)
    single_cpu = (time.process_time() - used) / max(alone, 1)
    return {
        "scenario": load(file).name,
        "cores": len(os.sched_getaffinity(0)),
        "points": points,
        "counts": result.answer["counts"],
        "single_s": round(single, 2),
        "single_cpu_s": round(single_cpu, 2),
        "sweep_s_per_point": round(swept / points, 3),
        "sweep_cpu_s_per_point": round(swept_cpu / points, 3),
        "ratio": round(single * points / swept, 2),
        "ratio_cpu": round(single_cpu * points / swept_cpu, 2),
        f"loop_of_{of}_h": round(single * of / 3600.0, 2),
        f"sweep_of_{of}_h": round(swept / points * of / 3600.0, 2),
        "same_bits": same,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--vary", action="append", required=True)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--metric", action="append", default=[])
    parser.add_argument("--points", type=int, default=8)
    parser.add_argument("--alone", type=int, default=2)
    parser.add_argument("--of", type=int, default=1000)
    asked = parser.parse_args()
    from sim.workflow.sweep.variation import parse_change

    changes = dict(parse_change(text) for text in asked.set)
    print(
        json.dumps(
            measure(
                asked.scenario,
                asked.vary,
                changes,
                asked.points,
                asked.alone,
                asked.of,
                asked.metric,
            )
        )
    )


if __name__ == "__main__":
    main()
