"""Extras of a tier from month to month: warned by the check, suspended by a person, restored when the lines are met (G-TIER-07)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.queries import guide_on
from portal.problems import Conflict, Refusal
from portal.state_table import MoveRefused
from tiering.models import ExtrasTransition, ExtrasWatch, Scorecard
from tiering.queries.extras import earliest_suspension, open_watch
from tiering.queries.programs import tiering_of
from tiering.queries.tiers import tier_on
from tiering.services.calendar import hold
from tiering.services.decisions import legal_day
from tiering.states import EXTRAS_STATES, ExtrasState


@transaction.atomic
def note_lines(card: Scorecard, *, tier: str, lost: Sequence[str]) -> ExtrasWatch | None:
    """What a monthly check says of the extras of the tier that is held: it warns, or sees them met again. It never suspends.

    `lost` names the lines that are missed; a second check of the same month changes nothing.
    """
    hold(card.enrolment)
    watch = open_watch(card.enrolment_id)
    if watch is not None and watch.tier != tier:
        _move(watch, ExtrasState.ENDED, on=card.as_of, card=card)
        watch = None
    if watch is None:
        return _warn(card, tier, lost) if lost else None
    if lost:
        watch.lost, watch.scorecard = list(lost), card
        watch.save(update_fields=["lost", "scorecard"])
        return watch
    met = ExtrasState.RESTORED if watch.state == ExtrasState.SUSPENDED else ExtrasState.SERVED
    return _move(watch, met, on=card.as_of, card=card)


@transaction.atomic
def suspend_extras(watch: ExtrasWatch, *, reason: str, by: Actor, at: datetime) -> ExtrasWatch:
    """Suspend what the tier adds, from today. Tier, logo and price level stay, and what was earned stays.

    Raises Refusal without a reason, where the tier is no longer held, and before the partner had its time to mend; Conflict where
    the warning is over.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the partner and the audit log will show it."), field="reason")
    hold(watch.enrolment)
    watch = ExtrasWatch.objects.select_for_update(of=("self",)).get(pk=watch.pk)
    today = legal_day(watch.program, at)
    held = tier_on(today, enrolment_id=watch.enrolment_id)
    if held is None or held.tier != watch.tier:
        raise Refusal(_("The partner does not hold %s any more.") % watch.tier)
    if tiering_of(guide_on(watch.program_id, today)).extras.get(watch.tier) is None:
        raise Refusal(_("This guide knows no extras of %s that could be suspended.") % watch.tier)
    first = earliest_suspension(watch)
    if today < first:
        raise Refusal(_("The partner has time until then to mend it: not before %(day)s.") % {"day": first})
    return _move(watch, ExtrasState.SUSPENDED, on=today, reason=reason, by=by)


@transaction.atomic
def end_extras(enrolment_id: int, *, on: date, by: Actor | None) -> None:
    """The tier has ended, and with it whatever was watched."""
    watch = open_watch(enrolment_id)
    if watch is not None:
        _move(watch, ExtrasState.ENDED, on=on, by=by)


def _warn(card: Scorecard, tier: str, lost: Sequence[str]) -> ExtrasWatch:
    try:
        with transaction.atomic():
            watch: ExtrasWatch = ExtrasWatch.objects.create(
                program_id=card.program_id,
                partner_id=card.partner_id,
                enrolment_id=card.enrolment_id,
                tier=tier,
                lost=list(lost),
                scorecard=card,
                warned_on=card.as_of,
            )
    except IntegrityError as error:
        if "extras_are_watched_once" in str(error):
            raise Conflict(_("The extras of this tier are watched already.")) from None
        raise
    _write_move(watch, "", on=card.as_of, card=card)
    record("tier.extras_warned", subject=watch, partner_id=watch.partner_id, tier=tier, lost=list(lost))
    return watch


def _move(
    watch: ExtrasWatch,
    state: ExtrasState,
    *,
    on: date,
    reason: str = "",
    by: Actor | None = None,
    card: Scorecard | None = None,
) -> ExtrasWatch:
    before = ExtrasState(watch.state)
    try:
        EXTRAS_STATES.check_move(before, state)
    except MoveRefused:
        raise Conflict(_("The extras are not under a warning any more: %s.") % watch.get_state_display()) from None
    watch.state = state
    if state is ExtrasState.SUSPENDED:
        watch.suspended_on = on
    if EXTRAS_STATES.is_final(state):
        watch.ended_on = max(on, watch.suspended_on or on)
    watch.save(update_fields=["state", "suspended_on", "ended_on"])
    _write_move(watch, before, on=on, reason=reason, by=by, card=card)
    record(
        "tier.extras_moved", by=by, subject=watch, partner_id=watch.partner_id, before=before.value, after=state.value
    )
    return watch


def _write_move(
    watch: ExtrasWatch,
    before: str,
    *,
    on: date,
    reason: str = "",
    by: Actor | None = None,
    card: Scorecard | None = None,
) -> None:
    ExtrasTransition.objects.create(
        watch=watch,
        partner_id=watch.partner_id,
        before=before,
        after=watch.state,
        on=on,
        reason=reason.strip(),
        author_id=by.membership_id if by else None,
        scorecard=card,
    )
