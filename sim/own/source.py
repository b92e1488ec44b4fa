"""From a Python function to text that stands by itself, or a sentence about what stands in the way.

Lanes take one path, so nothing may branch on what differs between them; and nothing may hang on a
variable that another process doesn't have.
"""

import ast
import builtins
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from sim import lanes
from sim.own.function import OwnPhysicsError

BUILTINS = ("range", "float", "int", "len")
ALLOWED = (
    ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.Expr, ast.For, ast.If,
    ast.Name, ast.Load, ast.Store, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp,
    ast.IfExp, ast.Call, ast.Tuple, ast.Subscript, ast.Attribute, ast.Pass, ast.operator,
    ast.unaryop, ast.cmpop, ast.boolop,
)  # fmt: skip
MASKS = ("any_lane", "all_lanes")
"""What turns a mask of lanes into one answer for all of them."""


@dataclass
class _Collected:
    """What a text consists of: names from `sim.lanes`, numbers, texts of functions; and what each
    name stands for, in whichever module.
    """

    imported: set[str] = field(default_factory=set)
    numbers: dict[str, Any] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, Any] = field(default_factory=dict)


def text_of(kind: str, name: str, function: Callable[..., Any]) -> str:
    """Text of a module with a function and all it needs.

    Raises
    ------
    OwnPhysicsError
        If the function can't run on lanes, or not without the process that holds it.
    """
    collected = _Collected()
    _collect(f"{kind} {name!r}", function, collected)
    lines = [f"from sim.lanes import {', '.join(sorted({'kernel', *collected.imported}))}"]
    lines += [f"{key} = {value!r}" for key, value in sorted(collected.numbers.items())]
    lines += [f"\n\n@kernel\n{text}" for text in collected.functions.values()]
    return "\n".join(lines) + "\n"


def place_of(function: Callable[..., Any]) -> str:
    """File and line of a function."""
    code = function.__code__
    return f"{code.co_filename}:{code.co_firstlineno}"


def _collect(said: str, function: Callable[..., Any], into: _Collected) -> None:
    """Take a function in, and what it calls."""
    plain = getattr(function, "py_func", function)
    if not isinstance(plain, types.FunctionType) or plain.__name__ == "<lambda>":
        raise OwnPhysicsError(f"{said} is {function!r}; allowed: a function made by def")
    tree, first = _tree(said, plain)
    check = _Check(said, plain, first)
    if plain.__closure__:
        names = ", ".join(plain.__code__.co_freevars)
        check.refuse(tree, f"uses {names} of the function around it", "numbers of its module")
    check.syntax(tree)
    check.branches(tree)
    into.functions[plain.__name__] = ast.unparse(tree)
    into.meanings[plain.__name__] = plain
    for node in check.globals(tree):
        _resolve(said, node, check, plain, into)


def _tree(said: str, plain: types.FunctionType) -> tuple[ast.FunctionDef, int]:
    """The function's tree without decorators and docstring, and the line before its first."""
    try:
        lines, first = inspect.getsourcelines(plain)
        (tree,) = ast.parse(textwrap.dedent("".join(lines))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        raise OwnPhysicsError(
            f"{said} ({place_of(plain)}) has no source to be read; allowed: a function that stands "
            f"in a file or a cell"
        ) from None
    if not isinstance(tree, ast.FunctionDef):
        raise OwnPhysicsError(f"{said} ({place_of(plain)}); allowed: a function made by def")
    tree.decorator_list, tree.returns = [], None
    for argument in tree.args.args:
        argument.annotation = None
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:] or [ast.Pass()]
    return tree, max(first, 1) - 1


def _resolve(
    said: str, node: ast.Name, check: "_Check", plain: types.FunctionType, into: _Collected
) -> None:
    """Take in what a global name stands for."""
    name, outside = node.id, plain.__globals__
    if name not in outside:
        if name not in BUILTINS:
            known = hasattr(builtins, name)
            problem = f"uses {name}, which {'is not for lanes' if known else 'nothing defines'}"
            check.refuse(node, problem, "functions of sim.lanes, numbers, functions beside it")
        return
    value = outside[name]
    inner = getattr(value, "py_func", value)
    meant = into.meanings.setdefault(name, inner)
    if meant is not inner and not (_is_number(value) and meant == value):
        check.refuse(node, f"uses {name}, known elsewhere as another thing", "one name for one")
    if name in lanes.__all__ and value is getattr(lanes, name):
        into.imported.add(name)
    elif _is_number(value):
        into.numbers[name] = _plain(value)
    elif isinstance(inner, types.FunctionType):
        if inner.__name__ != name:
            check.refuse(node, f"calls {name}, known elsewhere by another name", "one name for one")
        if name not in into.functions:
            _collect(said, inner, into)
    else:
        what = f"the module {name}" if isinstance(value, types.ModuleType) else f"{name}, {value!r}"
        allowed = "functions of sim.lanes by name, numbers, tuples of numbers, functions beside it"
        check.refuse(node, f"uses {what[:80]}", allowed)


def _is_number(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(_is_number(each) for each in value)
    number = isinstance(value, (int, float, np.integer, np.floating))
    return number and not isinstance(value, bool) and bool(np.isfinite(value))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    return int(value) if isinstance(value, (int, np.integer)) else float(value)


class _Check:
    """What the tree of a function may hold."""

    def __init__(self, said: str, plain: types.FunctionType, before: int) -> None:
        self.said, self.plain, self.before = said, plain, before

    def refuse(self, node: ast.AST, problem: str, allowed: str) -> NoReturn:
        """Raise with name, file and line."""
        line = self.before + getattr(node, "lineno", 1)
        raise OwnPhysicsError(
            f"{self.said} ({self.plain.__code__.co_filename}:{line}) {problem}; allowed: {allowed}"
        )

    def syntax(self, tree: ast.FunctionDef) -> None:
        """Refuse what a kernel can't hold."""
        given = tree.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults:
            self.refuse(tree, "has arguments that are optional or starred", "plain names")
        for node in self._inside(tree):
            if not isinstance(node, ALLOWED):
                self.refuse(node, f"holds {type(node).__name__}", "arithmetic, calls, for, if")
            if isinstance(node, ast.Attribute):
                problem = f"uses {ast.unparse(node)}"
                self.refuse(node, problem, "names, as in: from sim.lanes import exp")
            if isinstance(node, ast.For) and not (
                isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range"
            ):
                self.refuse(node, "loops over what is no range", "for i in range(...)")

    def branches(self, tree: ast.FunctionDef) -> None:
        """Refuse tests of what may differ between lanes."""
        lanes_too = {argument.arg for argument in tree.args.args}
        while True:
            before = len(lanes_too)
            for node in self._inside(tree):
                if isinstance(node, (ast.Assign, ast.AugAssign)) and _differs(
                    node.value, lanes_too
                ):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    for target in targets:
                        lanes_too |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
            if len(lanes_too) == before:
                break
        for node in self._inside(tree):
            tests: list[ast.expr] = []
            if isinstance(node, (ast.If, ast.IfExp)):
                tests = [node.test]
            elif isinstance(node, ast.BoolOp):
                tests = node.values
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
                tests = [node.operand]
            elif isinstance(node, ast.Compare) and len(node.ops) > 1:
                tests = [node]
            if any(_differs(test, lanes_too) for test in tests):
                self.refuse(
                    node,
                    f"branches on `{ast.unparse(tests[0])}`, which differs between lanes",
                    "where(condition, a, b), and & | ~ between conditions",
                )

    def globals(self, tree: ast.FunctionDef) -> Iterator[ast.Name]:
        """Names that are no variables of the function, the first use of each."""
        code, seen = self.plain.__code__, set[str]()
        for node in self._inside(tree):
            fresh = isinstance(node, ast.Name) and node.id not in code.co_varnames
            if isinstance(node, ast.Name) and fresh and node.id not in seen:
                seen.add(node.id)
                yield node

    def _inside(self, tree: ast.FunctionDef) -> Iterator[ast.AST]:
        for statement in (tree.args, *tree.body):
            yield from ast.walk(statement)


def _differs(node: ast.AST, lanes_too: set[str]) -> bool:
    """Whether an expression may differ between lanes."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in MASKS:
        return False
    if isinstance(node, ast.Name):
        return node.id in lanes_too
    return any(_differs(child, lanes_too) for child in ast.iter_child_nodes(node))
