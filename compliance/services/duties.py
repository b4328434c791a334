"""Duties: opened for each year, filled in, filed in versions, read, given back or excused; told of before and after the day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from compliance.duties_guide import Duty as Asked
from compliance.duty_rules import LONGEST_TEXT, due_day, read_answers
from compliance.duty_states import DUTY_STATES, WAITS_FOR_PARTNER, DutyState
from compliance.models import Duty, DutyFiling, DutyMove
from compliance.queries.duties import Terms, approvals, duties_asked, duties_first, terms_of, today_of
from partners.models import AgreementText, Application, Enrolment
from partners.queries.admissions import waiting_admissions
from partners.rules.windows import days_to_remind
from partners.services.activation import activate_if_ready
from partners.services.agreements.sending import partner_admins
from portal.accounts.actor import Actor
from portal.audit.services import record
from portal.guides.models import Program
from portal.jobs.mail import is_address
from portal.jobs.outbox import send_mail
from portal.problems import Conflict, Refusal
from portal.tenancy import Role, acting_as
from tiering.models import Reading

OVERDUE = 0


class Unfinished(Refusal):
    """A form that cannot be filed yet; `faults` by question."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(_("Some answers are missing or cannot be read."))
        self.faults = dict(faults)


def open_duties(program: Program, *, day: date, partners: list[int] | None = None) -> int:
    """Open what each partner of a program owes next. The same day again opens nothing. Returns how many are new."""
    asked = duties_asked(program.pk, day)
    if not asked:
        return 0
    enrolled = Enrolment.objects.filter(program=program, period__contains=day).order_by("partner_id")
    if partners is not None:
        enrolled = enrolled.filter(partner__in=partners)
    categories: dict[int, set[str]] = {}
    for partner, category in enrolled.values_list("partner_id", "category"):
        categories.setdefault(partner, set()).add(category)
    return _open(program, categories, asked, day=day)


def open_first_duties(application: Application, *, at: datetime) -> int:
    """Open what an approved company files before it is active (G-ETH-01): it is enrolled only after that. Returns how many are new."""
    if application.partner_id is None:
        return 0
    day = today_of(application.program, at)
    return _open(
        application.program,
        {application.partner_id: {application.category}},
        duties_first(application.program_id, application.category, day),
        day=day,
    )


def _open(program: Program, categories: Mapping[int, set[str]], asked: Mapping[str, Terms], *, day: date) -> int:
    since = approvals(program.pk, list(categories))
    wanted = [
        Duty(
            program=program,
            partner_id=partner,
            key=key,
            due_on=due_day(terms.asked.due.value, approved_on=since[partner], day=day),
        )
        for partner, held in categories.items()
        for key, terms in asked.items()
        if not terms.asked.categories or held & set(terms.asked.categories)
    ]
    before = Duty.objects.filter(program=program).count()
    Duty.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return int(Duty.objects.filter(program=program).count() - before)


@transaction.atomic
def keep_typed(duty: Duty, typed: Mapping[str, Any], *, at: datetime) -> None:
    """The draft as it was typed, whatever is in it. Raises Conflict where it no longer waits for the partner."""
    fresh = locked_duty(duty)
    _refuse_unless_waiting(fresh)
    terms = terms_of(fresh, at)
    keys = terms.asked.questions.keys() if terms else ()
    fresh.typed = {key: _plain(typed.get(key)) for key in keys if typed.get(key)}
    fresh.save(update_fields=["typed"])


@transaction.atomic
def file_duty(duty: Duty, typed: Mapping[str, Any], *, by: Actor, at: datetime) -> DutyFiling:
    """File a version. Raises Unfinished with what is wrong by question, Conflict where it no longer waits for the partner."""
    fresh = locked_duty(duty)
    _refuse_unless_waiting(fresh)
    terms = terms_of(fresh, at)
    if terms is None:
        raise Conflict(_("The program asks this no more."))
    answers, faults = read_answers(terms.questions(), typed)
    if faults:
        raise Unfinished(faults)
    last = DutyFiling.objects.filter(duty=fresh).order_by("-number").values_list("number", flat=True).first()
    filing: DutyFiling = DutyFiling.objects.create(
        duty=fresh,
        partner_id=fresh.partner_id,
        number=(last or 0) + 1,
        guide_version_id=terms.guide.version_id,
        answers=answers | _accepted_text(fresh, terms.asked, at),
        filed_by_id=by.membership_id,
        filed_at=at,
    )
    to = DutyState.FILED if terms.asked.reviewed.value else DutyState.DONE
    fresh.typed = {}
    move_duty(fresh, to, by=by, at=at, filed_at=at, typed={})
    _activate_waiting(fresh, by=by, at=at)
    return filing


def _activate_waiting(duty: Duty, *, by: Actor, at: datetime) -> None:
    """Perhaps it was the last thing that kept the partner from being active."""
    # Step-up: this begins the enrolment, which a partner may not write; that the duty is theirs was seen when it was locked.
    with acting_as(Role.STAFF, vendor=by.vendor_id):
        waiting = waiting_admissions(duty.partner_id).filter(program_id=duty.program_id).order_by("pk")
        for admission in waiting:
            activate_if_ready(admission.pk, by=by, at=at)


@transaction.atomic
def decide_duty(duty: Duty, to: DutyState, *, by: Actor, at: datetime, reason: str) -> Duty:
    """Read what was filed: done, or given back with a reason; or excuse it with one. Raises Refusal, Conflict."""
    fresh = locked_duty(duty)
    if to not in (DutyState.DONE, DutyState.RETURNED, DutyState.EXCUSED) or (
        to is DutyState.DONE and fresh.state != DutyState.FILED
    ):
        raise Conflict(_("This was decided meanwhile. Look again."))
    if to is not DutyState.DONE and not reason.strip():
        raise Refusal(_("Say why: the partner will read it."), field="reason")
    move_duty(fresh, to, by=by, at=at, reason=reason)
    if to is DutyState.DONE:
        feed_metrics(fresh, at=at)
    _activate_waiting(fresh, by=by, at=at)
    return fresh


def locked_duty(duty: Duty) -> Duty:
    """The duty, held until the transaction ends."""
    fresh: Duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    return fresh


def move_duty(duty: Duty, to: DutyState, *, by: Actor | None, at: datetime, reason: str = "", **columns: Any) -> None:
    """Move a locked duty by the table, with the row that says so. Raises Conflict where somebody was faster."""
    before = DutyState(duty.state)
    if not DUTY_STATES.can_move(before, to):
        raise Conflict(_("This was decided meanwhile. Look again."))
    DutyMove.objects.create(
        duty=duty,
        partner_id=duty.partner_id,
        before=before,
        after=to,
        by_id=by.membership_id if by else None,
        at=at,
        reason=reason.strip(),
    )
    duty.state = to
    for name, value in columns.items():
        setattr(duty, name, value)
    duty.save(update_fields=["state", *columns])
    record("duty.moved", by=by, subject=duty, partner_id=duty.partner_id, before=before, after=to)


def feed_metrics(duty: Duty, *, at: datetime) -> int:
    """What is done counts as a yes of its year (G-REQ-21), for each figure that the guide names. Returns how many were new."""
    fed, terms = 0, terms_of(duty, at)
    year, source = duty.due_on.year, f"duty:{duty.pk}"
    for metric in terms.asked.metrics if terms else ():
        if Reading.objects.filter(partner_id=duty.partner_id, metric=metric, source=source).exists():
            continue
        Reading.objects.create(
            program_id=duty.program_id,
            partner_id=duty.partner_id,
            metric=metric,
            flag=True,
            period=DateRange(date(year, 1, 1), date(year + 1, 1, 1)),
            taken_on=min(at.date(), date(year, 12, 31)),
            source=source,
        )
        fed += 1
    return fed


def remind(duty: Duty, asked: Asked, *, day: date) -> bool:
    """Tell a partner's admins that a duty is due, or overdue; each step once."""
    step = OVERDUE if day > duty.due_on else days_to_remind(duty.due_on, on=day, days=asked.remind_days.value)
    if step is None or (duty.reminded is not None and duty.reminded <= step):
        return False
    Duty.objects.filter(pk=duty.pk).update(reminded=step)
    for reader in partner_admins(duty.partner_id):
        if is_address(reader.member.email):
            name = asked.name.within(reader.language)
            send_mail(
                key=f"duty:{duty.pk}:{step}:{reader.member.pk}",
                template="compliance/duty_due",
                to=reader.member,
                language=reader.language,
                context={"duty": duty.pk, "name": name, "due": f"{duty.due_on}", "is_over": step == OVERDUE},
                partner_id=duty.partner_id,
            )
    return True


def _accepted_text(duty: Duty, asked: Asked, at: datetime) -> dict[str, str]:
    """The version of the text that was accepted (G-ETH-03), where one is published."""
    if not asked.accepts:
        return {}
    text = (
        AgreementText.objects.filter(
            program_id=duty.program_id, kind=asked.accepts, published_at__isnull=False, effective_from__lte=at.date()
        )
        .order_by("-effective_from", "-number")
        .first()
    )
    return {"accepted_text": f"{text.key} {text.number}", "accepted_sha256": text.sha256} if text else {}


def _refuse_unless_waiting(duty: Duty) -> None:
    if duty.state not in WAITS_FOR_PARTNER:
        raise Conflict(_("This was filed already. Look again."))


def _plain(value: Any) -> str:
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_TEXT]
