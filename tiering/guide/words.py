"""What the places of tiering's sections are called when two guides are compared."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.guides.comparison import Steps, place_words
from portal.guides.documents import Document
from portal.guides.texts import Texts
from tiering.guide.baskets import ANY
from tiering.guide.markets import MarketsSection
from tiering.guide.requirements import Requirement, RequirementsSection
from tiering.guide.targets import TargetsSection
from tiering.guide.tiers import TieringSection

_FIELDS: dict[str, str | Promise] = {
    "about": gettext_lazy("explanation"),
    "applies_if": gettext_lazy("asked only if"),
    "applies_if_in": gettext_lazy("asked only if, by category"),
    "basket": gettext_lazy("basket of certificates"),
    "baskets": gettext_lazy("baskets of certificates"),
    "blocks": gettext_lazy("requirements that wait for it"),
    "by_category": gettext_lazy("by category"),
    "categories": gettext_lazy("categories"),
    "demo": gettext_lazy("proposal for a demonstration"),
    "entry": gettext_lazy("tier at the beginning"),
    "first_year": gettext_lazy("in the first year"),
    "kind": gettext_lazy("kind of requirement"),
    "measure": gettext_lazy("how it is measured"),
    "name": gettext_lazy("name"),
    "note": gettext_lazy("note"),
    "of": gettext_lazy("what is measured"),
    "per": gettext_lazy("counted per"),
    "quota": gettext_lazy("figure"),
    "rule": gettext_lazy("rule"),
    "strict": gettext_lazy("more than the figure"),
    "text": gettext_lazy("text"),
    "tiers": gettext_lazy("tiers"),
    "unit": gettext_lazy("unit"),
    "unmeasured": gettext_lazy("where nothing was measured"),
    "weights": gettext_lazy("weights"),
}
_LANGUAGES = {"en": gettext_lazy("English"), "es": gettext_lazy("Spanish"), "ru": gettext_lazy("Russian")}


def _requirement_words(document: Document, steps: Steps) -> str | None:
    """`Silver, large markets: certified professionals`; with its categories where the key has several variants."""
    section = document.sections["requirements"]
    assert isinstance(section, RequirementsSection)
    variants = section.all().get(steps[1], {}) if len(steps) > 2 else {}
    requirement = variants.get(steps[2]) if variants else None
    if requirement is None:
        return None
    subject = _subject(requirement, several=len(variants) > 1)
    match steps[3:]:
        case ["quota", tier, *market]:
            return f"{_tier_and_market(document, tier, market)}: {_mid_sentence(subject)}"
        case [field, *rest]:
            return f"{subject}, {_field(field, rest)}"
    return subject


def _subject(requirement: Requirement, *, several: bool) -> str:
    name = text_of(requirement.text)
    categories = ", ".join(requirement.categories)
    return (
        _("%(requirement)s for %(categories)s") % {"requirement": name, "categories": categories} if several else name
    )


def _market_words(document: Document, steps: Steps) -> str | None:
    section = document.sections["markets"]
    assert isinstance(section, MarketsSection)
    match steps[1:]:
        case ["classes", name, "groups"]:
            return _("Countries of %s") % _market(document, name)
        case ["use", iso]:
            return _("Class of %s") % section.names.get(iso, iso)
        case ["regions", name]:
            return _("Countries of the region %s") % name
        case ["names", iso]:
            return _("Name of %s") % iso
    return None


def _basket_words(document: Document, steps: Steps) -> str | None:
    match steps[1:]:
        case [name, "mixes", tier, market, field, *rest]:
            where = _tier_and_market(document, tier, [market] if market != ANY else [])
            labels = {"least": _("at least"), "most": _("at most"), "rest": _("the rest"), "cap": _("at most of each")}
            return " ".join([f"{where}: {_('basket')} {name},", labels.get(field, field), *rest])
        case [name, "codes"]:
            return _("Certificates of basket %s") % name
    return None


def _tier_words(document: Document, steps: Steps) -> str | None:
    section = document.sections["tiering"]
    assert isinstance(section, TieringSection)
    match steps[1:]:
        case ["grace", length]:
            return {
                "days": _("Recovery period, days"),
                "max_days": _("Longest recovery period, days"),
                "remind_days": _("Recovery period, days before its end on which it is said"),
                "flow_months": _("Recovery period, months over which is measured at its end"),
            }.get(length)
        case ["moves", event]:
            return _move_words(document, event)
        case ["windows", key]:
            return _("Measured over which time: %s") % key
        case ["categories" | "specializations" as field, code, *rest]:
            named = getattr(section, field).get(code)
            return ", ".join([text_of(named.name), *_fields(rest)]) if named else None
    return None


def _move_words(document: Document, event: str) -> str:
    words = {"annual": _("Tiers of the yearly review count from"), "downgrade": _("A lower tier counts from")}
    return words.get(event) or _("%s counts from") % tier_named(document, event)


def _target_words(document: Document, steps: Steps) -> str | None:
    section = document.sections["targets"]
    assert isinstance(section, TargetsSection)
    target = section.all().get(steps[1]) if len(steps) > 1 else None
    return ", ".join([text_of(target.text), *_fields(steps[2:])]) if target else None


def _tier_and_market(document: Document, tier: str, market: list[str]) -> str:
    return ", ".join(
        [tier_named(document, tier), *(_market(document, one) for one in market if one not in ("value", ""))]
    )


def tier_named(document: Document, tier: str) -> str:
    """What the guide calls a tier, in the reader's language."""
    section = document.sections.get("tiering")
    names = section.tiers if isinstance(section, TieringSection) else {}
    return text_of(names[tier].name) if tier in names else tier


def _market(document: Document, name: str) -> str:
    section = document.sections.get("markets")
    printed = section.classes.get(name) if isinstance(section, MarketsSection) else None
    return text_of(printed.name) if printed and printed.name else name


def _fields(steps: Steps | list[str]) -> list[str]:
    return [_field(steps[0], list(steps[1:]))] if steps else []


def _field(name: str, rest: list[str]) -> str:
    return " ".join([str(_FIELDS.get(name, name)), *(str(_LANGUAGES.get(one, one)) for one in rest)])


def text_of(text: Texts) -> str:
    """In the reader's language."""
    return text.within(get_language() or "en")


def _mid_sentence(text: str) -> str:
    """A name after a colon: small, unless it is a shortening (`GCP`)."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


_WORDS: dict[str, Callable[[Document, Steps], str | None]] = {
    "baskets": _basket_words,
    "markets": _market_words,
    "requirements": _requirement_words,
    "targets": _target_words,
    "tiering": _tier_words,
}
for _section, _words in _WORDS.items():
    place_words(_section, _words)
