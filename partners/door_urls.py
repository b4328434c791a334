"""Paths of the pages about papers and doors."""

from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.views import doors, papers

app_name = "doors"
urlpatterns = [
    path("doors/", doors.door_list, name="list"),
    path("partners/<id:partner>/doors/", doors.partner_doors, name="of-partner"),
    *doors.PARTNER_PAGES.paths("partners/<id:partner>/doors/"),
    *doors.EXCEPTION_PAGES.paths("door-exceptions/<id:exception>/"),
    path("door-files/new/", doors.new_file, name="new-file"),
    path("door-files/<id:put>/", doors.door_file, name="file"),
    path("door-files/<id:put>/removal/", doors.file_removal, name="file-removal"),
    path("integrations/", doors.integration_list, name="integrations"),
    path("papers/", papers.paper_list, name="papers"),
    path("papers/new/", papers.hand_in_page, name="hand-in"),
    path("papers/<id:paper>/", papers.paper_page, name="paper"),
    *papers.ACT_PAGES.paths("papers/<id:paper>/"),
    path("paper-requests/<id:asked>/withdrawal/", papers.request_withdrawal, name="request-withdrawal"),
]
