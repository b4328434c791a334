from django.urls import path

from portal.jobs import operator_views

app_name = "mailbox"
urlpatterns = [
    path("", operator_views.mail_list, name="list"),
    path("<str:name>/", operator_views.mail_page, name="page"),
]
