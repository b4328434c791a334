"""Demo cases in each state, against a small list on which nobody is real."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from compliance.models import Case
from compliance.queries.cases import hits_of, lines_of
from compliance.screening import COMPANY, PERSON, Entry, Reading
from compliance.services.cases import answer_check, decide_case
from compliance.services.hits import rule_on_hits
from compliance.services.lists import load_list
from compliance.services.nightly import screen_case, screen_partners
from compliance.states import Check, Outcome, Ruling
from partners.events import PartnerEvent, emit
from partners.models import (
    Application,
    ApplicationCountry,
    ApplicationExecutive,
    ApplicationOwner,
    Partner,
    PartnerExecutive,
)
from partners.services.moves import locked_application, move_application
from partners.states import ApplicationState
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.accounts.models import Membership
from portal.demo.parts import World, demo_part
from portal.guides.models import GuideVersion
from portal.tenancy import Role, acting_as, bare

INVENTED = (
    ("D-1", PERSON, "Vasilios Karamanteris", ("GR",), ("1961-04-12",), "INVENTED-A"),
    ("D-2", PERSON, "Yevdokia Stroganskaya", ("KZ",), ("1974",), "INVENTED-A"),
    ("D-3", COMPANY, "Meridonia Freight Forwarding", ("AE",), (), "INVENTED-B"),
    ("D-4", PERSON, "Teodoro Quillfeather", ("VE",), ("1969-11-02",), "INVENTED-B"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """One application and how far its case came."""

    company: str
    country: str
    owners: tuple[tuple[str, str], ...]
    executives: tuple[str, ...]
    days_ago: int
    answered: tuple[Check, ...] = ()
    finding: str = ""
    dismissed: str = ""
    decided: str = ""
    approve: bool = field(default=True)
    trade_name: str = ""


ANSWERED = tuple(check for check in Check if check is not Check.RESTRICTED_PARTY)
STORIES = (
    Story("Fernhollow Software", "US", (("Imogen Fernhollow", "72.50"),), ("Imogen Fernhollow", "Caspar Lindqvist"), 2,
        trade_name="Fernhollow Voice"),
    Story("Ravenscar Analytics", "DE", (("Vasilis Karamanteris", "35.00"),), ("Odile Ravenscar",), 6, ANSWERED[:2]),
    Story(
        "Brightwater Telephony", "MX", (("Lucinda Brightwater", "100.00"),), ("Lucinda Brightwater",), 12, ANSWERED,
        finding="The address on the website is that of a closed company.",
    ),
    Story(
        "Tamarisk Voice", "GB", (("Teodora Quillfeather", "20.00"),), ("Jasper Tamarisk",), 20, ANSWERED,
        dismissed="A woman born in 1988; the entry is a man born in 1969.", decided="Identity card seen: another person.",
    ),
    Story(
        "Meridonia Freight Forwarders", "AE", (("Selwyn Ashgrove", "60.00"),), ("Selwyn Ashgrove",), 25, ANSWERED[:1],
        finding="The register shows the same address as the entry.", decided="The company is the one on the list.",
        approve=False,
    ),
    # Its legal name is on no list; the name that its customers know it by is.
    Story("Ashgrove Holdings Seven", "AE", (("Maud Ashgrove", "80.00"),), ("Maud Ashgrove",), 4, ANSWERED[:2],
        trade_name="Meridonia Freight Forwarding Co"),
    Story("Quietbrook Apps", "US", (("Nell Quietbrook", "51.00"),), ("Nell Quietbrook",), 30, ANSWERED),
)  # fmt: skip


@demo_part("due_diligence", order=90, vendors=("genesys",))
def build_cases(world: World) -> None:
    """Applications at every turn of their cases, and a partner whom the nightly screening found."""
    load_invented_list(world.now - timedelta(days=1))
    first, second = _officers(world)
    for number, story in enumerate(STORIES, start=1):
        _tell(world, story, number, first, second)
    _find_a_partner(world)


def load_invented_list(at: datetime) -> None:
    """The list itself: reference data of the installation, so it is written as the platform."""
    entries = tuple(
        Entry("opensanctions", uid, schema, ((name, "strong"),), countries, births, (), (program,))
        for uid, schema, name, countries, births, program in INVENTED
    )
    reading = Reading(
        "opensanctions", "invented for the demo", "d" * 64, {"targets.simple.csv": len(entries)}, entries, at.date()
    )
    with acting_as(Role.PLATFORM):
        load_list(reading, at=at)


def _officers(world: World) -> tuple[Actor, Actor]:
    people = {key: world.members[key] for key in ("compliance", "compliance2")}
    users = dict(Membership.objects.filter(pk__in=people.values()).values_list("pk", "user_id"))
    with bare():
        found = [member_of(users[pk], world.vendor_id) for pk in people.values()]
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def _tell(world: World, story: Story, number: int, first: Actor, second: Actor) -> None:
    at = world.now - timedelta(days=story.days_ago)
    case = _apply(world, story, number, at)
    screen_case(case.pk, at=world.now - timedelta(hours=20))
    for line in lines_of(case):
        check = Check(line.row.check_kind)
        if line.outcome is None and check in story.answered:
            found = story.finding if check is _found_by(story) else ""
            outcome = Outcome.FINDING if found else Outcome.CLEAR
            answer_check(
                case_id=case.pk, line_id=line.row.pk, outcome=outcome, note=found, by=first, at=world.now - timedelta(hours=9)
            )  # fmt: skip
    hits = [one.hit.pk for one in hits_of(case)]
    if hits and story.decided:
        ruling = Ruling.DISMISSED if story.dismissed else Ruling.TRUE_MATCH
        reason = story.dismissed or story.finding
        rule_on_hits(
            case_id=case.pk, hit_ids=hits, ruling=ruling, reason=reason, by=first, at=world.now - timedelta(hours=8)
        )
    case.refresh_from_db()
    if story.decided and case.state == "escalated":
        decide_case(
            case_id=case.pk, approve=story.approve, reason=story.decided, by=second, at=world.now - timedelta(hours=7)
        )


def _found_by(story: Story) -> Check:
    return Check.WEBSITE if Check.WEBSITE in story.answered else story.answered[-1]


def _apply(world: World, story: Story, number: int, at: datetime) -> Case:
    program = world.programs["appfoundry"]
    draft = Application.objects.create(
        program_id=program, category="ISV", token_digest=f"due diligence {number}".encode().ljust(32, b"."), salt=f"demo{number}",
        contact_name=story.executives[0], mail=f"hello@{story.company.split()[0].lower()}.example", company=story.company,
        trade_name=story.trade_name, search_name=story.company.lower(), country=story.country, website=f"https://{story.company.split()[0].lower()}.example",
        domain=f"{story.company.split()[0].lower()}.example", domain_check="match",
    )  # fmt: skip
    of = {"application": draft, "revision": 1}
    ApplicationCountry.objects.create(**of, country=story.country)
    for position, (name, share) in enumerate(story.owners, start=1):
        ApplicationOwner.objects.create(
            **of, position=position, kind="person", name=name, share=Decimal(share), country=story.country,
            birth_date=date(1988, 3, 9),
        )  # fmt: skip
    for position, name in enumerate(story.executives, start=1):
        ApplicationExecutive.objects.create(**of, position=position, name=name, role="Director", country=story.country)
    application = locked_application(draft.pk)
    version = GuideVersion.objects.filter(program_id=program).latest("pk")
    move_application(
        application, ApplicationState.SUBMITTED, by=None, at=at, revision=1, submitted_at=at, mail_confirmed_at=at,
        guide_version_id=version.pk,
    )  # fmt: skip
    emit(PartnerEvent("submitted", program_id=program, application_id=draft.pk), by=None, at=at)
    application.refresh_from_db()
    if application.state == ApplicationState.SUBMITTED:
        move_application(application, ApplicationState.SCREENING, by=None, at=at)
    case: Case = Case.objects.get(application=draft)
    return case


def _find_a_partner(world: World) -> None:
    """An executive who joined a partner last month bears a name of the list."""
    partner = Partner.objects.get(pk=world.partners[3])
    since = DateRange((world.today - timedelta(days=30)), None)
    PartnerExecutive.objects.create(
        partner=partner, name="Yevdokiya Stroganskaya", role="Finance director", country="KZ", period=since
    )
    screen_partners(after=0, most=100, at=world.now - timedelta(hours=6))
