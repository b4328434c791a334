"""What is told of one of several categories: evidence is shared, customers and business are counted apart (G-MCAT-02, G-MCAT-03)."""

from collections.abc import Mapping
from typing import Any

from tiering.guide.recognition import RecognitionSection
from tiering.guide.requirements import RequirementsSection
from tiering.guide.tiers import TieringSection
from tiering.rules.facts.refusals import FactsRefused, read_table, refuse_unknown
from tiering.rules.facts.vocabulary import Vocabulary

Told = Mapping[str, Any]


def read_parts(told: Told, tiering: TieringSection) -> dict[str, Told]:
    """The parts of `categories` by code. Raises FactsRefused."""
    parts: dict[str, Told] = {}
    for name, part in read_table(told["categories"], "categories").items():
        code = tiering.category_named(name)
        if code is None:
            raise FactsRefused(f"categories.{name}", "there is no such category")
        parts[code] = read_table(part, f"categories.{name}")
    return parts


def counted_apart(
    recognition: RecognitionSection | None, requirements: RequirementsSection, vocabulary: Vocabulary
) -> frozenset[str]:
    """Figures of a country that are counted for each category, with what they are made of."""
    keys = recognition.per_category.value if recognition else ()
    made_of = (name for key in keys for one in requirements.all().get(key, {}).values() for name in one.of)
    return frozenset({*keys, *made_of} & vocabulary.countries.keys())


def tell_category(
    told: Told, code: str, part: Told, *, is_primary: bool, apart: frozenset[str], vocabulary: Vocabulary
) -> Told:
    """Facts of one category alone. What is not tagged to a category counts for the primary one."""
    path = f"categories.{code}"
    refuse_unknown(part, {*apart, "subtype", "targets"}, path)
    dropped = apart & part.keys() if is_primary else apart
    countries = {
        iso: {name: value for name, value in read_table(table, f"countries.{iso}").items() if name not in dropped}
        for iso, table in _table(told, "countries", "countries").items()
    }
    for name in [name for name in part if name in apart]:
        for iso, value in read_table(part[name], f"{path}.{name}").items():
            if iso not in countries:
                raise FactsRefused(f"{path}.{name}.{iso}", "is none of the partner's countries")
            vocabulary.countries[name].read(value, f"{path}.{name}.{iso}")
            countries[iso][name] = value
    subtype = part.get("subtype") or (told.get("subtype") if is_primary else None)
    targets = {**_table(told, "targets", "targets"), **_table(part, "targets", f"{path}.targets")}
    return {**told, "category": code, "countries": countries, "subtype": subtype, "targets": targets}


def _table(told: Told, name: str, path: str) -> Told:
    raw = told.get(name)
    return {} if raw is None else read_table(raw, path)
