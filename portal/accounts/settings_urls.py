"""`/{vendor}/settings/`."""

from django.urls import path

from portal import paths  # noqa: F401 -- the id converter
from portal.accounts.views import keys, people, vendor
from portal.shell.views import settings

app_name = "settings"
urlpatterns = [
    path("", settings.index, name="index"),
    path("people/", people.people_list, name="people"),
    path("people/<id:pk>/", people.person, name="person"),
    path("people/<id:pk>/suspension/", people.suspension, name="suspension"),
    path("people/<id:pk>/ending/", people.ending, name="ending"),
    path("invitations/<id:pk>/withdrawal/", people.withdrawal, name="withdrawal"),
    path("roles/", people.roles, name="roles"),
    path("keys/", keys.key_list, name="keys"),
    path("keys/<id:pk>/revocation/", keys.revocation, name="revocation"),
    path("vendor/", vendor.vendor_settings, name="vendor"),
    path("go-live/", vendor.going_live, name="go-live"),
    path("go-live/decision/", vendor.live_decision, name="live-decision"),
]
