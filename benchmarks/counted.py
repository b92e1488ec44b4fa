"""Floating-point operations of a kernel, counted by running it on numbers that remember.

Physics is arithmetic on a number type, so the interpreted kernels run on this one as they do on
arrays. Every number is a node of a graph: what two expressions share is counted once, and what the
result does not depend on is not counted, as in the compiled code. A multiplication whose only use
is an addition makes one multiply-add, two operations. Division and square root count as one
operation each; choosing, comparing, rounding, loading and arithmetic on plain scalars count
nothing, so that a fraction of the peak is never flattered.
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
    """Operations of one evaluation on one lane; `multiply_adds` of the pairs that fuse."""

    additions: int
    multiplications: int
    divisions: int
    roots: int
    multiply_adds: int

    @property
    def operations(self) -> int:
        """Floating-point operations, a multiply-add being two."""
        return self.additions + self.multiplications + self.divisions + self.roots


@dataclass
class Graph:
    """Nodes (operation, operands), each once."""

    nodes: list[tuple] = field(default_factory=list)
    index: dict[tuple, int] = field(default_factory=dict)

    def node(self, *key: object) -> int:
        """Number of a node, new or known."""
        if key not in self.index:
            self.index[key] = len(self.nodes)
            self.nodes.append(key)
        return self.index[key]

    def leaf(self, value: float, name: object) -> "Counted":
        """A number that comes from outside."""
        return Counted(self, value, self.node("leaf", name))

    def work(self, results: Iterable["Counted"]) -> Work:
        """Operations behind results."""
        todo, seen, uses = [r.node for r in results], set(), Counter()
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            operands = [a for a in self.nodes[at][1:] if isinstance(a, Operand)]
            uses.update(operands)
            todo += operands
        kinds = Counter(self.nodes[at][0] for at in seen)
        fused = 0
        for at in seen:
            if self.nodes[at][0] == "add":
                fused += any(
                    isinstance(a, Operand) and self.nodes[a][0] == "mul" and uses[a] == 1
                    for a in self.nodes[at][1:]
                )
        return Work(kinds["add"], kinds["mul"], kinds["div"], kinds["sqrt"], fused)


class Operand(int):
    """Number of a node, told apart from other integers in a key."""


class Counted:
    """A number with its place in the graph; a mask is one too."""

    __slots__ = ("graph", "node", "value")
    __array_ufunc__ = None  # NumPy scalars on the left hand over to the operators below

    def __init__(self, graph: Graph, value: float, node: int) -> None:
        self.graph, self.value, self.node = graph, value, Operand(node)

    def _made(self, name: str, value: float, *operands: object) -> "Counted":
        return Counted(self.graph, value, self.graph.node(name, *operands))

    def _two(self, name: str, other: object, act: Callable, swapped: bool = False) -> "Counted":
        a, b = (other, self) if swapped else (self, other)
        value = act(_value(a), _value(b))
        x, y = _operand(a), _operand(b)
        if name in ("add", "mul") and act is not operator.sub and repr(x) > repr(y):
            x, y = y, x
        extra = ("minus",) if act is operator.sub else ()
        return self._made(name, value, x, y, *extra)

    def __add__(self, other):
        return self if _is(other, 0.0) else self._two("add", other, operator.add)

    __radd__ = __add__

    def __sub__(self, other):
        return self if _is(other, 0.0) else self._two("add", other, operator.sub)

    def __rsub__(self, other):
        return self._two("add", other, operator.sub, True)

    def __mul__(self, other):
        if _is(other, 0.0):
            return 0.0  # nothing is left of it
        return self if _is(other, 1.0) else self._two("mul", other, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._two("div", other, operator.truediv)

    def __rtruediv__(self, other):
        return self._two("div", other, operator.truediv, True)

    def __neg__(self):
        return self._made("sign", -self.value, self.node)

    def __invert__(self):
        return self._made("logic", not self.value, self.node)


def _compared(name: str) -> Callable:
    act = getattr(operator, name)

    def compare(self, other):
        return self._two("compare", other, act)

    return compare


for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Counted, f"__{_name}__", _compared(_name))
for _name in ("and_", "or_", "xor"):
    _act = getattr(operator, _name)
    for _side in (f"__{_name.rstrip('_')}__", f"__r{_name.rstrip('_')}__"):
        setattr(Counted, _side, lambda a, b, act=_act: a._two("logic", b, act))


def _value(x: object) -> float:
    return x.value if isinstance(x, Counted) else x


def _operand(x: object) -> object:
    # a constant is wrapped, because 2.0 as a key would be node number 2
    return x.node if isinstance(x, Counted) else (float(x),)


def _is(x: object, value: float) -> bool:
    return not isinstance(x, Counted) and x == value


def _one(name: str, act: Callable[[float], float]) -> Callable:
    def apply(x):
        return x._made(name, act(x.value), x.node) if isinstance(x, Counted) else act(x)

    return apply


def _where(choice, a, b):
    if not isinstance(choice, Counted):
        return a if choice else b
    value = _value(a) if choice.value else _value(b)
    return choice._made("choose", value, choice.node, _operand(a), _operand(b))


def _gather(table, i, j):
    if not isinstance(i, Counted):
        return table[int(i), j]
    return i._made("load", float(table[int(i.value), j]), i.node, id(table), j)


PRIMITIVES = {
    primitive.where: _where,
    primitive.sqrt: _one("sqrt", math.sqrt),
    primitive.floor: _one("round", math.floor),
    primitive.rint: _one("round", round),
    primitive.absolute: _one("sign", abs),
    primitive.minimum: lambda a, b: _where(a < b, a, b),
    primitive.maximum: lambda a, b: _where(a > b, a, b),
    primitive.any_lane: lambda choice: bool(_value(choice)),
    primitive.all_lanes: lambda choice: bool(_value(choice)),
    primitive.gather: _gather,
    primitive.agree: lambda i: True,
    primitive.first: lambda i: int(_value(i)),
    primitive.broadcast: lambda x, like: x,
    primitive.two_to: _one("bits", lambda k: math.ldexp(1.0, int(k))),
    primitive.exponent: _one("bits", lambda x: math.frexp(x)[1] - 1.0),
    primitive.mantissa: _one("bits", lambda x: math.frexp(x)[0] * 2.0),
}
"""Each primitive of the number type, for numbers that remember."""


def on_counted(function: Callable, done: dict[int, Callable] | None = None) -> Callable:
    """The same kernel as plain Python on `Counted` numbers, with every kernel it calls."""
    done = {} if done is None else done
    source = getattr(function, "py_func", function)
    if id(source) not in done:
        names = dict(source.__globals__)
        twin = types.FunctionType(source.__code__, names, source.__name__, source.__defaults__)
        done[id(source)] = twin
        for name in source.__code__.co_names:
            value = names.get(name)
            if isinstance(value, types.FunctionType) and value in PRIMITIVES:
                names[name] = PRIMITIVES[value]
            elif hasattr(value, "py_func"):
                names[name] = on_counted(value, done)
    return done[id(source)]
