"""Every endpoint x every role x {own, other partner's, other vendor's, missing}: no leak, and no way to tell one from the other.

Whoever may use an endpoint asks it for all of them. Of those who may not, everybody is refused on an own record; that the refusal
is the same for the others is asked of a seeded one of them here, for each endpoint and method, and of everybody in the drill.
"""

import logging
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from portal.accounts.rights import RIGHTS, rights_of
from tests import cast
from tests.cast import VendorCast
from tests.guards.endpoints import Endpoint, all_endpoints, listed
from tests.guards.specimens import Specimens, build_specimens
from tests.sign_in import sign_in_for_long

#: Which record a parameter names, by the path segment before it: model, and the column that stands in the URL.
RECORDS = {
    "leads": ("leads.Lead", "pk"),
    "deals": ("leads.Deal", "pk"),
    "cases": ("compliance.Case", "pk"),
    "checks": ("compliance.CaseCheck", "pk"),
    "jobs": ("jobs.Job", "pk"),
    "files": ("files.StoredFile", "pk"),
    "approvals": ("approvals.Approval", "pk"),
    "imports": ("commissions.ImportBatch", "pk"),
    "sale-batches": ("commissions.ImportBatch", "pk"),
    "sales": ("commissions.Sale", "pk"),
    "payees": ("commissions.Payee", "pk"),
    "methods": ("commissions.PayoutMethod", "pk"),
    "documents": ("commissions.PayeeDocument", "pk"),
    "payouts": ("commissions.Payout", "pk"),
    "runs": ("commissions.PayoutRun", "period"),
    "payout-runs": ("commissions.PayoutRun", "pk"),
    "payout-files": ("commissions.PayoutFile", "pk"),
    "statements": ("commissions.Statement", "pk"),
    "earnings": ("commissions.Earning", "pk"),
    "entries": ("commissions.Entry", "pk"),
    "programs": ("guides.Program", "slug"),
    "guides": ("guides.Program", "pk"),
    "versions": ("guides.GuideVersion", "pk"),
    "proposals": ("guides.GuideProposal", "pk"),
    "batches": ("guides.FigureBatch", "pk"),
    "settings/people": ("accounts.Membership", "pk"),
    "people": ("partners.Person", "pk"),
    "duties": ("compliance.Duty", "pk"),
    "holds": ("compliance.PartnerHold", "pk"),
    "certificates": ("partners.Certificate", "pk"),
    "record-imports": ("partners.RecordImport", "pk"),
    "partners": ("partners.Partner", "pk"),
    "owners": ("partners.PartnerOwner", "pk"),
    "executives": ("partners.PartnerExecutive", "pk"),
    "participation-fees": ("partners.ParticipationFee", "pk"),
    "commission-agreements": ("partners.Agreement", "pk"),
    "deciders": ("guides.Program", "pk"),
    "approval-seats": ("partners.ApprovalSeat", "pk"),
    "manager-regions": ("partners.ManagerRegion", "pk"),
    "applications": ("partners.Application", "pk"),
    "enrolments": ("partners.Enrolment", "pk"),
    "portfolio": ("guides.Program", "pk"),
    "scorecards": ("tiering.Scorecard", "pk"),
    "scorecard-lines": ("tiering.ScorecardLine", "pk"),
    "graces": ("tiering.Grace", "pk"),
    "waivers": ("tiering.RequirementWaiver", "pk"),
    "agreements": ("partners.SignedAgreement", "pk"),
    "admissions": ("partners.Admission", "pk"),
    "admission-tasks": ("partners.AdmissionTask", "pk"),
    "agreement-texts": ("partners.AgreementText", "pk"),
    "papers": ("partners.Paper", "pk"),
    "paper-requests": ("partners.PaperRequest", "pk"),
    "door-exceptions": ("partners.DoorException", "pk"),
    "door-files": ("partners.DoorFile", "pk"),
    "settings/invitations": ("accounts.Invitation", "pk"),
    "settings/keys": ("accounts.ApiKey", "pk"),
}
#: The matrix in parts, so that workers share it.
SHARDS = 4
#: Of those who may not use an endpoint, how many ask for each record in `make test`; another one at the next endpoint.
FEW = 1
MISSING: dict[str, Any] = {"pk": 2**62, "slug": "nothing-here", "number": "NOTHING-0000", "period": "1999-01"}
WORDS = {"public", "visitor", "member", "person", "operator", "token", "identity"}
_NOISE = re.compile(r'(name="csrfmiddlewaretoken" value="[^"]*")|("csrf": ?"[^"]*")|(X-CSRFToken[^}]*)')


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody who asks at acme: which vendor and person of the cast, or nobody."""

    name: str
    vendor: str | None
    person: str | None
    role: str | None
    partner: int | None = None

    def may(self, who: frozenset[str]) -> bool:
        """Whether the list lets this subject use an endpoint of acme's."""
        if who & {"public", "visitor"}:
            return True
        is_member = self.role is not None and self.vendor == "acme"
        return is_member and ("member" in who or bool(who & rights_of(self.role or "")))


SUBJECTS = (
    Subject("anonymous", None, None, None),
    Subject("suspended", "acme", "suspended", None),
    Subject("other vendor's finance", "globex", "finance", "finance"),
    Subject("other vendor's partner", "globex", "partner_admin1", "partner_admin"),
    *(Subject(role, "acme", role, role) for role in cast.STAFF),
    *(Subject(f"{role} of A", "acme", f"{role}1", role, 0) for role in cast.PARTNER),
    Subject("partner_sales of B", "acme", "partner_sales2", "partner_sales", 1),
)


@dataclass(slots=True)
class Stage:
    """The clone with specimens, and a signed-in client for each subject."""

    acme: VendorCast
    globex: VendorCast
    made: Specimens
    clients: dict[str, Client]
    values: dict[tuple[str, str], object] = field(default_factory=dict)

    def value(self, segment: str, whose: str) -> object:
        """What stands in the URL for a record of somebody, behind `segment`."""
        if (segment, whose) not in self.values:
            self.values[segment, whose] = self._look_up(segment, whose)
        return self.values[segment, whose]

    def _look_up(self, segment: str, whose: str) -> object:
        label, column = RECORDS[segment]
        if whose == "missing":
            return MISSING[column]
        vendor, partner = {"A": (self.acme, 0), "B": (self.acme, 1), "other vendor": (self.globex, 0)}[whose]
        model = apps.get_model(label)
        key = self.made.key(model, vendor, partner)
        if column == "pk":
            return key
        from portal.tenancy import Role, acting_as

        with acting_as(Role.STAFF, vendor=vendor.id):
            return model._default_manager.values_list(column, flat=True).get(pk=key)

    def ask(self, subject: Subject, endpoint: Endpoint, method: str, whose: str) -> tuple[int, str]:
        """Status and body with everything taken out that differs from request to request. Leaves nothing behind."""
        path = endpoint.path(
            vendor="acme", **{name: self.value(segment, whose) for name, segment in endpoint.objects.items()}
        )
        headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": "matrix-1"} if method != "GET" else {}
        if endpoint.is_api and subject.person:
            headers["HTTP_AUTHORIZATION"] = f"Bearer {cast.key_of(subject.vendor or '', subject.person)}"
        client = Client(raise_request_exception=False) if endpoint.is_api else self.clients[subject.name]
        content: dict[str, Any] = {"content_type": "application/json"} if endpoint.is_api and method != "GET" else {}
        with _undone():
            response = getattr(client, method.lower())(path, **content, **headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        text = body.decode(errors="replace") + str(response.headers.get("Location", ""))
        for trace in (path, path.replace("/", "%2F"), path.replace("/", "\\/")):
            text = text.replace(trace, "PATH")
        return response.status_code, _NOISE.sub("", text)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def stage(fresh_database: Any) -> Stage:
    """acme and globex with a row of everything, and everybody signed in."""
    return build_stage()


def build_stage() -> Stage:
    """On the clone that Django's connection points at."""
    from portal.accounts.models import User

    acme, globex = cast.look_up("acme"), cast.look_up("globex")
    made = build_specimens(acme, globex)
    clients = {}
    for subject in SUBJECTS:
        client = clients[subject.name] = Client(raise_request_exception=False)
        if subject.person:
            user = User.objects.get(email=cast.mail_of(subject.vendor or "", subject.person))
            sign_in_for_long(client, user)
    return Stage(acme, globex, made, clients)


def members_endpoints() -> list[Endpoint]:
    return [endpoint for endpoint in all_endpoints() if endpoint.is_of_a_vendor and "token" not in _who(endpoint)]


def _who(endpoint: Endpoint) -> frozenset[str]:
    return listed().get(endpoint.route, frozenset())


def test_every_endpoint_is_listed_with_who_may_use_it() -> None:
    routes = {endpoint.route for endpoint in all_endpoints() if not endpoint.route.startswith("accounts/")}

    assert sorted(routes - listed().keys()) == []
    assert sorted(listed().keys() - routes) == []
    assert {word for who in listed().values() for word in who} - WORDS - RIGHTS.all().keys() == set()


def test_code_asks_for_the_rights_that_are_listed() -> None:
    wrong = {
        endpoint.route: (sorted(endpoint.rights()), sorted(_who(endpoint)))
        for endpoint in all_endpoints()
        if not endpoint.route.startswith("accounts/") and endpoint.rights() != _who(endpoint) - WORDS
    }

    assert wrong == {}


def test_parameters_name_known_records() -> None:
    unknown = {segment for endpoint in members_endpoints() for segment in endpoint.objects.values()} - RECORDS.keys()

    assert unknown == set()


@pytest.mark.timeout(400)
@pytest.mark.rule("X-06", "X-10")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_nobody_sees_or_tells_apart_what_is_not_theirs(
    stage: Stage, shard: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Status and body for another's record equal those for a missing one; the outsider's marker appears nowhere; no 5xx."""
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals are what is asked for
    endpoints = members_endpoints()[shard::SHARDS]
    asked, leaks = ask_matrix(stage, endpoints, few=FEW)

    if leaks:
        pytest.fail("\n".join(leaks), pytrace=False)
    assert asked > 20 * len(endpoints)


def ask_matrix(
    stage: Stage, endpoints: list[Endpoint], *, few: int | None = None, seed: int = 0
) -> tuple[int, list[str]]:
    """How many requests were made, and what leaked."""
    asked = 0
    leaks: list[str] = []
    for endpoint in endpoints:
        for method in ("GET", "POST", "DELETE") if endpoint.is_api else ("GET", "POST"):
            curious = _curious(endpoint, few, f"{seed} {method} {endpoint.route}")
            for subject in SUBJECTS:
                own, others = _records(subject) if endpoint.objects and subject in curious else (_own(subject), ())
                answers = {whose: stage.ask(subject, endpoint, method, whose) for whose in (own, *others)}
                missing = stage.ask(subject, endpoint, method, "missing") if others else answers[own]
                asked += len(answers) + len(others[:1])
                what = f"{method} {endpoint.route} as {subject.name}"
                leaks += _judge(what, subject, endpoint, method, answers, missing, own)
    return asked, leaks


def _curious(endpoint: Endpoint, few: int | None, seed: str) -> list[Subject]:
    """Who asks for others' records: whoever may use the endpoint, and a few of those who may not."""
    who = _who(endpoint)
    refused = [subject for subject in SUBJECTS if not subject.may(who)]
    if few is None or few >= len(refused):
        return list(SUBJECTS)
    return [subject for subject in SUBJECTS if subject.may(who)] + random.Random(seed).sample(refused, few)


def _own(subject: Subject) -> str:
    return "B" if subject.partner == 1 else "A"


def _records(subject: Subject) -> tuple[str, tuple[str, ...]]:
    """The own record, and those that may not be told from a missing one."""
    rival = () if subject.partner is None else ("B",) if subject.partner == 0 else ("A",)
    return _own(subject), ("other vendor", *rival)


def _judge(
    what: str,
    subject: Subject,
    endpoint: Endpoint,
    method: str,
    answers: dict[str, tuple[int, str]],
    missing: tuple[int, str],
    own: str,
) -> Iterator[str]:
    for whose, (status, body) in answers.items():
        if status >= 500:
            yield f"{what}: {status} on {whose}"
        if "OUTSIDER" in body and subject.vendor != "globex":
            yield f"{what}: shows the outsider"
        if whose != own and (status, body) != missing:
            yield f"{what}: {whose} {status} differs from missing {missing[0]}"
    if answers[own][0] not in _expected(subject, endpoint, method):
        yield f"{what}: {answers[own][0]}, expected one of {sorted(_expected(subject, endpoint, method))}"


def _expected(subject: Subject, endpoint: Endpoint, method: str) -> set[int]:
    """What may come back for an own record: who may, gets it (or hears what is wrong with an empty form)."""
    who = _who(endpoint)
    if len(who - WORDS) > 1:
        who = frozenset({endpoint.right_for(method) or "none"})
    if not subject.may(who) or subject.person == "suspended":
        return _refusals(subject, endpoint) | {405}
    if "visitor" in who:
        return {200, 302, 304, 404, 405, 422}
    if method == "GET":
        return {200, 302, 405}
    return {200, 201, 202, 204, 302, 303, 400, 404, 405, 409, 415, 422}


def _refusals(subject: Subject, endpoint: Endpoint) -> set[int]:
    """401 or a way to sign in for nobody; 403 for members; strangers learn nothing (404)."""
    if endpoint.is_api:
        return {403} if subject.vendor == "acme" else {401}
    if subject.name == "anonymous":
        return {302, 404, 403}
    return {403} if subject.vendor == "acme" else {404}
