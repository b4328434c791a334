"""Two years of people, certificates, figures, scorecards and decisions for the demo; the same for a given day.

Every partner has an ambition: the tier whose lines its records are made for. A few are made to fall just short, so that the portfolio
has somebody at the edge of each tier.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from partners.models import Certificate, CompanyFact, CountryPresence, Enrolment, EnrolmentTrait, Person, Post, Training
from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.rights import rights_of
from portal.approvals.models import Approval
from portal.approvals.services import decide as decide_approval
from portal.demo.parts import World, demo_part
from portal.guides.models import Program
from portal.guides.queries import Guide, NoGuideInForce, guide_on
from portal.guides.rules import FigureKind, Value
from portal.guides.services.figures import FIGURES, Entered, enter_figures
from portal.money import Money
from portal.problems import Refusal
from tiering.guide.targets import Target, TargetsSection
from tiering.metrics.registry import METRICS, Per, Unit
from tiering.models import Collection, Reading, Scorecard
from tiering.models.scorecards import Occasion
from tiering.queries.standing import undecided_reviews
from tiering.rules.scoring.evaluate import Engine, compile_guide
from tiering.services.collection import collect
from tiering.services.decisions import give_entry_tier
from tiering.services.grace import grant_grace
from tiering.services.overrides import override_tier
from tiering.services.requests import ask_for_tier
from tiering.services.reviews import decide_review
from tiering.services.scoring import score_chunk
from tiering.services.waivers import waive_requirement

#: How many of ten partners are made for the best tier, the next one, and so on; the last miss a line or two.
AMBITIONS = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3)
SECOND_COUNTRY = {"US": "MX", "DE": "PL", "GB": "NL", "FR": "ES"}
GIVEN = (
    "Aida",
    "Boris",
    "Celia",
    "Doron",
    "Eva",
    "Fabio",
    "Gwen",
    "Henri",
    "Iris",
    "Jorge",
    "Karin",
    "Leo",
    "Maya",
    "Noor",
)
FAMILY = (
    "Adler",
    "Bruni",
    "Castro",
    "Durand",
    "Egger",
    "Ferrer",
    "Grant",
    "Huber",
    "Iqbal",
    "Jonsson",
    "Keller",
    "Lind",
)
MOST_CERTIFICATES_A_PERSON = 3


@dataclass(slots=True)
class Company:
    """One partner while its records are written."""

    partner: int
    enrolment: Enrolment
    country: str
    domain: str
    ambition: int
    falls_short: bool = False
    countries: tuple[str, ...] = ()
    count: int = 0


@demo_part("tiering", order=80)
def build_tiers(world: World) -> None:
    """For each program with tiers: records, figures, two annual reviews and what was decided, a check of the last month."""
    for slug, program_id in world.programs.items():
        program = Program.objects.get(pk=program_id)
        try:
            guide = guide_on(program_id, world.today)
        except NoGuideInForce:
            continue
        if "requirements" in guide.document.sections:
            world.random.seed(f"{world.slug}:{slug}:tiers")
            _Story(world, program, guide).tell()


class _Story:
    """One program's two years."""

    def __init__(self, world: World, program: Program, guide: Guide) -> None:
        self.world, self.program, self.guide = world, program, guide
        self.random: random.Random = world.random
        self.engine: Engine = compile_guide(guide.document.sections)
        self.manager = _actor(world, "manager", "channel_manager")

    def tell(self) -> None:
        """In the order in which it happened."""
        companies = self._companies()
        self._write_traits(companies)
        self._write_people(companies)
        self._write_figures(companies)
        for company in companies:
            give_entry_tier(company.enrolment)
        years = range(self.world.began.year, self.world.today.year)
        for year in years:
            self._write_readings(companies, date(year, 12, 31))
        self._write_readings(companies, self.world.today)
        for year in years:
            self._review(date(year, 12, 31), keep_open=year == years[-1])
        month_end = self.world.today.replace(day=1) - timedelta(days=1)
        self._score(month_end, Occasion.MONTHLY)
        self._exceptions()

    def _companies(self) -> list[Company]:
        facts = CompanyFact.objects.filter(kind__in=("country", "domain")).values_list("partner_id", "kind", "value")
        known = {(partner, kind): value for partner, kind, value in facts}
        rows = Enrolment.objects.filter(program=self.program).order_by("partner_id", "id")
        found = []
        for index, enrolment in enumerate(rows):
            partner = enrolment.partner_id
            company = Company(
                partner,
                enrolment,
                known[partner, "country"],
                known[partner, "domain"],
                AMBITIONS[index % len(AMBITIONS)],
                falls_short=index % 7 == 6,
            )
            second = SECOND_COUNTRY.get(company.country) if index % 4 == 0 else None
            company.countries = (company.country, second) if second else (company.country,)
            found.append(company)
        return found

    def _write_people(self, companies: list[Company]) -> None:
        presences = [
            CountryPresence(partner_id=one.partner, program=self.program, country=country, period=one.enrolment.period)
            for one in companies
            for country in one.countries
        ]
        CountryPresence.objects.bulk_create(presences)
        plans = [(one, country, list(self._codes(one, country))) for one in companies for country in one.countries]
        people = [person for plan in plans for person in self._staff(*plan)]
        Person.objects.bulk_create([person for person, *_ in people])
        Post.objects.bulk_create([post for _, post, *_ in people])
        Certificate.objects.bulk_create([one for _, _, certificates, _ in people for one in certificates])
        Training.objects.bulk_create([one for *_, trainings in people for one in trainings])

    def _codes(self, company: Company, country: str) -> Iterator[str]:
        """Certificates of one country, for the tier that the company aims at."""
        for key, _variant, requirement in self.engine.requirements.each():
            category = self.engine.tiering.category_named(company.enrolment.category)
            if requirement.kind != "basket" or category not in requirement.categories:
                continue
            tier = self._tier(company, category)
            market = self.engine.markets.class_of(country) if self.engine.markets else None
            quota = _quota(requirement.quota.get(tier), market)
            basket = self.engine.baskets[requirement.baskets.get(self._specialization(category), requirement.basket)]
            yield from _fill(
                basket,
                tier,
                market,
                quota - (company.falls_short and requirement.per == "country" and key == self.random.choice((key, ""))),
            )

    def _specialization(self, category: str | None) -> str:
        """The first that a category may have; demo partners of it have that one."""
        known = self.engine.tiering.specializations
        return next((code for code, one in known.items() if category in one.categories), "")

    def _write_traits(self, companies: list[Company]) -> None:
        rows = []
        for company in companies:
            code = self._specialization(self.engine.tiering.category_named(company.enrolment.category))
            if code:
                values = {"kind": EnrolmentTrait.SPECIALIZATION, "value": code, "period": company.enrolment.period}
                rows.append(EnrolmentTrait(enrolment=company.enrolment, partner_id=company.partner, **values))
        EnrolmentTrait.objects.bulk_create(rows)

    def _tier(self, company: Company, category: str | None) -> str:
        tiers = self.engine.tiering.tiers_of(category) if category else ()
        return tiers[min(company.ambition, len(tiers) - 1)] if tiers else ""

    def _staff(
        self, company: Company, country: str, codes: list[str]
    ) -> Iterator[tuple[Person, Post, list[Certificate], list[Training]]]:
        size = max(
            2 + (3 - company.ambition), -(-len(codes) // MOST_CERTIFICATES_A_PERSON), 6 if company.ambition == 0 else 4
        )
        for place in range(size):
            company.count += 1
            first = company.enrolment.period.lower
            name = f"{self.random.choice(GIVEN)} {self.random.choice(FAMILY)}"
            mail = f"{name.split()[0].lower()}.{company.count}@{self.program.slug}.{company.domain}"
            person = Person(partner_id=company.partner, name=name, mail=mail, created_at=self.world.now)
            leaves = self.world.today - timedelta(days=40) if place == size - 1 and company.ambition == 1 else None
            post = Post(
                person=person, partner_id=company.partner, country=country, role="sales" if place % 2 else "consultant",
                customer_facing=place % 5 != 4, alliance_manager=place == 0, domain=company.domain,
                period=DateRange(first, leaves),
            )  # fmt: skip
            held = dict.fromkeys(codes[place::size])
            certificates = [self._certificate(person, company, code, first) for code in held]
            trainings = [
                Training(
                    person=person,
                    partner_id=company.partner,
                    kind="sales",
                    course="Sales essentials",
                    completed_on=first,
                )
            ]
            yield person, post, certificates, trainings

    def _certificate(self, person: Person, company: Company, code: str, first: date) -> Certificate:
        issued = first + timedelta(days=self.random.randrange(0, 25))
        return Certificate(
            person=person,
            partner_id=company.partner,
            code=code,
            issued_on=issued,
            expires_on=date(issued.year + 3, issued.month, 1),
        )

    def _write_figures(self, companies: list[Company]) -> None:
        """Targets of each year, as the guide proposes them for a demonstration; confirmed by a second person."""
        proposals = {name: target.demo for name, target in _targets(self.guide).items() if target.demo}
        markets = self.engine.markets
        if not proposals or markets is None:
            return
        author = _actor(self.world, "admin", "program_admin")
        second = _actor(self.world, "admin2", "program_admin")
        countries = sorted({country for one in companies for country in one.countries})
        for year in range(self.world.began.year, self.world.today.year + 1):
            entered = [
                Entered(
                    name=f"targets.{name}",
                    value=_money(proposal.amount(market=markets.class_of(country) or "", tier=tier)),
                    country=country,
                    tier=tier,
                )
                for name, proposal in proposals.items()
                for country in countries
                for tier in proposal.tier
            ]
            at = _noon(max(date(year, 1, 15), self.world.began))
            batch = enter_figures(self.program, year=year, entered=entered, by=author, reason="Yearly letter", at=at)
            approval = Approval.objects.get(kind=FIGURES, subject_id=batch.pk)
            decide_approval(
                approval, approve=True, by=second, reason="Compared with the letter", at=at + timedelta(days=1)
            )

    def _write_readings(self, companies: list[Company], day: date) -> None:
        """What people report of a year, near enough to what the ambition asks."""
        first = date(day.year, 1, 1)
        rows: list[Reading] = []
        for company in companies:
            if company.enrolment.period.lower > day:
                continue
            for name in self.engine.vocabulary.values:
                if name in METRICS.all():
                    rows += self._reading(company, name, ("",), first, day)
            for name in self.engine.vocabulary.countries:
                if name in METRICS.all():
                    rows += self._reading(company, name, company.countries, first, day)
        Reading.objects.bulk_create(rows)

    def _reading(self, company: Company, name: str, scopes: Iterable[str], first: date, day: date) -> Iterator[Reading]:
        metric, requirement = METRICS.get(name), self._asked(company, name)
        if requirement is None or not metric.reported or (metric.per is Per.COUNTRY) != (scopes != ("",)):
            return
        taken = min(day, date(day.year, 9, 15)) if metric.kind == "report" else day
        for scope in scopes:
            value = self._value(company, requirement, metric.unit, scope)
            if value is not None:
                yield Reading(
                    program=self.program, partner_id=company.partner, metric=name, scope=scope, period=DateRange(first, day, "[]"),
                    taken_on=taken, source="Demo", made_by_id=self.manager.membership_id, **value,
                )  # fmt: skip

    def _asked(self, company: Company, name: str) -> Any:
        category = self.engine.tiering.category_named(company.enrolment.category)
        for key, _variant, requirement in self.engine.requirements.each():
            own = not requirement.categories or category in requirement.categories
            if own and (key == name or (name in requirement.of and not _is_reported(key))):
                return requirement
        return None

    def _value(self, company: Company, requirement: Any, unit: Unit, scope: str) -> dict[str, Any] | None:
        """As much as the aimed tier asks; one in eight a little less, one in twelve not reported at all."""
        category = self.engine.tiering.category_named(company.enrolment.category)
        tier = self._tier(company, category)
        market = self.engine.markets.class_of(scope) if self.engine.markets and scope else None
        cell = requirement.quota.get(tier)
        cell = cell.get(market) if isinstance(cell, dict) else cell
        chance = self.random.random()
        if chance < 0.08:
            return None
        if unit is Unit.FLAG or requirement.kind == "yes":
            return {"flag": chance > 0.12}
        asked = getattr(cell, "value", None)
        if asked == "target":
            asked = self._target(requirement.target, market, tier)
        if isinstance(asked, bool) or not isinstance(asked, int | Decimal):
            return None
        more = -1 if requirement.kind == "maximum" else 1
        short = chance < 0.2
        step = Decimal(asked) / 10 if asked > 10 else Decimal(1)
        return {"number": max(Decimal(0), Decimal(asked) + (-more if short else more) * step)}

    def _target(self, name: str, market: str | None, tier: str) -> Decimal | None:
        target = _targets(self.guide).get(name)
        return target.demo.amount(market=market, tier=tier) if target and target.demo and market else None

    def _score(self, day: date, occasion: Occasion) -> Collection:
        collection = collect(
            self.program,
            as_of=day,
            flow_from=date(day.year, 1, 1),
            report_by=min(day, date(day.year, 9, 30)),
            at=_noon(day),
        )
        score_chunk(collection, occasion)
        return collection

    def _review(self, day: date, *, keep_open: bool) -> None:
        """The annual review; of the newest one every fifth waits for a decision still."""
        self._score(day, Occasion.ANNUAL)
        at = _noon(day + timedelta(days=18))
        for place, card in enumerate(undecided_reviews(self.program.pk, reviewed=day)):
            if not (keep_open and place % 5 == 4):
                self._decide(card, at)

    def _decide(self, card: Scorecard, at: datetime) -> None:
        try:
            if card.tier:
                decide_review(card, tier=card.tier, reason="", by=self.manager, at=at)
            elif card.held:
                grant_grace(card, reason="The year was short; the plan is agreed.", by=self.manager, at=at)
        except Refusal:
            return  # a category without tiers, a program without recovery periods

    def _exceptions(self) -> None:
        """Overrides, waivers, a request: the first partners that allow them."""
        today = self.world.today
        start = today.replace(day=1)
        done = {"override": 0, "waiver": 0, "request": 0}
        for enrolment in Enrolment.objects.filter(program=self.program, period__contains=today).order_by("id")[3:30]:
            category = self.engine.tiering.category_named(enrolment.category)
            tiers = self.engine.tiering.tiers_of(category) if category else ()
            if len(tiers) < 2:
                continue
            try:
                self._except(enrolment, tiers, done, start)
            except Refusal:
                continue

    def _except(self, enrolment: Enrolment, tiers: tuple[str, ...], done: dict[str, int], start: date) -> None:
        at = _noon(start)
        if done["override"] < 3:
            reason = "Takes over the customers of a partner that left."
            override_tier(
                enrolment, tier=tiers[done["override"] % 2], reason=reason, starts_on=start, by=self.manager, at=at
            )
            done["override"] += 1
        elif done["waiver"] < 3:
            requirement = next(iter(self.engine.requirements.of_category(self._category(enrolment))))[0]
            waive_requirement(
                enrolment, requirement=requirement, reason="The course was full until spring.", starts_on=start,
                ends_on=date(start.year, 12, 31), for_rebates=done["waiver"] == 0, by=self.manager,
            )  # fmt: skip
            done["waiver"] += 1
        elif done["request"] < 1:
            ask_for_tier(enrolment, tier=tiers[0], by=self.manager, at=at)
            done["request"] += 1

    def _category(self, enrolment: Enrolment) -> str:
        return self.engine.tiering.category_named(enrolment.category) or ""


def _is_reported(name: str) -> bool:
    """Whether people report this figure; others are measured from records."""
    return name in METRICS.all() and METRICS.get(name).reported


def _targets(guide: Guide) -> dict[str, Target]:
    section = guide.document.sections.get("targets")
    return section.all() if isinstance(section, TargetsSection) else {}


def _quota(cell: Any, market: str | None) -> int:
    figure = cell.get(market) if isinstance(cell, dict) else cell
    value = getattr(figure, "value", 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _fill(basket: Any, tier: str, market: str | None, quota: int) -> Iterator[str]:
    """Codes that fill a quota: what the mix needs at least, then the others in turn."""
    mix = basket.mix(tier, market)
    least = dict(mix.least) if mix else {}
    needed = [code for code, number in least.items() for _ in range(number)][:quota]
    yield from needed
    rest = [code for code in basket.codes if code not in least] or list(basket.codes)
    yield from (rest[place % len(rest)] for place in range(quota - len(needed)))


def _money(amount: Decimal) -> Value:
    return Value(FigureKind.MONEY, minor=Money(int(amount * 100), "USD").minor, currency="USD")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(20), UTC)


def _actor(world: World, person: str, role: str) -> Actor:
    member = Membership.objects.get(pk=world.members[person])
    return Actor(world.vendor_id, member.pk, member.user_id, member.name, role, None, rights_of(role))
