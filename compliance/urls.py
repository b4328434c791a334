from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from compliance.views.case import case_page, check_page, decision, lifting, rulings
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
    path("cases/<id:case>/hold-lifting/", lifting, name="lifting"),
]
