"""The project's own Python as syntax trees, and named places in it: what the guards over code read.

A place is `path::Class.function`, or `path` for a module's own level. Exceptions are listed by place; a place may end in `*`.
An exception that matches nothing fails as loudly as a breach, so a list never outlives its reason.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path

from portal.embedded.places import ROOT
from portal.embedded.sources import APPS

Wanted = Callable[[ast.AST], bool]
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: Where HTTP comes in: nothing here asks the database except through queries and services.
DOORS = ("views", "api", "forms", "serializers")


@dataclass(frozen=True)
class Module:
    """One file of the project."""

    path: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and the file's name without its ending."""
        return Path(self.path).with_suffix("").parts

    @property
    def app(self) -> str:
        """The app, or the room of the ground, that it belongs to."""
        return ".".join(self.parts[:2]) if self.parts[0] == "portal" else self.parts[0]

    def is_one_of(self, *names: str) -> bool:
        """Whether the file, or a folder it lies in, has one of the names."""
        return bool(set(names) & set(self.parts[1:]))

    def places(self, wanted: Wanted) -> Iterator[str]:
        """Where in the module a node is wanted."""
        return (place for place, node in self.nodes if wanted(node))

    @cached_property
    def nodes(self) -> list[tuple[str, ast.AST]]:
        """Every node with its place: walked once for all laws."""
        return list(_nodes(self.tree, self.path, ()))


def _nodes(node: ast.AST, path: str, scope: tuple[str, ...]) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        inner = (*scope, child.name) if isinstance(child, _SCOPES) else scope
        yield (f"{path}::{'.'.join(inner)}" if inner else path), child
        yield from _nodes(child, path, inner)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the apps; tests and migrations apart."""
    return tuple(_parsed(path) for app in APPS for path in _files(ROOT / app) if "migrations" not in path.parts)


@cache
def modules_of_tests() -> tuple[Module, ...]:
    """Every module of the tests."""
    return tuple(_parsed(path) for path in _files(ROOT / "tests"))


@cache
def migrations() -> tuple[Module, ...]:
    """Every migration."""
    return tuple(_parsed(path) for app in APPS for path in _files(ROOT / app) if "migrations" in path.parts)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _parsed(path: Path) -> Module:
    return Module(str(path.relative_to(ROOT)), ast.parse(path.read_text(), path.name))


def all_places(wanted: Wanted, among: Iterable[Module] | None = None) -> set[str]:
    """Every place where a node is wanted."""
    return {place for module in (modules() if among is None else among) for place in module.places(wanted)}


def beside(found: Iterable[str], allowed: Iterable[str]) -> str:
    """What breaks a law, and which exceptions match nothing any more, one on a line; empty where all is well."""
    places, patterns = sorted(set(found)), sorted(set(allowed))
    breaches = [place for place in places if not any(fnmatchcase(place, pattern) for pattern in patterns)]
    stale = [pattern for pattern in patterns if not any(fnmatchcase(place, pattern) for place in places)]
    return "\n".join([*breaches, *(f"stale exception: {pattern}" for pattern in stale)])


def called(node: ast.AST) -> str:
    """The dotted name that a call names, or nothing."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def dotted(node: ast.AST) -> str:
    """`a.b.c` of nested attributes; a call or subscript inside is written as `()`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "()"


def calls(*names: str) -> Wanted:
    """A call of one of the names, bare or as the end of a dotted one."""

    def wanted(node: ast.AST) -> bool:
        name = called(node)
        return any(name == one or name.endswith(f".{one}") for one in names)

    return wanted


def literal(node: ast.AST | None) -> str | None:
    """The text of a string constant."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def listed(path: Path) -> dict[str, str]:
    """A list file: a place on each line, its reason behind `#`. Raises for a line without a reason."""
    found: dict[str, str] = {}
    for line in path.read_text().splitlines():
        place, _, reason = line.partition("#")
        if place.strip() and not reason.strip():
            raise ValueError(f"{path.name}: {place.strip()} has no reason")
        if place.strip():
            found[place.strip()] = reason.strip()
    return found
