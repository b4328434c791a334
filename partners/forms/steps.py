"""The steps of an application as forms, and what they read from what was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.guide.applications import ApplicationsSection, Question
from partners.models import Application, PartyKind
from partners.services.submission import Executive, Owner, Sent
from portal.countries import BY_NAME
from portal.domains import NoDomain, domain_of_website, is_social_host
from portal.forms import DayInput, LineField

COUNTRY_CHOICES = [("", "—"), *BY_NAME]
MOST_ROWS = 30


class StartForm(forms.Form):
    """Who applies: all that is needed before the link is mailed."""

    contact_name = LineField(label=gettext_lazy("Your name"), max_length=120)
    mail = forms.EmailField(
        label=gettext_lazy("Your work mail"),
        max_length=254,
        help_text=gettext_lazy(
            "At your company's own domain. We mail you a link with which you can go on at any time."
        ),
    )


class LinkForm(forms.Form):
    """Where the link was mailed to."""

    mail = forms.EmailField(label=gettext_lazy("Your work mail"), max_length=254)


class CompanyForm(forms.Form):
    """What the company's papers say."""

    company = LineField(label=gettext_lazy("Legal name of the company"), max_length=160)
    trade_name = LineField(
        label=gettext_lazy("Trade name"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Under which customers know the company, if it is another."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country of registration"), choices=COUNTRY_CHOICES)
    tax_id = LineField(
        label=gettext_lazy("Tax or registration number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As your papers write it, if there is one."),
    )
    website = forms.CharField(label=gettext_lazy("Website"), max_length=200)

    def __init__(self, *args: Any, section: ApplicationsSection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].required = section.website_required.value

    def clean_website(self) -> str:
        """An address of the company's own: pages of social networks name nobody."""
        text: str = self.cleaned_data["website"].strip()
        if not text:
            return ""
        try:
            domain = domain_of_website(text)
        except NoDomain:
            raise forms.ValidationError(_("This is no web address.")) from None
        if is_social_host(domain):
            raise forms.ValidationError(_("Give the company's own website, not a page on %s.") % domain)
        return text if "://" in text else f"https://{text}"


class CountriesForm(forms.Form):
    """Where the company wants to work with the vendor: one application covers them all (F-ONB-03)."""

    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"),
        choices=BY_NAME,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=gettext_lazy("All in which you will sell or serve. One application covers them all."),
    )


class ShareField(forms.DecimalField):
    """A share in per cent, with a point or a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Share, %"),
            min_value=Decimal("0.01"),
            max_value=Decimal(100),
            max_digits=5,
            decimal_places=2,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class OwnerForm(forms.Form):
    name = LineField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Person or company"), choices=PartyKind, initial=PartyKind.PERSON)
    share = ShareField()
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRY_CHOICES)
    birth_date = forms.DateField(label=gettext_lazy("Date of birth"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """A person is told apart from others of that name by the day of birth."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == PartyKind.PERSON and cleaned.get("name") and "birth_date" not in self.errors:
            _check_birth(self, cleaned)
        return cleaned


class ExecutiveForm(forms.Form):
    name = LineField(label=gettext_lazy("Name"), max_length=160)
    role = LineField(label=gettext_lazy("Role"), max_length=80)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRY_CHOICES)
    birth_date = forms.DateField(label=gettext_lazy("Date of birth"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _check_birth(self, cleaned)
        return cleaned


def _check_birth(form: forms.Form, cleaned: Mapping[str, Any]) -> None:
    day: date | None = cleaned.get("birth_date")
    if day is not None and not date(1900, 1, 1) <= day <= date(2020, 1, 1):
        form.add_error("birth_date", _("Give a day of birth between 1900 and 2020."))


class Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows that may be left blank; at least one is needed where `needed`."""

    needed = True

    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.has_changed() and form.cleaned_data]

    def clean(self) -> None:
        if any(self.errors):
            return
        if self.needed and not self.filled():
            raise forms.ValidationError(_("Name at least one."))


class OwnerRows(Rows):
    def clean(self) -> None:
        """Shares are of a hundred; a company may have owners that need not be named, so they may be fewer."""
        super().clean()
        total = sum((row["share"] for row in self.filled()), Decimal(0)) if not any(self.errors) else Decimal(0)
        if total > 100:
            raise forms.ValidationError(_("These shares add up to %s %%: more than the whole company.") % total)


OwnersFormSet = formset_factory(
    OwnerForm, formset=OwnerRows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
ExecutivesFormSet = formset_factory(
    ExecutiveForm, formset=Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


class IndirectForm(forms.Form):
    """Who holds shares through others (A-DD-03)."""

    indirect_owners = forms.CharField(
        label=gettext_lazy("Owners through other companies"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Anybody who stands behind an owner above, if there is somebody."),
    )


class QuestionsForm(forms.Form):
    """What the guide asks of a category."""

    def __init__(self, *args: Any, questions: Mapping[str, Question], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, question in questions.items():
            self.fields[key] = _field_of(question, language)

    def answers(self) -> dict[str, Any]:
        """As they are kept: plain JSON."""
        return {key: value for key, value in self.cleaned_data.items() if value not in ("", None, [])}


def _field_of(question: Question, language: str) -> forms.Field:
    told: dict[str, Any] = {
        "label": question.text.within(language),
        "help_text": question.about.within(language) if question.about else "",
        "required": question.required,
    }
    choices = [(key, text.within(language)) for key, text in question.choices.items()]
    if question.kind == "yes":
        return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **told)
    if question.kind == "choice":
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)
    if question.kind == "many":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **told)
    return forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}), **told)


class DocumentForm(forms.Form):
    """One more file."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, PNG or JPEG, up to 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg", "data_limit": 10 * 1024 * 1024}),
    )

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Words beside what was changed."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step, filled with what was typed: its forms, and whether they are right. `rows` is a part that repeats."""

    key: str
    form: forms.Form | None = None
    rows: Rows | None = None

    @property
    def is_valid(self) -> bool:
        answers = [part.is_valid() for part in (self.form, self.rows) if part is not None]
        return all(answers)  # each part is judged, so that every error is shown

    def names(self) -> list[str]:
        """Names of what may be typed here."""
        fields = list(self.form.fields) if self.form else []
        return fields + (_row_names(self.rows) if self.rows is not None else [])


def _row_names(rows: Rows) -> list[str]:
    fields = list(rows.form.base_fields)
    return [f"{rows.prefix}-TOTAL_FORMS", *(f"{rows.prefix}-{n}-{name}" for n in range(MOST_ROWS) for name in fields)]


STEPS: dict[str, Any] = {
    "company": gettext_lazy("Company"),
    "countries": gettext_lazy("Countries"),
    "owners": gettext_lazy("Owners"),
    "executives": gettext_lazy("Executives"),
    "questions": gettext_lazy("Questions"),
    "documents": gettext_lazy("Documents"),
    "summary": gettext_lazy("Summary"),
}
TYPED_STEPS = ("company", "countries", "owners", "executives", "questions")


def build_step(
    key: str,
    application: Application,
    section: ApplicationsSection,
    language: str,
    *,
    data: QueryDict | None = None,
    extra: int = 0,
) -> Step:
    """A step to show (unbound, as it was typed), or with `data` to judge. `extra` blank rows are added for more."""
    typed = application.typed.get(key, {})
    given: dict[str, Any] = {"data": data} if data is not None else {"initial": {n: _one(v) for n, v in typed.items()}}
    if key == "company":
        return Step(key, CompanyForm(section=section, **given))
    if key == "countries":
        return Step(key, CountriesForm(**(given if data is not None else {"initial": typed})))
    if key == "questions":
        initial = given if data is not None else {"initial": _answers_typed(typed, section)}
        return Step(key, QuestionsForm(questions=section.asked_of(application.category), language=language, **initial))
    kind: Any = OwnersFormSet if key == "owners" else ExecutivesFormSet
    rows = kind(_with_management(data, key), prefix=key) if data is not None else _blank_rows(kind, key, typed, extra)
    return Step(key, IndirectForm(**given) if key == "owners" else None, rows)


def _one(values: list[str]) -> str:
    return values[-1] if values else ""


def _answers_typed(typed: Mapping[str, list[str]], section: ApplicationsSection) -> dict[str, Any]:
    many = {key for key, question in section.questions.items() if question.kind == "many"}
    return {name: values if name in many else _one(values) for name, values in typed.items()}


def _with_management(data: QueryDict, prefix: str) -> QueryDict:
    """A formset asks for two numbers that only it cares about; how many rows there are is held to what is taken."""
    filled = data.copy()
    total = filled.get(f"{prefix}-TOTAL_FORMS", "0")
    filled[f"{prefix}-TOTAL_FORMS"] = total if total.isascii() and total.isdigit() and len(total) < 4 else "0"
    filled[f"{prefix}-INITIAL_FORMS"] = "0"
    return filled


def _blank_rows(kind: Any, prefix: str, typed: Mapping[str, list[str]], extra: int) -> Rows:
    fields = list(kind.form.base_fields)
    total = _one(typed.get(f"{prefix}-TOTAL_FORMS", []))
    count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    rows = [{name: _one(typed.get(f"{prefix}-{n}-{name}", [])) for name in fields} for n in range(count)]
    kept = [row for row in rows if any(value for name, value in row.items() if name != "kind")]
    shown = min(MOST_ROWS, max(1, len(kept) + extra))
    made: Rows = kind(prefix=prefix, initial=kept)
    made.extra = shown - len(kept)
    return made


def typed_in(step: Step, data: QueryDict) -> dict[str, list[str]]:
    """What of a request belongs to a step, with texts cut to what any field takes; no table keeps a NUL."""
    return {
        name: [value[:4_000].replace("\x00", "") for value in data.getlist(name)[:300]]
        for name in step.names()
        if name in data
    }


def judge_step(key: str, application: Application, section: ApplicationsSection, language: str) -> Step:
    """A step with all that was typed in it, judged."""
    data = QueryDict(mutable=True)
    for name, values in application.typed.get(key, {}).items():
        data.setlist(name, values)
    return build_step(key, application, section, language, data=data)


def read_all(application: Application, section: ApplicationsSection, language: str) -> tuple[Sent | None, list[str]]:
    """All that was typed, ready to be sent in; else the steps that need another look."""
    steps = {key: judge_step(key, application, section, language) for key in TYPED_STEPS}
    wrong = [key for key, step in steps.items() if not step.is_valid]
    return (None, wrong) if wrong else (_sent(steps), [])


def _sent(steps: Mapping[str, Step]) -> Sent:
    company: Any = steps["company"].form
    countries: Any = steps["countries"].form
    indirect: Any = steps["owners"].form
    questions: Any = steps["questions"].form
    owners: Any = steps["owners"].rows
    executives: Any = steps["executives"].rows
    return Sent(
        **company.cleaned_data,
        countries=tuple(countries.cleaned_data["countries"]),
        owners=tuple(Owner(**row) for row in owners.filled()),
        executives=tuple(Executive(**row) for row in executives.filled()),
        indirect_owners=indirect.cleaned_data["indirect_owners"],
        answers=questions.answers(),
    )
