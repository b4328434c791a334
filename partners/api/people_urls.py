"""Paths of people for machines, by noun."""

from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.api import people

app_name = "people-api"
urlpatterns = [
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/<id:person>/", people.PersonDetail.as_view(), name="person"),
    path("people/<id:person>/posts/", people.PersonPosts.as_view(), name="posts"),
    path("people/<id:person>/leaving/", people.PersonLeaving.as_view(), name="leaving"),
    path("people/<id:person>/exams/", people.PersonExams.as_view(), name="exams"),
    path("certificates/", people.Certificates.as_view(), name="certificates"),
    path("record-imports/", people.RecordImports.as_view(), name="imports"),
    path("record-imports/<id:batch>/", people.RecordImportDetail.as_view(), name="import"),
    path("record-imports/<id:batch>/faults/", people.RecordImportFaults.as_view(), name="import-faults"),
]
