from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import company, deciders
from partners.api import partners as views

app_name = "partners-api"
urlpatterns = [
    path("partners/", views.PartnerList.as_view(), name="list"),
    path("partners/<id:partner>/", views.PartnerDetail.as_view(), name="partner"),
    path("partners/<id:partner>/company/", company.CompanyDetail.as_view(), name="company"),
    path("partners/<id:partner>/owner/", company.ACT_APIS["owner"], name="owner"),
    path("partners/<id:partner>/executive/", company.ACT_APIS["executive"], name="executive"),
    path("partners/<id:partner>/fact/", company.ACT_APIS["fact"], name="fact"),
    path("deciders/<id:program>/", deciders.DecidersDetail.as_view(), name="deciders"),
    path("deciders/<id:program>/seat/", deciders.ACT_APIS["seat"], name="seat"),
    path("approval-seats/<id:seat>/vacancy/", deciders.ACT_APIS["vacancy"], name="vacancy"),
    path("owners/<id:owner>/share/", company.ACT_APIS["share"], name="share"),
    path("owners/<id:owner>/ending/", company.ACT_APIS["ending"], name="ending"),
    path("executives/<id:executive>/resignation/", company.ACT_APIS["resignation"], name="resignation"),
]
