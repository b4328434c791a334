"""How scoring is written in Django without SQL: a loop of objects, or everything read at once and written in bulk.

Both evaluate by the same engine; neither keeps a digest, compares with what is stored, or stores what is recognised.
"""

from typing import Any

from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tiering.models import Collection, Fact, Scorecard, ScorecardLine
from tiering.models.scorecards import Occasion
from tiering.queries.tiers import tier_on
from tiering.rules.cards.lines import Line
from tiering.rules.cards.stored_lines import args_out, kinds_of, number_of, word_of
from tiering.services.engines import Scoring, scoring_of


def score_by_orm(cast: VendorCast, collection_id: int, sample: int) -> None:
    """One partner at a time: its facts, its tier, its scorecard, and each line for itself."""
    with acting_as(Role.STAFF, vendor=cast.id):
        collection = Collection.objects.get(pk=collection_id)
        scoring = scoring_of(collection, Occasion.ANNUAL)
        for partner in _partners(collection, sample):
            rows = list(Fact.objects.filter(collection=collection, partner_id=partner))
            enrolment, card = _evaluate(scoring, rows)
            held = tier_on(collection.as_of, enrolment_id=enrolment)
            stored = _card(collection, scoring.guide_id, partner, enrolment, card, held.tier if held else "")
            stored.save()
            for position, line in enumerate(card.lines):
                _line(stored, position, line).save()


def score_by_bulk_create(cast: VendorCast, collection_id: int, sample: int) -> None:
    """All facts in one query, all scorecards and lines by bulk_create."""
    with acting_as(Role.STAFF, vendor=cast.id):
        collection = Collection.objects.get(pk=collection_id)
        scoring = scoring_of(collection, Occasion.ANNUAL)
        by_partner: dict[int, list[Fact]] = {}
        partners = _partners(collection, sample)
        for row in Fact.objects.filter(collection=collection, partner_id__in=partners):
            by_partner.setdefault(row.partner_id, []).append(row)
        cards, answers = [], []
        for partner, rows in by_partner.items():
            enrolment, card = _evaluate(scoring, rows)
            cards.append(_card(collection, scoring.guide_id, partner, enrolment, card, ""))
            answers.append(card)
        Scorecard.objects.bulk_create(cards)
        ScorecardLine.objects.bulk_create(
            _line(stored, position, line)
            for stored, card in zip(cards, answers, strict=True)
            for position, line in enumerate(card.lines)
        )


def _partners(collection: Collection, sample: int) -> list[int]:
    rows = Fact.objects.filter(collection=collection, metric="category").order_by("partner_id")
    return list(rows.values_list("partner_id", flat=True)[:sample])


def _evaluate(scoring: Scoring, rows: list[Fact]) -> tuple[int, Any]:
    engine = scoring.engine
    facts: dict[str, Any] = {"as_of": "2014-12-31", "countries": {}, "values": {}}
    enrolment = 0
    for row in rows:
        value = row.number if row.number is not None else row.flag if row.flag is not None else row.word
        if row.enrolment_id is not None:
            enrolment = row.enrolment_id
            facts[row.metric] = value
        elif not row.scope:
            if row.metric in engine.vocabulary.values:
                facts["values"][row.metric] = value
        else:
            country = facts["countries"].setdefault(row.scope, {})
            if row.item:
                country.setdefault(row.metric, {})[row.item] = int(value or 0)
            elif row.metric != "countries":
                country[row.metric] = value
    facts["targets"] = {
        name: {iso: by_country[iso] for iso in facts["countries"]}
        for name, by_country in scoring.assembler.targets["VAR"].items()
    }
    return enrolment, engine.evaluate(facts)


def _card(collection: Collection, guide: int, partner: int, enrolment: int, card: Any, held: str) -> Scorecard:
    return Scorecard(
        program_id=collection.program_id, partner_id=partner, enrolment_id=enrolment, guide_id=guide, collection=collection,
        as_of=collection.as_of, occasion=Occasion.ANNUAL, tier=card.tier or "", held=held, digest=bytes(32),
    )  # fmt: skip


def _line(stored: Scorecard, position: int, line: Line) -> ScorecardLine:
    return ScorecardLine(
        scorecard=stored, partner_id=stored.partner_id, position=position, tier=line.tier, requirement=line.requirement,
        scope=line.scope, result=line.result, kinds=kinds_of(line), required=number_of(line.required),
        actual=number_of(line.actual), counted=number_of(line.counted), required_word=word_of(line.required),
        actual_word=word_of(line.actual), reason=line.reason, args=args_out(line.args), rule=line.rule,
    )  # fmt: skip
