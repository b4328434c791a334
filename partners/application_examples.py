"""Worked examples of `[applications]`, kinds `company_mail` and `fit`; and what a guide must not contradict there."""

from collections.abc import Iterator
from typing import Any, cast

from django.utils.translation import gettext as _

from partners.guide.applications import SECTION, ApplicationsSection, MailRules
from partners.rules.company_mail import Closeness, compare_domain, is_free_mail
from partners.rules.fit import fit_of
from portal.guides.documents import Document
from portal.guides.examples import example_kind
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint


def closeness_of(rules: MailRules) -> Closeness:
    """The guide's figures in the shape that the rule takes."""
    return Closeness(rules.prefix_letters.value, rules.initials_words.value, rules.similarity.value)


def run_company_mail(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """A company's name and a mail address to `refused`, `match` or `review`."""
    rules = cast(ApplicationsSection, document.sections[SECTION]).mail
    host = str(facts["mail"]).rpartition("@")[2]
    if is_free_mail(host, rules.refused.value):
        return {"result": "refused"}
    return {"result": compare_domain(str(facts["company"]), host, closeness_of(rules)).value}


def run_fit(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """Answers of a company that applies for a `category` to the points they add, and how many there are."""
    section = cast(ApplicationsSection, document.sections[SECTION])
    parts = fit_of(section.asked_of(facts["category"]), facts.get("answers", {}))
    return {
        "points": sum(part.points for part in parts),
        "possible": sum(part.possible for part in parts),
        "parts": {part.question: part.points for part in parts},
    }


def _unknown_categories(document: Document) -> Iterator[Finding]:
    """What is applied for has to be a category of the program, where the guide names these."""
    section = document.sections.get(SECTION)
    known = getattr(document.sections.get("tiering"), "categories", None)
    if isinstance(section, ApplicationsSection) and known is not None:
        for key in section.categories.keys() - set(known):
            yield Finding(f"{SECTION}.categories.{key}", _("%s is no category of this program") % key)


example_kind("company_mail", run_company_mail)
example_kind("fit", run_fit)
guide_lint("applications.category", _unknown_categories)
