"""What the shell shows of approvals."""

from datetime import datetime

from django.urls import reverse

from portal.accounts.actor import Actor
from portal.approvals.queries import questions_of, waiting_for
from portal.shell.registries import InboxItem, inbox_source
from portal.tenancy.queries import current_slug

MOST = 50


@inbox_source("approvals", right="approvals.see")
def decisions_waiting(actor: Actor, now: datetime) -> list[InboxItem]:
    """What waits for the actor's decision."""
    del now
    slug = current_slug()
    return [
        InboxItem(
            title=question.label,
            line=question.summary.text,
            url=reverse("approvals:page", kwargs={"vendor": slug, "approval": question.id}),
            at=question.asked_at,
            due=question.decide_by,
        )
        for question in questions_of(waiting_for(actor)[:MOST], reader=actor)
    ]
