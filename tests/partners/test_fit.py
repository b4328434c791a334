"""How well a company fits is shown to whoever decides, part by part, and decides nothing (F-ELG-02)."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from partners.guide.applications import Question
from partners.models import ApplicationTransition
from partners.rules.fit import fit_of
from partners.services.decisions import approve_application
from portal.accounts.models import User
from portal.guides.texts import Texts
from tests.cast import VendorCast, mail_of
from tests.leads.desk import actor_of, as_actor
from tests.partners.applicants import Applicant, publish
from tests.partners.test_decisions import heard  # noqa: F401 -- no checks of other apps

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
WORDS = Texts(en="?", es="?", ru="?")
CHOICES = ("a", "b", "c", "other")
QUESTIONS = {
    "many": Question(rule="X-01", text=WORDS, kind="many", choices=dict.fromkeys(CHOICES, WORDS), points=15),
    "yes": Question(rule="X-01", text=WORDS, points=20),
    "one": Question(rule="X-01", text=WORDS, kind="choice", choices=dict.fromkeys(CHOICES, WORDS), points=7),
    "words": Question(rule="X-01", text=WORDS, kind="text", points=3),
    "nothing": Question(rule="X-01", text=WORDS),
}
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "many": st.lists(st.sampled_from([*CHOICES, "invented"]), max_size=9),
        "yes": st.sampled_from(["yes", "no", ""]),
        "one": st.sampled_from([*CHOICES, "invented", ""]),
        "words": st.text(max_size=5),
        "nothing": st.just("yes"),
    },
)
NO_FIT = {"questions": {"business": ["other"], "cloud": "no", "economics": "no"}}


@pytest.mark.rule("F-ELG-02")
@given(ANSWERS)
def test_no_answer_adds_more_than_the_guide_says(answers: dict[str, object]) -> None:
    parts = {part.question: part for part in fit_of(QUESTIONS, answers)}

    assert set(parts) == {"many", "yes", "one", "words"}
    assert all(0 <= part.points <= part.possible for part in parts.values())
    assert [part.possible for part in parts.values()] == [45, 20, 7, 3]


@pytest.mark.rule("F-ELG-02")
def test_worst_fit_is_shown_with_its_parts_and_approved_all_the_same(acme: VendorCast, db: None) -> None:
    publish(acme)
    application = Applicant(acme).apply(**NO_FIT)
    desk = Client()
    desk.force_login(User.objects.get(email=mail_of("acme", "channel_manager")))
    manager = actor_of(acme, "channel_manager")

    page = desk.get(f"/acme/applications/{application.pk}/").content.decode()
    with as_actor(manager):
        approved = approve_application(
            application_id=application.pk, reason="fits", note="We like them.", by=manager, at=NOW
        )
        moves = ApplicationTransition.objects.filter(application=application, after="approved").count()

    assert "0 of 100" in page
    assert "0 of 60" in page
    assert "Do you sell by subscription?" in page
    assert (approved.state, moves) == ("approved", 1)
