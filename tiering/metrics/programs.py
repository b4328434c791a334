"""Figures of programs that people report or that come by import, until an app measures them from its own records."""

from django.utils.translation import gettext_lazy as _

from tiering.metrics.readings import reported
from tiering.metrics.registry import Kind, Unit

# Freshworks
reported("resells", label=_("Resells the products"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("product_tests", label=_("People with a product test passed"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("gtm_quarters", label=_("Quarters with a plan to go to market"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("manager_approval", label=_("Approved by the partner manager"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("case_studies", label=_("Case studies"), unit=Unit.COUNT, kind=Kind.FLOW)

# AppFoundry
reported("listed_application", label=_("Application listed"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("genesys_invoices", label=_("Billed by the vendor"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("partner_invoices", label=_("Billed by the partner"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("recurring_genesys_invoices", label=_("Recurring, billed by the vendor"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("recurring_partner_invoices", label=_("Recurring, billed by the partner"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("recurring_uninvoiced_sales", label=_("Recurring, billed by neither side"), unit=Unit.MONEY, kind=Kind.FLOW)

# Aligned system integrators
reported("services", label=_("Offers services"), unit=Unit.FLAG, kind=Kind.STATUS)
reported("arr", label=_("Annual recurring revenue"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("arr_prior", label=_("Annual recurring revenue of the year before"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("area_arr", label=_("Annual recurring revenue in the area"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("influence_arr", label=_("Annual recurring revenue influenced"), unit=Unit.MONEY, kind=Kind.FLOW)
reported("active_customers", label=_("Active customers"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("successful_customers", label=_("Successful customers"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("trainings_completed", label=_("Relevant trainings completed"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("trainings_relevant", label=_("Relevant trainings"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("industry_certificates_held", label=_("Industry certificates held"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("industry_certificates_listed", label=_("Industry certificates listed"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("survey_scores", label=_("Mean answer of surveys"), unit=Unit.NUMBER, kind=Kind.FLOW)
reported("sales_badges", label=_("Sales badges"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("product_badges", label=_("Product badges"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("solution_badges", label=_("Solution badges"), unit=Unit.COUNT, kind=Kind.STOCK)
reported("new_badges", label=_("Badges of the year"), unit=Unit.COUNT, kind=Kind.FLOW)
reported("business_plan_executed", label=_("Business plan carried out, percent"), unit=Unit.PERCENT, kind=Kind.FLOW)
reported("approved_stories", label=_("Approved customer stories"), unit=Unit.COUNT, kind=Kind.FLOW)
