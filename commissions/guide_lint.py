"""What is said of `[commissions]` when a guide is checked: a day that pays nobody confirmed (X-04)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commissions.guide import SECTION
from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from portal.guides.lints import unconfirmed_figures
from portal.guides.queries.open_figures import blocks


def _unconfirmed(document: Document) -> Iterator[Finding]:
    yield from unconfirmed_figures(document, SECTION)


guide_lint("commissions.unconfirmed", _unconfirmed)
blocks(SECTION, _("Going live; afterwards earnings wait that rest on a day of payment or a hold"))
