"""The one mail that a submission sends to the compliance team (A-DD-01)."""

from compliance.guide import DueDiligenceSection
from compliance.models import Case
from portal.accounts.models import Membership, MembershipRole
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
