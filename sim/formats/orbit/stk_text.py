"""STK ephemeris files (`.e`) as text: positions and velocities in ICRF (Ansys STK, Ephemeris File
Format), with a boundary wherever states must not be interpolated across.
"""

from collections.abc import Sequence

import numpy as np

from sim.formats.orbit.oem_text import OemSegment, check_segments, plain_text
from sim.frames.epoch import Epoch

SAMPLES = 4
"""States of Hermite interpolation, degree 7 with their velocities; shorter segments use all."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def stk_text(name: str, segments: Sequence[OemSegment], comments: Sequence[str] = ()) -> str:
    """Text of a file.

    Parameters
    ----------
    name
        Of the object, in a comment: the form has no place for it.
    segments
        In time; one may begin at the instant at which the one before ends.
    comments
        On the file as a whole.

    Raises
    ------
    ValueError
        If there is no segment, one has fewer than two states, its instants do not increase, a
        number is not finite, or segments overlap.
    """
    check_segments(segments)
    zero = Epoch.from_utc(f"{segments[0].utc[0]}Z")
    rows, joints = [], []
    for segment in segments:
        times = [Epoch.from_utc(f"{utc}Z").seconds_since(zero) for utc in segment.utc.tolist()]
        rows += [
            f"{t:.6f} {x:.6f} {y:.6f} {z:.6f} {u:.9f} {v:.9f} {w:.9f}"
            for t, (x, y, z, u, v, w) in zip(
                times, np.column_stack([segment.position, segment.velocity]).tolist(), strict=True
            )
        ]
        joints.append(times[-1])
    year, month, day = str(segments[0].utc[0])[:10].split("-")
    lines = [
        "stk.v.11.0",
        *(f"# {plain_text(each)}" for each in (name, *comments)),
        "BEGIN Ephemeris",
        f"NumberOfEphemerisPoints {len(rows)}",
        f"ScenarioEpoch {int(day)} {MONTHS[int(month) - 1]} {year} {str(segments[0].utc[0])[11:]}",
        "InterpolationMethod Hermite",
        f"InterpolationSamplesM1 {SAMPLES - 1}",
        "CentralBody Earth",
        "CoordinateSystem ICRF",
        "DistanceUnit Meters",
    ]
    if len(joints) > 1:
        lines += ["BEGIN SegmentBoundaryTimes", *(f"{t:.6f}" for t in joints[:-1])]
        lines.append("END SegmentBoundaryTimes")
    return "\n".join([*lines, "EphemerisTimePosVel", "", *rows, "", "END Ephemeris"]) + "\n"
