from django.urls import path

import portal.paths  # noqa: F401 -- registers <id:...>
from portal.guides.views import beginnings, drafts, errata, figures, programs, tables, versions

app_name = "guides"
urlpatterns = [
    path("guides/", programs.guide_list, name="list"),
    path("guides/new/", beginnings.new_program, name="new"),
    path("guides/<id:program>/", programs.program_page, name="program"),
    path("guides/<id:program>/draft/", drafts.draft_page, name="draft"),
    path("guides/<id:program>/draft/beginning/", beginnings.begin, name="begin"),
    path("guides/<id:program>/draft/discarding/", drafts.discard, name="discard"),
    path("guides/<id:program>/draft/check/", drafts.check_page, name="check"),
    path("guides/<id:program>/draft/comparison/", drafts.comparison_page, name="comparison"),
    path("guides/<id:program>/draft/tables/", tables.tables_page, name="tables"),
    path("guides/<id:program>/draft/tables/cells/", tables.preview_cells, name="cells"),
    path("guides/<id:program>/draft/tables/workbook/", tables.preview_workbook, name="workbook"),
    path("guides/<id:program>/draft/tables/taking/", tables.take, name="take"),
    path("guides/<id:program>/draft/tables.xlsx", tables.download, name="tables-xlsx"),
    path("guides/<id:program>/draft/succession/", drafts.succession_page, name="succession"),
    path("guides/<id:program>/draft/publication/", drafts.publication_page, name="publication"),
    path("guides/<id:program>/figures/", figures.figures_page, name="figures"),
    path("guides/<id:program>/figures/entry/", figures.enter, name="enter"),
    path("guides/<id:program>/figures/sheet/", figures.enter_by_sheet, name="enter-sheet"),
    path("guides/<id:program>/figures/copy/", figures.copy, name="copy"),
    path("guides/<id:program>/figures/figures.csv", figures.sheet, {"form": "csv"}, name="figures-csv"),
    path("guides/<id:program>/figures/figures.xlsx", figures.sheet, {"form": "xlsx"}, name="figures-xlsx"),
    path("guides/<id:program>/errata/", errata.errata_page, name="errata"),
    path("guides/versions/<id:version>/", versions.version_page, name="version"),
    path("guides/versions/<id:version>/source/", versions.version_source, name="source"),
    path("guides/versions/<id:version>/erratum/", errata.erratum_page, name="erratum"),
    path("guides/proposals/<id:proposal>/", versions.proposal_page, name="proposal"),
    path("guides/batches/<id:batch>/", figures.batch_page, name="batch"),
]
