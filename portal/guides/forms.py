"""What is typed in the workbench."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from portal.forms import DayInput, zone_choices
from portal.guides.parsing import MAX_BYTES
from portal.guides.shipped import shipped_guides

FIRST_YEAR, LAST_YEAR = 2000, 2200


class BeginForm(forms.Form):
    """Where a draft begins."""

    start = forms.ChoiceField(label=_("Begin with"))
    file = forms.FileField(
        label=_("Upload"),
        required=False,
        help_text=_("A guide in TOML, at most one megabyte. Chosen when “A file” is."),
        widget=forms.FileInput(attrs={"accept": ".toml,.txt", "data_limit": MAX_BYTES}),
    )

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(f"version:{pk}", words) for pk, words in versions]
        choices += [(f"library:{path.stem}", _("Library: %s") % path.stem) for path in shipped_guides()]
        self.fields["start"].choices = [*choices, ("file", _("A file"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A file where one was promised."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("start") == "file" and not typed.get("file"):
            self.add_error("file", _("Choose a file."))
        return typed


class ProgramForm(BeginForm):
    """A new program, and where its guide begins."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.CharField(
        label=_("Address"),
        max_length=40,
        help_text=_("Part of its addresses, and the name of its guide, such as “resellers”. It stays as it is."),
    )
    legal_time_zone = forms.ChoiceField(
        label=_("Legal time zone"), help_text=_("Days, months and years of the program begin here.")
    )
    field_order = ("name", "slug", "legal_time_zone", "start", "file")

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, versions=versions, **kwargs)
        self.fields["legal_time_zone"].choices = zone_choices()  # type: ignore[attr-defined]
        start: Any = self.fields["start"]
        start.choices = [("empty", _("An empty guide")), *start.choices]
        start.help_text = _("A copy becomes this program's own: name, address and time zone in it are those above.")


class SourceForm(forms.Form):
    """The text of a draft, and the revision that its writer read."""

    source = forms.CharField(
        label=_("Guide (TOML)"),
        strip=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 32, "wrap": "off", "spellcheck": "false", "class": "source-text"}),
    )
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean_source(self) -> str:
        """Browsers send CR LF; a guide has plain line ends."""
        text: str = self.cleaned_data["source"]
        return text.replace("\r\n", "\n")


class PublicationForm(forms.Form):
    """From when, and why."""

    effective_from = forms.DateField(label=_("In force from"), widget=DayInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever confirms it reads it, and so does the history."),
    )


class DayForm(forms.Form):
    """The day of which one wants to know."""

    day = forms.DateField(label=_("Which version on"), required=False, widget=DayInput)


class YearForm(forms.Form):
    """The program year of the figures."""

    year = forms.IntegerField(label=_("Program year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)


class FigureForm(forms.Form):
    """One figure of a year, as typed."""

    year = forms.IntegerField(
        label=_("Program year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    name = forms.ChoiceField(label=_("Figure"))
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters; empty: everywhere.")
    )
    tier = forms.CharField(label=_("Tier"), max_length=60, required=False)
    category = forms.CharField(label=_("Category"), max_length=60, required=False)
    value = forms.CharField(label=_("Value"), max_length=10_000)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, help_text=_("For amounts of money."))
    effective_on = forms.DateField(
        label=_("Holds from"), required=False, widget=DayInput, help_text=_("Empty: from 1 January.")
    )
    letter = forms.CharField(
        label=_("Letter"),
        max_length=200,
        required=False,
        help_text=_("A second value for the same year needs a new one."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, names: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = names  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """Figures as a sheet."""

    year = FigureForm.base_fields["year"]
    file = forms.FileField(
        label=_("Sheet"),
        help_text=_("CSV or XLSX with the columns of the template."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx", "data_limit": 5_000_000}),
    )
    effective_on = FigureForm.base_fields["effective_on"]
    letter = FigureForm.base_fields["letter"]
    reason = FigureForm.base_fields["reason"]


class WorkbookForm(forms.Form):
    """The tables of a draft as a workbook that somebody changed."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            "The XLSX of these tables with cells changed. Nothing is stored before you have seen each of them."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx", "data_limit": 4_000_000}),
    )


class CopyForm(forms.Form):
    """A new year as an unconfirmed copy of another."""

    year = FigureForm.base_fields["year"]


class ErratumForm(forms.Form):
    """Which figures were printed wrongly, since when, and what is right."""

    figures = forms.CharField(
        label=_("Corrections"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "wrap": "off", "spellcheck": "false"}),
        help_text=_("One figure on a line: its dotted name, an equals sign, the right value."),
    )
    effective_from = forms.DateField(label=_("Right from"), widget=DayInput)
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
