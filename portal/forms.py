"""What the forms of all apps share."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.plain_lines import plain_line, says_something
from portal.problems import Refusal

#: The choice of a filter that narrows nothing.
ANY = ("", _("Any"))
LONGEST_REASON = 2_000


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone there is, by name."""
    return [(name, name) for name in sorted(available_timezones())]


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LineField(forms.CharField):
    """A name, or another line that people read elsewhere: nothing invisible, nothing that turns the writing round."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(plain_line(value) if isinstance(value, str) else value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not says_something(value):
            raise forms.ValidationError(_("Write it with letters or digits."))


class NoFilter(forms.Form):
    """For a list that is narrowed by its views alone, or not at all."""


def reason_field(*, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """Why, in a person's own words; `help_text` says who will read it."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, required=required, widget=widget, help_text=help_text
    )


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = reason_field()


class OptionalReasonForm(forms.Form):
    """Why, for whoever wants to say it."""

    reason = reason_field(required=False)


class ReasonForPartner(ReasonForm):
    """A reason that the partner will read."""

    reason = reason_field(help_text=_("The partner will read it."))


def mark(form: forms.Form, words: str | Promise, field: str = "") -> None:
    """Say what is wrong at its field, a sentence a line; above the form where it has no such field."""
    for line in str(words).split("\n"):
        form.add_error(field if field in form.fields else None, line)


def blame(form: forms.Form, refusal: Refusal) -> None:
    """Put what a service refused where it was typed."""
    mark(form, refusal.message, refusal.field)
