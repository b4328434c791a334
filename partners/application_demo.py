"""Demo applications: companies at every point of the way in, with what they sent and every move written down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from partners.models import (
    Application,
    ApplicationCountry,
    ApplicationExecutive,
    ApplicationOwner,
    ApplicationTransition,
    Partner,
    PartyKind,
)
from partners.queries.programs import guide_for, section_of
from partners.services.moves import move_application, write_step
from partners.states import ApplicationState
from partners.tokens import application_token
from portal.accounts.tokens import digest_of
from portal.company_names import normalise_company_name
from portal.demo.parts import World, demo_part
from portal.guides.models import Program

S = ApplicationState


@dataclass(frozen=True, slots=True)
class Story:
    """One company, how many days ago it sent its application in, and the way it went since."""

    company: str
    country: str
    days: int
    path: tuple[ApplicationState, ...] = (S.SUBMITTED, S.SCREENING)
    domain: str = ""
    reason: str = ""
    asked: str = ""


STORIES = (
    Story("Amber Field Consulting Ltd", "GB", 3),
    Story("Boreal Systems Oy", "FI", 9),
    Story("Calima Digital S.L.", "ES", 14, domain="grupo-canario.example"),
    Story("Drava Networks d.o.o.", "SI", 6, asked="Please send an extract from the company register."),
    Story("Eider Cloud ApS", "DK", 20, (S.SUBMITTED, S.SCREENING, S.ESCALATED)),
    Story("Amber Field Consulting Limited", "GB", 1, (S.ATTACHED,)),
    Story("Fennel Retail Tools Inc.", "US", 40, (S.SUBMITTED, S.SCREENING, S.REJECTED), reason="no_fit"),
    Story("Gannet Advisory SAS", "FR", 55, (S.SUBMITTED, S.SCREENING, S.WITHDRAWN)),
)
#: The way of a company that is a partner by now.
WHOLE_WAY = (S.SUBMITTED, S.SCREENING, S.APPROVED, S.AGREEMENT_SENT, S.SIGNED, S.ACTIVE)


@demo_part("applications", order=20)
def build_applications(world: World) -> None:
    """Some companies that want to join the vendor's first program."""
    program = Program.objects.get(pk=next(iter(world.programs.values())))
    made: dict[str, Application] = {}
    for number, story in enumerate(STORIES):
        made[story.company] = _tell(world, program, story, number, made)
    partner = Partner.objects.get(pk=world.partners[5])
    made[partner.name] = _tell(
        world, program, Story(partner.name, "US", 300, WHOLE_WAY, reason="fits"), len(STORIES), made, partner
    )
    world.notes["applications"] = [application.pk for application in made.values()]


def _tell(
    world: World,
    program: Program,
    story: Story,
    number: int,
    made: dict[str, Application],
    partner: Partner | None = None,
) -> Application:
    at = world.now - timedelta(days=story.days, hours=number)
    draft = Application(program=program, language="en")
    guide = guide_for(draft, world.now)
    section = section_of(guide) if guide else None
    assert guide is not None
    assert section is not None
    name = normalise_company_name(story.company)
    domain = "amberfieldconsulting.example" if name.startswith("amberfield") else story.domain or f"{name}.example"
    salt = f"demo-{world.slug}-{number}"
    application: Application = Application.objects.create(
        program=program,
        category=next(iter(section.open_categories())),
        token_digest=digest_of(application_token(salt)),
        salt=salt,
        contact_name=world.random.choice(("Nora Weiss", "Pablo Gil", "Irina Popova", "Liam Hart")),
        mail=f"partners{number}@{domain}",
        started_at=at - timedelta(hours=5),
        domain=domain,
    )
    _send(application, story, at, {"guide_version_id": guide.version_id, "search_name": name[:160]}, made)
    _go_on(application, story, at, partner)
    return application


def _send(
    application: Application, story: Story, at: datetime, columns: dict[str, Any], made: dict[str, Application]
) -> None:
    application.mail_confirmed_at = at
    application.save(update_fields=["mail_confirmed_at"])
    if story.path[0] is S.ATTACHED:
        columns["attached_to_id"] = made["Amber Field Consulting Ltd"].pk
    move_application(
        application,
        story.path[0],
        by=None,
        at=at,
        revision=1,
        submitted_at=at,
        company=story.company,
        country=story.country,
        website=f"https://www.{application.domain}",
        domain_check="review" if story.domain else "match",
        answers={},
        **columns,
    )
    place = {"application": application, "revision": 1}
    ApplicationCountry.objects.create(country=story.country, **place)
    ApplicationOwner.objects.create(
        position=1, kind=PartyKind.PERSON, name="Robin Sample", share=Decimal("74.50"), country=story.country,
        birth_date=date(1971, 4, 9), **place,
    )  # fmt: skip
    ApplicationOwner.objects.create(
        position=2, kind=PartyKind.COMPANY, name="Sample Holding", share=Decimal("25.50"), country="NL", **place
    )
    ApplicationExecutive.objects.create(position=1, name="Robin Sample", role="CEO", country=story.country, **place)


def _go_on(application: Application, story: Story, at: datetime, partner: Partner | None) -> None:
    for number, state in enumerate(story.path[1:]):
        when = at + timedelta(hours=20 * number)
        decided: dict[str, Any] = {"decided_at": when} if state in (S.REJECTED, S.APPROVED) else {}
        if state is S.APPROVED and partner is not None:
            decided["partner_id"] = partner.pk
        move_application(application, state, by=None, at=when, reason=story.reason if decided else "", **decided)
    if story.asked:
        application.asked_at = at + timedelta(days=1)
        application.save(update_fields=["asked_at"])
        write_step(
            application,
            by=None,
            at=application.asked_at,
            act=ApplicationTransition.Act.ASKED,
            before=application.state,
            after=application.state,
            told=story.asked,
        )
