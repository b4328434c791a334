"""Deciding on tiers: at entry, inside the year, and what every decision has in common. A job never decides (G-TIER-04)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Enrolment
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.clock import Period, legal_date
from portal.guides.models import Program
from portal.guides.queries import Guide, guide_on
from portal.problems import Refusal
from tiering.models import Scorecard, ScorecardLine, TierAssignment, TierDecision
from tiering.models.tiers import Source
from tiering.queries.programs import category_of, is_live, tiering_of, unconfirmed_behind
from tiering.queries.tiers import tier_on
from tiering.rules.moves import effective_day, is_downgrade, review_effect, year_end
from tiering.services.calendar import DAY, assign, hold
from tiering.services.recognitions import write_recognitions

UNCONFIRMED = "unconfirmed-figure"
#: On what every review rests beside the lines of a tier: when it counts, and on which days and data it is held.
REVIEW_FIGURES = ("tiering.moves.annual", "reviews")


def legal_day(program: Program, at: datetime) -> date:
    """Today in the program's legal time zone."""
    return legal_date(at, zone=ZoneInfo(program.legal_time_zone))


@transaction.atomic
def give_entry_tier(enrolment: Enrolment, *, by: Actor | None = None) -> TierDecision | None:
    """The tier that a new partner starts with, from its first day (G-TIER-02). None where the category has none, or it has one."""
    hold(enrolment)
    starts_on = enrolment.period.lower
    guide = guide_on(enrolment.program_id, starts_on)
    category = category_of(guide, enrolment)
    entry = tiering_of(guide).categories[category].entry if category else ""
    if not entry or TierDecision.objects.filter(enrolment=enrolment).exists():
        return None
    return decide(
        enrolment,
        source=Source.ENTRY,
        tier=entry,
        before="",
        starts_on=starts_on,
        reason=_("Every new partner starts here."),
        decided_on=starts_on,
        guide=guide,
        by=by,
    )


@transaction.atomic
def promote(
    enrolment: Enrolment, *, tier: str, fulfilled_on: date, scorecard: Scorecard, reason: str, by: Actor, at: datetime
) -> TierDecision:
    """Move up inside the year, where the guide lets this tier be reached so (G-TIER-05), skipping tiers too (G-TIER-11).

    It counts from the period after the fulfilment, also where the confirmation is late (G-TIER-06), and to the year's end.
    Raises Refusal where the guide knows no such move, where a line is not met, or where the day lies outside the scorecard.
    """
    hold(enrolment)
    guide = guide_on(enrolment.program_id, fulfilled_on)
    check_tier(guide, enrolment, tier)
    section = tiering_of(guide)
    effect = section.moves.get(tier)
    if effect is None:
        raise Refusal(_("%s is not reached inside a year.") % tier, field="tier")
    unmet = unmet_lines(scorecard, tier)
    if scorecard.enrolment_id != enrolment.pk or unmet or not _reaches(section.order, scorecard.tier, tier):
        names = ", ".join(sorted({line.requirement for line in unmet}))
        raise Refusal(
            _("The scorecard does not reach %(tier)s: %(lines)s") % {"tier": tier, "lines": names}, field="tier"
        )
    if fulfilled_on > scorecard.as_of:
        raise Refusal(_("The scorecard proves nothing after its own day."), field="fulfilled_on")
    stop_on_unconfirmed(guide, [*figures_behind(scorecard, tier), f"tiering.moves.{tier}"])
    held = tier_on(fulfilled_on, enrolment_id=enrolment.pk)
    before = held.tier if held else ""
    if not is_downgrade(section.order, before=tier, after=before):
        raise Refusal(_("This partner has %s already.") % before, field="tier")
    decision = decide(
        enrolment,
        source=Source.PROMOTION,
        tier=tier,
        before=before,
        starts_on=effective_day(effect.value, on=fulfilled_on),
        reason=reason,
        decided_on=legal_day(enrolment.program, at),
        guide=guide,
        scorecard=scorecard,
        by=by,
    )
    write_recognitions(decision, scorecard, order=section.order)
    return decision


def decide(
    enrolment: Enrolment,
    *,
    source: Source,
    tier: str,
    before: str,
    starts_on: date,
    reason: str,
    decided_on: date,
    guide: Guide,
    ends_on: date | None = None,
    scorecard: Scorecard | None = None,
    by: Actor | None = None,
) -> TierDecision:
    """Write the decision and its days in the calendar (X-05). Inside the hold.

    A tier holds to the end of its program year (G-TIER-03) where the guide moves tiers by the year, and otherwise until the next one.
    """
    decision: TierDecision = TierDecision.objects.create(
        program_id=enrolment.program_id,
        partner_id=enrolment.partner_id,
        enrolment=enrolment,
        source=source,
        before=before,
        tier=tier,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        author_id=by.membership_id if by else None,
        scorecard=scorecard,
        guide_id=guide.version_id,
        decided_on=decided_on,
    )
    _run_on(enrolment, starts_on)
    assign(decision, until=ends_on or (year_end(starts_on) if _moves_by_year(guide) else None))
    detail = {"tier": tier, "before": before, "starts_on": starts_on, "ends_on": ends_on}
    if source == Source.OVERRIDE:
        record("tier.overridden", by=by, subject=decision, partner_id=enrolment.partner_id, **detail)
    else:
        record("tier.decided", by=by, subject=decision, partner_id=enrolment.partner_id, **detail)
    return decision


def _run_on(enrolment: Enrolment, starts_on: date) -> None:
    """Where the last year ended before `starts_on`, its tier ran on meanwhile: write that down (G-REV-05)."""
    base = TierAssignment.objects.filter(enrolment=enrolment, specialization="", country="").exclude(
        source=Source.OVERRIDE
    )
    last = max(base, key=lambda row: row.period.lower, default=None)
    if last is not None and last.period.upper is not None and last.period.upper < starts_on:
        gap = TierDecision(
            program_id=last.program_id, partner_id=last.partner_id, enrolment_id=last.enrolment_id, source=last.source,
            tier=last.tier, starts_on=last.period.upper,
        )  # fmt: skip
        gap.pk = last.decision_id
        assign(gap, until=starts_on - DAY)


def check_tier(guide: Guide, enrolment: Enrolment, tier: str) -> None:
    """Raises Refusal for a tier that the category may not hold (G-CAT-02), and for none at all (G-TIER-10)."""
    if not tier:
        raise Refusal(_("There is no lower tier: open a termination review."), field="tier", code="no-lower-tier")
    category = category_of(guide, enrolment)
    allowed = tiering_of(guide).tiers_of(category) if category else ()
    if tier not in allowed:
        words = _("%(category)s may hold %(tiers)s.") % {
            "category": enrolment.category,
            "tiers": ", ".join(allowed) or "-",
        }
        raise Refusal(words, field="tier", code="tier-outside-category")


def stop_on_unconfirmed(guide: Guide, names: list[str]) -> None:
    """Raises Refusal on a live vendor where one of these figures of the guide is a proposal that nobody confirmed (X-04)."""
    open_figures = unconfirmed_behind(guide, names=names) if is_live() else []
    if open_figures:
        raise Refusal(_("This rests on figures that nobody confirmed: %s.") % ", ".join(open_figures), code=UNCONFIRMED)


def figures_behind(scorecard: Scorecard, tier: str) -> list[str]:
    """Places in the guide on which the lines of a tier rest."""
    lines = ScorecardLine.objects.filter(scorecard=scorecard, tier=tier).exclude(result="not_applicable")
    keys = lines.values_list("requirement", flat=True).distinct()
    guide = guide_on(scorecard.program_id, scorecard.as_of)
    requirements = guide.document.sections.get("requirements")
    blocks = requirements.all() if requirements is not None else {}  # type: ignore[attr-defined]
    return [f"requirements.{key}" for key, _line in _keys_of(blocks, set(keys))]


def _keys_of(blocks: dict[str, dict[str, object]], printed: set[str]) -> list[tuple[str, str]]:
    """Keys of the guide whose lines are printed under one of `printed`."""
    found = []
    for key, variants in blocks.items():
        names = {key, *(str(getattr(one, "line_key", "")) for one in variants.values())}
        found += [(key, name) for name in sorted(names & printed)][:1]
    return found


def unmet_lines(scorecard: Scorecard, tier: str) -> list[ScorecardLine]:
    """Lines of a tier that keep a partner from it."""
    bad = (ScorecardLine.Result.MISSED, ScorecardLine.Result.MISSING_TARGET)
    return list(ScorecardLine.objects.filter(scorecard=scorecard, tier=tier, result__in=bad).order_by("position"))


def _reaches(order: tuple[str, ...], reached: str, tier: str) -> bool:
    return not is_downgrade(order, before=tier, after=reached)


def _moves_by_year(guide: Guide) -> bool:
    annual = tiering_of(guide).moves.get("annual")
    return annual is not None and annual.value == "new_year"


def review_day(guide: Guide, scorecard: Scorecard, *, tier: str, decided_on: date) -> date:
    """From when a review counts, as the guide's annual move says; without one, from the day after the decision."""
    section = tiering_of(guide)
    if not _moves_by_year(guide):
        effect = section.moves["annual"].value if "annual" in section.moves else "after_decision"
        return effective_day(effect, on=decided_on)
    return review_effect(
        reviewed=scorecard.as_of,
        decided_on=decided_on,
        is_downgrade=is_downgrade(section.order, before=scorecard.held, after=tier),
        until=_review_until(guide, scorecard.as_of + DAY),
    )


def _review_until(guide: Guide, first_day: date) -> date:
    """The last day on which a review is decided in time, as the guide says; otherwise the end of its own month (G-REV-05)."""
    section = guide.document.sections.get("reviews")
    for review in section.all().values() if section is not None else ():  # type: ignore[attr-defined]
        if review.every == "year" and review.data_of.value == "previous_year":
            month, day = review.decides.value.split("-")
            return date(first_day.year, int(month), int(day))
    return Period.of(first_day).last
