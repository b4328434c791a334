"""Pages of the shell. Names without a namespace: every template reverses them."""

from django.urls import path

from portal.shell.views import health, members, public

urlpatterns = [
    path("", public.front, name="portal"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", public.robots, name="robots"),
    path("<slug:vendor>/", public.vendor_front, name="front"),
    path("<slug:vendor>/brand.css", public.brand, name="brand"),
    path("<slug:vendor>/logo.svg", public.logo, name="logo"),
    path("<slug:vendor>/home/", members.home, name="home"),
    path("<slug:vendor>/inbox/", members.inbox, name="inbox"),
    path("<slug:vendor>/search/", members.search, name="search"),
]
