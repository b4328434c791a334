from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.views.admissions import (
    admission_list,
    admission_page,
    check_admission,
    conditions_page,
    fee_page,
    giving_up_page,
    task_done,
)
from partners.views.agreement_texts import draft_page, text_list, text_page
from partners.views.agreements import ACT_PAGES, agreement_list, agreement_page
from partners.views.signing import signature_page

app_name = "agreements"
urlpatterns = [
    path("agreements/", agreement_list, name="list"),
    path("agreements/<id:agreement>/", agreement_page, name="agreement"),
    path("agreements/<id:agreement>/signature/", signature_page, name="signature"),
    *ACT_PAGES.paths("agreements/<id:agreement>/"),
    path("admissions/", admission_list, name="admissions"),
    path("admissions/<id:admission>/", admission_page, name="admission"),
    path("admissions/<id:admission>/conditions/", conditions_page, name="conditions"),
    path("admissions/<id:admission>/fee/", fee_page, name="fee"),
    path("admissions/<id:admission>/giving-up/", giving_up_page, name="giving-up"),
    path("admissions/<id:admission>/check/", check_admission, name="check"),
    path("admission-tasks/<id:task>/completion/", task_done, name="task-done"),
    path("agreement-texts/", text_list, name="texts"),
    path("agreement-texts/new/", draft_page, name="draft"),
    path("agreement-texts/<id:text>/", text_page, name="text"),
]
