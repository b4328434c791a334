"""Rulings on possible matches, one by one or many at once, and evidence of what was looked at."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from compliance.models import CaseCheck, Evidence, HitDecision
from compliance.policies import EVIDENCE_FILE
from compliance.queries.cases import hits_of
from compliance.services.cases import refuse_decided, take_results
from compliance.services.holds import hold_partners
from compliance.services.moves import locked_case
from compliance.states import Ruling
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.files.services import Readable, store_file
from portal.problems import Refusal

MOST_AT_ONCE = 500


@transaction.atomic
def rule_on_hits(
    *, case_id: int, hit_ids: Collection[int], ruling: Ruling, reason: str, by: Actor, at: datetime
) -> int:
    """Say of hits of a case whether they are who is meant. Remembered until the subject or the list entry changes.

    A true match on a partner, also one that applies to another program, holds it from this moment on. Returns how many.
    Raises Refusal without a reason and for a hit that is not (any more) of this case, Conflict where the
    case was decided.
    """
    case = locked_case(case_id)
    refuse_decided(case)
    if not reason.strip():
        raise Refusal(_("Say why: the ruling is remembered."), field="reason")
    standing = {one.hit.pk: one.hit for one in hits_of(case)}
    chosen = [standing[pk] for pk in dict.fromkeys(hit_ids) if pk in standing]
    if not chosen or len(chosen) != len(set(hit_ids)) or len(chosen) > MOST_AT_ONCE:
        raise Refusal(_("Choose hits that stand in this case now."), field="hits", code="hit-gone")
    decisions = HitDecision.objects.bulk_create(
        [
            HitDecision(
                hit=hit,
                case=case,
                key=hit.key,
                ruling=ruling.value,
                reason=reason.strip(),
                by_id=by.membership_id,
                at=at,
            )
            for hit in chosen
        ]
    )
    record("case.hit_ruled", by=by, subject=case, hits=[hit.pk for hit in chosen], ruling=ruling.value)
    if ruling is Ruling.TRUE_MATCH:
        hold_partners(case, decisions, by=by, at=at)
    take_results(case, by=by, at=at)
    return len(chosen)


@transaction.atomic
def add_evidence(
    *, case_id: int, line_id: int, content: bytes | Readable, name: str, by: Actor, at: datetime
) -> Evidence:
    """Keep a file beside a check. Raises Refusal for a file that is dangerous or none, Conflict for a decided case."""
    case = locked_case(case_id)
    refuse_decided(case)
    row: CaseCheck | None = CaseCheck.objects.filter(case=case, pk=line_id).first()
    if row is None:
        raise Refusal(_("This check is not of this case."), field="line")
    stored = store_file(content, name=name, purpose=EVIDENCE_FILE, by=by)
    evidence: Evidence = Evidence.objects.create(case=case, line=row, file=stored, by_id=by.membership_id, at=at)
    record("case.evidence", by=by, subject=case, check=row.check_kind, file=stored.pk)
    return evidence
