"""What can be done about a person of a partner, and with one of their certificates."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.people import (
    BookingForm,
    CertificateForm,
    PostForm,
    TrainingForm,
    WithdrawalForm,
    terms_in,
)
from partners.models import Certificate, Person
from partners.presentation import last_day_of
from partners.queries.people import posts_of, vendor_today
from partners.services.people import (
    book_exam,
    change_post,
    record_certificate,
    record_training,
    withdraw_certificate,
)
from portal.accounts.actor import Actor
from portal.shell.acts import Act, MakeForm, Typed, plain


def _gone(person: Person, at: datetime) -> str:
    last = last_day_of(posts_of(person)[0])
    return gettext("This person left already.") if last is not None and last < vendor_today(at) else ""


def _from_today(form: type[forms.Form], field: str) -> MakeForm[Any]:
    return lambda typed, subject, at: form(*typed, initial={field: vendor_today(at)})


def _post_form(typed: Typed, person: Person, at: datetime) -> forms.Form:
    return PostForm(*typed, initial=PostForm.typed(person, posts_of(person)[0], vendor_today(at)))


def _book(person: Person, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return book_exam(person, today=vendor_today(at), by=by, **data)


def _move(person: Person, data: dict[str, Any], by: Actor, at: datetime) -> object:
    begins, mail = data["begins"], data["mail"]
    return change_post(person, terms=terms_in(data), mail=mail, begins=begins, today=vendor_today(at), by=by)


def _certify(person: Person, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return record_certificate(person, today=vendor_today(at), by=by, **data)


def _train(person: Person, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return record_training(person, today=vendor_today(at), by=by, **data)


def _withdraw(certificate: Certificate, data: dict[str, Any], by: Actor, at: datetime) -> object:
    return withdraw_certificate(certificate, today=vendor_today(at), by=by, **data)


PERSON_ACTS: tuple[Act[Person], ...] = (
    Act(
        noun="exam",
        right="colleagues.keep",
        title=_("Book an exam"),
        done=_("The exam is booked."),
        make_form=_from_today(BookingForm, "booked_on"),
        run=_book,
        refuse=_gone,
        tone="primary",
        intro=_("The day of booking counts; the exam may lie later."),
    ),
    Act(
        noun="post",
        right="colleagues.keep",
        title=_("Change the post"),
        done=_("The new post is recorded."),
        make_form=_post_form,
        run=_move,
        intro=_("The post before ends the day before. What counted then stays as it was."),
    ),
    Act(
        noun="certificate",
        right="colleagues.certify",
        title=_("Record a certificate"),
        done=_("The certificate is recorded."),
        make_form=plain(CertificateForm),
        run=_certify,
    ),
    Act(
        noun="training",
        right="colleagues.certify",
        title=_("Record a training"),
        done=_("The training is recorded."),
        make_form=plain(TrainingForm),
        run=_train,
    ),
)

CERTIFICATE_ACTS: tuple[Act[Certificate], ...] = (
    Act(
        noun="withdrawal",
        right="colleagues.certify",
        title=_("Withdraw a certificate"),
        done=_("The certificate is withdrawn."),
        make_form=_from_today(WithdrawalForm, "ended_on"),
        run=_withdraw,
        tone="danger",
        intro=_("It stays in the history and counts no more from the day you name."),
    ),
)
