"""Every fact that a guide can ask for, as a template that can be filled in and scored."""

from collections.abc import Mapping
from typing import Any

from tiering.guide.requirements import Requirement
from tiering.guide.targets import TargetsSection
from tiering.rules.facts.reading import BOOKED
from tiering.rules.scoring.evaluate import Engine

EXAMPLES: Mapping[str, Any] = {
    "count": 0,
    "money": "0.00",
    "percent": "0",
    "change": "0",
    "score": "0",
    "yes": False,
}
ABOUT_HEAD = {
    "as_of": "the day that is judged; flow figures are those of its year",
    "category": "one of the codes of the guide",
    "subtype": "optional",
    "joined_on": "optional: in the year of as_of it is the partner's first, partial year",
    "book_until": "first year only: the last day for booking exams; after it quotas are missed that held and booked do not fill",
    "specializations": "a list of codes",
    "primary_specialization": "optional: the first of the list where nothing is said",
    "countries": "by ISO code; countries of one group are added up",
    "targets": "figures that the guide leaves to letters, by country (or group, as US+CA) and tier, or by tier",
    "waivers": 'a list of {"requirement", "scope"}; without a scope every line of the requirement',
    "categories": "optional, of a partner in several categories: by code, what is counted for each apart, by country",
    "values": "a value that is absent is not measured",
}


def template_of(engine: Engine, targets: TargetsSection | None) -> dict[str, Any]:
    """Facts with every name that the guide knows, and beside them, under `about`, what each means."""
    tiering = engine.tiering
    countries = {name: _example(engine, name) for name in engine.vocabulary.countries if name in _keys(engine, name)}
    codes = [code for basket in engine.baskets.values() for code in basket.codes]
    if codes:
        countries["certifications"] = dict.fromkeys(dict.fromkeys(codes), 0)
        if _schedules(engine):
            countries[BOOKED] = dict.fromkeys(countries["certifications"], 0)
    facts: dict[str, Any] = {
        "as_of": "2014-12-31",
        "category": next(iter(tiering.categories)),
        **({"subtype": None} if any(one.subtypes for one in tiering.categories.values()) else {}),
        "joined_on": None,
        **({"book_until": None} if _schedules(engine) else {}),
        **({"specializations": [], "primary_specialization": None} if tiering.specializations else {}),
        **{name: flag.default for name, flag in tiering.flags.items()},
        "countries": {_any_country(engine): countries} if countries else {},
        "targets": {name: _target(engine, name) for name in _target_names(engine)},
        "values": {name: _example(engine, name) for name in engine.vocabulary.values if name in _keys(engine, name)},
        "waivers": [],
        "categories": {},
    }
    return facts | {"about": _about(engine, targets, facts)}


def _about(engine: Engine, targets: TargetsSection | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    tiering = engine.tiering
    about: dict[str, Any] = dict(ABOUT_HEAD)
    about["category"] = {code: category.name.en for code, category in tiering.categories.items()}
    subtypes = {code: list(one.subtypes) for code, one in tiering.categories.items() if one.subtypes}
    if subtypes:
        about["subtype"] = {"optional": subtypes}
    if tiering.specializations:
        about["specializations"] = {code: one.name.en for code, one in tiering.specializations.items()}
    about |= {name: f"{flag.text.en}; {str(flag.default).lower()} where absent" for name, flag in tiering.flags.items()}
    about["values"] = {name: _words(engine, name) for name in facts["values"]}
    about["country"] = {
        name: _words(engine, name, in_country=True) for country in facts["countries"].values() for name in country
    }
    known = targets.all() if targets else {}
    about |= {"categories": _words_of_categories(engine)}
    about["targets"] = {name: known[name].text.en if name in known else name for name in facts["targets"]}
    return {name: words for name, words in about.items() if name in facts or name == "country"}


def _words_of_categories(engine: Engine) -> Any:
    apart = engine.recognition.per_category.value if engine.recognition else ()
    counted = dict.fromkeys(apart, "by country")
    return {"optional": ABOUT_HEAD["categories"], "CODE": {**counted, "subtype": "", "targets": {}}}


def _keys(engine: Engine, name: str) -> tuple[str, ...]:
    word = engine.vocabulary.countries.get(name) or engine.vocabulary.values[name]
    return (word.key,)


def _asking(engine: Engine, name: str) -> list[tuple[str, Requirement]]:
    found = [(key, one) for key, _variant, one in engine.requirements.each() if key == name or name in one.of]
    return found or [(key, one) for key, _variant, one in engine.requirements.each() if one.scheduled_by == name]


def _schedules(engine: Engine) -> bool:
    """Whether some line of a first year hangs on exams booked."""
    return any(one.first_year == "scheduled" for *_, one in engine.requirements.each())


def _words(engine: Engine, name: str, *, in_country: bool = False) -> str:
    asking = _asking(engine, name)
    if name == "certifications":
        return "certificates in force on as_of by code; each person and code once"
    if name == BOOKED and in_country:
        return "exams booked until book_until by code, of people without that certificate; each person and code once"
    if not asking:
        return _words_of_points(engine, name)
    key, one = asking[0]
    if one.scheduled_by == name:
        return (
            "first year only: false where the exams were not booked in time; absent: by book_until and what is booked"
        )
    scale = ", {} to {}".format(*one.scale.value) if one.scale else ""
    whole = f"{one.text.en} ({one.unit}{scale}, {one.rule})"
    return whole if key == name else f"part of {key}: {whole}, where that is not given"


def _words_of_points(engine: Engine, name: str) -> str:
    metrics = engine.points.metrics.values() if engine.points else ()
    return next((f"{one.text.en} ({one.unit}, {one.measure}, {one.rule})" for one in metrics if name in one.of), name)


def _example(engine: Engine, name: str) -> Any:
    asking = _asking(engine, name)
    if not asking:
        return _example_of_points(engine, name)
    key, one = asking[0]
    if one.scheduled_by == name:
        return True
    if key == name:
        return EXAMPLES["yes"] if one.kind == "yes" else EXAMPLES[one.unit]
    return _example_of_measure(one.measure, one.unit, list(one.weights))


def _example_of_points(engine: Engine, name: str) -> Any:
    for one in engine.points.metrics.values() if engine.points else ():
        if name in one.of:
            return _example_of_measure(one.measure, one.unit, list(one.weights))
    return 0


def _example_of_measure(measure: str, unit: str, stages: list[str]) -> Any:
    special: dict[str, Any] = {
        "mean": [],
        "peer_relative": {"line": {"own": "0", "peers": ["0"]}},
        "stage_weighted": dict.fromkeys(stages, "0.00"),
        "share": 0,
        "growth": "0.00",
    }
    return special.get(measure, EXAMPLES[unit])


def _target_names(engine: Engine) -> list[str]:
    names = [one.target for *_, one in engine.requirements.each() if one.target]
    metrics = engine.points.metrics.items() if engine.points else ()
    names += [name for name, one in metrics if any(goal.value == "target" for goal in one.goal.values())]
    return list(dict.fromkeys(names))


def _target(engine: Engine, name: str) -> dict[str, Any]:
    tiers = dict.fromkeys(engine.tiering.order)
    per_country = any(one.target == name and one.per != "partner" for *_, one in engine.requirements.each())
    return {_any_country(engine): tiers} if per_country else tiers


def _any_country(engine: Engine) -> str:
    if engine.markets is None:
        return "US"
    return engine.markets.classes[engine.markets.order[0]].groups[0][0]
