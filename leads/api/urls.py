from django.urls import URLPattern

app_name = "leads-api"
urlpatterns: list[URLPattern] = []
