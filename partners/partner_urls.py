from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.views.company import EXECUTIVE_PAGES, OWNER_PAGES, PARTNER_PAGES
from partners.views.deciders import PROGRAM_PAGES, SEAT_PAGES, decider_list
from partners.views.fees import fee_list, fee_page, taking_back_page
from partners.views.partners import company_page, partner_list, partner_page
from partners.views.regions import handover_page, manager_page, region_ending, region_list, serving_page

app_name = "partners"
urlpatterns = [
    path("partners/", partner_list, name="list"),
    path("partners/<id:partner>/", partner_page, name="partner"),
    path("partners/<id:partner>/manager/", manager_page, name="manager"),
    *PARTNER_PAGES.paths("partners/<id:partner>/"),
    *OWNER_PAGES.paths("owners/<id:owner>/"),
    *EXECUTIVE_PAGES.paths("executives/<id:executive>/"),
    path("company/", company_page, name="company"),
    path("participation-fees/", fee_list, name="fees"),
    path("participation-fees/<id:fee>/taking-back/", taking_back_page, name="fee-taking-back"),
    path("enrolments/<id:enrolment>/fee/", fee_page, name="fee"),
    path("deciders/", decider_list, name="deciders"),
    *PROGRAM_PAGES.paths("deciders/<id:program>/"),
    *SEAT_PAGES.paths("approval-seats/<id:seat>/"),
    path("manager-regions/", region_list, name="regions"),
    path("manager-regions/new/", serving_page, name="serving"),
    path("manager-regions/handover/", handover_page, name="handover"),
    path("manager-regions/<id:region>/ending/", region_ending, name="region-ending"),
]
