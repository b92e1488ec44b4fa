"""A callback that tells how far a workflow is, for notebooks and terminals: the only part of the
Python interface that writes to a stream, for who hands it in.
"""

import sys

from sim.report.text.formatting import number, utc_minutes
from sim.workflow.progress import DONE, Progress


def show_progress(progress: Progress) -> None:
    """Tell in one line on stderr, written over again and again, how far a workflow is; hand it in
    as `on_progress`.

    Examples
    --------
    >>> show_progress(Progress(stage="drift", share=0.5))  # on stderr: drift  50 %
    """
    words = [progress.scenario, progress.stage, utc_minutes(progress.utc or None)]
    if progress.samples:
        words = [f"{progress.samples_done:,} of {progress.samples:,} samples"]
    elif progress.share is not None:
        words.append(f"{number(100.0 * progress.share)} %")
    line = "  ".join(word for word in words if word)
    done = progress.stage == DONE
    print(f"\r{line:<78.78}", end="\n" if done else "", file=sys.stderr, flush=True)
