"""Kinds of worked examples `agreements` and `activation`, and what a guide may not say about them."""

from collections.abc import Iterator
from typing import Any, cast

from django.utils.translation import gettext as _

from partners.guide import activation, agreements
from partners.rules.activation import award_of, fee_of, has_named_manager
from partners.rules.agreements import documents_of
from portal.guides.documents import Document
from portal.guides.examples import example_kind
from portal.guides.findings import Finding
from portal.guides.linting import guide_lint


def run_agreements(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """What a partner of a `category`, of whom `flags` hold, signs."""
    section = cast(agreements.AgreementsSection, document.sections[agreements.SECTION])
    return {"documents": list(documents_of(section, category=facts["category"], flags=facts.get("flags", ())))}


def run_activation(document: Document, facts: dict[str, Any]) -> dict[str, Any]:
    """What a partner of a `category` pays before it is active, and what it gets in a `tier`."""
    section = cast(activation.ActivationSection, document.sections[activation.SECTION])
    category, tier = facts["category"], facts["tier"]
    fee, award = fee_of(section, category=category), award_of(section, category=category, tier=tier)
    shared = section.contact.mail.value if section.contact else ""
    return {
        "fee": fee.amount if fee else "",
        "currency": fee.currency if fee else "",
        "award": award[0] if award else "",
        "edition": award[1] if award else "",
        "manager": "named" if has_named_manager(section, category=category, tier=tier) else shared,
    }


def _unknown_names(document: Document) -> Iterator[Finding]:
    """A condition or a category that the guide does not have."""
    section = document.sections.get(agreements.SECTION)
    categories = getattr(document.sections.get("tiering"), "categories", None)
    if not isinstance(section, agreements.AgreementsSection):
        return
    for key, terms in section.documents.items():
        place = f"{agreements.SECTION}.documents.{key}"
        if terms.applies_if and terms.applies_if not in section.conditions:
            yield Finding(f"{place}.applies_if", _("There is no condition %s.") % terms.applies_if)
        for category in terms.categories:
            if categories is not None and category not in categories:
                yield Finding(f"{place}.categories", _("There is no category %s.") % category)


def _fee_without_amount(document: Document) -> Iterator[Finding]:
    """A fee without the tier that partners enter in."""
    section = document.sections.get(activation.SECTION)
    for category, fee in section.fees.items() if isinstance(section, activation.ActivationSection) else ():
        if fee.entry.value not in fee.amounts:
            yield Finding(f"{activation.SECTION}.fees.{category}.entry", _("There is no amount for this tier."))


def _without_master(document: Document) -> Iterator[Finding]:
    """A category whose partners would sign no master agreement: nothing to hang an enrolment on."""
    section = document.sections.get(agreements.SECTION)
    categories = getattr(document.sections.get("tiering"), "categories", {})
    if not isinstance(section, agreements.AgreementsSection):
        return
    for category in categories:
        signed = documents_of(section, category=category, flags=()).values()
        if not any(terms.kind == "master" for terms in signed):
            yield Finding(
                f"{agreements.SECTION}.documents", _("Nobody of %s signs a master agreement.") % category, category
            )


example_kind("agreements", run_agreements)
example_kind("activation", run_activation)
guide_lint("agreements.unknown", _unknown_names)
guide_lint("activation.no_amount", _fee_without_amount)
guide_lint("agreements.no_master", _without_master)
