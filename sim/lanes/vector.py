"""The number type: eight doubles that move as one, and the mask that comparing them gives.

Compiled, a number is an LLVM vector ``<8 x double>``; interpreted, it is a NumPy array of any
length, so this file only teaches numba what ``+ - * /``, comparisons and mask logic mean.
Contraction (fused multiply-add) is the one liberty the compiler is given; it is named in
`CONTRACTION` and recorded in every manifest.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import (
    NativeValue,
    box,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.extending import overload as numba_overload

WIDTH = 8
"""Doubles per number: one AVX-512 register, two AVX2 registers, four NEON ones."""

CONTRACTION = ("contract", "nsz")
"""LLVM flags on every arithmetic instruction: a*b+c may fuse, the sign of zero is free. Nothing
else.
"""


class LaneType(types.Type):
    """Numba type of eight doubles."""

    def __init__(self) -> None:
        super().__init__(name=f"f64x{WIDTH}")


class MaskType(types.Type):
    """Numba type of eight truth values."""

    def __init__(self) -> None:
        super().__init__(name=f"b1x{WIDTH}")


lane = LaneType()
mask = MaskType()
LANE_IR = ir.VectorType(ir.DoubleType(), WIDTH)
MASK_IR = ir.VectorType(ir.IntType(1), WIDTH)
INDEX_IR = ir.VectorType(ir.IntType(64), WIDTH)
SCALARS = (types.Float, types.Integer)


@register_model(LaneType)
class _LaneModel(models.PrimitiveModel):
    def __init__(self, manager, numba_type) -> None:
        super().__init__(manager, numba_type, LANE_IR)


@register_model(MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager, numba_type) -> None:
        super().__init__(manager, numba_type, MASK_IR)


def overload(function: Callable, **options: Any) -> Callable:
    """Numba's decorator for what a function is when compiled; nothing calls it from C."""
    plain: Any = {"no_cfunc_wrapper": True}  # numba's types do not know it
    return numba_overload(function, jit_options=plain, **options)


def is_scalar(numba_type: types.Type) -> bool:
    """Whether a numba type is a plain number that broadcasts to all lanes."""
    return isinstance(numba_type, SCALARS)


def splat(builder, value):
    """One double, repeated in all lanes."""
    undefined = ir.Constant(LANE_IR, ir.Undefined)
    first = builder.insert_element(undefined, value, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, undefined, zeros)


def as_lanes(context, builder, numba_type, value):
    """The LLVM vector of a number or of a plain scalar that broadcasts."""
    if numba_type == lane:
        return value
    return splat(builder, context.cast(builder, value, numba_type, types.float64))


def _pairs() -> list[tuple]:
    sides = (lane, types.Float, types.Integer)
    return [(a, b) for a in sides for b in sides if a is lane or b is lane]


def _register_binary(symbol, result: types.Type, emit) -> None:
    """Teach numba one binary operator on numbers; `emit(builder, x, y)` writes the instruction."""

    @infer_global(symbol)  # pyright: ignore[reportOptionalCall]  # numba binds it late
    class _Template(AbstractTemplate):
        def generic(self, args, kws):
            if len(args) == 2 and lane in args and all(a == lane or is_scalar(a) for a in args):
                return signature(result, *args)
            return None

    def lower(context, builder, sig, args):
        x, y = (as_lanes(context, builder, k, v) for k, v in zip(sig.args, args, strict=True))
        return emit(builder, x, y)

    for a, b in _pairs():
        lower_builtin(symbol, a, b)(lower)


def _arithmetic(instruction: str):
    return lambda builder, x, y: getattr(builder, instruction)(x, y, flags=CONTRACTION)


def _comparison(predicate: str):
    # as everywhere: not-a-number compares false, but for "unequal", which then holds
    if predicate == "!=":
        return lambda builder, x, y: builder.fcmp_unordered(predicate, x, y)
    return lambda builder, x, y: builder.fcmp_ordered(predicate, x, y)


for _symbol, _name in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _register_binary(_symbol, lane, _arithmetic(_name))
for _symbol, _name in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
    (operator.ne, "!="),
):
    _register_binary(_symbol, mask, _comparison(_name))


def _register_logic(symbol, instruction: str) -> None:
    @infer_global(symbol)  # pyright: ignore[reportOptionalCall]  # numba binds it late
    class _Template(AbstractTemplate):
        def generic(self, args, kws):
            return signature(mask, mask, mask) if args == (mask, mask) else None

    @lower_builtin(symbol, mask, mask)
    def lower(context, builder, sig, args):
        return getattr(builder, instruction)(*args)


for _symbol, _name in ((operator.and_, "and_"), (operator.or_, "or_"), (operator.xor, "xor")):
    _register_logic(_symbol, _name)


@infer_global(operator.neg)  # pyright: ignore[reportOptionalCall]  # numba binds it late
class _Negation(AbstractTemplate):
    def generic(self, args, kws):
        return signature(lane, lane) if args == (lane,) else None


@lower_builtin(operator.neg, lane)
def _negate(context, builder, sig, args):
    return builder.fneg(args[0])


@infer_global(operator.invert)  # pyright: ignore[reportOptionalCall]  # numba binds it late
class _Inversion(AbstractTemplate):
    def generic(self, args, kws):
        return signature(mask, mask) if args == (mask,) else None


@lower_builtin(operator.invert, mask)
def _invert(context, builder, sig, args):
    return builder.xor(args[0], ir.Constant(MASK_IR, [1] * WIDTH))


class Lanes:
    """Eight doubles as a Python object, so that a compiled kernel can be called from Python."""

    __slots__ = ("values",)

    def __init__(self, values: np.ndarray | tuple) -> None:
        self.values = np.ascontiguousarray(values, dtype=np.float64)
        if self.values.shape != (WIDTH,):
            raise ValueError(f"a lanes number holds {WIDTH} doubles, got {self.values.shape}")


@typeof_impl.register(Lanes)
def _typeof_lanes(value, context):
    return lane


_ROW = types.Array(types.float64, 1, "C")


@unbox(LaneType)
def _unbox_lanes(numba_type, obj, c):
    values = c.pyapi.object_getattr_string(obj, "values")
    native = c.unbox(_ROW, values)
    data = c.context.make_array(_ROW)(c.context, c.builder, native.value).data
    vector = c.builder.load(c.builder.bitcast(data, LANE_IR.as_pointer()))
    vector.align = 8
    c.pyapi.decref(values)
    if native.cleanup is not None:
        native.cleanup()
    return NativeValue(vector, is_error=native.is_error)


def _new_object(c, make, elements):
    parts = c.pyapi.tuple_pack(elements)
    for element in elements:
        c.pyapi.decref(element)
    maker = c.pyapi.unserialize(c.pyapi.serialize_object(make))
    result = c.pyapi.call_function_objargs(maker, [parts])
    c.pyapi.decref(maker)
    c.pyapi.decref(parts)
    return result


def _element(c, vector, k: int):
    return c.builder.extract_element(vector, ir.Constant(ir.IntType(32), k))


@box(LaneType)
def _box_lanes(numba_type, vector, c):
    doubles = [c.pyapi.float_from_double(_element(c, vector, k)) for k in range(WIDTH)]
    return _new_object(c, Lanes, doubles)


@box(MaskType)
def _box_mask(numba_type, vector, c):
    one = ir.Constant(ir.DoubleType(), 1.0)
    zero = ir.Constant(ir.DoubleType(), 0.0)
    doubles = [
        c.pyapi.float_from_double(c.builder.select(_element(c, vector, k), one, zero))
        for k in range(WIDTH)
    ]
    return _new_object(c, Lanes, doubles)


def llvm_unary(builder, name: str, vector):
    """Call the LLVM intrinsic `name` (sqrt, floor, fabs, rint) on a vector."""
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(LANE_IR, [LANE_IR]), f"llvm.{name}.v{WIDTH}f64"
    )
    return builder.call(function, [vector])
