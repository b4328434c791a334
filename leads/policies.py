"""Who may do what with leads (X-06)."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import CHANNEL_MANAGER, EVERYONE, PARTNER_ADMIN, PARTNER_SALES, declare_right

declare_right("leads.see", _("See leads and deals"), EVERYONE)
declare_right(
    "leads.register", _("Register leads, correct them and ask for a new registration"), {PARTNER_ADMIN, PARTNER_SALES}
)
declare_right("leads.demo", _("Record that a demo was done"), {PARTNER_ADMIN, PARTNER_SALES, CHANNEL_MANAGER})
declare_right(
    "leads.delivery", _("Say who deploys and supports a project"), {PARTNER_ADMIN, PARTNER_SALES, CHANNEL_MANAGER}
)
declare_right("leads.approve", _("Approve or refuse outbound leads and new registrations"), {CHANNEL_MANAGER})
declare_right("leads.move", _("Move leads between statuses"), {CHANNEL_MANAGER})
declare_right("leads.extend", _("Extend the protection of a lead"), {CHANNEL_MANAGER})
declare_right("leads.close", _("Close leads as won or lost, cancel deals"), {CHANNEL_MANAGER})
