"""Mails of due diligence: to the compliance team about a submission (A-DD-01), to operators about a list that grew too old."""

from datetime import datetime

from compliance.guide import DueDiligenceSection
from compliance.models import Case
from compliance.queries.freshness import confirmed_at, freshness
from portal.accounts.models import Membership, MembershipRole
from portal.accounts.queries import operators
from portal.jobs.mail import is_address
from portal.jobs.outbox import send_mail


def tell_team(case: Case, section: DueDiligenceSection) -> None:
    """Write once: to the team's address in the guide, or to the compliance officer who has been here longest."""
    context = {"case": case.pk, "company": case.company, "due": case.due_at.isoformat(timespec="minutes")}
    address = section.team_mail.value
    officer = None if address else _first_officer()
    to = address or officer
    if to:
        send_mail(key=f"case:{case.pk}:opened", template="compliance/opened", to=to, context=context)


def _first_officer() -> Membership | None:
    officers = Membership.objects.filter(role=MembershipRole.COMPLIANCE, ended_at=None, suspended=False).order_by("id")
    return next((officer for officer in officers if is_address(officer.email)), None)


def tell_operators(*, at: datetime) -> int:
    """Write to those who load lists which are older than the vendor's limit: once for each list and age of it. Returns how many
    lists are.
    """
    found = freshness(at)
    for version in found.stale:
        since = confirmed_at(version)
        for operator in operators():
            send_mail(
                key=f"list:{version.list}:{since:%Y-%m-%d}:{operator.pk}",
                template="compliance/list_stale",
                to=operator.email,
                language=operator.language,
                context={
                    "list": version.get_list_display(),
                    "since": f"{since:%Y-%m-%d}",
                    "days": found.limit.days if found.limit else 0,
                },
            )
    return len(found.stale)
