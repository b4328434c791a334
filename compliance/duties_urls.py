"""Paths of the pages about duties."""

from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from compliance.views import duties

app_name = "duties"
urlpatterns = [
    path("duties/", duties.duties, name="list"),
    path("duties/<id:duty>/", duties.duty_page, name="duty"),
    path("duties/<id:duty>/filing/", duties.duty_filing, name="filing"),
    path("duties/<id:duty>/draft/", duties.duty_draft, name="draft"),
    path("duties/<id:duty>/decision/", duties.duty_decision, name="decision"),
]
