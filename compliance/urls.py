from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from compliance.views.case import ACT_PAGES, case_page, check_page, decision, rulings
from compliance.views.queue import case_list
from compliance.views.register import register_export, register_page

app_name = "compliance"
urlpatterns = [
    path("cases/", case_list, name="cases"),
    path("cases/register/", register_page, name="register"),
    path("cases/register/export/", register_export, name="register-export"),
    path("cases/<id:case>/", case_page, name="case"),
    path("cases/<id:case>/checks/<id:line>/", check_page, name="check"),
    path("cases/<id:case>/rulings/", rulings, name="rulings"),
    path("cases/<id:case>/decision/", decision, name="decision"),
    *ACT_PAGES.paths("cases/<id:case>/"),
]
