"""Paths of the pages about people, by noun."""

from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from partners.views import imports, people

app_name = "people"
urlpatterns = [
    path("people/", people.people, name="list"),
    path("people/new/", people.new_person, name="new"),
    path("people/<id:person>/", people.person_page, name="person"),
    path("people/<id:person>/leaving/", people.leaving, name="leaving"),
    *people.PERSON_PAGES.paths("people/<id:person>/"),
    path("record-imports/", imports.imports, name="imports"),
    path("record-imports/new/", imports.new_import, name="new-import"),
    path("record-imports/template.csv", imports.import_template, name="import-template"),
    path("record-imports/<id:batch>/", imports.import_page, name="import"),
    path("record-imports/<id:batch>/faults/", imports.import_faults, name="import-faults"),
    path("record-imports/<id:batch>/file/", imports.import_file, name="import-file"),
    *people.CERTIFICATE_PAGES.paths("certificates/<id:certificate>/"),
]
