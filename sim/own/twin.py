"""Twins of shipped kernels in which a few of them are replaced.

A kernel that reaches a replaced one is written anew, with the same lines and the replacement's
name; everything else it uses is imported from where it is. The shipped kernel stays as it was, and
so does its machine code.
"""

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class Replacement:
    """Text of a kernel that stands for a shipped one.

    `name` is that of the kernel in `text`; `uses` are the names in it that are no variables, with
    their values, and may hold the shipped kernel itself.
    """

    name: str
    text: str
    uses: Mapping[str, Any]


@dataclass
class _Twins:
    """What has been written so far."""

    replaced: Mapping[Callable[..., Any], Replacement]
    reaches: dict[Callable[..., Any], bool] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)


def twin_text(root: Callable[..., Any], replaced: Mapping[Callable[..., Any], Replacement]) -> str:
    """Text of a module in which `twin` is the root kernel with replacements.

    Parameters
    ----------
    root
        A shipped kernel that reaches at least one of the replaced ones.
    replaced
        Replacements by the shipped kernel they stand for.
    """
    twins = _Twins(replaced)
    name = _name_of(root, twins)
    head = ["from sim.lanes import kernel", *sorted(twins.imports)]
    body = [f"@kernel\n{text}" for text in twins.written.values()]
    return "\n".join(head) + "\n\n\n" + "\n\n\n".join(body) + f"\n\n\ntwin = {name}\n"


def reaches(root: Callable[..., Any], replaced: Mapping[Callable[..., Any], Any]) -> bool:
    """Whether a kernel is replaced, or calls one that is."""
    return _reaches(root, _Twins(replaced))


def _reaches(kernel: Callable[..., Any], twins: _Twins) -> bool:
    if kernel in twins.replaced:
        return True
    if kernel not in twins.reaches:
        twins.reaches[kernel] = False  # no kernel calls itself
        called = [value for value in _globals_of(kernel).values() if hasattr(value, "py_func")]
        twins.reaches[kernel] = any([_reaches(value, twins) for value in called])
    return twins.reaches[kernel]


def _globals_of(kernel: Any) -> dict[str, Any]:
    """Global names a kernel uses, with their values."""
    plain = kernel.py_func
    names = [name for name in plain.__code__.co_names if name in plain.__globals__]
    return {name: plain.__globals__[name] for name in names}


def _name_of(kernel: Any, twins: _Twins) -> str:
    """Name under which the module knows a kernel; writes it first if it must differ."""
    if kernel in twins.replaced:
        return _write_replacement(twins.replaced[kernel], twins)
    return _original(kernel, twins)


def _original(kernel: Any, twins: _Twins) -> str:
    """The same for a kernel itself, replaced or not."""
    plain = getattr(kernel, "py_func", kernel)
    if plain is kernel:  # a function of the number type, no kernel
        twins.imports.add(f"from {plain.__module__} import {plain.__name__}")
        return plain.__name__
    inside = [v for v in _globals_of(kernel).values() if hasattr(v, "py_func")]
    name = f"{plain.__module__.replace('.', '_')}__{plain.__name__}"
    if not any(_reaches(each, twins) for each in inside):
        twins.imports.add(f"from {plain.__module__} import {plain.__name__} as {name}")
    elif name not in twins.written:
        twins.written[name] = ""  # its place, before those it calls
        names = {}
        for own, value in _globals_of(kernel).items():
            names[own] = _name_of_value(own, value, plain, twins)
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(plain))).body
        assert isinstance(tree, ast.FunctionDef)
        tree.decorator_list, tree.name = [], name
        twins.written[name] = ast.unparse(_Renamed(names, plain).visit(tree))
    return name


def _name_of_value(own: str, value: Any, plain: types.FunctionType, twins: _Twins) -> str:
    if hasattr(value, "py_func"):
        return _name_of(value, twins)
    name = f"{plain.__module__.replace('.', '_')}__{own}"
    twins.imports.add(f"from {plain.__module__} import {own} as {name}")
    return name


def _write_replacement(given: Replacement, twins: _Twins) -> str:
    if given.name not in twins.written:
        twins.written[given.name] = ""
        (tree,) = ast.parse(given.text).body
        inside = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names = {}
        for own, value in given.uses.items():
            if own in inside:
                names[own] = _original(value, twins) if callable(value) else repr(value)
        twins.written[given.name] = ast.unparse(_Renamed(names, None).visit(tree))
    return given.name


class _Renamed(ast.NodeTransformer):
    """The same tree with other global names."""

    def __init__(self, names: Mapping[str, str], plain: types.FunctionType | None) -> None:
        local = () if plain is None else plain.__code__.co_varnames
        self.names = {own: name for own, name in names.items() if own not in local}

    def visit_Name(self, node: ast.Name) -> ast.AST:  # ast calls it so
        """One name."""
        name = self.names.get(node.id, node.id)
        return ast.copy_location(ast.parse(name, mode="eval").body, node)
