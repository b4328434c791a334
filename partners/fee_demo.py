"""Demo fees: in a program that asks for one each year, one partner has paid and one is late."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Enrolment, ParticipationFee
from partners.queries.fees import fee_categories, owed_by
from portal.demo.parts import World, demo_part
from portal.guides.models import Program

#: Of the partners of a vendor: who pays in time, and who paid last year's fee only.
PAYS, LATE = 3, 4


@demo_part("fees", order=86)
def build_fees(world: World) -> None:
    """Both in each category that pays, from the vendor's first day on."""
    for program in Program.objects.filter(pk__in=world.programs.values()).order_by("pk"):
        for category in fee_categories(program, world.now):
            for place, years in ((PAYS, (world.today.year - 1, world.today.year)), (LATE, (world.today.year - 1,))):
                enrolment = _enrolled(world, program, category, world.partners[place])
                for year in years:
                    _pay(world, enrolment, year)


def _enrolled(world: World, program: Program, category: str, partner: int) -> Enrolment:
    same = {"partner_id": partner, "program": program, "category": category}
    running: Enrolment | None = Enrolment.objects.filter(period__contains=world.today, **same).first()
    if running is not None:
        return running
    made: Enrolment = Enrolment.objects.create(period=DateRange(world.began, None), **same)
    return made


def _pay(world: World, enrolment: Enrolment, year: int) -> None:
    owed = owed_by(enrolment, year=year, at=world.now)
    if owed is None or owed.paid is not None:
        return
    ParticipationFee.objects.create(
        partner_id=enrolment.partner_id, program_id=enrolment.program_id, category=enrolment.category, year=year,
        tier=owed.due.tier, amount_minor=owed.amount.minor, currency=owed.amount.currency, reference=f"INV {year}-{enrolment.pk}",
        paid_on=min(date(year, 1, 12), world.today), recorded_by_id=world.members["finance"],
    )  # fmt: skip
