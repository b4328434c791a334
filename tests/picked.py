"""Finding what `make bench` and `make drill` run: functions by their prefix, picked by `ONLY=word`."""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import ground

Function = Callable[..., Any]


def find_functions(package: str, prefix: str) -> list[Function]:
    """Functions `PREFIX_*` in `tests/PACKAGE/PREFIX_*.py`, in order of file and line, whose name holds ONLY."""
    only = os.environ.get("ONLY", "")
    found = []
    for file in sorted((Path(__file__).parent / package).glob(f"{prefix}_*.py")):
        module = importlib.import_module(f"tests.{package}.{file.stem}")
        functions = [value for name, value in vars(module).items() if name.startswith(f"{prefix}_") and callable(value)]
        found += [one for one in functions if only in f"{file.stem}.{one.__name__}"]
    return found


@contextmanager
def prepared_ground() -> Iterator[None]:
    """Django on the test servers, outside pytest."""
    import django

    ground.prepare_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    with ground.running_ground():
        yield
