from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from leads.api import views

app_name = "leads-api"
urlpatterns = [
    path("leads/", views.LeadList.as_view(), name="list"),
    path("leads/<id:lead>/", views.LeadDetail.as_view(), name="lead"),
    path("leads/<id:lead>/approval/", views.LeadApproval.as_view(), name="approval"),
    path("leads/<id:lead>/refusal/", views.LeadRefusal.as_view(), name="refusal"),
    path("leads/<id:lead>/status/", views.LeadStatusMove.as_view(), name="status"),
    path("leads/<id:lead>/demo/", views.LeadDemo.as_view(), name="demo"),
    path("leads/<id:lead>/deal/", views.LeadDeal.as_view(), name="deal"),
    path("leads/<id:lead>/loss/", views.LeadLoss.as_view(), name="loss"),
    path("leads/<id:lead>/extension/", views.LeadExtension.as_view(), name="extension"),
    path("leads/<id:lead>/re-registration/", views.LeadReregistration.as_view(), name="re-registration"),
    path("leads/<id:lead>/correction/", views.LeadCorrection.as_view(), name="correction"),
    path("deals/", views.DealList.as_view(), name="deals"),
    path("deals/<id:deal>/", views.DealDetail.as_view(), name="deal-detail"),
    path("deals/<id:deal>/cancellation/", views.DealCancellation.as_view(), name="cancellation"),
]
