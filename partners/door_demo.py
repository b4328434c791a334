"""Demo papers and doors: in each program something accepted, something to look at, something given back, and a file behind a door."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Enrolment
from partners.queries.doors import programs_with_doors
from partners.queries.papers import Kind, kinds_for
from partners.services.doors import put_behind
from partners.services.papers import accept_paper, ask_for_paper, hand_in, return_paper
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.rights import rights_of
from portal.demo.parts import World, demo_part

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: The one who builds with the vendor's interfaces, in programs whose guide knows such partners.
BUILDER, BUILDS = 3, "TECH"


@demo_part("doors", order=85)
def build_doors(world: World) -> None:
    """The first partner hands in what its programs ask for; a technology partner has its plan accepted."""
    admin = _actor(world, Membership.objects.get(pk=world.members["admin"]))
    for program, section in programs_with_doors(world.now):
        first = next(iter(section.all().items()))
        put_behind(
            program, first[0], title=first[1].name.en, file=ContentFile(PAPER), name="kit.pdf", by=admin, at=world.now
        )
        if any(BUILDS in door.categories for door in section.all().values()):
            Enrolment.objects.create(
                partner_id=world.partners[BUILDER],
                program=program,
                category=BUILDS,
                period=DateRange(world.began, None),
            )
    for partner in (world.partners[0], world.partners[BUILDER]):
        member = Membership.objects.filter(partner_id=partner).order_by("pk").first()
        if member is not None:
            _hand_in(world, kinds_for(partner, world.now), by=_actor(world, member), admin=admin)


def _hand_in(world: World, kinds: list[Kind], *, by: Actor, admin: Actor) -> None:
    for place, kind in enumerate(kinds):
        at = world.now - timedelta(days=40 - place)
        if place == 3 and by.partner_id is not None:
            due_on = world.today + timedelta(days=14)
            why = "For the review of the quarter."
            ask_for_paper(by.partner_id, kind.program, kind.key, due_on=due_on, why=why, by=admin, at=at)
            continue
        paper = hand_in(
            kind.program,
            kind.key,
            file=ContentFile(PAPER),
            name=f"{kind.key}.pdf",
            contains=kind.terms.contains,
            subject="Voice Bridge",
            by=by,
            at=at,
        )
        if place == 2:
            return_paper(
                paper.pk, reason="The release of the platform is missing.", by=admin, at=at + timedelta(days=3)
            )
        elif place != 1:
            until = world.today + timedelta(days=200) if kind.terms.names_end else None
            accept_paper(paper.pk, valid_until=until, by=admin, at=at + timedelta(days=3))


def _actor(world: World, member: Membership) -> Actor:
    rights = rights_of(member.role)
    return Actor(world.vendor_id, member.pk, member.user_id, member.name, member.role, member.partner_id, rights)
