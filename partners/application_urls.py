from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.views.applications import ACT_PAGES, application_list, application_record
from partners.views.apply import (
    application_page,
    link_page,
    mail_again,
    mail_page,
    new_application,
    programs_page,
    step_page,
    withdrawal_page,
)

app_name = "applications"
urlpatterns = [
    path("apply/", programs_page, name="programs"),
    path("apply/new/", new_application, name="new"),
    path("apply/link/", link_page, name="link"),
    path("apply/<str:token>/", application_page, name="status"),
    path("apply/<str:token>/mail/", mail_again, name="mail-again"),
    path("apply/<str:token>/mail/<str:code>/", mail_page, name="mail"),
    path("apply/<str:token>/withdrawal/", withdrawal_page, name="leave"),
    path("apply/<str:token>/<slug:step>/", step_page, name="step"),
    path("applications/", application_list, name="list"),
    path("applications/<id:application>/", application_record, name="application"),
    *ACT_PAGES.paths("applications/<id:application>/"),
]
