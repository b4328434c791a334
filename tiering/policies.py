"""Who may do what with tiers (X-06)."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.rights import (
    CHANNEL_MANAGER,
    EVERYONE,
    FINANCE,
    PARTNER_ADMIN,
    PARTNERS,
    PROGRAM_ADMIN,
    STAFF,
    declare_right,
)

declare_right("tiering.see", _("See scorecards and tiers"), EVERYONE)
declare_right("tiering.own", _("See the own company's scorecard"), PARTNERS)
declare_right("tiering.see_all", _("See the tiers of all partners"), STAFF)
declare_right("tiering.ask", _("Ask for a tier inside the year"), {PARTNER_ADMIN, CHANNEL_MANAGER})
declare_right("tiering.decide", _("Decide on tiers, recovery periods and requests"), {CHANNEL_MANAGER})
declare_right("tiering.terminate", _("Decide on terminations"), {PROGRAM_ADMIN})
declare_right("tiering.switch", _("Switch conditions of benefits"), {CHANNEL_MANAGER, PROGRAM_ADMIN})
declare_right("tiering.override", _("Override a tier"), {CHANNEL_MANAGER})
declare_right("tiering.waive", _("Waive a requirement"), {CHANNEL_MANAGER})
declare_right("tiering.waive_for_rebates", _("Approve that a waived requirement counts for rebates"), {FINANCE})
declare_right("tiering.record", _("Record figures that nothing here measures"), {CHANNEL_MANAGER, PROGRAM_ADMIN})
declare_right("tiering.measure", _("Collect facts and make scorecards"), {PROGRAM_ADMIN, CHANNEL_MANAGER})
