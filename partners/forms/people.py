"""Forms about the people of a partner. What was typed stays; what is wrong is said at its field."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Person, Post, Training
from partners.services.people import PostTerms
from portal.countries import BY_NAME
from portal.forms import ANY, DayInput, LineField


class CodeInput(forms.TextInput):
    """A code as certificates carry it."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false"})


class PostFields(forms.Form):
    """What somebody does, where, and how they are employed."""

    country = forms.ChoiceField(label=_("Country"), choices=[("", "—"), *BY_NAME])
    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Post.Role.choices])
    employment = forms.ChoiceField(label=_("Employed as"), choices=Post.Employment.choices)
    customer_facing = forms.BooleanField(
        label=_("Works with customers"), required=False, help_text=_("Only these count as trained salespeople.")
    )
    alliance_manager = forms.BooleanField(label=_("Manages the alliance with the vendor"), required=False)
    begins = forms.DateField(label=_("From"), widget=DayInput())


def terms_in(data: Mapping[str, Any]) -> PostTerms:
    """The post among what was typed, as the services take it."""
    return PostTerms(**{name: data[name] for name in PostTerms.__dataclass_fields__})


class PersonForm(PostFields):
    """Somebody new."""

    field_order = ("partner", "name", "mail")
    partner = forms.TypedChoiceField(label=_("Partner"), coerce=int)
    name = LineField(label=_("Name"), max_length=160)
    mail = forms.EmailField(
        label=_("Company mail"),
        max_length=190,
        help_text=_("People count by mail at one of the company's own domains."),
    )

    def __init__(self, *args: Any, partners: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners:
            self.fields["partner"].choices = [("", "—"), *partners]  # type: ignore[attr-defined]
        else:
            del self.fields["partner"]


class PostForm(PostFields):
    """Another post from a day on."""

    field_order = ("begins", "mail")
    mail = forms.EmailField(label=_("Company mail there"), max_length=190)

    @classmethod
    def typed(cls, person: Person, post: Post, today: date) -> dict[str, Any]:
        """The post as it is now, from today on."""
        names = ("country", "role", "employment", "customer_facing", "alliance_manager")
        local = person.mail.partition("@")[0]
        return {"begins": today, "mail": f"{local}@{post.domain}"} | {name: getattr(post, name) for name in names}


class LeavingForm(forms.Form):
    """The last day."""

    last_day = forms.DateField(label=_("Last day in the company"), widget=DayInput())


class BookingForm(forms.Form):
    """An exam that is booked."""

    code = forms.CharField(label=_("Exam"), max_length=40, widget=CodeInput(), help_text=_("Code of the certificate."))
    booked_on = forms.DateField(label=_("Booked on"), widget=DayInput())
    exam_on = forms.DateField(
        label=_("Day of the exam"),
        required=False,
        widget=DayInput(),
        help_text=_("May be left open: the booking counts."),
    )


class CertificateForm(forms.Form):
    """What the academy says."""

    code = forms.CharField(label=_("Code"), max_length=40, widget=CodeInput())
    issued_on = forms.DateField(label=_("Issued on"), widget=DayInput())
    expires_on = forms.DateField(
        label=_("Good until"), required=False, widget=DayInput(), help_text=_("Left open: as long as the guide says.")
    )
    external_id = forms.CharField(label=_("Number at the academy"), max_length=80, required=False)


class WithdrawalForm(forms.Form):
    """A certificate that counts no more."""

    ended_on = forms.DateField(label=_("Counts no more from"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TrainingForm(forms.Form):
    """A course completed."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Training.Kind.choices)
    course = forms.CharField(label=_("Course"), max_length=80)
    completed_on = forms.DateField(label=_("Completed on"), widget=DayInput())


class PeopleFilterForm(forms.Form):
    """What the list may be narrowed to; all of it lives in the URL."""

    name = forms.CharField(label=_("Name begins with"), required=False, max_length=160)
    country = forms.ChoiceField(label=_("Country"), required=False, choices=[ANY, *BY_NAME])
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[ANY, *Post.Role.choices])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[ANY, ("counted", _("Counted")), ("uncounted", _("In post, not counted")), ("left", _("Left"))],
    )
    certificates = forms.ChoiceField(
        label=_("Certificates"),
        required=False,
        choices=[ANY, ("active", _("Active")), ("ending", _("Ending soon")), ("none", _("None"))],
    )
    code = forms.CharField(label=_("Certificate code"), required=False, max_length=40)
    partner = forms.ChoiceField(label=_("Partner"), required=False)

    def __init__(self, data: Any, *, partners: list[tuple[int, str]]) -> None:
        super().__init__(data)
        if partners:
            self.fields["partner"].choices = [ANY, *((str(pk), name) for pk, name in partners)]  # type: ignore[attr-defined]
        else:
            del self.fields["partner"]

    def wanted(self) -> dict[str, str]:
        """The filters that were understood."""
        known = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in known.items() if value}
