from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from portal.guides.api import views

app_name = "guides-api"
urlpatterns = [
    path("guides/", views.ProgramList.as_view(), name="list"),
    path("guides/<id:program>/versions/", views.VersionList.as_view(), name="versions"),
    path("guides/versions/<id:version>/", views.VersionSource.as_view(), name="version"),
    path("guides/<id:program>/draft/", views.Draft.as_view(), name="draft"),
    path("guides/<id:program>/draft/check/", views.Check.as_view(), name="check"),
    path("guides/<id:program>/draft/publication/", views.Publication.as_view(), name="publication"),
    path("guides/<id:program>/figures/", views.Figures.as_view(), name="figures"),
]
