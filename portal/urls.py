"""Every path of the portal. Apps are named by string: the ground never looks up."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "portal.shell.views.errors.bad_request"
handler403 = "portal.shell.views.errors.forbidden"
handler404 = "portal.shell.views.errors.not_found"
handler500 = "portal.shell.views.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("", include("portal.accounts.urls")),
    path("operator/", include("portal.accounts.operator_urls")),
    path("api/v1/", include("portal.api.urls")),
    path("api/v1/<slug:vendor>/", include("portal.jobs.api.urls")),
    path("api/v1/<slug:vendor>/", include("portal.approvals.api.urls")),
    path("api/v1/<slug:vendor>/", include("portal.guides.api.urls")),
    path("api/v1/<slug:vendor>/", include("partners.api.application_urls")),
    path("api/v1/<slug:vendor>/", include("partners.api.agreement_urls")),
    path("api/v1/<slug:vendor>/", include("partners.api.door_urls")),
    path("api/v1/<slug:vendor>/", include("partners.api.people_urls")),
    path("api/v1/<slug:vendor>/", include("partners.api.partner_urls")),
    path("api/v1/<slug:vendor>/", include("tiering.api.urls")),
    path("api/v1/<slug:vendor>/", include("leads.api.urls")),
    path("api/v1/<slug:vendor>/", include("commissions.api.urls")),
    path("api/v1/<slug:vendor>/", include("compliance.api.urls")),
    path("operator/mail/", include("portal.jobs.operator_urls")),
    path("<slug:vendor>/", include("portal.jobs.urls")),
    path("<slug:vendor>/", include("portal.approvals.urls")),
    path("<slug:vendor>/", include("portal.audit.urls")),
    path("<slug:vendor>/", include("portal.files.urls")),
    path("<slug:vendor>/", include("portal.guides.urls")),
    path("<slug:vendor>/", include("compliance.duties_urls")),
    path("<slug:vendor>/", include("partners.partner_urls")),
    path("<slug:vendor>/", include("partners.people_urls")),
    path("<slug:vendor>/", include("partners.application_urls")),
    path("<slug:vendor>/", include("partners.agreement_urls")),
    path("<slug:vendor>/", include("partners.door_urls")),
    path("<slug:vendor>/", include("tiering.urls")),
    path("<slug:vendor>/", include("leads.urls")),
    path("<slug:vendor>/", include("commissions.urls")),
    path("<slug:vendor>/", include("compliance.urls")),
    path("<slug:vendor>/settings/", include("portal.accounts.settings_urls")),
    path("", include("portal.shell.urls")),
]
