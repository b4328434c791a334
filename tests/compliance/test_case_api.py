"""The register, holds, evidence and duties through the API: what compliance may do there, and that no partner learns of a hit."""

from base64 import b64encode
from datetime import date
from typing import Any

import pytest

from compliance.models import Case, Evidence
from compliance.queries.cases import hits_of, lines_of
from compliance.screening import THRESHOLDS
from compliance.services.duties import open_duties
from compliance.services.hits import rule_on_hits
from compliance.services.nightly import screen_partners
from compliance.states import Ruling
from partners.holds import held_partners
from partners.models import PartnerExecutive
from portal.guides.models import Program
from tests.compliance.test_duties import ANSWERS
from tests.compliance.world import CLEAN, ENTRIES, NOW, SINCE, WANTED, Office, load
from tests.leads.test_api import Machine
from tests.portal.files.hostile import HOSTILE, pdf
from tests.tiering.cards import enrol, shipped_program


@pytest.fixture
def officer(office: Office) -> Machine:
    return Machine(office.vendor, "compliance")


@pytest.fixture
def held(office: Office) -> Case:
    """The first partner, found by the nightly screening and confirmed."""
    load(*ENTRIES)
    partner, by = office.vendor.partners[0], office.officer
    with office.at_work():
        PartnerExecutive.objects.create(partner_id=partner, name=WANTED, role="CEO", country="DE", period=SINCE)
        screen_partners(after=0, most=100, at=NOW)
        case: Case = Case.objects.get(partner_id=partner)
        chosen = [one.hit.pk for one in hits_of(case)]
        rule_on_hits(case_id=case.pk, hit_ids=chosen, ruling=Ruling.TRUE_MATCH, reason="Same number", by=by, at=NOW)
    return case


@pytest.mark.rule("A-DD-02", "X-05")
def test_register_is_read_as_of_a_day(officer: Machine, held: Case) -> None:
    rows = {row["name"]: row for row in officer.get("cases/register/").json()["results"]}
    wanted = rows[WANTED]

    assert (wanted["risk"], wanted["true_matches"], wanted["role"]) == ("high", 1, "executive")
    assert [(one["list"], one["threshold"], one["hits"]) for one in wanted["screened"]] == [
        ("un", THRESHOLDS["Person"], 1)
    ]
    assert officer.get("cases/register/", on="2020-01-01").json()["results"] == []
    assert officer.get("cases/register/", on="yesterday").status_code in (400, 422)


@pytest.mark.rule("X-05", "X-06")
def test_hold_is_listed_and_lifted_by_two_persons(officer: Machine, office: Office, held: Case) -> None:
    (hold,) = officer.get("holds/", running="true").json()["results"]
    path = f"holds/{hold['id']}/"
    assert hold["partner"] == office.vendor.partners[0]
    assert officer.get("holds/", running="false").json()["results"] == []
    assert [one["entry"] for one in officer.get(path).json()["grounds"]] == ["P1"]

    assert officer.post(f"{path}lifting/decision/", {"approve": True}, key="early").status_code == 409
    assert officer.post(f"{path}lifting/", {"reason": ""}, key="bare").status_code in (400, 422)
    asked = officer.post(f"{path}lifting/", {"reason": "Delisted"}, key="ask")
    assert asked.json()["lifting"]["reason"] == "Delisted"
    assert officer.post(f"{path}lifting/", {"reason": "Delisted"}, key="ask").json() == asked.json()
    assert officer.post(f"{path}lifting/", {"reason": "Again"}, key="again").status_code == 409
    alone = officer.post(f"{path}lifting/decision/", {"approve": True}, key="alone")
    assert (alone.status_code, alone.json()["code"]) == (422, "four-eyes")
    with office.at_work():
        assert held_partners(NOW) == {office.vendor.partners[0]}


def test_evidence_is_kept_beside_its_check_and_hostile_files_are_refused(
    officer: Machine, office: Office, held: Case
) -> None:
    application = office.apply()
    case = office.case_of(application)
    with office.at_work():
        line = next(one.row.pk for one in lines_of(case) if not one.is_screening)
    path = f"cases/{case.pk}/checks/{line}/evidence/"

    def send(content: Any, key: str) -> Any:
        return officer.post(path, {"name": "../../site.pdf", "content": content}, key=key)

    kept = send(b64encode(pdf()).decode(), "good")
    again = send(b64encode(pdf()).decode(), "good")
    assert (kept.status_code, again.json()) == (201, kept.json())
    (file,) = [one for check in kept.json()["checks"] for one in check["evidence"]]
    assert file["name"] == "site.pdf"
    assert send("no base64!", "odd").status_code in (400, 422)
    for name in ("eicar in a pdf", "html", "svg", "pdf with a script", "workbook with macros"):
        assert send(b64encode(HOSTILE[name]).decode(), name.replace(" ", "-")).status_code == 422, name
    with office.at_work():
        assert Evidence.objects.filter(case=case).count() == 1


@pytest.mark.rule("X-06", "X-10")
@pytest.mark.parametrize("role", ["partner_admin", "partner_sales"])
def test_no_partner_learns_of_a_hit_a_hold_or_the_register(office: Office, held: Case, role: str) -> None:
    partner = Machine(office.vendor, role)
    paths = ("cases/", f"cases/{held.pk}/", "cases/register/", "holds/", "holds/1/")

    for path in paths:
        answer = partner.get(path)
        assert answer.status_code in (403, 404), path
        assert WANTED not in answer.content.decode()


@pytest.fixture
def program(office: Office) -> Program:
    with office.at_work():
        made = shipped_program()
        for partner in office.vendor.partners:
            enrol(made, partner)
        open_duties(made, day=date(2026, 11, 22))
        return made


@pytest.mark.rule("G-ETH-01")
def test_partner_files_its_duty_and_the_officer_gives_it_back(
    office: Office, officer: Machine, program: Program
) -> None:
    partner, rival = Machine(office.vendor, "partner_admin"), Machine(office.vendor, "partner_admin", 1)
    owed = partner.get("duties/").json()["results"]
    assert {one["partner"] for one in owed} == {office.vendor.partners[0]}
    path = f"duties/{next(one['id'] for one in owed if one['key'] == 'profile')}/"
    assert "legal_name" in {one["key"] for one in partner.get(path).json()["questions"]}

    partly = partner.post(f"{path}filing/", {"answers": ANSWERS | {"employees": "many"}}, key="partly")
    assert partly.status_code in (400, 422)
    assert "employees" in partly.content.decode()
    assert partner.post(f"{path}filing/", {"answers": ANSWERS}, key="whole").json()["state"] == "filed"
    assert partner.post(f"{path}filing/", {"answers": ANSWERS}, key="twice").status_code == 409
    assert rival.get(path).status_code == 404
    assert rival.post(f"{path}filing/", {"answers": ANSWERS}, key="rival").status_code == 404
    assert partner.post(f"{path}decision/", {"decision": "done"}, key="self").status_code == 403
    assert officer.post(f"{path}decision/", {"decision": "returned"}, key="why").status_code == 422
    back = officer.post(f"{path}decision/", {"decision": "returned", "reason": "Name all owners"}, key="back")
    assert back.json()["state"] == "returned"
    assert [one["number"] for one in partner.get(path).json()["filings"]] == [1]


def test_clean_register_is_low(office: Office, officer: Machine) -> None:
    load(*ENTRIES)
    office.partner("Rowan Data", executives=(CLEAN,))
    with office.at_work():
        screen_partners(after=0, most=100, at=NOW)
    assert {row["risk"] for row in officer.get("cases/register/").json()["results"]} == {"low"}
