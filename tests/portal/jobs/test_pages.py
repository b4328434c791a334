import pytest
from django.test import Client

from partners.models import Partner
from portal.jobs.kinds import KINDS, About, Done, Step, job_kind
from portal.jobs.queries import STOPPED, shown_at_work
from portal.jobs.runner import run_job
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast, key_of
from tests.portal.jobs.kinds_for_tests import ask_for, count_to_three, kind_that, reload
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def refuse(step: Step) -> Done:
    raise Refusal("This period is closed.")


def tell(step: Step) -> Done:
    return Done({"kept": 7, "named": ["one", "two"], "file": 4711})


def test_jobs_page_lists_own_jobs_with_their_progress(client: Client, acme: VendorCast, globex: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        run_job(ask_for(kind, vendor=acme.id, key="mine").pk)
        ask_for(kind, vendor=globex.id, key="OUTSIDER")
        text = sign_in(client, acme, "finance").get("/acme/jobs/").content.decode()
    assert "Test" in text
    assert "mine" not in text
    assert "OUTSIDER" not in text


def test_page_says_in_words_what_a_job_is_about_and_what_came_of_it(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    about, words = About("partner", Partner), {"kept": "Rows kept", "named": "Rows that were named"}
    with KINDS.opened():
        job_kind("test.told", label="Told", about=about, results=words)(tell)
        jobs = [
            ask_for("test.told", vendor=acme.id, key=f"65:grace:{pk}", payload={"partner": pk})
            for pk in (acme.partners[0], 0)
        ]
        for job in jobs:
            run_job(job.pk)
        rows = client.get("/acme/jobs/").content.decode()
        page = client.get(f"/acme/jobs/{jobs[0].pk}/").content.decode()
        nobody = client.get(f"/acme/jobs/{jobs[1].pk}/")
    with acting_as(Role.STAFF, vendor=acme.id):
        name = Partner.objects.get(pk=acme.partners[0]).name
    assert (rows.count(name), "65:grace" in rows, nobody.status_code) == (1, False, 200)
    assert name in page
    assert "<dt>Rows kept</dt><dd>7</dd>" in page
    assert "<dt>Rows that were named</dt><dd>one, two</dd>" in page
    assert "4711" not in page


def test_job_page_polls_while_it_is_active_and_not_after(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        path = f"/acme/jobs/{job.pk}/"
        waiting = client.get(path, headers={"HX-Request": "true"}).content.decode()
        run_job(job.pk)
        done = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{path}"' in waiting
    assert "hx-get" not in done
    assert 'value="3"' in done
    assert "<html" not in done


def test_stopped_job_says_why_and_goes_on_by_a_button(client: Client, acme: VendorCast) -> None:
    sign_in(client, acme, "finance")
    with kind_that(refuse) as kind:
        job = ask_for(kind, vendor=acme.id)
        run_job(job.pk)
        page = client.get(f"/acme/jobs/{job.pk}/").content.decode()
        answer = client.post(f"/acme/jobs/{job.pk}/resumption/")
    assert "This period is closed." in page
    assert f"/acme/jobs/{job.pk}/resumption/" in page
    assert (answer.status_code, answer["Location"]) == (302, f"/acme/jobs/{job.pk}/")
    assert (reload(job).state, reload(job).failures) == ("queued", 0)


def test_waiting_job_is_cancelled_by_a_button_and_not_by_everybody(client: Client, acme: VendorCast) -> None:
    with kind_that(count_to_three) as kind:
        job = ask_for(kind, vendor=acme.id)
        path = f"/acme/jobs/{job.pk}/cancellation/"
        assert sign_in(client, acme, "channel_manager").post(path).status_code == 403
        assert reload(job).state == "queued"
        assert sign_in(client, acme, "program_admin").post(path).status_code == 302
    assert reload(job).state == "cancelled"


def test_api_tells_how_far_a_job_is(client: Client, acme: VendorCast, globex: VendorCast) -> None:
    headers = {"Authorization": f"Bearer {key_of('acme', 'finance')}"}
    with kind_that(count_to_three) as kind:
        job, foreign = ask_for(kind, vendor=acme.id), ask_for(kind, vendor=globex.id)
        run_job(job.pk)
        answer = client.get(f"/api/v1/acme/jobs/{job.pk}/", headers=headers)
        other = client.get(f"/api/v1/acme/jobs/{foreign.pk}/", headers=headers)
    body = answer.json()
    assert (body["state"], body["progress"], body["total"], body["result"]) == ("done", 3, 3, {"number": 3})
    assert other.status_code == 404


def test_stopped_job_waits_in_the_inbox_of_who_may_steer(client: Client, acme: VendorCast) -> None:
    with kind_that(refuse) as kind:
        job = ask_for(kind, vendor=acme.id)
        run_job(job.pk)
    assert f"/acme/jobs/{job.pk}/" in sign_in(client, acme, "finance").get("/acme/inbox/").content.decode()
    assert f"/acme/jobs/{job.pk}/" not in sign_in(client, acme, "compliance").get("/acme/inbox/").content.decode()


def test_page_of_the_work_itself_says_that_its_job_stopped_but_not_how(acme: VendorCast) -> None:
    with kind_that(refuse) as kind:
        job = ask_for(kind, vendor=acme.id)
        run_job(job.pk)
        told = shown_at_work(reload(job), "Drawing the PDF")
    assert (told.label, told.state, told.message) == ("Drawing the PDF", "failed", STOPPED)
    assert "closed" not in str(STOPPED)
