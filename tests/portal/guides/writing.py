"""Small guides for tests of the ground: a section `[ladder]` with two figures, beside whatever a test adds."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.guides.examples import EXAMPLE_KINDS
from portal.guides.figures import Figure, GuideModel
from portal.guides.linting import GUIDE_LINTS
from portal.guides.sections import GUIDE_SECTIONS

HEAD = """\
[guide]
program = "flow"
name = "Flow"
legal_time_zone = "UTC"
effective_from = 2024-01-01
"""


class Ladder(GuideModel):
    """A section of the tests."""

    silver: Figure[int]
    gold: Figure[int]


LADDER = """
[ladder]
silver = { value = 4, rule = "T-01" }
gold = { value = 9, rule = "T-02", confirmed = false }
"""


@contextmanager
def opened() -> Iterator[None]:
    """Registries of guides, open for a test, with `[ladder]` in them."""
    with GUIDE_SECTIONS.opened(), GUIDE_LINTS.opened(), EXAMPLE_KINDS.opened():
        GUIDE_SECTIONS.register("ladder", Ladder)
        yield
