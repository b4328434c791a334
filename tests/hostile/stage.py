"""The stage of hostile tests: specimens with hostile texts, clients of every role, requests that leave nothing."""

import itertools
import random
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from portal.accounts.models import User
from portal.accounts.rights import rights_of
from portal.tenancy import Role, acting_as
from tests import cast
from tests.cast import VendorCast
from tests.guards import specimens
from tests.guards.endpoints import Endpoint, all_endpoints, listed
from tests.guards.specimens import Specimens, build_specimens
from tests.guards.test_endpoint_matrix import MISSING, RECORDS
from tests.hostile.bodies import values_of
from tests.hostile.corpus import FORMULAS, SQL, XSS
from tests.hostile.pages import Page
from tests.hostile.snapshot import Digest, changed, digest, has_written, undone
from tests.sign_in import sign_in_for_long

#: What stands in text columns: no NUL and no surrogates, which no row can hold.
IN_ROWS = [
    *XSS.values(),
    *FORMULAS.values(),
    SQL["quote"],
    SQL["percent"],
    "\u202etxt.exe",
    "e" + "\u0301" * 9,
    "x\r\ny",
]
#: Person of the cast -> (role, index of the partner).
PEOPLE: dict[str, tuple[str, int]] = {
    **{role: (role, 0) for role in cast.STAFF},
    **{f"{role}1": (role, 0) for role in cast.PARTNER},
}


#: What a page leaves behind whenever it is shown: the drawing of a PDF, asked for once; a line for each look at what is secret.
LEFT_ON_PURPOSE = {
    "<slug:vendor>/commissions/statements/<id:statement_id>/pdf/": ["jobs_job"],
    "<slug:vendor>/commissions/payees/methods/<id:method_id>/": ["audit_auditrecord"],
    "<slug:vendor>/door-files/<id:put>/": ["audit_auditrecord"],
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and which tables differ from before where none may: after a refusal, and after a GET."""

    status: int
    text: str
    headers: dict[str, str]
    stored: list[str]
    content: bytes = b""

    @property
    def is_refused(self) -> bool:
        """Whether the portal says that it did nothing."""
        return self.status >= 400

    def breach(self, what: str) -> str:
        """What is wrong with the answer, or nothing."""
        if self.status >= 500:
            return f"{what}: {self.status}"
        if self.is_refused and self.stored:
            return f"{what}: {self.status}, but it stored {', '.join(self.stored)}"
        return ""


@dataclass(slots=True)
class HostileStage:
    """acme and globex with rows of everything."""

    acme: VendorCast
    globex: VendorCast
    made: Specimens
    clients: dict[str, Client] = field(default_factory=dict)
    before: Digest = field(default_factory=dict)
    asked: int = 0
    walked: "dict[tuple[str, Endpoint], Answer]" = field(default_factory=dict)

    def sign_everybody_in(self) -> None:
        """Just now, as secrets ask for; what is stored is compared with this moment."""
        self.clients = {"nobody": Client(raise_request_exception=False)}
        mails = {person: cast.mail_of("acme", person) for person in PEOPLE} | {"operator": "operator@portal.example"}
        for person, mail in mails.items():
            user = User.objects.get(email=mail)
            self.clients[person] = sign_in_for_long(Client(raise_request_exception=False), user, fresh=True)
        self.before = digest()

    def path(self, endpoint: Endpoint, whose: str = "own") -> str:
        """The endpoint's address at acme, for a record of the first partner, the other vendor's, or none."""
        return endpoint.path(
            **{
                name: "acme" if name == "vendor" else self.value(endpoint.objects.get(name, name), whose)
                for name in endpoint.parameters
            }
        )

    def value(self, segment: str, whose: str = "own") -> object:
        """A record's place in an address, behind `segment`. What nobody knows is hostile enough as it is."""
        if segment not in RECORDS:
            return "x"
        label, column = RECORDS[segment]
        return MISSING[column] if whose == "missing" else self.column(label, column, whose)

    def column(self, label: str, column: str, whose: str = "own") -> object:
        """A column of the specimen that belongs to acme's first partner, or to globex's."""
        vendor = self.globex if whose == "foreign" else self.acme
        model = apps.get_model(label)
        key = self.made.key(model, vendor)
        if column == "pk":
            return key
        with acting_as(Role.STAFF, vendor=vendor.id):
            return model._default_manager.values_list(column, flat=True).get(pk=key)

    def ask(self, person: str, method: str, path: str, data: Any = None, **extra: Any) -> Answer:
        """Send a request and undo it. What it stored is read before it is undone."""
        self.asked += 1
        client = self.clients[person]
        with undone():
            if isinstance(
                data, bytes
            ):  # as they are: the client's own methods would decode them by the content type's word
                response: HttpResponseBase = client.generic(method, path, data, **extra)
            else:
                response = getattr(client, method.lower())(path, data, **extra)
            content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            may_store = method != "GET" and response.status_code < 400
            stored = [] if may_store or not has_written() else changed(self.before, digest())
            stored = [table for table in stored if table not in LEFT_ON_PURPOSE.get(route_of(path), ())]
        headers = dict(response.headers)
        text = content.decode(errors="replace")
        is_page = "html" in headers.get("Content-Type", "")
        return Answer(response.status_code, text, headers, stored, b"" if is_page else content)

    def ask_api(self, person: str, method: str, path: str, data: Any = None, **extra: Any) -> Answer:
        """As a machine of this person's."""
        extra = {
            "content_type": "application/json",
            "HTTP_AUTHORIZATION": f"Bearer {cast.key_of('acme', person)}",
            "HTTP_IDEMPOTENCY_KEY": f"hostile-{self.asked}",
            **extra,
        }
        return self.ask(person, method, path, data, **extra)


def build_stage() -> HostileStage:
    """On the clone that Django's connection points at. Serves any number of tests, since every request is undone."""
    acme, globex = cast.look_up("acme"), cast.look_up("globex")
    texts = itertools.cycle(IN_ROWS)
    usual = specimens._text
    specimens._text = lambda vendor, number: f"{next(texts)} {number}"
    try:
        made = build_specimens(acme, globex)
    finally:
        specimens._text = usual
    stage = HostileStage(acme, globex, made)
    stage.sign_everybody_in()
    return stage


def people_of(endpoint: Endpoint) -> list[str]:
    """Who of acme may use an endpoint, by the list."""
    who = listed().get(endpoint.route, frozenset())
    if who & {"public", "visitor", "identity", "token"}:
        return ["nobody", *PEOPLE]
    if "operator" in who:
        return ["operator"]
    if who & {"member", "person"}:
        return [*PEOPLE]
    return [person for person, (role, _) in PEOPLE.items() if (who or endpoint.rights()) & rights_of(role)]


def pages() -> list[Endpoint]:
    """Every page of the portal's own; sign-in pages of allauth included."""
    return [endpoint for endpoint in all_endpoints() if not endpoint.is_api and "(" not in endpoint.route]


@cache
def route_of(path: str) -> str:
    """Which endpoint answers a path, as a name that two records share."""
    try:
        return resolve(path.partition("?")[0]).route
    except Resolver404:
        return path


@dataclass(frozen=True, slots=True)
class FoundForm:
    """A form as one person finds it on one page."""

    person: str
    page: str
    action: str
    values: dict[str, str]
    files: tuple[str, ...]
    choices: tuple[str, ...]


def walk(stage: HostileStage) -> dict[tuple[str, Endpoint], Answer]:
    """Every page as everybody who may see it; once for each stage."""
    if not stage.walked:
        for endpoint in pages():
            for person in people_of(endpoint) or ["nobody"]:
                stage.walked[person, endpoint] = stage.ask(person, "GET", stage.path(endpoint))
    return stage.walked


def forms_of(stage: HostileStage) -> list[FoundForm]:
    """Every posting form of every page, once for each address it goes to, as the first person who is offered it."""
    found: dict[tuple[str, frozenset[str]], FoundForm] = {}
    for (person, endpoint), answer in walk(stage).items():
        if person not in people_of(endpoint) or answer.status != 200:
            continue
        page = stage.path(endpoint)
        for form in Page(answer.text).forms if "html" in answer.headers.get("Content-Type", "") else ():
            if form.method != "post":
                continue
            action = form.action or page
            names = frozenset(form.fields) - {"csrfmiddlewaretoken"}
            files = tuple(name for name, one in form.fields.items() if one.kind == "file")
            choices = tuple(name for name, one in form.fields.items() if one.options or one.kind == "hidden")
            one = FoundForm(person, page, action, values_of(form), files, choices)
            found.setdefault((route_of(action), names), one)
    return list(found.values())


class Dealer:
    """Deals a corpus like cards, in a seeded order: `few` a hand, and nothing twice before everything was dealt once."""

    def __init__(self, corpus: dict[str, Any], few: int | None, seed: int) -> None:
        self.all = sorted(corpus.items(), key=lambda item: item[0])
        self.few = few
        self.cards = itertools.cycle(random.Random(seed).sample(self.all, len(self.all)))

    def hand(self) -> list[tuple[str, Any]]:
        """The next few; everything where no few was said."""
        return self.all if self.few is None else list(itertools.islice(self.cards, self.few))
