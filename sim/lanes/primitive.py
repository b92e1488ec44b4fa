"""What physics may do with a number besides ``+ - * /`` and comparing: choose, round, load, store,
look up.

Each name is a NumPy function when interpreted and an LLVM instruction when compiled. A plain
float works too.
"""

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from sim.lanes.vector import (
    INDEX_IR,
    LANE_IR,
    MASK_IR,
    WIDTH,
    as_lanes,
    is_scalar,
    lane,
    llvm_unary,
    mask,
    overload,
)

native = cast("Callable[..., Callable[..., Any]]", intrinsic)
"""Numba's decorator, typed as callers see what it makes: without the first argument, the typing
context, which numba passes itself.
"""


def where(choice, a, b):
    """`a` in the lanes where the mask holds, `b` in the others."""
    return np.where(choice, a, b)


def sqrt(x):
    """Square root."""
    return np.sqrt(x)


def floor(x):
    """Largest integer not above x."""
    return np.floor(x)


def rint(x):
    """Nearest integer, ties to even."""
    return np.rint(x)


def absolute(x):
    """Magnitude."""
    return np.abs(x)


def minimum(a, b):
    """Smaller of two numbers."""
    return where(a < b, a, b)


def maximum(a, b):
    """Larger of two numbers."""
    return where(a > b, a, b)


def any_lane(choice) -> bool:
    """Whether a mask holds in at least one lane: the only way from lanes to an `if`."""
    return bool(np.any(choice))


def all_lanes(choice) -> bool:
    """Whether a mask holds in every lane."""
    return bool(np.all(choice))


def load(block, i):
    """Row `i` of a block of shape (rows, lanes) as a number."""
    return np.array(block[i])


def load_rows(block, count):
    """The first `count` rows (a constant) of a block of shape (rows, lanes), as a tuple of
    numbers.
    """
    return tuple(load(block, i) for i in range(count))


def store(block, i, value) -> None:
    """Write a number into row `i` of a block of shape (rows, lanes)."""
    block[i] = value


def gather(table, i, j):
    """Element [i, j] of a table; each lane has its own row `i`, an integral number in range."""
    return table[np.asarray(i).astype(np.intp), j]


def agree(i) -> bool:
    """Whether all lanes hold the same value; no lanes hold none."""
    i = np.asarray(i)
    return bool(i.size and np.all(i == i.flat[0]))


def first(i) -> int:
    """The integral value of the first lane."""
    return int(np.asarray(i).flat[0])


def broadcast(x, like):
    """A plain scalar as a number of the same lanes as `like`."""
    return x + 0.0 * like


def two_to(k):
    """2**k for an integral number k from -1022 to 1023."""
    return np.ldexp(1.0, np.asarray(k).astype(np.intp))


def exponent(x):
    """Integral e with x = m 2**e and 1 <= m < 2, for a positive normal x."""
    return np.frexp(x)[1] - 1.0


def mantissa(x):
    """The m in x = m 2**e with 1 <= m < 2, for a positive normal x."""
    return np.frexp(x)[0] * 2.0


def _is_number(t) -> bool:
    return t == lane or is_scalar(t)


@native
def _select(typing, choice, a, b):
    def emit(context, builder, sig, args):
        x = as_lanes(context, builder, sig.args[1], args[1])
        y = as_lanes(context, builder, sig.args[2], args[2])
        return builder.select(args[0], x, y)

    return lane(choice, a, b), emit


@overload(where)
def _where(choice, a, b):
    if choice == mask and _is_number(a) and _is_number(b):
        return lambda choice, a, b: _select(choice, a, b)
    if isinstance(choice, types.Boolean):
        return lambda choice, a, b: a if choice else b
    return None


def _unary_intrinsic(name: str):
    @native
    def apply(typing, x):
        def emit(context, builder, sig, args):
            return llvm_unary(builder, name, args[0])

        return lane(x), emit

    return apply


_lane_sqrt = _unary_intrinsic("sqrt")
_lane_floor = _unary_intrinsic("floor")
_lane_rint = _unary_intrinsic("rint")
_lane_fabs = _unary_intrinsic("fabs")


@overload(sqrt)
def _sqrt(x):
    return (lambda x: _lane_sqrt(x)) if x == lane else (lambda x: math.sqrt(x))


@overload(floor)
def _floor(x):
    return (lambda x: _lane_floor(x)) if x == lane else (lambda x: float(math.floor(x)))


@overload(rint)
def _rint(x):
    return (lambda x: _lane_rint(x)) if x == lane else (lambda x: float(round(x)))


@overload(absolute)
def _absolute(x):
    return (lambda x: _lane_fabs(x)) if x == lane else (lambda x: abs(x))


@overload(minimum)
def _minimum(a, b):
    return lambda a, b: where(a < b, a, b)


@overload(maximum)
def _maximum(a, b):
    return lambda a, b: where(a > b, a, b)


@native
def _bits(typing, choice):
    def emit(context, builder, sig, args):
        packed = builder.bitcast(args[0], ir.IntType(WIDTH))
        return builder.zext(packed, ir.IntType(64))

    return types.int64(choice), emit


@overload(any_lane)
def _any_lane(choice):
    return (lambda choice: _bits(choice) != 0) if choice == mask else (lambda choice: choice)


_EVERY = (1 << WIDTH) - 1


@overload(all_lanes)
def _all_lanes(choice):
    return (lambda choice: _bits(choice) == _EVERY) if choice == mask else (lambda choice: choice)


def _row_pointer(context, builder, sig, args):
    array = context.make_array(sig.args[0])(context, builder, args[0])
    row = context.cast(builder, args[1], sig.args[1], types.intp)
    start = builder.mul(row, ir.Constant(ir.IntType(64), WIDTH))
    return builder.bitcast(builder.gep(array.data, [start]), LANE_IR.as_pointer())


@native
def _load(typing, block, i):
    def emit(context, builder, sig, args):
        vector = builder.load(_row_pointer(context, builder, sig, args))
        vector.align = 8
        return vector

    return lane(block, i), emit


@native
def _store(typing, block, i, value):
    def emit(context, builder, sig, args):
        vector = as_lanes(context, builder, sig.args[2], args[2])
        builder.store(vector, _row_pointer(context, builder, sig, args)).align = 8
        return context.get_dummy_value()

    return types.void(block, i, value), emit


def _is_block(block) -> bool:
    return isinstance(block, types.Array) and block.ndim == 2 and block.layout == "C"


@overload(load)
def _overload_load(block, i):
    return (lambda block, i: _load(block, i)) if _is_block(block) else None


@native(prefer_literal=True)
def _load_rows(typing, block, count):
    if not isinstance(count, types.IntegerLiteral):
        return None
    rows = count.literal_value

    def emit(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        start = builder.bitcast(array.data, LANE_IR.as_pointer())
        vectors = []
        for i in range(rows):
            vector = builder.load(builder.gep(start, [ir.Constant(ir.IntType(64), i)]))
            vector.align = 8
            vectors.append(vector)
        return context.make_tuple(builder, sig.return_type, vectors)

    return types.UniTuple(lane, rows)(block, count), emit


@overload(load_rows, prefer_literal=True)
def _overload_load_rows(block, count):
    return (lambda block, count: _load_rows(block, count)) if _is_block(block) else None


@overload(store)
def _overload_store(block, i, value):
    return (lambda block, i, value: _store(block, i, value)) if _is_block(block) else None


@native
def _gather(typing, table, i, j):
    def emit(context, builder, sig, args):
        array = context.make_array(sig.args[0])(context, builder, args[0])
        columns = cgutils.unpack_tuple(builder, array.shape)[1]
        column = context.cast(builder, args[2], sig.args[2], types.intp)
        rows = builder.fptosi(args[1], INDEX_IR)
        result = ir.Constant(LANE_IR, ir.Undefined)
        for k in range(WIDTH):
            at = ir.Constant(ir.IntType(32), k)
            row = builder.extract_element(rows, at)
            place = builder.add(builder.mul(row, columns), column)
            element = builder.load(builder.gep(array.data, [place]))
            result = builder.insert_element(result, element, at)
        return result

    return lane(table, i, j), emit


@overload(gather)
def _overload_gather(table, i, j):
    if i == lane:
        return lambda table, i, j: _gather(table, i, j)
    return lambda table, i, j: table[int(i), j]


@native
def _first(typing, i):
    def emit(context, builder, sig, args):
        value = builder.extract_element(args[0], ir.Constant(ir.IntType(32), 0))
        return builder.fptosi(value, ir.IntType(64))

    return types.int64(i), emit


@overload(first)
def _overload_first(i):
    return (lambda i: _first(i)) if i == lane else (lambda i: int(i))


@overload(agree)
def _overload_agree(i):
    return (lambda i: all_lanes(i == float(_first(i)))) if i == lane else (lambda i: True)


@native
def _broadcast(typing, x):
    def emit(context, builder, sig, args):
        return as_lanes(context, builder, sig.args[0], args[0])

    return lane(x), emit


@overload(broadcast)
def _overload_broadcast(x, like):
    return (lambda x, like: _broadcast(x)) if like == lane else (lambda x, like: x)


def _i64(value: int):
    return ir.Constant(INDEX_IR, [value] * WIDTH)


@native
def _two_to(typing, k):
    def emit(context, builder, sig, args):
        biased = builder.add(builder.fptosi(args[0], INDEX_IR), _i64(1023))
        return builder.bitcast(builder.shl(biased, _i64(52)), LANE_IR)

    return lane(k), emit


@native
def _exponent(typing, x):
    def emit(context, builder, sig, args):
        bits = builder.lshr(builder.bitcast(args[0], INDEX_IR), _i64(52))
        return builder.sitofp(builder.sub(bits, _i64(1023)), LANE_IR)

    return lane(x), emit


@native
def _mantissa(typing, x):
    def emit(context, builder, sig, args):
        bits = builder.and_(builder.bitcast(args[0], INDEX_IR), _i64((1 << 52) - 1))
        return builder.bitcast(builder.or_(bits, _i64(1023 << 52)), LANE_IR)

    return lane(x), emit


@overload(two_to)
def _overload_two_to(k):
    return (lambda k: _two_to(k)) if k == lane else (lambda k: math.ldexp(1.0, int(k)))


@overload(exponent)
def _overload_exponent(x):
    return (lambda x: _exponent(x)) if x == lane else (lambda x: math.frexp(x)[1] - 1.0)


@overload(mantissa)
def _overload_mantissa(x):
    return (lambda x: _mantissa(x)) if x == lane else (lambda x: math.frexp(x)[0] * 2.0)


assert MASK_IR.count == WIDTH  # the mask packs into one integer of WIDTH bits in `_bits`
