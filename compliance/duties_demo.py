"""Demo duties: forms of the year at every partner, some filed, one given back, one overdue by its day alone."""

from datetime import timedelta

from compliance.duties_guide import Question
from compliance.duty_states import DutyState
from compliance.models import Duty
from compliance.queries.duties import terms_of
from compliance.services.duties import decide_duty, file_duty, open_duties
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.accounts.models import Membership
from portal.demo.parts import World, demo_part
from portal.guides.models import Program
from portal.tenancy import bare

#: Of the duties of each program, in the order of partners: what became of them.
DONE, FILED, GIVEN_BACK = 3, 5, 6


@demo_part("duties", order=95)
def build_duties(world: World) -> None:
    """Opened as the daily job would; compliance filed the first ones for their partners."""
    by = _officer(world)
    for program in Program.objects.filter(pk__in=world.programs.values()).order_by("pk"):
        open_duties(program, day=world.today)
        rows = list(
            Duty.objects.filter(program=program, state=DutyState.OPEN).order_by("partner_id", "key", "pk")[:GIVEN_BACK]
        )
        for place, duty in enumerate(rows):
            at = world.now - timedelta(days=20 - place)
            terms = terms_of(duty, world.now)
            if terms is None:
                continue
            answers = {key: _answer(one, world) for key, one in terms.asked.questions.items()}
            file_duty(duty, answers, by=by, at=at)
            duty.refresh_from_db()
            if duty.state != DutyState.FILED:
                continue
            if place < DONE:
                decide_duty(duty, DutyState.DONE, by=by, at=at + timedelta(days=1), reason="")
            elif place >= FILED:
                reason = "The number of employees does not fit the register."
                decide_duty(duty, DutyState.RETURNED, by=by, at=at + timedelta(days=1), reason=reason)


def _answer(question: Question, world: World) -> str:
    match question.kind:
        case "yes":
            return "no"
        case "number":
            return "25"
        case "day":
            return (world.today - timedelta(days=400)).isoformat()
        case "choice":
            return next(iter(question.choices))
        case "country":
            return "US"
    return "As last year"


def _officer(world: World) -> Actor:
    user = Membership.objects.values_list("user_id", flat=True).get(pk=world.members["compliance"])
    with bare():
        found = member_of(user, world.vendor_id)
    assert found is not None
    return found
