"""What the vendor's people fill in about an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.guide.applications import ApplicationsSection
from partners.states import APPLICATION_STATES, ApplicationState
from portal.forms import ANY


class NoteForm(forms.Form):
    """A note that stays with the vendor."""

    note = forms.CharField(
        label=_("Note"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For your colleagues; the applicant does not read it."),
    )


class DecisionForm(NoteForm):
    """A reason of the guide, always; words to the applicant beside it, if there are some."""

    field_order = ("reason", "told", "note")
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    told = forms.CharField(
        label=_("Words to the applicant"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads the reason and these words. Write nothing about what was found."),
    )

    def __init__(
        self, *args: Any, section: ApplicationsSection | None, decision: str, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (code, reason.text.within(language))
            for code, reason in (section.reasons if section else {}).items()
            if reason.decision == decision
        ]


class QuestionForm(forms.Form):
    """What is missing, to the applicant."""

    words = forms.CharField(
        label=_("What is missing"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads it, and may change what was sent in until the answer comes."),
    )


class QueueFilterForm(forms.Form):
    """What the queue may be narrowed to; all of it lives in the URL."""

    company = forms.CharField(label=_("Company begins with"), required=False, max_length=160)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ANY,
            *(
                (state.value, _(words))
                for state, words in APPLICATION_STATES.labels.items()
                if state != ApplicationState.DRAFT
            ),
        ],
    )
    program = forms.ChoiceField(label=_("Program"), required=False)
    domain = forms.ChoiceField(
        label=_("Mail domain"),
        required=False,
        choices=[ANY, ("match", _("like the name")), ("review", _("to look at"))],
    )

    def __init__(self, data: Any, *, programs: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["program"].choices = [ANY, *((str(key), name) for key, name in programs)]  # type: ignore[attr-defined]

    def narrowing(self) -> dict[str, Any]:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return {name: int(value) if name == "program" else value for name, value in known.items() if value}
