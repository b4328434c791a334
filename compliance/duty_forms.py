"""A form made of the questions of the guide, and what the vendor's people decide about it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from compliance.duties_guide import Duty as Asked
from compliance.duties_guide import Question
from compliance.duty_states import DUTY_STATES, DutyState
from portal.countries import BY_NAME, COUNTRIES

ANY = ("", gettext_lazy("Any"))
FAULTS = {
    "missing": gettext_lazy("Answer this."),
    "too_long": gettext_lazy("This is too long. Shorten it."),
    "no_number": gettext_lazy("Write a whole number, such as 25."),
    "no_day": gettext_lazy("Choose a day."),
    "no_choice": gettext_lazy("Choose one of the answers."),
    "control_character": gettext_lazy("Holds a character that no text has. Type it again."),
}


class AnswersForm(forms.Form):
    """One field for each question; rules say what is wrong, so that a draft may hold anything."""

    def __init__(self, data: Any, *, asked: Asked, typed: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(typed))
        language = get_language() or "en"
        for key, question in asked.questions.items():
            field = _field(question, language)
            field.label = question.text.within(language)
            field.help_text = _help(asked, question, language)
            field.required = question.required and question.when is None
            field.is_required_once_asked = question.required and question.when is not None  # type: ignore[attr-defined]
            field.error_messages["required"] = FAULTS["missing"]
            self.fields[key] = field

    def blame(self, faults: Mapping[str, str]) -> None:
        """Say what is wrong at its question."""
        for key, fault in faults.items():
            if key not in self.errors:
                self.add_error(key, str(FAULTS[fault]))


def _field(question: Question, language: str) -> forms.Field:
    match question.kind:
        case "text":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))
        case "yes":
            return forms.CharField(widget=forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))]))
        case "number":
            return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        case "day":
            return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}))
        case "choice":
            choices = [("", "—"), *((key, one.text.within(language)) for key, one in question.choices.items())]
            return forms.CharField(widget=forms.Select(choices=choices))
        case "country":
            return forms.CharField(widget=forms.Select(choices=[("", "—"), *BY_NAME]))
    return forms.CharField()


def _help(asked: Asked, question: Question, language: str) -> str:
    words = question.help.within(language) if question.help else ""
    if question.when is not None:
        before = asked.questions[question.when.question]
        answer = _answer_words(before, question.when.is_, language)
        only = _("Only where “%(question)s” is answered with “%(answer)s”.")
        words = f"{only % {'question': before.text.within(language), 'answer': answer}} {words}".strip()
    return words


def _answer_words(question: Question, answer: str, language: str) -> str:
    if question.kind == "yes":
        return _("Yes") if answer == "yes" else _("No")
    if question.kind == "country":
        return COUNTRIES.get(answer, answer)
    return question.choices[answer].text.within(language) if answer in question.choices else answer


def answers_in_words(asked: Asked, answers: Mapping[str, str]) -> list[dict[str, str]]:
    """What was filed, for reading, in the order of the guide. Questions that it asks no more come last and keep their key."""
    language = get_language() or "en"
    found = []
    order = {key: place for place, key in enumerate(asked.questions)}
    for key, answer in sorted(answers.items(), key=lambda one: order.get(one[0], len(order))):
        question = asked.questions.get(key)
        term = question.text.within(language) if question else key.replace("_", " ")
        found.append({"term": term, "value": _answer_words(question, answer, language) if question else answer})
    return found


class DecisionForm(forms.Form):
    """What somebody of the vendor's says."""

    decision = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to give it back or to excuse it; the partner reads it."),
    )

    def __init__(self, data: Any, *, state: str) -> None:
        super().__init__(data)
        words = {
            DutyState.DONE: _("Done: nothing is missing"),
            DutyState.RETURNED: _("Give it back: the partner files again"),
            DutyState.EXCUSED: _("Excuse it this year"),
        }
        after = DUTY_STATES.transitions[DutyState(state)]
        fitting = [to for to in words if to in after and (to is not DutyState.DONE or state == DutyState.FILED)]
        self.fields["decision"].choices = [(to.value, words[to]) for to in fitting]  # type: ignore[attr-defined]


class DutyFilterForm(forms.Form):
    """What the list may be narrowed to."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    late = forms.ChoiceField(
        label=gettext_lazy("Overdue"), required=False, choices=[ANY, ("yes", gettext_lazy("Overdue"))]
    )
    partner = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        named = [(one.value, _(words)) for one, words in DUTY_STATES.labels.items()]
        self.fields["state"].choices = [ANY, *named]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in known.items() if value}
