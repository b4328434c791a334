import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.files import store
from portal.files.models import StoredFile
from portal.files.purposes import PURPOSES, file_purpose
from portal.files.services import clean_name, disposition, open_file, store_file
from portal.files.store import path_of
from portal.files.types import Type
from portal.jobs.runner import run_job
from portal.problems import Refusal
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast
from tests.portal.files.hostile import GOOD, HOSTILE
from tests.portal.jobs.kinds_for_tests import ask_for
from tests.sign_in import sign_in

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.FILES_DIR = tmp_path / "files"
    with PURPOSES.opened():
        file_purpose("test.any", types=set(Type), limit=5_000_000)
        file_purpose("test.small", types={Type.CSV}, limit=100)
        file_purpose("test.finance", types={Type.PDF}, right="jobs.steer")
        yield tmp_path / "files"


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", GOOD)
def test_file_is_what_its_content_says(acme: VendorCast, content_type: str) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        stored = store_file(GOOD[content_type], name="run.exe", purpose="test.any")
        with open_file(stored) as file:
            assert file.read() == GOOD[content_type]
    assert (stored.content_type, stored.size, stored.name) == (content_type, len(GOOD[content_type]), "run.exe")


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_words_and_leaves_nothing(acme: VendorCast, folder: Path, name: str) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        with pytest.raises(Refusal) as refusal:
            store_file(HOSTILE[name], name="statement.pdf", purpose="test.any")
        assert not StoredFile.objects.exists()
    assert (refusal.value.field, refusal.value.code) == ("file", "file-refused")
    assert str(refusal.value).endswith(".")
    assert files_in(folder) == []


@pytest.mark.django_db
def test_size_is_limited_without_reading_it_all(acme: VendorCast) -> None:
    endless = io.BytesIO(b"a" * 10_000)
    with acting_as(Role.STAFF, vendor=acme.id), pytest.raises(Refusal) as refusal:
        store_file(endless, name="a.csv", purpose="test.small")
    assert refusal.value.code == "file-too-large"
    assert endless.tell() == 101


@pytest.mark.django_db
def test_type_that_the_purpose_does_not_take_is_refused(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id), pytest.raises(Refusal, match="not taken here"):
        store_file(GOOD["image/jpeg"], name="a.csv", purpose="test.small")


@pytest.mark.django_db
def test_csv_in_a_wrong_encoding_is_kept_for_its_rows_to_be_judged(acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        stored = store_file("name\nJosé\n".encode("latin-1"), name="a.csv", purpose="test.small")
    assert stored.content_type == "text/csv"


@pytest.mark.django_db
def test_same_bytes_lie_once_for_each_vendor(acme: VendorCast, globex: VendorCast, folder: Path) -> None:
    for vendor in (acme, globex, acme):
        with acting_as(Role.STAFF, vendor=vendor.id):
            store_file(b"a,b\n", name="a.csv", purpose="test.any")
    digest = store.digest_of(b"a,b\n")
    assert files_in(folder) == [digest, digest]
    assert path_of(acme.id, digest).is_file()


@pytest.mark.django_db
def test_partner_downloads_its_own_files_only(client: Client, acme: VendorCast, globex: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        own = store_file(GOOD["application/pdf"], name="a.pdf", purpose="test.any", partner_id=acme.partners[0])
        rivals = store_file(GOOD["application/pdf"], name="b.pdf", purpose="test.any", partner_id=acme.partners[1])
        for_finance = store_file(
            GOOD["application/pdf"], name="c.pdf", purpose="test.finance", partner_id=acme.partners[0]
        )
    with acting_as(Role.STAFF, vendor=globex.id):
        foreign = store_file(GOOD["application/pdf"], name="d.pdf", purpose="test.any")
    sign_in(client, acme, "partner_sales")
    answers = [client.get(f"/acme/files/{each.pk}/") for each in (own, rivals, foreign, for_finance)]
    for answer in answers:
        answer.close()
    assert [answer.status_code for answer in answers] == [200, 404, 404, 403]


@pytest.mark.django_db
def test_download_is_never_shown_by_a_browser(client: Client, acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        stored = store_file(GOOD["application/pdf"], name='Отчёт "май".pdf', purpose="test.any")
    response = sign_in(client, acme, "finance").get(f"/acme/files/{stored.pk}/")
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert body == GOOD["application/pdf"]
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"_____ ___.pdf\"; filename*=UTF-8''%D0%9E%D1%82%D1%87%D1%91%D1%82%20%D0%BC%D0%B0%D0%B9.pdf"
    )


@pytest.mark.django_db
def test_file_whose_bytes_are_gone_is_missing(client: Client, acme: VendorCast) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        stored = store_file(b"a,b\n", name="a.csv", purpose="test.any")
    path_of(acme.id, stored.sha256).unlink()
    assert sign_in(client, acme, "finance").get(f"/acme/files/{stored.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\sales.csv", "sales.csv"),
        ("a\r\nSet-Cookie: x=1.csv", "aSet-Cookie x=1.csv"),
        ("a\x00b.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_lose_what_a_system_or_header_would_misread(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept
    assert not set(disposition(typed)) & set("\r\n\x00")


@pytest.mark.django_db
def test_sweeper_takes_only_old_files_that_belong_to_nothing(
    acme: VendorCast, globex: VendorCast, folder: Path
) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        kept = store_file(b"kept,1\n", name="a.csv", purpose="test.any")
    for content, age in ((b"old,1\n", 2 * DAY), (b"young,1\n", DAY / 2)):
        age_file(path_of(acme.id, store.write_content(acme.id, content)), age)
    age_file(path_of(acme.id, kept.sha256), 3 * DAY)
    partial = path_of(acme.id, kept.sha256).with_name("x.1234.partial")
    partial.write_bytes(b"half")
    age_file(partial, 2 * DAY)
    others = path_of(globex.id, store.write_content(globex.id, b"old,1\n"))
    age_file(others, 2 * DAY)

    job = ask_for("files.sweep", vendor=acme.id)
    assert run_job(job.pk) == "done"

    expected = [store.digest_of(b"kept,1\n"), store.digest_of(b"young,1\n"), store.digest_of(b"old,1\n")]
    assert files_in(folder) == sorted(expected)
    assert others.is_file()


def age_file(path: Path, age: timedelta) -> None:
    moment = (timezone.now() - age).timestamp()
    os.utime(path, (moment, moment))


@pytest.mark.parametrize("instant", ["write", "fsync", "replace"])
def test_kill_while_writing_leaves_no_half_file_under_a_digest(tmp_path: Path, instant: str) -> None:
    """Killed in the write, before it is flushed, and before it gets its name."""
    script = f"""
import os, signal
from pathlib import Path
from django.conf import settings
settings.configure(FILES_DIR={str(tmp_path)!r})
from portal.files import store
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if {instant!r} == "fsync":
    os.fsync = die
elif {instant!r} == "replace":
    Path.replace = die
else:
    real = Path.open
    def opened(self, *words):
        file = real(self, *words)
        class Half:
            def __enter__(self): return self
            def __exit__(self, *_): file.close()
            def write(self, content):
                file.write(content[: len(content) // 2]); file.flush(); die()
        return Half()
    Path.open = opened
store.write_content(7, b"x" * 100000)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=portal_settings.ROOT, check=False)
    assert done.returncode == -9
    assert [name for name in files_in(tmp_path) if not name.endswith(".partial")] == []
