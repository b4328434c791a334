"""What is typed about due-diligence cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models import CaseCheck
from compliance.rules import LEFT_TO_A_PERSON
from compliance.states import CASE_STATES, OUTCOME_LABELS, Check, Outcome, Ruling
from portal.forms import DayInput, reason_field

ANY = ("", _("any"))


class AnswerForm(forms.Form):
    """What a check found. Only what a person may say of this check is offered."""

    outcome = forms.ChoiceField(label=_("What was found"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A finding, and a check that does not apply, need one."),
    )
    file = forms.FileField(
        label=_("Evidence"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.txt"}),
        help_text=_("A screenshot or an extract: PDF, PNG, JPEG or text."),
    )

    def __init__(self, *args: Any, line: CaseCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        check = Check(line.check_kind)
        said = [one for one in Outcome if one is not Outcome.NOT_APPLICABLE or check in LEFT_TO_A_PERSON]
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (one.value, gettext(OUTCOME_LABELS[one])) for one in said
        ]


class RulingForm(forms.Form):
    """One reason for all the hits that were ticked."""

    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("", "—"), (Ruling.DISMISSED.value, _("Dismissed")), (Ruling.TRUE_MATCH.value, _("True match"))],
    )
    reason = reason_field(rows=2, help_text=_("Remembered with the ruling until the person or the list entry changes."))


class DecisionForm(forms.Form):
    reason = reason_field(help_text=_("It stays with the vendor: applicants and partners never read it."))


class LiftForm(forms.Form):
    reason = reason_field(help_text=_("A second person reads it and decides."))


class CaseFilterForm(forms.Form):
    """What the queue may be narrowed to; all of it lives in the URL."""

    state = forms.ChoiceField(label=_("State"), required=False)
    late = forms.ChoiceField(label=_("Clock"), required=False, choices=[ANY, ("yes", _("late"))])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ANY,
            *((state.value, gettext(words)) for state, words in CASE_STATES.labels.items()),
        ]

    def narrowing(self) -> dict[str, str]:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in known.items() if value}


class RegisterForm(forms.Form):
    """As of which day."""

    on = forms.DateField(label=_("As of"), required=False, widget=DayInput())
