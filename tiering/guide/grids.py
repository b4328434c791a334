"""Which tables of tiering's sections open as grids."""

from django.utils.translation import gettext_lazy as _

from portal.guides.grids import guide_grid

guide_grid("requirements by tier", _("Requirements by tier"), "requirements.*.*.quota")
guide_grid("requirements by market", _("Requirements by tier and market"), "requirements.*.*.quota.*")
guide_grid("baskets at least", _("Certificates: at least"), "baskets.*.mixes.*.*.least")
guide_grid("baskets at most", _("Certificates: at most"), "baskets.*.mixes.*.*.most")
guide_grid("benefits", _("Benefits"), "benefits.rows.*.cells")
guide_grid("benefits percent", _("Benefits in percent"), "benefits.rows.*.percent")
guide_grid("rate steps", _("Steps of the care rate"), "kpi1.rate_steps.value.*")
guide_grid("support score", _("Parts of the support score"), "kpi1.parts.*")
guide_grid("support score exclusions", _("What the support score leaves out"), "kpi1.excluded")
guide_grid("support score reports", _("Reports of the support score"), "kpi1.reports")
guide_grid("support score review", _("Review of poor support"), "kpi1.review")
guide_grid("renewals", _("Renewal timeliness"), "kpi2")
guide_grid("moves", _("When tiers count from"), "tiering.moves")
guide_grid("recovery", _("Recovery period"), "tiering.grace")
guide_grid("windows", _("Measured over which time"), "tiering.windows")
guide_grid("listed twice", _("Countries listed twice"), "markets.use")
guide_grid("yearly product", _("Classes by yearly product"), "markets.from_gnp")
guide_grid("recognition", _("Several countries"), "recognition")
guide_grid("proposals", _("Proposals for targets"), "targets.*.demo")
guide_grid("proposals by market", _("Proposals for targets: markets"), "targets.*.demo.market")
guide_grid("proposals by tier", _("Proposals for targets: tiers"), "targets.*.demo.tier")
