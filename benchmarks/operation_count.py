"""Floating-point operations of a kernel, counted by running it on numbers that record them.

The physics is arithmetic on a number type, so the interpreted kernels run on this type as they do
on arrays. Every number is a node of a graph: common subexpressions are counted once, and operations
that the result does not depend on are not counted, as in the compiled code. A multiplication used
only by an addition forms a multiply-add, two operations. Division and square root count as one
operation each; selection, comparison, rounding, loading and arithmetic on plain scalars are not
counted, so that the share of the peak is never overestimated.
"""

import math
import operator
import types
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.lanes import primitive


class Work(NamedTuple):
    """Operations of one evaluation on one SIMD lane; `multiply_adds` counts fused pairs."""

    additions: int
    multiplications: int
    divisions: int
    roots: int
    multiply_adds: int

    @property
    def operations(self) -> int:
        """Floating-point operations; a multiply-add counts as two."""
        return self.additions + self.multiplications + self.divisions + self.roots


@dataclass
class Graph:
    """Nodes (operation, operands), without duplicates."""

    nodes: list[tuple] = field(default_factory=list)
    index: dict[tuple, int] = field(default_factory=dict)

    def node(self, *key: object) -> int:
        """Index of a node, new or existing."""
        if key not in self.index:
            self.index[key] = len(self.nodes)
            self.nodes.append(key)
        return self.index[key]

    def leaf(self, value: float, name: object) -> "Counted":
        """An input."""
        return Counted(self, value, self.node("leaf", name))

    def work(self, results: Iterable["Counted"]) -> Work:
        """Operations that results depend on."""
        pending, visited, uses = [r.node for r in results], set(), Counter()
        while pending:
            index = pending.pop()
            if index in visited:
                continue
            visited.add(index)
            operands = [a for a in self.nodes[index][1:] if isinstance(a, Operand)]
            uses.update(operands)
            pending += operands
        kinds = Counter(self.nodes[index][0] for index in visited)
        fused = 0
        for index in visited:
            if self.nodes[index][0] == "add":
                fused += any(
                    isinstance(a, Operand) and self.nodes[a][0] == "mul" and uses[a] == 1
                    for a in self.nodes[index][1:]
                )
        return Work(kinds["add"], kinds["mul"], kinds["div"], kinds["sqrt"], fused)


class Operand(int):
    """Index of a node, distinguished from other integers in a key."""


class Counted:
    """A number, or a mask, with its node in the graph."""

    __slots__ = ("graph", "node", "value")
    __array_ufunc__ = None  # NumPy scalars on the left hand over to the operators below

    def __init__(self, graph: Graph, value: float, node: int) -> None:
        self.graph, self.value, self.node = graph, value, Operand(node)

    def _new(self, name: str, value: float, *operands: object) -> "Counted":
        return Counted(self.graph, value, self.graph.node(name, *operands))

    def _binary(
        self, name: str, other: object, operation: Callable, swapped: bool = False
    ) -> "Counted":
        a, b = (other, self) if swapped else (self, other)
        value = operation(_value(a), _value(b))
        x, y = _operand(a), _operand(b)
        if name in ("add", "mul") and operation is not operator.sub and repr(x) > repr(y):
            x, y = y, x
        extra = ("minus",) if operation is operator.sub else ()
        return self._new(name, value, x, y, *extra)

    def __add__(self, other):
        return self if _is(other, 0.0) else self._binary("add", other, operator.add)

    __radd__ = __add__

    def __sub__(self, other):
        return self if _is(other, 0.0) else self._binary("add", other, operator.sub)

    def __rsub__(self, other):
        return self._binary("add", other, operator.sub, True)

    def __mul__(self, other):
        if _is(other, 0.0):
            return 0.0  # no operation is left
        return self if _is(other, 1.0) else self._binary("mul", other, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._binary("div", other, operator.truediv)

    def __rtruediv__(self, other):
        return self._binary("div", other, operator.truediv, True)

    def __neg__(self):
        return self._new("sign", -self.value, self.node)

    def __invert__(self):
        return self._new("logic", not self.value, self.node)


def _comparison(name: str) -> Callable:
    operation = getattr(operator, name)

    def compare(self, other):
        return self._binary("compare", other, operation)

    return compare


for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Counted, f"__{_name}__", _comparison(_name))
for _name in ("and_", "or_", "xor"):
    _operation = getattr(operator, _name)
    for _side in (f"__{_name.rstrip('_')}__", f"__r{_name.rstrip('_')}__"):
        setattr(Counted, _side, lambda a, b, operation=_operation: a._binary("logic", b, operation))


def _value(x: object) -> float:
    return x.value if isinstance(x, Counted) else x


def _operand(x: object) -> object:
    # a constant is wrapped, because 2.0 as a key would equal node index 2
    return x.node if isinstance(x, Counted) else (float(x),)


def _is(x: object, value: float) -> bool:
    return not isinstance(x, Counted) and x == value


def _unary(name: str, operation: Callable[[float], float]) -> Callable:
    def apply(x):
        return x._new(name, operation(x.value), x.node) if isinstance(x, Counted) else operation(x)

    return apply


def _where(condition, a, b):
    if not isinstance(condition, Counted):
        return a if condition else b
    value = _value(a) if condition.value else _value(b)
    return condition._new("choose", value, condition.node, _operand(a), _operand(b))


def _gather(table, i, j):
    if not isinstance(i, Counted):
        return table[int(i), j]
    return i._new("load", float(table[int(i.value), j]), i.node, id(table), j)


PRIMITIVES = {
    primitive.where: _where,
    primitive.sqrt: _unary("sqrt", math.sqrt),
    primitive.floor: _unary("round", math.floor),
    primitive.rint: _unary("round", round),
    primitive.absolute: _unary("sign", abs),
    primitive.minimum: lambda a, b: _where(a < b, a, b),
    primitive.maximum: lambda a, b: _where(a > b, a, b),
    primitive.any_lane: lambda condition: bool(_value(condition)),
    primitive.all_lanes: lambda condition: bool(_value(condition)),
    primitive.gather: _gather,
    primitive.agree: lambda i: True,
    primitive.first: lambda i: int(_value(i)),
    primitive.broadcast: lambda x, like: x,
    primitive.two_to: _unary("bits", lambda k: math.ldexp(1.0, int(k))),
    primitive.exponent: _unary("bits", lambda x: math.frexp(x)[1] - 1.0),
    primitive.mantissa: _unary("bits", lambda x: math.frexp(x)[0] * 2.0),
}
"""Each primitive of the number type, for counted numbers."""


def interpret_counted(function: Callable, converted: dict[int, Callable] | None = None) -> Callable:
    """A kernel as plain Python on `Counted` numbers, with every kernel it calls."""
    converted = {} if converted is None else converted
    source = getattr(function, "py_func", function)
    if id(source) not in converted:
        names = dict(source.__globals__)
        twin = types.FunctionType(source.__code__, names, source.__name__, source.__defaults__)
        converted[id(source)] = twin
        for name in source.__code__.co_names:
            value = names.get(name)
            if isinstance(value, types.FunctionType) and value in PRIMITIVES:
                names[name] = PRIMITIVES[value]
            elif hasattr(value, "py_func"):
                names[name] = interpret_counted(value, converted)
    return converted[id(source)]
