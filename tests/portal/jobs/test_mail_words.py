"""Every mail in every language of the portal: no sentence falls back to English, and each says the same things."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from portal.jobs.mail import compose
from portal.jobs.models import OutboxMessage
from portal.tenancy import Role, acting_as
from tests.cast import VendorCast

MAILS = Path(settings.ROOT) / "templates" / "mail"
FILES = sorted(str(path.relative_to(MAILS.parent)) for path in MAILS.rglob("*.*"))
LANGUAGES = ("es", "ru")
PLACE = re.compile(r"%\((\w+)\)s")
ENTRY = re.compile(r'^(msgid_plural|msgid|msgstr)(?:\[(\d+)\])? (".*")$')


def sentences_of(file: str) -> set[tuple[str, ...]]:
    """What a template translates: one form, or singular and plural."""
    template: Template = get_template(file).template  # type: ignore[attr-defined]
    found: set[tuple[str, ...]] = set()
    for block in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        assert isinstance(block, BlockTranslateNode)
        forms = [block.singular, *([block.plural] if block.plural else [])]
        found.add(tuple(block.render_token_list(tokens)[0] for tokens in forms))
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        assert isinstance(node, TranslateNode)
        found.add((str(node.filter_expression.resolve(Context())),))
    return found


def folder(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"


def compiled(language: str) -> gettext.GNUTranslations:
    with (folder(language) / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def translations(language: str, sentence: tuple[str, ...]) -> set[str]:
    """Every form in which a language says a sentence; empty where it does not."""
    catalogue = compiled(language)
    if len(sentence) == 1:
        return {text for text in (catalogue.gettext(sentence[0]),) if text != sentence[0]}
    one, many = sentence
    return {text for n in range(120) if (text := catalogue.ngettext(one, many, n)) not in sentence}


def written(language: str) -> dict[str, list[str]]:
    """A catalogue as people edit it: each source with its translations. Plain entries of one line, as these files have them."""
    found: dict[str, list[str]] = {}
    source = ""
    for line in (folder(language) / "django.po").read_text().splitlines():
        if match := ENTRY.match(line):
            kind, _number, text = match[1], match[2], str(ast.literal_eval(match[3]))
            if kind == "msgid":
                source = text
            elif kind == "msgstr" and source:
                found.setdefault(source, []).append(text)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", FILES)
def test_no_sentence_of_a_mail_falls_back_to_english(file: str, language: str) -> None:
    for sentence in sentences_of(file):
        said = translations(language, sentence)

        assert said, f"{language}: {sentence[0]}"
        assert {frozenset(PLACE.findall(one)) for one in said} == {frozenset(PLACE.findall(sentence[0]))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_says_what_the_written_one_says(language: str) -> None:
    catalogue: dict[object, str] = compiled(language)._catalog  # type: ignore[attr-defined]
    known: dict[str, list[str]] = {}
    for key, text in catalogue.items():
        if key:
            known.setdefault(key[0] if isinstance(key, tuple) else str(key), []).append(text)

    assert known == written(language)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "subject"), [("es", "Fuera de plazo: X"), ("ru", "Просрочено: X"), ("en", "X is overdue")]
)
def test_mail_is_written_in_the_language_of_its_message(acme: VendorCast, language: str, subject: str) -> None:
    with acting_as(Role.STAFF, vendor=acme.id):
        message = OutboxMessage(
            channel="mail", key="k", template="compliance/duty_due", recipient="a@b.example", language=language,
            context={"duty": 1, "name": "X", "due": "2026-12-31", "is_over": True},
        )  # fmt: skip
        message.save()
        mail = compose(message)

    assert mail["Subject"] == subject
