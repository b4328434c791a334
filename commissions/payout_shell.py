"""What runs, statements and the ledger add to the shell."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commissions.models import Payout, PayoutRun, Statement
from commissions.queries.balances import standing_of
from commissions.queries.runs import count_holds, runs
from portal.accounts.actor import Actor
from portal.money import Money
from portal.shell.registries import Card, CardLine, Found, home_card, navigation_entry, search_source
from portal.shell.templatetags.figures import money
from portal.tenancy.queries import current_slug

navigation_entry(
    "commissions",
    label=gettext_lazy("Commissions"),
    icon="commissions",
    url_name="commissions:home",
    right="commissions.see",
    order=50,
)
navigation_entry(
    "ledger", label=gettext_lazy("Ledger"), icon="ledger", url_name="commissions:ledger", right="ledger.see", order=70
)


def _url(actor: Actor, name: str, **kwargs: object) -> str:
    return reverse(f"commissions:{name}", kwargs={"vendor": current_slug(), **kwargs})


@home_card("statements", right="agreements.keep", order=2)
def statements_card(actor: Actor) -> Card | None:
    """The way of people of an ended partner to their statements, whom the rail leads nowhere (G-TIER-14)."""
    return Card(
        title=_("Statements"),
        line=_("What was paid to your company, as it was stated."),
        url=_url(actor, "statements"),
        action=_("All statements"),
    )


@home_card("commissions", right="commissions.see", order=30)
def commissions_card(actor: Actor) -> Card | None:
    """A partner's balance; for finance the run that waits."""
    return _partner_card(actor) if actor.partner_id is not None else _run_card(actor)


def _partner_card(actor: Actor) -> Card | None:
    assert actor.partner_id is not None
    standings = standing_of(actor.partner_id)
    if not standings:
        return None
    first, *others = standings
    held = Payout.objects.filter(state=Payout.State.HELD).count()
    return Card(
        title=_("Commissions"),
        figure=money(Money(first.payable, first.currency)),
        line=_("owed to you, on statements and not paid yet"),
        url=_url(actor, "home"),
        action=_("See payouts"),
        tone="warn" if held else "",
        items=tuple(CardLine(text=money(Money(each.payable, each.currency))) for each in others),
    )


def _run_card(actor: Actor) -> Card | None:
    if not actor.may("payouts.see"):
        return None
    run = runs().exclude(state=PayoutRun.State.SETTLED).order_by("-period").first()
    if run is None:
        return None
    return Card(
        title=_("Payout run %s") % run.period,
        figure=run.get_state_display(),
        line=_("%(count)s payments on hold") % {"count": count_holds(run)},
        url=_url(actor, "run", period=run.period),
        action=_("Open the run"),
    )


@search_source("statements", right="statements.see")
def find_statements(actor: Actor, query: str) -> list[Found]:
    """By number."""
    found = Statement.objects.filter(number__begins_with=query.strip()).select_related("partner")[:8]
    return [
        Found(
            title=statement.number,
            url=_url(actor, "statement", statement_id=statement.pk),
            line=statement.partner.name,
            kind=_("Statement"),
        )
        for statement in found
    ]
