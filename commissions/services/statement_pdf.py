"""The PDF of a statement: drawn by a job when somebody asks for it first, then kept. No network, no file of this machine."""

import hashlib
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commissions.models import Payout, Statement
from commissions.queries.runs import words_of
from commissions.queries.statements import StatementLine, lines_of_statement
from partners.models import CompanyFact
from portal.files.services import store_file
from portal.jobs.models import Job
from portal.jobs.services import enqueue
from portal.money import Money
from portal.tenancy.models import Brand
from portal.wording import gettext_noop

JOB = "commissions.statement_pdf"
PURPOSE = "statement"
MOST_LINES = 5_000
RULES = {"F-COM-01": gettext_noop("Rate of the agreement"), "F-CXL-01": gettext_noop("Outbound, held after the close")}


def wanted_pdf(statement: Statement) -> Job:
    """The job that draws it; the same statement asked for twice is one job, also for the vendor and the partner at once."""
    key = f"statement:{statement.pk}:{statement.lines}:{statement.total_minor}"
    return enqueue(JOB, key=key, payload={"statement": statement.pk}, partner_id=statement.partner_id)


@transaction.atomic
def keep_pdf(statement_id: int) -> Statement:
    """Draw and keep the PDF, unless it is kept already."""
    statement: Statement = Statement.objects.select_for_update(of=("self",)).get(pk=statement_id)
    if statement.pdf_id is None:
        stored = store_file(
            draw_pdf(statement), name=f"{statement.number}.pdf", purpose=PURPOSE, partner_id=statement.partner_id
        )
        statement.pdf = stored
        statement.save(update_fields=["pdf"])
    return statement


def draw_pdf(statement: Statement) -> bytes:
    """The bytes. Hostile names are text to it: the template escapes them, and nothing is fetched."""
    html = render_to_string("statement/statement.html", _context(statement))
    # Imported where it is needed: the PDF library takes a second and 60 MB, and no web process draws.
    from portal.paper import print_html

    return print_html(html)


def _context(statement: Statement) -> dict[str, Any]:
    lines = lines_of_statement(statement, limit=MOST_LINES)
    brand = Brand.objects.order_by("-period").first()
    payouts = list(Payout.objects.filter(statement_id=statement.pk).order_by("pay_on"))
    due = Money(statement.due_minor, statement.currency)
    return {
        "vendor": {"name": brand.name if brand else "", "address": ""},
        "hue": brand.hue if brand else 255,
        "statement": {
            "number": statement.number,
            "partner": _legal_name(statement),
            "period": date_format(statement.closes_on, "F Y"),
            "due": due,
            "due_label": _("Due") if due.minor >= 0 else _("Carried to the next statement"),
            "due_hint": _("paid on %s") % date_format(statement.pay_on) if due.minor > 0 else "",
        },
        "facts": [
            {"label": _("Closed"), "value": date_format(statement.closes_on)},
            {
                "label": _("Paid on"),
                "value": date_format(statement.pay_on),
                "hint": _("first business day of the window"),
            },
            {"label": _("Paid by"), "value": date_format(statement.pay_by), "hint": "F-COM-01"},
            {"label": _("Lines"), "value": statement.lines},
        ],
        "holds": sorted({_(words_of(code)) for payout in payouts for code in payout.reasons}),
        "lines": [_line(number, line) for number, line in enumerate(lines, start=1)],
        "totals": _totals(statement),
        "proof": _("The lines sum to the total; the portal proved it when the month was calculated.")
        if len(lines) < MOST_LINES
        else _("The first %(count)s lines; the portal has all %(all)s.")
        % {"count": MOST_LINES, "all": statement.lines},
        "digest": digest_of(lines),
    }


def digest_of(lines: list[StatementLine]) -> str:
    """SHA-256 over what makes the lines: whoever holds the paper can compare."""
    content = "\n".join(f"{x.external_id};{x.basis_minor};{x.percent};{x.amount_minor};{x.currency}" for x in lines)
    return hashlib.sha256(content.encode()).hexdigest()


def _line(number: int, line: StatementLine) -> dict[str, Any]:
    return {
        "number": number,
        "invoice": line.invoice,
        "date": date_format(line.sold_on),
        "customer": line.deal or line.product,
        "rule": _(RULES.get(line.rule, line.rule)),
        "rule_id": f"{line.rule} · v{line.guide_number}",
        "basis": Money(line.basis_minor, line.currency),
        "rate": line.rate,
        "amount": Money(line.amount_minor, line.currency),
    }


def _totals(statement: Statement) -> list[dict[str, Any]]:
    currency = statement.currency
    totals = [{"label": _("Sum of the lines"), "amount": Money(statement.total_minor, currency), "sum": False}]
    if statement.brought_minor:
        brought = {"label": _("Brought forward"), "amount": Money(statement.brought_minor, currency), "sum": False}
        totals.append(brought)
    return [*totals, {"label": _("Due"), "amount": Money(statement.due_minor, currency), "sum": True}]


def _legal_name(statement: Statement) -> str:
    facts = CompanyFact.objects.filter(partner_id=statement.partner_id, kind=CompanyFact.Kind.LEGAL_NAME)
    name: str | None = facts.filter(period__contains=statement.closes_on).values_list("value", flat=True).first()
    return name or str(statement.partner.name)
