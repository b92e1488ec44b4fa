"""The number type of the hot path: eight doubles per instruction, one source for compiled and
interpreted physics.

Everything physics needs is exported here; nothing above this floor imports numba.
"""

from sim.lanes.algebra import cross, dot, norm, rotate, rotate_back
from sim.lanes.call import on_lanes
from sim.lanes.compile import (
    cache_folder,
    cache_notice,
    interpreted,
    is_warm,
    kernel,
    prune_caches,
    source_digest,
)
from sim.lanes.function import arccos, arcsin, arctan2, erf, exp, log, power, sin_cos, smoothstep
from sim.lanes.interpolation import cubic, cubic_table, place
from sim.lanes.primitive import (
    absolute,
    all_lanes,
    any_lane,
    broadcast,
    floor,
    gather,
    load,
    load_rows,
    maximum,
    minimum,
    rint,
    sqrt,
    store,
    where,
)
from sim.lanes.vector import CONTRACTION, WIDTH, Lanes

__all__ = [
    "CONTRACTION",
    "WIDTH",
    "Lanes",
    "absolute",
    "all_lanes",
    "any_lane",
    "arccos",
    "arcsin",
    "arctan2",
    "broadcast",
    "cache_folder",
    "cache_notice",
    "cross",
    "cubic",
    "cubic_table",
    "dot",
    "erf",
    "exp",
    "floor",
    "gather",
    "interpreted",
    "is_warm",
    "kernel",
    "load",
    "load_rows",
    "log",
    "maximum",
    "minimum",
    "norm",
    "on_lanes",
    "place",
    "power",
    "prune_caches",
    "rint",
    "rotate",
    "rotate_back",
    "sin_cos",
    "smoothstep",
    "source_digest",
    "sqrt",
    "store",
    "where",
]
