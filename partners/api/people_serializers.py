"""What goes in and out for people, certificates and imports of records."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from partners.models import Post, RecordImport
from partners.presentation import last_day_of
from partners.queries.imports import read_fault
from partners.services.people import PostTerms
from portal.api.serializers import IdField, Input, LineField
from portal.countries import COUNTRIES

MOST_ROWS = 10_000
CELL = 200


class PostIn(Input):
    """What somebody does from a day on."""

    country = serializers.ChoiceField(choices=sorted(COUNTRIES))
    role = serializers.ChoiceField(choices=Post.Role.choices)
    employment = serializers.ChoiceField(choices=Post.Employment.choices, default=Post.Employment.EMPLOYEE)
    customer_facing = serializers.BooleanField()
    alliance_manager = serializers.BooleanField(default=False)
    begins = serializers.DateField()
    mail = serializers.EmailField(max_length=190)

    def terms(self) -> PostTerms:
        """What the services take."""
        return PostTerms(**{name: self.validated_data[name] for name in PostTerms.__dataclass_fields__})


class PersonIn(PostIn):
    """Somebody new. The vendor's keys name the partner; a partner's key speaks of its own."""

    name = LineField(max_length=160)
    partner = IdField(required=False)


class LeavingIn(Input):
    """The last day in the company."""

    last_day = serializers.DateField()


class ExamIn(Input):
    """An exam that is booked."""

    code = serializers.CharField(max_length=40)
    booked_on = serializers.DateField()
    exam_on = serializers.DateField(required=False, allow_null=True, default=None)


class CertificateLine(Input):
    """One certificate as the academy has it. Everything is text and is judged row by row: see the import's faults."""

    partner = serializers.CharField(max_length=CELL, help_text="The partner's id in the source system.")
    mail = serializers.CharField(max_length=CELL)
    code = serializers.CharField(max_length=CELL)
    issued_on = serializers.CharField(max_length=CELL, help_text="2026-10-31")
    expires_on = serializers.CharField(max_length=CELL, allow_blank=True, default="")
    external_id = serializers.CharField(max_length=CELL, allow_blank=True, default="")


class CertificatesIn(Input):
    """Certificates of an academy, read by the guide of a program."""

    program = serializers.SlugField(max_length=40)
    certificates = serializers.ListField(child=CertificateLine(), min_length=1, max_length=MOST_ROWS)


class RecordsIn(Input):
    """Rows of one kind, with the columns of its file."""

    program = serializers.SlugField(max_length=40)
    kind = serializers.ChoiceField(choices=RecordImport.Kind.choices)
    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(max_length=CELL, allow_blank=True), allow_empty=False),
        min_length=1,
        max_length=MOST_ROWS,
    )


class PostOut(serializers.Serializer[Any]):
    """One post."""

    country = serializers.CharField()
    role = serializers.CharField()
    employment = serializers.CharField()
    customer_facing = serializers.BooleanField()
    alliance_manager = serializers.BooleanField()
    domain = serializers.CharField()
    begins = serializers.DateField(source="period.lower")
    last_day = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_last_day(self, post: Post) -> Any:
        """None while it has no end."""
        return last_day_of(post)


class PersonOut(PostOut):
    """Somebody with the last post; `counts` says whether they count today."""

    id = serializers.IntegerField(source="person_id")
    partner = serializers.IntegerField(source="partner_id")
    name = serializers.CharField(source="person.name")
    mail = serializers.CharField(source="person.mail")
    counts = serializers.BooleanField()


class BreakOut(serializers.Serializer[Any]):
    """A requirement that is no longer met."""

    program = serializers.CharField()
    requirement = serializers.CharField()
    place = serializers.CharField()
    rule = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    required = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not the flag
    loses = serializers.ListField(child=serializers.CharField())
    breaks_on = serializers.DateField()
    soft = serializers.DateField(allow_null=True)
    hard = serializers.DateField(allow_null=True)


class ForecastOut(serializers.Serializer[Any]):
    """What breaks, soonest first; `as_of` is null where nothing was measured yet."""

    as_of = serializers.DateField(allow_null=True)
    breaks = BreakOut(many=True)


class BookingOut(serializers.Serializer[Any]):
    """An exam booked."""

    id = serializers.IntegerField()
    person = serializers.IntegerField(source="person_id")
    code = serializers.CharField()
    booked_on = serializers.DateField()
    exam_on = serializers.DateField(allow_null=True)


class CertificateOut(serializers.Serializer[Any]):
    """A certificate."""

    id = serializers.IntegerField()
    person = serializers.IntegerField(source="person_id")
    partner = serializers.IntegerField(source="partner_id")
    mail = serializers.CharField(source="person.mail")
    code = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    external_id = serializers.CharField()


class ImportOut(serializers.Serializer[Any]):
    """An import and what became of its rows; it is over once `done_at` is set."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    program = serializers.CharField(source="program.slug")
    found = serializers.IntegerField()
    kept = serializers.IntegerField()
    known = serializers.IntegerField()
    bad = serializers.IntegerField()
    refusal = serializers.CharField()
    made_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)


class RecordFaultOut(serializers.Serializer[Any]):
    """One thing wrong with a row."""

    column = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    words = serializers.CharField()


class FaultyRowOut(serializers.Serializer[Any]):
    """A row that was not kept; `row` is its number in the file, the header being 1."""

    row = serializers.IntegerField(source="row_no")
    faults = serializers.SerializerMethodField()

    @extend_schema_field(RecordFaultOut(many=True))
    def get_faults(self, fault: Any) -> Any:
        """Every fault with its words."""
        return RecordFaultOut([read_fault(text) for text in fault.faults], many=True).data
