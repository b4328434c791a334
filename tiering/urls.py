from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from tiering.views import public
from tiering.views.exceptions import conditions, waiver_end
from tiering.views.figures import record_figure
from tiering.views.portfolio import portfolio_page
from tiering.views.rounds import ROUND_PAGES
from tiering.views.scorecards import line_evidence, own_scorecard, partner_scorecard, scorecard
from tiering.views.tiers import ACT_PAGES, partner_tiers, review_decision

app_name = "tiering"
urlpatterns = [
    path("programs/<slug:program>/", public.program_page, name="program"),
    path("scorecard/", own_scorecard, name="own-scorecard"),
    path("portfolio/", portfolio_page, name="portfolio"),
    path("partners/<id:partner>/scorecard/", partner_scorecard, name="partner-scorecard"),
    path("partners/<id:partner>/tiers/", partner_tiers, name="partner-tiers"),
    path("scorecards/<id:scorecard>/", scorecard, name="scorecard"),
    path("scorecard-lines/<id:line>/", line_evidence, name="line"),
    path("enrolments/<id:enrolment>/review/", review_decision, name="review"),
    path("enrolments/<id:enrolment>/figures/", record_figure, name="record-figure"),
    path("enrolments/<id:enrolment>/conditions/", conditions, name="conditions"),
    path("waivers/<id:waiver>/end/", waiver_end, name="waiver-end"),
    *ROUND_PAGES.paths("portfolio/<id:program>/"),
    *ACT_PAGES.paths("enrolments/<id:enrolment>/"),
]
