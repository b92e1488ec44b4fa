"""Seconds that a campaign flies, without finding its plan and without its answers.

    python benchmarks/campaign_seconds.py SCENARIO --samples 256 [words of `iss-deorbit campaign`]

runs the command of the `sim` that Python finds, so that `PYTHONPATH` chooses a version, and prints
one line of JSON: samples, those that failed, seconds from the first chunk to the last, each
written, and seconds of the processor. Ends there: nothing is answered. Needs no other module of the
benchmarks, which may be those of another version.
"""

import importlib
import json
import os
import sys
import tempfile
import time

sys.modules["coverage"] = None  # type: ignore[assignment] # numba would import it
PLACES = ("sim.workflow.campaign.fly", "sim.cli.campaign")
"""Modules that call `fly_campaign`, newest version first."""


def tell_when_flown() -> None:
    """Let the command print what the campaign says of itself, and end, once it is flown."""
    for place in PLACES:
        try:
            module = importlib.import_module(place)
        except ImportError:
            continue
        break
    else:
        raise SystemExit(f"none of {', '.join(PLACES)}")
    fly = module.fly_campaign

    def fly_and_tell(*args, **options):
        used = time.process_time()
        end = fly(*args, **options)
        used = time.process_time() - used
        told = {"samples": end.now, "failed": end.failures, "seconds": end.seconds, "used": used}
        os.write(1, f"{json.dumps(told)}\n".encode())
        os._exit(0)  # the command's own end would answer first

    module.fly_campaign = fly_and_tell


def main() -> None:
    """Fly and print."""
    tell_when_flown()
    from sim.cli import main as command

    place = tempfile.mkdtemp(prefix="campaign-")
    words = [*sys.argv[1:], "--out", f"{place}/out", "--no-plots", "--quiet"]
    sys.argv = ["iss-deorbit", "campaign", *words]
    command()


if __name__ == "__main__":
    main()
