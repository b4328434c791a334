"""A country in two classes, and classes whose yearly product overlaps."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from portal.guides.documents import Document
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint
from tiering.guide.lint.parts import markets_of


def _country_twice(document: Document) -> Iterator[Finding]:
    """At the later class. A country that is used in one of them is still printed in both (G-MKT-02)."""
    markets = markets_of(document)
    seen: dict[str, str] = {}
    for name in markets.order if markets else ():
        for number, group in enumerate(markets.classes[name].groups if markets else ()):
            for iso in group:
                if iso in seen:
                    words = {"country": iso, "first": seen[iso], "second": name}
                    message = _("%(country)s stands in class %(first)s and in class %(second)s") % words
                    place = f"markets.classes.{name}.groups"
                    yield Finding(place, message, about=iso, spot=f"{place}.{number}")
                seen.setdefault(iso, name)


def _region_twice(document: Document) -> Iterator[Finding]:
    markets = markets_of(document)
    seen: dict[str, str] = {}
    for name, figure in markets.regions.items() if markets else ():
        for iso in figure.value:
            if iso in seen:
                words = {"country": iso, "first": seen[iso], "second": name}
                message = _("%(country)s stands in region %(first)s and in region %(second)s") % words
                yield Finding(f"markets.regions.{name}", message, about=iso)
            seen.setdefault(iso, name)


def _product_bands(document: Document) -> Iterator[Finding]:
    """From the strictest class on, each begins lower than the one before."""
    markets = markets_of(document)
    named = [name for name in markets.order if name in markets.from_gnp] if markets else []
    for above, below in pairwise(named):
        if markets and markets.from_gnp[below].value >= markets.from_gnp[above].value:
            message = _("the band of %(below)s overlaps that of %(above)s") % {"below": below, "above": above}
            yield Finding(f"markets.from_gnp.{below}", message, about=below)


def _product_gap(document: Document) -> Iterator[Finding]:
    """Every country falls into a class: the last band begins with nothing."""
    markets = markets_of(document)
    named = [name for name in markets.order if name in markets.from_gnp] if markets else []
    if markets and named and markets.from_gnp[named[-1]].value > 0:
        message = _("below %s there is no class") % markets.from_gnp[named[-1]].value
        yield Finding(f"markets.from_gnp.{named[-1]}", message, about=named[-1])


guide_lint("bands.gap", _product_gap)
guide_lint("markets.country_twice", _country_twice)
guide_lint("markets.region_twice", _region_twice)
guide_lint("bands.overlap", _product_bands)
