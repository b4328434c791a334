"""Which rules a test proves. `python -m tests.rules.report` reads the marks from the code without running it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
IDS = Path(__file__).with_name("ids.txt")
WIDTH = 110


class UnknownRule(ValueError):
    """A mark names a rule that the project's list does not have, or names it in a way that cannot be read."""


def read_ids() -> list[str]:
    return IDS.read_text(encoding="ascii").split()


def find_marks(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and rule of each `pytest.mark.rule("ID", ...)`, on functions, classes, parameters and modules alike."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            for argument in node.args:
                readable = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                yield node.lineno, argument.value if readable else f"({ast.unparse(argument)})"  # type: ignore[attr-defined]


def collect(*, folder: Path, known: set[str]) -> set[str]:
    """The rules marked below `folder`. Raises UnknownRule naming file and line."""
    proven: set[str] = set()
    unknown: list[str] = []
    for path in sorted(folder.rglob("test_*.py")):
        for line, rule in find_marks(ast.parse(path.read_text(encoding="utf-8"))):
            if rule in known:
                proven.add(rule)
            else:
                unknown.append(f"{path.relative_to(folder)}:{line}: {rule} is not in the list of rules")
    if unknown:
        raise UnknownRule("\n".join(unknown))
    return proven


def describe(*, ids: list[str], proven: set[str]) -> Iterator[str]:
    yield "proven:"
    yield from _wrap([rule for rule in ids if rule in proven])
    yield "not proven:"
    yield from _wrap([rule for rule in ids if rule not in proven])
    yield f"rules proven: {len(proven)} of {len(ids)}"


def _wrap(rules: list[str]) -> Iterator[str]:
    line = " "
    for rule in rules:
        if len(line) + len(rule) >= WIDTH:
            yield line
            line = " "
        line += f" {rule}"
    yield line if rules else "  none"


def main() -> int:
    ids = read_ids()
    try:
        proven = collect(folder=TESTS, known=set(ids))
    except UnknownRule as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(describe(ids=ids, proven=proven)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
