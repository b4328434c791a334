"""What scoring a collection needs, made once: the engine of its guide and the assembler of its facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from portal.guides.models import GuideVersion
from portal.guides.queries import Guide, figures_of, guide_on, guide_version, targets_of
from portal.tenancy import current_vendor_id
from tiering.metrics.registry import METRICS
from tiering.models import Collection
from tiering.models.scorecards import Occasion
from tiering.queries.deviations import deviations_on
from tiering.queries.programs import is_live
from tiering.rules.deviations import AgreedEngine, Deviation, NoSuchRequirement
from tiering.rules.facts.assembly import Assembler
from tiering.rules.facts.reading import HEAD
from tiering.rules.facts.vocabulary import Vocabulary
from tiering.rules.scoring.evaluate import Engine, compile_guide


@dataclass(frozen=True, slots=True)
class Scoring:
    """An engine, what assembles its facts, and which guide both are of."""

    engine: Engine
    assembler: Assembler
    guide_id: int
    guide_digest: bytes
    agreed: Mapping[int, AgreedEngine] = field(default_factory=dict)

    def engine_of(self, enrolment_id: int) -> Engine | AgreedEngine:
        """The guide's engine; that of the partner's agreement where it deviates (G-GEN-05)."""
        return self.agreed.get(enrolment_id, self.engine) if self.agreed else self.engine


def scoring_of(collection: Collection, occasion: Occasion) -> Scoring:
    """Under the guide in force on the collection's day; yearly figures that nobody confirmed count on a demo vendor only (X-04).

    Raises NoGuideInForce, NotScored.
    """
    guide = guide_on(collection.program_id, collection.as_of)
    engine = _engine(current_vendor_id(), guide.version_id)
    figures = figures_of(collection.program_id, collection.as_of.year, collection.as_of)
    targets = {
        category: targets_of(figures, with_proposals=not is_live(), category=category)
        for category in ("", *engine.tiering.categories)
    }
    digest = GuideVersion.objects.values_list("digest", flat=True).get(pk=guide.version_id)
    return Scoring(
        engine,
        assembler_of(engine, guide.document.sections, collection, targets, occasion),
        guide.version_id,
        bytes(digest),
        agreed_engines(guide.document.sections, collection),
    )


def agreed_engines(sections: Mapping[str, Any], collection: Collection) -> dict[int, AgreedEngine]:
    """One engine for each set of deviations, by the enrolments that agreed on it; what a newer guide does not ask is passed over."""
    made: dict[tuple[Deviation, ...], AgreedEngine | None] = {}
    found = {}
    for enrolment, deviations in deviations_on(collection.program_id, collection.as_of).items():
        if deviations not in made:
            try:
                made[deviations] = AgreedEngine(sections, deviations)
            except NoSuchRequirement:
                made[deviations] = None
        engine = made[deviations]
        if engine is not None:
            found[enrolment] = engine
    return found


def assembler_of(
    engine: Engine,
    sections: Mapping[str, Any],
    collection: Collection,
    targets: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]],
    occasion: Occasion,
) -> Assembler:
    """Only what the guide asks is told to the engine; a request counts people who are there (G-REQ-07).

    `targets` are those of each category, under "" those of all of them.
    """
    section = sections.get("targets")
    known = section.all() if section is not None else {}
    return Assembler(
        as_of=collection.as_of,
        places={key: metric.place for key, metric in METRICS.all().items()},
        values=frozenset(engine.vocabulary.values),
        countries=frozenset(engine.vocabulary.countries),
        heads=frozenset((*HEAD, *engine.tiering.flags)) - {"countries", "values", "targets", "waivers", "as_of"},
        targets=targets,
        category_named=engine.tiering.category_named,
        apart=engine.apart,
        per_partner=frozenset(name for name, target in known.items() if target.per == "partner"),
        keeps_leavers=occasion is not Occasion.REQUEST,
    )


def vocabulary_of(guide: Guide) -> Vocabulary:
    """Every name that a guide asks for, and how its value is read. Raises NotScored where it asks nothing."""
    return _engine(current_vendor_id(), guide.version_id).vocabulary


@lru_cache(maxsize=64)
def _engine(vendor_id: int, version_id: int) -> Engine:
    # A version never changes, and the caller's own query has proved that it may see this one.
    return compile_guide(guide_version(version_id).document.sections)
