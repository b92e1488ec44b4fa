"""A campaign of the earlier version's own plan by both versions, and of the present one."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from scale import SHORT
from whole_job import HERE

from goals.jobs import NO_EARLIER
from goals.options import Options
from goals.table import Figure

SAMPLES = 512
SCRIPT = Path(__file__).parents[1] / "campaign_seconds.py"
UNKNOWN = "cutoff_perigee:"
"""Dispersion of the earlier plan that the present version refuses, since no burn ends by it."""


def measure_campaigns(options: Options) -> Iterator[Figure]:
    """Open loop: burns by the clock, or as the earlier version had them."""
    samples = 16 if options.quick else SAMPLES
    words = ("--samples", str(samples))
    if options.beside is None:
        yield Figure("fragments.earlier", None, NO_EARLIER)
    else:
        with tempfile.TemporaryDirectory() as place:
            tree = options.beside.resolve()
            plan = _plan_of(tree, Path(place))
            options.report(f"{samples} samples of the earlier plan by both versions")
            then = fly_campaign(tree, plan, words, options.place / "cache-1")
            now = fly_campaign(HERE, plan, (*words, "--guidance", "orbit"))
            note = (
                f"{now['seconds']:.1f} s beside {then['seconds']:.1f} s for {samples} samples; "
                f"processor {now['used']:.1f} s and {then['used']:.1f} s, "
                f"{now['failed']:.0f} and {then['failed']:.0f} failed"
            )
            yield Figure("fragments.earlier", now["seconds"] / then["seconds"], note)
    options.report(f"{samples} samples of the present plan")
    plan, how = HERE / "scenarios" / "usdv.yaml", ("--guidance", "clock")
    if options.quick:
        plan, how = SHORT, ("--from", "start")
    now = fly_campaign(HERE, plan, (*words, *how))
    note = f"{samples} samples of {plan.stem} with its break-up in {now['seconds']:.1f} s"
    yield Figure("fragments.clock", now["samples"] / now["seconds"], note)


def _plan_of(tree: Path, place: Path) -> Path:
    """The earlier plan as both versions read it."""
    folder = place / "scenarios"
    shutil.copytree(tree / "scenarios", folder)
    file = folder / "campaign" / "iss.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.lstrip().startswith(UNKNOWN)))
    return folder / "usdv.yaml"


def fly_campaign(
    tree: Path, scenario: Path, words: Sequence[str], cache: Path | None = None
) -> dict[str, float]:
    """Samples, failures and seconds of a campaign by the version in a source tree."""
    kept = os.environ | {"PYTHONPATH": str(tree)}
    if cache is not None:
        kept["ISS_DEORBIT_CACHE"] = str(cache)
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [sys.executable, SCRIPT, scenario, *words],
            cwd=tree,
            env=kept | {"TMPDIR": place},
            capture_output=True,
        )
    if done.returncode:
        raise RuntimeError(f"{tree}: campaign of {scenario}: {done.stderr.decode()[-1500:]}")
    return json.loads(done.stdout)
