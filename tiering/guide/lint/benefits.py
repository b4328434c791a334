"""A benefit promised to nobody: a column without partners, a row that grants nothing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from partners.guide import doors
from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from tiering.guide.benefits import BenefitsSection
from tiering.guide.lint.parts import benefits_of, tiering_of


def _promised_to_nobody(document: Document) -> Iterator[Finding]:
    benefits, tiering = benefits_of(document), tiering_of(document)
    if benefits is None or tiering is None:
        return
    for name, column in benefits.columns.items():
        known = [tiering.tiers_of(code) for code in column.categories if code in tiering.categories]
        if not any(tier in tiers for tiers in known for tier in column.tiers):
            yield Finding(f"benefits.columns.{name}", _("no partner can be in this column"), about=name)
    corrected = {one.benefit for one in benefits.corrections.values() if _grants(benefits, one.value.value)}
    for name, row in benefits.rows.items():
        if name not in corrected and not any(_grants(benefits, cell.value) for cell in row.cells.values()):
            yield Finding(f"benefits.rows.{name}", _("nobody is granted this benefit"), about=name)


def _no_such_door(document: Document) -> Iterator[Finding]:
    """A condition that hangs on a door has to find what it needs there."""
    benefits, section = benefits_of(document), document.sections.get(doors.SECTION)
    known = section.all() if isinstance(section, doors.DoorsSection) else {}
    for name, flag in benefits.flags.items() if benefits else ():
        needs = {need.kind for need in known[flag.door].needs} if flag.door in known else set()
        if flag.door and flag.need not in needs:
            yield Finding(f"benefits.flags.{name}.door", _("no door asks for this"), about=name)


def _grants(benefits: BenefitsSection, value: int | str) -> bool:
    if isinstance(value, int):
        return value > 0
    return value in benefits.values and benefits.values[value].grants


guide_lint("benefits.nobody", _promised_to_nobody)
guide_lint("benefits.door", _no_such_door)
