"""Errata: named figures of a version put right from a day on, by two persons, after listing what that changes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.approvals.kinds import approval_kind, nothing_follows
from portal.approvals.models import Approval
from portal.approvals.services import ask
from portal.audit.services import record
from portal.clock import legal_date
from portal.guides.changes import changes_between
from portal.guides.errata import EFFECTS, Effect, NoSuchFigure, corrected_text
from portal.guides.models import GuideProposal, GuideVersion, TrueUp
from portal.guides.parsing import parse_guide
from portal.guides.queries.versions import highest_layer_over
from portal.guides.services.publication import accept_guide, describe_publication, lock_guide, next_number
from portal.problems import Conflict, Refusal

ERRATUM = "guides.erratum"


def correct(version: GuideVersion, corrections: Mapping[str, str], *, effective_from: date) -> str:
    """The corrected text. Raises Refusal where a figure is not there, nothing changes, or the result is no guide."""
    try:
        source = corrected_text(version.source, corrections)
    except NoSuchFigure as error:
        raise Refusal(str(error), field="figures") from error
    if not changes_between(parse_guide(version.source)[0], parse_guide(source)[0]):
        raise Refusal(_("This is what the guide says already."), field="figures")
    period = version.effective
    if effective_from < period.lower or (period.upper is not None and effective_from >= period.upper):
        raise Refusal(
            _("This version is in force from %(from)s%(until)s: choose a day in that time.")
            % {"from": period.lower, "until": _(" until %s") % period.upper if period.upper else ""},
            field="effective_from",
        )
    try:
        accept_guide(source)
    except Refusal as refusal:
        raise Refusal(str(refusal), field="figures") from refusal
    return source


def effects_of(version: GuideVersion, source: str, effective_from: date) -> list[Effect]:
    """Every scorecard, statement and rebate that the correction touches, in stable order."""
    found = [effect for one in EFFECTS.all().values() for effect in one.find(version, source, effective_from)]
    return sorted(found, key=lambda effect: (effect.kind, effect.subject_id))


def effects_of_proposal(proposal: GuideProposal) -> list[Effect]:
    """The same for one that waits, as of now."""
    return effects_of(proposal.corrects, proposal.source, proposal.effective_from) if proposal.corrects_id else []


def digest_of(effects: list[Effect]) -> str:
    """One digest for a list, so that what is confirmed is what was listed."""
    rows = [(e.kind, e.subject_id, e.before, e.after) for e in effects]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


@transaction.atomic
def propose_erratum(
    version: GuideVersion,
    corrections: Mapping[str, str],
    *,
    effective_from: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> GuideProposal:
    """Ask a second person to put figures right. Raises Refusal with what to correct, Conflict where another one waits."""
    today = legal_date(at, zone=ZoneInfo(version.program.legal_time_zone))
    if not reason.strip():
        raise Refusal(_("Say why: whoever confirms it will read it."), field="reason")
    if effective_from > today:
        raise Refusal(_("What is right from a later day on is a new version, no erratum."), field="effective_from")
    if highest_layer_over(version, effective_from) > version.layer:
        raise Conflict(_("An erratum lies on this version already: correct that one."), field="effective_from")
    source = correct(version, corrections, effective_from=effective_from)
    effects = effects_of(version, source, effective_from)
    proposal: GuideProposal = GuideProposal.objects.create(
        program=version.program,
        source=source,
        digest=hashlib.sha256(source.encode()).digest(),
        effective_from=effective_from,
        reason=reason.strip(),
        based_on=version,
        corrects=version,
        effects_digest=digest_of(effects),
        proposed_by_id=by.membership_id,
    )
    detail = {"program": version.program.name, "from": effective_from.isoformat(), "proposal": proposal.pk}
    ask(ERRATUM, subject_id=version.program_id, by=by, detail=detail)
    record("guide.proposed", by=by, subject=proposal, corrects=version.number, asked_on=today)
    return proposal


def decide_erratum(approval: Approval, *, by: Actor) -> None:
    """What follows the decision: a linked version over the old one, and a named true-up for everything it changes."""
    if approval.state != Approval.State.APPROVED:
        return
    proposal = GuideProposal.objects.select_related("program", "corrects").get(pk=approval.detail["proposal"])
    corrected = proposal.corrects
    assert corrected is not None
    lock_guide(proposal.program)
    effects = effects_of_proposal(proposal)
    if digest_of(effects) != proposal.effects_digest:
        raise Conflict(_("What it changes is not what was listed when it was asked for: ask again, with the new list."))
    if highest_layer_over(corrected, proposal.effective_from) > corrected.layer:
        raise Conflict(_("An erratum lies on this version already: correct that one."))
    version: GuideVersion = GuideVersion.objects.create(
        program=proposal.program,
        number=next_number(proposal.program),
        source=proposal.source,
        digest=bytes(proposal.digest),
        effective=DateRange(proposal.effective_from, corrected.effective.upper),
        layer=corrected.layer + 1,
        corrects=corrected,
        published_by_id=proposal.proposed_by_id,
        confirmed_by_id=by.membership_id,
        reason=proposal.reason,
    )
    TrueUp.objects.bulk_create(
        [
            TrueUp(
                version=version, kind=e.kind, subject_id=e.subject_id, partner_id=e.partner_id, label=e.label, before=e.before,
                after=e.after,
            )
            for e in effects
        ],
        batch_size=1000,
    )  # fmt: skip
    record("guide.corrected", by=by, subject=version, corrects=corrected.number, true_ups=len(effects))


approval_kind(
    ERRATUM,
    label=gettext_lazy("Erratum of a guide"),
    right="guides.confirm",
    decided=decide_erratum,
    four_eyes=True,
    describe=describe_publication,
    withdrawn=nothing_follows,
)
