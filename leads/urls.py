from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from leads.views.lists import lead_list
from leads.views.record import ACT_PAGES, lead_page
from leads.views.registration import new_lead

app_name = "leads"
urlpatterns = [
    path("leads/", lead_list, name="list"),
    path("leads/new/", new_lead, name="new"),
    path("leads/<id:lead>/", lead_page, name="lead"),
    *ACT_PAGES.paths("leads/<id:lead>/"),
]
