"""What follows a check: lost lines warn, met lines start an evaluation. People decide the rest (G-TIER-06, G-TIER-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from django.db import transaction

from partners.models import Enrolment
from portal.clock import first_day_of_quarter
from portal.guides.queries import Guide, guide_on
from tiering.guide.requirements import RequirementsSection
from tiering.guide.tiers import Window
from tiering.models import Collection, Recognition, Scorecard, ScorecardLine, TierRequest
from tiering.models.scorecards import Occasion
from tiering.queries.programs import category_of, tiering_of
from tiering.queries.standing import NEWEST, lines_of
from tiering.queries.tiers import HeldTier, tier_on
from tiering.rules.cards.lines import PASSING
from tiering.rules.moves import is_downgrade
from tiering.rules.windows import Windows, better_of, lost_lines, may_be_claimed, windows_of_lines
from tiering.services.extras import end_extras, note_lines
from tiering.services.requests import ask_for_tier_by_check
from tiering.services.scoring import score_chunk

MOST_CARDS = 200
_COPIED = (
    "tier", "requirement", "scope", "result", "kinds", "required", "actual", "counted", "required_word", "actual_word",
    "reason", "args", "rule",
)  # fmt: skip


@dataclass(frozen=True)
class Follower:
    """One collection under the guide of its day."""

    collection: Collection
    guide: Guide

    @cached_property
    def windows(self) -> Windows:
        """Window by the key that a line prints."""
        section = self.guide.document.sections.get("requirements")
        return windows_of_lines(section, _values(self.guide)) if isinstance(section, RequirementsSection) else {}

    def follow_month(self, card: Scorecard) -> None:
        """Warn of lost lines, and evaluate whoever may have reached a tier inside the year.

        What the last closed year reached is not lost because the running one is young: the scorecard shown says so.
        """
        card = self.proof_of(card)
        held = tier_on(card.as_of, enrolment_id=card.enrolment_id)
        lines = lines_of(card)
        self._watch(card, held, lines)
        wanted = [
            tier for tier in self._claimable(card, held) if may_be_claimed(lines, tier=tier, windows=self.windows)
        ]
        if wanted and not asked_or_refused(card, wanted[0]):
            proof = self._evaluated(card.enrolment)
            if proof is not None and reaches(proof, wanted[0]):
                ask_for_tier_by_check(card.enrolment, tier=wanted[0], scorecard=proof)

    def follow_request(self, card: Scorecard) -> None:
        """The proof of a request is the better of the running and the last closed year; it stands beside what was asked."""
        proof = self.proof_of(card)
        TierRequest.objects.filter(enrolment=card.enrolment_id, decision=None, refused_on=None).update(scorecard=proof)

    def proof_of(self, card: Scorecard) -> Scorecard:
        """The same scorecard, or another one beside it in which the closed year helped (G-REV-06, X-05)."""
        closed = last_closed_year(card.enrolment, card.as_of)
        if closed is None:
            return card
        running = lines_of(card)
        best = better_of(running, lines_of(closed), windows=self.windows)
        return card if best == running else _beside(card, closed, best)

    def _watch(self, card: Scorecard, held: HeldTier | None, lines: list[ScorecardLine]) -> None:
        tier = held.tier if held else ""
        if tier in tiering_of(self.guide).extras:
            lost = lost_lines(lines, tier=tier, windows=self.windows)
            note_lines(card, tier=tier, lost=list(dict.fromkeys(line.requirement for line in lost)))
        else:
            end_extras(card.enrolment_id, on=card.as_of, by=None)

    def _claimable(self, card: Scorecard, held: HeldTier | None) -> list[str]:
        """Tiers above the held one that are reached inside a year, best first."""
        section = tiering_of(self.guide)
        category = category_of(self.guide, card.enrolment)
        tiers = section.tiers_of(category) if category else ()
        now = held.tier if held else ""
        return [tier for tier in tiers if tier in section.moves and is_downgrade(tiers, before=tier, after=now)]

    def _evaluated(self, enrolment: Enrolment) -> Scorecard | None:
        """As a request: people who are there count, those who left do not."""
        score_chunk(self.collection, Occasion.REQUEST, after=enrolment.partner_id - 1, last=enrolment.partner_id)
        cards = Scorecard.objects.filter(
            enrolment=enrolment, as_of=self.collection.as_of, occasion=Occasion.REQUEST
        ).select_related("enrolment")
        card = cards.order_by("-number").first()
        return self.proof_of(card) if card is not None else None


@transaction.atomic
def follow_chunk(collection: Collection, occasion: Occasion, *, after: int, last: int | None) -> int | None:
    """Look at the next scorecards of a check, by partner; the last partner looked at, None where nobody is left."""
    cards = Scorecard.objects.filter(
        program_id=collection.program_id, as_of=collection.as_of, occasion=occasion, partner_id__gt=after
    )
    if last is not None:
        cards = cards.filter(partner_id__lte=last)
    partners = list(cards.order_by("partner_id").values_list("partner_id", flat=True).distinct()[:MOST_CARDS])
    if not partners:
        return None
    follower = Follower(collection, guide_on(collection.program_id, collection.as_of))
    newest = cards.filter(partner_id__in=partners).order_by("enrolment_id", "-number").distinct("enrolment_id")
    for card in newest.select_related("enrolment", "program"):
        if occasion == Occasion.MONTHLY:
            follower.follow_month(card)
        elif occasion == Occasion.REQUEST:
            follower.follow_request(card)
    return int(partners[-1])


def reaches(card: Scorecard, tier: str) -> bool:
    """Whether every line of a tier passes, and there is one."""
    results = {str(line.result) for line in lines_of(card) if line.tier == tier}
    return bool(results) and results <= PASSING


def asked_or_refused(card: Scorecard, tier: str) -> bool:
    """Whether somebody looks at it already, or refused it in the quarter of the check: it is asked once a quarter."""
    rows = TierRequest.objects.filter(enrolment=card.enrolment_id, tier=tier)
    since = first_day_of_quarter(card.as_of)
    return bool(rows.filter(decision=None, refused_on=None).exists() or rows.filter(asked_on__gte=since).exists())


def last_closed_year(enrolment: Enrolment, day: date) -> Scorecard | None:
    """The annual review of the year before."""
    cards = Scorecard.objects.filter(enrolment=enrolment, occasion=Occasion.ANNUAL, as_of__year=day.year - 1)
    card: Scorecard | None = cards.order_by(*NEWEST).first()
    return card


def _beside(card: Scorecard, closed: Scorecard, lines: list[ScorecardLine]) -> Scorecard:
    """The same answer with the lines of the closed year in it, kept once."""
    digest = sha256(bytes(card.digest) + bytes(closed.digest)).digest()
    same: Scorecard | None = Scorecard.objects.filter(
        enrolment=card.enrolment_id, as_of=card.as_of, occasion=card.occasion, digest=digest, number__gt=card.number
    ).first()
    if same is not None:
        return same
    tier = _reached(lines, card.tier)
    made: Scorecard = Scorecard.objects.create(
        program_id=card.program_id,
        partner_id=card.partner_id,
        enrolment_id=card.enrolment_id,
        guide_id=card.guide_id,
        collection_id=card.collection_id,
        as_of=card.as_of,
        occasion=card.occasion,
        number=card.number + 1,
        tier=tier,
        held=card.held,
        missed=_missing(lines, tier),
        digest=digest,
    )
    ScorecardLine.objects.bulk_create(
        ScorecardLine(
            scorecard=made,
            partner_id=made.partner_id,
            position=place,
            **{name: getattr(line, name) for name in _COPIED},
        )
        for place, line in enumerate(lines)
    )
    Recognition.objects.bulk_create(
        Recognition(scorecard=made, partner_id=made.partner_id, kind=one.kind, key=one.key, tier=one.tier)
        for one in Recognition.objects.filter(scorecard=card)
    )
    return made


def _reached(lines: list[ScorecardLine], at_least: str) -> str:
    """The best tier of which every line passes; lines come best tier first."""
    results: dict[str, set[str]] = {}
    for line in lines:
        results.setdefault(line.tier, set()).add(line.result)
    return next((tier for tier, found in results.items() if tier == at_least or PASSING.issuperset(found)), at_least)


def _missing(lines: list[ScorecardLine], reached: str) -> int:
    """How many lines keep the partner from the tier above the one it reached."""
    tiers = list(dict.fromkeys(line.tier for line in lines))
    place = tiers.index(reached) if reached in tiers else len(tiers)
    wanted = tiers[place - 1] if place else ""
    return sum(line.tier == wanted and line.result not in PASSING for line in lines)


def _values(guide: Guide) -> Mapping[str, Window]:
    return {name: figure.value for name, figure in tiering_of(guide).windows.items()}
