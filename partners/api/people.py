"""People, certificates and imports of records for machines: what a person can do on the pages, a key with the same rights can."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from partners.api import people_serializers as io
from partners.forms.people import terms_in
from partners.leaving import forecast_of
from partners.models import RecordImport
from partners.queries.imports import BY_ROW, faults_of, imports_visible_to, programs_seen
from partners.queries.people import (
    BY_NAME,
    certificates_visible_to,
    last_posts,
    partners_visible_to,
    people_visible_to,
    vendor_today,
)
from partners.services.people import add_person, book_exam, change_post, end_post
from partners.services.records import receive_rows
from partners.sheets import COLUMNS
from portal.api.idempotency import idempotent
from portal.api.views import ActorView
from portal.problems import Refusal


class PeopleView(ActorView):
    """Base of the views about people."""

    visible = {"person": people_visible_to, "batch": imports_visible_to}

    def today(self) -> date:
        """The vendor's date."""
        return vendor_today(timezone.now())

    def answer(self, pk: int, *, status: int = 200) -> Response:
        """Somebody as they are now."""
        return Response(io.PersonOut(last_posts(self.actor(), self.today()).get(person=pk)).data, status=status)


class PeopleList(PeopleView):
    rights = {"GET": "colleagues.see", "POST": "colleagues.keep"}
    order = BY_NAME

    @extend_schema(operation_id="people_list", responses=io.PersonOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Everybody who is or was at a partner, by name, with their last post."""
        return self.listed(last_posts(self.actor(), self.today()), io.PersonOut)

    @extend_schema(operation_id="people_add", request=io.PersonIn, responses={201: io.PersonOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Add somebody. Mail elsewhere than at the partner's domains is kept and does not count (G-REQ-05)."""
        typed, actor = self.read(io.PersonIn), self.actor()
        wanted = actor.partner_id or typed.get("partner")
        company = partners_visible_to(actor).filter(pk=wanted).first() if wanted else None
        if company is None or typed.get("partner", company.pk) != company.pk:
            raise Refusal("There is no such partner.", field="partner")
        made = add_person(
            company,
            name=typed["name"],
            mail=typed["mail"],
            terms=terms_in(typed),
            begins=typed["begins"],
            today=self.today(),
            by=actor,
        )
        return self.answer(made.pk, status=201)


class PersonDetail(PeopleView):
    right = "colleagues.see"

    @extend_schema(operation_id="people_read", responses=io.PersonOut)
    def get(self, request: Request, vendor: str, person: int) -> Response:
        """Somebody with their last post."""
        return self.answer(person)


class PersonPosts(PeopleView):
    right = "colleagues.keep"

    @extend_schema(operation_id="people_move", request=io.PostIn, responses={201: io.PersonOut})
    @idempotent
    def post(self, request: Request, vendor: str, person: int) -> Response:
        """Another post from a day on; the one before ends the day before."""
        typed = self.read(io.PostIn)
        change_post(
            self.found["person"],
            terms=terms_in(typed),
            mail=typed["mail"],
            begins=typed["begins"],
            today=self.today(),
            by=self.actor(),
        )
        return self.answer(person, status=201)


class PersonLeaving(PeopleView):
    rights = {"GET": "colleagues.see", "POST": "colleagues.keep"}

    @extend_schema(
        operation_id="people_leaving_forecast",
        parameters=[OpenApiParameter("last_day", date, description="The last day; today where it is left out.")],
        responses=io.ForecastOut,
    )
    def get(self, request: Request, vendor: str, person: int) -> Response:
        """What would break, where and when (G-REQ-07). Nothing is recorded."""
        asked = request.query_params.get("last_day")
        day = self._day({"last_day": asked}) if asked else self.today()
        return Response(io.ForecastOut(forecast_of(self.found["person"], day)).data)

    @extend_schema(operation_id="people_leave", request=io.LeavingIn, responses=io.ForecastOut)
    @idempotent
    def post(self, request: Request, vendor: str, person: int) -> Response:
        """Record the last day; the answer says what it leaves open."""
        day = self._day(request.data)
        found = self.found["person"]
        end_post(found, last_day=day, today=self.today(), by=self.actor())
        return Response(io.ForecastOut(forecast_of(found, day)).data)

    def _day(self, data: Any) -> date:
        body = io.LeavingIn(data=data)
        body.is_valid(raise_exception=True)
        day: date = body.validated_data["last_day"]
        if not 1970 <= day.year <= 2200:
            raise Refusal("This day cannot be.", field="last_day")
        return day


class PersonExams(PeopleView):
    right = "colleagues.keep"

    @extend_schema(operation_id="people_book_exam", request=io.ExamIn, responses={201: io.BookingOut})
    @idempotent
    def post(self, request: Request, vendor: str, person: int) -> Response:
        """Book an exam; the day of booking counts (G-REQ-09)."""
        typed = self.read(io.ExamIn)
        booking = book_exam(self.found["person"], today=self.today(), by=self.actor(), **typed)
        return Response(io.BookingOut(booking).data, status=201)


class Certificates(PeopleView):
    rights = {"GET": "colleagues.see", "POST": "partners.import"}

    @extend_schema(
        operation_id="certificates_list",
        parameters=[OpenApiParameter("code", str), OpenApiParameter("external_id", str)],
        responses=io.CertificateOut(many=True),
    )
    def get(self, request: Request, vendor: str) -> Response:
        """Certificates, the newest record first; `code` and `external_id` narrow."""
        rows = certificates_visible_to(self.actor()).select_related("person")
        for name in ("code", "external_id"):
            value = request.query_params.get(name, "")
            if value and "\0" not in value:
                rows = rows.filter(**{name: value})
        return self.listed(rows, io.CertificateOut)

    @extend_schema(operation_id="certificates_send", request=io.CertificatesIn, responses={202: io.ImportOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """An academy's certificates, read in the background. What is here already changes nothing, whoever sends it again."""
        typed = self.read(io.CertificatesIn)
        return _received(self, RecordImport.Kind.CERTIFICATES, typed["program"], typed["certificates"])


class RecordImports(PeopleView):
    right = "partners.import"

    @extend_schema(operation_id="record_imports_list", responses=io.ImportOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Every import, the newest first."""
        return self.listed(imports_visible_to(self.actor()), io.ImportOut)

    @extend_schema(operation_id="record_imports_send", request=io.RecordsIn, responses={202: io.ImportOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """People, certificates, trainings or countries, with the columns of their file."""
        typed = self.read(io.RecordsIn)
        required, optional = COLUMNS[typed["kind"]]
        known = {*required, *optional}
        if unknown := sorted({name for row in typed["rows"] for name in row} - known)[:20]:
            raise Refusal(f"Columns are not known here: {', '.join(unknown)}", field="rows")
        return _received(self, typed["kind"], typed["program"], typed["rows"])


class RecordImportDetail(PeopleView):
    right = "partners.import"

    @extend_schema(operation_id="record_imports_read", responses=io.ImportOut)
    def get(self, request: Request, vendor: str, batch: int) -> Response:
        """How far it is."""
        return Response(io.ImportOut(self.found["batch"]).data)


class RecordImportFaults(PeopleView):
    right = "partners.import"
    order = BY_ROW

    @extend_schema(operation_id="record_import_faults_list", responses=io.FaultyRowOut(many=True))
    def get(self, request: Request, vendor: str, batch: int) -> Response:
        """Rows that were not kept, in the order of the file, with what is wrong."""
        rows = faults_of(self.found["batch"]).order_by()
        return self.listed(rows, io.FaultyRowOut)


def _received(view: PeopleView, kind: str, program: str, rows: Any) -> Response:
    """Keep rows as the file they would have been, and say where the import is."""
    found = programs_seen().filter(slug=program).first()
    if found is None:
        raise Refusal("There is no such program.", field="program")
    name = f"{kind}-{timezone.now():%Y%m%dT%H%M%S}.csv"
    batch = receive_rows(program=found, kind=kind, rows=rows, name=name, by=view.actor())
    there = view.request.path.replace("/certificates/", "/record-imports/")
    return Response(io.ImportOut(batch).data, status=202, headers={"Location": f"{there}{batch.pk}/"})
