"""Guides for machines: what a member may do on the pages, a key with the same rights may do here."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.idempotency import idempotent
from portal.api.views import ActorView
from portal.guides.api import serializers as io
from portal.guides.checking import check_guide
from portal.guides.queries import figures_of
from portal.guides.queries.open_figures import open_figures
from portal.guides.queries.versions import newest_version
from portal.guides.queries.workbench import (
    drafts_visible_to,
    programs_visible_to,
    state_of,
    versions_visible_to,
)
from portal.guides.rules import ValueUnreadable
from portal.guides.services.drafts import begin_draft, save_draft
from portal.guides.services.figures import enter_figures
from portal.guides.services.programs import open_program
from portal.guides.services.publication import propose_draft
from portal.guides.services.typed_figures import read_typed
from portal.problems import Refusal

YEAR = OpenApiParameter("year", int, description="Program year; the running one where it is left out.")


class GuideView(ActorView):
    """Base of the views about guides."""

    visible = {"program": programs_visible_to, "version": versions_visible_to}

    def year(self, today: date) -> int:
        """The year that the query names."""
        text = self.request.query_params.get("year", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 and text >= "2000" else today.year


class ProgramList(GuideView):
    rights = {"GET": "guides.see", "POST": "guides.write"}

    @extend_schema(operation_id="guides_list", responses=io.ProgramOut(many=True))
    def get(self, request: Request, vendor: str) -> Response:
        """Programs, with the version in force and the one announced."""
        now = timezone.now()
        states = [state_of(program, actor=self.actor(), now=now) for program in programs_visible_to(self.actor())]
        return Response(io.ProgramOut(states, many=True).data)

    @extend_schema(operation_id="program_create", request=io.ProgramIn, responses={201: io.ProgramOut})
    @idempotent
    def post(self, request: Request, vendor: str) -> Response:
        """Make a program with a draft of its guide; strangers see it when two persons published that."""
        body, actor, now = self.read(io.ProgramIn), self.actor(), timezone.now()
        source = body.pop("source")
        if source:
            body |= {"start": "file", "upload": source.encode()}
        program = open_program(versions=versions_visible_to(actor), by=actor, at=now, **body)
        return Response(io.ProgramOut(state_of(program, actor=actor, now=now)).data, status=201)


class VersionList(GuideView):
    right = "guides.see"

    @extend_schema(operation_id="guide_versions_list", responses=io.VersionOut(many=True))
    def get(self, request: Request, vendor: str, program: int) -> Response:
        """Every version of a program, newest first, errata among them."""
        return Response(io.VersionOut(versions_visible_to(self.actor()).filter(program_id=program), many=True).data)


class VersionSource(GuideView):
    right = "guides.see"

    @extend_schema(operation_id="guide_version_read", responses=io.DraftOut)
    def get(self, request: Request, vendor: str, version: int) -> Response:
        """One version with its text, byte for byte."""
        found = versions_visible_to(self.actor()).get(pk=version)
        return Response({**io.VersionOut(found).data, "source": found.source})


class Draft(GuideView):
    right = "guides.write"

    @extend_schema(operation_id="guide_draft_read", responses=io.DraftOut)
    def get(self, request: Request, vendor: str, program: int) -> Response:
        """The draft of a program."""
        return Response(io.DraftOut(get_object_or_404(drafts_visible_to(self.actor()), program_id=program)).data)

    @extend_schema(operation_id="guide_draft_save", request=io.DraftIn, responses=io.DraftOut)
    def put(self, request: Request, vendor: str, program: int) -> Response:
        """Save the draft as it was typed, if nobody saved since `revision`; 0 begins one."""
        body, found = self.read(io.DraftIn), self.found["program"]
        if body["revision"] == 0:
            draft = begin_draft(found, source=body["source"], based_on=newest_version(found.pk), by=self.actor())
        else:
            before = get_object_or_404(drafts_visible_to(self.actor()), program_id=program)
            draft = save_draft(before, by=self.actor(), **body)
        return Response(io.DraftOut(draft).data)


class Check(GuideView):
    right = "guides.write"

    @extend_schema(operation_id="guide_draft_check", responses=io.FindingOut(many=True))
    def get(self, request: Request, vendor: str, program: int) -> Response:
        """What is wrong with the draft, in the order of its lines."""
        draft = get_object_or_404(drafts_visible_to(self.actor()), program_id=program)
        return Response(io.FindingOut(check_guide(draft.source).findings, many=True).data)


class Publication(GuideView):
    right = "guides.write"

    @extend_schema(operation_id="guide_draft_publish", request=io.PublicationIn, responses={202: io.AskedOut})
    @idempotent
    def post(self, request: Request, vendor: str, program: int) -> Response:
        """Ask a second person to publish the draft from a day on (G-GEN-04)."""
        draft = get_object_or_404(drafts_visible_to(self.actor()), program_id=program)
        proposal = propose_draft(draft, by=self.actor(), at=timezone.now(), **self.read(io.PublicationIn))
        return Response({"id": proposal.pk, "state": "waiting"}, status=202)


class Figures(GuideView):
    rights = {"GET": "guides.see", "POST": "guides.write"}

    @extend_schema(operation_id="figures_list", parameters=[YEAR], responses=io.FigureOut(many=True))
    def get(self, request: Request, vendor: str, program: int) -> Response:
        """The figures of a year as they hold today, confirmed or not."""
        today = state_of(self.found["program"], actor=self.actor(), now=timezone.now()).today
        year = self.year(today)
        on = today if today.year == year else date(year, 12, 31)
        return Response(io.FigureOut(figures_of(program, year, on), many=True).data)

    @extend_schema(operation_id="figures_enter", request=io.FiguresIn, responses={202: io.AskedOut})
    @idempotent
    def post(self, request: Request, vendor: str, program: int) -> Response:
        """Enter figures of a year, all or none; they hold when a second person confirms them."""
        body, found, now = self.read(io.FiguresIn), self.found["program"], timezone.now()
        today = state_of(found, actor=self.actor(), now=now).today
        known = {figure.name: figure for figure in open_figures(found.pk, body["year"], today)}
        entered = []
        for number, typed in enumerate(body.pop("figures")):
            try:
                entered.append(read_typed(typed, known))
            except ValueUnreadable as error:
                raise Refusal(_(str(error)), field=f"figures.{number}") from error
        batch = enter_figures(found, entered=entered, by=self.actor(), at=now, **body)
        return Response({"id": batch.pk, "state": "waiting"}, status=202)
