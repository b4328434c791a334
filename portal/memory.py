"""Python's search for cycles, held back where many objects are made and none of them is part of one."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Objects that are made before the next search; some hundred megabytes at most.
SELDOM = (200_000, 20, 20)


@contextmanager
def seldom_searched() -> Iterator[None]:
    """What counts references frees such objects at once; searching them took half the time (measured)."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
