"""Applications, lists and partners for tests of due diligence. Every name is invented."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.db.backends.postgresql.psycopg_any import DateRange

from compliance.models import Case, ListVersion
from compliance.screening import COMPANY, PERSON, Entry, Reading
from compliance.services.lists import load_list
from partners.events import PartnerEvent, emit
from partners.models import (
    Application,
    ApplicationCountry,
    ApplicationExecutive,
    ApplicationOwner,
    Partner,
    PartnerExecutive,
    PartnerOwner,
)
from partners.services.moves import locked_application, move_application
from partners.states import ApplicationState
from portal.accounts.actor import Actor
from portal.accounts.identify import member_of
from portal.accounts.models import Membership, User
from portal.embedded.places import ROOT
from portal.guides.models import Program
from portal.guides.services import create_program, publish_guide
from portal.tenancy import Role, acting_as
from tests.cast import TOTP_SECRET, VendorCast

#: The gate of applications reads the clock, so a test's day is today.
NOW = datetime.now(UTC).replace(microsecond=0)
SINCE = DateRange(date(2024, 1, 1), None)
GUIDE = """
[guide]
program = "{slug}"
name = "{slug}"
legal_time_zone = "America/New_York"
effective_from = 2024-01-01

"""
#: Somebody whom the test's list names, and one whom it does not.
WANTED, CLEAN = "Zoltan Varkonyi-Brandt", "Marguerite Oakhurst"
WANTED_COMPANY = "Obsidian Harbor Trading"


def due_diligence_source(slug: str) -> str:
    """A guide that screens: the section of a shipped one under a head of its own."""
    shipped = (ROOT / "portal/guides/library/appfoundry.toml").read_text()
    section = shipped[shipped.index("[due_diligence]") :].partition("\n# ----")[0]
    return GUIDE.format(slug=slug) + section


def entry(uid: str, name: str, *, schema: str = PERSON, list_name: str = "un", **more: Any) -> Entry:
    """One entry of an invented list."""
    return Entry(list=list_name, uid=uid, schema=schema, names=((name, "strong"),), **more)


ENTRIES = (entry("P1", WANTED), entry("C1", WANTED_COMPANY, schema=COMPANY), entry("P2", "Ulrike Sandoval-Petrov"))


def load(*entries: Entry, list_name: str = "un", at: datetime = NOW, mark: str = "1") -> ListVersion:
    """Bring an invented list into force."""
    reading = Reading(
        list=list_name,
        entries=entries,
        sha256=mark.rjust(64, "0"),
        source=f"invented {mark}",
        rows={"rows": len(entries)},
    )
    with acting_as(Role.PLATFORM):
        return load_list(reading, at=at, accepted_because="invented").version


class Office:
    """A vendor's program that screens, and the people who work on its cases."""

    def __init__(self, vendor: VendorCast) -> None:
        self.vendor = vendor
        self.program = self.run_program("screened")
        self.count = 0

    def run_program(self, slug: str, **changes: str) -> Program:
        """A program that screens; `changes` are lines of its section, instead of the shipped ones or besides."""
        source = due_diligence_source(slug)
        head, _, section = source.partition("[due_diligence]\n")
        kept = [line for line in section.splitlines() if line.partition(" = ")[0] not in changes]
        said = [f"{name} = {value}" for name, value in changes.items()]
        source = "\n".join([head, "[due_diligence]", *kept, *said, ""])
        with self.at_work():
            program = create_program(slug=slug, name=slug.title(), legal_time_zone="America/New_York")
            publish_guide(program, source=source, effective_from=date(2024, 1, 1))
            return program

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """What a request of staff or a job runs in."""
        with acting_as(Role.STAFF, vendor=self.vendor.id):
            yield

    @property
    def officer(self) -> Actor:
        """The compliance officer of the cast."""
        actor = member_of(self.vendor.user("compliance"), self.vendor.id)
        assert actor is not None
        return actor

    def second_officer(self, name: str = "second") -> Actor:
        """Another one: escalated cases need two."""
        mail = f"{name}@{self.vendor.slug}.example"
        user = User.objects.filter(email=mail).first()
        if user is None:
            user = User.objects.create_user(mail, "a long passphrase", name=name)
            TOTP.activate(user, TOTP_SECRET)
        with self.at_work():
            if not Membership.objects.filter(user=user).exists():
                Membership.objects.create(user=user, role="compliance", name=name, email=mail)
        actor = member_of(user.pk, self.vendor.id)
        assert actor is not None
        return actor

    def apply(
        self,
        company: str = "Larch Systems",
        *,
        country: str = "DE",
        owners: tuple[tuple[str, str], ...] = ((CLEAN, "60.00"),),
        executives: tuple[str, ...] = (CLEAN,),
        program: Program | None = None,
        trade_name: str = "",
        domain: str = "",
        answers: dict[str, Any] | None = None,
        at: datetime = NOW,
    ) -> Application:
        """An application that was sent in, with everything that follows in its transaction."""
        self.count += 1
        with self.at_work():
            draft = Application.objects.create(
                program=program or self.program, category="ISV", token_digest=self.count.to_bytes(32, "big"), salt="salt",
                contact_name="Ada", mail=f"ada{self.count}@larch.example", company=company, country=country,
                trade_name=trade_name, domain=domain, answers=answers or {},
            )  # fmt: skip
            self.name_people(draft, owners=owners, executives=executives, revision=1)
            application = locked_application(draft.pk)
            move_application(
                application, ApplicationState.SUBMITTED, by=None, at=at, revision=1, submitted_at=at, mail_confirmed_at=at,
                guide_version_id=self._guide_version(application),
            )  # fmt: skip
            self.tell("submitted", application, at=at)
            application.refresh_from_db()
            return application

    def _guide_version(self, application: Application) -> int:
        from portal.guides.models import GuideVersion

        return int(GuideVersion.objects.filter(program_id=application.program_id).values_list("pk", flat=True)[0])

    def name_people(
        self,
        application: Application,
        *,
        owners: tuple[tuple[str, str], ...],
        executives: tuple[str, ...],
        revision: int,
    ) -> None:
        """Owners, executives and the country of one revision."""
        named = {"application": application, "revision": revision}
        ApplicationCountry.objects.create(**named, country=application.country)
        for position, (name, share) in enumerate(owners, start=1):
            ApplicationOwner.objects.create(
                **named, position=position, kind="person", name=name, share=Decimal(share), country=application.country
            )
        for position, name in enumerate(executives, start=1):
            ApplicationExecutive.objects.create(
                **named, position=position, name=name, role="CEO", country=application.country
            )

    def tell(self, kind: Any, application: Application, *, at: datetime = NOW) -> None:
        """What partners tell the apps above."""
        event = PartnerEvent(kind, program_id=application.program_id, application_id=application.pk)
        emit(event, by=None, at=at)

    def case_of(self, application: Application) -> Case:
        """The application's last case, as it is now."""
        with self.at_work():
            case: Case = Case.objects.filter(application=application).latest("id")
            return case

    def case_of_id(self, case_id: int) -> Case:
        """A case as it is now."""
        with self.at_work():
            case: Case = Case.objects.get(pk=case_id)
            return case

    def partner(
        self, name: str, *, owners: tuple[tuple[str, str], ...] = (), executives: tuple[str, ...] = ()
    ) -> Partner:
        """A partner who is here already."""
        with self.at_work():
            made: Partner = Partner.objects.create(name=name)
            for owner, share in owners:
                PartnerOwner.objects.create(
                    partner=made, kind="person", name=owner, share=Decimal(share), country="DE", period=SINCE
                )
            for person in executives:
                PartnerExecutive.objects.create(partner=made, name=person, role="CEO", country="DE", period=SINCE)
            return made


LATER = NOW + timedelta(days=1)
